"""The section tree: schemes, sequences, damage, headings, text.  All examples are composed for the tests."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vndocparse.fields.sections import SectionNode, SectionReading, build_sections, find_sections
from vndocparse.geometry import Box
from vndocparse.model.page import Line, Markup, Word
from vndocparse.model.textmap import TextMap

Tree = list[Any]
"""Labels, or (label, children)."""


def plain(text: str, *, confidence: float = 1.0) -> TextMap:
    """Lines of a text with ``**bold**`` and ``# headings``; blank lines are gaps; ``\\f`` begins a page."""
    lines: list[Line] = []
    gap, page, bold = 0.0, 1, False
    for raw in text.strip("\n").split("\n"):
        row = raw.strip(" ")
        if row.startswith("\f"):
            page, row = page + 1, row[1:]
        if not row:
            gap, bold = 1.0, False
            continue
        markup: Markup = "heading" if row.startswith("#") else ""
        words = []
        for token in row.lstrip("# ").split():
            opens, closes = token.startswith("**"), token.endswith("**") and len(token) > 2
            bold = bold or opens
            words.append(Word(token.strip("*") or token, bold=bold or markup == "heading", confidence=confidence))
            bold = bold and not closes
        letters = sum(len(w.text) for w in words)
        heavy = 2 * sum(len(w.text) for w in words if w.bold) > letters
        body = " ".join(w.text for w in words)
        lines.append(Line(body, tuple(words), page, bold=heavy, markup=markup, gap=gap))
        gap = 0.0
    return TextMap(lines)


def printed(
    text: str, *, width: float = 450.0, left: float = 80.0, confidence: float = 1.0, gap: float = 0.25
) -> TextMap:
    """Lines of a page: ``>`` is an indented first line, ``^`` a centred one, ``\\f`` a new page.

    A line ends at the right margin unless it ends with ``|`` (short).
    """
    lines = []
    page, top = 1, 60.0
    above = gap
    for raw in text.strip("\n").split("\n"):
        row = raw.strip(" ")
        if row.startswith("\f"):
            page, top, row = page + 1, 60.0, row[1:].strip()
        if not row:
            above = gap + 0.6
            continue
        bold = row.startswith("!")
        row = row.lstrip("!")
        x0 = left + (36.0 if row.startswith(">") else 120.0 if row.startswith("^") else 0.0)
        short = row.endswith("|") or row.startswith("^")
        row = row.strip(">^| ")
        x1 = min(x0 + 5.2 * len(row), left + width - 60) if short else left + width
        each = (x1 - x0) / len(row)
        words, at = [], 0
        for token in row.split():
            box = Box(x0 + each * at, top, x0 + each * (at + len(token)), top + 14)
            words.append(Word(token, box, bold=bold, confidence=confidence, size=14.0))
            at += len(token) + 1
        lines.append(Line(row, tuple(words), page, Box(x0, top, x1, top + 14), 14.0, bold, gap=above))
        top += 14 * (1 + above)
        above = gap
    return TextMap(lines)


def read(lines: TextMap, *, bullets: bool = False) -> SectionReading:
    return find_sections(lines, 0, len(lines.lines) - 1, bullets=bullets)


def labels(nodes: tuple[SectionNode, ...]) -> Tree:
    return [(n.label, labels(n.children)) if n.children else n.label for n in nodes]


def tree(text: str, **options: Any) -> Tree:
    return labels(read(plain(text, **options)).sections)


def headings(nodes: tuple[SectionNode, ...]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}

    def walk(some: tuple[SectionNode, ...], above: str) -> None:
        for node in some:
            path = f"{above}/{node.label}" if above else node.label
            found[path] = node.heading
            walk(node.children, path)

    walk(nodes, "")
    return found


def flat(nodes: tuple[SectionNode, ...]) -> list[SectionNode]:
    return [n for node in nodes for n in (node, *flat(node.children))]


ROMANS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]

# --- schemes ----------------------------------------------------------------------------------------

SCHEMES: list[tuple[str, str, Tree]] = [
    (
        "roman with dash, arabic, letter",
        """
        Ban Thường vụ xây dựng kế hoạch như sau:
        I- MỤC ĐÍCH
        1. Nâng cao nhận thức của đảng viên.
        2. Giữ nghiêm kỷ luật.
        II- NỘI DUNG
        1. Các chi bộ có nhiệm vụ:
        a) Họp hằng tháng.
        b) Ghi biên bản.
        2. Văn phòng theo dõi chung.
        III- TỔ CHỨC
        1. Ban Tuyên giáo chủ trì.
        2. Uỷ ban Kiểm tra giám sát.
        """,
        [("I", ["1", "2"]), ("II", [("1", ["a", "b"]), "2"]), ("III", ["1", "2"])],
    ),
    (
        "arabic with dash, decimals below",
        """
        Thường trực kết luận như sau:
        1- Công tác văn thư đã có tiến bộ rõ.
        2- Thời gian tới cần làm các việc:
        2.1- Rà soát sổ sách của văn phòng.
        2.2- Tập huấn cho cán bộ.
        2.3- Kiểm tra định kỳ.
        3- Giao Văn phòng theo dõi.
        """,
        ["1", ("2", ["2.1", "2.2", "2.3"]), "3"],
    ),
    (
        "capital, roman, arabic",
        """
        A- TÌNH HÌNH CHUNG
        I. THUẬN LỢI
        1. Đội ngũ cán bộ trẻ.
        2. Địa bàn gọn.
        II. KHÓ KHĂN
        Kinh phí còn ít.
        B- NHIỆM VỤ
        I. TRƯỚC MẮT
        Hoàn thành hồ sơ.
        II. LÂU DÀI
        Xây dựng kho lưu trữ.
        """,
        [("A", [("I", ["1", "2"]), "II"]), ("B", ["I", "II"])],
    ),
    (
        "part, article, clause, point",
        """
        Phần I
        QUY ĐỊNH CHUNG
        Điều 1. Phạm vi áp dụng
        1. Quy chế này áp dụng cho các chi bộ.
        2. Cơ quan giúp việc thực hiện theo.
        Điều 2. Nguyên tắc
        1. Tập trung dân chủ, gồm:
        a) Thảo luận rộng rãi.
        b) Quyết định theo đa số.
        Phần II
        ĐIỀU KHOẢN THI HÀNH
        Điều 3. Hiệu lực
        Quy chế này có hiệu lực từ ngày ký.
        """,
        [
            ("Phần I", [("Điều 1", ["1", "2"]), ("Điều 2", [("1", ["a", "b"])])]),
            ("Phần II", ["Điều 3"]),
        ],
    ),
    (
        "chapter, mục, article",
        """
        Chương I
        NHỮNG QUY ĐỊNH CHUNG
        Điều 1. Phạm vi
        Quy định này nói về hồ sơ.
        Chương II
        QUẢN LÝ HỒ SƠ
        Mục 1
        LẬP HỒ SƠ
        Điều 2. Trách nhiệm lập hồ sơ
        Cán bộ lập hồ sơ việc mình làm.
        Điều 3. Thời hạn
        Trong quý I hằng năm.
        Mục 2
        NỘP HỒ SƠ
        Điều 4. Nơi nhận hồ sơ
        Kho lưu trữ của huyện.
        """,
        [
            ("Chương I", ["Điều 1"]),
            ("Chương II", [("Mục 1", ["Điều 2", "Điều 3"]), ("Mục 2", ["Điều 4"])]),
        ],
    ),
    (
        "roman over articles, points under clauses",
        """
        I- QUY ĐỊNH CHUNG
        Điều 1. Đối tượng
        1- Đảng viên của đảng bộ.
        2- Tổ chức đảng trực thuộc.
        Điều 2. Nguyên tắc
        Công khai, dân chủ.
        II- THI HÀNH
        Điều 3. Hiệu lực
        Từ ngày ký.
        """,
        [("I", [("Điều 1", ["1", "2"]), "Điều 2"]), ("II", ["Điều 3"])],
    ),
    (
        "ordinals in words",
        """
        PHẦN THỨ NHẤT
        TÌNH HÌNH
        I. Kết quả
        Đã hoàn thành kế hoạch năm.
        II. Hạn chế
        Một số việc còn chậm.
        PHẦN THỨ HAI
        PHƯƠNG HƯỚNG
        I. Mục tiêu
        Giữ vững danh hiệu.
        """,
        [("Phần thứ nhất", ["I", "II"]), ("Phần thứ hai", ["I"])],
    ),
    (
        "three decimals deep",
        """
        I. HƯỚNG DẪN CHUNG
        1. Thể thức
        1.1. Tiêu đề
        1.1.1. Vị trí
        Ở góc phải trang đầu.
        1.1.2. Kiểu chữ
        In hoa, đậm.
        1.2. Tên cơ quan
        Ở góc trái trang đầu.
        2. Kỹ thuật
        2.1. Khổ giấy
        Khổ A4.
        """,
        [("I", [("1", [("1.1", ["1.1.1", "1.1.2"]), "1.2"]), ("2", ["2.1"])])],
    ),
    (
        "letters run on with đ and without f and j",
        """
        1. Hồ sơ gồm các giấy tờ sau:
        a) Đơn;
        b) Lý lịch;
        c) Nhận xét;
        d) Nghị quyết;
        đ) Biên bản;
        e) Quyết định;
        g) Phiếu báo;
        h) Ảnh;
        i) Bản sao;
        k) Giấy giới thiệu.
        2. Nộp tại văn phòng.
        """,
        [("1", ["a", "b", "c", "d", "đ", "e", "g", "h", "i", "k"]), "2"],
    ),
    (
        "letters by the Latin alphabet",
        """
        1. Thành phần gồm:
        a. Bí thư;
        b. Phó bí thư;
        c. Chi uỷ viên;
        d. Tổ trưởng;
        e. Tổ phó;
        f. Thư ký.
        2. Kinh phí do chi bộ lo.
        """,
        [("1", ["a", "b", "c", "d", "e", "f"]), "2"],
    ),
    (
        "capitals through I",
        "\n".join(f"{c}. MỤC {n}\nNội dung của phần này rất ngắn." for n, c in enumerate("ABCDĐEGHI", 1)),
        list("ABCDĐEGHI"),
    ),
    (
        "clauses numbered with closing brackets and slashes",
        """
        1/ Về tư tưởng
        Đảng viên yên tâm công tác.
        2/ Về tổ chức
        1) Đã kiện toàn chi uỷ.
        2) Đã bầu bổ sung phó bí thư.
        3/ Về kiểm tra
        Đã kiểm tra hai đảng viên.
        """,
        ["1", ("2", ["1", "2"]), "3"],
    ),
    (
        "numbering that runs on through the romans",
        """
        I. VỀ TƯ TƯỞNG
        1. Học tập nghị quyết.
        2. Nắm dư luận.
        II. VỀ TỔ CHỨC
        3. Kiện toàn chi uỷ.
        4. Kết nạp đảng viên.
        """,
        [("I", ["1", "2"]), ("II", ["3", "4"])],
    ),
    (
        "a number that was skipped",
        """
        I. MỤC TIÊU
        1. Giữ vững ổn định.
        2. Nâng cao đời sống.
        4. Bảo vệ môi trường.
        II. GIẢI PHÁP
        1. Tuyên truyền.
        2. Kiểm tra.
        """,
        [("I", ["1", "2", "4"]), ("II", ["1", "2"])],
    ),
    (
        "small romans below points",
        "1. Hồ sơ gồm có:\na) Bản chính, gồm:\ni) đơn;\nii) lý lịch;\niii) ảnh.\nb) Bản sao.\n2. Nơi nộp: văn phòng.",
        [("1", [("a", ["i", "ii", "iii"]), "b"]), "2"],
    ),
    (
        "romans alone on their lines",
        "I\nMỤC ĐÍCH\nNâng cao nhận thức.\nII\nNỘI DUNG\nHọc tập nghị quyết.\nIII\nTỔ CHỨC\nVăn phòng lo.",
        ["I", "II", "III"],
    ),
    (
        "decimals without their parents",
        "1.1. Nội dung thứ nhất.\n1.2. Nội dung thứ hai.\n2.1. Nội dung thứ ba.\n2.2. Nội dung thứ tư.",
        ["1.1", "1.2", "2.1", "2.2"],
    ),
    (
        "a chapter after articles whose own chapter line was lost",
        "Điều 1. Nguyên tắc chung.\nĐiều 2. Đối tượng chung.\nChương II\nTỔ CHỨC\nĐiều 3. Bộ máy.\nĐiều 4. Biên chế.",
        ["Điều 1", "Điều 2", ("Chương II", ["Điều 3", "Điều 4"])],
    ),
    (
        "a sequence that begins again under unnumbered titles",
        "**Cấp tỉnh**\n1. Văn phòng chủ trì.\n2. Ban Tổ chức phối hợp.\n**Cấp huyện**\n1. Văn phòng chủ trì.\n"
        "2. Ban Tổ chức phối hợp.\n3. Uỷ ban Kiểm tra giám sát.",
        ["1", "2", "1", "2", "3"],
    ),
    (
        "romans beyond ten",
        "\n".join(f"{r}. PHẦN VIỆC SỐ {i}\nViệc này giao cho tổ {i} làm." for i, r in enumerate(ROMANS, 1)),
        ROMANS,
    ),
    (
        "arabic beyond twenty",
        "\n".join(f"{i}. Việc thứ {i} do tổ làm." for i in range(1, 25)),
        [str(i) for i in range(1, 25)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [s[1:] for s in SCHEMES], ids=[s[0] for s in SCHEMES])
def test_scheme(text: str, expected: Tree) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(("text", "expected"), [s[1:] for s in SCHEMES], ids=[s[0] for s in SCHEMES])
def test_scheme_set_apart_by_blank_lines(text: str, expected: Tree) -> None:
    assert tree(re.sub(r"\n", "\n\n", text)) == expected


@pytest.mark.parametrize(("text", "expected"), [s[1:] for s in SCHEMES], ids=[s[0] for s in SCHEMES])
def test_scheme_on_a_page_with_indented_paragraphs(text: str, expected: Tree) -> None:
    rows = [f">{r.strip()}|" for r in text.strip().split("\n")]
    assert labels(read(printed("\n".join(rows))).sections) == expected


# --- running text -----------------------------------------------------------------------------------

RUNNING: list[tuple[str, str, Tree]] = [
    (
        "a year that ends a sentence",
        """
        >1. Đảng bộ được thành lập theo quyết định của cấp trên vào tháng ba năm
        1998. Từ đó đến nay đảng bộ luôn giữ vững đoàn kết và thống nhất.|
        >2. Các chi bộ sinh hoạt đều.|
        """,
        ["1", "2"],
    ),
    (
        "a small number that ends a sentence",
        """
        >I. TÌNH HÌNH|
        >Trong kỳ báo cáo số đảng viên mới kết nạp của toàn đảng bộ huyện nhà tăng lên
        3. Trong số đó có hai đồng chí là nữ và một đồng chí là người dân tộc ở xã xa.|
        >1. Về tư tưởng thì tốt.|
        >2. Về tổ chức thì ổn.|
        """,
        [("I", ["1", "2"])],
    ),
    (
        "a number that would continue the sequence",
        """
        >1. Chi bộ đã họp theo đúng quy định của điều lệ và của cấp uỷ cấp trên.|
        >2. Số cuộc họp bất thường trong sáu tháng qua của các chi bộ nói chung là
        3. Nguyên nhân là do nhiều việc đột xuất mà chi uỷ phải bàn gấp trong tháng.|
        >3. Việc đóng đảng phí đầy đủ.|
        >4. Việc kiểm tra có nền nếp.|
        """,
        ["1", "2", "3", "4"],
    ),
    (
        "initials of an author",
        """
        >1. Học tập lý luận của chủ nghĩa Mác và tư tưởng trong các tác phẩm của V.
        I. Lê-nin về xây dựng đảng kiểu mới của giai cấp công nhân.|
        >2. Học tập tư tưởng Hồ Chí Minh.|
        """,
        ["1", "2"],
    ),
    (
        "a wrapped citation of an article",
        """
        >Điều 1. Phạm vi áp dụng của quy chế được xác định theo khoản 2
        Điều 5 của Quy chế làm việc và theo các văn bản hướng dẫn của cấp trên.|
        >Điều 2. Quy chế có hiệu lực từ ngày ký.|
        """,
        ["Điều 1", "Điều 2"],
    ),
    (
        "a wrapped citation with a capital behind it",
        """
        >Điều 1. Việc khen thưởng thực hiện theo quy định tại các khoản 2 và 3 của
        Điều 9 Quy chế thi đua của đảng bộ và theo hướng dẫn hằng năm của huyện.|
        >Điều 2. Quy chế có hiệu lực từ ngày ký.|
        """,
        ["Điều 1", "Điều 2"],
    ),
    (
        "symbols and dates at the beginning of lines",
        """
        >1. Thực hiện Kế hoạch số
        15-KH/HU ngày
        02/4/2019 của huyện uỷ.|
        >2. Thực hiện Thông báo số 7 năm
        2018 - 2019.|
        """,
        ["1", "2"],
    ),
    (
        "amounts and shares at the beginning of lines",
        """
        >1. Toàn huyện có hơn
        1.250 đảng viên, tăng
        2.5% so với năm trước, cộng
        12 đảng viên dự bị.|
        >2. Đã kết nạp mới.|
        """,
        ["1", "2"],
    ),
    (
        "numbers in brackets",
        """
        >1. Có ba việc:|
        >(1) Việc thứ nhất.|
        >(2) Việc thứ hai.|
        >2. Hết.|
        """,
        ["1", "2"],
    ),
    (
        "the parts of an enumeration within a sentence",
        """
        >1. Các mức khen gồm có giấy khen, bằng khen và huy hiệu, theo mục 1 phần
        II. Mức tiền thưởng do cấp uỷ quyết định theo khả năng của quỹ hằng năm.|
        >2. Các mức phạt.|
        """,
        ["1", "2"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [s[1:] for s in RUNNING], ids=[s[0] for s in RUNNING])
def test_running_text_is_no_marker(text: str, expected: Tree) -> None:
    assert labels(read(printed(text)).sections) == expected


def test_a_quoted_amendment_has_no_sections_of_the_amending_document() -> None:
    found = tree(
        """
        1. Sửa đổi Điều 5 như sau:
        “Điều 5. Nhiệm vụ của chi uỷ
        1. Chuẩn bị nội dung sinh hoạt.
        2. Phân công đảng viên.
        3. Kiểm tra việc thực hiện.”
        2. Bãi bỏ Điều 7.
        3. Sửa đổi Điều 9 như sau:
        "1. Thu đảng phí.
        2. Nộp lên cấp trên."
        4. Giao Văn phòng đính chính.
        """
    )
    assert found == ["1", "2", "3", "4"]


def test_a_quotation_that_never_closes_does_not_swallow_the_rest() -> None:
    text = "1. Mở đầu của báo cáo.\n“Đoàn kết là sức mạnh của chi bộ.\n2. Phần hai của báo cáo.\n3. Phần ba."
    assert tree(text) == ["1", "2", "3"]


def test_a_document_without_markers_has_no_sections() -> None:
    reading = read(plain("Kính mời đồng chí dự họp.\nThời gian: 8 giờ.\nĐịa điểm: hội trường."))
    assert reading == SectionReading((), 3)


def test_no_lines_give_no_sections() -> None:
    assert find_sections(plain("Một dòng"), 1, 0) == SectionReading((), 1)


# --- damage -----------------------------------------------------------------------------------------

DAMAGED: list[tuple[str, str, Tree]] = [
    ("II read as H", "I- MỤC ĐÍCH\nMột.\nH- NỘI DUNG\nHai.\nIII- TỔ CHỨC\nBa.", ["I", "II", "III"]),
    ("II read as I1", "I- MỤC ĐÍCH\nMột.\nI1- NỘI DUNG\nHai.\nIII- TỔ CHỨC\nBa.", ["I", "II", "III"]),
    ("II read as Il", "I. MỤC ĐÍCH\nMột.\nIl. NỘI DUNG\nHai.\nIII. TỔ CHỨC\nBa.", ["I", "II", "III"]),
    ("II read as I", "I- MỤC ĐÍCH\nMột.\nI- NỘI DUNG\nHai.\nIII- TỔ CHỨC\nBa.", ["I", "II", "III"]),
    ("III read as II", "I- MỤC ĐÍCH\nMột.\nII- NỘI DUNG\nHai.\nII- TỔ CHỨC\nBa.\nIV- KINH PHÍ\nBốn.",
     ["I", "II", "III", "IV"]),
    ("III read as HI", "I- MỤC ĐÍCH\nMột.\nII- NỘI DUNG\nHai.\nHI- TỔ CHỨC\nBa.", ["I", "II", "III"]),
    ("III read as TII", "I. MỤC ĐÍCH\nMột.\nII. NỘI DUNG\nHai.\nTII. TỔ CHỨC\nBa.", ["I", "II", "III"]),
    ("IV read as 1V", "I. A\nMột.\nII. B\nHai.\nIII. C\nBa.\n1V. D\nBốn.", ["I", "II", "III", "IV"]),
    ("I read as L", "L. MỤC ĐÍCH\nMột.\nII. NỘI DUNG\nHai.\nIII. TỔ CHỨC\nBa.", ["I", "II", "III"]),
    ("1 read as l", "I- MỤC ĐÍCH\nl. Việc một.\n2. Việc hai.\n3. Việc ba.", [("I", ["1", "2", "3"])]),
    ("1 read as I", "I- MỤC ĐÍCH\nI. Việc một của chi bộ.\n2. Việc hai của chi bộ.\n3. Việc ba.\nII- NỘI DUNG\nHết.",
     [("I", ["1", "2", "3"]), "II"]),
    ("1 read as Ì", "I- MỤC ĐÍCH\nÌ. Việc một.\n2. Việc hai.\n3. Việc ba.", [("I", ["1", "2", "3"])]),
    ("10 and 11 read as 1O and 1l",
     "\n".join(f"{i}. Việc {i} của tổ." for i in range(1, 10)) + "\n1O. Việc mười.\n1l. Việc mười một.\n12. Việc cuối.",
     [str(i) for i in range(1, 13)]),
    ("3 read as 8", "1. Việc một.\n2. Việc hai.\n8. Việc ba.\n4. Việc bốn.\n5. Việc năm.", ["1", "2", "3", "4", "5"]),
    ("Điều with other marks",
     "Điều 1. Phạm vi\nMột.\nĐiêu 2. Đối tượng\nHai.\nDiều 3. Hiệu lực\nBa.\nÐiều 4. Thi hành\nBốn.",
     ["Điều 1", "Điều 2", "Điều 3", "Điều 4"]),
    ("Điều l", "Điều l. Phạm vi\nMột.\nĐiều 2. Đối tượng\nHai.", ["Điều 1", "Điều 2"]),
    ("đ read as d", "1. Gồm:\na) Một;\nb) Hai;\nc) Ba;\nd) Bốn;\nd) Năm;\ne) Sáu.\n2. Hết.",
     [("1", ["a", "b", "c", "d", "đ", "e"]), "2"]),
    ("c read as e", "1. Gồm:\na) Một;\nb) Hai;\ne) Ba;\nd) Bốn.\n2. Hết.", [("1", ["a", "b", "c", "d"]), "2"]),
    ("g read as ø", "1. Gồm:\na) Một;\nb) Hai;\nc) Ba;\nd) Bốn;\nđ) Năm;\ne) Sáu;\nø) Bảy;\nh) Tám.\n2. Hết.",
     [("1", ["a", "b", "c", "d", "đ", "e", "g", "h"]), "2"]),
    ("decimals with commas",
     "1. Về tư tưởng\n1,1. Học tập.\n1,2. Thi đua.\n2. Về tổ chức\n2.1. Kiện toàn.\n2.2. Kết nạp.",
     [("1", ["1.1", "1.2"]), ("2", ["2.1", "2.2"])]),
    ("a decimal that lost its point",
     "1. Về tư tưởng\nL1. Học tập.\n1.2. Thi đua.\n1.3. Khen thưởng.\n2. Về tổ chức\nTốt.",
     [("1", ["1.1", "1.2", "1.3"]), "2"]),
    ("a decimal's first figure", "5. Về tư tưởng\n5.1. Học tập.\n3.2. Thi đua.\n5.3. Khen thưởng.",
     [("5", ["5.1", "5.2", "5.3"])]),
    ("specks before markers", "1. Việc một.\n_2. Việc hai.\n3. Việc ba.\n' 4. Việc bốn.", ["1", "2", "3", "4"]),
    ("a mark that was lost", "1. Việc một.\n2. Việc hai.\n3 Việc ba của tổ.\n4. Việc bốn.", ["1", "2", "3", "4"]),
    ("a broken bracket", "1. Gồm:\na) Một;\nb} Hai;\nc] Ba.\n2. Hết.", [("1", ["a", "b", "c"]), "2"]),
    ("1 read as I where nothing else says so",
     "I. Việc một của tổ.\n2. Việc hai của tổ.\n3. Việc ba.", ["1", "2", "3"]),
    ("II and III that lost a stroke each",
     "I- KẾT QUẢ\nTốt.\nI- TỒN TẠI\nI- Một việc.\n2- Hai việc.\nII- KIẾN NGHỊ\nÍt.",
     ["I", ("II", ["1", "2"]), "III"]),
    ("I read as IL, the others a stroke short",
     "IL. MỤC ĐÍCH\n1. Một.\n2. Hai.\nI. NỘI DUNG\n1. Ba.\n2. Bốn.\nII. TỔ CHỨC\n1. Năm.\n2. Sáu.",
     [("I", ["1", "2"]), ("II", ["1", "2"]), ("III", ["1", "2"])]),
    ("III read as HH", "I- MỤC ĐÍCH\nMột.\nH- NỘI DUNG\nHai.\nHH- TỔ CHỨC\nBa.", ["I", "II", "III"]),
    ("a dash before a marker", "I- KẾT QUẢ\n- 1- Việc một.\n2- Việc hai.\nII- TỒN TẠI\nÍt.", [("I", ["1", "2"]), "II"]),
    ("a dash run into a marker", "1. Việc một.\n-2. Việc hai.\n3. Việc ba.", ["1", "2", "3"]),
    ("PHẦN with other marks", "PHÀN I\nTÌNH HÌNH\nTốt.\nPHÂN II\nNHIỆM VỤ\nNhiều.", ["Phần I", "Phần II"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [s[1:] for s in DAMAGED], ids=[s[0] for s in DAMAGED])
def test_damage_is_mended_by_the_sequence(text: str, expected: Tree) -> None:
    assert tree(text, confidence=0.9) == expected


def test_a_mended_label_says_so_and_is_less_sure() -> None:
    nodes = read(plain("I- MỤC ĐÍCH\nMột.\nH- NỘI DUNG\nHai.\nIII- TỔ CHỨC\nBa.")).sections
    assert [n.mended for n in nodes] == [False, True, False]
    assert nodes[1].confidence < min(nodes[0].confidence, nodes[2].confidence)
    assert nodes[1].rule == "roman:continues:mended"
    assert build_sections(SectionReading(nodes, 0), plain("x" * 80))[1].inferred == ["label"]


def test_a_skipped_number_is_accepted_with_less_confidence() -> None:
    nodes = read(plain("1. Một việc.\n2. Hai việc.\n4. Bốn việc.\n5. Năm việc.")).sections
    assert [n.label for n in nodes] == ["1", "2", "4", "5"]
    assert nodes[2].confidence < nodes[1].confidence
    assert nodes[2].rule == "arabic:skips"


@pytest.mark.parametrize(
    ("printed_numbers", "expected"),
    [
        ([1, 7, 8], ["1", "7", "8"]),  # a gap of the author's: no two figures are misread in a row
        ([1, 7, 3], ["1", "2", "3"]),  # what follows says that the 7 was a 2
    ],
)
def test_a_figure_is_mended_where_the_next_one_bears_it_out(printed_numbers: list[int], expected: list[str]) -> None:
    text = "\n\n".join(f"Điều {n}. Nội dung\n\nĐảng viên thực hiện nội dung này." for n in printed_numbers)
    assert labels(read(plain(text)).sections) == [f"Điều {n}" for n in expected]


def test_a_number_repeated_in_a_digital_document_stays_as_printed() -> None:
    rows = [">1. Một việc lớn.|", ">2. Hai việc lớn.|", ">2. Ba việc lớn.|", ">3. Bốn việc lớn.|"]
    assert labels(read(printed("\n".join(rows))).sections) == ["1", "2", "2", "3"]


# --- headings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I- MỤC ĐÍCH, YÊU CẦU\nNâng cao nhận thức.", {"I": "MỤC ĐÍCH, YÊU CẦU"}),
        ("I. MỤC TIÊU CHUNG\nCỦA ĐẢNG BỘ HUYỆN\nNâng cao nhận thức.", {"I": "MỤC TIÊU CHUNG CỦA ĐẢNG BỘ HUYỆN"}),
        ("PHẦN I\nTÌNH HÌNH VÀ\nKẾT QUẢ\nĐã đạt nhiều kết quả.", {"Phần I": "TÌNH HÌNH VÀ KẾT QUẢ"}),
        ("I.\nMỤC ĐÍCH\nNâng cao nhận thức.\nII.\nNỘI DUNG\nHọc tập.", {"I": "MỤC ĐÍCH", "II": "NỘI DUNG"}),
        ("# I- MỤC ĐÍCH\nNâng cao.\n# II- NỘI DUNG\nHọc.", {"I": "MỤC ĐÍCH", "II": "NỘI DUNG"}),
        ("**1. Về tư tưởng**\nĐã làm tốt.", {"1": "Về tư tưởng"}),
        ("**1. Về công tác tư tưởng và\ndư luận**\n\nĐã làm tốt.", {"1": "Về công tác tư tưởng và dư luận"}),
        ("**1. Danh mục hồ sơ nộp lưu.**\nKèm bảng kê.", {"1": "Danh mục hồ sơ nộp lưu"}),
        ("**1.** Cơ bản nhất trí với báo cáo.\n**2.** Giao Văn phòng.", {"1": None, "2": None}),
        ("**1. Mục tiêu:** đến cuối năm đạt chuẩn.\n2. Hết.", {"1": None, "2": None}),
        ("1. Về ưu điểm:\nNhiều ưu điểm.\n2. Về khuyết điểm:\nCòn ít.", {"1": "Về ưu điểm", "2": "Về khuyết điểm"}),
        ("Điều 1. Phạm vi điều chỉnh\nQuy chế nói về hồ sơ.", {"Điều 1": "Phạm vi điều chỉnh"}),
        ("Điều 1. Thành lập tổ công tác gồm năm đồng chí.", {"Điều 1": None}),
        ("Điều 1. Quy chế này thay thế:\n- Quy chế cũ.\n- Phụ lục cũ.", {"Điều 1": None}),
        ("1. Các chi bộ có trách nhiệm:\na) Họp.\nb) Báo cáo.", {"1": None, "1/a": None, "1/b": None}),
        ("1. Văn phòng huyện uỷ:\na) Theo dõi.\nb) Báo cáo.", {"1": "Văn phòng huyện uỷ", "1/a": None, "1/b": None}),
        ("1. Thực hiện một số việc sau:\n- Họp.\n- Báo cáo.", {"1": None}),
        ("1. Đồng chí A - Tổ trưởng\n2. Đồng chí B - Tổ phó\n3. Hết.", {"1": None, "2": None, "3": None}),
        ("1. Ưu điểm:\n2. Khuyết điểm:\n3. Hết.", {"1": "Ưu điểm", "2": "Khuyết điểm", "3": None}),
        ("1. Đảng viên chuyển đi phải làm các việc:\n- Một.\n2. Hết.", {"1": None, "2": None}),
        ("1. Thời gian: sáng thứ hai\n- Một.\n- Hai.\n2. Hết.", {"1": None, "2": None}),
        ("1. Gồm:\n- Một.\n- Hai.\n2. Hết.", {"1": None, "2": None}),
        ("a) Hồ sơ chính\nGồm đơn và lý lịch.\nb) Hồ sơ phụ\nGồm ảnh.", {"a": "Hồ sơ chính", "b": "Hồ sơ phụ"}),
        ("a) Đơn xin vào Đảng;\nb) Lý lịch;\nc) Ảnh.", {"a": None, "b": None, "c": None}),
    ],
)  # fmt: skip
def test_heading_or_paragraph(text: str, expected: dict[str, str | None]) -> None:
    assert headings(read(plain(text)).sections) == expected


def test_a_heading_on_a_page_ends_where_the_next_paragraph_is_indented() -> None:
    reading = read(
        printed(
            """
            >Thực hiện chương trình công tác năm, Ban Thường vụ hướng dẫn như sau:|
            >1. Đối với việc tặng giấy khen cho đảng viên có thành tích ở các chi bộ trực
            thuộc đảng uỷ cơ sở|
            >Chi bộ xét chọn và gửi danh sách lên đảng uỷ cơ sở trước ngày mười của tháng
            cuối quý.|
            >2. Đối với việc tặng bằng khen|
            >Đảng uỷ cơ sở xét chọn trong số đảng viên đã được tặng giấy khen ba năm liền
            trở lên.|
            """
        )
    )
    assert headings(reading.sections) == {
        "1": "Đối với việc tặng giấy khen cho đảng viên có thành tích ở các chi bộ trực thuộc đảng uỷ cơ sở",
        "2": "Đối với việc tặng bằng khen",
    }
    assert reading.preamble_end == 1


def test_a_bold_run_that_ends_inside_a_paragraph_is_no_heading() -> None:
    reading = read(
        printed(
            """
            !>1. Uỷ quyền cho Ban Tổ chức xem xét và quyết định việc kết nạp đảng viên ở
            các chi bộ trực thuộc trong trường hợp đặc biệt do cấp uỷ đề nghị bằng văn bản.|
            >2. Việc khác do Thường trực quyết định.|
            """
        )
    )
    assert headings(reading.sections) == {"1": None, "2": None}


@pytest.mark.parametrize(("confidence", "heading"), [(0.9, "Kiến nghị với cơ sở"), (1.0, None)])
def test_a_scans_line_alone_is_a_heading_though_a_word_looks_light(confidence: float, heading: str | None) -> None:
    """The weight of a word of a scan is a guess: "Kiến nghị với" heavy, "cơ sở" light.  Type of a file is none."""
    text = "1. **Kiến nghị với** cơ sở\n\nCác chi bộ gửi báo cáo trước ngày mười của tháng cuối quý."
    assert headings(read(plain(text, confidence=confidence)).sections) == {"1": heading}


@pytest.mark.parametrize(("confidence", "is_heading"), [(0.9, False), (1.0, True)])
def test_a_long_bold_paragraph_of_a_scan_is_no_heading(confidence: float, is_heading: bool) -> None:
    words = " ".join(["Phối hợp chặt chẽ với các cơ quan có liên quan trong việc"] * 4)
    text = f"a) **{words}**\n\nGồm hai đợt.\n\nb) **Việc khác**\n\nGồm một đợt."
    found = headings(read(plain(text, confidence=confidence)).sections)
    assert (found["a"] is not None, found["b"]) == (is_heading, "Việc khác")


# --- appendices -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "\fPHỤ LỤC\nDANH SÁCH TỔ CÔNG TÁC\n(Kèm theo Quyết định số 5-QĐ/HU)",
        "\fDANH MỤC HỒ SƠ NỘP LƯU\n(kèm theo Quyết định số 5-QĐ/HU)",
        "\fPhụ lục 1\n**Danh sách tổ công tác**",
    ],
)
def test_headings_of_an_appendix_stand_on_the_top_level(title: str) -> None:
    found = tree(
        "Điều 1. Thành lập tổ công tác.\nĐiều 2. Tổ công tác có nhiệm vụ:\n1. Rà soát.\n2. Báo cáo.\n"
        f"Điều 3. Thi hành quyết định.\n{title}\n1. Tổ trưởng\nBí thư chi bộ.\n2. Thành viên\nCác chi uỷ viên."
    )
    assert found == ["Điều 1", ("Điều 2", ["1", "2"]), "Điều 3", "1", "2"]


def test_the_caller_may_name_the_beginning_of_an_appendix() -> None:
    lines = plain("1. Việc một.\n2. Việc hai.\n3. Việc ba.\nDanh sách kèm theo\n1. Đồng chí A.\n2. Đồng chí B.")
    reading = find_sections(lines, 0, 5, breaks=[3])
    assert labels(reading.sections) == ["1", "2", "3", "1", "2"]
    third = reading.sections[2]
    assert [lines.text[a:b] for a, b in third.spans] == ["Việc ba."]


def test_the_word_appendix_in_running_text_breaks_nothing() -> None:
    assert tree("1. Việc một.\nPhụ lục kèm theo báo cáo này.\n2. Việc hai.\n3. Việc ba.") == ["1", "2", "3"]


# --- bullets ----------------------------------------------------------------------------------------


def test_bullets_are_sections_on_request_and_text_otherwise() -> None:
    text = "1. Có hai việc:\n- Việc một gồm:\n+ Ý một.\n+ Ý hai.\n- Việc hai.\n2. Hết."
    assert tree(text) == ["1", "2"]
    nodes = read(plain(text), bullets=True).sections
    assert labels(nodes) == [("1", [("-", ["+", "+"]), "-"]), "2"]
    assert {n.kind for n in flat(nodes)} == {"arabic", "dash"}


# --- text and evidence --------------------------------------------------------------------------------


def test_own_text_joins_lines_and_keeps_paragraphs_apart() -> None:
    lines = printed(
        """
        >Căn cứ chương trình công tác năm, chi uỷ báo cáo chi bộ kết quả như sau:|
        >I. KẾT QUẢ|
        >Trong kỳ chi bộ đã sinh hoạt đều đặn và đã hoàn thành các nhiệm vụ mà cấp trên
        giao cho.|
        >Việc học tập nghị quyết được tổ chức đầy đủ, đúng thời gian và có kiểm tra sau
        mỗi đợt.|
        >1. Tồn tại: việc ghi biên bản có lúc chậm.|
        """
    )
    reading = read(lines)
    first = build_sections(reading, lines)[0]
    assert first.heading == "KẾT QUẢ"
    assert first.text == (
        "Trong kỳ chi bộ đã sinh hoạt đều đặn và đã hoàn thành các nhiệm vụ mà cấp trên giao cho.\n"
        "Việc học tập nghị quyết được tổ chức đầy đủ, đúng thời gian và có kiểm tra sau mỗi đợt."
    )
    assert first.children[0].text == "Tồn tại: việc ghi biên bản có lúc chậm."
    assert first.level == 1 and first.children[0].level == 2
    assert all(e.bbox is not None for e in first.evidence)
    assert reading.preamble_end == 1


def test_rows_of_a_table_are_no_sections_and_no_text() -> None:
    words = [Word("x")]
    rows = [("1. Danh sách", ""), ("1. Đồng chí A", "row"), ("2. Đồng chí B", "row"), ("2. Kinh phí.", ""), ("Ít.", "")]
    lines = TextMap(Line(text, tuple(words), 1, markup=markup) for text, markup in rows)  # type: ignore[arg-type]
    found = build_sections(read(lines), lines)
    assert [(s.label, s.heading, s.text) for s in found] == [("1", "Danh sách", ""), ("2", None, "Kinh phí.\nÍt.")]


def test_a_paragraph_goes_on_over_a_page_break() -> None:
    lines = printed(
        """
        >1. Đảng uỷ yêu cầu các chi bộ trực thuộc nghiêm túc kiểm điểm trách nhiệm của
        \fcấp uỷ và người đứng đầu, báo cáo kết quả trong quý.|
        >2. Văn phòng theo dõi việc thực hiện và báo cáo Thường trực.|
        """
    )
    first = build_sections(read(lines), lines)[0]
    assert "\n" not in first.text
    assert {e.page for e in first.evidence} == {1, 2}


def test_offsets_give_the_marker_and_its_heading() -> None:
    lines = plain("Mở đầu.\nI- MỤC ĐÍCH\nMột ý.\n' II- NỘI DUNG\nHai ý.")
    nodes = read(lines).sections
    assert [lines.text[n.start : n.end] for n in nodes] == ["I- MỤC ĐÍCH", "II- NỘI DUNG"]


# --- properties ---------------------------------------------------------------------------------------

LETTERS = list("abcdđeghiklm")
STYLES = {
    "roman": [lambda n, up: f"{ROMANS[n]}-", lambda n, up: f"{ROMANS[n]}.", lambda n, up: f"{ROMANS[n]} -"],
    "capital": [lambda n, up: f"{'ABCDĐEGHIKLM'[n]}.", lambda n, up: f"{'ABCDĐEGHIKLM'[n]}-"],
    "article": [lambda n, up: f"Điều {n + 1}.", lambda n, up: f"Điều {n + 1}:"],
    "arabic": [lambda n, up: f"{n + 1}.", lambda n, up: f"{n + 1}-", lambda n, up: f"{n + 1}/"],
    "decimal": [lambda n, up: f"{up}.{n + 1}.", lambda n, up: f"{up}.{n + 1}-"],
    "letter": [lambda n, up: f"{LETTERS[n]})", lambda n, up: f"{LETTERS[n]}."],
}
NUMBERS = {
    "roman": lambda n, up: ROMANS[n],
    "capital": lambda n, up: "ABCDĐEGHIKLM"[n],
    "article": lambda n, up: f"Điều {n + 1}",
    "arabic": lambda n, up: str(n + 1),
    "decimal": lambda n, up: f"{up}.{n + 1}",
    "letter": lambda n, up: LETTERS[n],
}
PATHS = [
    ("roman", "arabic", "letter"),
    ("capital", "roman", "arabic"),
    ("roman", "article", "arabic", "letter"),
    ("article", "arabic", "letter"),
    ("arabic", "decimal", "letter"),
    ("roman", "arabic", "decimal"),
    ("arabic", "letter"),
]
SENTENCES = [
    "Các chi bộ tổ chức học tập và báo cáo kết quả về đảng uỷ.",
    "Văn phòng theo dõi, đôn đốc việc thực hiện.",
    "Uỷ ban Kiểm tra giám sát theo chương trình năm.",
    "Kinh phí do ngân sách đảng bảo đảm.",
]


@st.composite
def rendered(draw: st.DrawFn) -> tuple[str, Tree]:
    """A random tree, as text and as labels."""
    path = draw(st.sampled_from(PATHS))
    style = {kind: draw(st.sampled_from(STYLES[kind])) for kind in path}
    articles = iter(range(1000))

    def grow(level: int, up: str) -> tuple[list[str], Tree]:
        kind = path[level]
        lines: list[str] = []
        found: Tree = []
        for i in range(draw(st.integers(2, 5 if level else 6))):
            n = next(articles) if kind == "article" else i
            lines.append(f"{style[kind](n, up)} {draw(st.sampled_from(SENTENCES))}")
            label = NUMBERS[kind](n, up)
            below: Tree = []
            if level + 1 < len(path) and draw(st.booleans()):
                more, below = grow(level + 1, label)
                lines += more
            elif draw(st.booleans()):
                lines.append(draw(st.sampled_from(SENTENCES)))
            found.append((label, below) if below else label)
        return lines, found

    lines, found = grow(0, "")
    return "\n".join(lines), found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rendered())
def test_a_tree_that_was_rendered_is_read_back(case: tuple[str, Tree]) -> None:
    text, expected = case
    assert tree(text) == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["I- MỘT", "II. HAI", "1. Một việc.", "2. Hai", "a) một", "2.1. x", "Điều 1. Y", "PHỤ LỤC", "- ý"]
            ),
            st.text(alphabet="IVXl1.)- aĐiều\"“”2:", min_size=1, max_size=14).filter(lambda s: s.strip() != ""),
        ),
        min_size=1,
        max_size=25,
    )
)  # fmt: skip
def test_any_lines_give_sections_in_order_without_overlap(rows: list[str]) -> None:
    lines = TextMap(
        Line(" ".join(r.split()), tuple(Word(w) for w in r.split()), 1, gap=float(i % 2)) for i, r in enumerate(rows)
    )
    for bullets in (False, True):
        reading = read(lines, bullets=bullets)
        nodes = flat(reading.sections)
        starts = [n.start for n in nodes]
        assert starts == sorted(starts) and len(set(starts)) == len(starts)
        spans = sorted([(n.start, n.end) for n in nodes] + [s for n in nodes for s in n.spans])
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
        assert all(0 <= a < b <= len(lines.text) for a, b in spans)
        assert len({lines.line_at(s) for s in starts}) == len(starts)
        assert all(0 < n.confidence <= 1 for n in nodes)
        assert all(n.level == 1 for n in reading.sections)
        build_sections(reading, lines)


# --- real documents -----------------------------------------------------------------------------------

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
TEXTS = [
    ("conclusion-07-KL-VPTW", 0, "Nơi nhận"),
    ("conclusion-221-KL-TW", 0, "Nơi nhận"),
    ("guidance-45-HD-BTCTW", 0, "Nơi nhận"),
    ("regulation-383-QD-TW", 0, "Nơi nhận"),
    ("resolution-71-NQ-TW", 0, "Nơi nhận|T/M"),
    ("template-BC-giam-sat", 0, "TỔ TRƯỞNG"),
    ("template-KH-giam-sat", 0, "ĐẢNG BỘ"),
    ("template-TB-ket-luan-giam-sat", 0, "Nơi nhận"),
    ("plan-13-KH-DUK", 0, "Nơi nhận"),
]


@pytest.mark.parametrize(("name", "index", "end"), TEXTS, ids=[t[0] for t in TEXTS])
def test_labels_of_a_real_text(name: str, index: int, end: str) -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real documents is not beside the repository")
    source = (CORPUS / name / "source.md").read_text("utf-8")
    source = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.S)
    source = re.sub(r"<!--.*?-->", "", source)
    gold = json.loads((CORPUS / name / "gold.json").read_text("utf-8"))["documents"][index]
    lines = plain(source)
    last = next(i for i, line in enumerate(lines.lines) if i > 5 and re.match(rf"[*_#\s]*(?:{end})", line.text)) - 1
    found = find_sections(lines, 0, last)
    depth = gold.get("sections_depth", 9)

    def cut(sections: list[dict[str, Any]], left: int) -> Tree:
        return [
            (s["label"], cut(s["children"], left - 1)) if left > 1 and s.get("children") else s["label"]
            for s in sections
        ]

    def shallow(nodes: tuple[SectionNode, ...], left: int) -> Tree:
        return [(n.label, shallow(n.children, left - 1)) if left > 1 and n.children else n.label for n in nodes]

    assert shallow(found.sections, depth) == cut(gold["sections"], depth)
