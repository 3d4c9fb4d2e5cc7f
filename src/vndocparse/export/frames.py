"""Results as pandas data frames (bảng dữ liệu)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from vndocparse.export.tables import TABLES, Kind, Row, table_rows
from vndocparse.extras import need
from vndocparse.model.document import ParseResult

if TYPE_CHECKING:
    import pandas

_DTYPES: dict[Kind, str] = {
    "text": "string",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}
"""Types that know a missing value, so that an integer column stays one where a cell is empty."""


class Frames(NamedTuple):
    """One data frame per table of ``vndocparse.export.tables``; ``document_id`` joins them."""

    documents: pandas.DataFrame
    sections: pandas.DataFrame
    citations: pandas.DataFrame
    recipients: pandas.DataFrame
    signatures: pandas.DataFrame


def to_frames(results: ParseResult | Iterable[ParseResult]) -> Frames:
    """Tidy tables (documents, sections, citations, recipients, signatures) of results.

    Guarantees: every column is there with its type, also where no row is; ``document_id`` is unique in
    ``documents``; rows stand in the order of the results and of the text.

    Raises:
        MissingExtraError: pandas is not installed.
    """
    pandas = need("pandas", "tables")
    rows = table_rows([results] if isinstance(results, ParseResult) else results)
    return Frames(*(_frame(pandas, name, rows[name]) for name in Frames._fields))


def _frame(pandas: Any, name: str, rows: list[Row]) -> Any:
    """The data frame of one table, column by column, so that an empty one has its types too."""
    columns = TABLES[name]
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pandas.DataFrame(
        {c.name: pandas.Series(list(v), dtype=_DTYPES[c.kind]) for c, v in zip(columns, cells, strict=True)}
    )
