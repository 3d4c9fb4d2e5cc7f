"""The stages in order: open, read, group, label, split, find, build."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import BinaryIO, Literal

from vndocparse.blanks import read_blanks
from vndocparse.build import Built, build_document
from vndocparse.errors import UsageError
from vndocparse.fields.parts import Part, split_parts
from vndocparse.layout.lines import group_lines
from vndocparse.layout.unfold import unfold_cells_of, unfold_feet, unfold_headers
from vndocparse.layout.unfold_signers import unfold_signers
from vndocparse.layout.zones import label_lines
from vndocparse.look import measure
from vndocparse.mend import mends, using_mending
from vndocparse.model.document import ParseResult, ProblemEntry, Source, TextOrigin
from vndocparse.model.page import Page, Problem, Table
from vndocparse.ocr.effort import Effort, effort_of
from vndocparse.ocr.engine import Engine
from vndocparse.pagetext import page_text
from vndocparse.partition import tables_of_parts
from vndocparse.partreading import Reading, read_part
from vndocparse.reading import read_pages
from vndocparse.rules.catalogue import Catalogue, using_catalogue
from vndocparse.rules.load import using_rules
from vndocparse.source import open_source, read_source
from vndocparse.source.base import Limits, OpenSource

OnPage = Callable[[int, int], None]
"""Called after each page with how many are read and how many there are."""


def parse(
    source: str | os.PathLike[str] | bytes | BinaryIO,
    *,
    engine: str | Engine = "auto",
    rules: str | os.PathLike[str] | None = None,
    catalogue: Catalogue | None = None,
    pages: Iterable[int] | None = None,
    bullets: bool = False,
    words: bool = False,
    password: str | None = None,
    limits: Limits | None = None,
    workers: int | None = None,
    effort: Effort | Literal["full", "fast"] | float = "full",
    mend: str | Iterable[str] = "all",
    on_page: OnPage | None = None,
) -> ParseResult:
    """Reads a document of the Party (văn bản của Đảng), scanned or digital, into typed objects.

    Args:
        source: a path, the bytes of a file, or a binary file object.
        engine: the OCR engine for pages without good text: "auto", "tesseract", "none" (such pages
            become problem entries), "package.module:Class", or an object with the ``Engine`` protocol.
        rules: a folder with rule files that stand in for the package's own of the same name.
        catalogue: a file or entries of yours that stand beside the package's catalogue of central documents.
        pages: page numbers from 1; the others are left out.
        bullets: list items ("-", "+") become sections of kind "dash".
        words: keep every page's words with their boxes in ``pages``, for ALTO, PAGE-XML, hOCR, searchable PDF.
        password: of an encrypted PDF.
        limits: bounds of size and time; see ``Limits``.
        workers: processes for OCR; the number of cores by default, 1 for none besides this one.
        effort: for pages that OCR reads: "full"; "fast", each page read once; or the largest share of a page, 0 to 1,
            that is read a second time (0.12 in "full"); or an ``Effort`` with each step of its own.
        mend: what may be put right: "all", "none", or kinds, as names or in one string with commas: "words" by a
            language model (of pages read by OCR), "formulas", "numerals", "symbols", "signs".  Everything that was
            is told in ``mendings``.
        on_page: called after each page with the count read and the count in all.

    Returns:
        What was read, each value with its evidence; what could not be read is in ``problems``.

    Raises:
        VndocparseError: the file cannot be read at all; see ``vndocparse.errors`` for each kind.
    """
    bounds = limits or Limits()
    name = None
    if not isinstance(source, str | os.PathLike | bytes):
        source, name = read_source(source, bounds.max_bytes)  # a stream can be read once only
    opener = partial(open_source, source, name=name, password=password, limits=bounds)
    with using_rules(rules), using_catalogue(catalogue), using_mending(mend):
        opened = opener()
        try:
            wanted = _wanted(pages, opened.page_count)
            read = read_pages(opened, opener, engine, wanted, bounds, workers, on_page, effort_of(effort))
            return assemble(opened, read, engine, bullets=bullets, words=words)
        finally:
            opened.close()


def assemble(
    opened: OpenSource, pages: tuple[Page, ...], engine: str | Engine, *, bullets: bool = False, words: bool = False
) -> ParseResult:
    """Pages with their text to the result: everything behind the reading of characters."""
    pages = pages if mends("signs") else tuple(map(_as_read, pages))
    read = unfold_signers([line for page in pages for line in group_lines(page)])
    lines = unfold_feet(unfold_headers(unfold_cells_of(read)))
    parts = split_parts(label_lines(lines))
    readings = read_blanks([read_part(p, bullets=bullets) for p in parts], opened, pages, engine)
    built = [
        _build(i, part, reading, tables, readings, pages)
        for i, (part, reading, tables) in enumerate(zip(parts, readings, tables_of_parts(parts, pages), strict=True))
    ]
    problems = [*opened.problems, *(p for page in pages for p in page.problems)]
    problems += [p for b in built for p in b.problems]
    if not any(line.text.strip() for line in lines) and not problems:
        problems.append(Problem("no-text", "The file opened but holds no text at all."))
    return ParseResult(
        source=_source(opened, pages),
        documents=[b.document for b in built],
        problems=[ProblemEntry(code=p.code, message=p.message, page=p.page) for p in problems],
        pages=[page_text(page) for page in pages] if words else [],
    )


def _as_read(page: Page) -> Page:
    """The page without what the reading of characters itself put right."""
    if not any(w.raw for w in page.words):
        return page
    return replace(page, words=tuple(w._replace(text=w.raw, raw="") if w.raw else w for w in page.words))


def _wanted(pages: Iterable[int] | None, count: int) -> tuple[int, ...]:
    """Indexes from 0 of the pages asked for, in page order."""
    if pages is None:
        return tuple(range(count))
    numbers = sorted(set(pages))
    if not numbers or numbers[0] < 1 or numbers[-1] > count:
        raise UsageError(f"The file has {count} pages.", remedy=f"Ask for pages from 1 to {count}.")
    return tuple(n - 1 for n in numbers)


def _build(
    at: int, part: Part, reading: Reading, tables: list[Table], readings: list[Reading], pages: tuple[Page, ...]
) -> Built:
    role: Literal["main", "attachment"] = "main" if at == 0 or _stands_alone(reading, readings[0]) else "attachment"
    numbers = {line.page for line in part.lines}
    marks = [(page.number, mark) for page in pages if page.number in numbers for mark in page.marks]
    built = build_document(reading, part.furniture, tables, role=role, main=readings[0], marks=marks)
    look = measure(built.document, reading.text, pages)
    return Built(built.document.model_copy(update={"look": look}), built.problems)


def _stands_alone(reading: Reading, first: Reading) -> bool:
    """A second document with number, date and signature of its own that the first does not mention."""
    number = reading.heading.number
    if number is None or number.ordinal is None or reading.heading.issued is None or not reading.signatures:
        return False
    return not reading.heading.by_reference and number.text not in "".join(first.text.text.split())


def _source(opened: OpenSource, pages: tuple[Page, ...]) -> Source:
    origins = {p.origin for p in pages if p.words or p.lines} or {"native"}
    origin: TextOrigin = origins.pop() if len(origins) == 1 else "mixed"
    return Source(
        name=opened.name, sha256=opened.sha256, media_type=opened.media_type, page_count=opened.page_count,
        text_origin=origin,
    )  # fmt: skip
