"""Plain text (văn bản thuần): lines as they stand, columns by wide gaps, pages by form feeds and markers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from vndocparse.model.page import Problem
from vndocparse.rules.load import load_records
from vndocparse.rules.schema import Record
from vndocparse.source import legacy
from vndocparse.source.base import Limits
from vndocparse.source.characters import clean
from vndocparse.source.decode import Decoded, decode
from vndocparse.source.flow import PLAIN, Item, TextLine, Turn, pages_of
from vndocparse.source.mending import legacy_problem
from vndocparse.source.text_source import TextSource, text_source

MEDIA_TYPE = "text/plain"


class PageMark(Record):
    """A line that a program puts where a page begins; the first group is the page's number."""

    pattern: str
    first: int = 1
    """What it calls the first page."""


@cache
def _page_marks() -> tuple[tuple[re.Pattern[str], int], ...]:
    marks = load_records("text_marks.toml", "page_mark", PageMark)
    return tuple((re.compile(m.pattern, re.IGNORECASE), m.first) for m in marks)


def page_mark(line: str) -> Turn | None:
    """The page turn that a line, or the text of a comment, stands for; None for text."""
    if len(line) > 120:
        return None
    text = line.strip()
    for pattern, first in _page_marks():
        match = pattern.fullmatch(text)
        if match:
            number = match.group(1) if pattern.groups else None
            return Turn(int(number) - first + 1 if number else None)
    return None


def cut(decoded: Decoded, limits: Limits) -> Decoded:
    """At most ``limits.max_characters``; what is left out is said."""
    if len(decoded.text) <= limits.max_characters:
        return decoded
    return Decoded(
        decoded.text[: limits.max_characters], decoded.encoding, (*decoded.problems, left_out(limits.max_characters))
    )


def left_out(characters: int) -> Problem:
    """The entry that says that the rest of a text was not read."""
    return Problem(
        "text-left-out",
        f"Only the first {characters} characters were read; raise the limit max_characters for the rest.",
    )


def read_text(data: bytes, limits: Limits, declared: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    """Decoded, cut to the limit, legacy runs converted, characters cleaned; what went wrong.

    Raises:
        UnsupportedFormatError: the bytes are no text.
    """
    decoded = cut(decode(data, declared=declared), limits)
    mended = legacy.mend(decoded.text)
    problems = decoded.problems
    if mended.schemes:
        problems += (legacy_problem(mended.schemes),)
    return clean(mended.text), problems


def items_of(text: str) -> Iterator[Item]:
    """Lines and page turns of a clean text."""
    gap = 0
    for number, page in enumerate(text.split("\f")):
        if number:
            yield Turn()
        for line in page.split("\n"):
            if not line or line.isspace():
                gap += 1
                continue
            turn = page_mark(line)
            if turn is not None:
                yield turn
            else:
                yield TextLine([(line, PLAIN)], gap=float(gap))
            gap = 0


def open_plain(data: bytes, *, name: str, sha256: str, limits: Limits) -> TextSource:
    """A plain text file.

    Raises:
        UnsupportedFormatError: the bytes are no text.
        EmptyFileError: nothing but white space.
    """
    text, problems = read_text(data, limits)
    return text_source(name, sha256, MEDIA_TYPE, pages_of(items_of(text), problems=problems))
