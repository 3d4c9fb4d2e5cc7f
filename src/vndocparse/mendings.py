"""Everything that was put right in one document (những chỗ đã sửa), told one by one: words first, then values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vndocparse.entries import HEADER
from vndocparse.fields.copies import CopyReading
from vndocparse.fields.sections import SectionNode
from vndocparse.fields.signature import SignatureReading
from vndocparse.fields.values import Span, evidence, raw_text
from vndocparse.mend import MendKind
from vndocparse.model.document import Citation, Copy, Document, Evidence, FieldValue, Mending, Signature
from vndocparse.model.textmap import TextMap
from vndocparse.partreading import Reading
from vndocparse.text import bare, fold

FORMULA, NAME, MODEL, DASH = "fixed formula", "name of an organ", "syllable model", "short dash"
SEQUENCE, CODE = "sequence of numerals", "codes and figures of numbers"
_FORMULAS = frozenset(
    {"motto", "superior_organ", "organ", "doc_type", "secrecy", "urgency", "circulation", "draft"}
)  # fmt: skip


def find_mendings(reading: Reading, document: Document) -> list[Mending]:
    """What was put right in ``document``, which was made of ``reading``.

    Guarantees: every difference that mending made between what was read and what the result says has an entry, with
    what was read, what it was made, the rule and the place; nothing else has one.
    """
    text = reading.text
    found = [*_words(text)]
    for name in HEADER:
        found += _field(name, getattr(document, name))
    for part in reading.sections:
        found += _sections(part.sections, text, "")
    for i, citation in enumerate(document.citations, 1):
        found += _citation(f"citations.{i}", citation)
    found += _signatures("", text, reading.signatures, document.signatures)
    for i, (copy, value) in enumerate(zip(reading.copies, document.copies, strict=True), 1):
        found += _copy(f"copies.{i}", text, copy, value)
    return found


def _words(text: TextMap) -> Iterator[Mending]:
    """Words of the text that carry what was read instead of them."""
    for start, line in zip(text.starts, text.lines, strict=False):  # no lines still have one start
        at = start
        for word in line.words:
            end = at + len(word.text)
            if word.raw:
                kind: MendKind = "words" if any(map(str.isalpha, word.text)) else "signs"
                rule = MODEL if kind == "words" else DASH
                yield Mending(kind=kind, rule=rule, raw=word.raw, text=word.text, evidence=text.evidence(at, end))
            at = end + 1


def _field(path: str, value: FieldValue | None) -> Iterator[Mending]:
    """A header's value that is a formula, or a number with a code put right."""
    if value is None or not value.text or not value.raw or value.text == value.raw:
        return
    name = path.rpartition(".")[2]
    if name in _FORMULAS:
        yield _told("formulas", FORMULA, value.raw, value.text, path, value.evidence)
    elif name == "number" and "symbol mended" in value.rule:
        yield _told("symbols", CODE, value.raw, value.text, path, value.evidence)


def _sections(nodes: Sequence[SectionNode], text: TextMap, above: str) -> Iterator[Mending]:
    """Labels that the sequence put right."""
    for node in nodes:
        path = f"{above}/{node.label}" if above else node.label
        if node.mended:
            printed = text.text[node.start : node.end].split()[: len(node.label.split())]
            raw = " ".join(printed).rstrip(".,:;)-")
            span = (node.start, node.start + len(raw))
            yield _told("numerals", SEQUENCE, raw, node.label, f"sections.{path}", evidence(text, (span,)))
        yield from _sections(node.children, text, path)


def _citation(path: str, citation: Citation) -> Iterator[Mending]:
    """A number with a letter, figure or separator put right; an organ's name with its marks."""
    tight = "".join(citation.text.split())
    if citation.number and "number" in citation.inferred and citation.number not in tight:
        yield _told("symbols", CODE, citation.text, citation.number, path, citation.evidence)
    issuer = citation.issuer or ""
    if (
        "issuer" in citation.inferred
        and bare(issuer) in bare(citation.text)
        and fold(issuer) not in fold(citation.text)
    ):
        yield _told("formulas", NAME, citation.text, issuer, path, citation.evidence)


def _signatures(
    above: str, text: TextMap, readings: Sequence[SignatureReading], values: Sequence[Signature]
) -> Iterator[Mending]:
    for i, (reading, value) in enumerate(zip(readings, values, strict=True), 1):
        path = f"{above}signatures.{i}"
        parts: tuple[tuple[str | None, Sequence[Span]], ...] = (
            (value.on_behalf_of, reading.on_behalf_of),
            (value.second_position, reading.second_position),
            (value.position, reading.position),
            (value.name, (reading.name,) if reading.name else ()),
        )
        if value.authority and reading.authority_at:
            raw = raw_text(text, (reading.authority_at,))
            if "".join(raw.split()) != "".join(value.authority.split()):
                yield _told("formulas", FORMULA, raw, value.authority, path, evidence(text, (reading.authority_at,)))
        for made, spans in parts:
            raw = raw_text(text, spans)
            if made and made != raw:
                yield _told("formulas", FORMULA, raw, made, path, evidence(text, spans))


def _copy(path: str, text: TextMap, reading: CopyReading, copy: Copy) -> Iterator[Mending]:
    for name in ("organ", "number"):
        yield from _field(f"{path}.{name}", getattr(copy, name))
    yield from _signatures(f"{path}.", text, reading.signatures, copy.signatures)


def _told(kind: MendKind, rule: str, raw: str, text: str, path: str, where: Sequence[Evidence]) -> Mending:
    return Mending(kind=kind, rule=rule, raw=raw, text=text, field=path, evidence=list(where))
