"""Catalogue of central documents of the Party (danh mục văn bản Trung ương): what tells equal numbers apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from vndocparse.errors import RuleDataError

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


@cache
def load_catalogue() -> tuple[CatalogueEntry, ...]:
    """The package's own catalogue.

    Raises:
        RuleDataError: it is missing or broken.
    """
    try:
        text = (files("vndocparse.rules") / "data" / FILE).read_text("utf-8")
    except OSError as error:
        raise RuleDataError(f"Rule file {FILE} cannot be read.", remedy="Reinstall vndocparse.") from error
    return parse_catalogue(text.splitlines(), FILE)


def read_catalogue(path: Path) -> tuple[CatalogueEntry, ...]:
    """A user's own catalogue, in the form of the package's.

    Raises:
        RuleDataError: it cannot be read or is broken.
    """
    try:
        return parse_catalogue(path.read_text("utf-8-sig").splitlines(), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise RuleDataError(
            f"Catalogue {path.name} cannot be read: {type(error).__name__}.", remedy="Give a readable UTF-8 file."
        ) from error
