"""Hostile texts: the generator of the benchmark gives the same texts each time, and all are read whole."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pytest

from vndocparse.fields.citations import find_citations
from vndocparse.fields.resolve import resolve_citations

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

pytestmark = pytest.mark.skipif(not (ROOT / "benchmarks").is_dir(), reason="the benchmarks are not in this checkout")


def test_the_generator_is_the_same_for_the_same_seed() -> None:
    from benchmarks.citations_hostile import units

    assert list(units(3, 50)) == list(units(3, 50)) != list(units(4, 50))


def test_generated_texts_are_read_and_mentions_stay_apart() -> None:
    from benchmarks.citations_hostile import fill, made_by_hand, units

    for text in (*(fill(unit, 1500) for unit in units(5, 60)), *made_by_hand(1500).values()):
        mentions = resolve_citations(find_citations(text))
        assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))


def test_many_documents_under_one_number_share_their_candidates() -> None:
    """Each mention without place could be any of them: the list is made once, or cost would be the square."""
    from benchmarks.citations_hostile import made_by_hand

    mentions = resolve_citations(find_citations(made_by_hand(6000)["places under one number"]))
    ambiguous = [m for m in mentions if m.candidates]
    assert len(ambiguous) > 20
    assert len({id(m.candidates) for m in ambiguous}) == 1
