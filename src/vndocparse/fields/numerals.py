"""Numerals of section markers: roman, arabic, letters of the Vietnamese alphabet, ordinals; clean or damaged."""

from __future__ import annotations

from collections.abc import Iterator

from vndocparse.rules.sections import section_rules
from vndocparse.text import fold_word, nfc

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Letters that number points, in Vietnamese order; f, j, w and z stand half a step behind e, i, v, y."""
_HALVES = {"f": "e", "j": "i", "w": "v", "z": "y"}
MOST_ROMAN = 39
MOST_ARABIC = 199


def _to_roman(value: int) -> str:
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


ROMANS = {_to_roman(i): i for i in range(1, MOST_ROMAN + 1)}
_BY_VALUE = {i: text for text, i in ROMANS.items()}


def _letter_value(letter: str) -> float | None:
    if letter in _HALVES:
        return LETTERS.index(_HALVES[letter]) + 1.5
    at = LETTERS.find(letter)
    return at + 1.0 if at >= 0 and len(letter) == 1 else None


def read_numeral(text: str, numeral: str) -> tuple[str, float] | None:
    """The number and its place where ``text`` is a clean numeral of the kind."""
    if numeral == "roman":
        return (text, float(ROMANS[text])) if text in ROMANS else None
    if numeral == "roman_small":
        clean = text.islower() and text.upper() in ROMANS
        return (text, float(ROMANS[text.upper()])) if clean else None
    if numeral == "arabic":
        if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= MOST_ARABIC:
            return None
        return str(int(text)), float(int(text))
    if numeral in ("letter", "capital"):
        if len(text) != 1 or text.isupper() != (numeral == "capital"):
            return None
        letter = fold_word(text)
        value = _letter_value(letter)
        return None if value is None else (letter.upper() if numeral == "capital" else letter, value)
    if numeral == "ordinal":
        value = section_rules().ordinals.get(text.lower())
        return (text.lower(), float(value)) if value else None
    return None


def read_misread(text: str, numeral: str) -> tuple[str, float, float] | None:
    """The numeral that ``text`` may stand for after OCR: number, place, cost."""
    table = section_rules().glyphs.get(numeral, {})
    cost = 0.0
    out = ""
    for char in nfc(text):
        meant, price = table.get(char, (char, 0.0))
        out += meant
        cost += price
    if cost == 0.0:
        return None
    if numeral == "roman" and out == "IIII":  # two strokes of III read as two letters of two strokes
        out, cost = "III", cost + 0.4
    read = read_numeral(out, numeral)
    return None if read is None else (*read, cost)


def readings(text: str, numeral: str, damaged: bool) -> Iterator[tuple[str, float, float]]:
    """Number, place and cost, of a clean numeral or of a damaged one."""
    if not damaged:
        read = read_numeral(text, numeral)
        if read is not None:
            yield *read, 0.0
        return
    misread = read_misread(text, numeral)
    if misread is not None:
        yield misread


def successor(kind: str, number: str) -> str:
    """The number that follows in the sequence; empty at its end.

    >>> successor("letter", "d"), successor("roman", "III"), successor("decimal", "2.9")
    ('đ', 'IV', '2.10')
    """
    if kind == "decimal":
        head, _, last = number.rpartition(".")
        return f"{head}.{successor('arabic' if last.isdigit() else 'letter', last)}"
    if kind in ("letter", "capital"):
        at = LETTERS.find(_HALVES.get(number.lower(), number.lower())) + 1
        after = LETTERS[at : at + 1]
        return after.upper() if kind == "capital" else after
    if number in ROMANS:
        return _BY_VALUE.get(ROMANS[number] + 1, "")
    if kind == "roman_small" and number.upper() in ROMANS:
        return _BY_VALUE.get(ROMANS[number.upper()] + 1, "").lower()
    return str(int(number) + 1) if number.isdigit() else ""
