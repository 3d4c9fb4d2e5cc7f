"""Catalogue of central documents of the Party (danh mục văn bản Trung ương): what tells equal numbers apart."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TypeVar

from vndocparse.errors import RuleDataError
from vndocparse.rules.load import read_rule_text, rule_cache

T = TypeVar("T")

FILE = "central_docs.tsv"
COLUMNS = ("number", "type", "date", "issuer", "term", "evidence")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One document as a source states it; ``term`` and ``date`` None where it states none."""

    number: str
    doc_type: str
    date: date | None
    issuer: str | None
    term: str | None
    evidence: str


Catalogue = str | os.PathLike[str] | Sequence[CatalogueEntry]
"""A file of the user's, or entries."""


def parse_catalogue(lines: Iterable[str], name: str) -> tuple[CatalogueEntry, ...]:
    """The entries of a catalogue: six columns split by tabs, "#" before comments.

    Raises:
        RuleDataError: a line has another number of columns or a day that is none; names file and line.
    """
    entries = []
    for i, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [c.strip() or None for c in line.rstrip("\n").split("\t")]
        if len(cells) != len(COLUMNS) or not cells[0]:
            raise RuleDataError(f"{name}: line {i} does not have the columns {', '.join(COLUMNS)}.")
        try:
            day = date.fromisoformat(cells[2]) if cells[2] else None
        except ValueError as error:
            raise RuleDataError(f"{name}: line {i} has a day that is none.", remedy="Write YYYY-MM-DD.") from error
        entries.append(CatalogueEntry(cells[0], cells[1] or "", day, cells[3], cells[4], cells[5] or ""))
    return tuple(entries)


@rule_cache
def load_catalogue() -> tuple[CatalogueEntry, ...]:
    """The package's own catalogue.

    Raises:
        RuleDataError: it is missing or broken.
    """
    return parse_catalogue(read_rule_text(FILE).splitlines(), FILE)


def read_catalogue(path: str | os.PathLike[str]) -> tuple[CatalogueEntry, ...]:
    """Reads a catalogue (danh mục văn bản) of your own: lines of six columns split by tabs.

    The columns are number, type, day of issue (YYYY-MM-DD), issuer, term (roman) and level of evidence; all
    but the number may be empty, lines with "#" are comments.

    Raises:
        RuleDataError: it cannot be read or is broken; names file and line.
    """
    name = Path(path).name
    try:
        text = Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleDataError(
            f"Catalogue {name} cannot be read: {type(error).__name__}.", remedy="Give a readable UTF-8 file."
        ) from error
    return parse_catalogue(text.splitlines(), name)


_own: ContextVar[tuple[CatalogueEntry, ...]] = ContextVar("vndocparse_catalogue", default=())


@contextmanager
def using_catalogue(catalogue: Catalogue | None) -> Iterator[None]:
    """Within it, the entries of ``catalogue`` stand beside the package's own.

    Raises:
        RuleDataError: it is a file that cannot be read or is broken.
    """
    if catalogue is None:
        yield
        return
    entries = read_catalogue(catalogue) if isinstance(catalogue, str | os.PathLike) else tuple(catalogue)
    token = _own.set(entries)
    try:
        yield
    finally:
        _own.reset(token)


def catalogue_in_use() -> tuple[CatalogueEntry, ...]:
    """The package's entries, and the user's behind them: of one document's entries the last one counts."""
    own = _own.get()
    return (*load_catalogue(), *own) if own else load_catalogue()


def per_catalogue(make: Callable[[Sequence[CatalogueEntry]], T]) -> Callable[[Sequence[CatalogueEntry]], T]:
    """Remembers what was made of the last catalogue, known by identity: to hash all its entries costs more than to ask.

    Only of a tuple, which cannot change.
    """
    last: list[tuple[Sequence[CatalogueEntry], T]] = []

    @wraps(make)
    def remembered(entries: Sequence[CatalogueEntry]) -> T:
        for known, made in last[:1]:
            if known is entries:
                return made
        made = make(entries)
        if isinstance(entries, tuple):
            last[:] = [(entries, made)]
        return made

    return remembered
