"""Styles of DOCX: what holds for a paragraph and its runs, along the chain of styles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from vndocparse.source.ooxml import W, is_on, value

_MOST_CHAIN = 20
_RIGHT_HALF = 4500
"""Twentieths of a point (8 cm) from the left margin."""


@dataclass(frozen=True, slots=True)
class Run:
    """Properties of a run; None where nothing is said."""

    bold: bool | None = None
    italic: bool | None = None
    size: float | None = None
    """Points."""
    capitals: bool | None = None
    hidden: bool | None = None
    font: str | None = None

    def over(self, under: Run) -> Run:
        """This run's properties before those of ``under``."""
        return Run(
            bold=under.bold if self.bold is None else self.bold,
            italic=under.italic if self.italic is None else self.italic,
            size=under.size if self.size is None else self.size,
            capitals=under.capitals if self.capitals is None else self.capitals,
            hidden=under.hidden if self.hidden is None else self.hidden,
            font=under.font if self.font is None else self.font,
        )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Properties of a paragraph."""

    run: Run = Run()
    list: str | None = None
    """Number of its list; "0" takes it out of one."""
    level: int | None = None
    heading: bool = False
    right: bool = False
    """Set in the right half of the page: flush right or indented deeply."""
    page_before: bool = False
    style: str = ""


def read_run(element: Any) -> Run:
    """``w:rPr``.  A font of the theme is no legacy font; its name is not looked up."""
    if element is None:
        return Run()
    size = value(element.find(W + "sz"))
    caps = is_on(element.find(W + "caps"))
    named = element.find(W + "rFonts")
    font = None
    if named is not None:
        themed = value(named, "asciiTheme") or value(named, "hAnsiTheme")
        font = "" if themed else value(named, "ascii") or value(named, "hAnsi")
    return Run(
        bold=is_on(element.find(W + "b")),
        italic=is_on(element.find(W + "i")),
        size=int(size) / 2 if size and size.isdigit() and len(size) < 5 else None,
        capitals=caps,
        hidden=is_on(element.find(W + "vanish")),
        font=font,
    )


class Styles:
    """``styles.xml``: paragraph, character and table styles."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._paragraphs: dict[str, Paragraph] = {}
        self._runs: dict[str, Run] = {}
        self._default = ""
        self._base = Run()
        if root is None:
            return
        for element in root.iterfind(W + "style"):
            identity = value(element, "styleId") or ""
            self._elements[identity] = element
            if value(element, "type") == "paragraph" and value(element, "default") in ("1", "true", "on"):
                self._default = identity
        self._base = read_run(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def paragraph(self, identity: str | None) -> Paragraph:
        """All that the paragraph style says, its bases included."""
        identity = identity if identity in self._elements else self._default
        if identity not in self._paragraphs:
            made = Paragraph(run=self._base, style=identity or "")
            for element in reversed(self._chain(identity or "")):
                made = self._applied(made, element)
            self._paragraphs[identity or ""] = made
        return self._paragraphs[identity or ""]

    def _applied(self, under: Paragraph, element: Any) -> Paragraph:
        properties = element.find(W + "pPr")
        made = replace(under, run=read_run(element.find(W + "rPr")).over(under.run))
        name = (value(element.find(W + "name")) or "").lower()
        if name.startswith(("heading ", "title")):
            made = replace(made, heading=True)
        return read_paragraph(properties, made) if properties is not None else made

    def character(self, identity: str | None) -> Run:
        """All that the character style says."""
        if not identity:
            return Run()
        if identity not in self._runs:
            made = Run()
            for element in self._chain(identity):
                made = made.over(read_run(element.find(W + "rPr")))
            self._runs[identity] = made
        return self._runs[identity]

    def borders(self, identity: str | None) -> Any:
        """``w:tblBorders`` of a table style, or None."""
        for element in self._chain(identity or ""):
            found = element.find(f"{W}tblPr/{W}tblBorders")
            if found is not None:
                return found
        return None

    def _chain(self, identity: str) -> list[Any]:
        """The style and its bases, the nearest first."""
        found: list[Any] = []
        seen: set[str] = set()
        while identity in self._elements and identity not in seen and len(found) < _MOST_CHAIN:
            seen.add(identity)
            found.append(self._elements[identity])
            identity = value(self._elements[identity].find(W + "basedOn")) or ""
        return found


def read_paragraph(element: Any, under: Paragraph) -> Paragraph:
    """``w:pPr`` over what the style says."""
    if element is None:
        return under
    made = under
    numbered = element.find(W + "numPr")
    if numbered is not None:
        number = value(numbered.find(W + "numId"))
        level = value(numbered.find(W + "ilvl"))
        made = replace(
            made,
            list=number if number is not None else made.list,
            level=int(level) if level and level.isdigit() else made.level,
        )
    outline = value(element.find(W + "outlineLvl"))
    if outline is not None:
        made = replace(made, heading=outline.isdigit() and int(outline) < 9)
    alignment = value(element.find(W + "jc"))
    indent = element.find(W + "ind")
    left = value(indent, "left") or value(indent, "start")
    if alignment is not None or left is not None:
        deep = left is not None and left.isdigit() and int(left[:6]) >= _RIGHT_HALF
        made = replace(made, right=deep or alignment in ("right", "end"))
    before = is_on(element.find(W + "pageBreakBefore"))
    return made if before is None else replace(made, page_before=before)
