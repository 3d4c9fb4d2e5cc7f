"""How well the model puts words right in texts that it never saw, and the card that says so.

    PYTHONPATH=src:training python -m syllables.measure TEXTS

Held-out texts are taken as an engine's words.  As they stand, every word put right is a false one (or a slip of the
text itself); with one word in twenty changed as the engine is known to change it, what is put right is counted.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from pathlib import Path

from syllables.count import HOME, documents
from vndocparse.text import fold_word
from vndocparse.wording.choose import Seen, mend_words
from vndocparse.wording.confusions import candidates, cost, untouched
from vndocparse.wording.model import SyllableModel, syllable_model

ONE_IN = 20
DOUBTED = 0.9
"""Confidence given to every word."""


def damaged(model: SyllableModel, word: str, chance: random.Random) -> str | None:
    """The word as the engine may read it, the usual slips oftener; None for one that has no usual slip."""
    key = fold_word(word)
    if not (word.isalpha() and word.islower() and len(word) > 1) or key in untouched() or not model.knows(key):
        return None
    ways = [(k, math.exp(-cost(key, k))) for k in candidates(model, key, wide=False) if cost(key, k) < 7]
    if not ways:
        return None
    (read,) = chance.choices([k for k, _ in ways], [w for _, w in ways])
    return model.spellings[read][0][1]


def main() -> None:
    """Prints the counts and writes them into the card, behind what is written there by hand."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("texts", type=Path)
    model = syllable_model()
    assert model is not None
    chance, seen = random.Random(1), Counter[str]()
    for text in documents(parser.parse_args().texts, held_out=True):
        words = text.split()
        seen["words"] += len(words)
        seen["changed"] += len(mend_words(model, [Seen(w, DOUBTED) for w in words]))
        read = [(chance.randrange(ONE_IN) == 0 and damaged(model, w, chance)) or w for w in words]
        found = {m.index: m.text for m in mend_words(model, [Seen(w, DOUBTED) for w in read])}
        for i, (right, got) in enumerate(zip(words, read, strict=True)):
            if got != right:
                now = found.get(i)
                seen["damaged"] += 1
                seen["left" if now is None else "mended" if fold_word(now) == fold_word(right) else "wrong"] += 1
    print(dict(seen))
    head, table, _ = (HOME / "card.toml").read_text("utf-8").partition("[held_out]\n")
    rows = (f"{name} = {seen[name]}\n" for name in ("words", "changed", "damaged", "mended", "wrong", "left"))
    (HOME / "card.toml").write_text(head + table + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
