"""From a net's columns to the strings they may mean, each with its probability (connectionist temporal classification).

Prefix search after Graves and others (2006): paths that spell the same string are one string.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = 1e-4
"""A token less probable than this in a column is not followed."""
NEVER = -math.inf


def spellings(columns: NDArray[np.float32], tokens: str, *, beam: int = 32, count: int = 32) -> list[tuple[str, float]]:
    """The most probable strings and their probabilities, falling.

    Args:
        columns: log-probabilities, columns x (1 + tokens); the first is "nothing new".
        tokens: one character for each of the others.
        beam: how many beginnings are followed at a time.
        count: how many strings are returned.

    The probabilities sum to at most 1; what is missing belongs to strings that were not followed.
    """
    floor = math.log(LEAST)
    paths: dict[str, tuple[float, float]] = {"": (0.0, NEVER)}
    for row in columns.tolist():
        nothing = row[0]
        open_tokens = [(tokens[i - 1], p) for i, p in enumerate(row) if i and p > floor]
        following: dict[str, tuple[float, float]] = {}
        for text, (ended, going) in paths.items():
            whole = _sum(ended, going)
            _add(following, text, whole + nothing, NEVER)
            for token, p in open_tokens:
                if text.endswith(token):
                    _add(following, text, NEVER, going + p)
                    _add(following, text + token, NEVER, ended + p)
                else:
                    _add(following, text + token, NEVER, whole + p)
        paths = dict(sorted(following.items(), key=lambda item: -_sum(*item[1]))[:beam])
    best = sorted(((text, math.exp(_sum(*p))) for text, p in paths.items()), key=lambda item: -item[1])
    return [(text, min(p, 1.0)) for text, p in best[:count]]


def _add(paths: dict[str, tuple[float, float]], text: str, ended: float, going: float) -> None:
    known = paths.get(text, (NEVER, NEVER))
    paths[text] = (_sum(known[0], ended), _sum(known[1], going))


def _sum(a: float, b: float) -> float:
    """The logarithm of the sum of two probabilities given by theirs."""
    if a < b:
        a, b = b, a
    return a if b == NEVER else a + math.log1p(math.exp(b - a))
