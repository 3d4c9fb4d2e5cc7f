"""Legacy encodings (bảng mã cũ): TCVN3 and VNI text shown as Latin-1, found and converted.

Whether a word is legacy text is decided by what a syllable of the language may be: a word that is none as it
stands and one when converted speaks for the legacy encoding, the reverse against it.  Words decide together, run
by run, because single ones are often possible both ways ("Sè").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from vndocparse.errors import RuleDataError
from vndocparse.rules.load import load_records
from vndocparse.rules.schema import Record
from vndocparse.source.characters import Converted
from vndocparse.source.syllable import is_syllable
from vndocparse.text import bare_word

Scheme = Literal["tcvn3", "vni"]
SCHEMES: tuple[Scheme, ...] = ("tcvn3", "vni")

# A word as both encodings see it: letters, and the signs that TCVN3 uses for letters.  No ASCII signs or digits.
_WORD = re.compile(r"[^\s\x00-\x40\[-`{-\xa0\u2000-\u206f\u20a0-\u2fff]+")
_PIECE = re.compile(rf"{_WORD.pattern}|\n")
# What catches the eye first; without one of these a text is left alone, and most texts cost one search.
_SUSPECT = {
    "tcvn3": re.compile(
        r"[A-Za-z][\xa1-\xa9\xab-\xb1\xb4-\xbf\xc0-\xde]|[\xa7\xa8\xa9\xac\xad\xae\xb5-\xb9\xcb\xd6][a-z]"
    ),
    "vni": re.compile("[øûïëäåöñæîüØÛÏËÄÅÖÑÆÎÜ]"),
}
_HYPHENED = re.compile(r"(?<![\w\-\xa1-\xff])[A-Za-z\xa1-\xff]*-[A-Za-z\xa1-\xff]*(?![\w\-\xa1-\xff])")
_FACE = re.compile(r"(?:[\s,-]|bold|italic|oblique|regular|mt){1,30}$")
"""What a font's name says of its face, behind the family's name."""
_OPENING = "«¡¿"
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZĂÂĐÊÔƠƯ")
_IMPOSSIBLE = 3.0
_SWITCH_IN_LINE = 2.0
_SWITCH_AT_LINE = 1.0


class Capitals(Record):
    """A formula that is always printed in capitals; fonts of capitals (.VnTimeH) lose them."""

    text: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after the legacy runs in it were converted."""

    text: str
    offsets: tuple[int, ...] | None
    """As in ``Converted``; None where nothing was changed."""
    schemes: tuple[str, ...]
    """Which encodings were found, in order of the table of schemes."""


@cache
def _table(scheme: Scheme) -> dict[str, str]:
    path = files("vndocparse.rules") / "data" / f"{scheme}.tsv"
    table: dict[str, str] = {}
    try:
        rows = path.read_text("utf-8").split("\n")
    except OSError as error:
        raise RuleDataError(f"Rule file {scheme}.tsv cannot be read.", remedy="Reinstall vndocparse.") from error
    for row in rows:
        source, tab, target = row.partition("\t")
        if tab and not row.startswith("#"):
            table[source] = target
    # A VNI mark may stand in the other case than its letter: "Aù" as well as "AÙ".
    table.update({k[0] + k[1].swapcase(): v for k, v in list(table.items()) if len(k) == 2})
    return table


def _letters(text: str, scheme: Scheme) -> Iterator[tuple[str, int, int]]:
    """Letter, offset and length for each converted unit of ``text``; unknown characters as they are."""
    table = _table(scheme)
    i = 0
    while i < len(text):
        for width in (2, 1) if scheme == "vni" else (1,):
            found = table.get(text[i : i + width])
            if found is not None and len(text[i : i + width]) == width:
                break
        else:
            found, width = text[i], 1
        yield found, i, width
        i += width


def convert(text: str, scheme: Scheme) -> Converted:
    """The whole of ``text``, which is in ``scheme``, as Unicode; characters outside the table stay.

    ``offsets`` as in ``Converted``: one entry per character of the result, and the end.
    """
    units = list(_letters(text, scheme))
    return Converted("".join(u[0] for u in units), (*(u[1] for u in units), len(text)))


def detect(text: str) -> Scheme | None:
    """The legacy encoding that ``text``, or a part of it, is in; None for Unicode text of any language."""
    best = _best(text)
    return best.scheme if best else None


def mend(text: str) -> Mended:
    """``text`` with its legacy runs converted and everything else untouched.

    Soft hyphens that were stripped from TCVN3 text (they are its ư) are put back where the syllable shows the loss:
    "®îc" is "được", and so are "®-îc" and "th-" where a program made hyphens of them.  Formulas that are always
    printed in capitals get them back.
    """
    runs = _best(text)
    if runs is None:
        return _mend_half(text) or Mended(text, None, ())
    scheme = runs.scheme
    if scheme == "tcvn3" and "\xad" not in text and "-" in text:
        text = _HYPHENED.sub(_soft_hyphened, text)
        runs = _best(text) or runs
    parts: list[str] = []
    offsets: list[int] = []
    end = 0
    lost_u = scheme == "tcvn3" and "\xad" not in text
    for start, stop in runs.spans:
        parts.append(text[end:start])
        offsets.extend(range(end, start))
        piece, places = _convert_word(text[start:stop], scheme, lost_u=lost_u)
        parts.append(piece)
        offsets.extend(start + p for p in places)
        end = stop
    parts.append(text[end:])
    offsets.extend(range(end, len(text) + 1))
    return Mended(_restore_capitals("".join(parts)), tuple(offsets), (scheme,))


def _soft_hyphened(match: re.Match[str]) -> str:
    """The word with TCVN3's ư for its hyphen, where that makes one syllable: "nh-", "L-u", not "tÕ-x·"."""
    word = match.group().replace("-", "\xad")
    return word if len(word) > 1 and is_syllable(convert(word, "tcvn3").text) else match.group()


def font_scheme(font: str) -> tuple[Scheme, bool] | None:
    """Encoding of a font by its name, and whether it shows small letters as capitals: ".VnTimeH", "VNI-Times"."""
    name = _FACE.sub("", font.strip(" '\"").lower())
    if name.startswith(".vn"):
        return "tcvn3", name.endswith("h")
    return ("vni", False) if name.startswith("vni-") else None


def convert_font(text: str, font: str) -> str:
    """A run of text set in ``font``: converted where the font's name says so and the text does not deny it."""
    found = font_scheme(font)
    if found is None or not all(ord(c) < 0x100 or 0x2000 <= ord(c) < 0x2070 for c in text):
        return text  # a Unicode text that kept the font's name
    scheme, capitals = found
    result = convert(text, scheme).text
    return result.upper() if capitals else result


# -- deciding --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Runs:
    """Words that are in the scheme, and how many of them speak for it."""

    scheme: Scheme
    spans: list[tuple[int, int]]
    evidence: int


def _best(text: str) -> _Runs | None:
    found = [runs for runs in (_runs(text, scheme) for scheme in SCHEMES) if runs is not None]
    return max(found, key=lambda runs: runs.evidence, default=None)


def _runs(text: str, scheme: Scheme) -> _Runs | None:
    """The legacy words of ``text``, or None where too little speaks for ``scheme``."""
    if _SUSPECT[scheme].search(text) is None:
        return None
    marked = [word for word in set(_PIECE.findall(text)) if not word.isascii()]
    if sum([new < old for old, new in (_costs(word, scheme) for word in marked)]) < 2:
        return None  # too few words speak for it, whatever the path: most Unicode pages end here
    words, legacy = _decide(text, scheme)
    spans, evidence, against, distinct = [], 0, 0, set()
    kept = 0
    for (start, stop), is_legacy in zip(words, legacy, strict=True):
        word = text[start:stop]
        as_is, converted = _costs(word, scheme)
        if not is_legacy:
            kept += as_is == 0 < converted
            continue
        spans.append((start, stop))
        if converted < as_is:
            evidence += 1
            distinct.add(word)
        elif converted:
            against += 1
    enough = len(distinct) >= 3 or (len(distinct) == 2 and not kept and not against)
    return _Runs(scheme, spans, evidence) if enough and evidence >= 3 * against else None


def _decide(text: str, scheme: Scheme) -> tuple[list[tuple[int, int]], list[bool]]:
    """Each word's state (as it stands, legacy) on the cheapest path; changing costs less at a line's end."""
    words: list[tuple[int, int]] = []
    back: list[tuple[bool, bool]] = []
    cost_is = cost_old = 0.0
    switch = _SWITCH_AT_LINE
    for match in _PIECE.finditer(text):
        if match.group() == "\n":
            switch = _SWITCH_AT_LINE
            continue
        as_is, converted = _costs(match.group(), scheme)
        # As late as possible both ways: words possible in both stay with the run before them.
        from_old = cost_old + switch <= cost_is
        from_is = cost_is + switch <= cost_old
        cost_is, cost_old = (
            (cost_old + switch if from_old else cost_is) + as_is,
            (cost_is + switch if from_is else cost_old) + converted,
        )
        words.append(match.span())
        back.append((from_old, not from_is))
        switch = _SWITCH_IN_LINE
    states = [False] * len(words)
    state = cost_old < cost_is
    for i in range(len(words) - 1, -1, -1):
        states[i] = state
        state = back[i][1] if state else back[i][0]
    return words, states


@lru_cache(maxsize=65536)
def _costs(word: str, scheme: Scheme) -> tuple[float, float]:
    """How badly ``word`` fits as it stands, and how badly when converted: 0 fits, 1 does not, 3 cannot be."""
    if word.isascii():
        return 0.0, 0.0
    core = word.strip("".join(c for c in word if not c.isalpha()))
    if not core:  # signs alone: « § ® ½ are signs, "®·" is "đã"
        return (1.0, 0.0) if len(word) > 1 and is_syllable(convert(word, scheme).text) else (0.0, 0.0)
    table = _table(scheme)
    converted, _ = _convert_word(word, scheme, lost_u=scheme == "tcvn3" and "\xad" not in word)
    if any(ord(c) > 0xFF for c in word) or any(c not in table and not c.isascii() for c in _unmapped(word, scheme)):
        cost_old = _IMPOSSIBLE
    else:
        cost_old = 0.0 if _fits(converted) else 1.0
    return (0.0 if _fits_as_is(word, core) else 1.0), cost_old


def _unmapped(word: str, scheme: Scheme) -> str:
    return "".join(letter for letter, i, width in _letters(word, scheme) if width == 1 and letter == word[i])


def _fits(core: str) -> bool:
    """A syllable, an abbreviation in capitals without tones ("TWĐ"), or a single letter."""
    return len(core) == 1 or is_syllable(core) or all(c in _CAPITALS for c in core)


def _fits_as_is(word: str, core: str) -> bool:
    start = word.find(core)
    if any(c not in _OPENING for c in word[:start]) or not core.isalpha():
        return False  # a sign before or inside a word: "®¶ng", "s¶n"
    if core.isascii():
        return len(core) > 1 and any(c in "aeiouy" for c in core.lower())  # "Windows®", not "¨n"
    return (_fits(core) and "µ" not in core) or core == "µ"


@lru_cache(maxsize=65536)
def _convert_word(word: str, scheme: Scheme, *, lost_u: bool) -> tuple[str, tuple[int, ...]]:
    """One word converted, with the offset of each character; a sign alone stays, but for « (ô) and ® (đ)."""
    if len(word) == 1 and not word.isalpha() and word not in "«®":
        return word, tuple(range(len(word)))
    result = convert(word, scheme)
    text, offsets = result.text, result.offsets[:-1]
    if lost_u and not is_syllable(text):
        for i, c in enumerate(text):
            if bare_word(c) == "o" and c.lower() in "ơớờởỡợ":
                mended = text[:i] + "ư" + text[i:]
                if is_syllable(mended):
                    return mended, (*offsets[:i], offsets[i], *offsets[i:])
    return text, offsets


# -- what is lost besides --------------------------------------------------------------------------------------


@cache
def _capitals() -> re.Pattern[str]:
    formulas = load_records("legacy.toml", "capitals", Capitals)
    return re.compile("|".join(re.escape(f.text.lower()).replace(r"\ ", r"\s+") for f in formulas))


def _restore_capitals(text: str) -> str:
    """Formulas, and whole lines of capitals whose marked letters the codes keep small: "THàNH Uỷ" is "THÀNH UỶ".

    A line counts as capitals where it has two capitals in a row and no plain small letter.  Length is kept.
    """
    lines = _capitals().sub(lambda m: m.group().upper(), text).split("\n")
    return "\n".join(line.upper() if _is_capital_line(line) else line for line in lines)


_TWO_CAPITALS = re.compile(r"[A-ZĐĂÂÊÔƠƯ]{2}")
_PLAIN_SMALL = re.compile(r"[a-zđăâêôơư]")


def _is_capital_line(line: str) -> bool:
    return _TWO_CAPITALS.search(line) is not None and _PLAIN_SMALL.search(line) is None


class HalfConverted(Record):
    """A word that a VNI converter left with its ị or ĩ undone."""

    wrong: str
    right: str
    after: str = ""
    """The word before it, where it takes that to be sure."""


_HALF = re.compile(r"[^\W\d_]+")
_TO_I = str.maketrans("òóÒÓ", "ịĩỊĨ")


@cache
def _half_words() -> dict[tuple[str, str], str]:
    return {(h.after, h.wrong): h.right for h in load_records("legacy.toml", "half_converted", HalfConverted)}


def _mend_half(text: str) -> Mended | None:
    """Text that a converter from VNI left with ò for ị and ó for ĩ: "Chủ tòch", "vó đại", "nghóa".

    Only where several words are no syllables as they stand and no ị or ĩ is in the whole text; then those words are
    mended, and the few common ones of the table that are possible both ways.  None: nothing of the sort.
    """
    if any(c in text for c in "ịĩỊĨ"):
        return None
    broken = {m.group() for m in _HALF.finditer(text) if _is_half(m.group())}
    if len(broken) < 3:
        return None
    table = _half_words()
    parts, end, previous = [], 0, ""
    for match in re.finditer(r"[^\W\d_]+", text):
        word, low = match.group(), match.group().lower()
        right = word.translate(_TO_I) if _is_half(word) else ""
        if not right and ((previous, low) in table or ("", low) in table):
            right = table.get((previous, low)) or table[("", low)]
            right = right.upper() if word.isupper() else right.capitalize() if word[0].isupper() else right
        parts += [text[end : match.start()], right or word]
        end, previous = match.end(), low
    parts.append(text[end:])
    return Mended("".join(parts), tuple(range(len(text) + 1)), ("vni",))


@lru_cache(maxsize=4096)
def _is_half(word: str) -> bool:
    """No syllable as it stands, one with ị or ĩ."""
    return any(c in "òóÒÓ" for c in word) and not is_syllable(word) and is_syllable(word.translate(_TO_I))
