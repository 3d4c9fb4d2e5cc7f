"""A reference as found in text, and what stands behind its number: day, issuer, term, year."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from vndocparse.fields.citation_issuer import issuer_at, mend_issuer
from vndocparse.fields.citation_number import Symbol
from vndocparse.fields.citation_text import Day, Folded, bare_day_at, day_at, locator_after, term_at
from vndocparse.model.document import Identity, Relation
from vndocparse.rules.citations import load_citation_rules, pattern

SURE = 0.98
"""A reference in a form that leaves nothing to conclude; what is concluded lowers it."""

Kind = Literal["number", "named", "bare", "short"]
"""bare: a number without symbol, not yet judged; short: an alias, left out unless asked for."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One reference: ``text[start:end]`` is as printed, clauses before it included."""

    start: int
    end: int
    kind: Kind = "number"
    doc_type: str | None = None
    type_code: str | None = None
    number: str | None = None
    """As printed without inner blanks; see ``citation_number.Symbol.text``."""
    name: str | None = None
    """Of a reference without a number."""
    date: str | None = None
    """ISO, only where day and month are printed."""
    year: int | None = None
    """Printed in the day, behind "năm" or in the number."""
    issuer: str | None = None
    term: str | None = None
    locator: str | None = None
    inferred: tuple[str, ...] = ()
    """Fields that were carried over, mended or concluded."""
    relation: Relation = "mentions"
    cue: tuple[int, int] | None = None
    """Where the words stand that decided the relation."""
    outer: int | None = None
    """Start of the reference in whose name this one stands ("Kế hoạch … thực hiện Kết luận …")."""
    target: str = ""
    """Set by ``resolve.resolve_citations``, as are the two below."""
    candidates: tuple[str, ...] = ()
    """Targets among which nothing decides; ``target`` is then none of them."""
    identity: Identity | None = None
    confidence: float = 0.9
    core: int = 0
    """Where the reference itself begins, behind the clauses."""
    list_head: bool = False
    """The first item of a list whose type and issuer stand before the colon."""
    until: str | None = None
    """The last number of a range that this one begins: "từ số 12-KH/TU đến số 15-KH/TU"."""
    joined: bool = False
    """Nothing but a comma, "và" or the like stands between it and the reference before; a semicolon parts."""


@dataclass(frozen=True, slots=True)
class Tail:
    """What stands behind a number or name, up to ``end``."""

    end: int
    day: Day | None = None
    year: int | None = None
    issuer: str | None = None
    term: str | None = None
    locator: str | None = None
    inferred: set[str] = field(default_factory=set)


_LINK = r"\s{0,3}"
_TO_DAY = re.compile(
    rf"{_LINK}[,.]?{_LINK}(?:\(\s?)?(?:cung\s{{1,3}})?(?:(?:duoc\s{{1,3}})?(?:ban\s{{1,3}}hanh|ky|thong\s{{1,3}}qua)\s{{1,3}})?(?=nga[yv])"
)
_TO_ISSUER = re.compile(
    r"\s{0,2},?\s{0,3}(?:cua\s{0,3}|do\s{1,3}|(?:duoc\s{1,3})?ban\s{1,3}hanh\s{1,3}boi\s{1,3}|\(\s?cua\s{1,3})"
)
_TO_TERM = re.compile(r"\s{0,2},?\s{0,3}\(?\s?(?=khoa)")
_TERM_YEARS = re.compile(r"\s?,?\s{1,3}\(?nhiem\s{1,3}ky\s{1,3}(?:19|20)\d\d\s{0,2}-\s{0,2}(?:19|20)\d\d(?!\d)\)?")
_YEAR = re.compile(r"\s{0,2},?\s{0,3}\(?\s?nam\s{0,3}((?:19|20)\d\d)(?!\d)")
_YEAR_BRACKETS = re.compile(r"\s{1,2}\(\s?(?:nam\s)?((?:19|20)\d\d)\s?\)")
_AMENDED = re.compile(
    r"\s{1,3}\(\s?(?:da\s{1,3}|duoc\s{1,3}){0,2}(?:sua\s{1,3}doi|bo\s{1,3}sung|hop\s{1,3}nhat)(?:(?!so\s{0,2}\d)[^()\n;]){0,60}\)"
)
_QUOTED = re.compile(
    rf"{_LINK},?{_LINK}(?:[\"“”]|'')[^\"“”]{{4,250}}(?:[\"“”]|'')(?={_LINK},?{_LINK}(?:nga[yv]\s{{0,3}}\d|cua\s))"
)
"""What the document is about, in quotes, between its number and its day or issuer."""
_CLOSE = re.compile(r"\s?\)")
_DIRECT_ORGAN = re.compile(r"\s{1,3}")
_PARTY_ORGAN = re.compile(
    "|".join(
        pattern(organ)
        for organ in (
            "Hội nghị lần thứ",
            "Bộ Chính trị",
            "Ban Bí thư",
            "Ban Chấp hành",
            "Ban Thường vụ",
            "Thường trực",
            "Ban Tổ chức",
            "Ủy ban Kiểm tra",
        )
    )
)
"""Organs that stand right behind number or day where "của" was lost."""


def read_tail(
    t: Folded, pos: int, *, year_printed: int | None, several: bool, organ: str, year_brackets: bool = False
) -> Tail:
    """Reads day, issuer, term, year and clauses behind ``pos``, in any order, each at most once."""
    plain, end = t.plain, pos
    day: Day | None = None
    year: int | None = None
    issuer = term = locator = None
    inferred: set[str] = set()
    if quoted := _QUOTED.match(plain, end):
        end = quoted.end()
    for _ in range(7):
        if day is None and (m := _TO_DAY.match(plain, end)) and (found := day_at(plain, m.end())):
            if issuer is not None and "," in m[0] and _sentence_goes_on(t, found.end):
                break
            day, end = found, _close(plain, m, found.end)
            if found.inferred:
                inferred.add("date")
            continue
        if issuer is None and (m := _TO_ISSUER.match(plain, end)) and (stop := issuer_at(t, m.end(), several=several)):
            wording = mend_issuer(t.show(m.end(), stop))
            issuer, end = wording.text, _close(plain, m, stop)
            if wording.mended:
                inferred.add("issuer")
            continue
        if term is None and (m := _TO_TERM.match(plain, end)) and (read := term_at(plain, m.end())):
            term, end = read[1], _close(plain, m, read[0])
            if years := _TERM_YEARS.match(plain, end):
                end = years.end()
            continue
        if year is None and day is None and (m := _YEAR.match(plain, end)):
            year, end = int(m[1]), _close(plain, m, m.end())
            continue
        if year is None and day is None and year_brackets and (m := _YEAR_BRACKETS.match(plain, end)):
            year, end = int(m[1]), m.end()
            continue
        if m := _AMENDED.match(plain, end):
            end = m.end()
            continue
        if issuer is None and (stop := _organ_without_of(t, end, day is not None)):
            at = _DIRECT_ORGAN.match(plain, end)
            issuer, end = t.show(at.end() if at else end, stop), stop
            continue
        if day is None and issuer is None and organ and (behind := _behind_subject(t, end)):
            day, issuer, end = behind
            continue
        break
    if quoted and end == quoted.end():
        end = pos
    if day is None and (m := re.compile(r"\s?\(").match(plain, pos)) and (found := bare_day_at(plain, m.end())):
        closed = _CLOSE.match(plain, found.end)
        if closed and end <= closed.end():
            day, end = found, closed.end()
    if end > pos or organ:
        after = locator_after(t, end)
        if after:
            end, locator = after
    return Tail(end, day, year, issuer, term, locator, inferred)


_SUBJECT = re.compile(r"\s{1,3}ve\s{1,3}[a-z][^\d.;:()\"“”/]{6,200}?\s?,?\s{1,3}(?=nga[yv]\s{0,3}\d)")


def _behind_subject(t: Folded, pos: int) -> tuple[Day, str, int] | None:
    """Day and issuer behind what the document is about: "… 26-NQ/TW về nông nghiệp, nông dân, ngày … của …".

    Only where both follow, and no other type of document is named between, whose day it might be.
    """
    m = _SUBJECT.match(t.plain, pos)
    if not m or "\n\n" in m[0] or load_citation_rules().any_type.search(t.plain, pos, m.end()):
        return None
    day = day_at(t.plain, m.end())
    lead = _TO_ISSUER.match(t.plain, day.end) if day and day.iso else None
    stop = issuer_at(t, lead.end()) if lead else None
    return (day, t.show(lead.end(), stop), stop) if day and lead and stop else None


def _close(plain: str, opened: re.Match[str], end: int) -> int:
    """Behind the closing bracket, where the piece was opened by one."""
    if "(" in opened[0] and (m := _CLOSE.match(plain, end)):
        return m.end()
    return end


def _sentence_goes_on(t: Folded, pos: int) -> bool:
    """A day behind the issuer and a comma belongs to the next clause if an organ acts there."""
    m = re.compile(r"\s?,\s{1,3}").match(t.plain, pos)
    return bool(m and issuer_at(t, m.end()))


def _organ_without_of(t: Folded, pos: int, dated: bool) -> int | None:
    """An organ of the Party right behind number or day, "của" being lost."""
    m = _DIRECT_ORGAN.match(t.plain, pos)
    if not m or "\n" in m[0] or not _PARTY_ORGAN.match(t.plain, m.end()) or not t.text[m.end()].isupper():
        return None
    stop = issuer_at(t, m.end())
    if stop is None or re.compile(r"\s{1,3}(?:da|se|ban|yeu|chi|tiep|to|phoi|quyet)(?![a-z])").match(t.plain, stop):
        return None
    return stop


_OF_PARLIAMENT = re.compile(r"(?:QH|UBTVQH)\d")
"""Numbers of laws hold no code of a type: "67/2020/QH14"."""


def base_confidence(typed: bool, symbol: Symbol, tail: Tail) -> float:
    """How sure a numbered reference is, by how it is written; calibrated on the corpora later."""
    value = SURE if typed or (symbol.code and tail.day) else 0.93
    if symbol.code is None and not (symbol.year and _OF_PARLIAMENT.match(symbol.organ)):
        value -= 0.05
    if symbol.mended or symbol.glued:
        value -= 0.1
    if tail.inferred:
        value -= 0.05
    return round(value, 2)
