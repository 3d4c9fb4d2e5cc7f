"""Runs the field readers over the lines of one document: head, foot, copies, and what lies between."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vndocparse.fields.copies import CopyReading, read_copies
from vndocparse.fields.date import read_date_line
from vndocparse.fields.heading import Heading, read_heading
from vndocparse.fields.parts import Part
from vndocparse.fields.recipients import RecipientsReading, read_recipients
from vndocparse.fields.sections import SectionReading, find_sections
from vndocparse.fields.signature import SignatureReading, read_signatures
from vndocparse.model.document import Blank
from vndocparse.model.textmap import TextMap
from vndocparse.wording.lines import with_words_mended


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
    blanks: tuple[Blank, ...] = ()
    """Number and date looked at as pictures."""


def read_part(part: Part, *, bullets: bool = False) -> Reading:
    """Runs the readers in their order: head, foot, copies, then what lies between; words in it may be put right."""
    reading = _read(part, bullets=bullets)
    lines = with_words_mended(part.lines, _running_text(reading))
    return reading if lines is part.lines else _read(replace(part, lines=lines), bullets=bullets)


def _running_text(reading: Reading) -> frozenset[int]:
    """Indexes of the lines of the title and of the text: the head, the foot and copies apart."""
    copies = [range(c.first, c.last + 1) for c in reading.copies]
    title = {reading.text.line_at(a) for a, _ in reading.heading.title.title or ()}
    body = {i for first, last in reading.body for i in range(first, last + 1) if not any(i in c for c in copies)}
    return frozenset(title | (body - reading.heading.lines))


def _read(part: Part, *, bullets: bool) -> Reading:
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
