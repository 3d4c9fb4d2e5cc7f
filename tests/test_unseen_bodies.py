"""Bodies of documents as people and programs write them: each was misread when it was first composed."""

from __future__ import annotations

from textwrap import dedent

import pytest

from vndocparse import check_below, parse
from vndocparse.fields.citations import Mention, find_citations
from vndocparse.fields.resolve import share_lists
from vndocparse.model.document import Document, Section

HEAD = (
    "HUYỆN UỶ BÌNH LA\n*\nSố 15-KH/HU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nBình La, ngày 12 tháng 9 năm 2025\n\n"
    "KẾ HOẠCH\nvề việc trồng cây\n-----\n\n"
)
FOOT = "\n\nNơi nhận:\n- Lưu Văn phòng.\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\nLương Quốc Thái\n"


def read(body: str) -> Document:
    return parse((HEAD + dedent(body).strip("\n") + FOOT).encode()).documents[0]


def outline(sections: list[Section], above: str = "") -> list[str]:
    """ "I MỤC ĐÍCH", "I/1": path and heading of every section."""
    out = []
    for s in sections:
        path = f"{above}{s.label}"
        out += [f"{path} {s.heading}" if s.heading else path, *outline(s.children, f"{path}/")]
    return out


# --- where sections begin, and what is their heading --------------------------------------------

BODIES: dict[str, tuple[str, list[str]]] = {
    "points with letter and figure": (
        """
        1. TIÊU CHUẨN
        a) Có bản lĩnh vững vàng.
        a1) Không dao động.
        a2) Dám nghĩ, dám làm.
        b) Có đạo đức trong sáng.
        2. SỐ LƯỢNG
        Do hội nghị quyết định.
        """,
        ["1 TIÊU CHUẨN", "1/a", "1/a/a1", "1/a/a2", "1/b", "2 SỐ LƯỢNG"],
    ),
    "a number that comes twice": (
        """
        I. PHÂN CÔNG
        1. Văn phòng: kinh phí, giấy mời.
        2. Ban Tuyên giáo: nội dung, diễn văn.
        2. Công an huyện: an ninh trật tự.
        4. Huyện đoàn: văn nghệ.
        """,
        ["I PHÂN CÔNG", "I/1", "I/2", "I/2", "I/4"],
    ),
    "the last stroke and the point read as one letter": (
        """
        I. Về nội dung
        Có ban hành quy chế.
        Il. Về trách nhiệm
        Chịu trách nhiệm chung.
        IIL Kết luận
        Chưa đến mức kỷ luật.
        """,
        ["I Về nội dung", "II Về trách nhiệm", "III Kết luận"],
    ),
    "organs that act lead into a list, topics head it": (
        """
        1- Các cấp uỷ quán triệt Chỉ thị.
        2- Uỷ ban nhân dân tỉnh chỉ đạo:
        2.1- Rà soát phương án.
        2.2- Tu bổ đê điều.
        3- Giao Ban cán sự đảng:
        - Hoàn thiện hồ sơ.
        4- Các cấp uỷ:
        - Kiểm tra hai lần mỗi năm.
        """,
        ["1", "2", "2/2.1", "2/2.2", "3", "4 Các cấp uỷ"],
    ),
    "what is decided, and how many": (
        """
        I. Thông qua Báo cáo chính trị với các chỉ tiêu:
        1. Kết nạp từ 2 đảng viên trở lên.
        2. Không có hộ nghèo.
        II. Kết quả bầu cử:
        1. Chi uỷ khoá mới gồm 03 đồng chí:
        1.1. Đồng chí Lò Văn Cường, Bí thư.
        1.2. Đồng chí Tẩn A Páo, Phó Bí thư.
        """,
        ["I", "I/1", "I/2", "II Kết quả bầu cử", "II/1", "II/1/1.1", "II/1/1.2"],
    ),
    "lines broken before a figure and inside a clause": (
        """
        1. Rà soát theo Hướng dẫn số 01-HD/TW ngày
        28/9/2021 của Ban Bí thư về một số vấn đề cụ thể.
        2. Báo cáo kết quả về Đảng uỷ trước ngày
        30/5/2024 theo mẫu gửi kèm.
        3. Dự tuyển theo khoản 1, khoản 2
        Điều 36 Luật Cán bộ, công chức.
        4. Hội đồng thi có năm hoặc
        7 thành viên.
        """,
        ["1", "2", "3", "4"],
    ),
    "a clause in brackets before its heading": (
        """
        1. (Khoản 2 Điều 1): Quy định về tuổi đời
        1.1. Từ đủ 18 đến 60 tuổi.
        1.2. Ngoài 60 tuổi do cấp uỷ xét.
        2. (Điều 3): Quyền của đảng viên
        2.1. Được thông tin.
        2.2. Được ứng cử.
        """,
        [
            "1 (Khoản 2 Điều 1): Quy định về tuổi đời",
            "1/1.1",
            "1/1.2",
            "2 (Điều 3): Quyền của đảng viên",
            "2/2.1",
            "2/2.2",
        ],
    ),
    "items that amend, articles that amend": (
        """
        Điều 1. Sửa đổi, bổ sung Điều 31 của Quy chế
        1. Bổ sung mục IV:
        “IV- CƠ CHẾ
        1. Ngân sách huyện hỗ trợ một nửa.
        2. Nhân dân đóng góp một nửa.”
        2. Bỏ mục V.
        Điều 2. Quyết định có hiệu lực từ ngày ký.
        """,
        ["Điều 1 Sửa đổi, bổ sung Điều 31 của Quy chế", "Điều 1/1", "Điều 1/2", "Điều 2"],
    ),
    "an amendment quoted in an amendment": (
        """
        Điều 1. Sửa đổi như sau:
        a) Sửa khoản 5 Điều 8 như sau:
        “e) Sửa khoản 2 và khoản 7 Điều 14 như sau:
        “2. Bí thư ra quyết định.”
        “7. Bí thư công bố danh sách.””
        b) Bỏ điểm d.
        Điều 2. Quyết định có hiệu lực từ ngày ký.
        """,
        ["Điều 1", "Điều 1/a", "Điều 1/b", "Điều 2"],
    ),
    "short lines round a page number": (
        """
        I. Mục đích
        Ôn lại truyền thống của Đảng bộ.
        II. Nội dung
        1. Thời gian, địa điểm
        - Thời gian: 8 giờ 00 ngày
        03/02/2025.
        2. Chương trình
        7h30 - 8h00: Đón tiếp đại biểu

                                      2

        8h00 - 8h15: Văn nghệ chào mừng
        3. Thành phần
        3.1 Đại biểu cấp tỉnh
        3.2 Đại biểu cấp huyện
        III. Phân công
        1. Văn phòng: kinh phí.
        2. Huyện đoàn: văn nghệ.
        """,
        [
            "I Mục đích", "II Nội dung", "II/1 Thời gian, địa điểm", "II/2 Chương trình", "II/3 Thành phần", "II/3/3.1",
            "II/3/3.2", "III Phân công", "III/1", "III/2",
        ],
    ),
    "a part's title set apart over two lines": (
        """
        PHẦN THỨ NHẤT

        KẾT QUẢ ĐẠT ĐƯỢC

        Thu ngân sách tăng.

        PHẦN THỨ HAI

        PHƯƠNG HƯỚNG, MỤC TIÊU, NHIỆM VỤ

        NHIỆM KỲ 2020 - 2025

        Phấn đấu tăng thu.
        """,
        ["Phần thứ nhất KẾT QUẢ ĐẠT ĐƯỢC", "Phần thứ hai PHƯƠNG HƯỚNG, MỤC TIÊU, NHIỆM VỤ NHIỆM KỲ 2020 - 2025"],
    ),
    "wrapped lines with a blank line between all": (
        """
        I. Mục đích, yêu cầu

        1. Thông qua kiểm tra để đánh giá đúng ưu điểm và khuyết

        điểm của tổ chức đảng; kịp thời phát hiện những nhân tố

        mới để nhân rộng trong toàn huyện và trong cả tỉnh trước

        khi tổng kết.

        2. Kiểm tra phải bảo đảm công khai, dân chủ, khách quan,

        đúng quy định của Điều lệ và của cấp trên, không gây khó

        khăn.

        II. Thời gian

        Từ tháng 3 đến tháng 10.
        """,
        ["I Mục đích, yêu cầu", "I/1", "I/2", "II Thời gian"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BODIES)
def test_sections_of_a_body(case: str) -> None:
    body, wanted = BODIES[case]
    assert outline(read(body).sections) == wanted


def test_a_bare_clause_in_a_table_of_contents_asks_for_no_document_behind_it() -> None:
    body = """
        Chương I
        QUY ĐỊNH CHUNG
        Điều 1. Phạm vi
        Khoản 1
        Khoản 2
        Chương II
        ĐIỀU KHOẢN THI HÀNH
        Điều 2. Hiệu lực
        Khoản 1
        """
    assert "Chương II ĐIỀU KHOẢN THI HÀNH" in outline(read(body).sections)


# --- markers as programs write them -----------------------------------------------------------------

MARKERS: dict[str, tuple[str, str]] = {
    "list items of a converter": (
        "# I. MỤC ĐÍCH\n\n- 1. Nâng cao nhận thức.\n- 2. Giữ kỷ luật.\n\n# II. NỘI DUNG\n\n- 1. Trồng cây\n"
        "- a) Chuẩn bị đất;\n- b) Chuẩn bị giống.\n- 2. Chăm sóc.",
        "I, I/1, I/2, II, II/1, II/1/a, II/1/b, II/2",
    ),
    "the comma of other languages": (
        "# I、MỤC ĐÍCH\n\n1、Nâng cao.\n\n2、Giữ kỷ luật.\n\n# II、NỘI DUNG\n\n1、Trồng cây.\n\n2、Chăm sóc.",
        "I, I/1, I/2, II, II/1, II/2",
    ),
    "blanks beside the points": (
        "1. MỤC ĐÍCH\n1.1 .Nâng cao.\n1. 2. Giữ kỷ luật.\n1.3.Bảo đảm.\n2. NỘI DUNG\n2 .1. Trồng.\n2.2 . Chăm.",
        "1, 1/1.1, 1/1.2, 1/1.3, 2, 2/2.1, 2/2.2",
    ),
    "decimals of letters inside those of romans": (
        "I. CHUNG\nI.1. Mục đích\nNâng cao.\nII. RIÊNG\nII.1. Nội dung\na.1. Trồng;\na.2. Chăm.",
        "I, I/I.1, II, II/II.1, II/II.1/a.1, II/II.1/a.2",
    ),
    "tiểu mục": (
        "Mục 1\nPHẠM VI\nTiểu mục 1\nĐỐI TƯỢNG\nĐiều 1. Đảng viên\nMọi đảng viên.\nTiểu mục 2\nNGUYÊN TẮC\n"
        "Điều 2. Dân chủ\nTheo đa số.\nMục 2\nTHỜI GIAN\nĐiều 3. Hằng năm\nVào tháng 3.",
        "Mục 1, Mục 1/Tiểu mục 1, Mục 1/Tiểu mục 1/Điều 1, Mục 1/Tiểu mục 2, Mục 1/Tiểu mục 2/Điều 2, Mục 2, "
        "Mục 2/Điều 3",
    ),
    "parts counted without thứ": (
        "PHẦN MỘT\nTÌNH HÌNH\nI. Thuận lợi\nĐất tốt.\nII. Khó khăn\nThiếu nước.\nPHẦN HAI\nNHIỆM VỤ\nTrồng cây.",
        "Phần một, Phần một/I, Phần một/II, Phần hai",
    ),
}


@pytest.mark.parametrize("case", MARKERS)
def test_markers_of_a_body(case: str) -> None:
    body, wanted = MARKERS[case]
    assert labels(read(body).sections) == wanted.split(", ")


def labels(sections: list[Section], above: str = "") -> list[str]:
    return [x for s in sections for x in (above + s.label, *labels(s.children, f"{above}{s.label}/"))]


# --- what is to be checked ------------------------------------------------------------------------

DOUBTED: dict[str, tuple[str, set[str]]] = {
    "numbers that come twice or skip": (BODIES["a number that comes twice"][0], {"sections.I/2", "sections.I/4"}),
    "mended numerals": (
        BODIES["the last stroke and the point read as one letter"][0],
        {"sections.II", "sections.III"},
    ),
    "a bare line among titled ones": (
        "I. NỘI DUNG\n1. Trước đại hội\n- Tuyên truyền Chỉ thị.\n2. Trong đại hội\nII. PHÂN CÔNG\nBan Tuyên giáo chủ trì.",
        {"sections.I/2"},
    ),
    "usual liberties": (
        "1 - Thuận lợi\nCấp uỷ đoàn kết.\n2 - Khó khăn\n2.1 Kinh phí\nThiếu vốn.\n2.2 Nhân lực\nThiếu người.",
        set(),
    ),
}


@pytest.mark.parametrize("case", DOUBTED)
def test_odd_sections_are_to_be_checked_and_usual_ones_are_not(case: str) -> None:
    body, wanted = DOUBTED[case]
    assert {path for path in read(body).to_check if path.startswith("sections.")} == wanted


# --- references -----------------------------------------------------------------------------------


def shared(text: str) -> list[Mention]:
    return share_lists(find_citations(text))


def test_a_semicolon_parts_what_a_list_shares() -> None:
    first, second = shared("Chỉ thị số 35-CT/TW; Chỉ thị số 45-CT/TW, ngày 14/4/2025 của Bộ Chính trị")
    assert (first.date, first.issuer) == (None, None)
    assert second.date == "2025-04-14"


def test_a_day_shared_by_a_list_is_to_be_checked() -> None:
    document = read("Thực hiện Quyết định số 217-QĐ/TW và Quyết định số 218-QĐ/TW ngày 12/12/2013 của Bộ Chính trị.")
    assert [c.date for c in document.citations] == ["2013-12-12"] * 2
    first, second = document.citations
    assert first.confidence < check_below() <= second.confidence
    assert "date" in first.inferred


def test_the_charter_with_the_day_of_its_congress() -> None:
    text = "Căn cứ Điều lệ Đảng Cộng sản Việt Nam do Đại hội đại biểu toàn quốc lần thứ XI thông qua ngày 19/01/2011"
    (charter,) = find_citations(text)
    assert (charter.type_code, charter.date, charter.year) == ("ĐL", "2011-01-19", 2011)


@pytest.mark.parametrize("text", ["Luật số 67/2020/QH14", "Nghị quyết Đại hội XIII của Đảng", "QCVN 06:2022/BXD"])
def test_usual_references_are_sure(text: str) -> None:
    document = read(f"Thực hiện {text}, các chi bộ họp.")
    assert [c.confidence >= check_below() for c in document.citations] == [True]
