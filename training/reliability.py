"""The reliability diagram as SVG: what was promised, and what share of it was right."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Values = Sequence[tuple[float, bool]]
"""Confidence, and whether the value is right."""

TITLES = {"native": "from a file's own text", "ocr": "read by OCR"}
SIDE, GAP, LEFT, TOP, FOOT = 300, 90, 70, 64, 96
TICKS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
"""Both axes go by the logarithm of the doubt, for most values lie close to 1; what is beyond an end is drawn at it."""
GROUP = 25
"""Values of a point, at least."""
Z = 1.645
"""Nine in ten: how far the true share may be from the one seen, by Wilson's interval."""
INK, DIM, LINE, DOT, BAND = "#222222", "#666666", "#bbbbbb", "#b71c1c", "#f3e5e5"


@dataclass(frozen=True, slots=True)
class Point:
    """Values of about the same confidence."""

    confidence: float
    right: int
    count: int

    @property
    def share(self) -> float:
        return self.right / self.count

    @property
    def bounds(self) -> tuple[float, float]:
        """Wilson's interval of the share."""
        n, p = self.count, self.share
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return middle - half, middle + half


def drawn(values: Mapping[str, Values], below: float) -> str:
    """One panel for each kind of reading, with the threshold ``below``."""
    shown = {kind: some for kind, some in values.items() if some}
    width = LEFT + len(shown) * (SIDE + GAP) - GAP + 30
    height = TOP + SIDE + FOOT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="Helvetica, Arial, sans-serif" font-size="13">',
        f'<rect width="{width}" height="{height}" rx="6" fill="#ffffff"/>',
    ]
    for at, (kind, some) in enumerate(shown.items()):
        parts += _panel(LEFT + at * (SIDE + GAP), TITLES[kind], some, below)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(x: float, title: str, values: Values, below: float) -> Iterator[str]:
    across = x + SIDE * _at(below)
    above = [right for sure, right in values if sure >= below]
    yield _text(x, TOP - 36, f"Values {title}", size=15, weight="bold")
    yield _text(x, TOP - 16, f"{len(values):,} of the test split, {sum(r for _, r in values):,} right", colour=DIM)
    yield f'<rect x="{x:.1f}" y="{TOP}" width="{across - x:.1f}" height="{SIDE}" fill="{BAND}"/>'
    for tick in TICKS:
        place = SIDE * _at(tick)
        grid = f"M{x + place:.1f} {TOP}v{SIDE}M{x} {TOP + SIDE - place:.1f}h{SIDE}"
        yield f'<path d="{grid}" stroke="{LINE}" stroke-width=".5"/>'
        yield _text(x + place, TOP + SIDE + 18, f"{tick:g}", anchor="middle", colour=DIM, size=11)
        yield _text(x - 8, TOP + SIDE - place + 4, f"{tick:g}", anchor="end", colour=DIM, size=11)
    yield f'<path d="M{x} {TOP + SIDE}L{x + SIDE} {TOP}" stroke="{DIM}" stroke-dasharray="5 4" fill="none"/>'
    yield f'<path d="M{across:.1f} {TOP}v{SIDE}" stroke="{DOT}" stroke-dasharray="2 3"/>'
    for point in points(values):
        yield from _dot(x, point)
    yield _text(x + SIDE / 2, TOP + SIDE + 38, "confidence", anchor="middle")
    yield _turned(x - 42, TOP + SIDE / 2, "share that is right")
    right = f"{100 * sum(above) / len(above):.1f} % right" if above else "none"
    yield _text(x, TOP + SIDE + 62, f"{below:g} and more: {len(above):,} values, {right}")
    share = 100 * (len(values) - len(above)) / len(values)
    yield _text(x, TOP + SIDE + 82, f"to be checked: {len(values) - len(above):,}, {share:.1f} %", colour=DOT)


def points(values: Values) -> list[Point]:
    """The values in order of confidence, those of the same one together, in groups of at least ``GROUP``."""
    groups: list[list[tuple[float, bool]]] = []
    for value in sorted(values):
        if groups and (len(groups[-1]) < GROUP or groups[-1][-1][0] == value[0]):
            groups[-1].append(value)
        else:
            groups.append([value])
    if len(groups) > 1 and len(groups[-1]) < GROUP:
        groups[-2:] = [groups[-2] + groups[-1]]
    return [Point(sum(s for s, _ in g) / len(g), sum(r for _, r in g), len(g)) for g in groups]


def _dot(x: float, point: Point) -> Iterator[str]:
    across = x + SIDE * _at(point.confidence)
    low, high = (TOP + SIDE - SIDE * _at(b) for b in point.bounds)
    yield f'<path d="M{across:.1f} {low:.1f}V{high:.1f}" stroke="{DOT}" stroke-opacity=".5" stroke-width="1.5"/>'
    radius = 1.5 + 0.45 * math.sqrt(point.count) ** 0.9
    yield (
        f'<circle cx="{across:.1f}" cy="{TOP + SIDE - SIDE * _at(point.share):.1f}" r="{radius:.1f}" fill="{DOT}" '
        f'fill-opacity=".75"><title>{point.count} values, confidence {point.confidence:.3f}, right {point.share:.3f}'
        "</title></circle>"
    )


def _at(value: float) -> float:
    """Place on an axis, 0 to 1."""
    first, last = (math.log10(1 - end) for end in (TICKS[0], TICKS[-1]))
    doubt = math.log10(1 - min(max(value, TICKS[0]), TICKS[-1]))
    return (doubt - first) / (last - first)


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", colour: str = INK, size: int = 13, weight: str = "normal"
) -> str:
    look = f'text-anchor="{anchor}" fill="{colour}" font-size="{size}" font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{text}</text>'


def _turned(x: float, y: float, text: str) -> str:
    return f'<text transform="translate({x:.1f} {y:.1f}) rotate(-90)" text-anchor="middle" fill="{INK}">{text}</text>'
