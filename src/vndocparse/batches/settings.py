"""What a run is asked to do; what of it shapes results, and what does not."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from vndocparse.batches.outcome import Status
from vndocparse.batches.shard import Shard
from vndocparse.errors import UsageError
from vndocparse.mend import kinds_of

OnSecret = Literal["warn", "refuse", "allow"]
ON_SECRET: tuple[OnSecret, ...] = ("warn", "refuse", "allow")
READER = "vndocparse.batches.read:read_document"


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """Bounds for one document of a batch; one that crosses them hurts itself alone.

    Time is CPU time: a busy machine is no fault of the document.
    """

    cpu: float = 120.0
    """CPU seconds, besides those for each page."""
    cpu_page: float = 15.0
    """CPU seconds for each page of the file."""
    stall: float = 60.0
    """Seconds without a page done and without using the processor."""
    memory: int | None = 4 * 1024**3
    """Bytes of address space; None for no bound."""
    pages: int = 5_000
    """Pages read; what is behind them makes the outcome partial."""
    pixels: int = 120_000_000
    """Pixels of one picture."""
    characters: int = 50_000_000
    """Characters of text."""
    size: int = 512 * 1024**2
    """Bytes of the file."""
    result: int = 512 * 1024**2
    """Bytes of the result."""
    archive: int = 64 * 1024**3
    """Bytes of all members of one archive, unpacked."""

    def budget(self, pages: int) -> float:
        """CPU seconds for a document of so many pages."""
        return self.cpu + self.cpu_page * min(max(pages, 0), self.pages)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a worker is told; crosses to it as JSON."""

    engine: str = "auto"
    rules: str | None = None
    catalogue: str | None = None
    bullets: bool = False
    words: bool = False
    effort: Literal["full", "fast"] | float = "full"
    mend: str = "all"
    password: str | None = field(default=None, repr=False)
    limits: BatchLimits = BatchLimits()
    on_secret: OnSecret = "warn"
    confined: bool = True
    """Workers without network, processes of their own and files to write; off for an engine that needs them."""
    recycle: int = 500
    """Documents after which a worker is replaced."""
    reader: str = READER
    """The function that reads, "package.module:name"; tests put one in its place that misbehaves."""

    def __post_init__(self) -> None:
        if self.on_secret not in ON_SECRET:
            raise UsageError(f"on_secret is one of {', '.join(ON_SECRET)}.")
        kinds_of(self.mend)
        if isinstance(self.effort, str) and self.effort not in ("full", "fast"):
            raise UsageError('effort is "full", "fast" or a share of the page from 0 to 1.')
        if not isinstance(self.effort, str) and not 0 <= self.effort <= 1:
            raise UsageError("The share of a page that is read again lies from 0 to 1.")

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Settings:
        values: dict[str, Any] = json.loads(data)
        return cls(**{**values, "limits": BatchLimits(**values["limits"])})

    def shaping(self) -> dict[str, Any]:
        """What of the settings results depend on: limits of time and memory decide only whether there is one."""
        bounds = self.limits
        return {
            "engine": self.engine,
            "bullets": self.bullets,
            "words": self.words,
            "effort": self.effort if isinstance(self.effort, str) else float(self.effort),
            "mend": list(kinds_of(self.mend)),
            "pages": bounds.pages,
            "pixels": bounds.pixels,
            "characters": bounds.characters,
            "reader": self.reader,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do, besides the settings of its workers."""

    out: Path
    workers: int
    retry: frozenset[Status] = frozenset()
    """Read again what ended so."""
    verify: bool = False
    """Trust neither stamps of inputs nor result files: hash all of them."""
    shard: Shard = field(default_factory=Shard)
    follow_links: bool = False
