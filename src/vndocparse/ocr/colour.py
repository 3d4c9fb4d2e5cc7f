"""Coloured ink: seals, pens and stamps are found and taken out of the grey picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vndocparse.ocr.pixels import MEASURE_DPI, as_grey, components, ink_of, scaled_size

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

RED, BLUE = 1, 2
"""Values of ``Prepared.colour``: seals and red stamps; pens and blue stamps (and any other colour)."""

_CHROMA, _PALEST = 48, 24
"""Least difference of the channels, on balanced paper, of a pixel that counts as coloured: where the ink is dark,
and at the least where all of it has faded."""
_DARK_INK = 0.6
"""Contrast of ink that has not faded."""
_LIGHT = 235.0
"""Value of paper in good light."""
_WEAK = 0.45
"""Part of that difference from which ink near a coloured place is of the same seal or pen: a ring thinner than a pixel,
a seal on a photograph."""
_REACH = 48.0
"""Points around a coloured place in which weaker colour counts: from its star to the rim of a seal."""
_FRINGE = 0.2
"""Part of the way from type to coloured ink below which a pixel is type whatever is beside it."""
_LEAST_COLOUR = 12
"""Pixels at the measuring resolution: a short pen stroke is more, a fringe of colour at black type is less."""
_MOST_COLOUR = 0.5
"""Share of all ink: more than that is the text itself, typed through a blue carbon or printed in red."""


def _balance(sample: Grey) -> Grey:
    """A table that makes the paper neutral and light: yellowed paper does not count as coloured, and ink in the shade
    of a photograph, whose channels lie closer together, does."""
    import numpy as np

    flat = sample[::8, ::8].reshape(-1, 3)
    light = flat.sum(axis=1, dtype=np.int32)
    paper = np.maximum(np.median(flat[light >= np.median(light)], axis=0), 1.0)
    ramp = np.arange(256, dtype=np.float32)[:, None] * (max(paper.max(), min(_LIGHT, 2 * paper.max())) / paper)
    table: Grey = np.clip(ramp, 0, 255).astype(np.uint8)[None]
    return table


def _chroma(pixels: Grey) -> tuple[Grey, Grey, Grey]:
    """The strongest channel, how far it exceeds the weakest, and where it is red (255)."""
    import cv2
    import numpy as np

    red, green, blue = cv2.split(pixels)
    cold = cv2.max(green, blue)
    most = cv2.max(red, cold)
    least = cv2.min(cv2.min(red, green), blue)
    return (
        np.asarray(most, dtype=np.uint8),
        np.asarray(cv2.subtract(most, least), dtype=np.uint8),
        np.asarray(cv2.compare(red, cold, cv2.CMP_GE), dtype=np.uint8),
    )


@dataclass(frozen=True, slots=True)
class Zone:
    """A place with coloured ink; sides as parts of the picture's, 0..1."""

    x0: float
    top: float
    x1: float
    bottom: float
    least: int
    """Difference of the channels from which a pixel is coloured."""
    weak: int
    """The same for its neighbourhood, where the rest of the ink may be paler."""
    type: float
    """Value of the page's black type, 0..255 on balanced paper."""
    balance: Grey = field(repr=False, compare=False)


def colour_zones(pixels: Grey, dpi: float) -> tuple[Zone, ...]:
    """Where coloured ink lies; nowhere if most of the ink is coloured, for then it is the text."""
    import cv2
    import numpy as np

    factor = min(1.0, MEASURE_DPI / dpi)
    # A few pixels stand for many: colour comes in patches, and averaging a whole page costs as much as all the rest.
    sample = np.asarray(cv2.resize(pixels, scaled_size(pixels, factor), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    table = _balance(sample)
    sample = np.asarray(cv2.LUT(sample, table), dtype=np.uint8)
    _, chroma, _ = _chroma(sample)
    if int((chroma > _PALEST).sum()) < _LEAST_COLOUR:
        return ()
    even = as_grey(sample)
    ink, contrast = ink_of(even)
    depth = (1.0 - contrast) * float(np.median(even))
    least = round(max(_PALEST, _CHROMA * min(1.0, contrast / _DARK_INK)))
    core = (chroma > least).astype(np.uint8)
    count = int(core.sum())
    if count < _LEAST_COLOUR:
        return ()
    if count > _MOST_COLOUR * int(np.count_nonzero(ink | core)):
        return ()
    weak = round(_WEAK * least)
    _, smooth, _ = _chroma(np.asarray(cv2.blur(sample, (3, 3)), dtype=np.uint8))
    wide = round(2 * _REACH * MEASURE_DPI / 72) | 1
    # Sums of squares cost the same whatever their size, a dilation does not.
    sums = cv2.boxFilter(core, cv2.CV_32F, (wide, wide), normalize=False, borderType=cv2.BORDER_CONSTANT)
    near = (np.asarray(sums) > 0.5).astype(np.uint8)
    joined = cv2.dilate(core | (near & (smooth > weak).astype(np.uint8)), np.ones((9, 9), np.uint8))
    labels, stats = components(np.asarray(joined, dtype=np.uint8))
    sizes = np.bincount(labels[core > 0], minlength=len(stats))
    down, across = core.shape
    return tuple(
        Zone(x / across, y / down, (x + wide) / across, (y + high) / down, least, weak, depth, table)
        for (x, y, wide, high, _), size in zip(stats[1:].tolist(), sizes[1:].tolist(), strict=True)
        if size >= _LEAST_COLOUR
    )


def _span(start: float, end: float, length: int) -> slice:
    """Parts of a side, 0..1, as pixels; at least one."""
    first = min(int(start * length), length - 1)
    return slice(first, max(int(end * length), first + 1))


def drop_colour(zones: tuple[Zone, ...], pixels: Grey, grey: Grey, colour: Grey, coloured: Grey) -> None:
    """Take the coloured ink of the zones out of ``grey`` and put it into the other two.

    Ink is taken out by its own strongest channel: red ink is bright in red, blue ink in blue, and black
    type printed under either stays dark in all three.
    """
    import cv2
    import numpy as np

    down, across = grey.shape
    for zone in zones:
        rows, columns = _span(zone.top, zone.bottom, down), _span(zone.x0, zone.x1, across)
        piece = pixels[_span(zone.top, zone.bottom, pixels.shape[0]), _span(zone.x0, zone.x1, pixels.shape[1])]
        size = columns.stop - columns.start, rows.stop - rows.start
        method = cv2.INTER_AREA if size[0] < piece.shape[1] else cv2.INTER_CUBIC
        piece = np.asarray(cv2.LUT(cv2.resize(piece, size, interpolation=method), zone.balance), dtype=np.uint8)
        most, chroma, _ = _chroma(piece)
        # Single pixels of a noisy picture have colours of their own.
        _, smooth, is_red = _chroma(np.asarray(cv2.blur(piece, (3, 3)), dtype=np.uint8))
        core = smooth > zone.weak
        if not core.any():
            continue
        darkest = min(float(np.percentile(most, 2)), zone.type)
        # No whiter than the paper, or the paper around it would be taken for grey.
        paper = float(np.percentile(grey[rows, columns], 80))
        light = as_grey(piece)
        for which in (is_red > 0, is_red == 0):
            ink = core & which
            if not ink.any():
                continue
            # Fringes of a coloured stroke are paler than its core and go with it.
            near = cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            cleaned = _without_ink(most, light, float(np.percentile(most[ink], 30)), darkest) * (paper / 255)
            grey[rows, columns][near] = np.maximum(cleaned, grey[rows, columns])[near]
        near = cv2.dilate(core.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        colour[rows, columns][core] = np.where(is_red[core] > 0, RED, BLUE)
        deep = np.minimum(chroma[near].astype(np.float32) * (77 / zone.least), 255)
        coloured[rows, columns][near] = 255 - deep.astype(np.uint8)


def _without_ink(most: Grey, light: Grey, white: float, darkest: float) -> NDArray[np.float32]:
    """The strongest channel made black and white: ink of one colour is white in it, type stays as dark as it is.

    Args:
        most: the strongest channel.
        light: the same place in grey.
        white: value of the ink in its strongest channel.
        darkest: of the place, or of the page's type where that is darker: a place without type is as dark as its ink,
            of whose edges an outline would stay.
    """
    import cv2
    import numpy as np

    white = min(max(white, 110.0), 200.0)
    # Type under the seal is as dark as the type beside it, or a little paler.
    black = min(max(darkest + 10, 0.4 * white), 0.75 * white)
    # Pictures are stored with half as much colour as light: at the edge of a stroke the ink is still dark and no
    # longer coloured.  Edges are lifted as the middle of the stroke is, where they are not type.
    lift = cv2.dilate(cv2.subtract(most, light), np.ones((3, 3), np.uint8))
    lifted = np.where(light > black + _FRINGE * (white - black), cv2.add(light, lift), 0)
    ramp = np.clip((np.arange(256, dtype=np.float32) - black) * (255 / (white - black)), 0, 255)
    return np.asarray(ramp[np.maximum(most, lifted)], dtype=np.float32)


_TYPE, _REMAINS = 70, 130
"""On even ground: grey that is surely type, and grey from which what lies around coloured ink is its remains."""


def clean_around(colour: Grey, grey: Grey) -> None:
    """Make white in ``grey`` what is pale around dropped ink: the fringe of a ring, the blur of a compressed scan.

    Role and name under a seal are bold and black; the pale rest of the seal joins their letters to one another.
    """
    import cv2
    import numpy as np

    reach = 4
    x, y, wide, high = cv2.boundingRect(colour)
    rows = slice(max(y - reach, 0), y + high + reach)
    columns = slice(max(x - reach, 0), x + wide + reach)
    dropped = cv2.compare(colour[rows, columns], 0.0, cv2.CMP_GT)
    near = cv2.dilate(dropped, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
    ramp = np.arange(256, dtype=np.float32)
    ramp = np.where(ramp <= _TYPE, ramp, _TYPE + (ramp - _TYPE) * ((255 - _TYPE) / (_REMAINS - _TYPE)))
    piece = grey[rows, columns]
    piece[near] = cv2.LUT(piece, np.clip(ramp, 0, 255).astype(np.uint8))[near]
