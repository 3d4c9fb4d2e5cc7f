"""Section markers (dấu đề mục) at the beginning of a line: every reading that the characters allow.

Which reading is right, if any, is not decided here: that takes the sequence (``numbering``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from vndocparse.fields.numerals import LETTERS, ROMANS, read_misread, read_numeral, readings
from vndocparse.mend import mends
from vndocparse.rules.load import rule_cache
from vndocparse.rules.sections import BareMarker, NamedMarker, section_rules
from vndocparse.text import DASHES, bare_word, fold_word, is_upper, nfc

_NUMERAL = r"[\p{L}\p{M}\d|!%€¢$§]"
"""What a numeral may be made of: letters, figures, and the signs that OCR writes for them."""
_BARE = regex.compile(
    rf"\s*(?P<num>{_NUMERAL}{{1,6}})"
    r"(?P<sub>(?:[.,](?:[\dlIOoÌÍ|]{1,2}|\p{Ll}(?=[).]))(?![\p{L}\d]))*)"
    rf"(?P<gap>\s?)(?P<mark>[.)\]}}/:,;·、_{regex.escape(DASHES)}]{{0,2}})(?P<after>\s*)(?P<next>.?)"
)
_NAMED = regex.compile(
    r"\s*(?P<word>\p{Lu}\p{L}{1,6}(?:\s+[Mm][ụỤ][Cc](?!\p{L}))?)\s+(?P<ord>[Tt][Hh][ỨỪỬUứừửúu]\s+)?(?P<num>[\p{L}\d|!]{1,6})"
    rf"(?P<gap>\s?)(?P<mark>[.):/{regex.escape(DASHES)}]?)(?P<after>\s*)(?P<next>.?)"
)
_SPECKS = regex.compile(r"[_~'’‘`.,:;|°¬—]{1,3}\s?(?=[\p{L}\d])|[-–]\s?(?=[\dIVXlH]{1,3}\s?[.\-–/]|\p{Ll}\)\s)")
_BULLET = regex.compile(
    rf"\s*(?P<mark>[{regex.escape(DASHES)}+*•●▪◦○·])(?P<after>\s+)(?=[^\s{regex.escape(DASHES)}*_])"
)
_BROKEN_MARKS = {
    "]": (")", 0.4),
    "}": (")", 0.4),
    "·": (".", 0.4),
    "、": (".", 0.2),
    "_": (".", 0.8),
    ",": (".", 1.0),
    ";": (".", 1.5),
}
"""Closing marks that OCR writes for others: what is meant, and the cost."""
_LOST_MARK = 2.4
_SPACED = regex.compile(r"\s*([1-9]\d?)\s?\.\s?([1-9]\d?)\s?\.\s?(?=\p{Lu})(?<=\s.{1,6})")
"""A decimal with a blank beside a point: "1. 2. Nội dung", "2 .1. Nội dung", "1.1 .Nội dung"."""
_STROKES = regex.compile(r"[IVX1l|]{1,4}L")
_LETTER_FIGURE = regex.compile(r"([a-eđA-EĐ])([1-9]\d?)")
"""Letters that OCR writes for figures ("I1", "l1", "O1") are left out: "I1" is "II" or "11"."""


class Marker(NamedTuple):
    """One reading of the beginning of a line."""

    kind: str
    number: str
    """Without word and closing mark: "II", "2.1", "3"."""
    value: float
    """Place in its sequence, from 1."""
    mark: str
    """Closing mark, dashes folded to "-"; empty where none stands."""
    end: int
    """Offset in the line of what follows."""
    cost: float
    """How much speaks against this reading, in log odds; 0 for a clean one."""
    raw: str
    """The numeral as found."""
    word: str = ""
    """"Điều", "Phần", "Phần thứ" … as the label has it."""
    mended: bool = False
    """True where characters were read as others."""
    begin: int = 0
    """Offset in the line of the marker: specks that OCR read before it are left out."""
    joint: str = "."
    """What stands between the parts of a decimal: nothing in "a1"."""

    @property
    def parent(self) -> str:
        """What stands before the last point of a decimal: "2" of "2.1"."""
        return self.number.rpartition(".")[0] if self.kind == "decimal" else ""

    @property
    def depth(self) -> int:
        """How many parts a decimal has; 1 for others."""
        return self.number.count(".") + 1 if self.kind == "decimal" else 1

    def label(self, number: str) -> str:
        """The label with ``number`` in place of what was read."""
        return f"{self.word} {number}" if self.word else number.replace(".", self.joint)


def read_markers(text: str, *, damaged: bool = False, bullets: bool = False) -> tuple[Marker, ...]:
    """All readings of the line's beginning as a section marker, the cheapest first.

    ``damaged`` gives the readings that take OCR slips into account instead of the clean ones.
    A number in brackets, "(1)", is no marker.
    """
    if damaged and not mends("numerals"):
        return ()
    if not bullets and not may_begin(text):
        return ()  # an ordinary line: most end here
    if bullets and (bullet := _BULLET.match(text)):
        mark = _dash(bullet["mark"])
        return () if damaged else (Marker("dash", mark, 1.0, mark, bullet.end(), 0.0, mark),)
    specks = _SPECKS.match(text) if damaged else None
    if specks is not None:
        clear = text[specks.end() :]
        found = [*read_markers(clear), *read_markers(clear, damaged=True)]
        shift = specks.end()
        return tuple(m._replace(begin=m.begin + shift, end=m.end + shift, cost=m.cost + 0.5) for m in found)
    if section_rules().refusal.match(text.lstrip()):
        return ()
    every = [*_named(text, damaged), *_bare(text, damaged)]
    return tuple(sorted(every, key=lambda m: m.cost))


def mending(marker: Marker, wanted: str) -> float | None:
    """Cost of taking the numeral found for ``wanted``; None where they do not look alike."""
    found = marker.number
    if not wanted or found == wanted or not mends("numerals"):
        return None
    if found in ROMANS and wanted in ROMANS:
        longer, shorter = sorted((found, wanted), key=len, reverse=True)
        lost = len(longer) - len(shorter) == 1 and any(
            longer[:i] + longer[i + 1 :] == shorter for i, c in enumerate(longer) if c == "I"
        )
        return 1.4 if lost else None
    if len(found) != len(wanted):
        return None
    numeral = {"letter": "letter", "capital": "capital"}.get(marker.kind, "arabic")
    pairs = section_rules().lookalikes.get(numeral, frozenset())
    differ = [frozenset(pair) for pair in zip(found, wanted, strict=True) if pair[0] != pair[1]]
    if len(differ) != 1 or differ[0] not in pairs:
        return None
    if differ[0] == {"d", "đ"}:
        return 0.8 if found.lower() == "d" else 1.9  # a stroke is lost more often than found
    return 2.4 if numeral == "arabic" else 1.8  # two figures misread in a row are dearer than a gap


def may_begin(text: str) -> bool:
    """False for a line that has no reading as a marker at all, damaged ones included; quick to say no."""
    initials, gate = _gate()
    if text[:1].isalpha() and text[0] not in initials and _CLOSING.isdisjoint(text[1:8]):
        return False  # a word without a closing mark behind it
    return gate.match(text) is not None


_CLOSING = frozenset(".)]}/:,;·、_" + DASHES)


@rule_cache
def _gate() -> tuple[frozenset[str], regex.Pattern[str]]:
    """Letters with which a marker begins that needs no closing mark, and what any marker begins with."""
    words = [rule.word for rule in section_rules().named]
    initials = {c for word in words if " " not in word for c in (word[0], bare_word(word[0]).upper())} | {"\u00d0"}
    longer = "".join(rf"|{word[0]}\p{{L}}{{1,6}}\s+[Mm]\p{{L}}{{2}}\s" for word in words if " " in word)
    marks = regex.escape("".join(sorted(_CLOSING)))
    pattern = regex.compile(
        rf"(?<!\s)\s*+(?:[_~'’‘`.,:;|°¬—–-]{{1,3}}\s?)?"
        rf"(?:{_NUMERAL}{{1,6}}\s?[{marks}]|[IVX]{{1,6}}(?:\s|$)|[IVX1l]{{1,4}}L\s|\d{{1,3}}\s"
        rf"|[{''.join(sorted(initials))}]\p{{L}}{{1,6}}\s{longer})"
    )
    return frozenset(initials | {word[0] for word in words} | set("IVX")), pattern


# --- markers with a word -------------------------------------------------------------------------


def _named(text: str, damaged: bool) -> Iterator[Marker]:
    match = _NAMED.match(text)
    if match is None:
        return
    word = " ".join(nfc(match["word"]).split())
    for rule in section_rules().named:
        if len(word) != len(rule.word) or bare_word(word) != bare_word(rule.word):
            continue
        exact = fold_word(word) == fold_word(rule.word)
        cost = _follows_named(text, match, rule)
        if cost is None or (not exact and not damaged):
            continue
        for numeral in rule.numerals:
            if numeral == "ordinal" and not match["ord"] and not _cardinal(match["num"]):
                continue
            if numeral != "ordinal" and match["ord"] and "ordinal" not in rule.numerals:
                continue  # "Phần thứ II" beside "Phần thứ hai"; no "Điều thứ 2"
            yield from _named_readings(match, rule, numeral, cost, exact, damaged)


def _cardinal(word: str) -> bool:
    """ "PHẦN MỘT", "Chương hai": a part may be counted without "thứ"."""
    return word.lower() in section_rules().ordinals and word.lower() not in ("nhất", "tư")


def _named_readings(
    match: regex.Match[str], rule: NamedMarker, numeral: str, cost: float, exact: bool, damaged: bool
) -> Iterator[Marker]:
    raw = match["num"]
    suffix = ""
    if rule.kind == "article" and raw[:-1].isdigit() and raw[-1].islower() and raw[-1] in LETTERS:
        raw, suffix = raw[:-1], raw[-1]  # an article put in later: "Điều 5a"
    reads = list(readings(raw, numeral, damaged))
    if damaged and not exact:
        reads += readings(raw, numeral, False)
    for number, value, price in reads:
        word = f"{rule.word} thứ" if match["ord"] else rule.word
        yield Marker(
            kind=rule.kind,
            number=number + suffix,
            value=value + (0.5 if suffix else 0.0),
            mark=_dash(match["mark"]),
            end=match.start("next"),
            cost=cost + price + (0.0 if exact else 0.8),
            raw=match["num"],
            word=word,
            mended=damaged,
        )


def _follows_named(text: str, match: regex.Match[str], rule: NamedMarker) -> float | None:
    """Cost of what stands behind "Điều 3"; None where it makes a citation of it."""
    following = match["next"]
    if match["mark"]:
        attached = 0.3 if following and not match["after"] else 0.0
        if attached and (following.isdigit() or following.islower()):
            return None
        return attached + (1.8 if following.islower() else 0.0)
    if not following:
        return 0.8 if rule.kind == "article" else 0.0
    if not match["gap"] and not match["after"]:
        return None
    if not following.isupper():
        return None
    rest = text[match.start("next") :]
    if is_upper(rest):
        return 0.2
    return 1.2 if len(rest) < 70 and rest[-1] not in ".,;:" else 2.5  # a title, or a sentence that refers to it


# --- bare markers -----------------------------------------------------------------------------------


def _bare(text: str, damaged: bool) -> Iterator[Marker]:
    match = _BARE.match(text)
    if match is None:
        return
    figure = match["num"] in ROMANS or (damaged and (match["num"].isdigit() or _STROKES.fullmatch(match["num"])))
    if not (match["mark"] or match["sub"] or figure):
        return  # an ordinary word: most lines end here
    broken = match["mark"][:1] in _BROKEN_MARKS
    if broken and not damaged:
        return
    loose = damaged and not match["mark"]
    if loose and not match["sub"] and not match["num"].isdigit():
        yield from _lost_mark(text, match)
        return  # without a closing mark nothing else says that a word is a damaged numeral
    for rule in section_rules().bare:
        if rule.numeral == "bullet":
            continue
        if (rule.numeral == "decimal") != bool(match["sub"]):
            continue
        if loose and not match["sub"] and rule.kind != "arabic":
            continue
        reads = list(_decimals(match, damaged) if match["sub"] else readings(match["num"], rule.numeral, damaged))
        if damaged and (broken or (loose and rule.kind == "arabic")):
            reads += _decimals(match, False) if match["sub"] else readings(match["num"], rule.numeral, False)
        cost = _closing(text, match, rule, loose) if reads else None
        if cost is None:
            continue
        for number, value, price in reads:
            yield Marker(
                kind=rule.kind,
                number=number,
                value=value,
                mark=_dash(match["mark"][:1]),
                end=match.start("next"),
                cost=cost + price + (1.0 if rule.kind == "arabic" and match["num"].startswith("0") else 0.0),
                raw=match["num"] + match["sub"],
                mended=damaged,
            )
    if damaged and (spaced := _SPACED.match(text)):
        number, value = f"{spaced[1]}.{spaced[2]}", float(spaced[2])
        yield Marker("decimal", number, value, ".", spaced.end(), 0.8, spaced[0].strip(), mended=True)
    if not match["sub"]:
        yield from _lost_point(text, match) if damaged else _without_point(text, match)


def _lost_mark(text: str, match: regex.Match[str]) -> Iterator[Marker]:
    """ "IIL Tổ chức" for "III. Tổ chức": the last stroke and the point read as one letter."""
    if not _STROKES.fullmatch(match["num"]) or not match["gap"] or not match["next"].isupper():
        return
    for number, value, price in readings(match["num"], "roman", True):
        yield Marker("roman", number, value, ".", match.start("next"), price + 0.6, match["num"], mended=True)


def _without_point(text: str, match: regex.Match[str]) -> Iterator[Marker]:
    """ "a1) Nội dung", "B2. NỘI DUNG": a point's or a part's letter and a figure."""
    parts = _LETTER_FIGURE.fullmatch(match["num"])
    rule = next(r for r in section_rules().bare if r.kind == "decimal")
    closing = _closing(text, match, rule) if parts and match["mark"] else None
    if parts is None or closing is None:
        return
    number, mark = f"{fold_word(parts[1]) if parts[1].islower() else parts[1]}.{parts[2]}", _dash(match["mark"][:1])
    yield Marker("decimal", number, float(parts[2]), mark, match.start("next"), closing + 0.2, match["num"], joint="")


def _lost_point(text: str, match: regex.Match[str]) -> Iterator[Marker]:
    """ "11. Chi bộ" for "1.1. Chi bộ"."""
    raw = match["num"]
    rule = next(r for r in section_rules().bare if r.kind == "decimal")
    if len(raw) != 2 or not match["mark"] or not any(c.isdigit() for c in raw):
        return
    digits = read_numeral(raw, "arabic") or read_misread(raw, "arabic")
    closing = _closing(text, match, rule)
    if digits is None or closing is None or len(digits[0]) != 2 or digits[0].endswith("0"):
        return
    number = f"{digits[0][0]}.{digits[0][1]}"
    cost = closing + 1.6 + (digits[2] if len(digits) == 3 else 0.0)
    yield Marker(
        "decimal", number, float(digits[0][1]), _dash(match["mark"][:1]), match.start("next"), cost, raw, mended=True
    )


_FIRST_PART = ("roman", "letter", "capital")
_LAST_PART = ("letter",)


def _decimals(match: regex.Match[str], damaged: bool) -> Iterator[tuple[str, float, float]]:
    """Number, place and cost of "2.1", "1.1.1", "I.2", "a.1", "1.a"."""
    parts = [match["num"], *regex.split("[.,]", match["sub"])[1:]]
    if any(len(p) > 1 and p[0] in "0O" for p in parts) or len(parts[0]) > 3:
        return
    total = 0.8 if "," in match["sub"] else 0.0
    if (total > 0.0) and not damaged:
        return
    numbers = []
    value = 0.0
    for i, part in enumerate(parts):
        others = _FIRST_PART if i == 0 else _LAST_PART if i == len(parts) - 1 else ()
        worn = read_misread(part, "arabic") if damaged else None
        read = next(filter(None, (read_numeral(part, numeral) for numeral in ("arabic", *others))), None)
        if worn is not None:
            read, total = worn[:2], total + worn[2]
        if read is None:
            return
        numbers.append(read[0])
        value = read[1]
    if damaged and total == 0.0 and match["mark"][:1] not in _BROKEN_MARKS:
        return  # nothing damaged: the clean reading says it
    yield ".".join(numbers), value, total


def _closing(text: str, match: regex.Match[str], rule: BareMarker, loose: bool = False) -> float | None:
    """Cost of the closing mark and of what follows; None where they make it no marker.

    ``loose`` says that an arabic number may have lost its mark.
    """
    mark, following = match["mark"], match["next"]
    if not mark:
        price = _LOST_MARK if loose and rule.kind == "arabic" else rule.no_mark
        if price is not None and not following and rule.kind == "roman":
            return price + 0.3  # alone on its line
        if price is None or not following.isupper() or not (match["gap"] or match["after"]):
            return None  # running text
        return price + (1.5 if rule.kind == "roman" and not is_upper(text[match.start("next") :]) else 0.0)
    first, cost = _BROKEN_MARKS.get(mark[:1], (_dash(mark[:1]), 0.0))
    if first not in rule.marks or (len(mark) == 2 and (first == ")" or mark[1] in ",;:")):
        return None
    cost += 0.3 if match["gap"] else 0.0
    cost += {":": 1.0, ")": 0.4 if rule.kind in ("roman", "capital") else 0.0}.get(first, 0.0)
    if not following:
        return cost + 0.6
    if not match["after"]:
        if not following.isupper() and not (following.islower() and first == ")"):
            return None
        cost += 0.6 if first == "-" else 0.3
    if following.islower():
        point = rule.kind in ("letter", "roman_small")
        cost += 2.0 if not point else 0.4 if first == ")" else 1.2
    elif following.isdigit():
        cost += 0.5 if rule.kind == "letter" and first == ")" and match["after"] else 1.2
    elif not following.isalpha():
        cost += 0.4
    return cost


def _dash(mark: str) -> str:
    return "-" if mark and mark in DASHES else mark
