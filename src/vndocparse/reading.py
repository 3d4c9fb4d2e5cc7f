"""Pages with their text: the file's own layer where it is good, OCR where it is not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from vndocparse.errors import MissingEngineError, TimeLimitError
from vndocparse.model.page import Page, Problem
from vndocparse.ocr.engine import Engine
from vndocparse.source.base import Limits, OpenSource

Opener = Callable[[], OpenSource]
"""Opens the same file anew, in another process."""
OnPage = Callable[[int, int], None]


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
) -> tuple[Page, ...]:
    """The wanted pages (indexes from 0) with words or lines, in order.

    Args:
        opener: how processes beside this one open the file.
        workers: processes for OCR; None for one per core.

    Guarantees: one Page per index; a page whose own text is bad or missing has been read by OCR
    (``origin`` "ocr") and says so in a problem; a page that could not be read has a problem.

    Raises:
        MissingEngineError: every page needs OCR and no engine can do it.
        TimeLimitError: ``limits.max_seconds`` of CPU time are over.
    """
    clock = _Clock(limits)
    judged = []
    for index in wanted:
        clock.check()
        judged.append(_judge(opened, index))
        if on_page is not None and judged[-1].reason is None:
            on_page(len(judged), len(wanted))
    needy = [j for j in judged if j.reason is not None]
    if not needy:
        return tuple(j.page for j in judged)
    done = _counter(on_page, len(judged) - len(needy), len(wanted))
    read = _recognise(opened, opener, needy, engine, workers or os.cpu_count() or 1, clock, done)
    return tuple(read.get(j.index, j.page) for j in judged)


def _judge(opened: OpenSource, index: int) -> _Judged:
    page = opened.page(index)
    if page.lines or page.origin == "plain":
        return _Judged(index, page, None)
    if any(p.code == "page-unreadable" for p in page.problems):
        return _Judged(index, page, None)
    from vndocparse.source.pdftables import with_tables
    from vndocparse.source.trust import judge_layer

    verdict = judge_layer(page, lambda: opened.picture(index, 72))
    if verdict.verdict == "good":
        return _Judged(index, with_tables(page), None)
    return _Judged(index, page, Problem(verdict.reason, verdict.message, page.number))


def _recognise(
    opened: OpenSource,
    opener: Opener,
    needy: Sequence[_Judged],
    engine: str | Engine,
    workers: int,
    clock: _Clock,
    done: Callable[[], None],
) -> dict[int, Page]:
    """Pages by index, read by the engine; without one, the pages as they were with a problem entry."""
    from vndocparse.ocr import get_engine

    try:
        name = get_engine(engine).name
    except MissingEngineError:
        if all(j.reason is not None and not j.page.words for j in needy) and len(needy) == opened.page_count:
            raise
        return {j.index: _unread(j) for j in needy}
    if name == "none":
        return {j.index: _unread(j) for j in needy}
    from vndocparse.ocr.pool import Job, read_pages_parallel

    pages = read_pages_parallel(
        opened,
        opener,
        [Job(j.index, j.page) for j in needy],
        engine,
        workers=min(workers, len(needy)),
        on_page=lambda _: done(),
        check=clock.check,
        spent=clock.add,
    )
    return {j.index: _joined(j, pages[j.index]) for j in needy}


def _joined(judged: _Judged, page: Page) -> Page:
    """The OCR page with what the file itself told: rules, and why its own text was not used."""
    reason = judged.reason
    told = (reason,) if reason is not None and reason.code not in ("no-text", "none") else ()
    return replace(page, rules=judged.page.rules or page.rules, problems=(*judged.page.problems, *told, *page.problems))


def _unread(judged: _Judged) -> Page:
    missing = Problem(
        "page-not-read",
        "The page is a picture or has bad text, and no OCR engine reads it: install one and try again.",
        judged.page.number,
    )
    reason = (judged.reason,) if judged.reason is not None else ()
    return replace(judged.page, problems=(*judged.page.problems, *reason, missing))


def _counter(on_page: OnPage | None, start: int, total: int) -> Callable[[], None]:
    count = start

    def done() -> None:
        nonlocal count
        count += 1
        if on_page is not None:
            on_page(count, total)

    return done


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
