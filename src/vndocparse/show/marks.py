"""Which boxes are drawn, in which colours: fields as frames, zones as tints behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vndocparse.entries import Entry, chosen, entries
from vndocparse.geometry import Box, union
from vndocparse.messages import Messages
from vndocparse.model.document import Document, ParseResult
from vndocparse.printable import shorten

COLOURS = {
    "motto": "#b03a2e",
    "superior_organ": "#1f618d",
    "organ": "#2e86c1",
    "number": "#d35400",
    "place": "#148f77",
    "issued": "#229954",
    "doc_type": "#7d3c98",
    "author": "#a569bd",
    "title": "#6c3483",
    "secrecy": "#c0392b",
    "urgency": "#e74c3c",
    "circulation": "#cb4335",
    "draft": "#943126",
    "addressees": "#117a65",
    "preamble": "#7f8c8d",
    "sections": "#34495e",
    "citations": "#c2185b",
    "recipients": "#0e6655",
    "signatures": "#1a237e",
    "copies": "#795548",
    "tables": "#5d6d7e",
    "marginalia": "#9e9d24",
    "mendings": "#aa00ff",
    "error": "#c62828",
    "warning": "#e65100",
    "info": "#00758f",
}
"""Colour per key of the contract and per severity of a finding, dark enough to be read on white."""

_ZONES = {
    "header": ("motto", "superior_organ", "organ", "number", "place", "issued"),
    "heading": ("doc_type", "author", "title"),
    "marks": ("secrecy", "urgency", "circulation", "draft"),
    "addressees": ("addressees",),
    "body": ("preamble", "sections"),
    "recipients": ("recipients",),
    "signatures": ("signatures",),
    "copy": ("copies",),
}
ZONE_COLOURS = {
    "header": "#2e86c1",
    "heading": "#7d3c98",
    "marks": "#c0392b",
    "addressees": "#117a65",
    "body": "#95a5a6",
    "recipients": "#0e6655",
    "signatures": "#1a237e",
    "copy": "#795548",
}


_READ = 40
"""Characters that are shown of what was read: of a whole citation the number alone may have been put right."""
_RUNNING = ("title", "author", "preamble", "sections")
"""Groups whose values run over many lines."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One value of one document with the boxes that it stands in."""

    index: int
    """Running number over the whole result: what ties box, text and list together."""
    document: int
    """From 1."""
    entry: Entry
    note: str = ""
    """What is written behind its name instead of the confidence."""

    @property
    def shown(self) -> str:
        """What is listed: the value; of something put right, what was read and what it was made."""
        entry = self.entry
        return f"{shorten(entry.raw, _READ)} → {entry.text}" if entry.group == "mendings" else entry.text

    def beside(self, say: Messages) -> str:
        """What stands behind its name: how sure we are, or which kind of mending it is."""
        kind = dict(self.entry.facts).get("kind", "") if self.entry.group == "mendings" else ""
        return self.note or (say.term("mending", kind) if kind else f"{self.entry.confidence:.2f}")

    @property
    def colour(self) -> str:
        return COLOURS.get(self.entry.group, "#555555")

    @property
    def tag(self) -> str:
        """What is written beside the box: the path, shortened where the box says the rest itself."""
        group, _, rest = self.entry.path.partition(".")
        if group == "sections":
            return rest
        if group == "mendings":
            return self.entry.text
        return f"{group[0]}{rest}" if group in ("citations", "recipients") else self.entry.path

    def stands_on(self, page: int) -> bool:
        """The value has a place on ``page``, with a box or without one."""
        return any(e.page == page for e in self.entry.evidence)

    def boxes(self, page: int) -> list[Box]:
        """The boxes on ``page``; the lines of running text are drawn as one block."""
        boxes = [Box(*e.bbox) for e in self.entry.evidence if e.page == page and e.bbox is not None]
        return _blocks(boxes) if self.entry.group in _RUNNING else boxes


@dataclass(frozen=True, slots=True)
class Zone:
    """The part of a page that belongs to one part of the form (thành phần thể thức)."""

    name: str
    box: Box
    colour: str


def marks(result: ParseResult) -> list[Mark]:
    """All entries of all documents, in order, behind those of a document what was put right in it."""
    every = ((i, e) for i, d in enumerate(result.documents, 1) for e in (*entries(d), *_mendings(d)))
    return [Mark(at, document, entry) for at, (document, entry) in enumerate(every)]


def _mendings(document: Document) -> Iterable[Entry]:
    """What was put right (chỗ đã sửa) as entries of their own: the text is what it was made."""
    for i, m in enumerate(document.mendings, 1):
        facts = (("kind", m.kind), *((("field", m.field),) if m.field else ()))
        yield Entry(f"mendings.{i}", "mendings", m.text, m.raw, m.rule, 1.0, (), tuple(m.evidence), facts)


def place_of(result: ParseResult, path: str) -> tuple[int, Box] | None:
    """Page (from 1) and box of the value ``path`` of the first document that has it; None where it has no place.

    The box of a number or a date holds the blanks too, which reach beyond what was read as text.
    """
    for document in result.documents:
        for entry in chosen(document, path):
            blanks = getattr(getattr(document, entry.path, None), "blanks", ())
            places = [(e.page, Box(*e.bbox)) for e in entry.evidence if e.bbox is not None]
            places += [(b.page, Box(*b.bbox)) for b in blanks]
            if places:
                page = places[0][0]
                box = union(box for at, box in places if at == page)
                return None if box is None else (page, box.padded(6))
    return None


def zones(result: ParseResult, page: int) -> list[Zone]:
    """The zones of ``page``: the smallest box around the boxes of each part of each document."""
    return [zone for document in result.documents for zone in _zones(document, page)]


def _blocks(boxes: Iterable[Box]) -> list[Box]:
    """Boxes of lines that follow each other closely, joined; the blank line before a heading keeps blocks apart."""
    blocks: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b.top, b.x0)):
        last = blocks[-1] if blocks else None
        if last and box.top - last.bottom < 0.9 * box.height and box.x0 < last.x1 + 12 and last.x0 < box.x1 + 12:
            blocks[-1] = Box(*(f(a, b) for f, a, b in zip((min, min, max, max), last, box, strict=True)))
        else:
            blocks.append(box)
    return blocks


def _zones(document: Document, page: int) -> Iterable[Zone]:
    every = list(entries(document))
    for name, groups in _ZONES.items():
        boxes = (Box(*v.bbox) for e in every if e.group in groups for v in e.evidence if v.page == page and v.bbox)
        box = union(boxes)
        if box is not None:
            yield Zone(name, box.padded(4), ZONE_COLOURS[name])
