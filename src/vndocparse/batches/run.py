"""The run itself: inputs in, outcomes out, and between them nothing that a crash could tear.

The order of things for each document is fixed: its bytes are hashed, the journal says that it is held, a worker reads
it, its result file is written, flushed and renamed, and only then the journal says that it is done.  Wherever
this stops, the next run does what is missing and comes to the same bytes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vndocparse.batches.earlier import Earlier
from vndocparse.batches.fingerprint import fingerprint
from vndocparse.batches.intake import discover
from vndocparse.batches.journal import Entry, Journal
from vndocparse.batches.keeping import Kept, keep
from vndocparse.batches.outcome import Outcome, status_of
from vndocparse.batches.pool import Job, Pool
from vndocparse.batches.settings import Plan, Settings
from vndocparse.batches.source_file import Found, RefusedError, Stamp
from vndocparse.batches.steps import step
from vndocparse.batches.store import Store, fail
from vndocparse.batches.verdict import SOLITARY, Verdict
from vndocparse.errors import OutputError

_WRITERS = 4
"""Threads that write result files: they wait for the disk, not for the processor."""
_HELD_BACK = 64
"""Results not yet in the journal, at most."""
_COMMIT_EVERY = 0.2
"""Seconds between two transactions: what they cost is shared by all results of that time."""
_MOST_KILLED = 10
"""So often may somebody end the worker that reads a document before the document is blamed."""


@dataclass(slots=True)
class _Held:
    """A content in work, with all inputs that turned out to have it."""

    job: Job
    names: list[str]
    interrupted: int = 0


@dataclass(slots=True)
class Run:
    """One run; iterate over it for its outcomes, once.

    Raises:
        OutputError: the output cannot be written, or another run holds it; what was done is kept.
    """

    paths: Iterable[str | os.PathLike[str]]
    plan: Plan
    settings: Settings
    counts: Counter[str] = field(default_factory=Counter)
    """Outcomes so far, by status."""
    hand: dict[str, _Held] = field(default_factory=dict)
    stopping: bool = False
    pool: Pool | None = None
    fingerprint: str = ""
    _journal: Journal | None = None
    _store: Store | None = None
    _writes: deque[tuple[Future[Kept], _Held]] = field(default_factory=deque)
    _met: list[tuple[str, Stamp | None, str | None, str | None]] = field(default_factory=list)
    _leases: list[str] = field(default_factory=list)
    _notes: list[tuple[str, str]] = field(default_factory=list)
    _ready: list[Outcome] = field(default_factory=list)
    _committed: float = 0.0

    def stop(self) -> None:
        """Finish what is in hand and begin nothing more; safe to call from a signal handler."""
        self.stopping = True

    def outcomes(self) -> Iterator[Outcome]:
        """One outcome for each input, as they become certain; each is in the journal before it is given."""
        store = self._store = Store(self.plan.out, self.plan.shard.mark)
        store.prepare()
        with _locked(store.root / f"{self.plan.shard.mark}.lock"):
            self.fingerprint = fingerprint(self.settings)
            journal = self._journal = Journal(store.root / self.plan.shard.journal)
            run = journal.begin(self.fingerprint, self._told())
            self.pool = Pool(self.settings, self.plan.workers)
            writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="vndocparse-writer")
            try:
                for outcome in self._work(journal, store, self.pool, writers):
                    self.counts[outcome.status] += 1
                    yield outcome
                journal.end(run, dict(self.counts))
            finally:
                self.pool.stop()
                writers.shutdown(wait=True, cancel_futures=True)
                self._last_words(journal)
                journal.close()

    def _told(self) -> dict[str, Any]:
        """For the journal: how the run was asked for, without any secret."""
        shown = self.settings.shaping()
        return {**shown, "on_secret": self.settings.on_secret, "workers": self.plan.workers, "pid": os.getpid()}

    def _work(self, journal: Journal, store: Store, pool: Pool, writers: ThreadPoolExecutor) -> Iterator[Outcome]:
        earlier = Earlier(journal, store, self.fingerprint, self.plan, self.settings)
        waiting = earlier.open_inputs(self._inputs(), self._ready)
        more = True
        while True:
            while more and not self.stopping and pool.hungry and len(self._writes) < _HELD_BACK:
                try:
                    found = next(waiting)
                except StopIteration:
                    more = False
                    break
                if found is not None:
                    self._take(found, earlier, pool)
                if len(self._ready) >= _HELD_BACK:
                    break
            done = not (pool.busy or self._writes or self._ready or self._met or self._leases)
            if done and (self.stopping or not more):
                return
            full = len(self._writes) >= _HELD_BACK
            for job, verdict in pool.poll(0.0 if (self._ready and not pool.busy) or full else 0.1):
                self._ended(job, verdict, pool, writers, store)
            yield from self._commit(journal, idle=not pool.busy, writers_full=full)

    # -- inputs ------------------------------------------------------------------------------

    def _inputs(self) -> Iterator[Found]:
        """The inputs of this shard."""
        limits = self.settings.limits
        found = discover(
            self.paths, most_unpacked=limits.archive, follow_links=self.plan.follow_links, leave_out=self.plan.out
        )
        return found if self.plan.shard.count == 1 else (f for f in found if self.plan.shard.has(f.key))

    def _take(self, found: Found, earlier: Earlier, pool: Pool) -> None:
        """Open an input and hand its bytes to a worker, or to what is known of them already."""
        try:
            data, stamp = found.read(self.settings.limits.size)
        except RefusedError as error:
            self._met.append((found.name, None, None, error.code))
            self._ready.append(Outcome(found.name, status_of(error.code), error.code, detail=error.detail))
            return
        sha256 = hashlib.sha256(data).hexdigest()
        self._met.append((found.name, stamp, sha256, None))
        held = self.hand.get(sha256)
        if held is not None:
            held.names.append(found.name)
            return
        entry = earlier.journal.entries([sha256], self.fingerprint).get(sha256)
        if entry is not None and earlier.stands(entry):
            self._ready.append(_outcome(found.name, entry, reused=True))
            return
        job = Job(sha256, data)
        self.hand[sha256] = _Held(job, [found.name], entry.interrupted if entry else 0)
        self._leases.append(sha256)
        pool.submit(job)

    # -- ends ----------------------------------------------------------------------------------

    def _ended(self, job: Job, verdict: Verdict, pool: Pool, writers: ThreadPoolExecutor, store: Store) -> None:
        """An attempt ended: once more, or its end is kept."""
        if verdict.died:
            self._notes.append((f"attempt {job.attempts}: {verdict.code}", job.sha256))
        if verdict.code == "killed":
            job.killed += 1
            job.attempts -= 1
            if job.killed < _MOST_KILLED:
                pool.submit(job)
                return
            verdict = replace(verdict, code="crash")
        elif verdict.code in SOLITARY and not job.solitary and not self.stopping:
            job.solitary = True
            pool.submit(job)
            return
        held = self.hand[job.sha256]
        future = writers.submit(keep, store, job.sha256, self.fingerprint, verdict, job.attempts)
        job.data = b""
        self._writes.append((future, held))

    def _commit(self, journal: Journal, *, idle: bool, writers_full: bool) -> Iterator[Outcome]:
        """Bring what is written into the journal, many at once, and give it out."""
        now = time.monotonic()
        if not (idle or writers_full or len(self._ready) >= _HELD_BACK or now - self._committed >= _COMMIT_EVERY):
            return
        self._committed = now
        kept: list[tuple[Kept, _Held]] = []
        while self._writes and (self._writes[0][0].done() or idle or writers_full):
            future, held = self._writes.popleft()
            try:
                kept.append((future.result(), held))
            except OutputError:
                self._write(journal, kept)
                raise
            writers_full = False
        self._write(journal, kept)
        ready = self._ready[:]
        self._ready.clear()  # the list is shared with what looks inputs up
        yield from ready

    def _write(self, journal: Journal, kept: list[tuple[Kept, _Held]]) -> None:
        if not (kept or self._met or self._leases or self._notes):
            return
        if kept:
            step("before-journal")
        with journal.writing():
            journal.hold(self._leases, self.fingerprint)
            journal.met(self._met, self.fingerprint)
            for what, sha256 in self._notes:
                journal.note(what, sha256)
            journal.keep((k.entry for k, _ in kept), self.fingerprint)
        step("journaled" if kept else "held")
        self._met, self._leases, self._notes = [], [], []
        for one, held in kept:
            del self.hand[one.entry.sha256]
            for at, name in enumerate(held.names):
                self._ready.append(_outcome(name, one.entry, reused=at > 0))

    def _last_words(self, journal: Journal) -> None:
        """At any end: what was written is in the journal, and nothing is held any more."""
        kept = []
        for future, held in self._writes:
            if future.done() and not future.cancelled() and future.exception() is None:
                kept.append((future.result(), held))
        self._writes.clear()
        try:
            self._write(journal, kept)
            with journal.writing():
                journal.release(self.fingerprint)
        except OutputError:
            return  # the disk is full: the next run finds the files and writes them to the same bytes


def _outcome(name: str, entry: Entry, *, reused: bool) -> Outcome:
    return Outcome(
        name, entry.status, entry.code, entry.sha256, entry.result, entry.figures, entry.cpu_seconds, entry.attempts,
        reused, entry.detail,
    )  # fmt: skip


class _locked:  # noqa: N801  (used like a function)
    """Within it no other run writes to the same journal."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        try:
            self.handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            fail(error)
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self.handle)
            raise OutputError(
                "Another run writes to this output folder.",
                remedy="Wait for it, or ask it with: vndocparse batch status OUT.",
            ) from None

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)
