"""What documents composed at random (tools/stress) showed: each row was once misread."""

from __future__ import annotations

import pytest

from tests.composed import lines_of, placed, text_map
from vndocparse import parse
from vndocparse.fields.heading import read_heading
from vndocparse.fields.number import read_number
from vndocparse.fields.recipients import read_recipients
from vndocparse.fields.section_heading import is_sentence
from vndocparse.fields.signature import read_signatures
from vndocparse.fields.values import raw_text
from vndocparse.layout.lines import group_lines
from vndocparse.layout.unfold import unfold_feet
from vndocparse.model.document import Document
from vndocparse.model.textmap import TextMap

LONG = "phát động đợt thi đua đặc biệt một trăm ngày vì dân chào mừng kỷ niệm ngày thành lập Đảng"
BODY = "Thời gian qua, việc trồng cây đã có chuyển biến nhưng còn hạn chế, chi bộ yêu cầu các tổ đảng như sau:"


def read(text: str, suffix: str = "txt") -> Document:
    data = text.encode() if suffix != "md" else f"\n{text}\n\n**.**\n".encode()
    return parse(data, engine="none").documents[0]


LETTERS = {
    "subject in the left column, above the motto": (
        f"ĐẢNG BỘ TỈNH X\nTHỊ ỦY Y\nSố 9-CV/TxU\nVề việc {LONG}\nĐẢNG CỘNG SẢN VIỆT NAM\nY, ngày 18 tháng 10 năm 2018"
    ),
    "subject without V/v behind the date": (
        f"ĐẢNG BỘ TỈNH X\nTHỊ ỦY Y\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 9-CV/TxU\nY, ngày 18 tháng 10 năm 2018\n{LONG}"
    ),
    "subject with a colon": (
        f"THỊ ỦY Y\nĐẢNG CỘNG SẢN VIỆT NAM\nY, ngày 18 tháng 10 năm 2018\nSố: 9-CV/TxU\nV/v: {LONG}"
    ),
}


@pytest.mark.parametrize("case", LETTERS)
def test_subject_of_a_letter(case: str) -> None:
    doc = read(f"{LETTERS[case]}\n\nKính gửi:\n- Các chi bộ;\n- Ban Tổ chức.\n\n- Căn cứ Điều lệ;\n\n{BODY}\n")
    assert doc.title is not None
    assert doc.title.text.removeprefix("Về việc ") == LONG
    assert doc.motto is not None
    assert doc.issued is not None
    assert doc.issued.date is not None
    assert [a.text for a in doc.addressees] == ["Các chi bộ", "Ban Tổ chức"]


def test_letter_whose_header_stands_behind_the_text() -> None:
    head = f"ĐẢNG BỘ TỈNH X\nĐẢNG ỦY Y\nSố 9-CV/ĐU\nV/v {LONG}\nĐẢNG CỘNG SẢN VIỆT NAM\nHoà Lâm, ngày 3/6/2024"
    doc = read(
        f"{BODY}\n\nĐiều 1. Trồng cây ven đường.\n\nĐiều 2. Chăm cây.\n\nT/M ĐẢNG ỦY\nBÍ THƯ\nHồ Hữu Dũng\n\n{head}\n"
    )
    assert doc.number is not None
    assert doc.number.text == "9-CV/ĐU"
    assert doc.title is not None
    assert doc.title.text == LONG
    assert doc.issued is not None
    assert doc.issued.date == "2024-06-03"
    assert [s.label for s in doc.sections] == ["Điều 1", "Điều 2"]
    assert [s.name for s in doc.signatures] == ["Hồ Hữu Dũng"]


def test_legal_bases_below_a_type_without_a_subject_are_text() -> None:
    doc = read(f"CHI BỘ X\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 3-GGT/CB\nGIẤY GIỚI THIỆU\n- Xét đề nghị của tổ đảng,\n{BODY}\n")
    assert doc.title is None
    assert doc.doc_type is not None
    assert doc.doc_type.text == "GIẤY GIỚI THIỆU"


ORGANS = {
    "TW ĐOÀN TNCS HỒ CHÍ MINH\nBAN THƯỜNG VỤ TỈNH ĐOÀN X\n***\nĐOÀN TNCS HỒ CHÍ MINH": (
        "TW ĐOÀN TNCS HỒ CHÍ MINH",
        "BAN THƯỜNG VỤ TỈNH ĐOÀN X",
    ),
    "BAN CHẤP HÀNH TRUNG ƯƠNG\nBAN CÁN SỰ ĐẢNG BỘ NÔNG NGHIỆP\n*\nĐẢNG CỘNG SẢN VIỆT NAM": (
        "BAN CHẤP HÀNH TRUNG ƯƠNG",
        "BAN CÁN SỰ ĐẢNG BỘ NÔNG NGHIỆP",
    ),
    "UBND TỈNH X\nSỞ NÔNG NGHIỆP VÀ MÔI\nTRƯỜNG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": (
        "UBND TỈNH X",
        "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
    ),
    "ỦY BAN NHÂN DÂN\nTỈNH X\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT\nNAM": (None, "ỦY BAN NHÂN DÂN TỈNH X"),
}


@pytest.mark.parametrize("printed", ORGANS)
def test_organs_beside_a_motto(printed: str) -> None:
    text = text_map(f"{printed}\nX, ngày 2 tháng 6 năm 2024\nKẾ HOẠCH\nvề trồng cây")
    superior, organ = ORGANS[printed]
    found = read_heading(text).organs
    assert (raw_text(text, found.superior) or None) == superior
    assert raw_text(text, found.organ) == organ


FAMILIES = {
    "LIÊN ĐOÀN LAO ĐỘNG TỈNH X\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/KH-LĐLĐ": "organisation",
    "BAN CHẤP HÀNH HỘI NÔNG DÂN\nTỈNH X\nSố 12-KH/HNDT": "organisation",
    "BAN CHẤP HÀNH ĐẢNG BỘ\nTỈNH X\nSố 12-KH/TU": "party",
    "ỦY BAN NHÂN DÂN\nTỈNH X\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/KH-UBND": "state",
}


@pytest.mark.parametrize("head", FAMILIES)
def test_family(head: str) -> None:
    assert read(f"{head}\nKẾ HOẠCH\nvề trồng cây\n\n{BODY}\n").family == FAMILIES[head]


@pytest.mark.parametrize("head", ["-----\nSố /UBND-NV", "----------\nSố:      /KH-UBND", "*\nSố -CV/ĐU"])
def test_number_below_a_rule(head: str) -> None:
    found = read_number(head)
    assert found is not None
    assert found.ordinal is None
    assert found.labelled


@pytest.mark.parametrize("heading", ["Mục đích, yêu cầu", "Khó khăn, kiến nghị"])
def test_short_headings_that_end_with_a_verb(heading: str) -> None:
    assert not is_sentence(heading)


@pytest.mark.parametrize("name", ["Ksor Ngọc Vinh", "Kpă Seo Chiến", "Tô Thị Bích Hoàng Long"])
def test_names(name: str) -> None:
    lines = unfold_feet(lines_of(f"T/M ĐOÀN CHỦ TỊCH\nBÍ THƯ TỈNH UỶ\n{name}"))
    (found,) = read_signatures(text := TextMap(lines), 0)
    assert found.name is not None
    assert text.text[slice(*found.name)] == name
    assert raw_text(text, found.on_behalf_of) == "ĐOÀN CHỦ TỊCH"


def test_named_marker_without_a_mark_in_a_markdown_heading() -> None:
    body = "### Chương I\n\n### KINH PHÍ\n\n#### Mục 1 Kết quả thực hiện\n\n##### Điều 1. Yêu cầu\n\nMột.\n\n##### Điều 2. Thời gian\n\nHai."
    doc = read(f"# QUY CHẾ\n\nvề trồng cây\n\n{body}", "md")
    (chapter,) = doc.sections
    assert [s.label for s in chapter.children] == ["Mục 1"]
    assert [s.label for s in chapter.children[0].children] == ["Điều 1", "Điều 2"]


def test_heading_whose_bracket_wraps() -> None:
    doc = read(
        "BÁO CÁO\nvề trồng cây\n\nI. BÀI HỌC KINH NGHIỆM SAU BA NĂM (2021 -\n2024)\n\nMột.\n\nII. KINH PHÍ\n\nHai.\n"
    )
    assert [s.heading for s in doc.sections] == ["BÀI HỌC KINH NGHIỆM SAU BA NĂM (2021 - 2024)", "KINH PHÍ"]


def test_two_markdown_tables_without_a_blank_line_between() -> None:
    rows = "| TT | Nội dung |\n| --- | --- |\n| 1 | Trồng cây |\n| 2 | Chăm cây |\n"
    foot = "| Nơi nhận:<br>- Các chi bộ;<br>- Lưu. | T/M CHI BỘ<br>BÍ THƯ<br>Lê Văn Hoà |\n| --- | --- |\n"
    doc = read(f"# KẾ HOẠCH\n\nvề trồng cây\n\n{BODY}\n\n{rows}{foot}", "md")
    assert [s.name for s in doc.signatures] == ["Lê Văn Hoà"]
    assert [len(t.rows) for t in doc.tables] == [3]


DIALECTS = {
    "answer of a model in a fence": ("```markdown\n{}\n```\n", str),
    "fence without a language": ("```\n{}\n```\n", str),
    "figures of East Asian width": ("{}", lambda t: t.replace("1", "\uff11").replace(":", "\uff1a")),
    "eth for our letter": ("{}", lambda t: t.replace("Đ", "\u00d0")),
}


@pytest.mark.parametrize("case", DIALECTS)
def test_dialects(case: str) -> None:
    frame, change = DIALECTS[case]
    text = f"# KẾ HOẠCH\n\n**về trồng cây**\n\n{BODY}\n\n## I. MỤC ĐÍCH\n\nĐiều 1: Một.\n\nĐiều 2: Hai.\n"
    head = "**CHI BỘ X**\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\nSố 11-KH/CB\n\n"
    doc = parse(frame.format(change(head + text)).encode(), engine="none").documents[0]
    assert doc.number is not None
    assert doc.number.text == "11-KH/CB"
    assert doc.motto is not None
    assert doc.title is not None
    assert doc.title.text == "về trồng cây"
    assert [s.label for s in doc.sections[0].children] == ["Điều 1", "Điều 2"]


def test_date_of_a_document_in_the_subject_is_not_that_of_issue() -> None:
    subject = "Về việc thực hiện Kế hoạch số 140-KH/TU, ngày 02 tháng 4 năm 2024 của Ban Thường vụ Tỉnh uỷ về trồng cây"
    head = f"THỊ ỦY Y\nSố 9-CV/TxU\n{subject}\nĐẢNG CỘNG SẢN VIỆT NAM\nTây Định, ngày 18 tháng 10 năm 2024"
    doc = read(f"{head}\n\nKính gửi: Các chi bộ\n\n{BODY}\n")
    assert doc.issued is not None
    assert doc.issued.date == "2024-10-18"
    assert doc.place is not None
    assert doc.place.text == "Tây Định"
    assert doc.title is not None
    assert doc.title.text == subject
    assert [c.number for c in doc.citations] == ["140-KH/TU"]


def test_heading_in_capitals_is_no_type_of_document() -> None:
    head = "THỊ ỦY Y\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 9-CV/TxU\nV/v trồng cây\n\nKính gửi: Các chi bộ"
    doc = read(f"{head}\n\n{BODY}\n\nPhần thứ nhất\nQUY ĐỊNH CHUNG\n\nI. MỤC ĐÍCH\n\nMột.\n\nII. YÊU CẦU\n\nHai.\n")
    assert doc.doc_type is not None
    assert doc.doc_type.code == "CV"
    assert [s.heading for s in doc.sections] == ["QUY ĐỊNH CHUNG"]


def test_name_far_right_below_the_right_column() -> None:
    gap = " " * 18
    foot = (
        f"Nơi nhận:{gap}T/M CHI BỘ\n+ Thường trực,{' ' * 13}BÍ THƯ\n+ Lưu{' ' * 22}(đã ký)\n{' ' * 28}Triệu Xuân Nhân\n"
    )
    doc = read(f"CHI BỘ X\nSố 9-KH/CB\nKẾ HOẠCH\nvề trồng cây\n\n{BODY}\n\n1. Trồng.\n\n2. Chăm.\n\n{foot}")
    assert [s.name for s in doc.signatures] == ["Triệu Xuân Nhân"]
    assert [r.text for r in doc.recipients] == ["Thường trực", "Lưu"]


def test_table_goes_to_the_document_that_holds_it() -> None:
    table = "| TT | Việc |\n| --- | --- |\n| 1 | Trồng cây |\n\n"
    foot = "**T/M CHI BỘ**\n\n**BÍ THƯ**\n\n**Lê Văn Hoà**\n\n"
    second = f"# QUY CHẾ\n\n**về chăm cây**\n\n(Ban hành kèm theo Quyết định số 9-QĐ/CB)\n\nĐiều 1. Một.\n\n{BODY}\n\nĐiều 2. Hai.\n"
    doc = f"# QUYẾT ĐỊNH\n\n**về trồng cây**\n\n{BODY}\n\nĐiều 1. Một.\n\nĐiều 2. Hai.\n\n{table}{foot}{second}"
    documents = parse(doc.encode(), engine="none").documents
    assert [len(d.tables) for d in documents] == [1, 0]


def test_brace_told_by_the_place_of_its_purpose() -> None:
    rows = [(70.0, 500.0, "Nơi nhận:"), (70.0, 516.0, "- Như trên,"), (70.0, 532.0, "- Thường trực Tỉnh uỷ,"),
            (70.0, 548.0, "- Văn phòng Tỉnh uỷ,"), (260.0, 540.0, "(b/c)"), (70.0, 564.0, "- Các chi bộ,"), (70.0, 580.0, "- Lưu.")]  # fmt: skip
    text = TextMap(group_lines(placed(rows, size=12)))
    found = read_recipients(text, 0)
    assert [(r.text, r.purpose, r.group) for r in found.items] == [
        ("Như trên", None, False),
        ("Thường trực Tỉnh uỷ", "b/c", True),
        ("Văn phòng Tỉnh uỷ", "b/c", True),
        ("Các chi bộ", None, False),
        ("Lưu", None, False),
    ]


def test_table_of_contents_opens_no_sections() -> None:
    items = "Chương I QUY ĐỊNH CHUNG ......... 2\nĐiều 1. Phạm vi ......... 2\nĐiều 2. Đối tượng ......... 3\n"
    body = "Chương I\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi\n\nMột.\n\nĐiều 2. Đối tượng\n\nHai.\n"
    foot = "Nơi nhận:\n- Các chi bộ;\n- Lưu.\n\nT/M CHI BỘ\nBÍ THƯ\nLê Văn Hoà\n"
    behind = "\nMục lục\nĐiều 1. Phạm vi\nKhoản 1\nĐiều 2. Đối tượng\n"
    for text in (f"MỤC LỤC\n\n{items}\n{body}", body + behind, body + foot + behind):
        doc = read(f"QUY CHẾ\nvề trồng cây\n\n{text}")
        assert [s.label for s in doc.sections] == ["Chương I"]
        assert [s.label for s in doc.sections[0].children] == ["Điều 1", "Điều 2"]


def test_signature_between_the_label_and_its_list() -> None:
    foot = "Nơi nhận:\n\nBỘ TRƯỞNG\n\n(Đã ký)\n\nLê Văn Hoà\n\n- Các sở;\n\n- Lưu: VT.\n"
    doc = read(f"BỘ NỘI VỤ\nTHÔNG TƯ\nvề trồng cây\n\n{BODY}\n\nĐiều 1. Một.\n\nĐiều 2. Hai.\n\n{foot}")
    assert [r.text for r in doc.recipients] == ["Các sở", "Lưu: VT"]
    assert [(s.position, s.name) for s in doc.signatures] == [("BỘ TRƯỞNG", "Lê Văn Hoà")]


def test_type_of_the_state_alone_tells_the_family() -> None:
    assert read(f"THÔNG TƯ\nvề trồng cây\n\n{BODY}\n\nĐiều 1. Một.\n\nĐiều 2. Hai.\n").family == "state"


def test_contents_that_repeat_headings_without_dots() -> None:
    head = "I. TÌNH HÌNH\nII. GIẢI PHÁP\nIII. KIẾN NGHỊ\n"
    doc = read(
        f"ĐỀ ÁN\nvề trồng cây\n\nMỤC LỤC\n\n{head}\nI. TÌNH HÌNH\n\nMột.\n\nII. GIẢI PHÁP\n\nHai.\n\nIII. KIẾN NGHỊ\n\nBa.\n"
    )
    assert [s.label for s in doc.sections] == ["I", "II", "III"]
    assert [s.text for s in doc.sections] == ["Một.", "Hai.", "Ba."]


JOINT = {
    "BAN TỔ CHỨC TỈNH ỦY -\nSỞ NỘI VỤ\n*\nSố 5-HDLT/BTCTU-SNV": "BAN TỔ CHỨC TỈNH ỦY - SỞ NỘI VỤ",
    "BAN TỔ CHỨC TỈNH ỦY\n-\nSỞ NỘI VỤ\n*\nSố 5-HDLT/BTCTU-SNV": "BAN TỔ CHỨC TỈNH ỦY - SỞ NỘI VỤ",
    "TỈNH ĐOÀN X\n- SỞ Y TẾ\n- HỘI CHỮ THẬP ĐỎ\nSố: 12/HDLT-TĐTN-SYT-HCTĐ": "TỈNH ĐOÀN X - SỞ Y TẾ - HỘI CHỮ THẬP ĐỎ",
}


@pytest.mark.parametrize("printed", JOINT)
def test_organs_that_issue_together(printed: str) -> None:
    text = text_map(f"{printed}\nX, ngày 2 tháng 6 năm 2024\nHƯỚNG DẪN LIÊN TỊCH\nvề trồng cây")
    found = read_heading(text).organs
    assert raw_text(text, found.organ) == JOINT[printed]
    assert not found.superior


def test_number_between_type_and_subject() -> None:
    text = text_map("CHI BỘ X\nĐẢNG CỘNG SẢN VIỆT NAM\nKẾ HOẠCH\nSố 3-KH/CB\nvề trồng cây")
    head = read_heading(text)
    assert head.number is not None
    assert head.number.text == "3-KH/CB"
    assert raw_text(text, head.title.title) == "về trồng cây"


def test_heading_above_the_authority_of_a_confirmation() -> None:
    text = text_map("XÁC NHẬN CỦA ĐẢNG UỶ XÃ\nT/M ĐẢNG UỶ\nPHÓ BÍ THƯ\n\nTrần Thị Bích")
    (found,) = read_signatures(text, 0)
    assert found.authority == "T/M"
    assert raw_text(text, found.position) == "PHÓ BÍ THƯ"


def test_two_signers_run_together() -> None:
    lines = "T/M BAN CHI UỶ T/M BAN CÔNG TÁC MẶT TRẬN\nBÍ THƯ TRƯỞNG BAN\n\nLê Văn An Trần Thị Bích"
    text = TextMap(unfold_feet(lines_of(lines)))
    found = read_signatures(text, 0)
    assert [raw_text(text, s.position) for s in found] == ["BÍ THƯ", "TRƯỞNG BAN"]
    assert [raw_text(text, s.on_behalf_of) for s in found] == ["BAN CHI UỶ", "BAN CÔNG TÁC MẶT TRẬN"]


def test_header_of_an_organisation_behind_the_text() -> None:
    head = "TW ĐOÀN TNCS HỒ CHÍ MINH\nBAN THƯỜNG VỤ TỈNH ĐOÀN TRÀ\nKHÚC\nSố 45-KH/TĐTN\nĐOÀN TNCS HỒ CHÍ MINH\nTrà Khúc, ngày 1/10/1998"
    doc = read(
        f"KẾ HOẠCH\nvề trồng cây\n\n{BODY}\n\nI. MỘT\n\nMột.\n\nII. HAI\n\nHai.\n\nTM. BAN THƯỜNG VỤ\nBÍ THƯ\nHồ Hữu Dũng\n\n{head}\n"
    )
    assert doc.superior_organ is not None
    assert doc.superior_organ.text == "TW ĐOÀN TNCS HỒ CHÍ MINH"
    assert doc.organ is not None
    assert doc.organ.text == "BAN THƯỜNG VỤ TỈNH ĐOÀN TRÀ KHÚC"
    assert doc.number is not None
    assert doc.number.text == "45-KH/TĐTN"
    assert doc.issued is not None
    assert doc.issued.date == "1998-10-01"
