"""Page repair: from a picture as scanned to a grey one that OCR reads well, and back to the page.

What each step gains was measured on real scans and on type with known text; see ``benchmarks/ocr_sweep.py``.
Every step is reversible: ``Prepared.to_page`` maps a place on the grey picture to the page as received.
All measuring is done on small copies, so that a page costs some 30 ms beside the engine's second.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot, sqrt
from typing import TYPE_CHECKING

from vndocparse.geometry import Box
from vndocparse.ocr.bend import Bend, find_bend, flattened
from vndocparse.ocr.colour import clean_around, colour_zones, drop_colour
from vndocparse.ocr.missed import binary
from vndocparse.ocr.photographs import find_photographs, without
from vndocparse.ocr.pixels import MEASURE_DPI, as_grey, components, ink_of, scaled, scaled_size
from vndocparse.ocr.rulings import find_rules, of_tables, without_rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vndocparse.source.base import Picture

    Grey = NDArray[np.uint8]
    Matrix = NDArray[np.float64]

Rows = tuple[tuple[float, float, float], tuple[float, float, float]]


_MOST_PIXELS, _LONGEST = 40_000_000, 30_000
"""Pixels in all and along a side that the engine is given: A0 at 150 dpi; Tesseract takes no side above 32,767."""
_TINY = 16
"""Pixels: a picture of fewer across or down holds nothing to measure."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the repair may do; the defaults are the measured ones."""

    dpi: float = 150.0
    """Resolution handed to the engine. Tesseract scales each line to 36 pixels; finer pictures cost time and,
    measured on real scans, a little accuracy; type of 11 to 14 points is 28 to 36 pixels high at 150."""
    enlarge_below: float = 140.0
    """Pictures coarser than this are enlarged to ``dpi``: measured at 100 and 120 (docs/accuracy.md)."""
    deskew_above: float = 0.5
    """Degrees. The engine follows smaller angles by itself, and turning costs sharpness.  Above 6 nothing is
    measured either: a piece of a page holds too little to tell."""
    flatten_above: float = 1.5
    """Points by which lines bend up or down: the lines of a page that bend more are made straight.  The engine follows
    less by itself; a flat scan measures up to 0.5."""
    drop_colour: bool = True
    drop_photographs: bool = True
    """Photographs are taken out before all else: their tones are neither type nor the paper's light."""
    whiten_border: bool = True
    level_ground: bool = True
    """Make paper white and ink black, whatever the light was."""
    turn: int = 0
    """Degrees clockwise (0, 90, 180, 270) to turn the page by before all else."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured on the picture as received."""

    dpi: float
    skew: float
    """Degrees by which the lines fall to the right; 0.0 where there is too little ink to tell."""
    sideways: bool
    """The lines seem to run up or down the page: it lies on its left or right side."""
    contrast: float
    """0..1: how much darker the ink is than the paper."""
    noise: float
    """Standard deviation of the grey of blank paper, 0..255, at ``Options.dpi``."""
    specks: int
    """Lone dots of dirt that were wiped out; 0 where they were too few to matter."""
    ink: float
    """Share of the page's area that is dark, border shadows and dropped colour left out."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page ready for the engine."""

    grey: Grey
    """Black on white, upright; coloured ink is gone where ``colour`` says so."""
    dpi: float
    steps: tuple[str, ...]
    """What was done, in order: "turn 90", "scale 0.50", "photograph", "colour", "border", "specks", "deskew 1.20",
    "flatten 4.5", "rules"."""
    quality: Quality
    colour: Grey
    """Where coloured ink was dropped: 0, RED or BLUE; as large as ``grey``."""
    coloured: Grey
    """The dropped ink alone, dark on white; as large as ``grey``."""
    rules: tuple[Box, ...]
    """Drawn lines in pixels; those of tables are wiped out of ``grey``."""
    photographs: tuple[Box, ...]
    """On the page as received, in points; white in ``grey``."""
    turn: int
    _to_page: Rows = field(repr=False)
    """Pixels of ``grey``, bent again where it was flattened, to points on the page as received: a matrix's two rows."""
    _bend: Bend | None = field(default=None, repr=False)
    """The bend that was taken out of ``grey``, in its pixels."""

    @property
    def has_colour(self) -> bool:
        """Whether coloured ink was dropped anywhere."""
        return "colour" in self.steps

    def to_page(self, box: Box) -> Box:
        """From pixels of ``grey`` to points on the page as received.

        The box keeps its own width and height: under a skew it is not blown up to hold its turned corners.
        """
        if self._bend is not None:
            box = _moved(box, self._bend.shift(box.middle, box.centre))
        return _mapped(self._to_page, box)

    def to_pixels(self, box: Box) -> Box:
        """From points on the page as received to pixels of ``grey``."""
        import cv2
        import numpy as np

        back = _rows(np.asarray(cv2.invertAffineTransform(np.array(self._to_page)), dtype=np.float64))
        there = _mapped(back, box)
        if self._bend is None:
            return there
        return _moved(there, self._bend.flat(there.middle, there.centre) - there.centre)


def straighten(picture: Picture, *, options: Options | None = None) -> Prepared:
    """Make a page ready for OCR."""
    import cv2
    import numpy as np

    options = options or Options()
    pixels = np.ascontiguousarray(np.rot90(picture.pixels, -(options.turn // 90) % 4))
    steps = [f"turn {options.turn}"] if options.turn else []
    pictures = find_photographs(pixels, picture.dpi) if options.drop_photographs else ()
    if pictures:
        pixels = without(pixels, pictures)
    factor = _scale(picture, options)
    if factor != 1.0:
        steps.append(f"scale {factor:.2f}")
    dpi = picture.dpi * factor
    grey = scaled(as_grey(pixels), factor, fine=True)
    # Pixel sizes are whole numbers, so the true factors differ a little from the wanted one.
    to_page = _start(picture, options.turn, grey.shape[1], grey.shape[0])

    if pictures:
        steps.append("photograph")
    photographs = tuple(_mapped(_rows(to_page), Box(*(factor * side for side in box))) for box in pictures)

    colour = np.zeros_like(grey)
    coloured = np.full_like(grey, 255)
    if min(grey.shape) < _TINY:
        quality = Quality(picture.dpi, 0.0, False, 0.0, 0.0, 0, 0.0)
        return Prepared(
            grey, dpi, tuple(steps), quality, colour, coloured, (), photographs, options.turn, _rows(to_page)
        )
    zones = colour_zones(pixels, picture.dpi) if options.drop_colour else ()
    if zones:
        drop_colour(zones, pixels, grey, colour, coloured)
        steps.append("colour")

    small = scaled(grey, min(1.0, MEASURE_DPI / dpi))
    border = _border(small) if options.whiten_border else None
    if border is not None:
        small[border > 0] = int(np.median(small[border == 0])) if (border == 0).any() else 255
        steps.append("border")
    ink, contrast = ink_of(small)
    noise = _noise(grey)
    specks = _despeckle(grey)
    if specks:
        steps.append("specks")
    if options.level_ground:
        grey = _even_ground(grey)
    if border is not None:
        # After levelling: white beside paper would make the paper count as grey.
        grey[cv2.resize(border, grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0] = 255
    if zones:
        clean_around(colour, grey)
    angle = skew(ink) if options.deskew_above <= _STEEPEST else 0.0
    if abs(angle) >= options.deskew_above:
        grey, colour, coloured, to_page = _turned_by(angle, grey, colour, coloured, to_page)
        steps.append(f"deskew {angle:.2f}")
    bend = _bend_of(grey, dpi, options)
    if bend is not None:
        grey = flattened(grey, bend, 255)
        if zones:
            colour = flattened(colour, bend, 0, smooth=False)
            coloured = flattened(coloured, bend, 255)
        steps.append(f"flatten {bend.size * 72 / dpi:.1f}")
    drawn = find_rules(binary(grey), dpi)
    grid = of_tables(drawn)
    if grid:
        grey = without_rules(grey, grid)
        steps.append("rules")
    share = float(np.count_nonzero(ink)) / ink.size
    quality = Quality(picture.dpi, angle, _sideways(ink), contrast, noise, specks, share)
    back = _rows(to_page)
    return Prepared(
        grey, dpi, tuple(steps), quality, colour, coloured, tuple(drawn), photographs, options.turn, back, bend
    )


# --- places -------------------------------------------------------------------------


def _rows(matrix: Matrix) -> Rows:
    (a, b, c), (d, e, f) = matrix.tolist()
    return (a, b, c), (d, e, f)


def _mapped(rows: Rows, box: Box) -> Box:
    (a, b, c), (d, e, f) = rows
    x, y = box.middle, box.centre
    x, y = a * x + b * y + c, d * x + e * y + f
    across, down = hypot(a, d), hypot(b, e)
    wide, high = box.width * across / 2, box.height * down / 2
    if abs(a) < abs(d):
        wide, high = high, wide
    return Box(x - wide, y - high, x + wide, y + high)


def _moved(box: Box, down: float) -> Box:
    return Box(box.x0, box.top + down, box.x1, box.bottom + down)


def _bend_of(grey: Grey, dpi: float, options: Options) -> Bend | None:
    """The bend of the page in pixels of ``grey``, where it is large enough to be taken out."""
    if options.flatten_above == float("inf"):
        return None
    small = scaled(grey, min(1.0, MEASURE_DPI / dpi))
    bend = find_bend(ink_of(small)[0])
    if bend is None:
        return None
    bend = bend.scaled(grey.shape[1] / small.shape[1])
    return bend if bend.size * 72 / dpi > options.flatten_above else None


def _start(picture: Picture, turn: int, across: int, down: int) -> Matrix:
    """Pixels of the turned and scaled picture to points on the page as received."""
    import numpy as np

    high, wide = (n * 72 / picture.dpi for n in picture.pixels.shape[:2])
    if turn == 90:
        return np.array([[0, wide / down, 0], [-high / across, 0, high]], np.float64)
    if turn == 180:
        return np.array([[-wide / across, 0, wide], [0, -high / down, high]], np.float64)
    if turn == 270:
        return np.array([[0, -wide / down, wide], [high / across, 0, 0]], np.float64)
    return np.array([[wide / across, 0, 0], [0, high / down, 0]], np.float64)


def _turned_by(
    angle: float, grey: Grey, colour: Grey, coloured: Grey, to_page: Matrix
) -> tuple[Grey, Grey, Grey, Matrix]:
    import cv2
    import numpy as np

    down, across = grey.shape
    there = np.asarray(cv2.getRotationMatrix2D((across / 2, down / 2), angle, 1.0), dtype=np.float64)
    back = np.asarray(cv2.invertAffineTransform(there), dtype=np.float64)

    def warped(image: Grey, method: int, blank: int) -> Grey:
        return np.asarray(cv2.warpAffine(image, there, (across, down), flags=method, borderValue=blank), dtype=np.uint8)

    if colour.any():
        colour = warped(colour, cv2.INTER_NEAREST, 0)
        coloured = warped(coloured, cv2.INTER_NEAREST, 255)
    joined = to_page @ np.vstack([back, [0.0, 0.0, 1.0]])
    return warped(grey, cv2.INTER_LINEAR, 255), colour, coloured, joined


# --- scale --------------------------------------------------------------------------


def _scale(picture: Picture, options: Options) -> float:
    """To the resolution that reads best, where the picture is coarser or finer and does not get too large."""
    down, across = picture.pixels.shape[:2]
    factor = 1.0
    if picture.dpi > options.dpi * 1.05 or picture.dpi < options.enlarge_below:
        factor = options.dpi / picture.dpi
    largest: float = min(sqrt(_MOST_PIXELS / (down * across)), _LONGEST / max(down, across))
    return min(factor, largest)


# --- borders, ink, noise ------------------------------------------------------------


def _border(small: Grey) -> Grey | None:
    """Mask of dark areas that come in from the edges (the scanner's lid, the back of a book); None for none."""
    import cv2
    import numpy as np

    dark = (small < 90).astype(np.uint8)
    # Type that the shadow touches is thinner than the shadow and is cut off from it.
    dark = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    rim = np.concatenate([dark[0], dark[-1], dark[:, 0], dark[:, -1]])
    if not rim.any():
        return None
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    down, across = small.shape
    mask = np.zeros(len(stats), np.uint8)
    for label, (x, y, wide, high, _area) in enumerate(stats):
        at_edge = x == 0 or y == 0 or x + wide == across or y + high == down
        if label and at_edge and (wide > across / 8 or high > down / 8):
            mask[label] = 1
    if not mask.any():
        return None
    return np.asarray(cv2.dilate(mask[labels], np.ones((5, 5), np.uint8)), dtype=np.uint8)


def _noise(grey: Grey) -> float:
    """Spread of the blank paper: of each of many small squares, the spread of the quieter half."""
    import numpy as np

    # Every eighth row and column: enough of them to tell.
    squares = grey[::8, ::8].astype(np.float32)
    squares = squares[: squares.shape[0] // 4 * 4, : squares.shape[1] // 4 * 4]
    blocks = squares.reshape(squares.shape[0] // 4, 4, squares.shape[1] // 4, 4)
    spread = blocks.std(axis=(1, 3))
    return float(np.percentile(spread, 30)) if spread.size else 0.0


_MANY_SPECKS = 2000
_SPECK = 7
"""Pixels at ``Options.dpi``: the dot of an i has nine and more."""


def _despeckle(grey: Grey) -> int:
    """Wipe lone dots out of ``grey`` where the page is strewn with them; gives how many.

    A dot near larger ink is a point, a tone mark or part of a row of dots, and stays.
    """
    import cv2
    import numpy as np

    def strewn(part: Grey) -> Grey:
        dark: Grey = (cv2.subtract(cv2.blur(part, (31, 31)), part) > 40).astype(np.uint8)
        return dark

    if min(grey.shape) < 100:
        return 0
    # A look at a twentieth of the page spares clean pages the rest.
    part = grey[:, grey.shape[1] * 19 // 40 : grey.shape[1] * 21 // 40]
    _, stats = components(strewn(part))
    if int((stats[:, cv2.CC_STAT_AREA] <= _SPECK).sum()) < _MANY_SPECKS / 30:
        return 0
    labels, stats = components(strewn(grey))
    small = stats[:, cv2.CC_STAT_AREA] <= _SPECK
    small[0] = False
    if int(small.sum()) < _MANY_SPECKS:
        return 0
    dots = small[labels]
    large = cv2.dilate(((labels > 0) & ~dots).astype(np.uint8), np.ones((13, 13), np.uint8))
    near = np.zeros(len(stats), np.bool_)
    near[np.unique(labels[dots & (large > 0)])] = True
    lone = small & ~near
    # The dot's own fringe is grey and goes with it.
    mask = cv2.dilate(lone[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    grey[mask] = np.maximum(grey, np.asarray(cv2.blur(grey, (31, 31)), dtype=np.uint8))[mask]
    return int(lone.sum())


_INK_AT_MOST, _BLACK_AT_MOST = 215, 150.0
"""On paper of 255: what counts as ink, and the palest that is still made black (fainter is the leaf's back)."""
_DARKER = 1.4
"""Exponent that deepens half-tones: thin strokes and tone marks, half paper in a scan, come out as ink."""


def _even_ground(grey: Grey) -> Grey:
    """Paper to white and the darkest ink to black, whatever the light was."""
    import cv2
    import numpy as np

    # A few pixels stand for many: of the ground only the light matters, and that changes slowly.
    small = cv2.resize(grey, scaled_size(grey, 0.125), interpolation=cv2.INTER_LINEAR)
    ground = cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), 5)
    ground = cv2.resize(ground, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    even = np.asarray(cv2.divide(grey, ground, scale=255), dtype=np.uint8)
    sample = even[::2, ::2]
    dark = sample[sample < _INK_AT_MOST]
    black = min(float(np.percentile(dark, 5)), _BLACK_AT_MOST) if dark.size > 125 else 0.0
    ramp = np.clip((np.arange(256) - black) / (240 - black), 0, 1) ** _DARKER
    return np.asarray(cv2.LUT(even, np.round(ramp * 255).astype(np.uint8)), dtype=np.uint8)


# --- angle --------------------------------------------------------------------------

_STEEPEST = 6.0
_ROUGH, _FINE = 6_000, 20_000
"""Pixels of ink looked at for the rough search and for the fine one."""


def skew(ink: Grey) -> float:
    """Degrees by which the text's lines fall to the right (clockwise), within 6 either way; 0.0 for too little ink.

    The angle at which the rows of ink stand out most from the white between them.
    """
    import numpy as np

    # The edges hold shadows of the lid and slices of the next page, which are as straight as the scanner.
    rim = ink.shape[0] // 30, ink.shape[1] // 30
    ys, xs = np.nonzero(ink[rim[0] : -rim[0] or None, rim[1] : -rim[1] or None])
    if len(ys) < 400:
        return 0.0
    x = xs.astype(np.float32) - ink.shape[1] / 2
    y = ys.astype(np.float32)
    margin = int(ink.shape[1] / 2 * np.tan(np.radians(_STEEPEST))) + 2
    length = ink.shape[0] + 2 * margin

    def sharpness(angle: float, step: int, bins: int) -> float:
        rows = (y[::step] - x[::step] * np.float32(np.tan(np.radians(angle))) + margin) / bins
        profile = np.bincount(rows.astype(np.int32), minlength=length // bins + 1)
        # The root keeps a drawn rule, one row of very much ink, from outvoting all lines of text.
        return float((np.diff(np.sqrt(profile)) ** 2).sum())

    rough = len(y) // _ROUGH + 1
    angles = np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.375)
    best = float(max(angles, key=lambda a: sharpness(a, rough, 3)))
    fine = len(y) // _FINE + 1
    for step in (0.125, 0.04):
        best = float(max((best + step * k for k in range(-3, 4)), key=lambda a: sharpness(a, fine, 2)))
    return best


def _sideways(ink: Grey) -> bool:
    """True where the text's lines seem to run up or down the page: turned by 90 or 270 degrees.

    Letters stand nearer to the next letter than to the next line, so what a small gap joins is as long as
    the line runs.
    """
    import cv2
    import numpy as np

    rim = ink.shape[0] // 30, ink.shape[1] // 30
    ink = ink[rim[0] : -rim[0] or None, rim[1] : -rim[1] or None]
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, stats = components(np.asarray(joined, dtype=np.uint8))
    wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    short, long = np.minimum(wide, high), np.maximum(wide, high)
    text = (short >= 5) & (short <= 40) & (long >= 2 * short)
    across = int(long[text & (wide > high)].sum())
    along = int(long[text & (high > wide)].sum())
    return along > 200 and along > 2 * across
