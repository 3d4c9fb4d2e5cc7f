"""The second look: ink that no word covers, or a doubtful one, is read again in small pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vndocparse.geometry import Box, union
from vndocparse.model.page import Word
from vndocparse.ocr import missed
from vndocparse.ocr.noise import legible
from vndocparse.ocr.pieces import read_piece
from vndocparse.ocr.rulings import without_rules
from vndocparse.text import bare

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vndocparse.ocr.engine import Engine
    from vndocparse.ocr.straighten import Prepared

    Grey = NDArray[np.uint8]

WEAK = 0.5
"""Words below this confidence are looked at again."""
_MOST_ZONES, _MOST_TORN, _MOST_BLOTS = 24, 12, 2
_COLOURED = 190
"""Grey below which a pixel of the colour layer is ink."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A piece to read again: where, of which picture, and as what."""

    box: Box
    source: Grey
    block: str


def second_look(prepared: Prepared, words: Sequence[Word], engine: Engine, size: float, *, share: float) -> list[Word]:
    """The words, with what is read where ink was left over, in reading order.

    Args:
        words: of the first reading; boxes in pixels of ``prepared.grey``.
        size: the page's usual type size in pixels.
        share: most of the page's area that is read.
    """
    result = list(words)
    budget = share * prepared.grey.size
    for look in _looks(prepared, words, size):
        area = look.box.width * look.box.height
        if area <= budget:
            budget -= area
            result = _merged(result, _read(look, engine, prepared.dpi, size), size)
    return result


# --- where to look ------------------------------------------------------------------


def _looks(prepared: Prepared, words: Sequence[Word], size: float) -> list[_Look]:
    sure = [w for w in words if w.box is not None and w.confidence >= WEAK]
    # A pen stroke as straight as a rule is wiped out with the rules.
    left = missed.without_words(missed.binary(prepared.grey), [*(w.box for w in sure if w.box), *prepared.rules])
    unread = missed.shapes(left)
    zones = [(z, prepared.grey) for z in missed.find_zones(left, unread, size)]
    if prepared.has_colour:
        avoid = missed.seals(prepared.colour, size)
        ink = missed.binary(prepared.coloured, _COLOURED)
        zones += [(z, prepared.coloured) for z in missed.find_zones(ink, missed.shapes(ink), size, avoid)]
    looks = [_Look(z.box, source, "block") for z, source in zones[:_MOST_ZONES]]
    looks += [_Look(b, prepared.grey, "block") for b in _torn(sure, unread, size)[:_MOST_TORN]]
    # Type that a black seal has swallowed has no shapes of its own; only the engine can tell it from the seal.
    large = missed.blots(unread, size)[:_MOST_BLOTS]
    if large:
        plain = without_rules(prepared.grey, prepared.rules)
        looks += [_Look(box.padded(2 * size), plain, "sparse") for box in large]
    return looks


def _torn(words: Sequence[Word], unread: missed.Stats, size: float) -> list[Box]:
    """Lines to read anew since a letter or two beside a word was left out: "Ph" of a name under a seal."""
    found: dict[Box, Box] = {}
    for letters in missed.loose(unread, size):
        at = _neighbour(words, letters, size, 0.5 * size)
        if at is None:
            continue
        line = _line_around(words, at, size)
        whole = union([found.get(line, line), letters])
        if whole is not None:
            found[line] = whole
    return list(found.values())


def _line_around(words: Sequence[Word], at: int, size: float) -> Box:
    """Box of the words that stand on one line with ``words[at]``, without a wide gap."""
    box = words[at].box
    assert box is not None
    first = last = at
    while first > 0 and _follows(words[first - 1], words[first], size):
        first -= 1
    while last + 1 < len(words) and _follows(words[last], words[last + 1], size):
        last += 1
    return union(w.box for w in words[first : last + 1] if w.box) or box


def _follows(a: Word, b: Word, size: float) -> bool:
    if a.box is None or b.box is None or a.line != b.line:
        return False
    return -size < b.box.x0 - a.box.x1 < 1.2 * size


# --- reading a piece ----------------------------------------------------------------


def _read(look: _Look, engine: Engine, dpi: float, size: float) -> list[Word]:
    moved = read_piece(look.source, look.box, engine, dpi, look.block, pad=max(3, round(0.2 * size)))
    # One word read with confidence vouches for its neighbours; a zone without one is no text.
    if not any(legible(w) for w in moved):
        return []
    if look.block == "sparse":
        return [w for w in moved if legible(w)]
    return [w for w in moved if (w.confidence >= WEAK and _solid(w)) or _word_like(w)]


def _solid(word: Word) -> int:
    return sum(c.isalnum() for c in word.text)


def _word_like(word: Word) -> bool:
    """Letters alone, and read with some confidence: beside a word that is sure it may be one."""
    return word.confidence >= 0.25 and len(word.text) >= 2 and word.text.strip(".,;:").isalpha()


# --- old words and new ones ---------------------------------------------------------


def _merged(words: list[Word], found: Sequence[Word], size: float) -> list[Word]:
    """Old words and new ones, in reading order; of two at the same place the surer one, or the whole one."""
    result = list(words)
    fresh = max((w.line for w in words), default=-1) + 1
    for new in found:
        rivals = [i for i, old in enumerate(result) if _same_place(old, new)]
        if rivals and not _beats(new, [result[i] for i in rivals]):
            continue
        if rivals:
            first = rivals[0]
            line = result[first].line
            result = [old for i, old in enumerate(result) if i not in rivals]
            result.insert(first, new._replace(line=line))
            continue
        at = _neighbour(result, new.box, size, 1.5 * size) if new.box is not None else None
        if at is None:
            result.append(new._replace(line=fresh + new.line))
        else:
            before = at if _middle(new) < _middle(result[at]) else at + 1
            result.insert(before, new._replace(line=result[at].line))
    return result


def _beats(new: Word, rivals: Sequence[Word]) -> bool:
    surest = max(old.confidence for old in rivals)
    if new.confidence > surest + 0.1:
        return True
    # The old word is a piece of the new one, whose rest was under a seal.
    old = bare("".join(w.text for w in rivals))
    longer = _solid(new) > sum(map(_solid, rivals)) and bare(new.text).strip(".,;:").endswith(old.strip(".,;:"))
    return longer and new.confidence >= 0.6


def _neighbour(words: Sequence[Word], box: Box, size: float, reach: float) -> int | None:
    """Index of the word on the same printed line that stands nearest to ``box``; None for none within reach."""
    best, least = None, reach
    for i, word in enumerate(words):
        if word.box is None or abs(word.box.centre - box.centre) > 0.4 * size:
            continue
        gap = max(word.box.x0 - box.x1, box.x0 - word.box.x1)
        if gap < least:
            best, least = i, gap
    return best


def _middle(word: Word) -> float:
    return word.box.middle if word.box is not None else 0.0


def _same_place(a: Word, b: Word) -> bool:
    one, two = a.box, b.box
    if one is None or two is None or one.top >= two.bottom or two.top >= one.bottom:  # nearly all end here
        return False
    smaller = min(one.width * one.height, two.width * two.height)
    return one.overlap(two) > 0.4 * smaller
