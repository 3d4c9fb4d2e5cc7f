"""Signature blocks (đề ký): authority, position, mark, name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from vndocparse.fields import cues
from vndocparse.fields.values import Span
from vndocparse.layout.zones import is_rule
from vndocparse.model.page import Line
from vndocparse.model.textmap import TextMap
from vndocparse.rules import foot, form
from vndocparse.text import fold, is_upper

MAX_BLOCK = 16
"""Lines of one block, specks included."""
_NAME_WORD = r"\p{Lu}[\p{L}'’.]*"
_NAME = regex.compile(rf"(?:{_NAME_WORD}\s+){{1,5}}{_NAME_WORD}|\p{{Lu}}\p{{Ll}}+")
_RANK = regex.compile(
    r"(?:(?:đại|thượng|trung|thiếu)\s+(?:tướng|tá|úy|uý)|PGS\.?|GS\.?|TS\.?|ThS\.?|BS\.?|KS\.?|CN\.?|[.,\s])+\s*",
    regex.IGNORECASE,
)
_BLANK = regex.compile(r"[….\s_]{3,}")


@dataclass(frozen=True, slots=True)
class SignatureReading:
    """One signer; spans are offsets into the text, None where not printed."""

    lines: tuple[int, ...]
    authority: str | None = None
    on_behalf_of: tuple[Span, ...] = ()
    second_position: tuple[Span, ...] = ()
    position: tuple[Span, ...] = ()
    name: Span | None = None
    mark: str | None = None
    confidence: float = 0.5


def read_signatures(text: TextMap, first: int, skip: frozenset[int] = frozenset()) -> tuple[SignatureReading, ...]:
    """The signature blocks from line ``first`` on, in order; lines in ``skip`` (recipients) are passed over.

    A block begins with an authority (T/M, KT. …) or a position in capitals and ends with a name.
    Two signers side by side are two blocks, one in each column.
    """
    readings: list[SignatureReading] = []
    used: set[int] = set()
    for i in range(first, len(text.lines)):
        line = text.lines[i]
        if i in used or i in skip or line.markup == "row":
            continue
        if not (cues.opens_authority(line) or _lone_position(text, i)):
            continue
        block = _block(text, i, skip | used)
        reading = _read_block(text, block)
        if reading is not None:
            readings.append(reading)
            used.update(reading.lines)
    return tuple(_likely(text, readings))


def _lone_position(text: TextMap, i: int) -> bool:
    """A position without authority opens a block where a name or a mark stands within the next lines."""
    line = text.lines[i]
    return cues.is_position(line) and len(line.text) <= 60 and not cues.enacts(line)


def _block(text: TextMap, i: int, skip: frozenset[int] | set[int]) -> list[int]:
    """The lines below ``i`` in the same column that may belong to its block."""
    lines = text.lines
    head = lines[i]
    block = [i]
    for j in range(i + 1, min(i + 40, len(lines))):
        line = lines[j]
        if j in skip or line.markup == "row":
            continue
        if cues.opens_recipients(line):
            if head.column == 0 and line.column == 0 and head.box is None:
                break
            continue
        if not _same_side(head, line):
            continue
        if line.box is not None and head.box is not None and line.page > head.page + 1:
            break
        if cues.title_type(line) or cues.opens("appendix", line.text) or len(line.text) > 100:
            break
        block.append(j)
        if len(block) >= MAX_BLOCK:
            break
    return block


def _same_side(head: Line, line: Line) -> bool:
    if head.box is None or line.box is None:
        return line.column == head.column or not head.column or not line.column
    if line.page != head.page:
        return line.column in (head.column, 0) or head.column == 0
    wide = max(head.box.width, 60.0)
    return abs(line.box.middle - head.box.middle) < 0.5 * wide + 60 or line.column == head.column != 0


def _read_block(text: TextMap, block: list[int]) -> SignatureReading | None:
    """Walks down the block: authority, whose behalf, positions, marks, name."""
    authority: str | None = None
    behalf: list[Span] = []
    second: list[Span] = []
    position: list[Span] = []
    mark: str | None = None
    name: Span | None = None
    used: list[int] = []
    open_part: list[Span] | None = None
    small = _small_name(text, block)
    for i in block:
        line = text.lines[i]
        offset, content = cues.core(line)
        start = text.starts[i] + offset
        content = content.rstrip("*_ ")
        if not content or is_rule(content) or (cues.is_rubbish(line) and not form.opens_position(content)):
            continue
        kind = cues.opens_authority(line)
        signed = _signed(content)
        if kind is not None and name is None:
            found = form.authority_pattern().match(content)
            assert found is not None
            span = _inner(text.text, start + found.end(), start + len(content))
            if authority is None:
                authority = _authority(content[: found.end()])
            target = behalf if kind in ("on_behalf", "by_order") else second if kind == "for_position" else position
            if span is not None:
                target.append(span)
            open_part = target
            used.append(i)
        elif signed is not None:
            mark = signed or mark
            open_part = None
            used.append(i)
        elif _BLANK.fullmatch(content):
            used.append(i)
            if authority or position:
                break
        elif is_upper(content) and name is None:
            if cues.is_position(line) and not (open_part and _unfinished(text.text, open_part)):
                if position and open_part is not position:
                    break  # the next signer's block
                if position and not _continues_position(text.text, position, content):
                    break
                position.append((start, start + len(content)))
                open_part = position
            elif open_part is not None and (small or not _is_name(content)):
                open_part.append((start, start + len(content)))
            elif not small and _is_name(content) and (authority or position):
                name = (start, start + len(content))
                used.append(i)
                break
            else:
                continue
            used.append(i)
        else:
            span = _name_in(text.text, start, start + len(content))
            if span is not None and (authority or position):
                name = span
                used.append(i)
                break
    if authority is None and not position:
        return None
    sure = 0.96 if name and authority else 0.9 if name else 0.75 if authority else 0.5
    if name and not foot.is_surname(text.text[name[0] : name[1]].split()[0].title()):
        sure -= 0.15
    return SignatureReading(tuple(used), authority, tuple(behalf), tuple(second), tuple(position), name, mark, sure)


def _small_name(text: TextMap, block: list[int]) -> bool:
    """A name in small letters stands in the block: then capitals that look like one are not ("ĐÀO TẠO")."""
    for i in block[1:]:
        offset, content = cues.core(text.lines[i])
        start = text.starts[i] + offset
        if not is_upper(content) and _signed(content) is None and _name_in(text.text, start, start + len(content)):
            return True
    return False


def _signed(content: str) -> str | None:
    """The mark in place of a signature; "" for an instruction where to sign; None for neither."""
    for pattern, mark in form.signed_patterns():
        if pattern.fullmatch(content):
            return mark
    return None


def _authority(printed: str) -> str:
    """As printed without inner blanks; a misread slash or dot is mended to the nearest form."""
    tight = "".join(printed.split())
    known = {t: t for t, _ in form.authorities()}
    if tight in known:
        return tight
    letters = "".join(c for c in tight if c.isalpha() and c.isupper())
    if "." in tight or "," in tight:
        return {"TM": "TM.", "KT": "KT.", "TL": "TL.", "TUQ": "TUQ.", "Q": "Q."}.get(letters, tight)
    return {"TM": "T/M", "KT": "K/T", "TL": "T/L", "TIM": "T/M", "KIT": "K/T", "TIL": "T/L"}.get(letters, tight)


def _inner(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in " .:*_":
        start += 1
    while end > start and text[end - 1] in " *_":
        end -= 1
    return (start, end) if start < end else None


def _unfinished(text: str, spans: Sequence[Span]) -> bool:
    """The name of an organ or position that breaks off: "K/T CHÁNH" / "VĂN PHÒNG", "T/M BAN" / "CHẤP HÀNH"."""
    so_far = fold(" ".join(text[a:b] for a, b in spans))
    if so_far in (
        "chánh",
        "phó chánh",
        "trưởng",
        "phó trưởng",
        "phó",
        "chủ",
        "phó chủ",
        "ban",
        "bộ",
        "ủy ban",
        "uỷ ban",
    ):
        return True
    return so_far.endswith((" và", ",", " -", " của"))


def _continues_position(text: str, spans: Sequence[Span], following: str) -> bool:
    """A second line of the same position: "PHÓ BÍ THƯ" / "THƯỜNG TRỰC"; or "BÍ THƯ" / "kiêm CHỦ TỊCH"."""
    so_far = fold(text[spans[-1][0] : spans[-1][1]])
    return so_far.endswith((" kiêm", ",", " -", "thường trực", "phó")) or fold(following).startswith(
        ("kiêm", "thường trực")
    )


def _is_name(content: str) -> bool:
    """Capitals that are a person's name: two to five words, the first a surname."""
    words = content.split()
    return (
        2 <= len(words) <= 5
        and foot.is_surname(words[0].title())
        and not form.position_pattern().match(fold(content))
        and not cues.is_organ(content)
    )


def _name_in(text: str, start: int, end: int) -> Span | None:
    """A person's name that fills the line, rank and degree apart; specks at its ends are cut off."""
    rank = _RANK.match(text, start, end)
    if rank:
        start = rank.end()
    content = text[start:end]
    if len(content) > 45 or any(c.isdigit() for c in content):
        return None
    best: Span | None = None
    for found in _NAME.finditer(content):
        words = found[0].split()
        clean = [w for w in words if w.strip("'’.")]
        if not 2 <= len(clean) <= 6:
            continue
        a, b = found.span()
        shifts = [k for k, w in enumerate(words) if foot.is_surname(w)]
        if shifts and shifts[0] > 0 and len(words) - shifts[0] >= 2 and not foot.maybe_surname(words[0]):
            a += len(" ".join(words[: shifts[0]])) + 1
        share = (b - a) / max(len(content.strip()), 1)
        if share >= 0.55 or shifts:
            span = (start + a, start + b)
            if best is None or b - a > best[1] - best[0]:
                best = span
    return best


def _likely(text: TextMap, readings: list[SignatureReading]) -> list[SignatureReading]:
    """Without blocks that have neither authority nor name, where better ones exist."""
    good = [r for r in readings if r.name or r.authority]
    if good:
        return [
            r for r in good if r.name or (r.authority and not any(o.name and o.authority == r.authority for o in good))
        ]
    return readings[-2:]
