"""Pictures as arrays: scaled, made grey, their ink told from paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]


MEASURE_DPI = 75.0
"""Resolution of the copy that angle, borders and paper are measured on: body type is 8 pixels high there."""


def scaled(pixels: Grey, factor: float, *, fine: bool = False) -> Grey:
    """The picture larger or smaller; the same array for a factor of 1.

    Args:
        fine: enlarge by Lanczos' filter, which keeps thin strokes and tone marks of coarse type apart.
    """
    import cv2
    import numpy as np

    if factor == 1.0:
        return pixels
    # A little smaller: two pixels stand for three, and averaging them exactly costs ten times as much for no gain.
    larger = cv2.INTER_LANCZOS4 if fine else cv2.INTER_CUBIC
    method = larger if factor > 1 else cv2.INTER_LINEAR if factor > 0.6 else cv2.INTER_AREA
    return np.asarray(cv2.resize(pixels, scaled_size(pixels, factor), interpolation=method), dtype=np.uint8)


def scaled_size(pixels: Grey, factor: float) -> tuple[int, int]:
    """Width and height after scaling, at least one pixel each."""
    down, across = pixels.shape[:2]
    return max(1, round(across * factor)), max(1, round(down * factor))


def as_grey(pixels: Grey) -> Grey:
    """An RGB picture in grey."""
    import cv2
    import numpy as np

    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def ink_of(small: Grey) -> tuple[Grey, float]:
    """Dark pixels by a local threshold (255 and 0), and how much darker they are than the paper, 0..1."""
    import cv2
    import numpy as np

    ground = cv2.blur(small, (25, 25))
    ink = np.asarray(cv2.compare(cv2.subtract(ground, small), 22.0, cv2.CMP_GT), dtype=np.uint8)
    if int(cv2.countNonZero(ink)) < 200:
        return ink, 1.0
    # Strokes are two pixels wide here, so their darkest quarter tells what the ink is.
    depth = float(np.percentile(small[::2][ink[::2] > 0], 25))
    paper = float(np.median(small[::4, ::4]))
    return ink, max(0.0, (paper - depth) / max(paper, 1.0))


def components(ink: Grey) -> tuple[NDArray[np.integer], NDArray[np.int32]]:
    """Labels of the connected pieces (0: ground) and their x, y, width, height, area by label."""
    import cv2
    import numpy as np

    try:
        # Labels of 16 bits are found three times as fast; a page has that many pieces only if it is all noise.
        _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_16U)
    except cv2.error:
        _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return np.asarray(labels), np.asarray(stats, dtype=np.int32)
