"""Predicates on the numbering of sections (đánh số đề mục): start, order, gaps, repeats, nesting, marks.

What counts is what is printed: the reader mends a label that it knows to be wrong, so the printed one is taken
from the text, and the mended one says what was due.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from vndocparse.fields.numerals import read_numeral, successor
from vndocparse.formcheck.subject import Hit, Subject
from vndocparse.model.document import Section
from vndocparse.rules.formchecks import CheckRule, named_pattern

_NUMERAL = {"roman": "roman", "capital": "capital", "arabic": "arabic", "letter": "letter", "article": "arabic"}
_RANK = ("capital", "roman", "article", "arabic", "letter")
"""From the greater to the lesser."""
_THROUGH = ("article", "roman", "capital", "arabic")
"""Kinds that may run on through the parts above them instead of starting anew."""
_PRINTED = {
    "roman": re.compile(r"\s*+([IVXL]+)(?=\s*[-–./):]|\s)"),
    "capital": re.compile(r"\s*([A-ZĐ])(?=\s*[-–./):])"),
    "arabic": re.compile(r"\s*(\d{1,3})(?=\s*[-–./):])"),
    "letter": re.compile(r"\s*([a-zđ])(?=\s*[-–./):])"),
}


@dataclass(frozen=True, slots=True)
class _Item:
    """One section with its printed number."""

    path: str
    section: Section
    kind: str
    printed: str
    value: float

    @property
    def due(self) -> str:
        """What the reader took it for."""
        return self.section.label.split()[-1] if self.section.label else ""


def numbering(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """The sequence of numbers; ``side`` says which fault is looked for: "start", "gap", "repeat" or "order"."""
    for fault, item, wanted in _faults(subject):
        if fault == rule.side:
            hit = _hit(item.path, item.section, item.printed, wanted)
            # A leap lowers the score of its section: on print that no engine read, the score says nothing else.
            yield hit if subject.read_by_ocr(hit.evidence) else replace(hit, confidence=1.0)


def nesting(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """No section stands below one of a lesser kind: 1. before I. that belongs to it, then 2."""
    items = _items(subject)
    kinds = sorted({i.kind for i in items}, key=_RANK.index)
    for great, less in combinations(kinds, 2):
        if great == "article" or less == "article":
            continue
        first = next(i for i in items if i.kind == great)
        before = [i for i in items if i.kind == less and _start(i) < _start(first)]
        after = [i for i in items if i.kind == less and _start(i) > _start(first)]
        if before and after and after[0].value == before[-1].value + 1 and before[-1].value == len(before):
            yield _hit(first.path, first.section, first.printed, None)


def labels_of_parent(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """A decimal label begins with its parent's: 2.1 stands in 2."""
    for path, section in _all(subject.document.sections):
        if section.kind not in ("arabic", "decimal"):
            continue
        for child in section.children:
            if child.kind == "decimal" and child.label.rpartition(".")[0] != section.label:
                wanted = f"{section.label}.{child.label.rpartition('.')[2]}"
                yield _hit(f"{path}/{child.label}", child, child.label, wanted)


def same_marks(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """Numbers side by side are closed by the same mark."""
    every = list(_all(subject.document.sections))
    for group in [subject.document.sections, *(s.children for _, s in every)]:
        for kind in _NUMERAL:
            closed = [(s, _closing(subject.text, s)) for s in group if s.kind == kind]
            counts = Counter(mark for _, mark in closed)
            if len(closed) < 3 or len(counts) < 2 or counts.most_common(1)[0][1] < len(closed) - 1:
                continue
            usual = counts.most_common(1)[0][0]
            for section, mark in closed:
                if mark != usual:
                    path = next(p for p, s in every if s is section)
                    yield _hit(path, section, f"{section.label}{mark}", f"{section.label}{usual}")


def _closing(text: str, section: Section) -> str:
    if not section.evidence or section.kind not in _PRINTED:
        return ""
    found = _PRINTED[section.kind].match(text, section.evidence[0].start)
    mark = re.compile(r"\s*([-–./):]+)").match(text, found.end()) if found else None
    return mark[1].replace("–", "-") if mark else ""


def _hit(path: str, section: Section, found: str, wanted: str | None) -> Hit:
    return Hit(f"sections.{path}", found, wanted, tuple(section.evidence[:1]), section.confidence)


def _all(sections: Sequence[Section], above: str = "") -> Iterator[tuple[str, Section]]:
    for section in sections:
        path = f"{above}/{section.label}" if above else section.label
        yield path, section
        yield from _all(section.children, path)


def _start(item: _Item) -> int:
    return item.section.evidence[0].start


def _items(subject: Subject) -> list[_Item]:
    """All sections that count, in the order of the text."""
    items = []
    for path, section in _all(subject.document.sections):
        if section.kind not in _NUMERAL or not section.evidence:
            continue
        kind, printed = _printed(subject.text, section)
        read = read_numeral(printed, _NUMERAL[kind])
        if read is not None:
            items.append(_Item(path, section, kind, printed, read[1]))
    return sorted(items, key=_start)


def _printed(text: str, section: Section) -> tuple[str, str]:
    """Kind and number as printed: a "1." that the reader took for a damaged "I." is arabic."""
    start = section.evidence[0].start
    if section.kind == "article":
        article = named_pattern("article").match(text, start)
        return ("article", article["number"]) if article else ("article", section.label.split()[-1])
    for kind in (section.kind, "roman", "arabic"):
        found = _PRINTED[kind].match(text, start)
        if found:
            return kind, found[1]
    return section.kind, section.label.split()[-1]


def _faults(subject: Subject) -> Iterator[tuple[str, _Item, str | None]]:
    """Fault, section and the number that was due, wherever the count goes wrong."""
    ended: dict[str, _Item] = {}
    for run in _runs(_items(subject)):
        first = run[0]
        last = ended.get(first.kind)
        goes_on = last is not None and first.kind in _THROUGH and first.value == last.value + 1
        if first.value > 1 and not goes_on:
            yield "start", first, None
        for one, two in pairwise(run):
            fault = _fault(one, two)
            if fault is not None:
                yield fault, two, successor(_NUMERAL[one.kind], one.printed) or None
        ended[first.kind] = run[-1]


def _fault(one: _Item, two: _Item) -> str | None:
    if two.value == one.value + 1:
        return None
    if two.value == 1 and two.due == two.printed:
        return None  # a new count from 1: what stands between was no section
    if two.value == one.value:
        return "repeat"
    return "gap" if two.value > one.value else "order"


def _runs(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """Sequences of one kind; a section of a greater kind ends those of the lesser ones, articles excepted."""
    open_runs: dict[str, list[_Item]] = {}
    for item in items:
        rank = _RANK.index(item.kind)
        for kind in [k for k in open_runs if _RANK.index(k) > rank and k != "article"]:
            yield open_runs.pop(kind)
        run = open_runs.get(item.kind)
        if run is not None and item.value == 1 and item.due == item.printed:
            yield open_runs.pop(item.kind)
            run = None
        if run is None:
            open_runs[item.kind] = [item]
        else:
            run.append(item)
    yield from open_runs.values()
