"""Redaction (che thông tin) for publication: the signer, the recipients, or both taken out of a result.

What is taken out is gone from every key: from the fields, from the text, from the words of the pages.  In the
text each letter and digit is replaced by "█", so that every offset of what stays is still right.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vndocparse.errors import UsageError
from vndocparse.model.document import Copy, Document, Evidence, PageText, ParseResult, Signature

PARTS = ("signer", "recipients")
MASK = "█"
_SLACK = 1.0
"""Points by which the box of evidence may miss a word's middle."""


def redaction_parts(text: str) -> tuple[str, ...]:
    """``"signer,recipients"`` as a tuple of parts.

    Raises:
        UsageError: there is no such part.
    """
    parts = tuple(dict.fromkeys(p.strip() for p in text.split(",") if p.strip()))
    for part in parts:
        if part not in PARTS:
            raise UsageError(f"Nothing named {part!r} can be left out.", remedy=f"Choose among: {', '.join(PARTS)}.")
    return parts


def redacted(result: ParseResult, parts: Iterable[str]) -> ParseResult:
    """``result`` without the named parts.

    "signer" leaves authority and position of each signature and takes the name and the digital signatures'
    texts; "recipients" takes the distribution list.  Both hold for certified copies too.

    Guarantees: no name that was taken out stands anywhere in the result as one run of words; lengths and offsets of
    ``text`` are unchanged.
    """
    wanted = set(parts)
    if not wanted:
        return result
    hidden: list[Evidence] = []
    documents = [_document(d, wanted, hidden) for d in result.documents]
    names = _names(result, wanted)
    pages = [_page(p, [e for e in hidden if e.page == p.number], _runs(result, wanted, p)) for p in result.pages]
    cleaned = result.model_copy(update={"documents": documents, "pages": pages})
    return ParseResult.model_validate(_without(cleaned.model_dump(), names)) if names else cleaned


def _document(document: Document, wanted: set[str], hidden: list[Evidence]) -> Document:
    places: list[Evidence] = []
    if "signer" in wanted:
        places += _signer_places(document.text, document.signatures, document.copies)
    if "recipients" in wanted:
        places += [e for r in (*document.recipients, *(r for c in document.copies for r in c.recipients))
                   for e in r.evidence]  # fmt: skip
    hidden += places
    text = document.text
    for place in places:
        text = text[: place.start] + masked(text[place.start : place.end]) + text[place.end :]
    update: dict[str, Any] = {
        "text": text,
        **_people(document, wanted),
        "copies": [c.model_copy(update=_people(c, wanted)) for c in document.copies],
        # What was read there would tell the name again, with a letter wrong.
        "mendings": [m for m in document.mendings if not any(_meet(e, p) for e in m.evidence for p in places)],
    }
    if "signer" in wanted:
        update["marginalia"] = [m for m in document.marginalia if m.kind != "digital_signature"]
        hidden += [e for m in document.marginalia if m.kind == "digital_signature" for e in m.evidence]
    return document.model_copy(update=update)


def _meet(a: Evidence, b: Evidence) -> bool:
    return a.start < b.end and b.start < a.end


def masked(text: str) -> str:
    """``text`` with every letter and digit replaced; blanks and signs stay, so that its shape does."""
    return "".join(MASK if c.isalnum() else c for c in text)


def _signer_places(text: str, signatures: list[Signature], copies: list[Copy]) -> list[Evidence]:
    """Where the names of the signers stand: within the lines of the signature, all of them where it is not found."""
    found = []
    for signature in (*signatures, *(s for c in copies for s in c.signatures)):
        if not signature.name:
            continue
        named = [e for e in signature.evidence if _squeezed(signature.name) in _squeezed(text[e.start : e.end])]
        found += named or signature.evidence
    return found


def _people(holder: Document | Copy, wanted: set[str]) -> dict[str, Any]:
    """The signatures without names, and no recipients, as far as wanted."""
    update: dict[str, Any] = {"recipients": []} if "recipients" in wanted else {}
    if "signer" in wanted:
        update["signatures"] = [
            s.model_copy(update={"name": masked(s.name) if s.name else None}) for s in holder.signatures
        ]
    return update


def _holders(document: Document) -> list[Document | Copy]:
    return [document, *document.copies]


def _names(result: ParseResult, wanted: set[str]) -> list[str]:
    """What must not stand anywhere: signers' names, and recipients that are persons."""
    names = []
    for document in result.documents:
        for holder in _holders(document):
            if "signer" in wanted:
                names += [s.name for s in holder.signatures if s.name]
            if "recipients" in wanted:
                names += [r.text for r in holder.recipients if r.text and r.kind == "person"]
    return sorted({n for n in names if len(n.split()) > 1}, key=len, reverse=True)


def _without(value: Any, names: list[str]) -> Any:
    """Every string in ``value`` with the names masked, in whatever case they are written."""
    if isinstance(value, str):
        folded = value.casefold()
        for name in names:
            at = folded.find(name.casefold())
            while at >= 0 and len(folded) == len(value):
                value = value[:at] + masked(value[at : at + len(name)]) + value[at + len(name) :]
                at = folded.find(name.casefold(), at + 1)
        return value
    if isinstance(value, dict):
        return {k: _without(v, names) for k, v in value.items()}
    return [_without(v, names) for v in value] if isinstance(value, list | tuple) else value


def _runs(result: ParseResult, wanted: set[str], page: PageText) -> list[list[str]]:
    """The runs of words that are masked wherever they stand on a page.

    A signer's name anywhere; recipients only on a page without boxes: their names, of organs mostly, stand in the text
    too, and boxes tell the list.
    """
    boxed = any(word.bbox is not None for word in page.words)
    texts: list[str | None] = []
    for document in result.documents:
        for holder in _holders(document):
            if "signer" in wanted:
                texts += [s.name for s in holder.signatures]
            if "recipients" in wanted and not boxed:
                texts += [r.raw or r.text for r in holder.recipients]
    return [[_bare(w) for w in text.split()] for text in texts if text]


def _page(page: PageText, hidden: list[Evidence], runs: list[list[str]]) -> PageText:
    boxes = [e.bbox for e in hidden if e.bbox is not None]
    at = {i for i, w in enumerate(page.words) if w.bbox is not None and _covered(w.bbox, boxes)}
    bare = [_bare(w.text) for w in page.words]
    for run in runs:
        starts = (i for i, word in enumerate(bare) if word == run[0] and bare[i : i + len(run)] == run)
        at |= {i + k for i in starts for k in range(len(run))}
    words = [
        w.model_copy(update={"text": masked(w.text), "raw": ""}) if i in at else w for i, w in enumerate(page.words)
    ]
    return page.model_copy(update={"words": words})


def _covered(box: tuple[float, float, float, float], boxes: list[tuple[float, float, float, float]]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(b[0] - _SLACK <= x <= b[2] + _SLACK and b[1] - _SLACK <= y <= b[3] + _SLACK for b in boxes)


def _bare(word: str) -> str:
    return word.strip(".,;:()-+/").casefold()


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
