"""The process that reads pages for another one: it opens the file named to it and reads page after page.

It serves one file after another, so that what starting costs (libraries, the engine's data) is paid once.
Orders come in on standard input, each a length, a letter and content; answers go out as JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import select
import signal
import struct
import time
from typing import TYPE_CHECKING, Any

from vndocparse.errors import MissingEngineError
from vndocparse.ocr.jobs import packed_page, read_job, unpacked_job

if TYPE_CHECKING:
    from vndocparse.source.base import OpenSource

LENGTH = struct.Struct("!Q")
FILE, PAGE, CLOSE = b"F", b"P", b"C"
"""Orders: open a file (a pickled opener, engine and effort), read a page of it (a job), close it."""
_IDLE = 60.0
"""Seconds without an order after which the process ends."""


def main() -> None:
    """Serve orders that come in on standard input until it ends, or none has come for a minute."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = os.dup(0), os.dup(1)
    # Native libraries print parts of a document on errors; nothing of it may reach a terminal or the pipe.
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    with os.fdopen(sink, "wb") as answers, contextlib.suppress(BrokenPipeError):
        _serve(source, answers)
    # Skips the clean-up of native libraries, which is slow and now and then crashes.
    os._exit(0)


def _serve(orders: int, answers: Any) -> None:
    import cv2

    from vndocparse.ocr import get_engine

    cv2.setNumThreads(1)
    opened: OpenSource | None = None
    reader: Any = None
    effort: Any = None

    def send(answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        answers.write(LENGTH.pack(len(content)) + content)
        answers.flush()

    while (order := _received(orders)) is not None:
        kind, content = order[:1], order[1:]
        if kind in (FILE, CLOSE) and opened is not None:
            opened.close()
            opened = None
        try:
            if kind == FILE:
                opener, engine, effort = pickle.loads(content)
                reader = get_engine(engine)
                opened = opener()
                send({"ready": True})
            elif kind == PAGE and opened is not None:
                start = time.process_time()
                page = packed_page(read_job(opened, unpacked_job(content), reader, effort))
                send({"page": page, "seconds": time.process_time() - start})
        except MissingEngineError as error:
            send({"missing": [error.code, error.message, error.remedy]})


def _received(orders: int) -> bytes | None:
    """The next order; None where no more will come."""
    head = _read(orders, LENGTH.size, _IDLE)
    if head is None:
        return None
    (length,) = LENGTH.unpack(head)
    return _read(orders, length, None)


def _read(orders: int, length: int, patience: float | None) -> bytes | None:
    parts = bytearray()
    while len(parts) < length:
        if patience is not None and not select.select([orders], [], [], patience)[0]:
            return None
        part = os.read(orders, min(length - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)
