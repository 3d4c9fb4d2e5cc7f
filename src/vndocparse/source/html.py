"""HTML: paragraphs, tables and styles of a page as saved by a browser or by Word.

Nothing is fetched and nothing is run.  Scripts, styles, hidden text and form fields are no text of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from vndocparse.model.page import Markup, Problem
from vndocparse.source import legacy
from vndocparse.source.base import Limits
from vndocparse.source.decode import decode
from vndocparse.source.flow import PLAIN, RULE_TEXT, Cell, Grid, Item, Span, Style, TextLine, Turn, merged, pages_of
from vndocparse.source.html_events import Event, events_of
from vndocparse.source.html_style import Declared, Sheet
from vndocparse.source.labels import letters, roman
from vndocparse.source.mending import settle
from vndocparse.source.plain import left_out, page_mark
from vndocparse.source.text_source import TextSource, text_source

MEDIA_TYPE = "text/html"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SKIPPED = _names(
    "script style head template noscript select textarea button svg math iframe object audio video canvas map del xml"
)
"""What shows no text of the document; ``del``: as if all changes were accepted, ``xml``: Word's islands of data."""
_PARAGRAPHS = _names("p h1 h2 h3 h4 h5 h6 li dt dd blockquote pre ul ol dl")
_BLOCKS = _PARAGRAPHS | _names(
    "div center section article header footer main aside nav address figure figcaption fieldset legend form body html"
    " details summary caption tbody thead tfoot"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOLD = frozenset(("b", "strong", "th", *_HEADINGS))
_ITALIC = frozenset(("i", "em", "cite", "dfn", "address"))
_COLLAPSED = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([\w-]{2,40})", re.I
)
_HAS_LABEL = re.compile(r"\s*(?:[-–—+*•]|[(\[]?(?:\d{1,3}|[^\W\d_]|[ivxlc]{1,6})[.)\]-])(?:\s|$)", re.IGNORECASE)
_NOTE = re.compile(r"(?:ftn|_ftn|edn|_edn|fn|footnote)[-_]?\d+", re.IGNORECASE)
_NOTE_SIGN = re.compile(r"#_?(?:ftn|edn|fn|footnote)[-_:]?\d{1,4}", re.IGNORECASE)
"""Where the sign of a footnote leads; the way back has "ref" in its name."""
_PAGE_CLASSES = frozenset(("pf", "pagebreak", "page-break"))
_MOST_NESTED_TABLES = 20
_MOST_SPAN = 100
_MOST_COLUMNS = 64
_SHORT = 60


@dataclass(slots=True)
class _Frame:
    """What holds inside an open element."""

    tag: str
    style: Style = PLAIN
    font: str = ""
    upper: bool = False
    skipped: bool = False
    pre: bool = False
    markup: Markup = ""
    right: bool = False
    after: bool = False
    """A page ends with the element."""


@dataclass(slots=True)
class _Table:
    """A table being read."""

    rows: list[list[Cell]] = field(default_factory=list)
    ruled: bool | None = None
    held: dict[int, int] = field(default_factory=dict)
    """Columns that a cell of an earlier row still covers, and for how many rows."""
    column: int = 0
    turns: set[int] = field(default_factory=set)
    gap: float = 0.0
    sinks: int = 0
    """Depth of the sinks outside it."""


@dataclass(slots=True)
class _List:
    kind: str
    number: int
    style: str


class _Reader:
    """Takes events and makes items."""

    def __init__(self, most: int) -> None:
        self.sinks: list[list[Item]] = [[]]
        self.frames: list[_Frame] = [_Frame("")]
        self.tables: list[_Table] = []
        self.lists: list[_List] = []
        self.sheet = Sheet()
        self.spans: list[Span] = []
        self.gap = 0.0
        self.label = ""
        self.left = most
        self.schemes: dict[str, None] = {}

    def read(self, events: Iterable[Event]) -> list[Item]:
        for kind, value, attributes in events:
            if kind == "text":
                self._text(value)
            elif kind == "start":
                self._start(value, attributes)
            elif kind == "end":
                self._end(value)
            else:
                turn = page_mark(f"<!--{value}-->")
                if turn is not None:
                    self._turn(turn)
        self._line()
        while self.tables:
            self._close_table()
        return self.sinks[0]

    # -- text -------------------------------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        frame = self.frames[-1]
        if frame.tag == "style":
            self.sheet.read(text)
        if frame.skipped or self.left <= 0:
            return
        if frame.pre:
            first, *more = text.replace("\r\n", "\n").split("\n")
            self._add(first, frame)
            for line in more:
                self._break()
                self._add(line, frame)
            return
        text = _COLLAPSED.sub(" ", text)
        if text.startswith(" ") and (not self.spans or self.spans[-1][0].endswith(" ")):
            text = text[1:]
        self._add(text, frame)

    def _add(self, text: str, frame: _Frame) -> None:
        if not text:
            return
        text = text[: self.left]
        self.left -= len(text)
        if frame.font:
            converted = legacy.convert_font(text, frame.font)
            found = legacy.font_scheme(frame.font)
            if found and converted != text and not text.isascii():
                self.schemes[found[0]] = None
            text = converted
        if frame.upper:
            text = text.upper()
        self.spans.append((text, frame.style))

    def _line(self) -> bool:
        """Ends the line in hand; False where it has no text."""
        spans, self.spans = self.spans, []
        text = "".join(t for t, _ in spans)
        if not text.strip():
            self.gap += "\u00a0" in text
            return False
        if self.label:
            if not _HAS_LABEL.match(text):
                spans.insert(0, (self.label + " ", spans[0][1]))
            self.label = ""
        spans = merged(spans)
        frame = self.frames[-1]
        column = 2 if frame.right and len(text) <= _SHORT else 0
        self.sinks[-1].append(TextLine(spans, frame.markup, self.gap, column))
        self.gap = 0.0
        return True

    def _break(self) -> None:
        if not self._line() and self.sinks[-1]:
            self.gap += 1

    def _paragraph(self) -> None:
        """A paragraph begins or ends: outside of cells that is worth a blank line."""
        self._line()
        if len(self.sinks) == 1 and self.sinks[-1]:
            self.gap = max(self.gap, 1.0)

    def _turn(self, turn: Turn) -> None:
        self._line()
        if self.tables:
            self.tables[0].turns.add(max(len(self.tables[0].rows) - 1, 0))
        else:
            self.sinks[-1].append(turn)

    # -- elements ---------------------------------------------------------------------------------------------

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        outer = self.frames[-1]
        if outer.skipped:
            self.frames.append(_Frame(tag, skipped=True))
            return
        said = self.sheet.of(tag, attributes)
        if tag in _BLOCKS or said.before:
            (self._paragraph if tag in _PARAGRAPHS else self._line)()
        if said.before or not _PAGE_CLASSES.isdisjoint(attributes.get("class", "").lower().split()):
            self._turn(Turn())
        self.frames.append(_frame(tag, attributes, outer, said))
        if tag == "br":
            self._break()
        elif tag == "hr":
            self._line()
            self.sinks[-1].append(TextLine([(RULE_TEXT, PLAIN)], "rule", self.gap))
            self.gap = 0.0
        elif tag in ("table", "tr", "td", "th"):
            self._start_table_part(tag, attributes, said)
        elif tag in ("ol", "ul"):
            first = attributes.get("start", "1")
            number = int(first) if first.isdigit() and len(first) < 6 else 1
            kind = "none" if said.unmarked else tag
            self.lists.append(_List(kind, number, attributes.get("type", "1")))
        elif tag == "li":
            self._item(attributes)

    def _end(self, tag: str) -> None:
        depth = next(
            (i for i in range(len(self.frames) - 1, max(0, len(self.frames) - 200), -1) if self.frames[i].tag == tag), 0
        )
        if not depth:
            return
        frame = self.frames[depth]
        if not frame.skipped:
            if tag in _BLOCKS:
                (self._paragraph if tag in _PARAGRAPHS else self._line)()
            if tag in ("td", "th"):
                self._close_cell()
            elif tag == "table":
                self._line()
                self._close_table()
            elif tag in ("ol", "ul") and self.lists:
                self.lists.pop()
            if frame.after:
                self._turn(Turn())
        del self.frames[depth:]

    def _item(self, attributes: dict[str, str]) -> None:
        if not self.lists or self.lists[-1].kind == "none":
            return
        here = self.lists[-1]
        value = attributes.get("value", "")
        if value.isdigit() and len(value) < 6:
            here.number = int(value)
        if here.kind == "ul":
            self.label = "-"
        else:
            make = {"a": letters, "A": lambda n: letters(n).upper(), "i": lambda n: roman(n).lower(), "I": roman}
            self.label = make.get(here.style, str)(here.number) + "."
            here.number += 1

    # -- tables -----------------------------------------------------------------------------------------------

    def _start_table_part(self, tag: str, attributes: dict[str, str], said: Declared) -> None:
        self._line()
        if tag == "table":
            if len(self.tables) >= _MOST_NESTED_TABLES:
                return
            border = attributes.get("border")
            ruled = said.ruled if border is None else border.strip() not in ("0", "")
            gap = max(self.gap, 1.0) if len(self.sinks) == 1 and self.sinks[-1] else self.gap
            self.tables.append(_Table(ruled=ruled, gap=gap, sinks=len(self.sinks)))
            self.gap = 0.0
            return
        if not self.tables:
            return
        table = self.tables[-1]
        if tag == "tr":
            self._close_cell()
            table.rows.append([])
            table.column = 0
            return
        self._close_cell()
        if not table.rows:
            table.rows.append([])
        if said.ruled:
            table.ruled = True
        self._skip_held(table)
        span = _number(attributes.get("colspan"))
        rows = _number(attributes.get("rowspan"))
        cell = Cell(span=span)
        table.rows[-1].append(cell)
        for _ in range(span):
            if rows > 1 and table.column < _MOST_COLUMNS:
                table.held[table.column] = rows
            table.column += 1
        self.sinks.append(cell.items)
        self.gap = 0.0

    def _skip_held(self, table: _Table) -> None:
        """Empty cells where one of an earlier row reaches down."""
        row = len(table.rows) - 1
        while table.held.get(table.column, 0) > 1 and row:
            table.held[table.column] -= 1
            table.rows[-1].append(Cell())
            table.column += 1

    def _close_cell(self) -> None:
        if self.tables and len(self.sinks) > self.tables[-1].sinks:
            self._line()
            del self.sinks[self.tables[-1].sinks :]
            self.gap = 0.0

    def _close_table(self) -> None:
        if not self.tables:
            return
        self._close_cell()
        table = self.tables.pop()
        rows = [row for row in table.rows if row]
        if rows:
            self.sinks[-1].append(Grid(rows, table.ruled, table.gap, frozenset(table.turns)))


def _frame(tag: str, attributes: dict[str, str], outer: _Frame, said: Declared) -> _Frame:
    bold = said.bold if said.bold is not None else outer.style.bold or tag in _BOLD
    italic = said.italic if said.italic is not None else outer.style.italic or tag in _ITALIC
    style = Style(bold, italic, said.size if said.size is not None else outer.style.size)
    aligned = attributes.get("align", "").lower() if tag in _BLOCKS else ""
    note = _NOTE.fullmatch(attributes.get("id", "")) is not None and tag in ("div", "li", "p", "aside", "tr")
    return _Frame(
        tag,
        style=PLAIN if style == PLAIN else style,
        font=said.font if said.font is not None else outer.font,
        upper=said.upper if said.upper is not None else outer.upper,
        skipped=tag in _SKIPPED or said.hidden or (tag == "a" and _is_note_sign(attributes)),
        pre=outer.pre or tag == "pre",
        markup="note" if note else "heading" if tag in _HEADINGS else outer.markup,
        right=aligned == "right" if aligned else outer.right if said.right is None else said.right,
        after=said.after,
    )


def _is_note_sign(attributes: dict[str, str]) -> bool:
    return _NOTE_SIGN.fullmatch(attributes.get("href", "")) is not None


def _number(text: str | None) -> int:
    """A span; one that makes no sense is 1."""
    text = (text or "1").strip()
    return min(max(int(text), 1), _MOST_SPAN) if text.isdigit() and len(text) < 6 else 1


def fragment_items(text: str) -> list[Item]:
    """Items of a piece of HTML within another text format; characters are taken as they are."""
    events, _ = events_of(text)
    return _Reader(len(text)).read(events)


def open_html(data: bytes, *, name: str, sha256: str, limits: Limits) -> TextSource:
    """An HTML file.

    Raises:
        UnsupportedFormatError: the bytes are no text.
        EmptyFileError: no text is shown.
    """
    match = _CHARSET.search(data[:4096])
    declared = (match.group(1) or match.group(2)).decode("ascii") if match else None
    decoded = decode(data, declared=declared)
    problems = list(decoded.problems)
    events, tree = events_of(decoded.text)
    if not tree:
        problems.append(
            Problem("markup-too-deep", "The HTML is nested too deeply or too large for a tree; it was read tag by tag.")
        )
    reader = _Reader(limits.max_characters)
    items = reader.read(events)
    if reader.left <= 0:
        problems.append(left_out(limits.max_characters))
    problems += settle(items, schemes=reader.schemes)
    return text_source(name, sha256, MEDIA_TYPE, pages_of(items, problems=problems))
