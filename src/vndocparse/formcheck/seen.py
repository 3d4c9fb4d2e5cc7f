"""What a view gives: printed strings with their places; and how lines of the text become such."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vndocparse.formcheck.subject import Subject
from vndocparse.model.document import Document, Evidence, FieldValue, Found, Signature
from vndocparse.text import squeeze

View = Callable[[Subject], Iterator["Seen"]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One printed string."""

    field: str
    """Path of the value that it belongs to."""
    text: str
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0


def seen_of(field: str, value: Found, text: str | None) -> Iterator[Seen]:
    """A value's ``text`` with its places and confidence; nothing where it is empty."""
    if text:
        yield Seen(field, text, tuple(value.evidence), value.confidence)


def raw_of(name: str) -> Callable[[Subject], Iterator[Seen]]:
    """The characters on the page."""

    def look(subject: Subject) -> Iterator[Seen]:
        value: FieldValue | None = getattr(subject.document, name)
        if value is not None:
            yield from seen_of(name, value, value.raw or value.text)

    return look


def body_start(document: Document) -> int:
    """Where the text begins: behind title and addressees."""
    heads: list[FieldValue | None] = [document.title, document.doc_type, document.number, document.issued]
    ends = [e.end for v in (*heads, *document.addressees) if v is not None for e in v.evidence]
    return max(ends, default=0) or len(document.text)


def head_lines(subject: Subject) -> Iterator[Seen]:
    """All lines above the text, as printed."""
    yield from lines_of(subject, 0, body_start(subject.document))


def lines_of(subject: Subject, start: int, end: int) -> Iterator[Seen]:
    """The lines of ``text[start:end]`` that hold anything."""
    for line in re.compile(r"[^\n]+").finditer(subject.text, start, end):
        if line[0].strip():
            yield Seen("motto", squeeze(line[0]), place_of(subject, line.start(), line.end()))


def place_of(subject: Subject, start: int, end: int) -> tuple[Evidence, ...]:
    """A stretch of the text as a place, with the page of the nearest value before it."""
    known = [
        e
        for name in ("motto", "organ", "number", "issued", "title")
        if (v := getattr(subject.document, name)) is not None
        for e in v.evidence
        if e.start <= start
    ]
    page = max(known, key=lambda e: e.start).page if known else subject.document.page_range[0]
    return (Evidence(page=page, bbox=None, start=start, end=end),)


def certainty_of(signature: Signature) -> tuple[tuple[Evidence, ...], float]:
    """Places and confidence of a signature."""
    return tuple(signature.evidence), signature.confidence
