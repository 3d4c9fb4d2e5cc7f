"""Characters as the rest of the library expects them: composed, plain spaces, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import regex

from vndocparse.text import nfc

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u034f\u061c\u180e" + "".join(
    chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFE00, 0xFE10), *range(0xFFF9, 0xFFFC))
)
_KEPT_CONTROLS = "\t\n\f"
_TABLE: dict[int, str | None] = {
    **{c: None for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in _KEPT_CONTROLS},
    **{ord(c): " " for c in _SPACES},
    **{ord(c): None for c in _INVISIBLE},
    0xD0: "Đ",  # the eth, and the African D: of the same shape
    0x189: "Đ",
    **{0xFF01 + i: chr(0x21 + i) for i in range(94)},  # the width of East Asian print, as some OCR engines write it
}
_ODD = re.compile("[" + re.escape("".join(chr(c) for c in _TABLE)) + "\u00ad]")
_NEWLINES = re.compile("\r\n|[\r\v\x85\u2028\u2029]")
_HIDDEN_HYPHEN = re.compile(r"(?<=[^\W\d_])\u00ad(?=[^\W\d_])")
_CLUSTER = re.compile(r"[\s\S][\u0300-\u036f]*")
# Composing sorts a run of marks in quadratic time; no letter of any script has eight.
_PILED = regex.compile(r"(\p{M}{8})\p{M}+")


@dataclass(frozen=True, slots=True)
class Converted:
    """A text made from another one, with the way back."""

    text: str
    offsets: tuple[int, ...]
    """``offsets[i]`` is where character ``i`` began in the source; one more entry holds the source's length.
    Never decreases."""


def composed(text: str) -> str:
    """NFC in linear time: of more than eight marks on one letter the rest is dropped."""
    if unicodedata.is_normalized("NFC", text):
        return nfc(text)
    return nfc(_PILED.sub(r"\1", text))


def compose(text: str) -> Converted:
    """Composed form (NFC) of text whose letters and marks may stand apart, offsets kept."""
    if unicodedata.is_normalized("NFC", text):
        return Converted(text, tuple(range(len(text) + 1)))
    parts: list[str] = []
    offsets: list[int] = []
    for match in _CLUSTER.finditer(text):
        part = composed(match.group())
        parts.append(part)
        offsets.extend([match.start()] * len(part))
    return Converted("".join(parts), (*offsets, len(text)))


def clean(text: str) -> str:
    """NFC; line ends as line feeds, odd spaces as spaces, foreign letters as ours; invisible characters dropped.

    Tabs, line feeds and form feeds stay.  A soft hyphen between letters is a place to break a word and goes;
    elsewhere somebody's program wrote it for the hyphen of a symbol, and it becomes one.
    """
    if not text.isascii():
        text = composed(text)
    text = _NEWLINES.sub("\n", text)
    if _ODD.search(text) is None:
        return text
    if "\u00ad" in text:
        text = _HIDDEN_HYPHEN.sub("", text).replace("\u00ad", "-")
    text = text.translate(_TABLE)
    return text if text.isascii() else composed(text)
