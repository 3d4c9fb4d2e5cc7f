"""Drawn lines found in a picture of a page: tables of scans keep their cells apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vndocparse.geometry import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORTEST = 0.3
"""Inches; letters and underlines of single words are shorter."""
THICKEST = 0.045
"""Inches; bars and pictures are thicker."""
GAP = 0.015
"""Inches of a break in a line that is bridged: worn print, specks of a bilevel scan."""


def find_rulings(grey: NDArray[np.uint8], dpi: float) -> tuple[Box, ...]:
    """Straight lines of an upright, straightened grey picture, as boxes in its pixels.

    Horizontal and vertical ones, longer than ``SHORTEST`` and thinner than ``THICKEST``.  Costs a
    few hundredths of a second at 200 dpi.
    """
    import cv2

    ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    return (*_lines(cv2, ink, dpi, across=True), *_lines(cv2, ink, dpi, across=False))


def _lines(cv2: Any, ink: Any, dpi: float, *, across: bool) -> list[Box]:
    long, gap, thick = int(SHORTEST * dpi), max(int(GAP * dpi), 1), THICKEST * dpi

    def bar(length: int) -> Any:
        return cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if across else (1, length))

    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bar(gap))
    kept = cv2.morphologyEx(joined, cv2.MORPH_OPEN, bar(long))
    count, _, stats, _ = cv2.connectedComponentsWithStats(kept, connectivity=8)
    boxes = []
    for i in range(1, count):
        x, y, wide, high = (int(v) for v in stats[i][:4])
        if (high if across else wide) <= thick:
            boxes.append(Box(float(x), float(y), float(x + wide), float(y + high)))
    return boxes
