"""Provinces and cities under the centre (tỉnh, thành phố trực thuộc Trung ương), each name with its periods.

A name has several writings ("Đắc Lắc", "TP. HCM") and several lives: An Giang before July 2025 is not the one that
took in Kiên Giang.  Writings are unified; lives are told apart by the day, and never joined silently.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from vndocparse.errors import RuleDataError
from vndocparse.rules.load import read_rule_text, rule_cache
from vndocparse.rules.organs import damaged_organ_pattern
from vndocparse.text import slug

FILE = "provinces.tsv"
COLUMNS = ("name", "kind", "valid_from", "valid_to", "code", "writings", "from", "evidence", "source")
Kind = Literal["tỉnh", "thành phố", "đặc khu"]
Evidence = Literal["read", "secondary", "inferred"]
"""Of the days and of ``made_of``; see the head of the file."""


@dataclass(frozen=True, slots=True)
class Province:
    """One period of one name."""

    name: str
    kind: Kind
    valid_from: date | None
    """First day that it can have been in force; None: not known."""
    valid_to: date | None
    """Last day; None: still in force."""
    code: str | None
    """Of the statistics office.  Codes were given anew in 2025."""
    writings: tuple[str, ...]
    made_of: tuple[str, ...]
    """Names of the provinces of the day before that it was made of, in whole or in part; empty: not known."""
    evidence: Evidence
    source: str

    @property
    def slug(self) -> str:
        """As document keys have it: "lai-chau"."""
        return slug(self.name)

    def holds(self, day: date) -> bool:
        """The name is in force on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def parse_provinces(text: str) -> tuple[Province, ...]:
    """The rows of a table with the columns of ``COLUMNS``, split by tabs, "#" before comments.

    Raises:
        RuleDataError: a line has other columns, a day that is none, or an unknown kind or evidence.
    """
    rows = []
    for i, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [c.strip() for c in line.split("\t")]
        if len(cells) != len(COLUMNS) or not cells[0] or not cells[8]:
            raise RuleDataError(f"{FILE}: line {i} does not have the columns {', '.join(COLUMNS)}.")
        kind = next((k for k in get_args(Kind) if k == cells[1]), None)
        evidence = next((e for e in get_args(Evidence) if e == cells[7]), None)
        if kind is None or evidence is None:
            raise RuleDataError(f"{FILE}: line {i} has a kind or evidence that is not known.")
        try:
            first, last = _day(cells[2], end=False), _day(cells[3], end=True)
        except ValueError as error:
            raise RuleDataError(f"{FILE}: line {i} has a day that is none.", remedy="Write YYYY-MM-DD.") from error
        writings, made_of = _parts(cells[5]), _parts(cells[6])
        rows.append(Province(cells[0], kind, first, last, cells[4] or None, writings, made_of, evidence, cells[8]))
    return tuple(rows)


@rule_cache
def provinces() -> tuple[Province, ...]:
    """All periods of all names.

    Raises:
        RuleDataError: the table is missing or broken.
    """
    return parse_provinces(read_rule_text(FILE))


def provinces_on(day: date) -> tuple[Province, ...]:
    """The provinces at work on ``day``: of an old one and the new one that both are in force, the old one."""
    return tuple(p for p in provinces() if p.holds(day) and not _awaited(p, day))


def is_province(name: str) -> bool:
    """The slug is that of a province, now or once."""
    return name in _lives()


@rule_cache
def province_slug(name: str) -> str:
    """The slug ``name`` of a place below "tỉnh" or "thành phố", one for all writings of a province's name.

    "dac-lac" is "dak-lak"; "lai-chau-ban-to-chuc" is "lai-chau", an organ's name following that of the province.
    Any other is returned as it is.
    """
    known, words = _writings(), name.split("-")
    if name in known:
        return known[name]
    for n in range(len(words) - 1, 0, -1):
        head, rest = "-".join(words[:n]), " ".join(words[n:])
        if head in known and damaged_organ_pattern().match(rest):
            return known[head]
    return name


def provinces_then(name: str, day: date, first: date, last: date) -> tuple[str, ...]:
    """What the province that is called ``name`` on ``day`` was between ``first`` and ``last``, as slugs.

    Lào Cai of 2026 was Lào Cai and Yên Bái in 2016, and Hoàng Liên Sơn in 1985.  A name that no province had on
    ``day`` is returned as it is; empty: the table does not know what there was before.
    """
    lives = [p for p in _lives().get(name, ()) if p.holds(day) and not _awaited(p, day)]
    if not lives:
        return (name,)
    found = {p for then in (first, last) for life in lives for p in _earlier(life, min(then, day))}
    return tuple(sorted({p.slug for p in found if p})) if None not in found else ()


def _earlier(life: Province, then: date) -> Iterator[Province | None]:
    """The periods at work on ``then`` that ``life`` grew from, itself where it was at work; None for one not known."""
    if life.holds(then) and not _awaited(life, then):
        yield life
        return
    if not life.made_of:
        yield None
    for before in _before(life):
        yield from _earlier(before, then)


def _before(life: Province) -> list[Province]:
    """The periods that ``life`` was made of: of each name the latest that began before it."""
    if life.valid_from is None:
        return []
    older = [[p for p in _lives()[slug(n)] if _start(p) < life.valid_from] for n in life.made_of]
    return [max(lives, key=_start) for lives in older]


def _awaited(life: Province, day: date) -> bool:
    """In force by the letter, while all that it is made of still work."""
    old = _before(life)
    return bool(old) and all(before.holds(day) for before in old)


def _start(life: Province) -> date:
    return life.valid_from or date.min


@rule_cache
def _lives() -> dict[str, tuple[Province, ...]]:
    found: dict[str, tuple[Province, ...]] = {}
    for p in provinces():
        found[p.slug] = (*found.get(p.slug, ()), p)
    return found


@rule_cache
def _writings() -> dict[str, str]:
    return {slug(w): p.slug for p in provinces() for w in (p.name, *p.writings)}


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, (p.strip() for p in cell.split("|"))))


def _day(text: str, *, end: bool) -> date | None:
    """The first day, or with ``end`` the last, of a year, a month or a day in ISO."""
    if not text:
        return None
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    if not month:
        return date(year, 12, 31) if end else date(year, 1, 1)
    if not day:
        return date(year, month, calendar.monthrange(year, month)[1] if end else 1)
    return date(year, month, day)
