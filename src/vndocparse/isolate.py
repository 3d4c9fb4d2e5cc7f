"""A parse in a process of its own, under limits of time and memory that a hostile file cannot talk away.

pdfium, the image decoders and Tesseract are native code: a file may crash them, and no exception handler helps
then.  The child is forked, so the caller should import heavy modules only after (in the child), and should have no
other threads that hold locks.  What comes back over the pipe is JSON, never pickle.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import selectors
import signal
import struct
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

from vndocparse.confine import (
    GRACE,
    caused_by_memory,
    die_with_parent,
    first_to_go,
    limit_memory,
    lower,
    quiet,
    release_reserve,
    signal_name,
)
from vndocparse.errors import CrashError, LimitError, TimeLimitError, VndocparseError
from vndocparse.source.base import Limits
from vndocparse.wire import decode, encode

OnProgress = Callable[[int, int], None]

WALL_FACTOR, WALL_EXTRA = 6.0, 10.0
"""Wall time allowed: so many times the CPU limit, and so many seconds more: a busy machine is no fault of the file."""
MAX_RESULT = 2 * 1024**3
"""Bytes of one message; a child that sends more is stopped."""
_HEADER = struct.Struct("!cQ")
_NAME = re.compile(r"[\w.]{1,120}")
_PROGRESS, _RESULT, _ERROR, _CRASH = b"P", b"R", b"E", b"C"


def run_isolated(
    function: Callable[..., Any] | str,
    *args: Any,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
) -> Any:
    """``function(*args, report)`` in a forked process, and what it returned.

    ``function`` may be named, "package.module:name": it is imported in the child alone.  ``report(n, m)`` sends
    progress to ``on_progress``.  The result must be something that ``wire.encode`` takes.

    Guarantees: no process of the child's session and no descriptor is left behind, whatever happens.  Without
    ``os.fork`` (Windows) the function runs in this process, without limits.

    Raises:
        TimeLimitError: more than ``limits.max_seconds`` of CPU time, or stuck for six times as long.
        LimitError: more than ``limits.max_memory`` bytes.
        CrashError: the process died, or an error that the library does not foresee; its text is withheld, since
            it may quote the document.
        VndocparseError: what the function raised: same class, same message.
    """
    limits = limits or Limits()
    if not hasattr(os, "fork"):  # pragma: no cover
        return _callable(function)(*args, on_progress or _ignore)
    read_end, write_end = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # a progress bar's thread holds no lock we need
            child = os.fork()
    except BaseException:
        os.close(read_end)
        os.close(write_end)
        raise
    if child == 0:
        _in_child(function, args, limits, read_end, write_end)
    watched = _Watched(child, read_end)
    try:
        os.close(write_end)
        message = _listen(watched, limits, on_progress or _ignore)
        watched.stop()
        return _outcome(message, watched, limits)
    finally:
        watched.stop()
        os.close(read_end)


# -- the child -------------------------------------------------------------------------------------------------


def _in_child(
    function: Callable[..., Any] | str, args: tuple[Any, ...], limits: Limits, read_end: int, write_end: int
) -> NoReturn:
    """Runs the function and leaves without any of the parent's clean-up."""
    try:
        os.close(read_end)
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        quiet(write_end)
        _confine(limits)
        kind, payload = _work(function, args, limits, write_end)
        _send(write_end, kind, payload)
    except BaseException:  # the pipe is gone, or not even the limits could be set
        os._exit(70)
    os._exit(0)


def _work(
    function: Callable[..., Any] | str, args: tuple[Any, ...], limits: Limits, write_end: int
) -> tuple[bytes, bytes]:
    """The message to send: the result, or what was raised."""

    def report(done: int, total: int) -> None:
        _send(write_end, _PROGRESS, json.dumps([int(done), int(total)]).encode())

    try:
        return _RESULT, encode(_callable(function)(*args, report))
    except VndocparseError as error:
        told = error
    except BaseException as error:
        release_reserve()
        if not caused_by_memory(error):
            return _CRASH, json.dumps(f"{type(error).__module__}.{type(error).__qualname__}").encode()
        told = _out_of_memory(limits)
    return _ERROR, json.dumps([told.code, told.message, told.remedy]).encode()


def _confine(limits: Limits) -> None:
    import resource

    limit_memory(limits.max_memory)
    if limits.max_seconds is not None:
        seconds = max(1, math.ceil(limits.max_seconds))
        lower(resource.RLIMIT_CPU, seconds, seconds + GRACE)
    first_to_go()
    die_with_parent()


def _send(write_end: int, kind: bytes, payload: bytes) -> None:
    """One message; written whole, for a signal may cut a write short."""
    view = memoryview(_HEADER.pack(kind, len(payload)) + payload)
    while view:
        view = view[os.write(write_end, view) :]


# -- the parent ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Watched:
    """The child process and our end of its pipe."""

    pid: int
    pipe: int
    status: int | None = None
    """Exit status; None while it runs."""
    seconds: float = 0.0
    """CPU time that it took, its own children's included."""
    late: bool = False
    """Stopped for taking too long by the wall clock."""
    talkative: bool = False
    """Stopped for a message that is too long or is none."""

    def is_over(self) -> bool:
        """True once the child has ended; it stays to be collected, so its number is nobody else's yet."""
        if not hasattr(os, "waitid"):  # pragma: no cover
            return False
        try:
            return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    def stop(self) -> None:
        """End the child and all processes of its session, and collect it; a second call does nothing."""
        if self.status is not None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(self.pid, signal.SIGKILL)  # it may not have made its session yet
        try:
            _, self.status, usage = os.wait4(self.pid, 0)
            self.seconds = usage.ru_utime + usage.ru_stime
        except ChildProcessError:  # somebody else of this process collects all children
            self.status = 0


def _listen(watched: _Watched, limits: Limits, on_progress: OnProgress) -> tuple[bytes, bytes] | None:
    """The child's last message; None where it ended, or was ended, without one."""
    deadline = math.inf
    if limits.max_seconds is not None:
        deadline = time.monotonic() + WALL_FACTOR * limits.max_seconds + WALL_EXTRA
    buffer = bytearray()
    over = False
    with selectors.DefaultSelector() as selector:
        selector.register(watched.pipe, selectors.EVENT_READ)
        while True:
            if selector.select(0.0 if over else 0.2):
                part = os.read(watched.pipe, 1 << 20)
                if not part:
                    return None
                buffer += part
                for kind, payload in _messages(buffer, watched):
                    if kind != _PROGRESS:
                        return kind, payload
                    _tell(payload, watched, on_progress)
                if watched.talkative:
                    return None
            elif over:
                return None  # a grandchild may still hold the pipe; the one that matters is gone
            over = over or watched.is_over()
            if time.monotonic() > deadline:
                watched.late = True
                return None


def _tell(payload: bytes, watched: _Watched, on_progress: OnProgress) -> None:
    try:
        done, total = map(int, json.loads(payload))
    except (TypeError, ValueError, OverflowError, RecursionError):
        watched.talkative = True
    else:
        on_progress(done, total)


def _messages(buffer: bytearray, watched: _Watched) -> list[tuple[bytes, bytes]]:
    """The whole messages at the start of ``buffer``, which are taken out of it."""
    found = []
    while len(buffer) >= _HEADER.size:
        kind, length = _HEADER.unpack_from(buffer)
        if kind not in (_PROGRESS, _RESULT, _ERROR, _CRASH) or length > MAX_RESULT:
            watched.talkative = True
            break
        end = _HEADER.size + length
        if len(buffer) < end:
            break
        found.append((kind, bytes(buffer[_HEADER.size : end])))
        del buffer[:end]
    return found


def _outcome(message: tuple[bytes, bytes] | None, watched: _Watched, limits: Limits) -> Any:
    """The result, or the error that the child's message or its death amounts to."""
    if message is None:
        raise _death(watched, limits)
    kind, payload = message
    try:
        if kind == _RESULT:
            return decode(payload)
        told = json.loads(payload)
    except (ValueError, RecursionError):
        raise _no_result() from None
    if kind == _CRASH:
        name = told if isinstance(told, str) and _NAME.fullmatch(told) else "unknown"
        raise CrashError(
            f"The file made the reader fail in a way it does not foresee ({name}).",
            remedy="Please report it, with the file if it may be shown.",
        )
    code, text, remedy = told if isinstance(told, list) and len(told) == 3 else ("", "", "")
    raise _error_class(code)(str(text), remedy=str(remedy))


def _death(watched: _Watched, limits: Limits) -> VndocparseError:
    """Why a child ended without a word."""
    signal_number = os.WTERMSIG(watched.status) if watched.status and os.WIFSIGNALED(watched.status) else 0
    out_of_time = limits.max_seconds is not None and watched.seconds >= limits.max_seconds
    if watched.late or signal_number == signal.SIGXCPU or (signal_number == signal.SIGKILL and out_of_time):
        return TimeLimitError(
            f"Reading took more than {limits.max_seconds:g} seconds.",
            remedy="Raise the limit of time, or give fewer pages.",
        )
    if watched.talkative:
        return _no_result()
    if signal_number == signal.SIGKILL:
        return _out_of_memory(limits)
    how = f"signal {signal_name(signal_number)}" if signal_number else f"status {watched.status}"
    hint = " It may have needed more memory than allowed." if limits.max_memory is not None else ""
    return CrashError(
        f"The file brought down the process that read it ({how}).{hint}",
        remedy="Repair the file, for instance with qpdf, or print it to a new PDF.",
    )


def _no_result() -> CrashError:
    return CrashError("The reader's process sent something that is no result.", remedy="Treat the file as hostile.")


def _out_of_memory(limits: Limits) -> LimitError:
    bound = f" than {limits.max_memory // 1024**2} MiB" if limits.max_memory is not None else " than there is"
    return LimitError(f"Reading needs more memory{bound}.", remedy="Raise the limit of memory if the file is trusted.")


def _error_class(code: object) -> type[VndocparseError]:
    """The error with this code; the base where a newer child knows more."""
    known = [VndocparseError]
    for cls in known:
        known += cls.__subclasses__()
        if cls.code == code:
            return cls
    return VndocparseError


def _callable(function: Callable[..., Any] | str) -> Callable[..., Any]:
    if not isinstance(function, str):
        return function
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


def _ignore(_done: int, _total: int) -> None:
    pass
