"""From scored values to rising curves, and from curves to the threshold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vndocparse.calibration import Kind, Points
from vndocparse.calibration import look_up as confidence

LEAST = 40
"""Values below which a field shares the curve of all."""
LEAST_STEP = 5
"""Values of a step of the curve of all fields; a field's own steps may be smaller, for they are drawn to it."""
PRIOR = 10.0
"""What the curve of all fields is worth beside a field's own step, in values."""
APART = "sections"
"""Not in the curve of all: one lost heading makes a page of them wrong, whatever the words' scores."""
FOLDS = 10
WANTED = 0.995
"""Share of right values above the threshold."""

Fit = dict[tuple[str, str], Points]
"""Field and kind to points; field "*" is all together."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One value with its reader's own score."""

    document: str
    field: str
    kind: Kind
    score: float
    right: bool


def fit(values: Iterable[Scored]) -> Fit:
    """A rising curve for each field and kind that has values enough, and one for all others."""
    by_kind: dict[str, list[Scored]] = defaultdict(list)
    by_field: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for value in values:
        if value.field != APART:
            by_kind[value.kind].append(value)
        by_field[value.field, value.kind].append(value)
    curves: Fit = {("*", kind): rising(own) for kind, own in by_kind.items()}
    for (field, kind), own in by_field.items():
        if len(own) >= LEAST:
            curves[field, kind] = rising(own, curves)
    return curves


def rising(values: Sequence[Scored], curves: Fit | None = None) -> Points:
    """Score and share of right values in steps that rise.

    Each step is drawn towards ``curves``' share for all fields at its score; without them Laplace's rule stands in:
    no value is ever certain.
    """
    alike: dict[float, list[float]] = {}  # values of one score stand or fall together: score total, right, count
    for value in values:
        step = alike.setdefault(round(value.score, 3), [0.0, 0.0, 0.0])
        step[:] = [step[0] + value.score, step[1] + value.right, step[2] + 1.0]
    steps: list[list[float]] = []
    for score in sorted(alike):
        steps.append(alike[score])
        while len(steps) > 1 and steps[-2][1] / steps[-2][2] >= steps[-1][1] / steps[-1][2]:
            last = steps.pop()
            steps[-1] = [a + b for a, b in zip(steps[-1], last, strict=True)]
    while curves is None and len(steps) > 1 and min(n for _, _, n in steps) < LEAST_STEP:
        at = min(range(len(steps)), key=lambda i: steps[i][2])
        beside = min((i for i in (at - 1, at + 1) if 0 <= i < len(steps)), key=lambda i: steps[i][2])
        first = min(at, beside)
        steps[first : first + 2] = [[a + b for a, b in zip(steps[first], steps[first + 1], strict=True)]]
    points: list[tuple[float, float]] = []
    for total, right, count in steps:
        score = total / count
        if curves is None:
            share = (right + 1) / (count + 2)
        else:
            usual = confidence(curves, "*", score, values[0].kind)
            share = (right + PRIOR * usual) / (count + PRIOR)
        points.append((round(score, 3), round(max(share, points[-1][1] if points else 0.0), 4)))
    return tuple(points)


def look_up(curves: Fit, value: Scored) -> float:
    """The confidence that curves give a value."""
    return confidence(curves, value.field, value.score, value.kind)


def unseen(values: Sequence[Scored]) -> Iterator[tuple[Kind, float, bool]]:
    """Kind, confidence and truth of every value, by curves made of other documents than its own."""
    names = sorted({v.document for v in values})
    for fold in range(FOLDS):
        out = set(names[fold::FOLDS])
        curves = fit(v for v in values if v.document not in out)
        for value in values:
            if value.document in out:
                yield value.kind, look_up(curves, value), value.right


def proposed(values: Iterable[tuple[Kind, float, bool]]) -> float:
    """The lowest confidence from which on ``WANTED`` of the values of each kind are right."""
    by_kind: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for kind, sure, right in values:
        by_kind[kind].append((sure, right))
    return max(map(_lowest, by_kind.values()), default=1.0)


def _lowest(values: Sequence[tuple[float, bool]]) -> float:
    """The lowest confidence from which on ``WANTED`` are right; 1.0 for none."""
    least, right, count = 1.0, 0, 0
    ordered = sorted(values, reverse=True)
    for i, (sure, is_right) in enumerate(ordered):
        right, count = right + is_right, count + 1
        if i + 1 < len(ordered) and ordered[i + 1][0] == sure:
            continue  # values of one confidence stand or fall together
        if right >= WANTED * count:
            least = sure
    return least


def calibration_error(values: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: how far the mean score of a bin is from its share of right values."""
    parts: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in values:
        parts[min(int(score * bins), bins - 1)].append((score, right))
    gaps = [abs(sum(s for s, _ in part) - sum(r for _, r in part)) for part in parts.values()]
    return sum(gaps) / len(values) if values else 0.0
