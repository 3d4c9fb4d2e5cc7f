"""Pages read by several processes at once: one per core, each with an engine of its own.

A worker is a fresh interpreter, not a fork: pdfium, OpenCV and Tesseract hold locks and threads that a fork copies in
any state, and ``multiprocessing`` would run the caller's script again.  What comes back is JSON, never pickle.  A page
that brings its worker down is one page with a problem; another worker goes on with the rest.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import selectors
import signal
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vndocparse.errors import MissingEngineError, MissingLanguageError, VndocparseError
from vndocparse.geometry import Box
from vndocparse.model.page import Page, Problem, Word

if TYPE_CHECKING:
    from vndocparse.ocr.engine import Engine
    from vndocparse.source.base import OpenSource

Opener = Callable[[], "OpenSource"]
"""Opens the file anew; must survive ``pickle``, as ``functools.partial(open_source, path)`` does."""

_LENGTH = struct.Struct("!Q")
_LONGEST = 256 * 1024 * 1024
"""Bytes of one answer; a worker that sends more is stopped."""
_POLL = 0.25
"""Seconds between two calls of ``check`` while nothing comes in."""


@dataclass(frozen=True, slots=True)
class Job:
    """A page to read: as the file gives it, and its index from 0."""

    index: int
    page: Page


def read_pages_parallel(
    opened: OpenSource,
    opener: Opener,
    jobs: Iterable[Job],
    engine: str | Engine,
    *,
    workers: int,
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
    start = _start_message(opener, engine) if workers > 1 and sys.executable else None
    second = next(coming, None) if start is not None else None
    if second is not None and start is not None:
        waiting.append(second)
        supervisor = _Supervisor(start, workers, waiting, coming)
        try:
            for job, page, seconds in supervisor.results(check):
                if spent is not None:
                    spent(seconds)
                finish(job, page)
        finally:
            supervisor.stop()
    # What is left where there was but one page, no second process, or none that would start.
    for job in _rest(waiting, coming):
        if check is not None:
            check()
        finish(job, read_job(opened, job, engine))
    return done


def read_job(opened: OpenSource, job: Job, engine: str | Engine) -> Page:
    """One page in this process; a page that cannot be read comes back as it was, with a problem.

    Raises:
        MissingEngineError: the engine cannot be had.
    """
    from vndocparse.ocr import get_engine
    from vndocparse.ocr.read import read_page

    try:
        return read_page(opened, job.index, get_engine(engine), job.page)
    except MissingEngineError:
        raise
    except VndocparseError as error:
        message = error.message
    except Exception as error:
        # Pictures break decoders and engines in ways of their own; the class alone is told, its text may quote.
        message = f"The page could not be read ({type(error).__name__})."
    return _unread(job, Problem("page-unreadable", message, job.page.number))


def _rest(waiting: deque[Job], coming: Iterator[Job]) -> Iterator[Job]:
    while waiting:
        yield waiting.popleft()
    yield from coming


def _unread(job: Job, problem: Problem) -> Page:
    return Page(job.page.number, job.page.width, job.page.height, origin="ocr", problems=(problem,))


def _start_message(opener: Opener, engine: str | Engine) -> bytes | None:
    """What a worker is told first; None where it cannot be told."""
    try:
        return pickle.dumps((opener, engine))
    except (pickle.PicklingError, TypeError, AttributeError):
        return None


# --- the supervisor -------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Worker:
    """A process with what goes to it and what came from it."""

    process: subprocess.Popen[bytes]
    outgoing: bytearray
    incoming: bytearray = field(default_factory=bytearray)
    job: Job | None = None
    ready: bool = False


class _Supervisor:
    """Keeps the workers busy and replaces those that die."""

    def __init__(self, start: bytes, workers: int, waiting: deque[Job], coming: Iterator[Job]) -> None:
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
        """Jobs with their pages and CPU seconds, as they get done; ends early where no worker will start."""
        while True:
            # Finding the next page that needs reading is work of this process, done while the others read.
            if len(self.waiting) < self.most and not self.exhausted:
                self._pull()
            self._employ()
            if not self.workers:
                return
            eager = len(self.waiting) < self.most and not self.exhausted
            yield from self._exchange(0.0 if eager else _POLL)
            if check is not None:
                check()

    def stop(self) -> None:
        """End all workers, whatever they are doing."""
        for worker in list(self.workers):
            self._bury(worker)
        self.selector.close()

    def _employ(self) -> None:
        """Give each idle worker a job, start workers while jobs wait, and let go those that are not needed."""
        for worker in [w for w in self.workers if w.ready and w.job is None]:
            if self.waiting:
                worker.job = self.waiting.popleft()
                self._tell(worker, _packed_job(worker.job))
        starting = sum(not w.ready for w in self.workers)
        while not self.broken and len(self.workers) < self.most and starting < len(self.waiting):
            self._hire()
            starting += 1
        if self.exhausted and not self.waiting and not any(w.job for w in self.workers):
            for worker in list(self.workers):
                self._bury(worker)

    def _pull(self) -> None:
        found = next(self.coming, None)
        if found is None:
            self.exhausted = True
        else:
            self.waiting.append(found)

    def _hire(self) -> None:
        # -P: the current folder is no place to import from; -c in place of -m keeps this module's name.
        command = [sys.executable, "-P", "-c", "from vndocparse.ocr.pool import main; main()"]
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
            self.broken = True
            return
        worker = _Worker(process, bytearray())
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
        self.selector.register(process.stdout, selectors.EVENT_READ, worker)  # type: ignore[arg-type]
        self.workers.append(worker)
        self._tell(worker, self.start)

    def _tell(self, worker: _Worker, message: bytes) -> None:
        if not worker.outgoing:
            self.selector.register(worker.process.stdin, selectors.EVENT_WRITE, worker)  # type: ignore[arg-type]
        worker.outgoing += _LENGTH.pack(len(message)) + message

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
        return job, _unpacked_page(answer["page"]), float(answer["seconds"])

    def _death(self, worker: _Worker) -> Iterator[tuple[Job, Page, float]]:
        job = worker.job
        if not worker.ready:
            self.broken = True
        self._bury(worker)
        if job is not None:
            message = "Reading the page brought down its process: the page's picture is damaged or hostile."
            yield job, _unread(job, Problem("page-crashed", message, job.page.number)), 0.0

    def _bury(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        for pipe in (worker.process.stdin, worker.process.stdout):
            assert pipe is not None
            with contextlib.suppress(KeyError, ValueError):
                self.selector.unregister(pipe)
            with contextlib.suppress(OSError):
                pipe.close()
        with contextlib.suppress(OSError):
            worker.process.kill()
        worker.process.wait()


def _messages(buffer: bytearray) -> Iterator[Any]:
    """The whole messages at the start of ``buffer``, which are taken out of it."""
    while len(buffer) >= _LENGTH.size:
        (length,) = _LENGTH.unpack_from(buffer)
        end = _LENGTH.size + length
        if len(buffer) < end:
            return
        content = bytes(buffer[_LENGTH.size : end])
        del buffer[:end]
        yield json.loads(content)


# --- the worker -----------------------------------------------------------------------


def main() -> None:
    """Serve jobs that come in on standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = os.dup(0), os.dup(1)
    # Native libraries print parts of a document on errors; nothing of it may reach a terminal or the pipe.
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    with os.fdopen(source, "rb") as jobs, os.fdopen(sink, "wb") as answers, contextlib.suppress(BrokenPipeError):
        _serve(jobs, answers)
    # Skips the clean-up of native libraries, which is slow and now and then crashes.
    os._exit(0)


def _serve(jobs: Any, answers: Any) -> None:
    import cv2

    cv2.setNumThreads(1)
    opener, engine = pickle.loads(_received(jobs) or b"")
    from vndocparse.ocr import get_engine

    def send(answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        answers.write(_LENGTH.pack(len(content)) + content)
        answers.flush()

    try:
        reader = get_engine(engine)
        opened = opener()
    except MissingEngineError as error:
        send({"missing": [error.code, error.message, error.remedy]})
        return
    send({"ready": True})
    while (content := _received(jobs)) is not None:
        job = _unpacked_job(content)
        start = time.process_time()
        try:
            answer: dict[str, Any] = {"page": _packed_page(read_job(opened, job, reader))}
        except MissingEngineError as error:
            answer = {"missing": [error.code, error.message, error.remedy]}
        send({**answer, "seconds": time.process_time() - start})


def _received(stream: Any) -> bytes | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content: bytes = stream.read(length)
    return content if len(content) == length else None


# --- pages as JSON ----------------------------------------------------------------------


def _packed_job(job: Job) -> bytes:
    return json.dumps([job.index, job.page.number, job.page.width, job.page.height]).encode()


def _unpacked_job(content: bytes) -> Job:
    index, number, width, height = json.loads(content)
    return Job(int(index), Page(int(number), float(width), float(height)))


def _packed_page(page: Page) -> dict[str, Any]:
    return {
        "place": [page.number, page.width, page.height, page.turn],
        "words": [[w.text, w.box, w.confidence, w.size, w.bold, w.italic, w.line] for w in page.words],
        "rules": page.rules,
        "images": page.images,
        "problems": [[p.code, p.message, p.page] for p in page.problems],
    }


def _unpacked_page(content: dict[str, Any]) -> Page:
    number, width, height, turn = content["place"]
    return Page(
        number,
        width,
        height,
        words=tuple(
            Word(text, Box(*box) if box else None, confidence, size, bold, italic, line)
            for text, box, confidence, size, bold, italic, line in content["words"]
        ),
        origin="ocr",
        rules=tuple(Box(*b) for b in content["rules"]),
        turn=turn,
        images=tuple(Box(*b) for b in content["images"]),
        problems=tuple(Problem(*p) for p in content["problems"]),
    )
