"""HTML as a stream of events: from lxml's tree, or, where libxml2 gives up, tag by tag.

libxml2 drops what lies deeper than 256 elements or in a text of more than ten million characters, and old pages
nest that deep by never closing ``<font>``.  Then the tags are read one after another without a tree.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

Kind = Literal["start", "end", "text", "comment"]

_ATTRIBUTE = re.compile(r"([a-z][\w:-]*)\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?", re.IGNORECASE)
_TAG_NAME = re.compile(r"(/?)([a-z][a-z0-9:]*)", re.IGNORECASE)
_RAW = ("script", "style")
_VOID = re.compile("br|hr|img|meta|link|input|col|area|base|wbr|source|embed|param|track")
_LONGEST_TAG = 20_000


class Event(NamedTuple):
    """Start or end of an element, text, or a comment's text."""

    kind: Kind
    value: str
    attributes: dict[str, str]


def events_of(text: str) -> tuple[Iterator[Event], bool]:
    """Events of the whole text, and False where it had to be read without a tree."""
    root = _tree(text)
    return (_walk(root), True) if root is not None else (_scan(text), False)


def _tree(text: str) -> Any:
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, recover=True, remove_pis=True, default_doctype=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    limits = (etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_INTERNAL_ERROR, etree.ErrorTypes.ERR_NO_MEMORY)
    return None if any(entry.type in limits for entry in parser.error_log) else root


def _walk(root: Any) -> Iterator[Event]:
    from lxml import etree

    for action, node in etree.iterwalk(root, events=("start", "end", "comment")):
        if action == "comment":
            yield Event("comment", node.text or "", {})
            if node.tail and node is not root:
                yield Event("text", node.tail, {})
        elif not isinstance(node.tag, str):
            continue
        elif action == "start":
            # By ``items``: a lookup refuses names with control characters, which a damaged file may have.
            yield Event("start", node.tag.lower(), dict(node.attrib.items()))
            if node.text:
                yield Event("text", node.text, {})
        else:
            yield Event("end", node.tag.lower(), {})
            if node.tail and node is not root:
                yield Event("text", node.tail, {})


def _scan(text: str) -> Iterator[Event]:
    """Tag by tag, linear: a tag ends at the next ``>``, whatever its quotes say."""
    at = 0
    while True:
        start = text.find("<", at)
        if start < 0:
            break
        if start > at:
            yield Event("text", html.unescape(text[at:start]), {})
        if text.startswith("<!--", start):
            stop = text.find("-->", start + 4)
            if stop < 0:
                return
            yield Event("comment", text[start + 4 : stop], {})
            at = stop + 3
            continue
        found = _TAG_NAME.match(text, start + 1)
        stop = text.find(">", start, start + _LONGEST_TAG)
        if stop < 0 or (found is None and text[start + 1 : start + 2] not in ("!", "?")):
            yield Event("text", "<", {})
            at = start + 1
            continue
        at = stop + 1
        if found is None:
            continue
        name = found.group(2).lower()
        if found.group(1):
            yield Event("end", name, {})
            continue
        inner = text[found.end() : stop]
        attributes = {m[0].lower(): html.unescape(m[1] or m[2] or m[3]) for m in _ATTRIBUTE.findall(inner)}
        yield Event("start", name, attributes)
        if _VOID.fullmatch(name) or inner.endswith("/"):
            yield Event("end", name, {})
        elif name in _RAW:
            close = re.compile(f"</{name}", re.IGNORECASE).search(text, at)
            if close is None:
                return
            yield Event("text", text[at : close.start()], {})
            at = close.start()
    yield Event("text", html.unescape(text[at:]), {})
