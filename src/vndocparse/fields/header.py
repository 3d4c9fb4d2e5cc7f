"""The header of a document as a bag: what is found is cut out wherever it stands, the rest names organs.

The parts of a two-column header reach us in any order: row by row, column by column, the number last,
all on one line.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import regex

from vndocparse.fields import cues
from vndocparse.fields.date import DateReading, read_date_line, read_placed_date
from vndocparse.fields.motto import Motto, glued_motto, is_motto, motto_span, wrapped_motto
from vndocparse.fields.number import (
    NumberReading,
    read_damaged_number,
    read_lone_number,
    read_number,
    without_ordinal,
)
from vndocparse.fields.organs import Organs, group_organs
from vndocparse.fields.title import TitleReading
from vndocparse.fields.values import Span
from vndocparse.layout.zones import is_rule
from vndocparse.model.page import Line
from vndocparse.model.textmap import TextMap
from vndocparse.rules import form, organs
from vndocparse.text import fold, is_upper

_YEAR = regex.compile(r"(?<!\S)(?:19|20)\d\d(?!\S)")
_SUBJECT = regex.compile(r"[(\"“]?\s*(?:[Vv]\s*/\s*[Vv]\b|Về việc|Về(?=\s\p{Ll}))\s*[:.]?\s*")
"""The words that open the subject of a công văn."""
_MARKED = regex.compile(r"[^-–/,;+]+")
"""Marks side by side are parted by one of these signs."""
_REFERRED = regex.compile(r"(?r)\d\s?[-–/]\s?\p{Lu}[\p{L}\d&./–-]*(?:\s*+,)?\s*+$")
"""The number of another document right before its date."""
SURE_FIGURES = 0.75
"""Least score of the engine for the figures of a number; below it they are left to be read again."""


class Pieces:
    """The header's lines with what has been cut out of them so far."""

    def __init__(self, text: TextMap, header: list[int]) -> None:
        self.text = text
        self.header = header
        self.taken: list[Span] = []
        self.used: set[int] = set()
        self.motto: Motto | None = None
        self.number: NumberReading | None = None
        self.issued: DateReading | None = None
        self.subject = TitleReading()
        self.marks: dict[str, Span] = {}
        self.notes: list[Span] = []

    def cut_all(self, untitled: bool) -> None:
        """Finds each part once, the surest first."""
        self._cut_motto()
        self._cut_slogan()
        self._cut_number()
        self._cut_marks()  # before the date, which a draft's mark may hold
        self._cut_date()
        self._cut_marks()  # and what stood beside it
        if untitled or (self.number is not None and self.number.type_code == "CV"):
            self._cut_subject()

    def organs(self) -> Organs:
        """Names among what remains, and notes; see ``group_organs``."""
        names: list[Span] = []
        joint: set[Span] = set()
        several = self.number is not None and "-" in (self.number.organ_code or "")
        before_motto = self._motto_line()
        for i in self.header:
            for span in self._rest(i):
                content = self.text.text[slice(*span)]
                dashed = several and bool(names) and content[0] in "-–"
                if dashed and (len(content) == 1 or self._names_organ(content[1:], i)):
                    names.append(span)  # the next of the organs that issue together: "- SỞ NỘI VỤ"
                    joint.add(span)
                    self.used.add(i)
                elif is_rule(content) or not any(c.isalpha() for c in content):
                    self.used.add(i)
                elif self._names_organ(content, i):
                    names.append(span)
                    self.used.add(i)
                elif before_motto is not None and i <= before_motto + 12:
                    self.notes.append(span)
        return group_organs(self.text, names, joint)

    # each part ---------------------------------------------------------------------

    def _cut_motto(self) -> None:
        """The right column first: on the left an organisation's name is the organ above.

        Where no columns are known, what stands above the date is the right one.
        """
        right = [i for i in self.header if self.text.lines[i].column == 2]
        right = right or [i for i in self.header if self._above_date(i)]
        for where, whole in itertools.product((right, self.header), (True, False)):
            for at in range(len(where)):
                for block in (where[at : at + 1], where[at : at + 2]):
                    found = self._motto_of(block, right=where is right, whole=whole)
                    if found is not None:
                        self._keep_motto(found)
                        return
        for at in self.header[:-1]:
            found = glued_motto(self.text, at) if at + 1 in self.header else None
            if found is not None:
                self._keep_motto(found)
                return

    def _motto_of(self, block: list[int], *, right: bool, whole: bool) -> Motto | None:
        """The motto in the lines of ``block``; ``whole``: they are its words exactly and nothing else."""
        if whole and not is_motto(" ".join(self.text.lines[i].text for i in block), right=right):
            return None
        if block[-1] - block[0] != len(block) - 1:
            return wrapped_motto(self.text, block, right=right)
        return motto_span(self.text.text, *self.text.span(block[0], block[-1]), right=right)

    def _keep_motto(self, found: Motto) -> None:
        self.motto = found
        for span in found[1]:
            self._take(span)

    def _above_date(self, i: int) -> bool:
        below = next((j for j in range(i + 1, len(self.text.lines)) if not is_rule(self.text.lines[j].text)), None)
        return below is not None and read_date_line(self.text.lines[below].text) is not None

    def _motto_line(self) -> int | None:
        return None if self.motto is None else self.text.line_at(self.motto[1][0][0])

    def _cut_number(self) -> None:
        for start, end in self._runs():
            found = read_number(self.text.text, start, end)
            while found is not None and self._names_another(found):
                found = read_number(self.text.text, found.end, end)
            if found is not None:
                self._keep_number(found)
                self._take_again(found)
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
            if loose is not None and self._names_another(loose):
                continue
            if loose is not None and (not loose.labelled or loose.type_code is None):
                self._keep_number(loose if loose.labelled else replace(loose, confidence=0.6))
                return

    def _take_again(self, kept: NumberReading) -> None:
        """The same number once more, below a heading that a site or transcriber put above the header."""
        for start, end in self._runs():
            found = read_number(self.text.text, max(start, kept.end), end)
            if found is not None and found.text == kept.text:
                self._take((found.start, found.end))

    def _names_another(self, found: NumberReading) -> bool:
        """The number of another document: in an organ's name ("ĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH" / "SỐ 12-QĐ/HU"), in
        a subject ("V/v thực hiện Hướng dẫn số 12-HD/HU"), or of the one that this is attached to ("Kèm theo Quyết định
        số 12-QĐ/HU").
        """
        at = self.text.line_at(found.start)
        if cues.opens("attached", self.text.lines[at].text) is not None:
            return True
        if self._type_before(found) is not None:
            return False
        before = self.text.text[: found.start].rstrip()[-40:]
        named = form.type_at_end(before)
        if named is not None and self.text.text[found.start].islower() and not is_upper(before[-12:]):
            return True
        if not (at == 0 or at - 1 in self.header) or not is_upper(before[-12:]):
            return False
        if named is None or fold(named.code) != fold(found.type_code or ""):
            return False  # "BAN QUẢN LÝ DỰ ÁN" / "Số: 12/QĐ-BQLDA", "BỘ TƯ LỆNH" / "Số: 8/CT-BTL"
        return organs.dangles(before[: -len(named.name)]) or self._numbered_behind(found)

    def _type_before(self, found: NumberReading) -> int | None:
        """Where the line begins that names the type with the own number: "Luật số: 98/2021/QH15"."""
        at = self.text.line_at(found.start)
        start, end = self.text.span(at, at)
        named = form.type_at_end(self.text.text[start : found.start].strip(" *"))
        alone = named is not None and form.same_words(self.text.text[start : found.start].strip(" *"), named.name)
        return start if alone and found.end >= end - 2 and ":" in self.text.text[found.start : found.end] else None

    def _numbered_behind(self, found: NumberReading) -> bool:
        """Another labelled number follows in the header."""
        return any(read_number(self.text.text, max(a, found.end), b) is not None for a, b in self._runs())

    def _keep_number(self, found: NumberReading) -> None:
        """Figures that the engine doubts are dropped: they are written by hand, or damaged."""
        figures = [
            w
            for w in self.text.words(found.start, found.end)
            if w.confidence < 1.0 and any(c.isdigit() for c in w.text)
        ]
        doubted = found.ordinal is not None and any(w.confidence < SURE_FIGURES for w in figures)
        self.number = without_ordinal(found) if doubted else found
        named = self._type_before(found)
        self._take((found.start if named is None else named, found.end))

    def _cut_date(self) -> None:
        """The first date that begins a line; else the first at all that is not a reference's, in a subject."""
        dates = [found for span in self._runs() for found in self._dates(*span)]
        if not dates:
            return
        found = next((d for d in dates if _begin(d) in self.text.starts), dates[0])
        self.issued = self._with_stray_year(self._with_wrapped_place(found))
        self._take((_begin(found), found.end))
        if self.issued.place is not None:
            self._take(self.issued.place)

    def _dates(self, start: int, end: int) -> list[DateReading]:
        """The dates in a run of lines, those behind another document's number left out."""
        masked = self._masked()
        dates = []
        at = start
        while at < end and (found := read_date_line(masked, at, end)) is not None:
            if not _REFERRED.search(masked[max(start, found.start - 80) : found.start]):
                dates.append(found)
            at = max(found.end, at + 1)
        short = None if dates else read_placed_date(masked, start, end)
        return dates if short is None else [short]

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
            worn = any(w.confidence < 1.0 for w in self.text.lines[i].words)
            for start, end in self._rest(i):
                while start < end and self.text.text[start] in "-–_= ":
                    start += 1  # "-----      KHẨN": the rule of the other column on the same line
                content = self.text.text[start:end]
                hits = _marks_in(content, worn=worn) if 0 < len(content) <= 60 else []
                for name, a, b in hits:
                    if name not in self.marks:
                        self.marks[name] = (start + a, start + b)
                        self._take((start, end))

    def _cut_slogan(self) -> None:
        """Tiêu ngữ "Độc lập - Tự do - Hạnh phúc", under the quốc hiệu: of no field."""
        for i in self.header:
            start, end = self.text.span(i, i)
            flat, offsets = form.bare_with_offsets(self.text.text[start:end])
            found = form.slogan_pattern().search(flat) if "do" in flat else None
            if found is not None:
                self._take((start + offsets[found.start()], start + offsets[found.end() - 1] + 1))
                return

    def _cut_subject(self) -> None:
        """The subject of a công văn, under its number: "V/v …", "Về việc …", or plain italic lines."""
        anchor = self.text.line_at(self.number.end) if self.number is not None else -1
        for i, (start, end) in [(k, span) for k in self.header for span in self._rest(k)]:
            opening = _SUBJECT.match(self.text.text, start, end)
            if opening is None:
                continue
            framed = opening[0][0] in '("“'
            kept = start + framed if opening[0].lower().lstrip('("“ ').startswith("về") else opening.end()
            block = self._subject_from(i)
            spans = [(kept, end), *(self.text.span(k, k) for k in block[1:])]
            if framed and self.text.text[spans[-1][1] - 1] in ')"”':
                spans[-1] = (spans[-1][0], spans[-1][1] - 1)
            self.subject = TitleReading(title=_joined(spans), end=block[-1] + 1, rule="subject under the number")
            for span in [(start, end), *spans[1:]]:
                self._take(span)
            return
        if anchor >= 0 and self.number is not None and self.number.type_code == "CV":
            block = [i for i in self.header if anchor < i <= anchor + 6 and not self._is_taken(i)]
            wanted: list[int] = []
            for i in block:
                content = self.text.lines[i].text
                if is_rule(content) or is_upper(content) or self.text.lines[i].column != self.text.lines[anchor].column:
                    break
                if cues.opens("legal_basis", content) or cues.opens("addressee", content) or _is_sentence(content):
                    break
                wanted.append(i)
            if wanted:
                self.subject = TitleReading(
                    title=(self.text.span(wanted[0], wanted[-1]),), end=wanted[-1] + 1, rule="lines under the number"
                )
                self._take(self.text.span(wanted[0], wanted[-1]))

    def _subject_from(self, first: int) -> list[int]:
        """The lines of a subject that begins on line ``first``; the other column's lines may stand between them."""
        block = [first]
        for i in range(first + 1, len(self.text.lines)):
            if i in self.header and self._goes_on(i, first):
                block.append(i)
            elif not (i in self.header and self.text.lines[i].column == 2 and self.text.lines[first].column == 1):
                break
        return block

    def _goes_on(self, i: int, first: int) -> bool:
        line, head = self.text.lines[i], self.text.lines[first]
        apart = line.column != head.column and not (line.box is None and line.column == 0 and head.column == 1)
        if self._is_taken(i) or is_rule(line.text) or is_upper(line.text) or apart:
            return False
        if line.markup != head.markup or cues.opens("addressee", line.text) or line.gap > 1.5:
            return False
        if _is_sentence(line.text):
            return False  # the letter's text begins
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

    def _right_of_motto(self, line: Line) -> bool:
        """The line begins where the motto does or right of it: the organ stands on the left (HD 36, box 2)."""
        if self.motto is None or line.box is None:
            return False
        places = [w.box for span in self.motto[1] for w in self.text.words(*span) if w.box is not None]
        return (
            bool(places)
            and line.page == self.text.lines[self._motto_line() or 0].page
            and (line.box.x0 >= min(b.x0 for b in places) - 6)
        )

    def _names_organ(self, content: str, i: int) -> bool:
        line = self.text.lines[i]
        if cues.BULLET.match(content) or (cues.motto_in(content) and not organs.opens_organ(content)):
            return False
        name = regex.split(r"[….]{2,}", content)[0].strip()
        if not name:
            return False
        if is_upper(name):
            return any(w.confidence >= 0.4 for w in line.words)
        if line.column == 2 or len(name) >= 80 or organs.organ_pattern().match(fold(name)) is None:
            return False
        return line.bold or self._small_organ(name, i)

    def _small_organ(self, name: str, i: int) -> bool:
        """A name in small letters in regular print: a committee's, above another organ, the star or the number."""
        if organs.is_body(name) or name[-1] in ".,;:" or any(c.isdigit() for c in name) or i + 1 not in self.header:
            return False
        below = next((k for k in self.header if k > i and self.text.lines[k].column != 2), i)
        under = self.text.lines[below].text
        return (
            under[0] in "*-_"
            or read_number(under) is not None
            or organs.organ_pattern().match(fold(under)) is not None
            or cues.motto_in(under) is not None
        )


def _is_sentence(text: str) -> bool:
    """Begins with a capital and ends as a sentence or a lead into a list does."""
    return text[0].isupper() and text[-1] in ".:;"


def _begin(found: DateReading) -> int:
    return found.start if found.place is None else found.place[0]


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Spans of lines that follow each other as one span."""
    out: list[Span] = []
    for span in spans:
        if out and out[-1][1] == span[0] - 1:
            out[-1] = (out[-1][0], span[1])
        else:
            out.append(span)
    return tuple(out)


def is_mark(text: str) -> bool:
    """The line is a mark of secrecy, urgency, circulation or draft and nothing else."""
    return len(text) <= 60 and _mark_in(text.strip(" *"), worn=False) is not None


def _marks_in(content: str, *, worn: bool) -> list[tuple[str, int, int]]:
    """The mark that ``content`` is, or the marks that stand on it side by side: "TỐI MẬT - HỎA TỐC"."""
    whole = _mark_in(content, worn=worn)
    if whole is not None:
        return [whole]
    parts = list(_MARKED.finditer(content))
    hits = [(_mark_in(part[0], worn=worn), part.start()) for part in parts] if len(parts) > 1 else []
    return [(h[0], at + h[1], at + h[2]) for h, at in hits if h is not None] if all(h for h, _ in hits) else []


def _mark_in(content: str, *, worn: bool) -> tuple[str, int, int] | None:
    """The field whose mark ``content`` is, and where the mark stands without label and frame."""
    for (name, pattern), (_, damaged) in zip(form.mark_patterns(), form.mark_patterns(worn=True), strict=True):
        found = pattern.fullmatch(content)
        if found is not None:
            a, b = found.span("value")
        elif worn:
            flat, offsets = form.bare_with_offsets(content)
            found = damaged.fullmatch(flat)
            if found is None:
                continue
            a, b = offsets[found.start("value")], offsets[found.end("value")]
        else:
            continue
        inside = content[a:b].rstrip()
        return name, a, a + len(inside if "(" in inside else inside.rstrip(" )"))
    return None
