"""Ruled tables found from the lines drawn on a page."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from vndocparse.geometry import Box
from vndocparse.model.page import Page

NEAR = 3.0
"""Points within which two rules count as touching, and two positions as one."""
LEAST_WIDTH, LEAST_HEIGHT = 18.0, 10.0
"""Points that a cell measures at least on the average of its table."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: its outer box and the positions of its inner rules."""

    box: Box
    xs: tuple[float, ...]
    """Vertical rules from the left, the outer ones included."""
    ys: tuple[float, ...]
    """Horizontal rules from the top, the outer ones included."""

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Row and column, from 0, of the point."""
        return (
            min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2),
            min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2),
        )


def find_grids(page: Page) -> tuple[Grid, ...]:
    """The ruled tables of the page, from the top: at least two columns and one row of cells.

    Rules that touch form one table; the short rules under a motto or an organ touch nothing.
    """
    flat = [r for r in page.rules if r.width >= r.height and r.width > 8]
    tall = [r for r in page.rules if r.height > r.width and r.height > 8]
    if len(flat) < 2 or len(tall) < 3:
        return ()
    grids = []
    for group in _connected(flat, tall):
        ys = _positions([r.centre for r in group if r.width >= r.height])
        xs = _positions([r.middle for r in group if r.height > r.width])
        if len(ys) >= 2 and len(xs) >= 3 and _roomy(xs, LEAST_WIDTH) and _roomy(ys, LEAST_HEIGHT):
            grids.append(Grid(Box(xs[0] - 1, ys[0] - 1, xs[-1] + 1, ys[-1] + 1), xs, ys))
    return tuple(sorted(grids, key=lambda g: g.box.top))


def _roomy(positions: tuple[float, ...], least: float) -> bool:
    """Cells large enough for text on the average: the strokes of a seal cross too."""
    return positions[-1] - positions[0] >= least * (len(positions) - 1)


def _connected(flat: list[Box], tall: list[Box]) -> list[list[Box]]:
    """Groups of rules linked by crossings (union-find over flat x tall, sorted for few comparisons)."""
    rules = flat + tall
    parent = list(range(len(rules)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    order = sorted(range(len(flat)), key=lambda i: flat[i].centre)
    heights = [flat[i].centre for i in order]
    for j, rule in enumerate(tall):
        middle = rule.middle
        first, last = bisect_right(heights, rule.top - NEAR), bisect_right(heights, rule.bottom + NEAR)
        for k in range(first, last):
            other = flat[order[k]]
            if other.x0 - NEAR <= middle <= other.x1 + NEAR:
                parent[root(len(flat) + j)] = root(order[k])
    groups: dict[int, list[Box]] = {}
    for i, rule in enumerate(rules):
        groups.setdefault(root(i), []).append(rule)
    return [g for g in groups.values() if len(g) > 3]


def _positions(values: list[float]) -> tuple[float, ...]:
    """Distinct positions: values nearer than ``NEAR`` to the first of a run count as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > NEAR:
            out.append(value)
    return tuple(out)
