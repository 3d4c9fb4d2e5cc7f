"""Bent pages (trang cong khi chụp ảnh): how far lines of text are from straight, and the page made flat by that.

A sheet photographed in a folder or beside the back of a book bends, and so do its lines of type.  Each printed line
was straight once: where its ink runs tells how far the paper is out of place there.  One smooth surface is laid
through all lines together, so that a heading or a signature does not bend the page by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vndocparse.ocr.pixels import components

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Real = NDArray[np.float64]

_ACROSS, _DOWN = 4, 2
"""Degrees of the surface: a bend and a counter-bend from side to side, changing evenly from top to bottom."""
_GAP = 13
"""Pixels at the measuring resolution that close the gaps between words, justified ones too."""
_STEP = 8
"""Columns that are taken together for one point of a line."""
_LONG = 0.28
"""Part of the width that a line must run to count; shorter ones bend too little to tell."""
_THICK = 16.0
"""Pixels: what is thicker is two lines grown together, or a picture."""
_LINES, _POINTS = 6, 120
"""Fewer tell nothing of a page."""
_ROUNDS = 3
_STRAY = 2.0
"""Pixels from the surface beyond which a point is left out: at least this, and two and a half usual distances."""
_STEEPEST = 0.5
"""Change of the shift from top to bottom, pixel for pixel: paper does not fold so."""


@dataclass(frozen=True, slots=True)
class Bend:
    """A smooth vertical shift all over a picture.

    Invariant: ``y + shift(x, y)`` grows with ``y``: every place of the flat picture has one of the bent one, and back.
    """

    across: float
    """Size of the picture in pixels; coordinates run from -1 to 1 over it."""
    down: float
    terms: tuple[tuple[float, ...], ...]
    """Pixels for each power of x (from 1 on) and, within, each power of y (from 0 on)."""
    sides: tuple[float, float, float, float]
    """Left, right, top and bottom of the lines, -1..1: beyond them the shift stays what it is there."""

    def shift(self, x: float, y: float) -> float:
        """Pixels by which what stands at a place of the flat picture lies lower on the bent one."""
        import numpy as np

        return float(self.shifts(np.array([x]), np.array([y]))[0])

    def shifts(self, x: Real, y: Real) -> Real:
        """``shift`` of many places; ``x`` and ``y`` may be a row and a column."""
        import numpy as np

        left, right, top, bottom = self.sides
        u = np.clip(2 * x / self.across - 1, left, right)
        v = np.clip(2 * y / self.down - 1, top, bottom)
        total = np.zeros(np.broadcast(u, v).shape)
        for i, powers in enumerate(self.terms, 1):
            for j, term in enumerate(powers):
                total = total + term * u**i * v**j
        return np.asarray(total, dtype=np.float64)

    def flat(self, x: float, y: float) -> float:
        """Height on the flat picture of what stands at a place of the bent one."""
        level = y
        for _ in range(20):
            level = y - self.shift(x, level)
        return level

    def scaled(self, factor: float) -> Bend:
        """The same bend of the picture enlarged by ``factor``."""
        terms = tuple(tuple(factor * t for t in powers) for powers in self.terms)
        return Bend(self.across * factor, self.down * factor, terms, self.sides)

    @property
    def size(self) -> float:
        """Most pixels by which one line goes up and down, its even slope left out."""
        import numpy as np

        left, right, top, bottom = self.sides
        x = (np.linspace(left, right, 33) + 1) / 2 * self.across
        y = (np.linspace(top, bottom, 9) + 1) / 2 * self.down
        field = self.shifts(x[None, :], y[:, None])
        even = np.linspace(0, 1, 33)[None, :]
        curved = field - field[:, :1] - even * (field[:, -1:] - field[:, :1])
        return float((curved.max(axis=1) - curved.min(axis=1)).max())


def find_bend(ink: Grey) -> Bend | None:
    """The bend of a page by its lines; None where there are too few lines to tell, or they do not agree.

    Args:
        ink: dark pixels at the measuring resolution, upright and without borders.
    """
    lines = _traced(ink)
    if len(lines) < _LINES or sum(len(x) for x, _ in lines) < _POINTS:
        return None
    down, across = ink.shape
    fitted = _fitted(lines, float(across), float(down))
    return fitted if fitted is not None and _is_sound(fitted) else None


def flattened(image: Grey, bend: Bend, blank: int, *, smooth: bool = True) -> Grey:
    """The picture with its lines made straight; what comes from outside is ``blank``."""
    import cv2
    import numpy as np

    down, across = image.shape[:2]
    # The shift changes slowly: a few places stand for all.
    xs, ys = np.arange(0, across + 16, 16.0), np.arange(0, down + 16, 16.0)
    coarse = bend.shifts(xs[None, :], ys[:, None]).astype(np.float32)
    moves = cv2.resize(coarse, (len(xs) * 16, len(ys) * 16), interpolation=cv2.INTER_LINEAR)
    # ``resize`` puts each value in the middle of its cell.
    moves = np.roll(np.asarray(moves), (8, 8), axis=(0, 1))
    moves[:8], moves[:, :8] = moves[8], moves[:, 8:9]
    rows = moves[:down, :across] + np.arange(down, dtype=np.float32)[:, None]
    columns = np.broadcast_to(np.arange(across, dtype=np.float32)[None, :], (down, across))
    method = cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST
    moved = cv2.remap(
        image, np.ascontiguousarray(columns), np.ascontiguousarray(rows), method,
        borderMode=cv2.BORDER_CONSTANT, borderValue=blank,
    )  # fmt: skip
    return np.asarray(moved, dtype=np.uint8)


# --- lines --------------------------------------------------------------------------


def _traced(ink: Grey) -> list[tuple[Real, Real]]:
    """Long lines of type: the middle of their ink in steps from left to right, x and y."""
    import cv2
    import numpy as np

    filled = (ink > 0).astype(np.uint8)
    # Marks above and tails below reach for the neighbouring lines; what is left is the letters' bodies.
    body = cv2.morphologyEx(filled, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    body = cv2.morphologyEx(body, cv2.MORPH_OPEN, np.ones((2, 5), np.uint8))
    joined = cv2.morphologyEx(body, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    labels, stats = components(np.asarray(joined, dtype=np.uint8))
    across = ink.shape[1]
    found = []
    for label, (x, y, wide, high, _) in enumerate(stats.tolist()):
        if not label or wide < _LONG * across:
            continue
        piece = (labels[y : y + high, x : x + wide] == label) & (body[y : y + high, x : x + wide] > 0)
        whole = wide // _STEP * _STEP
        columns = piece[:, :whole].reshape(high, -1, _STEP).sum(axis=2).astype(np.float64)
        weight = columns.sum(axis=0)
        some = weight >= _STEP / 2
        thick = float(np.median((columns > 0).sum(axis=0)[some])) if some.any() else np.inf
        if thick > _THICK or int(some.sum()) < 8:
            continue
        middle = (columns * np.arange(high)[:, None]).sum(axis=0)[some] / weight[some]
        found.append((x + (np.flatnonzero(some) + 0.5) * _STEP, y + middle))
    return found


# --- the surface --------------------------------------------------------------------


def _fitted(lines: list[tuple[Real, Real]], across: float, down: float) -> Bend | None:
    """The surface by least squares; each line keeps a height of its own, points far off are left out."""
    import numpy as np

    x = np.concatenate([a for a, _ in lines])
    y = np.concatenate([b for _, b in lines])
    which = np.repeat(np.arange(len(lines)), [len(a) for a, _ in lines])
    u = 2 * x / across - 1
    level = np.array([float(np.median(b)) for _, b in lines])
    kept = np.ones(len(x), np.bool_)
    terms = np.zeros((_ACROSS, _DOWN + 1))
    for _ in range(_ROUNDS):
        v = 2 * level[which] / down - 1
        parts = np.stack([u**i * v**j for i in range(1, _ACROSS + 1) for j in range(_DOWN + 1)], axis=1)
        some = np.flatnonzero(kept)
        if len(some) < _POINTS or len(np.unique(which[some])) < _LINES:
            return None
        matrix = np.stack([_centred(parts[some, k], which[some]) for k in range(parts.shape[1])], axis=1)
        # A little weight on small terms: lines of one half say little of the other.
        ridge = 1e-3 * len(some) * np.eye(parts.shape[1])
        solved = np.linalg.solve(matrix.T @ matrix + ridge, matrix.T @ _centred(y[some], which[some]))
        rest = y - parts @ solved
        count = np.bincount(which[some], minlength=len(lines))
        sums = np.bincount(which[some], weights=rest[some], minlength=len(lines))
        level = np.where(count > 0, sums / np.maximum(count, 1), level)
        off = np.abs(rest - level[which])
        kept = off <= max(_STRAY, 2.5 * float(np.median(off)))
        terms = np.asarray(solved, dtype=np.float64).reshape(_ACROSS, _DOWN + 1)
    some = np.flatnonzero(kept)
    v = 2 * level[which] / down - 1
    left, right = np.percentile(u[some], [1, 99]).tolist()
    top, bottom = np.percentile(v[some], [1, 99]).tolist()
    rows = tuple(tuple(row) for row in terms.tolist())
    return Bend(across, down, rows, (left, right, top, bottom))


def _centred(values: Real, which: NDArray[np.int64]) -> Real:
    """The values less the mean of their line."""
    import numpy as np

    sums = np.bincount(which, weights=values)
    return np.asarray(values - (sums / np.maximum(np.bincount(which), 1))[which], dtype=np.float64)


def _is_sound(bend: Bend) -> bool:
    """Whether no place of the picture is folded over another."""
    import numpy as np

    x, y = np.linspace(0, bend.across, 17)[None, :], np.linspace(0, bend.down, 65)[:, None]
    steps = np.diff(bend.shifts(x, y), axis=0) / (bend.down / 64)
    return bool(np.isfinite(steps).all() and np.abs(steps).max() < _STEEPEST)
