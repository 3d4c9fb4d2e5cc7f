"""Growth of every pattern of the package on hostile strings: at most 2.6 times the time for twice the text.

    python tools/fuzz/patterns.py [--seconds 2] [--floor 0.03] [--size 40000] [--only patterns|texts] [--module date]
    python tools/fuzz/patterns.py --steps

All patterns that the package compiles are collected, those made of rule data too; each works, in the ways in which
the code uses it (searching, or matching from one place), on strings of 10, 20 and 40 thousand characters that are made
to hurt: long runs of one character, pieces of the pattern itself over and over with a wrong end, and, for each of its
repeats, the shortest way into it and what goes round in it.  Times below a floor are too short to have a ratio.  A
search that is not over within `--seconds` is as good as never over.  `parse` of whole texts is measured too: there all
patterns work together, on one line after another.

Times are CPU times, ratios are taken within one run, and a steep one is measured again before it is believed.  With
`--steps` nothing is timed: the steps of a backtracking matcher are counted (see ``steps.py``), on shorter strings.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import itertools
import pkgutil
import re
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tools.fuzz import steps

SIZES = [10_000, 20_000, 40_000]
MOST = 2.6
FLOOR = 0.03
"""Seconds at the largest size below which nothing is said."""
RUNS = (
    " ", "a", "Á", "1", ".", "-", "\n", "1.", "a ", "1/", "A-", "ngày ", "số ", "I- ", "(", "\t ", "và ", "a, ", "- \n",
)  # fmt: skip
_ANYWHERE = {"search", "finditer", "findall", "sub", "subn", "split"}
_IN_PLACE = {"match", "fullmatch"}
_FOUND: dict[tuple[str, int, str], tuple[Any, str, str]] = {}
"""Pattern, module and, where one makes it, the function: what it is called by then."""


@dataclass(frozen=True)
class Used:
    """A pattern, the module that asked for it first, and whether the code looks for it anywhere in a text."""

    pattern: Any
    module: str
    anywhere: bool


def collect() -> list[Used]:
    """Every pattern that the package compiles."""
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
    methods = _methods(Path(vndocparse.__file__).parent)
    names = _names()
    for pattern, _, maker in _FOUND.values():
        if maker and not names[id(pattern)]:
            names[id(pattern)].add(maker)
    return [Used(pattern, module, _anywhere(names[id(pattern)], methods)) for pattern, module, _ in _FOUND.values()]


def _anywhere(names: set[str], methods: dict[str, set[str]]) -> bool:
    """Whether one of the names is used so, or there is none: a pattern in a table may be used in any way."""
    return not names or any(methods[name] & _ANYWHERE for name in names)


def _names() -> dict[int, set[str]]:
    """Names under which modules hold patterns, by the pattern's identity."""
    found = defaultdict[int, set[str]](set)
    for module, held in list(sys.modules.items()):
        if module.startswith("vndocparse"):
            for name, value in vars(held).items():
                table = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
                for pattern in (value, *table):
                    if isinstance(pattern, re.Pattern | regex.Pattern):
                        found[id(pattern)].add(_called(module, name))
    return found


def _called(module: str, name: str) -> str:
    """A private name means another thing in each module; a public one, it is assumed, the same everywhere."""
    return f"{module}.{name}" if name.startswith("_") else name


def _methods(package: Path) -> dict[str, set[str]]:
    """The methods that the code calls on each name; all of them for a name that it hands on as a value."""
    found = defaultdict[str, set[str]](set)
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        module = ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")
        called = set[int]()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _ANYWHERE | _IN_PLACE:
                found[_called(module, _last(node.value))].add(node.attr)
                inner = node.value.func if isinstance(node.value, ast.Call) else getattr(node.value, "value", None)
                called |= {id(node.value), id(inner)}
            elif isinstance(node, ast.Compare):  # whether it is in a table
                called |= {id(comparator) for comparator in node.comparators}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and id(node) not in called:
                found[_called(module, _last(node))] |= _ANYWHERE
    return found


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Subscript):
        return _last(node.value)
    if isinstance(node, ast.Call):
        return _last(node.func)
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _watch(module: Any) -> None:
    compile_ = module.compile

    def compiled(pattern: Any, flags: int = 0, **more: Any) -> Any:
        made = compile_(pattern, flags, **more)
        frame = sys._getframe(1)
        name = frame.f_globals.get("__name__", "")
        if name.startswith("vndocparse") and isinstance(made.pattern, str):
            while frame.f_code.co_name in ("<listcomp>", "<dictcomp>", "<genexpr>") and frame.f_back:
                frame = frame.f_back
            maker = frame.f_code.co_name
            known = "" if maker.startswith("<") else _called(name, maker)
            _FOUND.setdefault((made.pattern, int(made.flags), module.__name__), (made, name, known))
        return made

    module.compile = compiled


def pieces(pattern: Any) -> list[tuple[str, str, str]]:
    """What hostile strings for a pattern are made of: a piece to repeat, what stands before it, and behind it."""
    words = re.sub(r"\\.|\[[^\]]*\]|\(\?[^)]{0,9}", " ", pattern.pattern)
    literals = sorted(set(re.findall(r"[^\W_]{2,12}", words)))[:6]
    repeated = [*RUNS, *(f"{x} " for x in literals), *(f"{a} {b} " for a, b in itertools.pairwise(literals))]
    return [(piece, "", "\x00") for piece in repeated] + steps.attacks(pattern.pattern, int(pattern.flags))


def strings(pattern: Any, size: int) -> list[str]:
    """Hostile strings for a pattern."""
    return [before + (piece * (size // len(piece) + 1))[:size] + behind for piece, before, behind in pieces(pattern)]


class TooLongError(Exception):
    """A search took longer than is waited for."""


def cost(used: Used, text: str, most: float) -> float:
    """CPU seconds of all matches in a text, or of those at its beginning."""

    def stop(_number: int, _frame: object) -> None:
        raise TooLongError

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    start = time.process_time()
    try:
        if used.anywhere:
            for _ in used.pattern.finditer(text):
                pass
        else:
            used.pattern.match(text)
            used.pattern.fullmatch(text)
    except TooLongError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - start


def growth(used: Used, most: float, floor: float = FLOOR) -> tuple[float, float, str]:
    """The worst ratio of a doubling, the seconds at the largest size, and the piece of which the string was made."""
    worst = (0.0, 0.0, "")
    shorter, longer = (strings(used.pattern, size) for size in SIZES[1:])
    for middle, text in zip(shorter, longer, strict=True):
        ratio, seconds = min(_measured(used, middle, text, most, floor))
        if ratio > MOST:
            worst = max(worst, (ratio, seconds, text[:12]))
    return worst


def _measured(used: Used, middle: str, text: str, most: float, floor: float) -> Iterator[tuple[float, float]]:
    """Ratio and seconds, up to three times: a steep one is measured again before it is believed."""
    short, long, ratio = most, most, 9.9
    for _ in range(3):
        long = min(long, cost(used, text, most))
        if long < floor:
            yield 0.0, long
            return
        short = min(short, cost(used, middle, most))
        ratio = 9.9 if long >= most * 0.98 else long / max(short, 1e-9)
        yield ratio, long
        if ratio <= MOST:
            return


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
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--floor", type=float, default=FLOOR, help="seconds below which nothing is measured for growth")
    parser.add_argument("--steps", action="store_true", help="count steps; the same on every machine")
    parser.add_argument("--only", choices=("patterns", "texts"))
    parser.add_argument("--module", default="", help="only patterns of modules with this in their name")
    parser.add_argument("--size", type=int, default=SIZES[2], help="characters of the longest string")
    options = parser.parse_args()
    if options.steps:
        return int(steep_by_steps(options.module) > 0)
    SIZES[:] = [options.size // 4, options.size // 2, options.size]
    steep = 0 if options.only == "texts" else steep_patterns(options.seconds, options.floor, options.module)
    return int(steep > 0 or (options.only != "patterns" and steep_texts() > MOST))


def steep_patterns(most: float, floor: float = FLOOR, module: str = "") -> int:
    """How many patterns grow too fast; each is told as soon as it is found."""
    patterns = [used for used in collect() if module in used.module]
    anywhere = sum(used.anywhere for used in patterns)
    print(f"{len(patterns)} patterns, {anywhere} of them looked for anywhere in a text", flush=True)
    steep = 0
    for used in patterns:
        ratio, seconds, piece = growth(used, most, floor)
        if ratio > MOST:
            steep += 1
            shown = f"{used.module}: {used.pattern.pattern[:200]!r}"
            print(f"{ratio:5.1f}x {seconds:6.2f} s {shown} on {piece!r}", flush=True)
    print(f"{len(patterns)} patterns, {steep} of them steeper than {MOST} on some string", flush=True)
    return steep


def steep_by_steps(module: str) -> int:
    """How many patterns need more than twice the steps for twice the text; each is told."""
    patterns = [used for used in collect() if module in used.module]
    steep = uncounted = 0
    for used in patterns:
        text, flags = used.pattern.pattern, int(used.pattern.flags)
        try:
            grown, attack = steps.steepest(text, flags, pieces(used.pattern), anywhere=used.anywhere)
        except steps.NotCountedError:
            uncounted += 1
            continue
        if grown > steps.SLACK:
            steep += 1
            print(f"{grown:.2f} {used.module}: {text[:200]!r} on {attack}", flush=True)
    print(f"{len(patterns)} patterns, {steep} of them steeper than a line, {uncounted} fuzzy ones not counted")
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
