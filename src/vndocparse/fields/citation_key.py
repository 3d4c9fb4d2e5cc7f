"""Keys of referenced documents (khóa định danh văn bản): what two mentions must share to name one document.

Numbers start again with each term of office, so a number alone names no document.  A key has a stem,
made of what every mention prints (code, organ, figures), and an edition, which tells equal stems
apart: the term of central documents of the Party, the year of others.  The issuer is no part of the
key of ``/TW``: Ban Chấp hành Trung ương, Bộ Chính trị and Ban Bí thư number in one series, and
citations often omit it or get it wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import regex

from vndocparse.fields.citation_mention import Mention
from vndocparse.rules.citations import term_of
from vndocparse.rules.levels import Level, one_name, places_in, seat_of_organs
from vndocparse.rules.provinces import is_province, provinces_then
from vndocparse.text import bare, slug

_PARTS = re.compile(r"(\d+(?:\.\d+)?[a-zđ]?)\s*(?:-|/-|/)\s*(?:((?:19|20)\d\d)\s*[/-]\s*)?(.+)")
_CENTRAL = re.compile(r"(?:tw|[a-z]{2,8}tw)$")
_LOCAL = re.compile(r"(?:ubnd|hdnd|s[a-z]{1,6}$)")
_CENTRAL_BODY = re.compile(r"(?:bo chinh tri|ban bi thu|(?:ban chap hanh |bch ?)?(?:trung uong|tw)(?! doan| hoi))")
"""Whose numbers without symbol are of the series of /TW."""
_CONGRESS_WORDS = frozenset({"dai", "hoi", "bieu", "toan", "quoc", "lan", "thu"})
_STANDARDS = frozenset({"QCVN", "TCVN", "QCĐP", "TCCS"})
_LAWS = frozenset({"L", "BL", "PL"})


@dataclass(frozen=True, slots=True)
class Key:
    """What two mentions must share to name one document, as far as it is printed."""

    stem: str
    """Code, organ and number, or the folded name, without what tells editions apart."""
    central: bool = False
    """Of a central organ of the Party: its term tells editions apart."""
    local: bool = False
    """Of an organ of a place: the same symbol stands for another organ elsewhere."""


@dataclass(frozen=True, slots=True)
class Series:
    """Where a number of a central organ stands: numbers run from 1 for each code and organ in each term."""

    organ: str
    code: str
    ordinal: int


def key_of(m: Mention, names: Mapping[str, Mention]) -> Key:
    """The key of a mention; ``names`` holds the mentions that give a law's number with its name, by slug."""
    if m.number is None:
        return _named_key(m, names)
    parts = _PARTS.fullmatch(m.number)
    if not parts:
        if m.type_code in _STANDARDS:
            return Key(f"vn:{slug(m.number)}")
        tail = f"*/{slug(m.type_code or '')}/{_plain_ordinal(m.number)}"
        central = bool(_CENTRAL_BODY.match(bare(m.issuer or "")))
        return Key(f"vn-cpv:tw/{tail}", central=True) if central else Key(f"?/{tail}")
    ordinal = _plain_ordinal(parts[1])
    symbol = [s for s in re.split(r"[-/.]", bare(parts[3]).removesuffix("/nb")) if s]
    code, organ = symbol[0], "-".join(symbol[1:])
    if is_party(m) or organ in {"tu", "tw", "hu", "du"}:
        central = bool(_CENTRAL.match(organ))
        return Key(f"vn-cpv:{organ or '-'}/*/{code}/{ordinal}", central=central, local=not central)
    return Key(f"vn:{'-'.join(symbol)}/*/{ordinal}", local=bool(_LOCAL.match(organ)))


def _named_key(m: Mention, names: Mapping[str, Mention]) -> Key:
    name = re.sub(r"-nam-\d{4}$", "", slug(m.name or m.doc_type or ""))
    if m.type_code in _LAWS and name in names and m.year in (None, names[name].year):
        return key_of(names[name], {})
    if m.type_code == "HP":
        return Key("vn:hien-phap")
    if m.type_code in _LAWS:
        return Key(f"vn:{name}")
    if m.type_code == "CL":
        return Key("vn-cpv:cuong-linh")
    code = slug(m.type_code or "")
    if m.issuer and bare(m.issuer).startswith("dai hoi"):
        words = [w for w in bare(m.issuer).split() if w not in _CONGRESS_WORDS]
        whose = "-".join(words if words != ["dang"] else [])
        return Key(f"vn-cpv:dai-hoi{'.' if whose else ''}{whose}/*/{code}", central=True)
    if plenum := re.fullmatch(r"(?:nghi-quyet|ket-luan)-trung-uong-(\d+(?:-lan-\w+)?)(?:-khoa-[ivxl]+)?", name):
        return Key(f"vn-cpv:hntw-{plenum[1]}/*/{code}", central=True)
    return Key(f"vn-cpv:{re.sub(r'-khoa-[ivxl]+$', '', name)}", central=m.term is not None)


def edition_of(m: Mention, key: Key) -> str | None:
    """What tells editions of a number apart: the term of central Party documents, else the year."""
    if key.central:
        if m.term or m.date:
            return m.term or term_of(date.fromisoformat(m.date or ""))
        return _term_of_year(m.year) if m.year else None
    return str(m.year) if m.year else None


def _term_of_year(year: int) -> str | None:
    """The term in which the whole year lies; None for a year with a congress."""
    first, last = term_of(date(year, 1, 1)), term_of(date(year, 12, 31))
    return first if first == last else None


def target_of(key: Key, place: str | None, edition: str | None) -> str:
    """The identifier of the document with that key; "-" stands for an edition that nothing tells."""
    stem = key.stem.replace("/*/", f".{place}/*/", 1) if place else key.stem
    if "/*/" in stem:
        return stem.replace("*", edition or "-", 1)
    return f"{stem}/{edition}" if edition else stem


def by_figures(keys: Iterable[Key]) -> dict[str, set[Key]]:
    """The keys of numbers with symbol, by type's code and figures."""
    known: dict[str, set[Key]] = {}
    for key in keys:
        stem, star, tail = key.stem.partition("*")
        if star and stem != "?/":
            known.setdefault(tail, set()).add(key)
    return known


def full_key(key: Key, known: Mapping[str, set[Key]]) -> Key:
    """Of a number without symbol: the only number with symbol of that type and figures, where there is one."""
    full = known.get(key.stem[3:], set()) if key.stem.startswith("?/*") else set()
    return next(iter(full)) if len(full) == 1 else key


@lru_cache(maxsize=4096)
def series_of(number: str) -> Series | None:
    """The series of a central organ's number; None for any other."""
    parts = _PARTS.fullmatch(number)
    if not parts or not is_party(Mention(0, 0, number=number)):
        return None
    code, *organ = [s for s in re.split(r"[-/.]", bare(parts[3]).removesuffix("/nb")) if s]
    figures = re.match(r"\d+", parts[1])
    if not organ or not figures or not _CENTRAL.match("-".join(organ)):
        return None
    return Series("-".join(organ), code, int(figures[0]))


def organ_of(m: Mention) -> str:
    """The organ in the symbol of a number, as printed."""
    parts = _PARTS.fullmatch(m.number or "")
    if not parts:
        return ""
    symbol = re.split(r"[-/]", parts[3])
    return "-".join(symbol[1:]) if len(symbol) > 1 else symbol[0]


def is_party(m: Mention) -> bool:
    """Written "n-CODE/ORGAN", as the Party does."""
    return bool(re.match(r"\d+[a-zđ]?-[^/]+/", m.number or ""))


def _plain_ordinal(figures: str) -> str:
    return re.sub(r"^0+(?=\d)", "", figures.lower())


# --- places ---

_NAME = r"((?:\p{Lu}\w*(?:\s?[-–]\s?|\s|\b)){1,4})"
_PLACE = regex.compile(rf"(?i:(?:huyện|quận|thị) (?:ủy|uỷ)|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s{_NAME}")
_WHOSE: tuple[tuple[str, Level], ...] = (("tu", "province"), ("hu", "district"), ("qu", "district"))
"""Whose number it is, by the end of its symbol."""


def place_of(m: Mention) -> str | None:
    """The place in the name of the issuer: "Tỉnh ủy Lai Châu" is of lai-chau; a province has one in all writings."""
    issuer = m.issuer or ""
    first = next((u for u in places_in(issuer) if u.name), None)
    if first is not None and first.level == "province":
        return first.name if is_province(first.name) or not issuer.isupper() else None
    found = _PLACE.search(issuer)
    return slug(found[1]) if found and not issuer.isupper() else None


def own_place_of(organs: Sequence[str], key: Key, seat: str | None = None) -> str | None:
    """Where a local number cited without its issuer comes from, to judge by the citing document's own organs.

    A provincial symbol is of the province in "ĐẢNG BỘ TỈNH LAI CHÂU", a district's of the district;
    None where no such name is printed: the same symbol is then any province's.  See ``seat_of_organs`` for ``seat``.
    """
    symbol = key.stem.split(":")[-1].split("/")[0]
    level: Level | None = next((level for end, level in _WHOSE if symbol.endswith(end)), None)
    if level is None and not key.stem.startswith("vn-cpv:"):
        level = "province"
    if level is None:
        return None
    named = (u.name for name in one_name(organs) for u in places_in(name) if u.level == level and u.name)
    return next(named, None) or (seat_of_organs(organs, seat or "") if level == "province" else None)


def places_then(place: str, stem: str, citing_day: str | None, day: str | None, year: str | None) -> list[str | None]:
    """Whose number with ``stem`` is: what ``place``, named by a document of ``citing_day``, was when it was issued.

    A province may have been two before a merger, or have had another name; one entry where nothing else is known,
    None for a province of which nothing is known so early.
    """
    first, last = (day, day) if day else (f"{year}-01-01", f"{year}-12-31")
    days = [d for text in (citing_day, first, last) if (d := _day(text)) is not None]
    if len(days) != 3 or not stem.split("/")[0].endswith("tu"):
        return [place]
    return [*provinces_then(place, *days)] or [None]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:  # a year that is none, or results of another version
        return None
