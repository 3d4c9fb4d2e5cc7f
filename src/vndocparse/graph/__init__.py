"""The citation network of a collection: built from results, written for other tools, drawn for eyes."""

from __future__ import annotations

from vndocparse.graph.build import build_graph
from vndocparse.graph.model import CitationGraph, Conflict, Edge, Node, Passage
from vndocparse.graph.stored import load_results

__all__ = ["CitationGraph", "Conflict", "Edge", "Node", "Passage", "build_graph", "load_results"]
