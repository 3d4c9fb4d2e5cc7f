"""Tables (bảng) that go on over a page break, joined to one with a part for each page.

Only what the pages show decides: the columns stand where they stood, and between the two parts there is nothing but
page numbers, running headers and footnotes.  Where something speaks for a new table, they stay two.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile

import regex

from vndocparse.layout.zones import is_rule
from vndocparse.model.page import Line, Row, Table, TablePart

NEAR = 4.0
"""Points within which two edges of columns are the same one."""
SHIFT = 20.0
"""Points by which a scanned sheet may lie beside the one before."""
_TOUCH = 2.0
"""Points by which a line of text may reach into the rule of a table."""
_CLOSED = regex.compile(r"[.;:!?…]\s*[”\"')\]]*$")
"""How the text of a cell ends that does not go on."""
_SMALL = regex.compile(r"\p{Ll}")
_LISTED, _ITEM = regex.compile(r"[;,:]$"), regex.compile(r"[-–+•*]|\p{Ll}")
"""A list that is not at its end, and how its next item begins."""
_FIGURES = regex.compile(r"[\d.,%/\s-]+")
_ORDINAL = regex.compile(r"(\d{1,4})[.)]?")


def join_over_breaks(tables: Sequence[Table], lines: Sequence[Line], scanned: Collection[int] = ()) -> list[Table]:
    """The tables of one document, in order, with those joined that a page break parts.

    Args:
        lines: the document's lines without furniture.
        scanned: numbers of the pages that are pictures of sheets, which never lie in quite the same place.

    Guarantees: cells are kept, each once; head rows that a later page prints again are in ``repeated`` of its part; a
    row that the break cuts is joined only where its text says so.
    """
    joined: list[Table] = []
    for table in tables:
        if joined and _goes_on(joined[-1], table, lines, scanned):
            joined[-1] = _join(joined[-1], table)
        else:
            joined.append(table)
    return joined


def _goes_on(above: Table, below: Table, lines: Sequence[Line], scanned: Collection[int]) -> bool:
    last = _parts(above)[-1]
    if last.page + 1 != below.page or below.caption or not _same_columns(above, below, scanned):
        return False
    if _between(last, below, lines):
        return False
    return not _begins_anew(above.rows, below.rows)


def _same_columns(above: Table, below: Table, scanned: Collection[int]) -> bool:
    if len(above.columns) < 3 or len(above.columns) != len(below.columns):
        return False
    moved = [b - a for a, b in zip(above.columns, below.columns, strict=True)]
    shift = sorted(moved)[len(moved) // 2] if below.page in scanned or above.page in scanned else 0.0
    return abs(shift) <= SHIFT and all(abs(m - shift) <= NEAR for m in moved)


def _between(above: TablePart, below: Table, lines: Sequence[Line]) -> bool:
    """Text stands under the one or over the other."""
    if above.box is None or below.box is None:
        return True
    foot, head = above.box.bottom - _TOUCH, below.box.top + _TOUCH
    return any(
        (line.page == above.page and line.box.top > foot) or (line.page == below.page and line.box.bottom < head)
        for line in lines
        if line.box is not None and line.page in (above.page, below.page) and not is_rule(line.text)
    )


def _begins_anew(above: Sequence[Row], below: Sequence[Row]) -> bool:
    """The second one has a head of its own, is the same form once more, or counts from 1 again."""
    heads = _repeated(above, below)
    rest = below[len(heads) :]
    if not rest:
        return True
    first = _key(rest[0][0])
    if first and not heads and first == _key(above[0][0]) and not first.isdigit():
        return True
    number = _ORDINAL.fullmatch(first)
    return number is not None and int(number[1]) == 1 and any(_ORDINAL.fullmatch(_key(r[0])) for r in above[1:])


def _repeated(above: Sequence[Row], below: Sequence[Row]) -> tuple[Row, ...]:
    """The rows at the head of both, blank ones apart."""

    def same(pair: tuple[Row, Row]) -> bool:
        one, two = (tuple(map(_key, row)) for row in pair)
        return any(one) and one == two

    return tuple(row for _, row in takewhile(same, zip(above, below, strict=False)))


def _join(above: Table, below: Table) -> Table:
    heads = _repeated(above.rows, below.rows)
    rest = below.rows[len(heads) :]
    cut = _is_cut(above, rest)
    rows = above.rows
    if cut:
        rows = (*rows[:-1], tuple(f"{a} {b}".strip() for a, b in zip(rows[-1], rest[0], strict=True)))
        rest = rest[1:]
    part = TablePart(below.page, below.box, len(rows) - cut, cut, heads)
    return replace(above, rows=(*rows, *rest), parts=(*_parts(above), part))


def _is_cut(above: Table, below: Sequence[Row]) -> bool:
    """The first row below holds the rest of the last one above.

    All other rows have a number of their own and this one has none; each of its texts has one above, and of one pair
    at least the print says that it is one text.  Where that is not so, the row stays as it stands on its page.
    """
    last, first = above.rows[-1], below[0]
    if first[0] or not _ORDINAL.fullmatch(_key(last[0])):
        return False
    if not (_all_begin(above) and all(row[0] for row in below[1:])):
        return False
    pairs = [(a, b) for a, b in zip(last, first, strict=True) if b]
    return any(_is_one_text(a, b) for a, b in pairs) and all(a and not _FIGURES.fullmatch(b) for a, b in pairs)


def _is_one_text(above: str, below: str) -> bool:
    return bool((not _CLOSED.search(above) and _SMALL.match(below)) or (_LISTED.search(above) and _ITEM.match(below)))


def _all_begin(table: Table) -> bool:
    """From the first number on, every row has something in its first cell, those apart that begin a page."""
    breaks = {part.first for part in table.parts}
    cells = [row[0] for at, row in enumerate(table.rows) if at not in breaks]
    begun = list(dropwhile(lambda cell: not _ORDINAL.fullmatch(_key(cell)), cells))
    return all(begun)


def _parts(table: Table) -> tuple[TablePart, ...]:
    return table.parts or (TablePart(table.page, table.box),)


def _key(cell: str) -> str:
    return "".join(cell.split()).casefold()
