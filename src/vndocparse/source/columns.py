"""Columns in a line of text: parts set apart by tabs or wide gaps.

"Nơi nhận:                    T/M CHI BỘ" is two lines side by side; "Số        -TB/CB" is one with a blank to fill in,
and so is "ngày      tháng 6".  The words that show a blank stand in ``columns.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from vndocparse.model.page import Word
from vndocparse.rules.load import load_records
from vndocparse.rules.schema import Record

LEAST_GAP = 4
"""Spaces that part two columns; a tab counts as eight."""
RIGHT_EDGE = 24
"""A line indented deeper than this may belong to the right column."""
PAGE_WIDTH = 80
"""Characters across a page of typewritten text: where a line stands on it says its column."""
_LABEL = re.compile(r"[-–—+*•●▪◦○➢\uf000-\uf0ff]+|[(\[]?(?:\d+(?:\.\d+)*|[^\W\d_]{1,2}|[IVXLC]+)[.)\]:/-]{0,2}")


class Token(NamedTuple):
    """A word and the white space before it."""

    space: str
    word: Word


class NamedLabel(Record):
    """Words of a section's marker behind which a gap is no space between columns."""

    pattern: str


class Blank(Record):
    """Around a gap that is a blank to fill in: what ends before it and what begins behind it."""

    before: str
    behind: str


@cache
def _blanks() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    blanks = load_records("columns.toml", "blank", Blank)
    return tuple((re.compile(b.before, re.IGNORECASE), re.compile(b.behind, re.IGNORECASE)) for b in blanks)


def is_blank_to_fill(before: str, behind: str) -> bool:
    """The gap between these two words of a line is left for a pen: "ngày      tháng", "Số      -CV/ĐU"."""
    return any(b.fullmatch(before) and a.match(behind) for b, a in _blanks())


def width_of(space: str) -> int:
    """Columns that white space takes on a typewriter."""
    return len(space) + 7 * space.count("\t")


def split_columns(tokens: Sequence[Token]) -> list[tuple[int, list[Token]]]:
    """The parts of one line from the left, each with its column: 0 the full width, 1 left, 2 right.

    Four parts or more are a row of figures or a justified line and stay together.
    """
    if not tokens:
        return []
    if all(len(t.space) < LEAST_GAP and "\t" not in t.space for t in tokens):
        return [(0, list(tokens))]
    indent = width_of(tokens[0].space)
    parts: list[list[Token]] = [[tokens[0]]]
    for before, token in pairwise(tokens):
        if _parts(parts[-1], before, token):
            parts.append([token])
        else:
            parts[-1].append(token)
    if len(parts) > 3:
        return [(0, list(tokens))]
    if len(parts) == 1:
        return [(2 if _stands_right(indent, tokens) else 0, parts[0])]
    return list(enumerate(parts, 1))


def _parts(left: list[Token], before: Token, token: Token) -> bool:
    width = width_of(token.space)
    if width < LEAST_GAP or is_blank_to_fill(before.word.text, token.word.text):
        return False
    if len(left) <= 3 and _is_label(" ".join(t.word.text for t in left)):
        return False  # "1.<tab>Mục đích", "Điều 2.<tab>Phạm vi", "-<tab>Lưu"
    first = token.word.text[0]
    return width >= 2 * LEAST_GAP or not first.islower()  # a narrow gap within running text


def _is_label(text: str) -> bool:
    return _LABEL.fullmatch(text.replace(" ", "")) is not None or any(p.fullmatch(text) for p in _named_labels())


@cache
def _named_labels() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(r.pattern, re.IGNORECASE) for r in load_records("columns.toml", "label", NamedLabel))


def right_edge(parts: Sequence[tuple[int, Sequence[Token]]]) -> int:
    """Where the right column of a line begins, in characters from its left end; 0 where it has none."""
    at = 0
    for column, part in parts:
        at += width_of(part[0].space)
        if column == 2:
            return at
        at += sum(len(t.word.text) + width_of(t.space) for t in part) - width_of(part[0].space)
    return 0


def _stands_right(indent: int, tokens: Sequence[Token]) -> bool:
    """Deep indentation, and not merely centred."""
    if indent <= RIGHT_EDGE:
        return False
    length = sum(len(t.word.text) + 1 for t in tokens) - 1
    return indent + length / 2 > 0.6 * PAGE_WIDTH
