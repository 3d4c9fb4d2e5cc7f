"""Documents that no rule was written against: composed by chance, correct by the form of their day.

They are the third half of the score (``--split fresh``).  Nothing of them is in the corpus, and what is wrong with them
is known from the planter alone: a composition is made after the regulation of its day, and nobody has read what the
check says of it.  The documents are those of ``SEED``; another seed makes another set.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tools.corpus.spec import Entry, read_body

SEED = 20260
COUNT = 60

_PROVINCES = ("Thượng Lam", "Đông Phước", "Vĩnh Sa", "Tây Khê", "Hải Trung")
_DISTRICTS = ("Cẩm Thạch", "Ninh Đức", "Phong Điềm", "Trà Sơn", "Yên Lập Hạ", "Quang Thiện")
_COMMUNES = ("Đại Lâm", "Tân Khánh", "Mỹ Trạch", "Hòa Thuận Tây", "Xuân Quang", "Bình Chương")
_NAMES = ("Trịnh Công Bằng", "Vũ Thị Mai Hương", "Lê Đăng Quý", "Nông Văn Chất", "Hoàng Thị Kiều", "Phan Trọng Nghĩa",
          "Bùi Khắc Thành", "Đàm Thị Lụa", "Tạ Quốc Doanh", "Chu Minh Tuấn")  # fmt: skip
_SUBJECTS = (
    "cải tạo hệ thống chiếu sáng ở các khu dân cư", "phòng, chống hạn vụ đông xuân",
    "thu gom vỏ bao thuốc bảo vệ thực vật",
    "tổ chức hội thi dân vận khéo", "chỉnh trang các tuyến đường liên thôn",
    "nâng cao chất lượng sinh hoạt chuyên đề",
    "bảo tồn giống lúa bản địa", "dạy nghề cho lao động nông thôn", "xây dựng nhà văn hóa thôn",
    "chăm sóc người cao tuổi",
)  # fmt: skip
_VERBS = (
    "Rà soát",
    "Hoàn thành",
    "Phân công",
    "Tuyên truyền",
    "Kiểm tra",
    "Bố trí",
    "Hướng dẫn",
    "Tổng hợp",
    "Vận động",
)
_OBJECTS = ("các hộ khó khăn về nước sinh hoạt", "hồ sơ của từng thôn", "cán bộ theo dõi từng địa bàn",
    "các điểm có nguy cơ",
            "nguồn kinh phí đã giao", "việc thực hiện ở cơ sở", "những cách làm hay",
    "lịch trực trong tuần")  # fmt: skip
_ENDS = ("trước ngày 15 hằng tháng", "theo đúng quy định", "và báo cáo kết quả", "ngay trong quý đầu",
    "có sự tham gia của nhân dân",
         "gắn với trách nhiệm người đứng đầu", "bảo đảm tiết kiệm", "không để chồng chéo")  # fmt: skip
_HEADS = ("MỤC ĐÍCH, YÊU CẦU", "NỘI DUNG", "GIẢI PHÁP", "TỔ CHỨC THỰC HIỆN", "KẾT QUẢ", "NHIỆM VỤ TRỌNG TÂM")
_SMALL = ("Về nhận thức", "Về nguồn lực", "Về địa bàn", "Về tiến độ", "Về kiểm tra")
_ROMANS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class _Kind:
    """A type of document: code, printed name, how its text is divided."""

    code: str
    name: str
    body: str


_KINDS = (
    _Kind("KH", "KẾ HOẠCH", "roman"), _Kind("BC", "BÁO CÁO", "roman"), _Kind("TB", "THÔNG BÁO", "arabic"),
    _Kind("QĐ", "QUYẾT ĐỊNH", "articles"), _Kind("CV", "", "letter"),
)  # fmt: skip
_PARTY_KINDS = (
    *_KINDS,
    _Kind("NQ", "NGHỊ QUYẾT", "roman"),
    _Kind("CT", "CHỈ THỊ", "arabic"),
    _Kind("KL", "KẾT LUẬN", "arabic"),
)
_FORMS = ("pdf", "pdf", "md", "txt", "docx", "html")


def fresh(seed: int = SEED, count: int = COUNT) -> list[Entry]:
    """The set of that number."""
    return [_entry(random.Random(seed * 1000 + at), at) for at in range(count)]


def _entry(r: random.Random, at: int) -> Entry:
    state = at % 3 == 2
    local = at % 10 == 0 and not state  # a cell or a school of the days since Quy định 399-QĐ/TW
    kind = r.choice(_KINDS if state or local else _PARTY_KINDS)
    day = _day(r, date(2012, 1, 5), date(2025, 6, 20)) if state else _day(r, date(1999, 1, 5), date(2026, 1, 5))
    day = _day(r, date(2026, 1, 15), date(2026, 5, 20)) if local else day
    form = _FORMS[at % len(_FORMS)]
    level = ("cell", "school")[at // 10 % 2] if local else ""
    head, body = _state(r, kind, day) if state else _party(r, kind, day, level)
    head |= {"type": kind.name or None, "code": kind.code, "date": _dated(day)}
    head = {k: v for k, v in head.items() if v is not None}
    style = _state_style() if state else _party_style(day)
    file: dict[str, Any] = {
        "title": kind.name, "family": "state" if state else "party", "form": form, "split": "fresh", "seed": at,
        "style": style, "text": {k: v for k, v in style.items() if k in ("colon", "recipient_sep")},
    }  # fmt: skip
    return Entry(f"fresh-{at:03d}", file, (read_body(head, body, f"fresh-{at:03d}"),))


def _day(r: random.Random, first: date, last: date) -> date:
    """A working day."""
    day = first + timedelta(days=r.randrange((last - first).days))
    return day - timedelta(days=max(0, day.weekday() - 4))


def _dated(day: date) -> str:
    """Days below ten and the first two months with a zero, as all regulations ask."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


# --- heads ---------------------------------------------------------------------------------------


def _party(r: random.Random, kind: _Kind, day: date, level: str = "") -> tuple[dict[str, Any], str]:
    province, district, commune = r.choice(_PROVINCES), r.choice(_DISTRICTS), r.choice(_COMMUNES)
    levels = ["province", "district", "committee"] + (["commune"] if kind.code != "CT" else [])
    level = level or r.choice(levels)
    superior, organ, symbol, place, office = {
        "province": (None, f"TỈNH ỦY {province.upper()}", "TU", province, "Văn phòng Tỉnh ủy"),
        "district": (
            f"ĐẢNG BỘ TỈNH {province.upper()}",
            f"HUYỆN ỦY {district.upper()}",
            "HU",
            district,
            "Văn phòng Huyện ủy",
        ),
        "commune": (
            f"ĐẢNG BỘ HUYỆN {district.upper()}",
            f"ĐẢNG ỦY XÃ {commune.upper()}",
            "ĐU",
            commune,
            "Văn phòng Đảng ủy",
        ),
        "cell": (f"ĐẢNG BỘ XÃ {commune.upper()}", f"CHI BỘ THÔN {r.randrange(1, 9)}", "CB", commune, "chi bộ"),
        "school": (
            f"ĐẢNG BỘ XÃ {commune.upper()}",
            f"ĐẢNG ỦY TRƯỜNG CAO ĐẲNG {district.upper()}",
            "ĐU",
            commune,
            "Văn phòng Đảng ủy",
        ),
        "committee": (f"TỈNH ỦY {province.upper()}", "BAN TỔ CHỨC", "BTCTU", province, "Văn phòng Ban"),
    }[level]
    number = f"{r.randrange(1, 90):02d}-{kind.code}/{symbol}"
    subject = r.choice(_SUBJECTS)
    signed = r.random()
    if level == "committee":
        signature = (
            {"position": "TRƯỞNG BAN", "name": r.choice(_NAMES)} if signed < 0.5
            else {"authority": "K/T", "second": "TRƯỞNG BAN", "position": "PHÓ TRƯỞNG BAN", "name": r.choice(_NAMES)}
        )  # fmt: skip
    else:
        on = {"commune": "BAN CHẤP HÀNH", "cell": "CHI BỘ"}.get(level, "BAN THƯỜNG VỤ")
        signature = {
            "authority": "T/M",
            "on": on,
            "position": r.choice(("BÍ THƯ", "PHÓ BÍ THƯ")),
            "name": r.choice(_NAMES),
        }
    head: dict[str, Any] = {
        "superior": superior, "organ": organ, "number": number, "place": place, "subject": subject,
        "recipients": ["Các chi bộ, đảng bộ trực thuộc", "Ủy ban nhân dân cùng cấp", f"Lưu {office}"],
        "signatures": [signature],
    }  # fmt: skip
    roman_mark = "-" if day < date(2018, 4, 3) and r.random() < 0.5 else "."
    if kind.body == "letter":
        head |= {"addressees": ["Ban Thường vụ các huyện ủy"], "recipients": ["Như trên", f"Lưu {office}"]}
    body = _body(r, kind, roman_mark, "QUYẾT ĐỊNH:", f"Căn cứ chương trình công tác năm {day.year};")
    return head, body


def _state(r: random.Random, kind: _Kind, day: date) -> tuple[dict[str, Any], str]:
    province, district = r.choice(_PROVINCES), r.choice(_DISTRICTS)
    organ, place = (
        (["ỦY BAN NHÂN DÂN", f"TỈNH {province.upper()}"], province) if r.random() < 0.5
        else (["ỦY BAN NHÂN DÂN", f"HUYỆN {district.upper()}"], district)
    )  # fmt: skip
    ordinal = f"{r.randrange(1, 400):02d}"
    number = f"{ordinal}/UBND-VX" if kind.code == "CV" else f"{ordinal}/{kind.code}-UBND"
    subject = r.choice(_SUBJECTS)
    subject = f"V/v {subject}" if kind.code == "CV" else subject[0].upper() + subject[1:]
    signature = {"authority": "TM.", "on": "ỦY BAN NHÂN DÂN", "position": "CHỦ TỊCH", "name": r.choice(_NAMES)}
    if r.random() < 0.5:
        signature = {"authority": "KT.", "second": "CHỦ TỊCH", "position": "PHÓ CHỦ TỊCH", "name": r.choice(_NAMES)}
    head: dict[str, Any] = {
        "organ": organ, "number": number, "place": place, "subject": subject,
        "recipients": ["Sở Nội vụ", "Các phòng, ban liên quan", "Lưu: VT, VX"], "signatures": [signature],
    }  # fmt: skip
    if kind.body == "letter":
        head |= {"addressees": ["Các phòng, ban"], "recipients": ["Như trên", "Lưu: VT, VX"]}
    return head, _body(r, kind, ".", "QUYẾT ĐỊNH:", "Căn cứ Luật Tổ chức chính quyền địa phương;")


def _party_style(day: date) -> dict[str, Any]:
    margins = [25, 25, 35, 15] if day < date(2018, 4, 3) else [20, 20, 30, 15]
    return {
        "font": "liberation",
        "size": 14,
        "margins": margins,
        "page_number": "top",
        "recipient_sep": ",",
        "colon": False,
    }


def _state_style() -> dict[str, Any]:
    return {
        "font": "liberation", "size": 14, "header_size": 13, "margins": [20, 20, 30, 15], "page_number": "top",
        "colon": True, "recipient_sep": ";", "recipient_label": "bold-italic", "recipient_label_size": 12,
        "recipient_size": 11, "title_rule": "line", "title_size": 14, "subject_size": 14, "letter_subject_size": 12,
        "letter_subject_italic": False,
    }  # fmt: skip


# --- bodies --------------------------------------------------------------------------------------


def _body(r: random.Random, kind: _Kind, roman_mark: str, decides: str, basis: str) -> str:
    lines = list(
        {"roman": _romans, "arabic": _arabic, "articles": _articles, "letter": _letter}[kind.body](
            r, roman_mark, decides, basis
        )
    )
    return "\n".join([*lines[:-1], lines[-1].rstrip(".") + "./."])


def _romans(r: random.Random, mark: str, decides: str, basis: str) -> Iterator[str]:
    yield f"{_said(r)} Nội dung cụ thể như sau:"
    for at, heading in enumerate(r.sample(_HEADS, r.randrange(3, 5))):
        yield f"1# {_ROMANS[at]}{mark} {heading}"
        if r.random() < 0.4:
            for i, small in enumerate(r.sample(_SMALL, 3), 1):
                yield f"2# {i}{mark} {small}"
                yield from (f"3> {letter}) {_said(r)}" for letter in "abc"[: r.choice((0, 3))])
                yield _said(r)
        else:
            yield from (f"2> {i}{mark} {_said(r)}" for i in range(1, r.randrange(4, 6)))


def _arabic(r: random.Random, mark: str, decides: str, basis: str) -> Iterator[str]:
    yield f"{_said(r)} Cụ thể như sau:"
    yield from (f"1> {i}. {_said(r)} {_said(r)}" for i in range(1, r.randrange(5, 8)))


def _articles(r: random.Random, mark: str, decides: str, basis: str) -> Iterator[str]:
    yield f"~ {basis}"
    yield "~ Xét đề nghị của bộ phận tham mưu,"
    yield f"^ {decides}"
    yield from (f"1> Điều {i}. {_said(r)}" for i in range(1, 4))


def _letter(r: random.Random, mark: str, decides: str, basis: str) -> Iterator[str]:
    yield f"{_said(r)} {_said(r)}"
    yield _said(r)
    yield f"Đề nghị các đơn vị {r.choice(_VERBS).lower()} {r.choice(_OBJECTS)} {r.choice(_ENDS)}."


def _said(r: random.Random) -> str:
    return (
        f"{r.choice(_VERBS)} {r.choice(_OBJECTS)} {r.choice(_ENDS)}; {r.choice(_VERBS).lower()} {r.choice(_OBJECTS)}."
    )
