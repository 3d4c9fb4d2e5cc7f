"""Boxes on a page: PDF points, origin at the top left, as the page was received."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in PDF points (1/72 inch) from the top left corner of the page.

    Invariant for every box the library makes: ``x0 <= x1`` and ``top <= bottom``.
    """

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def centre(self) -> float:
        """Vertical centre."""
        return (self.top + self.bottom) / 2

    def contains(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom

    def overlap(self, other: Box) -> float:
        """Area shared with ``other`` in square points; 0 where they only touch."""
        wide = min(self.x1, other.x1) - max(self.x0, other.x0)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else 0.0

    def padded(self, by: float) -> Box:
        return Box(self.x0 - by, self.top - by, self.x1 + by, self.bottom + by)


def union(boxes: Iterable[Box]) -> Box | None:
    """The smallest box around all ``boxes``; None for none."""
    some = list(boxes)
    if not some:
        return None
    lefts, tops, rights, bottoms = zip(*some, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))
