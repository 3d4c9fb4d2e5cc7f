"""Small things that every XML writer needs: elements with text made safe, and bytes that are always the same."""

from __future__ import annotations

from typing import Any, cast

from lxml import etree

from vndocparse.printable import one_line

_ALLOWED = dict.fromkeys([*range(32), 0x7F, 0xFFFE, 0xFFFF], " ")


def clean(text: str | None) -> str:
    """One line of characters that XML can hold."""
    return one_line((text or "").translate(_ALLOWED))


class Builder:
    """Makes elements of one namespace."""

    def __init__(self, namespace: str | None, **prefixes: str) -> None:
        self.namespace = namespace
        own: dict[str | None, str] = {None: namespace} if namespace else {}
        self.prefixes = own | cast("dict[str | None, str]", prefixes)

    def root(self, name: str, /, **attributes: str) -> Any:
        return etree.Element(self._name(name), self._given(attributes), nsmap=self.prefixes)

    def add(self, parent: Any, name: str, text: str | None = None, /, **attributes: str | None) -> Any:
        """A new last child; attributes that are None are left out, a trailing ``_`` of their names too."""
        element = etree.SubElement(parent, self._name(name), self._given(attributes))
        if text is not None:
            element.text = clean(text)
        return element

    def _name(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}" if self.namespace and not name.startswith("{") else name

    @staticmethod
    def _given(attributes: dict[str, Any]) -> dict[str, str]:
        return {k.rstrip("_"): clean(v) for k, v in attributes.items() if v is not None}


def append_text(parent: Any, text: str) -> None:
    """Text behind what ``parent`` holds already."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def serialise(root: Any, *, pretty: bool = True) -> bytes:
    """UTF-8 with a declaration and a line feed at the end."""
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=pretty)
    return data if data.endswith(b"\n") else data + b"\n"
