"""Where number and date stand on the page: the pieces of the header that are looked at as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import regex

from vndocparse.fields.date import DateReading
from vndocparse.fields.number import NumberReading
from vndocparse.geometry import Box
from vndocparse.model.document import BlankPart
from vndocparse.model.page import Word
from vndocparse.model.textmap import TextMap
from vndocparse.text import DASHES, bare

HIGH = 2.05
"""Height of a line's picture in type sizes: figures by hand rise above print and hang below it."""
SYMBOL = 1.5
"""How much of the symbol is in the picture, in type sizes: enough to see where it begins."""
LABEL = 5.0
"""How far before the symbol the label is looked for where OCR lost it, in type sizes."""
MARGIN = 0.25
USUAL, LEAST, MOST = 13.0, 9.0, 17.0
"""Type sizes of a header: Nghị định 30/2020/NĐ-CP has 13 to 14, older documents less."""

_MONTH = regex.compile(r"[Tt]h?[áaàâ]n[gq]|THÁNG")
_SYMBOL = regex.compile(rf"[{regex.escape(DASHES)}/]\s*(?:(?:19|20)\d\d\s*/\s*)?\p{{Lu}}")


@dataclass(frozen=True, slots=True)
class Strip:
    """The piece of a page that a line with blanks stands in."""

    page: int
    """From 1."""
    box: Box
    blanks: tuple[tuple[BlankPart, float, float], ...]
    """Where across the page each blank's figures may stand: generous, halves of printed words included."""


def number_strip(text: TextMap, found: NumberReading) -> Strip | None:
    """From "Số" to the beginning of the symbol; None where the words have no place."""
    words = _boxed(text, found.start, found.end)
    at = _symbol_at(text, found, words)
    if at is None:
        return None
    size = _size(words)
    x0 = min(words[0][1].x0 - MARGIN * size if found.labelled else at - LABEL * size, at - size)
    return _strip(text, found.start, words, x0, at + SYMBOL * size, size, (("number", x0, at + 0.3 * size),))


def date_strip(text: TextMap, found: DateReading) -> Strip | None:
    """From "ngày" to "năm", or to the line's end where that stands on the next; None where the words have no place."""
    line = text.line_at(found.start)
    words = _boxed(text, found.start, min(found.end, text.span(line, line)[1]))
    ends = [i for i, (word, _) in enumerate(words) if regex.fullmatch(r"n\p{L}?m", bare(word.text))]
    words = words[: ends[-1] + 1] if ends else words
    if not words:
        return None
    month = month_at(text, found)
    middle = None if month is None else _across(text, month)
    if middle is None:
        return None
    size = _size(words)
    x0, x1 = words[0][1].x0 - MARGIN * size, words[-1][1].x1 + 0.1 * size
    return _strip(text, found.start, words, x0, x1, size, (("day", x0, middle), ("month", middle, x1)))


def month_at(text: TextMap, found: DateReading) -> int | None:
    """Offset of the middle of "tháng": before it stands the day, behind it the month; None in "ngày 12-5-1961"."""
    month = _MONTH.search(text.text, found.start, found.end)
    return None if month is None else (month.start() + month.end()) // 2


def _strip(
    text: TextMap,
    start: int,
    words: Sequence[tuple[Word, Box]],
    x0: float,
    x1: float,
    size: float,
    blanks: tuple[tuple[BlankPart, float, float], ...],
) -> Strip | None:
    middle = median(box.centre for _, box in words)
    if x1 - x0 < size or any(abs(box.centre - middle) > size for _, box in words):
        return None
    box = Box(max(x0, 0.0), max(middle - HIGH / 2 * size, 0.0), x1, middle + HIGH / 2 * size)
    return Strip(text.lines[text.line_at(start)].page, box, blanks)


def _boxed(text: TextMap, start: int, end: int) -> list[tuple[Word, Box]]:
    return [(w, w.box) for w in text.words(start, end) if w.box is not None]


def _size(words: Sequence[tuple[Word, Box]]) -> float:
    """The type size of the line; what a hand wrote into it misleads, so the middle of all counts."""
    sizes = [w.size for w, _ in words if LEAST <= w.size <= MOST]
    return median(sizes) if sizes else USUAL


def _symbol_at(text: TextMap, found: NumberReading, words: Sequence[tuple[Word, Box]]) -> float | None:
    """Where the symbol begins across the page; figures and symbol may be one word."""
    mark = _SYMBOL.search(text.text, found.start, found.end)
    return None if mark is None or not words else _across(text, mark.start())


def _across(text: TextMap, offset: int) -> float | None:
    """Where a character begins across the page, as if all of its word were equally wide; None without a place."""
    line = text.line_at(offset)
    at = text.starts[line]
    for word in text.lines[line].words:
        if at <= offset < at + len(word.text) and word.box is not None:
            return word.box.x0 + word.box.width * (offset - at) / len(word.text)
        at += len(word.text) + 1
    return None
