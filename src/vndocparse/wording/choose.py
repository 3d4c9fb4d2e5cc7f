"""Which doubtful words are put right (sửa lỗi nhận dạng): a word yields only to one that its neighbours speak for far
more loudly, and that the engine is known to take it for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from vndocparse.rules.foot import is_surname
from vndocparse.source.syllable import is_syllable
from vndocparse.text import bare_word, fold_word
from vndocparse.wording.confusions import candidates, cost, untouched, weighing
from vndocparse.wording.model import BREAK, FIGURE, SyllableModel, tokens

SURE = 1.0
"""Words of this confidence were not read by OCR, and are left alone."""
_CORE = re.compile(r"([(\[\"'“‘]*)([^\W\d_]{2,})([)\]\"'”’.,;:…]*)")
_USUAL = 3.0
"""Occurrences of a pair from which on the two words are taken to go together."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A word as it was read."""

    text: str
    confidence: float
    open: bool = True
    """False where it may not be touched: it stands in a header, a signature, a list of recipients."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A word that was put right."""

    index: int
    text: str
    """With the signs that stood round it."""
    margin: float
    """By how much it outweighs the word read, in natural logarithms."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A word that may be put right, between what stands round it."""

    index: int
    at: int
    """Its place among the tokens."""
    before: str
    core: str
    after: str


def mend_words(model: SyllableModel, words: Sequence[Seen]) -> list[Mended]:
    """The words that are put right, in their order.

    Guarantees: a word with a capital, a figure or a sign inside stays; so do numerals, words of dates, words next to
    figures, words in a person's name, and single letters.  Signs before and behind a word stay as they were read.
    """
    keys, places = _laid_out(words)
    found: dict[int, Mended] = {}
    for _ in range(2):  # what was put right helps its neighbours
        fresh = [
            mended
            for place in places
            if place.index not in found and (mended := _mend(model, keys, place, words)) is not None
        ]
        found |= {m.index: m for m in fresh}
        if not fresh:
            break
    return sorted(found.values(), key=lambda m: m.index)


def _laid_out(words: Sequence[Seen]) -> tuple[list[str], list[_Place]]:
    """The tokens of the text with two breaks at each end, and the words that may be put right."""
    keys, places = [BREAK, BREAK], []
    for i, word in enumerate(words):
        core = _CORE.fullmatch(word.text)
        for token in tokens(word.text):
            if token.key == BREAK and keys[-1] == BREAK:
                continue
            if core and token.start == core.start(2) and word.open and word.confidence < SURE and core[2].islower():
                places.append(_Place(i, len(keys), *core.groups()))
            keys.append(token.key)
    keys += [BREAK, BREAK]
    return keys, [p for p in places if not _bound(keys, p, words)]


def _bound(keys: Sequence[str], place: _Place, words: Sequence[Seen]) -> bool:
    """Out of bounds: a numeral, part of a date, beside a figure, in a person's name."""
    if keys[place.at] in untouched() or FIGURE in (keys[place.at - 1], keys[place.at + 1]):
        return True
    first = place.index
    while first > 0 and words[first - 1].text[:1].isupper() and words[first - 1].text.isalpha():
        first -= 1
    if first < place.index and any(is_surname(w.text) for w in words[first : place.index - 1]):
        return True  # "Nguyễn Thị hoà": two words of a name before it
    following = words[place.index + 1].text if place.index + 1 < len(words) else ""
    return first < place.index and following[:1].isupper() and not place.after


def _mend(model: SyllableModel, keys: list[str], place: _Place, words: Sequence[Seen]) -> Mended | None:
    """The word put right, with its token; None where it stays."""
    at, read = place.at, keys[place.at]
    around = (keys[at - 2], keys[at - 1], keys[at + 1], keys[at + 2])
    known = model.knows(read)
    if known and _at_home(model, read, around):
        return None
    rules = weighing()
    own = _weight(model, read, around)
    ranked = sorted(
        (
            (_weight(model, key, around) - cost(key, read), key)
            for key in candidates(model, read, wide=not known)
            if _support(model, key, around) >= rules.support
        ),
        reverse=True,
    )
    if not ranked:
        return None
    best, key = ranked[0]
    needed = rules.known if known else rules.rare if is_syllable(place.core) else rules.impossible
    if bare_word(key) != bare_word(read):
        needed = rules.letters
    if best - own < needed or (len(ranked) > 1 and best - ranked[1][0] < rules.ahead):
        return None
    keys[at] = key
    return Mended(place.index, place.before + _spelling(model, key, place.core, words) + place.after, best - own)


def _at_home(model: SyllableModel, key: str, around: tuple[str, str, str, str]) -> bool:
    """The word is seen with its neighbours: nothing speaks against it."""
    earlier, before, after, later = around
    if min(model.two(before, key), model.two(key, after)) > _USUAL:
        return True
    return bool(model.three(earlier, before, key) or model.three(before, key, after) or model.three(key, after, later))


def _weight(model: SyllableModel, key: str, around: tuple[str, str, str, str]) -> float:
    """Natural logarithm of how probable the passage is with the syllable in its place."""
    earlier, before, after, later = around
    return (
        log(model.chance(key, before, earlier))
        + log(model.chance(after, key, before))
        + log(model.chance(later, after, key))
    )


def _support(model: SyllableModel, key: str, around: tuple[str, str, str, str]) -> float:
    """How often the syllable was seen beside one of its neighbours, breaks and figures apart."""
    pairs = (((around[1], key), around[1]), ((key, around[2]), around[2]))
    return max((model.two(*pair) for pair, other in pairs if other not in (BREAK, FIGURE)), default=0.0)


def _spelling(model: SyllableModel, key: str, read: str, words: Sequence[Seen]) -> str:
    """The syllable written out: of hoà and hòa the one that stands in the text, else the usual one."""
    ways = [word for _, word in model.spellings[key]]
    if len(ways) == 1:
        return ways[0]
    here = [w.text for w in words if fold_word(w.text) == key]
    return max(ways, key=lambda way: (here.count(way), sum(a == b for a, b in zip(way, read, strict=False))))
