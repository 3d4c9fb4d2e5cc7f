"""The head of a document: motto, organs, number, place and date, marks, title, addressees.

The parts of a two-column header reach us in any order (row by row, column by column, the number
last, all on one line …), so the header is a bag: what a regex finds is cut out wherever it stands,
and what remains is the organs' names.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from vndocparse.fields import cues
from vndocparse.fields.addressees import read_addressees
from vndocparse.fields.contents import contents_lines
from vndocparse.fields.date import DateReading, read_date_line, read_placed_date
from vndocparse.fields.header import Pieces, is_mark
from vndocparse.fields.named_title import names_itself, read_named_title
from vndocparse.fields.number import NumberReading, mend_doubled, mend_type, read_number
from vndocparse.fields.organs import Organs
from vndocparse.fields.title import TitleReading, find_title_line, read_title
from vndocparse.fields.values import Span
from vndocparse.layout.zones import is_rule
from vndocparse.model.page import Line
from vndocparse.model.textmap import TextMap
from vndocparse.rules import form
from vndocparse.rules.form import MottoRule
from vndocparse.text import bare, is_upper

MOST_BEHIND = 8
"""Lines of a header behind the text, below its motto."""
MAX_HEAD = 45
"""Lines in which the head must end."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Everything read off the head; spans are offsets into the part's text."""

    motto: tuple[MottoRule, tuple[Span, ...]] | None = None
    organs: Organs = field(default_factory=Organs)
    number: NumberReading | None = None
    issued: DateReading | None = None
    title: TitleReading = field(default_factory=TitleReading)
    marks: dict[str, Span] = field(default_factory=dict)
    addressees: tuple[tuple[Span, ...], ...] = ()
    notes: tuple[Span, ...] = ()
    """Lines before or in the header that are none of its parts: routing notes, stamps."""
    lines: frozenset[int] = frozenset()
    """Indexes of the lines that belong to the head (title and addressees included)."""
    body: int = 0
    """Index of the first line behind the head."""
    by_reference: bool = False
    """The title names the document's own number and date."""


def read_heading(text: TextMap, *, attached: bool = False) -> Heading:
    """The head of the document whose lines ``text`` holds.

    Missing parts stay None; nothing is taken from running text behind the head.
    """
    lines = text.lines
    if not lines:
        return Heading()
    title_at = find_title_line(lines, MAX_HEAD)
    if title_at is None and cues.reference_title(lines[0]) and (attached or lines[0].bold or lines[0].markup):
        return _by_reference(text, 0)
    first_body = title_at if title_at is not None else _untitled_end(text)
    listed = contents_lines(lines) if first_body else frozenset()
    header = [i for i in range(first_body) if i not in listed]
    trailing = [] if _holds_header(lines, header) else _trailing_header(lines, first_body)
    header += trailing
    below = _numbered_below(text, title_at, header) if title_at is not None else []
    pieces = Pieces(text, [*header, *below])
    pieces.cut_all(title_at is None)
    if pieces.number is None and title_at is not None and names_itself(text, title_at):
        return _by_reference(text, title_at)
    if title_at is None and pieces.used:
        first_body = max([i for i in pieces.used if i < max(first_body, 1)], default=-1) + 1
    title = read_title(text, title_at, first_body, below) if title_at is not None else pieces.subject
    body = max(title.end, first_body, *(i + 1 for i in below))
    if title_at is None:
        body = first_body if trailing else max(first_body, pieces.subject.end)
    number = pieces.number
    if number is not None and title.doc_type is not None:
        number = mend_type(number, title.doc_type[0].code)
    organs = pieces.organs()
    if number is not None and any(w.confidence < 1.0 for w in text.words(number.start, number.end)):
        number = mend_doubled(number, " ".join(text.text[slice(*span)] for span in organs.organ))
    addressees, body = read_addressees(text, body, title.end if title_at is not None else first_body)
    head_lines = frozenset([*[i for i in header if title_at is not None or i in pieces.used], *range(first_body, body)])
    return Heading(
        motto=pieces.motto,
        organs=organs,
        number=number,
        issued=pieces.issued,
        title=title,
        marks=pieces.marks,
        addressees=addressees,
        notes=tuple(pieces.notes),
        lines=head_lines,
        body=body,
    )


def _numbered_below(text: TextMap, title_at: int, header: list[int]) -> list[int]:
    """Lines right below the title that hold its number and date alone, where the header above has no number."""
    if any(read_number(text.lines[i].text) for i in header):
        return []
    end = read_title(text, title_at, title_at).end
    found: list[int] = []
    for i in range(end, min(end + 3, len(text.lines))):
        content = text.lines[i].text
        if cues.is_number_line(content) or (found and len(content) < 60 and read_date_line(content)):
            found.append(i)
        elif not is_rule(content):
            break
    return found


# --- where the header stands ----------------------------------------------------------


def _holds_header(lines: tuple[Line, ...], header: list[int]) -> bool:
    return any(
        cues.motto_in(lines[i].text) or read_number(lines[i].text) or cues.is_organ(lines[i].text) for i in header
    )


def _trailing_header(lines: tuple[Line, ...], start: int) -> list[int]:
    """A header block behind the text, as programs write it that emit text boxes last."""
    mottos = (i for i in range(start, len(lines)) if (m := cues.motto_in(lines[i].text)) is not None and m[1])
    numbers = (i for i in range(max(start, len(lines) - 8), len(lines)) if _lone_number(lines, start, i))
    anchor = next(itertools.chain(mottos, numbers), None)
    if anchor is None:
        return []
    first = last = anchor
    while first > start and (
        _header_like(lines[first - 1])
        or _wrapped_organ(lines, start, first - 1)
        or any(cues.is_number_line(x.text) for x in lines[max(start, first - 4) : first - 1])  # a letter's subject
    ):
        first -= 1
    while last + 1 < len(lines) and last - anchor < MOST_BEHIND:
        if not (_header_like(lines[last + 1]) or _wrapped_organ(lines, start, last + 1)):
            break
        last += 1
    return list(range(first, last + 1))


def _lone_number(lines: tuple[Line, ...], start: int, i: int) -> bool:
    """A number with an organ's name above it: the header of an organisation that prints no motto."""
    if not cues.is_number_line(lines[i].text):
        return False
    return any(cues.is_organ(x.text) and not cues.opens_authority(x) for x in lines[max(start, i - 4) : i])


def _wrapped_organ(lines: tuple[Line, ...], start: int, i: int) -> bool:
    """Capitals below an organ's name that are its rest: "BAN CHẤP HÀNH ĐẢNG BỘ" / "TỈNH X"."""
    line = lines[i]
    if not is_upper(line.text) or cues.opens_authority(line) or cues.is_position(line) or i == start:
        return False
    above = list(itertools.takewhile(lambda x: is_upper(x.text), reversed(lines[max(start, i - 3) : i])))
    return any(cues.is_organ(x.text) for x in above)


def _header_like(line: Line) -> bool:
    text = line.text
    if cues.opens_recipients(line) or cues.opens_authority(line) or cues.is_position(line):
        return False
    return (
        is_rule(text)
        or is_mark(text)
        or form.slogan_pattern().search(bare(text)) is not None
        or cues.opens("subject", text) is not None
        or read_placed_date(text, 0, len(text)) is not None
        or cues.is_organ(text.split("…")[0].split("..")[0].strip() or text)
        or read_number(text) is not None
        or read_date_line(text) is not None
    )


def _untitled_end(text: TextMap) -> int:
    """Where the head of a document without a title line may end at the latest: at its addressee or text."""
    head = text.lines[:MAX_HEAD]
    widest = max((x.box.width for x in head if x.box is not None), default=0.0)
    for i, line in enumerate(head):
        if cues.opens("addressee", line.text):
            return i
        if i and cues.opens_section(line.text) and not read_number(line.text):
            return i
        if i and (cues.opens_recipients(line) or cues.opens("legal_basis", line.text) or _fills(line, widest)):
            return i
        long = len(line.text) > 75 and not is_upper(line.text) and not cues.motto_in(line.text)
        if long and not (cues.opens("subject", line.text) or line.text[0].islower() or _header_goes_on(text, i)):
            return i
    return min(MAX_HEAD, len(text.lines))


def _fills(line: Line, widest: float) -> bool:
    """Running text over the page's whole measure, which no line of a two-column header is."""
    if line.box is None or line.column or line.box.width < 0.8 * widest or is_upper(line.text):
        return False
    return len(line.text) > 50 and read_number(line.text) is None and read_date_line(line.text) is None


def _header_goes_on(text: TextMap, at: int) -> bool:
    """Below the long line ``at`` a motto or a placed date stands, before any text: what is long is a subject."""
    for line in text.lines[at + 1 : at + 10]:
        motto = cues.motto_in(line.text)
        if motto is not None and motto[1]:
            return True
        if len(line.text) < 60 and read_date_line(line.text) is not None:
            return True
        if cues.opens("addressee", line.text) or cues.opens_section(line.text) or len(line.text) > 75:
            return False
    return False


def _by_reference(text: TextMap, at: int) -> Heading:
    """An attached document without a header: its title names number, date and organ."""
    named = read_named_title(text, at)
    return Heading(
        organs=named.organs, number=named.number, issued=named.issued, title=named.title,
        lines=frozenset(range(named.title.end)), body=named.title.end, by_reference=True,
    )  # fmt: skip
