"""Linking references (liên kết viện dẫn): one target for all mentions of one document, and what lists share.

Numbers start again with each term of office, so a number alone names no document: the key of a
central Party document is code, organ, number and term; of others it is number and year or issuer.
Only what is printed, or shared in a list, is taken; where several documents fit, none is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.citation_text import read_ordinal
from vndocparse.model.page import Problem
from vndocparse.rules.catalogue import CatalogueEntry, load_catalogue
from vndocparse.rules.citations import load_citation_rules, term_of
from vndocparse.text import bare

_PARTS = re.compile(r"(\d+(?:\.\d+)?[a-zđ]?)\s*(?:-|/-|/)\s*(?:((?:19|20)\d\d)\s*[/-]\s*)?(.+)")
_CENTRAL = re.compile(r"(?:tw|[a-z]{2,8}tw)$")
_LOCAL = re.compile(r"(?:ubnd|hdnd|s[a-z]{1,6}$)")
_TOLERANCE = 10
"""Days around a congress in which a document may belong to either term."""


@dataclass(frozen=True, slots=True)
class Key:
    """What two mentions must share to name one document, as far as it is printed."""

    stem: str
    """Code, organ and number, or the folded name, without what tells editions apart."""
    central: bool = False
    """Of a central organ of the Party: its term tells editions apart."""
    local: bool = False
    """Of an organ of a place: the same symbol stands for another organ elsewhere."""


def share_lists(mentions: Sequence[Mention]) -> list[Mention]:
    """Issuer and day that stand once, behind the last item of a list, given to the items before.

    "Chỉ thị số 13-CT/TW và Kết luận số 61-KL/TW của Ban Bí thư": the issuer is both's; a day is
    shared by numbers of one type alone, and never against a year that the number itself holds.
    """
    out = list(mentions)
    for i in range(len(out) - 1, 0, -1):
        item, before = out[i], out[i - 1]
        if not item.joined or before.kind == "named" or item.kind == "named":
            continue
        same_organ = _organ(item) == _organ(before)
        changes: dict[str, object] = {}
        if before.issuer is None and item.issuer and same_organ:
            changes["issuer"] = item.issuer
            if before.term is None and item.term and before.date is None:
                changes["term"] = item.term
        one_series = same_organ and item.type_code == before.type_code
        listed = "doc_type" in item.inferred or _is_party(before)
        undated = before.date is None and before.issuer is None and before.year in (None, item.year)
        if undated and item.date and one_series and listed:
            changes |= {"date": item.date, "year": item.year}
        if changes:
            keys = {*before.inferred, *(k for k in changes if k != "year")}
            out[i - 1] = replace(before, inferred=tuple(sorted(keys)), **changes)  # type: ignore[arg-type]
    return out


def resolve_citations(
    mentions: Sequence[Mention],
    *,
    own_date: str | None = None,
    own_place: str | None = None,
    carry: bool = False,
    catalogue: Sequence[CatalogueEntry] | None = None,
) -> list[Mention]:
    """The mentions with ``target`` set, and what lists share filled in.

    Mentions of one document share the target.  Where several documents of that number are named
    and a mention says too little, ``target`` ends in "?" and ``candidates`` lists them.

    Args:
        mentions: of one document, in text order.
        own_date: ISO day of the citing document: nothing that the catalogue dates later is meant.
        own_place: the citing document's province, for local documents cited without theirs.
        carry: fills day, issuer and term of short mentions from the full ones of the same target,
            named in ``inferred``; without it these fields hold only what is printed at the mention.
        catalogue: entries that tell equal numbers apart; the package's own by default.
    """
    shared = share_lists(mentions)
    names = {_slug(m.name): m for m in shared if m.kind == "number" and m.name}
    keys = [_key(m, names) for m in shared]
    known = _by_figures(keys)
    groups: dict[Key, list[int]] = {}
    for i, key in enumerate(keys):
        groups.setdefault(_full_key(key, known), []).append(i)
    register = _register(load_catalogue() if catalogue is None else catalogue, own_date)
    out = list(shared)
    for key, places in groups.items():
        group = [shared[i] for i in places]
        for i, linked in zip(places, _link(key, group, own_place, register), strict=True):
            out[i] = linked
    return _carry(out) if carry else out


def _link(
    key: Key, group: Sequence[Mention], own_place: str | None, register: dict[str, set[str]]
) -> Iterable[Mention]:
    """The mentions of one number, each with its target."""
    where = [_place_of(m) if key.local else None for m in group]
    places = sorted({p for p in where if p}) or ([_slug(own_place)] if key.local and own_place else [])
    editions = sorted({e for m in group if (e := _edition_of(m, key))})
    for m, place in zip(group, where, strict=True):
        mine: list[str | None] = [place] if place else [*places] or [None]
        own = _edition_of(m, key)
        fitting: list[str | None] = [own] if own else [*editions] or [None]
        listed = sorted(register.get(key.stem, ())) if key.central and fitting == [None] else []
        options = tuple(_id(key, p, e) for p in mine for e in (listed or fitting))
        if len(options) == 1:
            inferred = tuple(sorted({*m.inferred, "target"})) if len(listed) == 1 else m.inferred
            yield replace(m, target=options[0], inferred=inferred)
        else:
            yield replace(m, target=_id(key, None, None) + "?", candidates=options)


def _register(entries: Sequence[CatalogueEntry], own_date: str | None) -> dict[str, set[str]]:
    """Terms in which the catalogue knows a number, by key; those of later days than the citing one left out."""
    terms: dict[str, set[str]] = {}
    for stem, term, day in _terms(tuple(entries)):
        if not (own_date and day > own_date):
            terms.setdefault(stem, set()).add(term)
    return terms


@lru_cache(maxsize=4)
def _terms(entries: tuple[CatalogueEntry, ...]) -> tuple[tuple[str, str, str], ...]:
    """Key, term and ISO day ("" where it has none) of the entries whose term is known."""
    known = ((e, e.term or (term_of(e.date) if e.date else None)) for e in entries)
    return tuple(
        (_key(Mention(0, 0, number=e.number), {}).stem, term, e.date.isoformat() if e.date else "")
        for e, term in known
        if term
    )


_PLACE = re.compile(
    r"(?:Tỉnh [ủuUỦ][yỷYỶ]|Thành [ủuUỦ][yỷYỶ]|Huyện [ủuUỦ][yỷYỶ]|Quận [ủuUỦ][yỷYỶ]|Thị [ủuUỦ][yỷYỶ]"
    r"|[Tt]ỉnh|[Tt]hành phố|[Hh]uyện|[Qq]uận|[Tt]hị xã|[Xx]ã|[Pp]hường)\s((?:[^\W\d_a-zà-ỹ]\w*\s?){1,4})"
)


def _place_of(m: Mention) -> str | None:
    found = _PLACE.search(m.issuer or "")
    return _slug(found[1]) if found and not (m.issuer or "").isupper() else None


def check_citations(mentions: Sequence[Mention]) -> list[Problem]:
    """Contradictions inside references: day against term, type against code, organ against issuer, two days.

    They are printed that way or were misread; nothing is corrected.  Messages hold numbers alone.
    """
    problems = []
    days: dict[str, set[str]] = {}
    for m in mentions:
        if m.kind != "number" or not m.number:
            continue
        central = _key(m, {}).central
        if central and m.date and m.term and not _in_term(m.date, m.term):
            problems.append(Problem("citation-term-conflict", f"{m.number}: its day is not in the term {m.term}."))
        rule = load_citation_rules().types.get(bare(m.doc_type or ""))
        if rule and rule.codes and m.type_code not in {*rule.codes, rule.code} and "doc_type" not in m.inferred:
            problems.append(Problem("citation-type-conflict", f"{m.number}: its code is not that of its type's name."))
        if (
            m.issuer
            and _serves(m)
            and re.match(r"(?:bo chinh tri|ban bi thu|ban chap hanh trung uong)", bare(m.issuer))
        ):
            problems.append(Problem("citation-issuer-conflict", f"{m.number}: its symbol is not that of its issuer."))
        if m.date and m.target:
            days.setdefault(m.target, set()).add(m.date)
    problems += [
        Problem("citation-date-conflict", f"{target}: cited with the days {', '.join(sorted(found))}.")
        for target, found in sorted(days.items())
        if len(found) > 1
    ]
    return problems


# --- keys ---


def _organ(m: Mention) -> str:
    parts = _PARTS.fullmatch(m.number or "")
    if not parts:
        return ""
    symbol = re.split(r"[-/]", parts[3])
    return "-".join(symbol[1:]) if len(symbol) > 1 else symbol[0]


def _is_party(m: Mention) -> bool:
    return bool(re.match(r"\d+[a-zđ]?-[^/]+/", m.number or ""))


def _serves(m: Mention) -> bool:
    return bool(re.fullmatch(r"(?:BTC|UBKT|VP|BTG|BNC|BDV|BTGDV|BKT)TW", _organ(m)))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", bare(text)).strip("-")


def _key(m: Mention, names: dict[str, Mention]) -> Key:
    if m.number is None:
        return _named_key(m, names)
    parts = _PARTS.fullmatch(m.number)
    if not parts:
        if m.type_code in {"QCVN", "TCVN", "QCĐP", "TCCS"}:
            return Key(f"vn:{_slug(m.number)}")
        return Key(f"?/*/{_slug(m.type_code or '')}/{_plain_ordinal(m.number)}")
    ordinal = _plain_ordinal(parts[1])
    symbol = [s for s in re.split(r"[-/.]", bare(parts[3])) if s]
    code, organ = symbol[0], "-".join(symbol[1:])
    if _is_party(m) or organ in {"tu", "tw", "hu", "du"}:
        central = bool(_CENTRAL.match(organ))
        return Key(f"vn-cpv:{organ or '-'}/*/{code}/{ordinal}", central=central, local=not central)
    return Key(f"vn:{'-'.join(symbol)}/*/{ordinal}", local=bool(_LOCAL.match(organ)))


def _plain_ordinal(figures: str) -> str:
    return re.sub(r"^0+(?=\d)", "", figures.lower())


def _named_key(m: Mention, names: dict[str, Mention]) -> Key:
    name = re.sub(r"-nam-\d{4}$", "", _slug(m.name or m.doc_type or ""))
    if m.type_code in {"L", "BL", "PL"} and name in names and m.year in (None, names[name].year):
        return _key(names[name], {})
    if m.type_code == "HP":
        return Key("vn:hien-phap")
    if m.type_code in {"L", "BL", "PL"}:
        return Key(f"vn:{name}")
    if m.type_code == "CL":
        return Key("vn-cpv:cuong-linh")
    code = _slug(m.type_code or "")
    if m.issuer and bare(m.issuer).startswith("dai hoi"):
        words = [w for w in bare(m.issuer).split() if w not in _CONGRESS_WORDS]
        whose = "-".join(words if words != ["dang"] else [])
        return Key(f"vn-cpv:dai-hoi{'.' if whose else ''}{whose}/*/{code}", central=True)
    if plenum := re.fullmatch(r"(?:nghi-quyet|ket-luan)-trung-uong-(\d+)(?:-khoa-[ivxl]+)?", name):
        return Key(f"vn-cpv:hntw-{plenum[1]}/*/{code}", central=True)
    return Key(f"vn-cpv:{re.sub(r'-khoa-[ivxl]+$', '', name)}", central=m.term is not None)


_CONGRESS_WORDS = frozenset({"dai", "hoi", "bieu", "toan", "quoc", "lan", "thu"})


def _by_figures(keys: Iterable[Key]) -> dict[str, set[Key]]:
    """The keys of numbers with symbol, by type's code and figures."""
    known: dict[str, set[Key]] = {}
    for key in keys:
        stem, star, tail = key.stem.partition("*")
        if star and stem != "?/":
            known.setdefault(tail, set()).add(key)
    return known


def _full_key(key: Key, known: dict[str, set[Key]]) -> Key:
    """Of a number without symbol: the only number with symbol of that type and figures, where there is one."""
    full = known.get(key.stem[3:], set()) if key.stem.startswith("?/*") else set()
    return next(iter(full)) if len(full) == 1 else key


def _edition_of(m: Mention, key: Key) -> str | None:
    """What tells editions of a number apart: the term of central Party documents, else the year."""
    if key.central:
        if m.term:
            return m.term
        return term_of(date.fromisoformat(m.date)) if m.date else None
    return str(m.year) if m.year else None


def _id(key: Key, place: str | None, edition: str | None) -> str:
    stem = key.stem.replace("/*/", f".{place}/*/", 1) if place else key.stem
    if "/*/" in stem:
        return stem.replace("*", edition or "-", 1)
    return f"{stem}/{edition}" if edition else stem


def _in_term(day: str, term: str) -> bool:
    rules = load_citation_rules()
    rule = next((t for t in rules.terms if t.roman == term), None)
    if rule is None or read_ordinal(term) is None:
        return True
    at = date.fromisoformat(day).toordinal()
    last = (rule.last or date.max).toordinal()
    return rule.first.toordinal() - _TOLERANCE <= at <= last + _TOLERANCE


def _carry(mentions: list[Mention]) -> list[Mention]:
    known: dict[str, dict[str, str]] = {}
    for m in mentions:
        for key in ("date", "issuer", "term"):
            value = getattr(m, key)
            if value and not m.candidates:
                known.setdefault(m.target, {}).setdefault(key, value)
    out = []
    for m in mentions:
        changes = {k: v for k, v in known.get(m.target, {}).items() if getattr(m, k) is None and not m.candidates}
        inferred = tuple(sorted({*m.inferred, *changes}))
        out.append(replace(m, inferred=inferred, **changes) if changes else m)  # type: ignore[arg-type]
    return out
