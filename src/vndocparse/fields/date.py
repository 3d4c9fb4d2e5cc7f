"""Place and date of issue (địa danh và ngày, tháng, năm ban hành)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import regex

from vndocparse.rules import form
from vndocparse.rules.load import rule_cache

_HOLE = r"[^\p{L}\d\n]{0,40}+"
"""Blanks, dots and rubbish between the printed words; never a letter."""
_TWO = r"(?:\d{1,2}|\d[IlOo]|[IlOo]\d)"
_YEAR = r"(?:(?:1[89]|20)\d\d|[1lI][89][\dIlOo]\d|[1lI][89]\d[IlOo]|2[0Oo][\dIlOo]\d|2[0Oo]\d[IlOo])"
"""Figures, one or two of them letters of the same shape that OCR took for them."""
_DAY = rf"(?:(?i:m[ồùô]ng)\s+)?(?P<day>{_TWO})(?=\s|[Tt]h|TH|[.,…_])"
"""Figures that end where they should: "4†" is a figure that OCR could not read."""
_FIGURES = regex.compile(r"(?<![\p{L}\d])(?=[IlOo]?\d|[IlOo]{2}\d)[\dIlOo]{2,4}(?![\p{L}\d])")
_AS_FIGURE = str.maketrans("IlOo", "1100")
_JUNK = r"(?:[^\n]{0,8}?)"
"""What OCR makes of a day or month written by hand."""

_PLACE = (
    r"(?:(?:TP|Tp|TX|Tx)\.?\s?)?"
    r"(?:(?:\p{Lu}[\p{Ll}']+|[YAÂĂÔƠU](?=[ ]\p{Lu}))(?:(?:\ ?[-–]\ ?|[ \t]+)(?:\p{L}[\p{Ll}']*|\d{1,2}(?=\s*,))){0,6}"
    r"|\p{Lu}{2,}(?:[ \t]+\p{Lu}{2,}){0,4}(?=\s*,))"
)
"""A name whose first word begins with a capital, or capitals before a comma: never the organ in capitals before it."""


@rule_cache
def _long() -> regex.Pattern[str]:
    """ "<place>, ngày … tháng … năm …", any part of it blank."""
    names = "|".join(sorted(map(regex.escape, form.month_names()), key=len, reverse=True))
    return regex.compile(
        rf"""
        (?P<place>(?<![\p{{L}}\d]){_PLACE}|[.…_]{{2,40}}|)
        (?:(?<!\s)(?:\s*+[,.;]\s*+|\s++)|(?<=[.…_])|(?<!\S))
        (?P<date>
          (?:[Nn]g[àaáâăầấ](?:[yỳvý]|(?=[\s.,]))|NGÀY)\s*+{_HOLE}(?:{_DAY}|{_JUNK})\s*+{_HOLE}
          (?:[Tt]h?[áaàâ]n[gq]|THÁNG)\s*+{_HOLE}
          (?:(?P<month>{_TWO})(?=\s|[Nn][ăaâàắ]m|NĂM|[.,…_])|(?P<named>(?i:{names}))(?=\s+(?i:năm))|{_JUNK})\s*+{_HOLE}
          (?:[Nn][ăaâàắ]m|NĂM)
          (?:\s*+(?:{_HOLE}(?P<year>{_YEAR})|[.…_\s]*+(?P<century>1[89]|20)[.…_]*|[.…_]+)|\s*(?=\s|$))[.…_]*
        )
        """,
        regex.VERBOSE,
    )


_DOTTED = r"[.…_\ ]{0,20}+"
"""A blank to be filled in by hand: "ngày …../…../2018"."""
_SHORT = regex.compile(
    r"(?P<date>(?:[Nn]gày|NGÀY)\s*(?P<day>\d{1,2})\s*(?P<sep>[-/.])\s*(?P<month>\d{1,2})\s*(?P=sep)\s*(?P<year>(?:1[89]|20)\d\d))"
)
_PLACED = regex.compile(
    rf"""
    (?<![\p{{L}}\d,/-])(?P<place>{_PLACE})(?:\s*+,\s++|\s++)
    (?P<date>
      (?:[Nn]gày\s*)?(?P<day>\d{{1,2}})\s?(?P<sep>[-/.])\s?(?P<month>\d{{1,2}})\s?(?P=sep)\s?(?P<year>(?:1[89]|20)\d\d)
      | [Nn]gày\s*(?P<day>\d{{1,2}})?{_DOTTED}/{_DOTTED}
        (?P<month>\d{{1,2}})?{_DOTTED}/{_DOTTED}(?P<year>(?:1[89]|20)\d\d)
      | [Tt]háng\s+(?P<month>\d{{1,2}})(?:\s+năm\s+|\s?[-/.]\s?)(?P<year>(?:1[89]|20)\d\d)
    )[ .]*$
    """,
    regex.VERBOSE | regex.MULTILINE,
)
"""The short forms behind a place, at the end of a line: "La Hà, ngày 12-5-1961", "La Hà, tháng 5 năm 2020"."""


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date read off a span; day, month or year None where blank or unreadable."""

    start: int
    end: int
    day: int | None
    month: int | None
    year: int | None
    place: tuple[int, int] | None
    """Span of the place's name before it."""

    @property
    def iso(self) -> str | None:
        """Only where all three stand and the calendar has such a day."""
        if self.day is None or self.month is None or self.year is None:
            return None
        try:
            return date(self.year, self.month, self.day).isoformat()
        except ValueError:
            return None

    @property
    def edtf(self) -> str | None:
        """Extended Date/Time Format: "2025-11-07", "2025-11", "2025", "2025-XX-07"; None without a year."""
        if self.year is None:
            return None
        if self.iso is not None:
            return self.iso
        if self.month is None or not 1 <= self.month <= 12:
            return f"{self.year}" if self.day is None else f"{self.year}-XX-{self.day:02d}"
        return f"{self.year}-{self.month:02d}"


def read_date_line(text: str, start: int = 0, end: int | None = None) -> DateReading | None:
    """The first "<place>, ngày … tháng … năm …" in ``text[start:end]``, any part of it blank.

    Hướng dẫn 36-HD/VPTW 2018, box 4: day and months 1 and 2 with a zero; accepted without.
    """
    found = _long().search(text, start, len(text) if end is None else end)
    if found is None:
        return None
    place = None
    name = found["place"].strip()
    if name and any(c.isalpha() for c in name):
        begin = found.start("place") + len(found["place"]) - len(found["place"].lstrip())
        place = (begin, begin + len(name))
    month = form.month_names().get(found["named"].lower()) if found["named"] else _int(found["month"])
    return DateReading(found.start("date"), found.end("date"), _int(found["day"]), month, _int(found["year"]), place)


def read_placed_date(text: str, start: int, end: int) -> DateReading | None:
    """The short forms of a header, behind their place and at the end of a line: "La Hà, 12-5-1961"."""
    found = _PLACED.search(text, start, end)
    if found is None:
        return None
    return DateReading(
        found.start("date"), found.end("date"), _int(found["day"]), _int(found["month"]), _int(found["year"]),
        found.span("place"),
    )  # fmt: skip


def read_short_date(text: str, start: int, end: int) -> DateReading | None:
    """The first "ngày 07/01/2016" in ``text[start:end]``, any of the three separators."""
    found = _SHORT.search(text, start, end)
    if found is None:
        return None
    return DateReading(
        found.start("date"), found.end("date"), int(found["day"]), int(found["month"]), int(found["year"]), None
    )


def mend_figures(printed: str) -> str:
    """Letters in figures put right: "ngày 1O tháng 5 năm 2O17"; words stay as they are."""
    return _FIGURES.sub(lambda m: m[0].translate(_AS_FIGURE), printed)


def _int(digits: str | None) -> int | None:
    return int(digits.translate(_AS_FIGURE)) if digits else None
