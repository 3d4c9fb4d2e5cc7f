"""Type, author and subject (tên loại, tác giả, trích yếu)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import regex

from vndocparse.fields import cues
from vndocparse.fields.values import Span
from vndocparse.geometry import Box
from vndocparse.layout.zones import is_rule
from vndocparse.model.page import Line
from vndocparse.model.textmap import TextMap
from vndocparse.rules import form
from vndocparse.rules.form import DocTypeRule
from vndocparse.text import bare, fold, is_upper

MAX_LINES = 16
MEASURE = 400.0
"""Points: a line as wide as this is set to the full measure of the page."""
SHORT = 80
"""Characters of a line below the type that is rather its subject than a text's first sentence: every type has one."""
_ABOUT = regex.compile(r"(?:về|v/v)(?![^\W_])", regex.IGNORECASE)
_NAMED_SECTION = regex.compile(r"(?:phần|chương|điều)\s", regex.IGNORECASE)
_LABEL = regex.compile(r"\p{Lu}[\p{L} ]{2,24}:\s+\S")
_MARGINAL = regex.compile(r"[Vv]\s*/\s*[Vv]\s*[:.]?\s*")


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
    """The "title" is the wrapped end of a sentence: the line above breaks off in lower case."""
    if i == 0:
        return False
    above = lines[i - 1].text
    return (
        len(above) > 60
        and not is_upper(above)
        and above[-1].isalpha()
        and lines[i].gap < 0.8
        and lines[i].box is not None
    )


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
        if not _is_subject(lines, at, last, i, has_rest=len(lines[at].text) > end + 3):
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
            return i - 2 if based and i > at + 2 and _enacting_organ(lines[i - 1]) else i - 1
        if len(content) > 400 or lines[i].bold != lines[at + 1].bold:
            return at
        sentence = sentence or content.rstrip().endswith((".", ":", "./.")) or len(content) > 140
        if i > at + 1 and cues.opens("basis", content) and content[0].isupper() and not is_upper(content):
            return at
    return at


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


def _is_subject(lines: tuple[Line, ...], at: int, last: int, i: int, *, has_rest: bool) -> bool:
    """Line ``i`` still belongs to the subject of the title at ``at`` whose last line so far is ``last``."""
    line, head, before = lines[i], lines[at], lines[last]
    content = line.text
    first = last == at and not has_rest
    if line.markup == "row" or (line.page != head.page and line.box is not None):
        return False
    if cues.opens("addressee", content) or cues.opens("attached", content) or cues.opens_recipients(line):
        return False
    if (cues.opens_section(content) and not content[0].islower()) or cues.is_number_line(content):
        return False
    if not is_upper(head.text) and before.bold and line.bold and line.gap < 1 and not is_upper(content):
        return True  # a title in small letters wraps as a paragraph does
    if first and cues.opens("basis", content):
        if head.bold and not line.bold and line.box is not None and all(w.confidence >= 1.0 for w in line.words):
            return False  # the text begins: a subject is printed as its type is
        if line.box is None and not line.bold and _ends_as_text(lines, i):
            return False
        if line.box is not None and _opens_paragraph(lines, i, head):
            return False
        return not cues.opens("legal_basis", content) and _titled(line, head)
    if first and _MARGINAL.match(content):
        return True  # "V/v …" opens no sentence, wherever it stands
    if first:
        return (_titled(line, head) and not _opens_paragraph(lines, i, head)) or (
            line.box is None and _ends_with_stop(lines, at, i)
        )
    if line.box is None and content[0].isupper() and not line.bold and _closed(before.text):
        return False
    if content.startswith("("):
        return content.rstrip().endswith(")") and (line.box is None or _centred(line, head))
    capitals = [is_upper(lines[j].text) for j in range(at + 1, last + 1)]
    if is_upper(content) and capitals and not all(capitals):
        return False
    if is_upper(content) and capitals and (cues.is_position(line) or cues.is_organ(content)) and line.gap > 0.9:
        return False
    behind_author = bool(capitals) and all(capitals) and not is_upper(content)
    if behind_author and len(content) > 12 and not _ABOUT.match(content):
        return False
    about = behind_author and _ABOUT.match(content) is not None
    printed = line.bold or line.markup == "heading" or line.italic
    if (before.bold or before.markup == "heading") and not printed and not (about and _names_author(lines, at, last)):
        return False
    if line.box is not None and head.box is not None:
        if before.bold and line.bold and _centred(line, head):
            return True
        if not _centred(line, head):
            return False
        if last > at and not before.bold and not content[0].islower() and not _centred(before, head):
            return False  # "V/v …" at the indent, and the text below it
        running = cues.opens("basis", content) and not is_upper(content)
        return line.gap <= max(1.1, 1.6 * _gap(lines, at, last)) and not running
    if content[-1] == ":" and not is_upper(content):
        return False  # a lead into the text
    if fold(before.text.split()[-1]) in form.hanging_words() and not cues.opens("basis", content):
        return True
    if about:
        return True
    if _LABEL.match(content) or content.endswith("!"):
        return False  # "Thời gian: 8 giờ", "Hỡi đồng bào!"
    if content[0].islower() or before.text[-1] in ",;-–" or (before.bold and line.bold and line.gap < 1):
        return True
    if cues.opens("basis", content) and not is_upper(content):
        return False
    if line.gap >= 1 and not (is_upper(content) and is_upper(before.text)):
        return False
    if not any(c.isalpha() for c in content):
        return True
    return is_upper(content) == is_upper(before.text) and len(before.text) < 90


def _ends_as_text(lines: tuple[Line, ...], i: int) -> bool:
    """The wrapped paragraph that begins on line ``i`` ends with a mark that no subject ends with."""
    last = i
    while last + 1 < min(i + 8, len(lines)):
        line, below = lines[last].text, lines[last + 1].text
        if lines[last + 1].gap >= 1 or line[-1] in ".:;" or not (below[0].islower() or 55 <= len(line) <= 110):
            break  # the paragraph ends, or is one long line
        if cues.opens_section(below) or cues.opens("addressee", below):
            break
        last += 1
    return lines[last].text.rstrip()[-1] in ".:;"


def _names_author(lines: tuple[Line, ...], at: int, last: int) -> bool:
    """The lines between the type and ``last`` say whose text it is."""
    return form.author_pattern().match(" ".join(line.text for line in lines[at + 1 : last + 1])) is not None


def _closed(text: str) -> bool:
    """Ends with the full stop of a sentence, not of an abbreviation."""
    return text.endswith(".") and not text.endswith("..") and len(text.split()[-1]) > 3


def _titled(line: Line, head: Line) -> bool:
    """Printed as a subject: bold or capital or centred, or short plain text without a full stop."""
    if line.box is not None and head.box is not None:
        return _centred(line, head) or line.bold
    return (
        line.bold or is_upper(line.text) or line.markup == "heading" or not line.text.rstrip().endswith((".", ":", ";"))
    )


def _ends_with_stop(lines: tuple[Line, ...], at: int, i: int) -> bool:
    """The line below the type is a subject that somebody closed with a full stop, in text without print to tell it.

    Told by what stands around it: the type right above and a blank line or the words that a text begins with below;
    or by itself: its first word "về", or that it is short and no sentence as texts begin with.
    """
    content = lines[i].text.rstrip()
    below = lines[i + 1] if i + 1 < len(lines) else None
    if below is None or not 12 < len(content) <= 160 or content.endswith(("./.", "..")) or content[-1] != ".":
        return False
    if any(c.isalpha() for c in content[content.find(". ") + 1 :]) and ". " in content:
        return False  # two sentences
    if _ABOUT.match(content):
        return True
    block = lines[i].gap < 1 and below.gap >= 1 and i == at + 1
    begins = cues.opens("basis", below.text) is not None and below.text[0].isupper()
    short = len(content) <= SHORT
    return (block or begins or short) and form.lead_pattern().match(content) is None


def _opens_paragraph(lines: tuple[Line, ...], i: int, head: Line) -> bool:
    """An indented line of running text: about as wide as the next, which begins left of it, and not centred over it.

    Or a line of full measure over another, neither of them bold as the type above is.
    """
    line = lines[i]
    below = lines[i + 1] if i + 1 < len(lines) else None
    if line.bold or is_upper(line.text) or below is None or below.page != line.page:
        return False
    if line.box is None or below.box is None or line.box.width < 0.8 * below.box.width:
        return False
    indent = line.box.x0 - below.box.x0
    if head.bold and not below.bold and line.box.width > MEASURE and abs(indent) < 4:
        return abs(line.box.x1 - below.box.x1) < 6  # two full lines without an indent, under a type in bold
    return indent > 8 and abs(indent - (below.box.x1 - line.box.x1)) > 12


def _centred(line: Line, head: Line) -> bool:
    """Its middle is the type's middle, give or take a character."""
    a, b = _box(line), _box(head)
    return abs(a.middle - b.middle) <= max(16.0, 0.06 * a.width)


def _box(line: Line) -> Box:
    assert line.box is not None
    return line.box


def _gap(lines: tuple[Line, ...], at: int, last: int) -> float:
    """The widest gap inside the block so far."""
    return max((lines[j].gap for j in range(at + 2, last + 1)), default=0.5)


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
    opening = form.author_pattern().match(text, start) or form.damaged_author_pattern().match(
        bare(text[start : min(start + 60, end)])
    )
    if opening is None:
        return [], spans
    about = next((m for m in _ABOUT.finditer(text, start + 3, end) if text[m.start() - 1].isspace()), None)
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
    mark = _MARGINAL.match(text, start, end)
    return [(mark.end() if mark else start, end), *spans[1:]]
