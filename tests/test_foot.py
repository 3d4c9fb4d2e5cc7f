"""Recipients and signature blocks in every form."""

from __future__ import annotations

import pytest

from tests.composed import text_map
from vndocparse.fields.recipients import read_recipients
from vndocparse.fields.signature import read_signatures
from vndocparse.fields.values import raw_text
from vndocparse.model.textmap import TextMap
from vndocparse.objects import make_signature
from vndocparse.rules.signing import mend_blanks


def test_a_position_whose_blank_ocr_lost_is_a_position() -> None:
    (found,) = read_signatures(text_map("T/M ĐẢNG ỦY\nBÍTHƯ\nNguyễn Thị Vinh"), 0)
    text = "T/M ĐẢNG ỦY\nBÍTHƯ\nNguyễn Thị Vinh"
    assert [text[slice(*span)] for span in found.position] == ["BÍTHƯ"]
    assert make_signature(text_map(text), found).position == "BÍ THƯ"


@pytest.mark.parametrize(
    ("read", "meant"),
    [("BÍTHƯ", "BÍ THƯ"), ("TH Ứ TRƯỜN G", "THỨ TRƯỞNG"), ("THỦTRƯỞNG", "THỦ TRƯỞNG"), ("THU TRUONG", "THU TRUONG"),
     ("THUTRUONG", "THUTRUONG"), ("Bíthư", "Bíthư"), ("CHỦ TỊCH", "CHỦ TỊCH")],
)  # fmt: skip
def test_blanks_of_a_position_are_put_right_and_its_letters_not_guessed(read: str, meant: str) -> None:
    assert mend_blanks(read) == meant


def items(text: str) -> list[tuple[str, str | None]]:
    return [(r.text, r.purpose) for r in read_recipients(text_map(text), 0).items]


def test_items_end_with_comma_semicolon_or_full_stop() -> None:
    assert items("Nơi nhận:\n- Huyện ủy,\n- Các chi bộ;\n- Lưu.") == [
        ("Huyện ủy", None),
        ("Các chi bộ", None),
        ("Lưu", None),
    ]


def test_purpose_leaves_the_name_and_other_brackets_stay() -> None:
    assert items("Nơi nhận:\n- Huyện ủy (để b/c),\n- Văn phòng (bản điện tử),\n- Lưu VP.") == [
        ("Huyện ủy", "để b/c"),
        ("Văn phòng (bản điện tử)", None),
        ("Lưu VP", None),
    ]


def test_wrapped_item_is_one() -> None:
    assert items("Nơi nhận:\n- Các đồng chí lãnh đạo\nVăn phòng Tỉnh ủy,\n- Lưu.") == [
        ("Các đồng chí lãnh đạo Văn phòng Tỉnh ủy", None),
        ("Lưu", None),
    ]


def test_list_without_dashes() -> None:
    assert items("Nơi nhận:\nỦy ban Kiểm tra Đảng ủy,\nCấp ủy chi bộ,\nLưu chi bộ, hồ sơ.") == [
        ("Ủy ban Kiểm tra Đảng ủy", None),
        ("Cấp ủy chi bộ", None),
        ("Lưu chi bộ, hồ sơ", None),
    ]


def test_list_ends_behind_the_file_copy() -> None:
    reading = read_recipients(text_map("Nơi nhận:\n- Như trên;\n- Lưu: VT.\nPHỤ LỤC\n- Biểu số 1"), 0)
    assert [r.text for r in reading.items] == ["Như trên", "Lưu: VT"]
    assert [r.kind for r in reading.items] == ["same_as_above", "file"]


def test_brace_on_a_line_of_its_own_is_said_and_is_no_item() -> None:
    reading = read_recipients(text_map("Nơi nhận:\n- Tỉnh ủy,\n- Ban Tuyên giáo,\n- Lưu.\n- } (b/c)"), 0)
    assert [r.text for r in reading.items] == ["Tỉnh ủy", "Ban Tuyên giáo", "Lưu"]
    assert reading.loose_brace
    assert all(r.purpose is None for r in reading.items)


def test_brace_on_an_item_spans_those_above_it() -> None:
    reading = read_recipients(text_map("Nơi nhận:\n- Tỉnh ủy,\n- Ban Tuyên giáo, } (b/c)\n- Các chi bộ,\n- Lưu."), 0)
    assert [(r.text, r.purpose, r.group) for r in reading.items] == [
        ("Tỉnh ủy", "b/c", True),
        ("Ban Tuyên giáo", "b/c", True),
        ("Các chi bộ", None, False),
        ("Lưu", None, False),
    ]


SIGNED = [
    ("T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nTrần Văn Bình", ("T/M", "BAN THƯỜNG VỤ", "", "PHÓ BÍ THƯ", "Trần Văn Bình", None)),
    ("T/M BỘ CHÍNH TRỊ\n(Đã ký)\nLê Thị Hoa", ("T/M", "BỘ CHÍNH TRỊ", "", "", "Lê Thị Hoa", "Đã ký")),
    ("K/T CHÁNH\nVĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG\nĐỗ An", ("K/T", "", "CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Đỗ An", None)),
    ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nNguyễn Thị Mai Lan", ("KT.", "", "CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Thị Mai Lan", None)),
    ("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nVõ Sơn", ("TM.", "ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Võ Sơn", None)),
    ("T/L BAN THƯỜNG VỤ\nCHÁNH VĂN PHÒNG\nPhạm Hùng", ("T/L", "BAN THƯỜNG VỤ", "", "CHÁNH VĂN PHÒNG", "Phạm Hùng", None)),
    ("GIÁM ĐỐC\nHoàng Văn Thu", (None, "", "", "GIÁM ĐỐC", "Hoàng Văn Thu", None)),
    ("T/M CHI BỘ\nBÍ THƯ\n………………", ("T/M", "CHI BỘ", "", "BÍ THƯ", None, None)),
    ("NGƯỜI ỨNG CỬ\n(Ký và ghi rõ họ tên)", (None, "", "", "NGƯỜI ỨNG CỬ", None, None)),
    ("TUQ. CHỦ TỊCH\nGIÁM ĐỐC SỞ GIÁO DỤC VÀ\nĐÀO TẠO\nTrần Văn Bình", ("TUQ.", "CHỦ TỊCH", "", "GIÁM ĐỐC SỞ GIÁO DỤC VÀ ĐÀO TẠO", "Trần Văn Bình", None)),
    ("BÍ THƯ\nTRẦN VĂN BÌNH", (None, "", "", "BÍ THƯ", "TRẦN VĂN BÌNH", None)),  # a name in capitals
    ("T/M ĐẢNG ỦY\nBÍ THƯ\nThiếu tướng Lê Văn Dũng", ("T/M", "ĐẢNG ỦY", "", "BÍ THƯ", "Lê Văn Dũng", None)),  # rank apart
]  # fmt: skip


@pytest.mark.parametrize(("printed", "expected"), SIGNED)
def test_signature_block(printed: str, expected: tuple[object, ...]) -> None:
    text = text_map("Chi bộ tổ chức thực hiện nghiêm túc./.\n" + printed)
    (found,) = read_signatures(text, 1)
    assert found.authority == expected[0]
    assert raw_text(text, found.on_behalf_of) == expected[1]
    assert raw_text(text, found.second_position) == expected[2]
    assert raw_text(text, found.position) == expected[3]
    assert (raw_text(text, (found.name,)) if found.name else None) == expected[4]
    assert found.mark == expected[5]


def test_two_signers_side_by_side() -> None:
    text = text_map("NGƯỜI GHI BIÊN BẢN | CHỦ TRÌ HỘI NGHỊ\nLê Thị Hoa | Trần Văn Bình")
    found = read_signatures(text, 0)
    assert [raw_text(text, s.position) for s in found] == ["NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ"]
    assert [raw_text(text, (s.name,)) for s in found if s.name] == ["Lê Thị Hoa", "Trần Văn Bình"]


def test_enacting_line_is_no_signature() -> None:
    assert read_signatures(text_map("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH BẮC LĨNH\nCăn cứ Luật Lưu trữ;"), 0) == ()


def test_empty_text_has_neither() -> None:
    assert read_recipients(TextMap(()), 0).items == ()
    assert read_signatures(TextMap(()), 0) == ()
