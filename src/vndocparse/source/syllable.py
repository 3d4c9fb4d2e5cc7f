"""Vietnamese syllables (âm tiết): is a word one, by the rules of the written language?

Tells text in a legacy encoding from Unicode text; it is not a spell checker.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from vndocparse.rules.load import load_records
from vndocparse.rules.schema import Record
from vndocparse.text import TONES

_STOPS = ("c", "ch", "p", "t")
_FRONT = "eêiy"
_CLOSED_TONES = ("\u0301", "\u0323")


class SyllableRules(Record):
    """Onsets and rhymes of ``syllable.toml``."""

    onsets: list[str]
    front_onsets: list[str]
    back_onsets: list[str]
    rhymes: list[str]
    qu_rhymes: list[str]


@cache
def _bodies() -> frozenset[str]:
    """Every onset with every rhyme that it takes, without tone."""
    (rules,) = load_records("syllable.toml", "syllable", SyllableRules)
    found = set()
    for onset in rules.onsets:
        for rhyme in rules.rhymes:
            front = rhyme[0] in _FRONT
            if (front and onset in rules.back_onsets) or (not front and onset in rules.front_onsets):
                continue
            if onset == "qu" and rhyme[0] in "ouư":
                continue
            found.add(onset + rhyme)
    found.update("qu" + rhyme for rhyme in rules.qu_rhymes)
    found.update("g" + rhyme for rhyme in rules.rhymes if rhyme[0] == "i")  # gì, gin, giếng: gi + (i)n, (i)êng
    return frozenset(found)


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """True where ``word`` (composed, any case, letters only) could be one written Vietnamese syllable."""
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in letters if c in TONES]
    if len(tones) > 1:
        return False
    body = unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES))
    if body not in _bodies():
        return False
    return not body.endswith(_STOPS) or (bool(tones) and tones[0] in _CLOSED_TONES)
