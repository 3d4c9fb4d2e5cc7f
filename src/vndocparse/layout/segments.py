"""Words to segments (runs without a wide gap) and rows, on the page as it stands upright."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple

from vndocparse.geometry import Box
from vndocparse.model.page import Page, Word

SPLIT_EM = 1.0
"""A gap wider than this many line heights ends a segment; justified text rejoins later by row."""
OFF_LINE_EM = 0.4
"""Words of one size whose middles lie further apart than this share of it stand on two lines."""
SKEW = 0.003
"""Slopes above this (0.17 degree) are taken out before rows are formed."""


class Segment(NamedTuple):
    """A run of words of one printed line without a wide gap."""

    words: tuple[Word, ...]
    box: Box
    """Upright and straightened; for ordering only."""

    @property
    def height(self) -> float:
        return self.box.height


# --- coordinates ---------------------------------------------------------------


def upright(page: Page) -> list[tuple[Word, Box]]:
    """Words with boxes as they stand on the upright, unskewed page."""
    pairs = [(w, w.box) for w in page.words if w.box is not None]
    if page.turn:
        pairs = [(w, _turned(box, page)) for w, box in pairs]
    slope = _slope(pairs) if page.origin != "native" else 0.0
    if abs(slope) < SKEW:
        return pairs
    return [(w, Box(b.x0, b.top - slope * b.middle, b.x1, b.bottom - slope * b.middle)) for w, b in pairs]


def _turned(box: Box, page: Page) -> Box:
    if page.turn == 90:
        return Box(page.height - box.bottom, box.x0, page.height - box.top, box.x1)
    if page.turn == 180:
        return Box(page.width - box.x1, page.height - box.bottom, page.width - box.x0, page.height - box.top)
    if page.turn == 270:
        return Box(box.top, page.width - box.x1, box.bottom, page.width - box.x0)
    return box


def _slope(pairs: Sequence[tuple[Word, Box]]) -> float:
    """Median slope of the source's own lines that are long enough to tell; 0.0 where there are too few."""
    slopes = []
    for number, group in groupby(pairs, key=lambda p: p[0].line):
        boxes = [b for _, b in group]
        if number < 0 or len(boxes) < 4:
            continue
        width = boxes[-1].middle - boxes[0].middle
        if width > 120:
            slopes.append((boxes[-1].bottom - boxes[0].bottom + boxes[-1].top - boxes[0].top) / 2 / width)
    return median(slopes) if len(slopes) >= 3 else 0.0


# --- segments and rows ------------------------------------------------------------


def segments(pairs: Sequence[tuple[Word, Box]]) -> list[Segment]:
    """Runs of words of one line of the source without a wide gap, then joined across source lines.

    A PDF may emit each word as a line of its own, and OCR may cut a line in two, so neighbours that
    overlap vertically and stand close are joined whatever the source says.
    """
    runs: list[list[tuple[Word, Box]]] = []
    for number, group in groupby(pairs, key=lambda p: p[0].line):
        items = list(group)
        if number >= 0:
            items.sort(key=lambda p: p[1][0])
        before = items[0]
        run = [before]
        for item in items[1:]:
            if _goes_on(before, item):
                run.append(item)
            else:
                runs.append(run)
                run = [item]
            before = item
        runs.append(run)
    segments = [Segment(tuple([w for w, _ in run]), around([b for _, b in run])) for run in runs]
    return _rejoin(segments)


def _goes_on(left: tuple[Word, Box], right: tuple[Word, Box]) -> bool:
    """The right word stands next to the left one on one line."""
    _, top, end, bottom = left[1]
    begin, other_top, _, other_bottom = right[1]
    if top == other_top and bottom == other_bottom:  # nearly always so, and then only the gap is to be looked at
        high = bottom - top
        return -0.6 * high < begin - end <= SPLIT_EM * high
    return _continues(left[1], right[1]) and _on_one_line(left, right)


def _continues(left: Box, right: Box) -> bool:
    # Unpacked, and without calls: asked of many pairs of neighbours of a page.
    _, top, end, bottom = left
    begin, other_top, _, other_bottom = right
    one, two = bottom - top, other_bottom - other_top
    low, high = (one, two) if one <= two else (two, one)
    if not -0.6 * high < begin - end <= SPLIT_EM * high:
        return False
    shared = (bottom if bottom <= other_bottom else other_bottom) - (top if top >= other_top else other_top)
    return shared >= 0.4 * low


def _on_one_line(left: tuple[Word, Box], right: tuple[Word, Box]) -> bool:
    """False for words of one size of type whose middles lie apart: a purpose beside two lines of a list, a brace."""
    size = left[0].size
    if not size or size != right[0].size or left[0].confidence < 1.0:
        return True
    (_, top, _, bottom), (_, other_top, _, other_bottom) = left[1], right[1]
    return abs((top + bottom) / 2 - (other_top + other_bottom) / 2) <= OFF_LINE_EM * size


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of at least one."""
    if len(boxes) == 1:
        return boxes[0]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def _rejoin(segments: list[Segment]) -> list[Segment]:
    """Joins neighbours on one row: left to right, each with the nearest that continues it."""
    if len(segments) < 2:  # most cells of tables
        return segments
    joined: list[Segment] = []
    for row in rows_of(segments):
        current: Segment | None = None
        for segment in row:
            if current is not None:
                if _continues(current.box, segment.box):
                    last, first = current.words[-1], segment.words[0]
                    if _on_one_line((last, last.box or current.box), (first, first.box or segment.box)):
                        current = Segment(current.words + segment.words, around([current.box, segment.box]))
                        continue
                joined.append(current)
            current = segment
        if current is not None:
            joined.append(current)
    return joined


def rows_of(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments whose centres lie within the band of the row's tallest text, top to bottom.

    The band is bounded by the row's first segment and does not grow, so that a staircase of
    segments cannot chain two printed lines into one.
    """
    if len(segments) == 1:
        return [list(segments)]
    rows: list[list[Segment]] = []
    bands: list[tuple[float, float]] = []
    for segment in sorted(segments, key=lambda s: s.box[1] + s.box[3]):
        _, high, _, low = segment.box
        centre = (high + low) / 2
        for i in range(len(rows) - 1, max(len(rows) - 4, -1), -1):
            top, bottom = bands[i]
            if not top < centre < bottom:
                continue
            shared = min(bottom, low) - max(top, high)
            if shared >= 0.5 * min(bottom - top, low - high):
                rows[i].append(segment)
                break
        else:
            rows.append([segment])
            bands.append((high, low))
    for row in rows:
        if len(row) > 1:
            row.sort(key=lambda s: s.box[0])
    return rows
