"""A part of a run, for one of several machines: which inputs are its own, and its journal's name."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass

from vndocparse.errors import UsageError

_SHARD = re.compile(r"(\d{1,6})/(\d{1,6})")
JOURNAL = "journal.sqlite3"


@dataclass(frozen=True, slots=True)
class Shard:
    """Number ``index`` of ``count`` parts, from 1.

    Inputs are shared out by a hash of their name below what was asked for, which is the same on every machine
    and costs nothing; by content, every machine would have to read every file to know whose it is.
    """

    index: int = 1
    count: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.index <= self.count:
            raise UsageError("A shard is i/n with i from 1 to n.", remedy="Give 1/4 to 4/4 for four parts.")

    @classmethod
    def parse(cls, text: str) -> Shard:
        """``"3/64"``.

        Raises:
            UsageError: it is something else.
        """
        found = _SHARD.fullmatch(text.strip())
        if found is None:
            raise UsageError("A shard is i/n with i from 1 to n.", remedy="Give 1/4 to 4/4 for four parts.")
        return cls(int(found[1]), int(found[2]))

    def has(self, key: str) -> bool:
        """Whether an input of that name is this part's."""
        if self.count == 1:
            return True
        digest = hashlib.sha256(os.fsencode(key)).digest()
        return int.from_bytes(digest[:8]) % self.count == self.index - 1

    @property
    def mark(self) -> str:
        """For names of files."""
        return "run" if self.count == 1 else f"{self.index:04}-of-{self.count:04}"

    @property
    def journal(self) -> str:
        """Name of the journal below the output folder."""
        return JOURNAL if self.count == 1 else f"journal.{self.mark}.sqlite3"
