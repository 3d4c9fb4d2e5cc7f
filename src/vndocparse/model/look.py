"""How a document is set in type (trình bày): what the check of form needs and the text does not say.

Only what the file itself tells: sizes, weights and typefaces of a text layer, places on the page.  A scan
has places only.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Origin = Literal["native", "ocr", "embedded-ocr", "plain"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SetIn(_Model):
    """The type (kiểu chữ, cỡ chữ) that most characters of one value are set in."""

    field: str
    """Path of the value as in ``vndocparse.entries``: "motto", "signatures.1.name"; "body" for the running text."""
    size: float
    """Points; 0.0 where unknown."""
    bold: bool = False
    italic: bool = False
    typeface: str = ""
    """As the file names it; "" where unknown."""
    ruled: bool = False
    """A drawn line stands right below its last line."""


class PageLook(_Model):
    """One page (trang)."""

    page: int
    """From 1."""
    width: float
    height: float
    """Points."""
    origin: Origin = "native"
    confidence: float = 1.0
    """Mean of the words' own scores: 1.0 for native text, what the engine says for OCR."""
    left: float | None = None
    right: float | None = None
    """Where the lines of running text begin and end, in points from the left; None where no two lines agree."""
    top: float | None = None
    bottom: float | None = None
    """Top of the first line and bottom of the last, page numbers and stamps left out."""


class Look(_Model):
    """All pages of one document and the type of its values."""

    pages: tuple[PageLook, ...] = ()
    values: tuple[SetIn, ...] = ()

    def of(self, field: str) -> SetIn | None:
        """The type of one value; None where the file does not tell."""
        return next((v for v in self.values if v.field == field), None)
