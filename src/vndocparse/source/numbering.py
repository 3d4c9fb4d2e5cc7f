"""Automatic numbering of DOCX: the labels that Word prints and does not store in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vndocparse.source.labels import letters, roman
from vndocparse.source.ooxml import W, is_on, value

_LEVELS = 9
_MOST_START = 10_000
# What symbol fonts show for the characters that bullets are stored as.
_BULLETS = {
    "\uf02d": "-",
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf02b": "+",
    "\uf02a": "*",
    "\u00b7": "•",
}


@dataclass(slots=True)
class Level:
    """One level of a list."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    """Restarts after a paragraph of this level (from 1) or above; 0 never; None after any above."""
    legal: bool = False
    """All numbers in the label in figures."""
    bold: bool | None = None
    style: str | None = None
    """Paragraph style tied to the level."""


@dataclass(slots=True)
class _List:
    """A ``w:num``: its abstract list, and what it changes."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)
    fresh: bool = True
    """Not used yet: its own starts are due."""


class Numbering:
    """Counters of all lists of a document; ``label`` must be called once per paragraph, in order."""

    def __init__(self, root: Any) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        styled: dict[str, str] = {}
        for element in root.iterfind(W + "abstractNum"):
            number = value(element, "abstractNumId") or ""
            self._abstract[number] = {i: level for i, level in map(_level, element.iterfind(W + "lvl")) if level}
            own = value(element.find(W + "styleLink"))
            if own:
                styled[own] = number
            link = value(element.find(W + "numStyleLink"))
            if link:
                self._links[number] = link
        for number, link in self._links.items():
            if link in styled and styled[link] != number:
                self._abstract[number] = self._abstract[styled[link]]
        for element in root.iterfind(W + "num"):
            number = value(element, "numId") or ""
            abstract = value(element.find(W + "abstractNumId")) or ""
            made = _List(abstract)
            for change in element.iterfind(W + "lvlOverride"):
                at = _whole(value(change, "ilvl"), 0)
                start = value(change.find(W + "startOverride"))
                if start is not None:
                    made.starts[at] = _whole(start, 1)
                level = change.find(W + "lvl")
                if level is not None:
                    made.levels[at] = _level(level)[1]
            self._lists[number] = made
            for at, level in self._abstract.get(abstract, {}).items():
                if level.style:
                    self._by_style.setdefault(level.style, (number, at))

    def level_of(self, number: str, style: str) -> int:
        """Level of list ``number`` that the paragraph style is tied to; 0 where none is."""
        found = self._lists.get(number)
        levels = self._abstract.get(found.abstract, {}) if found else {}
        return next((at for at, level in levels.items() if level.style == style), 0)

    def of_style(self, style: str) -> tuple[str, int] | None:
        """List and level that a paragraph style is tied to by the list."""
        return self._by_style.get(style)

    def label(self, number: str, at: int) -> tuple[str, Level] | None:
        """The label printed before the next paragraph of list ``number`` at level ``at``; None where none is."""
        found = self._lists.get(number)
        if found is None or not 0 <= at < _LEVELS:
            return None
        levels = {**self._abstract.get(found.abstract, {}), **found.levels}
        level = levels.get(at)
        if level is None:
            return None
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        if found.fresh and found.starts:
            for i in found.starts:
                if i < _LEVELS:
                    counts[i] = None
        found.fresh = False
        self._count(counts, found, levels, at)
        text = _text(level, levels, counts)
        return (text, level) if text else None

    def _count(self, counts: list[int | None], found: _List, levels: dict[int, Level], at: int) -> None:
        def first(i: int) -> int:
            return found.starts.get(i, levels[i].start if i in levels else 1)

        for i in range(at):
            if counts[i] is None:
                counts[i] = first(i)
        now = counts[at]
        counts[at] = first(at) if now is None else now + 1
        for i in range(at + 1, _LEVELS):
            restart = levels[i].restart if i in levels else None
            if restart is None or at < restart:
                counts[i] = None


def _level(element: Any) -> tuple[int, Level]:
    restart = value(element.find(W + "lvlRestart"))
    properties = element.find(W + "rPr")
    return _whole(value(element, "ilvl"), 0), Level(
        format=value(element.find(W + "numFmt")) or "decimal",
        text=value(element.find(W + "lvlText")) or "",
        start=_whole(value(element.find(W + "start")), 1),
        restart=None if restart is None else _whole(restart, 0),
        legal=bool(is_on(element.find(W + "isLgl"))),
        bold=None if properties is None else is_on(properties.find(W + "b")),
        style=value(element.find(W + "pStyle")),
    )


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdigit() and int(text[:9]) <= _MOST_START else otherwise


def _text(level: Level, levels: dict[int, Level], counts: list[int | None]) -> str:
    if level.format == "none":
        return "" if "%" in level.text else level.text.strip()
    if level.format == "bullet":
        text = level.text.strip()
        return "".join(_BULLETS.get(c, "•" if "\ue000" <= c <= "\uf8ff" else c) for c in text)
    parts = level.text.split("%")
    made = [parts[0]]
    for part in parts[1:]:
        if part[:1].isdigit() and part[0] != "0":
            i = int(part[0]) - 1
            kind = "decimal" if level.legal else levels[i].format if i in levels else "decimal"
            made.append(_figure(counts[i] if counts[i] is not None else 1, kind))
            made.append(part[1:])
        else:
            made.append("%" + part)
    return "".join(made).strip()


def _figure(number: int | None, kind: str) -> str:
    number = number or 0
    if kind == "upperRoman":
        return roman(number)
    if kind == "lowerRoman":
        return roman(number).lower()
    if kind == "upperLetter":
        return letters(number).upper()
    if kind == "lowerLetter":
        return letters(number)
    if kind == "decimalZero":
        return f"{number:02}"
    return "" if kind in ("none", "bullet") else str(number)
