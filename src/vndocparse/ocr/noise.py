"""What OCR gives that is no text: specks, strokes of a pen, drawn lines, pieces of a seal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vndocparse.model.page import Word

if TYPE_CHECKING:
    from vndocparse.ocr.straighten import Prepared

_MARKS = frozenset("-–—+*•·.…,;:/()[]\"'“”‘’%&")
"""Signs that stand alone in documents; all others without a letter or digit are drawn lines and dirt."""


_DASHES = frozenset(("~", "_", "-_", "—_", "¬", "¬-", "¬—", "˜", "--"))
"""What a short dash in front of a list item is taken for."""


_SPECK = 0.6
"""Confidence below which a sign alone may be dirt."""


def mended(word: Word, size: float) -> Word:
    """A sign as short and low as a dash, read as another, made a dash again."""
    if word.text in _DASHES and word.box is not None:
        small = 0.15 * size <= word.box.width <= 1.2 * size and word.box.height <= 0.6 * size
        return word._replace(text="-") if small else word
    return word


def legible(word: Word) -> bool:
    """A word of at least two letters or digits that was read with confidence."""
    return word.confidence >= 0.75 and sum(c.isalnum() for c in word.text) >= 2


def is_noise(word: Word, size: float, prepared: Prepared) -> bool:
    """True where the word is surely no text; what may be text stays, however badly it was read.

    Args:
        size: the page's usual type size in pixels.
    """
    box = word.box
    if box is None:
        return False
    solid = sum(c.isalnum() for c in word.text)
    if not solid:
        if not set(word.text) <= _MARKS:
            return word.confidence < 0.9 or set(word.text) <= {"|", "¦", "_", "=", "~"}
        if word.confidence < _SPECK and box.width < 0.15 * size and set(word.text) <= set("-–—"):
            return True  # too short for a dash
        dots = set(word.text) <= {".", "…"}
        return box.height > 1.6 * size or (not dots and (word.confidence < 0.3 or box.width > 2.5 * size))
    if word.confidence < 0.4 and solid <= 3:
        odd = box.height > 2.2 * size or box.height < 0.3 * size or (box.width > 5 * size and "." not in word.text)
        return odd or on_colour(word, prepared)
    return False


def without_specks(words: Sequence[Word]) -> list[Word]:
    """The words without doubtful dashes and dots in front of a line in capitals: no list item begins so."""
    kept = []
    for i, word in enumerate(words):
        first = i == 0 or words[i - 1].line != word.line
        rest = [w.text for w in words[i + 1 : i + 3] if w.line == word.line]
        lone = not any(c.isalnum() for c in word.text) and word.confidence < _SPECK
        if not (first and lone and len(rest) == 2 and all(t.isupper() and len(t) > 1 for t in rest)):
            kept.append(word)
    return kept


def on_colour(word: Word, prepared: Prepared) -> bool:
    """Most of the ink at the place was coloured and taken out: what was read are its remains."""
    import numpy as np

    if word.box is None:
        return False
    rows = slice(max(int(word.box.top), 0), int(word.box.bottom) + 1)
    columns = slice(max(int(word.box.x0), 0), int(word.box.x1) + 1)
    dropped = int(np.count_nonzero(prepared.colour[rows, columns]))
    dark = int(np.count_nonzero(prepared.grey[rows, columns] < 128))
    return dropped > dark
