"""Rules of signing (đề ký): authorities, positions, marks in place of a signature."""

from __future__ import annotations

from typing import Literal

import regex

from vndocparse.rules.load import load_records, rule_cache
from vndocparse.rules.schema import Record
from vndocparse.text import bare, fold

FILE = "signing.toml"
Kind = Literal["on_behalf", "for_position", "by_order", "acting"]
"""On whose authority one signs: for a body, in a superior's place, by a body's order, as acting head."""


class AuthorityRule(Record):
    """Authority of signing (quyền hạn ký)."""

    texts: tuple[str, ...]
    """Abbreviations, read with a slash, dots or neither; several words as they stand."""
    kind: Kind
    exact: bool = False
    """Only as written: with other marks the letters mean something else."""


class PositionRule(Record):
    """Positions of signers (chức vụ)."""

    heads: tuple[str, ...]
    family: Literal["party", "state", "organisation"]


class RankRule(Record):
    """Membership or Party office that stands on a line of its own above the office signed for."""

    heads: tuple[str, ...]


class OpenTitleRule(Record):
    """The name of a position or body that is not whole: the next line goes on with it."""

    texts: tuple[str, ...]
    endings: tuple[str, ...] = ()
    office: bool = False
    """Begins a position; otherwise a body's name."""


class FurtherRule(Record):
    """Words that a second line of the same position begins with."""

    heads: tuple[str, ...]


class SignedRule(Record):
    """Marks in place of a signature."""

    pattern: str
    mark: str


class EnactingRule(Record):
    """Organs that stand behind a position in a line that enacts."""

    organs: tuple[str, ...]


@rule_cache
def authorities() -> tuple[tuple[str, Kind], ...]:
    """Printed text and kind, longest first."""
    pairs = [(t, r.kind) for r in load_records(FILE, "authority", AuthorityRule) for t in r.texts]
    return tuple(sorted(pairs, key=lambda p: -len(p[0])))


@rule_cache
def authority_pattern() -> regex.Pattern[str]:
    """An authority at the start of a line, named by its kind: the slash or dot possibly misread.

    Without slash or dot ("TM BAN THƯỜNG VỤ") a blank must follow, or any abbreviation would do.
    """
    forms: dict[Kind, list[str]] = {}
    for rule in load_records(FILE, "authority", AuthorityRule):
        for text in rule.texts:
            known = forms.setdefault(rule.kind, [])
            shape = _authority_form(text, exact=rule.exact)
            if shape not in known:
                known.append(shape)
    named = "|".join(f"(?P<{kind}>{'|'.join(shapes)})" for kind, shapes in forms.items())
    return regex.compile(rf"(?:{named})(?=\s*[\p{{Lu}}(]|\s*$)")


def _authority_form(text: str, *, exact: bool) -> str:
    first, *rest = (c for c in text if c.isalpha())
    if " " in text:
        return r"\s+".join(map(regex.escape, text.split())) + r"(?=\s)"
    if not rest:
        return rf"{first}\s*\."
    others = "".join(rest)
    if exact:
        return r"\s*".join(regex.escape(c) for c in text) + r"\b"
    return (
        rf"{first}\s*[/|lI\\]\s*{others}\s*+\.?|{first}\s*{others}\s*[.,/]"
        rf"|{first}\.\s*{others}\b\.?|{first}{others}(?=\s)"
    )


@rule_cache
def position_pattern() -> regex.Pattern[str]:
    """A position at the start of a line, in folded text; any of them with "phó" or "quyền" before it."""
    heads = {fold(h) for r in load_records(FILE, "position", PositionRule) for h in r.heads}
    either = "|".join(map(regex.escape, sorted(heads, key=len, reverse=True)))
    return regex.compile(rf"(?:(?:{fold('phó')}|{fold('quyền')})\s+|p\s?\.\s?|q\s?\.\s?)?(?:{either})(?![^\W_])")


@rule_cache
def damaged_position_pattern() -> regex.Pattern[str]:
    """The same in ``bare`` text, for lines read by OCR: with a stray letter or mark before a word."""
    heads = {bare(h) for r in load_records(FILE, "position", PositionRule) for h in r.heads}
    either = "|".join(map(regex.escape, sorted(heads, key=len, reverse=True)))
    return regex.compile(rf"\W{{0,2}}\w?(?:(?:quyen|p\w{{0,3}})\W{{0,2}}\s+|p\s?\.\s?)?(?:{either})(?![^\W_])")


def opens_position(text: str) -> bool:
    """The text begins with a position, the marks of letters possibly damaged; or is one whose blanks OCR lost."""
    if text.isupper() and bare(text).replace(" ", "") in _tight_positions():
        return True
    return position_pattern().match(fold(text)) is not None or damaged_position_pattern().match(bare(text)) is not None


@rule_cache
def _tight_positions() -> dict[str, tuple[str, ...]]:
    """Positions of several words by their bare letters without blanks ("bithu"); "thutruong" are two."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in load_records(FILE, "position", PositionRule):
        for head in rule.heads:
            if " " in head:
                tight = bare(head).replace(" ", "")
                found[tight] = (*found.get(tight, ()), head.upper())
    return found


def mend_blanks(position: str) -> str:
    """A whole position in capitals with its blanks where they belong: "BÍTHƯ", "TH Ứ TRƯỜN G".

    Of two positions with the same letters the one whose marks are nearer; none where they are equally near.
    """
    tight = position.replace(" ", "")
    heads = _tight_positions().get(bare(tight), ()) if position.isupper() else ()
    off = sorted((sum(a != b for a, b in zip(tight, h.replace(" ", ""), strict=False)), h) for h in set(heads))
    if not off or (len(off) > 1 and off[0][0] == off[1][0]) or len(off[0][1].split()) == len(position.split()):
        return position
    return off[0][1]


@rule_cache
def ranks() -> frozenset[str]:
    """Folded."""
    return frozenset(fold(h) for r in load_records(FILE, "rank", RankRule) for h in r.heads)


@rule_cache
def _open_titles() -> tuple[frozenset[str], tuple[str, ...]]:
    rules = load_records(FILE, "open_title", OpenTitleRule)
    return frozenset(fold(t) for r in rules for t in r.texts), tuple(e.lower() for r in rules for e in r.endings)


def is_open_title(text: str) -> bool:
    """The words break off: "CHÁNH", "BAN", "ỦY BAN", or a last word that asks for another."""
    texts, endings = _open_titles()
    return fold(text) in texts or text.lower().endswith(endings)


@rule_cache
def open_offices() -> frozenset[str]:
    """Beginnings of positions that the next line goes on with, folded: "CHÁNH", "PHÓ CHÁNH"."""
    return frozenset(fold(t) for r in load_records(FILE, "open_title", OpenTitleRule) if r.office for t in r.texts)


@rule_cache
def further_pattern() -> regex.Pattern[str]:
    """The words that a second line of the same position begins with, in folded text."""
    heads = [fold(h) for r in load_records(FILE, "further", FurtherRule) for h in r.heads]
    return regex.compile("(?:" + "|".join(map(regex.escape, heads)) + r")(?![^\W_])")


@rule_cache
def signed_patterns() -> tuple[tuple[regex.Pattern[str], str], ...]:
    """Pattern of a whole line and the mark that it is; an empty mark for an instruction where to sign."""
    rules = load_records(FILE, "signed", SignedRule)
    return tuple((regex.compile(r.pattern, regex.IGNORECASE), r.mark) for r in rules)


@rule_cache
def enacting_pattern() -> regex.Pattern[str]:
    """A position and the organ's name behind it, in folded text: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …"."""
    organs = "|".join(regex.escape(fold(o)) for r in load_records(FILE, "enacting", EnactingRule) for o in r.organs)
    return regex.compile(position_pattern().pattern + rf",?\s+(?:{organs})(?![^\W_])(?!\s+{fold('ủy')})")
