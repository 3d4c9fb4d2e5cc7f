"""What a process that reads strange files may do: little memory and time, no output, and a parent to die with.

Used by the child of ``isolate`` and by the workers of a batch.  Everything here is for a process made for
one purpose: none of it can be undone.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
from pathlib import Path

RESERVE = 32 * 1024**2
"""Bytes of address space kept back, with which a process that ran out of memory can still say so."""
GRACE = 2
"""CPU seconds between the signal that ends a process over its limit and the one that it cannot catch."""

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def quiet(*keep: int) -> None:
    """Nothing to read, and nowhere to write: native libraries print parts of a document on errors."""
    faulthandler.disable()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        if stream not in keep:
            os.dup2(null, stream)
    if null > 2:
        os.close(null)


def limit_memory(most: int | None) -> None:
    """Bound the address space, with ``RESERVE`` kept back; no core files in any case."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if most is not None:
        lower(resource.RLIMIT_AS, most, most + RESERVE)


def lower(which: int, soft: int, hard: int) -> None:
    """Set a limit, never above the one that is in force already."""
    import resource

    _, now = resource.getrlimit(which)
    if now != resource.RLIM_INFINITY:
        soft, hard = min(soft, now), min(hard, now)
    resource.setrlimit(which, (soft, hard))


def release_reserve() -> None:
    """Let the soft limit of memory up to the hard one."""
    import resource

    with contextlib.suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def first_to_go() -> None:
    """Linux: the kernel ends this process before others when memory runs out."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def die_with_parent() -> None:
    """Linux: SIGKILL when the parent dies, so that no reading outlives who asked for it."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Linux: processes whose parent dies become children of this one, which can then end them."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def signal_name(number: int) -> str:
    """ "SIGSEGV"; those of real time, which a process may send itself, have numbers alone."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def caused_by_memory(error: BaseException) -> bool:
    """True where a library wrapped a MemoryError in an exception of its own."""
    seen: BaseException | None = error
    for _ in range(20):
        if isinstance(seen, MemoryError):
            return True
        seen = seen.__cause__ or seen.__context__ if seen is not None else None
    return False


def _prctl(option: int, value: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
