"""Type, author and subject (tên loại, tác giả, trích yếu)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import regex

from vndocparse.fields import cues
from vndocparse.fields.subject import ABOUT, MARGINAL, Place, belongs
from vndocparse.fields.values import Span
from vndocparse.layout.zones import is_rule
from vndocparse.model.page import Line
from vndocparse.model.textmap import TextMap
from vndocparse.rules import form, organs
from vndocparse.rules.form import DocTypeRule
from vndocparse.text import bare, is_upper

MAX_LINES = 16
_NAMED_SECTION = regex.compile(r"(?:phần|chương|điều)\s", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What the title block says; spans are offsets into the text."""

    doc_type: tuple[DocTypeRule, Span] | None = None
    author: tuple[Span, ...] = ()
    title: tuple[Span, ...] = ()
    end: int = 0
    """Index of the first line behind the block."""
    rule: str = ""


def find_title_line(lines: tuple[Line, ...], most: int) -> int | None:
    """The line that prints the type of the document; None for a công văn.

    The first title behind the motto among the first ``most`` lines, before an addressee with text
    above it, a numbered section or the recipients; the first of all where none follows a motto (a
    transcriber's heading may stand above the header, and a header may stand behind the text).
    """
    headed = next((i for i, line in enumerate(lines[:most]) if _is_motto(line)), None)
    first = None
    for i, line in enumerate(lines[:most]):
        if cues.title_type(line) is not None and not _in_names(lines, i):
            if headed is None or i > headed:
                return i
            first = i if first is None else first
            continue
        if cues.opens_recipients(line) or cues.opens_authority(line):
            break
        if cues.opens("addressee", line.text) and any(len(x.text) > 20 for x in lines[:i]):
            break
        if i > 2 and cues.opens_section(line.text) and (len(line.text) > 30 or _NAMED_SECTION.match(line.text)):
            break
    return first


def _is_motto(line: Line) -> bool:
    found = cues.motto_in(line.text)
    return found is not None and is_upper(line.text)


def _in_names(lines: tuple[Line, ...], i: int) -> bool:
    """The "title" is the wrapped end of a sentence or of an organ's name, which the line above breaks off."""
    if i == 0:
        return False
    above = lines[i - 1].text
    if is_upper(above) and (organs.dangles(above) or _names_organ_above_number(lines, i)):
        return True
    return (
        len(above) > 60
        and not is_upper(above)
        and above[-1].isalpha()
        and lines[i].gap < 0.8
        and lines[i].box is not None
    )


def _names_organ_above_number(lines: tuple[Line, ...], i: int) -> bool:
    """The rest of an organ's name: "BAN CHỈ ĐẠO" / "CHƯƠNG TRÌNH …" / "Số …", and the title stands below the number."""
    if not cues.is_organ(lines[i - 1].text):
        return False
    below = [k for k in range(i + 1, min(i + 4, len(lines))) if cues.is_number_line(lines[k].text)]
    return bool(below) and any(cues.title_type(x) is not None for x in lines[below[0] + 1 : below[0] + 8])


def read_title(text: TextMap, at: int, first: int, skip: Collection[int] = ()) -> TitleReading:
    """Type, author and subject from line ``at`` on.

    The subject ends at a rule, an addressee, a legal basis, the first section, the issuing
    authority in capitals, or where the print changes from bold or centred to running text.  Lines in ``skip`` hold
    the number and date, printed between type and subject.
    """
    lines = text.lines
    found = cues.title_type(lines[at]) or cues.reference_title(lines[at])
    if found is None:
        return TitleReading(end=at)
    rule, end = found
    start = text.starts[at]
    doc_type = (rule, (start, start + end))
    last, closed, last_used = _last_before_cue(lines, at), False, at
    resume = last + 1
    for i in range(resume, min(at + MAX_LINES, len(lines))):
        if i in skip:
            continue
        if is_rule(lines[i].text):
            if last > at or len(lines[at].text) > end + 3:
                closed = True
                last_used = i
                break
            continue
        if not belongs(Place(lines, at, last, i, first=last == at and len(lines[at].text) <= end + 3)):
            break
        last = i
    stop = last_used + 1 if closed else last + 1
    kept = 0 if rule.attached and len(lines[at].text) > end + 3 else end  # "DANH MỤC THỦ TỤC …" is one title
    spans = _subject_spans(text, at, kept, last, skip)
    author, title = _split_author(text.text, spans)
    return TitleReading(doc_type, tuple(author), tuple(_without_mark(text.text, title)), stop, f"title {rule.name}")


def _last_before_cue(lines: tuple[Line, ...], at: int) -> int:
    """In text without places or weight: the last line before an unmistakable end of the subject.

    ``at`` where there is none within a few lines, or where what lies between looks like sentences.
    Only a legal basis behind it tells a subject with a full stop or colon from a sentence.
    """
    if lines[at].box is not None:
        return at
    sentence = False
    for i in range(at + 1, min(at + MAX_LINES, len(lines))):
        content = lines[i].text
        if _ends_subject(lines, at, i):
            based = _is_basis(lines[i])
            if len({is_upper(x.text) for x in lines[at + 1 : i]}) != 1 or (sentence and not (based and i - at < 6)):
                return at
            return _above_enacting(lines, at, i) if based and i > at + 2 else i - 1
        if len(content) > 400 or lines[i].bold != lines[at + 1].bold:
            return at
        sentence = sentence or content.rstrip().endswith((".", ":", "./.")) or len(content) > 140
        if i > at + 1 and cues.opens("basis", content) and content[0].isupper() and not is_upper(content):
            return at
    return at


def _above_enacting(lines: tuple[Line, ...], at: int, basis: int) -> int:
    """The last line of the subject above those that name who enacts: "CHỦ TỊCH" / "NƯỚC CỘNG HÒA …"."""
    if _enacting_organ(lines[basis - 1]):
        return basis - 2
    apart = lines[basis - 2]
    two = basis > at + 3 and apart.gap >= 1 and (cues.is_position(apart) or _enacting_organ(apart))
    return basis - 3 if two else basis - 1


def _is_basis(line: Line) -> bool:
    return cues.opens("legal_basis", line.text) is not None


def _enacting_organ(line: Line) -> bool:
    """The organ in whose name the document is issued, in capitals between the subject and its legal bases."""
    return cues.is_organ(line.text) or cues.enacts(line)


def _ends_subject(lines: tuple[Line, ...], at: int, i: int) -> bool:
    line = lines[i]
    if is_rule(line.text) or cues.opens("addressee", line.text) or cues.opens("attached", line.text):
        return True
    if cues.is_number_line(line.text):
        return True
    if _is_basis(line):
        return True
    if cues.opens_section(line.text) and not line.text[0].islower():
        return True
    plain = i > at + 1 and not is_upper(lines[i - 1].text)
    return plain and is_upper(line.text) and (cues.enacts(line) or cues.is_organ(line.text))


def _subject_spans(text: TextMap, at: int, end: int, last: int, skip: Collection[int]) -> list[Span]:
    start, stop = text.span(at, last)
    start += end
    if any(at < i <= last for i in skip):
        start, end = text.span(max(i for i in skip if i <= last) + 1, last)
    while start < stop and (text.text[start].isspace() or text.text[start] in ":.*_-–|"):
        start += 1
    while stop > start and text.text[stop - 1] in " .*_":
        stop -= 1
    return [(start, stop)] if start < stop else []


def _split_author(text: str, spans: list[Span]) -> tuple[list[Span], list[Span]]:
    """ "CỦA BỘ CHÍNH TRỊ" before "về …": the author; without "về" behind it, part of the subject."""
    if not spans:
        return [], []
    start, end = spans[0]
    opening = form.author_pattern().match(text, start) or form.author_pattern(worn=True).match(
        bare(text[start : min(start + 60, end)])
    )
    if opening is None:
        return [], spans
    about = next((m for m in ABOUT.finditer(text, start + 3, end) if text[m.start() - 1].isspace()), None)
    if about is None or _one_sentence(text[start : about.start()]):
        return [], spans
    stop = about.start()
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return [(start, stop)], [(about.start(), end)]


def _one_sentence(author: str) -> bool:
    """The author's line and what it is about are one phrase: "Kết luận của … tại cuộc họp" / "về tiến độ …"."""
    return not is_upper(author) and form.occasion_pattern().search(author) is not None


def _without_mark(text: str, spans: list[Span]) -> list[Span]:
    """ "V/v" is a mark, not part of the subject; "Về việc" is."""
    if not spans:
        return []
    start, end = spans[0]
    mark = MARGINAL.match(text, start, end)
    return [(mark.end() if mark else start, end), *spans[1:]]
