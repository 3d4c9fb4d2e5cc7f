"""Citations of a plain text (viện dẫn trong văn bản thuần): the contract's type for anyone without a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.citations import find_citations
from vndocparse.fields.resolve import resolve_citations
from vndocparse.model.document import Citation, Evidence
from vndocparse.text import nfc, squeeze

Places = Callable[[int, int], list[Evidence]]


def cite(text: str, *, own_number: str | Iterable[str] | None = None, own_date: str | None = None) -> list[Citation]:
    """All references to other documents in ``text``, in text order.

    Offsets index into ``text`` as given, whatever its normal form; there are no pages, so evidence
    has page 1 and no box.  See ``find_citations`` for what counts as a reference.
    """
    mentions = resolve_citations(find_citations(text, own_number=own_number, own_date=own_date), own_date=own_date)
    return to_citations(text, mentions, lambda start, end: [Evidence(page=1, start=start, end=end)])


def to_citations(text: str, mentions: Sequence[Mention], places: Places) -> list[Citation]:
    """Mentions as the contract has them; ``places`` gives the evidence of a span."""
    return [
        Citation(
            text=squeeze(nfc(text[m.start : m.end])),
            doc_type=m.doc_type,
            type_code=m.type_code,
            number=m.number,
            name=m.name if m.number is None else None,
            date=m.date,
            issuer=m.issuer,
            term=m.term,
            locator=m.locator,
            relation=m.relation,
            target=m.target,
            inferred=list(m.inferred),
            confidence=m.confidence,
            evidence=places(m.start, m.end),
        )
        for m in mentions
    ]
