"""What a second engine says of pages on which the first found nothing: quiet empties are found out.

pdfium alone says that a page bears no text and shows none.  pdfminer reads the same bytes with code of its own; it is
asked about such pages only, for it is slow, and for a few seconds only, for some files make it run on without end.
"""

from __future__ import annotations

import io
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pdfminer.layout import LTPage

_SECONDS = 4.0
"""CPU time for a file: a hundred times what the pages of an honest one take."""
_PAGES = 100
"""Blank pages asked about, at most."""
_BYTES = 64 * 1024**2
_LEAST = 3
"""Letters and figures from which a page has text: fewer are a mark of the program that made it."""


def pages_with_text(data: bytes, indexes: Sequence[int], password: str | None) -> tuple[list[int], int]:
    """Which of the pages (from 0) bear text for the second engine, and how many pages it finds in all.

    Whatever it stumbles over, it has no opinion then: no page, and 0 in all.
    """
    if not indexes or len(data) > _BYTES or threading.current_thread() is not threading.main_thread():
        return [], 0
    from pdfminer.high_level import extract_pages
    from pdfminer.pdfpage import PDFPage

    asked, word = sorted(indexes)[:_PAGES], password or ""
    try:
        with _for_seconds(_SECONDS):
            total = sum(1 for _ in PDFPage.get_pages(io.BytesIO(data), password=word))
            pages = extract_pages(io.BytesIO(data), password=word, page_numbers=asked, caching=False)
            return [i for i, page in zip(asked, pages, strict=False) if _letters(page) >= _LEAST], total
    except Exception:  # it raises what it likes, for want of memory too
        return [], 0


def _letters(page: LTPage) -> int:
    """Letters and figures on the page; what stands beside it is for printers."""
    from pdfminer.layout import LTTextContainer

    return sum(
        sum(map(str.isalnum, part.get_text()))
        for part in page
        if isinstance(part, LTTextContainer)
        and page.x0 <= (part.x0 + part.x1) / 2 <= page.x1
        and page.y0 <= (part.y0 + part.y1) / 2 <= page.y1
    )


class _OverError(Exception):
    """Its time is over."""


@contextmanager
def _for_seconds(seconds: float) -> Iterator[None]:
    """Raise out of the block once it has used so much CPU time; in the main thread alone."""

    def over(_number: int, _frame: FrameType | None) -> None:
        raise _OverError

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds / 8)  # again, for a library may swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
