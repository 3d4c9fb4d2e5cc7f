"""DOCX: an editable copy, laid out by the rules of the regulation of its day (python-docx).

Two columns above without borders, type and subject in the middle, numbered sections, recipients on the left and the
signature on the right.  What the page does not say is not filled in, and seal and signature are not drawn: a copy is
no original.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from vndocparse.export.docx_frame import Align, Frame, paragraph, rule_below, shade_off, short_rule
from vndocparse.export.docx_people import write_addressees, write_copy, write_foot
from vndocparse.export.formats import ExportOptions
from vndocparse.export.marked import layout_of, marked_label, slogan_of
from vndocparse.export.ooxml import settled
from vndocparse.export.opening import opening_paragraphs
from vndocparse.export.tableplaces import TablePlaces
from vndocparse.export.xmltree import clean
from vndocparse.model.document import Document, FieldValue, ParseResult, Section, Table
from vndocparse.printable import one_line
from vndocparse.text import is_upper

_CENTRED = ("part", "chapter", "heading", "subheading", "roman")
"""Kinds of sections whose heading stands in the middle."""
_OWN_LINE = ("part", "chapter", "heading", "subheading")
"""Their label stands on a line of its own, above the heading."""

_LETTER, _PADDING = 2.7, 4.0
"""Millimetres of a letter in a table, and beside the words of a cell."""
_LONGEST = 7
"""Letters of the longest syllable (nghiêng); longer words, such as addresses, may be broken in a cell."""


def write_docx(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """Every document of every result, each on a new page.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    out = io.BytesIO()
    docx_frame(results).docx.save(out)
    return settled(out.getvalue())


def docx_frame(results: Sequence[ParseResult]) -> Frame:
    """The copy before it is saved.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    frame = Frame()
    for document in (d for r in results for d in r.documents):
        _document(frame, document)
    return frame


def _document(frame: Frame, document: Document) -> None:
    frame.begin(layout_of(document))
    letter = document.doc_type is not None and not document.doc_type.text and document.doc_type.code == "CV"
    _marks(frame, document)
    _head(frame, document, letter)
    _name(frame, document, letter)
    write_addressees(frame, document.addressees)
    for text in opening_paragraphs(document):
        if is_upper(text):
            frame.heading(text, "centre")
        else:
            frame.body(text)
    places = TablePlaces(document)
    for section in document.sections:
        _section(frame, section, places)
    _tables(frame, places.before_foot())
    write_foot(frame, document.recipients, document.signatures, document.family)
    _tables(frame, places.rest())
    for copy in document.copies:
        write_copy(frame, copy, document.family)


def _text(value: FieldValue | None) -> str:
    return one_line(value.text or "") if value is not None else ""


def _marks(frame: Frame, document: Document) -> None:
    """Secrecy, urgency, circulation, draft, above the head."""
    for name in ("secrecy", "urgency", "circulation", "draft"):
        if text := _text(getattr(document, name)):
            paragraph(frame.docx, text, frame.layout.body, bold=True, font=frame.layout.font)


def _head(frame: Frame, document: Document, letter: bool) -> None:
    layout = frame.layout
    texts = [document.superior_organ, document.organ, document.number, document.motto, document.place, document.issued]
    if not any(_text(t) for t in texts):
        return
    left, right = frame.columns(layout.left_column)
    _centred(left, layout.font, _text(document.superior_organ), layout.superior)
    organ = _centred(left, layout.font, _text(document.organ), layout.organ, bold=True)
    if layout.under_organ:
        if organ is not None:
            _centred(left, layout.font, layout.under_organ, layout.organ)
    elif organ is not None:
        short_rule(left, layout.font)
    if number := _text(document.number):
        _centred(left, layout.font, f"{layout.number_prefix}{number}", layout.number)
    if letter and (title := _text(document.title)):
        italic = document.family != "state"
        _centred(left, layout.font, layout.letter_prefix + title, layout.letter_subject, italic=italic)
    motto = _centred(right, layout.font, _text(document.motto), layout.motto, bold=True)
    if slogan := slogan_of(document):
        motto = _centred(right, layout.font, slogan, layout.motto + 1, bold=True)
    if motto is not None:
        rule_below(motto)
        paragraph(right, "", layout.number, font=layout.font)
    dated = ", ".join(t for t in (_text(document.place), _text(document.issued)) if t)
    _centred(right, layout.font, dated, layout.issued, italic=True)
    shade_off(left, right)


def _centred(cell: Any, font: str, text: str, size: float, *, bold: bool = False, italic: bool = False) -> Any:
    """A line in the middle of a cell; None for an empty text."""
    if not text:
        return None
    return paragraph(cell, text, size, bold=bold, italic=italic, align="centre", font=font)


def _name(frame: Frame, document: Document, letter: bool) -> None:
    layout = frame.layout
    kind, title, author = _text(document.doc_type), _text(document.title), _text(document.author)
    if kind or author or (title and not letter):
        frame.gap()
    lines = [(kind, layout.type), (author, layout.title), ("" if letter else title, layout.title)]
    last = None
    for text, size in lines:
        if text:
            last = paragraph(frame.docx, text, size, bold=True, align="centre", font=layout.font)
    if last is not None:
        short_rule(frame.docx, layout.font)


def _section(frame: Frame, section: Section, places: TablePlaces) -> None:
    _tables(frame, places.before(section.evidence[0] if section.evidence else None))
    heading = section.heading
    if heading is not None:
        align: Align = "centre" if section.kind in _CENTRED else "left"
        if section.kind in _OWN_LINE:
            frame.heading(one_line(section.label), align)
            frame.heading(one_line(heading), align)
        else:
            frame.heading(f"{marked_label(section)} {one_line(heading)}".rstrip(), align)
    for at, (text, tables) in enumerate(places.paragraphs(section)):
        _tables(frame, tables)
        if heading is None and at == 0:
            frame.body(f"{marked_label(section)} {one_line(text)}".rstrip())
        elif text.strip():
            frame.body(one_line(text))
    for child in section.children:
        _section(frame, child, places)


def _tables(frame: Frame, tables: Sequence[Table]) -> None:
    for table in tables:
        _table(frame, table)


def _table(frame: Frame, table: Table) -> None:
    rows = [row for row in table.rows if row]
    if not rows:
        return
    if table.caption:
        frame.heading(one_line(table.caption), "centre")
    width = max(map(len, rows))
    grid = frame.grid(len(rows), _widths(rows, width, frame.width))
    grid.style = "Table Grid"
    if table.head_rows and all(table.rows):
        frame.repeat_rows(grid, table.head_rows)
    for line, row in zip(grid.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=False):
            paragraph(cell, clean(text), frame.layout.body - 1, font=frame.layout.font)
    shade_off(*(cell for line in grid.rows for cell in line.cells))


def _widths(rows: Sequence[Sequence[str]], count: int, width: float) -> list[float]:
    """Millimetres of the columns: room for a column's longest word each, what is left by how much they hold."""
    columns = [[row[i] for row in rows if i < len(row)] for i in range(count)]
    least = [
        _PADDING + _LETTER * min(_LONGEST, max((len(word) for cell in cells for word in cell.split()), default=0))
        for cells in columns
    ]
    held = [1 + sum(map(len, cells)) for cells in columns]
    left = max(0.0, width - sum(least))
    return [at_least + left * part / sum(held) for at_least, part in zip(least, held, strict=True)]
