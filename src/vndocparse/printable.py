"""Text of a document made safe to print: no control characters, no surrogates, no writing direction tricks."""

from __future__ import annotations

import re

_HARMFUL = re.compile(
    "["
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, C0 but for tab and line feed, and C1
    r"\ud800-\udfff"  # surrogates: no output can encode them
    # Marks that change the writing direction or break lines: they can make a terminal show another text.
    r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "]"
)


def printable(text: str) -> str:
    """``text`` without control characters (C0, C1, but for line feed and tab), surrogates and direction marks.

    A terminal obeys escape sequences that a PDF may carry in its text; what this returns cannot move the
    cursor, set a title or show characters in another order.
    """
    return _HARMFUL.sub("", text)


def one_line(text: str) -> str:
    """``printable`` with all white space folded to single spaces."""
    return " ".join(printable(text).split())


def shorten(text: str, width: int) -> str:
    """One line of at most ``width`` characters; the cut is marked by an ellipsis."""
    line = one_line(text)
    return line if len(line) <= width else line[: max(width - 1, 0)].rstrip() + "…"
