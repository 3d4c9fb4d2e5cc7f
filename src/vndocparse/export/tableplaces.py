"""Where a document's tables (bảng) stand among its sections, for copies that set them there.

On a page the box decides: a table stands before the first line that begins below its upper edge.  In a text without
pages its first row is looked for in the text.  A table whose place is not known stands before the foot.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from vndocparse.model.document import Document, Evidence, Section, Table

_FIRST = 40
"""Characters of a table's first row by which it is looked for."""


class TablePlaces:
    """The tables of a document, handed out one by one while its text is written from above to below."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._left = [(table, _offset(document, table)) for table in document.tables]

    def before(self, place: Evidence | None) -> list[Table]:
        """The tables not handed out yet that stand before ``place``."""
        return self._taken(place, unknown=False)

    def before_foot(self) -> list[Table]:
        """Those that stand before recipients and signatures, and those whose place is not known."""
        people = [*self._document.recipients, *self._document.signatures]
        places = [found.evidence[0] for found in people if found.evidence]
        first = min(places, key=lambda e: e.start, default=None)
        return self.rest() if first is None else self._taken(first, unknown=True)

    def rest(self) -> list[Table]:
        """All that are left: they stand behind the foot."""
        tables = [table for table, _ in self._left]
        self._left = []
        return tables

    def paragraphs(self, section: Section) -> Iterator[tuple[str, list[Table]]]:
        """The section's paragraphs, each with the tables that stand before it."""
        lines = [(_squeezed(self._document.text[e.start : e.end]), e) for e in section.evidence if self._left]
        for paragraph in section.text.strip().split("\n"):
            place = None
            for at, (line, evidence) in enumerate(lines):
                if line and _squeezed(paragraph).startswith(line):
                    place, lines = evidence, lines[at + 1 :]
                    break
            yield paragraph, self.before(place)

    def _taken(self, place: Evidence | None, *, unknown: bool) -> list[Table]:
        if not self._left or place is None:
            return []
        taken, left = [], []
        for table, offset in self._left:
            stands = _stands_before(table, offset, place)
            if unknown if stands is None else stands:
                taken.append(table)
            else:
                left.append((table, offset))
        self._left = left
        return taken


def _stands_before(table: Table, offset: int | None, place: Evidence) -> bool | None:
    """None where nothing tells."""
    if table.bbox is not None and place.bbox is not None:
        return (table.page, table.bbox[1]) < (place.page, place.bbox[1])
    if table.page != place.page and table.bbox is not None:
        return table.page < place.page
    return None if offset is None else offset <= place.start


def _offset(document: Document, table: Table) -> int | None:
    """Where the table's first row stands in the text; cells may be parted by anything."""
    words = next((" ".join(row).split() for row in table.rows if any(cell.strip() for cell in row)), [])
    pattern, length = [], 0
    for word in words:
        pattern.append(regex.escape(word))
        length += len(word)
        if length > _FIRST:
            break
    found = regex.search(r"[\s|]+".join(pattern), document.text) if pattern else None
    return found.start() if found else None


def _squeezed(text: str) -> str:
    return "".join(text.split())
