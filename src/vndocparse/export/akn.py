"""Akoma Ntoso 3.0 (LegalDocML): a document as ``doc`` with its attachments inside, several as a collection.

``doc`` is the open type: documents of the Party are no ``act``.  Text that the form does not number stands in
``mainBody`` as paragraphs.  Every value is written once; nothing that was not read is invented, see ``iri`` for days.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from vndocparse.export.akn_foot import write_conclusions
from vndocparse.export.akn_meta import write_meta
from vndocparse.export.akn_parts import AKN, Part
from vndocparse.export.formats import ExportOptions
from vndocparse.export.iri import UNKNOWN_DAY, Identity, identity
from vndocparse.export.opening import opening_paragraphs
from vndocparse.export.split import grouped
from vndocparse.export.xmltree import append_text, clean, serialise
from vndocparse.model.document import Document, FieldValue, ParseResult, Section, Table
from vndocparse.printable import one_line

ELEMENTS = {
    "part": ("part", "part"),
    "chapter": ("chapter", "chp"),
    "heading": ("title", "title"),
    "subheading": ("subtitle", "subtitle"),
    "article": ("article", "art"),
    "roman": ("section", "sec"),
    "arabic": ("paragraph", "para"),
    "letter": ("point", "point"),
    "dash": ("indent", "indent"),
}
"""Element and prefix of ``eId`` for each kind of section; a kind that has none is an ``hcontainer`` of that name."""


def write_akn(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """One document with its attachments, or a collection of several."""
    root = AKN.root("akomaNtoso")
    groups = [group for result in results for group in grouped(result.documents)]
    if len(groups) == 1:
        _document(root, groups[0], "", identity(groups[0][0]))
    else:
        collection = AKN.add(root, "documentCollection", name="collection")
        name = Identity(f"/akn/vn/doc/{UNKNOWN_DAY}/tap", UNKNOWN_DAY, "unknown", "", "")
        write_meta(AKN.add(collection, "meta"), Document(), name)
        body = AKN.add(collection, "collectionBody")
        for i, group in enumerate(groups, 1):
            component = AKN.add(body, "component", eId=f"cmp_{i}")
            _document(component, group, f"cmp_{i}__", identity(group[0]))
        if not groups:
            AKN.add(AKN.add(body, "component", eId="cmp_1"), "documentRef", href="#vndocparse", showAs="")
    return serialise(root, pretty=False)


def _document(parent: Any, group: list[Document], prefix: str, own: Identity) -> None:
    document, *attached = group
    root = AKN.add(parent, "doc", name=_camel(own.kind))
    below = [_attached_identity(own, d, i) for i, d in enumerate(attached, 1)]
    part = Part(document, prefix, {i.number.casefold(): i.uri for i in (own, *below) if i.number})
    meta = AKN.add(root, "meta")
    _preface(root, part, own)
    _body(root, part)
    write_conclusions(root, part)
    write_meta(meta, document, own, part.references(), prefix)
    if attached:
        holder = AKN.add(root, "attachments")
        for i, (one, name) in enumerate(zip(attached, below, strict=True), 1):
            attachment = AKN.add(holder, "attachment", eId=f"{prefix}att_{i}")
            _document(attachment, [one], f"{prefix}att_{i}__", name)


def _attached_identity(main: Identity, document: Document, at: int) -> Identity:
    """Its own where it has number and date; else a component of the document that it is attached to."""
    own = identity(document)
    if own.number and own.precision == "issued" and own.uri != main.uri:
        return own
    return Identity(f"{main.uri}/!att_{at}", own.day, own.precision, own.number, own.kind)


def _camel(kind: str) -> str:
    first, *rest = kind.split("-")
    return first + "".join(map(str.capitalize, rest))


def _preface(root: Any, part: Part, own: Identity) -> None:
    document = part.document
    preface = AKN.add(root, "preface")
    header = AKN.add(preface, "container", name="header")
    for name in ("secrecy", "urgency", "circulation", "draft", "motto", "superior_organ"):
        _plain(header, name, getattr(document, name))
    if document.organ is not None:
        AKN.add(AKN.add(header, "p"), "docAuthority", document.organ.text, refersTo=part.issuer())
    if document.number is not None:
        AKN.add(AKN.add(header, "p"), "docNumber", document.number.text)
    if document.place is not None:
        AKN.add(AKN.add(header, "p"), "location", document.place.text, refersTo=part.place())
    if document.issued is not None:
        line = AKN.add(header, "p")
        if own.precision == "issued":
            AKN.add(line, "docDate", document.issued.text, date=own.day)
        else:
            AKN.add(line, "span", document.issued.text, class_="issued")
    if not len(header):
        AKN.add(header, "p")
    if document.doc_type is not None and document.doc_type.text:
        AKN.add(AKN.add(preface, "p"), "docType", document.doc_type.text)
    _plain(preface, "author", document.author)
    if document.title is not None:
        part.cite(AKN.add(AKN.add(preface, "p"), "docTitle"), one_line(document.title.text or ""))
    if document.addressees:
        holder = AKN.add(preface, "container", name="addressees")
        for addressee in document.addressees:
            AKN.add(holder, "p", addressee.text)


def _plain(parent: Any, name: str, value: FieldValue | None) -> None:
    if value is not None and value.text:
        AKN.add(parent, "p", value.text, class_=name)


def _body(root: Any, part: Part) -> None:
    """Preamble and body; a document without numbered parts has all its text in the body."""
    document = part.document
    opening = "\n".join(opening_paragraphs(document))
    if document.sections and opening.strip():
        part.paragraphs(AKN.add(root, "preamble"), opening)
        opening = ""
    body = AKN.add(root, "mainBody")
    part.paragraphs(body, opening)
    for section in document.sections:
        _section(body, section, part, part.prefix)
    for at, table in enumerate(document.tables, 1):
        _table(body, table, part, at, inside=bool(document.sections))
    if not len(body):
        AKN.add(body, "p")


def _section(parent: Any, section: Section, part: Part, above: str) -> None:
    name, short = ELEMENTS.get(section.kind, ("hcontainer", section.kind))
    own = part.unique(f"{above}{short}_{part.label(section.label)}")
    element = AKN.add(parent, name, name=section.kind if name == "hcontainer" else None, eId=own)
    AKN.add(element, "num", section.label)
    if section.heading is not None:
        part.cite(AKN.add(element, "heading"), one_line(section.heading))
    if not section.children:
        part.paragraphs(AKN.add(element, "content"), section.text, always=True)
        return
    if section.text.strip():
        part.paragraphs(AKN.add(element, "intro"), section.text)
    for child in section.children:
        _section(element, child, part, f"{own}__")


def _table(body: Any, table: Table, part: Part, at: int, *, inside: bool) -> None:
    """A table of the body; behind numbered parts it needs a part of its own, which the schema demands."""
    if not any(table.rows):
        return
    name = part.unique(f"{part.prefix}table_{at}")
    if inside:
        body = AKN.add(AKN.add(body, "hcontainer", name="table", eId=f"{name}__body"), "content")
    element = AKN.add(body, "table", eId=name)
    if table.caption:
        AKN.add(element, "caption", table.caption)
    ends = {part.first_row + part.continues: before.page for before, part in pairwise(table.parts)}
    for index, row in enumerate(table.rows):
        line = AKN.add(element, "tr") if row else None
        for at, cell in enumerate(row):
            paragraph = AKN.add(AKN.add(line, "td"), "p")
            if at == 0 and index in ends:
                AKN.add(paragraph, "eop", number=str(ends.pop(index)))
            append_text(paragraph, clean(cell))
    for page in ends.values():  # it ends within the last row
        AKN.add(paragraph, "eop", number=str(page))
