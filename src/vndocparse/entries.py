"""A document as a flat list of what was read: one entry per value, with the path that names it.

The card, ``--explain``, the drawn page, CSV and spaCy's spans all speak of values by these paths:
``number``, ``sections.II/1``, ``citations.3``, ``copies.1.number``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from vndocparse.calibration import check_below
from vndocparse.model.document import (
    Blank,
    Copy,
    Document,
    Evidence,
    FieldValue,
    Found,
    Issued,
    Marginal,
    Number,
    Section,
    Signature,
)

HEADER = (
    "motto", "superior_organ", "organ", "number", "place", "issued", "doc_type", "author", "title",
    "secrecy", "urgency", "circulation", "draft",
)  # fmt: skip
"""The document's single fields, in the order of the printed form."""

UNSURE = 0.8
"""Below this a value proves nothing: of ten such values more than two are wrong."""
VERY_UNSURE = 0.5
"""Below this a value is as likely wrong as right."""

Doubt = Literal["", "inferred", "unsure", "very_unsure"]
"""unsure: to be checked by a person."""
_NOT_COUNTED = ("preamble", "tables", "marginalia")
"""Groups that no clerk goes through: a clerk checks what goes into the register."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value that was read, or one section, citation, signature."""

    path: str
    """How it is asked for: "number", "sections.II/1", "citations.3" (lists count from 1)."""
    group: str
    """First part of the path: the contract's key."""
    text: str
    """The value as a person would copy it; empty where the form prints none (type of a công văn)."""
    raw: str
    rule: str
    confidence: float
    inferred: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    facts: tuple[tuple[str, str], ...] = ()
    """What was concluded from the text: ("ordinal", "13"), ("date", "2016-04-11")."""
    doubt: Doubt = ""
    """How far the value may be trusted; low confidence outweighs an inferred part."""


def doubt_of(value: Found) -> Doubt:
    """How far a value may be trusted: below the proposed threshold, or with figures left out, it is to be checked."""
    if value.confidence < VERY_UNSURE:
        return "very_unsure"
    if is_open(value) or value.confidence < (UNSURE if isinstance(value, Marginal) else check_below()):
        return "unsure"
    return "inferred" if value.inferred else ""


def is_open(value: Found) -> bool:
    """A number without its figures, a date without its day: what they may be is in ``blanks``."""
    return (isinstance(value, Number) and value.ordinal is None) or (isinstance(value, Issued) and value.date is None)


def counted(document: Document) -> Iterator[Entry]:
    """The values that a clerk answers for: all but preamble, tables and marginalia."""
    return (entry for entry in entries(document) if entry.group not in _NOT_COUNTED)


def to_check(document: Document) -> list[str]:
    """Paths of the values that a person should compare with the page (giá trị cần kiểm tra), in order."""
    return [entry.path for entry in counted(document) if entry.doubt in ("unsure", "very_unsure")]


def entries(document: Document) -> Iterator[Entry]:
    """All entries of ``document`` in the contract's order, sections depth first."""
    for name in HEADER:
        value = getattr(document, name)
        if value is not None:
            yield _field(name, name, value)
    yield from _fields("addressees", document.addressees)
    if document.preamble is not None:
        yield _field("preamble", "preamble", document.preamble)
    yield from _sections(document.sections, "")
    for i, citation in enumerate(document.citations, 1):
        yield _found(f"citations.{i}", "citations", citation.text, citation, _facts(citation, _CITATION_FACTS))
    yield from _fields("recipients", document.recipients)
    yield from _signatures("", document.signatures)
    for i, copy in enumerate(document.copies, 1):
        yield from _copy(f"copies.{i}", copy)
    for i, table in enumerate(document.tables, 1):
        evidence = tuple(Evidence(page=part.page, bbox=part.bbox, start=0, end=0) for part in table.parts)
        size = f"{len(table.rows)} × {max(map(len, table.rows), default=0)}"
        yield Entry(f"tables.{i}", "tables", table.caption or "", "", "", 1.0, (), evidence, (("size", size),))
    yield from _fields("marginalia", document.marginalia)


def chosen(document: Document, path: str) -> list[Entry]:
    """The entries that ``path`` names: that one, or all below it ("citations", "copies.1")."""
    wanted = path.strip().casefold()
    every = [(e.path.casefold(), e) for e in entries(document)]
    same = [e for at, e in every if at == wanted]
    return same or [e for at, e in every if at.startswith((f"{wanted}.", f"{wanted}/"))]


def signature_text(signature: Signature) -> str:
    """The signature block on one line: authority, organ, position, position signed for, name."""
    parts = (
        " ".join(p for p in (signature.authority, signature.on_behalf_of or signature.second_position) if p),
        signature.second_position if signature.on_behalf_of else None,
        signature.position,
        signature.mark,
        signature.name,
    )
    return " / ".join(p for p in parts if p)


_CITATION_FACTS = (
    "doc_type", "type_code", "number", "name", "date", "issuer", "term", "locator", "relation", "target", "section",
)  # fmt: skip
_FIELD_FACTS = ("ordinal", "type_code", "organ_code", "year", "date", "edtf", "code", "purpose", "kind")


def _field(path: str, group: str, value: FieldValue) -> Entry:
    facts = (*_facts(value, _FIELD_FACTS), *_blank_facts(getattr(value, "blanks", ())))
    return _found(path, group, value.text or "", value, facts, value.raw or "", value.rule)


def _blank_facts(blanks: Sequence[Blank]) -> Iterator[tuple[str, str]]:
    """What each blank may hold: ("blank day", "hand: 18 0.97, 19 0.02")."""
    for blank in blanks:
        candidates = ", ".join(f"{c.text} {c.probability:.2f}" for c in blank.candidates)
        yield f"blank {blank.part}", f"{blank.ink}: {candidates or '-'}"


def _fields(group: str, values: Sequence[FieldValue]) -> Iterator[Entry]:
    for i, value in enumerate(values, 1):
        yield _field(f"{group}.{i}", group, value)


def _found(
    path: str, group: str, text: str, found: Found, facts: tuple[tuple[str, str], ...], raw: str = "", rule: str = ""
) -> Entry:
    return Entry(
        path, group, text, raw or text, rule, found.confidence, tuple(found.inferred), tuple(found.evidence), facts,
        doubt_of(found),
    )  # fmt: skip


def _facts(found: Found, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    values = ((name, getattr(found, name, None)) for name in names)
    return tuple((name, str(value)) for name, value in values if value not in (None, ""))


def _sections(sections: list[Section], above: str) -> Iterator[Entry]:
    for section in sections:
        path = f"{above}/{section.label}" if above else section.label
        facts = (("kind", section.kind), ("level", str(section.level)))
        text = section.heading if section.heading is not None else section.text
        yield _found(f"sections.{path}", "sections", text, section, facts)
        yield from _sections(section.children, path)


def _signatures(above: str, signatures: list[Signature]) -> Iterator[Entry]:
    names = ("authority", "on_behalf_of", "position", "name", "second_position", "mark")
    for i, signature in enumerate(signatures, 1):
        path = f"{above}signatures.{i}"
        yield _found(path, path.split(".")[0], signature_text(signature), signature, _facts(signature, names))


def _copy(path: str, copy: Copy) -> Iterator[Entry]:
    yield _found(path, "copies", copy.kind, copy, ())
    for name in ("organ", "number", "place", "issued"):
        value = getattr(copy, name)
        if value is not None:
            yield _field(f"{path}.{name}", "copies", value)
    yield from _signatures(f"{path}.", copy.signatures)
    for i, recipient in enumerate(copy.recipients, 1):
        yield _field(f"{path}.recipients.{i}", "copies", recipient)
