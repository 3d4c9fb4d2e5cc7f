"""Heads and feet of whole documents of kinds not met before: each was misread when it was first composed."""

from __future__ import annotations

import itertools

import pytest

from vndocparse import parse
from vndocparse.fields.number import read_number
from vndocparse.fields.signature import read_signatures
from vndocparse.fields.values import raw_text
from vndocparse.geometry import Box
from vndocparse.layout.unfold_cells import header_cuts, signature_cuts
from vndocparse.layout.unfold_signers import unfold_signers
from vndocparse.model.document import Document, Signature
from vndocparse.model.page import Line, Word
from vndocparse.model.textmap import TextMap
from vndocparse.rules import organs
from vndocparse.rules.load import load_records
from vndocparse.source.sniff import MARKDOWN, sniff

BODY = "Thực hiện chương trình công tác, cơ quan yêu cầu các đơn vị làm tốt những việc sau đây:\n1. Giữ vườn ươm."


def read(text: str) -> Document:
    return parse(text.encode()).documents[0]


def signer(found: Signature) -> tuple[str | None, ...]:
    return found.authority, found.on_behalf_of, found.second_position, found.position, found.name


def pieces(text: str, cuts: set[int]) -> list[str]:
    edges = [0, *sorted(cuts), len(text)]
    return [text[a:b].strip() for a, b in itertools.pairwise(edges)]


# --- cells that a converter wrote as one line -------------------------------------------

SIGNATURE_CELLS = {
    "T/M ĐẢNG ỦY PHÓ BÍ THƯ Biện Thị Hoài": ["T/M ĐẢNG ỦY", "PHÓ BÍ THƯ", "Biện Thị Hoài"],
    "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Cù Đình Lãm": ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Cù Đình Lãm"],
    "TM. CHÍNH PHỦ KT. THỦ TƯỚNG PHÓ THỦ TƯỚNG Đoàn Văn Trí": [
        "TM. CHÍNH PHỦ", "KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG", "Đoàn Văn Trí",
    ],
    "KT. BỘ TRƯỞNG, CHỦ NHIỆM PHÓ CHỦ NHIỆM Huỳnh Thế Năng": [
        "KT. BỘ TRƯỞNG, CHỦ NHIỆM", "PHÓ CHỦ NHIỆM", "Huỳnh Thế Năng",
    ],
    "T/L BAN THƯỜNG VỤ TRƯỞNG BAN TỔ CHỨC Uông Đình Quý": [
        "T/L BAN THƯỜNG VỤ", "TRƯỞNG BAN TỔ CHỨC", "Uông Đình Quý",
    ],
    "NGƯỜI TỰ KIỂM ĐIỂM (Ký, ghi rõ họ tên) Hứa Minh Tiệp": [
        "NGƯỜI TỰ KIỂM ĐIỂM", "(Ký, ghi rõ họ tên)", "Hứa Minh Tiệp",
    ],
    "T/M ĐẢNG ỦY PHÓ BÍ THƯ Đại tá Doãn Thái Hoà": ["T/M ĐẢNG ỦY", "PHÓ BÍ THƯ", "Đại tá Doãn Thái Hoà"],
    "ĐẠI DIỆN BÊN GIAO Hạ Bá Đoàn": ["ĐẠI DIỆN BÊN GIAO", "Hạ Bá Đoàn"],
    "CHỦ TỊCH LÒ VĂN HẶC": ["CHỦ TỊCH", "LÒ VĂN HẶC"],
    "Bí thư chi bộ báo cáo kết quả trước ngày 20": ["Bí thư chi bộ báo cáo kết quả trước ngày 20"],
    "ĐẢNG ỦY XÃ ĐÃ CÓ Ý KIẾN": ["ĐẢNG ỦY XÃ ĐÃ CÓ Ý KIẾN"],
    "GIÁM ĐỐC quyết định mức chi": ["GIÁM ĐỐC quyết định mức chi"],
}  # fmt: skip


@pytest.mark.parametrize("cell", SIGNATURE_CELLS)
def test_signature_block_in_one_cell(cell: str) -> None:
    assert pieces(cell, signature_cuts(cell)) == SIGNATURE_CELLS[cell]


HEADER_CELLS = {
    "ỦY BAN NHÂN DÂN TỈNH BÌNH HẢI Số: 3318/UBND-NLN V/v ứng phó bão": [
        "ỦY BAN NHÂN DÂN TỈNH BÌNH HẢI", "Số: 3318/UBND-NLN", "V/v ứng phó bão",
    ],
    "ĐẢNG ỦY XÃ HẠ LÂM VĂN PHÒNG * Số 615-CV/ĐU đề nghị cung cấp hồ sơ": [
        "ĐẢNG ỦY XÃ HẠ LÂM VĂN PHÒNG", "*", "Số 615-CV/ĐU", "đề nghị cung cấp hồ sơ",
    ],
    "Theo Quyết định số 12-QĐ/TU của Tỉnh ủy": ["Theo Quyết định số 12-QĐ/TU của Tỉnh ủy"],
}  # fmt: skip


@pytest.mark.parametrize("cell", HEADER_CELLS)
def test_left_column_of_a_header_in_one_cell(cell: str) -> None:
    assert [p for p in pieces(cell, header_cuts(cell)) if p] == HEADER_CELLS[cell]


def test_letter_whose_columns_are_cells_of_one_line() -> None:
    letter = read(
        "| UBND HUYỆN LA HÀ PHÒNG NỘI VỤ Số: 318/NV-TH V/v rà soát hồ sơ lưu trữ của các đơn vị "
        "| CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc La Hà, ngày 11 tháng 10 năm 2021 |\n|---|---|\n\n"
        f"Kính gửi: UBND các xã\n\n{BODY}\n\n"
        "| Nơi nhận: - Như trên - Chi cục Lưu trữ - Lưu VT | TRƯỞNG PHÒNG Lê Thị Mận |\n|---|---|\n"
    )
    assert letter.superior_organ is not None and letter.superior_organ.text == "UBND HUYỆN LA HÀ"
    assert letter.organ is not None and letter.organ.text == "PHÒNG NỘI VỤ"
    assert letter.number is not None and letter.number.text == "318/NV-TH"
    assert letter.title is not None and letter.title.text == "rà soát hồ sơ lưu trữ của các đơn vị"
    assert [a.text for a in letter.addressees] == ["UBND các xã"]
    assert [r.text for r in letter.recipients] == ["Như trên", "Chi cục Lưu trữ", "Lưu VT"]
    assert [signer(s) for s in letter.signatures] == [(None, None, None, "TRƯỞNG PHÒNG", "Lê Thị Mận")]


def test_paragraphs_between_tables_in_html_are_markdown() -> None:
    text = "<table><tr><td>ĐẢNG ỦY</td></tr></table>\n\nKính gửi: Chi bộ\n\nĐể làm tốt\n\n<table><tr><td>a</td></tr></table>"
    assert sniff(text.encode()) == MARKDOWN
    assert sniff(b"<table><tr><td>a</td></tr></table><p>b</p>\n\n<p>c</p>") != MARKDOWN


# --- organs ------------------------------------------------------------------------------

ORGANS = {
    "type's name in an organ's": (
        "HUYỆN ỦY LŨNG CAO\nBAN CHỈ ĐẠO THỰC HIỆN\nQUY CHẾ DÂN CHỦ Ở CƠ SỞ\n*\nSố 03-BC/BCĐ",
        "HUYỆN ỦY LŨNG CAO", "BAN CHỈ ĐẠO THỰC HIỆN QUY CHẾ DÂN CHỦ Ở CƠ SỞ", "03-BC/BCĐ",
    ),
    "the same without a verb": (
        "TỈNH ỦY LA HÀ\nBAN CHỈ ĐẠO\nCHƯƠNG TRÌNH NƯỚC SẠCH\n*\nSố 04-BC/BCĐ",
        "TỈNH ỦY LA HÀ", "BAN CHỈ ĐẠO CHƯƠNG TRÌNH NƯỚC SẠCH", "04-BC/BCĐ",
    ),
    "decision that a team works by": (
        "ĐẢNG ỦY XÃ VÂN SƠN\nĐOÀN GIÁM SÁT THEO\nQUYẾT ĐỊNH SỐ 45-QĐ/ĐU\n*\nSố 02-BC/ĐGS",
        "ĐẢNG ỦY XÃ VÂN SƠN", "ĐOÀN GIÁM SÁT THEO QUYẾT ĐỊNH SỐ 45-QĐ/ĐU", "02-BC/ĐGS",
    ),
    "name that ends as a type does": ("QUÂN KHU 11\nBỘ TƯ LỆNH\nSố: 233/BC-BTL", "QUÂN KHU 11", "BỘ TƯ LỆNH", "233/BC-BTL"),
    "another name that does": (
        "UBND TỈNH LA HÀ\nBAN QUẢN LÝ DỰ ÁN\nSố: 12/BC-BQLDA", "UBND TỈNH LA HÀ", "BAN QUẢN LÝ DỰ ÁN", "12/BC-BQLDA",
    ),
    "three that issue together": (
        "THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN -\nỦY BAN NHÂN DÂN - BAN\nTHƯỜNG TRỰC\nỦY BAN MTTQ XÃ HẠ LÂM\nSố: 01/BC-HĐND-UBND-MTTQ",
        None, "THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN - ỦY BAN NHÂN DÂN - BAN THƯỜNG TRỰC ỦY BAN MTTQ XÃ HẠ LÂM",
        "01/BC-HĐND-UBND-MTTQ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ORGANS)
@pytest.mark.parametrize("motto_first", [True, False])
def test_organ_whose_name_holds_another_thing(case: str, motto_first: bool) -> None:
    left, superior, organ, number = ORGANS[case]
    motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    head = f"{motto}\n{left}\n" if motto_first else f"{left}\n{motto}\n"
    found = read(f"{head}La Hà, ngày 12 tháng 5 năm 2021\nBÁO CÁO\nkết quả trồng cây\n\n{BODY}\n")
    assert (found.superior_organ.text if found.superior_organ else None) == superior
    assert found.organ is not None and found.organ.text == organ
    assert found.number is not None and found.number.text == number
    assert found.doc_type is not None and found.doc_type.code == "BC"
    assert found.title is not None and found.title.text == "kết quả trồng cây"


def test_second_organs_on_a_line_alone() -> None:
    for rule in load_records("organs.toml", "second_organ", organs.SecondOrganRule):
        assert all(organs.second_organs(text) for text in rule.examples)
        assert not any(organs.second_organs(text) for text in rule.counter_examples)


def test_words_before_a_place_name_no_organ() -> None:
    for rule in load_records("organs.toml", "place_word", organs.PlaceWordRule):
        assert all(organs.is_place(text) for text in rule.examples)
        assert not any(organs.is_place(text) for text in rule.counter_examples)


def test_the_partys_name_of_its_time_is_its_motto() -> None:
    old = read(f"ĐẢNG LAO ĐỘNG VIỆT NAM\nKHU ỦY TÂY LĨNH\nSố: 27-TT/KU\nTHÔNG TRI\nvề ngày hội\n\n{BODY}\n")
    assert old.motto is not None and old.motto.text == "ĐẢNG LAO ĐỘNG VIỆT NAM"
    assert old.superior_organ is None
    union = read(f"TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM\nSố: 27/TB-TLĐ\nTHÔNG BÁO\nvề ngày hội\n\n{BODY}\n")
    assert union.motto is None


# --- feet --------------------------------------------------------------------------------

FEET = {
    "two offices of one signer": (
        "TM. ỦY BAN BẦU CỬ\nCHỦ TỊCH\n\n\nCHỦ TỊCH HĐND TỈNH\nHoàng Seo Phử",
        [("TM.", "ỦY BAN BẦU CỬ", None, "CHỦ TỊCH CHỦ TỊCH HĐND TỈNH", "Hoàng Seo Phử")],
    ),
    "surname that no list has": (
        "T/M TỈNH ỦY\nBÍ THƯ\n(đã ký)\nHồng Quang Vỹ", [("T/M", "TỈNH ỦY", None, "BÍ THƯ", "Hồng Quang Vỹ")],
    ),
    "two offices, two signers": (
        "THƯ KÝ\nĐoàn Thị Mơ\n\nCHỦ TRÌ\nHà Trọng Nhuận",
        [(None, None, None, "THƯ KÝ", "Đoàn Thị Mơ"), (None, None, None, "CHỦ TRÌ", "Hà Trọng Nhuận")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FEET)
def test_signers(case: str) -> None:
    foot, expected = FEET[case]
    assert [signer(s) for s in read(f"BÁO CÁO\nvề trồng cây\n\n{BODY}\n\n{foot}\n").signatures] == expected


def test_columns_of_a_foot_read_line_by_line() -> None:
    found = read(
        f"KẾT LUẬN\nvề trồng cây\n\n{BODY}\nNơi nhận:\nT/M BAN THƯỜNG VỤ\n- Thường trực Tỉnh ủy (b/c),\nPHÓ BÍ THƯ\n"
        "- Các chi bộ trực thuộc,\n- Lưu Văn phòng.\nSầm Minh Phú\n"
    )
    assert [r.text for r in found.recipients] == ["Thường trực Tỉnh ủy", "Các chi bộ trực thuộc", "Lưu Văn phòng"]
    assert [signer(s) for s in found.signatures] == [("T/M", "BAN THƯỜNG VỤ", None, "PHÓ BÍ THƯ", "Sầm Minh Phú")]


def test_organ_of_a_copy_on_two_lines() -> None:
    found = read(
        f"KẾ HOẠCH\nvề trồng cây\n\n{BODY}\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nHồ Nhựt Trường\n\n"
        "ỦY BAN NHÂN DÂN\nXÃ KÊNH NHỎ\n-----\nSố: 31/SY-UBND\n\nSAO Y\nKênh Nhỏ, ngày 20 tháng 4 năm 2022\n\n"
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrang Văn Bé\n"
    )
    assert [c.organ.text for c in found.copies if c.organ] == ["ỦY BAN NHÂN DÂN XÃ KÊNH NHỎ"]


# --- the second batch ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "text", "ordinal"),
    [("Số: 66.21/2025/NQ-CP", "66.21/2025/NQ-CP", 21), ("Số: 1.200/QĐ-UB", None, None)],
)
def test_number_of_a_series_with_a_point(printed: str, text: str | None, ordinal: int | None) -> None:
    found = read_number(printed)
    assert (found.text if found else None) == text
    assert (found.ordinal if found else None) == ordinal


def test_two_marks_on_one_line() -> None:
    found = read(
        "HUYỆN ỦY ĐA MAI\nỦY BAN KIỂM TRA\n*\nSố 77 -CV/UBKTHU\nTỐI MẬT - HỎA TỐC\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        f"Đa Mai, ngày 15 tháng 10 năm 2020\nKính gửi: Đảng ủy Công an huyện\n\n{BODY}\n"
    )
    assert found.secrecy is not None and found.secrecy.text == "TỐI MẬT"
    assert found.urgency is not None and found.urgency.text == "HỎA TỐC"
    assert found.organ is not None and found.organ.text == "ỦY BAN KIỂM TRA"


def test_mark_beside_the_rule_of_the_other_column() -> None:
    found = read(
        f"SỞ Y TẾ\nSố: 12/SYT-VP\n-----      KHẨN\n{'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'}\nKính gửi: Bệnh viện\n\n{BODY}\n"
    )
    assert found.urgency is not None and found.urgency.text == "KHẨN"


def test_enacting_authority_on_two_lines_is_no_part_of_the_subject() -> None:
    found = read(
        "QUYẾT ĐỊNH\nVỀ VIỆC TẶNG HUÂN CHƯƠNG\n\nCHỦ TỊCH\nNƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\n"
        "Căn cứ Hiến pháp;\n\nQUYẾT ĐỊNH:\n\nĐiều 1. Tặng huân chương cho hai người.\n"
    )
    assert found.title is not None and found.title.text == "VỀ VIỆC TẶNG HUÂN CHƯƠNG"


def test_signer_below_the_file_copy_is_no_part_of_it() -> None:
    found = read(
        f"BÁO CÁO\nvề trồng cây\n\n{BODY}\n\nNơi nhận:                      K/T CHỦ TỊCH\n"
        "- Thường trực Tỉnh ủy          PHÓ CHỦ TỊCH\n- Lưu VP\n                               Mạnh Văn Cự\n"
    )
    assert [r.text for r in found.recipients] == ["Thường trực Tỉnh ủy", "Lưu VP"]
    assert [s.name for s in found.signatures] == ["Mạnh Văn Cự"]


def test_office_in_small_letters_below_another() -> None:
    found = read(f"THÔNG TƯ\nvề cho vay\n\n{BODY}\n\nTHỐNG ĐỐC\n\nPhó Thống đốc\n\n(đã ký)\n\nPhạm Thanh Hà\n")
    assert [signer(s) for s in found.signatures] == [(None, None, None, "THỐNG ĐỐC Phó Thống đốc", "Phạm Thanh Hà")]


def test_authority_and_office_in_one_heading() -> None:
    found = read(f"# CHƯƠNG TRÌNH\n\nkiểm tra\n\n{BODY}\n\n# T/M ĐẢNG ỦY BÍ THƯ\n\nPhùng Gia Bảo Long\n")
    assert [signer(s) for s in found.signatures] == [("T/M", "ĐẢNG ỦY", None, "BÍ THƯ", "Phùng Gia Bảo Long")]


def test_date_of_a_copy_behind_its_recipients() -> None:
    found = read(
        f"CHỈ THỊ\nvề giữ rừng\n\n{BODY}\n\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\nHạng A Chống\n\nĐẢNG ỦY XÃ CHIỀNG LA\n*\n"
        "Số 21-BS/ĐU\nNơi nhận:\n- Các chi bộ,\n- Lưu.\nSAO Y BẢN CHÍNH\nChiềng La, ngày 24 tháng 4 năm 2017\n"
        "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nCà Văn Hặc\n"
    )
    assert [c.issued.date for c in found.copies if c.issued] == ["2017-04-24"]


@pytest.mark.parametrize("name", ["ĐẢNG ỦY XÃ HẠ LÂM ĐOÀN GIÁM SÁT", "BAN CHỈ ĐẠO THỰC HIỆN"])
def test_odd_name_of_an_organ_is_to_be_checked(name: str) -> None:
    assert organs.is_odd(name)
    text = f"ĐẢNG CỘNG SẢN VIỆT NAM\nTỈNH ỦY LA HÀ\n*\n{name}\nSố 2-BC/X\nLa Hà, ngày 3 tháng 5 năm 2021\nBÁO CÁO\nvề cây\n\n{BODY}"
    assert "organ" in read(text).to_check


def test_three_signers_side_by_side() -> None:
    def line(text: str, x0: float, top: float, row: int) -> Line:
        words, x = [], x0
        for word in text.split():
            words.append(Word(word, Box(x, top, x + 7 * len(word), top + 14)))
            x += 7 * len(word) + 3
        return Line(text, tuple(words), 1, Box(x0, top, x - 3, top + 14), size=13, row=row)

    def joined(row: int, top: float, *parts: tuple[str, float]) -> Line:
        cells = [line(text, x0, top, row) for text, x0 in parts]
        words = tuple(w for c in cells for w in c.words)
        return Line(
            " ".join(c.text for c in cells), words, 1, Box(parts[0][1], top, cells[-1].box.x1, top + 14), row=row
        )  # type: ignore[union-attr]

    lines = unfold_signers([
        line("TM. BAN THƯỜNG VỤ", 60, 500, 1), joined(1, 500, ("TM. UBND XÃ", 230), ("TM. HỘI ĐỒNG", 400)),
        line("CHỦ TỊCH", 85, 516, 2), joined(2, 516, ("CHỦ TỊCH", 240), ("PHÓ CHỦ TỊCH", 400)),
        line("Đinh Thị Nhài", 80, 580, 3), line("Tô Hiệu Chỉnh", 225, 580, 3), line("Bế Ích Quân", 410, 580, 3),
    ])  # fmt: skip
    text = TextMap(lines)
    found = read_signatures(text, 0)
    assert [raw_text(text, [s.name]) for s in found if s.name] == ["Đinh Thị Nhài", "Tô Hiệu Chỉnh", "Bế Ích Quân"]
    assert [raw_text(text, s.position) for s in found] == ["CHỦ TỊCH", "CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


@pytest.mark.parametrize("line", ["Luật số: 98/2021/QH15", "**Luật số: 98/2021/QH15**", "Nghị quyết số: 98/2021/QH15"])
def test_type_named_before_the_own_number(line: str) -> None:
    found = read(
        f"QUỐC HỘI\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\n{line}\n\nLUẬT\n\nBẢO VỆ LÀNG CỔ\n\nCăn cứ Hiến pháp;\n\n{BODY}\n"
    )
    assert found.number is not None and found.number.text == "98/2021/QH15"
    assert not [m for m in found.marginalia if m.kind == "note"]
