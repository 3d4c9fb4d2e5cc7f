"""Recipients (nơi nhận): one entry per item of the list at the foot."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import regex

from vndocparse.fields import cues
from vndocparse.fields.brace import SidePurpose, side_purpose, spanned
from vndocparse.fields.values import Span
from vndocparse.geometry import union
from vndocparse.layout.zones import is_rule
from vndocparse.model.page import Line
from vndocparse.model.textmap import TextMap
from vndocparse.rules import foot, form, organs
from vndocparse.text import is_upper, squeeze

MAX_ITEMS = 60
LEAST_LETTERS = 2
"""Of an item that OCR read: one letter or figures alone are a speck."""
MOST_BETWEEN = 10
"""Lines of a signature between the label and its list, in text without places."""
APART = 1.0
"""Blank lines between a list and what stands below it; in a drawn list, so many more than twice its widest gap."""
_ALONE = ("same_as_above", "file")
"""Kinds of items that no purpose is given to: "Như trên", "Lưu"."""
SURE = 0.6
"""Least score of the engine for a figure at the end of an item; below it the figure is a speck."""
_BRACE = regex.compile(r"[\s\-–—*]*+[}\]]\s*+(?:(?P<bracket>\((?P<purpose>[^()]{1,40})\))\s*+)?[.,;]?")
_LABEL_BEHIND = regex.compile(r"\bN\w{1,2}\s+nh\w{1,2}n\s*+(?:[:.]\s*+)?$")
"""The label read behind the first item, both on one line of the engine's."""
_SPECKS = regex.compile(
    r"(?<=[;.,\p{L})])\s+[^\p{L}\s]{1,3}(?:\s+[^\p{L}\s]{1,3})*$|(?<=;)\s*[^;\p{L}]*\p{L}?[^;\p{L}]*$"
)
"""What is left of a pen stroke behind the end of an item."""
_DASH_INSIDE = regex.compile(
    r"[;,.]\s*(?=[-–+]\s?\p{L})|\)\s+(?=[-–+]\s\p{L})|[;,]\s*(?=[-–+]\s\d)|[;,]\s+(?=Lưu(?!\s+(?:trữ|học|động|thông))(?![^\W_]))"
)
_DASHED_ALONE = regex.compile(r"(?<!\s)\s++(?=[-–]\s+[\p{Lu}\d])")
"""Between the items of a cell that a converter wrote as one line, without end marks: "- Huyện ủy - Lưu VP"."""
_ONE_LINE = regex.compile(r";\s*|,\s*(?=[Ll]ưu\b)|\.\s+(?=Lưu\b)")
_SIGNER = regex.compile(r"(?:\p{Lu}\p{Ll}+\s+){2,4}\p{Lu}\p{Ll}+")
"""What may be a person's name, of three words or more."""
_BRACKET = regex.compile(r"(?<!\s)\s*+\((?P<inside>[^()]*+)\)\s*+[.,;:]*+\s*$")
_BRACE_IN = regex.compile(r"(?<!\s)\s*+[}]\s*+\(?(?P<purpose>[^()]{1,40})?\)?\s*$")


@dataclass(frozen=True, slots=True)
class RecipientReading:
    """One item; ``text`` is without dash, end mark and purpose."""

    spans: tuple[Span, ...]
    text: str
    purpose: str | None = None
    group: bool = False
    kind: foot.Kind = "organ"


@dataclass(frozen=True, slots=True)
class RecipientsReading:
    """The list, and the lines that it takes up."""

    items: tuple[RecipientReading, ...] = ()
    lines: frozenset[int] = frozenset()
    loose_brace: bool = False
    """A brace with a purpose stands apart: which items it spans cannot be seen."""


def read_recipients(text: TextMap, first: int) -> RecipientsReading:
    """The first list of recipients from line ``first`` on.

    It ends behind its "Lưu" item, which is always the last (HD 36-HD/VPTW 2018, box 9b;
    NĐ 30/2020/NĐ-CP), or where the column, the list or the page's foot ends.
    """
    at = next((i for i in range(first, len(text.lines)) if cues.opens_recipients(text.lines[i])), None)
    if at is None:
        at = _unlabelled(text, first)
        if at is None:
            at = _beside_signature(text, first)
        if at is None:
            return RecipientsReading()
        items, loose, used = _items(text, None, [at, *_list_lines(text, at)])
        return RecipientsReading(tuple(_grouped(items, text)), frozenset(used), loose)
    lines = _list_lines(text, at)
    items, loose, used = _items(text, at, lines)
    return RecipientsReading(tuple(_grouped(items, text)), frozenset([at, *used]), loose)


def _unlabelled(text: TextMap, first: int) -> int | None:
    """The first item of a dashed list that ends with the file copy ("- Lưu …"), its label unread."""
    for i in range(len(text.lines) - 1, first, -1):
        line = text.lines[i]
        bullet = cues.BULLET.match(line.text)
        if bullet is None or len(line.text) > 60 or foot.recipient_kind(line.text[bullet.end() :]) != "file":
            continue
        top = i
        for j in range(i - 1, max(i - 40, first) - 1, -1):
            above = text.lines[j]
            if not _in_column(line, above) or above.page != line.page:
                continue
            if len(above.text) > 70 or above.gap > 4:
                break
            if cues.BULLET.match(above.text) or _LABEL_BEHIND.search(above.text):
                top = j
            elif is_upper(above.text) or top - j > 1:
                break
        return top if i - top >= 2 else None
    return None


def _beside_signature(text: TextMap, first: int) -> int | None:
    """The first item of a dashed list left of an authority or position, its label and file copy unread."""
    for i in range(first, len(text.lines)):
        line = text.lines[i]
        if line.box is None or cues.BULLET.match(line.text) is None or len(line.text) > 60:
            continue
        near = [
            (k, b)
            for k in range(max(first, i - 8), min(i + 25, len(text.lines)))
            if text.lines[k].page == line.page and (b := text.lines[k].box) is not None
        ]
        signed = any(
            b.x0 > line.box.x1 + 20
            and abs(b.top - line.box.top) < 6 * line.box.height
            and (cues.opens_authority(text.lines[k]) or cues.is_position(text.lines[k]))
            for k, b in near
        )
        items = [k for k, b in near if k >= i and abs(b.x0 - line.box.x0) < 8 and cues.BULLET.match(text.lines[k].text)]
        if signed and len(items) >= 3:
            return i
    return None


def _list_lines(text: TextMap, at: int) -> list[int]:
    """Lines below the label that stand in its column, over a page break too."""
    head = text.lines[at]
    out: list[int] = []
    signed = False
    for i in range(at + 1, min(at + 90, len(text.lines))):
        line = text.lines[i]
        if signed:  # the signature's block stands between the label and its list
            if not _dash(line.text):
                if i - at > MOST_BETWEEN:
                    break
                continue
            signed = False
        if line.markup == "row":
            break
        if not _in_column(head, line):
            continue
        if cues.opens_recipients(line) or cues.title_type(line) or (cues.opens("appendix", line.text) and i > at + 1):
            break
        if head.column == 0 and line.column == 0 and (cues.opens_authority(line) or cues.is_position(line)):
            if line.box is not None or (out and not (i + 1 < len(text.lines) and _dash(text.lines[i + 1].text))):
                break
            signed = True  # or it stands between two items: a program read the foot's two columns line by line
            continue
        if cues.opens_authority(line) and line.column != head.column:
            continue
        out.append(i)
    return out


def _in_column(head: Line, line: Line) -> bool:
    if line.column and head.column:
        return line.column == head.column
    if line.box is None or head.box is None:
        return line.column in (head.column, 0) or (head.column == 0 and line.column == 1)
    if line.page > head.page + 1:
        return False
    return line.box.x0 < head.box.x0 + 60


def _items(text: TextMap, at: int | None, lines: list[int]) -> tuple[list[RecipientReading], bool, list[int]]:
    """Items from the label's line ``at`` (None: no label) and the lines below it."""
    items: list[list[Span]] = []
    used: list[int] = []
    loose = False
    if at is not None:
        start, end = text.span(at, at)
        label = form.opening("recipients").search(text.text, start, end)
        rest = label.end() if label else end
        while rest < end and text.text[rest] in " :.*_;":
            rest += 1
        if rest < end and any(c.isalnum() for c in text.text[rest:end]):
            items.append([_shorn(text.text, rest, end)])
        items = [part for spans in items for part in _parts(text.text, spans, alone=not lines)]
    dashed = sum(1 for i in lines[:8] if _dash(text.lines[i].text)) >= max(1, min(len(lines), 8) // 3)
    right = max((b.x1 for i in lines if (b := text.lines[i].box) is not None), default=0.0)
    filed = False
    sides: list[SidePurpose] = []
    for i in lines:
        line = text.lines[i]
        content = line.text
        side = side_purpose(text, i) if items or _dash(content) else None
        if side is not None:
            sides.append(side)
            used.append(i)
            content = content[: side.start - text.starts[i]].rstrip()
            if not content:
                continue
        brace = _BRACE.fullmatch(content)
        if brace is not None:
            loose = loose or bool(items)
            used.append(i)
            continue
        if is_rule(content) or (not any(c.isalnum() for c in content) and "…" not in content and ".." not in content):
            continue
        starts = _begins(text, items, line, dashed) or (bool(items and used) and _lost_dash(text, used[-1], i, right))
        open_end = filed and not starts and text.text[items[-1][-1][1] - 1] == ","
        if filed and (starts or line.gap > 1.2 or is_upper(content) or not _wraps(text, items, line)) and not open_end:
            break
        if is_upper(content) and len(content) > 8 and not _dash(content):
            break
        if items and (foot.below_list_pattern().match(content) or _apart(text, used, line)):
            break
        if items and dashed and cues.opens_section(content) and _stopped(text, items[-1]):
            break  # "1. Danh sách …" of an appendix, below a list without "Lưu"
        span = _shorn(text.text, text.starts[i], text.starts[i] + len(content))
        if starts or not items:
            items.append([span])
            filed = foot.recipient_kind(text.text[span[0] : span[1]]) == "file"
        else:
            items[-1].append(span)
        used.append(i)
        if len(items) > MAX_ITEMS:
            break
    readings = [_item(text, part) for spans in items for part in _parts(text.text, spans, alone=False)]
    found = [r for r in readings if r is not None]
    if used:
        beside = _beside_list(text, used)
        used += [i for i, _ in beside]
        sides += [side for _, side in beside]
    for side in sides:
        found = _braced(text, found, side)
    return found, loose, used


def _beside_list(text: TextMap, used: list[int]) -> list[tuple[int, SidePurpose]]:
    """Purposes that stand alone in the right column, at the height of the list, as a brace's do."""
    head = text.lines[min(used)]
    boxes = [b for i in used if (b := text.lines[i].box) is not None and text.lines[i].page == head.page]
    out = []
    for i in range(min(used) + 1, min(max(used) + 30, len(text.lines))):
        line = text.lines[i]
        if i in used or line.box is None or line.page != head.page or not line.text.startswith("("):
            continue
        side = side_purpose(text, i)
        level = any(b.top - b.height <= line.box.centre <= b.bottom + b.height for b in boxes)
        if side is not None and side.start == text.starts[i] and level:
            out.append((i, side))
    return out


def _braced(text: TextMap, items: list[RecipientReading], side: SidePurpose) -> list[RecipientReading]:
    """The items with the purpose beside the list given to those that it spans, or to the one on its line."""
    boxes = [union(w.box for a, b in x.spans for w in text.words(a, b) if w.box is not None) for x in items]
    span = spanned(side, boxes, [x.purpose is None and x.kind not in _ALONE for x in items])
    if not span:
        before = [k for k, x in enumerate(items) if x.spans[0][0] < side.start]
        span = range(before[-1], before[-1] + 1) if before else range(0)
    group = len(span) > 1
    return [replace(x, purpose=side.purpose, group=group) if k in span else x for k, x in enumerate(items)]


def _parts(text: str, spans: list[Span], *, alone: bool) -> list[list[Span]]:
    """The items that one line holds: "- Như trên; - Lưu VP"; ``alone``: the list is this line, and ";" parts it."""
    if len(spans) != 1:
        return [spans]
    (start, end), pattern = spans[0], _ONE_LINE if alone else _DASH_INSIDE
    if not pattern.search(text, start, end) and regex.search(r"\s[-–]\s+Lưu\b", text, pos=start, endpos=end):
        pattern = _DASHED_ALONE
    edges = [start, *(m.end() for m in pattern.finditer(text, start, end)), end]
    parts = [_shorn(text, a, b) for a, b in itertools.pairwise(edges)]
    return [[part] for part in parts if part[0] < part[1]]


def _apart(text: TextMap, used: list[int], line: Line) -> bool:
    """A line without a dash that stands well off a list set closely: a page's foot, below a list without "Lưu"."""
    if _dash(line.text) or not used or line.text[0].islower() or foot.recipient_kind(line.text) == "file":
        return False
    closest = max(text.lines[i].gap for i in used)
    return line.gap >= APART and line.gap >= 2 * closest + (0.0 if line.box is None else APART)


def _dash(content: str) -> bool:
    return cues.BULLET.match(content) is not None


def _begins(text: TextMap, items: list[list[Span]], line: Line, dashed: bool) -> bool:
    """The line opens a new item: a dash; without dashes, the item before has ended."""
    if _dash(line.text):
        return True
    if not items:
        return True
    last = text.text[items[-1][-1][0] : items[-1][-1][1]].rstrip()
    if foot.recipient_kind(line.text) == "file" and line.text[:1].isupper():
        return True
    if dashed:
        return last.endswith((";", ".")) and not last.endswith("..") and line.text[:1].isupper() and len(last) > 6
    return last.endswith((",", ";", ".", "…")) or (line.text[:1].isupper() and len(last) < 34)


def _stopped(text: TextMap, item: list[Span]) -> bool:
    """The item ended with the full stop that closes a list."""
    last = text.text[item[-1][0] : item[-1][1]].rstrip()
    return last.endswith(".") and not last.endswith("..")


def _lost_dash(text: TextMap, above: int, at: int, right: float) -> bool:
    """A line whose dash OCR lost: what stands above it ended with a mark and had room for its first word.

    ``right`` is where the longest line of the list ends.
    """
    before, line = text.lines[above], text.lines[at]
    if before.box is None or line.box is None or line.words[0].box is None or before.page != line.page:
        return False
    ended = before.text.endswith((",", ";")) and line.text[:1].isupper()
    return ended and before.box.x1 + line.words[0].box.width + 0.5 * line.size < right


def _wraps(text: TextMap, items: list[list[Span]], line: Line) -> bool:
    """The file copy's line goes on: no end mark yet and this line is a short plain rest of it."""
    last = text.text[items[-1][-1][0] : items[-1][-1][1]].rstrip()
    if line.box is None and _SIGNER.fullmatch(line.text) and not organs.opens_organ(line.text):
        return False
    return not last.endswith((".", ";")) and len(line.text) < 40 and line.markup != "heading" and not line.bold


def _shorn(text: str, start: int, end: int) -> Span:
    """Without the dash before it."""
    bullet = cues.BULLET.match(text, start, end)
    if bullet is not None:
        start = bullet.end()
    while start < end and text[start] in "*_ ":
        start += 1
    while end > start and text[end - 1] in "*_ ":
        end -= 1
    return start, end


def _item(text: TextMap, spans: list[Span]) -> RecipientReading | None:
    whole = squeeze(" ".join(text.text[a:b] for a, b in spans))
    worn = any(w.confidence < 1.0 for a, b in spans for w in text.words(a, b))
    if worn and not _sure_end(text, spans):
        whole = _SPECKS.sub("", _LABEL_BEHIND.sub("", whole))
        whole = whole[: len(whole) - _shreds(text, spans, whole)].rstrip()
    purpose, group = None, False
    brace = _BRACE_IN.search(whole)
    if brace is not None:
        purpose, group = brace["purpose"], True
        whole = whole[: brace.start()]
    bracket = _BRACKET.search(whole)
    if bracket is not None and foot.is_purpose(bracket["inside"].strip(), worn=worn):
        purpose = purpose or bracket["inside"].strip()
        whole = whole[: bracket.start()]
    while whole and (whole[-1] in " ,;:" or (whole[-1] == "." and not whole.endswith(".."))):
        whole = whole[:-1]
    if sum(c.isalpha() for c in whole) < (LEAST_LETTERS if worn else 1):
        return None
    kind = foot.recipient_kind(whole)
    return RecipientReading(tuple(spans), whole, squeeze(purpose) if purpose else None, group, kind)


def _shreds(text: TextMap, spans: list[Span], whole: str) -> int:
    """Length of the doubtful short words behind the item's end mark, a pen stroke's remains."""
    words = [w for a, b in spans for w in text.words(a, b)]
    for k in range(len(words) - 1, max(len(words) - 3, 0), -1):
        if words[k].confidence >= SURE or len(words[k].text) > 4:
            return 0
        if words[k - 1].text[-1:] in ".;)" and whole.endswith(words[k].text):
            return sum(len(w.text) + 1 for w in words[k:]) - 1
    return 0


def _sure_end(text: TextMap, spans: list[Span]) -> bool:
    """The item ends with a figure that the engine believes, "Như Điều 2": no speck."""
    last = next((w for a, b in reversed(spans) for w in reversed(text.words(a, b))), None)
    return last is not None and last.confidence >= SURE and any(c.isdigit() for c in last.text)


def _grouped(items: list[RecipientReading], text: TextMap) -> list[RecipientReading]:
    """A brace read on one line of a list spans the items printed since the last purpose before it."""
    at = next((k for k, item in enumerate(items) if item.group and item.purpose is not None), None)
    if at is None or sum(x.group and x.purpose is not None for x in items) > 1:
        return items  # none, or told by its place already
    first = at
    while first > 0 and items[first - 1].purpose is None and items[first - 1].kind not in _ALONE:
        first -= 1
    return [replace(x, purpose=items[at].purpose, group=True) if first <= k <= at else x for k, x in enumerate(items)]
