"""What a caller asks of a batch, in one value: the function, the command and the tasks on a cluster all give this."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vndocparse.batches.outcome import STATUSES, Status
from vndocparse.batches.settings import READER, BatchLimits, OnSecret, Plan, Settings
from vndocparse.batches.shard import Shard
from vndocparse.errors import UsageError
from vndocparse.mend import NONE
from vndocparse.rules.catalogue import read_catalogue

FAILED: frozenset[Status] = frozenset(("failed", "quarantined", "refused"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """The arguments of ``vndocparse.batch``, which says what each means."""

    out: str | os.PathLike[str]
    workers: int | None = None
    engine: str = "auto"
    rules: str | os.PathLike[str] | None = None
    catalogue: str | os.PathLike[str] | None = None
    bullets: bool = False
    words: bool = False
    effort: Literal["full", "fast"] | float = "full"
    mend: str | Iterable[str] = "all"
    password: str | None = field(default=None, repr=False)
    limits: BatchLimits | None = None
    on_secret: OnSecret = "warn"
    retry: Iterable[str] = ()
    verify: bool = False
    shard: str | tuple[int, int] | None = None
    follow_links: bool = False
    confined: bool = True
    reader: str = READER

    def settings(self) -> Settings:
        """What its workers are told.

        Raises:
            UsageError: an option makes no sense.
            RuleDataError: the catalogue cannot be read or is broken: told before anything is read with it.
        """
        if self.catalogue is not None:
            read_catalogue(self.catalogue)
        return Settings(
            engine=self.engine,
            rules=_absolute(self.rules),
            catalogue=_absolute(self.catalogue),
            bullets=self.bullets,
            words=self.words,
            effort=self.effort,
            mend=self.mend if isinstance(self.mend, str) else ",".join(self.mend) or NONE,
            password=self.password,
            limits=self.limits or BatchLimits(),
            on_secret=self.on_secret,
            confined=self.confined,
            reader=self.reader,
        )

    def plan(self) -> Plan:
        """What the run itself is to do.

        Raises:
            UsageError: an option makes no sense.
        """
        shard = (
            Shard.parse(self.shard) if isinstance(self.shard, str) else Shard(*self.shard) if self.shard else Shard()
        )
        return Plan(
            Path(self.out), self.workers or os.cpu_count() or 1, _statuses(self.retry), self.verify, shard,
            self.follow_links,
        )  # fmt: skip


def _absolute(path: str | os.PathLike[str] | None) -> str | None:
    """Workers have a folder of their own."""
    return None if path is None else os.path.abspath(path)  # noqa: PTH100


def _statuses(names: Iterable[str]) -> frozenset[Status]:
    wanted: set[Status] = set()
    for name in [names] if isinstance(names, str) else names:
        if name == "failed":
            wanted |= FAILED
        elif name in STATUSES:
            wanted.add(name)
        else:
            raise UsageError(f"There is no status {name!r}.", remedy=f"Choose from {', '.join(STATUSES)}.")
    return frozenset(wanted)
