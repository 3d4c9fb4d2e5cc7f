"""Where else a document tells its own number and date: titles of what is attached, the stamp of a digital signature."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import regex

from vndocparse.blanks.settle import Witnesses
from vndocparse.fields import cues
from vndocparse.fields.date import DateReading, read_date_line, read_short_date
from vndocparse.fields.number import NumberReading, read_number, without_ordinal
from vndocparse.model.page import Page
from vndocparse.partreading import Reading

_SIGNED = regex.compile(r"\b(\d\d)[./-](\d\d)[./-]\s?(20\d\d)\s+(?:lúc\s+)?\d\d:\d\d(?::\d\d)?\b")
"""Day and time in the stamp that a signing program prints: "Thời gian ký: 21.03.2018 16:41:00 +07:00"."""
_TOP = 0.2
"""The stamp stands in the head of the first page; times further down are those of the text."""


def witnesses(reading: Reading, every: Iterable[Reading], pages: Sequence[Page]) -> Witnesses:
    """What the other parts of the file say of ``reading``'s own number and date."""
    own = reading.heading
    numbers, dates = set(), set()
    if own.number is not None:
        for found, issued in _attached(every):
            if without_ordinal(found).text == without_ordinal(own.number).text and found.ordinal is not None:
                numbers.add(str(found.ordinal))
                if issued is not None and issued.iso is not None:
                    dates.add(date.fromisoformat(issued.iso))
    first = reading.text.lines[0].page if reading.text.lines else 1
    return Witnesses(frozenset(numbers), frozenset(dates), _signed([p for p in pages if p.number == first]))


def _attached(every: Iterable[Reading]) -> Iterable[tuple[NumberReading, DateReading | None]]:
    """Number and date in each "(Kèm theo Quyết định số …, ngày …)"."""
    for reading in every:
        text = reading.text
        for i, line in enumerate(text.lines):
            if cues.opens("attached", line.text) is None:
                continue
            start, end = text.span(i, min(i + 1, len(text.lines) - 1))
            number = read_number(text.text, start, end)
            if number is not None:
                issued = read_short_date(text.text, number.end, end) or read_date_line(text.text, number.end, end)
                yield number, issued


def _signed(pages: Sequence[Page]) -> date | None:
    for page in pages:
        top = [w for w in page.words if w.box is not None and w.box.top < _TOP * page.height]
        found = _SIGNED.search(" ".join(w.text for w in (*page.stamps, *top)))
        if found is not None:
            try:
                return date(int(found[3]), int(found[2]), int(found[1]))
            except ValueError:
                return None
    return None
