"""The documents that a document refers to, with the section that each reference stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vndocparse.fields.citation_check import check_citations
from vndocparse.fields.citation_short import find_short_forms
from vndocparse.fields.citations import Mention, find_citations
from vndocparse.fields.cite import to_citations, to_short_references
from vndocparse.fields.resolve import resolve_citations
from vndocparse.fields.values import certainty, raw_text
from vndocparse.layout.zones import Zoned
from vndocparse.model.document import Citation, Found, Section, ShortReference
from vndocparse.model.page import Problem
from vndocparse.model.textmap import TextMap
from vndocparse.partreading import Reading


@dataclass(frozen=True, slots=True)
class Cited:
    """The references, and where what is printed of them contradicts itself."""

    citations: list[Citation]
    short: list[ShortReference]
    problems: list[Problem]


def read_citations(reading: Reading, sections: list[Section], furniture: Sequence[Zoned]) -> Cited:
    """References in title, body and footnotes; those of the foot, and the document's own number, are none.

    Footnotes are no part of the text: their references come last, with an empty span for offsets.
    """
    text, heading = reading.text, reading.heading
    hidden = [text.span(i, i) for i in sorted(_hidden_lines(reading))]
    if heading.number is not None:
        hidden.append((heading.number.start, heading.number.end))
    visible = _masked(text.text, hidden)
    notes = TextMap(z.line for z in furniture if z.kind == "footnote")
    shift = len(text.text) + 1
    below = [replace(m, start=m.start + shift, end=m.end + shift, cue=None) for m in _find(notes.text, reading)]
    every = [*(m for m in _find(visible, reading) if not _within(m.start, m.end, hidden)), *below]
    day = heading.issued.iso if heading.issued else None
    organs = [raw_text(text, spans) for spans in (heading.organs.superior, heading.organs.organ) if spans]
    place = heading.issued.place if heading.issued else None
    seat = raw_text(text, (place,)) if place else None
    linked = resolve_citations(every, own_date=day, own_organs=organs, own_seat=seat)
    mentions = [m for m in linked if m.kind != "short"]
    paths = _paths(sections)
    found = []
    for m in mentions:
        if m.start < shift:
            found.append(_citation(text, m, _section_of(m.start, paths)))
        else:
            found.append(_off_text(_citation(notes, replace(m, start=m.start - shift, end=m.end - shift), None)))
    in_text = [m for m in linked if m.start < shift]
    return Cited(found, _short(reading, in_text, hidden, paths), check_citations(mentions))


def _find(text: str, reading: Reading) -> list[Mention]:
    """The mentions in ``text``, aliases by number included, the document's own number left out."""
    own, issued = reading.heading.number, reading.heading.issued
    return find_citations(
        text,
        own_number=own.text if own else None,
        own_date=issued.iso if issued else None,
        short_forms=True,
    )


def _short(
    reading: Reading, mentions: Sequence[Mention], hidden: Sequence[tuple[int, int]], paths: list[tuple[int, str]]
) -> list[ShortReference]:
    """What the text says of a document without naming it; confidence goes down with that of the words."""
    text, kind = reading.text, reading.heading.title.doc_type
    forms = find_short_forms(text.text, mentions, own_type=kind[0].name if kind else None)
    forms = [f for f in forms if not _within(f.start, f.end, hidden)]
    placed = []
    for short in to_short_references(text.text, mentions, forms, text.evidence):
        start, end = _span(short)
        sure = certainty(text, ((start, end),), short.confidence, "citations")
        placed.append(short.model_copy(update={"section": _section_of(start, paths), "confidence": sure}))
    return placed


def _span(found: Found) -> tuple[int, int]:
    return found.evidence[0].start, found.evidence[-1].end


def _within(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a < end and b > start for a, b in spans)


def _masked(text: str, hidden: list[tuple[int, int]]) -> str:
    """The text with hidden stretches blotted, offsets unchanged: no reference runs over into them."""
    pieces, at = [], 0
    for a, b in sorted(hidden):
        if b > at:
            pieces += [text[at : max(a, at)], "\0" * (b - max(a, at))]
            at = b
    return "".join([*pieces, text[at:]])


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
