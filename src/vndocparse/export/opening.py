"""The paragraphs before the first section (phần mở đầu, căn cứ ban hành), for copies that are read or edited."""

from __future__ import annotations

from itertools import pairwise

from vndocparse.model.document import Document
from vndocparse.printable import one_line
from vndocparse.text import is_upper

_ENDS = (";", ":", ".", "./.", "!", "?")
_SHORT = 0.75
"""A line shorter than this part of the longest ends a paragraph, if what follows begins anew."""


def opening_paragraphs(document: Document) -> list[str]:
    """The preamble as it is set: each legal basis, each line in capitals by itself.

    The value itself is one run of words; where its lines begin and end is known by their places in the text.
    """
    value = document.preamble
    if value is None or not (value.text or "").strip():
        return []
    lines = [one_line(document.text[e.start : e.end]) for e in value.evidence if e.start < e.end]
    lines = [line for line in lines if line]
    if "".join("".join(lines).split()) != "".join((value.text or "").split()):
        return [one_line(line) for line in (value.text or "").split("\n") if line.strip()]
    longest = max(map(len, lines))
    paragraphs = [lines[0]]
    for before, line in pairwise(lines):
        if _ends(before, line, longest):
            paragraphs.append(line)
        else:
            paragraphs[-1] += f" {line}"
    return paragraphs


def _ends(before: str, line: str, longest: int) -> bool:
    """True where a paragraph ends between two lines."""
    if is_upper(before) != is_upper(line):
        return True
    anew = line[:1].isupper() or not line[:1].isalpha()
    return anew and (before.endswith((";", ":")) or (before.endswith(_ENDS) and len(before) < _SHORT * longest))
