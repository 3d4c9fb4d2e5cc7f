"""Rules of the foot of a document: recipients and names of signers."""

from __future__ import annotations

from typing import Literal

import regex

from vndocparse.rules.load import load_records, read_rule_text, rule_cache
from vndocparse.rules.schema import Record
from vndocparse.text import bare, fold

FILE = "foot.toml"
Kind = Literal["organ", "person", "file", "same_as_above"]


class PurposeRule(Record):
    """What a bracket behind a recipient says when it names the purpose of sending."""

    pattern: str


class KindRule(Record):
    """Kinds of recipients by their first words."""

    kind: Literal["person", "file", "same_as_above"]
    pattern: str


class MiddleNameRule(Record):
    """Middle names (chữ đệm) that may be taken for family names."""

    texts: tuple[str, ...]


class BelowListRule(Record):
    """Lines below the list of recipients that end it."""

    pattern: str


@rule_cache
def below_list_pattern() -> regex.Pattern[str]:
    """The beginning of a line that stands below the list and is no item of it, case ignored."""
    rules = load_records(FILE, "below_list", BelowListRule)
    return regex.compile("(?:" + "|".join(r.pattern for r in rules) + ")", regex.IGNORECASE)


@rule_cache
def _middle_names() -> frozenset[str]:
    return frozenset(fold(t) for r in load_records(FILE, "middle_name", MiddleNameRule) for t in r.texts)


def is_middle_name(word: str) -> bool:
    """The word stands behind a family name in nearly all names that hold it."""
    return fold(word) in _middle_names()


@rule_cache
def purpose_pattern() -> regex.Pattern[str]:
    """The whole content of a bracket that is a purpose, case ignored."""
    rules = load_records(FILE, "purpose", PurposeRule)
    return regex.compile("|".join(r.pattern for r in rules), regex.IGNORECASE)


@rule_cache
def _damaged_purpose_pattern() -> regex.Pattern[str]:
    rules = load_records(FILE, "purpose", PurposeRule)
    return regex.compile("|".join(bare(r.pattern) for r in rules))


_ROUND = str.maketrans("€©", "cc")
"""Signs that OCR writes for a small c: "(b/€)"."""


def is_purpose(inside: str, *, worn: bool) -> bool:
    """The content of a bracket names a purpose; ``worn``: read by OCR, the marks of its letters may be damaged."""
    if worn and _damaged_purpose_pattern().fullmatch(bare(inside.translate(_ROUND))) is not None:
        return True
    return purpose_pattern().fullmatch(inside) is not None


@rule_cache
def _kinds() -> tuple[tuple[Kind, regex.Pattern[str]], ...]:
    return tuple(
        (r.kind, regex.compile(r.pattern, regex.IGNORECASE if r.kind != "person" else 0))
        for r in load_records(FILE, "kind", KindRule)
    )


def recipient_kind(text: str) -> Kind:
    """By the first words; "organ" where none of the others fits.

    "Lưu Quang …" with a capital behind it and no organ is not told from a file copy: both begin
    with "Lưu", and in a list of recipients the file copy is meant.
    """
    for kind, pattern in _kinds():
        if pattern.match(text):
            return kind
    return "organ"


@rule_cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    lines = read_rule_text("surnames.tsv").splitlines()
    names = [name for line in lines if not line.startswith("#") for name in line.split()]
    return frozenset(map(fold, names)), frozenset(map(bare, names))


def is_surname(word: str) -> bool:
    """A family name in the list, whatever its case and the place of its tone mark."""
    return fold(word) in _surnames()[0]


def maybe_surname(word: str) -> bool:
    """True also where OCR lost the marks: "Le", "Nguyen"."""
    return bare(word) in _surnames()[1]
