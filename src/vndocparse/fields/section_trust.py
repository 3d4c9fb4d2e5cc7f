"""What a section's place in the tree is worth: it hangs on those above it, and on the count of its neighbours.

A heading that OCR lost is not seen where it stood, but by what it leaves behind: II is followed by IV, so what stands
in II behind the gap may be III's; 1, 2, 1, 2 in one row are two sections' parts; articles before the first part
belong to a part that was not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vndocparse.fields.sections import SectionNode

OUT_OF_COUNT = 0.8
"""What a section is worth, of its own score, where a neighbour was perhaps not read."""
PLAIN_AMONG_TITLED = 0.95
SHORT = 45
"""Characters; a list's item or a heading with nothing below it."""
_TWICE = frozenset({"repeats", "restarts"})
_HIGH = frozenset({"part", "chapter"})
_FIRST = frozenset({"i", "1", "a"})


def weighed(nodes: Sequence[SectionNode], most: float = 1.0) -> tuple[SectionNode, ...]:
    """The sections with their confidence lowered to what holds them; never raised.

    Args:
        nodes: sections side by side, of one text: an appendix has a count of its own.
        most: confidence of the section that they stand in.
    """
    out = []
    strays = _strays(nodes)
    twice = False
    titled = any(node.heading for node in nodes)
    for i, node in enumerate(nodes):
        how = _how(node)
        twice = twice or how in _TWICE
        doubt = twice or i < strays or how == "skips"
        own = min(node.confidence * (OUT_OF_COUNT if doubt else 1.0), most)
        broken = i + 1 < len(nodes) and _how(nodes[i + 1]) in ("skips", *_TWICE)
        inside = own * (OUT_OF_COUNT if broken and not doubt else 1.0)
        seen = own * node.heading_sure * _plainness(node, titled)
        out.append(replace(node, confidence=seen, children=weighed(node.children, inside)))
    return tuple(out)


def _plainness(node: SectionNode, titled: bool) -> float:
    """Less than 1 for a short line without heading or sections of its own among neighbours that have headings."""
    bare = titled and node.heading is None and not node.children and len(node.spans) == 1
    return PLAIN_AMONG_TITLED if bare and node.spans[0][1] - node.spans[0][0] < SHORT else 1.0


def _how(node: SectionNode) -> str:
    return node.rule.split(":")[1]


def _strays(nodes: Sequence[SectionNode]) -> int:
    """How many sections at the beginning belong to one that was not read.

    A part or chapter follows them, beside which nothing else stands; or another count follows that begins with its
    second: 1, 2, II.
    """
    for i, node in enumerate(nodes):
        if node.kind != nodes[0].kind and (node.kind in _HIGH or node.label.casefold() not in _FIRST):
            return i
    return 0
