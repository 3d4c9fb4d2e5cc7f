"""Names of documents as Akoma Ntoso IRIs (naming convention 1.0), for documents and for what they cite.

``/akn/vn/doc/{type}/{actor}/{date}/{number}``: a country, a type, who issued it, a date, a number.  The date is a
required part: what has none has no IRI.  A slug loses marks (ĐU and DU are both "du"): it is an address, never a key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vndocparse.model.document import Citation, Document, FieldValue
from vndocparse.text import bare

UNKNOWN_DAY = "0001-01-01"
"""Stands where the schema demands a date and the document has none."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document is called."""

    uri: str
    """Of the work."""
    day: str
    """ISO date that the schema accepts."""
    precision: str
    """What of the day was read: "issued", "month", "year", "unknown"."""
    number: str
    kind: str


def slug(text: str) -> str:
    """``13-KH/ĐUK`` as ``13-kh-duk``."""
    return re.sub(r"[^a-z0-9]+", "-", bare(text)).strip("-")


def identity(document: Document) -> Identity:
    """The identity of a document; what was not read is left out or said to be unknown."""
    kind = _type(document)
    day, precision, written = _day(document)
    number = _text(document.number)
    uri = _iri(kind, _text(document.organ), written, slug(number) or "khong-so")
    return Identity(uri, day, precision, number, kind)


def cited_iri(citation: Citation) -> str | None:
    """The IRI of what is cited; None where date and year are unknown, or several documents are meant."""
    name = citation.number or citation.name
    year = re.search(r"/((?:19|20)\d\d)/", citation.number or "")
    date = citation.date or (year[1] if year else None)
    if not name or not date or citation.target.endswith("?"):
        return None
    return _iri(slug(citation.doc_type or "") or "van-ban", citation.issuer or "", date, slug(name))


def _iri(kind: str, actor: str, date: str, number: str) -> str:
    # A part that begins with a figure would be taken for the date.
    parts = [kind, slug(actor)]
    return "/".join(["/akn/vn/doc", *(p for p in parts if p and not p[0].isdigit()), date, number])


def _type(document: Document) -> str:
    kind = document.doc_type
    if kind is None:
        return "van-ban"
    name = slug(kind.text or "") or ("cong-van" if kind.code == "CV" else slug(kind.code or ""))
    return name if name and not name[0].isdigit() else "van-ban"


def _day(document: Document) -> tuple[str, str, str]:
    """A day for the schema, how much of it was read, and the date as it stands in the IRI."""
    issued = document.issued
    if issued is not None and issued.date:
        return issued.date, "issued", issued.date
    found = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", (issued.edtf if issued else None) or "")
    if found is None:
        return UNKNOWN_DAY, "unknown", UNKNOWN_DAY
    return f"{found[1]}-{found[2] or '01'}-01", "month" if found[2] else "year", found[0]


def _text(value: FieldValue | None) -> str:
    return (value.text or "") if value is not None else ""
