"""What a run came to, in figures: for the table at the end, ``batch status`` and the report."""

from __future__ import annotations

import heapq
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from vndocparse.batches.journal import RUNNING, Entry, Journal
from vndocparse.batches.outcome import BINS, HAVE_RESULT, STATUSES, status_of
from vndocparse.batches.shard import JOURNAL
from vndocparse.errors import UsageError

WORST = 200
"""Documents listed in a report for each kind of doubt."""


@dataclass(frozen=True, slots=True)
class Line:
    """One document to look at."""

    names: tuple[str, ...]
    code: str
    detail: str = ""
    result: str | None = None
    confidence: float | None = None
    cpu_seconds: float = 0.0
    pages: int = 0


@dataclass(slots=True)
class Summary:
    """Figures of one journal, for the settings that it was last run with."""

    running: bool = False
    """A run is at work, or was killed."""
    seconds: float = 0.0
    """Of the last run by the wall clock."""
    inputs: int = 0
    pending: int = 0
    contents: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    """Inputs by status."""
    codes: dict[str, int] = field(default_factory=dict)
    """Inputs by code, "ok" left out."""
    doubts: dict[str, int] = field(default_factory=dict)
    """Documents by code of a problem in them."""
    pages: int = 0
    run_pages: int = 0
    """Read in the last run."""
    documents: int = 0
    cpu_seconds: float = 0.0
    histogram: tuple[int, ...] = (0,) * BINS
    values: int = 0
    to_check: int = 0
    """Values that a person should compare with the page."""
    secrets: int = 0
    bad: list[Line] = field(default_factory=list)
    """Without a result."""
    lossy: list[Line] = field(default_factory=list)
    """With something missing."""
    unsure: list[Line] = field(default_factory=list)
    """With the lowest mean confidence."""
    slow: list[Line] = field(default_factory=list)
    told: dict[str, object] = field(default_factory=dict)

    @property
    def pages_per_second(self) -> float:
        return self.run_pages / self.seconds if self.seconds > 0 else 0.0

    @property
    def without_result(self) -> int:
        """Inputs that ended without a result."""
        return sum(n for status, n in self.statuses.items() if status not in HAVE_RESULT)


def open_journal(out: Path) -> Journal:
    """The journal of an output folder, to be read, also while a run writes to it.

    Raises:
        UsageError: there is none.
    """
    path = out / JOURNAL
    if not path.is_file():
        parts = sorted(out.glob("journal.*.sqlite3"))
        if len(parts) != 1:
            raise UsageError(
                f"There is no journal of a whole run in this folder ({len(parts)} of shards).",
                remedy="Give the folder of a batch; join shards with: vndocparse batch merge OUT.",
            )
        path = parts[0]
    return Journal(path, read_only=True)


def summarise(journal: Journal, worst: int = WORST) -> Summary:
    """Read the journal once."""
    out = Summary()
    last = journal.last_run()
    if last is None:
        return out
    started, ended, fingerprint, out.told = last
    out.running = ended is None
    out.seconds = (ended or time.time()) - started
    tally = journal.tally(fingerprint)
    out.pending = tally.pop("", 0)
    out.inputs = sum(tally.values()) + out.pending
    statuses = Counter[str]()
    for code, count in tally.items():
        statuses[status_of(code)] += count
    out.statuses = {status: statuses[status] for status in STATUSES if statuses[status]}
    out.codes = {code: n for code, n in sorted(tally.items(), key=lambda kv: -kv[1]) if code != "ok"}
    out.run_pages = journal.done_since(started, fingerprint)
    _contents(out, journal, fingerprint, worst)
    return out


def _contents(out: Summary, journal: Journal, fingerprint: str, worst: int) -> None:
    doubts, bins = Counter[str](), [0] * BINS
    unsure: list[tuple[float, str, Entry]] = []
    slow: list[tuple[float, str, Entry]] = []
    bad: list[Entry] = []
    lossy: list[Entry] = []
    for entry in journal.every(fingerprint):
        if entry.code in ("", RUNNING):
            continue
        figures = entry.figures
        out.contents += 1
        out.pages += figures.pages
        out.documents += figures.documents
        out.cpu_seconds += entry.cpu_seconds
        out.secrets += figures.secret
        out.values += figures.values
        out.to_check += figures.to_check
        doubts.update(figures.problems.keys())
        bins = [a + b for a, b in zip(bins, figures.confidence, strict=True)]
        if entry.status not in HAVE_RESULT and len(bad) < worst:
            bad.append(entry)
        elif entry.code != "ok" and len(lossy) < worst:
            lossy.append(entry)
        mean = figures.mean_confidence
        if mean is not None:
            _keep_largest(unsure, (-mean, entry.sha256, entry), min(worst, 50))
        _keep_largest(slow, (entry.cpu_seconds, entry.sha256, entry), min(worst, 20))
    out.doubts = dict(doubts.most_common())
    out.histogram = tuple(bins)
    refused = [Line((name,), code) for name, code in journal.refused_inputs(worst)]
    out.bad = [*(_line(e, journal) for e in sorted(bad, key=lambda e: (e.code, e.sha256))), *refused][:worst]
    out.lossy = [_line(e, journal) for e in sorted(lossy, key=lambda e: (e.code, e.sha256))]
    out.unsure = [_line(e, journal) for _, _, e in sorted(unsure, key=lambda t: (-t[0], t[1]))]
    out.slow = [_line(e, journal) for _, _, e in sorted(slow, key=lambda t: (-t[0], t[1]))]


def _keep_largest(heap: list[tuple[float, str, Entry]], item: tuple[float, str, Entry], most: int) -> None:
    if len(heap) < most:
        heapq.heappush(heap, item)
    elif item[:2] > heap[0][:2]:
        heapq.heapreplace(heap, item)


def _line(entry: Entry, journal: Journal) -> Line:
    return Line(
        tuple(journal.names_of(entry.sha256)),
        entry.code,
        entry.detail,
        entry.result,
        entry.figures.mean_confidence,
        entry.cpu_seconds,
        entry.figures.pages,
    )
