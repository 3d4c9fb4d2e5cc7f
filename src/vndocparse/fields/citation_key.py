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

from vndocparse.fields.citation_mention import Mention
from vndocparse.rules.citations import term_of
from vndocparse.text import bare

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


def slug(text: str) -> str:
    """Small letters without marks, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", bare(text)).strip("-")


def _plain_ordinal(figures: str) -> str:
    return re.sub(r"^0+(?=\d)", "", figures.lower())


# --- places ---

_NAME = r"((?:[^\W\d_a-zà-ỹ]\w*[\s-]?){1,4})"
_PLACE = re.compile(
    r"(?:Tỉnh [ủuUỦ][yỷYỶ]|Thành [ủuUỦ][yỷYỶ]|Huyện [ủuUỦ][yỷYỶ]|Quận [ủuUỦ][yỷYỶ]|Thị [ủuUỦ][yỷYỶ]"
    rf"|[Tt]ỉnh|[Tt]hành phố|[Hh]uyện|[Qq]uận|[Tt]hị xã|[Xx]ã|[Pp]hường)\s{_NAME}"
)
_LEVELS = {
    "tu": re.compile(r"(?:tinh uy|thanh uy|dang bo tinh|dang bo thanh pho|tinh|thanh pho)\s(.+)"),
    "hu": re.compile(r"(?:huyen uy|dang bo huyen|huyen)\s(.+)"),
    "qu": re.compile(r"(?:quan uy|dang bo quan|quan)\s(.+)"),
}
_LOWER = re.compile(r"\s(?:huyen|quan|thi xa|xa|phuong|thi tran)\s.*")


def place_of(m: Mention) -> str | None:
    """The place in the name of the issuer: "Tỉnh ủy Lai Châu" is of lai-chau."""
    found = _PLACE.search(m.issuer or "")
    return slug(found[1]) if found and not (m.issuer or "").isupper() else None


def own_place_of(organs: Sequence[str], key: Key) -> str | None:
    """Where a local number cited without its issuer comes from, to judge by the citing document's own organs.

    A provincial symbol is of the province in "ĐẢNG BỘ TỈNH LAI CHÂU", a district's of the district;
    None where no such name is printed: the same symbol is then any province's.
    """
    symbol = key.stem.split(":")[-1].split("/")[0]
    level = next((p for end, p in _LEVELS.items() if symbol.endswith(end)), None)
    if level is None and not key.stem.startswith("vn-cpv:"):
        level = _LEVELS["tu"]
    if level is None:
        return None
    for name in organs:
        if found := level.search(bare(name)):
            return slug(_LOWER.sub("", found[1]))
    return None
