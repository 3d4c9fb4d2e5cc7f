"""The motto (tiêu đề, quốc hiệu) of a header: on one line, wrapped, or behind the lines of the left column."""

from __future__ import annotations

from vndocparse.fields import cues
from vndocparse.fields.values import Span
from vndocparse.model.textmap import TextMap
from vndocparse.rules import form
from vndocparse.rules.form import MottoRule
from vndocparse.text import bare, is_upper, squeeze

Motto = tuple[MottoRule, tuple[Span, ...]]
"""Which motto, and where it stands."""


def is_motto(text: str, *, right: bool) -> bool:
    """The text is a motto's words and nothing else, marks of letters apart."""
    flat = bare(text)
    return is_upper(text) and any(flat == bare(rule.text) and (right or not rule.right_only) for rule in form.mottos())


def motto_span(text: str, start: int, end: int, *, right: bool) -> Motto | None:
    """The motto's exact span in ``text[start:end]``."""
    piece = text[start:end]
    if len(piece) > 400:
        return None
    found = cues.motto_in(squeeze(piece), right=right)
    if found is None:
        return None
    rule = found[0]
    flat, offsets = form.bare_with_offsets(piece)
    hit = form.motto_pattern(rule).search(flat)
    if hit is None:
        return None
    a, b = offsets[hit.start()], offsets[hit.end() - 1] + 1
    if not is_upper(piece[a:b]):
        return None
    return rule, ((start + a, start + b),)


def wrapped_motto(text: TextMap, block: list[int], *, right: bool) -> Motto | None:
    """A motto on two lines of one column, between which the source put a line of the other."""
    first, second = (text.lines[i] for i in block)
    if first.column != 2 or second.column != 2 or not (is_upper(first.text) and is_upper(second.text)):
        return None
    found = cues.motto_in(f"{first.text} {second.text}", right=right)
    return (found[0], tuple(text.span(i, i) for i in block)) if found is not None and found[1] else None


def glued_motto(text: TextMap, i: int) -> Motto | None:
    """A motto on two lines, each behind a line of the left column: "… ĐẢNG CỘNG SẢN" / "… VIỆT NAM"."""
    lines = [bare(text.lines[k].text).split() for k in (i, i + 1)]
    for rule in form.mottos():
        words = bare(rule.text).split()
        for k in range(2, len(words) - 1):
            if rule.right_only or lines[0][-k:] != words[:k] or lines[1][k - len(words) :] != words[k:]:
                continue
            spans = []
            for line, count in ((i, k), (i + 1, len(words) - k)):
                end = text.span(line, line)[1]
                spans.append((end - len(" ".join(text.lines[line].text.split()[-count:])), end))
            return rule, tuple(spans)
    return None
