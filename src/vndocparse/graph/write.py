"""A citation network for other tools: GraphML, GEXF, and CSV as two tables.

Written piece by piece and without networkx, so that a million edges need no second copy in memory.  The same graph
gives the same bytes: no time of writing is in them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from vndocparse.export.table import guard
from vndocparse.graph.flat import EDGE, NODE, Flat, conflict_texts, edge_attributes, legal, node_attributes
from vndocparse.graph.model import CitationGraph

_TYPES: Mapping[type, str] = {str: "string", int: "long", float: "double"}
"""Python's types as both formats call them."""


def to_graphml(graph: CitationGraph) -> Iterator[str]:
    """The graph as GraphML (Gephi, yEd, igraph, networkx), in pieces.

    Guarantees: attributes are flat; one that a node or edge lacks is left out; no control characters.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for home, kinds in (("node", NODE), ("edge", EDGE)):
        for name, kind in kinds.items():
            yield (f'<key id="{home}.{name}" for="{home}" attr.name="{name}" attr.type="{_TYPES[kind]}"/>\n')
    for name in graph.provenance:
        yield f'<key id="graph.{name}" for="graph" attr.name="{name}" attr.type="string"/>\n'
    yield '<graph edgedefault="directed">\n'
    yield from _graphml_data("graph", dict(graph.provenance))
    for node, attributes in _nodes(graph):
        yield f"<node id={_attribute(node)}>\n"
        yield from _graphml_data("node", attributes)
        yield "</node>\n"
    for edge in graph.edges:
        ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)}"
        yield f"<edge {ends}>\n"
        yield from _graphml_data("edge", edge_attributes(edge))
        yield "</edge>\n"
    yield "</graph>\n</graphml>\n"


def to_gexf(graph: CitationGraph) -> Iterator[str]:
    """The graph as GEXF 1.3 (Gephi), in pieces; the weight of an edge is its count, the kind its relation."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n<meta>'
    said = ", ".join(f"{name} {value}" for name, value in graph.provenance.items())
    yield f"<creator>vndocparse</creator><description>{_text(said)}</description></meta>\n"
    yield '<graph defaultedgetype="directed" mode="static">\n'
    for home, kinds in (("node", NODE), ("edge", EDGE)):
        yield f'<attributes class="{home}">\n'
        for name, kind in kinds.items():
            yield f'<attribute id="{home}.{name}" title="{name}" type="{_TYPES[kind]}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    for (node, attributes), label in zip(_nodes(graph), (n.label for n in graph.nodes), strict=True):
        yield f"<node id={_attribute(node)} label={_attribute(label)}>\n"
        yield from _gexf_values("node", attributes)
        yield "</node>\n"
    yield "</nodes>\n<edges>\n"
    for number, edge in enumerate(graph.edges):
        ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)}"
        yield f'<edge id="{number}" {ends} kind="{edge.relation}" weight="{float(edge.count)}">\n'
        yield from _gexf_values("edge", edge_attributes(edge))
        yield "</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def to_edge_csv(graph: CitationGraph) -> Iterator[str]:
    """The edges as CSV: source, target, then the attributes of ``EDGE``; cells guarded as in ``export.to_csv``."""
    rows = ({"source": e.source, "target": e.target, **edge_attributes(e)} for e in graph.edges)
    yield from _csv(("source", "target", *EDGE), rows)


def to_node_csv(graph: CitationGraph) -> Iterator[str]:
    """The nodes as CSV: id, then the attributes of ``NODE``."""
    yield from _csv(("id", *NODE), ({"id": node, **attributes} for node, attributes in _nodes(graph)))


WRITERS: dict[str, Callable[[CitationGraph], Iterator[str]]] = {
    ".graphml": to_graphml,
    ".gexf": to_gexf,
    ".csv": to_edge_csv,
}
"""What writes a file of each name."""


def _nodes(graph: CitationGraph) -> Iterator[tuple[str, Flat]]:
    disputed = conflict_texts(graph)
    return ((node.id, node_attributes(node, disputed.get(node.id, ""))) for node in graph.nodes)


def _graphml_data(home: str, attributes: Mapping[str, object]) -> Iterator[str]:
    for name, value in attributes.items():
        yield f'  <data key="{home}.{name}">{_text(value)}</data>\n'


def _gexf_values(home: str, attributes: Flat) -> Iterator[str]:
    values = "".join(
        f"<attvalue for={quoteattr(f'{home}.{name}')} value={_attribute(value)}/>" for name, value in attributes.items()
    )
    yield f"  <attvalues>{values}</attvalues>\n"


def _csv(columns: tuple[str, ...], rows: Iterator[dict[str, object]] | Iterator[Flat]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guard(str(row.get(name, ""))) for name in columns])
        if out.tell() > 1 << 16:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _text(value: object) -> str:
    return escape(legal(str(value)))


def _attribute(value: object) -> str:
    return quoteattr(legal(str(value)))
