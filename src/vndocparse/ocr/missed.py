"""Ink that was not read: places that look like text and hold no word.

Tesseract's layout analysis takes a role line that touches a seal for part of a picture, and leaves out single
lines beside a signature.  What it left is found here by the shapes of the letters, put together to lines and
zones, and read a second time by the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vndocparse.geometry import Box, union

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_HEIGHTS = 0.22, 1.7
"""Height of a letter (with its marks, or of a dash) as parts of the type size."""
_LINE_HEIGHTS = 0.4, 2.2
_LEAST_LETTERS = 3
_SEAL = 3.5
"""A coloured shape as wide as high and larger than this many type sizes is a seal; its lettering runs in a ring."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A place to read again."""

    box: Box
    """Pixels."""
    lines: int
    letters: int


@dataclass(frozen=True, slots=True)
class Shapes:
    """Connected pieces of ink on a page."""

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]
    """A row per label: x, y, width, height, area; row 0 is the ground."""


def binary(grey: Grey) -> Grey:
    """Dark pixels (1 and 0) by a local threshold: faint type on grey paper counts, even shadows do not."""
    import cv2
    import numpy as np

    ground = cv2.blur(grey, (51, 51))
    darker = np.asarray(cv2.subtract(ground, grey), dtype=np.uint8) > 28
    ink: Grey = (darker & (grey < 215)).astype(np.uint8)
    return ink


def without_words(ink: Grey, boxes: Sequence[Box], pad: int = 2) -> Grey:
    """The ink with the words' boxes wiped out."""
    left = ink.copy()
    for box in boxes:
        left[max(int(box.top) - pad, 0) : int(box.bottom) + pad, max(int(box.x0) - pad, 0) : int(box.x1) + pad] = 0
    return left


def shapes(ink: Grey) -> Shapes:
    """The connected pieces of the ink, corners counted as connections."""
    import cv2
    import numpy as np

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return Shapes(np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32))


def letters(found: Shapes, size: float) -> NDArray[np.bool_]:
    """Which of the shapes may be letters of type of ``size`` pixels: one entry per label."""
    wide, high, area = found.stats[:, 2], found.stats[:, 3], found.stats[:, 4]
    good = (high >= _HEIGHTS[0] * size) & (high <= _HEIGHTS[1] * size) & (wide <= 5 * size) & (wide >= 2)
    # Solid bars and thin slants are rules and strokes of a pen.
    good &= (area >= 0.1 * wide * high) & (area >= 0.03 * size * size)
    good[0] = False
    return good


def find_zones(left: Grey, size: float, avoid: Sequence[Box] = ()) -> list[Zone]:
    """Zones of text-like ink, the fullest first.

    Args:
        left: ink that no word covers.
        size: type size in pixels.
        avoid: boxes whose inside is not looked at (seals).
    """
    import cv2
    import numpy as np

    found = shapes(left)
    chosen = letters(found, size)
    if int(chosen.sum()) < _LEAST_LETTERS:
        return []
    mask = chosen[found.labels].astype(np.uint8)
    reach = max(3, int(0.9 * size)) | 1
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, reach), np.uint8))
    lines = shapes(np.asarray(joined, dtype=np.uint8))
    # Count the letters of each line by where one pixel of each shape lies.
    first = _first_pixels(found)
    owner = lines.labels[first[:, 1], first[:, 0]]
    counts = np.bincount(owner[chosen], minlength=len(lines.stats))
    boxes: list[tuple[Box, int]] = []
    for label in range(1, len(lines.stats)):
        x, y, wide, high, _ = (int(v) for v in lines.stats[label])
        if counts[label] < _LEAST_LETTERS or wide < 1.5 * size:
            continue
        if not _LINE_HEIGHTS[0] * size <= high <= _LINE_HEIGHTS[1] * size + 0.05 * wide:
            continue
        box = _widened(left, Box(x, y, x + wide, y + high), size)
        if any(a.contains(box.middle, box.centre) for a in avoid):
            continue
        boxes.append((box, int(counts[label])))
    zones = _stacked(boxes, size)
    return sorted(zones, key=lambda z: -z.letters)


def _widened(left: Grey, box: Box, size: float) -> Box:
    """The line's box over the unread ink that goes on at either side: letters that touch a seal or a pen stroke."""
    import numpy as np

    limit, gap = int(12 * size), int(1.2 * size)
    across = left.shape[1]
    start, end = max(int(box.x0) - limit, 0), min(int(box.x1) + limit, across)
    columns = np.atleast_1d(left[int(box.top) : int(box.bottom) + 1, start:end].any(axis=0))
    x0, x1 = int(box.x0) - start, int(box.x1) - start
    before = np.nonzero(columns[:x0])[0][::-1]
    after = np.nonzero(columns[x1:])[0] + x1
    for x in before.tolist():
        if x0 - x > gap:
            break
        x0 = x
    for x in after.tolist():
        if x - x1 > gap:
            break
        x1 = x
    return Box(float(x0 + start), box.top, float(x1 + start + 1), box.bottom)


def blots(left: Grey, size: float) -> list[Box]:
    """Boxes of unread ink too large for letters and too high for a rule: a black seal, type grown together with it."""
    found = []
    for x, y, wide, high, area in shapes(left).stats[1:].tolist():
        if min(wide, high) > _SEAL * size and area < 0.6 * wide * high:
            found.append(Box(float(x), float(y), float(x + wide), float(y + high)))
    return found


def seals(colour: Grey, size: float) -> list[Box]:
    """Boxes of round coloured shapes: seals (con dấu)."""
    import cv2
    import numpy as np

    if not colour.any():
        return []
    mask = cv2.dilate((colour == 1).astype(np.uint8), np.ones((5, 5), np.uint8))
    found = shapes(np.asarray(mask, dtype=np.uint8))
    round_ones = []
    for x, y, wide, high, _ in found.stats[1:].tolist():
        if min(wide, high) > _SEAL * size and 0.7 < wide / high < 1.4:
            round_ones.append(Box(x, y, x + wide, y + high))
    return round_ones


def _first_pixels(found: Shapes) -> NDArray[np.int64]:
    """One pixel (x, y) of each shape."""
    import numpy as np

    flat = found.labels.ravel()
    order = np.zeros(len(found.stats), np.int64)
    where = np.nonzero(flat)[0]
    order[flat[where[::-1]]] = where[::-1]
    return np.stack([order % found.labels.shape[1], order // found.labels.shape[1]], axis=1)


def _stacked(boxes: Sequence[tuple[Box, int]], size: float) -> list[Zone]:
    """Lines one below the other to one zone."""
    zones: list[list[tuple[Box, int]]] = []
    for box, count in sorted(boxes, key=lambda b: b[0].top):
        for zone in zones:
            last = zone[-1][0]
            over = min(box.x1, last.x1) - max(box.x0, last.x0)
            if box.top - last.bottom < 1.2 * size and over > 0.3 * min(box.width, last.width):
                zone.append((box, count))
                break
        else:
            zones.append([(box, count)])
    made = []
    for zone in zones:
        whole = union(b for b, _ in zone)
        if whole is not None:
            rows = len({round(b.centre / size) for b, _ in zone})
            made.append(Zone(whole, rows, sum(n for _, n in zone)))
    return made
