"""How many steps a pattern takes on a string, counted instead of timed: the same number on every machine.

A backtracking matcher walks a graph: characters, branches, repeats that may go on or stop.  This one walks the graph of
a pattern in the order in which ``regex`` does, remembers for each node and place what it cost, and so also knows the
cost of walks that would take longer than the universe.  ``growth`` compares a hostile string with one twice and three
times as long: for a pattern without a square in it the second step up costs what the first one did.

It is stricter than the clock: ``regex`` skips texts that lack a letter of the pattern, this one does not.
Repeats with an upper bound are cut down to ``MOST_COPIES``: bounded they stay.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import regex
from regex import _regex_core as core

MOST_COPIES = 5
PIECES = 24
"""How many pieces the shortest string is made of: more than any chain of bounded repeats is long."""
SLACK = 0.04
"""Part by which the second step up may cost more than the first, for what happens at the ends of a string."""

_ALPHABET = " a1\nAÁ.,-\t(*_á"
"""Characters that attacks are made of where the pattern lets them choose."""
_MOST_SHOWN = 4

Test = Callable[[str], bool]
Attack = tuple[str, str, str]
"""A piece to be repeated, what stands before it, and what behind it."""


class NotCountedError(Exception):
    """The pattern holds something that no graph can show: fuzzy matching, a reference back."""


@dataclass(eq=False, slots=True)
class _Node:
    """A place in the graph; without anything, the end of the pattern."""

    test: Test | None = None
    """What the next character must pass."""
    ways: list[_Node] = field(default_factory=list)
    """Where it goes on, in the order in which it is tried."""
    inner: _Node | None = None
    """A graph of its own that is tried once, and never again in another way."""
    wanted: bool | None = None
    """Of a look-around: whether ``inner`` must match or must not; None: it is taken, and what it took is gone."""
    back: bool = False
    """Whether it reads, or looks, to the left."""
    here: Callable[[str, int], bool] | None = None
    """What must hold at this place."""
    shown: tuple[str, ...] = ()
    """Of a character: some that pass."""
    around: _Node | None = None
    """Of a repeat without a bound: what is repeated, which comes back here."""
    open_to: dict[str, list[_Node]] = field(default_factory=dict)
    """Of a fork: the ways that do not fail with the very character that stands there."""


class Steps:
    """Counts the steps of one pattern."""

    def __init__(self, pattern: str, flags: int, *, whole: bool = False, copies: int = MOST_COPIES) -> None:
        """``whole``: as ``fullmatch`` does, to the end of the text; ``copies``: of what a bounded repeat holds.

        Raises:
            NotCountedError: no graph can show the pattern.
        """
        end = _Node()
        last = _Node(here=lambda text, at: at == len(text), ways=[end]) if whole else end
        tree, self._back = _parsed(pattern, flags)
        self._behind = any(isinstance(part, core.LookAround) and part.behind for part in _parts(tree))
        self._start = _Graph(copies).of(tree, last, back=self._back)

    def anywhere(self, text: str) -> int:
        """Steps of finding all matches."""
        walk = _Walk(text)
        total = 0
        at, step = (len(text), -1) if self._back else (0, 1)
        while 0 <= at <= len(text):
            cost, end = walk.of(self._start, at)
            total += cost
            at = end if end is not None and end != at else at + step
        return total

    def in_place(self, text: str) -> int:
        """Steps of matching at the beginning."""
        return _Walk(text).of(self._start, 0)[0]

    def attacks(self) -> Iterator[Attack]:
        """For each repeat without a bound: what goes round in it, behind the shortest text that leads to it."""
        met: set[_Node] = set()
        queue = deque([(self._start, "")])
        while queue:
            node, text = queue.popleft()
            if node in met:
                continue
            met.add(node)
            if node.around is not None:
                for piece in _round(node):
                    yield (piece[::-1], "\x00", text[::-1]) if self._back else (piece, text, "\x00")
                    yield ((text + piece)[:: -1 if self._back else 1], "", "\x00")
                    if self._behind and not self._back:
                        yield piece, f" {text}", "\x00"
            read = node.shown[:1] if node.test is not None else _inside(node)
            if read is not None:
                queue.extend((way, text + "".join(read)) for way in node.ways)
            if node.inner is not None:
                queue.append((node.inner, text))


def _round(ring: _Node) -> list[str]:
    """Texts that go once round a repeat."""
    assert ring.around is not None
    if ring.around.test is not None and ring.around.ways == [ring]:
        return list(ring.around.shown)
    one = _shortest(ring.around, ring)
    return [one] if one else []


def _inside(node: _Node) -> str | None:
    return _shortest(node.inner, None) if node.inner is not None and node.wanted is None else ""


def _shortest(start: _Node, goal: _Node | None) -> str | None:
    """The text of the shortest walk to a node, or to the end."""
    met: set[_Node] = set()
    queue = deque([(start, "")])
    while queue:
        node, text = queue.popleft()
        if node is goal or (goal is None and not node.ways):
            return text
        if node not in met:
            met.add(node)
            read = "".join(node.shown[:1]) if node.test is not None else _inside(node)
            if read is not None:
                queue.extend((way, text + read) for way in node.ways)
    return None


def growth(count: Callable[[str], int], piece: str, before: str, behind: str) -> float:
    """What the third part of a string costs over the second, and over nothing where it costs no more: 0 is linear."""
    one, two, three = (count(before + piece * (PIECES * n) + behind) for n in (1, 2, 3))
    first, second = two - one, three - two
    return 0.0 if second <= first + 2 else (second - first) / max(first, 1)


# -- the graph ---------------------------------------------------------------------------------------------


def _parsed(pattern: str, flags: int) -> tuple[Any, bool]:
    """The tree of a pattern, as the package makes it before it compiles it, and whether it is read from the end."""
    flags &= regex.A | regex.I | regex.M | regex.S | regex.U | regex.X | regex.B | regex.REVERSE
    for _ in range(3):
        source = core.Source(pattern)
        info = core.Info(flags, source.char_type, {})
        info.guess_encoding = core.UNICODE
        source.ignore_space = bool(info.flags & regex.X)
        try:
            tree = core._parse_pattern(source, info)
            groups = {part.group: part.subpattern for part in _parts(tree) if isinstance(part, core.Group)}
            for part in _parts(tree):
                if isinstance(part, core.RefGroup):
                    part.repeats = groups[int(info.group_index.get(part.group, part.group))]
            return tree, bool(info.flags & regex.REVERSE)
        except core._UnscopedFlagSet:
            flags = info.global_flags
    raise NotCountedError("its flags")


def _parts(tree: Any) -> Iterator[Any]:
    yield tree
    inside = [*getattr(tree, "items", ()), *getattr(tree, "branches", ()), getattr(tree, "subpattern", None)]
    for part in inside:
        if part is not None and not isinstance(part, tuple):
            yield from _parts(part)


class _Graph:
    """Makes graphs; bounded repeats have at most so many copies."""

    def __init__(self, copies: int) -> None:
        self.copies = copies

    def of(self, tree: Any, then: _Node, *, back: bool) -> _Node:
        """The graph of a part of a pattern that goes on at ``then``."""
        match tree:
            case core.Sequence():
                for item in tree.items if back else reversed(tree.items):
                    then = self.of(item, then, back=back)
                return then
            case core.Branch():
                return _Node(ways=[self.of(branch, then, back=back) for branch in tree.branches])
            case core.GreedyRepeat():
                return self._repeat(tree, then, back)
            case core.Group():
                return self.of(tree.subpattern, then, back=back)
            case core.RefGroup():
                return self.of(tree.repeats, then, back=back)  # whatever the group takes, not only what it took
            case core.Atomic():
                return _Node(inner=self.of(tree.subpattern, _Node(), back=back), ways=[then])
            case core.LookAround():
                inner = self.of(tree.subpattern, _Node(), back=tree.behind)
                return _Node(inner=inner, wanted=tree.positive, ways=[then])
            case core.String():
                for code in tree.characters if back else reversed(tree.characters):
                    then = _letter(core.Character(code, case_flags=tree.case_flags), then, back)
                return then
            case _ if type(tree) in _PLACES:
                return _Node(here=_place(_PLACES[type(tree)], tree.positive), ways=[then])
            case core.Any() | core.Character() | core.Property() | core.Range() | core.SetBase():
                return _letter(tree, then, back)
        raise NotCountedError(type(tree).__name__)

    def _repeat(self, tree: Any, then: _Node, back: bool) -> _Node:
        """So many copies as it must have, and behind them those that it may have, or a ring."""
        if isinstance(tree, core.PossessiveRepeat):
            inner = core.GreedyRepeat(tree.subpattern, tree.min_count, tree.max_count)
            return _Node(inner=self._repeat(inner, _Node(), back), ways=[then])
        lazy = isinstance(tree, core.LazyRepeat)
        least = min(tree.min_count, self.copies)
        if tree.max_count is None:
            at = _Node()
            around = self.of(tree.subpattern, at, back=back)
            at.ways = [then, around] if lazy else [around, then]
            at.around = around
        else:
            at = then
            for _ in range(min(tree.max_count, self.copies) - least):
                more = self.of(tree.subpattern, at, back=back)
                at = _Node(ways=[then, more] if lazy else [more, then])
        for _ in range(least):
            at = self.of(tree.subpattern, at, back=back)
        return at


def _letter(tree: Any, then: _Node, back: bool) -> _Node:
    test = _character(tree)
    named = [chr(t.value) for t in (tree, *getattr(tree, "items", ())) if isinstance(t, core.Character)]
    passing = [c for c in dict.fromkeys([*named[:1], *_ALPHABET, *named]) if test(c)]
    return _Node(test=test, shown=tuple(passing[:_MOST_SHOWN]), ways=[then], back=back)


def _character(tree: Any) -> Test:
    known: dict[str, bool] = {}

    def test(char: str) -> bool:
        if char not in known:
            known[char] = _passes(tree, char)
        return known[char]

    return test


def _passes(tree: Any, char: str) -> bool:
    if isinstance(tree, core.Any):
        return isinstance(tree, core.AnyAll) or char != "\n"
    forms = {char, char.lower(), char.upper()} if tree.case_flags & regex.I else {char}
    answers = [bool(tree.matches(ord(c))) for c in forms if len(c) == 1]
    return any(answers) if tree.positive else all(answers)


_PLACES = {
    core.StartOfString: r"\A", core.EndOfString: r"\Z", core.EndOfStringLine: r"$", core.EndOfStringLineU: r"$",
    core.StartOfLine: r"(?m)^", core.StartOfLineU: r"(?m)^", core.EndOfLine: r"(?m)$", core.EndOfLineU: r"(?m)$",
    core.Boundary: r"\b", core.StartOfWord: r"\m", core.EndOfWord: r"\M",
}  # fmt: skip


def _place(pattern: str, positive: bool) -> Callable[[str, int], bool]:
    compiled = regex.compile(pattern)
    return lambda text, at: (compiled.match(text, at) is not None) == positive


# -- the walk ----------------------------------------------------------------------------------------------


class _Walk:
    """All walks over one text; each is made once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[tuple[_Node, int], tuple[int, int | None]] = {}

    def of(self, node: _Node, at: int) -> tuple[int, int | None]:
        """The steps from a node at a place, and where the match ends; None where there is none."""
        key = node, at
        if key not in self.known:
            self.known[key] = 1, None  # a ring that takes nothing is not gone round again
            self.known[key] = self._from(node, at)
        return self.known[key]

    def _from(self, node: _Node, at: int) -> tuple[int, int | None]:
        if not node.ways:
            return 1, at
        cost, there = self._over(node, at)
        if there is None:
            return cost, None
        for way in self._open(node, there) if len(node.ways) > 2 else node.ways:
            more, end = self.of(way, there)
            cost += more
            if end is not None:
                return cost, end
        return cost, None

    def _open(self, fork: _Node, at: int) -> list[_Node]:
        char = self.text[at : at + 1]
        if char not in fork.open_to:
            fork.open_to[char] = [w for w in fork.ways if w.test is None or w.back or (char and w.test(char))]
        return fork.open_to[char]

    def _over(self, node: _Node, at: int) -> tuple[int, int | None]:
        """The steps of a node itself, and the place behind it."""
        if node.test is not None:
            read = at - 1 if node.back else at
            if not 0 <= read < len(self.text) or not node.test(self.text[read]):
                return 1, None
            return 1, at - 1 if node.back else at + 1
        if node.inner is not None:
            cost, end = self.of(node.inner, at)
            if node.wanted is None:
                return cost + 1, end
            return cost + 1, at if (end is not None) == node.wanted else None
        return 1, at if node.here is None or node.here(self.text, at) else None


sys.setrecursionlimit(max(sys.getrecursionlimit(), 50_000))


def attacks(pattern: str, flags: int) -> list[Attack]:
    """Attacks on a pattern's own repeats; none where no graph can show it."""
    try:
        return list(dict.fromkeys(Steps(pattern, flags).attacks()))
    except NotCountedError:
        return []


def steepest(pattern: str, flags: int, pieces: list[Attack], *, anywhere: bool) -> tuple[float, Attack]:
    """The worst growth on any attack, of finding all matches, or of matching the beginning and the whole.

    Raises:
        NotCountedError: no graph can show the pattern.
    """
    if anywhere:
        counts = [Steps(pattern, flags).anywhere]
    else:
        counts = [Steps(pattern, flags).in_place, Steps(pattern, flags, whole=True).in_place]
    return max(((growth(count, *attack), attack) for count in counts for attack in pieces), default=(0.0, ("", "", "")))
