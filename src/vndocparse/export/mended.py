"""The words of the pages with everything that was put right in them, for text that people copy and search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from vndocparse.entries import entries
from vndocparse.model.document import Document, Evidence, PageText, ParseResult

_SIGNS = ".,;:-)/"
"""Signs that stand behind a word on the page and are no part of what was put right."""
_ALIKE = 0.6
"""From so alike on one word is taken for the other, mended: of 12/QD-UBND and 12/QĐ-UBND 0.9 is."""

Change = tuple[str, str, Sequence[Evidence]]
"""What was read, what it was made, and where."""
Place = tuple[int, int]
"""Number of a page and index of a word on it."""


def mended_pages(result: ParseResult) -> list[PageText]:
    """The pages; a word that mending made another is that other one, in the place of the word that was read.

    Mendings are those that the documents tell of (``Document.mendings``) and values whose text is not their raw one.
    What was mended to another number of words is left as it was read, unless it is plain which words it takes the
    place of.  So is a word that would lose its figures, since a value leaves out those that nobody could read for
    sure, and one that is no longer the word read: redaction took it out.
    """
    pages = {page.number: page for page in result.pages}
    new: dict[Place, str] = {}
    for document in result.documents:
        for raw, text, evidence in (*_values(document), *_mendings(document)):
            places = [at for e in evidence for at in _places(pages.get(e.page), e, document.text[e.start : e.end])]
            was = [pages[number].words[i].text for number, i in places]
            for k, word in _replaced(was, raw.split(), text.split()):
                new[places[k]] = word
    return [
        page.model_copy(
            update={
                "words": [
                    w.model_copy(update={"text": new[page.number, i]}) if (page.number, i) in new else w
                    for i, w in enumerate(page.words)
                ]
            }
        )
        for page in result.pages
    ]


def _values(document: Document) -> Iterator[Change]:
    for entry in entries(document):
        if entry.raw and entry.text and entry.raw != entry.text:
            yield entry.raw, entry.text, entry.evidence


def _mendings(document: Document) -> Iterator[Change]:
    for mending in document.mendings:
        yield mending.raw, mending.text, mending.evidence


def _replaced(was: Sequence[str], raw: Sequence[str], now: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Which of the words on the page become which; none where they are not the words that were read."""
    if [w.rstrip(_SIGNS) for w in was] != [w.rstrip(_SIGNS) for w in raw]:
        return
    first = 0 if len(was) == len(now) else _stretch(was, now)
    if first is None:
        return
    for k, word in enumerate(now, first):
        if was[k] != word and raw[k] != word and _figures(word) >= _figures(was[k]):
            yield k, _with_signs(was[k], word)


def _figures(word: str) -> int:
    return sum(map(str.isdigit, word))


def _stretch(was: Sequence[str], now: Sequence[str]) -> int | None:
    """Where among the words read those begin that ``now`` takes the place of; None where that is not plain."""
    starts = range(len(was) - len(now) + 1)
    alike = [i for i in starts if all(map(_similar, was[i : i + len(now)], now))]
    return alike[0] if len(alike) == 1 else None


def _similar(old: str, new: str) -> bool:
    return SequenceMatcher(None, old.rstrip(_SIGNS), new.rstrip(_SIGNS), autojunk=False).ratio() >= _ALIKE


def _with_signs(old: str, new: str) -> str:
    """The mended word with the comma or stop that stood behind the word on the page and is no part of the value."""
    signs = old[len(old.rstrip(_SIGNS)) :]
    return new if new.endswith(signs) else new + signs


def _places(page: PageText | None, evidence: Evidence, text: str) -> list[Place]:
    """The words in the box that are those of the line's ``text``: the box of a long line that is not level holds
    others too."""
    inside = list(_inside(page, evidence))
    count = len(text.split())
    if page is None or len(inside) <= count:
        return inside
    first = _stretch([page.words[i].text for _, i in inside], text.split())
    return inside if first is None else inside[first : first + count]


def _inside(page: PageText | None, evidence: Evidence) -> Iterator[Place]:
    """Page and index of the words whose middle the box holds."""
    if page is None or evidence.bbox is None:
        return
    x0, top, x1, bottom = evidence.bbox
    for i, word in enumerate(page.words):
        if word.bbox is not None:
            x, y = (word.bbox[0] + word.bbox[2]) / 2, (word.bbox[1] + word.bbox[3]) / 2
            if x0 <= x <= x1 and top <= y <= bottom:
                yield page.number, i
