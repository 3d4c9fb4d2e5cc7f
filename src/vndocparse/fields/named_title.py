"""A document without a header whose title names its own number, date and organ.

Attached documents are printed so: "Kết luận số 120-KL/TW ngày 07/01/2016 của Bộ Chính trị về …".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from vndocparse.fields import cues
from vndocparse.fields.date import DateReading, read_date_line, read_short_date
from vndocparse.fields.number import NumberReading, read_number
from vndocparse.fields.organs import Organs
from vndocparse.fields.title import TitleReading, read_title
from vndocparse.layout.zones import is_rule
from vndocparse.model.textmap import TextMap

_ISSUER = regex.compile(r"\b(?:của|CỦA)\s+(\p{Lu}[^,;\n]*?)(?<!\s)(?=\s*+(?:\n|$|về\b|VỀ\b|,|;))")
_ABOUT = regex.compile(r"\bvề\b", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedTitle:
    """What such a title says."""

    organs: Organs
    number: NumberReading | None
    issued: DateReading | None
    title: TitleReading


def names_itself(text: TextMap, at: int) -> bool:
    """The title holds its own number and date: "QUY ĐỊNH số 12-QĐ/TU, ngày 03/4/2020 của …", on one line or two."""
    found = cues.title_type(text.lines[at]) or cues.reference_title(text.lines[at])
    if found is None:
        return False
    start, end = text.starts[at] + found[1], text.span(at, min(at + 1, len(text.lines) - 1))[1]
    number = read_number(text.text, start, end)
    if number is None or number.ordinal is None or text.text[start : number.start].strip(" (\n:*-"):
        return False
    return (
        read_short_date(text.text, number.end, end + 40) is not None
        or read_date_line(text.text, number.end, end + 40) is not None
    )


def read_named_title(text: TextMap, at: int) -> NamedTitle:
    """Number, date, organ and subject, all from the title at line ``at``."""
    title = read_title(text, at, at)
    last = max((i for i in range(at, max(title.end, at + 1)) if not is_rule(text.lines[i].text)), default=at)
    start, end = text.span(at, last)
    number = read_number(text.text, start, end)
    issued = read_short_date(text.text, start, end) or read_date_line(text.text, start, end)
    edge = max((x.end for x in (number, issued) if x is not None), default=start)
    about = _ABOUT.search(text.text, edge, end)
    named = _ISSUER.search(text.text, start, end if about is None else about.start())
    organs = Organs((named.span(1),)) if named else Organs()
    spans = ((about.start(), end),) if about else ()
    title = replace(title, title=spans, author=(), rule="title that names its own number")
    return NamedTitle(organs, number, issued, title)
