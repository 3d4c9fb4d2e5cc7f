"""What became of one input: a status, a stable code, and figures that hold no text of the document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Status = Literal["ok", "partial", "empty", "failed", "quarantined", "refused"]
STATUSES: tuple[Status, ...] = ("ok", "partial", "empty", "failed", "quarantined", "refused")
HAVE_RESULT: tuple[Status, ...] = ("ok", "partial", "empty")
"""With these there is a result file; the others have an error file, or none where no content was read."""

LOSSES = (
    "page-crashed",
    "page-unreadable",
    "page-not-read",
    "page-cut-off",
    "page-silent",
    "engines-differ",
    "file-truncated",
    "file-repaired",
    "page-count-differs",
    "pages-left-out",
    "text-left-out",
    "xfa-form",
    "pictures-not-read",
    "ink-without-text",
)
"""Problems by which something on the pages is missing from the result, gravest first."""

CODES: Mapping[str, Status] = {
    "ok": "ok",
    **dict.fromkeys(LOSSES, "partial"),
    "no-text": "empty",
    "blank-pages": "empty",
    # The reader says so itself, and would say the same again: codes of vndocparse.errors.
    "damaged-file": "failed",
    "empty-file": "failed",
    "encrypted": "failed",
    "limit": "failed",
    "missing-engine": "failed",
    "missing-language": "failed",
    "not-found": "failed",
    "rule-data": "failed",
    "unsupported-format": "failed",
    "usage": "failed",
    "error": "failed",
    "internal": "failed",
    # The worker died, or was killed.
    "crash": "quarantined",
    "forbidden": "quarantined",
    "memory": "quarantined",
    "stalled": "quarantined",
    "time-limit": "quarantined",
    "bad-result": "quarantined",
    # Never given to a reader, or not kept.
    "missing": "refused",
    "unreadable": "refused",
    "irregular": "refused",
    "link": "refused",
    "too-large": "refused",
    "secret": "refused",
    "archive-damaged": "refused",
    "archive-bomb": "refused",
    "archive-encrypted": "refused",
    "remote": "refused",
}
"""Every code that an outcome may have, and its status.  docs/batch.md says what each means."""

BINS = 10
"""Of the histogram of confidences: bin 0 is [0, 0.1), bin 9 is [0.9, 1]."""


def status_of(code: str) -> Status:
    """The status that goes with a code; "failed" for one that only a newer version knows."""
    return CODES.get(code, "failed")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one reading; none of them tells what the document says."""

    pages: int = 0
    documents: int = 0
    characters: int = 0
    problems: Mapping[str, int] = field(default_factory=dict)
    """Problem entries by code: the doubts."""
    confidence: tuple[int, ...] = (0,) * BINS
    """Fields by confidence."""
    values: int = 0
    """Values that a clerk answers for."""
    to_check: int = 0
    """Of these, those below the proposed threshold: the clerk's work."""
    origin: str = ""
    """native, ocr, embedded-ocr, plain or mixed."""
    secret: bool = False
    """The document bears a mark of secrecy (dấu chỉ độ mật)."""

    @property
    def mean_confidence(self) -> float | None:
        """Of all fields, to the bin; None without any."""
        total = sum(self.confidence)
        return sum((i + 0.5) / BINS * n for i, n in enumerate(self.confidence)) / total if total else None


def figures_from(text: str) -> Figures:
    """The figures that the journal keeps as JSON."""
    told = json.loads(text)
    told["confidence"] = tuple(told["confidence"])
    return Figures(**told)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reading in a worker gives."""

    code: str
    figures: Figures
    result: bytes | None
    """The result as JSON; None where it is not to be kept."""


Report = Callable[[int, int], None]
"""Called by a reading with how many pages are read and how many there are."""


class Outcome(NamedTuple):
    """What became of one input (kết quả xử lý).

    A tuple, for a run that is taken up again makes a million of them, and a frozen dataclass takes four times as long.
    """

    name: str
    """As given or found: a path (bytes that are no UTF-8 as surrogates), an address, or "a.zip!/member"."""
    status: Status
    code: str
    """One of ``CODES``."""
    sha256: str | None = None
    """Of the content; None where none was read."""
    result: str | None = None
    """Path of the result file, or of the error file, below the output folder; None where there is neither."""
    noted: Figures | str = Figures()
    """The figures, or the JSON of them from the journal: see ``figures``."""
    cpu_seconds: float = 0.0
    attempts: int = 1
    reused: bool = False
    """Taken from the journal of an earlier run, or from the same bytes under another name."""
    detail: str = ""
    """For an error: what the library says of it, without text of the document."""

    @property
    def figures(self) -> Figures:
        """Counts of the reading; of an earlier run they are decoded when they are asked for."""
        return figures_from(self.noted) if isinstance(self.noted, str) else self.noted
