"""Every value that was given, with its confidence and whether it is right: what a confidence is worth.

A scalar is right as ``score`` has it; an item of a list is right where gold has an item like it that no other
item has taken.  A number without its figures and a date without its day are *open*: the reader says itself that
they were not read, so they are to be checked whatever their confidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vndocparse.calibration import Kind
from vndocparse.evaluate.score import alike_texts, citation_key, folded, text_of

Json = Mapping[str, Any]
Same = Callable[[Any, Any], bool]
"""Whether a value of gold and one that was given are the same."""

FREE = ("motto", "superior_organ", "organ", "place", "author", "title", "secrecy", "urgency", "circulation", "draft")
"""Scalars of free text."""
_HAND = {"number.ordinal": "number", "issued.date": "issued"}
"""Names in gold's ``handwritten`` that speak of a part of a value."""
_SIGNED = ("authority", "on_behalf_of", "position", "name")
_ALL_LEVELS = 99
_READ_BY_OCR = ("ocr", "embedded-ocr")


@dataclass(frozen=True, slots=True)
class Judged:
    """One value that was given for a document with gold, or a scalar of gold that was not."""

    field: str
    kind: Kind
    """Of the page that it stands on."""
    confidence: float
    right: bool
    open: bool = False
    """A number without figures, a date without a day: left out, with its candidates."""
    by_hand: bool = False
    """Written or stamped into a blank of the page."""
    given: bool = True
    curve: str = ""
    """The field whose curve made its confidence: "figures" for a number or a date read as a picture."""

    def to_check(self, below: float) -> bool:
        """Whether a clerk is told to look at it, with the threshold ``below``."""
        return self.open or self.confidence < below


@dataclass(frozen=True, slots=True)
class Trust:
    """Values above and below a threshold."""

    above: int = 0
    right_above: int = 0
    below: int = 0
    """The clerk's work; open values among them."""
    right_below: int = 0
    absent: int = 0
    """Scalars of gold that were not given."""

    @property
    def values(self) -> int:
        return self.above + self.below

    @property
    def silently_wrong(self) -> int:
        """Wrong, and nothing said so."""
        return self.above - self.right_above

    @property
    def share_right_above(self) -> float:
        """1.0 where nothing is above."""
        return self.right_above / self.above if self.above else 1.0

    @property
    def share_below(self) -> float:
        return self.below / self.values if self.values else 0.0


@dataclass(frozen=True, slots=True)
class ByHand:
    """What became of values that a hand or a stamp put on the page."""

    right: int = 0
    left_open: int = 0
    """Null, with candidates where the place was found."""
    doubted: int = 0
    """Wrong, and to be checked."""
    silently_wrong: int = 0

    @property
    def values(self) -> int:
        return self.right + self.left_open + self.doubted + self.silently_wrong


ALL = "all"


def trust(judged: Iterable[Judged], below: float) -> dict[str, Trust]:
    """By field in order of first appearance, and ``ALL`` of them."""
    out: dict[str, Trust] = {}
    for value in judged:
        for name in (value.field, ALL):
            out[name] = _with(out.get(name, Trust()), value, below)
    return {**{name: t for name, t in out.items() if name != ALL}, ALL: out.get(ALL, Trust())}


def by_hand(judged: Iterable[Judged], below: float) -> dict[str, ByHand]:
    """Of the values by hand, by field."""
    out: dict[str, ByHand] = {}
    for value in judged:
        if value.by_hand:
            old = out.get(value.field, ByHand())
            key = _fate(value, below)
            out[value.field] = replace(old, **{key: getattr(old, key) + 1})
    return out


def _with(old: Trust, value: Judged, below: float) -> Trust:
    if not value.given:
        return replace(old, absent=old.absent + 1)
    if value.to_check(below):
        return replace(old, below=old.below + 1, right_below=old.right_below + value.right)
    return replace(old, above=old.above + 1, right_above=old.right_above + value.right)


def _fate(value: Judged, below: float) -> str:
    if value.right:
        return "right"
    if value.open or not value.given:
        return "left_open"
    return "doubted" if value.to_check(below) else "silently_wrong"


def judge_file(gold: Json, got: Json) -> Iterator[Judged]:
    """The values of every document that gold knows in a file; what gold leaves out is not judged."""
    origin = (got.get("source") or {}).get("text_origin", "native")
    for wanted, found in zip(gold["documents"], got.get("documents") or [], strict=False):
        hand = {_HAND.get(name, name) for name in wanted.get("handwritten", ())}
        for name in _SCALARS:
            if found.get(name) is None and _folded(text_of(wanted.get(name))):
                yield Judged(name, _kind({}, found, origin), 0.0, False, False, name in hand, given=False)
        for name, value, right in _values(wanted, found):
            yield Judged(name, _kind(value, found, origin), float(value.get("confidence", 1.0)),
                         right, _is_open(name, value), name in hand, curve=_curve(name, value))  # fmt: skip


def _values(gold: Json, got: Json) -> Iterator[tuple[str, Json, bool]]:
    """Name, value, and whether it is right."""
    for name, same in _SCALARS.items():
        if name in gold and got.get(name) is not None:
            yield name, got[name], gold[name] is not None and same(gold[name], got[name])
    for name, same in _LISTS.items():
        if name in gold:
            yield from _matched(name, gold[name] or [], got.get(name) or [], same)
    if "sections" in gold:
        depth = gold.get("sections_depth", _ALL_LEVELS)
        wanted, given = (list(_flat(d.get("sections"), depth)) for d in (gold, got))
        yield from ((name, pair[1], right) for name, pair, right in _matched("sections", wanted, given, _same_section))


def _matched(name: str, gold: Sequence[Any], got: Sequence[Any], same: Same) -> Iterator[tuple[str, Any, bool]]:
    left = list(gold)
    for value in got:
        at = next((i for i, wanted in enumerate(left) if same(wanted, value)), None)
        if at is not None:
            del left[at]
        yield name, value, at is not None


def _flat(sections: Any, depth: int, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Every section with its path of labels."""
    for section in sections or []:
        path = (*above, _folded(section.get("label")))
        yield path, section
        if depth > 1:
            yield from _flat(section.get("children"), depth - 1, path)


def _is_open(name: str, value: Json) -> bool:
    return (name == "number" and value.get("ordinal") is None) or (name == "issued" and value.get("date") is None)


def _curve(name: str, value: Json) -> str:
    return "figures" if value.get("blanks") and not _is_open(name, value) else name


def _kind(value: Json, got: Json, origin: str) -> Kind:
    """How the page was read that the value stands on; the file's kind where that is not told."""
    page = next((e["page"] for e in value.get("evidence") or []), None)
    pages = (got.get("look") or {}).get("pages") or []
    told = next((p["origin"] for p in pages if p["page"] == page), origin)
    return "ocr" if told in _READ_BY_OCR else "native"


def _folded(value: object) -> str:
    return folded("" if value is None else str(value))


def _same_text(gold: Any, got: Any) -> bool:
    return alike_texts(str(text_of(gold) or ""), str(text_of(got) or ""))


def _same_number(gold: Any, got: Json) -> bool:
    return _folded(text_of(gold)) == _folded(got.get("text"))


def _same_date(gold: Any, got: Json) -> bool:
    return bool((gold.get("date") if isinstance(gold, Mapping) else gold) == got.get("date"))


def _same_type(gold: Any, got: Json) -> bool:
    if isinstance(gold, Mapping) and gold.get("code") is not None:
        return _folded(gold["code"]) == _folded(got.get("code"))
    return _same_text(gold, got)


def _same_signature(gold: Json, got: Json) -> bool:
    return all(_same_text(gold[key], got.get(key)) for key in _SIGNED if key in gold)


def _same_citation(gold: Json, got: Json) -> bool:
    return citation_key(gold) == citation_key(got)


def _same_section(gold: tuple[tuple[str, ...], Json], got: tuple[tuple[str, ...], Json]) -> bool:
    return gold[0] == got[0] and _same_text(gold[1].get("heading"), got[1].get("heading"))


_SCALARS: Mapping[str, Same] = {
    **dict.fromkeys(FREE, _same_text),
    "number": _same_number,
    "issued": _same_date,
    "doc_type": _same_type,
}
_LISTS: Mapping[str, Same] = {
    "addressees": _same_text,
    "recipients": _same_text,
    "signatures": _same_signature,
    "citations": _same_citation,
}
FIELDS = (*_SCALARS, *_LISTS, "sections")
"""What is judged."""
