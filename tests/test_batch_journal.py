"""The journal: what is known of an input, by the shortcut to its content's row and without it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from vndocparse.batches.journal import Entry, Journal
from vndocparse.batches.merge import merge
from vndocparse.batches.outcome import Figures
from vndocparse.batches.store import Listing, Store

ONE, OTHER = "11" * 32, "22" * 32
"""Two fingerprints."""


def sha(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def fill(journal: Journal, numbers: range, fingerprint: str = ONE) -> None:
    """Inputs "n00001" … with a result each."""
    with journal.writing():
        journal.hold((sha(i) for i in numbers), fingerprint)
        journal.met(((f"n{i:05}", (i, i, i), sha(i), None) for i in numbers), fingerprint)
        journal.keep((Entry(sha(i), "ok", Figures(pages=i), result=f"{i}.json") for i in numbers), fingerprint)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "journal.sqlite3")) as opened:
        fill(opened, range(2000))
        yield opened


def results(journal: Journal, numbers: range, fingerprint: str = ONE) -> list[str | None]:
    known = journal.known([f"n{i:05}" for i in numbers], fingerprint)
    return [None if row is None else row[8] for row in known]


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(range(256), id="neighbours, found by one walk"),
        pytest.param(range(0, 2000, 7), id="far apart, each searched for"),
        pytest.param(range(1999, 1000, -1), id="against the order of names"),
        pytest.param(range(1500, 2500), id="some that nobody met"),
    ],
)
def test_all_that_is_known_is_found(journal: Journal, numbers: range) -> None:
    assert results(journal, numbers) == [f"{i}.json" if i < 2000 else None for i in numbers]


def test_a_row_that_is_written_again_keeps_its_place(journal: Journal) -> None:
    def places() -> list[tuple[int]]:
        return journal.db.execute("SELECT id FROM doc ORDER BY sha").fetchall()

    before = places()
    fill(journal, range(500))
    assert places() == before


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param("UPDATE source SET doc = NULL", id="none"),
        pytest.param("UPDATE source SET doc = doc + 1", id="to another content"),
        pytest.param("UPDATE source SET doc = doc + 100000", id="to nothing"),
    ],
)
def test_a_shortcut_that_leads_astray_is_not_believed(journal: Journal, harm: str) -> None:
    journal.db.execute(harm)
    assert results(journal, range(300)) == [f"{i}.json" for i in range(300)]


def test_each_fingerprint_has_its_own_answer(journal: Journal) -> None:
    assert results(journal, range(3), OTHER) == [None] * 3
    fill(journal, range(2), OTHER)  # the shortcuts of these lead to the other version's rows now
    assert results(journal, range(3), OTHER) == ["0.json", "1.json", None]
    assert results(journal, range(3)) == ["0.json", "1.json", "2.json"]


def test_joined_journals_keep_their_shortcuts(tmp_path: Path) -> None:
    for at in (1, 2):
        with closing(Journal(tmp_path / f"journal.000{at}-of-0002.sqlite3")) as part:
            fill(part, range(at * 100, at * 100 + 50))
    merge(tmp_path, [])
    with closing(Journal(tmp_path / "journal.sqlite3")) as whole:
        assert results(whole, range(100, 150)) == [f"{i}.json" for i in range(100, 150)]
        query = "SELECT COUNT(*) FROM source s JOIN doc d ON d.id = s.doc AND d.sha = s.sha"
        assert whole.db.execute(query).fetchone() == (100,)


def test_a_listing_tells_each_file_of_its_fingerprint(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.prepare()
    for number in range(40):
        store.write(store.name(sha(number), ONE, error=number % 2 == 1), b"{}")
    mine, others = Listing(tmp_path, ONE), Listing(tmp_path, OTHER)
    for number in range(40):
        result, error = store.name(sha(number), ONE), store.name(sha(number), ONE, error=True)
        assert (mine.has(result), mine.has(error)) == (number % 2 == 0, number % 2 == 1)
        assert not others.has(store.name(sha(number), OTHER))
    assert not mine.has(store.name(sha(99), ONE))
