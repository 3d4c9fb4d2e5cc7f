"""``vndocparse evaluate``: the scores of a corpus, printed, saved, compared."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vndocparse.cli.evaluate_trust import print_trust, trust_json
from vndocparse.cli.output import write_file
from vndocparse.cli.reading import Options, read_file, warm_up
from vndocparse.cli.streams import complain
from vndocparse.cli.terminal import console, progress_bar
from vndocparse.errors import UsageError
from vndocparse.evaluate import (
    Baseline,
    CaseScore,
    Totals,
    changes,
    find_cases,
    read_baseline,
    run_cases,
    totals,
    write_baseline,
)
from vndocparse.messages import Messages
from vndocparse.printable import shorten

if TYPE_CHECKING:
    from rich.console import Console

_GROUPS = ("form", "family", "split", "case")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for besides reading."""

    folder: Path
    baseline: Path | None
    save: Path | None
    strict: bool
    splits: tuple[str, ...]
    forms: tuple[str, ...]
    families: tuple[str, ...]
    by: str | None
    misses: int
    fail_below: float | None
    as_json: bool
    workers: int | None
    progress: bool


def run_evaluate(request: Request, options: Options, say: Messages) -> int:
    """Parse and score every case; returns 0, or 1 where the mean is below ``--fail-below``.

    Raises:
        UsageError: there is no case, or the baseline is none.
        RuleDataError: a gold file is broken.
    """
    if request.by is not None and request.by not in _GROUPS:
        raise UsageError(say("usage_number", text=request.by, name="--by"), remedy=", ".join(_GROUPS))
    before = None if request.baseline is None else _baseline(request.baseline, say)
    cases = find_cases(request.folder, splits=request.splits, forms=request.forms, families=request.families)
    if not cases:
        raise UsageError(say("usage_no_gold"), remedy=say("usage_no_gold_remedy"))

    def read(path: Path) -> Mapping[str, Any]:
        return read_file(str(path), options).model_dump(mode="json")

    workers = request.workers or _cores()
    warm_up()
    text = say("eval_progress", count=len(cases))
    with progress_bar(text, say, wanted=request.progress, least=2) as bar:
        scores = run_cases(
            cases, read, strict=request.strict, workers=workers, on_case=lambda done: bar(done, len(cases))
        )
    if request.as_json:
        sys.stdout.write(_json(scores))
    else:
        _print(request, scores, before, say)
    if request.save is not None:
        write_file(request.save, write_baseline(scores, strict=request.strict).encode(), say)
    mean = totals(scores).mean
    if request.fail_below is not None and mean < request.fail_below:
        complain(f"{say('eval_below', mean=mean, wanted=request.fail_below)} {say('eval_below_remedy')}")
        return 1
    return 0


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _baseline(path: Path, say: Messages) -> Baseline:
    try:
        return read_baseline(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(say("usage_baseline"), remedy=say("usage_baseline_remedy")) from error


def _json(scores: list[CaseScore]) -> str:
    every = totals(scores)
    data = {
        "files": every.files,
        "mean": round(every.mean, 4),
        "hand_mean": None if every.hand_mean is None else round(every.hand_mean, 4),
        "fields": {name: round(t.f1, 4) for name, t in every.fields.items()},
        "forms": {form: round(t.mean, 4) for form, t in _grouped(scores, "form").items()},
        "trust": trust_json(scores),
        "failed": {s.case.name: s.failure.code for s in scores if s.failure is not None},
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _grouped(scores: Iterable[CaseScore], by: str) -> dict[str, Totals]:
    groups: dict[str, list[CaseScore]] = {}
    for score in scores:
        key = score.case.name if by == "case" else str(getattr(score.case, by)) or "–"
        groups.setdefault(key, []).append(score)
    return {key: totals(groups[key]) for key in sorted(groups)}


def _print(request: Request, scores: list[CaseScore], before: Baseline | None, say: Messages) -> None:
    out = console()
    _print_misses(scores, request.misses, out, say)
    every = totals(scores)
    _print_fields(every, _grouped(scores, request.by) if request.by else {}, out, say)
    _print_groups(_grouped(scores, "form"), out, say)
    out.print(f"{say('eval_mean'):24} {every.mean:7.4f}   {say('eval_files', count=every.files)}")
    if every.hand_mean is not None:
        out.print(f"{say('eval_hand'):24} {every.hand_mean:7.4f}")
    print_trust(scores, out, say)
    if before is not None:
        _print_changes(before, scores, every.mean, out, say)


def _print_misses(scores: list[CaseScore], most: int, out: Console, say: Messages) -> None:
    lines = []
    for score in scores:
        name = score.case.name
        if score.failure is not None:
            lines.append(f"{name}: {say('eval_failed', message=say.error(score.failure))}")
            continue
        for document, field in score.scores:
            if not field.right:
                where = name if document < 0 else f"{name}[{document}]"
                lines.append(f"{where}: {field.field}: {_missed(field.lost, field.extra, say)}")
    for line in lines[:most]:
        out.print(shorten(line, 600), soft_wrap=True)
    if len(lines) > most:
        out.print(say("eval_more_misses", count=len(lines) - most, all=len(lines)), style="dim")
    if lines:
        out.print()


def _missed(lost: tuple[str, ...], extra: tuple[str, ...], say: Messages) -> str:
    shown = [" | ".join(shorten(x, 160) or "–" for x in items[:6]) or "–" for items in (lost, extra)]
    return say("eval_miss", gold=shown[0], got=shown[1])


def _print_fields(every: Totals, groups: Mapping[str, Totals], out: Console, say: Messages) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("eval_field"))
    table.add_column("F1", justify="right")
    table.add_column(say("eval_right"), justify="right")
    for name in groups:
        table.add_column(name, justify="right", overflow="fold")
    for field, tally in every.fields.items():
        own = [f"{g.fields[field].f1:.4f}" if field in g.fields else "" for g in groups.values()]
        table.add_row(field, f"{tally.f1:.4f}", f"{tally.right} / {tally.gold} / {tally.got}", *own)
    if groups:
        means = [f"{g.mean:.4f}" for g in groups.values()]
        table.add_row(say("eval_mean"), f"{every.mean:.4f}", "", *means, style="bold")
    out.print(table)
    out.print()


def _print_groups(groups: Mapping[str, Totals], out: Console, say: Messages) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("eval_form"))
    table.add_column(say("eval_cases"), justify="right")
    table.add_column(say("eval_mean"), justify="right")
    for name, group in groups.items():
        table.add_row(name, str(group.files), f"{group.mean:.4f}")
    out.print(table)
    out.print()


def _print_changes(before: Baseline, scores: list[CaseScore], mean: float, out: Console, say: Messages) -> None:
    found = changes(before, scores)
    out.print()
    out.print(say("eval_baseline_mean", mean=before.mean, now=mean))
    if not found:
        out.print(say("eval_same"))
    for gained, title, style in ((False, "eval_lost", "red"), (True, "eval_gained", "green")):
        some = [c for c in found if c.gained is gained]
        if some:
            out.print(say(title, count=len(some)), style=style)
        for change in some:
            out.print(f"  {change.case}: {change.field}: {change.before:.4f} → {change.now:.4f}")
