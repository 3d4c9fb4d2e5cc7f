"""Lines that a converter ran together, cut into the lines that were printed.

A whole header on one line; the two columns of a foot, each line of the recipients with one of the signature behind it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

import regex

from vndocparse.layout import unfold_cells
from vndocparse.layout.zones import is_rule
from vndocparse.model.page import Line, Word
from vndocparse.rules import foot, form, organs, signing
from vndocparse.text import fold, is_upper

HEADER = 3000
"""Characters of a line within which a header's motto stands; the fuzzy search is dear."""
LEAST = 60
"""Characters below which a line holds at most two parts, which the reader of headers cuts itself."""
FIRST = 6
"""Lines from the top of a page among which a folded header may stand."""
_NUMBER = regex.compile(r"(?<=\s)S[ốè]\s*+(?::\s*+)?[\d.…_ ]*+\s*+(?:[-–/]\s*+|(?<=[ ]\s*))\p{Lu}")
_DATE = regex.compile(
    r"(?:\p{Lu}[\p{Ll}]+(?:\s*+(?:[-–]\s*+)?\p{Lu}\p{Ll}+){0,3})\s*+(?:,\s*+)?"
    r"[Nn]gày\s++[\d.…_ ]*+\s*+tháng\s++[\d.…_ ]*+\s*+năm\s*(?:\d{4})?"
)
_STARS = regex.compile(r"(?<!\S)(?:\*+|[-_]{3,})(?!\S)|\*{2,}|[-_]{5,}")


def unfold_headers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, with each folded header cut before its motto, number, date, type and subject.

    Guarantees: the words of all lines joined are unchanged but for cuts inside glued words; lines
    of pages with places are never cut.
    """
    out: list[Line] = []
    for i, line in enumerate(lines):
        if line.box is not None or i >= FIRST or len(line.text) < LEAST:
            out.append(line)
            continue
        cuts = _cuts(line.text)
        out += _split(line, cuts) if len(cuts) >= 3 else [line]
    return tuple(out)


def unfold_cells_of(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, with each cell that holds a header's column or a signature block on one line cut into its lines."""
    out: list[Line] = []
    for line in lines:
        cuts: set[int] = set()
        if unfold_cells.is_cell(line):
            cuts = next((c for cutter in unfold_cells.CUTTERS if (c := cutter(line.text))), set())
        elif line.box is None and line.markup != "row" and signing.authority_pattern().match(line.text):
            cuts = unfold_cells.signature_cuts(line.text[: unfold_cells.LONGEST])
        out += _split(line, sorted(cuts)) if cuts else [line]
    return tuple(out)


def _cuts(text: str) -> list[int]:
    """Where a printed line begins, besides the first; empty for running text."""
    found: set[int] = set()
    flat, offsets = form.bare_with_offsets(text)
    for rule in form.mottos():
        hit = None if rule.right_only else form.motto_pattern(rule).search(flat, 0, HEADER)
        if hit is not None and is_upper(text[offsets[hit.start()] : offsets[hit.end() - 1] + 1]):
            found |= {offsets[hit.start()], offsets[hit.end() - 1] + 1}
            break
    for pattern in (_NUMBER, _STARS):
        for hit in pattern.finditer(text):
            found.add(hit.start())
            if pattern is _STARS:
                found.add(hit.end())
    date = _DATE.search(text)
    if date is not None:
        found |= {date.start(), date.end()}
    if len(found) < 2:
        return []
    title = _title(text, max(found))
    if title is not None:
        found |= set(title)
    return sorted(c for c in found if 0 < c < len(text))


def _title(text: str, start: int) -> tuple[int, int] | None:
    """The name of a type in capitals behind everything else, and its end."""
    for hit in regex.finditer(r"(?<=\s|^)\p{Lu}{2,}", text, pos=max(start - 1, 0)):
        named = form.type_at_start(text[hit.start() :])
        if named is not None and is_upper(text[hit.start() : hit.start() + named[1]]):
            return hit.start(), hit.start() + named[1]
    return None


def _split(line: Line, cuts: list[int]) -> list[Line]:
    """The line in pieces; a word that a cut goes through becomes two."""
    pieces: list[Line] = []
    offsets = list(accumulate((len(w.text) + 1 for w in line.words), initial=0))
    for start, end in pairwise([0, *cuts, len(line.text)]):
        words = tuple(_words(line, offsets, start, end))
        if words:
            gap = line.gap if not pieces else 0.0
            pieces.append(replace(line, text=" ".join(w.text for w in words), words=words, gap=gap))
    return pieces


def _words(line: Line, offsets: list[int], start: int, end: int) -> Iterator[Word]:
    """The words between two characters; ``offsets`` tells where each begins."""
    for i in range(max(bisect_right(offsets, start) - 1, 0), len(line.words)):
        word, at = line.words[i], offsets[i]
        if at >= end:
            return
        a, b = max(at, start), min(at + len(word.text), end)
        if a < b:
            yield word if b - a == len(word.text) else word._replace(text=word.text[a - at : b - at])


# --- feet ---------------------------------------------------------------------------------

FOOT = 14
"""Lines below "Nơi nhận:" among which the foot's columns may be run together."""
_BEHIND = regex.compile(r"\s(?=[\p{Lu}(])")
_NAME = regex.compile(r"(?:\p{Lu}[\p{L}']*\s+){1,4}\p{Lu}[\p{L}']*")


def unfold_feet(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, with the signature's cut from behind the recipients' where both columns stand on one line.

    Only where words of a signature block follow "Nơi nhận:" on its line, or two positions and two names stand
    on a line each.  What is cut becomes columns 1 and 2; lines of pages with places and of tables are never cut.
    """
    out: list[Line] = []
    left = 0
    for i, line in enumerate(lines):
        plain = line.box is None and not line.column and not line.markup
        if plain and _folded_label(line.text):
            left = FOOT
        cut = _signature_at(line.text) if plain and left else None
        if plain and not left and is_upper(line.text):
            cut = _second_signer(lines, i)
        elif plain and not left and out and out[-1].column == 2:
            cut = _second_name(line.text)
        if cut:
            out += [replace(piece, column=1 + k) for k, piece in enumerate(_split(line, [cut]))]
        elif plain and left:
            out.append(replace(line, column=2) if cut == 0 else replace(line, column=_is_item(line.text)))
        else:
            out.append(line)
        named = cut is not None and _NAME.fullmatch(line.text[cut:]) is not None and not is_upper(line.text[cut:])
        left = 0 if named or is_rule(line.text) else max(left - 1, 0)
    return tuple(out)


def _is_item(text: str) -> int:
    """The left column for a list's item, none for other lines."""
    return 1 if text[:1] in "-–+•" or foot.recipient_kind(text) == "file" else 0


def _folded_label(text: str) -> bool:
    label = _label(text)
    return label is not None and label < len(text) and _signature_at(text) is not None


def _label(text: str) -> int | None:
    """Where the words behind "Nơi nhận:" begin."""
    start = len(text) - len(text.lstrip("*_ "))
    found = form.opening("recipients").match(text, start)
    return None if found is None else len(text) - len(text[found.end() :].lstrip(" :*_"))


def _signature_at(text: str) -> int | None:
    """Where the signature's part of the line begins: 0 for all of it, None for a line without one."""
    label = _label(text)
    if _signs(text[label or 0 :]):
        return label or 0
    for hit in _BEHIND.finditer(text, label or 0):
        rest, before = text[hit.end() :], text[: hit.start()].rstrip()
        short = len(rest.split()) < 3 and before[-1:] == "," and not is_upper(rest)
        if not _signs(rest) or (short and _NAME.fullmatch(rest)):
            continue  # "Sở Y tế, Hà Nội" is no name
        ended = before[-1:] in ".,;)" or foot.recipient_kind(before.lstrip("-–+•* ")) == "file"
        if ended or (is_upper(rest) and not before.split()[-1].isupper()):
            return hit.end()
    return None


def _signs(text: str) -> bool:
    """Words of a signature block: those that open one, a mark, a person's name."""
    if foot.recipient_kind(text) == "file":
        return False
    if signing.authority_pattern().match(text) is not None and len(text) < 60:
        return True
    if is_upper(text) and (signing.opens_position(text) or (organs.opens_organ(text) and " " in text)):
        return True
    if any(pattern.match(text) for pattern, _ in signing.signed_patterns()):
        return True
    if signing.further_pattern().match(fold(text)) or signing.position_pattern().fullmatch(fold(text)):
        return True
    return _NAME.fullmatch(text) is not None and foot.is_surname(text.split()[0]) and not organs.opens_organ(text)


def _second_signer(lines: Sequence[Line], i: int) -> int | None:
    """Where the second of two positions on one line begins: two names stand on one of the lines below."""
    text = lines[i].text
    if len(text) > 100 or not (signing.opens_position(text) or signing.authority_pattern().match(text)):
        return None
    if not any(_second_name(x.text) for x in lines[i + 1 : i + 6] if x.box is None and not x.column):
        return None
    starts = [h.end() for h in _BEHIND.finditer(text) if text[h.end() - 1].isspace()]
    behind = [a for a in starts if signing.authority_pattern().match(text, a)]
    if not signing.authority_pattern().match(text):  # "T/M ĐOÀN CHỦ TỊCH" names a body, no second office
        behind += [a for a in starts if signing.opens_position(text[a:])]
    whole = [a for a in behind if signing.position_pattern().fullmatch(fold(text[:a].strip()))]
    return min(whole or behind, default=None)  # "BÍ THƯ TRƯỞNG BAN": what stands before is a whole position


def _second_name(text: str) -> int | None:
    """Where the second of two persons' names on one line begins: a surname in the middle."""
    words = text.split()
    if not 4 <= len(words) <= 8 or is_upper(text) or not foot.is_surname(words[0]):
        return None
    if not all(w[:1].isupper() and w.isalpha() for w in words):
        return None
    middle = [k for k in range(2, len(words) - 1) if foot.is_surname(words[k])]
    if not middle or len(words) < 5:
        return None
    cut = min(middle, key=lambda k: abs(2 * k - len(words)))
    return len(" ".join(words[:cut])) + 1
