"""Inline marks of Markdown and the tags in it: bold, italic, escapes, entities, line breaks.

Programs that write Markdown from scans and from law sites are careless: a closing mark stands before a space
("*nghiêng *thẳng"), bold runs over several lines, a pair is left open.  So marks are toggles within one block, and one
that stays alone costs nothing but itself.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from vndocparse.source.flow import PLAIN, Span, Style, merged
from vndocparse.source.mathtext import without_math

_TAG = (
    r"</?(?:b|strong|i|em|u|ins|s|del|strike|sup|sub|span|font|center|p|div|h[1-6]|br|mark|small|big|a|img|o:p|code|tt|nobr"
    r"|header|footer|signature|figure|figcaption|watermark|page_number)"
    r"(?:\s[^<>]{0,1000})?\s*/?>"
)
_TOKEN = re.compile(
    r"\\(?P<escape>[!-/:-@\[-`{-~])"
    r"|(?P<stars>\*+)"
    r"|(?P<lines>_+)"
    r"|(?P<strike>~~)"
    r"|(?P<code>`+)"
    r"|<img>[^<>]{0,500}</img>"
    r"|!\[[^\[\]\n]{0,300}\]\([^()\n]{0,2000}\)"
    r"|\[\^[\w-]{1,20}\]"
    r"|(?<!!)\[(?P<link>[^\[\]\n]{0,300})\]\([^()\n]{0,2000}\)"
    rf"|(?P<tag>{_TAG})"
    r"|(?P<entity>&(?:\#\d{1,7}|\#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|<(?P<auto>(?:https?|mailto):[^<>\s]{1,2000})>",
    re.IGNORECASE,
)
_BLANKS = 100
_NAME = re.compile(r"</?([a-z:0-9]+)", re.IGNORECASE)


@dataclass(slots=True)
class _Mark:
    """A toggle: of bold, of italic, or of both."""

    sign: str
    bold: bool
    italic: bool
    can_open: bool
    can_close: bool
    alive: bool = True


_Op = str | _Mark | tuple[str, bool]  # text; a toggle; a tag that sets ("b" or "i") on or off


def parse_inline(text: str) -> list[list[Span]]:
    """The lines of one block (separated by line feeds or ``<br>``), each as styled spans.

    Linear in the text.  Stars alone on a line, between brackets or between spaces are printed stars.
    """
    text = without_math(text) if "$" in text else text
    if not _TOKEN.search(text):
        return [[(line, PLAIN)] for line in text.split("\n")]
    ops = _operations(text)
    _pair(ops)
    return _emit(ops)


def _operations(text: str) -> list[_Op]:
    ops: list[_Op] = []
    end = 0
    underlines = _underlines(text)
    for match in _TOKEN.finditer(text):
        if match.start() < end:
            continue
        if match.start() > end:
            ops.append(text[end : match.start()])
        end = match.end()
        kind = match.lastgroup
        if kind == "escape":
            ops.append(match["escape"])
        elif kind == "stars":
            ops += _stars(text, match)
        elif kind == "lines":
            if match.start() not in underlines:
                ops.append(match.group())
            elif len(match.group()) == 1:
                ops.append(_mark(text, match, "_", bold=False, italic=True))
        elif kind == "link":
            ops.append(match["link"])
        elif kind == "tag":
            ops += _tag(match["tag"])
        elif kind == "entity":
            ops.append(html.unescape(match["entity"]).replace("\n", " "))
        elif kind == "auto":
            ops.append(match["auto"])
    ops.append(text[end:])
    return ops


def _alone_on_its_line(text: str, start: int, end: int) -> bool:
    """Nothing but a few blanks between the signs and the ends of the line."""
    before, after = text[max(start - _BLANKS, 0) : start], text[end : end + _BLANKS]
    left, right = before.rstrip(" \t"), after.lstrip(" \t")
    return (left.endswith("\n") or (not left and start < _BLANKS)) and (
        right.startswith("\n") or (not right and end + _BLANKS > len(text))
    )


def _stars(text: str, match: re.Match[str]) -> list[_Op]:
    stars = match.group()
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    open_left, open_right = not before.strip(), not after.strip()
    if open_left and open_right and _alone_on_its_line(text, match.start(), match.end()):
        # Alone on its line: printed, but for a pair of bold marks around one ("*****") and for empty marks.
        if len(stars) == 2:
            return [_mark(text, match, stars, bold=True, italic=False)]
        return [{4: "", 5: "*"}.get(len(stars), stars)]
    if (before == "(" and after == ")") or (before.isdigit() and after.isdigit() and len(stars) == 1):
        return [stars]
    if open_left and open_right and len(stars) == 1:
        return [_mark(text, match, stars, bold=False, italic=True)]  # a bullet, or a mark with a stray space
    if open_left and open_right and len(stars) > 2:
        return [stars]
    rest = len(stars) % 4
    return [_mark(text, match, stars, bold=rest in (2, 3), italic=rest in (1, 3))] if rest else []


def _mark(text: str, match: re.Match[str], sign: str, *, bold: bool, italic: bool) -> _Mark:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    at_end = before not in ("", "\n") and after in ("", "\n")
    return _Mark(sign, bold, italic, can_open=bool(after.strip()), can_close=bool(before.strip()) or at_end)


def _underlines(text: str) -> set[int]:
    """Places of ``_`` and ``__`` that are marks: a pair on one line, at the edges of words."""
    if "_" not in text:
        return set()
    found: set[int] = set()
    opened: dict[int, int] = {}
    for match in re.finditer(r"_+|\n", text):
        if match.group() == "\n":
            opened.clear()
            continue
        size = len(match.group())
        if size > 2:
            opened.clear()
            continue
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if size in opened and not after.isalnum():
            found |= {opened.pop(size), match.start()}
        elif after.strip() and not before.isalnum():
            opened[size] = match.start()
    return found


def _tag(tag: str) -> list[_Op]:
    found = _NAME.match(tag)
    name = found.group(1).lower() if found else ""
    closes = tag.startswith("</")
    if name in ("b", "strong"):
        return [("b", not closes)]
    if name in ("i", "em"):
        return [("i", not closes)]
    return ["\n"] if name in ("br", "p", "div", "center") or re.fullmatch("h[1-6]", name) else []


def _pair(ops: list[_Op]) -> None:
    """Marks that find no partner lose their force: a star is printed, two are dropped.

    A star with a space behind it opens nothing, unless a closing one comes that has no other partner.
    """
    open_italic: _Mark | None = None
    open_bold: _Mark | None = None
    loose: _Mark | None = None
    for op in ops:
        if not isinstance(op, _Mark):
            continue
        if op.italic:
            if open_italic is None and not op.can_open:
                if loose is not None and op.can_close and not op.bold:
                    loose.alive, loose = True, None
                    continue
                op.alive = False
                loose = loose if op.can_close or op.bold else op
                continue
            if open_italic is not None and not op.can_open and not op.can_close:
                op.alive = False  # a bullet or a star between spaces
                continue
            open_italic = None if open_italic is not None else op
        if op.bold:
            if open_bold is None and not op.can_open and not op.italic:
                op.alive = False
                continue
            open_bold = None if open_bold is not None else op
    if open_italic is not None:
        if open_italic.bold:
            open_italic.italic = False
        else:
            open_italic.alive = False
    if open_bold is not None and open_bold is not open_italic:
        open_bold.sign = ""  # bold to the end of its line


def _emit(ops: list[_Op]) -> list[list[Span]]:
    lines: list[list[Span]] = [[]]
    bold = italic = False
    line_bold = False
    tags = {"b": 0, "i": 0}
    for op in ops:
        if isinstance(op, _Mark):
            if not op.alive:
                if op.sign in ("*", "_"):
                    _add(lines[-1], op.sign, bold or line_bold or tags["b"] > 0, italic or tags["i"] > 0)
                continue
            italic ^= op.italic
            if op.bold and op.sign == "":
                line_bold = True
            else:
                bold ^= op.bold
        elif isinstance(op, tuple):
            tags[op[0]] = max(0, tags[op[0]] + (1 if op[1] else -1))
        else:
            for i, part in enumerate(op.split("\n")):
                if i:
                    lines.append([])
                    line_bold = False
                if part:
                    _add(lines[-1], part, bold or line_bold or tags["b"] > 0, italic or tags["i"] > 0)
    return [merged(line) for line in lines]


def _add(spans: list[Span], text: str, bold: bool, italic: bool) -> None:
    spans.append((text, Style(bold, italic) if bold or italic else PLAIN))
