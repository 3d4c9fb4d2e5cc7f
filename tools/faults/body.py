"""Faults of the text and of the page: numbering, marks, legal basis, citations, sizes, margins, page numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from tools.corpus.spec import Block
from tools.faults.model import Draft, plant

_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_LETTERS = "abcdđeghiklmnopq"


def _siblings(d: Draft, least: int, pattern: str) -> list[int]:
    """Places of the blocks of the first run of sections side by side with markers of the pattern."""
    blocks = d.entry.docs[0].blocks
    run: list[int] = []
    level = 0
    for i, b in enumerate(blocks):
        if b.kind != "section":
            continue
        if run and b.level < level:
            if len(run) >= least:
                return [] if _decimals(d) else run
            run = []
        if re.fullmatch(pattern, b.label) and (not run or b.level == level):
            run.append(i)
            level = b.level
    return run if len(run) >= least and not _decimals(d) else []


def _decimals(d: Draft) -> bool:
    """There are sections such as 2.1, whose numbers hang on others'."""
    return any(b.kind == "section" and re.fullmatch(r"\d+\.\d+.*", b.label) for b in d.entry.docs[0].blocks)


def _mark(b: Block, label: str) -> Block:
    return replace(b, marker=b.marker.replace(b.label, label, 1))


def _change(d: Draft, changes: dict[int, Callable[[Block], Block]]) -> None:
    d.with_blocks([changes[i](b) if i in changes else b for i, b in enumerate(d.entry.docs[0].blocks)])


def _label(d: Draft, at: int) -> str:
    return d.entry.docs[0].blocks[at].label


_COUNTED = r"[IVX]+|\d+"


@plant
def numbering_leaps(d: Draft) -> bool:
    """I, II, IV."""
    run = _siblings(d, 3, _COUNTED)
    if not run:
        return False
    label = _label(d, run[-1])
    after = _ROMANS[_ROMANS.index(label) + 1] if label in _ROMANS else str(int(label) + 1)
    _change(d, {run[-1]: lambda b: _mark(b, after)})
    d.expect("numbering-gap", "sections")
    return True


@plant
def numbering_repeats(d: Draft) -> bool:
    """I, II, II."""
    run = _siblings(d, 3, _COUNTED)
    if not run:
        return False
    before = _label(d, run[-2])
    _change(d, {run[-1]: lambda b: _mark(b, before)})
    d.expect("numbering-repeat", "sections")
    return True


@plant
def numbering_begins_late(d: Draft) -> bool:
    """2, 3, 4."""
    run = _siblings(d, 3, _COUNTED)
    if not run:
        return False
    labels = [_label(d, i) for i in run]
    if labels[0] not in ("I", "1"):
        return False
    after = [_ROMANS[_ROMANS.index(x) + 1] if x in _ROMANS else str(int(x) + 1) for x in labels]
    _change(d, {i: (lambda b, x=x: _mark(b, x)) for i, x in zip(run, after, strict=True)})
    d.expect("numbering-start", "sections")
    return True


@plant
def numbering_mixed_marks(d: Draft) -> bool:
    """1. 2. 3- 4."""
    run = _siblings(d, 3, r"\d+")
    if not run or d.entry.docs[0].blocks[run[1]].marker[-1] not in ".-":
        return False
    marker = d.entry.docs[0].blocks[run[1]].marker
    other = marker[:-1] + ("-" if marker[-1] == "." else ".")
    _change(d, {run[1]: lambda b: replace(b, marker=other)})
    d.expect("numbering-marks", "sections")
    if d.family == "state" and d.since(2020, 3, 5) and other[-1] == "-":
        d.expect("item-mark", "sections")
    return True


@plant
def letters_leap(d: Draft) -> bool:
    """a, b, d."""
    run = _siblings(d, 3, r"[a-zđ]")
    if not run:
        return False
    after = _LETTERS[_LETTERS.index(_label(d, run[-1])) + 1]
    _change(d, {run[-1]: lambda b: _mark(b, after)})
    d.expect("numbering-gap", "sections")
    return True


@plant
def articles_with_colon(d: Draft) -> bool:
    """ "Điều 1:"."""
    run = [i for i, b in enumerate(d.entry.docs[0].blocks) if b.kind == "section" and b.marker.startswith("Điều")]
    if not run or not d.entry.docs[0].blocks[run[0]].marker.endswith("."):
        return False
    _change(d, {i: lambda b: replace(b, marker=b.marker[:-1] + ":") for i in run})
    d.expect("article-mark", "sections")
    return d.family == "party" or d.since(2011, 3, 5)


@plant
def points_with_stop(d: Draft) -> bool:
    """ "a." in a document of the state."""
    run = [
        i for i, b in enumerate(d.entry.docs[0].blocks)
        if b.kind == "section" and re.fullmatch(r"[a-zđ]\)", b.marker)
    ]  # fmt: skip
    if not run or d.family != "state" or not d.since(2020, 3, 5):
        return False
    _change(d, {i: lambda b: replace(b, marker=b.label + ".") for i in run})
    d.expect("point-mark", "sections")
    return True


@plant
def end_mark_gone(d: Draft) -> bool:
    blocks = list(d.entry.docs[0].blocks)
    last = blocks[-1] if blocks else None
    if last is None or d.family not in ("party", "state") or not last.text or not re.search(r"\./?\.?$", last.text):
        return False
    if last.text.endswith(("}}", ")", "}}.")):
        return False
    blocks[-1] = replace(last, text=re.sub(r"(?:\./\.|\.)$", "", last.text))
    d.with_blocks(blocks)
    d.expect("end-mark", "sections" if any(b.kind == "section" for b in blocks) else "preamble")
    return True


@plant
def cites_the_future(d: Draft) -> bool:
    """A document cited that is younger than the one that cites it."""
    if d.day is None or d.entry.get("hand"):
        return False
    later = f"{{{{Công văn số 215-CV/TU, ngày 20/12/{d.day.year + 1} của Ban Thường vụ Tỉnh uỷ}}}}"
    return _insert(d, f"Việc này theo {later}.", "cited-later", "citations")


@plant
def cites_the_wrong_term(d: Draft) -> bool:
    if d.day is None or d.day.year < 1999:
        return False
    said = "{{Chỉ thị số 30-CT/TW, ngày 18/02/1998 của Bộ Chính trị khoá X}}"
    return _insert(d, f"Việc này theo {said}.", "cited-term", "citations")


@plant
def names_what_is_not_there(d: Draft) -> bool:
    """A list that is said to be attached."""
    whole = d.entry.docs[0]
    if not d.alone or whole.after or any(b.kind == "table" for b in whole.blocks) or d.doc.get("copies"):
        return False
    if any("kèm" in b.text for b in whole.blocks):
        return False
    return _insert(
        d, "Việc phân công được ghi rõ từng người (có danh sách kèm theo).", "attachment-missing", "attachments"
    )


def _insert(d: Draft, sentence: str, rule: str, field: str) -> bool:
    """The sentence behind the first paragraph that ends with a full stop."""
    blocks = list(d.entry.docs[0].blocks)
    for i, b in enumerate(blocks[:-1]):
        if b.kind in ("para", "section") and b.text.endswith(".") and not b.text.endswith("./.") and len(b.text) > 40:
            blocks[i] = replace(b, text=f"{b.text} {sentence}")
            d.with_blocks(blocks)
            d.expect(rule, field)
            return True
    return False


@plant
def basis_with_comma(d: Draft) -> bool:
    """A comma at the end of a line of the legal basis, where a semicolon is due."""
    blocks = list(d.entry.docs[0].blocks)
    at = [i for i, b in enumerate(blocks) if b.kind == "para" and re.match(r"[-–]?\s*Căn cứ", b.text)]
    if d.family not in ("party", "state") or len(at) < 2 or not blocks[at[0]].text.endswith(";"):
        return False
    if d.family == "state" and not d.since(2020, 3, 5):
        return False
    end = "," if d.family == "state" else "."
    blocks[at[0]] = replace(blocks[at[0]], text=blocks[at[0]].text[:-1] + end)
    d.with_blocks(blocks)
    d.expect("basis-marks", "preamble")
    return True


@plant
def reference_of_another(d: Draft) -> bool:
    """The attachment names another number than its main document has."""
    number = d.doc.get("number") or ""
    if (
        d.alone
        or not any(number in (x.get("note_under_title") or "") for x in d.entry.docs[1:])
        or not number[:1].isdigit()
    ):
        return False
    digits = re.match(r"\d+", number)
    assert digits
    d.doc["number_print"] = f"{int(digits[0]) + 1}{number[digits.end() :]}"
    d.expect("attachment-reference", "attachments", document=2)
    return True


# --- the page -----------------------------------------------------------------------------


def _set(d: Draft, key: str, value: object) -> bool:
    if not d.paged or d.family not in ("party", "state") or d.day is None:
        return False
    if d.family == "party" and not d.since(2018, 4, 3):
        return False
    if d.family == "state" and not d.since(2011, 3, 5):
        return False
    d.style[key] = value
    return True


@plant
def text_in_sans(d: Draft) -> bool:
    """A typeface without serifs; expected by ``expected.py``, which reads the style."""
    return _set(d, "font", "sans")


@plant
def text_in_twelve(d: Draft) -> bool:
    """The text in 12 points."""
    return (
        _set(d, "title_size", d.style.get("title_size", float(d.style.get("size", 14)) + 1))
        and _set(d, "subject_size", d.style.get("subject_size", d.style.get("size", 14)))
        and _set(d, "sign_size", d.style.get("sign_size", d.style.get("size", 14)))
        and _set(d, "size", 12)
    )


@plant
def header_in_eleven(d: Draft) -> bool:
    return _set(d, "header_size", 11)


@plant
def title_in_eighteen(d: Draft) -> bool:
    return bool(d.doc.get("type")) and _set(d, "title_size", 18)


@plant
def margins_narrow(d: Draft) -> bool:
    """15 mm at the left, 8 mm at the right."""
    return _set(d, "margins", [20, 20, 15, 8])


@plant
def margin_above_wide(d: Draft) -> bool:
    return _set(d, "margins", [35, 20, 30, 15])


@plant
def rule_under_motto_gone(d: Draft) -> bool:
    return d.family == "party" and _set(d, "motto_plain", True)


@plant
def pages_without_numbers(d: Draft) -> bool:
    return _set(d, "page_number", "none")


@plant
def page_numbers_at_foot(d: Draft) -> bool:
    return (d.family == "party" or d.since(2020, 3, 5)) and _set(d, "page_number", "bottom")


@plant
def page_lost(d: Draft) -> bool:
    """The second page is taken out of the file; see ``score.rendered``."""
    if not d.paged or not d.alone or d.style.get("page_number", "top") == "none" or d.entry.docs[0].after:
        return False
    d.entry.file["lost_page"] = 2
    d.expect("page-count", "pages")
    return True
