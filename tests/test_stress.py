"""Documents composed at random from fixed seeds (tools/stress), in every form and dialect, read as they were made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tools.corpus.page import FAMILIES, FONTS
from tools.stress.__main__ import FORMS, further, rendered
from tools.stress.compose import compose

from vndocparse import parse
from vndocparse.evaluate.score import score_file

FONT = Path(FONTS) / FAMILIES["charis"][0]
SEEDS = range(2000, 2012)
LEAST = 0.99
"""Least share of fields that are right: one in a hundred may fall to a disturbance that a reader would stumble over."""


@pytest.mark.parametrize("form", FORMS)
def test_composed_documents_are_read(form: str) -> None:
    if form == "born-digital" and not FONT.exists():
        pytest.skip(f"the font {FONT.name} is not installed")
    right = wanted = 0
    misses = []
    for seed in SEEDS:
        entry = compose(seed, form)
        data, truth = rendered(entry, damaged=True)
        found = json.loads(parse(data, engine="none").model_dump_json())
        for at, score in [*score_file(truth, found, strict=True), *further(truth, found)]:
            right += score.right
            wanted += 1
            if not score.right:
                misses.append(f"{entry.id}[{at}] {score.field}: {score.lost} {score.extra}")
    assert wanted > 300
    assert right >= LEAST * wanted, "\n".join(misses)


def test_a_seed_gives_the_same_file_again() -> None:
    assert rendered(compose(7, "md"), damaged=True) == rendered(compose(7, "md"), damaged=True)
