"""One document while it is written as Akoma Ntoso: its ids, its citations, and whom it names."""

from __future__ import annotations

from typing import Any

from vndocparse.export.cited import Cited
from vndocparse.export.iri import cited_iri, slug
from vndocparse.export.xmltree import Builder, append_text, clean
from vndocparse.model.document import Document
from vndocparse.printable import one_line

AKN = Builder("http://docs.oasis-open.org/legaldocml/ns/akn/3.0")
Reference = tuple[str, str, str, str]
"""Element (TLCPerson …), eId, href, what is shown."""


class Part:
    """Collects what ``meta/references`` must declare, and hands out ids that are unique."""

    def __init__(self, document: Document, prefix: str, inside: dict[str, str]) -> None:
        self.document = document
        self.prefix = prefix
        self.inside = inside
        """IRIs of the documents of the same file, by number."""
        self._cited = Cited(document.citations)
        self._ids: set[str] = set()
        self._references: dict[str, Reference] = {}
        self._count = 0

    def unique(self, wanted: str) -> str:
        """``wanted``, or with -2, -3 … behind it."""
        found, count = wanted, 1
        while found in self._ids:
            count += 1
            found = f"{wanted}-{count}"
        self._ids.add(found)
        return found

    @staticmethod
    def label(label: str) -> str:
        """A label as a part of an id: "Điều 3" is "3", "I" stays, so that "I" and "i" are two."""
        last = label.split()[-1] if label.split() else ""
        return "".join(c if c.isascii() and c.isalnum() else "d" if c in "đĐ" else "." for c in last).strip(".") or "x"

    def cite(self, parent: Any, text: str) -> None:
        """``text`` in ``parent``, its citations as ``ref``; one that cannot be resolved has class "unresolved"."""
        for piece, at in self._cited.pieces(text):
            if at is None:
                append_text(parent, clean_inside(piece))
                continue
            citation = self.document.citations[at]
            self._count += 1
            href = self.inside.get((citation.number or "").casefold()) or cited_iri(citation)
            kind = None
            if href is None:
                kind = "unresolved"
                name = slug(citation.target) or "unknown"
                href = "#" + self._declare("TLCConcept", f"cited_{name}", f"/akn/ontology/concept/vn/{name}", piece)
            AKN.add(parent, "ref", piece, eId=self.unique(f"{self.prefix}ref_{self._count}"), href=href, class_=kind)

    def paragraphs(self, parent: Any, text: str, *, always: bool = False) -> None:
        """One ``p`` for each paragraph; an empty one where the schema wants at least one."""
        lines = [one_line(line) for line in text.split("\n") if line.strip()]
        for line in lines or ([""] if always else []):
            self.cite(AKN.add(parent, "p"), line)

    def issuer(self) -> str:
        """A pointer to the issuing organ."""
        organ = self.document.organ
        return "#" + self._declare("TLCOrganization", "issuer", None, organ.text if organ else None)

    def person(self, name: str) -> str:
        """A pointer to a signer."""
        return "#" + self._declare("TLCPerson", f"person_{slug(name) or 'x'}", None, name)

    def role(self, position: str) -> str:
        """A pointer to a position."""
        return "#" + self._declare("TLCRole", f"role_{slug(position) or 'x'}", None, position)

    def place(self) -> str:
        """A pointer to the place of issue."""
        place = self.document.place
        return "#" + self._declare("TLCLocation", "place", None, place.text if place else None)

    def references(self) -> list[Reference]:
        """Everything that was pointed to."""
        return list(self._references.values())

    def _declare(self, element: str, name: str, href: str | None, shown: str | None) -> str:
        own = f"{self.prefix}{name}"
        kind = element.removeprefix("TLC").casefold()
        target = href or f"/akn/ontology/{kind}/vn/{slug(shown or '') or 'unknown'}"
        self._references.setdefault(own, (element, own, target, one_line(shown or "")))
        return own


def clean_inside(text: str) -> str:
    """As ``clean``, with the blanks at both ends kept: a reference stands beside them."""
    core = clean(text)
    left = " " if text[:1].isspace() and core else ""
    right = " " if text[-1:].isspace() else ""
    return f"{left}{core}{right}"
