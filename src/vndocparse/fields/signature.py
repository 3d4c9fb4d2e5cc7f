"""Signature blocks (đề ký): authority, position, mark, name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from vndocparse.fields import cues
from vndocparse.fields.values import Span
from vndocparse.layout.zones import is_rule
from vndocparse.mend import mends
from vndocparse.model.page import Line
from vndocparse.model.textmap import TextMap
from vndocparse.rules import foot, signing
from vndocparse.text import fold, is_upper

MAX_BLOCK = 16
"""Lines of one block, specks included."""
MOST_WORDS = 5
"""Of a person's name; a longer line of names has words of another kind before it."""
SHRED = 0.7
"""Score of the engine below which one short word between the lines is a piece of a seal."""
_NAME_WORD = r"\p{Lu}[\p{L}'’.]{0,30}"
_NAME = regex.compile(rf"(?:{_NAME_WORD}\s+){{1,5}}{_NAME_WORD}|\p{{Lu}}\p{{Ll}}+")
_RANK = regex.compile(
    r"(?:(?:đại|thượng|trung|thiếu)\s+(?:tướng|tá|úy|uý)(?!\p{L})|(?:PGS|GS|TS|ThS|BS|KS|CN)(?!\p{L})|[.,\s])+",
    regex.IGNORECASE,
)
_SHREDS = regex.compile(r"(?:[^\p{L}\s]{0,2}\s)?[^\p{L}\s(]*\(?(?=\p{Lu}{2})(?![^(]*\))|")
"""What a pen stroke or seal left before capitals: "2 1**", "(" without its end, a dash."""
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
    authority_at: Span | None = None
    """Where the authority is printed."""


def read_signatures(text: TextMap, first: int, skip: frozenset[int] = frozenset()) -> tuple[SignatureReading, ...]:
    """The signature blocks from line ``first`` on, in order; lines in ``skip`` (recipients) are passed over.

    A block begins with an authority (T/M, KT. …) or a position and ends with a name.
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
    """A position without authority that may open a block.

    One with its organ behind it enacts as a rule, and one in small letters is a word of the text:
    either signs where a name stands right below it.
    """
    line = text.lines[i]
    if len(line.text) > 60:
        return False
    if cues.is_position(line) and not cues.enacts(line):
        return True
    return (cues.is_position(line) or cues.is_small_position(line)) and _name_below(text, i)


def _name_below(text: TextMap, i: int) -> bool:
    """The next line on the same side, marks and blanks apart, is a person's name."""
    for j in _block(text, i, set())[1:6]:
        offset, content = cues.core(text.lines[j])
        content = content.rstrip("*_ ")
        if not content or is_rule(content) or _signed(content) is not None or _BLANK.fullmatch(content):
            continue
        start = text.starts[j] + offset
        name = _name_in(text.text, start, start + len(content))
        if is_upper(content) or name is None:
            return is_upper(content) and _is_name(content)
        return foot.maybe_surname(text.text[slice(*name)].split()[0])
    return False


def _block(text: TextMap, i: int, skip: frozenset[int] | set[int]) -> list[int]:
    """The lines below ``i`` in the same column that may belong to its block."""
    lines = text.lines
    head = lines[i]
    block = [i]
    beside = _beside(text, i)
    for j in range(i + 1, min(i + 40, len(lines))):
        line = lines[j]
        if j in skip or line.markup == "row":
            continue
        if cues.opens_recipients(line):
            if head.column == 0 and line.column == 0 and head.box is None:
                break
            continue
        if not _same_side(head, line) or (beside and _nearer(beside, head, line)):
            continue
        if line.box is not None and head.box is not None and line.page > head.page + 1:
            break
        if cues.title_type(line) or cues.opens("appendix", line.text) or len(line.text) > 100:
            break
        block.append(j)
        if len(block) >= MAX_BLOCK:
            break
    return block


def _beside(text: TextMap, i: int) -> list[Line]:
    """The heads of other signers' blocks on the row of line ``i``, where three or more stand side by side."""
    head = text.lines[i]
    if head.box is None:
        return []
    near = (text.lines[k] for k in range(max(0, i - 8), min(i + 9, len(text.lines))) if k != i)
    level = [
        x
        for x in near
        if x.box is not None and x.page == head.page and abs(x.box.centre - head.box.centre) < head.box.height
        if is_upper(x.text) and (cues.opens_authority(x) or cues.is_position(x) or cues.is_organ(x.text))
    ]
    return level if len(level) >= 2 else []


def _nearer(beside: Sequence[Line], head: Line, line: Line) -> bool:
    """The line stands nearer below another signer's head."""
    if line.box is None or head.box is None or line.page != head.page:
        return False
    own = abs(line.box.middle - head.box.middle)
    return any(x.box is not None and abs(line.box.middle - x.box.middle) < own for x in beside)


def _same_side(head: Line, line: Line) -> bool:
    if head.box is None or line.box is None:
        return line.column == head.column or not head.column or not line.column
    if line.page != head.page:
        return line.column in (head.column, 0) or head.column == 0
    wide = max(head.box.width, 60.0)
    return abs(line.box.middle - head.box.middle) < 0.5 * wide + 60 or line.column == head.column != 0


def _read_block(text: TextMap, block: list[int]) -> SignatureReading | None:
    """Walks down the block: authority, whose behalf, positions, marks, name."""
    walk = _Walk(text, block)
    for i in block:
        if not walk.step(i):
            break
    return walk.reading()


class _Walk:
    """What has been read of one block, and which part a wrapped line would go on with."""

    def __init__(self, text: TextMap, block: list[int]) -> None:
        self.text = text
        self.block = block
        self.small = _small_name(text, block)
        """A name in small letters stands in the block."""
        self.authority: str | None = None
        self.authority_at: Span | None = None
        self.behalf: list[Span] = []
        self.second: list[Span] = []
        self.position: list[Span] = []
        self.mark: str | None = None
        self.name: Span | None = None
        self.used: list[int] = []
        self.open: list[Span] | None = None

    def step(self, i: int) -> bool:
        """Takes line ``i`` up; False where the block ends with or before it."""
        line = self.text.lines[i]
        offset, content = cues.core(line)
        content = content.rstrip("*_ ")
        worn = any(w.confidence < 1.0 for w in line.words)
        if worn:
            found = _SHREDS.match(content)
            cut = found.end() if found else 0
            content, offset = content[cut:], offset + cut
        if not content or is_rule(content) or (cues.is_rubbish(line) and not signing.opens_position(content)):
            return True
        if worn and self._begun and _is_shred(content) and max(w.confidence for w in line.words) < SHRED:
            return True
        span = (self.text.starts[i] + offset, self.text.starts[i] + offset + len(content))
        kind = cues.opens_authority(line)
        if kind is not None:
            self._take_authority(i, kind, span)
            return True
        signed = _signed(content)
        if signed is not None:
            self.mark, self.open = signed or self.mark, None
            self.used.append(i)
            return True
        if _BLANK.fullmatch(content):
            self.used.append(i)
            return not self._begun
        if signing.further_pattern().match(fold(content)) and self.position:
            self.position.append(span)
            self.used.append(i)
            return True
        if is_upper(content):
            return self._step_capitals(i, span, content)
        if self._begun and cues.is_small_position(line):
            self.position.append(span)
            self.open = None
            self.used.append(i)
            return True
        return self._step_name(i, span, content)

    @property
    def _begun(self) -> bool:
        return bool(self.authority or self.position)

    def _take_authority(self, i: int, kind: str, span: Span) -> None:
        found = signing.authority_pattern().match(self.text.text, span[0])
        assert found is not None
        inner = _inner(self.text.text, found.end(), span[1])
        if self.authority is None and self.position:
            self.position = []  # "XÁC NHẬN CỦA ĐẢNG ỦY" above the authority is the block's heading
        if self.authority is None:
            worn = any(w.confidence < 1.0 for w in self.text.words(span[0], found.end()))
            self.authority = _authority(found[0], worn=worn and mends("formulas"))
            self.authority_at = (span[0], found.end())
        target = {"on_behalf": self.behalf, "by_order": self.behalf, "for_position": self.second}.get(kind)
        self.open = self.position if target is None else target
        if inner is not None:
            self.open.append(inner)
        self.used.append(i)

    def _step_capitals(self, i: int, span: Span, content: str) -> bool:
        """A position, the rest of a name that is not whole, or a person's name in capitals."""
        text = self.text.text
        wrapped = bool(self.open) and signing.is_open_title(_words(text, self.open or []))
        position = _opens_position(content) or fold(content) in signing.open_offices()
        if position and not wrapped and (self._begun or _opens_position(content)):
            if self.position and self.open is not self.position:
                return False  # the next signer's block
            if self.position and not (_stacks(text, self.position) or self._signs_alone(i)):
                return False
            self.position.append(span)
            self.open = self.position
        elif self.open is not None and (self.small or not _is_name(content)):
            if self._on_next_page(i):
                return False  # capitals that head the next page are no end of a position
            self.open.append(span)
        elif not self.small and _is_name(content) and self._begun:
            self.name = span
            self.used.append(i)
            return False
        else:
            return True
        self.used.append(i)
        return True

    def _signs_alone(self, i: int) -> bool:
        """Below a second office, under one authority, one name stands: "CHỦ TỊCH" / "CHỦ TỊCH HĐND TỈNH" / name."""
        below = self.block[self.block.index(i) + 1 :]
        if not self.authority or any(cues.opens_authority(self.text.lines[k]) for k in below):
            return False
        return sum(_names_person(self.text, k) for k in below) == 1

    def _on_next_page(self, i: int) -> bool:
        lines = self.text.lines
        return lines[i].box is not None and bool(self.used) and lines[i].page != lines[self.used[-1]].page

    def _step_name(self, i: int, span: Span, content: str) -> bool:
        """A person's name, perhaps behind "(Đã ký)" on the same line."""
        signed = next(((m.end(), mark) for p, mark in signing.signed_patterns() if (m := p.match(content))), None)
        start = span[0] if signed is None else span[1] - len(content[signed[0] :].lstrip(" :.-"))
        behind, mark = _mark_behind(content) if signed is None else (0, "")
        worn = any(w.confidence < 1.0 for w in self.text.lines[i].words)
        name = _name_in(self.text.text, start, span[1] - behind, cut_unknown=worn)
        if name is None or not self._begun:
            return True
        self.mark = (signed[1] if signed else mark) or self.mark
        self.name = name
        self.used.append(i)
        return False

    def _odd(self) -> bool:
        """An office inside the name of a body, which no other line of the block repeats, or the same office twice."""
        behalf, position = _words(self.text.text, self.behalf), _words(self.text.text, self.position)
        named_alone = bool(behalf) and not position and self.name is None
        halves = position.split()
        twice = len(halves) > 2 and halves[: len(halves) // 2] == halves[len(halves) // 2 :]
        return twice or (named_alone and _holds_office(behalf))

    def reading(self) -> SignatureReading | None:
        """None where neither authority nor position was found."""
        if not self._begun:
            return None
        sure = 0.96 if self.name and self.authority else 0.9 if self.name else 0.75 if self.authority else 0.5
        if self.name and not foot.is_surname(self.text.text[slice(*self.name)].split()[0].title()):
            sure -= 0.15
        if self._odd():
            sure -= 0.3
        return SignatureReading(
            tuple(self.used), self.authority, tuple(self.behalf), tuple(self.second), tuple(self.position),
            self.name, self.mark, sure, self.authority_at,
        )  # fmt: skip


def _holds_office(words: str) -> bool:
    """An office stands behind the first word: "ĐẢNG ỦY BÍ THƯ" is two lines in one."""
    return any(signing.position_pattern().match(fold(words[m.end() :])) for m in regex.finditer(r"\s", words))


def _opens_position(content: str) -> bool:
    return 4 <= len(content) <= 90 and signing.opens_position(content)


def _is_shred(content: str) -> bool:
    """One short word in capitals that is no position: a piece of a seal between the lines."""
    return len(content) <= 4 and content.isalpha() and content.isupper() and not signing.is_open_title(content)


def _small_name(text: TextMap, block: list[int]) -> bool:
    """A name in small letters stands in the block: then capitals that look like one are not ("ĐÀO TẠO")."""
    for i in block[1:]:
        offset, content = cues.core(text.lines[i])
        start = text.starts[i] + offset
        if not is_upper(content) and _signed(content) is None and _name_in(text.text, start, start + len(content)):
            return True
    return False


def _names_person(text: TextMap, i: int) -> bool:
    """The line is a person's name, in small letters or capitals."""
    offset, content = cues.core(text.lines[i])
    start = text.starts[i] + offset
    if is_upper(content):
        return _is_name(content)
    return _signed(content) is None and _name_in(text.text, start, start + len(content)) is not None


def _signed(content: str) -> str | None:
    """The mark in place of a signature; "" for an instruction where to sign; None for neither."""
    for pattern, mark in signing.signed_patterns():
        if pattern.fullmatch(content):
            return mark
    return None


def _mark_behind(content: str) -> tuple[int, str]:
    """Length of the mark in brackets behind a name, "Lê Văn An (đã ký)", and what it says; 0 where none stands."""
    at = content.rfind("(")
    mark = _signed(content[at:]) if at > 0 else None
    return (0, "") if mark is None else (len(content) - at, mark)


def _authority(printed: str, *, worn: bool) -> str:
    """As printed without inner blanks; in text read by OCR a misread slash or dot is mended to the nearest form."""
    tight = "".join(printed.split()) if len(printed) < 8 else " ".join(printed.split())
    if not worn or " " in tight or any(tight == known for known, _ in signing.authorities()):
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


def _words(text: str, spans: Sequence[Span]) -> str:
    return " ".join(text[a:b] for a, b in spans)


def _stacks(text: str, position: Sequence[Span]) -> bool:
    """Another position may stand below: the one above is a rank, or breaks off."""
    so_far = _words(text, position)
    return (
        fold(so_far) in signing.ranks()
        or fold(so_far).endswith((" kiêm", fold(" phó")))
        or signing.is_open_title(so_far)
    )


def _is_name(content: str) -> bool:
    """Capitals that are a person's name: two to five words, the first a surname."""
    words = content.split()
    return (
        2 <= len(words) <= 5
        and foot.is_surname(words[0].title())
        and not signing.position_pattern().match(fold(content))
        and not cues.is_organ(content)
    )


def _name_in(text: str, start: int, end: int, *, cut_unknown: bool = True) -> Span | None:
    """A person's name that fills the line, rank and degree apart; specks at its ends are cut off.

    ``cut_unknown``: a first word that is no known surname is a speck where one stands behind it.
    """
    rank = _RANK.match(text, start, end)
    if rank:
        start = rank.end()
    content = text[start:end]
    if len(content) > 45 or any(c.isdigit() for c in content) or cues.opens_section(content):
        return None
    best: Span | None = None
    for found in _NAME.finditer(content):
        words = found[0].split()
        clean = [w for w in words if w.strip("'’.")]
        if not 2 <= len(clean) <= 6:
            continue
        a, b = found.span()
        shifts = [k for k, w in enumerate(words) if foot.is_surname(w) and not (k and foot.is_middle_name(w))]
        worn = shifts and shifts[0] > 0 and len(words) - shifts[0] >= 2 and not foot.maybe_surname(words[0])
        if worn and (cut_unknown or len(clean) > MOST_WORDS):
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
