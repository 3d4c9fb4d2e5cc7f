"""Predicates on the numbering of sections (đánh số đề mục): start, order, gaps, repeats, nesting, marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from vndocparse.fields.numerals import read_numeral, successor
from vndocparse.formcheck.subject import Hit, Subject
from vndocparse.model.document import Section
from vndocparse.rules.formchecks import CheckRule

_NUMERAL = {"roman": "roman", "capital": "capital", "arabic": "arabic", "letter": "letter", "article": "arabic"}
_RANK = {k: i for i, k in enumerate(("part", "chapter", "heading", "capital", "roman", "article", "arabic", "decimal",
                                     "letter", "roman_small", "dash"))}  # fmt: skip
"""How deep each kind stands: a section holds only what is deeper."""
_THROUGH = ("article", "chapter", "heading", "roman", "capital")
"""Kinds that may run on through the parts above them instead of starting anew."""

_Placed = tuple[str, Section]


def numbering(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """The sequence of labels; ``side`` says which fault is looked for: "start", "gap", "repeat" or "order"."""
    for run in _runs(subject.document.sections):
        for fault, path, section, wanted in _faults(run):
            if fault == rule.side:
                yield _hit(path, section, section.label, wanted)


def nesting(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """Every section holds only sections of a deeper kind, and those side by side are of one kind."""
    for path, section in _all(subject.document.sections):
        for child in section.children:
            if _RANK.get(child.kind, 99) < _RANK.get(section.kind, 0):
                yield _hit(f"{path}/{child.label}", child, child.label, None)


def labels_of_parent(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """A decimal label begins with its parent's: 2.1 stands in 2."""
    for path, section in _all(subject.document.sections):
        if section.kind not in ("arabic", "decimal") or section.label != re.sub(r"[^\d.]", "", section.label):
            continue
        for child in section.children:
            if child.kind == "decimal" and child.label.rpartition(".")[0] != section.label:
                wanted = f"{section.label}.{child.label.rpartition('.')[2]}"
                yield _hit(f"{path}/{child.label}", child, child.label, wanted)


def same_marks(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """Labels side by side are closed by the same mark."""
    for group in [subject.document.sections, *(s.children for _, s in _all(subject.document.sections))]:
        closed = [(s, _closing(subject.text, s)) for s in group if s.kind in ("roman", "capital", "arabic", "letter")]
        counts = Counter(mark for _, mark in closed)
        if len(closed) < 3 or len(counts) < 2:
            continue
        usual, times = counts.most_common(1)[0]
        if times < len(closed) - 1:
            continue
        for section, mark in closed:
            if mark != usual:
                yield _hit(section.label, section, f"{section.label}{mark}", f"{section.label}{usual}")


def _closing(text: str, section: Section) -> str:
    if not section.evidence:
        return ""
    start = section.evidence[0].start
    found = re.match(r"\s*([-–./):]+)", text[start + len(section.label) : start + len(section.label) + 5])
    return found[1].replace("–", "-") if found else ""


def _hit(path: str, section: Section, found: str, wanted: str | None) -> Hit:
    return Hit(f"sections.{path}", found, wanted, tuple(section.evidence[:1]), section.confidence)


def _all(sections: Sequence[Section], above: str = "") -> Iterator[_Placed]:
    for section in sections:
        path = f"{above}/{section.label}" if above else section.label
        yield path, section
        yield from _all(section.children, path)


def _runs(sections: Sequence[Section]) -> Iterator[list[_Placed]]:
    """Sequences that count up: articles through the whole text, the others among their siblings."""
    every = list(_all(sections))
    yield [(p, s) for p, s in every if s.kind == "article"]
    ended: dict[str, str] = {}
    for group, above in _groups(sections, ""):
        by_kind: dict[str, list[_Placed]] = {}
        for section in group:
            if section.kind in _NUMERAL and section.kind != "article":
                path = f"{above}/{section.label}" if above else section.label
                by_kind.setdefault(section.kind, []).append((path, section))
        for kind, run in by_kind.items():
            first = run[0][1]
            goes_on = kind in _THROUGH or kind == "arabic"
            if goes_on and kind in ended and first.label == successor(kind, ended[kind]):
                yield [("", first.model_copy(update={"label": ended[kind]})), *run]
            else:
                yield run
            ended[kind] = run[-1][1].label


def _groups(sections: Sequence[Section], above: str) -> Iterator[tuple[Sequence[Section], str]]:
    """Siblings in the order in which they begin, with the path of their parent."""
    yield sections, above
    for section in sections:
        yield from _groups(section.children, f"{above}/{section.label}" if above else section.label)


def _value(section: Section) -> float | None:
    numeral = _NUMERAL[section.kind]
    label = section.label.split()[-1] if section.kind == "article" and section.label.split() else section.label
    read = read_numeral(label, numeral)
    return read[1] if read else None


def _faults(run: Sequence[_Placed]) -> Iterator[tuple[str, str, Section, str | None]]:
    """Fault, path, section and the label that was due, for each place where the count goes wrong."""
    if not run:
        return
    first = run[0][1]
    value = _value(first)
    if value is not None and value > 1 and run[0][0]:
        yield "start", run[0][0], first, None
    for (_, one), (path, two) in pairwise(run):
        before, after = _value(one), _value(two)
        if before is None or after is None or after == before + 1 or after == 1:
            continue  # a new count from 1: the text between was no section
        bare_label = one.label.split()[-1] if one.kind == "article" else one.label
        due = successor("arabic" if one.kind == "article" else one.kind, bare_label) or None
        wanted = f"{one.label.rsplit(' ', 1)[0]} {due}" if one.kind == "article" and due else due
        yield ("repeat" if after == before else "gap" if after > before else "order"), path, two, wanted
