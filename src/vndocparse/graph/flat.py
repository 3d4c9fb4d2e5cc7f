"""Nodes and edges as flat attributes, as GraphML, GEXF, CSV and networkx can hold them: no None, no lists, no
control characters; lists are joined by "|"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from vndocparse.printable import one_line

if TYPE_CHECKING:
    from vndocparse.graph.model import CitationGraph, Edge, Node, Passage

Flat = dict[str, str | int | float]

NODE: dict[str, type] = {
    "kind": str, "label": str, "level": str, "family": str, "doc_type": str, "type_code": str, "number": str,
    "organ": str, "place": str, "date": str, "date_origin": str, "edition": str, "title": str, "files": str,
    "documents": str, "cites": int, "cited_by": int, "candidates": str, "conflicts": str,
}  # fmt: skip
"""Attributes of a node and their types, in the order of exports; what a node lacks is left out."""
EDGE: dict[str, type] = {
    "relation": str, "count": int, "score": float, "status": str, "document": str, "section": str, "page": int,
    "start": int, "end": int, "raw": str, "where": str,
}  # fmt: skip
"""Attributes of an edge: ``document`` to ``raw`` are those of its first passage, ``where`` names all of them."""


def node_attributes(node: Node, conflicts: str = "") -> Flat:
    """The attributes of ``NODE`` that ``node`` has."""
    values = {name: getattr(node, name, None) for name in NODE}
    return _flat({**values, "conflicts": conflicts})


def edge_attributes(edge: Edge) -> Flat:
    """The attributes of ``EDGE`` that ``edge`` has."""
    first = edge.passages[0]
    own = {name: getattr(edge, name) for name in ("relation", "count", "score", "status")}
    place = {name: getattr(first, name) for name in ("document", "section", "page", "start", "end", "raw")}
    return _flat({**own, **place, "where": tuple(map(where, edge.passages))})


def where(passage: Passage) -> str:
    """A passage's place in one word: section, page and characters ("II/1 p2 310-352")."""
    page = f"p{passage.page}" if passage.page is not None else ""
    span = f"{passage.start}-{passage.end}" if passage.end > passage.start else ""
    return " ".join(filter(None, (passage.section, page, span)))


def conflict_texts(graph: CitationGraph) -> dict[str, str]:
    """What is in dispute of each node, in a line: "date: 2016-04-11 (a.pdf) / 2016-04-12 (b.pdf)"."""
    lines: dict[str, list[str]] = {}
    for conflict in graph.conflicts:
        values = " / ".join(f"{value} ({where})" for value, where in conflict.values)
        lines.setdefault(conflict.node, []).append(f"{conflict.field}: {values}")
    return {node: "; ".join(said) for node, said in lines.items()}


def legal(text: str) -> str:
    """Without the two non-characters that ``printable`` lets through and XML 1.0 forbids."""
    return text.replace("\ufffe", "").replace("\uffff", "")


def _flat(values: Mapping[str, object]) -> Flat:
    out: Flat = {}
    for name, value in values.items():
        if value is None or value == "" or value == ():
            continue
        if isinstance(value, tuple):
            out[name] = "|".join(legal(one_line(str(v))).replace("|", "/") for v in value)
        elif isinstance(value, int | float):
            out[name] = value
        else:
            out[name] = legal(one_line(str(value)))
    return {name: value for name, value in out.items() if value != ""}
