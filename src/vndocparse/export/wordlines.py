"""The words of a page by lines, in pixels: what hOCR, ALTO and PAGE-XML all write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vndocparse.export.xmltree import clean
from vndocparse.model.document import PageText, PageWord, ParseResult
from vndocparse.model.pagenotes import Bbox, Pixels, to_pixels

__all__ = ["Bbox", "Pixels", "Scale", "WordLine", "around", "lines_of", "stem"]


@dataclass(frozen=True, slots=True)
class WordLine:
    """One line of words; no box where its words have none."""

    words: tuple[PageWord, ...]
    box: Pixels | None


class Scale:
    """Points to pixels."""

    def __init__(self, dpi: int) -> None:
        self.dpi = dpi

    def length(self, points: float) -> int:
        return round(points * self.dpi / 72)

    def box(self, bbox: Bbox) -> Pixels:
        """The box in pixels, see ``to_pixels``."""
        return to_pixels(bbox, self.dpi)


def lines_of(page: PageText, scale: Scale) -> list[WordLine]:
    """Every word in exactly one line: those that the source put on one line, in the order in which they were read."""
    groups: dict[int, list[PageWord]] = {}
    loose = -1
    for word in page.words:
        if not clean(word.text):
            continue
        if word.line < 0:
            loose -= 1
        groups.setdefault(word.line if word.line >= 0 else loose, []).append(word)
    return [WordLine(tuple(words), around(scale, (w.bbox for w in words))) for words in groups.values()]


def around(scale: Scale, boxes: Iterable[Bbox | None]) -> Pixels | None:
    """The smallest box around all; None for none."""
    some = [scale.box(b) for b in boxes if b is not None]
    if not some:
        return None
    return min(b[0] for b in some), min(b[1] for b in some), max(b[2] for b in some), max(b[3] for b in some)


def stem(result: ParseResult) -> str:
    """The file's name without its ending, for the name of its picture."""
    return clean(result.source.name).rpartition(".")[0] or clean(result.source.name) or "page"
