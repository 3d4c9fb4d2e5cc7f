"""A brace (dấu ngoặc nhọn) that gives one purpose to several recipients, told by where the purpose is printed.

The brace itself is a drawing or a picture; its purpose stands to the right of the list, set apart from the items
and centred on those that it spans (HD 36-HD/VPTW 2018, box 9b).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from vndocparse.geometry import Box, union
from vndocparse.model.page import Word
from vndocparse.model.textmap import TextMap
from vndocparse.rules import foot

APART = 0.9
"""Least blank before a purpose set apart, in sizes of its print."""
OFF_LINE = 0.2
"""Least distance of its middle from the line's, where it stands between two lines, in sizes."""
OFF_CENTRE = 0.3
"""Greatest distance of its middle from that of the items it spans, in sizes."""
_BRACKET = regex.compile(r"\((?P<inside>[^()]{1,40})\)\s*[.,;]?")


@dataclass(frozen=True, slots=True)
class SidePurpose:
    """A purpose printed beside the list."""

    purpose: str
    start: int
    """Offset in the text where it begins."""
    box: Box
    size: float
    """Of its print, in points."""


def side_purpose(text: TextMap, i: int) -> SidePurpose | None:
    """The purpose at the end of line ``i`` that is set apart from the line's item; None without places."""
    line = text.lines[i]
    k = next((k for k, w in enumerate(line.words) if w.text.startswith("(")), None)
    while k is not None:
        found = _BRACKET.fullmatch(" ".join(w.text for w in line.words[k:]))
        box = union(w.box for w in line.words[k:] if w.box is not None)
        if found is not None and box is not None and _is_purpose(line.words[k:], found["inside"]):
            start = text.starts[i] + sum(len(w.text) + 1 for w in line.words[:k])
            purpose = " ".join(found["inside"].split())
            return SidePurpose(purpose, start, box, _size(line.words[k])) if _apart(line.words, k) else None
        k = next((n for n in range(k + 1, len(line.words)) if line.words[n].text.startswith("(")), None)
    return None


def _is_purpose(words: Sequence[Word], inside: str) -> bool:
    return foot.is_purpose(inside.strip(), worn=any(w.confidence < 1.0 for w in words))


def _apart(words: Sequence[Word], k: int) -> bool:
    first = words[k].box
    if first is None:
        return False
    if k == 0:
        return True
    before = words[k - 1].box
    if before is None:
        return False
    size = _size(words[k])
    return first.x0 - before.x1 > APART * size or abs(first.centre - before.centre) > OFF_LINE * size


def _size(word: Word) -> float:
    """Font size, or what the box tells of it."""
    return word.size or (0.8 * word.box.height if word.box is not None else 0.0)


def spanned(side: SidePurpose, items: Sequence[Box | None], free: Sequence[bool]) -> range:
    """Which items the brace spans: the most that are centred on its purpose, lie left of it and are ``free``.

    Items in reading order; ``free`` says which have no purpose of their own.  Empty where none fits.
    """
    best = range(0)
    for a in range(len(items)):
        for b in range(a, len(items)):
            box = items[b]
            if box is None or not free[b] or box.x1 > side.box.x0:
                break
            top = items[a]
            assert top is not None
            off = abs((top.top + box.bottom) / 2 - side.box.centre)
            if off <= OFF_CENTRE * side.size and b - a >= len(best):
                best = range(a, b + 1)
    return best
