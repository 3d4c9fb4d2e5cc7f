"""Number and day that stand on a digital page as a picture: stamped, or written by hand.

Signed PDFs print "Số:      -HD/BTCTU" and "ngày      tháng 8" in their text layer and carry the
figures as an image.  The blank is looked at in the page's picture; what cannot be read stays null.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import regex

from vndocparse.errors import VndocparseError
from vndocparse.fields.date import DateReading, read_date_line
from vndocparse.fields.number import NumberReading, read_number, without_ordinal
from vndocparse.geometry import Box
from vndocparse.model.page import Page, Word
from vndocparse.ocr.engine import Engine
from vndocparse.partreading import Reading
from vndocparse.source.base import OpenSource, Picture

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
    larger, twice: what the engine doubted counts only where both readings agree and are sure, and
    what it believed only where one of them bears it out and none speaks against it.  Printed
    figures pass, figures written by hand (where the engine takes 01 for 04) become null.
    """
    heading = reading.heading
    number, issued = heading.number, heading.issued
    by_number = {p.number: p for p in pages if p.width and not p.turn and p.origin in ("native", "ocr")}
    reader = _Reader(opened, engine)
    if number is not None and number.organ_code:
        page = _page_of(reading, number, by_number)
        if page is not None and page.origin == "ocr":
            found = (
                reader.number_again(reading, number) if number.ordinal is None else reader.confirmed(reading, number)
            )
            heading = replace(heading, number=found or without_ordinal(number))
        elif page is not None and number.ordinal is None:
            heading = replace(heading, number=reader.number(reading, number) or number)
    if issued is not None and issued.year is not None:
        page = _page_of(reading, issued, by_number)
        if page is not None and page.origin == "ocr":
            again = reader.day_again(reading, issued) if issued.day is None else reader.day_confirmed(reading, issued)
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
    for e in reading.text.evidence(found.start, found.end):
        if e.bbox is not None:
            return e.page, Box(*e.bbox)
    return None


class _Reader:
    """Renders the page once and asks the engine for its blanks."""

    def __init__(self, opened: OpenSource, engine: str | Engine) -> None:
        self.opened = opened
        self.engine = engine
        self.pictures: dict[tuple[int, float], Picture] = {}

    def words(self, page: int, box: Box, dpi: float = DPI) -> tuple[Word, ...]:
        """What the engine reads in the box; nothing without an engine."""
        from vndocparse.ocr import get_engine
        from vndocparse.ocr.read import read_region

        try:
            engine = get_engine(self.engine)
            if engine.name == "none":
                return ()
            if (page, dpi) not in self.pictures:
                self.pictures[page, dpi] = self.opened.picture(page - 1, dpi)
            return tuple(read_region(self.pictures[page, dpi], engine, box, block="line"))
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

    def number_again(self, reading: Reading, doubted: NumberReading) -> NumberReading | None:
        """The figures of a scanned number, where two larger readings agree on them and are sure."""
        seen = self._numbers(reading, doubted)
        if len(seen) < len(AGAIN) or len({text for text, _ in seen}) != 1 or min(sure for _, sure in seen) < SURE_AGAIN:
            return None
        text = seen[0][0]
        ordinal = regex.match(r"\d+", text)
        return replace(doubted, text=text, ordinal=int(ordinal[0]), confidence=0.9) if ordinal else None

    def confirmed(self, reading: Reading, believed: NumberReading) -> NumberReading | None:
        """The number itself, where a larger reading bears it out and none speaks against it."""
        seen = [text for text, sure in self._numbers(reading, believed) if sure >= SURE]
        return believed if seen and all(text == believed.text for text in seen) else None

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

    def day_again(self, reading: Reading, doubted: DateReading) -> DateReading | None:
        """The day of a scanned date, where two larger readings agree on it and are sure."""
        seen = self._dates(reading, doubted)
        if len(seen) < len(AGAIN) or len({(d.day, d.month) for d, _ in seen}) != 1:
            return None
        day, sure = seen[0][0], min(sure for _, sure in seen)
        return replace(doubted, day=day.day, month=day.month) if sure >= SURE_AGAIN else None

    def day_confirmed(self, reading: Reading, believed: DateReading) -> DateReading | None:
        """The date itself, where a larger reading bears it out and none speaks against it."""
        seen = [(d.day, d.month) for d, sure in self._dates(reading, believed) if sure >= SURE]
        return believed if seen and all(d == (believed.day, believed.month) for d in seen) else None

    def _dates(self, reading: Reading, found: DateReading) -> list[tuple[DateReading, float]]:
        place = _place(reading, found)
        if place is None:
            return []
        page, box = place
        out = []
        for dpi in AGAIN:
            words = self.words(page, box.padded(6), dpi)
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
