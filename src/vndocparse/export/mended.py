"""The words of the pages with what the readers mended put in, for text that people copy and search."""

from __future__ import annotations

from collections.abc import Iterator

from vndocparse.entries import entries
from vndocparse.model.document import Evidence, PageText, ParseResult

_SIGNS = ".,;:"


def mended_pages(result: ParseResult) -> list[PageText]:
    """The pages; where a value's text differs from what stands on the page, word for word, its words are the text's.

    Words keep their places.  A value that was mended to another number of words is left as it was read.
    """
    changes: dict[tuple[int, int], str] = {}
    pages = {page.number: page for page in result.pages}
    for raw, text, evidence in _values(result):
        was, now = raw.split(), text.split()
        places = [at for e in evidence for at in _inside(pages.get(e.page), e)]
        places = list(dict.fromkeys(places))
        if len(was) != len(now) or [pages[p].words[i].text for p, i in places] != was:
            continue
        changes |= {at: _with_signs(old, word) for at, old, word in zip(places, was, now, strict=True)}
    return [
        page.model_copy(
            update={
                "words": [
                    w.model_copy(update={"text": changes[page.number, i]}) if (page.number, i) in changes else w
                    for i, w in enumerate(page.words)
                ]
            }
        )
        for page in result.pages
    ]


def _with_signs(old: str, new: str) -> str:
    """The mended word with the comma or stop that stood behind the word on the page and is no part of the value."""
    signs = old[len(old.rstrip(_SIGNS)) :]
    return new if new.endswith(signs) else new + signs


def _values(result: ParseResult) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    for document in result.documents:
        for entry in entries(document):
            if entry.raw and entry.text and entry.raw != entry.text:
                yield entry.raw, entry.text, entry.evidence


def _inside(page: PageText | None, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """Page and index of the words whose middle the box holds."""
    if page is None or evidence.bbox is None:
        return
    x0, top, x1, bottom = evidence.bbox
    for i, word in enumerate(page.words):
        if word.bbox is not None:
            x, y = (word.bbox[0] + word.bbox[2]) / 2, (word.bbox[1] + word.bbox[3]) / 2
            if x0 <= x <= x1 and top <= y <= bottom:
                yield page.number, i
