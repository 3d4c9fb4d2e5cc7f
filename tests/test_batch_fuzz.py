"""For any bytes whatsoever there is an outcome: nothing unforeseen, no crash, no hang."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path

import pytest

import vndocparse
from tests.batch_help import ROOT
from tests.mutants import mutant
from vndocparse.batches.pool import Job, Pool
from vndocparse.batches.settings import BatchLimits, Settings

MUTANTS = int(os.environ.get("VNDOCPARSE_MUTANTS", "3000"))
"""100,000 with `make mutants`; docs/batch.md tells what came of it."""
BREAKS = {"internal", "crash", "forbidden", "stalled", "bad-result", "time-limit", "memory"}


def test_mutated_pdfs_break_nothing() -> None:
    """A defect of ours would be "internal", one of a library below us a death of its process."""
    codes: Counter[str] = Counter()
    broken: list[int] = []
    numbers = iter(range(MUTANTS))
    limits = BatchLimits(cpu=20, cpu_page=1, stall=20, memory=2 * 1024**3)
    pool = Pool(Settings(engine="none", limits=limits), os.cpu_count() or 1)
    of: dict[str, int] = {}
    try:
        more = True
        while more or pool.busy:
            while more and pool.hungry:
                number = next(numbers, None)
                if number is None:
                    more = False
                    break
                data = mutant(number)
                sha256 = hashlib.sha256(data).hexdigest()
                of[sha256] = number
                pool.submit(Job(sha256, data))
            for job, verdict in pool.poll():
                codes[verdict.code] += 1
                number = of.pop(job.sha256, -1)
                if verdict.code in BREAKS:
                    broken.append(number)
    finally:
        pool.stop()
    print(f"{sum(codes.values())} mutants: {dict(codes.most_common())}")
    assert broken == [], f"numbers of mutants that break us: {broken[:20]}"
    assert sum(codes.values()) == MUTANTS
    assert codes["ok"] > MUTANTS / 10, "not all of them are beyond reading"
    assert codes["damaged-file"] > MUTANTS / 50


@pytest.mark.parametrize("number", [4656, 6179, 7330, 13219, 14667, 54798, 66974, 98637])
def test_what_broke_us_once_does_not_again(number: int) -> None:
    """Flat fields of forms and flat letters, of which the first 100,000 mutants held 19."""
    assert vndocparse.parse(mutant(number), engine="none").documents


@pytest.mark.parametrize("code", sorted(BREAKS))
def test_breaks_are_codes_that_there_are(code: str) -> None:
    from vndocparse.batches.outcome import CODES

    assert code in CODES


def test_the_table_of_bad_pdfs_holds(shared: Path) -> None:
    """1,250 broken, strange and hostile files: each has one outcome, with the code that it had."""
    from tools.batch.badpdfs import expected, outcomes

    if not (shared / "badpdfs").is_dir() or not os.environ.get("VNDOCPARSE_BADPDFS"):
        pytest.skip("two minutes of both cores: set VNDOCPARSE_BADPDFS=1, or python tools/batch/badpdfs.py FOLDER")
    codes, slowest, inputs, given = outcomes(shared / "badpdfs")
    assert inputs == given
    assert codes == expected()
    assert slowest < 1.2 * 25


def test_the_table_of_bad_pdfs_is_a_table() -> None:
    from vndocparse.batches.outcome import CODES

    rows = [line.split("\t") for line in (ROOT / "tests" / "data" / "badpdfs_outcomes.tsv").read_text().splitlines()]
    assert rows[0] == ["sha256", "code"]
    assert len(rows) > 1_000
    assert {code for _, code in rows[1:]} <= set(CODES) - BREAKS | {"memory", "time-limit"}
