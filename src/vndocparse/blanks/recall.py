"""Number and date as they were read when the picture was at hand: from the notes of an OCR file of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from vndocparse.blanks.symbols import symbol_at, with_symbol
from vndocparse.fields.date import DateReading
from vndocparse.fields.number import NumberReading, read_number, without_ordinal
from vndocparse.model.page import Page, RecalledLine
from vndocparse.model.textmap import TextMap
from vndocparse.partreading import Reading

if TYPE_CHECKING:
    from vndocparse.model.document import Blank

T = TypeVar("T", NumberReading, DateReading)


def recalled(readings: Sequence[Reading], pages: Sequence[Page]) -> list[Reading]:
    """The readings with what the pages' notes say of their numbers and dates.

    A note holds only for the characters that it was made of: a line that was corrected since is read anew.
    """
    by_page = {page.number: page for page in pages if page.seen}
    return [_recalled(reading, by_page) for reading in readings]


def _recalled(reading: Reading, pages: dict[int, Page]) -> Reading:
    heading, text = _covered(reading, pages), reading.text
    number, of_number = _number(text, heading.heading.number, pages)
    issued, of_issued = _issued(text, heading.heading.issued, pages)
    copies = []
    for copy in reading.copies:
        own_number, one = _number(text, copy.number, pages)
        own_issued, two = _issued(text, copy.issued, pages)
        copies.append(replace(copy, number=own_number, issued=own_issued, blanks=one + two))
    head = replace(heading.heading, number=number, issued=issued)
    return replace(reading, heading=head, copies=tuple(copies), blanks=of_number + of_issued)


def _covered(reading: Reading, pages: dict[int, Page]) -> Reading:
    """The reading with the number that a stamp covers, where a note of the header was seen to be one."""
    heading, text = reading.heading, reading.text
    if heading.number is not None:
        return reading
    for span in heading.notes:
        page, _ = _page(text, span[0], pages)
        seen = _seen(page, "number", text.text[slice(*span)])
        found = read_number(f"Số: {seen.text}") if seen is not None else None
        if found is not None:
            return with_symbol(reading, symbol_at(found, span))
    return reading


def _number(
    text: TextMap, found: NumberReading | None, pages: dict[int, Page]
) -> tuple[NumberReading | None, tuple[Blank, ...]]:
    if found is None:
        return None, ()
    page, scanned = _page(text, found.start, pages)
    seen = _seen(page, "number", text.text[found.start : found.end])
    if seen is None:
        return found, ()
    if seen.ordinal is None:
        doubted = scanned and (seen.blanks or found.ordinal is not None)
        return (without_ordinal(found) if doubted else found), seen.blanks
    return replace(found, text=seen.text, ordinal=seen.ordinal), seen.blanks


def _issued(
    text: TextMap, found: DateReading | None, pages: dict[int, Page]
) -> tuple[DateReading | None, tuple[Blank, ...]]:
    if found is None:
        return None, ()
    page, _ = _page(text, found.start, pages)
    seen = _seen(page, "issued", text.text[found.start : found.end])
    return (found, ()) if seen is None else (replace(found, day=seen.day, month=seen.month), seen.blanks)


def _page(text: TextMap, start: int, pages: dict[int, Page]) -> tuple[Page | None, bool]:
    """The page of a place that has notes, and whether it is a scan."""
    page = pages.get(text.lines[text.line_at(start)].page) if text.lines else None
    return page, page is not None and page.origin == "ocr"


def _seen(page: Page | None, part: str, raw: str) -> RecalledLine | None:
    return next((s for s in page.seen if s.part == part and s.raw == raw), None) if page is not None else None
