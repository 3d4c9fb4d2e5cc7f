"""Second pass: references to nodes.  Numbers start again with each term and in each province, so a number that
is printed alone names no document: one is taken only where it is the only one that fits, and then says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.resolve import resolve_citations
from vndocparse.graph.collect import Collected, Facts, Seen, learned_places
from vndocparse.graph.model import Status
from vndocparse.identity import Identity, Surroundings, cited_identity, target_identity
from vndocparse.model.document import Citation
from vndocparse.rules.catalogue import load_catalogue

CONCLUDED = 0.95
"""What a score is worth where the place was taken from the citing document's own organs."""
ONLY_ONE = 0.6
"""The same where the one known document that fits was taken."""
UNKNOWN = 0.3
"""The same where no document is meant for sure."""


@dataclass(slots=True)
class Entry:
    """What is gathered about one node."""

    identity: Identity | None
    seen: list[Seen] = field(default_factory=list)
    cited: Counter[tuple[Facts, int]] = field(default_factory=Counter)
    """What references say, with the position of a document that says it."""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Which node a reference means, and how sure that is."""

    node: str
    status: Status
    weight: float


@dataclass(frozen=True, slots=True)
class Linked:
    """The nodes by id, the node of each document, and where each reference leads."""

    entries: dict[str, Entry]
    documents: list[str]
    links: dict[tuple[int, Facts], Link]


def link(collected: Collected) -> Linked:
    """The nodes of all documents and references."""
    around = learned_places(collected.documents)
    entries: dict[str, Entry] = {}
    documents = _document_nodes(collected.documents, entries)
    wanted = _identities(collected, around)
    links: dict[tuple[int, Facts], Link] = {}
    open_ones: list[tuple[tuple[int, Facts], Identity]] = []
    for key, (identity, concluded) in wanted.items():
        if is_whole(identity):
            entries.setdefault(identity.id, Entry(identity))
            links[key] = Link(identity.id, "resolved", CONCLUDED if concluded else 1.0)
        else:
            open_ones.append((key, identity))
    known = _by_stem(entries, links)
    for key, identity in open_ones:
        links[key] = _open_link(identity, key, collected.documents, known, entries)
    for key, found in links.items():
        source, facts = key
        entries[found.node].cited[facts, source] += 1
    return Linked(entries, documents, links)


def is_whole(identity: Identity) -> bool:
    """It names one document; a law or constitution only with its year, for each has several."""
    return identity.whole and (identity.edition is not None or identity.stem.startswith("vn-cpv:"))


def _document_nodes(documents: Sequence[Seen], entries: dict[str, Entry]) -> list[str]:
    """The node of each document; copies of one document share it."""
    ids = []
    for seen in documents:
        identity = seen.identity
        if identity is None:
            node = f"text:{seen.text_key}"
        elif is_whole(identity):
            node = identity.id
        else:
            node = f"{identity.id}#{seen.text_key}"
        entries.setdefault(node, Entry(identity)).seen.append(seen)
        ids.append(node)
    return ids


def _identities(collected: Collected, around: Sequence[Surroundings]) -> dict[tuple[int, Facts], tuple[Identity, bool]]:
    """What each document's references mean, as far as the document says; one target is one document there."""
    found: dict[tuple[int, Facts], tuple[Identity, bool]] = {}
    scopes: dict[tuple[int, str], tuple[str, bool]] = {}
    for reference in collected.references:
        key = (reference.source, reference.facts)
        if key in found:
            continue
        facts = reference.facts
        citation = Citation.model_construct(target=facts.target, issuer=facts.issuer)
        identity, concluded = cited_identity(citation, around[reference.source])
        found[key] = (identity, concluded)
        at = (reference.source, facts.target)
        if identity.scoped and identity.scope and (at not in scopes or not concluded):
            scopes[at] = (identity.scope, concluded)
    for (source, facts), (identity, _) in found.items():
        scope = scopes.get((source, facts.target))
        if scope and identity.scoped and identity.scope != scope[0] and not target_identity(facts.target).scope:
            found[source, facts] = (_scoped(identity, scope[0]), scope[1])
    return found


def _scoped(identity: Identity, scope: str) -> Identity:
    return Identity(identity.stem, scope, identity.edition, scoped=True, open=identity.open)


@dataclass(frozen=True, slots=True)
class _Known:
    """A document that an open reference might mean."""

    id: str
    identity: Identity
    days: frozenset[str]


def _by_stem(entries: dict[str, Entry], links: dict[tuple[int, Facts], Link]) -> dict[str, list[_Known]]:
    days: dict[str, set[str]] = {}
    for (_, facts), found in links.items():
        if facts.date:
            days.setdefault(found.node, set()).add(facts.date)
    for node, entry in entries.items():
        days.setdefault(node, set()).update(s.date for s in entry.seen if s.date)
    by_stem: dict[str, list[_Known]] = {}
    for node, entry in sorted(entries.items()):
        if entry.identity is not None and is_whole(entry.identity):
            known = _Known(node, entry.identity, frozenset(days[node]))
            by_stem.setdefault(entry.identity.stem, []).append(known)
    return by_stem


def _open_link(
    identity: Identity,
    key: tuple[int, Facts],
    documents: Sequence[Seen],
    known: dict[str, list[_Known]],
    entries: dict[str, Entry],
) -> Link:
    """The only document that fits, else a node that stands for the mentions of this number."""
    source, facts = key
    fitting = [k for k in known.get(identity.stem, ()) if _fits(k, identity, facts, documents[source].date)]
    if identity.scoped and identity.scope is None:
        # Without its place a number is that of any province: only the same day tells.
        fitting = [k for k in fitting if facts.date in k.days]
    if len(fitting) == 1 and not identity.open:
        return Link(fitting[0].id, "inferred", ONLY_ONE)
    if len(fitting) > 1 or identity.open:
        entry = entries.setdefault(f"{identity.id}?", Entry(identity))
        entry.candidates = tuple(sorted({*entry.candidates, *(k.id for k in fitting)}))
        return Link(f"{identity.id}?", "ambiguous", UNKNOWN)
    entries.setdefault(identity.id, Entry(identity))
    return Link(identity.id, "unresolved", UNKNOWN)


def _fits(known: _Known, identity: Identity, facts: Facts, citing_day: str | None) -> bool:
    """Nothing that is known of both differs, and the document is not younger than the one that cites it."""
    other = known.identity
    if identity.scope is not None and other.scope is not None and identity.scope != other.scope:
        return False
    if identity.edition is not None and other.edition is not None and identity.edition != other.edition:
        return False
    if facts.date and known.days and facts.date not in known.days:
        return False
    return not (citing_day and known.days and min(known.days) > citing_day)


def catalogue_days() -> dict[str, str]:
    """ISO day of central documents by node id, where the package's catalogue knows one."""
    days: dict[str, str] = {}
    for entry in load_catalogue():
        if entry.date is not None:
            day = entry.date.isoformat()
            mention = Mention(0, 0, number=entry.number, date=day, year=entry.date.year, term=entry.term)
            days[target_identity(resolve_citations([mention], catalogue=())[0].target).id] = day
    return days
