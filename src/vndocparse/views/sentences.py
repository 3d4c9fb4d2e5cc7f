"""Where sentences (câu) begin in a document's text, across the ends of printed lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import regex

from vndocparse.entries import Entry
from vndocparse.model.document import Document, Section

_END = regex.compile(r"(?<=[.!?…][\"”’)\]]{0,2})\s+(?=[\"“‘(\[]?[\p{Lu}\p{N}])")
_LABEL = regex.compile(r"\W*(?:\d+(?:\.\d+)*|[IVXLC]+|\p{L})\W*")
"""What may stand alone before a full stop and is no sentence: "1.", "II-", "a)"."""
_LIST_ENTRY = regex.compile(r"^[^\S\n]*[-+–•*]\s+\S", regex.MULTILINE)


def sentence_starts(document: Document, every: Iterable[Entry]) -> list[int]:
    """Offsets at which a sentence begins, in order, without doubles; 0 is one of them.

    A header field, a section, a heading's end, a recipient, a signature and an entry of a list each begin a
    block; sentences are looked for inside a block with its line ends read as spaces.
    """
    text = document.text
    cuts = {0, *_block_starts(document, every), *(m.start() for m in _LIST_ENTRY.finditer(text))}
    edges = [*sorted(c for c in cuts if c < len(text)), len(text)]
    split = _splitter()
    starts: set[int] = set()
    for start, end in pairwise(edges):
        block = text[start:end].replace("\n", " ")
        starts.update(start + offset for offset in _offsets(block, split))
    return sorted(starts)


def _block_starts(document: Document, every: Iterable[Entry]) -> Iterator[int]:
    text = document.text
    yield from _section_starts(text, document.sections)
    for entry in every:
        if entry.group in ("citations", "preamble", "tables", "sections"):
            continue
        places = [e for e in entry.evidence if e.end > e.start]
        if not places:
            continue
        if entry.group in ("number", "issued", "place"):
            # They stand inside a line ("Số 13-KH/ĐUK", "Lai Châu, ngày …") that begins before them.
            yield from (text.rfind("\n", 0, e.start) + 1 for e in places)
            continue
        yield _before_dash(text, min(e.start for e in places))
        yield from _next_line(text, max(e.end for e in places))


def _section_starts(text: str, sections: Iterable[Section]) -> Iterator[int]:
    for section in sections:
        starts = [e.start for e in section.evidence if e.end > e.start]
        if starts:
            yield min(starts)
            if section.heading:
                yield from _heading_end(text, min(starts), section.heading)
        yield from _section_starts(text, section.children)


def _before_dash(text: str, start: int) -> int:
    """The start of the line where only a list's mark stands before ``start`` on it, else ``start``."""
    line = text.rfind("\n", 0, start) + 1
    return line if not text[line:start].strip(" -+–•*") else start


def _heading_end(text: str, start: int, heading: str) -> Iterator[int]:
    """The line behind a section's heading; nothing where its text runs on in the same line."""
    words = r"\s+".join(regex.escape(w) for w in heading.split())
    found = regex.compile(words).search(text, start, min(start + len(heading) * 2 + 40, len(text)))
    if found:
        yield from _next_line(text, found.end())


def _next_line(text: str, end: int) -> Iterator[int]:
    """The start of the next line where nothing but a mark follows ``end`` on its own line."""
    stop = text.find("\n", end)
    if stop >= 0 and len(text[end:stop].strip()) <= 2:
        yield stop + 1


def _splitter() -> Callable[[str], list[str]]:
    try:
        from underthesea import sent_tokenize
    except ImportError:  # pragma: no cover - a declared dependency; a slim install may lack it
        return lambda block: _END.split(block)
    return lambda block: [str(s) for s in sent_tokenize(block)]


def _offsets(block: str, split: Callable[[str], list[str]]) -> Iterator[int]:
    """Offsets of the sentences of ``block``, each found again in it; our own rule where one is not found."""
    at = len(block) - len(block.lstrip())
    if at == len(block):
        return
    found = []
    for sentence in split(block):
        first = sentence.strip()
        place = block.find(first, at) if first else -1
        if place < 0:
            found = [m.end() for m in _END.finditer(block)]
            found.insert(0, len(block) - len(block.lstrip()))
            break
        if not found or not _LABEL.fullmatch(block, found[-1], place):
            found.append(place)
        at = place + len(first)
    yield from found
