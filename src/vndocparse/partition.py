"""Which document of a file each table belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from vndocparse.fields.parts import Part
from vndocparse.layout.tablebreaks import join_over_breaks
from vndocparse.model.page import Page, Table


def tables_of_parts(parts: Sequence[Part], pages: Sequence[Page]) -> list[list[Table]]:
    """The tables of each part, in reading order; every table goes to exactly one part, joined over page breaks.

    On a page that two documents share, a table with a place belongs to the document whose lines stand above it, one
    without to the document whose text holds its cells.  A page without lines is the last document's before it.
    """
    out: list[list[Table]] = [[] for _ in parts]
    numbers = [{line.page for line in part.lines} for part in parts]
    for page in (p for p in pages if p.tables):
        on_page = [k for k, there in enumerate(numbers) if page.number in there]
        before = [k for k, there in enumerate(numbers) if min(there, default=page.number) < page.number]
        for table in page.tables:
            shared = len(on_page) > 1
            k = _owner(parts, on_page, table) if shared else (on_page or before[-1:] or [0])[0]
            out[k].append(table)
    scanned = {page.number for page in pages if page.origin in ("ocr", "embedded-ocr")}
    return [join_over_breaks(own, part.lines, scanned) for own, part in zip(out, parts, strict=True)]


def _owner(parts: Sequence[Part], on_page: Sequence[int], table: Table) -> int:
    if table.box is not None:
        above = [k for k in on_page if _first_top(parts[k], table.page) <= table.box.bottom]
        return above[-1] if above else on_page[0]
    words = {word for row in table.rows[:3] for cell in row for word in cell.split()}
    held = [_held(parts[k], table.page, words) for k in on_page]
    return on_page[held.index(max(held))]


def _first_top(part: Part, page: int) -> float:
    return min((x.box.top for x in part.lines if x.page == page and x.box is not None), default=float("inf"))


def _held(part: Part, page: int, words: set[str]) -> int:
    """How many of the words stand in the part's table rows on the page."""
    there = {w for x in part.lines if x.page == page and x.markup == "row" for w in x.text.split()}
    return len(words & there)
