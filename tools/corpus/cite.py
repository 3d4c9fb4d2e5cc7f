"""References in the composed texts: the fields of each ``{{…}}``.

The texts mark every reference by hand; this module only takes the marked string apart. What its grammar cannot see is
given behind ``||`` as ``key=value; key=value`` (``issuer=``, ``date=`` … ; an empty value means null, ``-`` leaves the
key out of the gold).
"""

from __future__ import annotations

import re
from typing import Any

TYPES = {
    "nghị quyết": "NQ", "quyết định": "QĐ", "quy định": "QĐ", "chỉ thị": "CT", "kết luận": "KL", "quy chế": "QC",
    "thông tri": "TT", "hướng dẫn": "HD", "thông báo": "TB", "báo cáo": "BC", "kế hoạch": "KH", "chương trình": "CTr",
    "đề án": "ĐA", "tờ trình": "TTr", "công văn": "CV", "văn bản": "CV", "luật": "L", "bộ luật": "BL",
    "hiến pháp": "HP", "pháp lệnh": "PL", "nghị định": "NĐ", "thông tư": "TT", "thông tư liên tịch": "TTLT",
    "điều lệ đảng": "ĐL", "cương lĩnh": "CL", "biên bản": "BB", "công điện": "CĐ",
}  # fmt: skip
_TYPE = re.compile(r"(?i)\b(" + "|".join(sorted(TYPES, key=len, reverse=True)) + r")\b")
_NUMBER = re.compile(r"(\d+[a-z]?(?:/\d{4})?\s*[-–‑/]\s*[A-ZĐƯ][\w&]*(?:\s*[-–‑/.]\s*[A-ZĐƯ][\w&]*)*)")
_DATE = re.compile(r"(?i)ngày\s*(\d{1,2})\s*(?:[-/.]|\s*tháng\s+)\s*(\d{1,2})\s*(?:[-/.]|\s*năm\s+)\s*(\d{4})")
_TERM = re.compile(r"(?i)kho[áa]\s+([IVX]+)|khóa\s+([IVX]+)")
_LOCATOR = re.compile(
    r"(?i)^((?:(?:(?:khoản|điểm|mục|điều)\s+(?:\d[\d.]*|[a-zđ])|(?:chương|phần)\s+(?:[IVX]+|\d+))(?:\s*,\s*|\s+))+)(?:của\s+)?"
)
MARK = re.compile(r"\{\{(.*?)(?:\|\|(.*?))?\}\}")


def fold(text: str) -> str:
    return " ".join(text.split())


def citation(text: str, extra: str | None) -> dict[str, Any]:
    """The gold of one marked reference."""
    text = fold(re.sub(r"</?[bi]>|<pb/>|\[\^\w+\]", "", text))
    out: dict[str, Any] = {"text": text}
    locator = _LOCATOR.match(text)
    rest = text[locator.end() :] if locator else text
    kind = _TYPE.search(rest)
    number = None
    body = _DATE.sub(" ", rest)
    if m := _NUMBER.search(body):
        number = re.sub(r"\s+", "", m[1])
    word = kind[1] if kind else None
    out["doc_type"] = word
    out["type_code"] = _code(word, number)
    out["number"] = number
    if number is None:
        out["name"] = rest
    date = _DATE.search(text)
    out["date"] = f"{date[3]}-{int(date[2]):02}-{int(date[1]):02}" if date else None
    term = _TERM.search(text)
    out["term"] = (term[1] or term[2]) if term else None
    issuer = re.search(r"\bcủa (.+)$", rest) if number or date else None
    if issuer:
        name = re.sub(r"[,\s]*\(?(?:,\s*)?kho[áa]\s+[IVX]+\)?.*$|[,\s]*khóa\s+[IVX]+.*$", "", issuer[1]).strip(" ,(")
        out["issuer"] = _DATE.sub("", name).strip(" ,")
    else:
        out["issuer"] = None
    if locator:
        out["locator"] = locator[1].strip(" ,")
    for pair in filter(None, (p.strip() for p in (extra or "").split(";"))):
        key, _, value = (s.strip() for s in pair.partition("="))
        if key == "rel":
            key = "relation"
        if value == "-":
            out.pop(key, None)
        else:
            out[key] = value or None
    return out


def _code(word: str | None, number: str | None) -> str | None:
    if number and (m := re.match(r"\d+[a-z]?(?:/\d{4})?[-–‑/](.+)", number)):
        tail = re.split(r"[-–‑/]", m[1])
        known = {*TYPES.values(), "QĐi", "NQLT", "BS"}
        if re.fullmatch(r"QH\d+", tail[0]):
            return "L"
        if tail[0] in known:
            return tail[0]
        if word and TYPES[word.lower()] != "CV":
            return TYPES[word.lower()]
        return "CV"
    return TYPES[word.lower()] if word else None


def citations(text: str) -> list[dict[str, Any]]:
    """All marked references of a text, in order."""
    return [citation(m[1], m[2]) for m in MARK.finditer(text)]
