"""``conclusions`` of an Akoma Ntoso document: recipients, signatures, certified copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vndocparse.export.akn_parts import AKN, Part
from vndocparse.export.xmltree import append_text
from vndocparse.model.document import Recipient, Signature
from vndocparse.printable import one_line


def write_conclusions(root: Any, part: Part) -> None:
    """The foot of the page; nothing for a document without one."""
    document = part.document
    if not (document.recipients or document.signatures or document.copies):
        return
    foot = AKN.add(root, "conclusions")
    _recipients(foot, document.recipients)
    _signatures(foot, document.signatures, part)
    for copy in document.copies:
        holder = AKN.add(foot, "container", name="copy")
        AKN.add(holder, "p", copy.kind, class_="kind")
        for name in ("organ", "number", "place", "issued"):
            value = getattr(copy, name)
            if value is not None and value.text:
                AKN.add(holder, "p", value.text, class_=name)
        _signatures(holder, copy.signatures, part)
        _recipients(holder, copy.recipients)


def _recipients(parent: Any, recipients: Sequence[Recipient]) -> None:
    if not recipients:
        return
    holder = AKN.add(parent, "container", name="recipients")
    entries = AKN.add(holder, "ul")
    for recipient in recipients:
        purpose = f" ({recipient.purpose})" if recipient.purpose else ""
        AKN.add(entries, "li", f"{recipient.text or ''}{purpose}", class_=recipient.kind)


def _signatures(parent: Any, signatures: Sequence[Signature], part: Part) -> None:
    for signature in signatures:
        element = AKN.add(AKN.add(parent, "p"), "signature")
        positions = [p for p in (signature.second_position, signature.position) if p]
        opening = " ".join(p for p in (signature.authority, signature.on_behalf_of) if p)
        if opening:
            append_text(element, one_line(opening) + " ")
        for position in positions:
            AKN.add(element, "role", position, refersTo=part.role(position))
            append_text(element, " ")
        if signature.mark:
            append_text(element, f"({one_line(signature.mark)}) ")
        if signature.name:
            AKN.add(element, "person", signature.name, refersTo=part.person(signature.name))
