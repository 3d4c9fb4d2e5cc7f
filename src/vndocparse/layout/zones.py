"""Which lines are the document's own text, and which are furniture of the page.

Furniture (page numbers, running headers, footnotes, stamps of signing programs and of receipt,
form codes, specks that OCR took for letters) is kept, with its place, but out of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple

import regex

from vndocparse.model.page import Line
from vndocparse.rules import form
from vndocparse.text import fold

TEXT = "text"
RULE = "rule"
_ORNAMENT = regex.compile(r"[\W_o0]*")
_DIGITS = regex.compile(r"\d+")
_SMALL_HEADER, _SMALL_FOOTER = 0.8, 0.9
"""Of the type of the text: what may be a running line where it is printed twice only."""
_SAME_PLACE = 4.0
"""Points."""


class Zoned(NamedTuple):
    """A line and what it is: "text", "rule" (a drawn or typed rule or star), or a kind of furniture."""

    line: Line
    kind: str


def label_lines(lines: Sequence[Line]) -> tuple[Zoned, ...]:
    """Every line gets exactly one kind; order and lines are unchanged."""
    kinds = [TEXT] * len(lines)
    body = _body_size(lines)
    pages = [list(group) for _, group in groupby(range(len(lines)), key=lambda i: lines[i].page)]
    repeated = _repeated(lines, pages) | _repeated_in_place(lines, pages, body)
    for page in pages:
        for i in page:
            line = lines[i]
            if is_rule(line.text) or line.markup == "rule":
                kinds[i] = RULE
            elif line.markup == "note":
                kinds[i] = "footnote"
            elif line.markup == "watermark":
                kinds[i] = TEXT if page is pages[0] and _is_mark(line.text) else "watermark"
            elif line.markup in ("row", "cell"):
                continue
            elif i in repeated:
                kinds[i] = "running_header"
            elif _is_page_number(lines, page, i):
                kinds[i] = "page_number"
            elif _is_noise(line):
                kinds[i] = "noise"
        _mark_stamps(lines, page, kinds, body)
        _mark_footnotes(lines, page, kinds, body)
    return tuple(map(Zoned, lines, kinds))


def is_rule(text: str) -> bool:
    """Only dashes, underlines, stars and the like: "-----", "*", "***", "_____", "oOo"."""
    if text[:1].isalnum():  # nearly every line and word: settled by one character
        return text[0] in "oO" and fold(text) in ("ooo", "o0o")
    return (len(text) <= 200 and not any(c.isalnum() for c in text) and any(c in "-–—_=*~⁎∗" for c in text)) or (
        fold(text) in ("ooo", "o0o", "---ooo---", "*****")
    )


def _is_mark(text: str) -> bool:
    """A mark such as "DỰ THẢO" is the document's own, however large it is printed."""
    return any(pattern.fullmatch(text) for _, pattern in form.mark_patterns())


def _body_size(lines: Sequence[Line]) -> float:
    """The usual font size outside of tables, weighed by characters; 0.0 where sizes are unknown."""
    sizes = Counter[float]()
    for line in [x for x in lines if x.markup != "row"] or lines:
        if line.size:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _repeated(lines: Sequence[Line], pages: list[list[int]]) -> set[int]:
    """First and last lines of pages whose wording (figures apart) comes back on three pages or more."""
    if len(pages) < 3:
        return set()
    keyed: dict[tuple[str, bool], list[int]] = {}
    for page in pages:
        for i, top in ((page[0], True), (page[-1], False)):
            if lines[i].markup or len(lines[i].text) > 120:
                continue
            key = _DIGITS.sub("#", fold(lines[i].text))
            if sum(c.isalpha() for c in key) >= 4:
                keyed.setdefault((key, top), []).append(i)
    return {i for found in keyed.values() if len(found) >= max(3, len(pages) // 3) for i in found}


def _repeated_in_place(lines: Sequence[Line], pages: list[list[int]], body: float) -> set[int]:
    """Small print at the edge of two pages or more, in the same words at the same place.

    Short documents repeat a running line too seldom for its words alone; a header's organ, set in large type, may
    stand at the same place where two documents begin.
    """
    keyed: dict[tuple[str, bool], list[int]] = {}
    for page in pages:
        numbers = [i for i in (page[0], page[-1]) if _is_page_number(lines, page, i)]
        inner = [i for i in page if i not in numbers]
        for i, top in ((inner[0], True), (inner[-1], False)) if inner else ():
            line = lines[i]
            small = body and line.size and line.size <= (_SMALL_HEADER if top else _SMALL_FOOTER) * body
            if small and not line.markup and line.box is not None and sum(map(str.isalpha, line.text)) >= 4:
                keyed.setdefault((_DIGITS.sub("#", fold(line.text)), top), []).append(i)
    return {i for found in keyed.values() if len(found) > 1 and _in_one_place([lines[i] for i in found]) for i in found}


def _in_one_place(lines: Sequence[Line]) -> bool:
    boxes = [line.box for line in lines if line.box is not None]
    lefts, tops = [b.x0 for b in boxes], [b.top for b in boxes]
    return max(lefts) - min(lefts) <= _SAME_PLACE and max(tops) - min(tops) <= _SAME_PLACE


def _is_page_number(lines: Sequence[Line], page: list[int], i: int) -> bool:
    line = lines[i]
    if len(line.text) > 14 or not any(c.isdigit() for c in line.text):
        return False
    pattern = dict(form.furniture_patterns())["page_number"]
    if not pattern.fullmatch(line.text):
        return False
    if line.box is None:
        edge = i in (page[0], page[-1])
        alone = line.gap >= 1 and (i + 1 >= len(lines) or lines[i + 1].gap >= 1)
        return (edge and len(page) > 1) or alone or line.text.lower().startswith("trang")
    others = [box.centre for j in page if j != i and (box := lines[j].box) is not None]
    return not others or line.box.centre < min(others) or line.box.centre > max(others)


def _is_noise(line: Line) -> bool:
    """A line without letters or digits, or low-confidence shreds of one or two characters."""
    if line.box is None:
        return False
    solid = list(filter(str.isalnum, line.text))
    if not solid:
        return "…" not in line.text and ".." not in line.text and "}" not in line.text
    if len(solid) > 3 or any(c.isdigit() for c in solid):
        return False
    return max(w.confidence for w in line.words) < 0.5


_SIGNED_BY = regex.compile(
    r"(?i)(?:được\s+)?ký\s+(?:số\s+)?bởi|người\s+ký|(?:ngày|thời\s+gian|giờ)\s+ký|digitally|sign"
)
"""Lines of a signing program that are nothing else."""
NEAR_STAMP = 3


def _mark_stamps(lines: Sequence[Line], page: list[int], kinds: list[str], body: float) -> None:
    """Lines of signing programs and receipt stamps, and form codes at the top of the page."""
    patterns = dict(form.furniture_patterns())

    def small(i: int) -> bool:
        return bool(body) and bool(lines[i].size) and lines[i].size < 0.75 * body

    short = [i for i in page if kinds[i] == TEXT and len(lines[i].text) <= 120]
    signed = [
        i for i in short if _SIGNED_BY.match(lines[i].text) and patterns["digital_signature"].fullmatch(lines[i].text)
    ]
    for i in short:
        text = lines[i].text
        if i - page[0] < 4 and patterns["form_code"].fullmatch(text):
            kinds[i] = "form_code"
        elif i in signed or (
            patterns["digital_signature"].fullmatch(text)
            and (small(i) or any(abs(i - j) <= NEAR_STAMP for j in signed))
        ):
            kinds[i] = "digital_signature"
        elif signed and small(i) and min(abs(i - j) for j in signed) <= NEAR_STAMP:
            kinds[i] = "digital_signature"  # small print between the lines that say what they are
        elif (
            i - page[0] < 30
            and patterns["receipt_stamp"].fullmatch(text)
            and (text.isupper() or small(i) or ("đến" in text.lower()[:12] and ":" in text))
        ):
            kinds[i] = "receipt_stamp"
    timed = [i for i in short if patterns["signing_time"].fullmatch(lines[i].text)]
    for i in _stamp_block(lines, page, timed):
        if kinds[i] == TEXT:
            kinds[i] = "digital_signature"


def _stamp_block(lines: Sequence[Line], page: list[int], timed: list[int]) -> set[int]:
    """Lines in small print that stand flush above or below the time of signing; none without boxes.

    Heights of boxes tell small print also where OCR does not know the type's size.
    """
    height = median([b.height for i in page if (b := lines[i].box) is not None] or [0.0])
    small = {i: b for i in page if (b := lines[i].box) is not None and (i in timed or b.height < 0.8 * height)}
    block = set(small).intersection(timed)
    grown = list(block)
    while grown:
        at = small[grown.pop()]
        for i, box in small.items():
            if (
                i not in block
                and abs(box.x0 - at.x0) <= 6
                and min(abs(box.top - at.bottom), abs(at.top - box.bottom)) <= 6
            ):
                block.add(i)
                grown.append(i)
    return block


def _mark_footnotes(lines: Sequence[Line], page: list[int], kinds: list[str], body: float) -> None:
    """Small print at the foot of a page that begins with a figure or star."""
    if not body:
        return
    start = None
    for i in reversed(page):
        if kinds[i] not in (TEXT, RULE):
            continue
        line = lines[i]
        if line.markup or not line.size or line.size > 0.9 * body or line.column == 2:
            break
        if regex.match(r"[\[(]?(?:\d{1,2}|[*†])[\])]?[\s.]*\p{L}", line.text) and line.size <= 0.88 * body:
            start = i
    if start is None or start == page[0]:
        return
    above = [lines[i] for i in page if i < start and kinds[i] == TEXT]
    if (
        above
        and median(x.size for x in above) > 0.9 * body
        and not any(form.opening("recipients").match(x.text) for x in above)
    ):
        for i in page:
            if i >= start and kinds[i] in (TEXT, RULE):
                kinds[i] = "footnote"
