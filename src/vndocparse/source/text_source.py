"""An opened text file: pages of lines, no pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vndocparse.errors import EmptyFileError, UnsupportedFormatError, UsageError
from vndocparse.geometry import Box
from vndocparse.model.page import Page, Problem
from vndocparse.source.base import Picture


@dataclass(slots=True)
class TextSource:
    """``OpenSource`` of plain text, Markdown, HTML and DOCX."""

    name: str
    sha256: str
    media_type: str
    pages: tuple[Page, ...]
    page_count: int = field(init=False)
    problems: tuple[Problem, ...] = ()
    """Those of a text belong to its first page."""

    def __post_init__(self) -> None:
        self.page_count = len(self.pages)

    def page(self, index: int) -> Page:
        if not 0 <= index < len(self.pages):
            raise UsageError(f"Page {index + 1} does not exist: the file has {len(self.pages)}.")
        return self.pages[index]

    def picture(self, index: int, dpi: float, part: Box | None = None) -> Picture:
        raise UnsupportedFormatError(
            "A text file has no picture of its pages.", remedy="Parse it without an OCR engine."
        )

    def close(self) -> None:
        """Nothing is held open."""


def text_source(name: str, sha256: str, media_type: str, pages: Sequence[Page]) -> TextSource:
    """The pages as a source.

    Raises:
        EmptyFileError: no page has a line of text.
    """
    if not any(page.lines for page in pages):
        raise EmptyFileError(
            "The file holds no text.",
            remedy="If it holds pictures of pages, save it as PDF.",
        )
    return TextSource(name, sha256, media_type, tuple(pages))
