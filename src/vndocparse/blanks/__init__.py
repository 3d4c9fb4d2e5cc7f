"""Number, day and month that a hand or a stamp put into the header's blanks (số, ngày, tháng viết tay hoặc đóng dấu).

Offices print "Số:      /QĐ-UBND" and "ngày      tháng     năm 2019" and fill in the figures when the document is
signed.  An OCR engine trained on print takes 01 for 04 there; these lines are looked at again as pictures, by a net
made for them (``ocr.digits``).  What stays doubtful is null, with its candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import regex

from vndocparse.blanks.again import agreed
from vndocparse.blanks.lines import date_strip, month_at, number_strip
from vndocparse.blanks.recall import recalled
from vndocparse.blanks.settle import Heard, Weighed, Witnesses, marginal, weigh_date, weigh_number
from vndocparse.blanks.symbols import with_symbol
from vndocparse.blanks.witnesses import witnesses
from vndocparse.errors import VndocparseError
from vndocparse.fields.date import DateReading
from vndocparse.fields.number import NumberReading, read_number, without_ordinal
from vndocparse.model.document import Blank, BlankPart, Candidate
from vndocparse.model.page import Page
from vndocparse.model.textmap import TextMap
from vndocparse.ocr.engine import Engine
from vndocparse.partreading import Reading

if TYPE_CHECKING:
    from vndocparse.blanks.figures import Figures, Place
    from vndocparse.source.base import OpenSource

SEEN = 0.3
"""Least share of what the net sees in a line that is a number or a date: below it the place was wrong."""
TRUSTED = 0.85
"""Least score of the engine for figures of a scan that the net was not shown, or did not find."""
NEARLY_SURE = 0.9
"""Least share of the net's likeliest number beside which print is a witness that was dropped for its low score."""
WORTH_TELLING = 0.005
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class _File:
    """What the lines are looked at in, and what reads print there."""

    opened: OpenSource
    pages: dict[int, Page]
    engine: str | Engine


def read_blanks(
    readings: Sequence[Reading], opened: OpenSource, pages: Sequence[Page], engine: str | Engine
) -> list[Reading]:
    """The readings with number and date as the page's picture shows them.

    A blank of a page with a text layer is filled where the picture shows figures in it.  Figures of a scan are
    weighed again: print passes, and what a hand wrote is taken where it is sure, else the value becomes null.
    Every line that was looked at is in ``Reading.blanks``.  With the engine "none" nothing is done.  Pages without a
    picture have what their file notes of it.
    """
    if any(page.seen for page in pages):
        return recalled(readings, pages)
    if engine == "none" or getattr(engine, "name", "") == "none":
        return list(readings)
    by_number = {p.number: p for p in pages if p.width and not p.turn and p.origin in ("native", "ocr")}
    whole = [_uncovered(r, opened, by_number, engine) for r in readings]
    file = _File(opened, by_number, engine)
    filled = [_filled(r, file, witnesses(r, whole, pages)) for r in whole]
    return [_open_again(f) if w is not r else f for r, w, f in zip(readings, whole, filled, strict=True)]


def _uncovered(reading: Reading, opened: OpenSource, pages: dict[int, Page], engine: str | Engine) -> Reading:
    """The reading with the symbol of a number that a stamp covers, where its header has no number."""
    heading = reading.heading
    if heading.number is not None or not heading.notes:
        return reading
    from vndocparse.blanks.covered import covered_number

    number = covered_number(reading.text, heading, opened, pages, engine)
    return reading if number is None else with_symbol(reading, number)


def _open_again(reading: Reading) -> Reading:
    """Figures of a covered number stay open, with their candidates: some may stand above the line that was seen."""
    number = reading.heading.number
    if number is None or number.ordinal is None:
        return reading
    return replace(reading, heading=replace(reading.heading, number=without_ordinal(number)))


def _filled(reading: Reading, file: _File, others: Witnesses) -> Reading:
    """The reading with its own number and date looked at, and those of its certified copies."""
    heading = reading.heading
    number, issued, blanks = _settled(reading.text, heading.number, heading.issued, file, others)
    copies = []
    for copy in reading.copies:
        of_copy = _settled(reading.text, copy.number, copy.issued, file, Witnesses())
        copies.append(replace(copy, number=of_copy[0], issued=of_copy[1], blanks=of_copy[2]))
    heading = replace(heading, number=number, issued=issued)
    return replace(reading, heading=heading, copies=tuple(copies), blanks=blanks)


def _settled(
    text: TextMap,
    number: NumberReading | None,
    issued: DateReading | None,
    file: _File,
    others: Witnesses,
) -> tuple[NumberReading | None, DateReading | None, tuple[Blank, ...]]:
    blanks: tuple[Blank, ...] = ()
    if number is not None and number.organ_code:
        page = file.pages.get(_page(text, number))
        if page is not None and (page.origin == "ocr" or number.ordinal is None):
            number, found = _number(text, number, file, others, scanned=page.origin == "ocr")
            blanks += found
    if issued is not None and issued.year is not None:
        page = file.pages.get(_page(text, issued))
        if page is not None and (page.origin == "ocr" or issued.day is None or issued.month is None):
            issued, found = _date(text, issued, file.opened, others, scanned=page.origin == "ocr")
            blanks += found
    return number, issued, blanks


def _page(text: TextMap, found: NumberReading | DateReading) -> int:
    return text.lines[text.line_at(found.start)].page if text.lines else 0


def _number(
    text: TextMap, found: NumberReading, file: _File, others: Witnesses, *, scanned: bool
) -> tuple[NumberReading, tuple[Blank, ...]]:
    believed = _figures(found) if found.ordinal is not None else None
    score = _score(text, found.start, found.end)
    seen = _look(text, found, file.opened)
    if seen is None or (found.ordinal is not None and believed is None):
        return (found if score >= TRUSTED or not scanned else without_ordinal(found)), ()
    printed = _printed(seen, "number")
    said = believed
    if said is None and printed:
        again = read_number(text.text, found.start, found.end)
        said = _figures(again) if again is not None else None
    shares = {value[0]: p for value, p in seen.candidates}
    heard = believed if believed or seen.candidates[0][1] < NEARLY_SURE else said
    weighed = weigh_number(shares, Heard(heard, score, printed), others)
    strip = number_strip(text, found)
    if weighed.taken is None and scanned and printed and strip is not None:
        weighed = weigh_number(shares, agreed(Heard(said, score, printed), file.opened, strip, file.engine), others)
    blanks = tuple(_blank(place, weighed.values) for place in seen.places)
    taken = weighed.taken
    if taken is None:
        return (without_ordinal(found) if scanned else found), blanks
    symbol = without_ordinal(found).text
    return replace(found, text=taken + symbol, ordinal=int(taken), confidence=weighed.values[0][1]), blanks


def _figures(found: NumberReading) -> str | None:
    """The figures of a number as printed; None where a letter follows them."""
    figures = regex.match(r"\d+(?![\p{L}\d])", found.text)
    return figures[0] if figures else None


def _date(
    text: TextMap, found: DateReading, opened: OpenSource, others: Witnesses, *, scanned: bool
) -> tuple[DateReading, tuple[Blank, ...]]:
    split = month_at(text, found)
    seen = None if split is None else _look(text, found, opened)
    if seen is None or split is None or found.year is None:
        sure = not scanned or _score(text, found.start, found.end) >= TRUSTED
        return (found if sure else replace(found, day=None)), ()
    shares: dict[tuple[int, int], float] = {}
    for (day, month), p in seen.candidates:
        pair = int(day or 0), int(month or 0)
        shares[pair] = shares.get(pair, 0.0) + p
    heard_day = Heard(found.day, _score(text, found.start, split), _printed(seen, "day"))
    heard_month = Heard(found.month, _score(text, split, found.end), _printed(seen, "month"))
    weighed = weigh_date(shares, heard_day, heard_month, found.year, others)
    by_part = {"day": marginal(weighed.values, 0), "month": marginal(weighed.values, 1)}
    blanks = tuple(_blank(place, by_part[place.part]) for place in seen.places)
    if weighed.taken is not None:
        return replace(found, day=weighed.taken[0], month=weighed.taken[1]), blanks
    if not scanned:
        return found, blanks
    likely = Weighed(tuple(by_part["month"])).taken
    return replace(found, day=None, month=int(likely) if likely else None), blanks


def _look(text: TextMap, found: NumberReading | DateReading, opened: OpenSource) -> Figures | None:
    """The line as the net reads it; None where it has no place, or does not look like one."""
    from vndocparse.blanks.figures import read_date_strip, read_number_strip

    is_number = isinstance(found, NumberReading)
    strip = number_strip(text, found) if isinstance(found, NumberReading) else date_strip(text, found)
    if strip is None:
        return None
    try:
        seen = read_number_strip(opened, strip) if is_number else read_date_strip(opened, strip)
    except VndocparseError:  # the page cannot be drawn: its text is what there is
        return None
    return seen if sum(p for _, p in seen.candidates) >= SEEN else None


def _printed(seen: Figures, part: BlankPart) -> bool:
    return any(place.part == part and place.ink == "print" for place in seen.places)


def _blank(place: Place, values: Sequence[tuple[str, float]]) -> Blank:
    told = [Candidate(text=t, probability=round(min(p, 1.0), 4)) for t, p in values if t and p >= WORTH_TELLING]
    box = place.box
    bbox = (round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2))
    return Blank(part=place.part, ink=place.ink, page=place.page, bbox=bbox, candidates=told[:MOST_CANDIDATES])


def _score(text: TextMap, start: int, end: int) -> float:
    """The engine's score of the figures that it doubts most, the year's apart; 1 for a text layer."""
    words = [w for w in text.words(start, end) if any(c.isdigit() for c in w.text)]
    scores = [w.confidence for w in words if not regex.fullmatch(r"(?:19|20)\d\d", w.text)]
    return min(scores, default=0.0)
