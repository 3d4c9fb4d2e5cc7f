"""Number and day that stand on a digital page as a picture: stamped, or written by hand.

Signed PDFs print "Số:      -HD/BTCTU" and "ngày      tháng 8" in their text layer and carry the
figures as an image.  The blank is looked at in the page's picture; what cannot be read stays null.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import regex

from vndocparse.errors import VndocparseError
from vndocparse.fields.date import DateReading, read_date_line
from vndocparse.fields.number import NumberReading, read_number, without_ordinal
from vndocparse.geometry import Box, union
from vndocparse.model.page import Page, Word
from vndocparse.ocr.engine import Engine
from vndocparse.partreading import Reading
from vndocparse.source.base import OpenSource

T = TypeVar("T")

DPI = 300.0
AGAIN = (300.0, 240.0)
"""Resolutions at which doubted figures of a scan are read again."""
SURE_AGAIN = 0.85
"""Least confidence of each figure in both."""
SURE = 0.6
"""Least confidence of the engine for digits read off a blank."""


def read_stamped(reading: Reading, opened: OpenSource, pages: Sequence[Page], engine: str | Engine) -> Reading:
    """The reading with number and day filled in where the page's picture shows them.

    A blank of a page with a text layer is read off the picture.  Figures of a scan are read again,
    larger, twice (see ``_settled``): printed figures pass, figures written by hand, where the engine
    takes 01 for 04, become null.
    """
    heading = reading.heading
    number, issued = heading.number, heading.issued
    by_number = {p.number: p for p in pages if p.width and not p.turn and p.origin in ("native", "ocr")}
    reader = _Reader(opened, engine)
    if number is not None and number.organ_code:
        page = _page_of(reading, number, by_number)
        if page is not None and page.origin == "ocr":
            found = reader.number_again(reading, number)
            heading = replace(heading, number=found or without_ordinal(number))
        elif page is not None and number.ordinal is None:
            heading = replace(heading, number=reader.number(reading, number) or number)
    if issued is not None and issued.year is not None:
        page = _page_of(reading, issued, by_number)
        if page is not None and page.origin == "ocr":
            again = reader.day_again(reading, issued)
            heading = replace(heading, issued=again or replace(issued, day=None))
        elif page is not None and issued.day is None:
            heading = replace(heading, issued=reader.day(reading, issued) or issued)
    return replace(reading, heading=heading)


def _page_of(reading: Reading, found: NumberReading | DateReading, pages: dict[int, Page]) -> Page | None:
    place = _place(reading, found)
    return pages.get(place[0]) if place is not None else None


def _place(reading: Reading, found: NumberReading | DateReading | None) -> tuple[int, Box] | None:
    """Page and box of the words around the blank."""
    if found is None:
        return None
    boxed = [(e.page, Box(*e.bbox)) for e in reading.text.evidence(found.start, found.end) if e.bbox is not None]
    box = union(b for page, b in boxed if page == boxed[0][0])
    return (boxed[0][0], box) if box is not None else None


class _Reader:
    """Renders pieces of a page and asks the engine what stands in them."""

    def __init__(self, opened: OpenSource, engine: str | Engine) -> None:
        self.opened = opened
        self.engine = engine

    def words(self, page: int, box: Box, dpi: float = DPI, block: str = "line") -> tuple[Word, ...]:
        """What the engine reads in the box; nothing without an engine."""
        from vndocparse.ocr import get_engine
        from vndocparse.ocr.read import read_region

        try:
            engine = get_engine(self.engine)
            if engine.name == "none":
                return ()
            return tuple(read_region(self.opened.picture(page - 1, dpi, box.padded(1)), engine, box, block=block))
        except VndocparseError:
            return ()

    def number(self, reading: Reading, blank: NumberReading) -> NumberReading | None:
        """The ordinal between "Số" and the symbol, if digits stand there and nothing else."""
        place = _place(reading, blank)
        if place is None:
            return None
        page, box = place
        words = reading.text.words(blank.start, blank.end)
        left, right = _blank_between(words, box)
        digits = None
        for margin in (1.0, -2.0):
            read = self.words(page, Box(left - margin, box.top - 4, right + margin, box.bottom + 4))
            digits = digits or _digits(read, 1, 5)
        if digits is None:
            whole = self.words(page, box.padded(4))
            digits = _digits_between(whole, r"S[ốôó]\s*[:.]?\s*(\d{1,5})\s*[-–/]")
        if digits is None:
            return None
        text, sure = digits
        return replace(blank, text=text + blank.text, ordinal=int(text), confidence=min(0.9, sure))

    def number_again(self, reading: Reading, found: NumberReading) -> NumberReading | None:
        """The number of a scan, where larger readings bear it out, or agree on another and are sure."""
        seen = self._numbers(reading, found)
        believed = found.text if found.ordinal is not None else None
        text = _settled(believed, seen)
        if text == believed:
            return found
        ordinal = regex.match(r"\d+", text or "")
        return replace(found, text=text, ordinal=int(ordinal[0]), confidence=0.9) if text and ordinal else None

    def _numbers(self, reading: Reading, found: NumberReading) -> list[tuple[str, float]]:
        """The same number as larger readings have it, and how sure they are of its figures."""
        place = _place(reading, found)
        if place is None:
            return []
        page, box = place
        out = []
        for dpi in AGAIN:
            words = self.words(page, Box(box.x0 - 6, box.top - 8, box.x1 + 12, box.bottom + 8), dpi)
            again = read_number(" ".join(w.text for w in words))
            if again is not None and again.ordinal is not None and again.organ_code == found.organ_code:
                out.append((again.text, _sure_of_figures(words)))
        return out

    def day_again(self, reading: Reading, found: DateReading) -> DateReading | None:
        """The date of a scan, where larger readings bear it out, or agree on another and are sure."""
        seen = [((d.day, d.month), sure) for d, sure in self._dates(reading, found)]
        settled = _settled((found.day, found.month) if found.day is not None else None, seen)
        return replace(found, day=settled[0], month=settled[1]) if settled is not None else None

    def _dates(self, reading: Reading, found: DateReading) -> list[tuple[DateReading, float]]:
        place = _place(reading, found)
        if place is None:
            return []
        page, box = place
        lines = {reading.text.line_at(found.start), reading.text.line_at(max(found.end - 1, found.start))}
        out = []
        for dpi in AGAIN:
            words = self.words(page, box.padded(6), dpi, block="line" if len(lines) == 1 else "block")
            again = read_date_line(" ".join(w.text for w in words))
            if again is not None and again.iso and again.year == found.year and found.month in (None, again.month):
                out.append((again, _sure_of_figures(words)))
        return out

    def day(self, reading: Reading, blank: DateReading) -> DateReading | None:
        """The day (and month) between the printed words."""
        place = _place(reading, blank)
        if place is None:
            return None
        page, box = place
        whole = self.words(page, box.padded(3))
        text = " ".join(w.text for w in whole)
        found = regex.search(r"ng[àa]y\s*(\d{1,2})\s*th[áa]ng\s*(\d{1,2})\s*n[ăa]m", text)
        if found is None:
            return None
        day, month = int(found[1]), int(found[2])
        filled = replace(blank, day=day, month=blank.month or month)
        if (blank.month is not None and month != blank.month) or filled.iso is None:
            return None
        return filled


def _settled(believed: T | None, seen: Sequence[tuple[T, float]]) -> T | None:
    """What several readings make of the same figures; None where that is open.

    What the first reading believed counts if a larger one bears it out and none speaks against it;
    another value if all larger readings agree on it and each is sure.
    """
    heard = [value for value, sure in seen if sure >= SURE]
    if believed is not None and heard and all(value == believed for value in heard):
        return believed
    values = {value for value, _ in seen}
    agreed = len(seen) == len(AGAIN) and len(values) == 1 and min(sure for _, sure in seen) >= SURE_AGAIN
    return values.pop() if agreed else None


def _sure_of_figures(words: Sequence[Word]) -> float:
    """The engine's score of the figure that it doubts most."""
    return min((w.confidence for w in words if any(c.isdigit() for c in w.text)), default=0.0)


def _blank_between(words: Sequence[Word], box: Box) -> tuple[float, float]:
    """The stretch behind the label: up to the next word, or to the line's end."""
    boxes = [w.box for w in words if w.box is not None]
    if not boxes:
        return box.x0, box.x1
    gaps = [(b.x0 - a.x1, a.x1, b.x0) for a, b in itertools.pairwise(boxes)]
    if gaps:
        widest = max(gaps)
        if widest[0] > 4:
            return widest[1] - 1, widest[2] + 1
    return boxes[0].x1 - 1, box.x1


def _digits(words: Sequence[Word], least: int, most: int) -> tuple[str, float] | None:
    text = "".join(w.text for w in words).strip(" .:-–/")
    if not text.isdigit() or not least <= len(text) <= most:
        return None
    sure = min(w.confidence for w in words)
    return (text, sure) if sure >= SURE else None


def _digits_between(words: Sequence[Word], pattern: str) -> tuple[str, float] | None:
    text = " ".join(w.text for w in words)
    found = regex.search(pattern, text)
    if found is None or not words:
        return None
    sure = sum(w.confidence for w in words) / len(words)
    return (found[1], sure) if sure >= SURE else None
