"""From the lines of one document to the contract's ``Document``: each field reader in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from vndocparse.fields.citations import Mention, find_citations
from vndocparse.fields.copies import CopyReading, read_copies
from vndocparse.fields.date import DateReading, read_date_line
from vndocparse.fields.heading import Heading, read_heading
from vndocparse.fields.number import NumberReading
from vndocparse.fields.parts import Part
from vndocparse.fields.recipients import RecipientsReading, read_recipients
from vndocparse.fields.resolve import resolve_citations
from vndocparse.fields.sections import SectionReading, build_sections, find_sections
from vndocparse.fields.signature import SignatureReading, read_signatures
from vndocparse.fields.values import Span, certainty, evidence, field, raw_text
from vndocparse.layout.zones import Zoned, is_rule
from vndocparse.model.document import (
    Citation,
    Copy,
    DocType,
    Document,
    Evidence,
    Family,
    FieldValue,
    Issued,
    Marginal,
    Number,
    Recipient,
    Section,
    Signature,
    Table,
)
from vndocparse.model.page import Problem
from vndocparse.model.page import Table as PageTable
from vndocparse.model.textmap import TextMap
from vndocparse.rules import form
from vndocparse.text import squeeze


@dataclass(frozen=True, slots=True)
class Built:
    """One document and what could not be read of it."""

    document: Document
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the field readers found in one part, before it becomes the contract's objects."""

    text: TextMap
    heading: Heading
    recipients: RecipientsReading
    signatures: tuple[SignatureReading, ...]
    sections: tuple[SectionReading, ...]
    copies: tuple[CopyReading, ...]
    body: tuple[tuple[int, int], ...]
    """Ranges of body lines, both ends included: the text, and what stands behind the foot."""


def read_part(part: Part, *, bullets: bool = False) -> Reading:
    """Runs the readers in their order: head, foot, copies, then what lies between."""
    text = TextMap(part.lines)
    heading = read_heading(text, attached=part.attached)
    start = heading.body
    copies = read_copies(text, start)
    limit = min((c.first for c in copies), default=len(part.lines))
    inner = TextMap(part.lines[:limit]) if copies else text
    recipients = read_recipients(inner, start)
    signatures = read_signatures(inner, _foot_from(inner, start, recipients), recipients.lines | heading.lines)
    if heading.issued is None and signatures:
        heading = _dated_below(inner, heading, min(signatures[0].lines))
    taken = recipients.lines | {i for s in signatures for i in s.lines}
    body = _body(inner, start, taken, heading.lines)
    sections = tuple(find_sections(inner, first, last, bullets=bullets) for first, last in body)
    return Reading(text, heading, recipients, signatures, sections, copies, body)


def _dated_below(text: TextMap, heading: Heading, signed: int) -> Heading:
    """Forms and letters of members print place and date above the signature."""
    for i in range(signed - 1, max(signed - 5, heading.body - 1), -1):
        found = read_date_line(text.text, *text.span(i, i))
        if found is not None and len(text.lines[i].text) < 80:
            return replace(heading, issued=found, lines=heading.lines | {i})
    return heading


def _foot_from(text: TextMap, start: int, recipients: RecipientsReading) -> int:
    """Where signature blocks may begin: a little above the recipients, which may stand below them."""
    if not recipients.lines:
        return start
    label = min(recipients.lines)
    page, first = text.lines[label].page, label
    while first > start and text.lines[first - 1].page >= page - 1 and label - first < 14:
        first -= 1
    return first


def _body(
    text: TextMap, start: int, taken: frozenset[int] | set[int], head: frozenset[int]
) -> tuple[tuple[int, int], ...]:
    """The text before the foot, and the appendix behind it."""
    count = len(text.lines)
    foot = [i for i in taken if i >= start]
    tail_head = {i for i in head if i >= start}
    if not foot:
        last = count - 1
        while last >= start and last in tail_head:
            last -= 1
        return ((start, last),) if last >= start else ()
    first_foot, last_foot = min(foot), max(foot)
    ranges = []
    end = first_foot - 1
    while end >= start and end in tail_head:
        end -= 1
    if end >= start:
        ranges.append((start, end))
    behind = last_foot + 1
    while behind < count and behind in tail_head:
        behind += 1
    rest = [i for i in range(behind, count) if i not in tail_head]
    if sum(len(text.lines[i].text) for i in rest) > 40:
        ranges.append((behind, count - 1))
    return tuple(ranges)


# --- the contract's objects ---------------------------------------------------------------------


def build_document(
    reading: Reading, furniture: Sequence[Zoned], tables: Sequence[PageTable], *, role: Literal["main", "attachment"]
) -> Built:
    """The contract's ``Document``; every value has its evidence, what is missing is a problem entry."""
    text, heading = reading.text, reading.heading
    sections = [_trusted(s, text) for r in reading.sections for s in build_sections(r, text)]
    pages = [line.page for line in text.lines] or [z.line.page for z in furniture] or [1]
    family = _family(reading)
    document = Document(
        role=role,
        family=family,
        page_range=(min(pages), max(pages)),
        text=text.text,
        motto=_motto(text, heading),
        superior_organ=_organ(text, heading.organs.superior, "superior_organ", "organ above", 0.93),
        organ=_organ(text, heading.organs.organ, "organ", "organ in the header", 0.95),
        number=_number(text, heading.number),
        place=_place(text, heading.issued),
        issued=_issued(text, heading.issued),
        doc_type=_doc_type(text, heading, family),
        author=_plain(text, heading.title.author, "author", "author line", 0.9),
        title=_title(text, heading),
        secrecy=_mark(text, heading, "secrecy"),
        urgency=_mark(text, heading, "urgency"),
        circulation=_mark(text, heading, "circulation"),
        draft=_mark(text, heading, "draft"),
        addressees=[field(text, spans, name="addressees", rule="addressee", confidence=0.93) for spans in heading.addressees],
        preamble=_preamble(reading),
        sections=sections,
        citations=_citations(reading, sections, furniture),
        recipients=[_recipient(text, r) for r in reading.recipients.items],
        signatures=[_signature(text, s) for s in reading.signatures],
        copies=[_copy(text, c) for c in reading.copies],
        tables=[Table(page=t.page, bbox=None if t.box is None else (t.box.x0, t.box.top, t.box.x1, t.box.bottom), rows=[list(r) for r in t.rows], caption=t.caption or None) for t in tables],
        marginalia=_marginalia(text, heading, furniture),
    )  # fmt: skip
    return Built(document, tuple(_problems(reading, document)))


def _family(reading: Reading) -> Family:
    heading = reading.heading
    if heading.motto is not None:
        return heading.motto[0].family
    if heading.organs.organ:
        named = form.organ_family(raw_text(reading.text, heading.organs.organ))
        if named is not None:
            return named
    if heading.number is not None and heading.number.text:
        return "party" if "-" in heading.number.text.split("/")[0] else "state"
    return "state" if any((s.authority or "").endswith(".") for s in reading.signatures) else "party"


def _plain(text: TextMap, spans: Sequence[Span], name: str, rule: str, confidence: float) -> FieldValue | None:
    return field(text, spans, name=name, rule=rule, confidence=confidence) if spans else None


def _place(text: TextMap, found: DateReading | None) -> FieldValue | None:
    return _plain(text, (found.place,) if found and found.place else (), "place", "place before the date", 0.96)


def _organ(text: TextMap, spans: Sequence[Span], name: str, rule: str, confidence: float) -> FieldValue | None:
    """A name; its first words mended where OCR damaged the marks of a fixed formula."""
    if not spans:
        return None
    value = form.mend_formula(raw_text(text, spans))
    return field(text, spans, name=name, rule=rule, confidence=confidence, value=value)


def _motto(text: TextMap, heading: Heading) -> FieldValue | None:
    """As printed where only the tone's place differs from the formula; the formula where letters are damaged."""
    if heading.motto is None:
        return None
    rule, spans = heading.motto
    raw = raw_text(text, spans)
    value = raw if form.same_words(raw, rule.text) else rule.text
    return field(text, spans, name="motto", rule="motto", confidence=0.99, value=value)


def _number(text: TextMap, found: NumberReading | None) -> Number | None:
    if found is None:
        return None
    span = ((found.start, found.end),)
    return Number(
        text=found.text,
        raw=raw_text(text, span),
        rule="number and symbol" + (", symbol mended" if found.mended else ""),
        confidence=certainty(text, span, found.confidence - 0.1 * found.mended, "number"),
        evidence=evidence(text, span),
        ordinal=found.ordinal,
        type_code=found.type_code,
        organ_code=found.organ_code,
        year=found.year,
    )


def _issued(text: TextMap, found: DateReading | None) -> Issued | None:
    if found is None:
        return None
    span = ((found.start, found.end),)
    return Issued(
        text=raw_text(text, span),
        raw=raw_text(text, span),
        rule="place and date",
        confidence=certainty(text, span, 0.97 if found.iso else 0.8, "issued"),
        evidence=evidence(text, span),
        date=found.iso,
        edtf=found.edtf,
    )


def _doc_type(text: TextMap, heading: Heading, family: Family) -> DocType | None:
    """The title line first, the code in the number second (QĐ is quyết định and quy định alike)."""
    if heading.title.doc_type is not None:
        rule, span = heading.title.doc_type
        raw = raw_text(text, (span,))
        value = raw if form.same_words(raw, rule.name) else (rule.name if raw.isupper() else rule.name.capitalize())
        return DocType(
            text=value, raw=raw, code=rule.code or None, rule="title line",
            confidence=certainty(text, (span,), 0.98, "doc_type"), evidence=evidence(text, (span,)),
        )  # fmt: skip
    number = heading.number
    if number is None or number.type_code is None:
        return _letter(text, heading)
    known = form.type_by_code(number.type_code, family)
    if known is None:
        return None
    return DocType(
        text=None, code=known.code, rule="code in the number", confidence=0.9,
        evidence=evidence(text, ((number.start, number.end),)), inferred=["code"],
    )  # fmt: skip


def _letter(text: TextMap, heading: Heading) -> DocType | None:
    """No title, no code, but a subject under the number and an addressee: a công văn."""
    if not (heading.addressees and heading.title.title):
        return None
    return DocType(
        text=None, code="CV", rule="subject under the number and an addressee, no title", confidence=0.8,
        evidence=evidence(text, heading.title.title), inferred=["code"],
    )  # fmt: skip


def _title(text: TextMap, heading: Heading) -> FieldValue | None:
    return _plain(text, heading.title.title, "title", heading.title.rule or "title", 0.93)


def _mark(text: TextMap, heading: Heading, name: str) -> FieldValue | None:
    span = heading.marks.get(name)
    return _plain(text, (span,), name, f"mark of {name}", 0.95) if span else None


def _trusted(section: Section, text: TextMap) -> Section:
    """The section and those below it with calibrated confidences."""
    spans = [(e.start, e.end) for e in section.evidence[:1]]
    score = certainty(text, spans, section.confidence, "sections")
    return section.model_copy(update={"confidence": score, "children": [_trusted(s, text) for s in section.children]})


def _preamble(reading: Reading) -> FieldValue | None:
    """The text before the first section, rules and the issuing authority's line included."""
    if not reading.body:
        return None
    (first, last), sections = reading.body[0], reading.sections[0]
    end = min(sections.preamble_end - 1, last)
    lines = [i for i in range(first, end + 1) if not is_rule(reading.text.lines[i].text)]
    if not lines or not any(reading.text.lines[i].text.strip() for i in lines):
        return None
    span = reading.text.span(lines[0], lines[-1])
    return field(reading.text, (span,), name="preamble", rule="text before the first section", confidence=0.95)


def _recipient(text: TextMap, item: object) -> Recipient:
    from vndocparse.fields.recipients import RecipientReading

    assert isinstance(item, RecipientReading)
    return Recipient(
        text=item.text, raw=raw_text(text, item.spans), rule="recipients", purpose=item.purpose, group=item.group,
        kind=item.kind, confidence=certainty(text, item.spans, 0.93, "recipients"), evidence=evidence(text, item.spans),
    )  # fmt: skip


def _signature(text: TextMap, found: SignatureReading) -> Signature:
    spans = [*found.on_behalf_of, *found.second_position, *found.position, *([found.name] if found.name else [])]

    def words(parts: Sequence[Span]) -> str | None:
        return form.mend_formula(raw_text(text, parts)) if parts else None

    return Signature(
        authority=found.authority,
        on_behalf_of=words(found.on_behalf_of),
        position=words(found.position),
        name=words((found.name,)) if found.name else None,
        second_position=words(found.second_position),
        mark=found.mark,
        confidence=certainty(text, spans, found.confidence, "signatures"),
        evidence=[e for i in found.lines for e in text.evidence(*text.span(i, i))],
    )


def _copy(text: TextMap, found: CopyReading) -> Copy:
    return Copy(
        kind=found.kind,
        organ=_plain(text, found.organ, "organ", "organ of the copy", 0.9),
        number=_number(text, found.number),
        place=_place(text, found.issued),
        issued=_issued(text, found.issued),
        signatures=[_signature(text, s) for s in found.signatures],
        recipients=[_recipient(text, r) for r in found.recipients],
        confidence=0.9,
        evidence=list(text.evidence(*text.span(found.first, found.last))),
    )


def _marginalia(text: TextMap, heading: Heading, furniture: Sequence[Zoned]) -> list[Marginal]:
    """Furniture and notes: off the text, so their offsets are an empty span at its beginning."""
    notes = [
        Marginal(
            kind="note",
            **field(
                text, (span,), name="marginalia", rule="line in the header that is none of its parts", confidence=0.7
            ).model_dump(),
        )
        for span in heading.notes
    ]
    rest = []
    for z in furniture:
        if z.kind == "noise":
            continue
        box = z.line.box
        bbox = None if box is None else (round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2))
        rest.append(
            Marginal(
                kind=z.kind, text=z.line.text, raw=z.line.text, rule=z.kind, confidence=0.9,
                evidence=[Evidence(page=z.line.page, bbox=bbox, start=0, end=0)],
            )
        )  # fmt: skip
    return notes + rest


# --- citations -------------------------------------------------------------------------------


def _citations(reading: Reading, sections: list[Section], furniture: Sequence[Zoned]) -> list[Citation]:
    """References in title, body and footnotes; those of the foot, and the document's own number, are none.

    Footnotes are no part of the text: their references come last, with an empty span for offsets.
    """
    text, own = reading.text, reading.heading.number
    number = own.text if own else None
    hidden = [text.span(i, i) for i in sorted(_hidden_lines(reading))]
    if own is not None:
        hidden.append((own.start, own.end))
    body = [
        m for m in find_citations(text.text, own_number=number) if not any(a < m.end and b > m.start for a, b in hidden)
    ]
    notes = TextMap(z.line for z in furniture if z.kind == "footnote")
    shift = len(text.text) + 1
    below = [
        replace(m, start=m.start + shift, end=m.end + shift) for m in find_citations(notes.text, own_number=number)
    ]
    paths = _paths(sections)
    found = []
    for m in resolve_citations([*body, *below]):
        if m.start < shift:
            found.append(_citation(text, m, _section_of(m.start, paths)))
        else:
            found.append(_off_text(_citation(notes, replace(m, start=m.start - shift, end=m.end - shift), None)))
    return found


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
    return Citation(
        text=squeeze(text.text[m.start : m.end]),
        doc_type=m.doc_type,
        type_code=m.type_code,
        number=m.number,
        name=m.name,
        date=m.date,
        issuer=m.issuer,
        term=m.term,
        locator=m.locator,
        relation=m.relation,
        target=m.target,
        section=section,
        inferred=list(m.inferred),
        confidence=certainty(text, ((m.start, m.end),), m.confidence, "citations"),
        evidence=text.evidence(m.start, m.end),
    )


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


# --- problems ---------------------------------------------------------------------------------------


def _problems(reading: Reading, document: Document) -> list[Problem]:
    """What a person should look at: a printed blank that was not filled, a part that every document has."""
    out = []
    page = document.page_range[0]
    if document.number is not None and document.number.ordinal is None:
        out.append(
            Problem(
                "number-blank",
                "The number before the symbol is blank, stamped or written by hand, and was not read.",
                page,
            )
        )
    if document.issued is not None and document.issued.date is None:
        out.append(
            Problem(
                "date-incomplete",
                "Day, month or year of issue is blank, stamped or written by hand, and was not read.",
                page,
            )
        )
    if reading.recipients.loose_brace:
        out.append(
            Problem(
                "brace-unplaced",
                "A brace gives a purpose to several recipients, but which ones cannot be seen.",
                document.page_range[1],
            )
        )
    if not reading.text.text.strip():
        out.append(Problem("no-text", "No text was found in this part of the file.", page))
    return out


def with_number(reading: Reading, number: NumberReading) -> Reading:
    """The reading with a number that was found in the picture."""
    return replace(reading, heading=replace(reading.heading, number=number))
