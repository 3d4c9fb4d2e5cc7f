"""Ends that an earlier run came to, and which of them are ends for this one too.

A run that is taken up again asks for each of its inputs, a million times over: rows of the journal stay the tuples
that SQLite gives, chunk by chunk, and one loop makes outcomes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vndocparse.batches.journal import RUNNING, Entry, Journal
from vndocparse.batches.outcome import Figures, Outcome, status_of
from vndocparse.batches.settings import Plan, Settings
from vndocparse.batches.source_file import Found
from vndocparse.batches.store import Listing, Store

_LOOKED_UP = 256
"""Inputs asked for in the journal at once."""


class Earlier:
    """What the journal and the result files say of inputs and of contents."""

    def __init__(self, journal: Journal, store: Store, fingerprint: str, plan: Plan, settings: Settings) -> None:
        self.journal, self.store, self.fingerprint, self.plan = journal, store, fingerprint, plan
        self._listing = Listing(store.root, fingerprint)
        self._refusing = settings.on_secret == "refuse"
        self._final: dict[tuple[str | None, int], bool] = {}

    def open_inputs(self, inputs: Iterable[Found], ready: list[Outcome]) -> Iterator[Found | None]:
        """The inputs that something is to be done about; those that were under way when a run was killed come last.

        The ends of all others are put into ``ready``; None now and then lets the caller give them out.
        """
        late: list[Found] = []
        chunk: list[Found] = []
        for found in inputs:
            if found.at_once or found.stamp is None or self.plan.verify:
                yield found
                continue
            chunk.append(found)
            if len(chunk) >= _LOOKED_UP:
                yield from self._unsettled(chunk, ready, late)
                chunk = []
                if ready:
                    yield None
        yield from self._unsettled(chunk, ready, late)
        yield from late

    def _unsettled(self, chunk: list[Found], ready: list[Outcome], late: list[Found]) -> list[Found]:
        """Those of a chunk that are to be opened now."""
        known = self.journal.known([found.name for found in chunk], self.fingerprint)
        final, there = self._final, self._listing.has
        opened: list[Found] = []
        for found, row in zip(chunk, known, strict=True):
            if row is None:
                opened.append(found)
                continue
            _, size, mtime, inode, sha, code, secret, interrupted, result, figures, cpu, attempts, detail = row
            ended = final.get((code, secret))
            if ended is None:
                ended = self.is_final(code, secret)
            if ended and result is not None and (size, mtime, inode) == found.stamp and there(result):
                told = (
                    found.name, status_of(code or ""), code, sha.hex(), result, figures or Figures(), cpu or 0.0,
                    attempts or 0, True, detail or "",
                )  # fmt: skip
                ready.append(tuple.__new__(Outcome, told))  # Outcome(...) takes four times as long
            else:
                (late if interrupted else opened).append(found)
        return opened

    def stands(self, entry: Entry) -> bool:
        """Whether what became of this content is its end for this run, and its file is there."""
        if entry.result is None or not self.is_final(entry.code, entry.figures.secret):
            return False
        if self.plan.verify:
            return entry.result_sha256 is not None and self.store.digest(entry.result) == entry.result_sha256
        return self.store.exists(entry.result)

    def is_final(self, code: str | None, secret: int) -> bool:
        """Whether an end with that code is one for this run."""
        known = self._final.get((code, secret))
        if known is None:
            known = bool(code) and code != RUNNING and status_of(code or "") not in self.plan.retry
            if secret and self._refusing != (code == "secret"):
                known = False
            self._final[code, secret] = known
        return known
