"""Is a table of the source data, or does it only set text side by side (the header, the foot)?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from vndocparse.rules.load import load_records
from vndocparse.rules.schema import Record
from vndocparse.text import bare, is_upper

MOST_LAYOUT_COLUMNS = 3
MOST_LAYOUT_ROWS = 15


class GridCue(Record):
    """A cell line, lower case without diacritics, that shows what its table is for."""

    kind: str
    """header, foot: layout, one is enough; weak: two are; data: the head of a list."""
    pattern: str


@dataclass(frozen=True, slots=True)
class GridFacts:
    """What the decision rests on."""

    rows: Sequence[Sequence[str]]
    """Texts of the cells, their lines joined by line feeds."""
    ruled: bool | None = None
    """Lines are drawn, are not, or the format does not say."""


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((c.kind, re.compile(c.pattern)) for c in load_records("grids.toml", "cue", GridCue))


def cue_of(line: str) -> str | None:
    """Kind of the cue that one line of a cell is, or None."""
    if len(line) > 120:
        return None
    low = bare(line)
    return next((kind for kind, pattern in _cues() if pattern.match(low)), None)


def is_layout(grid: GridFacts) -> bool:
    """True where the table only sets text side by side.

    Cues decide (motto, Nơi nhận, T/M …); without them drawn lines make it data, and a table without lines
    of at most three rows, or of one row, is layout.
    """
    rows = [[cell for cell in row if cell.strip()] for row in grid.rows]
    rows = [row for row in rows if row]
    columns = max((len(row) for row in rows), default=0)
    if len(rows) <= 1 and columns <= MOST_LAYOUT_COLUMNS:
        return True
    if columns > MOST_LAYOUT_COLUMNS or len(rows) > MOST_LAYOUT_ROWS:
        return False
    found = [cue_of(line) for row in rows for cell in row for line in cell.split("\n")[:40]]
    if any(kind in ("header", "foot") for kind in found) or found.count("weak") >= 2:
        return True
    if "data" in found or grid.ruled:
        return False
    if grid.ruled is False:
        return len(rows) <= 3
    return len(rows) <= 3 and columns == 2 and all(is_upper(cell) for cell in rows[0])
