"""Pages with their text: the file's own layer where it is good, OCR where it is not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from vndocparse.errors import MissingEngineError, TimeLimitError
from vndocparse.geometry import Box, union
from vndocparse.model.page import Page, Problem, Word
from vndocparse.ocr.engine import Engine
from vndocparse.source.base import Limits, OpenSource
from vndocparse.source.ocrkinds import OCR

if TYPE_CHECKING:
    from vndocparse.ocr.effort import Effort
    from vndocparse.ocr.jobs import Job

Opener = Callable[[], OpenSource]
"""Opens the same file anew, in another process."""
OnPage = Callable[[int, int], None]
_SCAN = 0.9
"""Share of the page that a picture covers which surely is the page."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A page as the file gives it, and why it needs OCR (None: it does not)."""

    index: int
    page: Page
    reason: Problem | None


def read_pages(
    opened: OpenSource,
    opener: Opener,
    engine: str | Engine,
    wanted: Sequence[int],
    limits: Limits,
    workers: int | None,
    on_page: OnPage | None,
    effort: Effort | None = None,
) -> tuple[Page, ...]:
    """The wanted pages (indexes from 0) with words or lines, in order.

    Args:
        opener: how processes beside this one open the file.
        workers: processes for OCR; None for one per core.
        effort: what a page that OCR reads is worth; everything by default.

    Guarantees: one Page per index; a page whose own text is bad or missing has been read by OCR
    (``origin`` "ocr") and says so in a problem; a page that could not be read has a problem.

    Raises:
        MissingEngineError: every page needs OCR and no engine can do it.
        TimeLimitError: ``limits.max_seconds`` of CPU time are over.
    """
    pages = _Pages(opened, wanted, _Clock(limits), on_page)
    needy = pages.needy()
    first = next(needy, None)
    if first is not None:
        pages.read(chain([first], needy), opener, engine, workers or os.cpu_count() or 1, effort)
    return pages.all()


class _Pages:
    """The wanted pages as they get known: judged one by one, and read where they have to be."""

    def __init__(self, opened: OpenSource, wanted: Sequence[int], clock: _Clock, on_page: OnPage | None) -> None:
        self.opened = opened
        self.wanted = wanted
        self.clock = clock
        self.on_page = on_page
        self.judged: dict[int, _Judged] = {}
        self.replaced: dict[int, Page] = {}
        self.finished = 0

    def needy(self) -> Iterator[Job]:
        """Pages that need OCR, each judged only when it is asked for: reading begins with the first."""
        from vndocparse.ocr.jobs import Job

        for index in self.wanted:
            self.clock.check()
            judged = self.judged[index] = _judge(self.opened, index)
            if judged.reason is None:
                self._done()
            else:
                yield Job(index, judged.page)

    def read(
        self, needy: Iterator[Job], opener: Opener, engine: str | Engine, workers: int, effort: Effort | None
    ) -> None:
        """Have the pages read by the engine; without one, they stay as they were with a problem entry."""
        from vndocparse.ocr import get_engine

        try:
            missing = None
            name = get_engine(engine).name
        except MissingEngineError as error:
            missing, name = error, "none"
        if name == "none":
            jobs = list(needy)
            if missing is not None and len(jobs) == self.opened.page_count and not any(j.page.words for j in jobs):
                raise missing
            self.replaced = {j.index: _unread(self.judged[j.index]) for j in jobs}
            return
        from vndocparse.ocr.pool import read_pages_parallel

        found = read_pages_parallel(
            self.opened,
            opener,
            needy,
            engine,
            workers=min(workers, len(self.wanted)),
            effort=effort,
            on_page=lambda _: self._done(),
            check=self.clock.check,
            spent=self.clock.add,
        )
        self.replaced = {index: _joined(self.judged[index], page) for index, page in found.items()}

    def all(self) -> tuple[Page, ...]:
        return tuple(self.replaced.get(index, self.judged[index].page) for index in self.wanted)

    def _done(self) -> None:
        self.finished += 1
        if self.on_page is not None:
            self.on_page(self.finished, len(self.wanted))


def _judge(opened: OpenSource, index: int) -> _Judged:
    page = opened.page(index)
    if page.lines or page.noted or page.origin == "plain":
        return _Judged(index, page, None)
    if any(p.code == "page-unreadable" for p in page.problems):
        return _Judged(index, page, None)
    from vndocparse.source.pdftables import with_tables
    from vndocparse.source.trust import judge_layer

    if opened.media_type in OCR:
        # There is no picture to read anew: words stay, and what is wrong with them is said.
        verdict = judge_layer(page) if page.words else None
        doubted = verdict is not None and verdict.verdict == "bad"
        told = (Problem(verdict.reason, verdict.message, page.number),) if verdict is not None and doubted else ()
        return _Judged(index, replace(with_tables(page), problems=(*page.problems, *told)), None)
    # A picture as large as the page and no words: drawing it to see whether it is blank costs more than reading it.
    printed = _without_values(page)
    scan = not printed.words and _covered(page)
    verdict = judge_layer(printed, None if scan else lambda: opened.picture(index, 72))
    if verdict.verdict == "good":
        return _Judged(index, with_tables(page), None)
    return _Judged(index, page, Problem(verdict.reason, verdict.message, page.number))


def _without_values(page: Page) -> Page:
    """The page with what it draws alone: a scan's fields say nothing of its text."""
    if not page.values:
        return page
    typed = {(w.text, w.box) for value in page.values for w in value}
    return replace(page, words=tuple(w for w in page.words if (w.text, w.box) not in typed))


def _covered(page: Page) -> bool:
    whole = Box(0.0, 0.0, page.width, page.height)
    return any(image.overlap(whole) > _SCAN * page.width * page.height for image in page.images)


def _joined(judged: _Judged, page: Page) -> Page:
    """The OCR page with its tables, and with what the file itself told: rules, and why its own text was not used."""
    from vndocparse.layout.tables import ruled_tables

    reason = judged.reason
    told = (reason,) if reason is not None and reason.code not in ("no-text", "none") else ()
    problems = (*judged.page.problems, *told, *page.problems)
    page = replace(page, rules=judged.page.rules or page.rules, problems=problems)
    page = _with_values(page, judged.page.values)
    return replace(page, tables=ruled_tables(page))


def _with_values(page: Page, values: Sequence[Sequence[Word]]) -> Page:
    """The page as it was read, with what its form fields hold and no picture of it shows.

    Whether the picture shows a value depends on the file: then something was read at its place, and it is left out.
    """
    kept = [value for value in values if not _was_read(value, page.words)]
    line = 1 + max((w.line for w in page.words), default=-1)
    words = list(page.words)
    for value in kept:
        words += [w._replace(line=line + w.line) for w in value]
        line += 1 + max(w.line for w in value)
    return replace(page, words=tuple(words), values=tuple(map(tuple, kept))) if kept else page


def _was_read(value: Sequence[Word], words: Sequence[Word]) -> bool:
    """At least half as many letters as the value has stand where it would be printed."""
    boxes = [w.box for w in value if w.box is not None]
    place = union(boxes)
    if place is None:
        return False
    there = [w for w in words if w.box is not None and place.contains(w.box.middle, w.box.centre)]
    return 2 * sum(len(w.text) for w in there) >= sum(len(w.text) for w in value)


def _unread(judged: _Judged) -> Page:
    missing = Problem(
        "page-not-read",
        "The page is a picture or has bad text, and no OCR engine reads it: install one and try again.",
        judged.page.number,
    )
    reason = (judged.reason,) if judged.reason is not None else ()
    return replace(judged.page, problems=(*judged.page.problems, *reason, missing))


class _Clock:
    """CPU seconds since it was made, of this process and of those that work for it, against the limit."""

    def __init__(self, limits: Limits) -> None:
        self.limit = limits.max_seconds
        self.start = time.process_time()
        self.elsewhere = 0.0

    def add(self, seconds: float) -> None:
        self.elsewhere += seconds

    def check(self) -> None:
        if self.limit is not None and time.process_time() - self.start + self.elsewhere > self.limit:
            raise TimeLimitError(
                f"Reading took more than {self.limit:g} seconds.",
                remedy="Raise the limit of time, or give fewer pages.",
            )
