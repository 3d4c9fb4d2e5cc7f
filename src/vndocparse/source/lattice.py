"""A ruled table of whole rows and columns (bảng kẻ đủ dòng và cột): most tables, whose cells need no search.

pdfplumber looks from every crossing for the smallest cell whose four corners are joined, which cells that span others
need.  Where every line across meets every line down, each cell lies between two neighbours of both, and that is all:
the same cells to the last bit (a test asks both), for a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from vndocparse.geometry import Box

_MOST = 10_000
"""Pairs of lines that are looked at; a page with more is a map or a drawing."""


class Stroke(NamedTuple):
    """A line drawn on the page, level or upright."""

    at: float
    """Where it stands: its height, or its distance from the left."""
    start: float
    end: float


def whole_lattice(across: Sequence[Box], down: Sequence[Box], near: float) -> list[Box] | None:
    """The cells of the one lattice of a page, by columns; None where its lines make anything else.

    Args:
        across: level rules.
        down: upright rules.
        near: points within which two lines are one, and ends meet.
    """
    level = _joined([Stroke(r.centre, r.x0, r.x1) for r in across], near)
    upright = _joined([Stroke(r.middle, r.top, r.bottom) for r in down], near)
    if len(level) * len(upright) > _MOST:
        return None
    # A line that meets no other, as below the motto, is none of the table.
    level = [h for h in level if any(_meet(h, v, near) for v in upright)]
    upright = [v for v in upright if any(_meet(h, v, near) for h in level)]
    xs, ys = sorted({v.at for v in upright}), sorted({h.at for h in level})
    if len(xs) < 2 or len(ys) < 2 or (len(xs), len(ys)) != (len(upright), len(level)):
        return None
    if not all(_meet(h, v, near) for h in level for v in upright):
        return None
    return [Box(x0, top, x1, bottom) for x0, x1 in pairwise(xs) for top, bottom in pairwise(ys)]


def _meet(level: Stroke, upright: Stroke, near: float) -> bool:
    return (
        upright.start <= level.at + near
        and upright.end >= level.at - near
        and upright.at >= level.start - near
        and upright.at <= level.end + near
    )


def _joined(strokes: Iterable[Stroke], near: float) -> list[Stroke]:
    """Strokes side by side moved to the mean of their places, and those that follow one another made one."""
    rows: dict[float, list[Stroke]] = {}
    for group in _side_by_side(list(strokes), near):
        mean = sum([s.at for s in group]) / len(group)
        for stroke in group:
            # As pdfplumber moves it, so that the last bit is the same.
            rows.setdefault(stroke.at + (mean - stroke.at), []).append(stroke)
    found: list[Stroke] = []
    for at, row in rows.items():
        first, *rest = sorted(row, key=lambda s: s.start)
        start, end = first.start, first.end
        for stroke in rest:
            if stroke.start > end + near:
                found.append(Stroke(at, start, end))
                start, end = stroke.start, stroke.end
            end = max(end, stroke.end)
        found.append(Stroke(at, start, end))
    return found


def _side_by_side(strokes: Sequence[Stroke], near: float) -> list[list[Stroke]]:
    """Groups of strokes of which each is near the next, every group in the order given."""
    group_of: dict[float, int] = {}
    for at in sorted({s.at for s in strokes}):
        before = next(reversed(group_of), None)
        group = group_of[before] + (at > before + near) if before is not None else 0
        group_of[at] = group
    groups: list[list[Stroke]] = [[] for _ in range(max(group_of.values(), default=-1) + 1)]
    for stroke in strokes:
        groups[group_of[stroke.at]].append(stroke)
    return groups
