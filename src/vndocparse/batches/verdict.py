"""Why a worker's job ended as it did: from its last message, or from how its process died."""

from __future__ import annotations

import os
import re
import signal
from dataclasses import dataclass, field
from typing import Any, TypeVar

from vndocparse.batches.outcome import BINS, CODES, Figures
from vndocparse.batches.settings import Settings
from vndocparse.confine import signal_name
from vndocparse.seccomp import FORBIDDEN

N = TypeVar("N", int, float)

_CODE = re.compile(r"[a-z-]{1,40}")
_NEAR_LIMIT = 0.5
"""A process that was ever so near its bound of memory and then died by itself ran out of it."""
_OUTSIDE = 0.25
"""One killed while it held less than this part of the bound was killed by somebody, not for its memory."""
_FALLS = (signal.SIGSEGV, signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGBUS, signal.SIGFPE)
_MOST_DETAIL = 400

SOLITARY = ("crash", "memory", "stalled")
"""Faults that may be the worker's own: tried once more, in a fresh process that reads nothing else."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of one attempt at a document."""

    code: str
    """One of ``outcome.CODES``, or "killed": somebody ended the worker, which is no fault of the document."""
    figures: Figures = field(default_factory=Figures)
    content: bytes | None = None
    seconds: float = 0.0
    detail: str = ""
    died: bool = False
    """The worker died of it, or was ended for it."""


def told_result(told: Any, content: bytes) -> Verdict | None:
    """A worker's result as a verdict; None where it is none."""
    try:
        code = str(told["code"])
        figures = _figures(told["figures"])
        kept = told["kept"] is True
        seconds = _number(told["seconds"], float)
    except _NO_SHAPE:
        return None
    if code not in CODES or (CODES[code] in ("failed", "quarantined")):
        return None
    return Verdict(code, figures, content if kept else None, seconds)


def told_error(told: Any) -> Verdict | None:
    """A worker's error as a verdict; None where it is none."""
    if not isinstance(told, dict) or not _CODE.fullmatch(str(told.get("code", ""))):
        return None
    code = told["code"] if told["code"] in CODES else "error"
    detail = f"{told.get('message', '')} {told.get('remedy', '')}".strip()[:_MOST_DETAIL]
    try:
        seconds = _number(told.get("seconds", 0.0), float)
    except _NO_SHAPE:
        return None
    return Verdict(code, seconds=seconds, detail=detail, died=code == "memory")


def death(status: int, seconds: float, peak: int, fault: str, settings: Settings) -> Verdict:
    """Why a process ended without a word.

    Args:
        status: as ``os.wait`` gives it.
        seconds: CPU time for this document.
        peak: the largest memory it ever held, bytes.
        fault: why we ended it; empty where we did not.
    """
    code, how = fault, ""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number:
        how = f"signal {signal_name(number)}"
    elif not fault:
        how = f"status {os.WEXITSTATUS(status)}"
    if not code:
        code = _natural(number, status, peak, settings)
    return Verdict(code, seconds=seconds, detail="" if fault else f"The reading process ended by {how}.", died=True)


def _natural(number: int, status: int, peak: int, settings: Settings) -> str:
    bound = settings.limits.memory
    if number == signal.SIGSYS or (not number and os.WEXITSTATUS(status) == FORBIDDEN):
        return "forbidden"
    if number == signal.SIGXCPU:
        return "time-limit"
    if number in (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        return "killed" if bound is None or peak < _OUTSIDE * bound else "memory"
    near = bound is not None and peak >= _NEAR_LIMIT * bound
    if near and (number in _FALLS or not number):
        return "memory"
    return "crash"


_NO_SHAPE = (LookupError, TypeError, ValueError, AttributeError, OverflowError)
"""What comes of asking JSON of any shape for ours."""
_MOST = 10**15


def _number(told: Any, kind: type[N]) -> N:
    """A number that a journal can hold; a hostile worker may say that it is infinite."""
    number = kind(told)
    if not 0 <= number <= _MOST:
        raise ValueError
    return number


def _figures(told: Any) -> Figures:
    bins = tuple(_number(n, int) for n in told["confidence"])
    problems = {str(k): _number(v, int) for k, v in told["problems"].items()}
    if len(bins) != BINS or not all(_CODE.fullmatch(k) for k in problems):
        raise ValueError
    return Figures(
        pages=_number(told["pages"], int),
        documents=_number(told["documents"], int),
        characters=_number(told["characters"], int),
        problems=problems,
        confidence=bins,
        values=_number(told["values"], int),
        to_check=_number(told["to_check"], int),
        origin=str(told["origin"])[:20],
        secret=told["secret"] is True,
    )
