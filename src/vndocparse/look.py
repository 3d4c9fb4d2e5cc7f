"""Measures how a document is set in type (trình bày): sizes, weights, typefaces, margins, rules below lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import TypeVar

from vndocparse.entries import HEADER
from vndocparse.geometry import Box
from vndocparse.layout.zones import is_rule
from vndocparse.model.document import Document, Evidence, Section
from vndocparse.model.look import Look, PageLook, SetIn
from vndocparse.model.page import Line, Page
from vndocparse.model.textmap import TextMap

T = TypeVar("T")
Style = tuple[float, bool, bool, str]
"""Size, bold, italic and typeface of a word."""
Rules = dict[int, tuple[Box, ...]]
"""By page that has native type, its horizontal lines."""

_EDGE = 1.5
"""Points within which two lines begin or end at the same place."""
_RUNNING = 0.07
"""Share of the page's height, above and below, in which a line apart from the others is a running header or footer."""
_RULE_BELOW = (-4.0, 9.0)
"""Points from the bottom of a line to the rule that underlines it."""
_RULE_SHARE = 0.5
"""Share of the line's width that such a rule covers at least."""


def measure(document: Document, text: TextMap, pages: Sequence[Page]) -> Look | None:
    """The look of ``document``, whose offsets lie in ``text``; None for a text without pages."""
    numbers = {line.page for line in text.lines}
    mine = {p.number: p for p in pages if p.number in numbers and p.width}
    if not mine:
        return None
    lines: dict[int, list[Line]] = {number: [] for number in numbers}
    for line in text.lines:
        lines[line.page].append(line)
    sheets = (_page(p, lines[p.number]) for p in mine.values())
    rules = {number: _rules(page) for number, page in mine.items() if page.origin == "native"}
    return Look(pages=tuple(sheets), values=tuple(_values(document, text, rules)))


def _page(page: Page, lines: Sequence[Line]) -> PageLook:
    boxes = _without_running([line.box for line in lines if line.box is not None], page.height)
    words = [w.confidence for line in lines for w in line.words]
    return PageLook(
        page=page.number,
        width=round(page.width, 2),
        height=round(page.height, 2),
        origin=page.origin,
        confidence=round(sum(words) / len(words), 3) if words else 1.0,
        left=_shared(b.x0 for b in boxes),
        right=_shared(-b.x1 for b in boxes),
        top=round(min(b.top for b in boxes), 2) if boxes else None,
        bottom=round(max(b.bottom for b in boxes), 2) if boxes else None,
    )


def _without_running(boxes: list[Box], height: float) -> list[Box]:
    """Without a first or last line that stands apart in the margin: a running header or footer, a contact line."""
    ordered = sorted(boxes, key=lambda b: b.top)
    while len(ordered) > 2:
        one, two = ordered[-2:]
        if two.top < (1 - _RUNNING) * height or two.top - one.bottom < 1.5 * two.height:
            break
        ordered.pop()
    while len(ordered) > 2:
        one, two = ordered[:2]
        if one.bottom > _RUNNING * height or two.top - one.bottom < 1.5 * one.height:
            break
        ordered.pop(0)
    return ordered


def _shared(edges: Iterable[float]) -> float | None:
    """The outermost place that two lines share: the edge of the text, not a mark that stands out of it."""
    ordered = sorted(edges)
    for one, two in pairwise(ordered):
        if two - one <= _EDGE:
            return round(abs(one), 2)
    return None


def _values(document: Document, text: TextMap, rules: Rules) -> Iterator[SetIn]:
    """The type of the header's values, the signers, the recipients and the running text."""
    for name in HEADER:
        value = getattr(document, name)
        if value is not None and (name != "doc_type" or value.text is not None):
            yield from _value(name, value.evidence, text, rules)
    for i, signature in enumerate(document.signatures, 1):
        named = [e for e in signature.evidence if document.text[e.start : e.end].strip() == signature.name]
        yield from _value(f"signatures.{i}.name", named, text, rules)
        yield from _value(f"signatures.{i}", [e for e in signature.evidence if e not in named], text, rules)
    for i, recipient in enumerate(document.recipients, 1):
        yield from _value(f"recipients.{i}", recipient.evidence, text, rules)
    preamble = document.preamble.evidence if document.preamble else []
    # A legal basis is set in italics: the running text is that of the sections, where there are any.
    yield from _value("body", list(_running(document.sections)) or preamble, text, rules)


def _running(sections: Sequence[Section]) -> Iterator[Evidence]:
    """Places of the text of sections; those of a heading are left out where text follows it."""
    for section in sections:
        yield from section.evidence[1:] if section.heading is not None else section.evidence
        yield from _running(section.children)


def _value(field: str, places: Sequence[Evidence], text: TextMap, rules: Rules) -> Iterator[SetIn]:
    told = [e for e in places if e.start < e.end and e.page in rules]
    styles: Counter[Style] = Counter()
    for e in told:
        for word, _, _, size, bold, italic, _, typeface, _ in text.words(e.start, e.end):
            if size > 0:
                styles[size, bold, italic, typeface] += len(word)
    if styles:
        yield SetIn(
            field=field,
            size=round(_most(styles, lambda s: s[0]), 2),
            bold=_most(styles, lambda s: s[1]),
            italic=_most(styles, lambda s: s[2]),
            typeface=_most(styles, lambda s: s[3]),
            ruled=_ruled(told[-1], rules[told[-1].page]),
        )


def _most(styles: Counter[Style], key: Callable[[Style], T]) -> T:
    """What most characters have; a word weighs as much as it is long."""
    if len(styles) == 1:
        return key(next(iter(styles)))
    counts: Counter[T] = Counter()
    for style, length in styles.items():
        counts[key(style)] += length
    return counts.most_common(1)[0][0]


def _rules(page: Page) -> tuple[Box, ...]:
    """The horizontal lines of a page, drawn ones and those typed with dashes or underlines."""
    odd = (w for w in page.words if not w.text[0].isalpha() or w.text[0] in "oO")
    typed = (w.box for w in odd if w.box is not None and is_rule(w.text))
    return tuple(rule for rule in chain(page.rules, typed) if rule.width > rule.height)


def _ruled(place: Evidence, rules: Sequence[Box]) -> bool:
    """A horizontal line as wide as half the value at least stands right below it."""
    if place.bbox is None:
        return False
    box = Box(*place.bbox)
    return any(
        _RULE_BELOW[0] <= rule.top - box.bottom <= _RULE_BELOW[1]
        and min(rule.x1, box.x1) - max(rule.x0, box.x0) >= _RULE_SHARE * box.width
        for rule in rules
    )
