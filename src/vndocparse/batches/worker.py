"""A worker: one process that reads documents one after the other and holds nothing but the one it reads.

It gets bytes and gives bytes, over one socket; it opens no file to write, has no network and no children (see
``vndocparse.seccomp``).  Whatever it does, its supervisor can end it.
"""

from __future__ import annotations

import math
import os
import signal
import socket
import sys
import time
import traceback
from dataclasses import asdict
from functools import _lru_cache_wrapper
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from vndocparse.batches.frames import ERROR, HEADER, JOB, PROGRESS, READY, RESULT, packed
from vndocparse.batches.settings import Settings
from vndocparse.confine import (
    caused_by_memory,
    die_with_parent,
    first_to_go,
    limit_memory,
    quiet,
    release_reserve,
)
from vndocparse.errors import VndocparseError
from vndocparse.seccomp import confine

_FORGET_EVERY = 250
"""Documents after which the words of those before are forgotten: they fill caches, which hold 65,000 each."""
_WORDS = 1000
"""Caches that may hold more than this hold words."""
_TELL_EVERY = 0.25
"""Seconds between two reports of pages done: each of them wakes the supervisor, which has a core to share."""
_SPARE = 1.1
"""The worker's own bound of CPU time, above which the kernel ends it; the supervisor watches the exact one."""


def work(channel: socket.socket, settings: Settings) -> NoReturn:
    """Serve jobs until the socket ends; to be called in a process of its own, which this ends."""
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the supervisor's to obey
        signal.set_wakeup_fd(-1)
        quiet(channel.fileno())
        read = _reader(settings)
        limit_memory(settings.limits.memory)
        first_to_go()
        die_with_parent()
        held = confine().name if settings.confined else "none"
        channel.sendall(packed(READY, {"confinement": held}))
        served = 0
        while _serve(channel, read, settings):
            served += 1
            if served % _FORGET_EVERY == 0:
                _forget()
    except BaseException:  # the socket is gone, or not even the limits could be set
        os._exit(70)
    os._exit(0)


def _reader(settings: Settings) -> Any:
    module, _, name = settings.reader.partition(":")
    return getattr(import_module(module), name)


def _forget() -> None:
    """Empty the library's caches of words; those of rules, which are small, stay."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "vndocparse":
            for value in list(vars(module).values()):
                if isinstance(value, _lru_cache_wrapper) and (value.cache_info().maxsize or 0) > _WORDS:
                    value.cache_clear()


def _serve(channel: socket.socket, read: Any, settings: Settings) -> bool:
    """Do one job; False where no other can follow."""
    head = _received(channel, HEADER.size)
    if head is None:
        return False
    kind, length, size = HEADER.unpack(head)
    told = _received(channel, length)
    data = _received(channel, size)
    if kind != JOB or told is None or data is None:
        return False
    sha256 = told.decode()[1:-1]
    start = time.process_time()
    _bound_time(settings, 0)

    told_at, told_total = 0.0, -1

    def report(done: int, total: int) -> None:
        nonlocal told_at, told_total
        now = time.monotonic()
        if total == told_total and now - told_at < _TELL_EVERY:
            return
        told_at, told_total = now, total
        _bound_time(settings, total)
        channel.sendall(packed(PROGRESS, [int(done), int(total)]))

    try:
        answer = read(bytes(data), sha256, settings, report)
    except VndocparseError as error:
        # The file is called by its hash here, which says nothing to a person.
        message = error.message.replace(repr(sha256), "The file").replace(sha256, "The file")
        told_error = {"code": error.code, "message": message, "remedy": error.remedy}
    except BaseException as error:
        release_reserve()
        if caused_by_memory(error):
            channel.sendall(packed(ERROR, {"code": "memory", "message": "Reading needs more memory than allowed."}))
            return False  # what a library holds after it ran out is anybody's guess
        told_error = {"code": "internal", "message": f"{type(error).__module__}.{type(error).__qualname__}",
                      "remedy": _place(error)}  # fmt: skip
    else:
        seconds = time.process_time() - start
        content = answer.result or b""
        head_ = {"code": answer.code, "figures": asdict(answer.figures), "kept": answer.result is not None}
        channel.sendall(packed(RESULT, {**head_, "seconds": round(seconds, 4)}, content))
        channel.sendall(content)
        return True
    channel.sendall(packed(ERROR, {**told_error, "seconds": round(time.process_time() - start, 4)}))
    return True


def _bound_time(settings: Settings, pages: int) -> None:
    """The kernel's own clock, behind the supervisor's: SIGXCPU for a process that nobody watches any more."""
    import resource

    budget = settings.limits.budget(pages) * _SPARE + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(time.process_time() + budget)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _place(error: BaseException) -> str:
    """File and line where the error arose; never its message, which may quote the document."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def _received(channel: socket.socket, count: int) -> bytearray | None:
    """Exactly so many bytes; None where the socket ends before."""
    data = bytearray(count)
    view = memoryview(data)
    while view:
        got = channel.recv_into(view)
        if not got:
            return None
        view = view[got:]
    return data
