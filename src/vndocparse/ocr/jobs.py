"""One page to read and what came of it: the work of a process, and how both travel between processes.

What travels is JSON, never pickle.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vndocparse.errors import MissingEngineError, VndocparseError
from vndocparse.geometry import Box
from vndocparse.model.page import Mark, Page, Problem, Word

if TYPE_CHECKING:
    from vndocparse.ocr.effort import Effort
    from vndocparse.ocr.engine import Engine
    from vndocparse.source.base import OpenSource


@dataclass(frozen=True, slots=True)
class Job:
    """A page to read: as the file gives it, and its index from 0."""

    index: int
    page: Page


def read_job(opened: OpenSource, job: Job, engine: str | Engine, effort: Effort | None = None) -> Page:
    """One page in this process; a page that cannot be read comes back as it was, with a problem.

    Raises:
        MissingEngineError: the engine cannot be had.
    """
    from vndocparse.ocr import get_engine
    from vndocparse.ocr.effort import FULL
    from vndocparse.ocr.read import read_page

    try:
        return read_page(opened, job.index, get_engine(engine), job.page, effort or FULL)
    except MissingEngineError:
        raise
    except VndocparseError as error:
        message = error.message
    except Exception as error:
        # Pictures break decoders and engines in ways of their own; the class alone is told, its text may quote.
        message = f"The page could not be read ({type(error).__name__})."
    return unread(job, Problem("page-unreadable", message, job.page.number))


def unread(job: Job, problem: Problem) -> Page:
    """The job's page without words, and why it has none."""
    return Page(job.page.number, job.page.width, job.page.height, origin="ocr", problems=(problem,))


# --- as JSON ------------------------------------------------------------------------------


def packed_job(job: Job) -> bytes:
    """What a worker needs to know of a page."""
    return json.dumps([job.index, job.page.number, job.page.width, job.page.height]).encode()


def unpacked_job(content: bytes) -> Job:
    """A job as it was packed, the page without what the file gave."""
    index, number, width, height = json.loads(content)
    return Job(int(index), Page(int(number), float(width), float(height)))


def packed_page(page: Page) -> dict[str, Any]:
    """A page that was read, for ``json``."""
    return {
        "place": [page.number, page.width, page.height, page.turn],
        "words": [[w.text, w.box, w.confidence, w.size, w.bold, w.italic, w.line, w.raw] for w in page.words],
        "rules": page.rules,
        "images": page.images,
        "marks": [[m.kind, m.box, m.text, m.confidence] for m in page.marks],
        "problems": [[p.code, p.message, p.page] for p in page.problems],
    }


def unpacked_page(content: dict[str, Any]) -> Page:
    """The page that was packed."""
    number, width, height, turn = content["place"]
    return Page(
        number,
        width,
        height,
        words=tuple(
            Word(text, Box(*box) if box else None, confidence, size, bold, italic, line, raw=raw)
            for text, box, confidence, size, bold, italic, line, raw in content["words"]
        ),
        origin="ocr",
        rules=tuple(Box(*b) for b in content["rules"]),
        turn=turn,
        images=tuple(Box(*b) for b in content["images"]),
        problems=tuple(Problem(*p) for p in content["problems"]),
        marks=tuple(Mark(kind, Box(*box), text, sure) for kind, box, text, sure in content["marks"]),
    )
