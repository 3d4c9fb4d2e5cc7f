"""Which document a reference means, across documents (định danh văn bản).

Inside one document ``fields.resolve`` gives mentions of one document one target.  Across documents two things
are missing there: whose number it is, for every province has its 26-KH/TU; and what the cited document says of
itself.  Here the target is taken apart, and the place is read from the issuer or from the organs of the citing
document.  Nothing is chosen where several would do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from vndocparse.fields.citation_key import edition_of, key_of, places_then, target_of
from vndocparse.fields.citation_mention import Mention
from vndocparse.model.document import Document
from vndocparse.rules.levels import (
    LEVELS,
    Level,
    is_national,
    level_of_organ,
    level_of_symbol,
    one_name,
    places_in,
    seat_of_organs,
    seat_of_symbol,
    target_aliases,
)
from vndocparse.rules.load import rule_cache
from vndocparse.text import fold, slug

_CONGRESS = "vn-cpv:dai-hoi"
_CELLS = frozenset(map(fold, ("chi bộ", "chi ủy")))
_COMMITTEE = re.compile(rf"(?:.*\s)?({'|'.join(map(fold, ('đảng ủy', 'đảng bộ', *sorted(_CELLS))))})\s+(.+)")
_OPEN_CONGRESS = re.compile(r"(?:.*-)?(tinh|thanh-pho|huyen|quan|thi-xa|xa|phuong|thi-tran)")


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """What tells one document from all others, as far as it is known."""

    stem: str
    """Organ, code and number with "*" where the edition stands, or the folded name of a named document."""
    scope: str | None = None
    """Place, or organ, that the number belongs to; None where it is not known or none is needed."""
    edition: str | None = None
    """Term of a central Party document, else the year; None where it is not known."""
    scoped: bool = False
    """Organs of many places use this symbol: without a scope it names no document."""
    open: bool = False
    """The document itself names several of this number, or a number without its symbol."""

    @property
    def whole(self) -> bool:
        """It names one document."""
        named = "*" not in self.stem
        return not self.open and (not self.scoped or self.scope is not None) and (named or self.edition is not None)

    @property
    def id(self) -> str:
        """As ``Citation.target`` has it, with the scope: "vn-cpv:tu.lai-chau/2015/kh/26"."""
        head, star, tail = self.stem.partition("/*/")
        if not star:
            return f"{head}/{self.edition}" if self.edition else head
        return f"{head}{f'.{self.scope}' if self.scope else ''}/{self.edition or '-'}/{tail}"

    @property
    def organ_code(self) -> str:
        """The organ's part of the symbol, folded: "tu", "ubnd"."""
        head, star, _ = self.stem.partition("/*/")
        if not star:
            return ""
        symbol = head.rpartition(":")[2]
        return symbol.partition("-")[2] or symbol if head.startswith("vn:") else symbol


def is_whole(key: DocumentKey) -> bool:
    """It names one document; a law or constitution only with its year, for each has several."""
    return key.whole and (key.edition is not None or key.stem.startswith("vn-cpv:"))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a document comes from: what its short references leave out."""

    code: str = ""
    """Of its own number, as ``DocumentKey.organ_code``."""
    scope: str | None = None
    """Of its own number."""
    level: Level | None = None
    places: Mapping[Level, str] = field(default_factory=dict)
    """The places that its organs name, as slugs."""
    day: str | None = None
    """ISO: a province may have been another before."""

    def with_places(self, more: Mapping[Level, str]) -> Surroundings:
        """The same with the places that ``more`` adds."""
        return replace(self, places={**more, **self.places}) if more else self


@lru_cache(maxsize=65536)
def target_key(target: str) -> DocumentKey:
    """The identity that a ``Citation.target`` holds."""
    bare_target = target.removesuffix("?")
    unclear = target.endswith("?") or target.startswith("?")
    parts = target_aliases().get(bare_target, bare_target).split("/")
    if len(parts) < 3:
        return DocumentKey(parts[0], edition=parts[1] if len(parts) == 2 else None, open=unclear)
    head, edition, tail = parts[0], parts[1] if parts[1] != "-" else None, "/".join(parts[2:])
    if head.startswith(_CONGRESS):
        return DocumentKey(f"{head}/*/{tail}", edition=edition, scoped=_is_open_congress(head), open=unclear)
    head, _, place = head.partition(".")
    plain = DocumentKey(f"{head}/*/{tail}", place or None, edition, open=unclear)
    return replace(plain, scoped=_is_scoped(plain))


def number_key(mention: Mention) -> DocumentKey:
    """The key of a number with its day or term, by itself: nothing is guessed."""
    key = key_of(mention, {})
    return target_key(target_of(key, None, edition_of(mention, key)))


def _is_open_congress(head: str) -> bool:
    """A congress of a kind of place without the place's name: "Đại hội Đảng bộ huyện"."""
    return _OPEN_CONGRESS.fullmatch(head.partition(".")[2]) is not None


def _is_scoped(key: DocumentKey) -> bool:
    if key.stem.startswith("?") or key.stem.startswith("vn-cpv:hntw"):
        return False
    return not is_national(key.organ_code)


def surroundings(document: Document, within: Surroundings | None = None) -> Surroundings:
    """What ``document`` says of where it comes from; ``within`` stands for what an attachment leaves out."""
    organ = (document.organ.text or "") if document.organ else ""
    superior = (document.superior_organ.text or "") if document.superior_organ else ""
    if within is not None and not organ:
        return within
    if superior and len(whole := one_name((superior, organ))) == 1:
        organ, superior = whole[0], ""
    code = _own_code(document)
    level = level_of_organ(organ) or level_of_symbol(code) or level_of_organ(superior)
    above, own = _places(superior), dict[Level, str]()
    for unit, name in _places(organ).items():
        # A city of a province: "THÀNH ỦY" below "ĐẢNG BỘ TỈNH".
        inner = unit == "province" and above.get("province", name) != name
        own["district" if inner else unit] = name
        level = "district" if inner and level == "province" else level
    places = {**(within.places if within else {}), **above, **own}
    seat = (document.place.text or "") if document.place else ""
    if "province" not in places and (province := seat_of_organs((superior, organ), seat)):
        places["province"] = province
    day = document.issued.date if document.issued else None
    return Surroundings(code, _own_scope(organ, level, places), level, places, day)


def own_key(document: Document, around: Surroundings) -> DocumentKey | None:
    """The identity of ``document`` itself; None where it has no number or its number was left blank."""
    number = document.number
    if number is None or not number.text or number.ordinal is None:
        return None
    issued = document.issued
    day = issued.date if issued else None
    edtf = (issued.edtf or "") if issued else ""
    year = int(edtf[:4]) if edtf[:4].isdigit() else number.year
    found = number_key(Mention(0, 0, number=number.text, type_code=number.type_code, date=day, year=year))
    return replace(found, scope=around.scope) if found.scoped and found.scope is None else found


def cited_key(key: DocumentKey, issuer: str, around: Surroundings, day: str | None = None) -> tuple[DocumentKey, bool]:
    """``key`` with its scope, where issuer or citing document tell it, and whether it was concluded from the latter.

    ``day`` is that of the cited document: before a merger it may be of one of two provinces, and is then of none.
    """
    if not key.scoped or key.scope is not None:
        return key, False
    scope, concluded = _cited_scope(key, issuer, around)
    if scope and concluded and scope == around.places.get("province"):
        then = places_then(scope, key.stem, around.day, day, key.edition)
        scope = then[0] if len(then) == 1 else None
    return (key, False) if scope is None else (replace(key, scope=scope), concluded)


def issuing_level(key: DocumentKey, issuer: str) -> Level | None:
    """The level of the organ whose document is cited; a law is central."""
    if "*" not in key.stem or key.stem.startswith(f"{_CONGRESS}/"):  # a law; the national congress
        return "central"
    return level_of_organ(issuer) or level_of_symbol(key.organ_code)


def _own_code(document: Document) -> str:
    number = document.number
    if number is None or not number.text:
        return ""
    return number_key(Mention(0, 0, number=number.text, type_code=number.type_code)).organ_code


@rule_cache
def _places(organ: str) -> dict[Level, str]:
    return {unit.level: unit.name for unit in places_in(organ) if unit.name}


def _own_scope(organ: str, level: Level | None, places: Mapping[Level, str]) -> str | None:
    named = [u for u in places_in(organ) if u.name]
    if level == "base" and not any(u.level == "base" for u in named):
        return _committee(organ, places) or _nearest(level, places)
    return _nearest(level, places)


def _cited_scope(key: DocumentKey, issuer: str, around: Surroundings) -> tuple[str | None, bool]:
    """Scope, and whether it was concluded: from the issuer as printed, else from the citing document's organs."""
    units = places_in(issuer)
    lowest = max(units, key=lambda u: LEVELS.index(u.level)) if units else None
    if lowest and lowest.name:
        return lowest.name, False
    if around.code and key.organ_code == around.code and (lowest is None or lowest.level == around.level):
        return around.scope, True
    if lowest:
        return around.places.get(lowest.level), True
    if level_of_organ(issuer) == "base" and (committee := _committee(issuer, around.places)):
        return committee, False
    seat = seat_of_symbol(key.organ_code)
    return (around.places.get(seat) if seat else None), True


def _committee(organ: str, places: Mapping[Level, str]) -> str | None:
    """What a committee is called that is of no place: "Đảng ủy Bệnh viện A" is "benh-vien-a".

    Cells have names that many communes know ("Chi bộ thôn 1"): they take their commune's.
    """
    found = _COMMITTEE.fullmatch(fold(organ))
    name = slug(found[2]) if found else ""
    return "-".join(filter(None, (name, places.get("base") if found[1] in _CELLS else None))) if found else None


def _nearest(level: Level | None, places: Mapping[Level, str]) -> str | None:
    """The place of ``level``, else the nearest one above it."""
    if level is None or level == "central":
        return None
    upward = LEVELS[LEVELS.index(level) :: -1]
    return next((places[at] for at in upward if at in places), None)
