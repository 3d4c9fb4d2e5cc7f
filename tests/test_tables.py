"""Tidy tables of results, and the data frames made of them."""

from __future__ import annotations

import sys
from datetime import date

import pytest

import vndocparse
from tests import handmade
from vndocparse.export.split import single_documents
from vndocparse.export.tables import TABLES, Numbering, Row, result_rows, table_rows
from vndocparse.model.document import FieldValue, ParseResult, Recipient, Signature

TYPES = {"text": str, "integer": int, "number": float, "boolean": bool, "date": date}


def _dicts(name: str, rows: list[Row]) -> list[dict[str, object]]:
    return [dict(zip((c.name for c in TABLES[name]), row, strict=True)) for row in rows]


def _table(name: str, *results: ParseResult) -> list[dict[str, object]]:
    return _dicts(name, table_rows(results or [handmade.result()])[name])


@pytest.mark.parametrize("name", TABLES)
def test_column_names_are_unique_and_begin_with_the_key(name: str) -> None:
    names = [c.name for c in TABLES[name]]
    assert names[0] == "document_id"
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", TABLES)
def test_cells_are_of_their_columns_kind(name: str) -> None:
    """A row has a cell for each column, None or of the kind said."""
    rows = table_rows([handmade.result()])[name]
    assert rows
    for row in rows:
        assert len(row) == len(TABLES[name])
        for column, cell in zip(TABLES[name], row, strict=True):
            assert cell is None or type(cell) is TYPES[column.kind], column.name


def test_a_document_is_one_row_with_its_header() -> None:
    first, second = _table("documents")
    assert (first["document_id"], second["document_id"]) == ("0" * 16 + "-1", "0" * 16 + "-2")
    assert (first["number"], first["ordinal"], first["issued_date"]) == ("27-KH/HU", 27, date(2021, 6, 5))
    assert (first["section_count"], first["citation_count"], first["problems"]) == (4, 3, "number-not-read")
    assert (second["role"], second["organ"], second["problems"]) == ("attachment", None, None)


def test_sections_know_their_parent_and_path() -> None:
    rows = _table("sections")
    assert [(r["index"], r["section"], r["parent"]) for r in rows] == [
        (1, "I", None), (2, "I/1", 1), (3, "I/2", 1), (4, "II", None)
    ]  # fmt: skip


def test_a_citation_keeps_what_was_concluded_and_where_it_stands() -> None:
    row = _table("citations")[2]
    assert (row["inferred"], row["section"], row["page"]) == ("issuer|date", "I/2", 1)
    assert handmade.TEXT[row["start"] : row["end"]] == row["text"]  # type: ignore[misc]


def test_recipients_of_all_lists_are_told_apart() -> None:
    document = handmade.document()
    copy = document.copies[0].model_copy(
        update={"recipients": [Recipient(text="Văn thư")], "signatures": [Signature(name="Lò Văn Mẫu")]}
    )
    document = document.model_copy(update={"addressees": [FieldValue(text="Huyện ủy")], "copies": [copy]})
    result = handmade.result().model_copy(update={"documents": [document]})
    assert [(r["list"], r["index"], r["text"], r["kind"]) for r in _table("recipients", result)] == [
        ("addressees", 1, "Huyện ủy", None),
        ("recipients", 1, "Các chi bộ", "organ"),
        ("recipients", 2, "Lưu", "file"),
        ("copies.1.recipients", 1, "Văn thư", "organ"),
    ]
    assert [(r["list"], r["name"]) for r in _table("signatures", result)] == [
        ("signatures", "Đinh Văn Mẫu"),
        ("copies.1.signatures", "Lò Văn Mẫu"),
    ]


def test_lines_of_a_jsonl_file_have_the_same_keys_as_the_whole_result() -> None:
    """A file's documents come there one by one, each in a result of its own."""
    whole, lines = handmade.result(), single_documents(handmade.result())
    assert [r["document_id"] for r in _table("documents", whole)] == [
        r["document_id"] for r in _table("documents", *lines)
    ]


def test_keys_stay_unique_when_a_file_comes_twice() -> None:
    keys = [r["document_id"] for r in _table("documents", handmade.result(), handmade.result())]
    assert len(set(keys)) == 4


def test_a_day_that_is_none_is_an_empty_cell() -> None:
    document = handmade.document()
    assert document.issued is not None
    document = document.model_copy(update={"issued": document.issued.model_copy(update={"date": "2021-02-31"})})
    row = _table("documents", handmade.result().model_copy(update={"documents": [document]}))[0]
    assert (row["issued_date"], row["issued"]) == (None, "ngày 05 tháng 6 năm 2021")


def test_a_file_without_documents_gives_no_rows() -> None:
    rows = result_rows(handmade.result().model_copy(update={"documents": []}), Numbering())
    assert all(not found for found in rows.values())


# --- Data frames ---------------------------------------------------------------------------------


def test_frames_have_typed_columns_also_without_rows() -> None:
    """Integers stay integers and days days, whatever is missing."""
    pytest.importorskip("pandas")
    full, empty = vndocparse.to_frames(handmade.result()), vndocparse.to_frames([])
    for name in TABLES:
        assert list(getattr(full, name).dtypes) == list(getattr(empty, name).dtypes)
        assert list(getattr(empty, name).columns) == [c.name for c in TABLES[name]]
    types = full.documents.dtypes
    assert (str(types["ordinal"]), str(types["issued_date"]), str(types["title"])) == (
        "Int64", "datetime64[s]", "string"
    )  # fmt: skip


def test_frames_are_joined_by_the_document() -> None:
    pytest.importorskip("pandas")
    frames = vndocparse.to_frames([handmade.result()])
    assert frames.documents["document_id"].is_unique
    joined = frames.citations.merge(frames.documents, on="document_id", validate="many_to_one", suffixes=("", "_of"))
    assert list(joined["number_of"]) == ["27-KH/HU"] * 3


def test_days_before_1677_and_after_2262_are_kept() -> None:
    """Nanoseconds would not reach there; OCR does."""
    pytest.importorskip("pandas")
    document = handmade.document()
    assert document.issued is not None
    document = document.model_copy(update={"issued": document.issued.model_copy(update={"date": "1016-04-11"})})
    frames = vndocparse.to_frames(handmade.result().model_copy(update={"documents": [document]}))
    assert frames.documents["issued_date"][0].year == 1016


def test_without_pandas_the_error_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(vndocparse.MissingExtraError, match=r"pip install 'vndocparse\[tables\]'"):
        vndocparse.to_frames([])
