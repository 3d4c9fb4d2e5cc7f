"""Scores of many files: per field, per form, and the mean over fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from vndocparse.errors import VndocparseError
from vndocparse.evaluate.cases import Case
from vndocparse.evaluate.score import FieldScore, Tally, score_file
from vndocparse.evaluate.trust import Judged, judge_file

HAND = "hand:"
"""Prefix of fields written or stamped by hand, kept out of the mean."""


@dataclass(frozen=True, slots=True)
class CaseScore:
    """What one file scored."""

    case: Case
    scores: tuple[tuple[int, FieldScore], ...]
    """Document index (-1 for the file) and score, one per field and document."""
    judged: tuple[Judged, ...] = ()
    """Every value that was given, with its confidence and whether it is right."""
    failure: VndocparseError | None = None
    """Why it could not be read; everything wanted counts as lost then."""

    def tallies(self) -> dict[str, Tally]:
        """Tally per field over the file's documents."""
        found: dict[str, Tally] = {}
        for _, score in self.scores:
            found[score.field] = found.get(score.field, Tally()) + score.tally
        return found


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over files: one tally per field, in order of first appearance."""

    fields: Mapping[str, Tally] = field(default_factory=dict)
    files: int = 0

    @property
    def mean(self) -> float:
        """Mean of the fields' F1, those by hand apart; 1.0 for no field."""
        return _mean(t.f1 for name, t in self.fields.items() if not name.startswith(HAND))

    @property
    def hand_mean(self) -> float | None:
        """Mean of the fields by hand; None where there are none."""
        by_hand = [t.f1 for name, t in self.fields.items() if name.startswith(HAND)]
        return _mean(by_hand) if by_hand else None


def score_case(case: Case, read: Callable[[Path], Mapping[str, Any]], *, strict: bool = False) -> CaseScore:
    """Read the case's file and score it; a file that cannot be read loses all its fields.

    Raises:
        RuleDataError: the gold file is broken.
    """
    gold = case.read_gold()
    try:
        got: Mapping[str, Any] | None = read(case.source)
        failure = None
    except VndocparseError as error:
        got, failure = None, error
    judged = () if got is None else tuple(judge_file(gold, got))
    return CaseScore(case, tuple(score_file(gold, got, strict=strict)), judged, failure)


def run_cases(
    cases: Iterable[Case],
    read: Callable[[Path], Mapping[str, Any]],
    *,
    strict: bool = False,
    workers: int = 1,
    on_case: Callable[[int], None] | None = None,
) -> list[CaseScore]:
    """``score_case`` of all, ``workers`` at a time, results in the order of ``cases``.

    The threads only wait: ``read`` is expected to read in a process of its own.  They are daemons, so that an
    interruption ends the program at once and not after the files that are being read.

    Raises:
        RuleDataError: a gold file is broken.
    """
    wanted = list(cases)
    jobs = SimpleQueue[int]()
    done = SimpleQueue[tuple[int, CaseScore | BaseException]]()
    for at in range(len(wanted)):
        jobs.put(at)

    def work() -> None:
        while True:
            try:
                at = jobs.get_nowait()
            except Empty:
                return
            try:
                done.put((at, score_case(wanted[at], read, strict=strict)))
            except BaseException as error:  # handed to the caller's thread, which raises it
                done.put((at, error))

    for _ in range(min(max(workers, 1), len(wanted))):
        Thread(target=work, daemon=True).start()
    found: dict[int, CaseScore] = {}
    for count in range(1, len(wanted) + 1):
        at, score = done.get()
        if isinstance(score, BaseException):
            raise score
        found[at] = score
        if on_case is not None:
            on_case(count)
    return [found[at] for at in range(len(wanted))]


def totals(scores: Iterable[CaseScore]) -> Totals:
    """The sums over ``scores``."""
    fields: dict[str, Tally] = {}
    files = 0
    for score in scores:
        files += 1
        for name, tally in score.tallies().items():
            fields[name] = fields.get(name, Tally()) + tally
    return Totals(fields, files)


def _mean(values: Iterable[float]) -> float:
    some = list(values)
    return sum(some) / len(some) if some else 1.0
