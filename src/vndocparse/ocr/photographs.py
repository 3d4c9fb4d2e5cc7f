"""Photographs on a scanned page (ảnh chân dung, ảnh minh hoạ): where they stand, so that they are not read as text.

Type is thin: a brush as wide as a stroke wipes it out, shaded cells and all, and what is left dark and uneven is a
picture.  A seal, a signature or a black bar is thin or of one tone, a shadow has no edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vndocparse.geometry import Box
from vndocparse.ocr.pixels import MEASURE_DPI, as_grey, components, scaled_size

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_BRUSH = 9
"""Pixels at the measuring resolution: wider than the strokes of a heading in capitals."""
_AROUND = 25
"""Steps of eight pixels: the paper is looked for so far around, 7 cm."""
_DARKER = 0.82
"""Part of the paper's value below which a place is not paper."""
_LEAST, _MOST = 45.0, 0.4
"""Points of the shorter side of a portrait of 2 x 3 cm with its margin, and the largest share of the page."""
_FULL = 0.55
"""Share of its box that is not paper: head and shoulders before a white wall."""
_TONES = 12.0
"""Least spread of its grey, 0..255: a shaded cell has 3, a bar 1."""
_SIDES, _EDGE, _STEP = 2, 0.5, 25.0
"""Least sides that end sharply: along half of them and more, the grey changes by so much."""


def find_photographs(pixels: Grey, dpi: float) -> tuple[Box, ...]:
    """Boxes in pixels of the picture, RGB and upright; none where all of it is one, as a photographed page is."""
    import cv2
    import numpy as np

    factor = min(1.0, MEASURE_DPI / dpi)
    # Photographs have no fine lines to lose: every n-th pixel does, and costs nothing.
    grey = as_grey(np.asarray(cv2.resize(pixels, scaled_size(pixels, factor), interpolation=cv2.INTER_NEAREST)))
    if min(grey.shape) < 4 * _BRUSH:
        return ()
    tones = np.asarray(cv2.dilate(grey, np.ones((_BRUSH, _BRUSH), np.uint8)), dtype=np.uint8)
    small = cv2.resize(tones, scaled_size(tones, 0.125), interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_AROUND, _AROUND), np.uint8))
    paper = cv2.resize(cv2.blur(paper, (5, 5)), grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    dark = (tones < _DARKER * paper).astype(np.uint8)
    labels, stats = components(dark)
    across, down = dark.shape[1], dark.shape[0]
    found = []
    for label, (x, y, wide, high, area) in enumerate(stats.tolist()):
        if not label or min(wide, high) + _BRUSH < _LEAST * MEASURE_DPI / 72:
            continue
        if x <= 1 or y <= 1 or x + wide >= across - 1 or y + high >= down - 1 or wide * high > _MOST * dark.size:
            continue
        inside = tones[y : y + high, x : x + wide][labels[y : y + high, x : x + wide] == label]
        if area < _FULL * wide * high or float(inside.std()) < _TONES or not _is_cut_out(tones, x, y, wide, high):
            continue
        half = _BRUSH // 2  # by so much the brush ate into it
        sides = (x - half, y - half, x + wide + half, y + high + half)
        found.append(Box(*(side / factor for side in sides)))
    return tuple(found)


def without(pixels: Grey, boxes: tuple[Box, ...]) -> Grey:
    """The picture with the boxes in the colour of the paper beside them."""
    import numpy as np

    blank = pixels.copy()
    for box in boxes:
        rim = box.padded(0.08 * min(box.width, box.height))
        around = pixels[max(int(rim.top), 0) : int(rim.bottom), max(int(rim.x0), 0) : int(rim.x1)]
        light = around.sum(axis=2, dtype=np.int32)
        paper = np.median(around[light >= np.percentile(light, 80)], axis=0)
        blank[max(int(box.top), 0) : int(box.bottom) + 1, max(int(box.x0), 0) : int(box.x1) + 1] = paper
    return blank


def _is_cut_out(tones: Grey, x: int, y: int, wide: int, high: int) -> bool:
    """At least two sides end in a straight sharp edge."""
    import numpy as np

    area = tones.astype(np.int16)
    gap = 3

    def step(inner: NDArray[np.int16], outer: NDArray[np.int16]) -> bool:
        return float((outer - inner > _STEP).mean()) >= _EDGE

    sides = (
        step(area[y + gap, x : x + wide], area[max(y - gap, 0), x : x + wide]),
        step(area[y + high - 1 - gap, x : x + wide], area[min(y + high + gap, area.shape[0]) - 1, x : x + wide]),
        step(area[y : y + high, x + gap], area[y : y + high, max(x - gap, 0)]),
        step(area[y : y + high, x + wide - 1 - gap], area[y : y + high, min(x + wide + gap, area.shape[1]) - 1]),
    )
    return sum(sides) >= _SIDES
