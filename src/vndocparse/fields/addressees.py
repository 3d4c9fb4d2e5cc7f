"""Addressees (kính gửi) of a công văn, tờ trình or báo cáo."""

from __future__ import annotations

import regex

from vndocparse.fields import cues
from vndocparse.fields.values import Span
from vndocparse.layout.zones import is_rule
from vndocparse.model.page import Line
from vndocparse.model.textmap import TextMap
from vndocparse.text import is_upper

NEAR = 6
"""Lines below the title within which "Kính gửi" must stand."""
MOST = 25
LONG = 45
"""Characters of a line that is rather a sentence's than a name's."""
_LABEL = regex.compile(r"\p{Lu}[\p{L} ]{2,24}:\s")
"""A line of an invitation: "Thời gian: 8 giờ", "Đến dự: …"."""
_DOTS = regex.compile(r"[.…_]{3,}")
_MARKS = regex.compile(r"[*_# ]*")


def read_addressees(text: TextMap, body: int, after: int) -> tuple[tuple[tuple[Span, ...], ...], int]:
    """Spans of each addressee behind line ``after``, and the line where the text begins.

    ``body`` is returned where there is no "Kính gửi".  A dotted blank gives no addressee.
    """
    lines = text.lines
    near = range(after, min(after + NEAR, len(lines)))
    at = next((i for i in near if cues.opens("addressee", lines[i].text)), None)
    if at is None or any(_runs_on(line) for line in lines[after:at]):
        return (), body
    found: list[list[Span]] = []
    i = at
    while i < min(len(lines), at + MOST):
        line = lines[i]
        start, end = text.span(i, i)
        opening = cues.opens("addressee", line.text)
        bullet = cues.BULLET.match(line.text)
        if opening is not None:
            start = _behind(text.text, start + _marks(line) + opening.end(), end)
            if start < end and any(c.isalnum() for c in text.text[start:end]):
                found.append([(start, end)])
            elif _DOTS.search(line.text):
                i += 1
                break
        elif bullet is not None and not is_rule(line.text) and not cues.opens("legal_basis", line.text[bullet.end() :]):
            found.append([(start + bullet.end(), end)])
        elif _listed(text, i, found):
            found.append([(start, end)])
        elif _is_text(text, i, found):
            break
        elif found:
            found[-1].append((start, end))
        else:
            found.append([(start, end)])
        i += 1
    named = (tuple(_trim(text.text, spans)) for spans in found)
    return tuple(s for s in named if any(c.isalpha() for a, b in s for c in text.text[a:b])), max(i, body)


def _runs_on(line: Line) -> bool:
    """A line of running text or a section: what is addressed below it is no part of the head."""
    return (len(line.text) > 60 and not is_upper(line.text) and not is_rule(line.text)) or (
        cues.opens_section(line.text) or cues.opens_recipients(line)
    )


def _marks(line: Line) -> int:
    found = _MARKS.match(line.text)
    return found.end() if found else 0


def _behind(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " :.*_-–":
        start += 1
    return start


def _listed(text: TextMap, i: int, found: list[list[Span]]) -> bool:
    """Line ``i`` is the next of several addressees without dashes: the one before it ends with ";"."""
    line = text.lines[i]
    if not found or text.text[found[-1][-1][1] - 1] != ";" or len(line.text) > 80:
        return False
    if line.text[-1] == ":" or not line.text[0].isupper() or cues.opens_section(line.text):
        return False
    return cues.opens("basis", line.text) is None and not _left_of(line, text.lines[i - 1])


def _is_text(text: TextMap, i: int, found: list[list[Span]]) -> bool:
    """Line ``i`` is no longer an addressee: the letter's text begins.

    Signs of it: a rule, a numbered section, a legal basis; a sentence end, a blank line or a step
    to the left before it; a line too long for a name that begins a sentence of its own.
    """
    line = text.lines[i]
    if is_rule(line.text) or cues.opens_section(line.text) or cues.opens("basis", line.text):
        return True
    if cues.opens_recipients(line) or cues.opens_authority(line):
        return True
    if not found:
        return False
    last = text.text[found[-1][-1][1] - 1]
    above = text.lines[i - 1]
    if last in ".;" or line.gap > 1.0 or len(line.text) > 100:
        return True
    if _left_of(line, above) and not line.text[0].islower():
        return True
    if last != "," and line.text[0].isupper() and len(line.text) > LONG and _leaves_room(above, line):
        return True
    if _LABEL.match(line.text) or (line.text[-1] in ".:" and line.text[0].isupper() and last != ","):
        return True
    if line.box is None and line.gap == 1.0 and line.text[0].isupper() and last != ",":
        return True
    return line.box is None and len(line.text) > 60 and line.text[0].isupper() and last.isalnum()


def _left_of(line: Line, before: Line) -> bool:
    """The line begins clearly left of the one before: a paragraph, not a wrapped name."""
    return line.box is not None and before.box is not None and line.box.x0 < before.box.x0 - 20


def _leaves_room(before: Line, line: Line) -> bool:
    """The first word of ``line`` had fitted behind the line before it, which therefore is no wrapped name's."""
    if before.box is None or line.box is None or not line.words or line.words[0].box is None:
        return False
    return before.box.x1 + line.words[0].box.width + before.box.height < line.box.x1


def _trim(text: str, spans: list[Span]) -> list[Span]:
    *head, (start, end) = spans
    while end > start and text[end - 1] in " ;.,*_":
        end -= 1
    return [*head, (start, end)] if end > start else head
