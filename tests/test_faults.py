"""Planted faults: a sample of every kind in both halves of the corpus and in fresh documents, found and nothing else said."""

from __future__ import annotations

import pytest
from tools.corpus.spec import entries
from tools.faults import score
from tools.faults.model import PLANTS, draft_of, planted

from vndocparse.rules.formchecks import check_rules

BAR = 0.97


@pytest.fixture(scope="module", params=["dev", "test", score.FRESH])
def half(request: pytest.FixtureRequest) -> score.Score:
    """Every kind of fault once, and every document as it is."""
    return score.run(str(request.param), 1)


def test_precision_and_recall_reach_the_bar(half: score.Score) -> None:
    """The sample of one document a kind: about 75 faults and 25 documents a half."""
    assert half.documents > 80
    assert half.total.precision >= BAR, "\n".join(half.lines)
    assert half.total.recall >= BAR - 0.02, "\n".join(half.lines)  # a single miss weighs a hundredth here


def test_every_kind_of_fault_fits_somewhere() -> None:
    every = score.usable("dev") + score.usable("test") + score.usable(score.FRESH)
    for name in PLANTS:
        assert any(planted(e, name) for e in every), name


def test_planting_leaves_the_composition_as_it_was() -> None:
    entry = entries("kh-thu-vien-ban-cuoi")[0]
    before = draft_of(entry)
    for name in PLANTS:
        planted(entry, name)
    after = draft_of(entry)
    assert (before.entry.file, [d.head for d in before.entry.docs]) == (
        after.entry.file, [d.head for d in after.entry.docs],
    )  # fmt: skip


def test_labels_name_rules_and_entries_that_exist() -> None:
    known = {score.general(r.id) for r in check_rules()}
    ids = {e.id for e in entries()}
    for entry, labels in score.hand_labels().items():
        assert entry in ids
        for label, _ in labels:
            assert label.rule in known, (entry, label)
