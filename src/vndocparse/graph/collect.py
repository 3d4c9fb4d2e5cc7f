"""First pass over results: what each document says of itself, and every reference in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from sys import intern
from typing import NamedTuple

from vndocparse.export.tables import Numbering
from vndocparse.graph.model import Passage
from vndocparse.identity import DocumentKey, Surroundings, is_whole, own_key, surroundings
from vndocparse.model.document import Citation, Document, Family, FieldValue, IdentityBasis, ParseResult, Relation
from vndocparse.printable import one_line
from vndocparse.rules.levels import LEVELS, Level
from vndocparse.text import squeeze

_LEAST = 20
"""Letters that a text must have to be told from another."""


class Facts(NamedTuple):
    """What a reference says of the document it means; equal ones are one object."""

    target: str
    number: str | None
    name: str | None
    type_code: str | None
    doc_type: str | None
    date: str | None
    issuer: str | None
    basis: IdentityBasis | None
    """By what the target is known inside the citing document."""
    score: float
    open: bool
    """Several documents fit inside the citing document."""
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A document that was read."""

    id: str
    file: str
    around: Surroundings
    key: DocumentKey | None
    text_key: str
    """Hash of the text, white space folded: the same for copies of one file; ``id`` where there is hardly any
    text, "" where ``key`` is whole."""
    family: Family
    number: str | None
    type_code: str | None
    doc_type: str | None
    title: str | None
    organ: str | None
    date: str | None
    inside: int | None
    """Position of the document that this one is attached to."""
    page: int


class Reference(NamedTuple):
    """One reference of a document."""

    facts: Facts
    relation: Relation
    passage: Passage


@dataclass(slots=True)
class Collected:
    """Everything that linking needs; the results themselves are let go."""

    documents: list[Seen] = field(default_factory=list)
    references: list[tuple[Reference, ...]] = field(default_factory=list)
    """Those of each document, in the order of ``documents``."""


def collect(results: Iterable[ParseResult], context: int) -> Collected:
    """Read ``results`` one by one; ``context`` characters are kept on each side of a reference."""
    out = Collected()
    numbering = Numbering()
    known: dict[Facts, Facts] = {}
    main: tuple[str, int] | None = None
    for result in results:
        for (key, _), document in zip(numbering.of(result), result.documents, strict=True):
            sha = result.source.sha256
            inside = main[1] if document.role == "attachment" and main and main[0] == sha else None
            within = out.documents[inside].around if inside is not None else None
            at = len(out.documents)
            out.documents.append(_seen(key, result.source.name, document, within, inside))
            if inside is None:
                main = (sha, at)
            out.references.append(
                tuple(
                    Reference(
                        known.setdefault(facts := _facts(citation), facts),
                        citation.relation,
                        _passage(key, index, citation, document.text, context),
                    )
                    for index, citation in enumerate(document.citations, 1)
                )
            )
    return out


def learned_places(documents: Iterable[Seen]) -> list[Surroundings]:
    """The surroundings of each document, with the places above its own that all others of that place name.

    A commune's paper names its district alone; where every paper of that district in the collection names
    one province, it is that one.
    """
    every = list(documents)
    above: dict[tuple[Level, str], dict[Level, set[str]]] = {}
    for seen in every:
        for (level, name), (upper, over) in _pairs(seen.around):
            above.setdefault((level, name), {}).setdefault(upper, set()).add(over)
    only = {k: {u: next(iter(n)) for u, n in v.items() if len(n) == 1} for k, v in above.items()}
    return [s.around.with_places(_missing(s.around, only)) for s in every]


def _pairs(around: Surroundings) -> Iterator[tuple[tuple[Level, str], tuple[Level, str]]]:
    places = [(level, around.places[level]) for level in LEVELS if level in around.places]
    yield from ((low, high) for i, low in enumerate(places) for high in places[:i])


def _missing(around: Surroundings, above: dict[tuple[Level, str], dict[Level, str]]) -> dict[Level, str]:
    found: dict[Level, str] = {}
    for level in reversed(LEVELS):
        name = around.places.get(level)
        for upper, over in above.get((level, name), {}).items() if name else ():
            if upper not in around.places:
                found.setdefault(upper, over)
    return found


def _seen(key: str, file: str, document: Document, within: Surroundings | None, inside: int | None) -> Seen:
    around = surroundings(document, within)
    number, kind, issued = document.number, document.doc_type, document.issued
    own = own_key(document, around)
    return Seen(
        id=key,
        file=one_line(file),
        around=around,
        key=own,
        text_key="" if own and is_whole(own) else _text_key(document.text) or key,
        family=document.family,
        number=_text(number) if number and number.ordinal is not None else None,
        type_code=(number.type_code if number else None) or (kind.code if kind else None),
        doc_type=_text(kind),
        title=_text(document.title),
        organ=_text(document.organ),
        date=issued.date if issued else None,
        inside=inside,
        page=document.page_range[0],
    )


def _text_key(text: str) -> str:
    """ "" of a scan that was not recognised, or an empty form: two of these are not one document."""
    if sum(c.isalpha() for c in text[:2000]) < _LEAST:
        return ""
    return hashlib.sha256(squeeze(text).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _text(value: FieldValue | None) -> str | None:
    return one_line(value.text or "") or None if value is not None else None


def _facts(citation: Citation) -> Facts:
    c, known = citation, citation.identity
    basis, score = (known.basis, known.score) if known and known.basis else (None, 1.0)
    return Facts(
        c.target, c.number, c.name, c.type_code, c.doc_type, c.date, c.issuer, basis, score,
        open=bool(c.candidates) or c.target.endswith("?"), candidates=tuple(c.candidates),
    )  # fmt: skip


def _passage(key: str, index: int, citation: Citation, text: str, width: int) -> Passage:
    evidence = citation.evidence
    start = min((e.start for e in evidence), default=0)
    end = max((e.end for e in evidence), default=0)
    before, raw, after = "", one_line(citation.text), ""
    if width and end > start:
        before = _cut(text[max(start - width, 0) : start], text, start - width, left=True)
        after = _cut(text[end : end + width], text, end + width, left=False)
    return Passage(
        document=key,
        citation=index,
        section=intern(citation.section) if citation.section else None,  # a few paths, a million times
        page=evidence[0].page if evidence else None,
        start=start,
        end=end,
        context=f"{before}{raw}{after}",
        at=len(before),
        size=len(raw),
        score=citation.confidence,
    )


def _cut(piece: str, text: str, edge: int, *, left: bool) -> str:
    """A stretch beside a reference: whole words, an ellipsis where the text goes on, white space folded."""
    inner = 0 < edge < len(text)
    if inner and left:
        head, blank, rest = piece.partition(" ")
        piece = f"… {rest}" if blank else f"…{head}"
    elif inner:
        rest, blank, tail = piece.rpartition(" ")
        piece = f"{rest} …" if blank else f"{tail}…"
    folded = one_line(piece)
    if left and piece[-1:].isspace():
        return f"{folded} " if folded else ""
    return f" {folded}" if not left and piece[:1].isspace() and folded else folded
