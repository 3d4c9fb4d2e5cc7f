"""Searching a library: the phrase as it was typed first, then its words in any place."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from vndocparse.errors import UsageError
from vndocparse.library.folded import facet_word, without_marks, words_of
from vndocparse.library.query import as_phrase, as_words, organ_words
from vndocparse.library.schema import FACETS
from vndocparse.printable import one_line

_WEIGHTS = "8.0, 8.0, 0.0, 0.0, 1.0, 1.0, 0.0"
"""A hit in the title weighs as much as eight in the text."""
_MOST_RANKED = 2_000
"""Hits that are ranked: of a word that stands everywhere the order of the first thousands means nothing."""
_AROUND = 70
_MOST_YEARS = 300
_SHOWN = (
    "d.document_id, d.number, d.doc_type, d.doc_type_code, d.issued_date, d.issued_edtf, d.organ, d.title, d.file, "
    "d.first_page, d.last_page, d.text"
)
"""What a hit shows; ``text_bare`` of the index comes behind it: the text without marks, at the same offsets."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for; None leaves a filter out."""

    text: str = ""
    """Words, or phrases in quotes; empty for all documents."""
    type: str | None = None
    """Code of the type: "KH"."""
    organ: str | None = None
    """Words of the name of the issuing organ."""
    years: tuple[int, int] | None = None
    """First and last year of issue."""
    level: str | None = None
    """central, province, district, base."""
    cites: str | None = None
    """Number or name of a document that is cited: "30-CT/TW"."""
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found."""

    document_id: str
    number: str | None
    doc_type: str | None
    issued: str | None
    organ: str | None
    title: str | None
    file: str
    pages: tuple[int, int]
    snippet: str
    """The place of the first hit in the text, with ellipses where it was cut."""


@dataclass(frozen=True, slots=True)
class Facet:
    """How many documents have one value."""

    value: str
    documents: int


def search(connection: sqlite3.Connection, wanted: Wanted) -> list[Hit]:
    """The best documents first, those with the whole phrase before those with its words; the newest first where only
    filters are given; nothing for nothing."""
    filters = _filters(wanted)
    queries = [q for q in (as_phrase(wanted.text), as_words(wanted.text)) if q]
    if not queries and not filters:
        return []
    statement = _BEST if queries else _NEWEST
    found: dict[str, Hit] = {}
    for query in queries or [""]:
        terms = " AND ".join(f"({term})" for term in (query, *filters) if term)
        for row in connection.execute(statement, (terms, wanted.limit)):
            found.setdefault(row[0], _hit(row, wanted.text))
        if len(found) >= wanted.limit:
            break
    return list(found.values())[: wanted.limit]


def _filters(wanted: Wanted) -> list[str]:
    """The filters as terms of the query."""
    one = (("type", wanted.type), ("level", wanted.level), ("cites", wanted.cites))
    terms = [f"facets : {facet_word(name, value)}" for name, value in one if value]
    if wanted.years:
        first, last = wanted.years
        years = (facet_word("year", f"{year:04d}") for year in range(first, min(last, first + _MOST_YEARS) + 1))
        terms.append(f"facets : ({' OR '.join(years) or 'xyearx'})")
    if wanted.organ and words_of(wanted.organ):
        terms.append(organ_words(wanted.organ))
    return terms


def facets(connection: sqlite3.Connection, name: str, limit: int) -> list[Facet]:
    """The commonest values of a facet, over the whole library.

    Raises:
        UsageError: there is no such facet.
    """
    if name not in FACETS:
        raise UsageError(f"There is no facet {name!r}.", remedy=f"Choose among: {', '.join(FACETS)}.")
    rows = connection.execute(f"SELECT * FROM facet_{name} LIMIT ?", (limit,))
    return [Facet(str(value), count) for value, count in rows]


_BEST = f"""SELECT {_SHOWN}, i.text_bare FROM (
    SELECT id, score FROM (
        SELECT rowid AS id, bm25(search, {_WEIGHTS}) AS score FROM search WHERE search MATCH ? LIMIT {_MOST_RANKED}
    ) ORDER BY score, id LIMIT ?
) AS b JOIN documents AS d USING (id) JOIN search AS i ON i.rowid = b.id ORDER BY score, id"""
"""Ranked by the index alone: only the documents that are shown are looked up."""
_NEWEST = f"""SELECT {_SHOWN}, i.text_bare FROM (
    SELECT id FROM (
        SELECT rowid AS id FROM search WHERE search MATCH ? LIMIT {_MOST_RANKED}
    ) JOIN documents USING (id) ORDER BY issued_edtf DESC, id LIMIT ?
) AS b JOIN documents AS d USING (id) JOIN search AS i ON i.rowid = b.id ORDER BY issued_edtf DESC, id"""
"""Filters alone: nothing to rank."""


def _hit(row: tuple[object, ...], query: str) -> Hit:
    key, number, kind, code, date, edtf, organ, title, file, first, last, text, folded = row
    return Hit(
        str(key), _text(number), _text(kind) or _text(code), _text(date) or _text(edtf), _text(organ), _text(title),
        str(file), (_number(first), _number(last)), _snippet(str(text or ""), str(folded or ""), query),
    )  # fmt: skip


def _text(value: object) -> str | None:
    return one_line(value) if isinstance(value, str) else None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _snippet(text: str, folded: str, query: str) -> str:
    """The first place where the query's words follow each other; else its first word; else the beginning."""
    words = [re.escape(without_marks(w)) for w in words_of(query)]
    found = None
    if words:
        found = re.search(r"\b" + r"\W+".join(words) + r"\b", folded) or re.search(rf"\b{words[0]}\b", folded)
    at, end = found.span() if found else (0, 0)
    start, stop = max(at - _AROUND, 0), min(end + _AROUND, len(text))
    start = text.find(" ", start, at) + 1 if start else 0
    stop = text.rfind(" ", end, stop) if stop < len(text) and text.rfind(" ", end, stop) > 0 else stop
    return ("…" if start else "") + one_line(text[start:stop]) + ("…" if stop < len(text) else "")
