"""Index sheets: rows of typed cells by a column map, and what of them breaks its rules.

Nothing is cut and nothing is made up: a text over its length, and a required cell without a value, are findings.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from vndocparse.errors import RuleDataError, UsageError
from vndocparse.export.index_values import FILE_CODE, FIRST_ORDINAL, KEYS, IndexEntry
from vndocparse.export.split import grouped
from vndocparse.export.table import guard
from vndocparse.model.document import Document, ParseResult
from vndocparse.rules.sheets import Sheet, SheetColumn, find_sheet

Cell = str | int | date


@dataclass(frozen=True, slots=True)
class Finding:
    """A cell that breaks a rule of its column."""

    row: int
    """From 1, the line of names not counted."""
    column: str
    code: str
    """"too-long", "required", "not-a-number" or "date-incomplete"."""
    message: str


@dataclass(frozen=True, slots=True)
class IndexSheet:
    """Names of columns, rows of cells (an empty text where there is no value), and findings."""

    sheet: Sheet
    rows: tuple[tuple[Cell, ...], ...]
    findings: tuple[Finding, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.sheet.column)


def index_sheet(results: Iterable[ParseResult], columns: str, given: Mapping[str, str] | None = None) -> IndexSheet:
    """The documents of ``results`` as rows of the column map ``columns``: a preset or a TOML file.

    Args:
        given: what the page does not say, by name of the column, or "file_code" and "first_ordinal", of which
            codes of documents are made.

    Raises:
        UsageError: there is no such map, or it has no column of a name that is given.
        RuleDataError: the map is wrong, or names a value that does not exist.
    """
    sheet, given = find_sheet(columns), given or {}
    _refuse_unknown(given, sheet)
    for column in sheet.column:
        if column.value and column.value not in KEYS:
            raise RuleDataError(f"Column {column.name}: no value is named {column.value!r}.",
                                remedy=f"Choose one of: {', '.join(sorted(KEYS))}.")  # fmt: skip
    rows, findings = [], list[Finding]()
    for at, entry in enumerate(_entries(results, sheet, given)):
        cells = [_cell(column, _value(column, entry, given)) for column in sheet.column]
        rows.append(tuple(cells))
        findings += [f for c, cell in zip(sheet.column, cells, strict=True) for f in _check(at + 1, c, cell)]
    return IndexSheet(sheet, tuple(rows), tuple(findings))


def _refuse_unknown(given: Mapping[str, str], sheet: Sheet) -> None:
    names = (*(c.name for c in sheet.column), FILE_CODE, FIRST_ORDINAL)
    for name in given:
        if name not in names:
            raise UsageError(
                f"No column is called {name!r}.", remedy=f"Choose one of: {', '.join(dict.fromkeys(names))}."
            )
    if not given.get(FIRST_ORDINAL, "1").isdecimal():
        raise UsageError(f"{FIRST_ORDINAL} is not a whole number.", remedy=f"Write it as {FIRST_ORDINAL}=21.")


def _entries(results: Iterable[ParseResult], sheet: Sheet, given: Mapping[str, str]) -> list[IndexEntry]:
    groups: list[tuple[ParseResult, list[Document]]] = []
    for result in results:
        if sheet.rows == "main":
            groups += [(result, group) for group in grouped(result.documents)]
        else:
            groups += [(result, [document]) for document in result.documents]
    return [IndexEntry(result, group, at, given) for at, (result, group) in enumerate(groups)]


def _value(column: SheetColumn, entry: IndexEntry, given: Mapping[str, str]) -> str:
    return given.get(column.name) or (entry.value(column.value) if column.value else "")


def _cell(column: SheetColumn, text: str) -> Cell:
    """A number or a day where the text is one; else the text as it is, which is a finding."""
    if column.type == "integer" and text.isascii() and text.isdigit():
        return int(text)
    if column.type == "date":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _check(row: int, column: SheetColumn, cell: Cell) -> Iterable[Finding]:
    text = str(cell)
    if not text:
        if column.required:
            yield Finding(row, column.name, "required", "A value is required and the page does not say it.")
        return
    if column.type == "integer" and not isinstance(cell, int):
        yield Finding(row, column.name, "not-a-number", "The value is not a whole number.")
    if column.type == "date" and not isinstance(cell, date):
        yield Finding(row, column.name, "date-incomplete", "Day, month or year is missing.")
    if column.max is not None and column.type != "date" and len(text) > column.max:
        unit = "digits" if isinstance(cell, int) else "characters"
        message = f"The value has {len(text)} {unit}, {column.max} are allowed."
        yield Finding(row, column.name, "too-long", message)


def sheet_csv(sheet: IndexSheet) -> str:
    """The sheet as CSV with its line of names, every cell in quotes and guarded (see ``guard``)."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(map(guard, sheet.names))
    for row in sheet.rows:
        writer.writerow([guard(written(cell, sheet.sheet)) for cell in row])
    return out.getvalue()


def written(cell: Cell, sheet: Sheet) -> str:
    """A cell as text; a day in the sheet's own way."""
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y") if sheet.date == "dmy" else cell.isoformat()
    return str(cell)
