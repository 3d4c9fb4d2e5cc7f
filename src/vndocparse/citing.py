"""The documents that a document refers to, with the section that each reference stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vndocparse.fields.citations import Mention, find_citations
from vndocparse.fields.cite import to_citations
from vndocparse.fields.resolve import check_citations, resolve_citations
from vndocparse.fields.values import certainty
from vndocparse.layout.zones import Zoned
from vndocparse.model.document import Citation, Section
from vndocparse.model.page import Problem
from vndocparse.model.textmap import TextMap
from vndocparse.partreading import Reading


@dataclass(frozen=True, slots=True)
class Cited:
    """The references, and where what is printed of them contradicts itself."""

    citations: list[Citation]
    problems: list[Problem]


def read_citations(reading: Reading, sections: list[Section], furniture: Sequence[Zoned]) -> Cited:
    """References in title, body and footnotes; those of the foot, and the document's own number, are none.

    Footnotes are no part of the text: their references come last, with an empty span for offsets.
    """
    text, own = reading.text, reading.heading.number
    number = own.text if own else None
    day = reading.heading.issued.iso if reading.heading.issued else None
    hidden = [text.span(i, i) for i in sorted(_hidden_lines(reading))]
    if own is not None:
        hidden.append((own.start, own.end))
    body = [
        m
        for m in find_citations(text.text, own_number=number, own_date=day)
        if not any(a < m.end and b > m.start for a, b in hidden)
    ]
    notes = TextMap(z.line for z in furniture if z.kind == "footnote")
    shift = len(text.text) + 1
    below = [
        replace(m, start=m.start + shift, end=m.end + shift)
        for m in find_citations(notes.text, own_number=number, own_date=day)
    ]
    paths = _paths(sections)
    found = []
    mentions = resolve_citations([*body, *below], own_date=day)
    for m in mentions:
        if m.start < shift:
            found.append(_citation(text, m, _section_of(m.start, paths)))
        else:
            found.append(_off_text(_citation(notes, replace(m, start=m.start - shift, end=m.end - shift), None)))
    return Cited(found, check_citations(mentions))


def _off_text(citation: Citation) -> Citation:
    """The same with empty spans: it stands outside the document's text."""
    return citation.model_copy(
        update={"evidence": [e.model_copy(update={"start": 0, "end": 0}) for e in citation.evidence]}
    )


def _hidden_lines(reading: Reading) -> set[int]:
    """Lines whose numbers are not references: header, recipients, signatures, copies."""
    text, heading = reading.text, reading.heading
    titled = {i for a, b in heading.title.title for i in range(text.line_at(a), text.line_at(max(b - 1, a)) + 1)}
    lines = set(heading.lines) - titled if not heading.by_reference else set(heading.lines)
    lines |= reading.recipients.lines
    for signature in reading.signatures:
        lines |= set(signature.lines)
    for copy in reading.copies:
        lines |= set(range(copy.first, copy.last + 1))
    return lines


def _citation(text: TextMap, m: Mention, section: str | None) -> Citation:
    (found,) = to_citations(text.text, [m], text.evidence)
    confidence = certainty(text, ((m.start, m.end),), m.confidence, "citations")
    return found.model_copy(update={"section": section, "confidence": confidence})


def _paths(sections: list[Section], prefix: str = "") -> list[tuple[int, str]]:
    """Where each section begins, in text order, with its path of labels."""
    out = []
    for s in sections:
        path = f"{prefix}/{s.label}" if prefix else s.label
        if s.evidence:
            out.append((s.evidence[0].start, path))
        out += _paths(s.children, path)
    return out


def _section_of(offset: int, paths: list[tuple[int, str]]) -> str | None:
    found = None
    for start, path in paths:
        if start > offset:
            break
        found = path
    return found
