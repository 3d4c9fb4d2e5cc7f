"""``vndocparse batch``: a run over an archive, its state, and the joining of shards."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from vndocparse.cli.batch_progress import Progress, Quiet, Watcher
from vndocparse.cli.output import byte_count
from vndocparse.cli.streams import complain
from vndocparse.cli.terminal import console
from vndocparse.errors import UsageError
from vndocparse.messages import Messages
from vndocparse.printable import one_line

if TYPE_CHECKING:
    from vndocparse.batches.options import BatchOptions
    from vndocparse.batches.outcome import Outcome
    from vndocparse.batches.run import Run
    from vndocparse.batches.settings import BatchLimits, OnSecret
    from vndocparse.batches.summary import Summary

INCOMPLETE = 16
"""Exit code of a run that reached its end and in which some inputs have no result."""
INTERRUPTED = 130
STDIN = "-"
REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Request:
    """The options as they are typed."""

    inputs: tuple[str, ...]
    output: Path
    workers: int | None
    engine: str
    rules: Path | None
    catalogue: Path | None
    bullets: bool
    words: bool
    fast: bool
    look_again: float | None
    mend: str
    password: str | None
    retry: tuple[str, ...]
    verify: bool
    shard: str | None
    ray: str | None
    on_secret: str
    follow_links: bool
    unconfined: bool
    cpu: float
    cpu_page: float
    stall: float
    memory: str
    max_pages: int
    max_pixels: int
    max_characters: int
    max_size: str
    log_json: bool
    report: bool
    progress: bool


def run_batch(request: Request, say: Messages) -> int:
    """Read all inputs; returns 0 where each has a result, 16 where some have none, 130 where it was stopped.

    Raises:
        UsageError: an option makes no sense.
        OutputError: the output cannot be written.
    """
    from vndocparse.batches.api import make_run
    from vndocparse.doctor import old_packages

    for package in old_packages():
        complain(say("batch_old", name=package.name, have=package.version, wanted=package.wanted, mend=package.mend))
    options = _options(request, say)
    inputs = _inputs(request.inputs)
    if request.ray is not None:
        from vndocparse.batches.ray_runner import run_on_ray

        run_on_ray(list(inputs), options, request.ray, request.shard)
        return _finish(request, say, stopped=False)
    run = make_run(inputs, options)
    with _obedient(run, say), _watcher(request, say) as watcher:
        for outcome in run.outcomes():
            watcher.put(outcome)
            if outcome.figures.secret and request.on_secret == "warn":
                watcher.tell(say("batch_secret", name=one_line(outcome.name)))
    return _finish(request, say, stopped=run.stopping)


def run_status(output: Path, say: Messages) -> int:
    """Print what a run came to so far, also while it is at work."""
    _print(_summary(output), say)
    return 0


def run_merge(output: Path, others: Iterable[Path], say: Messages) -> int:
    """Join the journals of shards in ``output``, and take in those and the results of other folders."""
    from vndocparse.batches.merge import merge

    count = merge(output, list(others))
    complain(say("batch_merged", count=count))
    summary = _summary(output)
    _write_report(output, summary, say)
    _print(summary, say)
    return 0


# -- around the run ------------------------------------------------------------------------------


def _options(request: Request, say: Messages) -> BatchOptions:
    from vndocparse.batches.options import BatchOptions
    from vndocparse.cli.reading import effort_asked

    return BatchOptions(
        out=request.output,
        workers=request.workers,
        engine=request.engine,
        rules=request.rules,
        catalogue=request.catalogue,
        bullets=request.bullets,
        words=request.words,
        effort=effort_asked(request.fast, request.look_again),
        mend=request.mend,
        password=request.password,
        limits=_limits(request, say),
        on_secret=cast("OnSecret", request.on_secret),  # what it may be is checked where it is used
        retry=request.retry,
        verify=request.verify,
        shard=None if request.ray is not None else request.shard,
        follow_links=request.follow_links,
        confined=not request.unconfined,
    )


def _limits(request: Request, say: Messages) -> BatchLimits:
    from vndocparse.batches.settings import BatchLimits

    size = byte_count(request.max_size, "--max-size", say)
    return BatchLimits(
        cpu=request.cpu,
        cpu_page=request.cpu_page,
        stall=request.stall,
        memory=byte_count(request.memory, "--memory", say),
        pages=request.max_pages,
        pixels=request.max_pixels,
        characters=request.max_characters,
        size=sys.maxsize if size is None else size,
    )


def _inputs(given: tuple[str, ...]) -> Iterator[str]:
    """The names given; "-" stands for a list on standard input, by NUL where it holds one, else by line."""
    for name in given:
        if name == STDIN:
            data = sys.stdin.buffer.read()
            mark = b"\0" if b"\0" in data else b"\n"
            for line in data.split(mark):
                if line.strip(b"\r"):
                    yield os.fsdecode(line if mark == b"\0" else line.rstrip(b"\r"))
        else:
            yield name


@contextmanager
def _obedient(run: Run, say: Messages) -> Iterator[None]:
    """Ctrl-C, or SIGTERM: the first finishes what is in hand, the second ends it at once."""

    def stop(_number: int, _frame: object) -> None:
        if run.stopping:
            raise KeyboardInterrupt
        run.stop()
        complain(say("batch_stopping", count=len(run.hand)))

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _watcher(request: Request, say: Messages) -> Iterator[Watcher]:
    if request.log_json:
        yield JsonLines()
    elif request.progress and sys.stderr.isatty():
        with Progress(say, _count(request)) as progress:
            yield progress
    else:
        yield Quiet()


def _count(request: Request) -> int | None:
    """How many inputs there are, for the bar; None where counting would use them up or take them apart."""
    if STDIN in request.inputs or request.shard is not None or any("://" in name for name in request.inputs):
        return None
    from vndocparse.batches.intake import discover

    return sum(1 for _ in discover(request.inputs, most_unpacked=1 << 40, leave_out=request.output))


class JsonLines:
    """A line of JSON on standard error for each outcome: names, codes and figures, no text of a document."""

    def put(self, outcome: Outcome) -> None:
        self._line(
            {
                "event": "outcome",
                "name": one_line(outcome.name),
                "status": outcome.status,
                "code": outcome.code,
                "sha256": outcome.sha256,
                "result": outcome.result,
                "pages": outcome.figures.pages,
                "documents": outcome.figures.documents,
                "problems": dict(outcome.figures.problems),
                "confidence": outcome.figures.mean_confidence,
                "secret": outcome.figures.secret,
                "cpu_seconds": outcome.cpu_seconds,
                "attempts": outcome.attempts,
                "reused": outcome.reused,
            }
        )

    def tell(self, text: str) -> None:
        self._line({"event": "note", "text": text})

    def _line(self, told: dict[str, Any]) -> None:
        stamped = {"time": round(time.time(), 3), **told}
        sys.stderr.write(json.dumps(stamped, ensure_ascii=True, separators=(",", ":")) + "\n")
        sys.stderr.flush()


# -- afterwards ----------------------------------------------------------------------------------


def _finish(request: Request, say: Messages, *, stopped: bool) -> int:
    if request.shard is not None and request.ray is None:
        summary = _summary(request.output, request.shard)
    else:
        summary = _summary(request.output)
        if request.report:
            _write_report(request.output, summary, say)
    if not request.log_json:
        _print(summary, say)
    if stopped:
        return INTERRUPTED
    return INCOMPLETE if summary.without_result else 0


def _summary(output: Path, shard: str | None = None) -> Summary:
    from vndocparse.batches.journal import Journal
    from vndocparse.batches.shard import Shard
    from vndocparse.batches.summary import open_journal, summarise

    part = Shard.parse(shard) if shard else None
    journal = Journal(output / part.journal, read_only=True) if part is not None else open_journal(output)
    try:
        return summarise(journal)
    finally:
        journal.close()


def _write_report(output: Path, summary: Summary, say: Messages) -> None:
    from vndocparse.batches.report import report_html
    from vndocparse.batches.store import Store

    text = report_html(summary, say)
    store = Store(output, "report")
    store.prepare()
    store.write(REPORT, text.encode())


def _print(summary: Summary, say: Messages) -> None:
    """The table of outcomes, on standard output."""
    from rich import box
    from rich.table import Table

    from vndocparse.batches.outcome import STATUSES
    from vndocparse.batches.report import duration

    table = Table(box=box.SIMPLE_HEAD, show_footer=False, pad_edge=False)
    table.add_column(say("batch_outcome"))
    table.add_column(say("report_inputs"), justify="right")
    table.add_column(say("batch_codes"))
    for status in STATUSES:
        count = summary.statuses.get(status, 0)
        if count:
            table.add_row(say(f"status_{status}"), f"{count:,}", _codes(summary, status))
    if summary.pending:
        table.add_row(say("status_pending"), f"{summary.pending:,}", "")
    out = console()
    out.print(table)
    out.print(
        say(
            "batch_totals",
            contents=f"{summary.contents:,}",
            documents=f"{summary.documents:,}",
            pages=f"{summary.pages:,}",
            rate=f"{summary.pages_per_second:.2f}",
            duration=duration(summary.seconds),
        )
    )
    if summary.values:
        out.print(say("batch_to_check", count=f"{summary.to_check:,}", values=f"{summary.values:,}",
                      share=f"{summary.to_check / summary.values:.1%}"))  # fmt: skip
    if summary.running:
        out.print(say("batch_running"))


def _codes(summary: Summary, status: str) -> str:
    from vndocparse.batches.outcome import status_of

    return ", ".join(f"{code} {n:,}" for code, n in summary.codes.items() if status_of(code) == status)


def check_output(output: Path | None, say: Messages) -> Path:
    """The output folder, which every form of the command needs.

    Raises:
        UsageError: it was not given.
    """
    if output is None:
        raise UsageError(say("usage_batch_output"), remedy=say("usage_batch_output_remedy"))
    return output
