"""Tables of scanned pages: the words in the cells that drawn rules enclose."""

from __future__ import annotations

from vndocparse.layout.grid import Grid, find_grids
from vndocparse.layout.lines import group_lines
from vndocparse.model.page import Line, Page, Table


def ruled_tables(page: Page) -> tuple[Table, ...]:
    """The page's ruled tables as rows of cells, from the top; none on a page that lies on its side.

    Guarantees: all rows of a table have as many cells as it has columns; a cell without words is an empty string;
    words of a cell stand line by line with one space between them.
    """
    if page.turn or not page.rules or not page.words:
        return ()
    grids = find_grids(page)
    if not grids:
        return ()
    lines = [line for line in group_lines(page) if line.markup == "row" and line.box is not None]
    tables = (Table(page.number, grid.box, _cells(grid, lines), columns=grid.xs) for grid in grids)
    return tuple(t for t in tables if sum(bool(cell) for row in t.rows for cell in row) > 1)


def _cells(grid: Grid, lines: list[Line]) -> tuple[tuple[str, ...], ...]:
    rows = [[""] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for line in lines:
        if line.box is not None and grid.box.contains(line.box.middle, line.box.centre):
            row, column = grid.cell(line.box.middle, line.box.centre)
            rows[row][column] = f"{rows[row][column]} {line.text}".strip()
    return tuple(tuple(row) for row in rows)
