"""What can be counted on a citation network: spread, lag, most cited, chains.  Numbers only; plots draw them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vndocparse.errors import UsageError
from vndocparse.graph.model import CitationGraph, Edge, EdgeRelation, Node
from vndocparse.rules.levels import Level

CARRIES: frozenset[EdgeRelation] = frozenset({"implements", "based_on", "transmits", "reviews", "reports_on"})
"""Relations by which one document carries another further down."""


@dataclass(frozen=True, slots=True)
class Follower:
    """A document that cites another, ``hops`` references away."""

    node: Node
    hops: int


@dataclass(frozen=True, slots=True)
class Lag:
    """Days from one document to one that carries it further."""

    cited: Node
    citing: Node
    days: int


def node_of(graph: CitationGraph, name: str) -> Node:
    """The one document that ``name`` means: an id, or a number such as "30-CT/TW".

    Raises:
        UsageError: no node has that number, or several have; the message gives their ids.
    """
    found = graph.find(name)
    whole = [n for n in found if n.kind in ("seen", "cited")] or found
    if len(whole) == 1:
        return whole[0]
    if not whole:
        raise UsageError("No document of that number is in the graph.", remedy="Give a number as the graph has it.")
    ids = ", ".join(n.id for n in whole[:6])
    raise UsageError(f"{len(whole)} documents have that number: {ids}.", remedy="Give one of these ids.")


def followers(graph: CitationGraph, node: str, *, hops: int = 1) -> list[Follower]:
    """The documents read that cite ``node``, or cite one that does, up to ``hops`` references away; nearest first."""
    into: dict[str, set[str]] = {}
    for edge in graph.edges:
        if edge.relation != "attaches":
            into.setdefault(edge.target, set()).add(edge.source)
    nodes, distance, waiting = graph.by_id(), {node: 0}, deque([node])
    while waiting:
        at = waiting.popleft()
        if distance[at] == hops:
            continue
        for source in sorted(into.get(at, ())):
            if source not in distance:
                distance[source] = distance[at] + 1
                waiting.append(source)
    return [Follower(nodes[key], steps) for key, steps in distance.items() if steps]


def spread(graph: CitationGraph, node: str, *, hops: int = 1) -> Counter[tuple[str, Level | None]]:
    """How many documents cite ``node`` by month ("2016-04") and level; those without a day are not counted."""
    found = followers(graph, node, hops=hops)
    return Counter((f.node.date[:7], f.node.level) for f in found if f.node.date)


def lags(graph: CitationGraph, relations: Iterable[EdgeRelation] = CARRIES) -> list[Lag]:
    """Days between two documents for each reference of these relations whose document is known and dated.

    A negative one is a contradiction in the sources (a wrong day), and is kept: it should be looked at.
    """
    nodes, wanted, found = graph.by_id(), frozenset(relations), []
    for pair in sorted({(e.source, e.target) for e in graph.edges if e.relation in wanted and _known(e)}):
        citing, cited = nodes[pair[0]], nodes[pair[1]]
        days = days_between(cited, citing)
        if days is not None:
            found.append(Lag(cited, citing, days))
    return found


def days_between(first: Node, last: Node) -> int | None:
    """Days from one document to another; None where the day of one is not known."""
    begin, end = _day(first), _day(last)
    return (end - begin).days if begin and end else None


def most_cited(graph: CitationGraph, count: int = 15) -> list[Node]:
    """The documents that most others refer to; nodes that stand for unknown documents are left out."""
    known = [n for n in graph.nodes if n.kind in ("seen", "cited") and n.cited_by]
    return sorted(known, key=lambda n: (-n.cited_by, n.id))[:count]


def chains(graph: CitationGraph, count: int = 10, *, least: int = 3) -> list[tuple[Node, ...]]:
    """The longest lines of documents of which each carries the next further, from the lowest to the first.

    One chain for each document that none carries further; where it branches the longest way is taken.  A
    reference to a younger document is no step, so that no chain runs in a circle.
    """
    nodes = graph.by_id()
    out: dict[str, list[str]] = {}
    carried: set[str] = set()
    for edge in graph.edges:
        if edge.relation in CARRIES and _known(edge) and _older(nodes[edge.target], nodes[edge.source]):
            out.setdefault(edge.source, []).append(edge.target)
            carried.add(edge.target)
    best: dict[str, tuple[str, ...]] = {}
    for start in _upward(out):
        ways = [best.get(target, (target,)) for target in out.get(start, ())]
        best[start] = (start, *min(ways, key=lambda w: (-len(w), w), default=()))
    found = [best[start] for start in out if start not in carried]
    found = sorted((c for c in found if len(c) >= least), key=lambda c: (-len(c), c))[:count]
    return [tuple(nodes[key] for key in chain) for chain in found]


def _upward(out: dict[str, list[str]]) -> list[str]:
    """The documents in an order in which each stands behind all that it carries further; without recursion."""
    order: list[str] = []
    done: set[str] = set()
    for start in out:
        stack = [(start, iter(out[start]))] if start not in done else []
        done.add(start)
        while stack:
            at, targets = stack[-1]
            following = next((t for t in targets if t not in done), None)
            if following is None:
                order.append(at)
                stack.pop()
            else:
                done.add(following)
                stack.append((following, iter(out.get(following, ()))))
    return order


def _known(edge: Edge) -> bool:
    return edge.status in ("resolved", "guessed")


def _older(cited: Node, citing: Node) -> bool:
    """The cited document is surely not younger; of equal days the id decides, so that the order is strict."""
    first, last = cited.date or "", citing.date or ""
    if not first or not last:
        return cited.kind == "cited" and bool(last or citing.kind == "seen")
    return (first, cited.id) < (last, citing.id)


def _day(node: Node) -> date | None:
    try:
        return date.fromisoformat(node.date) if node.date else None
    except ValueError:
        return None
