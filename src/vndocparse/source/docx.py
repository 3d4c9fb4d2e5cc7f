"""DOCX: paragraphs in order with the labels that Word prints, tables, text boxes and footnotes.

Insertions are taken and deletions dropped, as if all changes were accepted.  Headers and footers of the pages are
left out: they hold page numbers and what a program repeats, no text of the document.  Footnotes stand at the end of
the page that refers to them, or of the document where the file does not say where its pages end, with markup "note".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vndocparse.model.page import Problem
from vndocparse.source import legacy
from vndocparse.source.base import Limits
from vndocparse.source.docx_styles import Paragraph, Run, Styles, read_paragraph, read_run
from vndocparse.source.flow import PLAIN, Cell, Grid, Item, Span, Style, TextLine, Turn, lines_in, pages_of
from vndocparse.source.mending import settle
from vndocparse.source.numbering import Numbering
from vndocparse.source.ooxml import MATH, MC, Package, W, value
from vndocparse.source.plain import left_out
from vndocparse.source.text_source import TextSource, text_source

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_DROPPED = frozenset(
    W + name
    for name in (
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "rPr",
        "pPr",
        "sdtPr",
        "tblPr",
        "trPr",
        "tcPr",
    )
)
_DRAWN = frozenset(("single", "double", "thick", "dotted", "dashed", "dotDash", "dotDotDash", "triple", "wave"))
_SYMBOLS = {"f02d": "-", "f0b7": "•", "f0a7": "▪", "f0d8": "➢", "f0fc": "✓", "f0e0": "→", "f028": "☎", "f02a": "*"}
_MOST_SPAN = 100
_LONGEST_HEADING = 250
_SHORT = 60
_BULLETS = ("-", "–", "+", "*", "•", "▪")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_LARGE_PICTURE = (10 * 360_000) * (15 * 360_000)
"""Square English metric units: 10 by 15 centimetres."""
_PAGES = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Pages"


def open_docx(data: bytes, *, name: str, sha256: str, limits: Limits) -> TextSource:
    """A DOCX file.

    Raises:
        DamagedFileError: no zip, or broken XML.
        EncryptedFileError: its parts are encrypted.
        LimitError: a part unpacks to more than can be honest.
        EmptyFileError: it holds no text, perhaps pictures of pages.
    """
    package = Package(data)
    reader = _Reader(package, limits.max_characters)
    items = reader.read(package.xml(package.document))
    problems = settle(items, schemes=reader.schemes)
    if reader.left <= 0:
        problems += (left_out(limits.max_characters),)
    if reader.pictures:
        problems += (
            Problem(
                "pictures-not-read",
                f"{reader.pictures} large picture(s) in the DOCX were not read; "
                "if they show pages of text, save the file as PDF.",
            ),
        )
    pages = pages_of(items, problems=problems, count=_page_count(package, items, limits))
    return text_source(name, sha256, MEDIA_TYPE, pages)


def _page_count(package: Package, items: list[Item], limits: Limits) -> int:
    """What the program that saved the file counted, as far as the text can fill so many pages."""
    properties = package.xml("docProps/app.xml")
    found = None if properties is None else properties.findtext(_PAGES)
    if not found or not found.strip().isdigit() or len(found.strip()) > 6:
        return 1
    return max(1, min(int(found), limits.max_pages, sum(1 for _ in lines_in(items))))


class _Reader:
    """Walks the body once and makes items."""

    def __init__(self, package: Package, most: int) -> None:
        self.styles = Styles(package.beside("styles.xml"))
        self.numbering = Numbering(package.beside("numbering.xml"))
        self.notes = _notes(package)
        self.left = most
        self.schemes: dict[str, None] = {}
        self.gap = 0.0
        self.pictures = 0
        self.rendered = False
        """The file says where Word ended its pages; else only breaks that somebody set count."""
        self.turned = False
        self.noted = {"f": 0, "e": 0}
        self.due: list[str] = []
        """Footnotes to stand at the end of the page."""

    def read(self, root: Any) -> list[Item]:
        body = root.find(W + "body")
        if body is None:
            return []
        self.pictures = sum(map(_is_large_picture, body.iter(f"{_DRAWING}inline", f"{_DRAWING}anchor")))
        self.rendered = next(body.iter(W + "lastRenderedPageBreak"), None) is not None
        items: list[Item] = []
        for element in _blocks(body):
            if element.tag == W + "p":
                self._add(items, element)
            elif element.tag == W + "tbl":
                items.extend(self._table(element))
        items.extend(self._footnotes())
        return items

    def _add(self, items: list[Item], element: Any) -> None:
        """One paragraph of the body: paragraphs count as set apart by a blank line."""
        due, self.due = self.due, []
        lines, boxes, before = self._paragraph(element)
        if before:
            own, self.due = self.due, due
            items += [*self._footnotes(), Turn()]
            self.due = own
        else:
            self.due = due + self.due
        if lines:
            lines[0].gap = self.gap + 1.0
            self.gap = 0.0
        else:
            self.gap += 1.0
        items += lines + boxes
        if self.turned:
            items += [*self._footnotes(), Turn()]
            self.turned = False

    # -- paragraphs -------------------------------------------------------------------------------------------

    def _paragraph(self, element: Any) -> tuple[list[TextLine], list[Item], bool]:
        """Its printed lines, the lines of text boxes in it, and whether it begins a page.

        A page that ends inside it is noted in ``turned``.
        """
        properties = element.find(W + "pPr")
        style = None if properties is None else value(properties.find(W + "pStyle"))
        here = read_paragraph(properties, self.styles.paragraph(style))
        rows: list[list[Span]] = [[]]
        boxes: list[Item] = []
        before = here.page_before and not self.rendered
        length = 0
        for kind, payload, run in self._runs(element, here):
            if kind == "text":
                length += len(payload)
                rows[-1].append((payload, _style(run)))
            elif kind == "line":
                rows.append([])
            elif kind == "page":
                if length:
                    self.turned = True
                else:
                    before = True
            elif kind == "box":
                boxes.extend(payload)
            elif kind == "note" and payload in self.notes:
                self.due.append(payload)
        deleted = element.find(f"{W}pPr/{W}rPr/{W}del") is not None and not length
        if not deleted:
            self._number(here, rows)
        lines = [TextLine(row) for row in rows if any(t.strip() for t, _ in row)]
        if here.heading and _is_heading(lines):
            for line in lines:
                line.markup = "heading"
        if here.right and sum(len(line.text()) for line in lines) <= _SHORT * len(lines):
            for line in lines:
                line.column = 2
        return lines, boxes, before

    def _number(self, here: Paragraph, rows: list[list[Span]]) -> None:
        """Puts the label before the first line.  Empty paragraphs count, and show nothing."""
        number, level = here.list, here.level
        if number is None:
            tied = self.numbering.of_style(here.style)
            if tied is None:
                return
            number, level = tied
        if level is None:
            level = self.numbering.level_of(number, here.style)
        found = self.numbering.label(number, level)
        if found is None or not any(t.strip() for row in rows for t, _ in row):
            return
        text, made = found
        first = next((style for row in rows for t, style in row if t.strip()), PLAIN)
        bold = made.bold if made.bold is not None else first.bold
        rows[0].insert(0, (text + " ", Style(bold, first.italic, first.size)))

    def _runs(self, element: Any, here: Paragraph) -> Iterator[tuple[str, Any, Run]]:
        """Contents of a paragraph in order; text boxes are read where they are anchored."""
        stack: list[tuple[Any, Run]] = [(child, here.run) for child in reversed(element)]
        while stack:
            node, run = stack.pop()
            tag = node.tag
            if tag in _DROPPED or not isinstance(tag, str):
                continue
            if tag == W + "r":
                own = node.find(W + "rPr")
                run = here.run
                if own is not None:
                    run = self.styles.character(value(own.find(W + "rStyle"))).over(here.run)
                    run = read_run(own).over(run)
                stack.extend((child, run) for child in reversed(node))
            elif tag in (W + "t", MATH + "t"):
                if node.text and not run.hidden and self.left > 0:
                    yield "text", self._shown(node.text, run), run
            elif tag in (W + "tab", W + "ptab"):
                yield "text", "\t", run
            elif tag in (W + "br", W + "cr"):
                kind = value(node, "type")
                if kind == "page":
                    if not self.rendered:
                        yield "page", None, run
                elif kind != "column":
                    yield "line", None, run
            elif tag == W + "lastRenderedPageBreak":
                yield "page", None, run
            elif tag == W + "noBreakHyphen":
                yield "text", "-", run
            elif tag == W + "sym":
                code = (value(node, "char") or "").lower()
                yield "text", _SYMBOLS.get(code, "•" if code else ""), run
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                kind = "f" if tag == W + "footnoteReference" else "e"
                yield "note", kind + (value(node, "id") or ""), run
            elif tag == MC + "AlternateContent":
                chosen = _alternative(node)
                if chosen is not None:
                    stack.append((chosen, run))
            elif tag == W + "txbxContent":
                yield "box", self._box(node), run
            else:
                stack.extend((child, run) for child in reversed(node))

    def _shown(self, text: str, run: Run) -> str:
        text = text[: self.left]
        self.left -= len(text)
        if run.font and not text.isascii():
            converted = legacy.convert_font(text, run.font)
            found = legacy.font_scheme(run.font)
            if found and converted != text:
                self.schemes[found[0]] = None
            text = converted
        elif run.font:
            text = legacy.convert_font(text, run.font)  # small letters in a font of capitals
        return text.upper() if run.capitals else text

    def _box(self, element: Any) -> list[Item]:
        """Lines of a text box: its place on the page is not known, so they follow the paragraph."""
        turned = self.turned
        items = list(self._cell_items(element))
        self.turned = turned
        return items

    def _footnotes(self) -> list[Item]:
        items: list[Item] = []
        due, self.due = self.due, []
        turned = self.turned
        for number in due:
            self.noted[number[0]] += 1
            for i, element in enumerate(self.notes[number]):
                lines, _, _ = self._paragraph(element)
                if i == 0 and lines:
                    style = lines[0].spans[0][1]
                    lines[0].spans.insert(0, (f"{self.noted[number[0]]} ", style))
                    lines[0].gap = 1.0
                for line in lines:
                    line.markup = "note"
                items.extend(lines)
        self.due, self.turned = [], turned
        return items

    # -- tables -----------------------------------------------------------------------------------------------

    def _table(self, element: Any) -> list[Item]:
        """The table, and the footnotes and the page turn that were due in it."""
        gap, self.gap = self.gap, 0.0
        rows: list[list[Cell]] = []
        turns: set[int] = set()
        ruled = self._ruled(element)
        for row in _blocks(element, W + "tr"):
            cells: list[Cell] = []
            self.turned = False
            for cell in _blocks(row, W + "tc"):
                ruled = ruled or _has_lines(cell.find(f"{W}tcPr/{W}tcBorders"))
                cells.append(self._cell(cell))
            if self.turned and rows:
                turns.add(len(rows))
            if cells:
                rows.append(_padded(row, cells))
        self.turned = False
        return [Grid(rows, ruled, gap + 1.0, frozenset(turns))] if rows else []

    def _ruled(self, element: Any) -> bool:
        properties = element.find(W + "tblPr")
        if properties is None:
            return False
        own = properties.find(W + "tblBorders")
        if own is not None:
            return _has_lines(own)
        return _has_lines(self.styles.borders(value(properties.find(W + "tblStyle"))))

    def _cell(self, element: Any) -> Cell:
        properties = element.find(W + "tcPr")
        span, merged = 1, None
        if properties is not None:
            width = value(properties.find(W + "gridSpan"))
            span = min(max(int(width), 1), _MOST_SPAN) if width and width.isdigit() and len(width) < 5 else 1
            merged = properties.find(W + "vMerge")
        cell = Cell(span=span)
        if merged is None or value(merged) == "restart":
            cell.items.extend(self._cell_items(element))
        return cell

    def _cell_items(self, element: Any) -> Iterator[Item]:
        """Lines and tables of a cell or box; empty paragraphs are gaps."""
        gap = 0.0
        for block in _blocks(element):
            if block.tag == W + "tbl":
                before, self.gap = self.gap, 0.0
                yield from self._table(block)
                self.gap = before
            elif block.tag == W + "p":
                lines, boxes, before_page = self._paragraph(block)
                self.turned = self.turned or before_page
                if lines:
                    lines[0].gap = gap
                gap = 0.0 if lines else gap + 1.0
                yield from lines
                yield from boxes


def _blocks(element: Any, wanted: str = "") -> Iterator[Any]:
    """Paragraphs and tables (or ``wanted``) directly inside, looking through content controls and changes."""
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        tag = node.tag
        if not isinstance(tag, str) or tag in _DROPPED:
            continue
        if tag == wanted or (not wanted and tag in (W + "p", W + "tbl")):
            yield node
        elif tag == MC + "AlternateContent":
            chosen = _alternative(node)
            if chosen is not None:
                stack.extend(reversed(chosen))
        elif tag in (W + "sdt", W + "sdtContent", W + "ins", W + "moveTo", W + "customXml", W + "smartTag"):
            stack.extend(reversed(node))


def _alternative(node: Any) -> Any:
    """One of the ways to write the same thing: the first that holds text, else the first."""
    choices = [child for child in node if child.tag in (MC + "Choice", MC + "Fallback")]
    return next((c for c in choices if next(c.iter(W + "t"), None) is not None), choices[0] if choices else None)


def _padded(row: Any, cells: list[Cell]) -> list[Cell]:
    """The row with empty cells where it begins after, or ends before, the table's edge."""
    properties = row.find(W + "trPr")
    before = None if properties is None else value(properties.find(W + "gridBefore"))
    if before and before.isdigit() and 0 < int(before[:4]) <= _MOST_SPAN:
        return [Cell() for _ in range(int(before[:4]))] + cells
    return cells


def _has_lines(borders: Any) -> bool:
    """A side or inner border is drawn.  A border at the top alone is a rule under a header, not a grid."""
    if borders is None:
        return False
    sides = ("left", "right", "start", "end", "insideV", "insideH")
    return any(value(borders.find(W + side)) in _DRAWN for side in sides)


def _style(run: Run) -> Style:
    style = Style(bool(run.bold), bool(run.italic), run.size or 0.0)
    return PLAIN if style == PLAIN else style


def _is_large_picture(drawing: Any) -> bool:
    """A raster image of a quarter of a page or more: perhaps a scan."""
    extent = drawing.find(f"{_DRAWING}extent")
    if extent is None or next(drawing.iter(_BLIP), None) is None:
        return False
    sides = [extent.get("cx", "0"), extent.get("cy", "0")]
    return all(side.isdigit() and len(side) < 12 for side in sides) and int(sides[0]) * int(sides[1]) > _LARGE_PICTURE


def _is_heading(lines: list[TextLine]) -> bool:
    """Word's heading styles are used for running text too; that is long, a bullet, or ends like a sentence."""
    text = " ".join(line.text().strip() for line in lines)
    return 0 < len(text) <= _LONGEST_HEADING and not text.startswith(_BULLETS) and not text.endswith((".", ";", ","))


def _notes(package: Package) -> dict[str, list[Any]]:
    """Paragraphs of footnotes and endnotes by their number, in the order of the file; separators left out."""
    found: dict[str, list[Any]] = {}
    for kind, part, tag in (("f", "footnotes.xml", "footnote"), ("e", "endnotes.xml", "endnote")):
        root = package.beside(part)
        if root is None:
            continue
        for element in root.iterfind(W + tag):
            if value(element, "type") in (None, "normal"):
                found[kind + (value(element, "id") or "")] = [b for b in _blocks(element) if b.tag == W + "p"]
    return found
