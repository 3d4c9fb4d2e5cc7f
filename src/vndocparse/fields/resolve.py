"""Linking references (liên kết viện dẫn): one target for all mentions of one document, and what lists share.

The steps, the surest first: the day or term printed at the mention, or the year; the same number with
a day or term elsewhere in the text; the catalogue and the day of the citing document, which give
guesses.  A step decides only where it leaves one candidate; else the mention is ambiguous, with all of
them.  Nothing printed is ever changed: what is concluded stands in ``Mention.identity``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vndocparse.fields.citation_key import (
    Key,
    by_figures,
    edition_of,
    full_key,
    is_party,
    key_of,
    organ_of,
    own_place_of,
    place_of,
    places_then,
    series_of,
    target_of,
)
from vndocparse.fields.citation_mention import Mention
from vndocparse.model.document import Identity, IdentityBasis, IdentityStatus
from vndocparse.rules.catalogue import CatalogueEntry, catalogue_in_use, per_catalogue
from vndocparse.rules.citations import term_of, term_range
from vndocparse.text import slug

SCORES: Mapping[IdentityBasis, float] = {
    "date": 0.98, "term": 0.95, "year": 0.95, "name": 0.9, "context": 0.9, "own_organ": 0.8,
    "catalogue": 0.7, "citing_date": 0.4,
}  # fmt: skip
AGREED = 0.85
"""Score where the catalogue's only term is also that of the citing document's day."""


@dataclass(frozen=True, slots=True)
class Citing:
    """The document that cites, as far as it helps to tell what it means."""

    day: str | None = None
    """ISO: nothing that the catalogue dates later is meant."""
    organs: tuple[str, ...] = ()
    """Names of its organ and the one above, for local numbers cited without theirs."""
    place: str | None = None
    """Its province, where the caller knows."""
    seat: str | None = None
    """The place before its date."""


DAY_SHARED = 0.95
"""A day that stands behind the last number of a list may be that one's alone."""


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
        same_organ = organ_of(item) == organ_of(before)
        changes: dict[str, object] = {}
        if before.issuer is None and item.issuer and same_organ:
            changes["issuer"] = item.issuer
            if before.term is None and item.term and before.date is None:
                changes["term"] = item.term
        one_series = same_organ and item.type_code == before.type_code
        listed = "doc_type" in item.inferred or is_party(before)
        undated = before.date is None and before.issuer is None and before.year in (None, item.year)
        if undated and item.date and one_series and listed:
            changes |= {"date": item.date, "year": item.year}
        if changes:
            keys = {*before.inferred, *(k for k in changes if k != "year")}
            sure = min(before.confidence, DAY_SHARED) if "date" in changes else before.confidence
            kept = replace(before, inferred=tuple(sorted(keys)), confidence=sure)
            out[i - 1] = replace(kept, **changes)  # type: ignore[arg-type]
    return out


def resolve_citations(
    mentions: Sequence[Mention],
    *,
    own_date: str | None = None,
    own_place: str | None = None,
    own_organs: Sequence[str] = (),
    own_seat: str | None = None,
    carry: bool = False,
    catalogue: Sequence[CatalogueEntry] | None = None,
) -> list[Mention]:
    """The mentions with ``target`` and ``identity`` set, and what lists share filled in.

    Mentions of one document share the target.  Where several documents of that number are named
    and a mention says too little, ``target`` ends in "?" and ``candidates`` lists them.

    Args:
        mentions: of one document, in text order.
        own_date: ISO day of the citing document: nothing that the catalogue dates later is meant.
        own_place: the citing document's province, for local documents cited without theirs.
        own_organs: names of its organs; the province or district is taken from them without ``own_place``.
        own_seat: the place before its date; says the province of organs that leave out its name.
        carry: fills day, issuer and term of short mentions from the full ones of the same target,
            named in ``inferred``; without it these fields hold only what is printed at the mention.
        catalogue: entries that tell equal numbers apart; those in use by default.
    """
    shared = share_lists(mentions)
    names = {slug(m.name): m for m in shared if m.kind == "number" and m.name}
    keys = [key_of(m, names) for m in shared]
    known = by_figures(keys)
    groups: dict[Key, list[int]] = {}
    for i, key in enumerate(keys):
        groups.setdefault(full_key(key, known), []).append(i)
    register = _register(catalogue_in_use() if catalogue is None else catalogue)
    citing = Citing(own_date, tuple(own_organs), own_place, own_seat)
    out = list(shared)
    for key, places in groups.items():
        group = [shared[i] for i in places]
        for i, linked in zip(places, _link(key, group, citing, register), strict=True):
            out[i] = linked
    out = _tell(out, register, own_date)
    return _carry(out) if carry else out


class Register:
    """The catalogue's entries by number and by series."""

    def __init__(self, entries: Sequence[CatalogueEntry]) -> None:
        self._by_target: dict[str, CatalogueEntry] = {}
        self._terms: dict[str, dict[str, str]] = {}
        self._dated: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
        for e in entries:
            term = e.term or (term_of(e.date) if e.date else None)
            if term is None:
                continue
            key = key_of(Mention(0, 0, number=e.number), {})
            day = e.date.isoformat() if e.date else ""
            self._by_target[target_of(key, None, term)] = e
            self._terms.setdefault(key.stem, {})[term] = day
            series = series_of(e.number)
            if series and day:
                self._dated.setdefault((series.organ, series.code, term), []).append((series.ordinal, day))

    def entry(self, target: str) -> CatalogueEntry | None:
        """The entry of that document."""
        return self._by_target.get(target)

    def terms(self, stem: str, own_date: str | None) -> list[str]:
        """Terms in which the number is known, days after the citing document's left out."""
        return sorted(t for t, day in self._terms.get(stem, {}).items() if not (own_date and day > own_date))

    def reached(self, number: str, term: str, day: str) -> bool:
        """False where a number not above this one is known to be of a later day than ``day`` in that term."""
        series = series_of(number)
        if series is None:
            return True
        dated = self._dated.get((series.organ, series.code, term), ())
        return not any(ordinal <= series.ordinal and issued > day for ordinal, issued in dated)


@per_catalogue
def _register(entries: Sequence[CatalogueEntry]) -> Register:
    return Register(entries)


def _link(key: Key, group: Sequence[Mention], citing: Citing, register: Register) -> Iterable[Mention]:
    """The mentions of one number, each with its target."""
    own_place = _own_place(key, citing) if key.local else None
    where = [place_of(m) if key.local else None for m in group]
    places = sorted({p for p in where if p}) or ([own_place] if own_place else [])
    editions = sorted({e for m in group if (e := edition_of(m, key))})
    concluded = own_place is not None and not any(where)
    known: dict[tuple[str | None, str | None, tuple[str | None, ...]], tuple[str, ...]] = {}
    for m, place in zip(group, where, strict=True):
        mine: list[str | None] = [place] if place else [*places] or [None]
        found = _editions(key, m, editions, citing, register)
        if concluded and own_place:
            year = found.options[0] if len(found.options) == 1 else None
            mine = places_then(own_place, key.stem, citing.day, m.date, year)
        asked = (place, m.date if concluded else None, found.options)
        if asked not in known:  # of a thousand places under one number the list is made once
            known[asked] = tuple(target_of(key, p, e) for p in mine for e in found.options)
        options = known[asked]
        if len(options) > 1:
            identity = Identity(status="ambiguous")
            yield replace(m, target=target_of(key, None, None) + "?", candidates=options, identity=identity)
            continue
        basis, score = found.basis, found.score
        if key.local and not place and mine != [None] and basis not in {"citing_date", None}:
            basis = "context" if own_place not in places else "own_organ"
            score = min(score, SCORES[basis])
        status = _status(m, key, basis, found.options, mine)
        term = found.options[0] if key.central else None
        identity = Identity(status=status, basis=basis, score=score if basis else 0.0, term=term)
        concluded = basis in {"catalogue", "citing_date"}
        inferred = tuple(sorted({*m.inferred, "target"})) if concluded else m.inferred
        yield replace(m, target=options[0], inferred=inferred, identity=identity)


def _own_place(key: Key, citing: Citing) -> str | None:
    return slug(citing.place) if citing.place else own_place_of(citing.organs, key, citing.seat)


@dataclass(frozen=True, slots=True)
class _Editions:
    """Editions that a mention can mean, and by what they are known."""

    options: tuple[str | None, ...]
    basis: IdentityBasis | None
    score: float


def _editions(key: Key, m: Mention, in_text: Sequence[str], citing: Citing, register: Register) -> _Editions:
    if own := edition_of(m, key):
        basis: IdentityBasis = "date" if m.date else "term" if m.term and key.central else "year"
        return _Editions((own,), basis, SCORES[basis])
    if in_text:
        return _Editions(tuple(in_text), "context", SCORES["context"])
    if not key.central or not m.number:
        whole: IdentityBasis | None = "name" if m.number is None else None
        return _Editions((None,), whole, SCORES[whole] if whole else 0.0)
    listed = register.terms(key.stem, citing.day)
    guess = term_of(date.fromisoformat(citing.day)) if citing.day else None
    if guess and citing.day and not register.reached(m.number, guess, citing.day):
        guess = None
    if not guess and not listed:
        return _Editions((None,), None, 0.0)
    options = tuple(sorted({*listed, *([guess] if guess else [])}))
    if not listed:
        return _Editions(options, "citing_date", SCORES["citing_date"])
    return _Editions(options, "catalogue", AGREED if guess in listed else SCORES["catalogue"])


def _status(
    m: Mention, key: Key, basis: IdentityBasis | None, editions: Sequence[str | None], places: Sequence[str | None]
) -> IdentityStatus:
    if basis in {"catalogue", "citing_date", "own_organ"}:
        return "guessed"
    if basis is None or key.stem.startswith("?"):
        return "unresolved"
    if key.local and places == [None]:
        return "unresolved"
    if basis == "name" and editions == (None,) and m.type_code in {"L", "BL", "PL", "HP", "ĐL", "CL"}:
        return "unresolved"
    return "resolved"


def _tell(mentions: list[Mention], register: Register, own_date: str | None) -> list[Mention]:
    """What is known of each mention's document: printed there, at another mention, or in the catalogue."""
    known = _printed(mentions)
    return [_told(m, known.get(m.target, {}), register, own_date) for m in mentions]


def _told(m: Mention, known: dict[str, str], register: Register, own_date: str | None) -> Mention:
    identity = m.identity
    if identity is None or m.candidates:
        return m
    entry = register.entry(m.target)
    day = m.date or known.get("date") or (entry.date.isoformat() if entry and entry.date else None)
    span = term_range(identity.term) if identity.term and not day else None
    known_of_it = {
        "date": day,
        "issuer": m.issuer or known.get("issuer") or (entry.issuer if entry else None),
        "term": m.term or identity.term or known.get("term"),
        "earliest": span[0] if span else None,
        "latest": min(filter(None, (span[1], own_date)), default=None) if span else None,
        "catalogue_evidence": entry.evidence if entry else None,
    }
    return replace(m, identity=identity.model_copy(update=known_of_it))


def _printed(mentions: Sequence[Mention]) -> dict[str, dict[str, str]]:
    """Day, issuer and term by target, each from the first mention that prints it."""
    known: dict[str, dict[str, str]] = {}
    for m in mentions:
        for key in ("date", "issuer", "term"):
            value = getattr(m, key)
            if value and not m.candidates:
                known.setdefault(m.target, {}).setdefault(key, value)
    return known


def _carry(mentions: list[Mention]) -> list[Mention]:
    known = _printed(mentions)
    out = []
    for m in mentions:
        changes = {k: v for k, v in known.get(m.target, {}).items() if getattr(m, k) is None and not m.candidates}
        inferred = tuple(sorted({*m.inferred, *changes}))
        out.append(replace(m, inferred=inferred, **changes) if changes else m)  # type: ignore[arg-type]
    return out
