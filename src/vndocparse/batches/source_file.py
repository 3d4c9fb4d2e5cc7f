"""One input: how it is called, how its bytes are had, and the cases in which they are not.

What was hashed is what is read: a worker is handed the bytes and never a path.  A pipe, a device or a file of many
gigabytes is an outcome, not a hang.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from typing import NamedTuple

Stamp = tuple[int, int, int]
"""Size, time of change in nanoseconds, inode: where all are as before, the content is taken to be."""
_PART = 1 << 20


class RefusedError(Exception):
    """An input that is not given to a reader; its code is one of ``outcome.CODES``."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(code)


class Found(NamedTuple):
    """One input, not opened yet."""

    name: str
    """As the outcome will call it."""
    key: str
    """Its name below what was asked for: the same on every machine, whatever the mount point; shards go by it."""
    read: Callable[[int], tuple[bytes, Stamp | None]]
    """The bytes, at most so many, and the stamp of the file when it was opened.  Raises RefusedError."""
    stamp: Stamp | None = None
    """As seen without opening; None where it cannot be told."""
    at_once: bool = False
    """To be read before the next one is asked for: a member of a stream."""


def refused(name: str, code: str, detail: str = "") -> Found:
    """An input whose outcome is certain."""

    def read(_most: int) -> tuple[bytes, Stamp | None]:
        raise RefusedError(code, detail)

    return Found(name, name, read)


def stamp_of(status: os.stat_result) -> Stamp | None:
    """The stamp of an ordinary file; None of anything else."""
    return (status.st_size, status.st_mtime_ns, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def read_regular(path: str, most: int, *, follow: bool) -> tuple[bytes, Stamp | None]:
    """All bytes of an ordinary file, opened once.

    Raises:
        RefusedError: it is gone, not an ordinary file, too large, or cannot be read.
    """
    handle = open_regular(path, follow=follow)
    try:
        status = os.fstat(handle)
        if status.st_size > most:
            raise RefusedError("too-large")
        parts: list[bytes] = []
        size = 0
        while part := os.read(handle, _PART):
            parts.append(part)
            size += len(part)
            if size > most:
                raise RefusedError("too-large")
        return b"".join(parts), stamp_of(status)
    except OSError:
        raise RefusedError("unreadable") from None
    finally:
        os.close(handle)


def open_regular(path: str, *, follow: bool) -> int:
    """A descriptor of an ordinary file; a pipe without a writer does not hold us up, and a device is not touched.

    Raises:
        RefusedError: it is gone, not an ordinary file, or cannot be opened.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        raise RefusedError("missing") from None
    except IsADirectoryError:
        raise RefusedError("irregular") from None
    except (OSError, ValueError):
        raise RefusedError("irregular" if _is_special(path) else "unreadable") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise RefusedError("irregular")
    return handle


def _is_special(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode)
