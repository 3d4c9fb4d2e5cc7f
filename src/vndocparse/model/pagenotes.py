"""What a page holds beside its words, for formats of OCR programs that have no place for it.

hOCR, ALTO and PAGE-XML know words in whole pixels.  The notes of a page stand where each format takes additions, and
hold what would be lost: places to a hundredth of a point, typefaces, seals and ink, tables, problems, and what was seen
in the picture of the lines of number and date.  They hold no word that the file itself can hold, so that a text that is
corrected there is nowhere kept as it was.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from vndocparse.model.document import (
    Blank,
    Model,
    PageLine,
    PageMark,
    PageText,
    PageWord,
    ProblemEntry,
    Table,
)

Bbox = tuple[float, float, float, float]
"""x0, top, x1, bottom in points."""
Pixels = tuple[int, int, int, int]
"""The same in whole pixels."""


def to_pixels(bbox: Bbox, dpi: int) -> Pixels:
    """The box in pixels, never without extent and never left of or above the page: the schemas forbid it."""
    x0, top, x1, bottom = (max(round(v * dpi / 72), 0) for v in bbox)
    return x0, top, max(x1, x0 + 1), max(bottom, top + 1)


class NotedWord(Model):
    """What the formats lose of one word."""

    bbox: Bbox
    line: int = -1
    size: float = 0.0
    face: int = 0
    """Index into ``PageNotes.faces``."""
    text: str = ""
    """Only where XML cannot hold it: control characters of a broken font."""
    raw: str = ""
    """What was read where a sign was put right, ``mended``; no longer said of a word that was corrected since."""
    mended: str = ""


class NotedLine(Model):
    """The line of number or date of issue, and what it was read as, with its picture where there was one."""

    part: Literal["number", "issued"]
    raw: str
    """Characters of the line as the words have them: where these were corrected since, the line says nothing."""
    text: str = ""
    """Of a number: figures and symbol."""
    ordinal: int | None = None
    day: int | None = None
    month: int | None = None
    blanks: list[Blank] = Field(default=[])


class PageNotes(Model):
    """The notes (ghi chú) of one page."""

    version: Literal[1] = 1
    dpi: int
    """Pixels per inch of the boxes in the file."""
    width: float
    height: float
    origin: Literal["native", "ocr", "embedded-ocr", "plain"] = "native"
    turn: int = 0
    faces: list[str] = Field(default=[""])
    words: list[NotedWord] = Field(default=[])
    lines: list[PageLine] = Field(default=[])
    rules: list[Bbox] = Field(default=[])
    images: list[Bbox] = Field(default=[])
    tables: list[Table] = Field(default=[])
    marks: list[PageMark] = Field(default=[])
    stamps: list[PageWord] = Field(default=[])
    problems: list[ProblemEntry] = Field(default=[])
    seen: list[NotedLine] = Field(default=[])


def notes_of(page: PageText, seen: list[NotedLine], dpi: int, unheld: dict[int, str]) -> PageNotes:
    """The notes of ``page``, whose words without a place have none.

    Args:
        unheld: texts by index of the words that the file cannot hold as they are.
    """
    faces = list(dict.fromkeys(["", *(w.typeface for w in page.words)]))
    at = {face: i for i, face in enumerate(faces)}
    return PageNotes(
        dpi=dpi, width=page.width, height=page.height, origin=page.origin, turn=page.turn, faces=faces,
        words=[
            NotedWord(
                bbox=w.bbox, line=w.line, size=w.size, face=at[w.typeface], text=unheld.get(i, ""), raw=w.raw,
                mended=w.text if w.raw else "",
            )
            for i, w in enumerate(page.words) if w.bbox is not None
        ],
        lines=page.lines, rules=page.rules, images=page.images, tables=page.tables, marks=page.marks,
        stamps=page.stamps, problems=page.problems, seen=seen,
    )  # fmt: skip
