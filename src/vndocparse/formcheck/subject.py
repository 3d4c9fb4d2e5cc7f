"""What is checked: one document, the file that it is part of, and how sure its reading is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from vndocparse.entries import UNSURE
from vndocparse.model.document import Document, Evidence
from vndocparse.model.look import PageLook
from vndocparse.rules.formchecks import Regulation, regulation_on

POOR_SCAN = 0.9
"""Mean confidence of a page's words below which something missing may only be unread."""


@dataclass(frozen=True)
class Subject:
    """One document under check."""

    document: Document
    index: int = 1
    """Which of the file's documents, from 1."""
    file: tuple[Document, ...] = ()
    """All documents of the file; alone where a document is checked without its file."""
    whole_file: bool = False
    """True where ``file`` is all that the file holds: only then can something be said to be missing from it."""
    regulation: Regulation | None = None

    @property
    def text(self) -> str:
        return self.document.text

    @cached_property
    def day(self) -> date | None:
        """The day of issue, where it is read for sure."""
        issued = self.document.issued
        if issued is None or issued.date is None or issued.confidence < UNSURE:
            return None
        return date.fromisoformat(issued.date)

    @cached_property
    def measured_on(self) -> date | None:
        """The day whose rules hold: that of issue; its first day where only month or year stand and all of that
        time falls under one regulation; for an attachment without a day that of its main document."""
        issued = self.document.issued
        if self.day is not None:
            return self.day
        if issued is not None and issued.edtf and issued.confidence >= UNSURE:
            ends = _ends(issued.edtf)
            if ends and len({regulation_on(self.document.family, day) for day in ends}) == 1:
                return ends[0]
        return None if self.main is self.document else Subject(self.main).measured_on

    @cached_property
    def main(self) -> Document:
        """The main document that an attachment belongs to: the nearest before it; itself where it is one."""
        before = [d for d in self.file[: self.index] if d.role == "main"]
        return before[-1] if before else self.document

    @cached_property
    def attached(self) -> tuple[Document, ...]:
        """The attachments of this document that follow it in the file."""
        out = []
        for other in self.file[self.index :]:
            if other.role == "main":
                break
            out.append(other)
        return tuple(out)

    @cached_property
    def pages(self) -> dict[int, PageLook]:
        """How each page looks, by its number; empty for a text."""
        look = self.document.look
        return {p.page: p for p in look.pages} if look else {}

    @cached_property
    def family_is_sure(self) -> bool:
        """The motto is there, or the number has the form of the family: a hyphen first, or a stroke."""
        document = self.document
        if document.motto is not None or document.family == "organisation":
            return True
        head = (document.number.text or "").split("/")[0] if document.number else ""
        return bool(head) and ("-" in head) == (document.family == "party")

    def read_by_ocr(self, evidence: Iterable[Evidence]) -> bool:
        """One of the places stands on a page that an OCR engine read, ours or an earlier one."""
        return any(e.page in self.pages and self.pages[e.page].origin in ("ocr", "embedded-ocr") for e in evidence)

    def poorly_read(self) -> bool:
        """The first or last page was read so badly that what seems missing may stand there."""
        return any(p.origin in ("ocr", "embedded-ocr") and p.confidence < POOR_SCAN for p in self.pages.values())

    def page_evidence(self, last: bool = False) -> tuple[Evidence, ...]:
        """The page as a place: the first, or the last."""
        return (Evidence(page=self.document.page_range[1 if last else 0], bbox=None, start=0, end=0),)


def _ends(edtf: str) -> tuple[date, date] | None:
    """First and last day of "2025-11" or "2025"; None for other forms."""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?", edtf)
    if found is None:
        return None
    year, first, last = int(found[1]), int(found[2] or 1), int(found[2] or 12)
    return date(year, first, 1), date(year, last, 28)


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule is not kept."""

    field: str
    found: str | None = None
    expected: str | None = None
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0
    """The lowest of the values that the judgement hangs on."""
    doubt: bool = False
    """True where the predicate itself is not sure, whatever the values' confidence."""
