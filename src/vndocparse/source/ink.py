"""Black ink on the picture of a page: how much, how much of it outside the words, and does it look like lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vndocparse.geometry import Box
from vndocparse.source.base import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DARKER = 70
"""Steps of grey below the paper from which a pixel is ink."""
_BLANK = 0.0003
"""Share of ink up to which a page is blank: dust, a punch hole, the scanner's edge."""
_MARGIN = 0.03
"""Share of each side that the scanner's edge may darken."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Shares are of the page without its outer edge."""

    total: float
    unread: float
    """Outside all words."""
    unread_lines: int
    """Rows of ink outside the words that are as high as a line of text and as loosely inked."""

    @property
    def is_blank(self) -> bool:
        return self.total <= _BLANK


def measure_ink(picture: Picture, words: Sequence[Box]) -> Ink:
    """Measure the picture of a page whose words stand in ``words`` (points)."""
    ink = _ink(picture)
    high, wide = ink.shape
    edge_y, edge_x = int(high * _MARGIN), int(wide * _MARGIN)
    inner = (slice(edge_y, high - edge_y), slice(edge_x, wide - edge_x))
    total = float(ink[inner].mean()) if ink[inner].size else 0.0
    scale = picture.dpi / 72
    for box in words:
        b = box.padded(1.5)
        ink[
            max(0, int(b.top * scale)) : max(0, int(b.bottom * scale) + 1),
            max(0, int(b.x0 * scale)) : max(0, int(b.x1 * scale) + 1),
        ] = False
    rest = ink[inner]
    return Ink(total, float(rest.mean()) if rest.size else 0.0, _lines(rest, picture.dpi))


def _ink(picture: Picture) -> NDArray[np.bool_]:
    """Pixels clearly darker than the paper, whatever its colour; coloured seals and signatures are not ink."""
    import numpy as np

    brightest = picture.pixels.max(axis=2).astype(np.int16)
    paper = int(np.percentile(brightest, 80)) if brightest.size else 255
    return np.asarray(brightest < paper - _DARKER)


def _lines(ink: NDArray[np.bool_], dpi: float) -> int:
    """Runs of rows with ink that are 4 to 30 points high, wider than 30 points and not filled solid."""
    import numpy as np

    if not ink.size:
        return 0
    rows = np.concatenate(([False], ink.sum(axis=1) >= 2, [False]))
    edges = np.flatnonzero(rows[1:] != rows[:-1])
    found = 0
    for top, bottom in zip(edges[::2], edges[1::2], strict=True):
        band = ink[top:bottom]
        columns = np.flatnonzero(band.any(axis=0))
        across = float(columns[-1] - columns[0] + 1)
        high = float(bottom - top) * 72 / dpi
        if 4 <= high <= 30 and across * 72 / dpi > 30 and 0.03 < band.sum() / (across * (bottom - top)) < 0.6:
            found += 1
    return found
