"""Contradictions in references (mâu thuẫn trong viện dẫn): a day outside its term, a number out of its series …

They are printed that way or were misread; nothing is corrected, a person decides.  Messages hold
numbers, days and ids alone, no text of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from vndocparse.fields.citation_key import organ_of, series_of
from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.citation_text import read_ordinal
from vndocparse.model.page import Problem
from vndocparse.rules.catalogue import CatalogueEntry, catalogue_in_use, per_catalogue
from vndocparse.rules.citations import load_citation_rules, term_of, term_range
from vndocparse.text import bare

TOLERANCE = 10
"""Days around a congress in which a document may belong to either term."""

_CENTRAL_BODIES = re.compile(r"(?:bo chinh tri|ban bi thu|ban chap hanh trung uong)")
_OFFICES = re.compile(r"(?:BTC|UBKT|VP|BTG|BNC|BDV|BTGDV|BKT)TW")
_WEAK = "repo-text"
"""A level of evidence too low to hold a printed day against."""


def check_citations(mentions: Sequence[Mention], *, catalogue: Sequence[CatalogueEntry] | None = None) -> list[Problem]:
    """Contradictions inside resolved references, among them, and with the catalogue.

    Day against term, type against code, organ against issuer, two days of one document, a number
    whose day breaks the order of its series (numbers and days rise together within a term).
    """
    numbered = [m for m in mentions if m.kind == "number" and m.number]
    problems = [p for m in numbered for p in _inner(m)]
    days: dict[str, set[str]] = {}
    for m in numbered:
        if m.date and m.target:
            days.setdefault(m.target, set()).add(m.date)
    problems += [
        Problem("citation-date-conflict", f"{target}: cited with the days {', '.join(sorted(found))}.")
        for target, found in sorted(days.items())
        if len(found) > 1
    ]
    return problems + _series_problems(numbered, catalogue_in_use() if catalogue is None else catalogue)


def _inner(m: Mention) -> Iterable[Problem]:
    if m.date and m.term and series_of(m.number or "") and not _in_term(m.date, m.term):
        yield Problem("citation-term-conflict", f"{m.number}: its day is not in the term {m.term}.")
    rule = load_citation_rules().types.get(bare(m.doc_type or ""))
    if rule and rule.codes and m.type_code not in {*rule.codes, rule.code} and "doc_type" not in m.inferred:
        yield Problem("citation-type-conflict", f"{m.number}: its code is not that of its type's name.")
    if m.issuer and _OFFICES.fullmatch(organ_of(m)) and _CENTRAL_BODIES.match(bare(m.issuer)):
        yield Problem("citation-issuer-conflict", f"{m.number}: its symbol is not that of its issuer.")


def _in_term(day: str, term: str) -> bool:
    span = term_range(term)
    if span is None or read_ordinal(term) is None:
        return True
    at = date.fromisoformat(day).toordinal()
    last = date.fromisoformat(span[1]).toordinal() if span[1] else date.max.toordinal()
    return date.fromisoformat(span[0]).toordinal() - TOLERANCE <= at <= last + (TOLERANCE if span[1] else 0)


# --- order of numbers in a series ---


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """A number with its day, in the text or in the catalogue."""

    ordinal: int
    day: str
    number: str
    cited: bool


def _series_problems(mentions: Sequence[Mention], catalogue: Sequence[CatalogueEntry]) -> list[Problem]:
    cited: dict[tuple[str, str, str], set[_Place]] = {}
    for m in mentions:
        series = series_of(m.number or "")
        term = m.term or (term_of(date.fromisoformat(m.date)) if m.date else None)
        if series and m.date and m.number and term and _in_term(m.date, term):
            place = _Place(series.ordinal, m.date, m.number, cited=True)
            cited.setdefault((series.organ, series.code, term), set()).add(place)
    if not cited:
        return []
    listed = _listed(catalogue)
    return [p for key, found in sorted(cited.items()) for p in _out_of_order(found, listed.get(key, set()))]


@per_catalogue
def _listed(catalogue: Sequence[CatalogueEntry]) -> dict[tuple[str, str, str], set[_Place]]:
    """The catalogue's dated numbers by organ, code and term."""
    listed: dict[tuple[str, str, str], set[_Place]] = {}
    for e in catalogue:
        series = series_of(e.number)
        term = e.term or (term_of(e.date) if e.date else None)
        if series and term and e.date and not e.evidence.startswith(_WEAK):
            place = _Place(series.ordinal, e.date.isoformat(), e.number, cited=False)
            listed.setdefault((series.organ, series.code, term), set()).add(place)
    return listed


def _out_of_order(cited: set[_Place], listed: set[_Place]) -> Iterable[Problem]:
    """One problem for each cited number that breaks the catalogue's order, or that of the other cited ones."""
    wrong: set[_Place] = set()
    for place in sorted(cited):
        same = {p.day for p in listed if p.ordinal == place.ordinal}
        if same and place.day not in same:
            wrong.add(place)
            yield Problem(
                "citation-unlike-catalogue", f"{place.number}: cited of {place.day}, catalogued of {min(same)}."
            )
            continue
        below = max((p.day for p in listed if p.ordinal < place.ordinal), default="")
        above = min((p.day for p in listed if p.ordinal > place.ordinal), default="9999")
        if not same and not below <= place.day <= above:
            wrong.add(place)
            yield Problem(
                "citation-out-of-sequence",
                f"{place.number}: its day {place.day} breaks the order of the numbers before and after it.",
            )
    for first, second in pairwise(sorted(cited - wrong)):
        if first.ordinal < second.ordinal and first.day > second.day:
            yield Problem(
                "citation-out-of-sequence",
                f"{first.number} is cited of {first.day}, {second.number} of {second.day}: the higher number is older.",
            )
