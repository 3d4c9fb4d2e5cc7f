"""A reference by number: the number, what introduces it, and what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from vndocparse.fields.citation_issuer import issuer_at
from vndocparse.fields.citation_lead import Lead, lead_of
from vndocparse.fields.citation_mention import Mention, Tail, base_confidence, read_tail
from vndocparse.fields.citation_number import Symbol, join_organ, read_number
from vndocparse.fields.citation_text import Folded, day_at, locator_before, read_ordinal
from vndocparse.rules.citations import CitationRules, TypeRule, load_citation_rules, type_of_code
from vndocparse.text import bare

LIST_REACH = 2500
"""Characters behind the first item in which a list "các … của …: số …; số …" may go on."""

_SEVERAL = frozenset({"TTLT", "NQLT", "QCPH", "TTLN", "HDLN", "HDLT"})
"""Codes of documents that several organs issue together."""
_ORDINAL = re.compile(r"\d{1,5}[a-z]?")
_ENACTED = re.compile(
    r"(?<![a-z])(?:ban\s{1,2}hanh|ra|co|ky|ky\s{1,2}ban\s{1,2}hanh|thong\s{1,2}qua|tai|theo|neu\s{1,2}tai|boi)\s{1,3}(?:cac\s{1,3})?\Z"
)
_COMMA = re.compile(r"\s?,\s{1,3}")
_AT = re.compile(r"(?<![a-z])tai\s{1,3}\Z")


def numbered_at(t: Folded, m: re.Match[str], done: int, last: Mention | None, head: Mention | None) -> list[Mention]:
    """The references that ``m``, a match of ``NUMBER``, stands for: several where a symbol is shared.

    ``last`` is the reference before it, ``head`` the first item of the last list that began "các … của …:".
    """
    rules = load_citation_rules()
    printed = read_number(m, rules)
    if printed is None:
        return []
    printed, end = join_organ(t.text, m.end("copy") if m["copy"] else m.end("symbol"), printed)
    lead = lead_of(t, m, printed, end, done, last)
    if lead is None:
        return []
    code, rule = _code(lead.symbol, lead.rule, rules)
    if code is None:
        return []
    rule = rule or type_of_code(rules, code, party=lead.symbol.party)
    mention = _read(t, lead, code, rule, end, done, head)
    if not lead.shared:
        return [mention]
    pos = m.start("ord")
    return [*_shared(t, mention, lead, lead.shared), replace(mention, start=pos, core=pos, locator=None)]


def _read(
    t: Folded, lead: Lead, code: str, rule: TypeRule | None, end: int, done: int, head: Mention | None
) -> Mention:
    """The reference with its clauses, day, issuer and term, from before the number and behind it."""
    symbol = lead.symbol
    clauses = locator_before(t, done, lead.start)
    tail = read_tail(
        t, end, year_printed=symbol.year, several=code in _SEVERAL, organ=symbol.organ, year_brackets=symbol.party
    )
    before = _before(t, lead.start, done, tail)
    day = tail.day or before.day
    issuer = tail.issuer or lead.issuer or before.issuer
    inferred = tail.inferred | ({"doc_type"} if lead.concluded else set())
    if issuer is None and (carried := _acting(t, lead.start, tail.end, symbol) or _of_list(lead, rule, head)):
        issuer = carried
        inferred.add("issuer")
    number, settled = _settle_tu(symbol.text, issuer)
    if symbol.mended or settled:
        inferred.add("number")
    return Mention(
        start=clauses[0] if clauses else lead.start,
        end=tail.end,
        kind="number",
        doc_type=rule.name if rule else None,
        type_code=code,
        number=number,
        date=day.iso if day else None,
        year=(day.year if day else None) or tail.year or symbol.year,
        issuer=issuer,
        term=tail.term or before.term,
        locator=clauses[1] if clauses else tail.locator,
        inferred=tuple(sorted(inferred)),
        confidence=base_confidence(lead.item or not lead.concluded, symbol, tail),
        list_head=bool(lead.item and issuer and "issuer" not in inferred),
        core=lead.start,
    )


def _of_list(lead: Lead, rule: TypeRule | None, head: Mention | None) -> str | None:
    """The issuer that stands once, before the colon of the list: "các Nghị định của Chính phủ: số …; số …"."""
    if lead.typed or head is None or head.end < lead.start - LIST_REACH:
        return None
    return head.issuer if head.doc_type == (rule and rule.name) else None


def _acting(t: Folded, start: int, end: int, symbol: Symbol) -> str | None:
    """ "Tại Quyết định số 328-QĐ/TW, Bộ Chính trị quyết định …": who acts there issued it."""
    comma = _COMMA.match(t.plain, end)
    if not comma or not _AT.search(t.plain, max(0, start - 6), start) or not symbol.organ.startswith("TW"):
        return None
    stop = issuer_at(t, comma.end())
    return t.show(comma.end(), stop) if stop else None


def _shared(t: Folded, mention: Mention, lead: Lead, shared: re.Match[str]) -> Iterator[Mention]:
    """The numbers that share the last one's symbol: "số 187, 188-KL/TW"."""
    rest = lead.symbol.text[len(lead.symbol.ordinal) :]
    for i, m in enumerate(_ORDINAL.finditer(t.plain, shared.start(1), shared.end(1))):
        first = mention.start if i == 0 else m.start()
        yield replace(
            mention,
            start=first,
            core=lead.start if i == 0 else m.start(),
            end=m.end(),
            number=m[0] + rest,
            locator=mention.locator if i == 0 else None,
            inferred=tuple(
                sorted({*mention.inferred, "number", *(k for k in ("date", "issuer", "term") if getattr(mention, k))})
            ),
            confidence=min(mention.confidence, 0.93),
        )


def _code(symbol: Symbol, rule: TypeRule | None, rules: CitationRules) -> tuple[str | None, TypeRule | None]:
    """The type's code: as in the number, else by the type's word; a letter's organ symbol is no code."""
    if rule and rule.name == "Công văn" and not symbol.party and symbol.code != "CV":
        return "CV", rule
    if symbol.code and not (symbol.organ == "" and rule and symbol.code not in rule.codes):
        if rule and rule.name == "Văn bản":
            rule = type_of_code(rules, symbol.code, party=symbol.party) or rule
        return symbol.code, rule
    if rule:
        return rule.code, rule
    if symbol.year and re.fullmatch(r"QH\d{1,2}", symbol.organ):
        return "L", rules.types["luat"]
    return ("CV", rules.types["cong van"]) if symbol.segments > 1 else (None, None)


def _settle_tu(number: str, issuer: str | None) -> tuple[str, bool]:
    """ "TƯ" in a number is TW or TU: the issuer says which; left as printed where none does."""
    if not number.endswith(("/TƯ", "-TƯ")) or not issuer:
        return number, False
    plain = bare(issuer)
    if re.search(r"\b(?:tinh uy|thanh uy|dang bo)\b", plain):
        return number[:-1] + "U", True
    if re.search(r"\b(?:trung uong|tw|bo chinh tri|ban bi thu)\b", plain):
        return number[:-1] + "W", True
    return number, False


def _before(t: Folded, start: int, done: int, tail: Tail) -> Tail:
    """Issuer, day and term that stand before: "ngày …, Bộ Chính trị đã ban hành Chỉ thị số …"."""
    nothing = Tail(end=start)
    lo = max(done, start - 150)
    m = _ENACTED.search(t.plain, max(lo, start - 30), start)
    if tail.issuer or not m:
        return nothing
    stop = m.start()
    window = t.plain[lo:stop]
    best: tuple[int, int] | None = None
    for w in re.finditer(r"(?<![^\s(,])[a-z]", window):
        if not t.text[lo + w.start()].isupper():
            continue
        end = issuer_at(t, lo + w.start())
        if end is None or end > stop:
            continue
        rest = t.plain[end:stop].strip(" \n\t,")
        rest = re.sub(r"^\(?khoa [ivxl\d]+\)?", "", rest).strip(" ,")
        if rest in {"", "da", "vua", "cung", "phe duyet", "thong nhat", "se", "truoc day da", "va"}:
            best = (lo + w.start(), end)
            break
    if not best:
        return nothing
    term = re.match(r"[\s,(]{0,4}(khoa\s{0,3}[ivxl\d]{1,6})", t.plain[best[1] : stop])
    verb = m[0].strip().split()[0]
    found = re.search(r"ngay[\s\d/.\-a-z]{4,32}(?:,\s{0,3})\Z", t.plain[max(lo, best[0] - 45) : best[0]])
    day = (
        day_at(t.plain, max(lo, best[0] - 45) + found.start()) if found and verb not in {"tai", "theo", "neu"} else None
    )
    roman = read_ordinal(term[1].split("khoa")[1].strip()) if term else None
    return Tail(end=start, issuer=t.show(*best), day=day if day and day.iso else None, term=roman)
