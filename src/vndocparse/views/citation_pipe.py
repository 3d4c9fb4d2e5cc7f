"""References in anyone's spaCy pipeline: ``nlp.add_pipe("vndocparse_citations")``.

spaCy finds the pipe by the entry point ``spacy_factories``; nobody has to import this package.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from vndocparse.fields.cite import cite
from vndocparse.model.document import Citation

NAME = "vndocparse_citations"
FACTS = ("number", "target", "relation")
"""What each span has as ``span._.citation_number`` and so on, for what cannot reach into an object."""


class CitationPipe:
    """Sets ``doc.spans[spans_key]``: one span per reference, labelled by type code, ``kb_id_`` being the target.

    ``span._.citation`` is the ``Citation``, ``doc._.citations`` the list of them.  ``doc._.own_number`` and
    ``doc._.own_date``, where set before, say which document the text is, so that its own number is no reference.
    A span reaches to the ends of its tokens; the offsets in the citation's evidence are exact.
    """

    def __init__(self, spans_key: str = "citations", set_ents: bool = False) -> None:
        self.spans_key, self.set_ents = spans_key, set_ents

    def __call__(self, doc: Doc) -> Doc:
        spans = [_span(doc, c) for c in cite(doc.text, own_number=doc._.own_number, own_date=doc._.own_date)]
        doc.spans[self.spans_key] = spans
        doc._.citations_key = self.spans_key
        if self.set_ents:
            doc.ents = _beside(doc, spans)
        return doc


def _span(doc: Doc, citation: Citation) -> Span:
    start, end = citation.evidence[0].start, citation.evidence[-1].end
    label = (citation.type_code or "VB").upper()
    span = doc.char_span(start, end, label=label, kb_id=citation.target, alignment_mode="expand")
    # As text: spaCy's own formats keep it as it is, where they would turn lists into tuples.
    span._.citation_json = citation.model_dump_json()
    return span


def _beside(doc: Doc, spans: list[Span]) -> list[Span]:
    """The entities that other components found, and the spans that overlap none of them."""
    taken = {i for entity in doc.ents for i in range(entity.start, entity.end)}
    free = [s for s in spans if not any(i in taken for i in range(s.start, s.end))]
    return [*doc.ents, *filter_spans(free)]


@lru_cache(maxsize=4096)
def _read(text: str) -> Citation:
    return Citation.model_validate_json(text)


def _citation_of(span: Span) -> Citation | None:
    return _read(span._.citation_json) if span._.citation_json else None


def _citations_of(doc: Doc) -> list[Citation]:
    key = doc._.citations_key
    found = (_citation_of(span) for span in doc.spans[key]) if key in doc.spans else ()
    return [citation for citation in found if citation is not None]


def _fact(name: str) -> Any:
    return lambda span: getattr(_citation_of(span), name, None)


def _register() -> None:
    """The extension attributes; those that somebody else has defined stay as they are."""
    attributes: list[tuple[Any, str, dict[str, Any]]] = [
        (Span, "citation_json", {"default": None}),
        (Span, "citation", {"getter": _citation_of}),
        *((Span, f"citation_{name}", {"getter": _fact(name)}) for name in FACTS),
        (Doc, "citations", {"getter": _citations_of}),
        (Doc, "citations_key", {"default": "citations"}),
        (Doc, "own_number", {"default": None}),
        (Doc, "own_date", {"default": None}),
    ]
    for kind, name, how in attributes:
        if not kind.has_extension(name):
            kind.set_extension(name, **how)


def make_citation_pipe(nlp: Language, name: str, spans_key: str, set_ents: bool) -> CitationPipe:
    """The pipe for ``nlp``; spaCy saves its configuration with the pipeline."""
    return CitationPipe(spans_key, set_ents)


_register()
Language.factory(
    NAME,
    default_config={"spans_key": "citations", "set_ents": False},
    assigns=["doc.spans", "doc._.citations", "span._.citation"],
    func=make_citation_pipe,
)
