"""From a reader's own score to a confidence that is a share of right values.

The table is a model like any other: made by ``training/calibrate.py`` from documents with gold,
shipped with a card, and without it the readers' own scores stand.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal["native", "ocr"]
"""How a value's words were read: from a file's own text, or by OCR."""
Points = tuple[tuple[float, float], ...]
"""Score and confidence, both rising; between two points the line counts."""
Table = dict[tuple[str, str], Points]
"""Points by field and kind of reading ("native", "ocr"); field "*" is all together."""

_raw: ContextVar[bool] = ContextVar("vndocparse_raw_scores", default=False)


UNTOLD = 0.8
"""The threshold where there is no table."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was learnt on documents with gold."""

    curves: Table
    check_below: float


def check_below() -> float:
    """The threshold that the library proposes (ngưỡng kiểm tra): values with a lower ``confidence`` are to be checked.

    One for all fields and kinds of reading, because confidences are calibrated field by field and kind by kind.
    Chosen on development documents so that of the values above it at least 99.5 in 100 are right;
    ``vndocparse evaluate`` prints how many are, and how many fall below it.
    """
    made = _made()
    return UNTOLD if made is None else made.check_below


@contextmanager
def raw_scores() -> Iterator[None]:
    """Within it confidences are the readers' own scores: for making the table."""
    token = _raw.set(True)
    try:
        yield
    finally:
        _raw.reset(token)


def calibrated(field: str, score: float, *, worn: bool) -> float:
    """The confidence of a value of ``field`` that its reader scored ``score``; ``worn``: read by OCR.

    Result between 0 and 1, rounded to three places.
    """
    made = None if _raw.get() else _made()
    if made is None:
        return round(min(max(score, 0.0), 1.0), 3)
    return look_up(made.curves, field, score, "ocr" if worn else "native")


def look_up(table: Table, field: str, score: float, kind: str) -> float:
    """The confidence that a table gives; a field without a curve of its own has that of all.

    Below the lowest score of a field's own curve for native text it falls with the score: nothing so odd was seen
    when the curve was made, and no word's score speaks for it.
    """
    own = table.get((field, kind))
    points = own or table.get(("*", kind))
    if not points:
        return round(score, 3)
    unseen = max(0.0, points[0][0] - score) if own and kind == "native" else 0.0
    return round(max(0.0, _between(points, score) - unseen), 3)


def read_calibration(text: str) -> Calibration:
    """Curves and threshold from their JSON."""
    told = json.loads(text)
    curves = {
        (field, kind): tuple((float(x), float(y)) for x, y in points)
        for field, kinds in told["fields"].items()
        for kind, points in kinds.items()
    }
    return Calibration(curves, float(told["check_below"]))


def _between(points: Points, score: float) -> float:
    at = bisect_right([p[0] for p in points], score)
    if at == 0:
        return points[0][1]
    if at == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return y0 + (y1 - y0) * (score - x0) / (x1 - x0)


@cache
def _made() -> Calibration | None:
    path = files("vndocparse") / "models" / "calibration" / "table.json"
    if not path.is_file():
        return None
    return read_calibration(path.read_text("utf-8"))
