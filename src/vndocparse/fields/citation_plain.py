"""References by a number of another form: technical regulations and standards, and numbers without symbol."""

from __future__ import annotations

import re

from vndocparse.fields.citation_lead import is_decoy
from vndocparse.fields.citation_mention import SURE, Mention, read_tail
from vndocparse.fields.citation_text import Folded, locator_before
from vndocparse.rules.citations import load_citation_rules
from vndocparse.rules.load import rule_cache
from vndocparse.text import bare

_LEAD = re.compile(
    r"(?:quy|tieu)\s{1,3}chuan(?:\s{1,3}ky\s{1,3}thuat)?(?:\s{1,3}(?:quoc\s{1,3}gia|viet\s{1,3}nam))?\s{1,3}(?:so\s{1,3})?\Z"
)
_MORE = re.compile(r"(?:\s?(?:,|va)\s{1,3}(?:so\s{1,3})?\d{1,4}(?![\d/.%-])){1,8}")
_YEARS = re.compile(r"\s{0,2}-\s{0,2}(?:19|20)\d\d")
_AFTER_BARE = re.compile(r"\s{0,3}(?:[,.;:)\]”\"]|\Z|\n|ngay|cua|ve(?!\s+dich)|va(?![a-z])|thi|de|la|da|duoc|khoa|\()")


@rule_cache
def bare_number_pattern() -> re.Pattern[str]:
    """A type's word before figures that no symbol follows."""
    types = load_citation_rules().bare_alternatives
    return re.compile(
        rf"(?<!\w)(?P<type>(?:{types}))\s{{1,3}}(?P<so>số\s{{1,2}})?(?P<ord>\d{{1,4}})"
        r"(?!\s{0,2}[:…_]|\.\.|\.[A-ZĐ]{2,4}/)(?![\d.,]?\d)(?![/%])"
        r"(?!(?:\s{0,2}(?:,|và)\s{0,2}\d{1,5}){0,12}\s{0,2}[-–/]\s{0,2}[A-ZĐ\d])"
    )


def standard_at(t: Folded, m: re.Match[str], done: int) -> list[Mention]:
    """The technical regulation or standard that ``m``, a match of ``STANDARD``, stands for."""
    organ = f"/{m['organ']}" if m["organ"] else ""
    series = f"{' '.join(m['series'].split())} " if m["series"] else ""
    start = m.start()
    if (before := _LEAD.search(t.plain, max(done, start - 45), start)) is not None:
        start = before.start()
    tail = read_tail(t, m.end(), year_printed=int(m["year"]), several=False, organ="")
    return [
        Mention(
            start=start,
            end=tail.end,
            kind="number",
            doc_type="Quy chuẩn" if m["code"].startswith("QC") else "Tiêu chuẩn",
            type_code=m["code"],
            number=f"{m['code']} {series}{m['ord']}:{m['year']}{organ}",
            year=int(m["year"]),
            date=tail.day.iso if tail.day else None,
            issuer=tail.issuer,
            confidence=SURE,
            core=start,
        )
    ]


def bare_number_at(t: Folded, m: re.Match[str], done: int) -> list[Mention]:
    """A type and a number without symbol: "Chỉ thị 35 của Bộ Chính trị", "Kế hoạch số 08".

    Kind "bare", with a name where it is an alias if anything: whether it is, the whole text decides.
    """
    rules = load_citation_rules()
    rule = rules.types[bare(m["type"])]
    start, end = m.start(), m.end()
    if is_decoy(t, start, rules, "type_decoy"):
        return []
    tail = read_tail(t, end, year_printed=None, several=False, organ="", year_brackets=True)
    if tail.year and _YEARS.match(t.plain, tail.end):  # "Kế hoạch 5 năm 2021 - 2025"
        return []
    if more := _MORE.match(t.plain, end):
        return _listed(t, m, more, done)
    dated = bool(tail.day and tail.day.iso) or tail.term or (tail.year and tail.end > end) or tail.issuer
    if not dated and not _AFTER_BARE.match(t.plain, end):
        return []
    clauses = locator_before(t, done, start)
    return [
        Mention(
            start=clauses[0] if clauses else start,
            end=tail.end,
            kind="bare",
            doc_type=rule.name,
            type_code=rule.code,
            number=m["ord"],
            name=None if m["so"] or dated else "?",
            date=tail.day.iso if tail.day else None,
            year=(tail.day.year if tail.day else None) or tail.year,
            issuer=tail.issuer,
            term=tail.term,
            locator=clauses[1] if clauses else tail.locator,
            inferred=tuple(sorted(tail.inferred)),
            confidence=0.8 if dated else 0.6,
            core=start,
        )
    ]


def _listed(t: Folded, m: re.Match[str], more: re.Match[str], done: int) -> list[Mention]:
    """ "Nghị quyết 18, 19 của Trung ương khoá XII": one reference each where day, issuer or term follows."""
    rule = load_citation_rules().types[bare(m["type"])]
    tail = read_tail(t, more.end(), year_printed=None, several=False, organ="")
    carried = {k for k, v in (("date", tail.day), ("issuer", tail.issuer), ("term", tail.term)) if v}
    clauses = locator_before(t, done, m.start())
    places = [(m.start(), m.end(), m["ord"])]
    places += [(f.start(), f.end(), f[0]) for f in _FIGURES.finditer(t.plain, more.start(), more.end())]
    if not carried:
        places = places[:1]
    last = len(places) - 1
    return [
        Mention(
            start=clauses[0] if clauses and not i else begin,
            end=tail.end if i == last and carried else end,
            kind="bare",
            doc_type=rule.name,
            type_code=rule.code,
            number=figures,
            name=None if m["so"] or carried else "?",
            date=tail.day.iso if tail.day else None,
            year=(tail.day.year if tail.day else None) or tail.year,
            issuer=tail.issuer,
            term=tail.term,
            locator=clauses[1] if clauses and not i else None,
            inferred=tuple(sorted({*tail.inferred, *(carried if i < last else ()), *(("doc_type",) if i else ())})),
            confidence=0.75 if carried else 0.6,
            core=begin,
        )
        for i, (begin, end, figures) in enumerate(places)
    ]


_FIGURES = re.compile(r"\d{1,4}")
