"""What OCR gives that is no text: specks, strokes of a pen, drawn lines, pieces of a seal."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from vndocparse.geometry import Box
from vndocparse.model.page import Word

if TYPE_CHECKING:
    from vndocparse.ocr.straighten import Prepared

_MARKS = frozenset("-–—+*•·.…,;:/()[]\"'“”‘’%&")
"""Signs that stand alone in documents; all others without a letter or digit are drawn lines and dirt."""


_DASHES = frozenset(("~", "_", "-_", "—_", "¬", "¬-", "¬—", "˜", "--"))
"""What a short dash in front of a list item is taken for."""


_SPECK, _LONG_SPECK = 0.6, 0.9
"""Confidence below which a sign alone may be dirt, and a long dash."""


def mended(word: Word, size: float) -> Word:
    """A sign as short and low as a dash, read as another, made a dash again."""
    if word.text in _DASHES and word.box is not None:
        small = 0.15 * size <= word.box.width <= 1.2 * size and word.box.height <= 0.6 * size
        return word._replace(text="-", raw=word.text) if small else word
    return word


def with_waters(words: Sequence[Word]) -> list[Word]:
    """The words with "la" before a capital made "Ia", the Jrai word for water: more than a hundred communes of Gia Lai
    and its neighbours begin with it, and I and l are one shape in most type."""
    found = list(words)
    for i, (word, following) in enumerate(pairwise(words)):
        named = following.line == word.line and following.text[:1].isupper() and following.text[1:2].islower()
        foreign = i > 0 and words[i - 1].line == word.line and words[i - 1].text in ("de", "à")
        if word.text == "la" and named and not foreign:
            found[i] = word._replace(text="Ia", raw="la")
    return found


def legible(word: Word) -> bool:
    """A word of at least two letters or digits that was read with confidence."""
    return word.confidence >= 0.75 and sum(map(str.isalnum, word.text)) >= 2


def is_noise(word: Word, size: float, prepared: Prepared) -> bool:
    """True where the word is surely no text; what may be text stays, however badly it was read.

    Args:
        size: the page's usual type size in pixels.
    """
    box = word.box
    if box is None:
        return False
    solid = sum(map(str.isalnum, word.text))
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
        # A long dash begins neither an item nor an organ's name.
        least = _LONG_SPECK if word.text == "\u2014" else _SPECK
        lone = not any(c.isalnum() for c in word.text) and word.confidence < least
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


_GHOST, _SURE = 0.75, 0.85
"""Confidence below which a word may be a ghost, and from which its neighbours are words."""
_LEVEL = 0.35
"""Parts of the type size by which middles of words of one line differ."""
_INSIDE = 0.6
"""Part of a doubtful word's width and height that lies in the box of a sure one of another line."""
_NEAR, _GLUED = 1.2, 0.15
"""Type sizes from one word to the next at most, and between pieces of one word."""


def without_ghosts(words: Sequence[Word], size: float) -> list[Word]:
    """The words without the tails of one line that were read a second time, as words of the line below it.

    Where two columns stand half a line apart, the engine gives the g and y of the higher line to the lower one: "ngày"
    is read in its place and "ngọ)" beside it.  Such a word is doubtful, stands in the midst of sure words of another
    line, and not on the level of its own; its place goes to the word that it is the tail of.  Figures stay: a hand
    wrote them into a gap.
    """
    lines: dict[int, list[int]] = {}
    for i, word in enumerate(words):
        if word.box is not None and word.confidence >= _SURE and any(c.isalnum() for c in word.text):
            lines.setdefault(word.line, []).append(i)
    kept: dict[int, Word] = dict(enumerate(words))
    for i, word in enumerate(words):
        owner = _owner(words, i, lines, size) if word.confidence < _GHOST else None
        if owner is None or word.box is None:
            continue
        del kept[i]
        whole = kept[owner].box
        if whole is not None and word.box.x1 > whole.x1:
            kept[owner] = kept[owner]._replace(box=Box(whole.x0, whole.top, word.box.x1, whole.bottom))
    return list(kept.values())


def _owner(words: Sequence[Word], i: int, lines: dict[int, list[int]], size: float) -> int | None:
    """Index of the sure word whose tail ``words[i]`` is; None where it is a word itself."""
    box, own = words[i].box, lines.get(words[i].line)
    if box is None:
        return None
    for k, whole in enumerate(words):
        if whole.line != words[i].line and whole.confidence >= _GHOST and _covers(whole.box, box):
            return k
    if not own or any(c.isdigit() for c in words[i].text):
        return None
    if abs(median(_box(words[k]).centre for k in own) - box.centre) <= _LEVEL * size:
        return None
    for line, members in lines.items():
        level = [k for k in members if abs(_box(words[k]).centre - box.centre) <= _LEVEL * size]
        before = [k for k in level if _box(words[k]).middle < box.middle and box.x0 - _box(words[k]).x1 < _NEAR * size]
        after = [k for k in level if _box(words[k]).middle > box.middle and _box(words[k]).x0 - box.x1 < _NEAR * size]
        if line != words[i].line and before:
            nearest = max(before, key=lambda k: _box(words[k]).x1)
            if after or abs(box.x0 - _box(words[nearest]).x1) < _GLUED * size:
                return nearest
    return None


def _covers(whole: Box | None, part: Box) -> bool:
    """The part lies in the box of a word for the most part: a piece of it, read once more."""
    if whole is None or whole.top >= part.bottom or part.top >= whole.bottom:  # nearly all end here
        return False
    across = min(whole.x1, part.x1) - max(whole.x0, part.x0)
    down = min(whole.bottom, part.bottom) - max(whole.top, part.top)
    return across > _INSIDE * part.width and down > _INSIDE * part.height


def _box(word: Word) -> Box:
    assert word.box is not None
    return word.box


_HIGH, _ROOM = 1.6, 0.3
"""Type sizes above which a word is higher than type, and by which marks and tails stand out of the line."""


def levelled(words: Sequence[Word], size: float) -> list[Word]:
    """The words with boxes no higher than their line: ink of a seal above or below is not of the word.

    Where the other words of the engine's line are of a usual height, they say where it runs.
    """
    usual: dict[int, list[Box]] = {}
    for word in words:
        if word.box is not None and word.box.height <= _HIGH * size and any(c.isalnum() for c in word.text):
            usual.setdefault(word.line, []).append(word.box)
    found = []
    for word in words:
        box, line = word.box, usual.get(word.line)
        if box is not None and line and box.height > _HIGH * size:
            top = max(box.top, median(b.top for b in line) - _ROOM * size)
            bottom = min(box.bottom, median(b.bottom for b in line) + _ROOM * size)
            word = word._replace(box=Box(box.x0, top, box.x1, bottom)) if bottom - top > _ROOM * size else word
        found.append(word)
    return found
