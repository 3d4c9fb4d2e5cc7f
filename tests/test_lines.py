"""Words to lines: columns side by side, justified text, tables, skew, turned pages."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.composed import placed
from vndocparse.geometry import Box
from vndocparse.layout.grid import find_grids
from vndocparse.layout.lines import group_lines
from vndocparse.model.page import Page, Word

HEADER = [
    (90.0, 60.0, "ĐẢNG BỘ TỈNH BẮC LĨNH"),
    (330.0, 60.0, "ĐẢNG CỘNG SẢN VIỆT NAM"),
    (95.0, 78.0, "HUYỆN ỦY TAM SƠN"),
    (150.0, 96.0, "*"),
    (340.0, 103.0, "Tam Sơn, ngày 09 tháng 3 năm 2021"),
    (110.0, 114.0, "Số 27-KH/HU"),
]


def test_left_column_comes_whole_before_the_right_one() -> None:
    lines = group_lines(placed(HEADER))
    assert [x.text for x in lines] == [
        "ĐẢNG BỘ TỈNH BẮC LĨNH",
        "HUYỆN ỦY TAM SƠN",
        "*",
        "Số 27-KH/HU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Tam Sơn, ngày 09 tháng 3 năm 2021",
    ]
    assert [x.column for x in lines] == [1, 1, 1, 1, 2, 2]


def test_lines_side_by_side_share_a_row() -> None:
    lines = {x.text: x.row for x in group_lines(placed(HEADER[:2]))}
    assert lines["ĐẢNG BỘ TỈNH BẮC LĨNH"] == lines["ĐẢNG CỘNG SẢN VIỆT NAM"]


def test_foot_columns_with_baselines_half_a_line_apart_stay_apart() -> None:
    page = placed(
        [
            (90.0, 600.0, "Nơi nhận:"),
            (90.0, 614.0, "- Thường trực Huyện ủy,"),
            (90.0, 628.0, "- Lưu Văn phòng."),
            (380.0, 607.0, "T/M BAN THƯỜNG VỤ"),
            (400.0, 621.0, "PHÓ BÍ THƯ"),
            (390.0, 690.0, "Trần Văn Bình"),
        ],
        size=12.0,
    )
    assert [x.text for x in group_lines(page)] == [
        "Nơi nhận:",
        "- Thường trực Huyện ủy,",
        "- Lưu Văn phòng.",
        "T/M BAN THƯỜNG VỤ",
        "PHÓ BÍ THƯ",
        "Trần Văn Bình",
    ]


def test_justified_text_with_wide_blanks_stays_one_line() -> None:
    words = []
    for row in range(3):
        x = 85.0 + 9 * row
        for token in ("các", "cấp", "ủy", "tổ", "chức", "quán", "triệt", "nội", "dung"):
            words.append(Word(token, Box(x, 100 + 18 * row, x + 32, 113 + 18 * row), size=13, line=row))
            x += 32 + 17 + row  # more than the height of the line
    lines = group_lines(Page(1, 595, 842, tuple(words)))
    assert [x.text for x in lines] == ["các cấp ủy tổ chức quán triệt nội dung"] * 3


def test_words_each_a_line_of_the_file_are_joined() -> None:
    page = placed([(85.0, 100.0, "Thực hiện chương trình công tác")])
    scattered = replace(page, words=tuple(w._replace(line=i) for i, w in enumerate(page.words)))
    assert [x.text for x in group_lines(scattered)] == ["Thực hiện chương trình công tác"]


def test_table_is_read_cell_by_cell() -> None:
    words = (
        Word("Xã", Box(90, 102, 105, 114), size=12, line=0),
        Word("Số", Box(210, 102, 225, 114), size=12, line=0),
        Word("hộ", Box(210, 116, 225, 128), size=12, line=1),
        Word("Hạ", Box(90, 142, 105, 154), size=12, line=2),
        Word("12", Box(210, 142, 225, 154), size=12, line=2),
    )
    flat = [Box(80, y, 320, y + 0.5) for y in (100, 140, 160)]
    tall = [Box(x, 100, x + 0.5, 160) for x in (80, 200, 320)]
    page = Page(1, 595, 842, words, rules=(*flat, *tall))
    assert len(find_grids(page)) == 1
    lines = group_lines(page)
    assert [x.text for x in lines] == ["Xã", "Số", "hộ", "Hạ", "12"]
    assert {x.markup for x in lines} == {"row"}


def test_short_rules_are_no_table() -> None:
    page = Page(1, 595, 842, (Word("a", Box(1, 1, 5, 9)),), rules=(Box(90, 80, 200, 80.5), Box(330, 80, 480, 80.5)))
    assert find_grids(page) == ()


def test_skewed_scan_keeps_its_lines() -> None:
    page = placed([(85.0, 100.0 + 18 * i, "các cấp ủy tổ chức quán triệt nội dung chương trình") for i in range(6)])
    slope = 0.035  # two degrees
    skewed = tuple(
        w._replace(box=Box(b.x0, b.top + slope * b.middle, b.x1, b.bottom + slope * b.middle))
        for w in page.words
        if (b := w.box)
    )
    lines = group_lines(replace(page, words=skewed, origin="ocr"))
    assert [x.text for x in lines] == ["các cấp ủy tổ chức quán triệt nội dung chương trình"] * 6


def test_page_lying_on_its_side_is_read_upright() -> None:
    upright = placed([(85.0, 100.0, "dòng thứ nhất"), (85.0, 120.0, "dòng thứ hai")])
    # as received the page lies turned anticlockwise: turning it clockwise by 90 makes it upright
    lying = tuple(
        w._replace(box=Box(b.top, upright.width - b.x1, b.bottom, upright.width - b.x0))
        for w in upright.words
        if (b := w.box)
    )
    page = Page(1, upright.height, upright.width, lying, origin="ocr", turn=90)
    assert [x.text for x in group_lines(page)] == ["dòng thứ nhất", "dòng thứ hai"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(40, 500), st.floats(40, 780), st.sampled_from(["Số 3-KH/ĐU", "Lưu.", "các cấp ủy tổ chức"])
        ),
        min_size=1,
        max_size=25,
    )
)
def test_every_word_stands_in_exactly_one_line(rows: list[tuple[float, float, str]]) -> None:
    page = placed(rows)
    placed_words = [id(w) for line in group_lines(page) for w in line.words]
    assert sorted(placed_words) == sorted(id(w) for w in page.words)
    for line in group_lines(page):
        assert line.text == " ".join(w.text for w in line.words)


def test_the_blank_of_a_number_is_no_gutter() -> None:
    """ "Số" and "-GGT/TW" with a hand's figures between them, which OCR does not see, are one line."""
    page = placed(
        [
            (90.0, 60.0, "BAN CHẤP HÀNH TRUNG ƯƠNG"), (330.0, 60.0, "ĐẢNG CỘNG SẢN VIỆT NAM"),
            (330.0, 86.0, "Hà Nội, ngày tháng 8 năm 2013"),
            (134.0, 100.0, "Số:"), (189.0, 100.0, "-GGT/TW"),
            (256.0, 120.0, "GIẤY GIỚI THIỆU"),
        ]
    )  # fmt: skip
    assert "Số: -GGT/TW" in [line.text for line in group_lines(page)]


def test_a_sign_that_ocr_saw_beside_the_line_above_parts_no_columns() -> None:
    rows = [
        (100.0, 500.0, "Điều 2. Phạm vi của việc làm muối"),
        (100.0, 528.0, "Nơi nhận:"),
        (360.0, 530.0, "TM. BAN THƯỜNG VỤ"),
        (100.0, 543.0, "- Như Điều 3;"),
        (390.0, 546.0, "PHÓ BÍ THƯ"),
        (560.0, 512.0, "*"),
        (100.0, 558.0, "- Các phòng, đơn vị: TCHC, KT;"),
        (400.0, 620.0, "Lò Thị Muối"),
    ]
    page = placed(rows)
    page = replace(page, origin="ocr", words=tuple(w._replace(confidence=0.9) for w in page.words))
    texts = [x.text for x in group_lines(page)]
    assert "Nơi nhận:" in texts
    assert "TM. BAN THƯỜNG VỤ" in texts


def test_a_title_is_centred_where_every_full_line_opens_a_paragraph() -> None:
    rows = [
        (110.0, 60.0, "ĐẢNG BỘ TỈNH BẮC LĨNH"),
        (330.0, 60.0, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (126.0, 100.0, "ĐẢNG ỦY TAM SƠN"),
        (330.0, 100.0, "Tam Sơn, ngày 01 tháng 11 năm"),
        (196.0, 116.0, "*"),
        (418.0, 118.0, "1998"),
        (150.0, 132.0, "Số: 3-TT/ĐU"),
        (295.0, 160.0, "THÔNG TRI"),
        *(
            (136.0, 200.0 + 40 * i, "Muối được làm từ nước biển, phơi nắng năm ngày rồi đem bán khắp tỉnh")
            for i in range(3)
        ),
        *((99.0, 220.0 + 40 * i, "đem về kho.") for i in range(3)),
    ]
    lines = group_lines(placed(rows))
    assert next(x for x in lines if x.text == "THÔNG TRI").column == 0
    assert [x.text for x in lines].index("1998") < [x.text for x in lines].index("THÔNG TRI")
