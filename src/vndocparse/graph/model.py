"""The citation network (mạng lưới viện dẫn): documents as nodes, references as edges, plain values all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from vndocparse.extras import need
from vndocparse.model.document import Family, IdentityStatus, Relation
from vndocparse.rules.levels import Level

if TYPE_CHECKING:
    import networkx

NodeKind = Literal["seen", "cited", "ambiguous", "unresolved"]
"""seen: a document read; cited: one that is only cited; the others stand for mentions of which it is not known
which document they mean: several would do (ambiguous), or too little is printed (unresolved)."""
Status = IdentityStatus
"""As ``Citation.identity.status``; guessed also: the one document of the collection that fits."""
EdgeRelation = Relation | Literal["attaches"]
"""attaches: the file holds both, one behind the other."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Where one document refers to another."""

    document: str
    """``document_id`` of the citing document, as in the tables of ``to_frames``."""
    citation: int
    """Index of the reference among the document's citations, from 1; 0 for an attachment."""
    section: str | None
    """Path of labels: "II/1"."""
    page: int | None
    start: int
    """First character in the citing document's text; ``start == end`` for a footnote, which is no part of it."""
    end: int
    context: str
    """The reference with the words around it, white space folded."""
    at: int
    """Where the reference begins in ``context``."""
    size: int
    """Its length there."""
    score: float
    """The confidence of the citation."""

    @property
    def raw(self) -> str:
        """The reference as printed."""
        return self.context[self.at : self.at + self.size]


@dataclass(frozen=True, slots=True)
class Edge:
    """All references of one document to another in one relation."""

    source: str
    target: str
    relation: EdgeRelation
    count: int
    score: float
    """The best of the references': how sure it is that this document is meant."""
    status: Status
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A document, or what stands for mentions of an unknown one."""

    id: str
    kind: NodeKind
    label: str
    """Number and symbol, else a name or title."""
    level: Level | None = None
    family: Family | None = None
    number: str | None = None
    type_code: str | None = None
    doc_type: str | None = None
    title: str | None = None
    organ: str | None = None
    place: str | None = None
    """Slug of the place or organ that a local number belongs to."""
    date: str | None = None
    """ISO."""
    date_origin: Literal["printed", "cited", "catalogue"] | None = None
    """The document prints the day, others give it, or only the catalogue knows it."""
    edition: str | None = None
    """Term of a central Party document, else the year."""
    files: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """``document_id`` of each copy that was read."""
    cites: int = 0
    """Edges that leave it, attachments not counted."""
    cited_by: int = 0
    """Documents that refer to it."""
    candidates: tuple[str, ...] = ()
    """Of an ambiguous one: the nodes that would do."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that say different things of one document."""

    node: str
    field: Literal["date", "doc_type", "title", "organ"]
    values: tuple[tuple[str, str], ...]
    """Each value with the file, or the citing document's label, that has it."""


@dataclass(frozen=True, slots=True)
class CitationGraph:
    """Documents and the references between them, in a stable order.

    Guarantees: node ids are unique; each edge's ends are nodes; no edge leads from a node to itself; nodes are
    sorted by id, edges by source, target and relation.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    conflicts: tuple[Conflict, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    """Versions of schema, library and catalogue."""

    def by_id(self) -> dict[str, Node]:
        """The nodes by their id."""
        return {node.id: node for node in self.nodes}

    def find(self, name: str) -> list[Node]:
        """The nodes of that id, or else of that number or label, blanks and case aside."""
        wanted = "".join(name.split()).casefold()
        same = [n for n in self.nodes if n.id.casefold() == wanted]
        return same or [
            n for n in self.nodes if wanted in {"".join(t.split()).casefold() for t in (n.number, n.label) if t}
        ]

    def to_networkx(self) -> networkx.MultiDiGraph:
        """As a networkx graph: keys of edges are relations, attributes flat and never None.

        Raises:
            MissingExtraError: networkx is not installed.
        """
        from vndocparse.graph.flat import conflict_texts, edge_attributes, node_attributes

        networkx = need("networkx", "graph")
        disputed = conflict_texts(self)
        graph: Any = networkx.MultiDiGraph(**dict(self.provenance))
        graph.add_nodes_from((n.id, node_attributes(n, disputed.get(n.id, ""))) for n in self.nodes)
        graph.add_edges_from((e.source, e.target, e.relation, edge_attributes(e)) for e in self.edges)
        return graph
