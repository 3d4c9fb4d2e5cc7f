"""Ruled tables (bảng) of a page: cells between drawn lines, filled with the page's own words.

pdfplumber finds the cells where some span others, ``lattice`` those of whole rows and columns.  pdfplumber's reading
of the page, sixty times slower than pdfium's, is not needed for that: the lines and words that were read already are
handed to it.  Text set side by side without lines, as in the header and the foot, is no table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from vndocparse.geometry import Box
from vndocparse.model.page import Page, Problem, Table, Word
from vndocparse.source.grids import MOST_LAYOUT_COLUMNS, GridFacts, is_layout
from vndocparse.source.lattice import whole_lattice

_SNAP = 3.0
"""Points within which two lines are one."""
_SHORTEST = 8.0
"""Lines shorter than this are underlines of a word or parts of a drawing."""
_MOST_LINES = 3_000
"""Lines of a page with tables: more are a map, and finding cells among them takes minutes."""
_MOST_POINTS = 2_500


def looks_ruled(page: Page) -> bool:
    """True where lines cross often enough for a table: at least two lines across and three down, or the reverse.

    Cheap; the rules below a motto or an organ and a frame around a page are not enough.
    """
    across, down = _lines(page)
    return len(across) >= 2 and len(down) >= 2 and len(across) + len(down) >= 5


def with_tables(page: Page) -> Page:
    """The page with its ruled tables in ``tables``; never raises.

    A page whose lines cannot be made into tables gets a problem instead.
    """
    if not looks_ruled(page):
        return page
    if len(page.rules) > _MOST_LINES:
        return _failed(page, "The page has too many lines to look for tables among them.")
    try:
        return replace(page, tables=find_tables(page))
    except Exception:  # pdfplumber raises what it likes; a page without tables is still a page
        return _failed(page, "The tables of the page could not be read.")


def find_tables(page: Page) -> tuple[Table, ...]:
    """The ruled tables from the top of the page; a table has at least two columns.

    A cell that spans several rows or columns has its text in the first of them.  Grids that only set text side
    by side (header, foot, a box around one paragraph) are left out.
    """
    if not looks_ruled(page):
        return ()
    tables = []
    for cells in _grids(page):
        rows = _rows(cells, page.words)
        filled = [cell for row in rows for cell in row if cell]
        if filled and _is_table(rows, filled):
            box = _around(cells)
            texts = tuple(tuple(" ".join(cell.split()) for cell in row) for row in rows)
            tables.append(Table(page.number, box, texts, _caption(box, page), (*_lefts(cells), box.x1)))
    return tuple(tables)


def _is_table(rows: Sequence[Sequence[str]], filled: Sequence[str]) -> bool:
    """Four columns and more always: a row that goes on from the page before may fill a single cell."""
    columns = len(rows[0])
    return columns > MOST_LAYOUT_COLUMNS or (columns > 1 < len(filled) and not is_layout(GridFacts(rows, ruled=True)))


def _lines(page: Page) -> tuple[list[Box], list[Box]]:
    across = [r for r in page.rules if r.width > r.height and r.width > _SHORTEST]
    down = [r for r in page.rules if r.height > r.width and r.height > _SHORTEST]
    return across, down


def _grids(page: Page) -> list[list[Box]]:
    """Cells of each connected grid, by pdfplumber where it is not one of whole rows and columns."""
    across, down = _lines(page)
    whole = whole_lattice(across, down, _SNAP)
    if whole is not None:
        return [whole] if len(whole) > 1 else []
    return _searched(across, down)


def _searched(across: Sequence[Box], down: Sequence[Box]) -> list[list[Box]]:
    """Cells of each connected grid, by pdfplumber.

    Raises:
        ValueError: the lines cross too often for tables.
    """
    from pdfplumber import table as plumber

    edges: list[dict[str, Any]] = [
        {"x0": r.x0, "x1": r.x1, "top": r.centre, "bottom": r.centre, "width": r.width, "orientation": "h"}
        for r in across
    ]
    edges += [
        {"x0": r.middle, "x1": r.middle, "top": r.top, "bottom": r.bottom, "height": r.height, "orientation": "v"}
        for r in down
    ]
    merged = plumber.merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    crossings = plumber.edges_to_intersections(merged, _SNAP, _SNAP)
    if len(crossings) > _MOST_POINTS:
        raise ValueError("too many crossings")
    cells = plumber.intersections_to_cells(crossings)
    return [[Box(*cell) for cell in group] for group in plumber.cells_to_tables(cells)]


def _rows(cells: Sequence[Box], words: Sequence[Word]) -> list[list[str]]:
    """Texts of the cells by rows and columns, empty where a cell above or to the left spans the place."""
    lefts = _lefts(cells)
    texts = _texts(cells, words)
    rows = []
    for _, group in groupby(
        sorted(range(len(cells)), key=lambda k: (cells[k].top, cells[k].x0)), lambda k: cells[k].top
    ):
        at = {cells[k].x0: texts[k] for k in group}
        rows.append([at.get(x, "") for x in lefts])
    return rows


def _lefts(cells: Sequence[Box]) -> list[float]:
    return sorted({c.x0 for c in cells})


def _texts(cells: Sequence[Box], words: Sequence[Word]) -> list[str]:
    """Each cell's words in reading order, lines parted by line feeds."""
    inside: list[list[Word]] = [[] for _ in cells]
    whole = _around(cells)
    for word in words:
        if word.box is None:
            continue
        x, y = word.box.middle, word.box.centre
        if not whole.contains(x, y):
            continue
        for k, (x0, top, x1, bottom) in enumerate(cells):
            if x0 <= x <= x1 and top <= y <= bottom:
                inside[k].append(word)
                break
    return [_reading_order(found) for found in inside]


def _reading_order(words: Sequence[Word]) -> str:
    """Lines from the top, words from the left; words whose middles lie within half a height share a line."""
    lines: list[list[Word]] = []
    level = 0.0
    placed = [(w, w.box) for w in words if w.box is not None]
    for word, box in sorted(placed, key=lambda p: (p[1].bottom, p[1].x0)):
        if lines and box.bottom - level < 0.5 * box.height:
            lines[-1].append(word)
        else:
            lines.append([word])
            level = box.bottom
    return "\n".join(" ".join(w.text for w in sorted(line, key=lambda w: w.box.x0 if w.box else 0.0)) for line in lines)


def _caption(box: Box, page: Page) -> str:
    """The line of words right above the table, where it is close and begins as captions do."""
    above = [w for w in page.words if w.box is not None and 0 <= box.top - w.box.bottom < 24]
    if not above:
        return ""
    text = " ".join(_reading_order(above).split("\n")[-1].split())
    first = text.casefold()
    return text if first.startswith(("bảng ", "biểu ", "danh mục", "danh sách", "phụ biểu")) else ""


def _around(cells: Sequence[Box]) -> Box:
    return Box(
        min(c.x0 for c in cells), min(c.top for c in cells), max(c.x1 for c in cells), max(c.bottom for c in cells)
    )


def _failed(page: Page, message: str) -> Page:
    return replace(page, problems=(*page.problems, Problem("tables-unreadable", message, page.number)))
