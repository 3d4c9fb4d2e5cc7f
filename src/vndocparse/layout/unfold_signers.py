"""Lines of a page on which several signers' columns stand, cut into one line for each.

The page is read as two columns; documents that three bodies issue together have three signers side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from vndocparse.geometry import union
from vndocparse.model.page import Line, Word
from vndocparse.rules import organs, signing
from vndocparse.text import is_upper

APART = 0.5
"""Heights of the line between the columns of two signers, at least; more than justified capitals leave."""


def unfold_signers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, each of a page that holds two offices, authorities or bodies well apart cut between them."""
    out: list[Line] = []
    for line in lines:
        pieces = list(_pieces(line)) if line.box is not None and is_upper(line.text) else []
        out += [_part(line, p) for p in pieces] if len(pieces) > 1 and all(map(_signs, pieces)) else [line]
    return tuple(out)


def _pieces(line: Line) -> Iterator[tuple[Word, ...]]:
    """Runs of words without a wide gap."""
    start = 0
    for k, (left, right) in enumerate(pairwise(line.words), 1):
        if left.box is None or right.box is None or line.box is None:
            return
        if right.box.x0 - left.box.x1 > APART * line.box.height:
            yield line.words[start:k]
            start = k
    yield line.words[start:]


def _signs(words: Sequence[Word]) -> bool:
    text = " ".join(w.text for w in words)
    authority = signing.authority_pattern().match(text)
    if authority is not None:
        return authority.end() < len(text)  # "T/M" alone, and its body behind a wide blank, are one signer's
    return signing.opens_position(text) or (len(words) > 1 and organs.opens_organ(text))


def _part(line: Line, words: tuple[Word, ...]) -> Line:
    box = union(w.box for w in words if w.box is not None)
    return replace(line, text=" ".join(w.text for w in words), words=words, box=box)
