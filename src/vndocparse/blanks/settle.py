"""What the figures in a blank are: the net's candidates, the engine's reading and the rest of the document weighed.

Each witness multiplies the probability of the candidates that it speaks for; what the net doubts stays doubt.
A value is taken where it reaches ``SURE``; otherwise it stays open, with its candidates.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

V = TypeVar("V", bound=Hashable)

SURE = 0.92
"""Least probability at which figures are taken; below it the value is null.  By hands that training never saw, on lines
damaged at random, 43 in 100 reach it and two in a hundred of these are wrong, before any other witness is heard; by
hands like those seen 80 and less than one (``models/handwriting/card.toml``)."""
DENIED = 0.004
"""What a value is worth that the engine read and the net does not see: enough for doubt where the engine is sure."""
OF_PRINT, OF_HANDS, OF_BOTH = 2000.0, 5.0, 6.0
"""How much an engine that is wholly sure raises what it read; its score to the eighth power lowers this.  It learnt
print, which it reads better than the net, above all months; of hands it takes 01 for 04 and is sure of it, unless the
net takes them for the same (``OF_BOTH``)."""
ECHO = 50.0
"""How much print elsewhere in the document raises the same figures: "Kèm theo Quyết định số …"."""
SIGNED_AFTER = 3
"""Days: a document is signed digitally on its day of issue or soon after."""
SIGNED_SOON, SIGNED_LATE, SIGNED_BEFORE = 3.0, 0.3, 0.02
"""Weights of a day of issue: at most ``SIGNED_AFTER`` days before the digital signature, 30 before, after it."""


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What else in the document speaks of the same figures."""

    numbers: frozenset[str] = frozenset()
    """Figures of the own number, printed elsewhere, without leading zeros."""
    dates: frozenset[date] = frozenset()
    """The own date, printed elsewhere."""
    signed: date | None = None
    """Day of a digital signature whose stamp is on the page."""


@dataclass(frozen=True, slots=True)
class Weighed(Generic[V]):
    """Values with their probabilities, falling."""

    values: tuple[tuple[V, float], ...]

    @property
    def taken(self) -> V | None:
        """The value that is sure enough; None where that is open."""
        return self.values[0][0] if self.values and self.values[0][1] >= SURE else None


@dataclass(frozen=True, slots=True)
class Heard(Generic[V]):
    """What the OCR engine read there, if anything, and its own score of that."""

    value: V | None = None
    score: float = 0.0
    printed: bool = False
    """The figures are print, not a hand's or a stamp's."""

    def weight_for(self, value: V, *, likeliest: bool = False) -> float:
        """By how much it raises ``value``: above 1 for what it says, 1 for all else.

        Args:
            likeliest: the net finds this value the most probable, too.
        """
        most = OF_PRINT if self.printed else OF_BOTH if likeliest else OF_HANDS
        return 1 + most * self.score**8 if value == self.value else 1.0


def weigh_number(candidates: Mapping[str, float], heard: Heard[str], witnesses: Witnesses) -> Weighed[str]:
    """Figures of a number."""
    shares = {text: p for text, p in candidates.items() if text}
    seen = sum(shares.values())
    if heard.value is not None and shares:
        likeliest = heard.value == max(shares, key=lambda text: shares[text])
        shares[heard.value] = max(shares.get(heard.value, 0.0), DENIED) * heard.weight_for(
            heard.value, likeliest=likeliest
        )
    for text in shares:
        if text.lstrip("0") in witnesses.numbers:
            shares[text] *= ECHO
    return _settled(shares, seen)


def weigh_date(
    candidates: Mapping[tuple[int, int], float], day: Heard[int], month: Heard[int], year: int, witnesses: Witnesses
) -> Weighed[tuple[int, int]]:
    """Day and month of a year; pairs that the calendar does not have are doubt."""
    shares = {pair: p for pair, p in candidates.items() if _date(pair, year) is not None}
    seen = sum(shares.values())
    for pair, p in list(shares.items()):
        denied = (day.value or pair[0], month.value or pair[1])
        if denied not in shares and _date(denied, year) is not None:
            shares[denied] = DENIED * p
    for pair in shares:
        shares[pair] *= day.weight_for(pair[0]) * month.weight_for(pair[1])
        own = _date(pair, year)
        if own in witnesses.dates:
            shares[pair] *= ECHO
        if witnesses.signed is not None and own is not None:
            shares[pair] *= _before_signature(own, witnesses.signed)
    return _settled(shares, seen)


def _settled(shares: Mapping[V, float], seen: float) -> Weighed[V]:
    total = sum(shares.values()) + max(0.0, 1.0 - seen)
    values = ((value, share / total) for value, share in shares.items())
    return Weighed(tuple(sorted(values, key=lambda item: -item[1])))


def _before_signature(day: date, signed: date) -> float:
    ahead = signed - day
    if ahead < timedelta(0):
        return SIGNED_BEFORE
    if ahead <= timedelta(SIGNED_AFTER):
        return SIGNED_SOON
    return 1.0 if ahead <= timedelta(30) else SIGNED_LATE


def _date(pair: tuple[int, int], year: int) -> date | None:
    try:
        return date(year, pair[1], pair[0])
    except ValueError:
        return None


def marginal(values: Sequence[tuple[tuple[int, int], float]], at: int) -> list[tuple[str, float]]:
    """Days (``at`` 0) or months (1) of weighed dates alone, the most probable first."""
    shares: dict[int, float] = {}
    for pair, p in values:
        shares[pair[at]] = shares.get(pair[at], 0.0) + p
    return [(f"{value:02d}", p) for value, p in sorted(shares.items(), key=lambda item: -item[1])]
