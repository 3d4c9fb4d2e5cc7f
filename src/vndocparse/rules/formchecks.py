"""Rules of the check of form (thể thức): the regulations with their days, and what each asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

import regex
from pydantic import BaseModel, ConfigDict, Field

from vndocparse.errors import UsageError
from vndocparse.rules.load import load_records, rule_cache
from vndocparse.rules.organs import Family
from vndocparse.rules.schema import Record
from vndocparse.rules.sections import Pattern
from vndocparse.text import fold

FOLDER = "check"
FILES = (
    "components", "number", "date", "title", "text", "numbering", "signing", "recipients", "marks", "setting", "pages",
    "consistency", "authority",
)  # fmt: skip
"""Rule files in the order in which findings are told: from the top of the page to what goes beyond it."""

AUTO = "auto"
ANY_FAMILY: tuple[Family, ...] = ("party", "state", "organisation")

Severity = Literal["error", "warning", "info"]
Level = Literal["primary", "secondary", "unverified", "logic"]


class Regulation(Record):
    """A regulation of form (văn bản quy định thể thức) and the days on which it was in force."""

    id: str
    family: Family
    name: str
    valid_from: date
    note: str = ""


class Said(BaseModel):
    """A sentence in both languages; ``{found}`` and ``{expected}`` stand for the two values."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str
    vi: str


class Doubted(Record, Said):
    """What a finding says before its own sentence, ``{text}``, where the value is in doubt."""


class CheckRule(Record):
    """One rule of form.

    ``kind`` names the predicate (see ``vndocparse.formcheck.predicates``), the fields after it are its parameters.
    A rule holds for documents dated within its validity; both ends open for one that always held.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
    severity: Severity
    level: Level
    primary_from: date | None = None
    """Documents before this day fall under an earlier regulation that was not read: the level is then "secondary"."""
    clause: str = ""
    families: tuple[Family, ...] = ANY_FAMILY
    kind: str
    view: str = ""
    """What is looked at (see ``vndocparse.formcheck.views``); a condition's keys are views too."""
    must: Pattern = ""
    """What each value of the view must hold somewhere."""
    must_not: Pattern = ""
    when: dict[str, Pattern] = Field(default_factory=dict)
    """The rule is asked only where one value of each of these views fits its pattern."""
    unless: dict[str, Pattern] = Field(default_factory=dict)
    """Not asked where one value of any of these views fits."""
    trace: Pattern = ""
    """Found anywhere in the text, what seems missing may only be unread: the finding is then "not checked"."""
    fields: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    side: str = ""
    bold: bool | None = None
    italic: bool | None = None
    ruled: bool | None = None
    attachments: bool = False
    """Also asked of attached documents."""
    fine: bool = True
    """Hangs on a small mark that OCR loses or invents: on a page read by OCR the finding is "not checked"."""
    expected: str = ""
    message: Said
    mend: Said

    def level_on(self, day: date | None) -> Level:
        """How well the rule is known for a document of that day."""
        early = self.primary_from is not None and (day is None or day < self.primary_from)
        return "secondary" if early and self.level == "primary" else self.level


class SymbolOfOrgan(Record):
    """The symbols (ký hiệu) that an organ of this name may have in its numbers."""

    heads: tuple[str, ...]
    """What the organ's name begins with."""
    above: tuple[str, ...] = ()
    """What the superior organ's name begins with; any where empty."""
    symbol: Pattern
    """Of the organ's part of the symbol, at its start."""

    def is_of(self, organ: str, superior: str) -> bool:
        """The organ, below this superior ("" for none), is one of these."""
        below = not self.above or any(fold(superior).startswith(fold(a)) for a in self.above)
        return below and any(fold(organ).startswith(fold(h)) for h in self.heads)


class NamedPattern(Record):
    """Words by which a view finds what a rule looks at; "^" and "$" are those of a line."""

    name: str
    pattern: Pattern


@rule_cache
def named_pattern(name: str) -> regex.Pattern[str]:
    """The pattern of that name.

    Raises:
        KeyError: there is none.
    """
    records = load_records(f"{FOLDER}/patterns.toml", "pattern", NamedPattern)
    return regex.compile({r.name: r.pattern for r in records}[name], regex.MULTILINE)


@rule_cache
def regulations() -> tuple[Regulation, ...]:
    """In order of family and day."""
    return load_records(f"{FOLDER}/regulations.toml", "regulation", Regulation)


@rule_cache
def check_rules() -> tuple[CheckRule, ...]:
    """All rules in the order in which findings are told."""
    return tuple(r for name in FILES for r in load_records(f"{FOLDER}/{name}.toml", "rule", CheckRule))


@rule_cache
def organ_symbols() -> tuple[SymbolOfOrgan, ...]:
    """The first that fits an organ's name holds."""
    return load_records(f"{FOLDER}/symbols.toml", "symbol", SymbolOfOrgan)


@rule_cache
def doubted() -> Doubted:
    """The sentence of a finding on a value in doubt."""
    return load_records(f"{FOLDER}/regulations.toml", "unchecked", Doubted)[0]


def regulation_on(family: Family, day: date | None) -> Regulation | None:
    """The regulation of the family in force on ``day``; None where none is known, or without a day."""
    if day is None:
        return None
    mine = [r for r in regulations() if r.family == family and r.valid_from <= day <= (r.valid_to or date.max)]
    return mine[-1] if mine else None


def rules_on(family: Family, day: date | None) -> tuple[CheckRule, ...]:
    """The rules for a document of the family dated ``day``; without a day, those that always held."""
    return tuple(r for r in check_rules() if family in r.families and _holds(r, family, day))


def _holds(rule: CheckRule, family: Family, day: date | None) -> bool:
    if day is not None:
        return (rule.valid_from or date.min) <= day <= (rule.valid_to or date.max)
    first = min((r.valid_from for r in regulations() if r.family == family), default=date.max)
    return (rule.valid_from or date.min) <= first and rule.valid_to is None


def chosen_rules(wanted: str | Sequence[str]) -> tuple[Regulation | None, frozenset[str]]:
    """What ``rules=`` names: a regulation or None for the one in force, and ids of rules or none for all.

    Raises:
        UsageError: a name is neither; two regulations are named.
    """
    names = [n for n in ([wanted] if isinstance(wanted, str) else wanted) if n != AUTO]
    by_id = {r.id: r for r in regulations()}
    named = [by_id[n] for n in names if n in by_id]
    rest = frozenset(n for n in names if n not in by_id)
    unknown = sorted(rest - {r.id for r in check_rules()})
    if unknown:
        raise UsageError(
            f"There is no regulation or rule {unknown[0]}.",
            remedy=f"Regulations: {', '.join(_ids(by_id))}; rules: see docs/check.md.",
        )
    if len(named) > 1:
        raise UsageError("Two regulations are named.", remedy="Name one, and rules of it if only some are wanted.")
    return (named[0] if named else None), rest


def _ids(names: Iterable[str]) -> list[str]:
    return [AUTO, *names]
