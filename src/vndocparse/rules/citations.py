"""Rules of references (viện dẫn): record types of ``citations.toml``, and the patterns made of them.

All patterns made here are for text folded by ``fields.citation_text.fold_chars``: lower case,
no diacritics, every dash "-", the same length as the original.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from vndocparse.errors import RuleDataError
from vndocparse.rules.load import load_records, read_rule_text, rule_cache
from vndocparse.rules.schema import Record
from vndocparse.text import bare

FILE = "citations.toml"
LAWS = "law_names.tsv"

IssuerKind = Literal["role", "closed", "party", "unit", "field", "fields", "open", "institution"]
WordRole = Literal[
    "issuer_link",
    "issuer_last",
    "issuer_place",
    "issuer_stop",
    "issuer_verb",
    "name_stop",
    "law_decoy",
    "law_not",
    "number_decoy",
    "type_decoy",
    "subject",
    "alias",
    "pointing",
    "pointing_end",
    "attachment",
    "attached",
]
RelationName = Literal[
    "amends", "replaces", "repeals", "transmits", "reviews", "reports_on", "implements", "based_on", "mentions"
]


TONED = frozenset({"name_stop", "law_decoy", "law_not", "number_decoy", "type_decoy"})
"""Roles whose words are told from others by their diacritics alone."""


class TypeRule(Record):
    """A type of document as references name it, with the codes of its numbers."""

    name: str
    code: str
    codes: list[str]
    state: bool = False
    """Of the types that share its code, the one that numbers of the State mean."""
    bare: bool = False
    """A number without symbol is a usual way to cite it."""
    directive: bool = False
    """It asks others to act."""
    named: bool = False
    """It is cited by issuer and term, or by its day, where it has no number."""


class MendRule(Record):
    """Part of a number that OCR broke and that can be nothing else."""

    found: str
    mended: str
    part: Literal["code", "organ"] = "code"


class IssuerRule(Record):
    """Names of organs that end, or go on, in one way."""

    kind: IssuerKind
    group: str
    phrases: list[str]


class InstrumentRule(Record):
    """An act that is cited by name."""

    word: str
    code: str


class WordsRule(Record):
    """A list of words that play one role."""

    role: WordRole
    phrases: list[str]


class RelationRule(Record):
    """The words before or behind a reference that say what it is referred to for."""

    name: RelationName
    before: list[str]
    after: list[str]
    weak: list[str] = Field(default=[])
    """Those of ``before`` that leave the last word to others: before a directive "theo" means to carry it out; "ban
    hành kèm theo" to words of change before it, "kết quả thực hiện" to words of review before it."""
    title: list[str] = Field(default=[])
    """Types whose documents, by their title alone, have that relation to what the title names."""


class TermRule(Record):
    """A term of the Central Committee (nhiệm kỳ, khoá)."""

    roman: str
    first: date
    last: date | None = None


_FEW_WORDS = r"(?:[a-z0-9]{1,10} {1,3}){0,4}"


def pattern(phrase: str) -> str:
    """``phrase`` as a pattern for folded text: any white space between words, commas optional.

    "…" stands for up to four words: "kết quả … năm thực hiện".
    """
    words = re.findall(r"[^\s,]+,?", bare(phrase))
    parts = []
    for word in words:
        if word == "…":
            parts.append(_FEW_WORDS)
            continue
        comma = word.endswith(",")
        core = re.escape(word.rstrip(",")).replace(r"\-", "-")
        parts.append(core + (r"\s?,?" if comma else ""))
    whole = r"\s{1,3}".join(parts).replace(r"\s{1,3}-\s{1,3}", r"\s{0,3}-\s{0,3}")
    return whole.replace(_FEW_WORDS + r"\s{1,3}", _FEW_WORDS)


def alternatives(phrases: list[str] | set[str]) -> str:
    """The patterns of all phrases, longest first."""
    return "|".join(sorted({pattern(p) for p in phrases}, key=lambda p: (-len(p), p)))


@dataclass(frozen=True, slots=True)
class LawName:
    """A known name of a law, as it is to be shown."""

    code: str
    name: str


Trie = dict[str, "Trie | LawName"]
"""Words to the next words; the key "" holds the name that ends here."""


@dataclass(frozen=True, slots=True)
class CitationRules:
    """Everything that finding and judging references needs, compiled once."""

    types: dict[str, TypeRule]
    """By folded name."""
    types_by_letters: dict[str, TypeRule]
    """The same without blanks, which OCR loses: "Kếhoạch"."""
    codes: dict[str, str]
    """Upper-case code as in numbers to the code as it is to be shown."""
    code_types: dict[str, str]
    """Code to the name of the first type that has it."""
    state_types: dict[str, str]
    """The same for numbers of the State, where that is another one: TT is Thông tư there."""
    mends: dict[str, dict[str, str]]
    """By part of the number: what was found to what it is."""
    type_alternatives: str
    any_type: re.Pattern[str]
    """Any type's word, in folded text."""
    bare_alternatives: str
    named_alternatives: str
    """Both with diacritics, for text as printed."""
    issuers: dict[IssuerKind, re.Pattern[str]]
    instruments: dict[str, InstrumentRule]
    words: dict[WordRole, re.Pattern[str]]
    """Each matches one phrase of the role, from a word's start to a word's end; those of ``TONED`` in lower case
    with diacritics ("thẻ" must not be found in "thay thế"), the others in folded text."""
    phrases: dict[WordRole, list[str]]
    """The same as they are written, for patterns of text as printed."""
    relations: tuple[RelationRule, ...]
    before: re.Pattern[str]
    """Any cue that stands before a reference; its group number minus 1 is the index in ``relations``."""
    after: re.Pattern[str]
    terms: tuple[TermRule, ...]
    laws: dict[str, Trie]
    """By code L, BL, PL."""


def law_words(name: str) -> list[str]:
    """The folded words of a law's name; commas, dashes, brackets and quotes do not count."""
    return re.findall(r"[a-z0-9/&]+", bare(name))


@rule_cache
def load_law_names() -> dict[str, Trie]:
    """Known names of laws as word tries, by code.

    Raises:
        RuleDataError: the file is missing or a line has no name.
    """
    lines = read_rule_text(LAWS).splitlines()
    tries: dict[str, Trie] = {}
    for i, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, _, rest = line.partition("\t")
        name, _, short = rest.partition("\t")
        if not name:
            raise RuleDataError(f"{LAWS}: line {i} has no name.")
        for form in [name, *filter(None, short.split("|"))]:
            node = tries.setdefault(kind, {})
            for word in law_words(form):
                child = node.setdefault(word, {})
                if not isinstance(child, dict):
                    raise RuleDataError(f"{LAWS}: line {i} clashes with another.")
                node = child
            node[""] = LawName(kind, name)
    return tries


def type_of_code(rules: CitationRules, code: str, *, party: bool) -> TypeRule | None:
    """The type that a number's code means where no word says it."""
    name = rules.code_types.get(code) if party or code not in rules.state_types else rules.state_types[code]
    return rules.types[bare(name)] if name else None


def load_issuers() -> tuple[IssuerRule, ...]:
    """The groups of organs' names.

    Raises:
        RuleDataError: the file breaks its schema.
    """
    return load_records(FILE, "issuer", IssuerRule)


@rule_cache
def load_citation_rules() -> CitationRules:
    """The rules of references, read and compiled once per process.

    Raises:
        RuleDataError: a rule file breaks its schema.
    """
    types = load_records(FILE, "type", TypeRule)
    relations = load_records(FILE, "relation", RelationRule)
    words = load_records(FILE, "words", WordsRule)
    issuers: dict[IssuerKind, list[str]] = {}
    for issuer in load_issuers():
        issuers.setdefault(issuer.kind, []).extend(issuer.phrases)
    codes: dict[str, str] = {}
    code_types: dict[str, str] = {}
    for rule in types:
        for code in [*rule.codes, *([rule.code] if rule.codes else [])]:
            codes.setdefault(code.upper(), code)
            code_types.setdefault(code, rule.name)
    return CitationRules(
        types={bare(t.name): t for t in types},
        types_by_letters={bare(t.name).replace(" ", ""): t for t in types},
        codes=codes,
        code_types=code_types,
        state_types={code: rule.name for rule in types if rule.state for code in rule.codes},
        mends={
            part: {m.found: m.mended for m in load_records(FILE, "mend", MendRule) if m.part == part}
            for part in ("code", "organ")
        },
        type_alternatives=alternatives([t.name for t in types]).replace(r"\s{1,3}", r"\s{0,3}"),
        any_type=_words([t.name for t in types]),
        bare_alternatives="|".join(sorted((t.name for t in types if t.bare), key=len, reverse=True)),
        named_alternatives="|".join(sorted((t.name for t in types if t.named), key=len, reverse=True)),
        issuers={kind: _words(phrases) for kind, phrases in issuers.items()},
        instruments={bare(i.word): i for i in load_records(FILE, "instrument", InstrumentRule)},
        words={w.role: _toned(w.phrases) if w.role in TONED else _words(w.phrases) for w in words},
        phrases={w.role: w.phrases for w in words},
        relations=relations,
        before=re.compile("|".join(rf"(?<![a-z])({alternatives(r.before) or '(?!)'})(?![a-z])" for r in relations)),
        after=re.compile("|".join(rf"(?<![a-z])({alternatives(r.after) or '(?!)'})(?![a-z])" for r in relations)),
        terms=load_records(FILE, "term", TermRule),
        laws=load_law_names(),
    )


def spelled(phrases: Iterable[str], *, any_case: bool = False) -> str:
    """Alternatives for text as printed, longest first; ``any_case``: the first letter small or capital."""
    parts = []
    for phrase in sorted(phrases, key=len, reverse=True):
        words = [re.escape(w) for w in phrase.split()]
        if any_case and phrase[0].isalpha():
            words[0] = f"[{phrase[0].upper()}{phrase[0].lower()}]{words[0][1:]}"
        parts.append(r"\s{1,3}".join(words))
    return "|".join(parts)


def _toned(phrases: list[str]) -> re.Pattern[str]:
    parts = sorted((r"\s{1,3}".join(map(re.escape, p.lower().split())) for p in phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def _words(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{alternatives(phrases)})(?![a-z0-9])")


def term_range(term: str) -> tuple[str, str | None] | None:
    """First and last ISO day of a term; the last None for the one that still runs; None for an unknown term."""
    rule = next((t for t in load_citation_rules().terms if t.roman == term), None)
    return (rule.first.isoformat(), rule.last.isoformat() if rule.last else None) if rule else None


def term_of(day: date) -> str | None:
    """The term (roman) in whose range ``day`` lies; None before the first."""
    return next((t.roman for t in load_citation_rules().terms if t.first <= day <= (t.last or date.max)), None)
