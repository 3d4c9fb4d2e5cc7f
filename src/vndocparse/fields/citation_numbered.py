"""A reference by number: reads around a number the type, clauses and issuer before it, and what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from vndocparse.fields.citation_issuer import issuer_at
from vndocparse.fields.citation_mention import Mention, Tail, base_confidence, read_tail
from vndocparse.fields.citation_number import Symbol, join_organ, read_number, split_symbol
from vndocparse.fields.citation_text import Folded, day_at, line_start, locator_before, next_word, read_ordinal
from vndocparse.rules.citations import CitationRules, TypeRule, WordRole, load_citation_rules
from vndocparse.rules.load import rule_cache
from vndocparse.text import bare

BACK = 170
"""Characters looked at before a number for its type: a law's name of 20 words fits."""

LIST_REACH = 2500
"""Characters behind the first item in which a list "các … của …: số …; số …" may go on."""

_GAP = re.compile(
    r"[\s,;\"“”]{0,6}(?:(?:va|cung|hoac|hay|voi|den)\s{1,3})?(?:(?:cac|theo|tai)\s{1,3})?(?:so\s{0,2}:?\s{0,3})?\Z"
)
"""What may stand between two items of a list."""
_SO = re.compile(r"(?<![a-z0-9])(?:so|s)\s{0,2}:?\s{0,3}\Z")
_LOST = re.compile(r"(?<![\d,.])(\d{1,3})\s\Z")
"""Figures cut off by a blank that OCR put into a number."""
_ORDINALS = re.compile(
    r"(?<![\w/.,-])(\d{1,5}[a-z]?(?:\s{0,2},\s{0,2}\d{1,5}[a-z]?){0,12}\s{0,2}(?:,|va|den)\s{0,2}(?:so\s{1,2})?)\Z"
)
_ORDINAL = re.compile(r"\d{1,5}[a-z]?")
_ENACTED = re.compile(
    r"(?<![a-z])(?:ban\s{1,2}hanh|ra|co|ky|ky\s{1,2}ban\s{1,2}hanh|thong\s{1,2}qua|tai|theo|neu\s{1,2}tai|boi)\s{1,3}(?:cac\s{1,3})?\Z"
)
_CUA = re.compile(r"(?<![a-z])(?:cua|do)\s{1,3}")
_HEADER_END = re.compile(r"[^\S\n]*(?:\n|\Z|[^\W\d_][\w. ]{1,30},\s{0,3}ng[àa]y)")
_ABBREVIATED = re.compile(r"(?<!\w)(NQ|QĐ|CT|KL|NĐ|TT|KH|TB|HD|CV|QC|BC|TTr|TTLT|PL)\s{1,2}\Z")
"""A type by its code: "NQ 57-NQ/TW"."""
_COMMA = re.compile(r"\s?,\s{1,3}")
_AT = re.compile(r"(?<![a-z])tai\s{1,3}\Z")
_BREAKS = re.compile(r"[.;:()“”\"]|\n\s*\n")


@rule_cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The type right before a number; any type's word."""
    rules = load_citation_rules()
    types = rules.type_alternatives
    direct = re.compile(
        rf"(?<![a-z0-9])(?P<type>{types})(?P<so>\s{{0,3}}(?:tu\s{{1,2}})?(?:so(?:\s{{1,2}}hieu)?|co|s[0-9e]?(?=[\s:.]))(?![a-z])\s{{0,2}}[:.]?\s{{0,3}}|\s{{1,3}})\Z"
    )
    anywhere = re.compile(rf"(?<![a-z0-9])(?:{types})(?![a-z0-9])")
    return direct, anywhere


def numbered_at(t: Folded, m: re.Match[str], done: int, last: Mention | None, head: Mention | None) -> list[Mention]:
    """The references that ``m``, a match of ``NUMBER``, stands for: several where a symbol is shared.

    ``last`` is the reference before it, ``head`` the first item of the last list that began "các … của …:".
    """
    rules = load_citation_rules()
    symbol = read_number(m, rules)
    pos, end = m.start("ord"), m.end("copy") if m["copy"] else m.end("symbol")
    if symbol is None or (pos and t.text[pos - 1].isalpha() and not _SO.search(t.plain, max(0, pos - 4), pos)):
        return []
    symbol, end = join_organ(t.text, end, symbol)
    lo = max(done, pos - BACK)
    direct, anywhere = _patterns()
    lost = _LOST.search(t.plain, max(lo, pos - 5), pos)
    shared = _ORDINALS.search(t.plain, max(lo, pos - 90), pos)
    at = shared.start(1) if shared else pos
    typed = direct.search(t.plain, lo, at)
    if typed is None and shared:
        shared, at = None, pos
        typed = direct.search(t.plain, lo, pos)
    if typed is None and lost and (typed := direct.search(t.plain, lo, lost.start())):
        symbol = replace(symbol, ordinal=lost[1] + symbol.ordinal, text=lost[1] + symbol.text, mended=True)
        at = lost.start()
    issuer: str | None = None
    start = at
    rule: TypeRule | None = None
    inferred: set[str] = set()
    item = False
    if typed and typed["so"].strip() in {"co", "s"} and symbol.code is None:
        typed = None
    if typed and is_decoy(t, typed.start(), rules, "type_decoy"):
        return []
    if typed:
        start, rule = typed.start("type"), rules.types_by_letters[_letters(typed["type"])]
        symbol = split_symbol(symbol, rule.codes)
    else:
        so = _SO.search(t.plain, max(lo, at - 7), at)
        if so is None and lost and (so := _SO.search(t.plain, max(lo, lost.start() - 7), lost.start())):
            symbol = replace(symbol, ordinal=lost[1] + symbol.ordinal, text=lost[1] + symbol.text, mended=True)
        start = so.start() if so else at
        short = _ABBREVIATED.search(t.text, max(lo, start - 6), start)
        if short and symbol.code == short[1]:
            start, so = short.start(), short
        decoy = is_decoy(t, start, rules)
        form = decoy and is_decoy(t, start, rules, "type_decoy")
        spaced = _spaced_type(t, lo, start, symbol, anywhere, rules) if so and not form else None
        if spaced and decoy and symbol.code not in spaced[0].codes:
            spaced = None
        if spaced:
            rule, begin, issuer, listed = spaced
            start, item = (start, True) if listed else (begin, False)
        elif last and last.kind == "number" and _GAP.match(t.plain, last.end, pos) and last.end >= lo - BACK:
            rule, item = _same_type(last, symbol, rules), True
            inferred.add("doc_type")
        elif decoy or not _stands_alone(t, symbol, so is not None, end):
            return []
        else:
            inferred.add("doc_type")
    if _is_header(t, start, pos, end, typed, last):
        return []
    code, rule = _code(symbol, rule, rules)
    if code is None:
        return []
    if rule is None:
        rule = rules.types.get(bare(rules.code_types.get(code, "")))
    clauses = locator_before(t, done, start)
    several = code in {"TTLT", "NQLT", "QCPH", "TTLN", "HDLN", "HDLT"}
    tail = read_tail(t, end, year_printed=symbol.year, several=several, organ=symbol.organ)
    day, before = tail.day, _before(t, start, done, tail)
    if issuer is None:
        issuer = tail.issuer or before.issuer
    elif tail.issuer:
        issuer = tail.issuer
    if day is None and before.day:
        day = before.day
    if issuer is None and (acting := _acting(t, start, tail.end, symbol)):
        issuer = acting
        inferred.add("issuer")
    if (
        issuer is None
        and typed is None
        and head is not None
        and head.end >= start - LIST_REACH
        and head.doc_type == (rule and rule.name)
    ):
        issuer = head.issuer
        inferred.add("issuer")
    if symbol.mended:
        inferred.add("number")
    inferred |= tail.inferred
    number, tu = _settle_tu(symbol.text, issuer)
    if tu:
        inferred.add("number")
    mention = Mention(
        start=clauses[0] if clauses else start,
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
        confidence=base_confidence(typed is not None or item, symbol, tail),
        list_head=bool(item and issuer and "issuer" not in inferred),
        core=start,
    )
    if not shared:
        return [mention]
    return [*_shared(t, mention, shared, symbol, start), replace(mention, start=pos, core=pos, locator=None)]


def _acting(t: Folded, start: int, end: int, symbol: Symbol) -> str | None:
    """ "Tại Quyết định số 328-QĐ/TW, Bộ Chính trị quyết định …": who acts there issued it."""
    comma = _COMMA.match(t.plain, end)
    if not comma or not _AT.search(t.plain, max(0, start - 6), start) or not symbol.organ.startswith("TW"):
        return None
    stop = issuer_at(t, comma.end())
    return t.show(comma.end(), stop) if stop else None


def _shared(t: Folded, mention: Mention, shared: re.Match[str], symbol: Symbol, start: int) -> Iterator[Mention]:
    """The numbers that share the last one's symbol: "số 187, 188-KL/TW"."""
    rest = symbol.text[len(symbol.ordinal) :]
    for i, m in enumerate(_ORDINAL.finditer(t.plain, shared.start(1), shared.end(1))):
        first = mention.start if i == 0 else m.start()
        yield replace(
            mention,
            start=first,
            core=start if i == 0 else m.start(),
            end=m.end(),
            number=m[0] + rest,
            locator=mention.locator if i == 0 else None,
            inferred=tuple(
                sorted({*mention.inferred, "number", *(k for k in ("date", "issuer", "term") if getattr(mention, k))})
            ),
            confidence=min(mention.confidence, 0.93),
        )


def _letters(typed: str) -> str:
    return "".join(typed.split())


def _code(symbol: Symbol, rule: TypeRule | None, rules: CitationRules) -> tuple[str | None, TypeRule | None]:
    """The type's code: as in the number, else by the type's word; a letter's organ symbol is no code."""
    if rule and rule.name == "Công văn" and not symbol.party and symbol.code != "CV":
        return "CV", rule
    if symbol.code and not (symbol.organ == "" and rule and symbol.code not in rule.codes):
        if rule and rule.name == "Văn bản":
            rule = rules.types.get(bare(rules.code_types.get(symbol.code, "")), rule)
        return symbol.code, rule
    if rule:
        return rule.code, rule
    if symbol.year and re.fullmatch(r"QH\d{1,2}", symbol.organ):
        return "L", rules.types["luat"]
    return ("CV", rules.types["cong van"]) if symbol.segments > 1 else (None, None)


def _same_type(last: Mention, symbol: Symbol, rules: CitationRules) -> TypeRule | None:
    """The type of a list's next item: the number's own code, else the type of the item before."""
    before = rules.types.get(bare(last.doc_type or ""))
    if symbol.code and before and symbol.code not in before.codes:
        return rules.types.get(bare(rules.code_types[symbol.code]))
    return before


def _stands_alone(t: Folded, symbol: Symbol, so: bool, end: int) -> bool:
    """True where a number without a type's word is a document's all the same."""
    if symbol.glued or (symbol.segments < 2 and not symbol.year):
        return False
    if symbol.code:
        return so or symbol.party or symbol.year is not None or day_at(t.plain, next_word(t, end)) is not None
    if symbol.year and re.fullmatch(r"(?:QH|UBTVQH)\d{1,2}", symbol.organ):
        return True
    return so and day_at(t.plain, next_word(t, end)) is not None


def is_decoy(t: Folded, start: int, rules: CitationRules, role: WordRole = "number_decoy") -> bool:
    """True where the words before a number make it the number of a form, a house, a car …"""
    words = t.text[max(0, start - 24) : start].lower().rstrip()
    if not words or words[-1] in ",;.:()":
        return False
    return any(m.end() == len(words) for m in rules.words[role].finditer(words))


def _is_header(t: Folded, start: int, pos: int, end: int, typed: re.Match[str] | None, last: Mention | None) -> bool:
    """True for a document's own number line: "Số 13-KH/ĐUK", "Luật số: 01/2020/QH14" alone on a line."""
    if not line_start(t, start):
        return False
    if not _HEADER_END.match(t.text, _strip_marks(t, end)):
        return False
    if typed:
        return ":" in t.text[start:pos] and typed["type"] in {"luat", "nghi quyet", "phap lenh", "nghi dinh"}
    before = t.plain[max(0, start - 40) : start].rstrip(" \n\t|*_#>-")
    if last and start - last.end < 12:
        return False
    return t.plain.startswith("so", start) and not before.endswith((",", ";", "va", "cac", "theo", ":"))


def _strip_marks(t: Folded, pos: int) -> int:
    m = re.compile(r"[ \t|*_]{0,10}").match(t.text, pos)
    return m.end() if m else pos


def _spaced_type(
    t: Folded, lo: int, pos: int, symbol: Symbol, anywhere: re.Pattern[str], rules: CitationRules
) -> tuple[TypeRule, int, str | None, bool] | None:
    """A type's word some words before "số": its rule, its place, an issuer between, and whether a list begins.

    "Quyết định của Bộ Chính trị số …", "Kế hoạch kiểm tra số …", "các Nghị định của Chính phủ: số …".
    """
    words = list(anywhere.finditer(t.plain, lo, pos))
    for m in reversed(words):
        middle_start = m.end()
        raw = t.plain[middle_start:pos]
        listed = raw.rstrip().endswith(":")
        middle = raw.rstrip(" \n\t:")
        rule = rules.types_by_letters[_letters(m[0])]
        agrees = symbol.code in rule.codes or (symbol.code is None and t.text[m.start()].isupper())
        if _BREAKS.search(middle) or len(middle) > 110 or not agrees:
            return None
        if re.search(r"\d", middle):
            return None
        cua = _CUA.match(t.plain, next_word(t, middle_start))
        if cua and (end := issuer_at(t, cua.end())) and end <= pos:
            between = t.plain[end:pos].strip(" \n\t,:")
            if not between or listed:
                return rule, m.start(), t.show(cua.end(), end), listed
        if len(middle.split()) <= 10 and (t.text[m.start()].isupper() or len(middle.split()) <= 3):
            issuer = None
            if m.start() == words[-1].start():
                return rule, m.start(), issuer, listed
        return None
    return None


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
