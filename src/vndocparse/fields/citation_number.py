"""Numbers of referenced documents (số và ký hiệu): where one stands, what it says, how it reads mended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from vndocparse.mend import mends
from vndocparse.rules.citations import CitationRules
from vndocparse.text import DASHES

_UPPER = "A-ZĐÐƯÂÊÔƠĂ"
_DASH = f"[{re.escape(DASHES)}_]"
"""Dashes, and the low line that stands for one in some prints."""
_SLASH = "[/\u2044\u2215\uff0f]"
"""The slash, and what OCR and fonts write for it."""
_SEGMENT = (
    rf"(?:[{_UPPER}]|0(?=[ĐÐ])|1(?=W(?!\w)))(?>(?:[{_UPPER}]|(?<=T)[rgxh]|(?<=Q)[yT]|(?<=[ĐÐ])i|(?<=Th)U|(?<=Q)h(?=\d\d))*)"
    rf"(?>(?:[&.](?=[{_UPPER}]{{2}})[{_UPPER}]++)*)\d{{0,3}}+"
)
"""Capitals, and the small letters of TTr, CTr, TTg, QĐi, QyĐ; figures at the end as in QH15."""
_JOIN = rf"(?:{_DASH}[ \n]?{_DASH}?|[ \n]{_DASH}|[ \n]?{_SLASH}[ \n]?)"
_WHOLE = r"(?:(?![a-zà-ỹđ])|(?=ng[àa]y|c[ủu]a))"
"""A segment ends here; "TWngày" is a lost blank."""
_LOOSE = rf"(?:(?:(?<=LT)|(?<=TT)|(?<=QĐ)|(?<=NQ)|(?<=KH)|(?<=TTr)|(?<=TB))\s{{1,2}}{_DASH}\s{{1,2}})"
"""Blanks on both sides of a dash: only behind a code of type, else the dash is the sentence's."""
_DOT = r"\.(?=(?:NQ|QĐ|CT|KL|KH|HD|TB|QC|TT|BC|CV)/[A-ZĐ])"
"""A full stop for the dash: only before a code of the Party's types and its slash."""
_SYMBOL = rf"{_SEGMENT}(?:(?:{_JOIN}|{_LOOSE}){_SEGMENT}{_WHOLE}){{0,8}}"
# It begins with a class of characters, which ``re`` looks for quickly, and only then looks back.
_ORDINAL = (
    r"[\dOlI](?<![\d/.,\-:].)(?:(?<=\d)[\dOolI]{0,4}|(?<=[OlI])(?<![A-Za-zĐđ].)\d[\dOolI]{0,3})"
    r"(?:\.\d{1,2})?[a-zđA-C]?"
)
NUMBER = re.compile(
    rf"(?P<ord>{_ORDINAL})"
    rf"(?P<sep>\s{{0,2}}(?:{_SLASH}|{_DASH}|{_SLASH}{_DASH})\s{{0,2}}"
    rf"(?:(?P<year>(?:19|20)\d ?\d)(?:\s{{0,2}}(?:{_SLASH}|{_DASH})\s{{0,2}}|(?=(?:NĐ|NQ|QĐ|TT|QH|PL)[A-Z\d\-]))"
    rf")?|{_DOT}|[ \n]|(?=[A-ZĐÐ]{{2,3}}[ \n]?{_DASH}))"
    rf"(?P<symbol>{_SYMBOL})(?P<copy>/nb(?!\w))?(?=$|[^a-zà-ỹđ\w]|ng[àa]y|c[ủu]a|v[ềe]|(?<=QH\d\d)[a-zà-ỹđ])"
)
"""A number with its symbol; ``sep`` is one blank or nothing where dash or slash was lost."""
STANDARD = re.compile(
    r"(?<!\w)(?P<code>QCVN|TCVN|QCĐP|TCCS)\s{1,2}(?P<series>(?:QTĐ|ISO(?:/IEC)?|IEC)\s{1,2})?"
    r"(?P<ord>\d{1,5}(?:-\d{1,3}){0,2})\s?:\s?(?P<year>(?:19|20)\d\d)(?:\s?/\s?(?P<organ>[A-ZĐÐ]{2,12}))?(?!\w)"
)
"""A technical regulation or standard: "QCVN 01:2019/BCT"."""
_HOUSE = re.compile(r"Qh(?=\d\d)")
_SPLIT = re.compile(r"[/-]+")
_DIGITS = str.maketrans("OolI", "0011")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A number as read."""

    text: str
    """As printed, without inner blanks, every dash "-", Ð as Đ; slips of OCR mended."""
    ordinal: str
    year: int | None
    code: str | None
    """The type's code as it is to be shown; None where the symbol holds none that is known."""
    organ: str
    """What follows the type's code."""
    segments: int
    party: bool
    """Written "n-CODE/ORGAN", as the Party does."""
    mended: bool
    """A letter or figure was changed."""
    glued: bool
    """The separator behind the figures was missing."""


def read_number(m: re.Match[str], rules: CitationRules) -> Symbol | None:
    """What a match of ``NUMBER`` says; None where it can be no document's number."""
    sep, symbol = _plain(m["sep"]), re.sub(r"\s+", "", _plain(m["symbol"])).replace("--", "-").replace("Ð", "Đ")
    glued = not sep.strip()
    dotted = sep == "." or "_" in m[0]
    if sep == ".":
        sep = "-"
    if house := _HOUSE.search(symbol):
        symbol, dotted = symbol.replace(house[0], house[0].upper()), True
    figures = m["ord"]
    suffix = figures[-1] if figures[-1].isalpha() and figures[-1] not in "OolI" else ""
    stem = figures[: len(figures) - len(suffix)]
    ordinal = (stem.translate(_DIGITS) if mends("symbols") else stem) + suffix.lower()
    printed_year = m["year"] or ""
    year = printed_year.replace(" ", "")
    unsplit = bool(year) and not sep.endswith(("/", "-", " ", "\n"))
    mended = ordinal != figures or year != printed_year or dotted or unsplit
    segments = [s for s in _SPLIT.split(symbol) if s]
    if not segments or not any(c in "123456789" for c in ordinal):
        return None  # "00/QĐ-UBND" is what OCR makes of a hand: numbers begin with 1
    head, point, rest = segments[0].partition(".")
    if point and rest and head.upper() in rules.codes:  # "TT.VPCP": OCR's full stop for a dash
        symbol, segments, mended = symbol.replace(".", "-", 1), [head, rest, *segments[1:]], True
    fixed = [_mend(part, i, len(segments) > 1 or bool(year), rules) for i, part in enumerate(segments)]
    if fixed != segments:
        symbol, segments, mended = _put(symbol, segments, fixed), fixed, True
    code, organ = _code_of(segments, rules)
    party = "/" not in sep and not (glued and "/" not in symbol)
    if glued and (code is None or len(segments) < 2):
        return None
    if code is None and len(segments) == 1 and len(segments[0]) < 2:
        return None
    mark = "-" if party else "/-" if "-" in sep and not year else "/"
    if year:
        mark += year + ("/" if unsplit else "-" if "-" in sep.split(printed_year)[1] else "/")
    return Symbol(
        text=f"{ordinal}{mark}{symbol}{m['copy'] or ''}",
        ordinal=ordinal,
        year=int(year) if year else None,
        code=code,
        organ=organ,
        segments=len(segments),
        party=party and "/" in symbol,
        mended=mended,
        glued=glued,
    )


_LOST_SLASH = re.compile(r"[IlJ1|]?((?:BTC|UBKT|VP|BTG|BDV|BNC|BTGDV)?(?:TW|TU|HU|QU|ĐU|ĐUK|TƯ)|BCSĐ|ĐĐ|CB)")
"""Organs of the Party's symbols, behind a slash that OCR lost or read as a letter: "18-NQITW"."""


def split_symbol(symbol: Symbol, codes: Iterable[str]) -> Symbol:
    """The number with the separator put back that was lost between code and organ: "57/2024/TTBYT", "05-CTTW".

    ``codes`` are those of the type's word before the number: without it "TTBYT" may be any organ.
    """
    if not mends("symbols"):
        return symbol
    if symbol.segments == 2 and symbol.text.count("-") == 2 and _LOST_SLASH.fullmatch(symbol.organ):
        text = f"{symbol.ordinal}-{symbol.code}/{symbol.organ}"  # "05-CT-TW"
        return replace(symbol, text=text, party=True, mended=True) if symbol.code else symbol
    if symbol.segments != 1 or symbol.code is not None:
        return symbol
    whole = symbol.organ
    for code in sorted(codes, key=len, reverse=True):
        rest = whole[len(code) :]
        if not whole.startswith(code) or len(rest) < 2:
            continue
        party = not symbol.year and symbol.text[len(symbol.ordinal)] == "-"
        organ = _LOST_SLASH.fullmatch(rest)
        if party != bool(organ):
            continue
        organ_name = organ[1] if organ else rest
        text = symbol.text[: -len(whole)] + f"{code}{'/' if party else '-'}{organ_name}"
        return replace(symbol, text=text, code=code, organ=organ_name, segments=2, party=party, mended=True)
    return symbol


_CUT_OFFICE = re.compile(r"[ \n](TW|TU)(?!\w)")
_CUT_T = re.compile(r" ([WU])(?!\w)")
_SERVING = frozenset({"BTC", "UBKT", "VP", "BTG", "BDV", "BNC", "BTGDV"})


def join_organ(text: str, end: int, symbol: Symbol) -> tuple[Symbol, int]:
    """The number whose organ a blank cut in two, and its end: "12-HD/BTC TW", "120-KL/T W"."""
    pattern = _CUT_OFFICE if symbol.organ in _SERVING else _CUT_T if symbol.organ == "T" else None
    cut = pattern.match(text, end) if pattern and symbol.party else None
    if cut is None:
        return symbol, end
    joined = replace(symbol, text=symbol.text + cut[1], organ=symbol.organ + cut[1], mended=True)
    return joined, cut.end()


_ASSEMBLY = re.compile(r"((?:UBTV)?QH)([I1][I1\d])")
"""The National Assembly's symbol ends with the figures of its term, 11 among them: never with letters."""


def _plain(text: str) -> str:
    return re.sub(_SLASH, "/", re.sub(_DASH, "-", text))


def _mend(segment: str, place: int, among_others: bool, rules: CitationRules) -> str:
    if not among_others or not mends("symbols"):
        return segment
    if assembly := _ASSEMBLY.fullmatch(segment):
        return assembly[1] + assembly[2].translate(_DIGITS)
    return rules.mends["organ" if place else "code"].get(segment, segment)


def _put(symbol: str, old: list[str], new: list[str]) -> str:
    """``symbol`` with its segments replaced in order."""
    out, at = [], 0
    for before, after in zip(old, new, strict=True):
        start = symbol.index(before, at)
        out += [symbol[at:start], after]
        at = start + len(before)
    return "".join([*out, symbol[at:]])


def _code_of(segments: list[str], rules: CitationRules) -> tuple[str | None, str]:
    """The type's code among the segments: the first, or the last in old symbols ("12-BYT/TT")."""
    first = segments[0].split(".")[0].split("-")[0]
    for head in (segments[0], first):
        if head.upper() in rules.codes:
            return rules.codes[head.upper()], "-".join(segments[1:])
    if len(segments) > 1 and segments[-1].upper() in rules.codes and len(segments[-1]) > 1:
        return rules.codes[segments[-1].upper()], "-".join(segments[:-1])
    return None, "-".join(segments)
