"""Legacy runs and odd characters in styled text: the same cleaning for every reader that has no plain text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from vndocparse.model.page import Problem
from vndocparse.source.characters import clean
from vndocparse.source.flow import Item, Span, TextLine, lines_in, merged

NAMES = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}


def legacy_problem(schemes: Iterable[str]) -> Problem:
    """The entry that says which encodings were converted."""
    names = " and ".join(NAMES.get(s, s) for s in schemes)
    return Problem(
        "legacy-encoding",
        f"Text in the legacy encoding {names} was converted to Unicode; compare doubtful words with the file.",
    )


def settle(items: Iterable[Item], *, schemes: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Converts legacy runs and cleans characters, in place; ``schemes`` were converted before, by font.

    Linear in the text.  Returns a problem entry where anything was converted.
    """
    from vndocparse.source import legacy

    lines = list(lines_in(items))
    found = list(schemes)
    mended = legacy.mend("\n".join(line.text() for line in lines))
    if mended.offsets is not None:
        found += mended.schemes
        _spread(lines, mended.text, mended.offsets)
    for line in lines:
        line.spans = [(clean(text), style) for text, style in line.spans]
    return (legacy_problem(dict.fromkeys(found)),) if found else ()


def _spread(lines: list[TextLine], text: str, offsets: tuple[int, ...]) -> None:
    """Gives each line the characters that came from it, and each character the style of its source."""
    at = 0  # in the result
    start = 0  # in the source
    for line in lines:
        edges, total = [], start
        for part, _ in line.spans:
            edges.append(total)
            total += len(part)
        spans: list[Span] = []
        while at < len(text) and offsets[at] < total:
            spans.append((text[at], line.spans[bisect_right(edges, offsets[at]) - 1][1]))
            at += 1
        line.spans = merged(spans)
        start = total + 1
        at += 1  # the line feed between two lines
