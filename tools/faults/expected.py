"""Faults of setting that a composition has by its own style: sizes, typeface, margins, page numbers.

Written from the regulations and from what ``tools/corpus`` does with a style, not from the rules of the check:
Hướng dẫn 36-HD/VPTW annex 3, Nghị định 30/2020/NĐ-CP annex I.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tools.corpus.page import A4, MM, Rendered
from tools.faults.model import Draft, Label

_TIMES = ("liberation", "tinos", "free")
"""Times New Roman, or cut to its measure."""
_ROUNDING = 0.3
_SLACK = 2.5
"""Millimetres."""
_HD11, _HD36, _HD05, _TT01, _ND30 = (
    date(2004, 5, 28), date(2018, 4, 3), date(2026, 5, 27), date(2011, 3, 5), date(2020, 3, 5),
)  # fmt: skip


def expected(draft: Draft, r: Rendered) -> set[Label]:
    """Labels of the first document of a composition that is set on pages."""
    day = draft.day or _middle(draft)
    if day is None and draft.family == "state" and not draft.doc.get("date"):
        day = _TT01  # undated: what both regulations of the state ask
    if draft.family not in ("party", "state") or day is None:
        return (
            {Label(1, "motto-rule", "motto")} if draft.family == "party" and draft.style.get("motto_plain") else set()
        )
    found = set(_sizes(draft, day))
    found |= set(_margins(draft, day, r))
    found |= set(_numbers(draft, day, r))
    regulated = day >= (_HD11 if draft.family == "party" else _TT01)
    if regulated and draft.style.get("font", "liberation") not in _TIMES:
        found.add(Label(1, "typeface", "body"))
    if draft.family == "party" and draft.style.get("motto_plain") and draft.doc.get("motto") != "":
        found.add(Label(1, "motto-rule", "motto"))
    return found


def _middle(draft: Draft) -> date | None:
    """A day in the month, or the year, that stands in an incomplete date."""
    digits = [int(t) for t in (draft.doc.get("date") or "").split() if t.isdigit()]
    if not digits or digits[-1] < 1900:
        return None
    month = digits[-2] if len(digits) > 1 and digits[-2] <= 12 else 7
    first = date(digits[-1], month, 1)
    changes = [d for d in (_HD11, _HD36, _HD05, _TT01, _ND30) if (d.year, d.month) == (first.year, first.month)]
    return None if changes else first  # a month that two regulations share is measured by neither


def _off(value: float, low: float, high: float) -> bool:
    return value < low - _ROUNDING or value > high + _ROUNDING


def _sizes(draft: Draft, day: date) -> Iterator[Label]:
    st, get = draft.style, draft.doc.get
    size = float(st.get("size", 14))
    head = float(st.get("header_size", 14 if draft.family != "state" else 13))
    title = float(st.get("title_size", size + 1))
    subject = float(st.get("subject_size", size))
    letter = float(st.get("letter_subject_size", 12))
    slanted = st.get("letter_subject_italic", True)
    sign = float(st.get("sign_size", size))
    motto = head + (0 if st.get("motto_same") else 1) if draft.family == "party" else head - 0.5
    filled = bool(get("number"))
    if draft.family == "party":
        if not _HD36 <= day < _HD05:
            return
        asked = {"motto": (motto, 15, 15), "organ": (head, 14, 14), "issued": (head, 14, 14),
                 "doc_type": (title, 15, 16), "body": (size, 14, 15), "signatures": (sign, 13, 15)}  # fmt: skip
        asked |= {"superior_organ": (head, 14, 14)} if get("superior") else {}
        asked |= {"number": (head, 14, 14)} if filled else {}
        asked |= {"title": (subject, 14, 15)} if get("type") else {}
        letter_off = letter != 12 or not slanted
    else:
        if day < _TT01:
            return
        asked = {"motto": (motto, 12, 13), "organ": (head, 12, 13), "issued": (head, 13, 14),
                 "doc_type": (title, 13, 14), "body": (size, 13, 14), "signatures": (sign, 13, 14),
                 "recipients": (float(st.get("recipient_size", 12)), 11, 11)}  # fmt: skip
        asked |= {"superior_organ": (head, 12, 13)} if get("superior") else {}
        asked |= {"number": (head, 13, 13)} if filled else {}
        asked |= {"title": (subject, 13, 14)} if get("type") else {}
        letter_off = _off(letter, 12, 13) or slanted
    present = {"motto": get("motto", "x"), "organ": get("organ"), "issued": get("date"), "doc_type": get("type"),
               "signatures": get("signatures"), "recipients": get("recipients")}  # fmt: skip
    names = {"doc_type": "doc-type", "superior_organ": "superior-organ", "signatures": "name"}
    for field, (value, low, high) in asked.items():
        if present.get(field, True) and _off(value, low, high):
            yield Label(1, f"set-{names.get(field, field)}", field)
            if field == "signatures" and draft.family == "state":
                yield Label(1, "set-authority", field)
    if not get("type") and get("subject") and get("header", True) and letter_off and get("addressees"):
        yield Label(1, "set-letter-title", "title")
    if get("type") and get("subject") and not st.get("subject_bold", True):
        yield Label(1, "set-title", "title")
    if draft.family == "state" and not st.get("position_bold", True):
        yield Label(1, "set-authority", "signatures")


def _margins(draft: Draft, day: date, r: Rendered) -> Iterator[Label]:
    top, bottom, left, right = draft.style.get("margins", [20, 20, 30, 15])
    if draft.family == "state":
        bounds = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)} if day >= _TT01 else {}
    elif day >= _HD36:
        bounds = {"top": (20, 20), "bottom": (20, 20), "left": (30, 30), "right": (15, 15)}
    elif day >= _HD11:
        bounds = {"top": (25, 25), "bottom": (25, 25), "left": (35, 35), "right": (15, 15)}
    else:
        bounds = {}
    for side, value in (("top", top), ("left", left), ("right", right)):
        if side in bounds and not bounds[side][0] - _SLACK <= value <= bounds[side][1] + _SLACK:
            yield Label(1, f"margin-{side}", "pages")
    if "bottom" in bounds:
        limit = A4[1] - bottom * MM
        lowest = max((y + size for _, _, y, size, _ in r.lines if y + size <= limit + 1), default=0.0)
        if (A4[1] - lowest) / MM < bounds["bottom"][0] - _SLACK:
            yield Label(1, "margin-bottom", "pages")


def _numbers(draft: Draft, day: date, r: Rendered) -> Iterator[Label]:
    first, last = r.pages[0]
    if last == first or day < _HD11 or (draft.family == "state" and day < _TT01 and not day >= _HD11):
        return
    where = draft.style.get("page_number", "top")
    if where == "none":
        yield Label(1, "page-number-missing", "pages")
    elif (where == "bottom" or draft.style.get("page_number_at", "c") == "r") and (
        draft.family == "party" or day >= _ND30
    ):
        yield Label(1, "page-number-place", "pages")
