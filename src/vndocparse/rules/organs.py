"""Rules of organs' names (cơ quan): the words that they begin with, where they end, whose form they follow."""

from __future__ import annotations

from typing import Literal, NamedTuple

import regex
from pydantic import Field

from vndocparse.rules.load import load_records, rule_cache
from vndocparse.rules.schema import Record
from vndocparse.text import bare, fold

FILE = "organs.toml"
LONGEST_NAME = 110
"""Characters of an organ's name; a longer one is rather two, or has taken up other lines."""
Family = Literal["party", "state", "organisation"]
"""Whose form a document follows."""


class OrganRule(Record):
    """Words that begin the name of an organ (cơ quan)."""

    heads: tuple[str, ...] = Field(min_length=1)
    family: Family


class OpenOrganRule(Record):
    """A name that is not whole: the next line goes on with it."""

    text: str


class BodyRule(Record):
    """Bodies of a committee or organ that are named below it without its name."""

    heads: tuple[str, ...]


class BearerRule(Record):
    """Committees and bodies that every kind of organisation has: the name behind them says whose form is followed."""

    heads: tuple[str, ...]


class DanglingRule(Record):
    """Words that the name of an organ cannot end with."""

    endings: tuple[str, ...]


class GluedOrganRule(Record):
    """Where the name of a second organ begins on the line of the first."""

    after: str = ""
    """The words that the first name ends with; any where empty."""
    behind_committee: bool = False
    """The first name is a committee's with its place: "HUYỆN ỦY X"."""
    heads: tuple[str, ...]


class PlaceWordRule(Record):
    """Words before the name of a place: a line that begins so is no organ's name."""

    words: tuple[str, ...]


class SecondOrganRule(Record):
    """Words that begin the second organ on a line that names both."""

    heads: tuple[str, ...]


@rule_cache
def organ_pattern() -> regex.Pattern[str]:
    """The words that begin an organ's name, in folded text, at the start."""
    heads = [fold(h) for r in load_records(FILE, "organ", OrganRule) for h in r.heads]
    return regex.compile("(?:" + "|".join(map(regex.escape, sorted(heads, key=len, reverse=True))) + r")(?![^\W_])")


@rule_cache
def damaged_organ_pattern() -> regex.Pattern[str]:
    """The same in ``bare`` text, for lines read by OCR: names of two words or more, marks lost or wrong."""
    heads = {bare(h) for r in load_records(FILE, "organ", OrganRule) for h in r.heads if " " in h}
    return regex.compile("(?:" + "|".join(map(regex.escape, sorted(heads, key=len, reverse=True))) + r")(?![^\W_])")


def opens_organ(text: str) -> bool:
    """The text begins with an organ's words, the marks of letters possibly damaged."""
    return organ_pattern().match(fold(text)) is not None or damaged_organ_pattern().match(bare(text)) is not None


@rule_cache
def _organ_families() -> tuple[tuple[str, Family], ...]:
    pairs = [(fold(h), r.family) for r in load_records(FILE, "organ", OrganRule) for h in r.heads]
    return tuple(sorted(pairs, key=lambda p: -len(p[0])))


def organ_family(name: str) -> Family | None:
    """Whose form an organ of this name follows; a committee's ("BAN CHẤP HÀNH HỘI …") that of whose it is."""
    folded = fold(name)
    bearer = bearer_pattern().match(folded)
    if bearer is not None and (of := organ_family(folded[bearer.end() :])) is not None:
        return of
    return next((family for head, family in _organ_families() if folded.startswith(head)), None)


@rule_cache
def bearer_pattern() -> regex.Pattern[str]:
    """A committee's or body's word with another name behind it, in folded text, at the start."""
    heads = "|".join(regex.escape(fold(h)) for r in load_records(FILE, "bearer", BearerRule) for h in r.heads)
    return regex.compile(rf"(?:{heads})\s+")


@rule_cache
def open_organs() -> frozenset[str]:
    """Names that the next line goes on with, bare."""
    return frozenset(bare(r.text) for r in load_records(FILE, "open_organ", OpenOrganRule))


@rule_cache
def _body_pattern() -> regex.Pattern[str]:
    heads = [bare(h) for r in load_records(FILE, "body", BodyRule) for h in r.heads]
    return regex.compile("(?:" + "|".join(map(regex.escape, sorted(heads, key=len, reverse=True))) + r")(?![^\W_])")


@rule_cache
def _dangling_pattern() -> regex.Pattern[str]:
    ends = "|".join(regex.escape(bare(e)) for r in load_records(FILE, "dangling", DanglingRule) for e in r.endings)
    return regex.compile(rf"(?:^|.*\s)(?:{ends})$|.*[-–,&]$")


@rule_cache
def _place_pattern() -> regex.Pattern[str]:
    words = [bare(w) for r in load_records(FILE, "place_word", PlaceWordRule) for w in r.words]
    return regex.compile("(?:" + "|".join(map(regex.escape, sorted(words, key=len, reverse=True))) + r")\s")


def is_place(name: str) -> bool:
    """The words name a place and no organ: "TỈNH LA HÀ"."""
    return _place_pattern().match(bare(name)) is not None and organ_pattern().match(fold(name)) is None


def dangles(name: str) -> bool:
    """The name asks for another word: "ĐOÀN KIỂM TRA THEO", "BAN CHỈ ĐẠO THỰC HIỆN"."""
    return _dangling_pattern().match(bare(name).rstrip()) is not None


@rule_cache
def _committee_pattern() -> regex.Pattern[str]:
    """The words that open a committee's name, "ĐẢNG ỦY", "HUYỆN ỦY", with another word behind them, bare."""
    heads = {bare(h) for r in load_records(FILE, "organ", OrganRule) if r.family == "party" for h in r.heads}
    return regex.compile("(?:" + "|".join(sorted(map(regex.escape, (h for h in heads if h.endswith(" uy"))))) + r")\s")


def is_body(name: str) -> bool:
    """The name begins as one of the bodies that stand below their committee's name."""
    return _body_pattern().match(bare(name)) is not None


def names_body(name: str) -> bool:
    """The name is that of a body's own organisation and ends with the body: "CHI BỘ VĂN PHÒNG"."""
    folded = bare(name)
    return any(_body_pattern().fullmatch(folded[m.end() :]) for m in regex.finditer(r"\s", folded))


def is_bare_committee(name: str) -> bool:
    """A committee without the name of its place: "HUYỆN ỦY"."""
    folded = bare(name)
    return folded.endswith(" uy") and folded in open_organs()


def is_whole_organ(name: str, following: str) -> bool:
    """The name ends here and ``following``, which begins as an organ's, is another.

    Not whole: the names listed as open, unless a body of their own follows ("ĐẢNG ỦY" / "VĂN PHÒNG") or, behind a
    committee, another committee ("TỈNH ỦY" / "ĐẢNG ỦY KHỐI X"); a body alone, before its committee's name ("ỦY BAN
    KIỂM TRA" / "HUYỆN ỦY X"); and what ends with a word that asks for another ("ĐẢNG ỦY CÁC" / "CƠ QUAN ĐẢNG",
    "BAN TỔ CHỨC -" / "SỞ NỘI VỤ").
    """
    so_far = bare(name)
    if _dangling_pattern().match(so_far) or _body_pattern().fullmatch(so_far):
        return False
    if so_far.endswith(" dang") and bare(following).startswith("bo "):
        return False  # "ĐẠI HỘI ĐẢNG" / "BỘ XÃ X"
    if so_far not in open_organs() or _body_pattern().match(bare(following)) is not None:
        return True
    return so_far.endswith(" uy") and _committee_pattern().match(bare(following)) is not None


def _committees() -> str:
    """Alternatives of the committees' words, either spelling of ỦY."""
    texts = [r.text for r in load_records(FILE, "open_organ", OpenOrganRule) if r.text.endswith(" ỦY")]
    return "|".join(texts).replace("ỦY", "(?:ỦY|UỶ)")


def glued_organs(line: str) -> list[int]:
    """Where a second organ begins on the line of another, in no order; either spelling of ỦY.

    >>> glued_organs("TỈNH ỦY KHÊ HẠ BAN DÂN VẬN")
    [15]
    """
    committee = _glued_patterns().committee.match(line)
    ends = [m.end() for p in _glued_patterns().anywhere for m in p.finditer(line)]
    if committee is None:
        return ends
    behind = (m.end() for p in _glued_patterns().behind_committee for m in p.finditer(line))
    return ends + [end for end in behind if end > committee.end() + 1]


class _Glued(NamedTuple):
    """Patterns whose match ends where a second organ begins, and a committee's words at the start of a line."""

    committee: regex.Pattern[str]
    anywhere: tuple[regex.Pattern[str], ...]
    behind_committee: tuple[regex.Pattern[str], ...]
    """Only behind a committee and the name of its place."""


@rule_cache
def _glued_patterns() -> _Glued:
    anywhere: list[regex.Pattern[str]] = []
    behind: list[regex.Pattern[str]] = []
    for rule in load_records(FILE, "glued_organ", GluedOrganRule):
        heads = "|".join(regex.escape(h) for h in rule.heads).replace("ỦY", "(?:ỦY|UỶ)")
        before = regex.escape(rule.after) or r"\S"
        pattern = regex.compile(rf"(?<={before})\s+(?=(?:{heads})(?![^\W_]))")
        (behind if rule.behind_committee else anywhere).append(pattern)
    return _Glued(regex.compile(rf"(?:{_committees()})\s"), tuple(anywhere), tuple(behind))


def second_organs(content: str) -> list[int]:
    """Where a second or third organ begins on a line that may name several: each behind a whole name of its own.

    >>> second_organs("SỞ Y TẾ BỆNH VIỆN ĐA KHOA TỈNH"), second_organs("ĐẢNG ỦY SỞ Y TẾ")
    ([8], [])
    """
    cuts: list[int] = []
    pattern = _second_organ_pattern()
    for hit in pattern.finditer(content):
        name = content[cuts[-1] if cuts else 0 : hit.start()].rstrip()
        head = _head_words(name)
        behind_dash = name.endswith(("-", "–", ","))
        if head and len(name.split()) > head and not behind_dash and not dangles(name) and is_whole_organ(name, hit[0]):
            cuts.append(hit.start())
    return cuts


def _head_words(name: str) -> int:
    """How many words of the name are the words that open it; 0 where it is no organ's."""
    found = organ_pattern().match(fold(name))
    return 0 if found is None else len(found[0].split())


@rule_cache
def _second_organ_pattern() -> regex.Pattern[str]:
    heads = [h for r in load_records(FILE, "second_organ", SecondOrganRule) for h in r.heads]
    either = "|".join(map(regex.escape, sorted(heads, key=len, reverse=True)))
    return regex.compile(rf"(?<=\s)(?:{either})(?![^\W_])")


def is_odd(name: str) -> bool:
    """Two organs in one, or a name that breaks off: what was read as one organ's may not be one."""
    return dangles(name) or bool(second_organs(name)) or len(name) > LONGEST_NAME
