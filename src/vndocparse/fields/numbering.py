"""Which lines begin a section, and at what depth: the cheapest explanation of all markers together.

A marker alone says little: "3. " may end a sentence about the year before, "I." may be a letter, a
roman one or a misread "1.".  The sequence says it.  So the candidates of a document are read in order
by a beam search over stacks of open sequences; each candidate is skipped, continues an open sequence,
opens one inside the innermost section, or starts one anew, and every such move has a cost.  Which scheme
nests in which is not fixed: ranks make the usual order cheap, and what the document did before cheaper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from vndocparse.fields.markers import Marker, mending, read_markers
from vndocparse.fields.numerals import successor
from vndocparse.rules.sections import section_rules

BEAM = 6
"""States kept after each candidate."""
BEHIND = 4.5
"""A state this much dearer than the best is given up."""
MOST_LEVELS = 10
"""No document nests deeper; the bound keeps the time linear."""
_ROUNDING = 1e-9
"""Costs are sums of decimal fractions: two that are equal on paper may differ by this."""
DOUBTFUL = 1.2
"""A clean reading that costs more than this is weighed against damaged ones."""

_SKIP = {
    "article": 4.2,
    "part": 3.8,
    "chapter": 3.8,
    "roman": 3.2,
    "decimal": 3.2,
    "heading": 2.8,
    "subheading": 2.8,
    "arabic": 2.7,
    "letter": 2.7,
    "capital": 2.4,
    "roman_small": 2.0,
    "dash": 4.0,
}
"""What it costs to take a clean marker at a likely paragraph start for running text."""
_PRINTED = 2.0
"""What it costs besides to mend a numeral of text that no engine read: a gap in the numbers is rather the author's."""
_ONE_TOO_MANY = 0.4
"""A stroke is lost more often than found."""
_STROKES = frozenset({"roman", "part", "chapter"})
"""Kinds with numerals that differ by a stroke, so that one that comes twice was mostly misread."""
_AT_ROOT = {"letter": 1.0, "roman_small": 2.5, "decimal": 1.0}


class Entry(NamedTuple):
    """The last section of an open sequence."""

    kind: str
    depth: int
    number: str
    value: float
    mark: str
    members: int
    """Sections of the sequence so far."""

    @property
    def parent(self) -> str:
        return self.number.rpartition(".")[0] if self.kind == "decimal" else ""


Stack = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may begin a section."""

    line: int
    text: str
    clean: tuple[Marker, ...]
    worn: tuple[Marker, ...]
    """Readings that take OCR slips into account; given where there is no clean one."""
    start: float
    """Log odds that a paragraph begins here."""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """A line before which an appendix may begin, so that numbering starts anew on the top level."""

    line: int
    begin: float
    """Cost of taking it for a beginning."""
    ignore: float
    """Cost of not doing so."""


class Choice(NamedTuple):
    """A line taken as the beginning of a section (or, with ``marker`` None, of an appendix)."""

    line: int
    marker: Marker | None
    number: str
    """After mending."""
    depth: int
    """From 0."""
    cost: float
    how: str
    """opens, continues, skips, repeats, restarts, returns, appendix."""
    mended: bool


class _Chain(NamedTuple):
    before: _Chain | None
    choice: Choice


class _State(NamedTuple):
    cost: float
    stack: Stack
    last: dict[str, float]
    """kind -> highest place that a closed or open sequence reached."""
    inside: dict[str, str]
    """kind -> kind of the section in which it opened first."""
    chain: _Chain | None


class _Move(NamedTuple):
    cost: float
    depth: int
    entry: Entry
    how: str
    mended: bool


class _Step(NamedTuple):
    """A state to come: most are given up at once, so that only those kept are worked out."""

    cost: float
    stack: Stack
    before: _State
    taken: tuple[Marker, _Move, float] | None
    """The reading, the move and what they cost; None where the candidate is skipped."""


S = TypeVar("S", _State, _Step)


def choose(candidates: Sequence[Candidate], breaks: Sequence[Break] = (), *, worn: bool = False) -> tuple[Choice, ...]:
    """The cheapest reading of all candidates together, in text order.

    ``worn`` says that the text may come from OCR, so that look-alikes are mended more readily.
    Guarantees: every choice names a line of a candidate or a break; depths grow by at most one from a
    choice to the next; time grows linearly with the candidates.
    """
    states = [_State(0.0, (), {}, {}, None)]
    events: list[Candidate | Break] = sorted([*candidates, *breaks], key=lambda e: (e.line, isinstance(e, Candidate)))
    for event in events:
        if isinstance(event, Break):
            states = _best(list(_broken(states, event)))
        else:
            states = [_done(step, event.line) for step in _best(list(_read(states, event, worn)))]
    closing = min(states, key=lambda s: s.cost + _lonely(s.stack, 0))
    chosen = []
    chain = closing.chain
    while chain is not None:
        chosen.append(chain.choice)
        chain = chain.before
    return tuple(reversed(chosen))


# --- states ---------------------------------------------------------------------------------------


def _best(states: list[S]) -> list[S]:
    states.sort(key=lambda s: s.cost)
    limit = states[0].cost + BEHIND
    seen: set[Stack] = set()
    kept: list[S] = []
    for state in states:
        if state.cost > limit or len(kept) == BEAM:
            break
        if state.stack not in seen:
            seen.add(state.stack)
            kept.append(state)
    return kept


def _broken(states: Sequence[_State], event: Break) -> Iterator[_State]:
    for state in states:
        yield state._replace(cost=state.cost + event.ignore)
        choice = Choice(event.line, None, "", 0, event.begin, "appendix", False)
        cost = state.cost + event.begin + _lonely(state.stack, 0)
        yield _State(cost, (), {}, state.inside, _Chain(state.chain, choice))


def _read(states: Sequence[_State], candidate: Candidate, worn: bool) -> Iterator[_Step]:
    unlikely = min(6.0, max(0.0, 0.8 * (0.3 - candidate.start)))
    skip = _skip_cost(candidate)
    doubt = 0.0 if worn else 0.6
    limit = states[0].cost + skip + BEHIND
    readings = [(m, _entry(m)) for m in candidate.clean]
    for at, state in enumerate(states):
        yield _Step(state.cost + skip, state.stack, state, None)
        most = limit - state.cost - unlikely + _ROUNDING
        if not at:  # doubt is measured on the best state: its cheapest reading is wanted even beyond the limit
            most = max(most, DOUBTFUL)
        found = _priced(state, readings, most, worn)
        if not at and min((cost for cost, _, _ in found), default=9.0) > (0.2 if worn else DOUBTFUL):
            worn_readings = candidate.worn or read_markers(candidate.text, damaged=True)
            damaged = [(r, _entry(r)) for m in worn_readings for r in (m, *_as_first(m))]
            readings += damaged
            found += _priced(state, damaged, most, worn)
        for price, marker, move in found:
            cost = unlikely + price + (doubt if marker.mended else 0.0)
            limit = min(limit, state.cost + cost + BEHIND)
            if state.cost + cost <= limit:
                stack = (*state.stack[: move.depth], move.entry)
                yield _Step(state.cost + cost, stack, state, (marker, move, cost))


def _priced(
    state: _State, readings: Sequence[tuple[Marker, Entry]], most: float, worn: bool
) -> list[tuple[float, Marker, _Move]]:
    """What each reading may do, with the cost of both; what costs more than ``most`` may be left out."""
    return [
        (marker.cost + move.cost, marker, move)
        for marker, opened in readings
        if marker.cost <= most
        for move in _moves(state, marker, opened, most - marker.cost, worn)
    ]


def _as_first(marker: Marker) -> Iterator[Marker]:
    """A damaged numeral that may be the first of its sequence with a stroke too many: "IL." for "I."."""
    price = mending(marker, "I") if marker.mended and marker.kind == "roman" else None
    if price is not None:
        yield marker._replace(number="I", value=1.0, cost=marker.cost + price + _ONE_TOO_MANY)


def _skip_cost(candidate: Candidate) -> float:
    """What it costs to say that the line is running text."""
    clean = [_SKIP[m.kind] - 1.2 * m.cost for m in candidate.clean]
    worn = [_SKIP[m.kind] - 0.8 - 0.6 * m.cost for m in candidate.worn]
    evidence = 0.6 * max(-4.0, min(4.0, candidate.start))
    return max(0.1, max(clean or worn) + evidence + (1.5 if candidate.bold else 0.0))


def _done(step: _Step, line: int) -> _State:
    state = step.before
    if step.taken is None:
        return state._replace(cost=step.cost)
    marker, move, cost = step.taken
    kind = move.entry.kind
    last = {**state.last, kind: move.entry.value}
    inside = state.inside
    if kind not in inside:
        inside = {**inside, kind: state.stack[move.depth - 1].kind if move.depth else ""}
    mended = move.mended or marker.mended
    choice = Choice(line, marker, move.entry.number, move.depth, cost, move.how, mended)
    return _State(step.cost, step.stack, last, inside, _Chain(state.chain, choice))


# --- moves ----------------------------------------------------------------------------------------


def _moves(state: _State, marker: Marker, opened: Entry, most: float, worn: bool) -> Iterator[_Move]:
    """What the marker may do; of the moves that cost more than ``most`` hardly any is made.

    Args:
        opened: the marker as the first section of a sequence.
    """
    stack = state.stack
    top = len(stack)
    kind, parts = marker.kind, opened.depth
    for depth in range(top - 1, -1, -1):
        entry = stack[depth]
        if entry.kind == kind and entry.depth == parts:
            closed = _lonely(stack, depth + 1) + 0.05 * (top - 1 - depth)
            if closed <= most:
                yield from _goes_on(entry, marker, opened, depth, closed, most, worn)
    if kind == "decimal":
        yield from _opens_decimal(state, marker, opened)
        return
    first = _first(state, marker)
    if first > most:
        return
    inner = stack[-1].kind if stack else ""
    if top < MOST_LEVELS:
        cost = _nesting(state, inner, marker) + first
        if cost <= most:
            yield _Move(cost, top, opened, "opens", False)
    rank = section_rules().rank
    order = rank.get(kind, 0)
    if kind != "dash":  # rises out of the inner sections to the one that usually holds its kind
        common = marker.value != 1 or order < rank.get("article", 0)
        for depth in range(top - 1, 0, -1):
            if rank.get(stack[depth - 1].kind, 0) < order:
                closed = _lonely(stack, depth) + (0.6 if common else 1.8)
                if closed + first <= most:
                    inside = _nesting(state, stack[depth - 1].kind, marker) + first
                    yield _Move(closed + inside, depth, opened, "opens", False)
                break
    if stack:
        outer = order < rank.get(stack[0].kind, 0)
        cost = 1.5 if outer else 3.5  # a scheme that usually stands above the outermost one so far
        cost += first + _lonely(stack, 0) + _AT_ROOT.get(kind, 0.0)
        if cost <= most:
            yield _Move(cost, 0, opened, "returns", False)


def _goes_on(
    entry: Entry, marker: Marker, opened: Entry, depth: int, closed: float, most: float, worn: bool
) -> Iterator[_Move]:
    if entry.mark != marker.mark:
        closed += 0.8 if entry.mark and marker.mark else 0.3
    if entry.kind == "dash":
        if entry.number == marker.number:
            yield _Move(closed, depth, entry, "continues", False)
        return
    if entry.kind != "decimal" or entry.parent == marker.parent:
        step, how = _step(entry, marker, worn)
        if closed + step <= most:
            yield _Move(closed + step, depth, opened._replace(members=entry.members + 1), how, False)
        if marker.value == 1 and entry.value > 1:
            lonely = 0.0 if entry.members > 1 else 0.6
            yield _Move(closed + 2.2 + lonely, depth, opened, "restarts", False)
    wanted = successor(entry.kind, entry.number)
    price = mending(marker, wanted)
    if price is not None:
        value = float(int(entry.value)) + 1
        mended = Entry(entry.kind, entry.depth, wanted, value, marker.mark, entry.members + 1)
        yield _Move(closed + price + (0.0 if worn else _PRINTED), depth, mended, "continues", True)


def _step(entry: Entry, marker: Marker, worn: bool) -> tuple[float, str]:
    """Cost of going from one number of a sequence to another."""
    gap = marker.value - entry.value
    if gap == 1:
        return 0.0, "continues"
    if 0 < gap < 2:
        return 0.3, "continues"
    if entry.kind in ("letter", "capital") and (entry.number.lower(), marker.number.lower()) == ("d", "e"):
        return 0.4, "continues"  # numbered by the Latin alphabet
    if gap >= 2:
        return min(5.5, 2.0 + 0.6 * (gap - 2)), "skips"
    if gap == 0:
        return (4.0 if worn and entry.kind in _STROKES else 2.6), "repeats"
    return 4.5, "repeats"


def _opens_decimal(state: _State, marker: Marker, opened: Entry) -> Iterator[_Move]:
    stack = state.stack
    first = 0.1 if marker.value == 1 else 1.6 + 0.4 * min(marker.value - 2, 6)
    for depth in range(len(stack) - 1, -1, -1):
        entry = stack[depth]
        if entry.number == marker.parent and entry.depth == opened.depth - 1:
            yield _Move(first + _lonely(stack, depth + 1), depth + 1, opened, "opens", False)
            return
    for depth in range(len(stack) - 1, -1, -1):
        entry = stack[depth]
        # 1.2 and then 2.1, without a "2."
        if entry.kind == "decimal" and entry.depth == opened.depth and _alike(entry, opened):
            yield _Move(1.0 + first + _lonely(stack, depth + 1), depth, opened, "opens", False)
            break
    if len(stack) >= MOST_LEVELS:
        return
    inner = stack[-1].kind if stack else ""
    cost = 1.0 + first + _nesting(state, inner, marker)
    yield _Move(cost, len(stack), opened, "opens", False)


def _alike(entry: Entry, other: Entry) -> bool:
    """Whether two decimals begin in one way: "2.1" and "1.3", not "II.1" and "a.1"."""
    first, second = entry.number.partition(".")[0], other.number.partition(".")[0]
    return (first.isdigit(), first.isupper()) == (second.isdigit(), second.isupper())


def _entry(marker: Marker) -> Entry:
    return Entry(marker.kind, marker.depth, marker.number, marker.value, marker.mark, 1)


def _first(state: _State, marker: Marker) -> float:
    """Cost of the number with which a sequence opens."""
    if marker.kind == "dash":
        return 0.3
    before = state.last.get(marker.kind)
    if before is not None and marker.value == before + 1:
        return 0.1 if marker.kind == "article" else 1.0  # articles run on through chapters
    if marker.value == 1:
        return 0.3 + (1.0 if before is not None and marker.kind == "article" else 0.0)
    least, each = (1.8, 0.3) if marker.word else (2.8, 0.4)
    return least + each * min(marker.value - 2, 6)


def _nesting(state: _State, outer: str, marker: Marker) -> float:
    """Cost of opening a sequence of the marker's kind inside a section of kind ``outer``."""
    kind = marker.kind
    if not outer:
        return _AT_ROOT.get(kind, 0.0)
    rules = section_rules()
    cost = rules.nest.get((outer, kind))
    if cost is None:
        below = rules.rank.get(kind, 0) - rules.rank.get(outer, 0)
        cost = 0.0 if below > 0 else 2.8 if below < 0 else 3.0
        if below == 0 and kind == "dash":
            cost = 0.3
        elif below == 0 and state.stack[-1].mark != marker.mark:
            cost = 1.4
    known = state.inside.get(kind)
    if known is not None:
        cost = 0.7 * cost if known == outer else cost + 0.4
    depth = marker.depth
    again = sum([entry.kind == kind and entry.depth == depth for entry in state.stack])
    return cost + 2.0 * max(0, again - 1)


def _lonely(stack: Stack, depth: int) -> float:
    """Cost of closing the sequences from ``depth`` on: one with a single section is suspicious."""
    cost = 0.0
    for entry in stack[depth:]:
        if entry.members == 1 and entry.kind != "dash":
            cost += 0.5
    return cost
