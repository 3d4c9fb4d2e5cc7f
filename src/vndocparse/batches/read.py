"""Reading one document in a worker: its result as bytes, its figures, and whether anything was lost quietly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from vndocparse.batches.outcome import BINS, LOSSES, Answer, Figures, Report
from vndocparse.batches.settings import Settings
from vndocparse.entries import counted
from vndocparse.export import to_json
from vndocparse.mend import using_mending
from vndocparse.model.document import FieldValue, Found, ParseResult, ProblemEntry
from vndocparse.ocr.effort import effort_of
from vndocparse.pipeline import assemble
from vndocparse.reading import read_pages
from vndocparse.rules.catalogue import CatalogueEntry, read_catalogue, using_catalogue
from vndocparse.rules.load import using_rules
from vndocparse.source import open_source
from vndocparse.source.base import Limits
from vndocparse.source.ink import measure_ink

if TYPE_CHECKING:
    from vndocparse.model.page import Page
    from vndocparse.source.base import OpenSource

_PAGES_NODE = re.compile(rb"/Type\s*/Pages\b")
_COUNT = re.compile(rb"/Count\s+(\d{1,7})\b")
_LINEARIZED = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d{1,12})\b")
_LINEARIZED_PAGES = re.compile(rb"/Linearized\b[^>]{0,300}?/N\s+(\d{1,7})\b")
_NEAR = 400
"""Bytes around the type of a page tree's node in which its count stands."""
_HEAD = 2048


def read_document(data: bytes, sha256: str, settings: Settings, report: Report) -> Answer:
    """Read the bytes of one file, on one core.

    Guarantees: the same bytes and settings give the same answer, whatever the file is called and wherever it
    lies (``source.name`` is its hash).

    Raises:
        VndocparseError: the file cannot be read.
    """
    limits = settings.limits
    bounds = Limits(
        max_bytes=limits.size, max_pages=limits.pages, max_pixels=limits.pixels, max_characters=limits.characters
    )
    opener = partial(open_source, data, name=sha256, password=settings.password, limits=bounds)
    with using_rules(settings.rules), using_catalogue(_catalogue(settings.catalogue)), using_mending(settings.mend):
        opened = opener()
        try:
            report(0, opened.page_count)
            wanted = tuple(range(opened.page_count))
            pages = read_pages(opened, opener, settings.engine, wanted, bounds, 1, report, effort_of(settings.effort))
            result = assemble(opened, pages, settings.engine, bullets=settings.bullets, words=settings.words)
            quiet = [*_silent(data, opened, pages, settings.password), *_count_differs(data, opened)]
        finally:
            opened.close()
    return judged(result.model_copy(update={"problems": [*result.problems, *quiet]}), settings)


@cache
def _catalogue(path: str | None) -> tuple[CatalogueEntry, ...] | None:
    """The user's catalogue, read once in each worker."""
    return None if path is None else read_catalogue(path)


def judged(result: ParseResult, settings: Settings) -> Answer:
    """Which outcome a result amounts to, and the bytes to keep of it."""
    figures = figures_of(result)
    code = _code(result, figures)
    if figures.secret and settings.on_secret == "refuse":
        return Answer("secret", replace(figures, confidence=(0,) * BINS, problems={}, characters=0), None)
    return Answer(code, figures, to_json(result).encode("utf-8", "backslashreplace"))


def figures_of(result: ParseResult) -> Figures:
    """Counts of a result, without any of its text."""
    bins = [0] * BINS
    for value in _values(result):
        bins[min(int(value.confidence * BINS), BINS - 1)] += 1
    return Figures(
        pages=result.source.page_count,
        documents=len(result.documents),
        characters=sum(len(d.text) for d in result.documents),
        problems=dict(sorted(Counter(p.code for p in result.problems).items())),
        confidence=tuple(bins),
        values=sum(1 for d in result.documents for _ in counted(d)),
        to_check=sum(len(d.to_check) for d in result.documents),
        origin=result.source.text_origin,
        secret=any(d.secrecy is not None and d.secrecy.text for d in result.documents),
    )


def _values(result: ParseResult) -> Iterator[Found]:
    """The fields, citations, recipients and signatures of all documents."""
    for document in result.documents:
        for name in type(document).model_fields:
            value = getattr(document, name)
            if isinstance(value, FieldValue):
                yield value
        yield from (*document.citations, *document.recipients, *document.signatures, *document.sections)


def _code(result: ParseResult, figures: Figures) -> str:
    if not any(d.text.strip() for d in result.documents):
        told = set(figures.problems) - {"no-text"}
        return "no-text" if told or result.source.text_origin == "plain" else "blank-pages"
    return next((code for code in LOSSES if code in figures.problems), "ok")


def _silent(data: bytes, opened: OpenSource, pages: Sequence[Page], password: str | None) -> list[ProblemEntry]:
    """Pages without a word on which nobody found fault, and which are not blank, or not for a second engine."""
    found, blank = [], []
    for index, page in enumerate(pages):
        if page.words or page.lines or page.stamps or page.problems or page.origin == "plain":
            continue
        picture = opened.picture(index, 60)
        if measure_ink(picture, ()).is_blank:
            blank.append(index)
        else:
            found.append(
                ProblemEntry(code="page-silent", message="The page shows ink and gave no text.", page=index + 1)
            )
    return [*found, *_second_opinion(data, opened, blank, password)]


def _second_opinion(data: bytes, opened: OpenSource, blank: list[int], password: str | None) -> list[ProblemEntry]:
    """Pages that are blank for one engine and bear text for another; pages that one engine alone finds."""
    if not blank or opened.media_type != "application/pdf":
        return []
    from vndocparse.batches.second import pages_with_text

    texts, total = pages_with_text(data, blank, password)
    told = [
        ProblemEntry(code="engines-differ", message="A second PDF engine finds text on this blank page.", page=i + 1)
        for i in texts
    ]
    have = getattr(opened, "total_pages", opened.page_count)
    if total > have:
        message = f"A second PDF engine finds {total} pages, and {have} were read; pages may be missing."
        told.append(ProblemEntry(code="page-count-differs", message=message))
    return told


def _count_differs(data: bytes, opened: OpenSource) -> list[ProblemEntry]:
    """A PDF whose own page tree speaks of more pages than were found: what a file cut in two looks like."""
    if opened.media_type != "application/pdf":
        return []
    total = getattr(opened, "total_pages", opened.page_count)
    said = said_pages(data)
    if said is None or said <= total:
        return []
    message = f"The file speaks of {said} pages and {total} were found; pages may be missing."
    return [ProblemEntry(code="page-count-differs", message=message)]


def said_pages(data: bytes) -> int | None:
    """How many pages a PDF's last page tree, or the head of a linearized file, speaks of; None where neither shows.

    Looks at the bytes alone, so an engine that gave up early cannot mislead it; a tree inside an object
    stream does not show.  Of several trees the last counts: a file that was changed holds its old ones too.
    """
    head = _LINEARIZED_PAGES.search(data, 0, _HEAD)
    length = _LINEARIZED.search(data, 0, _HEAD)
    if head is not None and length is not None and int(length[1]) > len(data):
        return int(head[1])
    nodes = [m.start() for m in _PAGES_NODE.finditer(data)]
    counts = []
    for at in nodes[-200:]:
        start = max(data.rfind(b"obj", max(0, at - _NEAR), at), at - _NEAR, 0)
        end = data.find(b"endobj", at, at + _NEAR)
        node = data[start : end if end >= 0 else at + _NEAR]
        count = _COUNT.search(node)
        if count is not None and b"/Parent" not in node:
            counts.append(int(count[1]))
    return counts[-1] if counts else None
