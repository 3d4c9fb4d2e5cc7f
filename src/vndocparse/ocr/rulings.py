"""Drawn straight lines on a page's picture: found for the layout, wiped out for the engine.

Tesseract takes the rules of a table for letters and reads across them: on tables of real scans the words read
with confidence rose from 83 to 92 of 100 when the rules were wiped out first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vndocparse.geometry import Box
from vndocparse.ocr.missed import shapes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_SHORTEST, _THICKEST = 30.0, 3.0
"""Points."""
_SLANT = 0.005
"""How far a line may rise by its length: what straightening leaves."""
_POOL = 4
"""Pixels along a line that are looked at as one: a gap of one is dust."""


def find_rules(ink: Grey, dpi: float) -> list[Box]:
    """Level and upright lines at least 30 points long and at most 3 thick, as boxes in pixels.

    Args:
        ink: 1 where the page is dark, else 0.
    """
    return [*_lines(ink, dpi, across=True), *_lines(ink, dpi, across=False)]


def _lines(ink: Grey, dpi: float, *, across: bool) -> list[Box]:
    import cv2
    import numpy as np

    # Odd: OpenCV moves the result of an even kernel by one.
    length = int(_SHORTEST * dpi / 72 / _POOL) | 1
    down, wide = ink.shape
    size = (wide // _POOL, down) if across else (wide, down // _POOL)
    if (size[0] if across else size[1]) < length:
        return []
    whole = ink[:, : size[0] * _POOL] if across else ink[: size[1] * _POOL]
    pooled = cv2.resize(whole * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    dense = (np.asarray(pooled) > 255 * (_POOL - 1.5) / _POOL).astype(np.uint8)
    kept = cv2.morphologyEx(dense, cv2.MORPH_OPEN, np.ones((1, length) if across else (length, 1), np.uint8))
    thick = _THICKEST * dpi / 72
    found = []
    for x, y, w, h, _ in shapes(np.asarray(kept, dtype=np.uint8)).tolist():
        box = Box(x * _POOL, y, (x + w) * _POOL, y + h) if across else Box(x, y * _POOL, x + w, (y + h) * _POOL)
        if min(box.width, box.height) <= thick + _SLANT * max(box.width, box.height):
            found.append(Box(*map(float, box)))
    return found


def of_tables(rules: Sequence[Box]) -> list[Box]:
    """Those that belong to a grid: upright lines, and the level ones that meet one.

    An underline is none of them: wiping it out takes the dots below the letters with it.
    """
    upright = [b for b in rules if b.height > b.width]
    if len(upright) < 2:
        return []
    reach = 4.0
    level = [b for b in rules if b.height <= b.width and any(b.padded(reach).overlap(u) > 0 for u in upright)]
    return [*upright, *level]


def without_rules(grey: Grey, rules: Sequence[Box]) -> Grey:
    """The picture with the lines made white; what crosses a line keeps its ends."""
    cleaned = grey.copy()
    for box in rules:
        # Along the line by what pooling may have left of its ends, across it by the fringe.
        along, fringe = _POOL - 1, 1
        wide, high = (along, fringe) if box.width > box.height else (fringe, along)
        top, left = max(int(box.top) - high, 0), max(int(box.x0) - wide, 0)
        cleaned[top : int(box.bottom) + high, left : int(box.x1) + wide] = 255
    return cleaned
