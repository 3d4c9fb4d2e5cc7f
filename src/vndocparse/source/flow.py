"""What the readers of text formats hand over, and how it becomes pages of lines.

A reader (Markdown, HTML, DOCX) gives items in reading order: lines of styled text, grids of cells, page turns.
``pages_of`` makes lines and tables of them; everything about columns, rows and cells is decided here, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import NamedTuple

from vndocparse.model.page import Line, Markup, Page, Problem, Table, Word
from vndocparse.source.columns import Token, right_edge, split_columns, width_of
from vndocparse.source.grids import GridFacts, is_layout
from vndocparse.text import nfc

RULE_TEXT = "-----"
"""Text of a rule that a format draws without characters."""
_SPACE = re.compile(r"(\s+)")
_RULE = re.compile(r"\s*(?:[-–—_=~.\u2010-\u2015\u2500-\u257f]\s*){3,}")
RIGHT_LEAST = 12
RIGHT_SLACK = 16
"""A line indented further than the first, and at most the second left of the right column above it, belongs to it."""
_LEFT_LINES = 16
_LEFT_WIDTH = 60


class Style(NamedTuple):
    """How a run of characters is set."""

    bold: bool = False
    italic: bool = False
    size: float = 0.0


PLAIN = Style()
Span = tuple[str, Style]


@dataclass(slots=True)
class TextLine:
    """One line of styled text; tabs and wide runs of spaces in it are gaps between columns."""

    spans: list[Span]
    markup: Markup = ""
    gap: float = 0.0
    """Blank lines above it."""
    column: int = 0
    """Where the format says that it stands at the right: 2."""

    def text(self) -> str:
        return "".join(text for text, _ in self.spans)


@dataclass(slots=True)
class Cell:
    """One cell of a grid: lines, and grids inside it."""

    items: list[Item] = field(default_factory=list)
    span: int = 1
    """Columns of the grid that it takes."""


@dataclass(slots=True)
class Grid:
    """A table of the source, for data or for layout."""

    rows: list[list[Cell]]
    ruled: bool | None = None
    """True: the format says that lines are drawn; False: that none are; None: it does not say."""
    gap: float = 0.0
    turns: frozenset[int] = frozenset()
    """Numbers of the rows that begin a page."""


@dataclass(slots=True)
class Turn:
    """A new page begins."""

    page: int | None = None
    """Its number where the source gives it."""


Item = TextLine | Grid | Turn


def is_rule(text: str) -> bool:
    """A line of dashes, underlines or dots that stands for a drawn rule: no letter or digit, three signs or more.

    Stars and dots are not rules: "***" stands under an organ's name, dots are a blank to fill in.
    """
    return _RULE.fullmatch(text) is not None and any(c not in " \t." for c in text)


def pages_of(items: Iterable[Item], *, problems: Sequence[Problem] = (), count: int = 0) -> tuple[Page, ...]:
    """Pages with lines and tables; at least one page, and at least ``count`` (the last ones empty).

    Lines of a page are numbered by row; cells of a layout grid come cell by cell, each line of a cell with the
    row that it shares with its neighbours, markup "cell" and its column; cells of a data grid the same with markup
    "row", and the grid is a ``Table`` too.
    """
    builder = _Builder()
    stack: list[Item] = list(items)
    stack.reverse()
    turns = 0  # unnumbered ones wait for text: the last of a file opens no page
    while stack:
        item = stack.pop()
        if isinstance(item, Turn):
            if item.page is None:
                turns += 1
            else:
                builder.turn(item.page)
            continue
        for _ in range(turns if builder.pages[-1].lines else 0):
            builder.turn(None)
        turns = 0
        if isinstance(item, TextLine):
            builder.line(item)
        else:
            stack.extend(reversed(builder.grid(item)))
    return builder.finish(problems, count)


@dataclass(slots=True)
class _PageParts:
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


class _Builder:
    """Collects lines page by page."""

    def __init__(self) -> None:
        self.pages = [_PageParts()]
        self.row = 0
        self.right = 0
        """Where the right column of the lines in hand begins, in characters; 0 where they have one column."""

    # Page numbers are those of the list: gaps in the source's own numbers become empty pages, within reason.
    def turn(self, number: int | None) -> None:
        now = len(self.pages)
        if number is not None and number <= now:
            return  # the marker of the first page, or one that comes back
        jump = 1 if number is None or number > now + 20 else number - now
        self.pages.extend(_PageParts() for _ in range(jump))
        self.row = 0

    def line(self, item: TextLine) -> None:
        tokens = tokens_of(item.spans)
        if not tokens:
            return
        parts = split_columns(tokens)
        indent = width_of(tokens[0].space)
        if len(parts) == 1 and not parts[0][0] and self.right and indent > max(RIGHT_LEAST, self.right - RIGHT_SLACK):
            parts = [(2, parts[0][1])]  # below the right column of the line before
        else:
            self.right = right_edge(parts)
        for column, part in parts:
            self._add(part, item.markup, item.gap, column or item.column, self.row)
        self.row += 1

    def grid(self, grid: Grid) -> list[Item]:
        """Takes the grid in; returns what of it is no table at all, to be read as running text."""
        columns = _content_columns(grid)
        if not columns:
            return []
        if len(columns) == 1:
            inner = [item for row in grid.rows for cell in row for item in cell.items]
            if inner and grid.gap and isinstance(inner[0], TextLine):
                inner[0].gap = max(inner[0].gap, grid.gap)
            return inner
        texts = [[cell_lines(cell) for cell in row] for row in grid.rows]
        facts = GridFacts([["\n".join(x.text() for x in cell) for cell in row] for row in texts], grid.ruled)
        nested = any(isinstance(item, Grid) for row in grid.rows for cell in row for item in cell.items)
        layout = nested or is_layout(facts)
        rows: list[tuple[str, ...]] = []
        for number, row in enumerate(texts):
            if number in grid.turns:
                self.turn(None)
            gap = grid.gap if number == 0 else 0.0
            rows.append(self._grid_row(row, grid.rows[number], columns, gap, "cell" if layout else "row"))
        if not layout:
            self.pages[-1].tables.append(Table(len(self.pages), None, tuple(r for r in rows if any(r))))
        return []

    def _grid_row(
        self, row: list[list[TextLine]], cells: list[Cell], columns: dict[int, int], gap: float, markup: Markup
    ) -> tuple[str, ...]:
        at, height = 0, 0
        texts = [""] * len(columns)
        for lines, cell in zip(row, cells, strict=True):
            held = [columns[c] for c in range(at, at + cell.span) if c in columns]
            at += cell.span
            if not lines or not held:
                continue
            column = 0 if len(held) == len(columns) and markup == "cell" else held[0]
            number = 0
            for i, line in enumerate(lines):
                above = max(gap, line.gap) if i == 0 else line.gap
                kept: Markup = "rule" if line.markup == "rule" else markup
                for _, part in split_columns(tokens_of(line.spans)):
                    texts[held[0] - 1] += (" " if texts[held[0] - 1] else "") + " ".join(t.word.text for t in part)
                    self._add(part, kept, above, column, self.row + number)
                    number, above = number + 1, 0.0
            height = max(height, number)
        self.row += height
        return tuple(texts)

    def _add(self, tokens: Sequence[Token], markup: Markup, gap: float, column: int, row: int) -> None:
        words = tuple(t.word for t in tokens)
        text = " ".join(w.text for w in words)
        if markup in ("", "cell") and is_rule(text):
            markup = "rule"
        solid = [w for w in words if any(c.isalnum() for c in w.text)] or list(words)
        weight = sum(len(w.text) for w in solid)
        lines = self.pages[-1].lines
        lines.append(
            Line(
                text=text,
                words=words,
                page=len(self.pages),
                size=_size(solid),
                bold=sum(len(w.text) for w in solid if w.bold) >= 0.9 * weight,
                italic=sum(len(w.text) for w in solid if w.italic) >= 0.9 * weight,
                column=column,
                row=row,
                markup=markup,
                gap=gap if lines else 0.0,
            )
        )

    def finish(self, problems: Sequence[Problem], count: int) -> tuple[Page, ...]:
        while len(self.pages) < count:
            self.pages.append(_PageParts())
        return tuple(
            Page(
                number=i + 1,
                lines=_left_between(parts.lines),
                tables=tuple(parts.tables),
                origin="plain",
                problems=tuple(problems) if i == 0 else (),
            )
            for i, parts in enumerate(self.pages)
        )


def _left_between(lines: list[Line]) -> tuple[Line, ...]:
    """Short lines set solid between two rows with text on the right are the left column's."""
    rights = [i for i, line in enumerate(lines) if line.column == 2 and line.markup == ""]
    for a, b in pairwise(rights):
        between = [i for i in range(a + 1, b) if lines[i].column == 0]
        if (
            between
            and b - a <= _LEFT_LINES
            and all(lines[i].gap == 0 and lines[i].markup == "" and len(lines[i].text) <= _LEFT_WIDTH for i in between)
        ):
            for i in between:
                lines[i] = replace(lines[i], column=1)
    return tuple(lines)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Neighbours of one style as one span."""
    return [("".join(text for text, _ in group), style) for style, group in groupby(spans, key=lambda s: s[1])]


def tokens_of(spans: Sequence[Span]) -> list[Token]:
    """Words with the white space before each; a word over several spans takes the style of most of its letters."""
    if len(spans) == 1:
        text, style = spans[0]
        if "\t" not in text and "    " not in text:
            return [Token(" ", _word(w, style)) for w in text.split()]
    tokens: list[Token] = []
    space = ""
    pieces: list[Span] = []
    for text, style in spans:
        for part in _SPACE.split(text):
            if not part:
                continue
            if part.isspace():
                if pieces:
                    tokens.append(Token(space, _glued(pieces)))
                    pieces, space = [], ""
                space += part
            else:
                pieces.append((part, style))
    if pieces:
        tokens.append(Token(space, _glued(pieces)))
    return tokens


def _glued(pieces: list[Span]) -> Word:
    if len(pieces) == 1:
        return _word(*pieces[0])
    weights: dict[Style, int] = {}
    for text, style in pieces:
        weights[style] = weights.get(style, 0) + len(text)
    return _word(nfc("".join(text for text, _ in pieces)), max(weights, key=lambda s: weights[s]))


def _word(text: str, style: Style) -> Word:
    if style is PLAIN:
        return Word(text)
    return Word(text, bold=style.bold, italic=style.italic, size=style.size)


def _size(words: Sequence[Word]) -> float:
    """Font size of most of the letters."""
    if all(w.size == words[0].size for w in words):
        return words[0].size
    weights: dict[float, int] = {}
    for w in words:
        weights[w.size] = weights.get(w.size, 0) + len(w.text)
    return max(weights, key=lambda s: weights[s])


def lines_in(items: Iterable[Item]) -> Iterator[TextLine]:
    """All lines, those in cells included, in reading order."""
    stack: list[Item] = list(items)
    stack.reverse()
    while stack:
        item = stack.pop()
        if isinstance(item, TextLine):
            yield item
        elif isinstance(item, Grid):
            stack.extend(reversed([x for row in item.rows for cell in row for x in cell.items]))


def cell_lines(cell: Cell) -> list[TextLine]:
    """All lines of a cell that have text, those of grids inside it included; page turns are dropped."""
    return [line for line in lines_in(cell.items) if line.text().strip()]


def _content_columns(grid: Grid) -> dict[int, int]:
    """Columns of the grid in which some cell has text of its own, numbered from 1."""
    own: set[int] = set()
    wide: list[range] = []
    for row in grid.rows:
        at = 0
        for cell in row:
            if cell_lines(cell):
                if cell.span == 1:
                    own.add(at)
                else:
                    wide.append(range(at, at + cell.span))
            at += cell.span
    for columns in sorted(wide, key=len):
        if own.isdisjoint(columns):
            own.add(columns.start)
    return {c: i + 1 for i, c in enumerate(sorted(own))}
