"""The processes that read pages at the same time: hired when needed, replaced when they die, kept for the next file.

A worker is a fresh interpreter, not a fork: pdfium, OpenCV and Tesseract hold locks and threads that a fork copies in
any state, and ``multiprocessing`` would run the caller's script again.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vndocparse.errors import MissingEngineError, MissingLanguageError
from vndocparse.model.page import Page, Problem
from vndocparse.ocr.jobs import Job, packed_job, unpacked_page, unread
from vndocparse.ocr.worker import CLOSE, FILE, LENGTH, PAGE

_LONGEST = 256 * 1024 * 1024
"""Bytes of one answer; a worker that sends more is stopped."""
_POLL = 0.25
"""Seconds between two calls of ``check`` while nothing comes in."""


@dataclass(slots=True, eq=False)
class _Worker:
    """A process with what goes to it and what came from it."""

    process: subprocess.Popen[bytes]
    home: Any
    """What it was started in; see ``_home``."""
    outgoing: bytearray = field(default_factory=bytearray)
    incoming: bytearray = field(default_factory=bytearray)
    job: Job | None = None
    ready: bool = False
    kept: bool = False
    """It served another file before this one."""

    def end(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):
                pipe.close()
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()


# --- kept for the next file ------------------------------------------------------------


_idle: list[_Worker] = []
_idle_lock = threading.Lock()


def _home() -> Any:
    """What a worker takes over when it starts: one that was started in another state is of no use.

    The number of the process is part of it: a fork has the pipes of its parent's workers, which are not its own.
    """
    try:
        folder = str(Path.cwd())
    except OSError:
        folder = ""
    return os.getpid(), folder, tuple(sys.path), tuple(sorted(os.environ.items()))


def _started() -> _Worker | None:
    """A new process; None where the system gives none."""
    # -P: the current folder is no place to import from; -c in place of -m keeps the module's name.
    command = [sys.executable, "-P", "-c", "from vndocparse.ocr.worker import main; main()"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
        )
    except OSError:
        return None
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        os.set_blocking(pipe.fileno(), False)
    return _Worker(process, _home())


def _take() -> _Worker | None:
    """An idle worker that can be used here and now."""
    home = _home()
    with _idle_lock:
        for worker in list(_idle):
            _idle.remove(worker)
            if worker.home[0] != home[0]:
                continue
            if worker.home == home and worker.process.poll() is None:
                return worker
            worker.end()
    return None


def _keep(worker: _Worker) -> bool:
    """Whether the worker, which has closed its file, stays for the next one."""
    try:
        assert worker.process.stdin is not None
        os.write(worker.process.stdin.fileno(), LENGTH.pack(1) + CLOSE)
    except OSError:
        return False
    with _idle_lock:
        if len(_idle) >= (os.cpu_count() or 1):
            return False
        worker.ready, worker.kept = False, True
        _idle.append(worker)
    return True


@atexit.register
def dismiss() -> None:
    """End the idle workers.  They end by themselves when this process ends, or after a minute without work."""
    with _idle_lock:
        while _idle:
            worker = _idle.pop()
            if worker.home[0] == os.getpid():
                worker.end()


# --- at work on one file -----------------------------------------------------------------


class Team:
    """Keeps the workers busy with the pages of one file and replaces those that die."""

    def __init__(self, start: bytes, workers: int, waiting: deque[Job], coming: Iterator[Job]) -> None:
        """Args:
        start: the pickled opener of the file and the engine.
        waiting: jobs that are known; what is not done is left there.
        coming: further jobs, found out one by one.
        """
        self.start = start
        self.most = workers
        self.waiting = waiting
        self.coming = coming
        self.workers: list[_Worker] = []
        self.selector = selectors.DefaultSelector()
        self.exhausted = False
        self.broken = False
        """A worker died before it could begin: no use in starting more."""

    def results(self, check: Callable[[], None] | None) -> Iterator[tuple[Job, Page, float]]:
        """Jobs with their pages and CPU seconds, as they get done; ends early where no worker will start.

        Raises:
            MissingEngineError: the engine cannot be had.
        """
        while True:
            # Finding the next page that needs reading is work of this process, done while the others read.
            if len(self.waiting) < self.most and not self.exhausted:
                self._pull()
            self._employ()
            busy = any(w.job for w in self.workers)
            if not self.workers or (self.exhausted and not self.waiting and not busy):
                return
            eager = len(self.waiting) < self.most and not self.exhausted
            yield from self._exchange(0.0 if eager else _POLL)
            if check is not None:
                check()

    def stop(self) -> None:
        """Let the workers go: those at work are ended, the others kept for the next file."""
        for worker in list(self.workers):
            self._let_go(worker)
            if worker.job is not None or worker.outgoing or not _keep(worker):
                worker.end()
        self.selector.close()

    def _employ(self) -> None:
        """Give each idle worker a job, and start workers while jobs wait."""
        for worker in [w for w in self.workers if w.ready and w.job is None]:
            if self.waiting:
                worker.job = self.waiting.popleft()
                self._tell(worker, PAGE + packed_job(worker.job))
        starting = sum(not w.ready for w in self.workers)
        while not self.broken and len(self.workers) < self.most and starting < len(self.waiting):
            self._hire()
            starting += 1

    def _pull(self) -> None:
        found = next(self.coming, None)
        if found is None:
            self.exhausted = True
        else:
            self.waiting.append(found)

    def _hire(self) -> None:
        worker = _take() or _started()
        if worker is None:
            self.broken = True
            return
        self.selector.register(worker.process.stdout, selectors.EVENT_READ, worker)  # type: ignore[arg-type]
        self.workers.append(worker)
        self._tell(worker, FILE + self.start)

    def _tell(self, worker: _Worker, order: bytes) -> None:
        if not worker.outgoing:
            self.selector.register(worker.process.stdin, selectors.EVENT_WRITE, worker)  # type: ignore[arg-type]
        worker.outgoing += LENGTH.pack(len(order)) + order

    def _exchange(self, timeout: float) -> Iterator[tuple[Job, Page, float]]:
        """Send and receive what can be, waiting up to ``timeout`` seconds; gives finished jobs."""
        for key, events in self.selector.select(timeout):
            worker: _Worker = key.data
            if worker not in self.workers:
                continue
            if events & selectors.EVENT_WRITE:
                self._write(worker)
            elif not self._read(worker):
                yield from self._death(worker)
                continue
            for answer in _messages(worker.incoming):
                finished = self._answer(worker, answer)
                if finished is not None:
                    yield finished

    def _write(self, worker: _Worker) -> None:
        pipe = worker.process.stdin
        assert pipe is not None
        try:
            sent = os.write(pipe.fileno(), memoryview(worker.outgoing)[:1_000_000].tobytes())
        except BlockingIOError:
            return
        except OSError:
            # It died; its end of the other pipe says so next.
            sent = len(worker.outgoing)
        del worker.outgoing[:sent]
        if not worker.outgoing:
            self.selector.unregister(pipe)

    def _read(self, worker: _Worker) -> bool:
        """False where nothing more will come."""
        pipe = worker.process.stdout
        assert pipe is not None
        try:
            part = os.read(pipe.fileno(), 1_000_000)
        except BlockingIOError:
            return True
        except OSError:
            return False
        worker.incoming += part
        return bool(part) and len(worker.incoming) <= _LONGEST

    def _answer(self, worker: _Worker, answer: Any) -> tuple[Job, Page, float] | None:
        if "ready" in answer:
            worker.ready = True
            return None
        if "missing" in answer:
            _, message, remedy = answer["missing"]
            kind = MissingLanguageError if answer["missing"][0] == MissingLanguageError.code else MissingEngineError
            raise kind(str(message), remedy=str(remedy))
        job, worker.job = worker.job, None
        if job is None:
            return None
        return job, unpacked_page(answer["page"]), float(answer["seconds"])

    def _death(self, worker: _Worker) -> Iterator[tuple[Job, Page, float]]:
        job = worker.job
        # One that was kept may have reached the end of its patience just now; another one is hired.
        if not worker.ready and not worker.kept:
            self.broken = True
        self._let_go(worker)
        worker.end()
        if job is not None:
            message = "Reading the page brought down its process: the page's picture is damaged or hostile."
            yield job, unread(job, Problem("page-crashed", message, job.page.number)), 0.0

    def _let_go(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        for pipe in (worker.process.stdin, worker.process.stdout):
            with contextlib.suppress(KeyError, ValueError):
                self.selector.unregister(pipe)  # type: ignore[arg-type]


def _messages(buffer: bytearray) -> Iterator[Any]:
    """The whole messages at the start of ``buffer``, which are taken out of it."""
    while len(buffer) >= LENGTH.size:
        (length,) = LENGTH.unpack_from(buffer)
        end = LENGTH.size + length
        if len(buffer) < end:
            return
        content = bytes(buffer[LENGTH.size : end])
        del buffer[:end]
        yield json.loads(content)
