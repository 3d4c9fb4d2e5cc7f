"""The one contract between the parser and an OCR engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from vndocparse.model.page import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine read off one picture: words with boxes in the picture's pixels."""

    words: tuple[Word, ...]
    """``Word.box`` in pixels of the picture given; ``Word.line`` numbers the engine's own lines."""
    mean_confidence: float
    seconds: float
    """The engine's own CPU time, for benchmarks."""


class Engine(Protocol):
    """An OCR engine.  It must not start threads or processes: pages are shared out by the caller."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def recognise(self, image: NDArray[np.uint8], *, dpi: int, block: str = "page") -> Reading:
        """Read one grey or colour picture, upright; ``block`` is "page", "block", "line" or "sparse" (words anywhere).

        An engine that knows no such difference reads each as a page.
        """
        ...
