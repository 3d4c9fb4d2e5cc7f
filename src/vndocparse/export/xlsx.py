"""Excel workbooks of index sheets: typed cells, no formula whatever a document holds, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from vndocparse.errors import UsageError
from vndocparse.export.formats import ExportOptions, notify
from vndocparse.export.ooxml import settled
from vndocparse.export.sheet import Cell, Finding, index_sheet
from vndocparse.export.table import COLUMNS, rows_of
from vndocparse.export.xmltree import clean
from vndocparse.extras import need
from vndocparse.model.document import ParseResult

_LONGEST = 32_767
"""Characters that a cell of a workbook can hold."""
_WIDEST = 60
_NUMBERS = ("ordinal", "year", "document", "first_page", "last_page", "section_count", "citation_count", "table_count")
_DAYS = ("issued_date",)
_TEXT, _DAY = "@", "DD/MM/YYYY"


def write_xlsx(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """The index sheet, or with no column map the columns of ``to_csv``; findings on a sheet of their own.

    Raises:
        MissingExtraError: openpyxl is not installed.
        UsageError: a value is longer than a cell can be.
    """
    if options.columns:
        sheet = index_sheet(results, options.columns, options.values)
        notify(options, sheet.findings)
        return workbook(sheet.names, sheet.rows, sheet.findings)
    rows = [tuple(_typed(n, row[n]) for n in COLUMNS[:-1]) for row in rows_of(results)]
    return workbook(COLUMNS[:-1], rows, ())


def _typed(name: str, text: str) -> Cell:
    if name in _NUMBERS and text.isdigit():
        return int(text)
    if name in _DAYS and text:
        return date.fromisoformat(text)
    return text


def workbook(names: Sequence[str], rows: Sequence[Sequence[Cell]], findings: Sequence[Finding]) -> bytes:
    """A workbook of one sheet, and a second one for findings.

    A text is stored as a text with the mark that Excel sets for a leading apostrophe: "=1+1" is not run, now or when
    the cell is edited, and reads back as it was.
    """
    openpyxl = need("openpyxl", "office")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Mục lục"
    _fill(openpyxl, sheet, names, rows)
    if findings:
        told = book.create_sheet("Cần xem lại")
        _fill(openpyxl, told, ("row", "column", "code", "message"),
              [(f.row, f.column, f.code, f.message) for f in findings])  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return settled(out.getvalue())


def _fill(openpyxl: Any, sheet: Any, names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    bold = openpyxl.styles.Font(bold=True)
    wrap = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
    for at, name in enumerate(names, 1):
        _put(sheet.cell(1, at), name)
        sheet.cell(1, at).font = bold
        longest = max((len(str(row[at - 1])) for row in rows), default=0)
        letter = openpyxl.utils.get_column_letter(at)
        sheet.column_dimensions[letter].width = min(max(len(name), longest) + 2, _WIDEST)
    for line, row in enumerate(rows, 2):
        for at, value in enumerate(row, 1):
            if value == "":
                continue
            cell = sheet.cell(line, at)
            if isinstance(value, str) and len(value) > _LONGEST:
                place = f"Row {line - 1}, column {names[at - 1]}"
                raise UsageError(f"{place}: a cell of a workbook holds {_LONGEST} characters.", remedy="Use csv.")
            _put(cell, value)
            cell.alignment = wrap
    sheet.freeze_panes = "A2"
    if rows:
        sheet.auto_filter.ref = sheet.dimensions


def _put(cell: Any, value: Cell) -> None:
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
        cell.number_format = _TEXT
        cell.quotePrefix = True
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = _DAY
