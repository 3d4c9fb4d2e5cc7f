"""Index sheets: presets as data, findings in place of cuts, cells that no spreadsheet runs and that read back equal."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import handmade
from tests.corpus_results import every_result
from vndocparse.cli.entry import run
from vndocparse.errors import RuleDataError, UsageError
from vndocparse.export import COLUMNS, ExportOptions, encode, guard, unguard
from vndocparse.export.index_values import KEYS, IndexEntry
from vndocparse.export.sheet import index_sheet, written
from vndocparse.export.xlsx import workbook
from vndocparse.model.document import DocType, Document, FieldValue, Issued, Marginal, Number, ParseResult
from vndocparse.rules.sheets import code_list, find_sheet, presets

PRESETS = [s.name for s in presets()]


def result(**values: Any) -> ParseResult:
    return handmade.result().model_copy(update={"documents": [Document(**values)]})


def row(found: ParseResult, columns: str, **given: str) -> dict[str, str]:
    """The first row as CSV has it."""
    data = encode(found, "csv", ExportOptions(columns=columns, values=given))
    assert isinstance(data, bytes)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return rows[0]


def read_back(data: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = book.active.iter_rows()
    assert not any(c.data_type == "f" for r in book.active.iter_rows() for c in r)
    return [[c.value for c in line] for line in cells]


# --- presets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", presets(), ids=PRESETS)
def test_a_preset_names_values_that_exist_and_checks_both_ways(sheet: Any) -> None:
    names = [c.name for c in sheet.column]
    assert len(names) == len(set(names))
    assert {c.value for c in sheet.column if c.value} <= set(KEYS)
    assert set(sheet.examples) <= set(names)
    assert not set(sheet.counter_examples) & set(names)


def test_the_list_of_types_has_the_codes_of_its_examples_and_no_others() -> None:
    codes = code_list("typeName")
    assert all(codes.of(name) != codes.other for name in codes.examples)
    assert all(codes.of(name) == codes.other for name in codes.counter_examples)
    assert sorted(codes.code.values()) == [f"{i:02d}" for i in range(1, 32)]


@pytest.mark.parametrize("name", PRESETS)
def test_every_document_of_the_corpus_fits_each_preset(name: str) -> None:
    """Rows in CSV and in a workbook read back as the sheet has them."""
    results = every_result()
    sheet = index_sheet(results, name)
    assert len(sheet.rows) == sum(d.role == "main" for r in results for d in r.documents)
    data = encode(results, "csv", ExportOptions(columns=name))
    assert isinstance(data, bytes)
    names, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert tuple(names) == sheet.names
    assert [[unguard(c) for c in r] for r in rows] == [[written(c, sheet.sheet) for c in r] for r in sheet.rows]
    names, *rows = read_back(workbook(sheet.names, sheet.rows, sheet.findings))
    assert [[_plain(c) for c in r] for r in rows] == [list(r) for r in sheet.rows]


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else "" if value is None else value


def test_tt05_has_codes_and_its_own_form_of_date() -> None:
    found = row(handmade.result(), "tt05", file_code="G09.01", first_ordinal="21", maintenance="01")
    assert {k: v for k, v in found.items() if v} == {
        "docCode": "G09.01.0000021",
        "maintenance": "01",
        "typeName": "10",
        "codeNumber": "27",
        "codeNotation": "KH/HU",
        "issuedDate": "05/06/2021",
        "organName": "HUYỆN ỦY AN BÌNH",
        "subject": "trồng cây bóng mát ở trụ sở các chi bộ",
        "language": "01",
        "numberOfPage": str(handmade.result().source.page_count),
        "description": found["description"],
        "autograph": found["autograph"],
    }
    assert found["description"].startswith("Kèm theo: Kết luận 14-KL/TU")


def test_a_type_without_a_code_keeps_its_name() -> None:
    """TT 05 has no code for Kết luận: 32 alone would lose what it is."""
    found = row(result(doc_type=DocType(text="KẾT LUẬN", code="KL")), "tt05")
    assert (found["typeName"], found["description"]) == ("32", "Kết luận")


def test_a_mark_of_secrecy_is_a_code_and_no_mark_is_nothing() -> None:
    assert row(result(secrecy=FieldValue(text="MẬT")), "tt05")["mode"] == "03"
    assert row(result(), "tt05")["mode"] == ""


def test_a_letter_has_a_type_that_it_does_not_print() -> None:
    found = row(result(doc_type=DocType(text=None, code="CV")), "nd30")
    assert found["TypeName"] == "Công văn"


def test_handwriting_is_kept() -> None:
    note = Marginal(text="đ/c Bình xử lý", kind="note")
    assert row(result(marginalia=[note, Marginal(text="3", kind="page_number")]), "tt05")["autograph"] == note.text


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        ("13-KH/ĐUK", ("13", "KH/ĐUK", "13", "KH/ĐUK")),
        ("05-NQ/ĐU", ("05", "NQ/ĐU", "05", "NQ/ĐU")),
        ("04/2015/NĐ-CP", ("04", "NĐ-CP", "04/2015", "2015/NĐ-CP")),
        ("316/QĐ-UBND", ("316", "QĐ-UBND", "316", "QĐ-UBND")),
        ("-KH/ĐUK", ("", "KH/ĐUK", "", "KH/ĐUK")),
        ("", ("", "", "", "")),
    ],
)
def test_number_and_symbol_are_apart_and_the_number_is_a_text(number: str, wanted: tuple[str, ...]) -> None:
    """A leading zero stays; of a state number the year goes to either side, as the map says."""
    found = result(number=Number(text=number))
    entry = IndexEntry(found, found.documents, 0, {})
    keys = ("code_number", "code_notation", "code_number_year", "code_notation_year")
    assert tuple(entry.value(k) for k in keys) == wanted


# --- findings ------------------------------------------------------------------------------------


def test_what_is_too_long_is_told_and_not_cut() -> None:
    sheet = index_sheet([result(title=FieldValue(text="x" * 501))], "tt05")
    assert [(f.row, f.column, f.code) for f in sheet.findings if f.code != "required"] == [(1, "subject", "too-long")]
    assert "x" * 501 in sheet.rows[0]


def test_what_is_required_and_missing_is_told() -> None:
    missing = {f.column for f in index_sheet([result()], "nd30").findings}
    assert missing == {"TypeName", "CodeNumber", "CodeNotation", "IssuedDate", "OrganName", "Subject"}


def test_a_day_that_is_not_whole_stays_as_it_is_and_is_told() -> None:
    sheet = index_sheet([result(issued=Issued(text="tháng 11 năm 2025", edtf="2025-11"))], "tt05")
    assert "2025-11" in sheet.rows[0]
    assert "date-incomplete" in {f.code for f in sheet.findings}


def test_the_command_tells_findings_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = tmp_path / "r.json"
    stored.write_text(result().to_json(), "utf-8")
    assert run(["export", str(stored), "--to", "csv", "--columns", "tt02"]) == 0
    assert "row 1, Subject: A value is required" in capsys.readouterr().err


def test_rows_are_numbered_through_several_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = tmp_path / "r.jsonl"
    stored.write_text(result().model_dump_json() + "\n" + result().model_dump_json() + "\n", "utf-8")
    assert run(["export", str(stored), "--to", "csv", "--columns", "nd30"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [r["DocOrdinal"] for r in rows] == ["1", "2"]


# --- a map of one's own --------------------------------------------------------------------------


def test_a_map_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "kho.toml"
    path.write_text(
        'rows = "all"\ndate = "iso"\n[[column]]\nname = "Số"\nvalue = "number"\n'
        '[[column]]\nname = "Ngày"\nvalue = "issued"\ntype = "date"\n[[column]]\nname = "Hộp"\nrequired = true\n',
        "utf-8",
    )
    found = row(handmade.result(), str(path), Hộp="12")
    assert found == {"Số": "27-KH/HU", "Ngày": "2021-06-05", "Hộp": "12"}
    assert len(index_sheet([handmade.result()], str(path)).rows) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("column = 3", "column"),
        ("[[column]]\nvalue = 'number'", "column.0.name"),
        ("[[column]]\nname = 'a'\ntype = 'x'", "column.0.type"),
        ("rows = 'all'", "column"),
        ("[[", "not TOML"),
        ("[[column]]\nname = 'a'\nvalue = 'nummer'", "nummer"),
    ],
)
def test_a_wrong_map_says_where(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RuleDataError, match=told):
        index_sheet([result()], str(path))


def test_an_unknown_map_names_the_presets() -> None:
    with pytest.raises(UsageError, match="tt05, tt02, nd30"):
        find_sheet("tt99")


# --- formulas ------------------------------------------------------------------------------------


def payloads() -> list[str]:
    """Five hundred texts that a spreadsheet might run, or that look like it, or that escape badly."""
    heads = [
        "=",
        "+",
        "-",
        "@",
        "\t=",
        "\r=",
        "\n=",
        " =",
        "'=",
        "＝",
        "＋",
        "－",
        "＠",
        "'",
        '"=',
        "=-+@",
        "%=",
        "\u00a0=",
    ]
    tails = [
        "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "SUM(A1:A9)", "IMPORTXML(CONCAT(A1),\"//a\")", "",
        " Như trên;", "84 912 345", "DDE(\"cmd\";\"/C calc\";\"x\")", "'", '"', ",", "\r\n=1", "Lưu: VT, NL.", "2021-06-05",
        "1e9", "TRUE", "ĐẢNG ỦY", "A1&A2", "{1;2}", "<b>&amp;</b>", "0013", "\\", "|", ";", "x\ty", "“x”", "../../etc",
    ]  # fmt: skip
    made = [head + tail for head in heads for tail in tails]
    random.Random(5).shuffle(made)
    return made[:500]


def test_five_hundred_payloads_read_back_equal_from_csv() -> None:
    texts = payloads()
    assert len(set(texts)) == 500
    for text in texts:
        cell = guard(text)
        assert unguard(cell) == text
        assert cell == text or cell.startswith("'")
        assert not cell.lstrip(" \u00a0\t\r\n").startswith(("=", "+", "-", "@"))
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([[guard(t)] for t in texts])
    back = [r[0] for r in csv.reader(io.StringIO(out.getvalue(), newline=""))]
    assert [unguard(c) for c in back] == texts


def test_five_hundred_payloads_in_documents_read_back_equal_from_csv_and_workbook() -> None:
    """Through the whole way: a title that is a payload, folded to one line as every cell is."""
    documents = [Document(title=FieldValue(text=t)) for t in payloads()]
    found = handmade.result().model_copy(update={"documents": documents})
    sheet = index_sheet([found], "tt05")
    at = sheet.names.index("subject")
    folded = [" ".join(t.split()) for t in payloads()]
    assert [r[at] for r in sheet.rows] == folded
    data = encode(found, "csv", ExportOptions(columns="tt05"))
    assert isinstance(data, bytes)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [unguard(r["subject"]) for r in rows] == folded
    book = read_back(workbook(sheet.names, sheet.rows, ()))
    assert [_plain(r[at]) for r in book[1:]] == folded


def test_a_workbook_without_a_map_has_the_columns_of_the_csv_with_types() -> None:
    data = encode(handmade.result(), "xlsx")
    assert isinstance(data, bytes)
    names, first, *_ = read_back(data)
    assert tuple(names) == COLUMNS[:-1]
    values = dict(zip(names, first, strict=True))
    assert (values["ordinal"], values["number"]) == (27, "27-KH/HU")
    assert _plain(values["issued_date"]) == date(2021, 6, 5)


def test_findings_have_a_sheet_of_their_own() -> None:
    data = encode(result(), "xlsx", ExportOptions(columns="tt05"))
    assert isinstance(data, bytes)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [c.value for c in book["Cần xem lại"][1]] == ["row", "column", "code", "message"]


def test_what_no_cell_can_hold_is_refused_and_not_cut() -> None:
    with pytest.raises(UsageError, match="Row 1, column subject"):
        encode(result(title=FieldValue(text="x" * 40_000)), "xlsx", ExportOptions(columns="tt05"))


@pytest.mark.parametrize("given", [{"maintenence": "01"}, {"first_ordinal": "abc"}])
def test_a_value_that_fits_nowhere_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        row(handmade.result(), "tt05", **given)
