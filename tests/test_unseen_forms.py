"""Forms of small documents as people and programs write them: each row was misread when it was first composed."""

from __future__ import annotations

import pytest

from tests.composed import text_map
from vndocparse import parse
from vndocparse.fields.addressees import read_addressees
from vndocparse.fields.date import read_placed_date
from vndocparse.fields.heading import read_heading
from vndocparse.fields.paragraphs import paragraph_starts
from vndocparse.fields.recipients import read_recipients
from vndocparse.fields.signature import read_signatures
from vndocparse.fields.values import raw_text
from vndocparse.geometry import Box
from vndocparse.model.document import Document, Section
from vndocparse.model.page import Line, Word
from vndocparse.model.textmap import TextMap
from vndocparse.rules import foot, form
from vndocparse.rules.load import load_records
from vndocparse.source.mathtext import MathSign, without_math


def read(text: str) -> Document:
    return parse(text.encode()).documents[0]


def labels(sections: list[Section]) -> list[str]:
    return [x for s in sections for x in (s.label, *labels(s.children))]


# --- organs ---------------------------------------------------------------------------

ORGANS = {
    "a committee and its place on two lines": ("TỈNH ỦY\nTRƯỜNG XUÂN", None, "TỈNH ỦY TRƯỜNG XUÂN"),
    "a place that begins as an organ does": ("HUYỆN UỶ\nPHÒNG LÂM", None, "HUYỆN UỶ PHÒNG LÂM"),
    "a committee above another": ("TỈNH ỦY\nĐẢNG ỦY KHỐI CƠ QUAN", "TỈNH ỦY", "ĐẢNG ỦY KHỐI CƠ QUAN"),
    "a committee above its body": ("TỈNH ỦY\nBAN NỘI CHÍNH", "TỈNH ỦY", "BAN NỘI CHÍNH"),
    "the cell of a committee's office": (
        "ĐẢNG BỘ HUYỆN HÀM TÂY\nCHI BỘ VĂN PHÒNG HUYỆN ỦY",
        "ĐẢNG BỘ HUYỆN HÀM TÂY",
        "CHI BỘ VĂN PHÒNG HUYỆN ỦY",
    ),
    "a joint cell": ("ĐẢNG UỶ BỆNH VIỆN\nLIÊN CHI BỘ HỒI SỨC", "ĐẢNG UỶ BỆNH VIỆN", "LIÊN CHI BỘ HỒI SỨC"),
    "the same on two lines": ("CHI BỘ VĂN PHÒNG\nHUYỆN ỦY", None, "CHI BỘ VĂN PHÒNG HUYỆN ỦY"),
}


@pytest.mark.parametrize("case", ORGANS)
def test_organ_and_the_one_above_it(case: str) -> None:
    printed, superior, organ = ORGANS[case]
    lines = text_map(f"{printed}\n*\nSố 8-BC/X\nĐẢNG CỘNG SẢN VIỆT NAM\nBÁO CÁO\nvề trồng cây")
    found = read_heading(lines).organs
    assert raw_text(lines, found.organ) == organ
    assert (raw_text(lines, found.superior) or None) == superior


# --- titles ---------------------------------------------------------------------------

TITLES = {
    "full stop before a blank line": (
        "KẾ HOẠCH\nCông tác năm 2023.\n\nNăm 2023, chi bộ có ba việc.",
        "Công tác năm 2023",
    ),
    "full stop before a basis": (
        "BÁO CÁO\nKiểm điểm chi ủy năm 2022.\nThực hiện Hướng dẫn của cấp trên, chi ủy kiểm điểm như sau:",
        "Kiểm điểm chi ủy năm 2022",
    ),
    "full stop behind về": ("TỜ TRÌNH\nVề việc xin kinh phí.\nChi bộ trình Đảng ủy một việc.", "Về việc xin kinh phí"),
    "a sentence of the text": ("THÔNG TRI\nTrong năm qua phong trào khá.\n\nBan Thường vụ yêu cầu:", None),
    "two sentences": ("THÔNG TRI\nPhong trào khá. Cần giữ vững.\n\nBan Thường vụ yêu cầu:", None),
    "an organ that speaks": ("THÔNG BÁO\nĐảng ủy đã họp bàn việc trực.\n\nCác chi bộ thực hiện.", None),
}


@pytest.mark.parametrize("case", TITLES)
def test_subject_that_ends_with_a_full_stop(case: str) -> None:
    body, title = TITLES[case]
    lines = text_map(f"ĐẢNG CỘNG SẢN VIỆT NAM\nSố 8-KH/CB\n\n{body}")
    assert (raw_text(lines, read_heading(lines).title.title) or None) == title


def test_about_in_a_capital_behind_an_author_in_capitals() -> None:
    lines = text_map("NGHỊ QUYẾT\nHỘI NGHỊ LẦN THỨ TƯ (KHOÁ XI)\nVề nhiệm vụ năm 1997\nA- TÌNH HÌNH\nKhá.")
    title = read_heading(lines).title
    assert raw_text(lines, title.author) == "HỘI NGHỊ LẦN THỨ TƯ (KHOÁ XI)"
    assert raw_text(lines, title.title) == "Về nhiệm vụ năm 1997"


def test_leads_begin_sentences_of_the_text() -> None:
    for rule in load_records("form.toml", "lead", form.PhraseRule):
        assert all(form.lead_pattern().match(text) for text in rule.examples)
        assert not any(form.lead_pattern().match(text) for text in rule.counter_examples)


# --- dates and addressees -------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "edtf"),
    [("Long Mỹ, ngày ...../...../2018", "2018"), ("Long Mỹ, ngày … /05/2018", "2018-05")],
)
def test_date_between_slashes_left_blank(printed: str, edtf: str) -> None:
    found = read_placed_date(printed, 0, len(printed))
    assert found is not None
    assert found.edtf == edtf


def test_addressees_below_each_other_without_dashes() -> None:
    lines = text_map("TỜ TRÌNH\nV/v mua máy\n\nKính gửi: Thường trực Tỉnh uỷ;\nVăn phòng Tỉnh uỷ.\n\nBan kính trình:")
    found, body = read_addressees(lines, 2, 2)
    assert [raw_text(lines, spans) for spans in found] == ["Thường trực Tỉnh uỷ", "Văn phòng Tỉnh uỷ"]
    assert lines.lines[body].text == "Ban kính trình:"


def test_bare_addressee_of_old_papers_is_no_part_of_the_title() -> None:
    lines = text_map("CHỈ THỊ\nVề phong trào đổi công\n\nGửi các khu uỷ, tỉnh uỷ\n\nI. Tình hình\nKhá.")
    head = read_heading(lines)
    assert raw_text(lines, head.title.title) == "Về phong trào đổi công"
    assert [raw_text(lines, spans) for spans in head.addressees] == ["các khu uỷ, tỉnh uỷ"]


# --- sections -------------------------------------------------------------------------


def test_short_items_of_like_length_are_paragraphs() -> None:
    long = "Thực hiện Công văn số 1120/UBND-NC ngày 05/7/2025 của UBND tỉnh, UBND xã báo cáo như sau:"
    body = (
        f"{long}\nI. TÌNH HÌNH CHUNG\n1. Thuận lợi: cán bộ yên tâm công tác.\n2. Khó khăn: thiếu máy in.\nII. KIẾN NGHỊ"
    )
    assert all(score > 0 for score in paragraph_starts(text_map(body).lines))
    assert labels(read(f"BÁO CÁO\nvề công tác\n\n{body}\nCấp máy.\n").sections) == ["I", "1", "2", "II"]


def test_text_wrapped_at_a_measure_stays_wrapped() -> None:
    wrapped = (
        "Trong năm qua, các chi bộ trực thuộc đã tổ chức học tập và\nquán triệt đầy đủ các nghị quyết của cấp trên đến từng đảng\n"
        "viên, hội viên; nhiều nơi có cách làm hay, gắn việc học với\nviệc làm cụ thể ở thôn, xóm và được nhân dân đồng tình cao.\n"
    )
    assert [score > 0 for score in paragraph_starts(text_map(wrapped).lines)] == [True, False, False, False]


# --- foot -----------------------------------------------------------------------------

FOOTS = {
    "copies typed": "- Tỉnh ủy\n- Các chi bộ\n- Lưu\nSố bản: 120",
    "how to reach the office": "- Tỉnh ủy\n- Các chi bộ\n- Lưu\nĐT: 0200 000 000",
    "foot of the page": "- Tỉnh ủy\n- Các chi bộ\n- Lưu\n\nKế hoạch dân vận - Huyện ủy Bàu Sen",
}


@pytest.mark.parametrize("case", FOOTS)
@pytest.mark.parametrize("filed", [True, False])
def test_line_below_the_list_is_no_item(case: str, filed: bool) -> None:
    printed = FOOTS[case] if filed else FOOTS[case].replace("- Lưu\n", "")
    items = read_recipients(text_map(f"Nơi nhận:\n{printed}"), 0).items
    assert [item.text for item in items] == ["Tỉnh ủy", "Các chi bộ", "Lưu"][: 3 if filed else 2]


def test_item_goes_on_behind_a_page_turn() -> None:
    items = read_recipients(text_map("Nơi nhận:\n- Tỉnh ủy,\n- Các sở,\n\nban, ngành,\n- Lưu"), 0).items
    assert [item.text for item in items] == ["Tỉnh ủy", "Các sở, ban, ngành", "Lưu"]


def test_lines_below_a_list() -> None:
    for rule in load_records("foot.toml", "below_list", foot.BelowListRule):
        assert all(foot.below_list_pattern().match(text) for text in rule.examples)
        assert not any(foot.below_list_pattern().match(text) for text in rule.counter_examples)


def test_mark_behind_the_name() -> None:
    lines = text_map("T/M Ban Thường vụ Tỉnh ủy\nPhó Bí thư\nLê Trung Kiên (đã ký)")
    (found,) = read_signatures(lines, 0)
    assert found.name is not None
    assert (lines.text[slice(*found.name)], found.mark) == ("Lê Trung Kiên", "Đã ký")


# --- mathematics in Markdown ----------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "printed"),
    [
        (r"Số $34-\mathrm{KH} / \mathrm{ĐU}$", "Số 34-KH / ĐU"),
        (r"đạt $100 \%$ chỉ tiêu", "đạt 100 % chỉ tiêu"),
        (r"diện tích $\geq 2{,}5$ ha", "diện tích ≥ 2,5 ha"),
        ("từ 5$ đến 10$ mỗi kỳ", "từ 5$ đến 10$ mỗi kỳ"),
        (r"$\frac{a}{b}$ là tỷ số", r"$\frac{a}{b}$ là tỷ số"),
    ],
)
def test_mathematics_is_read_as_it_prints(markdown: str, printed: str) -> None:
    assert without_math(markdown) == printed


def test_every_sign_of_mathematics_is_known_in_its_example() -> None:
    for rule in load_records("text_marks.toml", "math_sign", MathSign):
        assert all(f"\\{rule.command}" not in without_math(f"${text} 1$") for text in rule.examples), rule.command


def test_number_set_as_mathematics() -> None:
    text = "# ĐẢNG ỦY XÃ ĐỨC BÌNH\n\nSố $34-\\mathrm{KH} / \\mathrm{ĐU}$\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\n## KẾ HOẠCH\n\nvề trồng cây\n"
    number = read(text).number
    assert number is not None
    assert number.text == "34-KH/ĐU"


# --- how programs print ---------------------------------------------------------------


@pytest.mark.parametrize("author", ["CỦA BỘ CHÍNH TRỊ", "HỘI NGHỊ LẦN THỨ TƯ (KHOÁ XI)"])
def test_plain_subject_below_an_author_in_bold(author: str) -> None:
    doc = read(
        f"**BAN CHẤP HÀNH TRUNG ƯƠNG**\n\n**KẾT LUẬN**\n\n**{author}**\n\nvề công tác lưu trữ\n\nI. MỘT\n\nMột.\n"
    )
    assert doc.author is not None
    assert doc.author.text == author
    assert doc.title is not None
    assert doc.title.text == "về công tác lưu trữ"


@pytest.mark.parametrize("line", ["Thời gian: 19 giờ, ngày 06/10/2010", "Hỡi đồng bào và chiến sĩ!"])
def test_line_of_the_text_below_the_subject(line: str) -> None:
    lines = text_map(f"BIÊN BẢN\nHọp chi bộ xét kết nạp đảng viên\n{line}\nChủ trì: đồng chí An.")
    assert raw_text(lines, read_heading(lines).title.title) == "Họp chi bộ xét kết nạp đảng viên"


def test_legal_basis_behind_another_bullet() -> None:
    lines = text_map("QUY ĐỊNH\nvề chế độ trực\n▪ Căn cứ Điều lệ Đảng;\n▪ Xét đề nghị của Văn phòng,")
    assert raw_text(lines, read_heading(lines).title.title) == "về chế độ trực"


def test_letters_among_the_figures_of_a_date() -> None:
    issued = read("CHI BỘ X\nSố 3-KH/CB\nKim Long, ngày 1O tháng 5 năm 2O17\nKẾ HOẠCH\nvề trồng cây\n").issued
    assert issued is not None
    assert (issued.date, issued.text) == ("2017-05-10", "ngày 10 tháng 5 năm 2017")
    assert issued.raw == "ngày 1O tháng 5 năm 2O17"


def test_state_number_with_its_year_and_organ_alone() -> None:
    number = read("BỘ X\nSố: 09/2020-BCN\nHà Nội, ngày 21 tháng 12 năm 2020\nTHÔNG TƯ\nvề quản lý kho\n").number
    assert number is not None
    assert (number.text, number.ordinal, number.year, number.organ_code) == ("09/2020-BCN", 9, 2020, "BCN")


# --- tables of contents ---------------------------------------------------------------

SCHEME = (
    "TỈNH ỦY HẢI KHÊ\nSố 12-ĐA/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nĐỀ ÁN\ndân vận khéo\n\n"
    "I. Thực trạng\nCó 300 mô hình.\nII. Giải pháp\nTập huấn cán bộ.\n\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\nLê Văn Tám\n"
)


def test_table_of_contents_above_the_header_is_no_part_of_it() -> None:
    doc = read(f"MỤC LỤC\nI. Thực trạng ..... 2\nII. Giải pháp ..... 5\nKết luận ..... 9\n\n{SCHEME}")
    assert doc.superior_organ is None
    assert doc.organ is not None
    assert doc.organ.text == "TỈNH ỦY HẢI KHÊ"


def test_short_table_of_contents_at_the_end_repeats_no_sections() -> None:
    result = parse(f"{SCHEME}\nMục lục\nI. Thực trạng\nII. Giải pháp\n".encode())
    assert [labels(d.sections) for d in result.documents] == [["I", "II"]]


def test_title_in_a_table_of_contents_begins_no_document() -> None:
    scheme = SCHEME.replace("II. Giải pháp\n", "II. Giải pháp\nQUY ĐỊNH VỀ TẬP HUẤN\n")
    result = parse(f"{scheme}\nMục lục\nI. Thực trạng\nII. Giải pháp\nQUY ĐỊNH VỀ TẬP HUẤN\n".encode())
    assert len(result.documents) == 1


def test_capital_letter_marks_a_section_in_small_letters_too() -> None:
    doc = read(
        "NGHỊ QUYẾT\nCỦA TỈNH UỶ\nVề nhiệm vụ năm 1997\nA- Tình hình\nI- Khá.\nII- Tốt.\nB- Nhiệm vụ\nI- Một.\nII- Hai.\n"
    )
    assert doc.title is not None
    assert doc.title.text == "Về nhiệm vụ năm 1997"
    assert labels(doc.sections) == ["A", "I", "II", "B", "I", "II"]


def test_roman_ordinal_of_a_part() -> None:
    body = (
        "PHẦN THỨ I\nTỔNG KẾT\nI - TÌNH HÌNH\nKhá.\nII - KẾT QUẢ\nTốt.\nPHẦN THỨ II\nPHƯƠNG HƯỚNG\n1 - Chỉ tiêu\nMột.\n"
    )
    assert labels(read(f"BÁO CÁO\nvề năm 2019\n\n{body}").sections) == [
        "Phần thứ I", "I", "II", "Phần thứ II", "1",
    ]  # fmt: skip


def test_file_copy_behind_a_comma_is_an_item() -> None:
    items = read_recipients(text_map("Nơi nhận:\n- Các đồng chí ủy viên, Lưu VP.\n"), 0).items
    assert [(item.text, item.kind) for item in items] == [("Các đồng chí ủy viên", "organ"), ("Lưu VP", "file")]


def test_a_department_named_lưu_trữ_is_no_file_copy() -> None:
    items = read_recipients(text_map("Nơi nhận:\n- Phòng Văn thư, Lưu trữ,\n- Lưu VP.\n"), 0).items
    assert [item.text for item in items] == ["Phòng Văn thư, Lưu trữ", "Lưu VP"]


# --- pages with places ----------------------------------------------------------------


def placed(*lines: tuple[str, float, float]) -> TextMap:
    """Lines below each other, each with its left and right edge."""
    made = []
    for i, (text, x0, x1) in enumerate(lines):
        words, wide = text.split(), (x1 - x0) / len(text)
        at, boxed = x0, []
        for word in words:
            box = Box(at, 100 + 20.0 * i, at + wide * len(word), 114 + 20.0 * i)
            boxed.append(Word(word, box=box, size=14.0))
            at += wide * (len(word) + 1)
        made.append(
            Line(text, tuple(boxed), page=1, box=Box(x0, 100 + 20.0 * i, x1, 114 + 20.0 * i), size=14.0, gap=0.4)
        )
    return TextMap(tuple(made))


def test_paragraph_below_an_addressee_is_no_part_of_it() -> None:
    lines = placed(
        ("TỜ TRÌNH", 260, 340),
        ("Kính trình: Ban Thường vụ Huyện ủy", 113, 330),
        ("Trung tâm Chính trị huyện kính trình Ban Thường vụ Huyện ủy kế", 113, 540),
        ("hoạch mở lớp năm sau.", 85, 220),
    )
    found, body = read_addressees(lines, 1, 1)
    assert [raw_text(lines, spans) for spans in found] == ["Ban Thường vụ Huyện ủy"]
    assert body == 2


def test_subject_with_its_mark_at_the_paragraph_indent() -> None:
    lines = placed(
        ("THÔNG BÁO", 266, 358),
        ("V/v tổ chức giải cầu lông chào mừng ngày 8/3", 113, 373),
        ("Ban Chấp hành thông báo để các tổ công đoàn biết và thực hiện như", 113, 540),
    )
    assert raw_text(lines, read_heading(lines).title.title) == "tổ chức giải cầu lông chào mừng ngày 8/3"


# --- headers run together -------------------------------------------------------------


def test_committee_and_its_body_on_one_line() -> None:
    doc = read(
        "TỈNH ỦY KHÊ HẠ BAN DÂN VẬN Số 15-HD/BDVTU ĐẢNG CỘNG SẢN VIỆT NAM\n\nHƯỚNG DẪN dân vận khéo\n\nI. Một\nMột.\n"
    )
    assert doc.superior_organ is not None
    assert doc.superior_organ.text == "TỈNH ỦY KHÊ HẠ"
    assert doc.organ is not None
    assert doc.organ.text == "BAN DÂN VẬN"


def test_number_in_a_heading_above_the_header() -> None:
    doc = read(
        "# Kế hoạch số 12-KH/HU\n\nHUYỆN ỦY AN KHÊ Số 12-KH/HU\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\n**KẾ HOẠCH**\n\n**trồng cây**\n\nI. Một\n\nMột.\n"
    )
    assert doc.organ is not None
    assert doc.organ.text == "HUYỆN ỦY AN KHÊ"
