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
    table = None if _raw.get() else _table()
    if table is None:
        return round(min(max(score, 0.0), 1.0), 3)
    return look_up(table, field, score, "ocr" if worn else "native")


def look_up(table: Table, field: str, score: float, kind: str) -> float:
    """The confidence that a table gives; a field without a curve of its own has that of all."""
    points = table.get((field, kind)) or table.get(("*", kind))
    return round(_between(points, score) if points else score, 3)


def read_table(text: str) -> Table:
    """A table from its JSON."""
    return {
        (field, kind): tuple((float(x), float(y)) for x, y in points)
        for field, kinds in json.loads(text)["fields"].items()
        for kind, points in kinds.items()
    }


def _between(points: Points, score: float) -> float:
    at = bisect_right([p[0] for p in points], score)
    if at == 0:
        return points[0][1]
    if at == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return y0 + (y1 - y0) * (score - x0) / (x1 - x0)


@cache
def _table() -> Table | None:
    path = files("vndocparse") / "models" / "calibration" / "table.json"
    if not path.is_file():
        return None
    return read_table(path.read_text("utf-8"))
