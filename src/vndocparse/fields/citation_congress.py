"""Resolutions of congresses and plenums, by ordinal and term (Nghị quyết Đại hội XIII, Nghị quyết Trung ương 4)."""

from __future__ import annotations

import re
from dataclasses import replace

from vndocparse.fields.citation_issuer import issuer_at
from vndocparse.fields.citation_mention import SURE, Mention, read_tail
from vndocparse.fields.citation_text import (
    ORDINAL,
    Folded,
    day_at,
    locator_before,
    next_word,
    read_ordinal,
    roman,
    term_at,
)
from vndocparse.text import bare

_CONGRESS = re.compile(r"\s{1,3}(?:cua\s{1,3})?(dai\s{1,3}hoi)(?![a-z])")
_NTH = re.compile(rf"lan\s{{1,3}}thu\s{{1,3}}({ORDINAL})(?![a-z0-9])")
_ROMAN = re.compile(r"(?<![\w/])[IVXLl]{1,6}(?![\w/])")
_YEARS = re.compile(r",?\s{0,3}\(?nhiem\s{1,3}ky\s{1,3}(?:\d{4}\s{0,2}-\s{0,2}\d{4})\)?")
_CONGRESS_TAIL = re.compile(
    r"\s{1,3}(?:cua\s{1,3})?dang(?:\s{1,3}(?:bo(?![a-z])|cong\s{1,3}san\s{1,3}viet\s{1,3}nam))?(?![a-z])"
)
_PLENUM = re.compile(
    rf"\s{{0,3}}(?:cua\s{{1,3}})?(?:"
    rf"(?:hoi\s{{1,3}}nghi\s{{1,3}})?(?:lan\s{{1,3}}thu\s{{1,3}}(?P<n1>{ORDINAL})\s?,?\s{{1,3}}(?:cua\s{{1,3}})?)?"
    rf"(?:ban\s{{1,3}}chap\s{{1,3}}hanh\s{{1,3}}|bch\s{{0,2}})?(?:trung\s{{1,3}}uong|tw)(?![a-z])(?:\s{{1,3}}dang(?![a-z]))?"
    rf"(?:\s{{0,3}}(?:lan\s{{1,3}}thu\s{{1,3}})?(?P<n2>{ORDINAL})(?![a-z0-9]))?"
    rf"|hoi\s{{1,3}}nghi\s{{1,3}}(?:lan\s{{1,3}}thu\s{{1,3}})?(?P<n3>{ORDINAL})\s?,?\s{{1,3}}(?:cua\s{{1,3}})?"
    rf"(?:ban\s{{1,3}}chap\s{{1,3}}hanh\s{{1,3}}|bch\s{{0,2}})?(?:trung\s{{1,3}}uong|tw)(?![a-z])(?:\s{{1,3}}dang(?![a-z]))?)"
)
_NO_TERM = re.compile(r"(?<!\s)\s+kh(?:óa|oá)$", re.IGNORECASE)
_SESSION = re.compile(r"\s{0,2}\(\s?lan\s{1,2}(?:thu\s{1,2})?(\d|hai|ba)\s?\)")
"""A plenum that met twice: "Nghị quyết Trung ương 6 (lần 2)"."""
_MORE_PLENUMS = re.compile(r"(?:\s?(?:,|va)\s{1,3}\d{1,2}(?![\d/.])){1,8}")
_TERM_SEP = re.compile(r"\s{0,2},?\s{0,3}\(?\s?(?:(?:cua\s{1,3})?cac\s{1,3})?(?=khoa)")
_MORE_TERM = re.compile(r"\s?(?:,|va)\s{1,3}(?:khoa\s{1,3})?(?=[ivxl]{1,6}(?![a-z0-9])|khoa)")
_MORE_CONGRESS = re.compile(r"\s?(?:,|va)\s{1,3}(dai\s{1,3}hoi)\s{1,3}(?=[ivxl]{1,6}(?![a-z0-9]))")


def resolution_at(t: Folded, m: re.Match[str], done: int) -> list[Mention]:
    """The resolutions of a congress or of plenums that begin with the type's word ``m``; none for another kind."""
    word = bare(m[0])
    code = {"nghi quyet": "NQ", "nq": "NQ", "ket luan": "KL", "kl": "KL"}.get(word)
    if code is None:
        return []
    type_name = "Nghị quyết" if code == "NQ" else "Kết luận"
    if congress := _CONGRESS.match(t.plain, m.end()):
        return _congress(t, m.start(), congress, code, type_name, done)
    if plenum := _PLENUM.match(t.plain, m.end()):
        return _plenum(t, m.start(), plenum, code, type_name, done)
    return []


def _congress(t: Folded, start: int, congress: re.Match[str], code: str, type_name: str, done: int) -> list[Mention]:
    stop = min(len(t.plain), congress.end() + 110)
    broken = re.compile(r"[.;:()]|\n\s*\n|,\s(?!nhiem|lan)|(?<![a-z])(?:cac|tung|moi|cap)(?![a-z])").search(
        t.plain, congress.end(), stop
    )
    stop = broken.start() if broken else stop
    nth = _NTH.search(t.plain, congress.end(), stop)
    figure = _ROMAN.search(t.text, congress.end(), stop)
    if nth and (not figure or nth.start() <= figure.start()):
        value, mid, end = read_ordinal(nth[1]), nth.start(), nth.end()
    elif figure:
        value, mid, end = read_ordinal(figure[0]), figure.start(), figure.end()
    else:
        years = _YEARS.search(t.plain, congress.end(), min(len(t.plain), congress.end() + 130))
        if not years or (broken and broken.start() < years.start()):
            return []
        value, mid, end = None, years.start(), years.end()
    between = t.text[congress.end() : mid]
    if len(between.split()) > 16 or re.search(r"\d", between) or (value is None and nth):
        return []
    whose = ""
    if more := _CONGRESS_TAIL.match(t.plain, end):
        end = more.end()
        if more[0].endswith("bo"):
            organ = t.plain.rfind("dang", 0, end)
            end = issuer_at(t, organ) or end
            whose = f" {t.show(organ, end)}"
    if years := _YEARS.match(t.plain, end):
        end = years.end()
    day = read_tail(t, end, year_printed=None, several=False, organ="") if day_at(t.plain, next_word(t, end)) else None
    clauses = locator_before(t, done, start)
    return [
        Mention(
            start=clauses[0] if clauses else start,
            end=day.end if day else end,
            kind="named",
            doc_type=type_name,
            type_code=code,
            name=t.show(start, end),
            date=day.day.iso if day and day.day else None,
            issuer=_NO_TERM.sub("", t.show(congress.start(1), mid).rstrip(" ,")) + whose,
            term=value,
            locator=clauses[1] if clauses else None,
            confidence=SURE,
            core=start,
        )
    ]


def _plenum(t: Folded, start: int, plenum: re.Match[str], code: str, type_name: str, done: int) -> list[Mention]:
    which = plenum["n1"] or plenum["n2"] or plenum["n3"]
    if plenum["n2"] and (more := _MORE_PLENUMS.match(t.plain, plenum.end())):
        return _plenums(t, start, plenum, more, code, type_name, done)
    number = read_ordinal(which) if which else None
    end = plenum.end()
    session = _SESSION.match(t.plain, end)
    end = session.end() if session else end
    separator = _TERM_SEP.match(t.plain, end)
    term = term_at(t.plain, separator.end()) if separator else None
    if number is None and term is None:
        return []
    if which and not number:
        return []
    stop = term[0] if term else end
    opened = bool(separator and "(" in separator[0]) if term else False
    clauses = locator_before(t, done, start)
    label = f"{type_name} Trung ương {_arabic(number)}" if number else f"{type_name} Trung ương"
    if session:
        label += f" (lần {t.text[session.start(1) : session.end(1)]})"
    first = Mention(
        start=clauses[0] if clauses else start,
        end=stop,
        kind="named",
        doc_type=type_name,
        type_code=code,
        name=f"{label} khóa {term[1]}" if term else label,
        issuer="Ban Chấp hành Trung ương",
        term=term[1] if term else None,
        locator=clauses[1] if clauses else None,
        inferred=() if re.search(r"ban\s+chap\s+hanh|bch", plenum[0]) else ("issuer",),
        confidence=SURE if term else 0.6,
        core=start,
    )
    found = [first]
    while term and (more := _MORE_TERM.match(t.plain, stop)):
        at = more.end()
        read = term_at(t.plain, at)
        if (
            read is None
            and (r := re.compile(r"[ivxl]{1,6}").match(t.plain, at))
            and t.text[at].isupper()
            and (v := read_ordinal(r[0]))
        ):
            read = (r.end(), v)
        if read is None:
            break
        begin = at if not more[0].rstrip().endswith("khoa") else more.start() + more[0].find("khoa")
        stop = read[0]
        found.append(_carried(first, begin, stop, f"{label} khóa {read[1]}", read[1]))
    if opened and t.plain[stop : stop + 1] == ")":
        stop += 1
        found[-1] = replace(found[-1], end=stop)
    if term and len(found) > 1 and (more := _MORE_CONGRESS.match(t.plain, stop)):
        r = re.compile(r"[ivxl]{1,6}").match(t.plain, more.end())
        value = read_ordinal(r[0]) if r and t.text[more.end()].isupper() else None
        if r and value:
            congress = _carried(first, more.start(1), r.end(), f"{type_name} Đại hội {value}", value)
            found.append(replace(congress, issuer="Đại hội"))
    return found


def _plenums(
    t: Folded, start: int, plenum: re.Match[str], more: re.Match[str], code: str, type_name: str, done: int
) -> list[Mention]:
    """ "Nghị quyết Trung ương 5, 6 và 7 khoá XII": one reference each, the term shared."""
    separator = _TERM_SEP.match(t.plain, more.end())
    term = term_at(t.plain, separator.end()) if separator else None
    clauses = locator_before(t, done, start)
    places = [(start, plenum.end(), plenum["n2"])]
    places += [(m.start(), m.end(), m[0]) for m in re.compile(r"\d{1,2}").finditer(t.plain, more.start(), more.end())]
    close = ")" if term and separator and "(" in separator[0] and t.plain[term[0] : term[0] + 1] == ")" else ""
    found = []
    for i, (begin, end, figure) in enumerate(places):
        label = f"{type_name} Trung ương {int(figure) if figure.isdigit() else figure}"
        carried = (
            {"issuer"}
            | ({"doc_type", "name", "type_code"} if i else set())
            | ({"term"} if i < len(places) - 1 else set())
        )
        found.append(
            Mention(
                start=clauses[0] if clauses and not i else begin,
                end=term[0] + len(close) if term and i == len(places) - 1 else end,
                kind="named",
                doc_type=type_name,
                type_code=code,
                name=f"{label} khóa {term[1]}" if term else label,
                issuer="Ban Chấp hành Trung ương",
                term=term[1] if term else None,
                locator=clauses[1] if clauses and not i else None,
                inferred=tuple(sorted(carried)),
                confidence=0.85 if term else 0.5,
                core=begin,
            )
        )
    return found


def _carried(first: Mention, start: int, end: int, name: str, term: str) -> Mention:
    return Mention(
        start=start,
        end=end,
        kind="named",
        doc_type=first.doc_type,
        type_code=first.type_code,
        name=name,
        issuer=first.issuer,
        term=term,
        inferred=("doc_type", "issuer", "name", "type_code"),
        confidence=0.85,
        core=start,
    )


def _arabic(figure: str) -> int:
    return next(n for n in range(1, 100) if roman(n) == figure)
