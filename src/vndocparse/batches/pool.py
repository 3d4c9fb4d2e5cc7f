"""The supervisor's side of the workers: keeps them busy, watches their clocks, and outlives their deaths."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from vndocparse.batches.frames import ERROR, JOB, PROGRESS, READY, RESULT, BadMessageError, packed, taken
from vndocparse.batches.settings import Settings
from vndocparse.batches.verdict import Verdict, death, told_error, told_result
from vndocparse.batches.zygote import BORN, FORK, KILL, PID, RECORD
from vndocparse.errors import CrashError, UsageError

_TICK = 0.25
"""Seconds between two looks at the clocks."""
_GAP = 5.0
"""After so long without a look the clocks start anew: we, or the whole machine, stood still."""
_FAT = 1024**3
"""Bytes of memory held after a document, from which a worker is replaced."""
_START = 120.0
"""Seconds for a worker to come up."""
_PART = 1 << 18
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(slots=True, eq=False)
class Job:
    """A document to read."""

    sha256: str
    data: bytes
    solitary: bool = False
    """To be read by a fresh worker that reads nothing else."""
    attempts: int = 0
    killed: int = 0
    """How often somebody ended a worker that was reading it."""


@dataclass(slots=True, eq=False)
class _Worker:
    """A process with what goes to it and what came from it."""

    channel: socket.socket
    pid: int = 0
    ready: bool = False
    job: Job | None = None
    outgoing: deque[memoryview] = field(default_factory=deque)
    incoming: bytearray = field(default_factory=bytearray)
    served: int = 0
    leaving: bool = False
    fault: str = ""
    """Why we ended it."""
    pages: int = 0
    done: int = 0
    """Pages read so far."""
    born: float = 0.0
    alive: float = 0.0
    """When it last showed that it gets on."""
    spent: float = 0.0
    """CPU seconds of the process when the job began."""
    seen: float = 0.0
    """CPU seconds at the last look."""
    stirred: float = 0.0
    """CPU seconds when it last showed that it gets on."""
    memory: int = 0
    runnable: bool = False
    """At the last look it computed, or waited for nothing but a processor."""

    def begin(self, now: float) -> None:
        """The clocks of a new job."""
        self.pages, self.done, self.alive, self.spent = 0, 0, now, self.seen

    def got_on(self, done: int, pages: int, now: float) -> None:
        """What it says of its pages; saying the same again is no sign of life."""
        if done > self.done or pages > self.pages:
            self.alive = now
        self.done, self.pages = max(self.done, done), max(self.pages, pages)


class Pool:
    """So many workers, each of which can be ended at any moment.

    Not for threads.  ``stop`` must be called; nothing is left behind then.
    """

    def __init__(self, settings: Settings, workers: int) -> None:
        if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
            raise UsageError("A batch needs a POSIX system.", remedy="Run it under Linux, macOS or WSL.")
        self.settings = settings
        self.most = max(1, workers)
        self.waiting: deque[Job] = deque()
        self.solitary: deque[Job] = deque()
        self.workers: list[_Worker] = []
        self.unborn: deque[_Worker] = deque()
        self.selector = selectors.DefaultSelector()
        self.confinement = ""
        """What holds the workers back, once the first is up."""
        self.failed_starts = 0
        self.looked = time.monotonic()
        self.control: socket.socket | None = None
        self.zygote: subprocess.Popen[bytes] | None = None

    # -- what the run does with it ---------------------------------------------------------

    @property
    def busy(self) -> int:
        """Documents handed in and not yet given back."""
        return len(self.waiting) + len(self.solitary) + sum(w.job is not None for w in self.workers)

    @property
    def hungry(self) -> bool:
        """Whether another document would soon be begun."""
        return len(self.waiting) < self.most

    def submit(self, job: Job) -> None:
        (self.solitary if job.solitary else self.waiting).append(job)

    def poll(self, timeout: float = _TICK) -> Iterator[tuple[Job, Verdict]]:
        """Wait up to ``timeout`` seconds; gives the jobs that ended, however they did.

        Raises:
            CrashError: workers do not come up.
        """
        self._employ()
        for key, events in self.selector.select(timeout if self.workers else 0.0):
            if key.data is None:
                yield from self._records()
                continue
            worker: _Worker = key.data
            if events & selectors.EVENT_WRITE:
                self._write(worker)
            if events & selectors.EVENT_READ:
                yield from self._read(worker)
        self._watch()
        self._employ()

    def stop(self) -> None:
        """End everything at once."""
        for worker in [*self.workers]:
            self._forget(worker)
        self._leave()
        self.selector.close()

    # -- hiring and giving work -------------------------------------------------------------

    def _mother(self) -> socket.socket:
        """The way to the zygote, which is started where it does not run."""
        if self.control is not None:
            return self.control
        ours, theirs = socket.socketpair()
        # -P: the current folder is no place to import from.
        command = [
            sys.executable,
            "-P",
            "-c",
            "from vndocparse.batches.zygote import main; main()",
            str(theirs.fileno()),
        ]
        environment = {**os.environ, **dict.fromkeys(_ONE_THREAD, "1")}
        environment.pop("CMAP_PATH", None)  # pdfminer would read its tables from there
        self.zygote = process = subprocess.Popen(
            command, stdin=subprocess.PIPE, pass_fds=(theirs.fileno(),), env=environment, start_new_session=True
        )
        theirs.close()
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(self.settings.to_json())
            process.stdin.close()
        self.selector.register(ours, selectors.EVENT_READ, None)
        self.control = ours
        return ours

    def _leave(self) -> None:
        """End the zygote, and all workers with it."""
        if self.control is not None:
            with contextlib.suppress(KeyError, ValueError):
                self.selector.unregister(self.control)
            self.control.close()
        if self.zygote is not None:
            try:
                self.zygote.wait(10)
            except subprocess.TimeoutExpired:
                self.zygote.kill()
                self.zygote.wait()
        self.control = self.zygote = None

    def _employ(self) -> None:
        """Start workers while there is work for them, and give each its next document."""
        while len(self.workers) < self.most and self._wanted() > sum(w.job is None for w in self.workers):
            self._hire()
        for worker in self.workers:
            if worker.ready and not worker.leaving and not worker.fault:
                self._feed(worker)

    def _wanted(self) -> int:
        return len(self.waiting) + len(self.solitary)

    def _hire(self) -> None:
        ours, theirs = socket.socketpair()
        worker = _Worker(ours, born=time.monotonic())
        try:
            socket.send_fds(self._mother(), [FORK], [theirs.fileno()])
        except OSError:
            self._orphaned()
            ours.close()
            return
        finally:
            theirs.close()
        ours.setblocking(False)
        self.selector.register(ours, selectors.EVENT_READ, worker)
        self.workers.append(worker)
        self.unborn.append(worker)

    def _feed(self, worker: _Worker) -> None:
        if worker.job is not None:
            return
        if not self.solitary:
            if self.waiting:
                self._give(worker, self.waiting.popleft())
        elif not worker.served:
            self._give(worker, self.solitary.popleft())
            worker.leaving = True
        elif not self._fresh_coming():
            self._retire(worker)  # its successor takes the solitary one

    def _fresh_coming(self) -> bool:
        return any(not w.served and w.job is None for w in self.workers)

    def _give(self, worker: _Worker, job: Job) -> None:
        if not worker.served:
            self._look(worker)  # what it took to come up is no part of its first document's time
        worker.begin(time.monotonic())
        worker.job = job
        self.selector.modify(worker.channel, selectors.EVENT_READ | selectors.EVENT_WRITE, worker)
        told = packed(JOB, job.sha256, job.data)
        worker.outgoing.extend((memoryview(told), memoryview(job.data)))
        self._write(worker)

    def _retire(self, worker: _Worker) -> None:
        """Let it go: it ends when its socket does."""
        worker.leaving = True
        with contextlib.suppress(OSError):
            worker.channel.shutdown(socket.SHUT_WR)

    # -- talking ----------------------------------------------------------------------------

    def _write(self, worker: _Worker) -> None:
        try:
            while worker.outgoing:
                part = worker.outgoing[0]
                sent = worker.channel.send(part[:_PART])
                if sent == len(part):
                    worker.outgoing.popleft()
                else:
                    worker.outgoing[0] = part[sent:]
        except BlockingIOError:
            return
        except OSError:  # it died; the zygote says so next
            worker.outgoing.clear()
        self.selector.modify(worker.channel, selectors.EVENT_READ, worker)

    def _read(self, worker: _Worker) -> Iterator[tuple[Job, Verdict]]:
        try:
            part = worker.channel.recv(1 << 20)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            worker.leaving = True  # it is dead, and until the zygote says so nothing must be given to it
            with contextlib.suppress(KeyError, ValueError):
                self.selector.unregister(worker.channel)
            return
        worker.incoming += part
        yield from self._messages(worker)

    def _messages(self, worker: _Worker) -> Iterator[tuple[Job, Verdict]]:
        try:
            for kind, told, content in taken(worker.incoming, self.settings.limits.result):
                ended = self._heard(worker, kind, told, content)
                if ended is not None:
                    yield ended
        except BadMessageError:
            self._end(worker, "bad-result")
            worker.incoming.clear()

    def _heard(self, worker: _Worker, kind: bytes, told: Any, content: bytes) -> tuple[Job, Verdict] | None:
        if kind == PROGRESS:
            with contextlib.suppress(TypeError, ValueError, LookupError, OverflowError):
                worker.got_on(int(told[0]), int(told[1]), time.monotonic())
            return None
        worker.alive = time.monotonic()
        if kind == READY:
            worker.ready = True
            self.failed_starts = 0
            self.confinement = str(told.get("confinement", "")) if isinstance(told, dict) else ""
            return None
        verdict = told_result(told, content) if kind == RESULT else told_error(told) if kind == ERROR else None
        if verdict is None or worker.job is None:
            raise BadMessageError
        if verdict.died:
            worker.leaving = True
        job, worker.job = worker.job, None
        job.attempts += 1
        worker.served += 1
        self._look(worker)
        if worker.leaving or worker.served >= self.settings.recycle or worker.memory > _FAT:
            self._retire(worker)
        return job, verdict

    # -- births, deaths and clocks ------------------------------------------------------------

    def _records(self) -> Iterator[tuple[Job, Verdict]]:
        try:
            data = self._mother().recv(RECORD.size, socket.MSG_WAITALL)
        except OSError:
            data = b""
        if len(data) < RECORD.size:
            self._orphaned()
            return
        kind, pid, status, micro, peak = RECORD.unpack(data)
        if kind == BORN:
            self.unborn.popleft().pid = pid
            return
        worker = next((w for w in self.workers if w.pid == pid), None)
        if worker is not None:
            yield from self._died(worker, status, micro / 1e6, peak * 1024)

    def _died(self, worker: _Worker, status: int, seconds: float, peak: int) -> Iterator[tuple[Job, Verdict]]:
        with contextlib.suppress(OSError):  # its last words may still be in the socket
            while part := worker.channel.recv(1 << 20):
                worker.incoming += part
        yield from self._messages(worker)
        self._forget(worker)
        if not worker.ready:
            self.failed_starts += 1
            if self.failed_starts > 3:
                raise CrashError("Workers do not start.", remedy="See vndocparse doctor.")
        if worker.job is not None:
            worker.job.attempts += 1
            yield worker.job, death(status, max(0.0, seconds - worker.spent), peak, worker.fault, self.settings)

    def _forget(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        with contextlib.suppress(KeyError, ValueError):
            self.selector.unregister(worker.channel)
        worker.channel.close()

    def _orphaned(self) -> None:
        """The zygote is gone, and all workers with it: none of their documents is to blame."""
        self.failed_starts += 1
        if self.failed_starts > 3:
            raise CrashError("Workers do not start.", remedy="See vndocparse doctor.")
        for worker in list(self.workers):
            if worker.job is not None:
                (self.solitary if worker.job.solitary else self.waiting).appendleft(worker.job)
            self._forget(worker)
        self.unborn.clear()
        self._leave()

    def _watch(self) -> None:
        """End workers that are over their time, or get on no more."""
        now = time.monotonic()
        if now - self.looked < _TICK:
            return
        rested = now - self.looked > _GAP
        self.looked = now
        for worker in list(self.workers):
            if worker.fault or not worker.pid:
                continue
            self._look(worker)
            # Counted from the last sign of life: on a busy machine one look after another may see next to nothing,
            # and a process that waits for a processor gets on as soon as it is given one.
            if rested or worker.runnable or worker.seen - worker.stirred > 0.02:
                worker.alive, worker.stirred = now, worker.seen
            if not worker.ready and now - worker.born > _START and not rested:
                self._end(worker, "stalled")
            elif worker.job and worker.seen - worker.spent > self.settings.limits.budget(worker.pages):
                self._end(worker, "time-limit")
            elif worker.job and now - worker.alive > self.settings.limits.stall:
                self._end(worker, "stalled")

    def _look(self, worker: _Worker) -> None:
        """CPU time and memory of the process, where the system shows them."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(f"/proc/{worker.pid}/stat") as file:  # noqa: PTH123  (for each document: a Path takes longer)
                fields = file.read().rpartition(")")[2].split()
            worker.seen = (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND
            worker.memory = int(fields[21]) * _PAGE
            worker.runnable = fields[0] == "R"

    def _end(self, worker: _Worker, fault: str) -> None:
        worker.fault = worker.fault or fault
        with contextlib.suppress(OSError):
            self._mother().sendall(KILL + PID.pack(worker.pid))


_ONE_THREAD = ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Work is shared out by document: threads inside would only stand in each other's way, and OCR's results vary."""
