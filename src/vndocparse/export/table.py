"""CSV: one row per document, cells guarded against spreadsheets that run formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from vndocparse.entries import signature_text, to_check
from vndocparse.export.split import single_documents
from vndocparse.model.document import Document, FieldValue, ParseResult, Section
from vndocparse.printable import one_line

COLUMNS = (
    "file", "sha256", "media_type", "text_origin", "document", "role", "family", "first_page", "last_page",
    "superior_organ", "organ", "number", "ordinal", "type_code", "organ_code", "year", "place", "issued",
    "issued_date", "issued_edtf", "doc_type", "doc_type_code", "author", "title", "secrecy", "urgency", "circulation",
    "draft", "addressees", "recipients", "signatures", "section_count", "citation_count", "cited", "copies",
    "table_count", "doubtful", "problems", "csv_formula_guard",
)  # fmt: skip
"""Columns of ``to_csv``.  Lists are joined by " | "; ``document`` counts from 1 within the file; ``cited`` holds
the numbers or names of the documents cited, each once; ``doubtful`` the paths of values whose confidence is
below 0.8; ``problems`` the codes; ``csv_formula_guard`` is always 1 (see ``guard``)."""

_FORMULA = re.compile(r"\s*[=+\-@\x00\uff1d\uff0b\uff0d\uff20']|[\t\r\n]")


def to_csv(results: Iterable[ParseResult], *, header: bool = True) -> str:
    """One row per document, the columns ``COLUMNS``, every cell in quotes and guarded by ``guard``.

    A file without documents gives a row with its problems, so that it is not overlooked.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    if header:
        writer.writerow(COLUMNS)
    for row in rows_of(results):
        writer.writerow([guard(row[name]) for name in COLUMNS])
    return out.getvalue()


def rows_of(results: Iterable[ParseResult]) -> Iterator[dict[str, str]]:
    """The cells of each row by name of the column, before any guard."""
    for result in results:
        for index, single in enumerate(single_documents(result), 1):
            yield {**dict.fromkeys(COLUMNS, ""), **_row(index, single)}


def guard(cell: str) -> str:
    """``cell`` with an apostrophe before it where a spreadsheet would take it for a formula (CWE-1236).

    Vietnamese lists begin honest lines with "- " and "+ ", so this changes data: ``unguard`` undoes it.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """The cell as it was before ``guard``."""
    return cell[1:] if cell.startswith("'") else cell


def _row(index: int, result: ParseResult) -> dict[str, str]:
    source = result.source
    row = {
        "file": one_line(source.name),
        "sha256": source.sha256,
        "media_type": source.media_type,
        "text_origin": source.text_origin,
        "problems": _joined(dict.fromkeys(p.code for p in result.problems)),
        "csv_formula_guard": "1",
    }
    for document in result.documents:
        row |= _document_cells(index, document)
    return row


def _document_cells(index: int, document: Document) -> dict[str, str]:
    number, issued = document.number, document.issued
    plain = ("superior_organ", "organ", "number", "place", "issued", "doc_type", "author", "title",
             "secrecy", "urgency", "circulation", "draft")  # fmt: skip
    cells = {name: _text(getattr(document, name)) for name in plain}
    if number is not None:
        for name in ("ordinal", "type_code", "organ_code", "year"):
            cells[name] = _cell(getattr(number, name))
    if issued is not None:
        cells |= {"issued_date": _cell(issued.date), "issued_edtf": _cell(issued.edtf)}
    cited = dict.fromkeys(c.number or c.name or c.text for c in document.citations)
    doubtful = to_check(document)
    return cells | {
        "document": str(index),
        "role": document.role,
        "family": document.family,
        "first_page": str(document.page_range[0]),
        "last_page": str(document.page_range[1]),
        "doc_type_code": _cell(document.doc_type.code) if document.doc_type else "",
        "addressees": _joined(map(_text, document.addressees)),
        "recipients": _joined(_text(r) + (f" ({r.purpose})" if r.purpose else "") for r in document.recipients),
        "signatures": _joined(map(signature_text, document.signatures)),
        "section_count": str(sum(map(_count, document.sections))),
        "citation_count": str(len(document.citations)),
        "cited": _joined(cited),
        "copies": _joined(" ".join(filter(None, (c.kind, _text(c.number)))) for c in document.copies),
        "table_count": str(len(document.tables)),
        "doubtful": _joined(doubtful),
    }


def _cell(value: object) -> str:
    return "" if value is None else one_line(str(value))


def _text(value: FieldValue | None) -> str:
    return one_line(value.text or "") if value is not None else ""


def _joined(parts: Iterable[str]) -> str:
    return " | ".join(one_line(p) for p in parts if p)


def _count(section: Section) -> int:
    return 1 + sum(map(_count, section.children))
