"""``meta`` of an Akoma Ntoso document: its identity on three levels, whom it names, and notes on the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vndocparse.export.akn_parts import AKN, Reference
from vndocparse.export.iri import Identity
from vndocparse.model.document import Document

_TOOL = "vndocparse"
_NOT_NOTES = ("page_number",)


def write_meta(
    meta: Any, document: Document, own: Identity, references: Iterable[Reference] = (), prefix: str = ""
) -> None:
    """Fill the empty element ``meta``; ``prefix`` keeps its ids apart from those of other documents of the file."""
    declared = list(references)
    issuer = next((r[1] for r in declared if r[0] == "TLCOrganization"), None)
    tool = f"{prefix}{_TOOL}"
    identification = AKN.add(meta, "identification", source=f"#{tool}")
    component = "" if "!" in own.uri else "/!main"
    author = f"#{issuer or tool}"
    work = AKN.add(identification, "FRBRWork")
    _named(work, own.uri + component, own.uri, own.day, own.precision, author)
    AKN.add(work, "FRBRcountry", value="vn")
    if own.kind:
        AKN.add(work, "FRBRsubtype", value=own.kind)
    if own.number:
        AKN.add(work, "FRBRnumber", value=own.number)
    version = f"{_base(own.uri)}/vie@{own.day}{_component(own.uri)}"
    expression = AKN.add(identification, "FRBRExpression")
    _named(expression, version + component, version, own.day, own.precision, author)
    AKN.add(expression, "FRBRlanguage", language="vie")
    manifestation = AKN.add(identification, "FRBRManifestation")
    _named(manifestation, f"{version}{component}.xml", f"{version}.xml", own.day, own.precision, f"#{tool}")
    holder = AKN.add(meta, "references", source=f"#{tool}")
    AKN.add(holder, "TLCOrganization", eId=tool, href="/akn/ontology/organization/vndocparse", showAs="vndocparse")
    for element, name, href, shown in declared:
        AKN.add(holder, element, eId=name, href=href, showAs=shown)
    _notes(meta, document, f"#{tool}")


def _named(level: Any, this: str, uri: str, day: str, precision: str, author: str) -> None:
    AKN.add(level, "FRBRthis", value=this)
    AKN.add(level, "FRBRuri", value=uri)
    AKN.add(level, "FRBRdate", date=day, name=precision)
    AKN.add(level, "FRBRauthor", href=author)


def _base(uri: str) -> str:
    return uri.partition("/!")[0]


def _component(uri: str) -> str:
    name = uri.partition("/!")[2]
    return f"/!{name}" if name else ""


def _notes(meta: Any, document: Document, source: str) -> None:
    """Footnotes, stamps and handwriting: on the page, and no part of the document's own text."""
    notes = [m for m in document.marginalia if m.kind not in _NOT_NOTES and (m.text or "").strip()]
    if not notes:
        return
    holder = AKN.add(meta, "notes", source=source)
    for note in notes:
        AKN.add(AKN.add(holder, "note", class_=note.kind), "p", note.text)
