"""A number line that a numbering stamp was put over: "Số:" and the slash covered, the symbol still to be read.

OCR leaves something like "số.” k CT-ATMT" there, which is no number.  Such a line among the header's notes is read
again, cut out in several ways, and the symbol is taken where the document itself bears it out: it begins with the
initials of the organ printed above it, or with the code of the type in the title.  The figures are not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import regex

from vndocparse.blanks.symbols import symbol_at
from vndocparse.errors import VndocparseError
from vndocparse.fields.heading import Heading
from vndocparse.fields.number import NumberReading, read_number
from vndocparse.geometry import Box, union
from vndocparse.model.page import Page
from vndocparse.model.textmap import TextMap
from vndocparse.ocr import get_engine
from vndocparse.ocr.engine import Engine
from vndocparse.ocr.read import read_region
from vndocparse.text import DASHES, bare, squeeze

if TYPE_CHECKING:
    from vndocparse.source.base import OpenSource

DPI = 300.0
ROUND = ((0.8, 0.0), (0.4, 0.2), (0.2, -0.2), (0.4, -0.5))
"""How much more than the line's words is read, in type sizes: at the sides, above and below."""

_LINE = regex.compile(
    r"[sS5$]\p{L}?[^\p{L}\d]"
    r"(?:(?!\p{Ll}{2}).){0,16}?"
    rf"(?P<symbol>(?P<first>\p{{Lu}}[\p{{Lu}}&]+)(?:\s?[{regex.escape(DASHES)}]\s?\p{{Lu}}[\p{{Lu}}&]*)+)"
)
"""What is left of "Số:" (an s, at most one letter, a mark), what the stamp makes of the middle (no word), a symbol."""


def covered_number(
    text: TextMap, heading: Heading, opened: OpenSource, pages: Mapping[int, Page], engine: str | Engine
) -> NumberReading | None:
    """The symbol without figures, at the place of the note that it was taken for; None where no note is like one.

    ``NumberReading.mended`` is set: the slash before the symbol is not seen.
    """
    for span in heading.notes:
        line = text.line_at(span[0])
        page = pages.get(text.lines[line].page)
        words = [w for w in text.words(*span) if w.box is not None]
        box = union(w.box for w in words if w.box is not None)
        if page is None or page.origin != "ocr" or box is None or box.x1 > 0.6 * page.width:
            continue
        if not _LINE.fullmatch(text.text[slice(*span)]):
            continue
        size = min(w.size for w in words)
        for read in _readings(opened, text.lines[line].page - 1, box, size, engine):
            symbol = _borne_out(read, text, heading)
            if symbol is not None:
                return symbol_at(symbol, span)
    return None


def _readings(opened: OpenSource, page: int, box: Box, size: float, engine: str | Engine) -> Iterator[str]:
    """What the engine reads there, cut out in several ways."""
    reader = get_engine(engine)
    for beside, above in ROUND:
        part = Box(max(box.x0 - beside * size, 0.0), max(box.top - above * size, 0.0),
                   box.x1 + beside * size, box.bottom + above * size)  # fmt: skip
        try:
            words = read_region(opened.picture(page, DPI, part), reader, part, "block")
        except VndocparseError:  # the page cannot be drawn, or the engine gave up: its text is what there is
            return
        yield squeeze(" ".join(w.text for w in words))


def _borne_out(read: str, text: TextMap, heading: Heading) -> NumberReading | None:
    found = _LINE.fullmatch(read)
    if found is None:
        return None
    type_code = heading.title.doc_type[0].code if heading.title.doc_type is not None else None
    organ = " ".join(text.text[slice(*span)] for span in heading.organs.organ)
    initials = "".join(word[0] for word in regex.findall(r"\p{L}+", bare(organ)))
    if found["first"] != type_code and not initials.startswith(bare(found["first"])):
        return None
    return read_number(f"Số: /{found['symbol']}")
