"""Lines that were read in part: the strip of the page that holds the line is read again as a whole.

A seal, a pen stroke or a routing mark beside a line makes the engine's layout analysis give one of its words the
height of two lines; the word is then read badly, though the words beside it are read well and say where the line runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from vndocparse.geometry import Box, union
from vndocparse.model.page import Word
from vndocparse.ocr.noise import legible
from vndocparse.ocr.pieces import read_piece

if TYPE_CHECKING:
    from vndocparse.ocr.engine import Engine
    from vndocparse.ocr.straighten import Prepared

_DOUBTFUL, _SURE = 0.6, 0.85
_HIGH = 1.45
"""A word this much higher than the sure words of its line holds more than letters."""
_OVERLAP = 0.15
"""Parts of its height by which a word may reach into the next."""
_GAIN = 0.05
"""Least gain in confidence."""


def reread_strips(
    prepared: Prepared, words: Sequence[Word], engine: Engine, size: float, *, most: int = 24
) -> list[Word]:
    """The words, with those put in that read better on the strip of their line alone.

    Args:
        words: boxes in pixels of ``prepared.grey``.
        size: the page's usual type size in pixels.
        most: lines that are read.
    """
    result = list(words)
    for line in _doubtful_lines(words, size)[:most]:
        strip = _strip(line, size)
        read = read_piece(prepared.grey, strip, engine, prepared.dpi, "block", pad=0)
        found = _main_line([w for w in read if w.box is not None and strip.top < w.box.centre < strip.bottom])
        for old, new in _groups(line, found):
            if new and old and _mean(new) > _mean(old) + _GAIN:
                at = next(i for i, w in enumerate(result) if w is old[0])
                gone = set(map(id, old))
                fresh = [w._replace(line=old[0].line) for w in new]
                result = [*result[:at], *fresh, *(w for w in result[at:] if id(w) not in gone)]
    return result


def _main_line(words: Sequence[Word]) -> list[Word]:
    """Of a strip that holds pieces of the lines above and below, the words of the fullest line."""
    letters: dict[int, int] = {}
    for word in words:
        letters[word.line] = letters.get(word.line, 0) + len(word.text)
    return [w for w in words if w.line == max(letters, key=lambda k: letters[k])]


def _groups(old: Sequence[Word], new: Sequence[Word]) -> list[tuple[list[Word], list[Word]]]:
    """Old and new words of the same stretches of the line, from the left."""
    both = [(w.box, kind, w) for kind, words in enumerate((old, new)) for w in words if w.box is not None]
    groups: list[tuple[list[Word], list[Word]]] = []
    end = float("-inf")
    for box, kind, word in sorted(both, key=lambda t: t[0].x0):
        if not groups or box.x0 > end - _OVERLAP * box.height:
            groups.append(([], []))
            end = box.x1
        groups[-1][kind].append(word)
        end = max(end, box.x1)
    return groups


def _doubtful_lines(words: Sequence[Word], size: float) -> list[list[Word]]:
    """Runs of words on one line with a sure word and a doubtful one among them, the least sure first."""
    runs: list[list[Word]] = []
    for word in words:
        if word.box is None:
            continue
        last = runs[-1][-1] if runs else None
        if last is None or last.box is None or last.line != word.line or word.box.x0 - last.box.x1 > 1.2 * size:
            runs.append([])
        runs[-1].append(word)
    return sorted((run for run in runs if _is_doubtful(run, size)), key=_mean)


def _is_doubtful(run: Sequence[Word], size: float) -> bool:
    """Sure words are there, all on one line (the engine may have run two lines into one), and an odd one."""
    sure = [w.box for w in run if w.box is not None and _is_sure(w)]
    centres = [box.centre for box in sure]
    if not centres or max(centres) - min(centres) >= 0.5 * size:
        return False
    high = median(box.height for box in sure)
    return any(_is_odd(w, high) for w in run)


def _is_sure(word: Word) -> bool:
    return word.confidence >= _SURE and legible(word)


def _is_odd(word: Word, high: float) -> bool:
    """Badly read, or higher than the line's sure words, which are ``high``."""
    if word.confidence < _DOUBTFUL and any(map(str.isalnum, word.text)):
        return True
    return word.box is not None and word.box.height > _HIGH * high and not _is_sure(word)


def _strip(run: Sequence[Word], size: float) -> Box:
    """From the first word to the last, as high as the sure words say."""
    sure = [w.box for w in run if w.box is not None and _is_sure(w)]
    whole = union(w.box for w in run if w.box is not None)
    assert whole is not None
    top, bottom = median(b.top for b in sure), median(b.bottom for b in sure)
    # Marks above a capital and tails below stand outside the box of a word without them.
    return Box(whole.x0, top - 0.25 * size, whole.x1, bottom + 0.2 * size)


def _mean(words: Sequence[Word]) -> float:
    weights = [max(sum(map(str.isalnum, w.text)), 1) for w in words]
    return sum(w.confidence * n for w, n in zip(words, weights, strict=True)) / sum(weights)
