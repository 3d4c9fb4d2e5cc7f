"""Digits as hands write them: strokes by control points, bent and drawn with a pen.

``forms.toml`` holds each digit as a writer in Vietnam may make it: 1 with a long flag or as a plain bar, 7 with a
bar across, 2 with a loop at its foot, 4 open, 9 like g, 0 and 8 not closed.
"""

from __future__ import annotations

import itertools
import tomllib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Stroke = tuple[str, list[tuple[float, float]]]
"""Kind of line through the points, "curve" or "line", and the points: x to the right and y down, 0..1."""


def _forms() -> dict[str, list[list[Stroke]]]:
    every = tomllib.loads((Path(__file__).parent / "forms.toml").read_text("utf-8"))
    return {
        digit: [[(kind, points) for s in form["strokes"] for kind, points in s.items()] for form in forms]
        for digit, forms in every.items()
    }


FORMS = _forms()
"""Forms of each digit."""

ASPECT = {"1": 0.45, "0": 0.62, "7": 0.66}
"""Width to height of a digit, 0.58 for the others."""


@dataclass(frozen=True)
class Hand:
    """One writer: which form of each digit, slant, proportions, pen, how unsteady."""

    forms: dict[str, list[int]]
    slant: float
    wide: float
    space: float
    pen: float
    """Width of the pen, share of the digit's height."""
    pressure: float
    """How much the width varies along a stroke."""
    shake: float


def draw_hand(rng: np.random.Generator) -> Hand:
    """A writer drawn at random; most keep to one form of each digit, some waver between two."""
    forms = {}
    for digit, known in FORMS.items():
        count = 1 if rng.random() < 0.7 else 2
        forms[digit] = [int(i) for i in rng.integers(0, len(known), count)]
    return Hand(
        forms=forms,
        slant=float(rng.normal(0.18, 0.2)),
        wide=float(np.exp(rng.normal(0, 0.2))),
        space=float(rng.uniform(-0.02, 0.28)),
        pen=float(np.exp(rng.normal(np.log(0.085), 0.35))),
        pressure=float(rng.uniform(0, 0.5)),
        shake=float(rng.uniform(0.01, 0.055)),
    )


def curve(points: NDArray[np.float64], steps: int = 9) -> NDArray[np.float64]:
    """A Catmull-Rom spline through the points."""
    if len(points) < 3:
        return points
    p = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = [
        0.5
        * (
            2 * p[i]
            + (p[i + 1] - p[i - 1]) * t
            + (2 * p[i - 1] - 5 * p[i] + 4 * p[i + 1] - p[i + 2]) * t**2
            + (3 * p[i] - p[i - 1] - 3 * p[i + 1] + p[i + 2]) * t**3
        )
        for i in range(1, len(p) - 2)
    ]
    return np.concatenate([*parts, points[-1:]])


def write(
    digits: str, height: float, hand: Hand, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], list[tuple[float, float]]]:
    """The digits written: ink 0..255 on a tight picture, and where each begins and ends across it."""
    lines: list[tuple[NDArray[np.float64], float]] = []
    spans = []
    x = 0.0
    for digit in digits:
        form = FORMS[digit][hand.forms[digit][int(rng.integers(len(hand.forms[digit])))]]
        tall = height * float(np.exp(rng.normal(0, 0.09)))
        wide = tall * ASPECT.get(digit, 0.58) * hand.wide * float(np.exp(rng.normal(0, 0.12)))
        turn = float(rng.normal(0, 0.05))
        slant = hand.slant + float(rng.normal(0, 0.05))
        base = float(rng.normal(0, 0.04)) * height
        own = []
        for kind, points in form:
            p = np.asarray(points, dtype=np.float64) + rng.normal(0, hand.shake, (len(points), 2))
            smooth = curve(p) if kind == "curve" else _bent(p, rng)
            q = (smooth - (0.5, 1.0)) * (wide, tall)
            q = np.stack([q[:, 0] - q[:, 1] * (slant + turn), q[:, 1] + q[:, 0] * turn + base], axis=1)
            own.append(q)
        left = min(float(q[:, 0].min()) for q in own)
        right = max(float(q[:, 0].max()) for q in own)
        core = x - left
        spans.append((x, x + right - left))
        lines += [(q + np.array((core, 0.0)), float(rng.uniform(0.85, 1.15))) for q in own]
        # Slanted digits lie into each other: the pen goes on by less than the drawn width.
        x += (right - left) * float(rng.uniform(0.8, 1.0)) + (hand.space + float(rng.normal(0, 0.03))) * height
        x = max(x, spans[-1][0] + 0.2 * height)
    return _inked(lines, spans, max(0.8, hand.pen * height), hand.pressure, rng)


def _bent(p: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Straight pieces, none quite straight."""
    parts = []
    for a, b in itertools.pairwise(p):
        t = np.linspace(0, 1, 8)[:, None]
        normal = np.array([a[1] - b[1], b[0] - a[0]])
        parts.append(a + (b - a) * t + normal * np.sin(np.pi * t) * rng.normal(0, 0.05))
    return np.concatenate(parts)


def _inked(
    lines: list[tuple[NDArray[np.float64], float]],
    spans: list[tuple[float, float]],
    pen: float,
    pressure: float,
    rng: np.random.Generator,
) -> tuple[NDArray[np.uint8], list[tuple[float, float]]]:
    edge = pen + 3
    low = np.min([q.min(axis=0) for q, _ in lines], axis=0) - edge
    high = np.max([q.max(axis=0) for q, _ in lines], axis=0) + edge
    size = np.ceil(high - low).astype(int)
    ink = np.zeros((int(size[1]), int(size[0])), np.uint8)
    phase = float(rng.uniform(0, 6.3))
    for q, weight in lines:
        at = np.round((q - low) * 16).astype(np.int32)
        if pressure < 0.15:
            cv2.polylines(ink, [at], False, 255, max(1, round(pen * weight)), cv2.LINE_AA, 4)
            continue
        for i in range(len(at) - 1):
            w = pen * weight * (1 + pressure * np.sin(phase + i * 0.35))
            cv2.line(ink, at[i].tolist(), at[i + 1].tolist(), 255, max(1, round(float(w))), cv2.LINE_AA, 4)
        phase += 1.7
    return ink, [(a - low[0], b - low[0]) for a, b in spans]
