"""What the readers of OCR files share: safe XML, pixels to points, words to pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from lxml import etree

from vndocparse.errors import DamagedFileError, UnsupportedFormatError
from vndocparse.geometry import Box
from vndocparse.model.page import Line, Page, Word
from vndocparse.source.base import Picture
from vndocparse.source.text_source import TextSource
from vndocparse.text import nfc

_USUAL = (72.0, 96.0, 100.0, 120.0, 150.0, 200.0, 240.0, 300.0, 400.0, 600.0, 1200.0)
_LONG_SIDE = 11.69
"""Inches of the long side of A4, the paper of nearly all documents."""
_NEAR = 0.04
_LARGEST = 1e7
"""Pixels; a coordinate beyond it is damage."""


class OcrSource(TextSource):
    """``OpenSource`` of words that another program has read: boxes, and no pictures."""

    def picture(self, index: int, dpi: float, part: Box | None = None) -> Picture:
        raise UnsupportedFormatError(
            "A file of an OCR program has no pictures of its pages.", remedy="Give the scan itself to read it anew."
        )


def parse_xml(data: bytes) -> Any:
    """The root; no entities, no network, damage mended where it can be.

    Raises:
        DamagedFileError: there is no root.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _damaged() from error
    if root is None:
        raise _damaged()
    return root


def _damaged() -> DamagedFileError:
    return DamagedFileError("The XML of the OCR program is damaged.", remedy="Copy it again, or give the scan itself.")


def local(element: Any) -> str:
    """Name of an element without its namespace; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def number(text: object, default: float = 0.0) -> float:
    """A finite number of a reasonable size; ``default`` for anything else."""
    try:
        value = float(str(text))
    except ValueError:
        return default
    return value if math.isfinite(value) and abs(value) < _LARGEST else default


def dpi_of(width: float, height: float) -> float:
    """Pixels per inch, where the file does not say: those by which the page is A4, the usual figure near it."""
    guess = max(width, height) / _LONG_SIDE
    if guess <= 0:
        return 72.0
    return next((d for d in _USUAL if abs(d - guess) <= _NEAR * d), guess)


def box_of(x0: float, top: float, x1: float, bottom: float, dpi: float) -> Box | None:
    """Pixels to points; None for a box without extent, which stands for no place."""
    if x1 <= x0 or bottom <= top:
        return None
    scale = 72 / dpi
    return Box(x0 * scale, top * scale, x1 * scale, bottom * scale)


def words_from(
    text: str, box: Box | None, *, confidence: float, size: float, bold: bool, italic: bool, line: int
) -> list[Word]:
    """The words of one element: usually one; a text with blanks is shared out over the width of its box."""
    parts = nfc("".join(c if c.isprintable() or c.isspace() else "" for c in text)).split()
    total = sum(map(len, parts)) + len(parts) - 1
    words, at = [], 0
    for part in parts:
        own = box
        if box is not None and len(parts) > 1:
            own = Box(
                box.x0 + box.width * at / total, box.top, box.x0 + box.width * (at + len(part)) / total, box.bottom
            )
        words.append(Word(part, own, min(max(confidence, 0.0), 1.0), size, bold, italic, line))
        at += len(part) + 1
    return words


def page_of(
    words: Sequence[Word],
    width: float,
    height: float,
    turn: int,
    rules: Iterable[Box | None],
    images: Iterable[Box | None],
) -> Page:
    """A page of words; of words without boxes, a page of lines, as a text has them."""
    if words and all(w.box is None for w in words):
        groups: dict[int, list[Word]] = {}
        for word in words:
            groups.setdefault(word.line, []).append(word)
        lines = tuple(
            Line(" ".join(w.text for w in group), tuple(group), 1, row=at) for at, group in enumerate(groups.values())
        )
        return Page(1, lines=lines, origin="plain")
    return Page(
        1, width, height, tuple(w for w in words if w.box is not None), origin="embedded-ocr", turn=turn % 360,
        rules=tuple(r for r in rules if r is not None), images=tuple(i for i in images if i is not None),
    )  # fmt: skip
