"""How much work a scanned page is worth: what the repair may do, and what is read a second time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from vndocparse.errors import UsageError
from vndocparse.ocr.straighten import Options


@dataclass(frozen=True, slots=True)
class Effort:
    """Which steps are taken on a page that OCR reads; what each gains and costs stands in docs/accuracy.md."""

    repair: Options = field(default_factory=Options)
    """Of the page's picture, before it is read."""
    look_again: float = 0.12
    """Largest share of the page's area that is read a second time where ink was left unread; 0 for none."""
    columns: bool = True
    """Columns whose lines run into each other are read again alone."""
    strips: int = 24
    """Most doubtful lines of a page that are read again alone."""


FULL = Effort()
FAST = Effort(look_again=0.0, columns=False, strips=0)
"""Each page is repaired and read once."""


def effort_of(given: Effort | Literal["full", "fast"] | float) -> Effort:
    """The effort of a name, or the full one with another ``look_again``; an ``Effort`` is handed back.

    Raises:
        UsageError: no effort has that name, or a share is not from 0 to 1.
    """
    if isinstance(given, Effort):
        return given
    if given == "full":
        return FULL
    if given == "fast":
        return FAST
    if isinstance(given, int | float) and 0 <= given <= 1:
        return replace(FULL, look_again=float(given))
    raise UsageError(f"There is no effort {given!r}.", remedy='Use "full", "fast" or a share of the page from 0 to 1.')
