"""Second pass: references to nodes.

Numbers start again with each term and in each province, so a number that is printed alone names no document.  What
the citing document tells is taken first; then the one document of the collection that fits, as a guess; where
several fit, or nothing does, the mentions of that number have a node of their own, which says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from vndocparse.fields.citation_mention import Mention
from vndocparse.graph.collect import Collected, Facts, Seen, learned_places
from vndocparse.graph.model import Status
from vndocparse.identity import DocumentKey, Surroundings, cited_key, is_whole, number_key, target_key
from vndocparse.model.document import IdentityBasis
from vndocparse.rules.catalogue import catalogue_in_use

OWN_ORGAN = 0.8
"""Most that a score is worth where the place was taken from the citing document's own organs."""
CONFIRMED = 0.95
"""Least that it is worth where moreover the collection holds a document of that place, number and day."""
ONLY_ONE = 0.6
"""The same where the one document of the collection that fits was taken."""
UNKNOWN = 0.3
"""The same where no document is meant for sure."""
_GUESSES: frozenset[IdentityBasis | None] = frozenset({"catalogue", "citing_date"})
"""Grounds on which a term was guessed: a document of the collection with that number is a candidate too."""


@dataclass(slots=True)
class Entry:
    """What is gathered about one node."""

    key: DocumentKey | None
    seen: list[Seen] = field(default_factory=list)
    cited: dict[Facts, int] = field(default_factory=dict)
    """What references say, each with the position of the first document that says it."""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Which node a reference means, and how sure that is."""

    node: str
    status: Status
    weight: float


@dataclass(frozen=True, slots=True)
class Linked:
    """The nodes by id, the node of each document, and where each of its references leads."""

    entries: dict[str, Entry]
    documents: list[str]
    links: list[list[Link]]


@dataclass(frozen=True, slots=True)
class _Open:
    """References of the document at ``source`` that its own words do not decide."""

    source: int
    facts: Facts
    key: DocumentKey


def link(collected: Collected) -> Linked:
    """The nodes of all documents and references."""
    documents = collected.documents
    entries: dict[str, Entry] = {}
    nodes = _document_nodes(documents, entries)
    found: list[dict[Facts, Link]] = []
    undecided: list[_Open] = []
    for source, (around, references) in enumerate(zip(learned_places(documents), collected.references, strict=True)):
        decided: dict[Facts, Link] = {}
        for facts, (key, concluded) in _keys([r.facts for r in references], around).items():
            if is_whole(key) and facts.basis not in _GUESSES:
                decided[facts] = _decided(entries.setdefault(key.id, Entry(key)), facts, key, concluded)
                entries[key.id].cited.setdefault(facts, source)
            else:
                undecided.append(_Open(source, facts, key))
        found.append(decided)
    known = _by_stem(entries, {o.key.stem for o in undecided})
    for one in undecided:
        best = _best(one, documents[one.source].date, known.get(one.key.stem, ()), entries)
        found[one.source][one.facts] = best
        entries[best.node].cited.setdefault(one.facts, one.source)
    links = [[of[r.facts] for r in references] for of, references in zip(found, collected.references, strict=True)]
    return Linked(entries, nodes, links)


def _decided(entry: Entry, facts: Facts, key: DocumentKey, concluded: bool) -> Link:
    """A link to the document that the citing one names; a place that was concluded makes it less sure."""
    if concluded and any(s.date == facts.date for s in entry.seen if s.date):
        return Link(key.id, "resolved", max(facts.score, CONFIRMED))
    return Link(key.id, "guessed" if concluded else "resolved", min(facts.score, OWN_ORGAN if concluded else 1.0))


def _document_nodes(documents: Sequence[Seen], entries: dict[str, Entry]) -> list[str]:
    """The node of each document; copies of one document share it.

    A document without number is known by its text alone, one without year or place by number and text.
    """
    ids = []
    for seen in documents:
        if seen.key is None:
            node = f"text:{seen.text_key}"
        else:
            node = seen.key.id if is_whole(seen.key) else f"{seen.key.id}#{seen.text_key}"
        entries.setdefault(node, Entry(seen.key)).seen.append(seen)
        ids.append(node)
    return ids


def _keys(every: Sequence[Facts], around: Surroundings) -> dict[Facts, tuple[DocumentKey, bool]]:
    """What one document's references mean, as far as it says; there one target is one document.

    The second value says that the place was concluded from the document's own organs.
    """
    found = {facts: _key(facts, around) for facts in every}
    scopes: dict[str, tuple[str, bool]] = {}
    for facts, (key, concluded) in found.items():
        if key.scoped and key.scope and (facts.target not in scopes or not concluded):
            scopes[facts.target] = (key.scope, concluded)
    for facts, (key, _) in found.items():
        scope = scopes.get(facts.target)
        if scope and key.scoped and key.scope != scope[0]:
            found[facts] = (replace(key, scope=scope[0]), scope[1])
    return found


def _key(facts: Facts, around: Surroundings) -> tuple[DocumentKey, bool]:
    key = replace(target_key(facts.target), open=True) if facts.open else target_key(facts.target)
    if facts.basis == "own_organ":  # a place that was concluded: all organs of the citing document decide here
        key = replace(key, scope=None)
    return cited_key(key, facts.issuer or "", around, facts.date)


@dataclass(frozen=True, slots=True)
class _Known:
    """A document that a reference might mean."""

    id: str
    key: DocumentKey
    days: frozenset[str]


def _by_stem(entries: dict[str, Entry], stems: set[str]) -> dict[str, list[_Known]]:
    """The documents with these stems, and all days that they or others give them."""
    by_stem: dict[str, list[_Known]] = {}
    for node, entry in sorted(entries.items()) if stems else ():
        if entry.key is not None and entry.key.stem in stems and is_whole(entry.key):
            days = {s.date for s in entry.seen if s.date} | {f.date for f in entry.cited if f.date}
            by_stem.setdefault(entry.key.stem, []).append(_Known(node, entry.key, frozenset(days)))
    return by_stem


def _best(one: _Open, citing_day: str | None, known: Sequence[_Known], entries: dict[str, Entry]) -> Link:
    """The only document that fits, else a node that stands for the mentions of this number."""
    key, facts = one.key, one.facts
    guess = key if facts.basis in _GUESSES and is_whole(key) else None
    asked = replace(key, edition=None) if guess else key
    fitting = [k for k in known if _fits(k, asked, facts, citing_day)]
    if key.scoped and key.scope is None:
        # Without its place a number is that of any province: only the same day tells.
        fitting = [k for k in fitting if facts.date in k.days]
    options = sorted({*(k.id for k in fitting), *([guess.id] if guess else [])})
    if len(options) == 1 and not key.open:
        entries.setdefault(options[0], Entry(key))
        return Link(options[0], "guessed", facts.score if guess else min(facts.score, ONLY_ONE))
    if len(options) > 1 or key.open:
        node = f"{asked.id}?"
        entry = entries.setdefault(node, Entry(asked))
        entry.candidates = tuple(sorted({*entry.candidates, *options, *facts.candidates}))
        return Link(node, "ambiguous", UNKNOWN)
    entries.setdefault(key.id, Entry(key))
    return Link(key.id, "unresolved", UNKNOWN)


def _fits(known: _Known, key: DocumentKey, facts: Facts, citing_day: str | None) -> bool:
    """Nothing that is known of both differs, and the document is not younger than the one that cites it."""
    for one, other in ((known.key.scope, key.scope), (known.key.edition, key.edition)):
        if one is not None and other is not None and one != other:
            return False
    if facts.date and known.days and facts.date not in known.days:
        return False
    return not (citing_day and known.days and min(known.days) > citing_day)


def catalogue_days() -> dict[str, str]:
    """ISO day of central documents by node id, where the catalogue in use knows one."""
    days: dict[str, str] = {}
    for entry in catalogue_in_use():
        if entry.date is not None:
            day = entry.date.isoformat()
            mention = Mention(0, 0, number=entry.number, date=day, year=entry.date.year, term=entry.term)
            days[number_key(mention).id] = day
    return days
