"""Pages read by several processes at once: one per core, each with an engine of its own.

A page that brings its worker down is one page with a problem; another worker goes on with the rest.
"""

from __future__ import annotations

import pickle
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from vndocparse.model.page import Page
from vndocparse.ocr.jobs import Job, read_job
from vndocparse.ocr.team import Team

if TYPE_CHECKING:
    from vndocparse.ocr.effort import Effort
    from vndocparse.ocr.engine import Engine
    from vndocparse.source.base import OpenSource

Opener = Callable[[], "OpenSource"]
"""Opens the file anew; must survive ``pickle``, as ``functools.partial(open_source, path)`` does."""


def read_pages_parallel(
    opened: OpenSource,
    opener: Opener,
    jobs: Iterable[Job],
    engine: str | Engine,
    *,
    workers: int,
    effort: Effort | None = None,
    on_page: Callable[[Page], None] | None = None,
    check: Callable[[], None] | None = None,
    spent: Callable[[float], None] | None = None,
) -> dict[int, Page]:
    """Read the pages of all jobs; by index, each exactly once.

    Args:
        opened: the file, for pages that are read in this process: a single one, or all if ``workers`` is 1.
        opener: how a worker opens the same file.
        jobs: may be a generator that finds out on the way which pages need reading: workers start with the second.
        engine: a name, or an object that survives ``pickle``; one that does not is used in this process alone.
        workers: processes at most.
        effort: what a page is worth; everything by default.
        on_page: called after each page, in the order in which they are done.
        check: called now and then; what it raises ends all workers and passes through.
        spent: called with the CPU seconds of each page that a worker read.

    Raises:
        MissingEngineError: the engine cannot be had.
    """
    done: dict[int, Page] = {}
    coming = iter(jobs)
    waiting: deque[Job] = deque()

    def finish(job: Job, page: Page) -> None:
        done[job.index] = page
        if on_page is not None:
            on_page(page)

    first = next(coming, None)
    if first is None:
        return done
    waiting.append(first)
    start = _start_message(opener, engine, effort) if workers > 1 and sys.executable else None
    second = next(coming, None) if start is not None else None
    if second is not None and start is not None:
        waiting.append(second)
        team = Team(start, workers, waiting, coming)
        try:
            for job, page, seconds in team.results(check):
                if spent is not None:
                    spent(seconds)
                finish(job, page)
        finally:
            team.stop()
    # What is left where there was but one page, no second process, or none that would start.
    for job in _rest(waiting, coming):
        if check is not None:
            check()
        finish(job, read_job(opened, job, engine, effort))
    return done


def _rest(waiting: deque[Job], coming: Iterator[Job]) -> Iterator[Job]:
    while waiting:
        yield waiting.popleft()
    yield from coming


def _start_message(opener: Opener, engine: str | Engine, effort: Effort | None) -> bytes | None:
    """What a worker is told first; None where it cannot be told."""
    try:
        return pickle.dumps((opener, engine, effort))
    except (pickle.PicklingError, TypeError, AttributeError):
        return None
