"""Faults of the head: motto, organ, number, place and date, type and subject, marks."""

from __future__ import annotations

import re
from datetime import timedelta

from tools.faults.model import Draft, plant

_NUMBER = re.compile(r"(\d+[a-z]?)-([\w]+)/(.+)")
_STATE = re.compile(r"(\d+)/(?:(\d{4})/)?(.+)")
_OTHER_CODE = {"KH": "BC", "BC": "KH", "QĐ": "KH", "NQ": "CT", "CT": "NQ"}
_OTHER_ORGAN = {"HU": "TU", "TU": "HU", "ĐU": "HU", "QU": "HU", "VPTW": "TU", "CB": "HU"}


def _numbered(d: Draft, family: str) -> re.Match[str] | None:
    number = d.doc.get("number") or ""
    if d.family != family or not d.doc.get("header", True) or d.entry.get("hand"):
        return None
    return (_NUMBER if family == "party" else _STATE).fullmatch(number)


def _print(d: Draft, text: str, *rules: str) -> bool:
    d.doc["number_print"] = text
    d.touched.add("number")
    for rule in rules:
        d.expect(rule, "number")
    return True


@plant
def number_colon(d: Draft) -> bool:
    """ "Số: 13-KH/HU" in a document of the Party since 2018."""
    if not _numbered(d, "party") or not d.since(2018, 4, 3):
        return False
    d.set_all("colon", True)
    d.expect("number-colon", "number")
    return d.entry.get("form") not in ("docx", "html")


@plant
def number_no_colon(d: Draft) -> bool:
    """ "Số 13/KH-UBND" in one of the state."""
    if not _numbered(d, "state") or not d.since(2011, 3, 5):
        return False
    d.set_all("colon", False)
    d.expect("number-colon", "number")
    return d.entry.get("form") not in ("docx", "html")


@plant
def number_order(d: Draft) -> bool:
    """ "13/KH-HU": the state's order of marks."""
    m = _numbered(d, "party")
    return bool(m) and _print(d, f"{m[1]}/{m[2]}-{m[3]}", "number-separator")


@plant
def number_order_state(d: Draft) -> bool:
    """ "158-KH/UBND": the Party's order of marks."""
    m = _numbered(d, "state")
    if not m or not d.since(2011, 3, 5) or d.code == "CV" or "-" not in m[3]:
        return False
    code, organ = m[3].split("-", 1)
    return _print(d, f"{m[1]}-{code}/{organ}", "number-separator")


@plant
def number_without_zero(d: Draft) -> bool:
    """ "5-NQ/HU": the number has one figure."""
    m = _numbered(d, d.family) if d.family in ("party", "state") else None
    if not m or not d.alone or (d.family == "state" and not d.since(2011, 3, 5)):
        return False
    return _print(d, "7" + m[0][len(m[1]) :], "number-zero")


@plant
def number_with_spaces(d: Draft) -> bool:
    """ "13 - KH/HU"."""
    m = _numbered(d, "party")
    return bool(m) and _print(d, f"{m[1]} - {m[2]}/{m[3]}", "number-spaces")


@plant
def number_with_year(d: Draft) -> bool:
    """ "13-KH/HU-2019"."""
    m = _numbered(d, "party")
    return bool(m) and _print(d, f"{m[1]}-{m[2]}/{m[3]}-2019", "number-year")


@plant
def number_of_other_type(d: Draft) -> bool:
    """The number's code is that of another type than the title's."""
    m = _numbered(d, "party")
    if not m or m[2] not in _OTHER_CODE or not d.doc.get("type"):
        return False
    return _print(d, f"{m[1]}-{_OTHER_CODE[m[2]]}/{m[3]}", "number-type")


@plant
def number_of_other_type_state(d: Draft) -> bool:
    m = _numbered(d, "state")
    code = m[3].split("-")[0] if m else ""
    if not m or m[2] or code not in _OTHER_CODE or not d.doc.get("type"):
        return False
    return _print(d, f"{m[1]}/{_OTHER_CODE[code]}{m[3][len(code) :]}", "number-type")


@plant
def number_of_other_organ(d: Draft) -> bool:
    """The symbol is that of another organ than the header's."""
    m = _numbered(d, "party")
    if not m or m[3] not in _OTHER_ORGAN:
        return False
    return _print(d, f"{m[1]}-{m[2]}/{_OTHER_ORGAN[m[3]]}", "number-organ")


@plant
def number_in_small_letters(d: Draft) -> bool:
    """ "13-Kh/HU", "17-TTR/HU"."""
    m = _numbered(d, "party")
    other = {"KH": "Kh", "TTr": "TTR", "CTr": "CTR", "BC": "Bc", "NQ": "Nq"}
    return bool(m) and m[2] in other and _print(d, f"{m[1]}-{other[m[2]]}/{m[3]}", "number-case")


@plant
def number_gone(d: Draft) -> bool:
    if d.family not in ("party", "state") or not d.doc.get("number") or d.code in ("BB", "CV") or d.doc.get("draft"):
        return False
    if d.day is None or d.entry.get("hand"):  # a blank form
        return False
    d.doc.pop("number")
    d.touched.add("number")
    d.expect("number-missing", "number")
    return True


@plant
def letter_with_code(d: Draft) -> bool:
    """ "4912/CV-UBND" for a letter of the state."""
    m = _numbered(d, "state")
    if not m or d.code != "CV" or not d.since(2011, 3, 5):
        return False
    return _print(d, f"{m[1]}/CV-{m[3].split('-')[0]}", "number-letter-code")


# --- place and date ---------------------------------------------------------------


def _dated(d: Draft) -> bool:
    return d.family in ("party", "state") and d.day is not None and not d.entry.get("hand")


def _redate(d: Draft, text: str, rule: str, *, other_day: bool = False) -> bool:
    d.doc["date"] = text
    d.touched |= {"issued"} if other_day else set()
    d.expect(rule, "issued")
    return True


@plant
def date_without_zero(d: Draft) -> bool:
    text = d.doc.get("date") or ""
    bare = re.sub(r"(ngày|tháng) 0([1-9])(?= tháng| năm)", r"\1 \2", text)
    bare = re.sub(r"tháng ([12]) năm", r"tháng \1 năm", bare)
    if not _dated(d) or bare == text or not re.search(r"ngày \d tháng|tháng [12] năm", bare):
        return False
    return (d.family == "party" or d.since(2011, 3, 5)) and _redate(d, bare, "date-zero")


@plant
def date_in_figures(d: Draft) -> bool:
    """ "ngày 14/9/2021" in the header."""
    if not _dated(d) or d.day is None:
        return False
    return _redate(d, f"ngày {d.day.day:02d}/{d.day.month}/{d.day.year}", "date-words")


@plant
def date_in_capitals(d: Draft) -> bool:
    return _dated(d) and bool(d.doc.get("place")) and _redate(d, "N" + d.doc["date"][1:], "date-capital")


@plant
def date_without_comma(d: Draft) -> bool:
    if not _dated(d) or not d.doc.get("place"):
        return False
    return _redate(d, f"{d.doc.pop('place')} {d.doc['date']}", "date-comma")


@plant
def date_that_is_none(d: Draft) -> bool:
    """31 April."""
    return (
        _dated(d)
        and d.alone
        and _redate(d, f"ngày 31 tháng 4 năm {d.day.year if d.day else 0}", "date-impossible", other_day=True)
    )


@plant
def date_on_a_sunday(d: Draft) -> bool:
    if not _dated(d) or not d.alone or d.day is None or d.day.weekday() >= 5:
        return False
    day = d.day + timedelta(days=6 - d.day.weekday())
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return _redate(d, f"ngày {day.day:02d} tháng {month} năm {day.year}", "date-weekend", other_day=True)


@plant
def date_gone(d: Draft) -> bool:
    if not _dated(d) or not d.doc.get("place") or d.doc.get("draft"):
        return False
    d.doc.pop("date")
    d.doc.pop("place")
    d.touched |= {"issued", "place", "*day"}
    d.expect("date-missing", "issued")
    return True


@plant
def place_gone(d: Draft) -> bool:
    if not _dated(d) or not d.doc.get("place"):
        return False
    d.doc.pop("place")
    d.expect("place-missing", "place")
    return True


# --- motto, organ, marks ------------------------------------------------------------


@plant
def motto_in_small_letters(d: Draft) -> bool:
    small = {"party": "Đảng Cộng sản Việt Nam", "state": "Cộng hòa xã hội chủ nghĩa Việt Nam"}
    if d.family not in small or d.style.get("motto_lines") or d.text.get("motto_lines"):
        return False
    d.doc["motto"] = small[d.family]
    d.touched.add("motto")
    d.expect("motto-wording", "motto")
    return True


@plant
def motto_gone(d: Draft) -> bool:
    if d.family != "party" or d.style.get("motto_lines") or d.text.get("motto_lines"):
        return False
    d.doc["motto"] = ""
    d.touched.add("motto")
    d.expect("motto-missing", "motto")
    return True


@plant
def motto_with_slogan(d: Draft) -> bool:
    """The state's second line in a document of the Party."""
    if d.family != "party" or d.entry.get("form") in ("docx", "html"):
        return False
    d.set_all("tagline", "Độc lập - Tự do - Hạnh phúc")
    d.touched.add("motto")
    d.expect("slogan-in", "motto")
    return True


@plant
def organ_gone(d: Draft) -> bool:
    if d.family not in ("party", "state") or not d.doc.get("organ"):
        return False
    d.doc["organ"] = None
    d.doc["superior"] = None
    d.touched |= {"organ", "superior_organ"}
    d.expect("organ-missing", "organ")
    return True


@plant
def mark_unknown(d: Draft) -> bool:
    if d.family not in ("party", "state") or d.doc.get("urgency") or d.doc.get("secrecy"):
        return False
    d.doc["urgency"] = "RẤT KHẨN"
    d.expect("mark-value", "urgency")
    return d.entry.get("form") not in ("docx", "html")


# --- type and subject ---------------------------------------------------------------


@plant
def type_gone(d: Draft) -> bool:
    if d.family not in ("party", "state") or not d.doc.get("type") or not _NUMBER.fullmatch(d.doc.get("number") or ""):
        return False
    if d.doc.get("author"):
        return False
    d.doc.pop("type")
    d.touched |= {"doc_type", "title"}
    d.expect("type-not-printed", "doc_type")
    return True


@plant
def type_in_small_letters(d: Draft) -> bool:
    if d.family not in ("party", "state") or not d.doc.get("type") or not d.doc.get("number"):
        return False
    d.doc["type"] = d.doc["type"].capitalize()
    d.touched |= {"doc_type"}
    d.expect("type-capitals", "doc_type")
    return True


@plant
def subject_gone(d: Draft) -> bool:
    if d.family not in ("party", "state") or not d.doc.get("type") or not d.doc.get("subject"):
        return False
    if d.code in ("BB", "GM") or d.doc.get("author") or d.doc.get("note_under_title"):
        return False
    d.doc.pop("subject")
    d.touched |= {"title"}
    d.expect("title-missing", "title")
    return True


@plant
def letter_with_title(d: Draft) -> bool:
    """A letter that prints CÔNG VĂN as its title."""
    if d.family not in ("party", "state") or d.code != "CV" or d.doc.get("type"):
        return False
    d.doc["type"] = "CÔNG VĂN"
    d.touched |= {"title", "doc_type"}
    d.expect("letter-titled", "doc_type")
    return True


@plant
def letter_with_vv(d: Draft) -> bool:
    subject = d.doc.get("subject") or ""
    if d.family != "party" or d.code != "CV" or not d.since(2018, 4, 3) or subject.startswith("V/v"):
        return False
    d.doc["subject"] = f"V/v {subject}"
    d.touched.add("title")
    d.expect("letter-vv", "title")
    return True


@plant
def letter_without_vv(d: Draft) -> bool:
    subject = d.doc.get("subject") or ""
    if d.family != "state" or d.code != "CV" or not d.since(2011, 3, 5) or not subject.startswith("V/v "):
        return False
    d.doc["subject"] = f"Về việc {subject[4:]}"
    d.touched.add("title")
    d.expect("letter-vv", "title")
    return True


@plant
def subject_with_capital(d: Draft) -> bool:
    subject = d.doc.get("subject") or ""
    if d.family != "party" or not d.doc.get("type") or not d.since(2018, 4, 3) or not subject.startswith("về "):
        return False
    d.doc["subject"] = "V" + subject[1:]
    d.touched.add("title")
    d.expect("title-capital", "title")
    return not d.doc.get("author")


@plant
def addressee_gone(d: Draft) -> bool:
    if d.family not in ("party", "state") or d.code not in ("CV", "TTr") or not d.doc.get("addressees"):
        return False
    d.doc.pop("addressees")
    d.touched |= {"addressees", "recipients"}
    d.expect("addressee-missing", "addressees")
    return True


def _retyped(d: Draft, name: str, code: str, rule: str) -> bool:
    """Another type in title and number, for an organ that may not issue it."""
    m = _numbered(d, "party")
    if not m or not d.since(2026, 1, 9) or not d.doc.get("type") or not d.alone:
        return False
    d.doc["type"], d.doc["code"] = name, code
    d.doc["number"] = f"{m[1]}-{code}/{m[3]}"
    d.touched |= {"number", "doc_type"}
    d.expect(rule, "doc_type")
    return True


def _below_commune(d: Draft) -> bool:
    return str(d.doc.get("superior") or "").startswith("ĐẢNG BỘ XÃ") and str(d.doc.get("organ")).startswith("ĐẢNG ỦY")


@plant
def directive_of_a_cell(d: Draft) -> bool:
    """A cell issues a Chỉ thị."""
    cell = str(d.doc.get("organ") or "").startswith("CHI BỘ")
    return cell and _retyped(d, "CHỈ THỊ", "CT", "authority-cell")


@plant
def guidance_of_the_grassroots(d: Draft) -> bool:
    """A grassroots committee issues a Hướng dẫn."""
    return _below_commune(d) and _retyped(d, "HƯỚNG DẪN", "HD", "authority-grassroots")


@plant
def statute_of_a_standing_committee(d: Draft) -> bool:
    """The standing committee of a grassroots committee issues a Quy chế."""
    standing = any(s.get("on") == "BAN THƯỜNG VỤ" for s in d.doc.get("signatures") or ())
    return _below_commune(d) and standing and _retyped(d, "QUY CHẾ", "QC", "authority-grassroots-standing")
