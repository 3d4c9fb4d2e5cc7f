"""Tables that go on over a page break: joined where the pages show it, and told page by page."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import vndocparse
from tests import handmade
from tests.makepdf import Pdf
from tests.test_pdftables import grid
from vndocparse.entries import chosen
from vndocparse.export import encode
from vndocparse.geometry import Box
from vndocparse.layout.tablebreaks import join_over_breaks
from vndocparse.model.document import ParseResult, Table
from vndocparse.model.page import Line, Row, TablePart
from vndocparse.model.page import Table as PageTable
from vndocparse.show.marks import marks

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
HEAD = ("TT", "Việc", "Nơi làm")
ABOVE = PageTable(
    1, Box(70, 500, 400, 780), (HEAD, ("1", "Sửa mái", "Khu phố 3"), ("2", "Sơn lại tường và", "Khu phố 7")),
    columns=(70.0, 100.0, 250.0, 400.0),
)  # fmt: skip


def below(*rows: Row, **changes: object) -> PageTable:
    table = PageTable(2, Box(70, 60, 400, 200), rows, columns=(70.5, 100.0, 249.0, 401.0))
    return replace(table, **changes)  # type: ignore[arg-type]


def line(text: str, page: int, top: float) -> Line:
    return Line(text, (), page, Box(70, top, 300, top + 12))


def test_rows_of_the_next_page_are_rows_of_the_same_table() -> None:
    (table,) = join_over_breaks([ABOVE, below(("3", "Làm cửa", "Khu phố 9"))], [line("Kế hoạch", 1, 80)])
    assert table.rows == (*ABOVE.rows, ("3", "Làm cửa", "Khu phố 9"))
    assert table.parts == (TablePart(1, ABOVE.box), TablePart(2, Box(70, 60, 400, 200), 3))


def test_a_head_that_is_printed_again_is_kept_apart() -> None:
    (table,) = join_over_breaks([ABOVE, below(("TT", "Việc", "Nơi  làm"), ("3", "Làm cửa", "Khu phố 9"))], [])
    assert [row[0] for row in table.rows] == ["TT", "1", "2", "3"]
    assert (table.parts[1].first, table.parts[1].repeated) == (3, (("TT", "Việc", "Nơi  làm"),))


@pytest.mark.parametrize(
    ("first", "row"),
    [
        (("", "quét dọn", ""), ("2", "Sơn lại tường và quét dọn", "Khu phố 7")),  # a text that goes on
        (("", "quét dọn", "và 8"), ("2", "Sơn lại tường và quét dọn", "Khu phố 7 và 8")),
    ],
)
def test_a_row_that_the_break_cuts_is_one_row(first: Row, row: Row) -> None:
    (table,) = join_over_breaks([ABOVE, below(first, ("3", "Làm cửa", "Khu phố 9"))], [])
    assert table.rows == (*ABOVE.rows[:2], row, ("3", "Làm cửa", "Khu phố 9"))
    assert (table.parts[1].first, table.parts[1].continues) == (2, True)


def test_a_cut_row_may_go_over_more_than_one_page() -> None:
    third = below(("", "rửa sân", ""), page=3)
    (table,) = join_over_breaks([ABOVE, below(("", "quét dọn,", "")), third], [])
    assert table.rows[-1] == ("2", "Sơn lại tường và quét dọn, rửa sân", "Khu phố 7")
    assert [(p.page, p.first, p.continues) for p in table.parts] == [(1, 0, False), (2, 2, True), (3, 2, True)]


@pytest.mark.parametrize(
    "first",
    [
        ("", "Quét dọn", ""),  # a capital: it may be a row without a number
        ("", "", "khu phố 8"),  # what stands above is closed by a full stop
        ("", "12", ""),  # a figure is not the rest of a figure
        ("", "quét dọn", "12"),
        ("3", "quét dọn", ""),  # it has a number of its own
    ],
)
def test_what_may_be_a_row_of_its_own_stays_one(first: Row) -> None:
    above = replace(ABOVE, rows=(*ABOVE.rows[:2], ("2", "Sơn lại tường và", "Khu phố 7.")))
    (table,) = join_over_breaks([above, below(first)], [])
    assert table.rows[-1] == first
    assert not table.parts[1].continues


def test_where_rows_have_no_number_of_their_own_none_is_joined() -> None:
    above = replace(ABOVE, rows=(HEAD, ("1", "Xã", "xã Hòa"), ("", "", "xã Bình"), ("2", "Phường", "phường An")))
    (table,) = join_over_breaks([above, below(("", "", "phường Định"))], [])
    assert table.rows[-1] == ("", "", "phường Định")


SAME = ("3", "Làm cửa", "Khu phố 9")


@pytest.mark.parametrize(
    ("second", "lines"),
    [
        (below(SAME, page=3), []),  # a page lies between
        (below(SAME, caption="Biểu 2"), []),
        (below(SAME, columns=(70.0, 100.0, 260.0, 400.0)), []),  # other columns
        (below(SAME, columns=(82.0, 112.0, 262.0, 412.0)), []),  # the same ones elsewhere
        (below(SAME, columns=(70.0, 250.0, 400.0)), []),
        (below(SAME, columns=()), []),
        (below(SAME), [line("Biểu thứ hai", 2, 40)]),  # text between
        (below(SAME), [line("Tổng cộng", 1, 790)]),
        (below(("TT", "Tên", "Số"), SAME), []),  # a head of its own
        (below(HEAD, ("1", "Làm cửa", "Khu phố 9")), []),  # counts from 1 again
        (below(*ABOVE.rows), []),  # the same form once more
    ],
)  # fmt: skip
def test_two_tables_stay_two(second: PageTable, lines: list[Line]) -> None:
    assert join_over_breaks([ABOVE, second], lines) == [ABOVE, second]


def test_scanned_sheets_may_lie_beside_each_other() -> None:
    moved = below(SAME, columns=(83.0, 112.0, 262.0, 412.0))
    assert len(join_over_breaks([ABOVE, moved], [], {2})) == 1
    assert len(join_over_breaks([ABOVE, below(SAME, columns=(83.0, 122.0, 262.0, 412.0))], [], {1, 2})) == 2


# --- from the file to the result and its copies ------------------------------------------------------

ROWS = [[str(k), f"Việc thứ {k}", "Khu phố"] for k in range(1, 9)]


def two_pages() -> bytes:
    """A table over two pages with a head on both and page numbers between."""
    pdf = Pdf()
    text = pdf.text(72, 780, "Kế hoạch của chi bộ khu phố về sửa nhà văn hóa trong năm nay")
    pdf.page(text + grid(pdf, [list(HEAD), *ROWS[:5]], top=280) + pdf.text(290, 30, "1"))
    pdf.page(pdf.text(290, 810, "2") + grid(pdf, [list(HEAD), *ROWS[5:]], top=780))
    return pdf.bytes()


@pytest.fixture(scope="module")
def parsed() -> ParseResult:
    return vndocparse.parse(two_pages(), engine="none", words=True)


def the_table(result: ParseResult) -> Table:
    (table,) = [t for d in result.documents for t in d.tables]
    return table


def test_a_table_over_a_break_is_read_as_one(parsed: ParseResult) -> None:
    table = the_table(parsed)
    assert table.rows == [list(HEAD), *ROWS]
    assert [(p.page, p.first_row, len(p.repeated)) for p in table.parts] == [(1, 0, 0), (2, 6, 1)]
    assert table.bbox == table.parts[0].bbox
    assert table.head_rows == 1
    assert [len(page.tables) for page in parsed.pages] == [1, 1], "each page keeps what is drawn on it"


def test_json_is_read_back_as_the_same(parsed: ParseResult) -> None:
    assert the_table(ParseResult.model_validate_json(parsed.model_dump_json())) == the_table(parsed)


def test_results_of_older_versions_have_one_part() -> None:
    old = Table.model_validate({"page": 3, "bbox": [1, 2, 3, 4], "rows": [["a"]], "caption": None})
    assert [(p.page, p.bbox, p.first_row) for p in old.parts] == [(3, (1, 2, 3, 4), 0)]
    assert Table(page=2).parts[0].page == 2


@pytest.mark.parametrize("name", ["hocr", "alto"])
def test_formats_of_ocr_keep_the_tables_of_each_page(parsed: ParseResult, name: str) -> None:
    written = encode(parsed, name)
    assert isinstance(written, bytes | str)
    again = vndocparse.parse(written.encode() if isinstance(written, str) else written)
    assert the_table(again) == the_table(parsed)


def test_it_is_drawn_on_each_of_its_pages(parsed: ParseResult) -> None:
    (mark,) = [m for m in marks(parsed) if m.entry.group == "tables"]
    assert [len(mark.boxes(page)) for page in (1, 2, 3)] == [1, 1, 0]
    (entry,) = chosen(parsed.documents[0], "tables.1")
    assert [e.page for e in entry.evidence] == [1, 2]


def test_html_has_its_head_and_a_body_for_each_page(parsed: ParseResult) -> None:
    html = str(encode(parsed, "html"))
    table = html[html.index("<table>", html.index("<thead>") - 200) : html.index("</table>", html.index("<thead>"))]
    assert table.count("<thead><tr><td>TT</td>") == 1
    first, second = table.split('<tbody data-page="2">')
    assert '<tbody data-page="1">' in first
    assert (first.count("<tr>"), second.count("<tr>")) == (6, 3)


def test_akoma_ntoso_marks_the_end_of_the_page(parsed: ParseResult) -> None:
    written = encode(parsed, "akn")
    assert isinstance(written, bytes)
    assert '<eop number="1"/>6</p>' in written.decode()


def test_docx_prints_the_head_again(parsed: ParseResult) -> None:
    pytest.importorskip("docx")
    import io

    import docx

    written = encode(parsed, "docx")
    assert isinstance(written, bytes)
    (table,) = [t for t in docx.Document(io.BytesIO(written)).tables if t.style.name == "Table Grid"]
    assert [row.cells[0].text for row in table.rows] == ["TT", *"12345678"]
    assert [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows] == [True] + 8 * [False]


def test_the_end_of_a_page_within_the_last_row() -> None:
    cut = {"page": 2, "first_row": 1, "continues": True}
    table = Table.model_validate({"page": 1, "rows": [["1"], ["hai ba"]], "parts": [{"page": 1}, cut]})
    document = handmade.document().model_copy(update={"tables": [table]})
    result = handmade.result().model_copy(update={"documents": [document]})
    written = encode(result, "akn")
    assert isinstance(written, bytes)
    assert '<p>hai ba<eop number="1"/></p>' in written.decode()
    assert '<tbody data-page="2">' not in str(encode(result, "html"))


def test_the_schema_tells_of_parts() -> None:
    schema = json.dumps(ParseResult.model_json_schema())
    assert "TablePart" in schema
    assert "first_row" in schema


def test_a_composed_plan_has_the_tables_of_its_gold() -> None:
    """A head printed again, a row cut by the break, and a heading between two tables with the same columns."""
    folder = CORPUS / "kh-cay-xanh-lac-khe"
    gold = json.loads((folder / "gold.json").read_text("utf-8"))["documents"][0]
    document = vndocparse.parse(folder / "source.pdf", engine="none").documents[0]
    assert [t.rows for t in document.tables] == [t["rows"] for t in gold["tables"]]
    assert [(p.page, p.first_row, p.continues) for p in document.tables[0].parts] == [(2, 0, False), (3, 12, True)]
    assert len(document.tables[1].parts) == 1


def test_text_between_two_tables_is_read_between_them() -> None:
    """A running line at the foot and a number at the top are one run of text only where no table parts them."""
    pdf = Pdf()
    words = pdf.text(72, 570, "2. Bảng sau") + pdf.text(72, 30, "Chân trang ở cuối")
    pdf.page(grid(pdf, ROWS[:3], top=760) + words + grid(pdf, ROWS[3:6], top=540))
    text = vndocparse.parse(pdf.bytes(), engine="none").documents[0].text
    order = [text.index(part) for part in ("Việc thứ 3", "2. Bảng sau", "Việc thứ 4", "Chân trang")]
    assert order == sorted(order)
