"""What an engine takes for what (nhầm lẫn khi nhận dạng): which words may be meant by one that was read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from vndocparse.rules.load import load_records, rule_cache
from vndocparse.rules.schema import Record
from vndocparse.text import TONES, bare_word, fold_word
from vndocparse.wording.model import SyllableModel

FILE = "mending.toml"
_TONES = {"none": "", **dict(zip(("grave", "acute", "tilde", "hook", "dot"), TONES, strict=True))}
_LETTERS = "abcdeghiklmnopqrstuvxy"


class ConfusionRule(Record):
    """One mark taken for another."""

    mark: Literal["tone", "letter"]
    meant: str
    read: str
    cost: float


class WeighingRule(Record):
    """What is weighed against what; see the rule file."""

    unseen: float
    letter: float
    impossible: float
    rare: float
    known: float
    letters: float
    ahead: float
    support: float


class UntouchedRule(Record):
    """Words that are never put right, and never put in."""

    why: Literal["number", "date"]
    words: tuple[str, ...]


@rule_cache
def weighing() -> WeighingRule:
    """The one record of weights."""
    return load_records(FILE, "weighing", WeighingRule)[0]


@rule_cache
def untouched() -> frozenset[str]:
    """Folded words of numbers and dates."""
    return frozenset(fold_word(w) for r in load_records(FILE, "untouched", UntouchedRule) for w in r.words)


@rule_cache
def _costs() -> dict[tuple[str, str], float]:
    found = {}
    for rule in load_records(FILE, "confusion", ConfusionRule):
        pair = (_TONES[rule.meant], _TONES[rule.read]) if rule.mark == "tone" else (rule.meant, rule.read)
        found[pair] = rule.cost
    return found


@lru_cache(maxsize=16384)
def _parts(key: str) -> tuple[str, str]:
    """A folded syllable as its letters and its tone."""
    if key[-1:] in TONES and key:
        return key[:-1], key[-1]
    return key, ""


def cost(meant: str, read: str) -> float:
    """How unlikely it is that ``meant`` was read as ``read``, as a natural logarithm below 0 turned round.

    Both are folded syllables.  Where letters differ in more than their marks, one letter more, less or another is
    assumed, and the tones are compared.
    """
    costs, unseen = _costs(), weighing().unseen
    (letters, tone), (seen, seen_tone) = _parts(meant), _parts(read)
    total = 0.0 if tone == seen_tone else costs.get((tone, seen_tone), unseen)
    if bare_word(letters) != bare_word(seen):
        return total + weighing().letter
    return total + sum(costs.get((a, b), unseen) for a, b in zip(letters, seen, strict=True) if a != b)


def candidates(model: SyllableModel, read: str, *, wide: bool) -> Iterator[str]:
    """Folded syllables that may have been meant; with ``wide`` also those that differ by one letter."""
    by_letters = _by_letters(model)
    plain = bare_word(read)
    forms = [plain, *sorted(_one_off(plain))] if wide else [plain]
    for form in forms:
        for key in by_letters.get(form, ()):
            if key != read and len(key) > 1 and key not in untouched():
                yield key


@lru_cache(maxsize=2)
def _by_letters(model: SyllableModel) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in model.spellings:
        found.setdefault(bare_word(unicodedata.normalize("NFC", key)), []).append(key)
    return found


@lru_cache(maxsize=512)
def _one_off(plain: str) -> frozenset[str]:
    """All strings that differ from ``plain`` by one letter more, less or another."""
    found: set[str] = set()
    for i in range(len(plain) + 1):
        found.update(plain[:i] + c + plain[i:] for c in _LETTERS)
        if i < len(plain):
            found.add(plain[:i] + plain[i + 1 :])
            found.update(plain[:i] + c + plain[i + 1 :] for c in _LETTERS)
    return frozenset(found - {plain})
