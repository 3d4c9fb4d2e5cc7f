"""Growth of every pattern of the package on hostile strings: at most 2.6 times the time for twice the text.

    python tools/fuzz/patterns.py [--seconds 1] [--only patterns|texts]

All patterns that the package compiles are collected, those made of rule data too; each searches strings of 10, 20
and 40 thousand characters that are made to hurt: long runs of one character, and pieces of the pattern itself over and
over with a wrong end.  Times below a floor are too short to have a ratio.  In the package most patterns see one
line at a time and never such strings; a pattern that fails here is a place to look at, and `parse` of whole texts,
which is measured too, is what counts.
A search that is not over within `--seconds` is as good as never over.
Ratios are taken within one run; this is no test, for it measures time.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import itertools
import pkgutil
import re
import signal
import sys
import time
from pathlib import Path
from typing import Any

import regex

SIZES = (10_000, 20_000, 40_000)
MOST = 2.6
FLOOR = 0.03
"""Seconds at the largest size below which nothing is said."""
RUNS = (" ", "a", "Á", "1", ".", "-", "\n", "1.", "a ", "1/", "A-", "ngày ", "số ", "I- ", "(", "\t ", "và ", "- \n")
_FOUND: dict[tuple[str, int, str], tuple[Any, str]] = {}


def collect() -> list[tuple[Any, str]]:
    """Every pattern that the package compiles, with the module that asked for it first."""
    for module in (re, regex):
        _watch(module)
    import vndocparse

    for found in pkgutil.walk_packages(vndocparse.__path__, "vndocparse."):
        if "__main__" not in found.name:
            try:
                importlib.import_module(found.name)
            except ImportError:
                continue
    corpus = Path(__file__).resolve().parent.parent.parent / "corpus"
    for path in sorted(corpus.glob("*/source.txt"))[:12]:
        vndocparse.parse(path, engine="none", bullets=True)
    return list(_FOUND.values())


def _watch(module: Any) -> None:
    compile_ = module.compile

    def compiled(pattern: Any, flags: int = 0, **more: Any) -> Any:
        made = compile_(pattern, flags, **more)
        frame = sys._getframe(1)
        name = frame.f_globals.get("__name__", "")
        if name.startswith("vndocparse") and isinstance(made.pattern, str):
            _FOUND.setdefault((made.pattern, int(made.flags), module.__name__), (made, name))
        return made

    module.compile = compiled


def strings(pattern: str, size: int) -> list[str]:
    """Hostile strings for a pattern."""
    literals = sorted(set(re.findall(r"[^\W_]{2,12}", re.sub(r"\\.|\[[^\]]*\]|\(\?[^)]{0,9}", " ", pattern))))[:6]
    pieces = [*RUNS, *(f"{x} " for x in literals), *(f"{a} {b} " for a, b in itertools.pairwise(literals))]
    return [(piece * (size // len(piece) + 1))[:size] + "\x00" for piece in pieces]


class TooLongError(Exception):
    """A search took longer than is waited for."""


def cost(pattern: Any, text: str, most: float) -> float:
    """CPU seconds of all matches in a text."""

    def stop(_number: int, _frame: object) -> None:
        raise TooLongError

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    start = time.process_time()
    try:
        for _ in pattern.finditer(text):
            pass
    except TooLongError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - start


def growth(pattern: Any, most: float) -> tuple[float, float, str]:
    """The worst ratio of a doubling, the seconds at the largest size, and the piece of which the string was made."""
    worst = (0.0, 0.0, "")
    for at, text in enumerate(strings(pattern.pattern, SIZES[2])):
        longest = cost(pattern, text, most)
        if longest < FLOOR:
            continue
        middle = cost(pattern, strings(pattern.pattern, SIZES[1])[at], most)
        ratio = longest / max(middle, 1e-9)
        if longest >= most * 0.98:
            ratio = max(ratio, 9.9)
        worst = max(worst, (ratio, longest, text[:12]))
    return worst


def whole_texts() -> list[tuple[str, float, float]]:
    """`parse` of hostile texts of 20 and 40 thousand characters: what, ratio, seconds."""
    import vndocparse

    found = []
    for piece in (*RUNS, "Số 1-NQ/TU ", "Điều 1. ", "Nơi nhận:\n- ", "T/M ", "khoản 2 Điều ", "(", "“", "ngày 1/1/20"):
        times = []
        for size in SIZES[1:]:
            text = ("KẾ HOẠCH\n" + piece * (size // len(piece)))[:size].encode()
            start = time.process_time()
            with contextlib.suppress(vndocparse.VndocparseError):
                vndocparse.parse(text, engine="none")
            times.append(time.process_time() - start)
        found.append((piece, times[1] / max(times[0], 1e-9), times[1]))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--only", choices=("patterns", "texts"))
    options = parser.parse_args()
    steep = 0 if options.only == "texts" else steep_patterns(options.seconds)
    return int(steep > 0 or (options.only != "patterns" and steep_texts() > MOST))


def steep_patterns(most: float) -> int:
    """How many patterns grow too fast; each is told as soon as it is found."""
    patterns = collect()
    print(f"{len(patterns)} patterns", flush=True)
    steep = 0
    for pattern, module in patterns:
        ratio, seconds, piece = growth(pattern, most)
        if ratio > MOST:
            steep += 1
            print(f"{ratio:5.1f}x {seconds:6.2f} s {module}: {pattern.pattern[:200]!r} on {piece!r}", flush=True)
    print(f"{len(patterns)} patterns, {steep} of them steeper than {MOST} on some string", flush=True)
    return steep


def steep_texts() -> float:
    """The worst growth of `parse`."""
    slow = whole_texts()
    for piece, ratio, seconds in sorted(slow, key=lambda s: -s[1])[:8]:
        print(f"parse of {piece!r} over and over: {ratio:4.2f}x, {seconds:.2f} s for 40,000 characters")
    worst = max(ratio for _, ratio, seconds in slow if seconds >= FLOOR)
    print(f"worst ratio of parse: {worst:.2f}")
    return worst


if __name__ == "__main__":
    sys.exit(main())
