"""The symbol of a number that a stamp covers, in place of a note of the header: from the picture, or a file's notes."""

from __future__ import annotations

from dataclasses import replace

from vndocparse.fields.number import NumberReading
from vndocparse.fields.values import Span
from vndocparse.partreading import Reading

CONFIDENCE = 0.6
"""Of such a symbol: the slash before it is not seen."""


def symbol_at(symbol: NumberReading, span: Span) -> NumberReading:
    """The symbol at the place of the note that it was taken for, ``mended``."""
    return replace(symbol, start=span[0], end=span[1], mended=True, confidence=CONFIDENCE)


def with_symbol(reading: Reading, number: NumberReading) -> Reading:
    """The reading with its number, and without the note that this was."""
    notes = tuple(span for span in reading.heading.notes if span != (number.start, number.end))
    return replace(reading, heading=replace(reading.heading, number=number, notes=notes))
