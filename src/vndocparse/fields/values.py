"""From spans of text to fields with evidence and confidence."""

from __future__ import annotations

from collections.abc import Sequence

from vndocparse.calibration import calibrated
from vndocparse.model.document import Evidence, FieldValue
from vndocparse.model.textmap import TextMap
from vndocparse.text import squeeze

Span = tuple[int, int]
"""Offsets into the document's text."""


def raw_text(text: TextMap, spans: Sequence[Span]) -> str:
    """The characters of the spans, white space folded, spans joined by a space."""
    return squeeze(" ".join(text.text[a:b] for a, b in spans))


def as_read(text: TextMap, spans: Sequence[Span]) -> str:
    """``raw_text`` before any word was mended."""
    return squeeze(" ".join(text.as_read(a, b) for a, b in spans))


def evidence(text: TextMap, spans: Sequence[Span]) -> list[Evidence]:
    """Places of the spans, one entry per line."""
    return [e for a, b in spans for e in text.evidence(a, b)]


def certainty(text: TextMap, spans: Sequence[Span], rule: float, name: str) -> float:
    """Confidence of a value of the field ``name``: the rule's own score, lowered by weak words, then calibrated."""
    words = [] if text.sure else [w.confidence for a, b in spans for w in text.words(a, b)]
    if not words:
        return calibrated(name, rule, worn=False)
    weak, mean = min(words), sum(words) / len(words)
    return calibrated(name, rule * (0.35 + 0.4 * mean + 0.25 * weak), worn=weak < 1.0)


def field(
    text: TextMap, spans: Sequence[Span], *, name: str, rule: str, confidence: float, value: str | None = None
) -> FieldValue:
    """A plain field ``name``; ``value`` where mending changed the text."""
    return FieldValue(
        text=value if value is not None else raw_text(text, spans),
        raw=as_read(text, spans),
        rule=rule,
        confidence=certainty(text, spans, confidence, name),
        evidence=evidence(text, spans),
    )
