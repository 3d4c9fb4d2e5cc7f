"""Folding of Vietnamese text, with the way back to the offsets of the original.

Folded text is for matching only and is never shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Grave, acute, tilde, hook above, dot below: the five written tones."""

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\uf02d"
"""Hyphens and dashes seen for one another, the soft hyphen and Symbol's minus included."""

_RUN = re.compile(r"[^\W\d_]+")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_LOOKALIKES = {ord("\u00d0"): "\u0110", ord("\u0189"): "\u0110", **{ord(d): "-" for d in DASHES}}


_TONE_FIRST = re.compile("(?<![\u0300\u0301\u0303\u0309])([\u0300\u0301\u0303\u0309]++)([\u0302\u0306])")


def nfc(text: str) -> str:
    """Composed form; cheap where the text is composed already.

    A tone that was set before the mark of its letter (o, grave, circumflex), as programs that draw marks one by one
    do, is set behind it: Unicode's own rules leave these two as they stand.
    """
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if "\u0302" in text or "\u0306" in text:
        text = unicodedata.normalize("NFC", _TONE_FIRST.sub(r"\2\1", unicodedata.normalize("NFD", text)))
    return text


def squeeze(text: str) -> str:
    """White space folded to single spaces, none at the ends."""
    return " ".join(text.split())


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """Lower case, Ð as đ, dashes alike, and the tone mark moved behind the syllable: hoà = hòa, uỷ = ủy.

    Moving the tone behind the syllable (not to another vowel) cannot break "quà" or "quỷ",
    where *qu* is the onset: both spellings of any syllable give the same string.
    """
    text = nfc(word).translate(_LOOKALIKES).casefold()
    if text.isascii():
        return text
    return _RUN.sub(lambda run: _tone_to_end(run[0]), text)


@lru_cache(maxsize=65536)
def _tone_to_end(syllable: str) -> str:
    decomposed = unicodedata.normalize("NFD", syllable)
    tone = [c for c in decomposed if c in TONES]
    if not tone:
        return syllable
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES)) + tone[-1]


def fold(text: str) -> str:
    """``fold_word`` of each word, white space folded."""
    return " ".join(map(fold_word, text.split()))


@lru_cache(maxsize=65536)
def bare_word(word: str) -> str:
    """Lower case without any diacritic; đ as d.  For matching text whose marks were lost."""
    decomposed = unicodedata.normalize("NFD", word.translate(_LOOKALIKES).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")


def bare(text: str) -> str:
    """``bare_word`` of each word, white space folded."""
    return " ".join(map(bare_word, text.split()))


def slug(text: str) -> str:
    """Letters and figures without marks, joined by "-": a part of an id, never shown as a name."""
    return _NO_SLUG.sub("-", bare(text)).strip("-")


def is_upper(text: str) -> bool:
    """At least two letters, nine in ten of them capitals."""
    if sum(map(str.islower, text.split())) > 0.1 * len(text):
        return False  # running text: each small word has a small letter at least
    letters = list(filter(str.isalpha, text))
    return len(letters) >= 2 and sum(map(str.isupper, letters)) >= 0.9 * len(letters)
