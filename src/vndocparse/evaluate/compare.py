"""Scores against a saved baseline: what was gained, what was lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vndocparse.errors import UsageError
from vndocparse.evaluate.score import Tally
from vndocparse.evaluate.totals import CaseScore, totals

_KIND = "vndocparse-evaluation"


@dataclass(frozen=True, slots=True)
class Baseline:
    """Earlier scores: a tally per case and field.  It holds no text of any document."""

    mean: float
    cases: Mapping[str, Mapping[str, Tally]]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one case that scores otherwise than before."""

    case: str
    field: str
    before: float
    now: float

    @property
    def gained(self) -> bool:
        return self.now > self.before


def write_baseline(scores: Iterable[CaseScore], *, strict: bool = False) -> str:
    """The scores as JSON for ``read_baseline``."""
    every = list(scores)
    cases = {s.case.name: {f: [t.right, t.gold, t.got] for f, t in s.tallies().items()} for s in every}
    data = {"kind": _KIND, "version": 1, "strict": strict, "mean": round(totals(every).mean, 6), "cases": cases}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def read_baseline(text: str) -> Baseline:
    """What ``write_baseline`` wrote.

    Raises:
        UsageError: the text is something else.
    """
    try:
        data: dict[str, Any] = json.loads(text)
        if data["kind"] != _KIND:
            raise ValueError("another kind of file")
        cases = {name: {f: Tally(*map(int, t)) for f, t in fields.items()} for name, fields in data["cases"].items()}
        return Baseline(float(data["mean"]), cases)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            "The baseline is not a file that --save has written.",
            remedy="Make it with: vndocparse evaluate DIR --save FILE.",
        ) from error


def changes(before: Baseline, scores: Iterable[CaseScore]) -> list[Change]:
    """The fields of cases known to both that score otherwise, losses first, the largest first."""
    found = []
    for score in scores:
        old = before.cases.get(score.case.name, {})
        for name, tally in score.tallies().items():
            if name in old and abs(old[name].f1 - tally.f1) > 1e-9:
                found.append(Change(score.case.name, name, old[name].f1, tally.f1))
    return sorted(found, key=lambda c: (c.gained, -abs(c.now - c.before), c.case, c.field))
