"""Markdown as OCR programs and law sites write it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vndocparse.errors import EmptyFileError
from vndocparse.model.page import Line, Page
from vndocparse.rules.load import load_records
from vndocparse.source.base import Limits
from vndocparse.source.flow import PLAIN
from vndocparse.source.grids import GridCue, GridFacts, cue_of, is_layout
from vndocparse.source.inline import parse_inline
from vndocparse.source.latextext import LatexCommand
from vndocparse.source.markup import looks_like_markdown, open_markdown

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def pages_of(text: str) -> tuple[Page, ...]:
    return open_markdown(text.encode(), name="a.md", sha256="", limits=Limits()).pages


def lines_of(text: str) -> tuple[Line, ...]:
    return tuple(line for page in pages_of(text) for line in page.lines)


def shown(text: str) -> list[tuple[int, int, str, str]]:
    """Row, column, markup and text of each line."""
    return [(line.row, line.column, line.markup, line.text) for line in lines_of(text)]


def styled(text: str) -> list[str]:
    """Lines of one block, bold runs in [], italic ones in {}."""

    def run(part: str, bold: bool, italic: bool) -> str:
        part = "{" + part + "}" if italic else part
        return "[" + part + "]" if bold else part

    return ["".join(run(t, s.bold, s.italic) for t, s in spans) for spans in parse_inline(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**đậm** thường *nghiêng* ***cả hai***", ["[đậm] thường {nghiêng} [{cả hai}]"]),
        ("**BAN\nCHẤP HÀNH**\n\\*", ["[BAN]", "[CHẤP HÀNH]", "*"]),
        ("**BAN**\n*", ["[BAN]", "*"]),  # the star under an organ
        ("***", ["***"]),  # the Youth Union's
        ("*****", ["*"]),  # a bold star
        ("** **", [" "]),  # bold nothing
        ("1\\. Một \\- hai \\*", ["1. Một - hai *"]),
        # careless closing marks
        ("*(số lượng)\n*do *(khoản 3)*:", ["{(số lượng)}", "do {(khoản 3)}:"]),
        ("*ngày 19\ntháng 11 *", ["{ngày 19}", "{tháng 11 }"]),
        ("* (Xem biểu\nđính kèm).*", ["{ (Xem biểu}", "{đính kèm).}"]),
        # marks without a partner
        ("**Điều 1. Tên\nThường", ["[Điều 1. Tên]", "Thường"]),
        ("Quy định* có hiệu lực", ["Quy định* có hiệu lực"]),
        ("* gạch đầu dòng", ["* gạch đầu dòng"]),
        ("(*) và (**) là chú thích", ["(*) và (**) là chú thích"]),
        ("3*4*5", ["3*4*5"]),
        # underlines
        ("__Nơi nhận: __", ["Nơi nhận: "]),
        ("_nghiêng_ và Mẫu 4_1-KNĐ_x", ["{nghiêng} và Mẫu 4_1-KNĐ_x"]),
        ("năm ____ tháng __", ["năm ____ tháng __"]),
        # tags, entities, links
        ("<u>Nơi nhận</u>:<br>- A &amp; B<br/><b>C</b>", ["Nơi nhận:", "- A & B", "[C]"]),
        ("nhỏ < 5 và > 3, a<b", ["nhỏ < 5 và > 3, a<b"]),
        ("[Luật](https://example.org/a) ![dấu](x.png)[^1]", ["Luật "]),
        ("~~bỏ~~ `mã`", ["bỏ mã"]),
    ],
)
def test_inline_marks(text, expected):
    assert styled(text) == expected


def test_a_line_is_bold_only_if_nearly_all_of_it_is():
    whole, part = lines_of("**1. Tổ chức thực hiện**\n\n**1.** Giao văn phòng làm đầu mối")
    assert (whole.bold, part.bold) == (True, False)
    assert [w.bold for w in part.words][:2] == [True, False]


def test_headings_breaks_quotes_and_lists():
    assert shown("### KẾ HOẠCH ###\n\ndòng một  \ndòng hai\\\ndòng ba\n\n> trích\n\n- A,\n  - B,\n    + C.") == [
        (0, 0, "heading", "KẾ HOẠCH"),
        (1, 0, "", "dòng một"),
        (2, 0, "", "dòng hai"),
        (3, 0, "", "dòng ba"),
        (4, 0, "", "trích"),
        (5, 0, "", "- A,"),
        (6, 0, "", "- B,"),
        (7, 0, "", "+ C."),
    ]


def test_gaps_count_blank_lines():
    assert [line.gap for line in lines_of("a\nb\n\nc\n\n\n\n# d\n\ne")] == [0, 0, 1, 3, 1]


def test_rules_are_lines_and_make_no_heading_of_the_line_above():
    assert shown("QUY ĐỊNH\n-----\n\n**---**\n\n___") == [
        (0, 0, "", "QUY ĐỊNH"),
        (1, 0, "rule", "-----"),
        (2, 0, "rule", "---"),
        (3, 0, "rule", "___"),
    ]


def test_front_matter_and_comments_are_no_text():
    text = '---\ntitle: "x"\nlist:\n  - a\n---\n\n<!-- ghi chú\nhai dòng -->\nMột <!-- giữa --> dòng'
    assert [line.text for line in lines_of(text)] == ["Một dòng"]


def test_a_rule_at_the_top_is_no_front_matter():
    assert [line.text for line in lines_of("---\nKính gửi các chi bộ!\n---\nx")] == [
        "---",
        "Kính gửi các chi bộ!",
        "---",
        "x",
    ]


def test_page_markers_turn_pages_where_they_stand():
    pages = pages_of("<!-- page: 1 -->\nmột\n<!-- page: 2 -->\nhai <!-- page: 4 --> bốn\n\n<!-- page: 5 -->\n")
    assert [[line.text for line in page.lines] for page in pages] == [["một"], ["hai"], [], ["bốn"], []]
    assert all(line.page == page.number for page in pages for line in page.lines)


def test_a_header_in_a_pipe_table_is_laid_out_in_columns():
    text = (
        "| TỈNH ỦY AN BÌNH<br>**BAN TỔ CHỨC**<br>\\* | **ĐẢNG CỘNG SẢN VIỆT NAM** |\n|---|---|\n"
        "| Số 5-KH/BTCTU | *An Bình, ngày 3 tháng 4 năm 2020* |\n\nKẾ HOẠCH"
    )
    assert shown(text) == [
        (0, 1, "cell", "TỈNH ỦY AN BÌNH"),
        (1, 1, "cell", "BAN TỔ CHỨC"),
        (2, 1, "cell", "*"),
        (0, 2, "cell", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (3, 1, "cell", "Số 5-KH/BTCTU"),
        (3, 2, "cell", "An Bình, ngày 3 tháng 4 năm 2020"),
        (4, 0, "", "KẾ HOẠCH"),
    ]


def test_an_empty_header_row_is_no_row_and_one_side_alone_keeps_its_column():
    text = "|  |  |\n|:--|--:|\n| Nơi nhận: | T/M BAN THƯỜNG VỤ |\n|  | BÍ THƯ |"
    assert [(line.column, line.text) for line in lines_of(text)] == [
        (1, "Nơi nhận:"),
        (2, "T/M BAN THƯỜNG VỤ"),
        (2, "BÍ THƯ"),
    ]


def test_a_data_table_is_a_table_and_rows():
    text = (
        "Biểu\n\n| STT | Nội dung | Hạn |\n| --- | --- | --- |\n"
        "| 1 | Học tập \\| quán triệt | Quý I |\n| 2 | Sơ kết |  |\n"
    )
    (page,) = pages_of(text)
    (table,) = page.tables
    assert table.rows == (("STT", "Nội dung", "Hạn"), ("1", "Học tập | quán triệt", "Quý I"), ("2", "Sơ kết", ""))
    assert [(line.row, line.column, line.text) for line in page.lines if line.markup == "row"][3:6] == [
        (2, 1, "1"),
        (2, 2, "Học tập | quán triệt"),
        (2, 3, "Quý I"),
    ]


BARS = """|
**ĐẢNG BỘ
TỈNH**
*
|
**ĐẢNG CỘNG
SẢN VIỆT NAM**
-------
|
|
Số 1-KL/TU
|
*An Bình, ngày 2
tháng 3 năm 2021*
|

**KẾT LUẬN**

Nội dung.

|
Nơi nhận:
- Lưu.
|
**T/M BAN BÍ
THƯ**
|"""


def test_cells_between_bare_bars():
    assert shown(BARS) == [
        (0, 1, "cell", "ĐẢNG BỘ"),
        (1, 1, "cell", "TỈNH"),
        (2, 1, "cell", "*"),
        (0, 2, "cell", "ĐẢNG CỘNG"),
        (1, 2, "cell", "SẢN VIỆT NAM"),
        (2, 2, "rule", "-------"),
        (3, 1, "cell", "Số 1-KL/TU"),
        (3, 2, "cell", "An Bình, ngày 2"),
        (4, 2, "cell", "tháng 3 năm 2021"),
        (5, 0, "", "KẾT LUẬN"),
        (6, 0, "", "Nội dung."),
        (7, 1, "cell", "Nơi nhận:"),
        (8, 1, "cell", "- Lưu."),
        (7, 2, "cell", "T/M BAN BÍ"),
        (8, 2, "cell", "THƯ"),
    ]
    assert [line.bold for line in lines_of(BARS)][:2] == [True, True]


def test_an_empty_cell_between_bars_keeps_the_column():
    text = "|\nĐẢNG ỦY XÃ\n|\nĐẢNG CỘNG SẢN VIỆT NAM\n|\n|\n|\nAn Bình, ngày 2 tháng 3 năm 2021\n|\nHết."
    assert [(line.column, line.text) for line in lines_of(text)][2:] == [
        (2, "An Bình, ngày 2 tháng 3 năm 2021"),
        (0, "Hết."),
    ]


def test_a_stray_bar_does_not_swallow_the_text():
    body = "\n".join(f"Dòng thứ {i} của văn bản." for i in range(200))
    assert len(lines_of(f"# A\n|\n{body}\n|\n{body}")) == 401


def test_a_table_written_in_html_is_read_as_one():
    (page,) = pages_of(
        "# Biểu\n\n<table><tr><th>STT</th><th>Tên</th></tr>\n<tr><td>1</td><td>A</td></tr></table>\n\nHết."
    )
    assert page.tables[0].rows == (("STT", "Tên"), ("1", "A"))
    assert page.lines[-1].text == "Hết."


def test_footnotes_say_so():
    assert shown("Theo Chỉ thị[^1].\n\n[^1]: Chỉ thị số 5.") == [
        (0, 0, "", "Theo Chỉ thị."),
        (1, 0, "note", "1 Chỉ thị số 5."),
    ]


def test_code_fences_hold_text():
    assert [line.text for line in lines_of("```\nSố *1*\n```")] == ["Số *1*"]


@pytest.mark.parametrize(
    "text",
    [
        "# A\nx",
        "**A** b",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "---\ntitle: a\n---\nx",
        "1\\. a",
        "<!-- page: 1 -->",
        "|\na\n|\nb\n|",
    ],
)
def test_markdown_is_seen(text):
    assert looks_like_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "ĐẢNG ỦY\n***\nSố 1",
        "BÁO CÁO\n-----\nI. Kết quả",
        "- Lưu.\n+ a\n* b",
        "Họ tên: ........\n____ (ký)",
        "5 > 3 < 7; a_b_c; 2*3",
    ],
)
def test_plain_text_is_not_markdown(text):
    assert not looks_like_markdown(text)


def test_nothing_but_marks_is_an_empty_file():
    with pytest.raises(EmptyFileError):
        pages_of("<!-- x -->\n\n** **\n\n|\n|\n|\n")


def test_rules_of_grids_accept_their_examples_and_refuse_the_others():
    for record in load_records("grids.toml", "cue", GridCue):
        assert [e for e in record.examples if cue_of(e) != record.kind] == []
        assert [e for e in record.counter_examples if cue_of(e) == record.kind] == []


@pytest.mark.parametrize(
    ("rows", "ruled", "layout"),
    [
        ([["a", "b"]], True, True),  # one row
        ([["STT", "TÊN"], ["1", "A"]], None, False),
        ([["CHỦ TRÌ", "THƯ KÝ"], ["Lê A", "Trần B"]], None, True),
        ([["1", "A"], ["2", "B"]], False, True),  # no lines drawn, few rows
        ([[str(i), "A"] for i in range(9)], False, False),
        ([["Nơi nhận:", "CHỦ TỊCH"], ["- Lưu.", "Lê A"]], True, True),
        ([["a", "b", "c", "d"], ["1", "2", "3", "4"]], False, False),
    ],
)
def test_layout_or_data(rows, ruled, layout):
    assert is_layout(GridFacts(rows, ruled)) is layout


@given(st.text(alphabet="*_`<>|\\#-[]()! \nabĐ&;~^:x1.", max_size=150))
def test_any_markdown_loses_no_letter(text):
    plain = [c for spans in parse_inline(text) for t, _ in spans for c in t]
    if not any(c in text for c in "<[&!"):
        assert [c for c in plain if c.isalnum()] == [c for c in text if c.isalnum()]
    try:
        lines_of(text)
    except EmptyFileError:
        assert True


def test_unmarked_text_needs_no_style():
    assert parse_inline("Số 13-KH/ĐUK") == [[("Số 13-KH/ĐUK", PLAIN)]]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not beside the repository")
@pytest.mark.parametrize("folder", sorted(p.parent.name for p in CORPUS.glob("*/source.md")))
def test_real_documents_leave_no_marks_behind(folder):
    from vndocparse.source import open_source

    source = open_source(CORPUS / folder / "source.md")
    lines = [line for i in range(source.page_count) for line in source.page(i).lines]
    assert len(lines) > 15
    assert [
        line.text for line in lines if "**" in line.text.replace("***", "") or "__" in line.text or "\\" in line.text
    ] == []
    assert not any(line.text == "|" or "<!--" in line.text for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KẾ HOẠCH\n========\n\nvề đê", [("heading", "KẾ HOẠCH"), ("", "về đê")]),
        ("a\nb\n===", [("", "a"), ("heading", "b")]),
        ("ĐẢNG ỦY\n-------\n", [("", "ĐẢNG ỦY"), ("rule", "-------")]),
        ("<watermark>DỰ THẢO</watermark>\n\nmột", [("watermark", "DỰ THẢO"), ("", "một")]),
        ("<page_number>3</page_number>", [("", "3")]),
        ("<header>ĐẢNG BỘ</header>\n<signature>Lò Mẫn</signature>", [("", "ĐẢNG BỘ"), ("", "Lò Mẫn")]),
        ("một\n<img>Con dấu đỏ</img>\nhai", [("", "một"), ("", "hai")]),
    ],
)
def test_what_models_say_of_lines_by_underlines_and_tags(text: str, expected: list[tuple[str, str]]) -> None:
    """A picture's description is no text of the page; tags of headers and signatures only say what stands in them."""
    assert [(line.markup, line.text) for line in lines_of(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\section*{I. MỤC ĐÍCH}\nmột", [("heading", "I. MỤC ĐÍCH"), ("", "một")]),
        ("\\title{\nKẾ HOẠCH \\\\\nvề đê điều\n}", [("heading", "KẾ HOẠCH"), ("heading", "về đê điều")]),
        ("\\begin{center}\n\\textbf{KẾ \\emph{HOẠCH}}\n\\end{center}", [("", "KẾ HOẠCH")]),
        ("\\begin{itemize}\n\\item một\n\\item hai\n\\end{itemize}", [("", "- một"), ("", "- hai")]),
        ("\\textbf{a} \\lạ{b} \\frac{1}{2}", [("", "a \\lạ{b} \\frac{1}{2}")]),
        ("C:\\title và \\item", [("", "C:\\title và \\item")]),
    ],
)
def test_structure_of_latex(text: str, expected: list[tuple[str, str]]) -> None:
    """A command that is not known stays, and so does everything in a text without LaTeX's structure."""
    assert [(line.markup, line.text) for line in lines_of(text)] == expected


def test_tables_of_latex_are_tables() -> None:
    rows = "\\hline TT & Cống \\\\ \\hline 1 & \\multicolumn{1}{|c|}{Cống Đôi} \\\\[2pt] 2 & A \\& B \\\\ 3 & C \\\\ \\hline"
    (page,) = pages_of(f"\\begin{{tabular}}{{|c|l|}} {rows} \\end{{tabular}}")
    assert page.tables[0].rows == (("TT", "Cống"), ("1", "Cống Đôi"), ("2", "A & B"), ("3", "C"))


def test_rules_of_latex_print_their_words_and_nothing_of_their_own() -> None:
    for record in load_records("text_marks.toml", "latex_command", LatexCommand):
        for example in record.examples:
            shown = " ".join(line.text for line in lines_of("\\textbf{x}\n\n" + example))
            assert "\\" not in shown, record.command
            assert shown.split()[-1] in ("chữ", "ĐÍCH"), record.command
