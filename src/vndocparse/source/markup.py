"""Markdown as programs write it that read scans or law sites: marks, tables, bare bars, comments, front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from vndocparse.source.base import Limits
from vndocparse.source.flow import PLAIN, Cell, Grid, Item, TextLine, Turn, is_rule, pages_of
from vndocparse.source.inline import parse_inline
from vndocparse.source.latextext import without_latex
from vndocparse.source.plain import page_mark, read_text
from vndocparse.source.text_source import TextSource, text_source

MEDIA_TYPE = "text/markdown"

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|(?=[^\s#\d]))(.*)")
_UNDERLINE = re.compile(r" {0,3}={3,}[ \t]*")
_TAGGED = re.compile(r"\s*<(watermark|page_number)>\s*([^<>\s][^<>]{0,200})</\1>\s*", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(?:```+|~~~+)[ \t]*(?P<info>[\w-]*)")
_WHOLE_ANSWER = 8
"""Lines of a fence around the whole file from which on it is a wrapping and no example."""
_TRANSPARENT = ("markdown", "md", "mdx", "gfm")
"""What a fence says of its content where that is Markdown again."""
_QUOTE = re.compile(r" {0,3}(?:> ?)+")
_DELIMITER = re.compile(r"\s*+\|?(?:\s*+:?-++:?\s*+\|)+(?:\s*+:?-++:?\s*+)?|\s*+:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)+")
_BAR = re.compile(r"\s*\|\s*")
_FOOTNOTE = re.compile(r" {0,3}\[\^([\w-]{1,20})\]:\s*")
_UNESCAPED_BAR = re.compile(r"(?<!\\)\|")
_TABLE_TAG = re.compile(r"<(/?)table\b", re.IGNORECASE)
_FRONT_MATTER_LINE = re.compile(r"\s*(?:#.*|-\s.*|[\w .-]{1,60}:(?:\s.*)?|\s+\S.*|)")
_MOST_FRONT_MATTER = 200
_LONGEST_CELL = 60
"""Lines of a cell marked by bare bars; beyond it the bar was no cell's edge."""
_SHORT_CELL = 8
"""Lines of a cell of a header or list."""
_RIGHT = 24

_SIGNS = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S|(?<![*\w])\*\*(?=[^\s*])|^[ \t]*(?:\|[ \t]*)?:?-+:?[ \t]*\|[ \t|:-]*$|^[ \t]*\|.*\|[ \t]*$"
    r"|<!--|\d\\\.|\\[-*_+]"
    r"|^ {0,3}```|\[[^\[\]\n]{1,200}\]\([^()\s]{1,500}\)|<br ?/?>|</?u>|^ {0,3}>[ ]\S|<table\b|(?<!\w)__[^\W_]",
    re.MULTILINE | re.IGNORECASE,
)


def looks_like_markdown(text: str) -> bool:
    """True where the text has marks that plain text does not have; reading plain text as such would do little harm."""
    if _front_matter(text.split("\n", _MOST_FRONT_MATTER + 1)):
        return True
    return _SIGNS.search(text) is not None or len(re.findall(r"^[ \t]*\|[ \t]*$", text, re.MULTILINE)) >= 3


def items_of(text: str) -> Iterator[Item]:
    """Lines, grids and page turns of a clean Markdown text.  Linear in the text."""
    lines = without_latex(_without_comments(text)).replace("\f", "\n\f\n").split("\n")
    return _Reader(lines[_front_matter(lines) :]).read()


def open_markdown(data: bytes, *, name: str, sha256: str, limits: Limits) -> TextSource:
    """A Markdown file.

    Raises:
        UnsupportedFormatError: the bytes are no text.
        EmptyFileError: nothing but white space and marks.
    """
    text, problems = read_text(data, limits)
    return text_source(name, sha256, MEDIA_TYPE, pages_of(items_of(text), problems=problems))


def _front_matter(lines: list[str]) -> int:
    """How many lines the YAML front matter takes; 0 where there is none."""
    first = next((i for i, line in enumerate(lines[:20]) if line.strip()), None)
    if first is None or lines[first].rstrip() != "---":
        return 0
    keys = 0
    for i in range(first + 1, min(len(lines), _MOST_FRONT_MATTER)):
        line = lines[i].rstrip()
        if line in ("---", "..."):
            return i + 1 if keys else 0
        if not _FRONT_MATTER_LINE.fullmatch(line):
            return 0
        keys += re.match(r"[A-Za-z_][\w-]*:", line) is not None
    return 0


def _without_comments(text: str) -> str:
    """Comments dropped; those that mark pages stand alone on a line."""
    parts, end = [], 0
    while True:
        start = text.find("<!--", end)
        stop = text.find("-->", start + 4) if start >= 0 else -1
        if stop < 0:
            break
        comment = text[start : stop + 3]
        parts.append(text[end:start])
        if page_mark(comment) is not None:
            parts.append(f"\n{comment}\n")
        elif "\n" in comment and text[stop + 3 : stop + 4] != "\n":
            parts.append("\n")
        end = stop + 3
    parts.append(text[end:])
    return "".join(parts)


class _Reader:
    """Goes over the lines once; a block is a run of lines whose inline marks are read together."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.gap = 0
        self.block: list[str] = []
        self.block_gap = 0
        self.cells = _bar_columns(lines)
        self.open_table = False
        self.open_fence = False
        """Inside a fence whose content is Markdown itself, as a language model wraps its answer."""

    def read(self) -> Iterator[Item]:
        while self.at < len(self.lines):
            yield from self._step()
        yield from self._flush()

    def _step(self) -> Iterator[Item]:
        raw = self.lines[self.at]
        if raw == "\f":
            yield from self._flush()
            yield Turn()
            self.at += 1
            return
        line = _QUOTE.sub("", raw, count=1) if raw.lstrip().startswith(">") else raw
        if not line.strip():
            yield from self._flush()
            self.gap += 1
            self.at += 1
            return
        special = self._special(line)
        if special is None:
            if not self.block:
                self.block_gap, self.gap = self.gap, 0
            self.block.append(_unindented(line))
            self.at += 1
            return
        yield from self._flush()
        yield from special
        self.gap = 0

    def _special(self, line: str) -> list[Item] | None:
        """What a line of its own kind makes, with the lines that belong to it; None for a line of a block."""
        first = line.lstrip()[:1]
        if first in "<-=#{[_" or first in "*|`~" or "|" in line:
            readers = (
                self._page, self._heading, self._underlined, self._rule, self._tagged, self._fence, self._table,
                self._html, self._note,
            )  # fmt: skip
            for reader in readers:
                found = reader(line)
                if found is not None:
                    return found
            if self.cells and _BAR.fullmatch(line):
                return self._bars()
        return None

    def _flush(self) -> Iterator[Item]:
        if not self.block:
            return
        block, self.block = self.block, []
        yield from _lines("\n".join(block), self.block_gap)

    # -- lines of their own kind: each returns its items and steps past its lines, or None ------------------------

    def _page(self, line: str) -> list[Item] | None:
        turn = page_mark(line)
        if turn is None:
            return None
        self.at += 1
        return [turn]

    def _heading(self, line: str) -> list[Item] | None:
        match = _HEADING.fullmatch(line)
        if match is None:
            return None
        self.at += 1
        text = re.sub(r"(?:^|\s)#+\s*$", "", match.group(2)) if match.group(2).endswith("#") else match.group(2)
        items = list(_lines(text.rstrip(), self.gap))
        for item in items:
            if item.markup == "":
                item.markup = "heading"
        return list(items)

    def _underlined(self, line: str) -> list[Item] | None:
        """A heading underlined with equals signs; dashes are the rule that is printed below a motto or a title."""
        if not self.block or not _UNDERLINE.fullmatch(line):
            return None
        block, self.block = self.block, []
        self.at += 1
        items = list(_lines("\n".join(block), self.block_gap))
        items[-1:] = [replace(item, markup="heading") for item in items[-1:]]
        return list(items)

    def _tagged(self, line: str) -> list[Item] | None:
        """What a model says of a line by a tag of its own: a watermark, the page's number."""
        match = _TAGGED.fullmatch(line)
        if match is None:
            return None
        self.at += 1
        watermark = match[1].lower() == "watermark"
        return [TextLine([(match[2].strip(), PLAIN)], "watermark" if watermark else "", max(float(self.gap), 1.0))]

    def _rule(self, line: str) -> list[Item] | None:
        if not is_rule(line):
            return None
        self.at += 1
        return [TextLine([(line.strip(), PLAIN)], "rule", float(self.gap))]

    def _fence(self, line: str) -> list[Item] | None:
        fence = _FENCE.match(line)
        if not fence:
            return None
        self.at += 1
        if self.open_fence or fence["info"].lower() in _TRANSPARENT or self._fences_all():
            self.open_fence = not self.open_fence
            return []
        items: list[Item] = []
        gap = self.gap
        while self.at < len(self.lines) and not _FENCE.match(self.lines[self.at]):
            text = self.lines[self.at]
            if text.strip():
                items.append(TextLine([(text, PLAIN)], gap=float(gap)))
                gap = 0
            else:
                gap += 1
            self.at += 1
        self.at += 1
        return items

    def _fences_all(self) -> bool:
        """The fence just opened closes on the last line of the file, with none between: it wraps the whole answer."""
        inner = [i for i in range(self.at, len(self.lines)) if self.lines[i].strip()]
        fenced = [i for i in inner if _FENCE.match(self.lines[i])]
        return (
            len(inner) >= _WHOLE_ANSWER
            and fenced == inner[-1:]
            and not any(x.strip() for x in self.lines[: self.at - 1])
        )

    def _note(self, line: str) -> list[Item] | None:
        match = _FOOTNOTE.match(line)
        if match is None:
            return None
        self.at += 1
        items = list(_lines(f"{match.group(1)} {line[match.end() :]}", self.gap))
        for item in items:
            item.markup = "note"
        return list(items)

    def _table(self, line: str) -> list[Item] | None:
        if "|" not in line or _BAR.fullmatch(line):
            return None
        follows = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        text = line.strip()
        closed = text.startswith("|") and text.endswith("|") and bool(text.strip(" |\t") or "|" in follows)
        if not closed and not _DELIMITER.fullmatch(follows):
            return None
        rows: list[list[Cell]] = []
        while self.at < len(self.lines):
            text = self.lines[self.at]
            if (
                not _UNESCAPED_BAR.search(text)
                or _BAR.fullmatch(text)
                or (closed and not text.lstrip().startswith("|"))
            ):
                break
            following = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
            if rows and closed and _DELIMITER.fullmatch(following) and not _DELIMITER.fullmatch(text):
                break  # the head of another table, no blank line between
            if not _DELIMITER.fullmatch(text):
                rows.append([_cell(part) for part in _split_row(text)])
            self.at += 1
        width = max(len(row) for row in rows) if rows else 0
        for row in rows:
            row.extend(Cell() for _ in range(width - len(row)))
        return [Grid(rows, gap=float(self.gap))]

    def _html(self, line: str) -> list[Item] | None:
        if self.open_table or not re.match(r"\s*<table\b", line, re.IGNORECASE):
            return None
        depth = 0
        for end in range(self.at, len(self.lines)):
            for match in _TABLE_TAG.finditer(self.lines[end]):
                depth += -1 if match.group(1) else 1
            if depth <= 0:
                break
        else:
            self.open_table = True
            return None
        from vndocparse.source.html import fragment_items

        source = "\n".join(self.lines[self.at : end + 1])
        self.at = end + 1
        items: list[Item] = fragment_items(source)
        for item in items:
            if isinstance(item, Grid | TextLine):
                item.gap = float(self.gap)
                break
        return items

    def _bars(self) -> list[Item]:
        """Rows of cells between lines that hold a bar alone: bar, cell, bar, cell, bar; each row begins so."""
        width = self._bars_width() or self.cells
        rows: list[list[Cell]] = []
        while self.at < len(self.lines) and _BAR.fullmatch(self.lines[self.at]):
            row, at = self._bar_row(width)
            if row is None:
                self.at += 1  # a stray bar
                break
            rows.append(row)
            self.at = at
        return [Grid(rows, gap=float(self.gap))] if rows else []

    def _bar_row(self, width: int) -> tuple[list[Cell] | None, int]:
        at = self.at + 1
        row: list[Cell] = []
        while len(row) < width:
            start = at
            while at < len(self.lines) and at - start <= _LONGEST_CELL and not _BAR.fullmatch(self.lines[at]):
                at += 1
            if any(_HEADING.fullmatch(x) for x in self.lines[start:at]):
                return (row, start) if row else (None, at)  # a heading is no cell: the row ended without it
            if at - start > _LONGEST_CELL or (at >= len(self.lines) and len(row) + 1 < width):
                return None, at
            row.append(_cell("\n".join(self.lines[start:at])))
            at += 1
        return row, min(at, len(self.lines))

    def _bars_width(self) -> int:
        """Cells of the first row, where a second row follows at once and shows it by two bars; 0 where none does."""
        cells, length = 0, 0
        for at in range(self.at + 1, min(len(self.lines), self.at + 1 + 9 * _SHORT_CELL)):
            if not _BAR.fullmatch(self.lines[at]):
                length += 1
                if length > _SHORT_CELL:
                    return 0
            elif length:
                cells, length = cells + 1, 0
            else:
                return cells
        return 0


def _bar_columns(lines: list[str]) -> int:
    """How many cells a row of bare bars has, from their number: a row takes one bar more than cells."""
    count = sum(1 for line in lines if _BAR.fullmatch(line))
    if count < 2:
        return 0
    return 2 if count % 3 == 0 else 3 if count % 4 == 0 else 2 if count > 2 else 1


def _split_row(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("|"):
        text = text[1:]
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    return [part.replace("\\|", "|").strip() for part in _UNESCAPED_BAR.split(text)]


def _cell(text: str) -> Cell:
    items: list[Item] = []
    gap = 0
    for block in re.split(r"(\n\s*\n)", text):
        if block.strip():
            items.extend(_lines(block, gap))
            gap = 0
        else:
            gap += max(block.count("\n") - 1, 0)
    return Cell(items)


def _lines(block: str, gap: int) -> Iterator[TextLine]:
    for spans in parse_inline(block):
        if spans and spans[-1][0].endswith("\\"):  # a hard break
            spans[-1] = (spans[-1][0][:-1], spans[-1][1])
        if any(text.strip() for text, _ in spans):
            yield TextLine(spans, gap=float(gap))
            gap = 0


def _unindented(line: str) -> str:
    """Indentation of lists flattened; a line set far to the right keeps its place."""
    body = line.lstrip(" \t")
    lead = line[: len(line) - len(body)]
    return line if len(lead) + 7 * lead.count("\t") > _RIGHT else body
