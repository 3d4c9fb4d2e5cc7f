"""The head of a document in every order that text reaches us in, and its title block."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.composed import placed, text_map
from vndocparse.fields.heading import read_heading
from vndocparse.fields.values import raw_text
from vndocparse.layout.lines import group_lines
from vndocparse.model.textmap import TextMap

ORGAN, NUMBER, MOTTO, DATE = (
    "HUYỆN ỦY TAM SƠN",
    "Số 27-KH/HU",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "Tam Sơn, ngày 09 tháng 3 năm 2021",
)
TITLE = "KẾ HOẠCH\nmở lớp bồi dưỡng cán bộ thư viện xã\n-----\nThực hiện nghị quyết của cấp trên, Ban Thường vụ xây dựng kế hoạch như sau:"
ABOVE = "ĐẢNG BỘ TỈNH BẮC LĨNH"

ORDERS = {
    "column by column": f"{ABOVE}\n{ORGAN}\n*\n{NUMBER}\n{MOTTO}\n{DATE}",
    "row by row": f"{ABOVE}\n{ORGAN}\n-------\n{MOTTO}\n-------\n{NUMBER}\n{DATE}",
    "motto behind the organ": f"{ABOVE}\n{ORGAN}\n{MOTTO}\n*\n{NUMBER}\n{DATE}",
    "number last": f"{ABOVE}\n{ORGAN}\n\n{MOTTO}\n\n{DATE}\n\n{NUMBER}",
    "motto first": f"{MOTTO}\n_______\n{ABOVE}\n{ORGAN}\n*\n{DATE}\n{NUMBER}",
    "merged on one physical line": f"{ABOVE} {MOTTO}\n{ORGAN} {DATE}\n* \n{NUMBER}",
    "everything on one line": f"{ABOVE} {ORGAN} * {NUMBER} {MOTTO} {DATE}",
    "wrapped organ and motto": f"{ABOVE}\nHUYỆN ỦY\nTAM SƠN\n*\n{NUMBER}\nĐẢNG CỘNG SẢN\nVIỆT NAM\n{DATE}",
    "notes and form code before": f"- các đ/c trong ban thường vụ xem\n{ABOVE}\n{ORGAN}\n*\n{NUMBER}\n{MOTTO}\n{DATE}",
    "two columns": f"{ABOVE} | {MOTTO}\n{ORGAN} | -----\n* | {DATE}\n{NUMBER} |",
}


@pytest.mark.parametrize("order", ORDERS)
def test_header_is_a_bag_of_lines(order: str) -> None:
    text = text_map(f"{ORDERS[order]}\n{TITLE}")
    heading = read_heading(text)
    assert heading.motto is not None
    assert raw_text(text, heading.motto[1]) == MOTTO
    assert raw_text(text, heading.organs.organ) == ORGAN
    assert raw_text(text, heading.organs.superior) == ABOVE
    assert heading.number is not None
    assert heading.number.text == "27-KH/HU"
    assert heading.issued is not None
    assert heading.issued.iso == "2021-03-09"
    assert heading.issued.place is not None
    assert text.text[slice(*heading.issued.place)] == "Tam Sơn"
    assert heading.title.doc_type is not None
    assert heading.title.doc_type[0].code == "KH"
    assert raw_text(text, heading.title.title) == "mở lớp bồi dưỡng cán bộ thư viện xã"
    assert text.lines[heading.body].text.startswith("Thực hiện nghị quyết")


def test_header_behind_the_text_belongs_to_it() -> None:
    text = text_map(
        "BÁO CÁO\nkết quả kiểm kê kho sách ……\n-----\nTổ kiểm kê báo cáo như sau:\n1. Ưu điểm:\n……\n"
        "TỔ TRƯỞNG\n……\nĐẢNG BỘ ……\nCHI BỘ ……\n*\nSố       -BC/CB\nĐẢNG CỘNG SẢN VIỆT NAM\nHạ Thanh, ngày….tháng….năm ……"
    )
    heading = read_heading(text)
    assert heading.number is not None
    assert heading.number.text == "-BC/CB"
    assert heading.motto is not None
    assert heading.body == 3
    assert heading.issued is not None
    assert heading.issued.iso is None


@pytest.mark.parametrize(
    ("lines", "organ", "superior"),
    [
        ("ỦY BAN NHÂN DÂN\nTỈNH BẮC LĨNH", "ỦY BAN NHÂN DÂN TỈNH BẮC LĨNH", ""),  # one organ, wrapped
        ("UBND TỈNH BẮC LĨNH\nSỞ VĂN HÓA", "SỞ VĂN HÓA", "UBND TỈNH BẮC LĨNH"),
        ("BAN CHẤP HÀNH\nTRUNG ƯƠNG\nVĂN PHÒNG", "VĂN PHÒNG", "BAN CHẤP HÀNH TRUNG ƯƠNG"),
        ("BAN CHẤP HÀNH TRUNG ƯƠNG VĂN PHÒNG", "VĂN PHÒNG", "BAN CHẤP HÀNH TRUNG ƯƠNG"),  # glued
        (
            "ĐẢNG BỘ TỈNH BẮC LĨNH\nĐẢNG BỘ HUYỆN TAM SƠN\nĐẢNG ỦY XÃ HẠ THANH",
            "ĐẢNG ỦY XÃ HẠ THANH",
            "ĐẢNG BỘ TỈNH BẮC LĨNH ĐẢNG BỘ HUYỆN TAM SƠN",
        ),
        ("ĐẢNG ỦY TRƯỜNG ĐẠI HỌC\nNÔNG LÂM BẮC LĨNH", "ĐẢNG ỦY TRƯỜNG ĐẠI HỌC NÔNG LÂM BẮC LĨNH", ""),
    ],
)
def test_lines_of_names_become_organs(lines: str, organ: str, superior: str) -> None:
    text = text_map(f"{lines}\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 3-BC/VP\nBÁO CÁO\nvề kho lưu trữ")
    organs = read_heading(text).organs
    assert raw_text(text, organs.organ) == organ
    assert raw_text(text, organs.superior) == superior


def test_author_line_is_not_the_subject() -> None:
    text = text_map(
        "Số 4-KL/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nKẾT LUẬN\nCỦA BAN THƯỜNG VỤ TỈNH ỦY\nvề bảo vệ rừng đầu nguồn\n-----"
    )
    title = read_heading(text).title
    assert raw_text(text, title.author) == "CỦA BAN THƯỜNG VỤ TỈNH ỦY"
    assert raw_text(text, title.title) == "về bảo vệ rừng đầu nguồn"


def test_author_words_without_about_are_the_subject() -> None:
    text = text_map(
        "Số 4-KL/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nKẾT LUẬN\nCỦA ĐỒNG CHÍ BÍ THƯ TẠI HỘI NGHỊ CÔNG TÁC LƯU TRỮ\n-----"
    )
    title = read_heading(text).title
    assert not title.author
    assert raw_text(text, title.title) == "CỦA ĐỒNG CHÍ BÍ THƯ TẠI HỘI NGHỊ CÔNG TÁC LƯU TRỮ"


def test_type_author_and_subject_on_one_line() -> None:
    text = text_map("Số 4-NQ/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nNGHỊ QUYẾT CỦA TỈNH ỦY về nâng cao chất lượng thư viện")
    title = read_heading(text).title
    assert title.doc_type is not None
    assert title.doc_type[0].code == "NQ"
    assert raw_text(text, title.author) == "CỦA TỈNH ỦY"
    assert raw_text(text, title.title) == "về nâng cao chất lượng thư viện"


def test_letter_has_its_subject_under_the_number() -> None:
    text = text_map(
        "ĐẢNG ỦY XÃ HẠ THANH\n*\nSố 37-CV/ĐU\nV/v xác minh hồ sơ kho\nlưu trữ năm 2023\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Hạ Thanh, ngày 03 tháng 5 năm 2024\nKính gửi: Ban Tổ chức Huyện ủy\nĐảng ủy xã đề nghị Ban xem xét nội dung sau đây để kịp tổng hợp báo cáo."
    )
    heading = read_heading(text)
    assert heading.title.doc_type is None
    assert heading.number is not None
    assert heading.number.type_code == "CV"
    assert raw_text(text, heading.title.title) == "xác minh hồ sơ kho lưu trữ năm 2023"
    assert [raw_text(text, a) for a in heading.addressees] == ["Ban Tổ chức Huyện ủy"]
    assert text.lines[heading.body].text.startswith("Đảng ủy xã đề nghị")


def test_several_addressees() -> None:
    text = text_map(
        "Số 3-TTr/ĐU\nĐẢNG CỘNG SẢN VIỆT NAM\nTỜ TRÌNH\nvề sửa chữa nhà văn hóa\n-----\nKính gửi:\n- Ban Thường vụ Huyện ủy;\n- Văn phòng Huyện ủy.\nCăn cứ nhu cầu thực tế, Đảng ủy xã trình xem xét."
    )
    heading = read_heading(text)
    assert [raw_text(text, a) for a in heading.addressees] == ["Ban Thường vụ Huyện ủy", "Văn phòng Huyện ủy"]
    assert text.lines[heading.body].text.startswith("Căn cứ")


def test_marks_are_read_wherever_they_stand() -> None:
    text = text_map(
        "TỈNH ỦY BẮC LĨNH\n*\nSố 4-KH/TU\nMẬT\nHỎA TỐC\nĐẢNG CỘNG SẢN VIỆT NAM\nBắc Lĩnh, ngày 1 tháng 6 năm 2020\nDự thảo lần 2\nKẾ HOẠCH\nphòng chống lụt bão"
    )
    marks = read_heading(text).marks
    assert {k: text.text[slice(*v)] for k, v in marks.items()} == {
        "secrecy": "MẬT", "urgency": "HỎA TỐC", "draft": "Dự thảo lần 2",
    }  # fmt: skip


def test_number_in_the_body_never_outranks_the_header() -> None:
    text = text_map(
        "ĐẢNG CỘNG SẢN VIỆT NAM\nKẾ HOẠCH\nthực hiện Chỉ thị số 9-CT/TU của Tỉnh ủy\n-----\nThực hiện Chỉ thị số 9-CT/TU, Chi bộ xây dựng kế hoạch."
    )
    assert read_heading(text).number is None


def test_year_on_a_line_of_its_own_belongs_to_the_date() -> None:
    text = text_map(
        f"{MOTTO}\n_____\nTHÀNH ỦY HẢI ĐÔNG\nVĂN PHÒNG\n*\nHải Đông, ngày 28 tháng 5 năm\nSố 11-HD/VPTU\n2004\nHƯỚNG DẪN\nvề bảo quản phim ảnh\n-----"
    )
    issued = read_heading(text).issued
    assert issued is not None
    assert issued.iso == "2004-05-28"


def test_organisation_above_is_no_motto_where_the_motto_stands_on_the_right() -> None:
    text = text_map(
        "ĐOÀN TNCS HỒ CHÍ MINH | ĐOÀN TNCS HỒ CHÍ MINH\nTỈNH ĐOÀN BẮC LĨNH | Bắc Lĩnh, ngày 1 tháng 6 năm 2020\nSố 4-KH/TĐ |\nKẾ HOẠCH\nđổi sách"
    )
    heading = read_heading(text)
    assert raw_text(text, heading.organs.superior) == "ĐOÀN TNCS HỒ CHÍ MINH"
    assert raw_text(text, heading.organs.organ) == "TỈNH ĐOÀN BẮC LĨNH"
    assert heading.motto is not None


@pytest.mark.parametrize("mark", [" ", "\n", "\n("])
def test_title_of_an_attached_document_that_names_its_own_number(mark: str) -> None:
    text = text_map(
        f"QUY ĐỊNH{mark}số 12-QĐ/TU, ngày 03/4/2020 của Ban Thường vụ Tỉnh ủy\nvề quản lý nhà văn hóa\nĐiều 1. Phạm vi"
    )
    heading = read_heading(text, attached=True)
    assert heading.number is not None
    assert heading.number.text == "12-QĐ/TU"
    assert heading.issued is not None
    assert heading.issued.iso == "2020-04-03"
    assert raw_text(text, heading.title.title) == "về quản lý nhà văn hóa"


def test_letter_without_mark_in_a_merged_header() -> None:
    text = text_map(
        f"{ABOVE} {MOTTO}\n{ORGAN} {DATE}\n*\nSố 27-CV/HU\nchuyển quy định về nhà văn hóa\nKính gửi: Các chi bộ\nHuyện ủy chuyển các chi bộ bản quy định đã ban hành trong tháng trước."
    )
    heading = read_heading(text)
    assert raw_text(text, heading.title.title) == "chuyển quy định về nhà văn hóa"
    assert raw_text(text, heading.organs.organ) == ORGAN


def test_an_indented_paragraph_under_a_type_without_subject_is_text() -> None:
    """GIẤY MỜI, and at once "Sau khi nghe …": a line of full measure over one that begins left of it."""
    page = placed(
        [
            (230.0, 100.0, "GIẤY MỜI"),
            (127.0, 130.0, "Sau khi nghe báo cáo, Trung tâm Chính trị huyện thống nhất"),
            (98.0, 150.0, "kết luận như sau:"),
        ]
    )
    heading = read_heading(TextMap(group_lines(page)))
    assert heading.title.doc_type is not None
    assert heading.title.title == ()


def test_the_number_of_a_subject_is_not_the_documents() -> None:
    """A scan on which the own number cannot be read: the one that the subject names stays the other document's."""
    text = text_map(
        f"{ORGAN}\n{MOTTO}\n{DATE}\nV/v thực hiện Hướng dẫn số 25-HD/BTCTU, ngày 10/6/2020\nKính gửi: các chi bộ\nNội dung."
    )
    heading = read_heading(text)
    assert heading.number is None


def test_a_day_over_the_end_of_its_label_leaves_place_month_and_year() -> None:
    heading = read_heading(text_map(f"{ORGAN}\n{NUMBER}\n{MOTTO}\nTam Sơn, ngà. tháng 3 năm 2021\n{TITLE}"))
    assert heading.issued is not None
    assert heading.issued.place is not None
    assert (heading.issued.day, heading.issued.month, heading.issued.year) == (None, 3, 2021)


def test_a_line_of_few_letters_is_subject_whatever_its_weight_on_a_scan() -> None:
    rows = [
        (245.0, 200.0, "KẾT LUẬN"),
        (118.0, 220.0, "về khen thưởng những người làm muối giỏi của tỉnh"),
        (197.0, 236.0, "5 năm liền (2019 - 2023)"),
    ]
    rows += [(90.0, 270.0, "Muối được làm từ nước biển, phơi nắng năm ngày rồi đem về kho mà bán.")]
    page = placed([(60.0, 60.0, ORGAN), (60.0, 80.0, NUMBER), *rows])
    words = tuple(w._replace(confidence=0.9, bold=w.box is not None and 195 < w.box.top < 230) for w in page.words)
    text = TextMap(group_lines(replace(page, words=words)))
    heading = read_heading(text)
    assert raw_text(text, heading.title.title).endswith("5 năm liền (2019 - 2023)")
