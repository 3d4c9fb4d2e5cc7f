"""Counts syllables, pairs and threes of them in texts that we may count, and keeps the counts.

    PYTHONPATH=src:training python -m syllables.count TEXTS

TEXTS is a folder with JSON lines ``{"id": ..., "text": ...}``.  One document in twenty is held out for
``syllables.measure``.  The result is the same for the same texts.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from vndocparse.source.syllable import is_syllable
from vndocparse.text import fold_word, nfc
from vndocparse.wording.model import BREAK, FIGURE, STEPS, tokens

HOME = Path("src/vndocparse/models/syllables")
HELD_OUT = 20
"""One document of so many is not counted."""
LEAST_ONE, LEAST_WRITTEN, LEAST_PAIR, LEAST_TRIPLE = 2, 5, 2, 2
"""Occurrences below which nothing is kept: of a syllable, of one that may be put in, of pairs and threes."""


def documents(folder: Path, *, held_out: bool) -> Iterator[str]:
    """The texts of one half: those that are counted, or those held out."""
    number = 0
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                number += 1
                if (number % HELD_OUT == 0) == held_out:
                    yield nfc(json.loads(line)["text"])


def sequence(line: str) -> list[str]:
    """Keys of one paragraph between breaks; breaks side by side are one."""
    keys = [BREAK]
    for token in tokens(line):
        if token.key != BREAK or keys[-1] != BREAK:
            keys.append(token.key)
    return keys if keys[-1] == BREAK else [*keys, BREAK]


def _steps(counts: list[int]) -> np.ndarray:
    return np.array([round(STEPS * math.log2(c)) for c in counts], dtype=np.uint8)


def _gaps(keys: list[int]) -> np.ndarray:
    return np.diff(np.array(keys, dtype=np.uint32), prepend=np.uint32(0)).astype(np.uint32)


def main() -> None:
    """Writes model.npz."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("texts", type=Path)
    ones: Counter[str] = Counter()
    small: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    triples: Counter[tuple[str, str, str]] = Counter()
    for text in documents(parser.parse_args().texts, held_out=False):
        for line in text.split("\n"):
            small.update(line[t.start : t.end] for t in tokens(line) if line[t.start : t.end].islower())
            keys = sequence(line)
            ones.update(keys)
            pairs.update(pairwise(keys))
            triples.update(zip(keys, keys[1:], keys[2:], strict=False))
    written = sorted(w for w, c in small.items() if c >= LEAST_WRITTEN and is_syllable(w))
    kept = sorted({k for k, c in ones.items() if c >= LEAST_ONE} | {fold_word(w) for w in written} | {BREAK, FIGURE})
    index = {key: i for i, key in enumerate(kept)}
    two = sorted((index[a] * len(kept) + index[b], c) for (a, b), c in pairs.items()
                 if c >= LEAST_PAIR and a in index and b in index)  # fmt: skip
    place = {key: i for i, (key, _) in enumerate(two)}
    three = []
    for (a, b, c), count in triples.items():
        if count >= LEAST_TRIPLE and a in index and b in index and c in index:
            three.append((place[index[a] * len(kept) + index[b]] * len(kept) + index[c], count))
    three.sort()
    assert len(two) * len(kept) < 2**32
    HOME.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        HOME / "model.npz",
        keys=np.frombuffer(" ".join(kept).encode(), np.uint8),
        ones=_steps([max(ones[k], 1) for k in kept]),
        spellings=np.frombuffer(" ".join(written).encode(), np.uint8),
        written=_steps([small[w] for w in written]),
        pairs=_gaps([k for k, _ in two]),
        pair_counts=_steps([c for _, c in two]),
        triples=_gaps([k for k, _ in three]),
        triple_counts=_steps([c for _, c in three]),
    )
    print(f"{sum(ones.values())} counted, {len(kept)} syllables, {len(written)} spellings, "
          f"{len(two)} pairs, {len(three)} threes, {(HOME / 'model.npz').stat().st_size} bytes")  # fmt: skip


if __name__ == "__main__":
    main()
