"""Parquet and Arrow: the tidy tables with their types, equal when they are read back."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import pyarrow.parquet as parquet
import pytest

from tests import handmade
from tests.corpus_results import every_result
from vndocparse.cli.entry import run
from vndocparse.export import encode
from vndocparse.export.arrow import to_arrow
from vndocparse.export.tables import TABLES, table_rows


def test_every_document_reads_back_equal() -> None:
    results = every_result()
    files = encode(results, "parquet")
    assert isinstance(files, dict)
    rows = table_rows(results)
    for name in TABLES:
        table = parquet.read_table(io.BytesIO(files[f"{name}.parquet"]))
        assert table.column_names == [c.name for c in TABLES[name]]
        assert [tuple(r.values()) for r in table.to_pylist()] == rows[name]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_without_rows_has_its_types(name: str) -> None:
    empty, full = to_arrow([])[name], to_arrow(handmade.result())[name]
    assert empty.schema == full.schema
    assert empty.schema.field(0).metadata


def test_the_command_writes_all_results_into_one_folder(tmp_path: Path) -> None:
    stored = tmp_path / "r.jsonl"
    stored.write_text((handmade.result().model_dump_json() + "\n") * 2, "utf-8")
    for folder in (tmp_path / "new", tmp_path):
        assert run(["export", str(stored), "--to", "parquet", "-o", str(folder)]) == 0
        count = duckdb.sql(f"SELECT count(*) FROM '{folder}/documents.parquet'").fetchall()
        assert count == [(4,)]


def test_a_result_gives_its_tables() -> None:
    assert handmade.result().to_arrow()["documents"].num_rows == 2
