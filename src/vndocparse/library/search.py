"""Searching a library: the phrase as it was typed first, then its words in any place."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vndocparse.errors import UsageError
from vndocparse.library.folded import facet_word, has_marks, with_marks, without_marks, words_of
from vndocparse.library.query import as_phrase, as_words, in_title, organ_words, phrases
from vndocparse.library.schema import FACETS
from vndocparse.printable import one_line

_TITLE = 8
"""A hit in the title weighs as much as so many in the text."""
_WEIGHTS = f"{_TITLE}.0, {_TITLE}.0, 0.0, 0.0, 1.0, 1.0, 0.0"
_HALF = 1.2
"""Hits in the text by which a word weighs half of what it can (k1 of BM25)."""
_FEW = 100
"""Up to so many documents are ranked by counting in them."""
_MOST_READ = 500
"""Nor more than so many, however many are to be shown."""
_MOST_RANKED = 1_000
"""Hits that the index ranks: of more, those with the words in the title and the first of the others are looked at."""
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


Row = tuple[object, ...]


def search(connection: sqlite3.Connection, wanted: Wanted) -> list[Hit]:
    """The best documents first, those with the whole phrase before those with its words; the newest first where only
    filters are given; nothing for nothing."""
    filters = _filters(wanted)
    stages = ((as_phrase(wanted.text), [words_of(wanted.text)]), (as_words(wanted.text), phrases(wanted.text)))
    queries = [(query, counted) for query, counted in stages if query]
    if not queries and not filters:
        return []
    found: dict[str, Hit] = {}
    for query, counted in queries or [("", [])]:
        terms = " AND ".join(f"({term})" for term in (query, *filters) if term)
        for row in _best(connection, terms, counted, wanted.limit):
            found.setdefault(str(row[0]), _hit(row, wanted.text))
        if len(found) >= wanted.limit:
            break
    return list(found.values())[: wanted.limit]


def _best(connection: sqlite3.Connection, terms: str, counted: Sequence[Sequence[str]], limit: int) -> Iterable[Row]:
    """The best documents first; the newest where no words are ``counted``.

    The index weighs every word by how many documents hold it, filters included, and for that reads each one's list to
    its end: twice the work of finding.  Few documents are therefore read, and the words counted in them; so are, of
    very many, those with the words in the title and the first of the others.
    """
    some = max(limit, _FEW)
    ids = _ids(connection, terms, some + 1)
    many = len(ids) > some and len(_ids(connection, terms, _MOST_RANKED + 1)) > _MOST_RANKED
    if not counted:
        return connection.execute(_NEWEST_OF_MANY if many else _NEWEST, (terms, limit))
    if limit > _MOST_READ or (len(ids) > some and not many):
        return connection.execute(_BEST, (terms, max(limit, _MOST_RANKED), limit))
    if many:
        ids = list(dict.fromkeys([*_ids(connection, in_title(terms), some), *ids]))
    best = _by_counting(connection, ids, counted)[:limit]
    return sorted(connection.execute(_THESE.format(_marks(best)), best), key=lambda row: best.index(row[-1]))


def _by_counting(connection: sqlite3.Connection, ids: Sequence[int], counted: Sequence[Sequence[str]]) -> list[int]:
    """The documents in which the words count for most first, others as they come."""
    marked = any(has_marks(" ".join(words)) for words in counted)
    fold, columns = (with_marks, "title_marked, text_marked") if marked else (without_marks, "title_bare, text_bare")
    patterns = [_following(map(fold, words)) for words in counted]
    rows = connection.execute(f"SELECT rowid, {columns} FROM search WHERE rowid IN ({_marks(ids)})", ids)
    weights = {id_: _weight(patterns, title or "", text or "") for id_, title, text in rows}
    return sorted(ids, key=lambda id_: -weights.get(id_, 0.0))


def _marks(ids: Sequence[int]) -> str:
    return ", ".join("?" * len(ids))


def _weight(patterns: Iterable[re.Pattern[str]], title: str, text: str) -> float:
    """How much a document tells of the words: each counts for more the more often it stands there, but never for more
    than one, so that a document with all of them comes before one that repeats the first."""
    counts = (_TITLE * len(p.findall(title)) + len(p.findall(text)) for p in patterns)
    return sum(count / (count + _HALF) for count in counts)


def _ids(connection: sqlite3.Connection, terms: str, most: int) -> list[int]:
    return [id_ for (id_,) in connection.execute(_FOUND, (terms, most))]


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
        SELECT rowid AS id, bm25(search, {_WEIGHTS}) AS score FROM search WHERE search MATCH ? LIMIT ?
    ) ORDER BY score, id LIMIT ?
) AS b JOIN documents AS d USING (id) JOIN search AS i ON i.rowid = b.id ORDER BY score, id"""
"""Ranked by the index alone: only the documents that are shown are looked up."""
_FOUND = "SELECT rowid FROM search WHERE search MATCH ? LIMIT ?"
_THESE = f"""SELECT {_SHOWN}, i.text_bare, d.id
FROM documents AS d CROSS JOIN search AS i ON i.rowid = d.id WHERE d.id IN ({{}})"""
"""Documents by their ids."""
_NEWEST = f"""SELECT {_SHOWN}, i.text_bare FROM (
    SELECT id FROM documents WHERE id IN (SELECT rowid FROM search WHERE search MATCH ?)
    ORDER BY issued_edtf DESC, id DESC LIMIT ?
) AS b CROSS JOIN documents AS d USING (id) CROSS JOIN search AS i ON i.rowid = b.id
ORDER BY issued_edtf DESC, id DESC"""
"""Filters alone: nothing to rank.  CROSS JOIN keeps SQLite to the order of the tables: those shown alone are read."""
_NEWEST_OF_MANY = _NEWEST.replace("WHERE id IN", "WHERE +id IN")
"""The same by way of the index of days, from the newest on: the sign keeps SQLite from looking each document up."""


def _hit(row: Row, query: str) -> Hit:
    key, number, kind, code, date, edtf, organ, title, file, first, last, text, folded = row[:13]
    return Hit(
        str(key), _text(number), _text(kind) or _text(code), _text(date) or _text(edtf), _text(organ), _text(title),
        str(file), (_number(first), _number(last)), _snippet(str(text or ""), str(folded or ""), query),
    )  # fmt: skip


def _following(words: Iterable[str]) -> re.Pattern[str]:
    """The words behind each other, in a text folded as they are."""
    return re.compile(r"\b" + r"\W+".join(map(re.escape, words)) + r"\b")


def _text(value: object) -> str | None:
    return one_line(value) if isinstance(value, str) else None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _snippet(text: str, folded: str, query: str) -> str:
    """The first place where the query's words follow each other; else its first word; else the beginning."""
    words = words_of(query)
    found = None
    if words:
        bare = list(map(without_marks, words))
        found = _following(bare).search(folded) or _following(bare[:1]).search(folded)
    at, end = found.span() if found else (0, 0)
    start, stop = max(at - _AROUND, 0), min(end + _AROUND, len(text))
    start = text.find(" ", start, at) + 1 if start else 0
    stop = text.rfind(" ", end, stop) if stop < len(text) and text.rfind(" ", end, stop) > 0 else stop
    return ("…" if start else "") + one_line(text[start:stop]) + ("…" if stop < len(text) else "")
