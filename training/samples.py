"""Values with their readers' own scores, and whether they are right: from corpora, and from documents composed anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tools.corpus import degrade, scan, typeset
from tools.corpus.gold import gold as gold_of
from tools.stress.__main__ import FORMS, rendered
from tools.stress.compose import compose
from tools.stress.scans import write as write_fresh
from training.curves import Scored

import vndocparse
from vndocparse.calibration import raw_scores
from vndocparse.evaluate.cases import find_cases
from vndocparse.evaluate.trust import judge_file

FIRST_SEED = 7000
"""Of documents composed here; those that rules were tried on have lower ones."""
FRESH_SEED = 8000
MOST_PAGES = 5
DAMAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("clean", ("bilevel",)),
    ("heavy", ("low-dpi",)),
    ("clean", ()),
    ("light", ()),
    ("light", ("faded",)),
    ("heavy", ()),
    ("heavy", ("bleed",)),
    ("light", ("low-dpi",)),
    ("light", ("photo",)),
)
"""Level and single defects of the composed scans, in turn."""


def of_corpus(folders: Iterable[Path], *, test: bool) -> Iterator[Scored]:
    """The values of every file of one half of the corpora; a corpus without halves is all development."""
    for case in (c for folder in folders for c in find_cases(folder)):
        if (case.split == "test") == test:
            yield from _scored(case.name, case.source, case.read_gold())


def composed(count: int) -> Iterator[Scored]:
    """The values of ``count`` documents of each form as they are, and of as many scans."""
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        for form in FORMS:
            data, gold = rendered(compose(seed, form), damaged=True)
            yield from _scored(f"composed-{seed}-{form}", data, gold)
        scanned = _scan(seed)
        if scanned is not None:
            yield from _scored(f"composed-{seed}-scan", *scanned)


def fresh_scans(count: int) -> Iterator[Scored]:
    """The values of ``count`` scans of each level with hands, inks, seals and stamps that no rule was tried on."""
    with TemporaryDirectory() as folder:
        write_fresh(Path(folder), FRESH_SEED, count)
        yield from of_corpus([Path(folder)], test=False)


def _scan(seed: int) -> tuple[bytes, dict[str, Any]] | None:
    """The document of a seed printed, scanned and its gold; None for one of many pages."""
    r = typeset.render(entry := compose(seed, "born-digital"))
    level, defects = DAMAGES[seed % len(DAMAGES)]
    pages = scan.raster(r.pdf)
    if len(pages) > MOST_PAGES:
        return None
    worn = [
        degrade.degrade(page, level, seed * 10 + i, defects, pages[(i + 1) % len(pages)])
        for i, page in enumerate(pages)
    ]
    data = scan.pdf_of(worn, degrade.TABLE[level].quality, scan.DPI, "bilevel" in defects)
    return data, gold_of(entry, r.pages, r.table_pages)


def _scored(name: str, source: Path | bytes, gold: Mapping[str, Any]) -> Iterator[Scored]:
    """The values given for one file, open ones left out; none for a file that cannot be read."""
    with raw_scores():
        try:
            result = vndocparse.parse(source).model_dump(mode="json")
        except vndocparse.VndocparseError:
            return
    for value in judge_file(gold, result):
        if value.given and not value.open:
            yield Scored(name, value.curve, value.kind, value.confidence, value.right)


def files_of(values: Sequence[Scored]) -> int:
    """How many documents gave values."""
    return len({v.document for v in values})
