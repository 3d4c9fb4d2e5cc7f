"""Small documents for the examples of the rules of form: a correct one, with some of its parts replaced.

An example is lines "key: value"; ``⏎`` in a value is a line end, a line without a key goes on with the value before.
Keys are the parts of ``PARTY`` and ``STATE``; ``look.…`` and ``box.…`` give what a text does not tell, ``attachment``
and ``copy`` are further documents.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import vndocparse
from vndocparse.model.document import Document, Evidence, Marginal, ParseResult
from vndocparse.model.look import Look, PageLook, SetIn
from vndocparse.rules.formchecks import CheckRule, regulations

PARTY = {
    "superior": "ĐẢNG BỘ TỈNH AN LĨNH",
    "organ": "HUYỆN UỶ PHÚ SƠN",
    "star": "*",
    "number": "Số 27-KH/HU",
    "letter": "",
    "motto": "ĐẢNG CỘNG SẢN VIỆT NAM",
    "slogan": "",
    "date": "Phú Sơn, ngày {day:02d} tháng {month} năm {year}",
    "type": "KẾ HOẠCH",
    "title": "trồng rừng phòng hộ ven suối",
    "rule": "-----",
    "addressee": "",
    "body": "Ban Thường vụ yêu cầu các chi bộ làm ngay những việc sau:⏎1. Trồng ba mươi héc-ta ở đầu nguồn.⏎2. Tuần tra mỗi tuần.",
    "end": "",
    "recipients.label": "Nơi nhận:",
    "recipients": "- Các chi bộ,⏎- Ban Tổ chức Huyện uỷ,⏎- Lưu Văn phòng Huyện uỷ.",
    "signing": "T/M BAN THƯỜNG VỤ⏎BÍ THƯ",
    "name": "Lò Văn Thiểng",
    "after": "",
}  # fmt: skip
STATE = PARTY | {
    "superior": "",
    "organ": "ỦY BAN NHÂN DÂN⏎TỈNH AN LĨNH",
    "star": "",
    "number": "Số: 158/KH-UBND",
    "motto": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "slogan": "Độc lập - Tự do - Hạnh phúc",
    "date": "An Lĩnh, ngày {day:02d} tháng {month} năm {year}",
    "body": "Ủy ban nhân dân tỉnh yêu cầu các xã làm ngay những việc sau:⏎1. Trồng ba mươi héc-ta.⏎2. Tuần tra mỗi tuần.",
    "recipients": "- Sở Nội vụ;⏎- Các xã;⏎- Lưu: VT, NV.",
    "signing": "TM. ỦY BAN NHÂN DÂN⏎CHỦ TỊCH",
}
_FURTHER = ("family", "attachment", "copy", "secrecy", "draft")
_COPY = """
_______________
HUYỆN UỶ PHÚ SƠN
*
Số {number}
SAO Y BẢN CHÍNH
Phú Sơn, ngày 20 tháng 9 năm 2024

T/L BAN THƯỜNG VỤ
CHÁNH VĂN PHÒNG

Bàn Thị Pản
"""
_A4 = (595.3, 841.9)


def day_within(rule: CheckRule) -> date:
    """A Wednesday on which the rule holds and a regulation of its family is in force."""
    first = rule.valid_from or (min(r.valid_from for r in regulations() if r.family in rule.families) if regulated(rule)
                                else date(2021, 3, 1))  # fmt: skip
    day = min(first + timedelta(days=400), (rule.valid_to or date.max) - timedelta(days=30))
    return day + timedelta(days=(2 - day.weekday()) % 7)


def regulated(rule: CheckRule) -> bool:
    return len(rule.families) < 3


def result_of(example: str, rule: CheckRule) -> ParseResult:
    """The document of an example, parsed, in a file of its own."""
    parts = _parts(example)
    family = parts.pop("family", rule.families[0])
    base = STATE if family == "state" else PARTY
    day = date(2021, 9, 15) if rule.valid_from is None and rule.valid_to is None else day_within(rule)
    text = _text({**base, **parts}, day)
    result = vndocparse.parse(text.encode(), engine="none")
    documents = [_looked(result.documents[0], parts)]
    if "attachment" in parts:
        other = vndocparse.parse(parts["attachment"].replace("⏎", "\n").encode(), engine="none").documents[0]
        documents.append(other.model_copy(update={"role": "attachment"}))
    return result.model_copy(update={"documents": documents})


def _parts(example: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    last = ""
    for line in example.split("\n"):
        found = re.match(r"([a-z_.\d]+):\s?(.*)$", line)
        key = found[1] if found else ""
        if found and (key in PARTY or key in _FURTHER or key.startswith(("look.", "box."))):
            last, parts[key] = key, found[2]
        elif last and line:
            parts[last] += "⏎" + line
    return parts


def _text(parts: dict[str, str], day: date) -> str:
    shown = {k: v.replace("⏎", "\n") for k, v in parts.items()}
    shown["date"] = shown["date"].format(
        day=day.day, month=f"{day.month:02d}" if day.month < 3 else day.month, year=day.year
    )
    head = [
        shown[k]
        for k in ("superior", "organ", "star", "number", "letter", "secrecy", "motto", "slogan", "date")
        if shown.get(k)
    ]
    title = [shown[k] for k in ("type", "title") if shown[k]]
    title += [shown["rule"]] if title else []
    foot = [shown[k] for k in ("recipients.label", "recipients") if shown[k]]
    text = "\n\n".join(
        "\n".join(p)
        for p in (
            head,
            title,
            [shown["addressee"]],
            [shown["body"]],
            [shown["end"]],
            foot,
            [shown["signing"]],
            [shown["name"]],
            [shown["after"]],
        )
        if any(p)
    )
    return text + (_COPY.format(number=shown["copy"]) if "copy" in shown else "") + "\n"


def _looked(document: Document, parts: dict[str, str]) -> Document:
    """The document with what a page would tell besides."""
    looks = {k.removeprefix("look."): v for k, v in parts.items() if k.startswith("look.")}
    boxes = {k.removeprefix("box."): v for k, v in parts.items() if k.startswith("box.")}
    if not looks and not boxes:
        return document
    count = int(looks.pop("pages", "1"))
    size = tuple(map(float, looks.pop("size", "").split())) or _A4
    edges = [float(v) for v in looks.pop("page", "85 553 57 780").split()]
    numbers = looks.pop("numbers", "")
    sheet = dict(zip(("left", "right", "top", "bottom"), edges, strict=True))
    pages = tuple(PageLook(page=p, width=size[0], height=size[1], **sheet) for p in range(1, count + 1))
    values = tuple(_set_in(field, said) for field, said in looks.items())
    update: dict[str, object] = {"look": Look(pages=pages, values=values), "page_range": (1, count)}
    update["marginalia"] = [*document.marginalia, *map(_page_number, numbers.split())]
    for name, said in boxes.items():
        box = tuple(map(float, said.split()))
        value = getattr(document, name)
        first = value[0] if isinstance(value, list) else value
        placed = first.model_copy(update={"evidence": [first.evidence[0].model_copy(update={"bbox": box})]})
        update[name] = [placed, *value[1:]] if isinstance(value, list) else placed
    return document.model_copy(update=update)


def _set_in(field: str, said: str) -> SetIn:
    size, *rest = said.split()
    face = next((r[1:] for r in rest if r.startswith("@")), "")
    return SetIn(
        field=field,
        size=float(size),
        bold="bold" in rest,
        italic="italic" in rest,
        ruled="ruled" in rest,
        typeface=face,
    )


def _page_number(said: str) -> Marginal:
    """ "2=3@bottom": page 2 is numbered 3, at its foot."""
    page, rest = said.split("=")
    shown, _, where = rest.partition("@")
    x = 540.0 if where == "right" else 316.0
    top = 800.0 if where == "bottom" else 30.0
    place = Evidence(page=int(page), bbox=(x, top, x + 7, top + 12), start=0, end=0)
    return Marginal(kind="page_number", text=shown, evidence=[place])
