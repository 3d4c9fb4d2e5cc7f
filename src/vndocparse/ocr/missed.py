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
from vndocparse.ocr.pixels import components

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Stats = NDArray[np.int32]

_HEIGHTS = 0.22, 1.7
"""Height of a letter (with its marks, or of a dash) as parts of the type size."""
_LINE_HEIGHTS = 0.4, 1.7
"""Height of a line from its highest mark to its lowest tail, as parts of the type size."""
_SLOPE = 0.03
"""Rise of a line by its length: what straightening leaves."""
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


def binary(grey: Grey, below: int = 150) -> Grey:
    """Dark pixels (1 and 0) of a page whose paper is white already."""
    import numpy as np

    return (np.asarray(grey) < below).view(np.uint8)


def without_words(ink: Grey, boxes: Sequence[Box], pad: int = 2) -> Grey:
    """The ink with the words' boxes wiped out."""
    left = ink.copy()
    for box in boxes:
        left[max(int(box.top) - pad, 0) : int(box.bottom) + pad, max(int(box.x0) - pad, 0) : int(box.x1) + pad] = 0
    return left


def shapes(ink: Grey) -> Stats:
    """The connected pieces of the ink, corners counted as connections: rows of x, y, width, height, area.

    Done band by band: what is left of a page that was read well is a few bands of ink in much white.
    """
    import numpy as np

    found = [np.zeros((0, 5), np.int32)]
    for start, end in _runs(ink.max(axis=1)):
        band = ink[start:end]
        ((left, right),) = _runs(band.max(axis=0), whole=True)
        _, stats = components(band[:, left:right])
        found.append(stats[1:] + np.array([left, start, 0, 0, 0], np.int32))
    return np.concatenate(found)


def _runs(filled: NDArray[np.uint8], *, whole: bool = False) -> list[tuple[int, int]]:
    """Where a row of flags is set without a break, first and one past the last; or the one run around all of them."""
    import numpy as np

    places = np.flatnonzero(filled)
    if not places.size:
        return []
    if whole:
        return [(int(places[0]), int(places[-1]) + 1)]
    breaks = np.flatnonzero(np.diff(places) > 1)
    starts = np.concatenate([places[:1], places[breaks + 1]])
    ends = np.concatenate([places[breaks], places[-1:]]) + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def letters(found: Stats, size: float) -> Stats:
    """Those of the shapes that may be letters of type of ``size`` pixels."""
    wide, high, area = found[:, 2], found[:, 3], found[:, 4]
    good = (high >= _HEIGHTS[0] * size) & (high <= _HEIGHTS[1] * size) & (wide <= 5 * size) & (wide >= 2)
    # Solid bars and thin slants are rules and strokes of a pen.
    good &= (area >= 0.1 * wide * high) & (area >= 0.03 * size * size)
    return found[good]


def find_zones(left: Grey, found: Stats, size: float, avoid: Sequence[Box] = ()) -> list[Zone]:
    """Zones of text-like ink, the fullest first.

    Args:
        left: ink that no word covers.
        found: its shapes.
        size: type size in pixels.
        avoid: boxes whose inside is not looked at (seals).
    """
    boxes: list[tuple[Box, int]] = []
    for box, count in _lines(letters(found, size), size):
        if count < _LEAST_LETTERS or box.width < 1.5 * size:
            continue
        if box.height < _LINE_HEIGHTS[0] * size:
            continue
        wider = _widened(left, box, size)
        if not any(a.contains(wider.middle, wider.centre) for a in avoid):
            boxes.append((wider, count))
    return sorted(_stacked(boxes, size), key=lambda z: -z.letters)


def loose(found: Stats, size: float) -> list[Box]:
    """One or two letters that stand alone: too few to be a zone, of the height of letters and not of marks."""
    lone = [box for box, count in _lines(letters(found, size), size) if count < _LEAST_LETTERS]
    return [b for b in lone if b.height >= _LINE_HEIGHTS[0] * size and b.width <= 2.5 * size]


def _lines(found: Stats, size: float) -> list[tuple[Box, int]]:
    """Letters that stand one behind the other, as boxes with how many there are in each."""
    reach, above = 0.9 * size, 0.3 * size
    open_lines: list[list[float]] = []
    done: list[list[float]] = []
    for x, y, wide, high, _ in sorted(found.tolist()):
        done += [line for line in open_lines if line[2] < x - reach]
        open_lines = [line for line in open_lines if line[2] >= x - reach]
        for line in open_lines:
            # A mark stands a little above its letter, a comma below; both are of the line.
            if y <= line[3] + above and y + high >= line[1] - above and _fits(line, y, high, size):
                line[1:] = min(line[1], y), max(line[2], x + wide), max(line[3], y + high), line[4] + 1
                break
        else:
            open_lines.append([x, y, x + wide, y + high, 1])
    return [(Box(*map(float, line[:4])), int(line[4])) for line in done + open_lines]


def _fits(line: Sequence[float], top: float, high: float, size: float) -> bool:
    """The line does not grow higher than a line of text by it."""
    grown = max(line[3], top + high) - min(line[1], top)
    return grown <= _LINE_HEIGHTS[1] * size + _SLOPE * (line[2] - line[0])


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


def blots(found: Stats, size: float) -> list[Box]:
    """Boxes of unread ink too large for letters and too high for a rule: a black seal, type grown together with it."""
    wide, high, area = found[:, 2], found[:, 3], found[:, 4]
    large = (wide > _SEAL * size) & (high > _SEAL * size) & (area < 0.6 * wide * high)
    return [Box(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in found[large].tolist()]


def seals(colour: Grey, size: float) -> list[Box]:
    """Boxes of round red shapes: seals (con dấu)."""
    import cv2
    import numpy as np

    # Every fourth pixel, thickened: the ring of a seal is six wide and more.
    red = cv2.dilate((colour[::4, ::4] == 1).astype(np.uint8), np.ones((3, 3), np.uint8))
    round_ones = []
    for x, y, wide, high, _ in shapes(np.asarray(red, dtype=np.uint8)).tolist():
        framed = _has_corners(red[y : y + high, x : x + wide])
        x, y, wide, high = 4 * x, 4 * y, 4 * wide, 4 * high
        if min(wide, high) > _SEAL * size and 0.7 < wide / high < 1.4 and not framed:
            round_ones.append(Box(float(x), float(y), float(x + wide), float(y + high)))
    return round_ones


def _has_corners(shape: Grey) -> bool:
    """Three corners of its box are inked: a framed stamp, and no ring."""
    down, across = (max(1, n // 8) for n in shape.shape)
    corners = (shape[:down, :across], shape[:down, -across:], shape[-down:, :across], shape[-down:, -across:])
    return sum(bool(corner.any()) for corner in corners) >= 3


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
