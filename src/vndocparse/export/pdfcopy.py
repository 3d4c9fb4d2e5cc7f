"""A text without pages as pages: the editable copy (DOCX) set for PDF, paragraph by paragraph, table by table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from vndocparse.export.docx import docx_frame
from vndocparse.export.typefaces import Style
from vndocparse.export.typeset import Align, Block, Margins, Row, Sheets
from vndocparse.export.xmltree import clean
from vndocparse.model.document import ParseResult

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = 13.0
"""Points of a run that says no size."""


def set_pages(results: Sequence[ParseResult]) -> Sheets:
    """Every document of every result on pages of its own, as DOCX lays them out.

    Raises:
        MissingExtraError: python-docx is not installed.
    """
    docx = docx_frame(results).docx
    sheets = Sheets()
    for section in docx.sections:
        sheets.begin(
            Margins(section.top_margin.pt, section.bottom_margin.pt, section.left_margin.pt, section.right_margin.pt)
        )
        waiting: list[Block] = []
        for part in section.iter_inner_content():
            if hasattr(part, "rows"):
                sheets.put(waiting)
                waiting = []
                for row in _rows(part):
                    sheets.row(row)
            else:
                waiting.append(_block(part))
        sheets.put(waiting)
    return sheets


def _rows(table: Any) -> Iterator[Row]:
    bordered = table.style is not None and table.style.name == "Table Grid"
    for row in table.rows:
        cells = tuple(tuple(map(_block, cell.paragraphs)) for cell in row.cells)
        yield Row(cells, tuple(cell.width.pt for cell in row.cells), bordered)


def _block(paragraph: Any) -> Block:
    shape = paragraph.paragraph_format
    run = paragraph.runs[0] if paragraph.runs else None
    size = run.font.size.pt if run is not None and run.font.size is not None else _BODY
    style: Style = "regular" if run is None else "bold" if run.bold else "italic" if run.italic else "regular"
    return Block(
        text=clean(paragraph.text), size=size, style=style, align=_align(paragraph),
        first=_points(shape.first_line_indent), inset=_points(shape.left_indent), above=_points(shape.space_before),
        below=_points(shape.space_after), leading=_points(shape.line_spacing),
        underlined=bool(run is not None and run.underline),
        ruled=paragraph._element.find(f"{_W}pPr/{_W}pBdr/{_W}top") is not None, kept=bool(shape.keep_with_next),
    )  # fmt: skip


def _points(length: Any) -> float:
    """A length of python-docx in points; 0 for none, and for a factor."""
    return float(length.pt) if length is not None and hasattr(length, "pt") else 0.0


def _align(paragraph: Any) -> Align:
    name = str(paragraph.alignment or "")
    return "centre" if "CENTER" in name else "both" if "JUSTIFY" in name else "left"
