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
from vndocparse.fields.date import DateReading
from vndocparse.fields.number import NumberReading
from vndocparse.geometry import Box
from vndocparse.model.page import Page, Word
from vndocparse.ocr.engine import Engine
from vndocparse.partreading import Reading
from vndocparse.source.base import OpenSource, Picture

DPI = 300.0
SURE = 0.6
"""Least confidence of the engine for digits read off a blank."""


def read_stamped(reading: Reading, opened: OpenSource, pages: Sequence[Page], engine: str | Engine) -> Reading:
    """The reading with number and day filled in where the page's picture shows them.

    Only blanks on pages with a native text layer are looked at; the rest of the reading is unchanged.
    """
    heading = reading.heading
    number, issued = heading.number, heading.issued
    need_number = number is not None and number.ordinal is None and bool(number.organ_code)
    need_day = issued is not None and issued.day is None and issued.year is not None
    if not (need_number or need_day):
        return reading
    spans = [
        s
        for s in (_place(reading, number) if need_number else None, _place(reading, issued) if need_day else None)
        if s
    ]
    native = {p.number: p for p in pages if p.origin == "native" and p.width}
    if not spans or any(number_of not in native for number_of, _ in spans):
        return reading
    reader = _Reader(opened, engine)
    if need_number and number is not None:
        found = reader.number(reading, number)
        heading = replace(heading, number=found or number)
    if need_day and issued is not None:
        heading = replace(heading, issued=reader.day(reading, issued) or issued)
    return replace(reading, heading=heading)


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
        self.pictures: dict[int, Picture] = {}

    def words(self, page: int, box: Box) -> tuple[Word, ...]:
        """What the engine reads in the box; nothing without an engine."""
        from vndocparse.ocr import get_engine
        from vndocparse.ocr.read import read_region

        try:
            engine = get_engine(self.engine)
            if engine.name == "none":
                return ()
            if page not in self.pictures:
                self.pictures[page] = self.opened.picture(page - 1, DPI)
            return read_region(self.pictures[page], engine, box, block="line")
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
        read = self.words(page, Box(left, box.top - 4, right, box.bottom + 4))
        digits = _digits(read, 1, 5)
        if digits is None:
            whole = self.words(page, box.padded(4))
            digits = _digits_between(whole, r"S[ốôó]\s*[:.]?\s*(\d{1,5})\s*[-–/]")
        if digits is None:
            return None
        text, sure = digits
        return replace(blank, text=text + blank.text, ordinal=int(text), confidence=min(0.9, sure))

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
