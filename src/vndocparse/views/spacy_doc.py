"""A document as a spaCy ``Doc``: own tokens, sentences, labelled spans with exact offsets.

Needs no trained pipeline and no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from vndocparse.entries import Entry, entries
from vndocparse.model.document import Document, Section
from vndocparse.views.sentences import sentence_starts
from vndocparse.views.tokens import tokens

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

_LONG = ("title", "preamble", "sections", "tables", "author")
"""Groups that hold others inside them: they are spans, never entities."""


class VietnameseTokenizer:
    """``tokens`` as a spaCy tokenizer; it has no state, so that saving and loading it is nothing."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        found = tokens(text)
        return Doc(self.vocab, words=[t.text for t in found], spaces=[t.spaced for t in found])

    def to_bytes(self, **_: object) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> VietnameseTokenizer:
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        return None

    def from_disk(self, _path: object, **_: object) -> VietnameseTokenizer:
        return self


@cache
def vietnamese_pipeline() -> Language:
    """spaCy's blank Vietnamese pipeline with our tokenizer; components may be added to it.

    ``spacy.blank("vi")`` alone asks for pyvi, which cuts "120-KL/TW" in pieces.
    """
    import spacy

    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.tokenizer = VietnameseTokenizer(nlp.vocab)
    return nlp


def to_spacy(document: Document) -> Doc:
    """``document`` as a spaCy ``Doc``.

    Guarantees:
        ``doc.text == document.text``.
        ``doc.sents`` follow the sentences across line ends and begin anew at every heading and list entry.
        ``doc.spans["fields"]`` holds the header fields, recipients, signatures, copies and margin notes,
        labelled by the contract's key; ``doc.spans["citations"]`` the citations, labelled by type code,
        ``kb_id_`` being the target; ``doc.spans["sections"]`` the sections from label to the end of their
        last child, labelled by kind, ``kb_id_`` being the path.
        ``doc.ents`` are those fields and citations that do not overlap (the longer one wins).
    """
    from spacy.util import filter_spans

    doc = vietnamese_pipeline().make_doc(document.text)
    every = list(entries(document))
    starts = sentence_starts(document, every)
    _mark_sentences(doc, starts)
    fields = [s for e in every if e.group not in ("citations", "sections", "tables") for s in _spans(doc, e, e.group)]
    codes = [c.type_code or "VB" for c in document.citations]
    cited = [e for e in every if e.group == "citations"]
    targets = [c.target for c in document.citations]
    citations = [s for e, code, kb in zip(cited, codes, targets, strict=True) for s in _spans(doc, e, code.upper(), kb)]
    doc.spans["fields"] = fields
    doc.spans["citations"] = citations
    doc.spans["sections"] = list(_section_spans(doc, document.sections, ""))
    doc.ents = filter_spans([*(s for s in fields if s.label_ not in _LONG), *citations])
    return doc


def _mark_sentences(doc: Doc, starts: Iterable[int]) -> None:
    """Begin a sentence at the first token that is not white space at or behind each offset."""
    wanted = sorted(starts, reverse=True)
    for token in doc:
        begins = token.i == 0
        if not token.is_space:
            while wanted and wanted[-1] < token.idx + len(token.text):
                wanted.pop()
                begins = True
        token.is_sent_start = begins


def _spans(doc: Doc, entry: Entry, label: str, kb_id: str = "") -> Iterator[Span]:
    """One span per stretch of text without a gap: a value that runs over two lines is one span."""
    stretches: list[tuple[int, int]] = []
    for start, end in sorted({(e.start, e.end) for e in entry.evidence if e.end > e.start}):
        if stretches and not doc.text[stretches[-1][1] : start].strip():
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    for start, end in stretches:
        span = doc.char_span(start, min(end, len(doc.text)), label=label, kb_id=kb_id, alignment_mode="expand")
        if span is not None:
            yield span


def _section_spans(doc: Doc, sections: Iterable[Section], above: str) -> Iterator[Span]:
    for section in sections:
        path = f"{above}/{section.label}" if above else section.label
        places = list(_places(section))
        if places:
            start, end = min(s for s, _ in places), min(max(e for _, e in places), len(doc.text))
            span = doc.char_span(start, end, label=section.kind, kb_id=path, alignment_mode="expand")
            if span is not None:
                yield span
        yield from _section_spans(doc, section.children, path)


def _places(section: Section) -> Iterator[tuple[int, int]]:
    yield from ((e.start, e.end) for e in section.evidence if e.end > e.start)
    for child in section.children:
        yield from _places(child)
