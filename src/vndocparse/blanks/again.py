"""Printed figures read again, cut out of the page in other ways: where all readings agree, the engine may be believed.

The engine scores "128-TTr/ĐUK" as a whole by the letter that it doubts most, and that is mostly one of the symbol's
capitals.  So a low score says little of the figures; that they come out the same from other cuts says more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import regex

from vndocparse.blanks.settle import Heard
from vndocparse.errors import VndocparseError
from vndocparse.fields.number import as_figures
from vndocparse.geometry import Box
from vndocparse.ocr import get_engine
from vndocparse.ocr.read import read_region
from vndocparse.text import DASHES, squeeze

if TYPE_CHECKING:
    from vndocparse.blanks.lines import Strip
    from vndocparse.ocr.engine import Engine
    from vndocparse.source.base import OpenSource

CUTS = ((300.0, 0.15, 0.0), (200.0, 0.05, 1.5), (300.0, 0.0, 4.0))
"""Resolution, parts of the strip's height left out above and below, and how much more of the symbol is in the picture,
in parts of the strip's height."""
AGREEING = 2
"""Readings beside the page's own that say the same; none may say another number."""
AGREED = 0.93
"""What an agreement is worth, as a score of the engine: its own of a word of print in good order."""

_FIGURES = regex.compile(rf"\P{{N}}{{0,8}}?(?P<figures>(?=[IlO]*\d)[\dIlO]{{1,6}})\s?[{regex.escape(DASHES)}/]")


def agreed(heard: Heard[str], opened: OpenSource, strip: Strip, engine: str | Engine) -> Heard[str]:
    """What was heard on the page, with the score that other readings of the same print lend it.

    ``heard`` as it is, where they say something else, or too little.
    """
    if heard.value is None or not heard.printed:
        return heard
    found = [value for value in _readings(opened, strip, engine) if value is not None]
    if len(found) < AGREEING or any(value != heard.value for value in found):
        return heard
    return Heard(heard.value, max(heard.score, AGREED), printed=True)


def _readings(opened: OpenSource, strip: Strip, engine: str | Engine) -> Iterator[str | None]:
    reader = get_engine(engine)
    high = strip.box.height
    for dpi, less, more in CUTS:
        box = Box(strip.box.x0, strip.box.top + less * high, strip.box.x1 + more * high, strip.box.bottom - less * high)
        try:
            words = read_region(opened.picture(strip.page - 1, dpi, box), reader, box, "line")
        except VndocparseError:  # the page cannot be drawn, or the engine gave up: its text is what there is
            return
        yield figures_of(squeeze(" ".join(w.text for w in words)))


def figures_of(line: str) -> str | None:
    """The figures between the label and the mark before the symbol: "Số 4I-CV" has "41"; None where there are none."""
    found = _FIGURES.match(line)
    return None if found is None else as_figures(found["figures"])
