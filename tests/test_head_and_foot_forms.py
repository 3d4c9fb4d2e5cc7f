"""Heads and feet as archives hold them: each row was once misread."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.composed import lines_of, text_map
from vndocparse.fields.copies import read_copies
from vndocparse.fields.heading import Heading, read_heading
from vndocparse.fields.recipients import read_recipients
from vndocparse.fields.signature import read_signatures
from vndocparse.fields.values import raw_text
from vndocparse.geometry import Box
from vndocparse.layout.unfold import unfold_feet
from vndocparse.model.textmap import TextMap
from vndocparse.rules import form

TAIL = "KẾ HOẠCH\nchăm sóc vườn ươm\n-----\nThực hiện chương trình công tác, Đảng ủy xây dựng kế hoạch như sau:"


def head(text: str) -> tuple[TextMap, Heading]:
    lines = text_map(text)
    return lines, read_heading(lines)


# --- organs ---------------------------------------------------------------------------

ORGANS = {
    "congress on three lines": (
        "ĐẠI HỘI ĐẠI BIỂU\nĐẢNG BỘ HUYỆN TAM SƠN\nLẦN THỨ XXIV",
        None,
        "ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ HUYỆN TAM SƠN LẦN THỨ XXIV",
    ),
    "body of a congress on two lines": (
        "ĐẠI HỘI ĐẠI BIỂU\nĐẢNG BỘ XÃ HẠ THANH LẦN THỨ III\nBAN THẨM TRA\nTƯ CÁCH ĐẠI BIỂU",
        "ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ XÃ HẠ THANH LẦN THỨ III",
        "BAN THẨM TRA TƯ CÁCH ĐẠI BIỂU",
    ),
    "presidium": ("ĐẠI HỘI ĐẠI BIỂU LẦN THỨ XV\nĐOÀN CHỦ TỊCH", "ĐẠI HỘI ĐẠI BIỂU LẦN THỨ XV", "ĐOÀN CHỦ TỊCH"),
    "body before its committee": ("ỦY BAN KIỂM TRA\nHUYỆN ỦY TAM SƠN", None, "ỦY BAN KIỂM TRA HUYỆN ỦY TAM SƠN"),
    "body below an open name": ("ĐẢNG ỦY\nVĂN PHÒNG", "ĐẢNG ỦY", "VĂN PHÒNG"),
    "word that asks for another": (
        "ĐẢNG BỘ TỈNH BẮC LĨNH\nĐẢNG ỦY CÁC\nCƠ QUAN ĐẢNG",
        "ĐẢNG BỘ TỈNH BẮC LĨNH",
        "ĐẢNG ỦY CÁC CƠ QUAN ĐẢNG",
    ),
    "small letters": ("Đảng bộ huyện Tam Sơn\nĐảng ủy xã Hạ Thanh", "Đảng bộ huyện Tam Sơn", "Đảng ủy xã Hạ Thanh"),
    "small letters above": (
        "Đảng bộ huyện Tam Sơn\nĐẢNG ỦY XÃ HẠ THANH",
        "Đảng bộ huyện Tam Sơn",
        "ĐẢNG ỦY XÃ HẠ THANH",
    ),
    "another document's number in the name": (
        "HUYỆN ỦY TAM SƠN\nĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH\nSỐ 125-QĐ/HU",
        "HUYỆN ỦY TAM SƠN",
        "ĐOÀN KIỂM TRA THEO QUYẾT ĐỊNH SỐ 125-QĐ/HU",
    ),
    "board of a plant": (
        "ĐẢNG BỘ KHỐI CÁC CƠ QUAN VÀ\nDOANH NGHIỆP TỈNH BẮC LĨNH\nĐẢNG ỦY CÔNG TY CỔ PHẦN\nCẤP NƯỚC",
        "ĐẢNG BỘ KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP TỈNH BẮC LĨNH",
        "ĐẢNG ỦY CÔNG TY CỔ PHẦN CẤP NƯỚC",
    ),
}


@pytest.mark.parametrize("case", ORGANS)
def test_organs(case: str) -> None:
    names, superior, organ = ORGANS[case]
    text, heading = head(f"{names}\n*\nSố 15-KH/ĐU\nĐẢNG CỘNG SẢN VIỆT NAM\nHạ Thanh, ngày 12 tháng 5 năm 2021\n{TAIL}")
    assert heading.number is not None
    assert heading.number.text == "15-KH/ĐU"
    assert (raw_text(text, heading.organs.superior) or None, raw_text(text, heading.organs.organ)) == (superior, organ)


# --- numbers, dates, mottos, marks ------------------------------------------------------

NUMBERS = {
    "Số 12 -KH/HU": ("12-KH/HU", 12),
    "Số12-KH/HU": ("12-KH/HU", 12),
    "Số 7-Ctr/TU": ("7-CTr/TU", 7),
    "Số 02-KH/BCĐ 515": ("02-KH/BCĐ515", 2),
    "Số: 05-NQLT/TĐTN-SNV": ("05-NQLT/TĐTN-SNV", 5),
    "Số ____-KH/ĐU": ("-KH/ĐU", None),
}


@pytest.mark.parametrize("printed", NUMBERS)
def test_numbers(printed: str) -> None:
    _, heading = head(f"HUYỆN ỦY TAM SƠN\n*\n{printed}\nĐẢNG CỘNG SẢN VIỆT NAM\n{TAIL}")
    assert heading.number is not None
    assert (heading.number.text, heading.number.ordinal) == NUMBERS[printed]


DATES = {
    "Tam Sơn, ngày 5/6/1987": ("Tam Sơn", "1987-06-05"),
    "Tam Sơn, 12-5-1961": ("Tam Sơn", "1961-05-12"),
    "Tam Sơn, ngày 03 tháng giêng năm 1967": ("Tam Sơn", "1967-01-03"),
    "Tam Sơn, tháng 5 năm 2020": ("Tam Sơn", "2020-05"),
    "Tam Sơn , ngày 03, tháng 02, năm 2001": ("Tam Sơn", "2001-02-03"),
    "TAM SƠN, NGÀY 21 THÁNG 3 NĂM 2022": ("TAM SƠN", "2022-03-21"),
    "Quận 5, ngày 21 tháng 03 năm 2022": ("Quận 5", "2022-03-21"),
    "A Sào, ngày 01 tháng 12 năm 1999": ("A Sào", "1999-12-01"),
}


@pytest.mark.parametrize("printed", DATES)
def test_dates(printed: str) -> None:
    text, heading = head(f"HUYỆN ỦY TAM SƠN\n*\nSố 15-KH/HU\nĐẢNG CỘNG SẢN VIỆT NAM\n{printed}\n{TAIL}")
    assert heading.issued is not None
    assert heading.issued.place is not None
    assert (text.text[slice(*heading.issued.place)], heading.issued.edtf) == DATES[printed]
    assert raw_text(text, heading.organs.organ) == "HUYỆN ỦY TAM SƠN"


def test_slogan_behind_the_rest_of_the_organs_name() -> None:
    text, heading = head(
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH BẮC LĨNH Độc lập - Tự do - Hạnh phúc\n"
        f"Số: 7/KH-UBND Bắc Lĩnh, ngày 12 tháng 5 năm 2021\n{TAIL}"
    )
    assert raw_text(text, heading.organs.organ) == "ỦY BAN NHÂN DÂN TỈNH BẮC LĨNH"


@pytest.mark.parametrize(
    "header",
    [
        "ĐẢNG BỘ TỈNH | ĐẢNG CỘNG SẢN\nHUYỆN ỦY TAM SƠN | VIỆT NAM",
        "ĐẢNG BỘ TỈNH ĐẢNG CỘNG SẢN\nHUYỆN ỦY TAM SƠN VIỆT NAM",
    ],
)
def test_motto_wrapped_beside_the_organs(header: str) -> None:
    text, heading = head(f"{header}\n*\nSố 15-KH/HU\n{TAIL}")
    assert heading.motto is not None
    assert raw_text(text, heading.motto[1]) == "ĐẢNG CỘNG SẢN VIỆT NAM"
    assert raw_text(text, heading.organs.organ) == "HUYỆN ỦY TAM SƠN"


def test_organisations_name_above_the_date_is_its_motto() -> None:
    text, heading = head(
        "HỘI NÔNG DÂN TỈNH BẮC LĨNH\nBAN CHẤP HÀNH\n***\nSố 45-KH/HNDT\nHỘI NÔNG DÂN VIỆT NAM\n"
        f"Bắc Lĩnh, ngày 14 tháng 02 năm 2020\n{TAIL}"
    )
    assert heading.motto is not None
    assert raw_text(text, heading.motto[1]) == "HỘI NÔNG DÂN VIỆT NAM"
    assert raw_text(text, heading.organs.organ) == "BAN CHẤP HÀNH"


MARKS = {
    "Độ mật: TỐI MẬT": ("secrecy", "TỐI MẬT"),
    "TÀI LIỆU MẬT": ("secrecy", "MẬT"),
    "(Lưu hành nội bộ)": ("circulation", "Lưu hành nội bộ"),
    "Dự thảo (lần 3)": ("draft", "Dự thảo (lần 3)"),
    "Dự thảo ngày 12/5/2020": ("draft", "Dự thảo ngày 12/5/2020"),
}


@pytest.mark.parametrize("printed", MARKS)
def test_marks(printed: str) -> None:
    text, heading = head(f"HUYỆN ỦY TAM SƠN\n*\nSố 15-KH/HU\nĐẢNG CỘNG SẢN VIỆT NAM\n{printed}\n{TAIL}")
    name, value = MARKS[printed]
    assert text.text[slice(*heading.marks[name])] == value


# --- titles and addressees ------------------------------------------------------------------

TITLES = {
    "TRÍCH NGHỊ QUYẾT\nhọp chi bộ tháng 5\n-----": ("NGHỊ QUYẾT", "", "họp chi bộ tháng 5"),
    "HƯỚNG DẪN LIÊN TỊCH\nvề tinh giản biên chế\n-----": ("HƯỚNG DẪN LIÊN TỊCH", "", "về tinh giản biên chế"),
    "GIẤY XÁC NHẬN\nquá trình công tác\n-----": ("GIẤY XÁC NHẬN", "", "quá trình công tác"),
    "THÔNG BÁO\nKết luận của Giám đốc tại cuộc họp\nvề kho lưu trữ\n-----": (
        "THÔNG BÁO",
        "",
        "Kết luận của Giám đốc tại cuộc họp về kho lưu trữ",
    ),
    "THÔNG BÁO\nKẾT LUẬN CỦA BAN THƯỜNG VỤ\nvề kho lưu trữ\n-----": (
        "THÔNG BÁO",
        "KẾT LUẬN CỦA BAN THƯỜNG VỤ",
        "về kho lưu trữ",
    ),
    "QUYẾT ĐỊNH\nQUY ĐỊNH HAI NHÓM THỦ TỤC:\nCẤP VÀ ĐỔI THẺ ĐỌC\n\nCăn cứ Luật Thư viện;": (
        "QUYẾT ĐỊNH",
        "",
        "QUY ĐỊNH HAI NHÓM THỦ TỤC: CẤP VÀ ĐỔI THẺ ĐỌC",
    ),
    "NGHỊ QUYẾT\n\nCHƯƠNG TRÌNH NĂM 2026\n\nHỘI ĐỒNG NHÂN DÂN TỈNH BẮC LĨNH\n\nCăn cứ Luật Thư viện;": (
        "NGHỊ QUYẾT",
        "",
        "CHƯƠNG TRÌNH NĂM 2026",
    ),
}


@pytest.mark.parametrize("printed", TITLES)
def test_titles(printed: str) -> None:
    text, heading = head(f"HUYỆN ỦY TAM SƠN\n*\nSố 15-TB/HU\nĐẢNG CỘNG SẢN VIỆT NAM\n{printed}\nCác đơn vị thực hiện.")
    title = heading.title
    assert title.doc_type is not None
    assert (title.doc_type[0].name, raw_text(text, title.author), raw_text(text, title.title)) == TITLES[printed]


NAMED = [
    "KẾT LUẬN SỐ 12-KL/HU NGÀY 03/4/2021 CỦA BAN THƯỜNG VỤ HUYỆN ỦY\nVỀ VƯỜN ƯƠM",
    "KẾT LUẬN\nsố 12-KL/HU, ngày 03/4/2021 của Ban Thường vụ Huyện ủy\nvề vườn ươm\n-----",
    "Kết luận số 12-KL/HU, ngày 03/4/2021 của Ban Thường vụ Huyện ủy\nvề vườn ươm",
]


@pytest.mark.parametrize("printed", NAMED)
def test_title_that_names_its_own_number(printed: str) -> None:
    text = text_map(f"{printed}\n\nCác chi bộ thực hiện kết luận này.", bold=("Kết luận", "về vườn"))
    heading = read_heading(text, attached=True)
    assert heading.number is not None
    assert heading.issued is not None
    assert (heading.number.text, heading.issued.iso) == ("12-KL/HU", "2021-04-03")
    assert raw_text(text, heading.organs.organ).lower() == "ban thường vụ huyện ủy"
    assert raw_text(text, heading.title.title).lower() == "về vườn ươm"


def test_issuer_stands_before_the_subject() -> None:
    text = text_map("QUY ĐỊNH\n(Số 16-QĐ/ĐU, ngày 12/5/2021)\nvề vườn ươm của Đảng ủy xã\n-----\nCác chi bộ thực hiện.")
    heading = read_heading(text, attached=True)
    assert heading.organs.organ == ()
    assert raw_text(text, heading.title.title) == "về vườn ươm của Đảng ủy xã"


def test_number_below_the_title() -> None:
    text = text_map("QUY ĐỊNH\nvề vườn ươm\nSố 16-QĐ/ĐU\n-----\nCác chi bộ thực hiện quy định này.")
    heading = read_heading(text, attached=True)
    assert heading.number is not None
    assert heading.number.text == "16-QĐ/ĐU"
    assert raw_text(text, heading.title.title) == "về vườn ươm"


def test_number_of_the_document_that_it_is_attached_to_is_not_its_own() -> None:
    text = text_map(
        "(Kèm theo Quyết định số 15-QĐ/ĐU, ngày 12/5/2021)\nQUY ĐỊNH\nvề vườn ươm\n-----\nCác chi bộ thực hiện."
    )
    assert read_heading(text, attached=True).number is None


SUBJECTS = {
    "V/v: góp ý quy chế": "góp ý quy chế",
    "V/V góp ý quy chế\nlàm việc": "góp ý quy chế làm việc",
    "“V/v góp ý quy chế”": "góp ý quy chế",
    "(Về việc góp ý quy chế)": "Về việc góp ý quy chế",
    "góp ý quy chế\nlàm việc": "góp ý quy chế làm việc",
}


@pytest.mark.parametrize("printed", SUBJECTS)
def test_subjects_of_letters(printed: str) -> None:
    text, heading = head(f"HUYỆN ỦY TAM SƠN\nVĂN PHÒNG\n*\nSố 15-CV/VPHU\n{printed}\n\nKính gửi: Các chi bộ")
    assert raw_text(text, heading.title.title) == SUBJECTS[printed]
    assert len(heading.addressees) == 1


ADDRESSEES = {
    "Kính mời: Đồng chí Bí thư Huyện ủy\nThời gian: 8 giờ 00\nĐịa điểm: Hội trường": ["Đồng chí Bí thư Huyện ủy"],
    "Kính gửi: Các chi bộ\nNơi nhận:\n- Như trên,\n- Lưu.": ["Các chi bộ"],
    "Kính gửi: Thư viện tỉnh\nĐồng kính gửi: Bảo tàng tỉnh\n\nĐảng ủy đề nghị.": ["Thư viện tỉnh", "Bảo tàng tỉnh"],
}


@pytest.mark.parametrize("printed", ADDRESSEES)
def test_addressees(printed: str) -> None:
    text, heading = head(f"HUYỆN ỦY TAM SƠN\n*\nSố 15-GM/HU\nĐẢNG CỘNG SẢN VIỆT NAM\nGIẤY MỜI\n{printed}")
    assert [raw_text(text, spans) for spans in heading.addressees] == ADDRESSEES[printed]


def test_what_is_addressed_below_the_text_is_no_part_of_the_head() -> None:
    _, heading = head(f"HUYỆN ỦY TAM SƠN\n*\nSố 15-KH/HU\n{TAIL}\nKính gửi:\n- Thư viện tỉnh,")
    assert heading.addressees == ()


# --- signatures ------------------------------------------------------------------------------

SIGNATURES = {
    "T.M BAN CHẤP HÀNH\nBÍ THƯ\nLý Văn Sơn": ("T.M", "BAN CHẤP HÀNH", "", "BÍ THƯ", "Lý Văn Sơn"),
    "TM/ BAN CHẤP HÀNH\nBÍ THƯ\nLý Văn Sơn": ("TM/", "BAN CHẤP HÀNH", "", "BÍ THƯ", "Lý Văn Sơn"),
    "THAY MẶT BAN CHẤP HÀNH\nBÍ THƯ\nLý Văn Sơn": ("THAY MẶT", "BAN CHẤP HÀNH", "", "BÍ THƯ", "Lý Văn Sơn"),
    "T/M Ban Chấp hành\nBí thư\nLý Văn Sơn": ("T/M", "Ban Chấp hành", "", "Bí thư", "Lý Văn Sơn"),
    "ỦY VIÊN BAN THƯỜNG VỤ\nTRƯỞNG BAN TỔ CHỨC\nLý Văn Sơn": (
        None, "", "", "ỦY VIÊN BAN THƯỜNG VỤ TRƯỞNG BAN TỔ CHỨC", "Lý Văn Sơn",
    ),
    "T/M ĐẢNG ỦY\nBÍ THƯ\nkiêm CHỦ TỊCH HĐND\nLý Văn Sơn": (
        "T/M", "ĐẢNG ỦY", "", "BÍ THƯ kiêm CHỦ TỊCH HĐND", "Lý Văn Sơn",
    ),
    "T/M CHI BỘ\nP. BÍ THƯ\nLý Văn Sơn": ("T/M", "CHI BỘ", "", "P. BÍ THƯ", "Lý Văn Sơn"),
    "T/M BAN THƯỜNG VỤ\nK/T BÍ THƯ\nPHÓ BÍ THƯ\nLý Văn Sơn": (
        "T/M", "BAN THƯỜNG VỤ", "BÍ THƯ", "PHÓ BÍ THƯ", "Lý Văn Sơn",
    ),
    "K/T CHÁNH\nVĂN PHÒNG\nPHÓ CHÁNH\nVĂN PHÒNG\nLý Văn Sơn": (
        "K/T", "", "CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Lý Văn Sơn",
    ),
    "GIÁM ĐỐC SỞ Y TẾ\nLý Văn Sơn": (None, "", "", "GIÁM ĐỐC SỞ Y TẾ", "Lý Văn Sơn"),
    "T/M CHI BỘ\nBÍ THƯ\nĐã ký: Lý Văn Sơn": ("T/M", "CHI BỘ", "", "BÍ THƯ", "Lý Văn Sơn"),
}  # fmt: skip


@pytest.mark.parametrize("printed", SIGNATURES)
def test_signatures(printed: str) -> None:
    text = text_map(printed)
    (found,) = read_signatures(text, 0)
    parts = [raw_text(text, s) for s in (found.on_behalf_of, found.second_position, found.position)]
    name = found.name and text.text[slice(*found.name)]
    assert (found.authority, *parts, name) == SIGNATURES[printed]


@pytest.mark.parametrize("line", ["(Đã ký) Lý Văn Sơn", "Đã ký: Lý Văn Sơn"])
def test_mark_beside_the_name(line: str) -> None:
    (found,) = read_signatures(text_map(f"T/M CHI BỘ\nBÍ THƯ\n{line}"), 0)
    assert found.mark == "Đã ký"


@pytest.mark.parametrize("line", ["T/M Ban Thường vụ;", "Q. Ba Đình", "Bí thư chi bộ báo cáo kết quả.", "Chủ tịch xã"])
def test_words_of_the_text_open_no_signature(line: str) -> None:
    assert read_signatures(text_map(f"{line}\nCác đơn vị báo cáo trước ngày 15."), 0) == ()


# --- read by OCR ----------------------------------------------------------------------------------


def worn(printed: str, *, weak: tuple[str, ...] = ()) -> TextMap:
    """Lines whose words the engine believes at 0.9, those in ``weak`` at 0.4."""
    lines = []
    for line in lines_of(printed):
        words = tuple(w._replace(confidence=0.4 if w.text in weak else 0.9) for w in line.words)
        lines.append(replace(line, words=words))
    return TextMap(lines)


@pytest.mark.parametrize("line", ["2 1**PBNÓ BÍ THƯ", "P BÍ THƯ", "(PHÓ BÍ THƯ", "-PHÓ BÍ THƯ"])
def test_strokes_before_a_position(line: str) -> None:
    text = worn(f"T/M BAN THƯỜNG VỤ\n{line}\nLý Văn Sơn")
    (found,) = read_signatures(text, 0)
    assert raw_text(text, found.on_behalf_of) == "BAN THƯỜNG VỤ"
    assert form.mend_formula(raw_text(text, found.position)) == "PHÓ BÍ THƯ"


def test_piece_of_a_seal_is_no_part_of_the_position() -> None:
    text = worn("T/M BAN THƯỜNG VỤ\nBÍ THƯ\nÀN\nLý Văn Sơn", weak=("ÀN",))
    (found,) = read_signatures(text, 0)
    assert raw_text(text, found.position) == "BÍ THƯ"


def test_figure_that_ends_a_recipient_is_kept_and_a_stroke_is_not() -> None:
    found = read_recipients(worn("Nơi nhận:\n- Như Điều 2;\n- Các chi bộ; l3\n- Lưu VP. Ị", weak=("l3", "Ị")), 0)
    assert [r.text for r in found.items] == ["Như Điều 2", "Các chi bộ", "Lưu VP"]


def test_marks_and_organs_with_lost_diacritics() -> None:
    text = worn(f"HOA TOC\nDẠI HỘI DẠI BIỂU\nDANG BO HUYEN TAM SON\n*\nSố 15-NQ/ĐH\nĐẢNG CỘNG SẢN VIỆT NAM\n{TAIL}")
    heading = read_heading(text)
    assert form.mend_mark(text.text[slice(*heading.marks["urgency"])]) == "HỎA TỐC"
    assert raw_text(text, heading.organs.organ) == "DẠI HỘI DẠI BIỂU DANG BO HUYEN TAM SON"
    assert heading.organs.superior == ()


def test_number_behind_a_stroke_keeps_its_type() -> None:
    heading = read_heading(worn(f"CHI BỘ BẢN HẠ\n*\nSố & -NQ/CB\nĐẢNG CỘNG SẢN VIỆT NAM\n{TAIL}"))
    assert heading.number is not None
    assert (heading.number.text, heading.number.type_code) == ("-NQ/CB", "NQ")


# --- recipients --------------------------------------------------------------------------------

RECIPIENTS = {
    "Nơi nhận: Như trên; lưu VP.": [("Như trên", None), ("lưu VP", None)],
    "Nơi nhận:\n- Như trên; - Lưu VP.": [("Như trên", None), ("Lưu VP", None)],
    "Nơi nhận:\n- Tỉnh ủy, }\n- Ban Tổ chức, } (b/c)\n- Lưu.": [
        ("Tỉnh ủy", "b/c"),
        ("Ban Tổ chức", "b/c"),
        ("Lưu", None),
    ],
    "Nơi gửi:\n- Huyện ủy,\n- Lưu.": [("Huyện ủy", None), ("Lưu", None)],
    "Nơi nhận:\n- Như Điều 3;\n- Lưu: VT,\nTCHC.": [("Như Điều 3", None), ("Lưu: VT, TCHC", None)],
    "Nơi nhận:\n- Huyện ủy (thay b/c);\n- Các chi bộ (tổ chức thực hiện);\n- Lưu.": [
        ("Huyện ủy", "thay b/c"),
        ("Các chi bộ", "tổ chức thực hiện"),
        ("Lưu", None),
    ],
}


@pytest.mark.parametrize("printed", RECIPIENTS)
def test_recipients(printed: str) -> None:
    found = read_recipients(text_map(printed), 0)
    assert [(r.text, r.purpose) for r in found.items] == RECIPIENTS[printed]


# --- feet whose columns were run together ---------------------------------------------------------

FEET = {
    "dashes": (
        "Nơi nhận: T/M BAN THƯỜNG VỤ\n- Huyện ủy (b/c), PHÓ BÍ THƯ\n- Các chi bộ,\n- Lưu VP. Hà Văn Lâm",
        ["Huyện ủy", "Các chi bộ", "Lưu VP"],
    ),
    "first item on the label's line": (
        "Nơi nhận: - Huyện ủy, T/M BAN THƯỜNG VỤ\n- Các chi bộ, PHÓ BÍ THƯ\n- Lưu VP. Hà Văn Lâm",
        ["Huyện ủy", "Các chi bộ", "Lưu VP"],
    ),
    "lines of the signature alone": (
        "Nơi nhận: T/M BAN THƯỜNG VỤ\n- Huyện ủy, PHÓ BÍ THƯ\n- Lưu.\nHà Văn Lâm",
        ["Huyện ủy", "Lưu"],
    ),
}


@pytest.mark.parametrize("case", FEET)
def test_feet_run_together(case: str) -> None:
    printed, items = FEET[case]
    text = TextMap(unfold_feet(lines_of(printed)))
    recipients = read_recipients(text, 0)
    (signature,) = read_signatures(text, 0, recipients.lines)
    assert [r.text for r in recipients.items] == items
    assert raw_text(text, signature.position) == "PHÓ BÍ THƯ"
    assert signature.name is not None
    assert text.text[slice(*signature.name)] == "Hà Văn Lâm"


def test_two_signers_run_together() -> None:
    text = TextMap(unfold_feet(lines_of("THƯ KÝ CHỦ TỌA\nTrần Thị Hoa Lê Văn Bình")))
    found = read_signatures(text, 0)
    assert [raw_text(text, s.position) for s in found] == ["THƯ KÝ", "CHỦ TỌA"]
    assert [raw_text(text, (s.name,)) for s in found if s.name] == ["Trần Thị Hoa", "Lê Văn Bình"]


@pytest.mark.parametrize("printed", ["Nơi nhận:\n- Sở Y tế, Hà Nội;\n- Lưu.", "Nơi nhận: Như trên.", "Nơi nhận hồ sơ"])
def test_feet_with_one_column_stay(printed: str) -> None:
    lines = lines_of(printed)
    assert unfold_feet(lines) == lines


# --- certified copies -------------------------------------------------------------------------------

SIGNED = "Các chi bộ thực hiện kế hoạch này từ ngày ký.\nT/M ĐẢNG ỦY\nBÍ THƯ\nLý Văn Sơn\n"
COPIES = {
    "-----\nĐẢNG ỦY XÃ HẠ THANH\nVĂN PHÒNG\n*\nSố 07-BS/VPĐU\nSAO Y BẢN CHÍNH\nHạ Thanh, ngày 20 tháng 5 năm 2021\n"
    "T/L BAN THƯỜNG VỤ\nCHÁNH VĂN PHÒNG\nPhàn Thị Mai": ("sao y bản chính", "VĂN PHÒNG", "07-BS/VPĐU"),
    "SAO LỤC\nSố 12-SL/VPĐU\nHạ Thanh, ngày 20 tháng 5 năm 2021\nCHÁNH VĂN PHÒNG\nPhàn Thị Mai": (
        "sao lục",
        "",
        "12-SL/VPĐU",
    ),
}


@pytest.mark.parametrize("printed", COPIES)
def test_heads_of_copies_end_at_their_signature(printed: str) -> None:
    text = text_map(SIGNED + printed)
    (copy,) = read_copies(text, 0)
    assert copy.number is not None
    assert (copy.kind, raw_text(text, copy.organ), copy.number.text) == COPIES[printed]
    assert len(copy.signatures) == 1


def test_a_letter_or_figures_alone_are_no_recipient_of_a_scan() -> None:
    found = read_recipients(worn("Nơi nhận:\n- Các chi bộ;\n- Ề\n- 11462;\n- Lưu VP."), 0)
    assert [r.text for r in found.items] == ["Các chi bộ", "Lưu VP"]


def placed(printed: str, size: float = 12.0) -> TextMap:
    """Lines below one another on one page, each word as wide as its letters."""
    out = []
    for i, line in enumerate(lines_of(printed)):
        words, x = [], 80.0
        for word in line.words:
            wide = 0.5 * size * len(word.text)
            words.append(word._replace(box=Box(x, 500 + 15.0 * i, x + wide, 512 + 15.0 * i), size=size))
            x += wide + 0.3 * size
        box = Box(80.0, 500 + 15.0 * i, x - 0.3 * size, 512 + 15.0 * i)
        out.append(replace(line, words=tuple(words), box=box, size=size))
    return TextMap(tuple(out))


@pytest.mark.parametrize(
    ("printed", "items"),
    [
        (  # room was left behind the second line, so that the third is not its rest
            "Nơi nhận:\n- Các tỉnh ủy, thành ủy trực thuộc,\n- Các ban đảng,\nVăn phòng các huyện ủy,\n- Lưu.",
            ["Các tỉnh ủy, thành ủy trực thuộc", "Các ban đảng", "Văn phòng các huyện ủy", "Lưu"],
        ),
        (  # the line is full
            "Nơi nhận:\n- Các ban đảng,\n- Các tỉnh ủy, thành ủy trực thuộc,\nVăn phòng các huyện ủy,\n- Lưu.",
            ["Các ban đảng", "Các tỉnh ủy, thành ủy trực thuộc, Văn phòng các huyện ủy", "Lưu"],
        ),
    ],
)
def test_an_item_whose_dash_is_lost(printed: str, items: list[str]) -> None:
    assert [r.text for r in read_recipients(placed(printed), 0).items] == items
