"""Words to printed lines, in the order a reader takes them.

The header and the foot of a Party document stand in two columns side by side, the body does not.
Joining words by rows alone merges the columns (what general tools do); trusting the file's own
order scatters them.  So words become *segments* (runs without a wide gap), segments become rows,
and only where several rows keep the same vertical gutter free do they become two columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from vndocparse.geometry import Box
from vndocparse.layout.grid import Grid, find_grids
from vndocparse.model.page import Line, Page, Word
from vndocparse.rules import form

SPLIT_EM = 1.0
"""A gap wider than this many line heights ends a segment; justified text rejoins later by row."""
GUTTER_EM = 1.2
"""Least width of a gutter between two columns, in line heights, at the row where it is first seen."""
LONE_EM = 2.6
"""A single row counts as two columns only where its gap is at least this wide."""
WIDER = 2.2
"""A gap in a gutter that is this many times the usual space between words parts two columns."""
OFF_LINE_EM = 0.4
"""Words of one size whose middles lie further apart than this share of it stand on two lines."""
SKEW = 0.003
"""Slopes above this (0.17 degree) are taken out before rows are formed."""


@dataclass(frozen=True, slots=True)
class _Segment:
    words: tuple[Word, ...]
    box: Box
    """Upright and straightened; for ordering only."""

    @property
    def height(self) -> float:
        return self.box.height


def group_lines(page: Page) -> tuple[Line, ...]:
    """The page's words as lines.

    Guarantees: every word with a box stands in exactly one line; words of a line go left to right;
    a left column comes whole before the right one beside it; cells of a ruled table come row by row
    with ``markup`` "row".  A page that has lines already (a text file) is returned unchanged.
    """
    if page.lines or not page.words:
        return page.lines
    upright = _upright(page)
    grids = find_grids(page) if page.rules and not page.turn else ()
    free, inside = _part(upright, grids)
    placed: list[tuple[float, list[Line]]] = []
    for grid, content in zip(grids, inside, strict=True):
        if content:
            placed.append((grid.box.top, _table_lines(page, grid, content)))
    rows = _rows(_segments(free))
    for block in _blocks(rows, _frame(page, rows)):
        placed.append((min(s.box.top for row in block.rows for s in row), _block_lines(page, block)))
    placed.sort(key=lambda item: item[0])
    return _number_rows([line for _, lines in placed for line in lines])


# --- coordinates ---------------------------------------------------------------


def _upright(page: Page) -> list[tuple[Word, Box]]:
    """Words with boxes as they stand on the upright, unskewed page."""
    pairs = [(w, _turned(w.box, page)) for w in page.words if w.box is not None]
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


def _segments(pairs: Sequence[tuple[Word, Box]]) -> list[_Segment]:
    """Runs of words of one line of the source without a wide gap, then joined across source lines.

    A PDF may emit each word as a line of its own, and OCR may cut a line in two, so neighbours that
    overlap vertically and stand close are joined whatever the source says.
    """
    runs: list[list[tuple[Word, Box]]] = []
    for number, group in groupby(pairs, key=lambda p: p[0].line):
        items = list(group)
        if number >= 0:
            items.sort(key=lambda p: p[1].x0)
        run: list[tuple[Word, Box]] = []
        for item in items:
            if run and not (_continues(run[-1][1], item[1]) and _on_one_line(run[-1], item)):
                runs.append(run)
                run = []
            run.append(item)
        if run:
            runs.append(run)
    segments = [_Segment(tuple(w for w, _ in run), _around([b for _, b in run])) for run in runs]
    return _rejoin(segments)


def _continues(left: Box, right: Box) -> bool:
    high = max(left.height, right.height)
    shared = min(left.bottom, right.bottom) - max(left.top, right.top)
    gap = right.x0 - left.x1
    return shared >= 0.4 * min(left.height, right.height) and -0.6 * high < gap <= SPLIT_EM * high


def _on_one_line(left: tuple[Word, Box], right: tuple[Word, Box]) -> bool:
    """False for words of one size of type whose middles lie apart: a purpose beside two lines of a list, a brace."""
    size = left[0].size
    if not size or size != right[0].size or left[0].confidence < 1.0:
        return True
    return abs(left[1].centre - right[1].centre) <= OFF_LINE_EM * size


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
    )


def _rejoin(segments: list[_Segment]) -> list[_Segment]:
    """Joins neighbours on one row: left to right, each with the nearest that continues it."""
    joined: list[_Segment] = []
    for row in _rows(segments):
        current: _Segment | None = None
        for segment in row:
            ends = (current.words[-1], segment.words[0]) if current is not None else None
            if (
                current is not None
                and ends is not None
                and _continues(_last(current), _first(segment))
                and _on_one_line((ends[0], ends[0].box or current.box), (ends[1], ends[1].box or segment.box))
            ):
                current = _Segment(current.words + segment.words, _around([current.box, segment.box]))
                continue
            if current is not None:
                joined.append(current)
            current = segment
        if current is not None:
            joined.append(current)
    return joined


def _last(segment: _Segment) -> Box:
    return segment.box


def _first(segment: _Segment) -> Box:
    return segment.box


def _rows(segments: Sequence[_Segment]) -> list[list[_Segment]]:
    """Segments whose centres lie within the band of the row's tallest text, top to bottom.

    The band is bounded by the row's first segment and does not grow, so that a staircase of
    segments cannot chain two printed lines into one.
    """
    rows: list[list[_Segment]] = []
    bands: list[tuple[float, float]] = []
    for segment in sorted(segments, key=lambda s: s.box.top + s.box.bottom):
        centre = segment.box.centre
        for i in range(len(rows) - 1, max(len(rows) - 4, -1), -1):
            top, bottom = bands[i]
            shared = min(bottom, segment.box.bottom) - max(top, segment.box.top)
            if top < centre < bottom and shared >= 0.5 * min(bottom - top, segment.height):
                rows[i].append(segment)
                break
        else:
            rows.append([segment])
            bands.append((segment.box.top, segment.box.bottom))
    for row in rows:
        row.sort(key=lambda s: s.box.x0)
    return rows


# --- columns ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Block:
    rows: list[list[_Segment]]
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


def _frame(page: Page, rows: list[list[_Segment]]) -> _Frame:
    width = page.height if page.turn in (90, 270) else page.width
    wide = [s.box for row in rows for s in row if s.box.width > 0.55 * width]
    middle = (min(b.x0 for b in wide) + max(b.x1 for b in wide)) / 2 if wide else width / 2
    bars = () if page.turn else tuple(r.centre for r in page.rules if r.width > 0.5 * width and r.height < 4)
    return _Frame(width, middle, bars)


def _blocks(rows: list[list[_Segment]], frame: _Frame) -> list[_Block]:
    """Consecutive rows that keep one gutter free, and the full-width rows between them."""
    blocks: list[_Block] = []
    taken = -1
    plain: list[list[_Segment]] = []
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


def _seed(rows: list[list[_Segment]], i: int, frame: _Frame) -> tuple[float, float] | None:
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
        if gap < GUTTER_EM * high or not 0.2 * width < middle < 0.75 * width:
            continue
        rest = gaps[at + 1][0] if at + 1 < len(gaps) else 0.0
        if gap >= LONE_EM * high or gap >= 1.5 * rest:
            return a.box.x1, b.box.x0
    return None


def _titled(row: list[_Segment], frame: _Frame) -> bool:
    """One segment centred on the page: a title, above a heading that begins at the margin."""
    return len(row) == 1 and abs(row[0].box.middle - frame.middle) < 12


def _interleaved(row: list[_Segment], below: list[_Segment]) -> bool:
    """Two rows that overlap in height and not in width: columns with baselines of their own."""
    shared = min(s.box.bottom for s in row) - max(s.box.top for s in below)
    if shared < 0.15 * min(s.height for s in row + below):
        return False
    return all(a.box.x1 < b.box.x0 or b.box.x1 < a.box.x0 for a in row for b in below)


def _two_columns(
    rows: list[list[_Segment]], grown: tuple[int, int, tuple[float, float]], seed: tuple[float, float]
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
    rows: list[list[_Segment]], at: int, gutter: tuple[float, float], floor: int, frame: _Frame
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


def _far_above(row: list[_Segment], above: list[_Segment]) -> bool:
    gap = min(s.box.top for s in row) - max(s.box.bottom for s in above)
    return gap > 4.0 * max(s.height for s in above)


def _new_block(
    block: list[list[_Segment]],
    row: list[_Segment],
    left: list[_Segment],
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
    top, high = min(s.box.top for s in row), max(s.height for s in row)
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


def _parted(row: list[_Segment], gutter: tuple[float, float]) -> list[_Segment] | None:
    """The row with the segment that crosses the gutter cut in two, where a gap wider than its spaces stands there.

    In a header set as a table the text of two cells may come as near to each other as the padding of the cells.
    """
    out: list[_Segment] = []
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
        out += [
            _Segment(half, _around(boxes[a:b])) for half, a, b in zip(halves, (0, k + 1), (k + 1, None), strict=True)
        ]
    return out


def _text(row: list[_Segment]) -> str:
    return " ".join(w.text for s in row for w in s.words)


def _sides(
    row: list[_Segment], gutter: tuple[float, float], frame: _Frame
) -> tuple[list[_Segment], list[_Segment]] | None:
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


def _block_lines(page: Page, block: _Block) -> list[Line]:
    if block.gutter is None:
        return [_line(page, [w for s in row for w in s.words], 0) for row in block.rows]
    middle = sum(block.gutter) / 2
    lines = []
    for column in (1, 2):
        side = [s for row in block.rows for s in row if (s.box.middle < middle) == (column == 1)]
        lines += [_line(page, [w for s in row for w in s.words], column) for row in _rows(side)]
    return lines


def _line(page: Page, words: Sequence[Word], column: int) -> Line:
    boxes = [w.box for w in words if w.box is not None]
    letters = sum(len(w.text) for w in words)
    return Line(
        text=" ".join(w.text for w in words),
        words=tuple(words),
        page=page.number,
        box=_around(boxes) if boxes else None,
        size=median(w.size for w in words),
        bold=2 * sum(len(w.text) for w in words if w.bold) > letters,
        italic=2 * sum(len(w.text) for w in words if w.italic) > letters,
        column=column,
    )


def _number_rows(lines: list[Line]) -> tuple[Line, ...]:
    """Sets ``row`` and ``gap``: lines side by side share a row; a gap is counted within a column."""
    out: list[Line] = []
    above: dict[int, Line] = {}
    row = -1
    last: Line | None = None
    for line in lines:
        if last is None or line.box is None or last.box is None or not _level(last.box, line.box):
            row += 1
        before = above.get(line.column) or above.get(0)
        gap = 0.0
        if before is not None and before.box is not None and line.box is not None:
            gap = max(0.0, (line.box.top - before.box.bottom) / max(line.box.height, 1.0))
        out.append(replace(line, row=row, gap=round(gap, 2)))
        above = {**above, line.column: line} if line.column else {0: line}
        last = line
    return tuple(out)


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


def _table_lines(page: Page, grid: Grid, content: list[tuple[Word, Box]]) -> list[Line]:
    """The table's text cell by cell, rows from the top, each printed line of a cell a Line."""
    cells: dict[tuple[int, int], list[tuple[Word, Box]]] = {}
    for word, box in content:
        cells.setdefault(grid.cell(box.middle, box.centre), []).append((word, box))
    lines = []
    for key in sorted(cells):
        for row in _rows(_segments(cells[key])):
            line = _line(page, [w for s in row for w in s.words], key[1] + 1)
            lines.append(replace(line, markup="row"))
    return lines
