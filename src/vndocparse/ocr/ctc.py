"""From a net's columns to the strings they may mean, each with its probability (connectionist temporal classification).

Prefix search after Graves and others (2006): paths that spell the same string are one string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = 1e-4
"""A token less probable than this in a column is not followed."""
NEGLIGIBLE = 1e-7
"""A beginning this much less probable than the best one is not followed: of a line that is read with certainty, a few
beginnings are left at each column, and all that is given up changes no probability by its fifth decimal."""


def spellings(columns: NDArray[np.float32], tokens: str, *, beam: int = 32, count: int = 32) -> list[tuple[str, float]]:
    """The most probable strings and their probabilities, falling.

    Args:
        columns: log-probabilities, columns x (1 + tokens); the first is "nothing new".
        tokens: one character for each of the others.
        beam: how many beginnings are followed at a time.
        count: how many strings are returned.

    The probabilities sum to at most 1; what is missing belongs to strings that were not followed.
    """
    import numpy as np

    paths = {"": (1.0, 0.0)}
    """Of each beginning, the probability that its last token is over, and that the next column may still be of it."""
    for nothing, *row in np.exp(columns.astype(np.float64)).tolist():
        ended = {text: (over + on) * nothing for text, (over, on) in paths.items()}
        if max(row) <= LEAST:  # most columns: nothing new
            paths = {text: (over, 0.0) for text, over in ended.items()}
            continue
        open_tokens = [(token, p) for token, p in zip(tokens, row, strict=True) if p > LEAST]
        going: dict[str, float] = {}
        for text, (over, on) in paths.items():
            for token, p in open_tokens:
                longer, share = text + token, over + on
                if text.endswith(token):
                    going[text] = going.get(text, 0.0) + on * p
                    share = over
                going[longer] = going.get(longer, 0.0) + share * p
        paths = _best({text: (ended.get(text, 0.0), going.get(text, 0.0)) for text in ended | going}, beam)
    return [(text, min(over + on, 1.0)) for text, (over, on) in _best(paths, count).items()]


def _best(paths: dict[str, tuple[float, float]], count: int) -> dict[str, tuple[float, float]]:
    """The most probable beginnings, falling, without those that are negligible beside the first."""
    ranked = sorted(paths.items(), key=lambda item: -sum(item[1]))[:count]
    least = NEGLIGIBLE * sum(ranked[0][1])
    return {text: p for text, p in ranked if sum(p) >= least}
