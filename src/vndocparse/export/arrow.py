"""Tidy tables as Arrow tables and Parquet files: typed columns for pandas, DuckDB, Polars."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from vndocparse.export.formats import ExportOptions
from vndocparse.export.tables import TABLES, Kind, table_rows
from vndocparse.extras import need
from vndocparse.model.document import ParseResult

if TYPE_CHECKING:
    import pyarrow

_TYPES: dict[Kind, str] = {
    "text": "string",
    "integer": "int64",
    "number": "float64",
    "boolean": "bool_",
    "date": "date32",
}
"""Names of pyarrow's makers of types."""


def to_arrow(results: ParseResult | Iterable[ParseResult]) -> dict[str, pyarrow.Table]:
    """The tables documents, sections, citations, recipients, signatures; ``document_id`` joins them.

    Guarantees: every column is there with its type, also where no row is; what a column holds is in its metadata.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    arrow = need("pyarrow", "tables")
    rows = table_rows([results] if isinstance(results, ParseResult) else results)
    return {name: _table(arrow, name, rows[name]) for name in TABLES}


def _table(arrow: Any, name: str, rows: Sequence[Sequence[object]]) -> Any:
    columns = TABLES[name]
    schema = arrow.schema(
        [arrow.field(c.name, getattr(arrow, _TYPES[c.kind])(), metadata={"comment": c.note}) for c in columns]
    )
    cells = zip(*rows, strict=True) if rows else ([] for _ in columns)
    return arrow.table([arrow.array(list(v), t) for v, t in zip(cells, schema.types, strict=True)], schema=schema)


def write_parquet(results: Sequence[ParseResult], options: ExportOptions) -> dict[str, bytes]:
    """One Parquet file for each table, by name."""
    parquet = need("pyarrow.parquet", "tables")
    files = {}
    for name, table in to_arrow(results).items():
        out = io.BytesIO()
        parquet.write_table(table, out, compression="zstd")
        files[f"{name}.parquet"] = out.getvalue()
    return files
