"""What stands in the blanks of one line: candidates with probabilities, the kind of ink, the place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from vndocparse.blanks.lines import Strip
from vndocparse.geometry import Box
from vndocparse.model.document import BlankPart, Ink
from vndocparse.ocr import digits
from vndocparse.ocr.ctc import spellings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vndocparse.source.base import OpenSource

DPI = 200.0
LEAST_COLUMNS = 2
"""Columns with ink of figures that a filled blank has at least: a bar for 1 takes two."""
INKS: tuple[Ink, ...] = ("print", "hand", "stamp")
"""In the order of ``digits.KINDS`` behind "none"."""

NUMBER = regex.compile(r"S?(?P<number>\d{0,6})/")
DATE = regex.compile(r"N?(?P<day>\d{0,2})T(?P<month>\d{0,2})M?")


@dataclass(frozen=True, slots=True)
class Place:
    """One blank: where its figures stand, and what put them there."""

    part: BlankPart
    page: int
    box: Box
    ink: Ink


@dataclass(frozen=True, slots=True)
class Figures:
    """A line as the net reads it."""

    candidates: tuple[tuple[tuple[str, ...], float], ...]
    """Figures of each blank in order, an empty string for a blank with nothing in it, and how probable they are
    together; the most probable first.  What is missing to 1 is doubt whether the line was seen right."""
    places: tuple[Place, ...]


def read_number_strip(opened: OpenSource, strip: Strip) -> Figures:
    """The number in its line; no candidates where the picture shows no such line."""
    return _read(opened, strip, NUMBER)


def read_date_strip(opened: OpenSource, strip: Strip) -> Figures:
    """Day and month in their line; no candidates where the picture shows no such line."""
    return _read(opened, strip, DATE)


def _read(opened: OpenSource, strip: Strip, form: regex.Pattern[str]) -> Figures:
    picture = opened.picture(strip.page - 1, DPI, strip.box)
    if min(picture.pixels.shape[:2]) < 8:
        return Figures((), ())
    # The darkest channel: blue ink and a red stamp are as dark as print there.
    pixels = digits.normalised(picture.pixels.min(axis=2))
    seen = [digits.columns(view) for view in digits.views(pixels)]
    shares: dict[tuple[str, ...], float] = defaultdict(float)
    for tokens, _ in seen:
        for text, p in spellings(tokens, digits.TOKENS):
            found = form.fullmatch(text)
            if found is not None:
                shares[found.groups()] += p / len(seen)
    candidates = tuple(sorted(shares.items(), key=lambda item: -item[1]))
    return Figures(candidates, tuple(_places(seen[0][1], strip)))


def _places(kinds: NDArray[np.float32], strip: Strip) -> Iterable[Place]:
    """The columns that the net takes for figures tell how far these reach within their blank, and what they are."""
    import numpy as np

    step = strip.box.width / len(kinds)
    for part, x0, x1 in strip.blanks:
        a, b = (min(max(round((x - strip.box.x0) / step), 0), len(kinds)) for x in (x0, x1))
        inked = a + np.flatnonzero(kinds[a:b].argmax(axis=1))
        ink: Ink = "none"
        if len(inked) >= LEAST_COLUMNS:
            ink = INKS[int(kinds[inked, 1:].sum(axis=0).argmax())]
            x0, x1 = strip.box.x0 + int(inked[0]) * step, strip.box.x0 + (int(inked[-1]) + 1) * step
        yield Place(part, strip.page, Box(x0, strip.box.top, x1, strip.box.bottom), ink)
