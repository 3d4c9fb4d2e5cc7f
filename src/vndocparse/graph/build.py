"""A citation network of results: collect, link, and put nodes and edges together."""

from __future__ import annotations

import gc
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import SequenceMatcher
from importlib.resources import files

from vndocparse.graph.collect import Collected, Facts, Seen, collect
from vndocparse.graph.link import Entry, Link, Linked, catalogue_days, link
from vndocparse.graph.model import (
    CitationGraph,
    Conflict,
    Edge,
    EdgeRelation,
    Node,
    NodeKind,
    Passage,
    Status,
)
from vndocparse.identity import DocumentKey, is_whole, issuing_level
from vndocparse.model.document import SCHEMA_VERSION, ParseResult
from vndocparse.printable import one_line, shorten
from vndocparse.rules.catalogue import FILE as CATALOGUE
from vndocparse.rules.levels import Level
from vndocparse.text import bare

_ALIKE = 0.8
"""Titles less alike than this are two titles; OCR's slips stay above."""
_STATUSES: tuple[Status, ...] = ("resolved", "guessed", "ambiguous", "unresolved")


def build_graph(results: ParseResult | Iterable[ParseResult], *, context: int = 120) -> CitationGraph:
    """The citation network (mạng lưới viện dẫn) of results: documents seen or only cited, and who cites whom.

    A document in two files is one node, and what its copies say differently is a conflict.  Numbers start again
    each term and in each province: the key of a node is symbol, organ, number, and term or year, with the place for
    local organs.  A reference that prints less is given to the one document that fits, as ``guessed``, or else to
    a node of its own that says so.

    Args:
        results: read once, one by one; none is kept.
        context: characters of text to keep on each side of a reference.
    """
    with _without_collector():
        return _built([results] if isinstance(results, ParseResult) else results, context)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Python's search for circles costs more with every object and finds none here: all of ours are trees."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _built(results: Iterable[ParseResult], context: int) -> CitationGraph:
    collected = collect(results, context)
    linked = link(collected)
    edges = _edges(collected, linked)
    cites = Counter(e.source for e in edges if e.relation != "attaches")
    cited_by = Counter(target for _, target in {(e.source, e.target) for e in edges if e.relation != "attaches"})
    catalogue = catalogue_days()
    nodes = [
        _node(key, entry, linked, catalogue, cites[key], cited_by[key]) for key, entry in sorted(linked.entries.items())
    ]
    labels = {n.id: n.label for n in nodes}
    conflicts = [c for key, entry in sorted(linked.entries.items()) for c in _conflicts(key, entry, linked, labels)]
    return CitationGraph(tuple(nodes), tuple(edges), tuple(conflicts), provenance())


def provenance() -> dict[str, str]:
    """What a later reader of an export needs to make it again."""
    from vndocparse import __version__

    data = (files("vndocparse.rules") / "data" / CATALOGUE).read_bytes()
    return {
        "schema_version": SCHEMA_VERSION,
        "library_version": __version__,
        "catalogue": hashlib.sha256(data).hexdigest()[:12],
    }


# --- edges ---


def _edges(collected: Collected, linked: Linked) -> list[Edge]:
    """The edges, node by node in the order of their ids, so that no list of all references is grouped at once."""
    copies: dict[str, list[int]] = {}
    for at, node in enumerate(linked.documents):
        copies.setdefault(node, []).append(at)
    attached = _attachments(collected.documents, linked)
    edges: list[Edge] = []
    for node in sorted(copies):
        grouped: dict[tuple[str, EdgeRelation], list[tuple[Passage, Link]]] = {}
        for at in copies[node]:
            for reference, found in zip(collected.references[at], linked.links[at], strict=True):
                if found.node != node:
                    grouped.setdefault((found.node, reference.relation), []).append((reference.passage, found))
        own = [_edge(node, target, relation, group) for (target, relation), group in grouped.items()]
        edges += sorted([*own, *attached.get(node, ())], key=lambda e: (e.target, e.relation))
    return edges


def _edge(source: str, target: str, relation: EdgeRelation, group: list[tuple[Passage, Link]]) -> Edge:
    scores = [passage.score * found.weight for passage, found in group]
    status = min((found.status for _, found in group), key=_STATUSES.index)
    return Edge(source, target, relation, len(group), round(max(scores), 4), status, tuple(p for p, _ in group))


def _attachments(documents: list[Seen], linked: Linked) -> dict[str, list[Edge]]:
    """By source, an edge from each document to what stands behind it in its file; copies of a file give one."""
    grouped: dict[tuple[str, str], list[Passage]] = {}
    for at, seen in enumerate(documents):
        if seen.inside is None:
            continue
        ends = (linked.documents[seen.inside], linked.documents[at])
        if ends[0] != ends[1]:
            main = documents[seen.inside].id
            grouped.setdefault(ends, []).append(Passage(main, 0, None, seen.page, 0, 0, "", 0, 0, 1.0))
    edges: dict[str, list[Edge]] = {}
    for (source, target), passages in grouped.items():
        edge = Edge(source, target, "attaches", len(passages), 1.0, "resolved", tuple(passages))
        edges.setdefault(source, []).append(edge)
    return edges


# --- nodes ---


def _node(key: str, entry: Entry, linked: Linked, catalogue: dict[str, str], cites: int, cited_by: int) -> Node:
    said = _said(entry)
    own = entry.seen[0] if entry.seen else None
    kind = _kind(key, entry)
    printed = _first(s.date for s in entry.seen)
    given = printed or _most(f.date for f in said) if kind in ("seen", "cited") else None
    day = given or catalogue.get(key)
    number = _first(s.number for s in entry.seen) or _most(f.number for f in said)
    doc_type = _first(s.doc_type for s in entry.seen) or _most(f.doc_type for f in said)
    title = _first(s.title for s in entry.seen)
    name = _most(f.name for f in said)
    unknown = kind in ("ambiguous", "unresolved")
    label = number or name or shorten(" ".join(filter(None, (doc_type, title))), 60) or (own.file if own else key)
    return Node(
        id=key,
        kind=kind,
        label=f"{label} ?" if unknown else label,
        level=own.around.level if own else _level(entry, said),
        family=own.family if own else None,
        number=number,
        type_code=_first(s.type_code for s in entry.seen) or _most(f.type_code for f in said),
        doc_type=doc_type,
        title=title or (name if number else None),
        organ=_first(s.organ for s in entry.seen) or _most(f.issuer for f in said),
        place=entry.key.scope if entry.key else None,
        date=day,
        date_origin=("printed" if printed else "cited" if given else "catalogue") if day else None,
        edition=entry.key.edition if entry.key else None,
        files=tuple(dict.fromkeys(s.file for s in entry.seen)),
        documents=tuple(s.id for s in entry.seen),
        cites=cites,
        cited_by=cited_by,
        candidates=entry.candidates,
    )


def _said(entry: Entry) -> list[Facts]:
    return list(entry.cited)


def _kind(key: str, entry: Entry) -> NodeKind:
    if entry.seen:
        return "seen"
    if key.endswith("?"):
        return "ambiguous"
    return "cited" if entry.key is not None and is_whole(entry.key) else "unresolved"


def _level(entry: Entry, said: list[Facts]) -> Level | None:
    levels = [issuing_level(entry.key or DocumentKey(""), f.issuer or "") for f in said]
    found = Counter[Level](level for level in levels if level is not None)
    return min(found, key=lambda level: (-found[level], level), default=None)


def _first(values: Iterable[str | None]) -> str | None:
    return next((v for v in values if v), None)


def _most(values: Iterable[str | None]) -> str | None:
    """The value said most often; of several the first by alphabet, so that the order of files does not count."""
    found = Counter(one_line(v) for v in values if v)
    return min(found, key=lambda v: (-found[v], v)) if found else None


# --- conflicts ---


def _conflicts(key: str, entry: Entry, linked: Linked, labels: dict[str, str]) -> Iterator[Conflict]:
    if _kind(key, entry) not in ("seen", "cited"):
        return
    days = [(s.date, s.file) for s in entry.seen if s.date]
    days += [(f.date, labels[linked.documents[source]]) for f, source in entry.cited.items() if f.date]
    if len({day for day, _ in days}) > 1:
        yield Conflict(key, "date", _values(days))
    if len(entry.seen) < 2:
        return
    types = [(s.type_code, s.file) for s in entry.seen if s.type_code]
    if len({bare(code) for code, _ in types}) > 1:
        yield Conflict(key, "doc_type", _values(types))
    for name in ("title", "organ"):
        texts = [(value, s.file) for s in entry.seen if (value := getattr(s, name))]
        if any(not _alike(texts[0][0], other) for other, _ in texts[1:]):
            yield Conflict(key, "title" if name == "title" else "organ", _values(texts))


def _values(found: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Each value with the first three sources that have it."""
    by_value: dict[str, dict[str, None]] = {}
    for value, where in found:
        by_value.setdefault(value, {})[where] = None
    return tuple(
        (value, ", ".join(sorted(where)[:3]) + (" …" if len(where) > 3 else ""))
        for value, where in sorted(by_value.items())
    )


def _alike(one: str, other: str) -> bool:
    a, b = ("".join(c for c in bare(t) if c.isalnum()) for t in (one, other))
    return a == b or SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE
