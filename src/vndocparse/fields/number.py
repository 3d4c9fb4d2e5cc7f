"""Document number and symbol (số và ký hiệu)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from vndocparse.mend import mends
from vndocparse.rules import form
from vndocparse.text import DASHES, bare, fold

_DASH = "[" + regex.escape(DASHES) + "]"
_BLANK = r"[.…_·\s]{0,80}+"
"""Left for a number to be written in by hand."""
_SYMBOL = r"\p{Lu}[\p{L}\d&]{0,60}(?:\.\p{Lu}[\p{L}\d&]{0,60}){0,12}"
"""One part of a symbol: "KH", "QĐi", "TT.HĐND", "BTTTT&TT"; bounded, for letters without end are none."""

_LOOKALIKE = r"(?=[IlO]*\d)(?=\d*[IlO])[\dIlO]{2,5}"
"""Figures among which OCR took a letter of the same shape: "4I", "1O7"."""

_TAIL = rf"""
    (?:
        (?P<party>(?:{_DASH}\s*+(?P<pcode>{_SYMBOL})?|(?<=[\d\s])(?P<pcode>(?=\p{{L}}{{2}}){_SYMBOL}))\s*+/\s*+
         (?P<porgan>{_SYMBOL}(?:\ ?{_DASH}\ ?{_SYMBOL}){{0,12}}(?:\ \d{{2,4}}(?=\s*(?:$|\n)))?))
      | (?P<state>/\s*(?:(?P<year>(?:19|20)\d\d)\s*/\s*)?
         (?P<sfirst>{_SYMBOL})(?P<srest>(?:\s?(?:{_DASH}|/)\s?{_SYMBOL}){{0,12}})
       | /\s*(?P<year>(?:19|20)\d\d)\s*(?P<bare>{_DASH})\s*(?P<sfirst>{_SYMBOL})(?P<srest>))
    )
"""
"""The symbol behind the number: the Party's form or the state's."""

_PATTERN = regex.compile(
    rf"""
    (?<![\p{{L}}\d/])
    (?P<label>S[ốôồổỗộóòơờớợoOốÔỐ6èéềöõỏọ]\s*+(?P<colon>[:.;]?)|[sS]ố\s*+[:.;]?|\bs\s|CỐ\s)?
    {_BLANK}
    (?P<ordinal>(?:{_LOOKALIKE}|(?:\d{{2}}\.(?=\d{{1,4}}/\d{{4}}/))?\d{{1,6}}[a-zđ]?)(?![\d.]))?
    {_BLANK}
    {_TAIL}
    """,
    regex.VERBOSE,
)
_DAMAGED = regex.compile(
    rf"(?<!\p{{L}})(?P<label>[Ss][ốôồổỗộóòơờớợoOÔỐ6èéềễöõỏọa]\s*+[:.;]?)(?P<ordinal>)[^\n\p{{L}}/]{{0,4}}?[^\n/]{{0,6}}?\s*+{_TAIL}",
    regex.VERBOSE,
)
"""What OCR makes of a number written by hand stands between label and symbol: the figures are not guessed."""
_LONE = regex.compile(r"(?<![\p{L}\d/])S[ốôóòơoÔỐ6]\s*+:(?:\s*+(?P<ordinal>\d{1,6})\s*|\s*)(?=$|\n)", regex.MULTILINE)
_INNER = regex.compile(r"\s+")
_AS_FIGURE = str.maketrans("IlO", "110")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number read off a span of text."""

    start: int
    end: int
    text: str
    """Without "Số" and inner blanks, plain dashes: "13-KH/ĐUK", "/KH-UBND" where the number is blank."""
    ordinal: int | None
    type_code: str | None
    organ_code: str | None
    year: int | None
    labelled: bool
    """True where "Số" stands before it."""
    mended: bool
    confidence: float


def read_number(text: str, start: int = 0, end: int | None = None, *, labelled: bool = True) -> NumberReading | None:
    """The first number in ``text[start:end]``; with ``labelled`` only one with "Số" before it.

    Accepts the Party's form ("Số 13-KH/ĐUK"), the state's ("Số: 184/QĐ-UBND", "04/2015/NĐ-CP") and
    mixtures of both, blanks for the number, any dash, and blanks round the marks
    (Hướng dẫn 36-HD/VPTW 2018, 1.3; Nghị định 30/2020/NĐ-CP, annex I).
    """
    end = len(text) if end is None else end
    if text.find("/", start, end) < 0:  # every symbol has one: most lines are done with here
        return None
    found = _PATTERN.search(text, start, end)
    while found is not None:
        if found["label"] or (found["ordinal"] and not labelled):
            reading = _party(found) if found["party"] else _state(found)
            if reading is not None:
                return reading
        found = _PATTERN.search(text, found.start() + 1, end)  # the number may stand inside what was refused
    return None


def read_damaged_number(text: str, start: int, end: int) -> NumberReading | None:
    """Label and symbol with something unreadable between them: the symbol, and no ordinal."""
    found = _DAMAGED.search(text, start, end)
    if found is None:
        return None
    reading = _party(found) if found["party"] else _state(found)
    return None if reading is None else replace(reading, confidence=0.7)


def mend_type(reading: NumberReading, code: str) -> NumberReading:
    """The reading with its type code put right by the title's, where OCR changed one letter of it.

    "QĐĐ-UBND" under a title QUYẾT ĐỊNH is "QĐ-UBND"; a code that is known as it stands is left alone.
    """
    if not mends("symbols"):
        return reading
    symbol = regex.match(rf"(?P<head>\d*[a-zđ]?[-/](?:\d{{4}}/)?)(?P<code>{_SYMBOL})(?P<rest>.*)", reading.text)
    if symbol is None or fold(symbol["code"]) in form.type_codes() or not symbol["rest"]:
        return reading
    if not code or not regex.fullmatch(rf"(?:{regex.escape(bare(code))}){{e<=1}}", bare(symbol["code"])):
        return reading
    text = symbol["head"] + code + symbol["rest"]
    return _mended(reading, text)


def mend_doubled(reading: NumberReading, organ: str) -> NumberReading:
    """The reading with "ĐĐ" made "Đ" where no two words of the organ that begin with Đ follow each other.

    The engine sees the bar of a blurred Đ twice: "ĐĐU" of an "ĐẢNG ỦY". "ĐẢNG ĐOÀN" keeps its two.
    """
    initials = "".join(word[0] for word in regex.findall(r"\p{L}+", bare(organ)))
    if not mends("symbols") or "ĐĐ" not in (reading.organ_code or "") or "d" not in initials or "dd" in initials:
        return reading
    return _mended(reading, reading.text.replace("ĐĐ", "Đ"))


def _mended(reading: NumberReading, text: str) -> NumberReading:
    """The reading at its place with another text; as it is, where that is no number."""
    again = read_number(text if text[0].isdigit() else f"Số {text}", labelled=False)
    if again is None:
        return reading
    return replace(
        again,
        start=reading.start,
        end=reading.end,
        labelled=reading.labelled,
        mended=True,
        confidence=reading.confidence,
    )


def without_ordinal(reading: NumberReading) -> NumberReading:
    """The reading with the figures taken out: the engine doubts them, and a wrong number is worse than none."""
    return replace(reading, ordinal=None, text=regex.sub(r"^\d+[a-zđ]?", "", reading.text), confidence=0.6)


def read_lone_number(text: str, start: int, end: int) -> NumberReading | None:
    """A label "Số:" with a number or nothing behind it: the symbol stands elsewhere or is lost."""
    found = _LONE.search(text, start, end)
    if found is None:
        return None
    digits = found["ordinal"]
    return NumberReading(
        found.start(), found.end(), digits or "", int(digits) if digits else None, None, None, None, True, False, 0.4
    )


def _party(found: regex.Match[str]) -> NumberReading | None:
    code, organ = found["pcode"], _tight(found["porgan"])
    if code is None and not found["label"]:
        return None
    dashed = regex.match(_DASH, found["party"].lstrip()) is not None
    if code is not None and not dashed and fold(form.mend_code(code)) not in form.type_codes():
        return None  # "2Œ /QĐ-UBND": figures that OCR could not read, not a code
    if code is not None and fold(code) not in form.type_codes() and fold(form.mend_code(code)) not in form.type_codes():
        if not found["label"]:
            return None
        if found["ordinal"] is None and len(code) > 6:
            return None
    right_code = form.usual_code(_code(code)) if code else None
    right_organ = _code(organ)
    figures = _figures(found)
    text = f"{figures}-{right_code or ''}/{right_organ}"
    mended = (figures, right_code, right_organ) != (found["ordinal"] or "", code, organ) or _icelandic(found)
    return NumberReading(
        _begin(found), found.end(), text, _ordinal(found), right_code, right_organ, None,
        bool(found["label"]), mended, 0.97 if found["ordinal"] else 0.9,
    )  # fmt: skip


def _state(found: regex.Match[str]) -> NumberReading | None:
    first, rest, year = found["sfirst"], _tight(found["srest"]), found["year"]
    known = fold(first) in form.type_codes() or fold(form.mend_code(first)) in form.type_codes()
    if not known and not found["label"]:
        return None
    right_first = _code(first)
    organ = rest[1:] if known else right_first + rest
    right_organ = "-".join(_code(p) for p in organ.split("-")) if organ else None
    type_code: str | None = right_first if known else ("CV" if year is None and rest else None)
    symbol = f"{right_first}{rest[:1]}{right_organ or ''}" if known else right_organ
    figures = _figures(found)
    parted = "-" if found["bare"] else "/"  # "03/2026-BCT": the type left out
    text = f"{figures}/{year + parted if year else ''}{symbol}"
    mended = (figures, right_first, right_organ or "") != (found["ordinal"] or "", first, organ) or _icelandic(found)
    return NumberReading(
        _begin(found), found.end(), text, _ordinal(found), type_code, right_organ, int(year) if year else None,
        bool(found["label"]), mended, 0.97 if found["ordinal"] else 0.9,
    )  # fmt: skip


def _begin(found: regex.Match[str]) -> int:
    return found.start("label") if found["label"] else found.start("ordinal")


def _code(code: str) -> str:
    """A code with the marks that OCR lost put back, where that is wanted."""
    return form.mend_code(code) if mends("symbols") else code


def _icelandic(found: regex.Match[str]) -> bool:
    """The letter Ð stands for Đ, and is put right."""
    return "\u00d0" in found[0] and mends("symbols")


def _figures(found: regex.Match[str]) -> str:
    """The number as printed, letters that stand for figures put right."""
    ordinal = found["ordinal"] or ""
    return as_figures(ordinal) if regex.fullmatch(_LOOKALIKE, ordinal) and mends("symbols") else ordinal


def as_figures(printed: str) -> str:
    """Figures among which OCR took letters of the same shape: "4I" is "41"."""
    return printed.translate(_AS_FIGURE)


def _ordinal(found: regex.Match[str]) -> int | None:
    digits = regex.match(r"\d+", _figures(found).split(".")[-1])  # "66.12/2026/NQ-CP" is the 12th of a series
    return int(digits[0]) if digits else None


def _tight(text: str | None) -> str:
    """Without blanks, every dash the plain one, Ð as Đ where symbols are mended."""
    plain = _INNER.sub("", text or "")
    plain = plain.replace("\u00d0", "\u0110") if mends("symbols") else plain
    return regex.sub(_DASH, "-", plain)
