"""Text of a document made safe to print: no control characters, no surrogates, no writing direction tricks."""

from __future__ import annotations

import unicodedata

_KEPT = "\n\t"
_DIRECTION = {"\u061c", *map(chr, (*range(0x200E, 0x2010), *range(0x2028, 0x202F), *range(0x2066, 0x206A)))}
"""Marks that change the writing direction or break lines: they can make a terminal show another text."""


def printable(text: str) -> str:
    """``text`` without control characters (C0, C1, but for line feed and tab), surrogates and direction marks.

    A terminal obeys escape sequences that a PDF may carry in its text; what this returns cannot move the
    cursor, set a title or show characters in another order.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if _harmless(c))


def one_line(text: str) -> str:
    """``printable`` with all white space folded to single spaces."""
    return " ".join(printable(text).split())


def shorten(text: str, width: int) -> str:
    """One line of at most ``width`` characters; the cut is marked by an ellipsis."""
    line = one_line(text)
    return line if len(line) <= width else line[: max(width - 1, 0)].rstrip() + "…"


def _harmless(char: str) -> bool:
    if char in _KEPT:
        return True
    return char not in _DIRECTION and unicodedata.category(char) not in ("Cc", "Cs")
