"""Citations of a plain text (viện dẫn trong văn bản thuần): the contract's type for anyone without a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.citation_short import ShortForm, find_short_forms
from vndocparse.fields.citations import find_citations
from vndocparse.fields.resolve import resolve_citations
from vndocparse.model.document import Citation, Cue, Evidence, ShortReference
from vndocparse.rules.catalogue import Catalogue, using_catalogue
from vndocparse.text import nfc, squeeze

Places = Callable[[int, int], list[Evidence]]


def cite(
    text: str,
    *,
    own_number: str | Iterable[str] | None = None,
    own_date: str | None = None,
    own_organs: Sequence[str] = (),
    catalogue: Catalogue | None = None,
) -> list[Citation]:
    """All references to other documents (viện dẫn) in ``text``, in text order.

    Offsets index into ``text`` as given, whatever its normal form; there are no pages, so evidence
    has page 1 and no box.  See ``find_citations`` for what counts as a reference.

    Args:
        text: of one document, line feeds included.
        own_number: the number or numbers of the document itself, which are no references.
        own_date: its ISO day of issue; helps to tell which term a number is of.
        own_organs: its organ and the one above; say which province a local number is of.
        catalogue: a file or entries that stand beside the package's own catalogue.

    Raises:
        RuleDataError: the catalogue cannot be read.
    """
    with using_catalogue(catalogue):
        mentions = find_citations(text, own_number=own_number, own_date=own_date)
        linked = resolve_citations(mentions, own_date=own_date, own_organs=own_organs)
    return to_citations(text, linked, _no_pages)


def cite_short(
    text: str,
    *,
    own_type: str | None = None,
    own_number: str | Iterable[str] | None = None,
    own_date: str | None = None,
) -> list[ShortReference]:
    """The short references (viện dẫn tắt) in ``text``: "Kế hoạch này", "Chỉ thị nêu trên", an alias, an attachment.

    ``own_type`` is the document's type ("Kế hoạch"): with "này" behind it, the document itself is meant.
    Each ``target`` is that of the citation meant, as ``cite`` has it.
    """
    mentions = find_citations(text, own_number=own_number, own_date=own_date, short_forms=True)
    linked = resolve_citations(mentions, own_date=own_date)
    return to_short_references(text, linked, find_short_forms(text, linked, own_type=own_type), _no_pages)


def _no_pages(start: int, end: int) -> list[Evidence]:
    return [Evidence(page=1, start=start, end=end)]


def to_citations(text: str, mentions: Sequence[Mention], places: Places) -> list[Citation]:
    """Mentions as the contract has them; ``places`` gives the evidence of a span."""
    return [
        Citation(
            text=_printed(text, m.start, m.end),
            doc_type=m.doc_type,
            type_code=m.type_code,
            number=m.number,
            until=m.until,
            name=m.name if m.number is None else None,
            date=m.date,
            issuer=m.issuer,
            term=m.term,
            locator=m.locator,
            relation=m.relation,
            cue=None if m.cue is None else Cue(text=_printed(text, *m.cue), evidence=places(*m.cue)),
            target=m.target,
            candidates=list(m.candidates),
            identity=m.identity,
            inferred=list(m.inferred),
            confidence=m.confidence,
            evidence=places(m.start, m.end),
        )
        for m in mentions
    ]


def to_short_references(
    text: str, mentions: Sequence[Mention], forms: Sequence[ShortForm], places: Places
) -> list[ShortReference]:
    """Short forms and aliases (mentions of kind "short") as the contract has them, in text order."""
    found = [
        (
            f.start,
            ShortReference(
                text=_printed(text, f.start, f.end),
                kind=f.kind,
                doc_type=f.doc_type,
                target="" if f.antecedent is None else mentions[f.antecedent].target,
                confidence=0.9 if f.kind in {"self", "attachment"} else 0.8 if f.kind == "last" else 0.5,
                evidence=places(f.start, f.end),
            ),
        )
        for f in forms
    ]
    full = {m.target for m in mentions if m.kind != "short"}
    for m in mentions:
        if m.kind == "short":
            known = m.target in full
            alias = ShortReference(
                text=_printed(text, m.start, m.end),
                kind="alias" if known else "unresolved",
                doc_type=m.doc_type,
                number=m.number,
                target=m.target if known else "",
                confidence=0.8 if known else 0.5,
                evidence=places(m.start, m.end),
            )
            found.append((m.start, alias))
    return [reference for _, reference in sorted(found, key=lambda pair: pair[0])]


def _printed(text: str, start: int, end: int) -> str:
    return squeeze(nfc(text[start:end]))
