"""Lines of a document with their doubtful words put right: every word keeps its box, and what was read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from vndocparse.mend import mends
from vndocparse.model.page import Line
from vndocparse.wording.choose import SURE, Mended, Seen, mend_words
from vndocparse.wording.model import syllable_model


def with_words_mended(lines: tuple[Line, ...], touched: Collection[int]) -> tuple[Line, ...]:
    """The lines; of those with the indexes ``touched``, words that OCR read wrong are put right.

    Guarantees: the same lines come back where nothing is mended; no word is added, lost or moved, so boxes and
    confidences stay; ``Word.raw`` is what was read, and a line's text is its words' texts.
    """
    if not mends("words") or not any(w.confidence < SURE for i in touched for w in lines[i].words):
        return lines
    model = syllable_model()
    if model is None:
        return lines
    places = [(i, k) for i, line in enumerate(lines) for k in range(len(line.words))]
    words = [lines[i].words[k] for i, k in places]
    found = mend_words(
        model, [Seen(w.text, w.confidence, i in touched) for w, (i, _) in zip(words, places, strict=True)]
    )
    if not found:
        return lines
    by_line: dict[int, dict[int, Mended]] = {}
    for mended in found:
        i, k = places[mended.index]
        by_line.setdefault(i, {})[k] = mended
    return tuple(_mended(line, by_line[i]) if i in by_line else line for i, line in enumerate(lines))


def _mended(line: Line, changes: dict[int, Mended]) -> Line:
    words = tuple(
        word._replace(text=changes[k].text, raw=word.raw or word.text) if k in changes else word
        for k, word in enumerate(line.words)
    )
    return replace(line, words=words, text=" ".join(w.text for w in words))
