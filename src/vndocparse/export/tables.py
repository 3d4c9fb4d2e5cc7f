"""Tidy tables of results: one row per document, section, citation, recipient, signature, joined by ``document_id``.

Plain data: the columns with their kinds, and rows as tuples in the order of the columns.  Data frames and Parquet
files are made of these.  A cell is None where the document has no such value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vndocparse.model.document import Document, Evidence, FieldValue, Found, ParseResult, Recipient, Section, Signature

Kind = Literal["text", "integer", "number", "boolean", "date"]
"""What the cells of a column hold: str, int, float, bool, ``datetime.date``."""
Cell = str | int | float | bool | date | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind
    note: str
    """What it holds, for people."""


_KEY = Column("document_id", "text", "the document: start of the file's SHA-256, and its place in the file from 1")
_SURE = (
    Column("confidence", "number", "calibrated: of the values given 0.9, nine in ten are right"),
    Column("inferred", "text", "keys of the row that were concluded, not read; joined by |"),
)
_PLACE = (
    Column("page", "integer", "page it begins on, from 1"),
    Column("start", "integer", "first character in the document's text"),
    Column("end", "integer", "one past the last character"),
    Column("x0", "number", "box of its first piece, PDF points from the page's top left"),
    Column("top", "number", "see x0"),
    Column("x1", "number", "see x0"),
    Column("bottom", "number", "see x0"),
)
_HEADER = (
    "motto", "superior_organ", "organ", "place", "author", "title", "secrecy", "urgency", "circulation", "draft",
)  # fmt: skip
"""Header fields of which the text alone is a column."""

TABLES: dict[str, tuple[Column, ...]] = {
    "documents": (
        _KEY,
        Column("sha256", "text", "of the file"),
        Column("document", "integer", "place of the document in its file, from 1"),
        Column("file", "text", "name of the file"),
        Column("media_type", "text", "of the file"),
        Column("text_origin", "text", "native, ocr, embedded-ocr, plain or mixed"),
        Column("role", "text", "main or attachment"),
        Column("family", "text", "whose form it follows: party, state, organisation"),
        Column("first_page", "integer", "from 1"),
        Column("last_page", "integer", "from 1"),
        Column("number", "text", "number and symbol as printed"),
        Column("ordinal", "integer", "the number alone; null where it was left blank"),
        Column("type_code", "text", "of the number: KH"),
        Column("organ_code", "text", "of the number: ĐUK"),
        Column("number_year", "integer", "year in the number of a state document"),
        Column("issued", "text", "place of the date as printed"),
        Column("issued_date", "date", "only where day, month and year stand"),
        Column("issued_edtf", "text", "also partial dates: 2025-11"),
        Column("doc_type", "text", "type as printed"),
        Column("doc_type_code", "text", "KH, CV …"),
        *(Column(name, "text", "as printed") for name in _HEADER),
        Column("section_count", "integer", "sections of all levels"),
        Column("citation_count", "integer", "references to other documents"),
        Column("problems", "text", "codes of the file's problems, joined by |; at its first document"),
        Column("text", "text", "the whole text, which offsets refer to"),
    ),
    "sections": (
        _KEY,
        Column("section", "text", "path of labels: II/1"),
        Column("index", "integer", "in the order of the text, from 1"),
        Column("parent", "integer", "index of the section above; null at the top"),
        Column("label", "text", "without its closing mark"),
        Column("kind", "text", "part, chapter, article, roman, arabic, decimal, letter, dash …"),
        Column("level", "integer", "from 1"),
        Column("heading", "text", "null where it has none"),
        Column("text", "text", "its own, without its children's"),
        *_SURE,
        *_PLACE,
    ),
    "citations": (
        _KEY,
        Column("index", "integer", "in the order of the text, from 1"),
        Column("target", "text", "canonical id, shared by all references to one document"),
        Column("relation", "text", "implements, based_on, amends, replaces, repeals, transmits, reviews …"),
        Column("text", "text", "the reference as printed"),
        Column("doc_type", "text", "type of the document cited"),
        Column("type_code", "text", "its code"),
        Column("number", "text", "number and symbol; null for a named one"),
        Column("name", "text", "of a reference without number"),
        Column("date", "date", "day of the document cited"),
        Column("issuer", "text", "its organ"),
        Column("term", "text", "term of office, roman"),
        Column("locator", "text", "clause: khoản 2 Điều 5"),
        Column("section", "text", "path of labels of the section it stands in"),
        *_SURE,
        *_PLACE,
    ),
    "recipients": (
        _KEY,
        Column("list", "text", "recipients, addressees, or copies.1.recipients"),
        Column("index", "integer", "in its list, from 1"),
        Column("text", "text", "as printed"),
        Column("purpose", "text", "để báo cáo, b/c …"),
        Column("group", "boolean", "the purpose stands once, with a brace, for several lines"),
        Column("kind", "text", "organ, person, file, same_as_above; null for addressees"),
        *_SURE,
        *_PLACE,
    ),
    "signatures": (
        _KEY,
        Column("list", "text", "signatures, or copies.1.signatures"),
        Column("index", "integer", "in its list, from 1"),
        Column("authority", "text", "T/M, K/T …; null when the head signs"),
        Column("on_behalf_of", "text", "the body signed for"),
        Column("position", "text", "position of the signer"),
        Column("name", "text", "of the signer"),
        Column("second_position", "text", "for K/T: the position signed for"),
        Column("mark", "text", "Đã ký, a seal …"),
        *_SURE,
        *_PLACE,
    ),
}
"""The tables and their columns.  A release may add columns at the end of a table, never rename or drop one."""


class Numbering:
    """Gives each document its ``document_id``, in the order in which they come.

    Guarantees: no id is given twice.  A file's documents have the same ids whether they come in one result or,
    as lines of a JSONL file, in several; a file that comes a second time goes on counting.
    """

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, result: ParseResult) -> list[tuple[str, int]]:
        """Id and place in the file of each document of ``result``."""
        stem = result.source.sha256[:16]
        first = self._seen.get(stem, 0) + 1
        self._seen[stem] = first + len(result.documents) - 1
        return [(f"{stem}-{i}", i) for i in range(first, first + len(result.documents))]


def result_rows(result: ParseResult, numbering: Numbering) -> dict[str, list[Row]]:
    """The rows of one result, by table; ``numbering`` is shared by all results of a run."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for at, ((key, index), document) in enumerate(zip(numbering.of(result), result.documents, strict=True)):
        rows["documents"].append(_document(key, index, document, result, with_problems=at == 0))
        rows["sections"] += _sections(key, document.sections)
        rows["citations"] += _citations(key, document)
        rows["recipients"] += _recipients(key, document)
        rows["signatures"] += _signatures(key, document)
    return rows


def table_rows(results: Iterable[ParseResult]) -> dict[str, list[Row]]:
    """The rows of all results, by table."""
    numbering = Numbering()
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for result in results:
        for name, found in result_rows(result, numbering).items():
            rows[name] += found
    return rows


def _document(key: str, index: int, document: Document, result: ParseResult, *, with_problems: bool) -> Row:
    source, number, issued, kind = result.source, document.number, document.issued, document.doc_type
    problems = dict.fromkeys(p.code for p in result.problems) if with_problems else {}
    return (
        key, source.sha256, index, source.name, source.media_type, source.text_origin, document.role, document.family,
        *document.page_range,
        _text(number),
        number.ordinal if number else None,
        number.type_code if number else None,
        number.organ_code if number else None,
        number.year if number else None,
        _text(issued),
        _day(issued.date) if issued else None,
        issued.edtf if issued else None,
        _text(kind),
        kind.code if kind else None,
        *(_text(getattr(document, name)) for name in _HEADER),
        sum(1 for _ in _walk(document.sections, "", None, [0])),
        len(document.citations),
        "|".join(problems) or None,
        document.text,
    )  # fmt: skip


def _walk(
    sections: Sequence[Section], above: str, parent: int | None, count: list[int]
) -> Iterator[tuple[Section, str, int, int | None]]:
    """Each section with path, index and its parent's index, in the order of the text."""
    for section in sections:
        count[0] += 1
        here, path = count[0], f"{above}/{section.label}" if above else section.label
        yield section, path, here, parent
        yield from _walk(section.children, path, here, count)


def _sections(key: str, sections: Sequence[Section]) -> Iterator[Row]:
    for s, path, position, parent in _walk(sections, "", None, [0]):
        yield (key, path, position, parent, s.label, s.kind, s.level, s.heading, s.text, *_found(s))


def _citations(key: str, document: Document) -> Iterator[Row]:
    for position, c in enumerate(document.citations, 1):
        yield (
            key, position, c.target or None, c.relation, c.text, c.doc_type, c.type_code, c.number, c.name,
            _day(c.date), c.issuer, c.term, c.locator, c.section, *_found(c),
        )  # fmt: skip


def _recipients(key: str, document: Document) -> Iterator[Row]:
    lists: list[tuple[str, Sequence[FieldValue]]] = [
        ("addressees", document.addressees),
        ("recipients", document.recipients),
        *((f"copies.{i}.recipients", copy.recipients) for i, copy in enumerate(document.copies, 1)),
    ]
    for name, values in lists:
        for position, value in enumerate(values, 1):
            more = (value.purpose, value.group, value.kind) if isinstance(value, Recipient) else (None, None, None)
            yield (key, name, position, value.text, *more, *_found(value))


def _signatures(key: str, document: Document) -> Iterator[Row]:
    lists: list[tuple[str, Sequence[Signature]]] = [
        ("signatures", document.signatures),
        *((f"copies.{i}.signatures", copy.signatures) for i, copy in enumerate(document.copies, 1)),
    ]
    for name, signatures in lists:
        for position, s in enumerate(signatures, 1):
            yield (
                key, name, position, s.authority, s.on_behalf_of, s.position, s.name, s.second_position, s.mark,
                *_found(s),
            )  # fmt: skip


def _found(value: Found) -> Row:
    """Cells of ``_SURE`` and ``_PLACE``."""
    return (value.confidence, "|".join(value.inferred) or None, *_where(value.evidence))


def _where(evidence: Sequence[Evidence]) -> Row:
    if not evidence:
        return (None,) * len(_PLACE)
    first = evidence[0]
    end = max(e.end for e in evidence)
    return (first.page, min(e.start for e in evidence), end, *(first.bbox or (None,) * 4))


def _text(value: FieldValue | None) -> str | None:
    return value.text if value is not None else None


def _day(iso: str | None) -> date | None:
    """The day; None also where a result made elsewhere holds something that is none."""
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None
