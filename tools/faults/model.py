"""A planted fault (lỗi cấy): a change of a composition, and the findings that it must bring."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tools.corpus.spec import Block, DocSpec, Entry

_VARIANT = re.compile(r"-(?:party|state|2004|2026)$")
_DAY = re.compile(r"(?:.*\s)?[Nn]gày\s+(\d{1,2})(?:\s+tháng\s+|/)(\d{1,2})(?:\s+năm\s+|/)(\d{4})")


@dataclass(frozen=True, order=True)
class Label:
    """One fault that is in a document: which rule finds it (without its regulation's suffix), and where."""

    document: int
    rule: str
    field: str = ""
    """First part of the path; with a number where the plant knows it."""


def general(rule: str) -> str:
    """The rule's id without the suffix that says whose form or which regulation it is of."""
    return _VARIANT.sub("", rule)


def general_field(path: str) -> str:
    """The contract's key that a path belongs to."""
    return path.split(".")[0]


@dataclass
class Draft:
    """A composition that may be changed, and what is known of it."""

    entry: Entry
    labels: list[Label]
    touched: set[str]
    """Parts whose earlier labels no longer hold."""

    @property
    def doc(self) -> dict[str, Any]:
        """The head of the first document."""
        return self.entry.docs[0].head

    @property
    def style(self) -> dict[str, Any]:
        style: dict[str, Any] = self.entry.file.setdefault("style", {})
        return style

    @property
    def text(self) -> dict[str, Any]:
        text: dict[str, Any] = self.entry.file.setdefault("text", {})
        return text

    @property
    def family(self) -> str:
        return str(self.doc.get("family", self.entry.get("family")))

    @property
    def code(self) -> str:
        return str(self.doc.get("code") or "")

    @property
    def day(self) -> date | None:
        """Of the first document; None where it is blank, in another form or no day at all."""
        found = _DAY.fullmatch((self.doc.get("date") or "").strip())
        try:
            return date(int(found[3]), int(found[2]), int(found[1])) if found else None
        except ValueError:  # a day that the calendar has not: such a fault may be planted
            return None

    @property
    def paged(self) -> bool:
        return self.entry.get("form") == "pdf"

    @property
    def alone(self) -> bool:
        """One document, nothing that refers to it."""
        return len(self.entry.docs) == 1

    def since(self, year: int, month: int = 1, day: int = 1) -> bool:
        return self.day is not None and self.day >= date(year, month, day)

    def expect(self, rule: str, field: str, *, document: int = 1) -> None:
        self.labels.append(Label(document, rule, field))

    def set_all(self, key: str, value: Any) -> None:
        """An option of style, by either name that a renderer knows it by."""
        self.style[key] = value
        self.text[key] = value

    def with_blocks(self, blocks: list[Block]) -> None:
        """Other blocks in the first document."""
        first = replace(self.entry.docs[0], blocks=tuple(blocks))
        self.entry = replace(self.entry, docs=(first, *self.entry.docs[1:]))


Plant = Callable[[Draft], bool]
"""Changes the draft and says what must be found; False where the document has no place for this fault."""

PLANTS: dict[str, Plant] = {}
"""Every plant by its name."""


def plant(function: Plant) -> Plant:
    """Enters a plant under its function's name."""
    PLANTS[function.__name__.replace("_", "-")] = function
    return function


def draft_of(entry: Entry) -> Draft:
    """A copy that may be changed."""
    docs = tuple(DocSpec(copy.deepcopy(d.head), d.blocks, d.after, dict(d.footnotes)) for d in entry.docs)
    return Draft(Entry(entry.id, copy.deepcopy(entry.file), docs), [], set())


def planted(entry: Entry, name: str) -> Draft | None:
    """The entry with the fault ``name``; None where it does not fit."""
    draft = draft_of(entry)
    return draft if PLANTS[name](draft) else None
