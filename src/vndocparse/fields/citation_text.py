"""The pieces that references are made of: folded text, days, terms, clauses (khoản, Điều).

Everything here reads at a given place and gives where it ends; nothing searches far: each call
looks at a bounded stretch of text, so that a whole document costs linear time.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from vndocparse.text import DASHES, squeeze


def _fold_table() -> dict[str, str]:
    table = dict.fromkeys(DASHES, "-") | {
        "\xd0": "d",
        "\u0189": "d",
        "\xa0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u2044": "/",
        "\u2215": "/",
        "\uff0f": "/",
    }
    for char in map(chr, (*range(0x24F + 1), *range(0x1E00, 0x1F00))):
        table.setdefault(char, _plain(char))
    return table


def _plain(char: str) -> str:
    letters = [c for c in unicodedata.normalize("NFD", char.casefold()) if not unicodedata.combining(c)]
    return letters[0].replace("đ", "d") if len(letters) == 1 else char


_TABLE = _fold_table()


def fold_chars(text: str) -> str:
    """Lower case without diacritics, dashes alike, the same length: offsets stay those of ``text`` (NFC)."""
    return "".join(map(_TABLE.get, text, text))  # a fifth of the time of str.translate, where letters have marks


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in NFC and its folded twin: ``len(text) == len(plain)``."""

    text: str
    plain: str

    @classmethod
    def of(cls, text: str) -> Folded:
        return cls(text, fold_chars(text))

    def show(self, start: int, end: int) -> str:
        """The text as printed, white space folded."""
        return squeeze(self.text[start:end])


def compose(text: str) -> tuple[str, list[int] | None]:
    """The text in NFC, and where each of its characters begins in the original; None for the same places."""
    if unicodedata.is_normalized("NFC", text):
        return text, None
    starts: list[int] = []
    pieces: list[str] = []
    i = 0
    while i < len(text):
        j = i + 1
        while j < len(text) and unicodedata.combining(text[j]):
            j += 1
        piece = unicodedata.normalize("NFC", text[i:j])
        pieces.append(piece)
        starts.extend([i] * len(piece))
        i = j
    starts.append(len(text))
    return "".join(pieces), starts


MARGIN = 60
"""Characters of blanks and marks at the beginning of a line, at most."""

_NEXT = re.compile(r"[\s,]{0,4}")


def next_word(t: Folded, pos: int) -> int:
    """Where the next word begins behind a few blanks and a comma."""
    m = _NEXT.match(t.plain, pos)
    return m.end() if m else pos


def line_start(t: Folded, pos: int) -> bool:
    """True where nothing but blanks and marks of formatting stands before ``pos`` on its line."""
    line = t.text.rfind("\n", max(0, pos - MARGIN), pos) + 1
    if not line and pos > MARGIN:
        return False
    return not t.text[line:pos].strip(" \t|*_#>")


# --- days -------------------------------------------------------------------------------------------------------------

_MONTHS = {
    w: i
    for i, names in enumerate(
        ("mot gieng", "hai", "ba", "tu bon", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi-mot", "muoi-hai chap"), 1
    )
    for w in names.split()
}
_D = r"([\doil](?:\s?[\doil]|[\]|!])?)"
_Y = r"([12][\doil]{3}|\d{2}(?!\d))"
_WORD_MONTH = r"(muoi\s{1,2}mot|muoi\s{1,2}hai|[a-z]{2,5})"
_DAY = re.compile(
    rf"nga[yv]\s{{0,3}}(?:{_D}\s{{0,2}}[/.\-]\s{{0,2}}{_D}\s{{0,2}}[/.\-]\s{{0,2}}{_Y}"
    rf"|{_D}\s{{0,3}}thang\s{{0,3}}(?:{_D}|{_WORD_MONTH})\s{{0,3}},?\s?nam\s{{0,3}}([12][\doil]{{3}}))(?!\d)"
)
_BARE_DAY = re.compile(rf"{_D}[/.\-]{_D}[/.\-](\d{{4}})(?!\d)")
_BLANK_DAY = re.compile(
    r"ngay[\s.…_\d]{0,24}(?:thang[\s.…_\d]{0,16}nam[\s.…_]{0,6}(\d{4})?|/[\s.…_\d]{0,8}/\s?(\d{4})?)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as read: ``iso`` None where day or month is blank or the day does not exist."""

    end: int
    iso: str | None
    year: int | None
    inferred: bool = False
    """A digit or the century was concluded."""


def day_at(plain: str, pos: int) -> Day | None:
    """The day that begins with "ngày" at ``pos``."""
    if not plain.startswith(("ngay", "ngav"), pos):
        return None
    if m := _DAY.match(plain, pos):
        d, mo, y = (m[1], m[2], m[3]) if m[1] else (m[4], m[5] or m[6], m[7])
        return _day(m.end(), d, mo, y)
    if m := _BLANK_DAY.match(plain, pos):
        year = m[1] or m[2]
        return Day(m.end(), None, int(year) if year else None)
    return None


def bare_day_at(plain: str, pos: int) -> Day | None:
    """A day in figures without "ngày"."""
    m = _BARE_DAY.match(plain, pos)
    return _day(m.end(), m[1], m[2], m[3]) if m else None


def _day(end: int, day: str, month: str, year: str) -> Day:
    if re.fullmatch(r"[\doil]\s[\doil]", month):
        month = month[0] + month[2]
    day = re.sub(r"\s", "", day)
    mended = (day + month + year).translate(_DIGITS) if month[0] in "0123456789oil" and len(month) <= 2 else day
    guessed = mended != day + month + year if month[:1].isdigit() else False
    d = int(day.translate(_DIGITS)) if day.translate(_DIGITS).isdigit() else 0
    key = re.sub(r"\s+", "-", month)
    mo = _MONTHS.get(key, 0) if not month.translate(_DIGITS).isdigit() else int(month.translate(_DIGITS))
    y = int(year.translate(_DIGITS))
    if len(year) == 2:
        y, guessed = y + (1900 if y >= 30 else 2000), True
    try:
        return Day(end, date(y, mo, d).isoformat(), y, guessed)
    except ValueError:
        return Day(end, None, y)


_DIGITS = str.maketrans("oil]|!", "011111")

# --- terms ------------------------------------------------------------------------------------------------------------

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_TERM = re.compile(r"khoa\s{0,3}([ivxl1]{1,6}|\d{1,2})(?![a-z0-9])")
_ORDINALS = {
    "nhat": 1, "thu nhat": 1, "hai": 2, "nhi": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12, "muoi ba": 13, "muoi bon": 14, "muoi lam": 15,
}  # fmt: skip
ORDINAL = r"(?:muoi\s(?:mot|hai|ba|bon|lam)|nhat|nhi|hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi|\d{1,2}|[ivxl1]{1,6})"


def roman(number: int) -> str:
    """1..99 in Roman figures."""
    out = ""
    for value, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            out, number = out + sign, number - value
    return out


def read_ordinal(word: str) -> str | None:
    """Roman figure of "XII", "xl" (OCR), "12", "tư", "mười hai"; None where it is none."""
    word = squeeze(word.casefold())
    if word.isdigit():
        return roman(int(word)) if 0 < int(word) < 100 else None
    if word in _ORDINALS:
        return roman(_ORDINALS[word])
    for candidate in (word.upper(), word.replace("1", "i").upper(), word.replace("1", "i").replace("l", "i").upper()):
        value = _roman_value(candidate)
        if value and roman(value) == candidate and value < 40:
            return candidate
    return None


def _roman_value(text: str) -> int:
    if not text or any(c not in _ROMAN for c in text):
        return 0
    values = [_ROMAN[c] for c in text]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


def term_at(plain: str, pos: int) -> tuple[int, str] | None:
    """ "khoá XII", "khóa 12" at ``pos``: where it ends, and the term in Roman figures."""
    if not plain.startswith("khoa", pos):
        return None
    m = _TERM.match(plain, pos)
    value = read_ordinal(m[1]) if m else None
    return (m.end(), value) if m and value else None


# --- clauses ----------------------------------------------------------------------------------------------------------

_UNIT = r"(?:tieu\s{1,2}muc|diem|khoan|dieu|muc|phan|chuong|tiet)"
_ID = (
    r"(?:\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?|[ivxl]{1,5}|(?![ivxl]{1,2}(?![a-z0-9]))[a-z]{1,2}\d?"
    r"|thu\s{1,2}(?:nhat|hai|ba|tu|nam|sau|bay))"
)
_IDS = rf"{_ID}(?:\s{{0,2}}(?:,|;|va|den|-)\s{{0,2}}{_ID}(?![a-z])){{0,12}}"
_CLAUSE = rf"(?:{_UNIT}\s{{0,3}}{_IDS}(?![a-z0-9]))"
_CLAUSES = rf"{_CLAUSE}(?:(?:\s{{0,3}}+(?:,|;|va|cua|tai|thuoc)\s{{0,3}}+|\s{{0,6}}+){_CLAUSE}){{0,9}}"
"""No text is read in two ways: with nine clauses in a row there would be two to the ninth power of them."""
_BEFORE = re.compile(
    rf"(?<![a-z0-9])({_CLAUSES}|mot\s{{1,3}}so\s{{1,3}}dieu)(,?\s{{0,3}}(?:cua|trong|tai)?\s{{0,3}})\Z"
)
_BRACKETED = re.compile(
    rf"(?<![a-z0-9])({_CLAUSE}\s?\(\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}\s?[a-z]?\))(?:\s{{1,3}}[a-z]{{1,7}}){{0,6}}"
    r"\s{1,3}(?:theo|cua|trong|tai)\s{1,3}\Z"
)
"""A clause with a smaller one in brackets, and what it is called: "Điểm 3 (3.4 c) Phương pháp thẩm tra theo …"."""
_AFTER = re.compile(rf"\s?,\s{{1,3}}(?:tai\s{{1,3}})?({_CLAUSES})(?=\s{{0,3}}(?:[.;)\]]|\Z|\n))")
_CLAUSE_HINT = re.compile(r"(?:diem|khoan|dieu|muc|phan|chuong|tiet)(?![a-z])")
BEFORE_WINDOW = 160


def locator_before(t: Folded, floor: int, pos: int) -> tuple[int, str] | None:
    """Clauses that lead up to ``pos`` ("khoản 4 Điều 36 Nghị định …"): where they begin, and their text."""
    lo = max(floor, pos - BEFORE_WINDOW)
    hint = _CLAUSE_HINT.search(t.plain, lo, pos)
    if not hint:
        return None
    m = _BEFORE.search(t.plain, lo, pos) or _BRACKETED.search(t.plain, lo, pos)
    if not m or (m[1].startswith("mot") and not t.text[m.end(1) - 4 : m.end(1)].startswith("Đi")):
        return None
    return m.start(1), t.show(m.start(1), m.end(1))


def locator_after(t: Folded, pos: int) -> tuple[int, str] | None:
    """Clauses behind a comma at ``pos``, up to the end of the sentence or bracket: where they end, and their text."""
    m = _AFTER.match(t.plain, pos, pos + BEFORE_WINDOW)
    return (m.end(1), t.show(m.start(1), m.end(1))) if m else None
