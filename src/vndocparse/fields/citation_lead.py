"""What introduces a number (từ ngữ đứng trước số): the type's word, "số", an issuer between, the list's item before."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vndocparse.fields.citation_issuer import issuer_at
from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.citation_number import Symbol, split_symbol
from vndocparse.fields.citation_text import Folded, day_at, line_start, next_word
from vndocparse.rules.citations import CitationRules, TypeRule, WordRole, load_citation_rules, type_of_code
from vndocparse.rules.load import rule_cache
from vndocparse.text import bare

BACK = 170
"""Characters looked at before a number for its type: a law's name of 20 words fits."""

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
"""Figures that share the symbol of the number behind them: "187, 188-KL/TW"."""
_CUA = re.compile(r"(?<![a-z])(?:cua|do)\s{1,3}")
_HEADER_END = re.compile(r"[^\S\n]*(?:\n|\Z|[^\W\d_][\w. ]{1,30},\s{0,3}ng[àa]y)")
_BREAKS = re.compile(r"[.;:()“”\"]|\n\s*\n")
_MARKS = re.compile(r"[ \t|*_]{0,10}")


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands before a number, and the number as it reads with it."""

    start: int
    """Where the reference begins: at the type's word, "số", or the figures."""
    symbol: Symbol
    rule: TypeRule | None = None
    typed: bool = False
    """The type's word stands right before."""
    item: bool = False
    """The next item of a list, or the first one behind its colon."""
    issuer: str | None = None
    """Between the type's word and "số"."""
    concluded: bool = False
    """The type is not printed here."""
    shared: re.Match[str] | None = None
    """The figures before it that share its symbol; group 1."""


def lead_of(t: Folded, number: re.Match[str], symbol: Symbol, end: int, done: int, last: Mention | None) -> Lead | None:
    """What introduces ``number``, a match of ``NUMBER`` that reads ``symbol`` and ends at ``end``.

    ``last`` is the reference before it.  None where it is no reference: a form's number, a car's, the document's own.
    """
    pos = number.start("ord")
    if pos and t.text[pos - 1].isalpha() and not _SO.search(t.plain, max(0, pos - 4), pos):
        return None
    lo = max(done, pos - BACK)
    lead = _typed(t, lo, pos, symbol) or _untyped(t, lo, pos, symbol, end, last)
    if lead is None or _is_header(t, lead, pos, end, last):
        return None
    if lead.typed and is_decoy(t, lead.start, load_citation_rules(), "type_decoy"):
        return None
    return lead


def _typed(t: Folded, lo: int, pos: int, symbol: Symbol) -> Lead | None:
    """The type's word right before the number, before figures that share its symbol, or before figures cut off."""
    rules = load_citation_rules()
    direct, _ = _patterns()
    shared = _ORDINALS.search(t.plain, max(lo, pos - 90), pos)
    found = direct.search(t.plain, lo, shared.start(1)) if shared else None
    if found is None:
        shared = None
        found = direct.search(t.plain, lo, pos)
    if found is None and (lost := _LOST.search(t.plain, max(lo, pos - 5), pos)):
        found = direct.search(t.plain, lo, lost.start())
        symbol = _completed(symbol, lost)
    if found is None or (found["so"].strip() in {"co", "s"} and symbol.code is None):
        return None
    rule = rules.types_by_letters[_letters(found["type"])]
    return Lead(found.start("type"), split_symbol(symbol, rule.codes), rule, typed=True, shared=shared)


def _completed(symbol: Symbol, lost: re.Match[str]) -> Symbol:
    """The number with the figures before it that a blank cut off."""
    return replace(symbol, ordinal=lost[1] + symbol.ordinal, text=lost[1] + symbol.text, mended=True)


def _untyped(t: Folded, lo: int, pos: int, symbol: Symbol, end: int, last: Mention | None) -> Lead | None:
    """The type some words before, that of the list's item before, or none; a decoy's words refuse the number."""
    rules = load_citation_rules()
    so = _SO.search(t.plain, max(lo, pos - 7), pos)
    lost = _LOST.search(t.plain, max(lo, pos - 5), pos)
    if so is None and lost and (so := _SO.search(t.plain, max(lo, lost.start() - 7), lost.start())):
        symbol = _completed(symbol, lost)
    start = so.start() if so else pos
    short = _abbreviated().search(t.text, max(lo, start - 6), start)
    if short and symbol.code == short[1]:
        start, so = short.start(), short
    decoy = is_decoy(t, start, rules)
    if so and not (decoy and is_decoy(t, start, rules, "type_decoy")):
        spaced = _spaced(t, lo, start, symbol)
        if spaced and spaced.rule and not (decoy and symbol.code not in spaced.rule.codes):
            return spaced
    if last and last.kind == "number" and _GAP.match(t.plain, last.end, pos) and last.end >= lo - BACK:
        return Lead(start, symbol, _same_type(last, symbol, rules), item=True, concluded=True)
    if decoy or not _stands_alone(t, symbol, so is not None, end):
        return None
    return Lead(start, symbol, concluded=True)


def _spaced(t: Folded, lo: int, pos: int, symbol: Symbol) -> Lead | None:
    """The type's word some words before "số" at ``pos``, with an issuer between, or as the head of a list.

    "Quyết định của Bộ Chính trị số …", "Kế hoạch kiểm tra số …", "các Nghị định của Chính phủ: số …".
    """
    _, anywhere = _patterns()
    words = list(anywhere.finditer(t.plain, lo, pos))
    if not words:
        return None
    word = words[-1]
    rule = load_citation_rules().types_by_letters[_letters(word[0])]
    raw = t.plain[word.end() : pos]
    listed, middle = raw.rstrip().endswith(":"), raw.rstrip(" \n\t:")
    capital = t.text[word.start()].isupper()
    agrees = symbol.code in rule.codes or (symbol.code is None and capital)
    if not agrees or len(middle) > 110 or _BREAKS.search(middle) or re.search(r"\d", middle):
        return None
    start = pos if listed else word.start()
    cua = _CUA.match(t.plain, next_word(t, word.end()))
    end = issuer_at(t, cua.end()) if cua else None
    if cua and end and end <= pos and (listed or not t.plain[end:pos].strip(" \n\t,:")):
        return Lead(start, symbol, rule, item=listed, issuer=t.show(cua.end(), end))
    if len(middle.split()) <= (10 if capital else 3):
        return Lead(start, symbol, rule, item=listed)
    return None


def _same_type(last: Mention, symbol: Symbol, rules: CitationRules) -> TypeRule | None:
    """The type of a list's next item: the number's own code, else the type of the item before."""
    before = rules.types.get(bare(last.doc_type or ""))
    if symbol.code and before and symbol.code not in before.codes:
        return type_of_code(rules, symbol.code, party=symbol.party)
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


def _is_header(t: Folded, lead: Lead, pos: int, end: int, last: Mention | None) -> bool:
    """True for a document's own number line: "Số 13-KH/ĐUK", "Luật số: 01/2020/QH14" alone on a line."""
    start = lead.start
    marks = _MARKS.match(t.text, end)
    if not line_start(t, start) or not _HEADER_END.match(t.text, marks.end() if marks else end):
        return False
    if lead.typed and lead.rule:
        return ":" in t.text[start:pos] and bare(lead.rule.name) in {"luat", "nghi quyet", "phap lenh", "nghi dinh"}
    before = t.plain[max(0, start - 40) : start].rstrip(" \n\t|*_#>-")
    if last and start - last.end < 12:
        return False
    return t.plain.startswith("so", start) and not before.endswith((",", ";", "va", "cac", "theo", ":"))


def _letters(typed: str) -> str:
    return "".join(typed.split())


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


@rule_cache
def _abbreviated() -> re.Pattern[str]:
    """A type by the code of its numbers, right before one: "NQ 57-NQ/TW"."""
    codes = sorted(load_citation_rules().codes.values(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, codes))})\s{{1,2}}\Z")
