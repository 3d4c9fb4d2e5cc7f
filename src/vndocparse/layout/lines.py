"""Words to printed lines, in the order a reader takes them.

The header and the foot of a Party document stand in two columns side by side, the body does not.
Joining words by rows alone merges the columns (what general tools do); trusting the file's own
order scatters them.  So words become *segments* (runs without a wide gap), segments become rows,
and only where several rows keep the same vertical gutter free do they become two columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import regex

from vndocparse.geometry import Box
from vndocparse.layout.grid import Grid, find_grids
from vndocparse.layout.segments import Segment, around, rows_of, segments, upright
from vndocparse.layout.watermark import lift_watermarks
from vndocparse.model.page import Line, Markup, Page, Word
from vndocparse.rules import form
from vndocparse.text import DASHES

GUTTER_EM = 1.2
"""Least width of a gutter between two columns, in line heights, at the row where it is first seen."""
LONE_EM = 2.6
"""A single row counts as two columns only where its gap is at least this wide."""
WIDER = 2.2
"""A gap in a gutter that is this many times the usual space between words parts two columns."""
_LABEL = regex.compile(r"[Ss][ốôóồổỗộòoÔỐ]\s*[:.;]?")
"""What stands before a document's number, as printed and as OCR reads it."""


def group_lines(page: Page) -> tuple[Line, ...]:
    """The page's words as lines.

    Guarantees: every word with a box stands in exactly one line; words of a line go left to right;
    a left column comes whole before the right one beside it; cells of a ruled table come row by row
    with ``markup`` "row"; watermarks stand first, with ``markup`` "watermark".  A page that has lines
    already (a text file) is returned unchanged.
    """
    if page.lines or not page.words:
        return page.lines
    standing, watermarks = lift_watermarks(upright(page))
    grids = find_grids(page) if page.rules and not page.turn else ()
    free, inside = _part(standing, grids)
    placed: list[tuple[float, list[_Cut]]] = [(-1.0, [_watermark(mark)]) for mark in watermarks]
    for grid, content in zip(grids, inside, strict=True):
        if content:
            placed.append((grid.box.top, _table_lines(grid, content)))
    rows = rows_of(segments(free))
    frame = _frame(page, rows)
    tables = [grid.box for grid, content in zip(grids, inside, strict=True) if content]
    walls = [box.centre for box in tables if box.width > 0.5 * frame.width]
    for between in _stretches(rows, walls):
        for block in _blocks(between, frame):
            placed.append((min(s.box.top for row in block.rows for s in row), _block_lines(block)))
    placed.sort(key=lambda item: item[0])
    return _numbered(page.number, [cut for _, cuts in placed for cut in cuts])


# --- columns ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Block:
    rows: list[list[Segment]]
    gutter: tuple[float, float] | None
    """None: full width."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the search for columns needs to know of the page."""

    width: float
    middle: float
    """Centre of the text area: titles stand here, and no column does."""
    bars: tuple[float, ...]
    """Heights of drawn rules across most of the page: a block ends there."""


def _frame(page: Page, rows: list[list[Segment]]) -> _Frame:
    width = page.height if page.turn in (90, 270) else page.width
    wide = [s.box for row in rows for s in row if s.box.width > 0.55 * width]
    # Where every full line opens a paragraph, the short ones below tell where the others begin.
    below = [s.box.x0 for row in rows for s in row[:1] if len(row) == 1 and wide and s.box.top > wide[0].top]
    starts = [x for x in below if sum(abs(x - y) < 4 for y in below) > 1]
    left = min([*(b.x0 for b in wide), *starts], default=0.0)
    middle = (left + max(b.x1 for b in wide)) / 2 if wide else width / 2
    bars = () if page.turn else tuple(r.centre for r in page.rules if r.width > 0.5 * width and r.height < 4)
    return _Frame(width, middle, bars)


def _stretches(rows: list[list[Segment]], walls: Sequence[float]) -> list[list[list[Segment]]]:
    """The rows above, between and below tables across the page: no block of text runs through one."""
    if not walls:
        return [rows]
    parts: dict[int, list[list[Segment]]] = {}
    for row in rows:
        level = row[0].box.centre
        parts.setdefault(sum(wall < level for wall in walls), []).append(row)
    return list(parts.values())


def _blocks(rows: list[list[Segment]], frame: _Frame) -> list[_Block]:
    """Consecutive rows that keep one gutter free, and the full-width rows between them."""
    blocks: list[_Block] = []
    taken = -1
    plain: list[list[Segment]] = []
    i = 0
    while i < len(rows):
        seed = _seed(rows, i, frame)
        grown = _grow(rows, i, seed, taken, frame) if seed is not None else None
        if seed is None or grown is None or not _two_columns(rows, grown, seed):
            plain.append(rows[i])
            i += 1
            continue
        first, last, gutter = grown
        keep = len(plain) - (i - first)
        if keep > 0:
            blocks.append(_Block(plain[:keep], None))
        plain = []
        blocks.append(_Block(rows[first : last + 1], gutter))
        taken = last
        i = last + 1
    if plain:
        blocks.append(_Block(plain, None))
    return blocks


def _seed(rows: list[list[Segment]], i: int, frame: _Frame) -> tuple[float, float] | None:
    """A gap in the middle of row ``i`` (or of it and the next, half a line lower) wide enough for a gutter.

    Justified text has many wide gaps in a row, two columns have one: where the widest is hardly
    wider than the next, it is no gutter unless it is very wide.
    """
    row, width = rows[i], frame.width
    if i + 1 < len(rows) and _interleaved(row, rows[i + 1]) and not _titled(row, frame):
        row = sorted(row + rows[i + 1], key=lambda s: s.box.x0)
    gaps = sorted(((b.box.x0 - a.box.x1, a, b) for a, b in pairwise(row)), key=lambda g: -g[0])
    for at, (gap, a, b) in enumerate(gaps):
        high = min(a.height, b.height)
        middle = (a.box.x1 + b.box.x0) / 2
        if gap < GUTTER_EM * high or not 0.2 * width < middle < 0.75 * width or _is_blank_number(a, b) or _is_speck(b):
            continue
        rest = gaps[at + 1][0] if at + 1 < len(gaps) else 0.0
        if gap >= LONE_EM * high or gap >= 1.5 * rest:
            return a.box.x1, b.box.x0
    return None


def _is_speck(right: Segment) -> bool:
    """A lone sign that OCR read beside a line: dirt, a piece of a seal; no column."""
    only = right.words[0]
    return len(right.words) == 1 and only.confidence < 1.0 and len(only.text) <= 2 and not only.text.isalnum()


def _is_blank_number(a: Segment, b: Segment) -> bool:
    """Between "Số" and "-KH/TU" a number is wanting, or a hand wrote it and OCR does not see it: no gutter."""
    label, symbol = a.words[-1].text, b.words[0].text
    return _LABEL.fullmatch(label) is not None and symbol[:1] in DASHES + "/" and symbol[1:2].isupper()


def _titled(row: list[Segment], frame: _Frame) -> bool:
    """One segment centred on the page: a title, above a heading that begins at the margin."""
    return len(row) == 1 and abs(row[0].box.middle - frame.middle) < 12


def _interleaved(row: list[Segment], below: list[Segment]) -> bool:
    """Two rows that overlap in height and not in width: columns with baselines of their own."""
    shared = min(s.box.bottom for s in row) - max(s.box.top for s in below)
    if shared < 0.15 * min(s.height for s in row + below):
        return False
    return all(a.box.x1 < b.box.x0 or b.box.x1 < a.box.x0 for a in row for b in below)


def _two_columns(
    rows: list[list[Segment]], grown: tuple[int, int, tuple[float, float]], seed: tuple[float, float]
) -> bool:
    """Two lines at least stand beside each other, or a single pair with a wide gap between."""
    first, last, gutter = grown
    middle = sum(gutter) / 2
    left = [s.box for row in rows[first : last + 1] for s in row if s.box.middle < middle]
    right = [s.box for row in rows[first : last + 1] for s in row if s.box.middle >= middle]
    beside = sum(any(_beside(a, b) for b in right) for a in left)
    high = min((b.height for b in left + right), default=1.0)
    return beside >= 2 or (beside == 1 and seed[1] - seed[0] >= LONE_EM * high)


def _beside(a: Box, b: Box) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.15 * min(a.height, b.height)


def _grow(
    rows: list[list[Segment]], at: int, gutter: tuple[float, float], floor: int, frame: _Frame
) -> tuple[int, int, tuple[float, float]]:
    """Extends the gutter over the rows above and below that leave it free.

    Returns first row, last row, and the gutter common to all.
    """
    first = last = at
    for step, end in ((-1, floor), (1, len(rows))):
        i = at + step
        while i != end:
            sides = _sides(rows[i], gutter, frame)
            if sides is None:
                parted = _parted(rows[i], gutter)
                sides = _sides(parted, gutter, frame) if parted is not None else None
                if parted is None or sides is None or not (sides[0] and sides[1]):
                    break
                rows[i] = parted
            left, right = sides
            if step < 0:
                if not (left and right) or _far_above(rows[first], rows[i]):
                    break  # a one-sided row above the first two-sided one is body text
                first = i
            else:
                if _new_block(rows[first : last + 1], rows[i], left, gutter, frame):
                    break
                last = i
            gutter = (
                max([gutter[0], *(s.box.x1 for s in left)]),
                min([gutter[1], *(s.box.x0 for s in right)]),
            )
            i += step
    return first, last, gutter


def _far_above(row: list[Segment], above: list[Segment]) -> bool:
    gap = min(s.box.top for s in row) - max(s.box.bottom for s in above)
    return gap > 4.0 * max(s.height for s in above)


def _new_block(
    block: list[list[Segment]],
    row: list[Segment],
    left: list[Segment],
    gutter: tuple[float, float],
    frame: _Frame,
) -> bool:
    """Whether ``row`` no longer belongs to the two columns above it.

    A rule across the page ends a block, an addressee does, and so does a band free of text on both sides, unless only
    the right column goes on (the name under a signature).  On the left the lines of a list are set
    close: a wider gap above a line with nothing beside it means that the text goes on below.
    """
    if len(left) == len(row) and form.opening("addressee").match(_text(row)):
        return True
    top = min(s.box.top for s in row)
    high = max(s.height for s in row) or 1.0  # letters of a broken font may be flat
    bottom = max(s.box.bottom for r in block for s in r)
    if any(bottom - 1 <= bar <= top + 1 for bar in frame.bars):
        return True
    free = (top - bottom) / high
    if not left:
        return free > 12.0
    if free > 2.2:
        return True
    middle = sum(gutter) / 2
    above = [s.box.bottom for r in block for s in r if s.box.middle < middle]
    alone = len(left) == len(row) and top >= bottom - 0.3 * high
    return alone and bool(above) and (top - max(above)) / high > 0.9


def _parted(row: list[Segment], gutter: tuple[float, float]) -> list[Segment] | None:
    """The row with the segment that crosses the gutter cut in two, where a gap wider than its spaces stands there.

    In a header set as a table the text of two cells may come as near to each other as the padding of the cells.
    """
    out: list[Segment] = []
    for segment in row:
        boxes = [w.box for w in segment.words if w.box is not None]
        if len(boxes) != len(segment.words) or segment.box.x1 <= gutter[0] or segment.box.x0 >= gutter[1]:
            out.append(segment)
            continue
        gaps = [b.x0 - a.x1 for a, b in pairwise(boxes)]
        across = [k for k, gap in enumerate(gaps) if min(boxes[k + 1].x0, gutter[1]) - max(boxes[k].x1, gutter[0]) > 0]
        k = max(across, key=lambda n: gaps[n], default=None)
        if k is None or len(gaps) < 3 or gaps[k] < WIDER * median(gaps) or gaps[k] < 0.4 * segment.height:
            return None
        halves = (segment.words[: k + 1], segment.words[k + 1 :])
        out += [Segment(half, around(boxes[a:b])) for half, a, b in zip(halves, (0, k + 1), (k + 1, None), strict=True)]
    return out


def _text(row: list[Segment]) -> str:
    return " ".join(w.text for s in row for w in s.words)


def _sides(
    row: list[Segment], gutter: tuple[float, float], frame: _Frame
) -> tuple[list[Segment], list[Segment]] | None:
    """The row's segments left and right of the gutter; None where one crosses it."""
    left, right = [], []
    for segment in row:
        least = 0.35 * segment.height
        if segment.box.x1 <= gutter[1] - least and segment.box.middle < gutter[1]:
            left.append(segment)
        elif segment.box.x0 >= gutter[0] + least:
            right.append(segment)
        else:
            return None
    lone = left + right
    if len(lone) == 1 and abs(lone[0].box.middle - frame.middle) < 12 and (left or lone[0].box.x0 < gutter[1] - 3):
        return None  # centred on the page: a title, not a column
    return left, right


# --- lines ----------------------------------------------------------------------------


class _Cut(NamedTuple):
    """The words of a line to be, before its row and the gap above it are known."""

    words: tuple[Word, ...]
    box: Box | None
    column: int
    markup: Markup


def _block_lines(block: _Block) -> list[_Cut]:
    if block.gutter is None:
        return [_cut(row, 0) for row in block.rows]
    middle = sum(block.gutter) / 2
    lines = []
    for column in (1, 2):
        side = [s for row in block.rows for s in row if (s.box.middle < middle) == (column == 1)]
        lines += [_cut(row, column) for row in rows_of(side)]
    return lines


def _cut(row: Sequence[Segment], column: int, markup: Markup = "") -> _Cut:
    words = row[0].words if len(row) == 1 else tuple([w for s in row for w in s.words])
    boxes = [w.box for w in words if w.box is not None]
    return _Cut(words, around(boxes) if boxes else None, column, markup)


def _watermark(mark: Sequence[tuple[Word, Box]]) -> _Cut:
    return _Cut(tuple(w for w, _ in mark), around([w.box or box for w, box in mark]), 0, "watermark")


def _numbered(page: int, cuts: Sequence[_Cut]) -> tuple[Line, ...]:
    """The lines with ``row`` and ``gap``: lines side by side share a row; a gap is counted within a column."""
    out: list[Line] = []
    above: dict[int, Box | None] = {}
    row = -1
    last: Box | None = None
    for words, box, column, markup in cuts:
        if last is None or box is None or not _level(last, box):
            row += 1
        before = above[column] if column in above else above.get(0)
        gap = 0.0
        if before is not None and box is not None:
            gap = max(0.0, (box.top - before.bottom) / max(box.height, 1.0))
        out.append(_line(page, words, box, column, row, markup, round(gap, 2)))
        above = {**above, column: box} if column else {0: box}
        last = box
    return tuple(out)


def _line(
    page: int, words: tuple[Word, ...], box: Box | None, column: int, row: int, markup: Markup, gap: float
) -> Line:
    text = " ".join([w.text for w in words])
    letters = len(text) - len(words) + 1
    sizes = [w.size for w in words]
    size = sizes[0] if sizes.count(sizes[0]) == len(sizes) else median(sizes)
    bold = 2 * sum([len(w.text) for w in words if w.bold]) > letters
    italic = 2 * sum([len(w.text) for w in words if w.italic]) > letters
    return Line(text, words, page, box, size, bold, italic, column, row, markup, gap)


def _level(a: Box, b: Box) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.5 * min(a.height, b.height)


# --- ruled tables -----------------------------------------------------------------------


def _part(
    pairs: list[tuple[Word, Box]], grids: Sequence[Grid]
) -> tuple[list[tuple[Word, Box]], list[list[tuple[Word, Box]]]]:
    """Words outside every grid, and those inside each."""
    if not grids:
        return pairs, []
    free: list[tuple[Word, Box]] = []
    inside: list[list[tuple[Word, Box]]] = [[] for _ in grids]
    for word, box in pairs:
        for grid, content in zip(grids, inside, strict=True):
            if grid.box.contains(box.middle, box.centre):
                content.append((word, box))
                break
        else:
            free.append((word, box))
    return free, inside


def _table_lines(grid: Grid, content: list[tuple[Word, Box]]) -> list[_Cut]:
    """The table's text cell by cell, rows from the top, each printed line of a cell a Line."""
    cells: dict[tuple[int, int], list[tuple[Word, Box]]] = {}
    for word, box in content:
        cells.setdefault(grid.cell(box.middle, box.centre), []).append((word, box))
    return [_cut(row, key[1] + 1, markup="row") for key in sorted(cells) for row in rows_of(segments(cells[key]))]
