"""The citation network as one HTML page: rows by level, time from left to right, click for the passage.

The page works without network: style, script and data are inside it, and its policy forbids more.  Text of
documents stands in a block of data and is put on the page as text, never as markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from vndocparse.graph.flat import conflict_texts
from vndocparse.graph.model import CitationGraph, Edge, Node, Passage
from vndocparse.messages import Messages
from vndocparse.printable import one_line, shorten
from vndocparse.rules.citations import load_citation_rules
from vndocparse.rules.levels import LEVELS

MOST = 1500
"""Nodes that a browser still draws at once; of more, those with the fewest references are left out."""
_PASSAGES = 8
"""Passages of one edge that the page holds."""
_UNKNOWN = "unknown"


def graph_html(graph: CitationGraph, say: Messages, *, title: str = "", most: int = MOST) -> str:
    """The page; what is left out of a very large graph is said on it.  ``#id`` behind its name opens a node."""
    nodes = _chosen(graph, most)
    left_out = len(graph.nodes) - len(nodes)
    script, style = _template("graph.js"), _template("graph.css")
    return Template(_template("graph.html")).substitute(
        language=say.language,
        title=escape(one_line(title) or say("graph_title")),
        script=script,
        script_hash=_hash(script),
        style=style,
        style_hash=_hash(style),
        search=escape(say("graph_search")),
        zoom_in=escape(say("graph_zoom_in")),
        zoom_out=escape(say("graph_zoom_out")),
        theme=escape(say("graph_theme")),
        noscript=escape(say("graph_noscript")),
        data=_json(_data(graph, nodes, say, say("graph_left_out", count=left_out) if left_out else "")),
    )


@cache
def _template(name: str) -> str:
    return (files("vndocparse.graph") / "templates" / name).read_text("utf-8").rstrip("\n")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _json(data: dict[str, Any]) -> str:
    """JSON that cannot end the block of script it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _chosen(graph: CitationGraph, most: int) -> list[Node]:
    """All nodes, or of too many those with the most references, in the graph's order."""
    if len(graph.nodes) <= most:
        return list(graph.nodes)
    ranked = sorted(graph.nodes, key=lambda n: (-n.cited_by - n.cites, n.kind != "seen", n.id))[:most]
    kept = {n.id for n in ranked}
    return [n for n in graph.nodes if n.id in kept]


def _data(graph: CitationGraph, nodes: list[Node], say: Messages, note: str) -> dict[str, Any]:
    places = {n.id: i for i, n in enumerate(nodes)}
    disputed = conflict_texts(graph)
    edges = [e for e in graph.edges if e.source in places and e.target in places]
    relations = ["implements", "based_on", "reviews", "reports_on", "transmits", "attaches", "amends", "replaces",
                 "repeals", "mentions"]  # fmt: skip
    return {
        "say": _strings(say),
        "note": note,
        "levels": [{"id": level, "label": say.term("level", level)} for level in (*LEVELS, _UNKNOWN)],
        "kinds": [{"id": k, "label": say.term("node", k)} for k in ("seen", "cited", "ambiguous", "unresolved")],
        "relations": [{"id": r, "label": say.term("relation", r)} for r in relations],
        "nodes": [_node(n, places, disputed.get(n.id, ""), say) for n in nodes],
        "edges": [_edge(e, places) for e in edges],
    }


def _strings(say: Messages) -> dict[str, Any]:
    names = (
        "counts", "undated", "hint", "close", "section", "page", "score", "count", "status", "more", "attached",
        "cites", "cited_by", "candidates", "found", "most_cited", "conflicts", "relation", "level", "kind",
    )  # fmt: skip
    relations = ("implements", "based_on", "amends", "replaces", "repeals", "transmits", "reviews", "reports_on",
                 "mentions", "attaches")  # fmt: skip
    return {
        **{name: say.ui[f"graph_{name}"] for name in names},
        "relations": {r: say.term("relation", r) for r in relations},
        "kinds": {k: say.term("node", k) for k in ("seen", "cited", "ambiguous", "unresolved")},
        "statuses": {s: say.term("status", s) for s in ("resolved", "guessed", "ambiguous", "unresolved")},
    }


def _node(node: Node, places: dict[str, int], disputed: str, say: Messages) -> dict[str, Any]:
    time, exact = when(node)
    facts = [
        (say("graph_kind"), say.term("node", node.kind)),
        (say.field("number"), node.number),
        (say.field("doc_type"), node.doc_type),
        (say.field("organ"), node.organ),
        (say.field("issued"), node.date and _day(node, say)),
        (say("graph_edition"), node.edition),
        (say("graph_level"), node.level and say.term("level", node.level)),
        (say("graph_files"), ", ".join(node.files)),
        (say("graph_id"), node.id),
    ]
    return {
        "id": node.id,
        "kind": node.kind,
        "label": one_line(node.label),
        "name": shorten(node.title or "", 300),
        "organ": shorten(node.organ or "", 80),
        "day": node.date or node.edition or "",
        "level": node.level or _UNKNOWN,
        "t": time,
        "exact": exact,
        "cited": node.cited_by,
        "facts": [(name, one_line(value)) for name, value in facts if value],
        "conflicts": [one_line(c) for c in disputed.split("; ")] if disputed else [],
        "candidates": [places[c] for c in node.candidates if c in places],
    }


def _day(node: Node, say: Messages) -> str:
    shown = "/".join(reversed((node.date or "").split("-")))
    return shown if node.date_origin == "printed" else f"{shown} ({say.term('origin', node.date_origin or '')})"


def when(node: Node) -> tuple[float | None, bool]:
    """Where a node stands in time, in years, and whether its day is known; else the middle of its year or term."""
    if node.date:
        try:
            day = date.fromisoformat(node.date)
        except ValueError:
            return None, False
        return round(day.year + (day.timetuple().tm_yday - 1) / 365.25, 3), True
    edition = node.edition or ""
    if edition.isdigit():
        return int(edition) + 0.5, False
    term = next((t for t in load_citation_rules().terms if t.roman == edition), None)
    if term is None or node.level != "central":
        return None, False
    last = term.last.year if term.last else term.first.year
    return (term.first.year + last) / 2 + 0.5, False


def _edge(edge: Edge, places: dict[str, int]) -> dict[str, Any]:
    return {
        "s": places[edge.source],
        "t": places[edge.target],
        "r": edge.relation,
        "count": edge.count,
        "score": edge.score,
        "status": edge.status,
        "passages": [_passage(p) for p in edge.passages[:_PASSAGES]],
        "more": max(len(edge.passages) - _PASSAGES, 0),
    }


def _passage(passage: Passage) -> dict[str, Any]:
    before, after = _around(passage)
    return {
        "section": passage.section and one_line(passage.section),
        "page": passage.page,
        "score": passage.score,
        "before": before,
        "raw": passage.raw,
        "after": after,
    }


def _around(passage: Passage) -> tuple[str, str]:
    """The words before and behind the reference."""
    return passage.context[: passage.at], passage.context[passage.at + passage.size :]
