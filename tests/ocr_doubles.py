"""Stand-ins for tests of OCR: an engine that reads marks, and a file of drawn pages.  Both survive ``pickle``."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace

import numpy as np

from vndocparse.errors import DamagedFileError, MissingLanguageError
from vndocparse.geometry import Box
from vndocparse.model.page import Page, Word
from vndocparse.ocr.engine import Reading
from vndocparse.source.base import Picture

TYPE = 24
"""Height of a word's bar in pixels at 150 dpi."""


def paper(*bars: tuple[int, int], across: int = 1240, down: int = 1754) -> np.ndarray:
    """White paper with words of four letters, the first one a capital, at (x, y) of the top left corner."""
    page = np.full((down, across, 3), 250, np.uint8)
    for x, y in bars:
        for k in range(4):
            page[y + (8 if k else 0) : y + TYPE, x + 20 * k : x + 20 * k + 12] = 20
    return page


def text_lines(count: int = 20) -> list[tuple[int, int]]:
    """Places of words in lines that fill a page."""
    return [(150 + 110 * k, 200 + 60 * i) for i in range(count) for k in range(8)]


@dataclass
class BarEngine:
    """Reads one confident word wherever four bars stand in a row; keeps what it was asked."""

    name: str = "bars"
    version: str = "1"
    confidence: float = 0.95
    blind: tuple[str, ...] = ()
    """Blocks in which it sees nothing."""
    asked: list[str] = field(default_factory=list)

    def recognise(self, image: np.ndarray, *, dpi: int, block: str = "page") -> Reading:
        import cv2

        self.asked.append(block)
        if block in self.blind:
            return Reading((), 0.0, 0.0)
        ink = (np.asarray(image) < 128).astype(np.uint8)
        joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 15), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        words = []
        for x, y, wide, high, _ in stats[1:].tolist():
            if wide > 2 * high > 30:
                box = Box(float(x), float(y), float(x + wide), float(y + high))
                words.append(Word("chữ", box, self.confidence, size=29.0, line=len(words)))
        return Reading(tuple(words), self.confidence, 0.0)


class UprightEngine(BarEngine):
    """Confident only of words that begin with a capital: upside down they end with one that hangs."""

    def recognise(self, image: np.ndarray, *, dpi: int, block: str = "page") -> Reading:
        reading = super().recognise(image, dpi=dpi, block=block)
        words = tuple(w._replace(confidence=0.95 if self._begins(image, w) else 0.2) for w in reading.words)
        return replace(reading, words=words)

    def _begins(self, image: np.ndarray, word: Word) -> bool:
        assert word.box is not None
        piece = np.asarray(image)[int(word.box.top) : int(word.box.bottom), int(word.box.x0) : int(word.box.x1)] < 128
        head = piece[: max(1, len(piece) // 4)]
        half = piece.shape[1] // 2
        return bool(head[:, :half].sum() > head[:, half:].sum())


class FatalEngine(BarEngine):
    """Brings its process down on a page with a black square in the corner."""

    def recognise(self, image: np.ndarray, *, dpi: int, block: str = "page") -> Reading:
        if np.asarray(image)[30:60, 30:60].mean() < 100:
            os.abort()
        return super().recognise(image, dpi=dpi, block=block)


class RaisingEngine(BarEngine):
    """Raises what no library foresees."""

    def recognise(self, image: np.ndarray, *, dpi: int, block: str = "page") -> Reading:
        raise ZeroDivisionError("text of the document")


class NoLanguageEngine(BarEngine):
    """Lacks its data."""

    def recognise(self, image: np.ndarray, *, dpi: int, block: str = "page") -> Reading:
        raise MissingLanguageError("no data", remedy="install it")


@dataclass
class Sheets:
    """A file whose page n has n + 1 words; ``fatal`` pages have a black corner, ``broken`` ones cannot be drawn."""

    count: int
    fatal: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()
    name: str = "sheets"
    sha256: str = ""
    media_type: str = "image/tiff"

    @property
    def page_count(self) -> int:
        return self.count

    def page(self, index: int) -> Page:
        return Page(index + 1, 595.2, 841.9)

    def picture(self, index: int, dpi: float, part: Box | None = None) -> Picture:
        if index in self.broken:
            raise DamagedFileError("The picture is damaged.")
        page = paper(*text_lines()[: index + 1])
        if index in self.fatal:
            page[20:90, 20:90] = 0
        return Picture(page, 150.0)

    def close(self) -> None: ...
