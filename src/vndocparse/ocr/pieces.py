"""A piece of a page read by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vndocparse.geometry import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vndocparse.model.page import Word
    from vndocparse.ocr.engine import Engine

    Grey = NDArray[np.uint8]

FRAME = 12
"""White pixels put around a piece of a page: type that touches the picture's edge is not read."""


def read_piece(source: Grey, box: Box, engine: Engine, dpi: float, block: str, pad: int) -> list[Word]:
    """The words in the box and ``pad`` pixels around it, their boxes in pixels of ``source``."""
    x0, top = max(int(box.x0) - pad, 0), max(int(box.top) - pad, 0)
    piece = source[top : int(box.bottom) + pad, x0 : int(box.x1) + pad]
    if not piece.size:
        return []
    words = engine.recognise(framed(piece), dpi=round(dpi), block=block).words
    return [w._replace(box=shifted(w.box, x0 - FRAME, top - FRAME)) for w in words if w.box is not None]


def framed(piece: Grey) -> Grey:
    """The piece with white around it."""
    import numpy as np

    return np.pad(piece, FRAME, constant_values=255)


def shifted(box: Box, x: float, y: float) -> Box:
    """The box moved to the right and down."""
    return Box(box.x0 + x, box.top + y, box.x1 + x, box.bottom + y)
