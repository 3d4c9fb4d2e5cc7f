"""Small builders for tests: lines from text, pages from placed words."""

from __future__ import annotations

from vndocparse.geometry import Box
from vndocparse.model.page import Line, Page, Word
from vndocparse.model.textmap import TextMap


def lines_of(text: str, *, bold: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """One Line per line of ``text``; blank lines give ``gap``; " | " splits a line in two columns."""
    out: list[Line] = []
    gap = 0.0
    for row, raw in enumerate(text.strip("\n").split("\n")):
        if not raw.strip():
            gap += 1
            continue
        cells = raw.split(" | ")
        for column, cell in enumerate(cells, 1):
            if not cell.strip():
                continue
            words = tuple(Word(w) for w in cell.split())
            out.append(
                Line(
                    " ".join(w.text for w in words),
                    words,
                    page=1,
                    bold=any(cell.strip().startswith(b) for b in bold),
                    column=column if len(cells) > 1 else 0,
                    row=row,
                    gap=gap,
                )
            )
            gap = 0.0
    return tuple(out)


def text_map(text: str, *, bold: tuple[str, ...] = ()) -> TextMap:
    return TextMap(lines_of(text, bold=bold))


def placed(
    rows: list[tuple[float, float, str]], *, size: float = 13.0, width: float = 595.0, height: float = 842.0
) -> Page:
    """A page from (x0, top, text): six tenths of the size a character, words a third of it apart."""
    words = []
    for line, (x0, top, text) in enumerate(rows):
        x = x0
        for token in text.split():
            wide = 0.5 * size * len(token)
            words.append(Word(token, Box(x, top, x + wide, top + size), size=size, line=line))
            x += wide + 0.33 * size
    return Page(1, width, height, tuple(words))
