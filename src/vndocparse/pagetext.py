"""A page's words in the contract's types, and back."""

from __future__ import annotations

from vndocparse.geometry import Box
from vndocparse.model.document import PageLine, PageMark, PageText, PageWord, ProblemEntry
from vndocparse.model.page import Line, Mark, Page, Word
from vndocparse.objects import make_table


def page_text(page: Page) -> PageText:
    """The page with every word that was read; of a text file, the words of its lines."""
    words = page.words or tuple(_numbered(page))
    return PageText(
        number=page.number,
        width=round(page.width, 2),
        height=round(page.height, 2),
        origin=page.origin,
        turn=page.turn,
        words=[_word(word) for word in words],
        rules=[_rounded(rule) for rule in page.rules],
        images=[_rounded(image) for image in page.images],
        tables=[make_table(table) for table in page.tables],
        marks=[_mark(mark) for mark in page.marks],
        stamps=[_word(word) for word in page.stamps],
        lines=[_line(line) for line in page.lines],
        problems=[ProblemEntry(code=p.code, message=p.message, page=p.page) for p in page.problems],
    )


def _line(line: Line) -> PageLine:
    return PageLine(
        markup="" if line.markup == "watermark" else line.markup,  # pages alone have those
        column=line.column, row=line.row, gap=round(line.gap, 2), size=round(line.size, 2),
        bold=line.bold, italic=line.italic,
    )  # fmt: skip


def _mark(mark: Mark) -> PageMark:
    return PageMark(
        kind=mark.kind, bbox=_rounded(mark.box), text=mark.text, confidence=min(max(mark.confidence, 0.0), 1.0)
    )


def _numbered(page: Page) -> list[Word]:
    """The words of the lines; a line without words of its own is split at its blanks."""
    return [
        Word(w.text, w.box, w.confidence, w.size or line.size, w.bold or line.bold, w.italic or line.italic, at)
        for at, line in enumerate(page.lines)
        for w in (line.words or [Word(text) for text in line.text.split()])
    ]


def _word(word: Word) -> PageWord:
    return PageWord(
        text=word.text,
        bbox=None if word.box is None else _rounded(word.box),
        confidence=min(max(round(word.confidence, 4), 0.0), 1.0),
        size=round(word.size, 2),
        bold=word.bold,
        italic=word.italic,
        line=word.line,
        typeface=word.typeface,
        raw=word.raw,
    )


def _rounded(box: Box) -> tuple[float, float, float, float]:
    return (round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2))
