"""A whole header on one line, as some converters write it, cut into the lines that were printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from vndocparse.model.page import Line, Word
from vndocparse.rules import form
from vndocparse.text import is_upper

LEAST = 60
"""Characters below which a line holds at most two parts, which the reader of headers cuts itself."""
FIRST = 6
"""Lines from the top of a page among which a folded header may stand."""
_NUMBER = regex.compile(r"(?<=\s)S[ốè]\s*:?\s*[\d.…_ ]*\s*[-–/ ]\s*\p{Lu}")
_DATE = regex.compile(
    r"(?:\p{Lu}[\p{Ll}]+(?:\s*[-–]?\s*\p{Lu}\p{Ll}+){0,3})\s*,?\s*[Nn]gày\s+[\d.…_ ]*\s*tháng\s+[\d.…_ ]*\s*năm\s*(?:\d{4})?"
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


def _cuts(text: str) -> list[int]:
    """Where a printed line begins, besides the first; empty for running text."""
    found: set[int] = set()
    flat, offsets = form.bare_with_offsets(text)
    for rule in form.mottos():
        hit = None if rule.right_only else form.motto_pattern(rule).search(flat, timeout=5)
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
    for start, end in zip([0, *cuts], [*cuts, len(line.text)], strict=True):
        words = tuple(_words(line, start, end))
        if words:
            gap = line.gap if not pieces else 0.0
            pieces.append(replace(line, text=" ".join(w.text for w in words), words=words, gap=gap))
    return pieces


def _words(line: Line, start: int, end: int) -> list[Word]:
    out: list[Word] = []
    at = 0
    for word in line.words:
        a, b = max(at, start), min(at + len(word.text), end)
        if a < b:
            out.append(word if b - a == len(word.text) else replace(word, text=word.text[a - at : b - at]))
        at += len(word.text) + 1
    return out
