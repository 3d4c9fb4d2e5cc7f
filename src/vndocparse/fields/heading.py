"""The head of a document: motto, organs, number, place and date, marks, title, addressees.

The parts of a two-column header reach us in any order (row by row, column by column, the number
last, all on one line …), so the header is a bag: what a regex finds is cut out wherever it stands,
and what remains is the organs' names.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

import regex

from vndocparse.fields import cues
from vndocparse.fields.addressees import read_addressees
from vndocparse.fields.date import DateReading, read_date_line, read_short_date
from vndocparse.fields.number import (
    NumberReading,
    mend_type,
    read_damaged_number,
    read_lone_number,
    read_number,
    without_ordinal,
)
from vndocparse.fields.title import TitleReading, find_title_line, read_title
from vndocparse.fields.values import Span
from vndocparse.layout.zones import is_rule
from vndocparse.model.page import Line
from vndocparse.model.textmap import TextMap
from vndocparse.rules import form
from vndocparse.rules.form import MottoRule
from vndocparse.text import bare, fold, is_upper, squeeze

MAX_HEAD = 45
"""Lines in which the head must end."""
_YEAR = regex.compile(r"(?<!\S)(?:19|20)\d\d(?!\S)")
SURE_FIGURES = 0.75
"""Least score of the engine for the figures of a number; below it they are left to be read again."""


@dataclass(frozen=True, slots=True)
class Organs:
    """Spans of the issuing organ and of the one above it."""

    organ: tuple[Span, ...] = ()
    superior: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """Everything read off the head; spans are offsets into the part's text."""

    motto: tuple[MottoRule, tuple[Span, ...]] | None = None
    organs: Organs = Organs()
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
    header = list(range(first_body))
    if not _holds_header(lines, header):
        header += _trailing_header(lines, first_body)
    pieces = _Pieces(text, header)
    pieces.cut_all(title_at is None)
    if pieces.number is None and title_at is not None and _names_itself(text, title_at):
        return _by_reference(text, title_at)
    if title_at is None and pieces.used:
        first_body = max([i for i in pieces.used if i < MAX_HEAD], default=-1) + 1
    title = read_title(text, title_at, first_body) if title_at is not None else pieces.subject
    body = max(title.end, first_body)
    if title_at is None:
        body = max(first_body, pieces.subject.end)
    number = pieces.number
    if number is not None and title.doc_type is not None:
        number = mend_type(number, title.doc_type[0].code)
    addressees, body = read_addressees(text, body, title.end if title_at is not None else first_body)
    head_lines = frozenset([*[i for i in header if title_at is not None or i in pieces.used], *range(first_body, body)])
    return Heading(
        motto=pieces.motto,
        organs=pieces.organs(),
        number=number,
        issued=pieces.issued,
        title=title,
        marks=pieces.marks,
        addressees=addressees,
        notes=tuple(pieces.notes),
        lines=head_lines,
        body=body,
    )


# --- where the header stands ----------------------------------------------------------


def _holds_header(lines: tuple[Line, ...], header: list[int]) -> bool:
    return any(
        cues.motto_in(lines[i].text) or read_number(lines[i].text) or cues.is_organ(lines[i].text) for i in header
    )


def _trailing_header(lines: tuple[Line, ...], start: int) -> list[int]:
    """A header block behind the text, as programs write it that emit text boxes last."""
    for m in range(start, len(lines)):
        found = cues.motto_in(lines[m].text)
        if found is None or not found[1]:
            continue
        first = m
        while first > start and _header_like(lines[first - 1]):
            first -= 1
        last = m
        while last + 1 < len(lines) and last - m < 4 and _header_like(lines[last + 1]):
            last += 1
        return list(range(first, last + 1))
    return []


def _header_like(line: Line) -> bool:
    text = line.text
    if cues.opens_recipients(line) or cues.opens_authority(line) or cues.is_position(line):
        return False
    return (
        is_rule(text)
        or cues.is_organ(text.split("…")[0].split("..")[0].strip() or text)
        or read_number(text) is not None
        or read_date_line(text) is not None
    )


def _untitled_end(text: TextMap) -> int:
    """Where the head of a document without a title line may end at the latest: at its addressee or text."""
    for i, line in enumerate(text.lines[:MAX_HEAD]):
        if cues.opens("addressee", line.text):
            return i
        if i and cues.opens_section(line.text) and not read_number(line.text):
            return i
        if len(line.text) > 75 and not is_upper(line.text) and not cues.motto_in(line.text):
            return i
    return min(MAX_HEAD, len(text.lines))


# --- the bag of header lines --------------------------------------------------------------


class _Pieces:
    """The header's lines with what has been cut out of them so far."""

    def __init__(self, text: TextMap, header: list[int]) -> None:
        self.text = text
        self.header = header
        self.taken: list[Span] = []
        self.used: set[int] = set()
        self.motto: tuple[MottoRule, tuple[Span, ...]] | None = None
        self.number: NumberReading | None = None
        self.issued: DateReading | None = None
        self.subject = TitleReading()
        self.marks: dict[str, Span] = {}
        self.notes: list[Span] = []

    def cut_all(self, untitled: bool) -> None:
        """Finds each part once, the surest first."""
        self._cut_motto()
        self._cut_number()
        self._cut_date()
        self._cut_marks()
        if untitled or (self.number is not None and self.number.type_code == "CV"):
            self._cut_subject()

    def organs(self) -> Organs:
        """Names among what remains, and notes; see ``_group_organs``."""
        names: list[Span] = []
        before_motto = self._motto_line()
        for i in self.header:
            for span in self._rest(i):
                content = self.text.text[slice(*span)]
                if (
                    is_rule(content)
                    or not any(c.isalpha() for c in content)
                    or (form.slogan_pattern().search(bare(content)) and len(content) < 60)
                ):
                    self.used.add(i)
                elif self._names_organ(content, i):
                    names.append(span)
                    self.used.add(i)
                elif before_motto is not None and i <= before_motto + 12:
                    self.notes.append(span)
        return _group_organs(self.text, names)

    # each part ---------------------------------------------------------------------

    def _cut_motto(self) -> None:
        """The right column first: on the left an organisation's name is the organ above."""
        right = [i for i in self.header if self.text.lines[i].column == 2]
        for where in (right, self.header):
            for at in range(len(where)):
                for block in (where[at : at + 1], where[at : at + 2]):
                    if block[-1] - block[0] != len(block) - 1:
                        continue
                    start, end = self.text.span(block[0], block[-1])
                    span = _motto_span(self.text.text, start, end, right=where is right)
                    if span is not None:
                        self.motto = (span[0], (span[1:],))
                        self._take(span[1:])
                        return

    def _motto_line(self) -> int | None:
        return None if self.motto is None else self.text.line_at(self.motto[1][0][0])

    def _cut_number(self) -> None:
        for start, end in self._runs():
            found = read_number(self.text.text, start, end)
            if found is not None:
                self._keep_number(found)
                return
        if any(w.confidence < 1.0 for i in self.header for w in self.text.lines[i].words):
            for start, end in self._runs():
                damaged = read_damaged_number(self.text.text, start, end)
                if damaged is not None:
                    self._keep_number(damaged)
                    return
        for start, end in self._runs():
            loose = read_number(self.text.text, start, end, labelled=False)
            loose = loose or read_lone_number(self.text.text, start, end)
            if loose is not None and (not loose.labelled or loose.type_code is None):
                self._keep_number(loose if loose.labelled else replace(loose, confidence=0.6))
                return

    def _keep_number(self, found: NumberReading) -> None:
        """Figures that the engine doubts are dropped: they are written by hand, or damaged."""
        figures = [w for w in self.text.words(found.start, found.end) if w.confidence < 1.0 and w.text[:1].isdigit()]
        doubted = found.ordinal is not None and any(w.confidence < SURE_FIGURES for w in figures)
        self.number = without_ordinal(found) if doubted else found
        self._take((found.start, found.end))

    def _cut_date(self) -> None:
        masked = self._masked()
        for start, end in self._runs():
            found = read_date_line(masked, start, end)
            if found is not None:
                self.issued = self._with_stray_year(self._with_wrapped_place(found))
                self._take((found.start if found.place is None else found.place[0], found.end))
                if self.issued.place is not None:
                    self._take(self.issued.place)
                return

    def _with_stray_year(self, found: DateReading) -> DateReading:
        """A year that the converter put on a line of its own: "… tháng 5 năm" / "Số 3-HD/VPTU" / "1998"."""
        if found.year is not None or found.day is None:
            return found
        masked = self._masked()
        for start, end in self._runs():
            year = _YEAR.search(masked, max(start, found.end), end)
            if year is not None:
                self._take(year.span())
                return replace(found, year=int(year[0]))
        return found

    def _with_wrapped_place(self, found: DateReading) -> DateReading:
        """A place name broken over two lines: "Bà Rịa - Vũng" / "Tàu, ngày …"."""
        if found.place is None:
            return found
        i = self.text.line_at(found.place[0])
        if found.place[0] != self.text.starts[i] or i - 1 not in self.header:
            return found
        before = self.text.lines[i - 1]
        whole = before.text
        shape = regex.fullmatch(r"(?:\p{Lu}[\p{Ll}]*\s*[-–]?\s*){1,4}", whole)
        if shape and not is_upper(whole) and before.column == self.text.lines[i].column and not self._is_taken(i - 1):
            return replace(found, place=(self.text.starts[i - 1], found.place[1]))
        return found

    def _cut_marks(self) -> None:
        for i in self.header:
            content = self.text.lines[i].text
            if len(content) > 60 or self._is_taken(i):
                continue
            for name, pattern in form.mark_patterns():
                if name not in self.marks and pattern.fullmatch(content):
                    start, end = self.text.span(i, i)
                    while end > start and self.text.text[end - 1] in ")]|* .:!":
                        end -= 1
                    while start < end and self.text.text[start] in "([|* ":
                        start += 1
                    self.marks[name] = (start, end)
                    self._take(self.text.span(i, i))

    def _cut_subject(self) -> None:
        """The subject of a công văn, under its number: "V/v …", "Về việc …", or plain italic lines."""
        anchor = self.text.line_at(self.number.end) if self.number is not None else -1
        for i in self.header:
            content = self.text.lines[i].text
            opening = regex.match(r"(?:V\s*/\s*v\b|v/v|Về việc|Về(?=\s\p{Ll}))\s*[:.]?\s*", content)
            if opening is None or self._is_taken(i):
                continue
            last = i
            while last + 1 in self.header and self._goes_on(last + 1, i):
                last += 1
            start, end = self.text.span(i, last)
            if not content.lower().startswith("về"):
                start += opening.end()
            self.subject = TitleReading(title=((start, end),), end=last + 1, rule="subject under the number")
            self._take(self.text.span(i, last))
            return
        if anchor >= 0 and self.number is not None and self.number.type_code == "CV":
            block = [i for i in self.header if anchor < i <= anchor + 6 and not self._is_taken(i)]
            wanted: list[int] = []
            for i in block:
                content = self.text.lines[i].text
                if is_rule(content) or is_upper(content) or self.text.lines[i].column != self.text.lines[anchor].column:
                    break
                wanted.append(i)
            if wanted:
                self.subject = TitleReading(
                    title=(self.text.span(wanted[0], wanted[-1]),), end=wanted[-1] + 1, rule="lines under the number"
                )
                self._take(self.text.span(wanted[0], wanted[-1]))

    def _goes_on(self, i: int, first: int) -> bool:
        line, head = self.text.lines[i], self.text.lines[first]
        if self._is_taken(i) or is_rule(line.text) or is_upper(line.text) or line.column != head.column:
            return False
        if line.markup != head.markup or cues.opens("addressee", line.text) or line.gap > 1.5:
            return False
        return head.column == 1 or (len(line.text) < 90 and not cues.opens("basis", line.text))

    # bookkeeping -----------------------------------------------------------------------

    def _runs(self) -> list[Span]:
        """Stretches of consecutive header lines, as spans."""
        runs: list[Span] = []
        for i in self.header:
            start, end = self.text.span(i, i)
            if runs and runs[-1][1] == start - 1:
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((start, end))
        return runs

    def _masked(self) -> str:
        """The text with what has been cut out blotted, offsets unchanged."""
        masked = self.text.text
        for a, b in self.taken:
            masked = masked[:a] + "\0" * (b - a) + masked[b:]
        return masked

    def _take(self, span: Span) -> None:
        self.taken.append(span)
        for i in range(self.text.line_at(span[0]), self.text.line_at(max(span[1] - 1, span[0])) + 1):
            self.used.add(i)

    def _is_taken(self, i: int) -> bool:
        start, end = self.text.span(i, i)
        return any(a < end and b > start for a, b in self.taken)

    def _rest(self, i: int) -> list[Span]:
        """What of line ``i`` is not taken, trimmed of blanks and stars."""
        start, end = self.text.span(i, i)
        edges = [start]
        for a, b in sorted(self.taken):
            if a < end and b > start:
                edges += [max(a, start), min(b, end)]
        edges.append(end)
        out = []
        for a, b in zip(edges[::2], edges[1::2], strict=True):
            while a < b and self.text.text[a] in " *\t|:":
                a += 1
            while b > a and self.text.text[b - 1] in " *\t|":
                b -= 1
            if a < b:
                out.append((a, b))
        return out

    def _names_organ(self, content: str, i: int) -> bool:
        line = self.text.lines[i]
        if cues.BULLET.match(content) or (cues.motto_in(content) and not form.opens_organ(content)):
            return False
        name = regex.split(r"[….]{2,}", content)[0].strip()
        if not name:
            return False
        if is_upper(name):
            solid = [w for w in line.words if w.confidence >= 0.4]
            return bool(solid)
        folded = fold(name)
        return line.column != 2 and form.organ_pattern().match(folded) is not None and len(name) < 80 and line.bold


def _motto_span(text: str, start: int, end: int, *, right: bool) -> tuple[MottoRule, int, int] | None:
    """The motto's exact span in ``text[start:end]``."""
    piece = text[start:end]
    if len(piece) > 400:
        return None
    found = cues.motto_in(squeeze(piece), right=right)
    if found is None:
        return None
    rule = found[0]
    flat, offsets = form.bare_with_offsets(piece)
    hit = form.motto_pattern(rule).search(flat, timeout=5)
    if hit is None:
        return None
    a, b = offsets[hit.start()], offsets[hit.end() - 1] + 1
    if not is_upper(piece[a:b]):
        return None
    return rule, start + a, start + b


def _group_organs(text: TextMap, names: list[Span]) -> Organs:
    """Lines of names as one or more organs.

    Weight tells first, where the file says it: the organ above is printed regular, the issuing one
    bold (HD 36, annex 3).  Otherwise a line that begins with an organ's word opens a new one, and a
    wrapped name goes on ("ỦY BAN NHÂN DÂN" / "TỈNH X").
    """
    groups: list[list[Span]] = []
    for span in names:
        if not groups or _opens_organ(text, groups[-1], span):
            groups.extend([s] for s in _split_glued(text.text, span))
        else:
            groups[-1].append(span)
    if not groups:
        return Organs()
    return Organs(tuple(groups[-1]), tuple(s for group in groups[:-1] for s in group))


def _opens_organ(text: TextMap, group: list[Span], span: Span) -> bool:
    before, line = text.lines[text.line_at(group[-1][0])], text.lines[text.line_at(span[0])]
    if before.box is not None and line.box is not None and before.bold != line.bold:
        return True
    content = fold(text.text[slice(*span)])
    if not form.opens_organ(text.text[slice(*span)]):
        return False
    so_far = fold(" ".join(text.text[a:b] for a, b in group))
    return so_far not in form.open_organs() or content.startswith(("văn phòng", "ban ", fold("ủy ban kiểm")))


def _split_glued(text: str, span: Span) -> list[Span]:
    """Two or three organs on one line: "ĐẢNG BỘ TỈNH X ĐẢNG ỦY XÃ Y", "BAN CHẤP HÀNH TRUNG ƯƠNG VĂN PHÒNG"."""
    start, end = span
    content = text[start:end]
    cuts = [
        m.start()
        for m in regex.finditer(
            r"(?<=\S)\s+(?=(?:ĐẢNG BỘ|ĐẢNG [ỦU][YỶ]|HUYỆN [ỦU][YỶ]|CHI BỘ)\b)|(?<=TRUNG ƯƠNG)\s+(?=(?:VĂN PHÒNG|[ỦU][YỶ] BAN KIỂM TRA|BAN )\b)",
            content,
        )
    ]
    cuts = [c for c in cuts if fold(content[:c]) not in form.open_organs()]
    edges = [0, *cuts, len(content)]
    return [
        (start + a + (len(content[a:b]) - len(content[a:b].lstrip())), start + b) for a, b in itertools.pairwise(edges)
    ]


# --- other forms ---------------------------------------------------------------------------


def _names_itself(text: TextMap, at: int) -> bool:
    """The title holds its own number and date: "QUY ĐỊNH số 12-QĐ/TU, ngày 03/4/2020 của …", on one line or two."""
    found = cues.title_type(text.lines[at]) or cues.reference_title(text.lines[at])
    if found is None:
        return False
    start, end = text.starts[at] + found[1], text.span(at, min(at + 1, len(text.lines) - 1))[1]
    number = read_number(text.text, start, end)
    if number is None or number.ordinal is None or text.text[start : number.start].strip(" (\n:*-"):
        return False
    return (
        read_short_date(text.text, number.end, end + 40) is not None
        or read_date_line(text.text, number.end, end + 40) is not None
    )


def _by_reference(text: TextMap, at: int) -> Heading:
    """An attached document without a header: its title names number, date and organ."""
    title = read_title(text, at, at)
    start, end = text.span(at, max(title.end - 1, at))
    number = read_number(text.text, start, end)
    issued = read_short_date(text.text, start, end) or read_date_line(text.text, start, end)
    named = regex.compile(r"\bcủa\s+(\p{Lu}[^,;\n]*?)(?=\s*(?:\n|$|về\b|,|;))").search(text.text, start, end)
    organs = Organs((named.span(1),)) if named else Organs()
    edge = max([x.end for x in (number, issued) if x is not None] + ([named.end(1)] if named else []), default=start)
    tail = regex.compile(r"\bvề\b", regex.IGNORECASE).search(text.text, edge, end)
    spans = ((tail.start(), end),) if tail else ()
    title = replace(title, title=spans, author=(), rule="title that names its own number")
    return Heading(
        organs=organs, number=number, issued=issued, title=title, lines=frozenset(range(title.end)),
        body=title.end, by_reference=True,
    )  # fmt: skip
