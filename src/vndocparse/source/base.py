"""What an opened file offers to the pipeline, and the limits that it is read under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from vndocparse.geometry import Box
from vndocparse.model.page import Page, Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one parse; a file over one of them raises ``LimitError`` or is read in part, saying so."""

    max_bytes: int = 512 * 1024 * 1024
    """Size of the file."""
    max_pages: int = 5_000
    """Pages read; those after it are left out with a problem entry."""
    max_pixels: int = 120_000_000
    """Pixels of one picture, decoded or rendered (A3 at 600 dpi has 70 million)."""
    max_characters: int = 50_000_000
    """Characters of text of the whole file."""
    max_seconds: float | None = None
    """CPU seconds for the file; checked between pages in process, enforced by ``isolate`` and the command line."""
    max_memory: int | None = None
    """Bytes of address space; enforced by ``isolate`` and the command line alone."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page, or a part of it, as a picture, upright as a viewer shows it."""

    pixels: NDArray[np.uint8]
    """Height x width x 3, RGB."""
    dpi: float
    """Pixels per inch of the page: a pixel x is the point ``x * 72 / dpi`` right of ``left``."""
    left: float = 0.0
    top: float = 0.0
    """Points from the page's corner to the picture's; 0 for a whole page."""


class OpenSource(Protocol):
    """An opened file.  Pages are numbered from 0 here and from 1 in what is returned."""

    name: str
    sha256: str
    media_type: str
    page_count: int

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the file as a whole: cut off, or with more pages than are read."""
        ...

    def page(self, index: int) -> Page:
        """The page's own text (no OCR), rules, images and tables' places; empty words for a picture."""
        ...

    def picture(self, index: int, dpi: float, part: Box | None = None) -> Picture:
        """The page rendered, at most at ``dpi``, less where ``Limits.max_pixels`` demands it.

        Args:
            part: points; only this is drawn, which costs next to nothing where the page was drawn just before.

        Raises:
            UnsupportedFormatError: a text file has no picture.
        """
        ...

    def close(self) -> None: ...
