"""Table of contents (mục lục): lines that repeat the headings of the text and begin no sections of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from vndocparse.model.page import Line
from vndocparse.rules.sections import section_rules
from vndocparse.text import fold

LEAST = 3
"""Fewer lines below the title are no table, but at the end of the text, where each stands in it."""
LONGEST_TITLE = 30
"""Characters of a table's title at most."""
STRAYS = 3
"""Lines in a row that repeat nothing and may stand in a table: a wrapped heading's rest."""
# (?r) reads from the end: forwards, each blank of a long run would be tried as the first.
_LEADER = regex.compile(r"(?r)(?:\s*[.…_·]{3,}\s*|\s+)\d{1,4}$|[.…_·\s]+$")
"""Dots and the page number."""
_DOTTED = regex.compile(r"[.…·]{4}\s*\d{0,4}$")


def contents_lines(body: Sequence[Line]) -> frozenset[int]:
    """Indexes of the lines of tables of contents, their titles included.

    A table is a title ("Mục lục") with lines below it that stand elsewhere in the text too, that end with dots, or
    that name a clause and nothing else.
    """
    words = section_rules().contents
    titles = [i for i, x in enumerate(body) if len(x.text) < LONGEST_TITLE and words.fullmatch(x.text.strip(" *:."))]
    if not titles:
        return frozenset()
    counts = Counter(_key(line.text) for line in body)
    out: set[int] = set()
    for title in titles:
        found = _table(body, title, counts)
        if len(found) >= LEAST or (found and found[-1] == len(body) - 1 and _repeats(body, found, counts)):
            out |= {title, *found}
    return frozenset(out)


def _table(body: Sequence[Line], title: int, counts: Counter[str]) -> list[int]:
    found: list[int] = []
    strays: list[int] = []
    seen: set[str] = set()
    for i in range(title + 1, len(body)):
        text = body[i].text
        key = _key(text)
        named = section_rules().contents_item.fullmatch(text.strip()) is not None
        if key in seen and not named:
            break  # the text begins: its first heading comes back
        if counts[key] > 1 or _DOTTED.search(text) or named:
            seen.add(key)
            found += [*strays, i]
            strays = []
        elif len(strays) < STRAYS:
            strays.append(i)
        else:
            break
    return found


def _repeats(body: Sequence[Line], found: list[int], counts: Counter[str]) -> bool:
    return all(counts[_key(body[i].text)] > 1 for i in found)


def _key(text: str) -> str:
    return fold(_LEADER.sub("", text))
