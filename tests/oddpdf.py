"""One plan of a commune's Party committee, drawn in the many odd ways in which PDF programs draw a page."""

from __future__ import annotations

from typing import NamedTuple

from tests.makepdf import Pdf


class Run(NamedTuple):
    """A line of text, or the part of one in one font; from the bottom left."""

    x: float
    y: float
    text: str
    font: str = "R"
    size: float = 13


HEAD = (
    Run(72, 790, "ĐẢNG BỘ HUYỆN HÒA AN"),
    Run(72, 774, "ĐẢNG ỦY XÃ BÌNH MINH", "B"),
    Run(130, 758, "*"),
    Run(72, 742, "Số 26-KH/ĐU"),
    Run(330, 790, "ĐẢNG CỘNG SẢN VIỆT NAM", "B"),
    Run(325, 742, "Bình Minh, ngày 15 tháng 3 năm 2021", "I"),
)
TITLE = (Run(260, 700, "KẾ HOẠCH", "B", 14), Run(170, 682, "trồng cây xanh ở trụ sở các chi bộ", "B"))
BODY = (
    Run(100, 650, "Thực hiện Kết luận số 12-KL/HU, ngày 02/02/2021 của Ban Thường vụ", "R", 12),
    Run(72, 632, "Huyện ủy, Đảng ủy xã xây dựng kế hoạch trồng cây xanh như sau:", "R", 12),
    Run(100, 606, "I- MỤC ĐÍCH, YÊU CẦU", "B", 12),
    Run(100, 588, "1. Giữ gìn cảnh quan sạch đẹp, bảo đảm bóng mát cho nhân dân khi đến", "R", 12),
    Run(72, 570, "làm việc tại trụ sở.", "R", 12),
    Run(100, 552, "2. Mỗi chi bộ cử hai đồng chí theo dõi, kịp thời báo cáo khó khăn.", "R", 12),
    Run(100, 526, "II- TỔ CHỨC THỰC HIỆN", "B", 12),
    Run(100, 508, "1. Văn phòng Đảng ủy chuẩn bị giống cây, dụng cụ và nước tưới.", "R", 12),
    Run(100, 490, "2. Ủy ban Kiểm tra giám sát việc thực hiện.", "R", 12),
)
FOOT = (
    Run(72, 450, "Nơi nhận:", "B", 12),
    Run(72, 434, "- Ban Thường vụ Huyện ủy,", "R", 11),
    Run(72, 420, "- Các chi bộ trực thuộc,", "R", 11),
    Run(72, 406, "- Lưu Văn phòng.", "R", 11),
    Run(370, 450, "T/M ĐẢNG ỦY", "B"),
    Run(390, 434, "BÍ THƯ", "B"),
    Run(360, 340, "Nguyễn Thị Hạnh", "B"),
)
PLAN = (*HEAD, *TITLE, *BODY, *FOOT)


def drawn(pdf: Pdf, runs: tuple[Run, ...] = PLAN, more: str = "") -> str:
    """The operators of all runs, each in one go."""
    return "".join(pdf.text(r.x, r.y, r.text, size=r.size, font=r.font, more=more) for r in runs)


def by_words(pdf: Pdf, runs: tuple[Run, ...] = PLAN) -> list[str]:
    """One operator a word; no spaces are drawn."""
    out = []
    for r in runs:
        x = r.x
        for word in r.text.split():
            out.append(pdf.text(round(x, 3), r.y, word, size=r.size, font=r.font))
            x += (len(word) + 1) * r.size / 2
    return out


def by_letters(pdf: Pdf, runs: tuple[Run, ...] = PLAN, *, apart: float = 0.0) -> list[str]:
    """One operator a letter, ``apart`` points from each other; no spaces are drawn."""
    return [
        pdf.text(round(r.x + k * (r.size / 2 + apart), 3), r.y, letter, size=r.size, font=r.font)
        for r in runs
        for k, letter in enumerate(r.text)
        if letter != " "
    ]
