"""The notes that our own files of OCR formats carry, put back onto the page (see ``vndocparse.model.pagenotes``).

The words are the file's: what somebody corrected stays corrected.  A word takes its exact place from the note whose box
in pixels is its own; order and numbers of lines are taken where all words still have a note.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError

from vndocparse.geometry import Box
from vndocparse.model.document import Blank, PageLine, PageWord
from vndocparse.model.page import Line, Mark, Page, Problem, RecalledLine, Table, Word
from vndocparse.model.pagenotes import Bbox, NotedWord, PageNotes, to_pixels

_DAMAGED = Problem(
    "notes-unreadable",
    "What the file says of this page beside its words cannot be read; its words and their boxes were taken.",
    1,
)


def with_notes(page: Page, text: str | None) -> Page:
    """The page as it was before it was written; as it is where the file says nothing more; never raises."""
    if not text:
        return page
    try:
        notes = PageNotes.model_validate_json(text)
    except (ValidationError, ValueError):
        return replace(page, problems=(*page.problems, _DAMAGED))
    return replace(
        page,
        width=notes.width,
        height=notes.height,
        origin=notes.origin,
        turn=notes.turn,
        words=_words(page.words, notes),
        lines=_lines(page.lines, notes.lines),
        rules=_boxes(notes.rules),
        images=_boxes(notes.images),
        tables=tuple(
            Table(
                1, Box(*t.bbox) if t.bbox else None, tuple(map(tuple, t.rows)), t.caption or "", tuple(t.columns)
            )
            for t in notes.tables
        ),
        marks=tuple(Mark(m.kind, Box(*m.bbox), m.text, m.confidence) for m in notes.marks),
        stamps=tuple(_stamp(w) for w in notes.stamps),
        problems=(*page.problems, *(Problem(p.code, p.message, p.page) for p in notes.problems)),
        seen=tuple(
            RecalledLine(s.part, s.raw, s.text, s.ordinal, s.day, s.month, tuple(s.blanks)) for s in notes.seen
        ),
        noted=True,
    )  # fmt: skip


def numbered(page: Page, number: int) -> Page:
    """The page with everything on it as the ``number``-th of its file."""
    return replace(
        page,
        number=number,
        lines=tuple(replace(line, page=number) for line in page.lines),
        tables=tuple(replace(table, page=number) for table in page.tables),
        problems=tuple(p if p.page is None else replace(p, page=number) for p in page.problems),
        seen=tuple(replace(s, blanks=tuple(_blank(b, number) for b in s.blanks)) for s in page.seen),
    )


def _blank(blank: Blank, number: int) -> Blank:
    return blank.model_copy(update={"page": number})


def _boxes(boxes: Sequence[Bbox]) -> tuple[Box, ...]:
    return tuple(Box(*b) for b in boxes)


def _stamp(word: PageWord) -> Word:
    return Word(
        word.text, Box(*word.bbox) if word.bbox else None, word.confidence, word.size, word.bold, word.italic,
        word.line, word.typeface, word.raw,
    )  # fmt: skip


def _lines(lines: Sequence[Line], noted: Sequence[PageLine]) -> tuple[Line, ...]:
    """The lines with what the markup said of them; as they are where lines were added or taken out."""
    if len(lines) != len(noted):
        return tuple(lines)
    return tuple(
        replace(line, markup=n.markup, column=n.column, row=n.row, gap=n.gap, size=n.size, bold=n.bold, italic=n.italic)
        for line, n in zip(lines, noted, strict=True)
    )


def _words(words: Sequence[Word], notes: PageNotes) -> tuple[Word, ...]:
    """The file's words with what is noted of each; in the order that is noted where none was added or taken out."""
    waiting: defaultdict[tuple[int, ...], deque[int]] = defaultdict(deque)
    for i, noted in enumerate(notes.words):
        waiting[to_pixels(noted.bbox, notes.dpi)].append(i)
    exact: dict[int, Word] = {}
    loose: list[Word] = []
    for word in words:
        same = waiting.get(to_pixels(word.box, notes.dpi)) if word.box is not None else None
        if same:
            i = same.popleft()
            exact[i] = _exact(word, notes.words[i], notes.faces)
            loose.append(exact[i]._replace(line=word.line))
        else:
            loose.append(word)
    for i, noted in enumerate(notes.words):
        if i not in exact and noted.text:
            exact[i] = _exact(Word(noted.text), noted, notes.faces)
    if len(exact) == len(notes.words) and len(loose) <= len(exact):
        return tuple(exact[i] for i in range(len(exact)))
    return tuple(loose)


def _exact(word: Word, noted: NotedWord, faces: Sequence[str]) -> Word:
    face = faces[noted.face] if 0 <= noted.face < len(faces) else ""
    return word._replace(
        text=noted.text or word.text, box=Box(*noted.bbox), size=noted.size, line=noted.line, typeface=face,
        raw=noted.raw if word.text == noted.mended else "",
    )  # fmt: skip
