"""Certified-copy blocks (sao y bản chính, sao lục, trích sao) behind a document."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vndocparse.fields import cues
from vndocparse.fields.date import DateReading, read_date_line
from vndocparse.fields.heading import read_heading
from vndocparse.fields.number import NumberReading, read_number
from vndocparse.fields.recipients import RecipientReading, read_recipients
from vndocparse.fields.signature import SignatureReading, read_signatures
from vndocparse.fields.values import Span
from vndocparse.layout.zones import is_rule
from vndocparse.model.document import Blank
from vndocparse.model.textmap import TextMap
from vndocparse.rules import form
from vndocparse.text import fold, is_upper


@dataclass(frozen=True, slots=True)
class CopyReading:
    """One block; ``first`` and ``last`` are line indexes, spans are offsets of the document's text."""

    first: int
    last: int
    kind: str
    organ: tuple[Span, ...]
    number: NumberReading | None
    issued: DateReading | None
    signatures: tuple[SignatureReading, ...]
    recipients: tuple[RecipientReading, ...]
    blanks: tuple[Blank, ...] = ()
    """Number and date looked at as pictures."""


def read_copies(text: TextMap, start: int) -> tuple[CopyReading, ...]:
    """The copy blocks behind the signature of the document whose body begins at line ``start``.

    Hướng dẫn 36-HD/VPTW 2018, clause 3: the block stands at the end, behind a full-width rule, and
    has its own organ, number (code BS), place and date, signature and recipients.
    """
    marks = [i for i in range(start, len(text.lines)) if _marks_copy(text, i)]
    if not marks or not any(cues.opens_authority(x) or cues.is_position(x) for x in text.lines[start : marks[0]]):
        return ()
    first = _top(text, marks[0], start)
    last = len(text.lines) - 1
    return (_read(text, first, last, marks),)


def _marks_copy(text: TextMap, i: int) -> bool:
    line = text.lines[i]
    content = line.text.strip("*_ ")
    if len(content) > 90 or line.markup == "row":
        return False
    found = form.opening("copy").match(content)
    if found is not None and (is_upper(content) or len(content) < 30):
        return True
    number = read_number(content)
    return number is not None and fold(number.type_code or "") in ("bs", "sy", "sl", "trs")


def _top(text: TextMap, mark: int, start: int) -> int:
    """Up over the block's header lines to the rule, or to the name that signs the document."""
    first = mark
    while first > start and mark - first < 8:
        line = text.lines[first - 1]
        content = line.text
        header = (
            is_rule(content)
            or cues.motto_in(content) is not None
            or cues.is_organ(content)
            or read_number(content) is not None
            or read_date_line(content) is not None
            or (is_upper(content) and first - 2 >= start and cues.is_organ(text.lines[first - 2].text))
        )
        if not header or cues.opens_authority(line) or cues.opens_recipients(line):
            break
        first -= 1
    return first


def _read(text: TextMap, first: int, last: int, marks: list[int]) -> CopyReading:
    block = TextMap(text.lines[first : last + 1])
    shift = text.starts[first]
    heading = read_heading(TextMap(block.lines[: _foot(block)]))
    recipients = read_recipients(block, 0)
    signatures = read_signatures(block, 0, recipients.lines)
    organ = [s for s in heading.organs.organ if form.opening("copy").match(block.text, *s) is None]
    kind = next(
        (m[0] for i in marks if (m := form.opening("copy").match(text.lines[i].text.strip("*_ ")))),
        text.lines[marks[0]].text,
    )
    return CopyReading(
        first,
        last,
        " ".join(kind.lower().split()) if form.opening("copy").match(kind) else "sao",
        tuple((a + shift, b + shift) for a, b in organ),
        _moved_number(heading.number, shift),
        _moved_date(heading.issued or _date_below(block), shift),
        tuple(_moved_signature(s, shift, first) for s in signatures),
        tuple(_moved_recipient(r, shift) for r in recipients.items),
    )


def _date_below(block: TextMap) -> DateReading | None:
    """The date of a copy whose right column comes behind the list of recipients."""
    short = (block.span(i, i) for i in range(_foot(block), len(block.lines)) if len(block.lines[i].text) < 60)
    return next((found for span in short if (found := read_date_line(block.text, *span)) is not None), None)


def _foot(block: TextMap) -> int:
    """Index of the first line of the block's signature or recipients; the count of lines where it has neither."""
    for i, line in enumerate(block.lines):
        if cues.opens_authority(line) or cues.is_position(line) or cues.opens_recipients(line):
            return i
    return len(block.lines)


def _moved_number(number: NumberReading | None, by: int) -> NumberReading | None:
    return None if number is None else replace(number, start=number.start + by, end=number.end + by)


def _moved_date(found: DateReading | None, by: int) -> DateReading | None:
    if found is None:
        return None
    place = None if found.place is None else (found.place[0] + by, found.place[1] + by)
    return replace(found, start=found.start + by, end=found.end + by, place=place)


def _moved_signature(found: SignatureReading, by: int, lines: int) -> SignatureReading:
    def moved(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple((a + by, b + by) for a, b in spans)

    return replace(
        found,
        lines=tuple(i + lines for i in found.lines),
        on_behalf_of=moved(found.on_behalf_of),
        second_position=moved(found.second_position),
        position=moved(found.position),
        name=None if found.name is None else (found.name[0] + by, found.name[1] + by),
    )


def _moved_recipient(found: RecipientReading, by: int) -> RecipientReading:
    return replace(found, spans=tuple((a + by, b + by) for a, b in found.spans))
