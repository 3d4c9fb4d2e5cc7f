"""Why a worker's job ended as it did: from its last message, or from how its process died."""

from __future__ import annotations

import os
import re
import signal
from dataclasses import dataclass, field
from typing import Any

from vndocparse.batches.outcome import BINS, CODES, Figures
from vndocparse.batches.settings import Settings
from vndocparse.seccomp import FORBIDDEN

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
        seconds = float(told["seconds"])
    except (KeyError, TypeError, ValueError):
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
        seconds = float(told.get("seconds", 0.0))
    except (TypeError, ValueError):
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
        how = f"signal {signal.Signals(number).name}"
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


def _figures(told: Any) -> Figures:
    bins = tuple(int(n) for n in told["confidence"])
    problems = {str(k): int(v) for k, v in told["problems"].items()}
    if len(bins) != BINS or not all(_CODE.fullmatch(k) for k in problems):
        raise ValueError
    return Figures(
        pages=int(told["pages"]),
        documents=int(told["documents"]),
        characters=int(told["characters"]),
        problems=problems,
        confidence=bins,
        values=int(told["values"]),
        to_check=int(told["to_check"]),
        origin=str(told["origin"])[:20],
        secret=told["secret"] is True,
    )
