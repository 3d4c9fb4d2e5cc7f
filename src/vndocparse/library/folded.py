"""Two foldings of a text for its full-text index: without marks, and with the tone behind the syllable.

"quy chế" is indexed as "quy che" and as "quy chê´": a query without marks finds both spellings and all tones, a
query with marks finds its own tone wherever it was written, hoà as hòa.
"""

from __future__ import annotations

import re
import unicodedata

from vndocparse.text import DASHES, bare_word, fold_word

_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_BARE = str.maketrans(
    {c: bare_word(c) for letter in _LETTERS for c in (letter, letter.upper())}
    | {chr(c): chr(c + 32) for c in range(ord("A"), ord("Z") + 1)}
    | {"\u00d0": "d", "\u0189": "d"}
)
_TONES = str.maketrans({"\u0300": "1", "\u0301": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"})
"""Tones as figures, as they are typed: a combining mark alone may be no part of a word to the tokeniser."""
_DASHES = str.maketrans(dict.fromkeys(DASHES, " "))


def without_marks(text: str) -> str:
    """Lower case without diacritics, character by character: offsets are those of ``text`` (which is NFC)."""
    return text.translate(_BARE)


def with_marks(text: str) -> str:
    """Lower case, the tone of each syllable as a figure behind it; words separated by blanks."""
    return " ".join(fold_word(word) for word in text.translate(_DASHES).split()).translate(_TONES)


def has_marks(text: str) -> bool:
    """True where a letter bears a diacritic."""
    return without_marks(text) != text.lower() or "đ" in text.lower()


_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of a query as the index has them; signs separate."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def facet_word(kind: str, value: str) -> str:
    """The made-up word that stands for a value: ("cites", "30-CT/TW") is "xcitesx30cttw"."""
    return f"x{kind}x" + "".join(_WORD.findall(without_marks(unicodedata.normalize("NFC", value))))
