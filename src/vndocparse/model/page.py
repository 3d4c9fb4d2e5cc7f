"""Words, lines and pages: what every reader (PDF, OCR, text) hands to the parser.

All readers speak these types, so the parser does not know where a document came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from vndocparse.geometry import Box

if TYPE_CHECKING:
    from vndocparse.model.document import Blank

Origin = Literal["native", "ocr", "embedded-ocr", "plain"]
"""Where a page's text came from: a PDF's own text layer, our OCR, somebody's earlier OCR
kept in the file, or a text file."""

Markup = Literal["", "heading", "cell", "row", "rule", "note", "watermark"]
"""What a text format says of a line: a heading, a cell or a whole row of a table, a drawn rule, a footnote; and of
pages, the row of a ruled table and large letters across the text."""


class Word(NamedTuple):
    """One run of characters without white space.

    A named tuple, for a page has hundreds: a frozen dataclass takes four times as long to make.

    Invariants: ``text`` is NFC, not empty, holds no white space or control characters.
    """

    text: str
    box: Box | None = None
    """PDF points from the top left of the page as received; None for text without pages."""
    confidence: float = 1.0
    """0..1: the OCR engine's own score; 1.0 for native text."""
    size: float = 0.0
    """Font size in points; 0.0 where unknown."""
    bold: bool = False
    italic: bool = False
    line: int = -1
    """Number of the line that the source itself put the word on (content order or OCR); -1 unknown."""
    typeface: str = ""
    """Name of its font as the file gives it ("TimesNewRomanPS-BoldMT"); "" where unknown."""
    raw: str = ""
    """What was read where ``text`` was mended; "" where it was not."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, or one cell of a line that is split in columns.

    Invariant: ``text`` is the words' texts joined by one space.
    """

    text: str
    words: tuple[Word, ...]
    page: int
    box: Box | None = None
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    column: int = 0
    """0 the full width, 1 the left of two columns, 2 the right one."""
    row: int = 0
    """Number of the visual row on its page: lines side by side share it."""
    markup: Markup = ""
    """What the source's own markup says of it (Markdown, HTML, DOCX); empty on pages."""
    gap: float = 0.0
    """Blank height above it in line heights (0: set solid); blank lines in a text file count 1."""


Row = tuple[str, ...]
"""Texts of a row's cells, an empty string for a blank cell."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """The part of a table that stands on one page."""

    page: int
    box: Box | None
    first: int = 0
    """Index of its first row among the table's rows."""
    continues: bool = False
    """Its first row began on the page before."""
    repeated: tuple[Row, ...] = ()
    """Head rows that it prints again; they are not among the table's rows."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with ruled cells; one that goes on over a page break has a part for each page."""

    page: int
    box: Box | None
    rows: tuple[Row, ...]
    caption: str = ""
    columns: tuple[float, ...] = ()
    """Edges of its columns from the left in points, the outer ones included; empty where they are not known."""
    parts: tuple[TablePart, ...] = ()
    """From the first page to the last, where there are several."""


MarkKind = Literal["seal", "stamp", "receipt_stamp", "ink", "photograph"]
"""A seal, a stamp, the stamp of receipt, ink of a pen, a photograph."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a scanned page that is not its text, and where."""

    kind: MarkKind
    box: Box
    text: str = ""
    """What was read in it; a receipt stamp's own number and date among it."""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class RecalledLine:
    """What the line of number or date was read as when its picture was at hand, recalled from a file of our own.

    ``NotedLine`` of the page's notes is how the file keeps it.
    """

    part: Literal["number", "issued"]
    raw: str
    """The line's characters then."""
    text: str = ""
    ordinal: int | None = None
    day: int | None = None
    month: int | None = None
    blanks: tuple[Blank, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read, in words a person can act on; ``code`` is stable."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page as words with boxes, or one text file as lines.

    A paged reader fills ``words`` and leaves ``lines`` empty: grouping is the layout's work.
    A text reader fills ``lines`` (it knows them) and leaves ``words`` empty.
    """

    number: int
    """From 1."""
    width: float = 0.0
    height: float = 0.0
    """Size in points as shown, after the page's own rotation; 0.0 for text."""
    words: tuple[Word, ...] = ()
    lines: tuple[Line, ...] = ()
    origin: Origin = "native"
    rules: tuple[Box, ...] = ()
    """Drawn straight lines, thinner than 3 points, horizontal and vertical."""
    turn: int = 0
    """Clockwise turn in degrees (0, 90, 180, 270) that makes the text upright; boxes stay as received."""
    images: tuple[Box, ...] = ()
    """Places of raster images: a seal, a stamp, a signature, or the whole scanned page."""
    tables: tuple[Table, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    marks: tuple[Mark, ...] = ()
    """Seals, stamps and ink found on the picture of a scanned page."""
    drawn: int = 0
    """Pieces of drawn paths besides ``rules``: a letter drawn as an outline has some thirty."""
    stamps: tuple[Word, ...] = ()
    """Text of digital-signature stamps (who signed, when) that are not part of ``words``."""
    values: tuple[tuple[Word, ...], ...] = ()
    """Those of ``words`` that fields and notes hold and the page may not draw, one tuple for each field."""
    seen: tuple[RecalledLine, ...] = ()
    """Of a page without a picture whose file notes what was seen in it."""
    noted: bool = False
    """The file is of our own making and notes everything else of the page: nothing of it is judged anew."""
