"""A parsed document against its gold: what counts as right.

A key that gold leaves out is not scored; a key that gold sets to null must be absent or empty.
Scalars of fixed form (number, codes, dates) must be equal after folding; free text (title, organ,
headings, recipients, names) is right when the folded texts are at least 0.90 similar, so that one
stray letter of OCR does not cost a field.  Lists are scored by F1 over items matched one to one.
Fields that gold names in ``handwritten`` are scored apart as ``hand:NAME``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, TypeVar

from vndocparse.text import TONES

T = TypeVar("T")
Json = Mapping[str, Any]

ALIKE = 0.90
"""Similarity from which free text counts as right."""

SCALARS: dict[str, tuple[tuple[str, ...], bool]] = {
    "motto": (("motto",), False),
    "superior_organ": (("superior_organ",), False),
    "organ": (("organ",), False),
    "number": (("number", "text"), True),
    "number.ordinal": (("number", "ordinal"), True),
    "number.type_code": (("number", "type_code"), True),
    "number.organ_code": (("number", "organ_code"), True),
    "place": (("place",), False),
    "issued.date": (("issued", "date"), True),
    "doc_type.code": (("doc_type", "code"), True),
    "doc_type": (("doc_type",), False),
    "title": (("title",), False),
    "secrecy": (("secrecy",), False),
    "urgency": (("urgency",), False),
}
"""Name of each scored scalar, where it stands in the contract, and whether it must be equal."""

_SIGNATURE = ("authority", "on_behalf_of", "position", "name")
_ALL_LEVELS = 99
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Tally:
    """Right answers among those wanted (gold) and those given (got)."""

    right: int = 0
    gold: int = 0
    got: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.gold + other.gold, self.got + other.got)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1.0 where nothing was wanted and nothing given."""
        return 2 * self.right / (self.gold + self.got) if self.gold + self.got else 1.0


@dataclass(frozen=True, slots=True)
class FieldScore:
    """One field of one document: the tally, what of gold was lost, what was given and is not in gold."""

    field: str
    tally: Tally
    lost: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return self.tally.right == max(self.tally.gold, self.tally.got)


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """``text`` for comparison: NFC, lower case, dashes and quotes alike, no blanks around - and /, no marks at
    the ends, tone marks at the syllable's end (hoà = hòa)."""
    text = unicodedata.normalize("NFC", text).replace("\u00d0", "\u0110").casefold()
    text = re.sub("[\u2010-\u2015\u2212\u00ad]", "-", text)
    text = text.replace("“", '"').replace("”", '"').replace("’", "'")
    text = re.sub(r"\s*([-/])\s*", r"\1", text)
    text = re.sub(r"\s+", " ", text).strip(" .,;:*_-–")
    return " ".join(map(_tone_last, text.split(" ")))


def similarity(a: str, b: str) -> float:
    """0..1 after folding: 1.0 equal, 0.0 where one is empty; else the ratio of matching characters."""
    a, b = folded(a), folded(b)
    if a == b:
        return 1.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else 0.0


def score_file(gold: Json, got: Json | None, *, strict: bool = False) -> list[tuple[int, FieldScore]]:
    """The scores of every document that gold knows in a file, with its index; -1 for the file's own score.

    ``got`` None means that the file could not be read: everything wanted is lost.
    """
    wanted = list(gold["documents"])
    found = list((got or {}).get("documents") or [])
    count = Tally(min(len(wanted), len(found)), len(wanted), len(found))
    scores = [(-1, FieldScore("documents", count, *_counts(len(wanted), len(found))))]
    for i, document in enumerate(wanted):
        scores += [(i, s) for s in score_document(document, found[i] if i < len(found) else {}, strict=strict)]
    return scores


def score_document(gold: Json, got: Json, *, strict: bool = False) -> list[FieldScore]:
    """The scores of all fields that gold speaks of."""
    return [*_scalars(gold, got, strict), *_lists(gold, got, strict)]


def _counts(gold: int, got: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ((), ()) if gold == got else ((str(gold),), (str(got),))


def _tone_last(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    tones = [c for c in decomposed if c in TONES]
    if not tones:
        return word
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES)) + tones[-1]


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def text_of(node: object) -> object:
    """A field is an object that holds its value under ``text``, or the bare value."""
    return node.get("text") if isinstance(node, Mapping) else node


def _dig(node: object, path: Sequence[str]) -> object:
    for key in path:
        if node is None:
            return None
        if not isinstance(node, Mapping) or key not in node:
            return _ABSENT
        node = node[key]
    return node


def alike_texts(a: str, b: str, strict: bool = False) -> bool:
    """Whether two free texts count as the same."""
    a, b = folded(a), folded(b)
    if strict or a == b or not a or not b:
        return a == b
    if 2 * min(len(a), len(b)) < ALIKE * (len(a) + len(b)):  # no alignment can reach it
        return False
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _scalars(gold: Json, got: Json, strict: bool) -> Iterator[FieldScore]:
    by_hand = set(gold.get("handwritten", ()))
    for name, (path, exact) in SCALARS.items():
        wanted = _dig(gold, path)
        if wanted is _ABSENT:
            continue
        found = _dig(got, path)
        want, have = _shown(text_of(wanted)), _shown(None if found is _ABSENT else text_of(found))
        right = folded(want) == folded(have) if exact or not folded(want) else alike_texts(want, have, strict)
        shown = f"hand:{name}" if name in by_hand else name
        yield FieldScore(shown, Tally(int(right), 1, 1), *(((), ()) if right else ((want,), (have,))))


def _lists(gold: Json, got: Json, strict: bool) -> Iterator[FieldScore]:
    def alike(a: str, b: str) -> bool:
        return alike_texts(a, b, strict)

    if "sections" in gold:
        yield from _sections(gold, got, strict)
    if "citations" in gold:
        wanted = [citation_key(c) for c in gold["citations"]]
        found = [citation_key(c) for c in got.get("citations") or []]
        yield _matched("citations", wanted, found, _equal, " ".join)
    if "cited_numbers" in gold:
        numbers = sorted({folded(n) for n in gold["cited_numbers"]})
        cited = {folded(_shown(c["number"])) for c in got.get("citations") or [] if c.get("number")}
        cited = cited or {folded(_shown(n)) for n in got.get("cited_numbers") or []}
        yield _matched("cited_numbers", numbers, sorted(cited), _equal, str)
    if "recipients" in gold:
        wanted_lines = [_shown(text_of(r)) for r in gold["recipients"]]
        yield _matched(
            "recipients", wanted_lines, [_shown(text_of(r)) for r in got.get("recipients") or []], alike, str
        )
    if "signatures" in gold:
        for key in _SIGNATURE:
            if any(key in s for s in gold["signatures"]):
                want = [s[key] for s in gold["signatures"] if s.get(key)]
                have = [_shown(text_of(s.get(key))) for s in got.get("signatures") or [] if text_of(s.get(key))]
                yield _matched(f"signature.{key}", want, have, alike, str)


def _sections(gold: Json, got: Json, strict: bool) -> Iterator[FieldScore]:
    depth = gold.get("sections_depth", _ALL_LEVELS)
    wanted, found = list(_flat(gold["sections"], depth)), list(_flat(got.get("sections"), depth))

    def same(a: tuple[tuple[str, ...], str], b: tuple[tuple[str, ...], str]) -> bool:
        return a[0] == b[0] and ((not folded(a[1]) and not folded(b[1])) or alike_texts(a[1], b[1], strict))

    def shown(item: tuple[tuple[str, ...], str]) -> str:
        return f"{'/'.join(item[0])} {item[1]}".strip()

    yield _matched("sections", wanted, found, same, shown)
    tree = [path for path, _ in wanted] == [path for path, _ in found]
    yield FieldScore("sections.tree", Tally(int(tree), 1, 1), *(((), ()) if tree else (("tree",), ("another tree",))))


def _flat(sections: Any, depth: int, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    for section in sections or []:
        path = (*above, folded(_shown(section.get("label"))))
        yield path, _shown(section.get("heading"))
        if depth > 1:
            yield from _flat(section.get("children"), depth - 1, path)


def citation_key(citation: Json) -> tuple[str, str, str]:
    """What makes two citations the same: code of the type, number and date."""
    code, number, date = (folded(_shown(citation.get(k))) for k in ("type_code", "number", "date"))
    return code, number, date


def _equal(a: object, b: object) -> bool:
    return a == b


def _matched(
    name: str, gold: Sequence[T], got: Sequence[T], same: Callable[[T, T], bool], show: Callable[[T], str]
) -> FieldScore:
    """Match greedily in gold's order, one to one; ``lost`` and ``extra`` are the items left over."""
    left = list(got)
    lost = []
    for item in gold:
        at = next((i for i, other in enumerate(left) if same(item, other)), None)
        if at is None:
            lost.append(item)
        else:
            del left[at]
    tally = Tally(len(gold) - len(lost), len(gold), len(got))
    return FieldScore(name, tally, tuple(map(show, lost)), tuple(map(show, left)))
