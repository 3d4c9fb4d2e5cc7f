"""A small language model (mô hình ngôn ngữ): how often syllables stand alone, in pairs and in threes.

``training/syllables`` counts them; what is shipped are numbers and a list of syllables, no text.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from vndocparse.text import fold_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.float32]
    Keys = NDArray[np.uint32]

BREAK, FIGURE, STRANGE = "|", "#", "?"
"""What stands for punctuation and the edge of a text, for anything with a figure, and for a syllable never counted."""
STEPS = 8
"""Counts are kept as whole numbers of this many steps to a doubling."""
_PIECE = re.compile(r"[^\W\d_]+|[\d_][\w.,/-]*|[^\w\s]")
_DOUBT_ONE, _DOUBT_TWO = 20.0, 5.0
"""Occurrences of a history from which on its own followers count more than half."""
_LEAST = 0.5
"""Stands for the count of what was never seen."""


class Token(NamedTuple):
    """A piece of a text as the model sees it."""

    key: str
    """A folded syllable, ``BREAK`` or ``FIGURE``."""
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The pieces of ``text``: runs of letters, figures with what is glued to them, signs one by one."""
    for found in _PIECE.finditer(text):
        piece = found[0]
        key = fold_word(piece) if piece.isalpha() else BREAK if not piece[0].isalnum() else FIGURE
        yield Token(key, found.start(), found.end())


class SyllableModel:
    """Counts of syllables and of what follows them.

    Guarantees: a syllable's key is its folded form, so both places of the tone mark (hoà, hòa) are one syllable;
    ``chance`` is above 0 for every key.
    """

    def __init__(self, keys: Sequence[str], written: Sequence[str], data: dict[str, NDArray[np.generic]]) -> None:
        import numpy as np

        self.index: dict[str, int] = {key: i for i, key in enumerate(keys)}
        self._ones: Counts = np.exp2(data["ones"].astype(np.float32) / STEPS)
        self._total = float(self._ones.sum())
        self._size = len(keys)
        self._pair = lru_cache(maxsize=65536)(self._find_pair)
        self._pairs: Keys = np.cumsum(data["pairs"], dtype=np.uint32)
        self._pair_counts = data["pair_counts"]
        self._triples: Keys = np.cumsum(data["triples"], dtype=np.uint32)
        self._triple_counts = data["triple_counts"]
        counted = zip(written, data["written"].tolist(), strict=True)
        self.spellings: dict[str, list[tuple[float, str]]] = {}
        """By key, how the syllable is written in small letters, the usual spelling first."""
        for word, steps in counted:
            self.spellings.setdefault(fold_word(word), []).append((2.0 ** (int(steps) / STEPS), word))
        for ways in self.spellings.values():
            ways.sort(reverse=True)

    def knows(self, key: str) -> bool:
        """The syllable was seen in small letters, often enough to be one."""
        return key in self.spellings

    def one(self, key: str) -> float:
        """How often the syllable was seen; 0.5 for never."""
        at = self.index.get(key)
        return _LEAST if at is None else float(self._ones[at])

    def two(self, first: str, second: str) -> float:
        """How often the two were seen one behind the other; 0 for less than twice."""
        at = self._pair(first, second)
        return 0.0 if at is None else 2.0 ** (int(self._pair_counts[at]) / STEPS)

    def three(self, first: str, second: str, third: str) -> float:
        """How often the three were seen in a row; 0 for less than twice."""
        pair, last = self._pair(first, second), self.index.get(third)
        if pair is None or last is None:
            return 0.0
        at = _find(self._triples, pair * self._size + last)
        return 0.0 if at is None else 2.0 ** (int(self._triple_counts[at]) / STEPS)

    def chance(self, word: str, before: str, earlier: str) -> float:
        """Probability of ``word`` behind ``earlier before``: counts of three, two and one, the surer outweighing."""
        single = self.one(word) / self._total
        history = self.one(before)
        trust = history / (history + _DOUBT_ONE)
        double = trust * min(self.two(before, word) / history, 1.0) + (1 - 0.9 * trust) * 0.3 * single
        history = self.two(earlier, before)
        if not history:
            return double
        trust = 0.8 * history / (history + _DOUBT_TWO)
        return trust * min(self.three(earlier, before, word) / history, 1.0) + (1 - trust) * double

    def _find_pair(self, first: str, second: str) -> int | None:
        a, b = self.index.get(first), self.index.get(second)
        return None if a is None or b is None else _find(self._pairs, a * self._size + b)


def _find(keys: Keys, key: int) -> int | None:
    at = int(keys.searchsorted(keys.dtype.type(key)))  # of another type, all keys would be cast first
    return at if at < len(keys) and int(keys[at]) == key else None


@cache
def syllable_model() -> SyllableModel | None:
    """The model that is shipped; None where it is missing, and then no word is mended by it."""
    import numpy as np

    place = files("vndocparse") / "models" / "syllables" / "model.npz"
    if not place.is_file():
        return None
    with place.open("rb") as file, np.load(file, allow_pickle=False) as data:
        arrays = {name: data[name] for name in data.files}
    keys, written = (arrays.pop(name).tobytes().decode().split(" ") for name in ("keys", "spellings"))
    return SyllableModel(keys, written, arrays)
