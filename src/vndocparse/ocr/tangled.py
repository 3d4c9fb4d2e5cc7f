"""Lines that run into each other: a column of small type set close, such as the recipients (nơi nhận).

On a whole page the engine's layout analysis puts words of one line into the next where the lines stand closer than
elsewhere; cut out and read alone, the same column reads well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from vndocparse.geometry import Box, union
from vndocparse.model.page import Word
from vndocparse.ocr.noise import legible
from vndocparse.ocr.pieces import read_piece
from vndocparse.ocr.pixels import scaled
from vndocparse.text import bare

if TYPE_CHECKING:
    from vndocparse.ocr.engine import Engine
    from vndocparse.ocr.straighten import Prepared

_WIDEST, _LARGEST = 0.5, 0.12
"""Of the page's width, and of its area: text over the whole page is read well enough, and would cost much."""
_OVERLAP = 0.3
"""Share of their height by which lines of different numbers overlap that are tangled."""
_STEP = 0.3
"""Type sizes by which the middles of two columns' lines differ that are not one line; less is the page's skew."""
_TALL = 1.6
"""Type sizes that a word is high which holds ink of two lines."""
_ALIKE = 0.02
"""Mean confidence that a column may lose where its first reading is known to be tangled."""
_ENLARGED = 4 / 3
"""Small type set close is told apart better larger."""
_MOST = 3


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of one line of the engine without a wide gap between them."""

    words: tuple[Word, ...]
    box: Box


def untangled(prepared: Prepared, words: Sequence[Word], engine: Engine, size: float) -> list[Word]:
    """The words, with tangled columns put in anew where they read better alone.

    Args:
        words: boxes in pixels of ``prepared.grey``.
        size: the page's usual type size in pixels.
    """
    result = list(words)
    for group in _columns(prepared, result, size)[:_MOST]:
        box = union(run.box for run in group)
        assert box is not None
        old = [w for w in result if w.box is not None and box.contains(w.box.middle, w.box.centre)]
        new = _read(prepared, _with_line_above(box, result, size), engine, size)
        if _reads_better(new, old, size):
            at = next(i for i, w in enumerate(result) if w is old[0])
            gone = set(map(id, old))
            fresh = 1 + max(w.line for w in result)
            put = [w._replace(line=fresh + w.line) for w in new]
            result = [*result[:at], *put, *(w for w in result[at:] if id(w) not in gone)]
    return result


def _with_line_above(box: Box, words: Sequence[Word], size: float) -> Box:
    """The box with the white or unread stretch above it, in which a line may stand that was not found at all."""
    top = box.top - 1.3 * size
    for word in words:
        if word.box is not None and word.box.x0 < box.x1 and word.box.x1 > box.x0 and word.box.centre < box.top:
            top = max(top, word.box.bottom + 0.25 * size)
    return Box(box.x0, min(top, box.top), box.x1, box.bottom)


def _columns(prepared: Prepared, words: Sequence[Word], size: float) -> list[list[_Run]]:
    """Groups of runs one below the other, some of them tangled."""
    down, across = prepared.grey.shape
    runs = [r for r in _runs(words, size) if r.box.width < _WIDEST * across]
    seeds = [i for i, a in enumerate(runs) if any(_tangled(a, b) or _uneven(a, b, size) for b in runs if b is not a)]
    seeds += [i for i, run in enumerate(runs) if i not in seeds and any(_is_tall(w, size) for w in run.words)]
    groups, taken = [], set[int]()
    for seed in seeds:
        if seed in taken:
            continue
        group, box = {seed}, runs[seed].box
        grown = True
        while grown:
            grown = False
            for i, run in enumerate(runs):
                if i not in group and _belongs(run.box, box, size):
                    group.add(i)
                    box = union([box, run.box]) or box
                    grown = True
        taken |= group
        if len(group) >= 3 and box.width * box.height < _LARGEST * down * across and box.width < _WIDEST * across:
            groups.append([runs[i] for i in sorted(group)])
    return groups


def _runs(words: Sequence[Word], size: float) -> list[_Run]:
    runs: list[list[Word]] = []
    for word in words:
        if word.box is None:
            continue
        last = runs[-1][-1] if runs else None
        if last is None or last.box is None or last.line != word.line or not _near(last.box, word.box, size):
            runs.append([])
        runs[-1].append(word)
    found = []
    for run in runs:
        box = union(w.box for w in run if w.box is not None)
        if box is not None and any(legible(w) or _is_tall(w, size) for w in run):
            found.append(_Run(tuple(run), box))
    return found


def _near(left: Box, right: Box, size: float) -> bool:
    return -size < right.x0 - left.x1 < 2 * size


def _tangled(a: _Run, b: _Run) -> bool:
    across = min(a.box.x1, b.box.x1) - max(a.box.x0, b.box.x0)
    high = min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top)
    return across > 0.3 * min(a.box.width, b.box.width) and high > _OVERLAP * min(a.box.height, b.box.height)


def _is_tall(word: Word, size: float) -> bool:
    """A word as high as two lines: ink of the line above or below was given to it."""
    return word.box is not None and word.box.height > _TALL * size and any(c.isalnum() for c in word.text)


def _uneven(a: _Run, b: _Run, size: float) -> bool:
    """One line to the engine, and half a line apart: two columns of a header whose lines stand beside gaps."""
    apart = max(a.box.x0 - b.box.x1, b.box.x0 - a.box.x1)
    return a.words[0].line == b.words[0].line and apart > size and abs(_centre(a) - _centre(b)) > _STEP * size


def _centre(run: _Run) -> float:
    return median(w.box.centre for w in run.words if w.box is not None)


def _belongs(run: Box, column: Box, size: float) -> bool:
    """Stands below or above the column, or in it, without a gap of a line."""
    across = min(run.x1, column.x1) - max(run.x0, column.x0)
    gap = max(run.top - column.bottom, column.top - run.bottom)
    return across > 0.6 * min(run.width, column.width) and gap < 0.6 * size


def _read(prepared: Prepared, box: Box, engine: Engine, size: float) -> list[Word]:
    pad = round(0.3 * size)
    x0, top = max(int(box.x0) - pad, 0), max(int(box.top) - pad, 0)
    piece = scaled(prepared.grey[top : int(box.bottom) + pad, x0 : int(box.x1) + pad], _ENLARGED)
    whole = Box(0.0, 0.0, float(piece.shape[1]), float(piece.shape[0]))
    words = read_piece(piece, whole, engine, prepared.dpi * _ENLARGED, "block", pad=0)
    return [_moved(w, x0, top) for w in words if any(c.isalnum() for c in w.text) or w.text in ("-", "–")]


def _moved(word: Word, x0: float, top: float) -> Word:
    assert word.box is not None
    sides = [side / _ENLARGED for side in word.box]
    box = Box(sides[0] + x0, sides[1] + top, sides[2] + x0, sides[3] + top)
    return word._replace(box=box, size=word.size / _ENLARGED)


def _reads_better(new: Sequence[Word], old: Sequence[Word], size: float) -> bool:
    once = _once(old, size)
    if len(once) == len(old):
        return _sure(new) > _sure(old) and _mean(new) > _mean(old)
    return _sure(new) >= _sure(once) and _mean(new) > _mean(old) - _ALIKE


def _once(words: Sequence[Word], size: float) -> list[Word]:
    """The words without those that hold ink of two lines, and those that were read a second time for another line:
    "uy" below the hook of "ỦY"."""
    kept: list[Word] = []
    for word in sorted((w for w in words if not _is_tall(w, size)), key=lambda w: -w.confidence):
        if not any(_twice(w, word) for w in kept if w.line != word.line or w.box == word.box):
            kept.append(word)
    return kept


def _twice(a: Word, b: Word) -> bool:
    """The same ink, read twice: boxes that lie in each other, or the same word right above or below."""
    if a.box is None or b.box is None:
        return False
    across = min(a.box.x1, b.box.x1) - max(a.box.x0, b.box.x0)
    down = min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top)
    narrow, low = min(a.box.width, b.box.width), min(a.box.height, b.box.height)
    if bare(a.text) == bare(b.text):
        return across > 0 and down > -max(a.box.height, b.box.height) / 2
    return across > _OVERLAP * narrow and down > _OVERLAP * low


def _sure(words: Sequence[Word]) -> int:
    return sum(len(w.text) for w in words if legible(w))


def _mean(words: Sequence[Word]) -> float:
    return sum(w.confidence * len(w.text) for w in words) / max(sum(len(w.text) for w in words), 1)
