"""Rules of levels (cấp): what the name of an organ or the symbol of its number says of level and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import regex
from pydantic import Field

from vndocparse.rules.load import load_records, rule_cache
from vndocparse.rules.organs import opens_organ
from vndocparse.rules.provinces import is_province, province_slug
from vndocparse.rules.schema import Record
from vndocparse.text import bare, fold, slug

FILE = "levels.toml"
Level = Literal["central", "province", "district", "base"]
"""Trung ương, tỉnh, huyện, cơ sở."""
LEVELS: tuple[Level, ...] = ("central", "province", "district", "base")
"""From above to below."""


class UnitRule(Record):
    """Words before the name of a place of one level."""

    level: Level
    words: tuple[str, ...] = Field(min_length=1)
    not_before: tuple[str, ...] = ()
    """Words that make another word of it: "xã hội"."""


class StopRule(Record):
    """Words with which the name of a place is over."""

    words: tuple[str, ...] = Field(min_length=1)


class HeadRule(Record):
    """First words of an organ's name."""

    level: Level
    rank: Literal["before", "after"]
    words: tuple[str, ...] = Field(min_length=1)


class SymbolRule(Record):
    """The organ's part of a number's symbol."""

    level: Level
    patterns: tuple[str, ...] = Field(min_length=1)
    seat: Level | None = None
    """Level of the place that the numbers belong to, where it is another."""
    national: bool = False
    """The numbers run in one series for the whole country: they need no place."""


class AliasRule(Record):
    """A named document that is cited by several names: ``examples`` are its targets."""

    target: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A place that a name holds: its level, and its own name as a slug ("" where none follows)."""

    level: Level
    name: str


@rule_cache
def places_in(organ: str) -> tuple[Unit, ...]:
    """The units that the name of an organ holds, in its order: "Huyện ủy A, tỉnh B" has two.

    A province has one name however it is written, and none of its words is in small letters.
    """
    folded = _spaced(organ)
    found = list(_unit_pattern().finditer(folded))
    ends = [m.start() for m in found[1:]] + [len(folded)] * bool(found)
    levels = _unit_levels()
    pairs = zip(found, ends, strict=True)
    named = ((levels[m["unit"]], m.end(), end) for m, end in pairs)
    return tuple(
        Unit(
            level, _province_name(organ, folded, start, end) if level == "province" else _place_name(folded[start:end])
        )
        for level, start, end in named
    )


@rule_cache
def level_of_organ(organ: str) -> Level | None:
    """The level of an organ by its name; None where it says nothing of it."""
    folded = _spaced(organ)
    before, after = _head_patterns()
    if head := before.search(folded):
        return _level_named(head)
    units = places_in(organ)
    if units:
        return max((u.level for u in units), key=LEVELS.index)
    head = after.search(folded)
    return _level_named(head) if head else None


def one_name(organs: Sequence[str]) -> list[str]:
    """The names of an organ and those above it, from above; one name on two lines is joined: "TỈNH ỦY" / "LAM SƠN"."""
    if len(organs) != 2 or level_of_organ(organs[1]) is not None or opens_organ(organs[1]):
        return list(organs)
    return [" ".join(organs)] if any(not u.name for u in places_in(organs[0])) else list(organs)


def seat_of_organs(organs: Sequence[str], seat: str) -> str | None:
    """The province of organs that name a province's committee without its name, by the place before their date.

    "TỈNH ỦY" / "ĐẢNG ỦY KHỐI" with "Lai Châu, ngày …" is of Lai Châu.  None where ``seat`` is no province's name, or
    where a district or commune is named: some are called like a province that they are not in.
    """
    units = [u for name in organs for u in places_in(name)]
    name = next((u.name for u in places_in(seat)), "") or province_slug(slug(seat))
    unnamed = bool(units) and all(u.level == "province" and not u.name for u in units)
    return name if unnamed and is_province(name) else None


def level_of_symbol(organ_code: str) -> Level | None:
    """The level of an organ by its part of a number's symbol: "BTCTU" is of a province."""
    rule = _symbol_rule(bare(organ_code))
    return rule.level if rule else None


def seat_of_symbol(organ_code: str) -> Level | None:
    """The level of the place that tells numbers with this symbol apart: the khối of a province has its "ĐUK"."""
    rule = _symbol_rule(bare(organ_code))
    return (rule.seat or rule.level) if rule else None


def is_national(organ_code: str) -> bool:
    """Numbers with this symbol run in one series for the whole country."""
    rule = _symbol_rule(bare(organ_code))
    return rule is not None and rule.national


@rule_cache
def target_aliases() -> dict[str, str]:
    """Targets of one named document to the one that stands for all."""
    return {other: rule.target for rule in load_records(FILE, "alias", AliasRule) for other in rule.examples}


def _parted(text: str) -> str:
    return text.replace(",", " , ").replace(";", " , ").replace(".", ". ")


def _spaced(text: str) -> str:
    return f" {fold(_parted(text))} "


@rule_cache
def _unit_levels() -> dict[str, Level]:
    return {fold(w): r.level for r in load_records(FILE, "unit", UnitRule) for w in r.words}


@rule_cache
def _unit_pattern() -> regex.Pattern[str]:
    parts = []
    for rule in load_records(FILE, "unit", UnitRule):
        never = "|".join(regex.escape(fold(w)) for w in rule.not_before)
        parts += [(fold(w), rf"(?!\s(?:{never})\b)" if never else "") for w in rule.words]
    parts.sort(key=lambda p: -len(p[0]))
    return regex.compile(r"(?<=\s)(?:" + "|".join(f"(?P<unit>{regex.escape(w)}){n}" for w, n in parts) + r")(?=\s)")


@rule_cache
def _stop_pattern() -> regex.Pattern[str]:
    words = "|".join(regex.escape(fold(w)) for r in load_records(FILE, "stop", StopRule) for w in r.words)
    return regex.compile(rf"[^\w\s\-–]|\s(?:{words})(?=\s)")


def _place_name(rest: str) -> str:
    """The slug of the name at the start of ``rest``, of at most five words."""
    stop = _stop_pattern().search(rest)
    return slug(" ".join(rest[: stop.start() if stop else len(rest)].split()[:6]))


def _province_name(organ: str, folded: str, start: int, end: int) -> str:
    """The slug of the province's name at the start of ``folded[start:end]``."""
    words = _parted(organ).split() if any(map(str.isupper, organ)) else []
    first = folded.count(" ", 0, start)
    small = next((i for i, word in enumerate(words[first:]) if word[0].islower()), None)
    rest = folded[start:end]
    return province_slug(_place_name(rest if small is None else " ".join([*rest.split()[:small], ""])))


@rule_cache
def _head_patterns() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """Both for folded text; the names of their groups begin with the level."""
    patterns = []
    for rank in ("before", "after"):
        parts = []
        for i, rule in enumerate(load_records(FILE, "head", HeadRule)):
            if rule.rank == rank:
                words = "|".join(regex.escape(fold(w)) for w in sorted(rule.words, key=len, reverse=True))
                parts.append(rf"(?P<{rule.level}_{i}>{words})")
        patterns.append(regex.compile(rf"(?<=\s)(?:{'|'.join(parts)})(?=\s)"))
    return patterns[0], patterns[1]


def _level_named(found: regex.Match[str]) -> Level | None:
    name = (found.lastgroup or "").partition("_")[0]
    return next((level for level in LEVELS if level == name), None)


@rule_cache
def _symbol_rules() -> tuple[tuple[regex.Pattern[str], SymbolRule], ...]:
    return tuple((regex.compile("|".join(r.patterns)), r) for r in load_records(FILE, "symbol", SymbolRule))


@rule_cache
def _symbol_rule(organ_code: str) -> SymbolRule | None:
    return next((rule for pattern, rule in _symbol_rules() if pattern.fullmatch(organ_code)), None)
