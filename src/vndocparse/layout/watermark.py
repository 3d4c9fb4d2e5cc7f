"""Large letters laid across the text of a page (chữ chìm): "DỰ THẢO", "BẢN SAO".

They share the height of many lines and, slanted, their boxes span columns: grouped with the text they would join what
has nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from statistics import median

from vndocparse.geometry import Box
from vndocparse.model.page import Word

_LEAST_SIZE = 28.0
"""Points; titles are set in 14 to 20."""
_TIMES = 2.0
"""So many times the usual size."""
_MOST_WORDS = 60
_ACROSS = 2
"""Words of the text that it must lie across: large print that stands by itself is a cover's title."""

Placed = tuple[Word, Box]


def lift_watermarks(standing: Sequence[Placed]) -> tuple[list[Placed], list[list[Placed]]]:
    """The words of the text, and apart those of each watermark, in the order of the file."""
    large = [p for p in standing if p[0].size >= _LEAST_SIZE]
    if not large or len(large) > min(_MOST_WORDS, len(standing) / 2):
        return list(standing), []
    least = max(_LEAST_SIZE, _TIMES * median(w.size for w, _ in standing))
    text = [box for w, box in standing if w.size < least]
    marks = []
    for _, group in groupby((p for p in standing if p[0].size >= least), lambda p: p[0].line):
        mark = list(group)
        if sum(any(box.contains(other.middle, other.centre) for _, box in mark) for other in text) >= _ACROSS:
            marks.append(mark)
    lifted = {id(w) for mark in marks for w, _ in mark}
    return [p for p in standing if id(p[0]) not in lifted], marks
