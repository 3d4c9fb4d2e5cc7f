"""Batches: one outcome for each input, one file for each content, and the same bytes however they were made."""

from __future__ import annotations

import json
import os
import re
import stat
from collections import Counter
from pathlib import Path

import pytest

import vndocparse
from tests.batch_help import ROOT, by_name, documents, plan, run, tree
from vndocparse.batches.api import make_run
from vndocparse.batches.journal import Journal
from vndocparse.batches.options import BatchOptions
from vndocparse.batches.outcome import CODES, LOSSES, STATUSES
from vndocparse.batches.read import figures_of
from vndocparse.errors import OutputError, RuleDataError, UsageError
from vndocparse.model.document import ParseResult

REAL = {"reader": "vndocparse.batches.read:read_document"}


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers find the readers of tests."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "src")]))


def plans(folder: Path, count: int) -> Path:
    folder.mkdir()
    for i in range(count):
        (folder / f"{i:03}.txt").write_text(plan(i + 1), "utf-8")
    return folder


# -- outcomes ----------------------------------------------------------------------------------


def test_every_input_has_one_outcome_and_every_content_one_file(tmp_path: Path) -> None:
    source = plans(tmp_path / "in", 12)
    (source / "copy.txt").write_bytes((source / "000.txt").read_bytes())
    (source / "empty.txt").write_bytes(b"")
    (source / "program").write_bytes(b"\x7fELF" + bytes(200))
    out = tmp_path / "out"
    outcomes = run(source, out, **REAL)
    assert sorted(o.name for o in outcomes) == sorted(map(str, source.iterdir()))
    assert Counter(o.code for o in outcomes) == {"ok": 13, "empty-file": 1, "unsupported-format": 1}
    assert {o.result for o in outcomes} == set(tree(out)), "no file without an outcome, none without its file"
    assert len(tree(out)) == 14


def test_results_are_those_of_parse(tmp_path: Path) -> None:
    """But for the name of the source, which two files of the same content may not share."""
    source = plans(tmp_path / "in", 1)
    (outcome,) = run(source, tmp_path / "out", **REAL)
    assert outcome.result is not None
    kept = ParseResult.model_validate_json((tmp_path / "out" / outcome.result).read_bytes())
    read = vndocparse.parse(source / "000.txt", engine="none")
    assert kept.source.name == kept.source.sha256 == outcome.sha256
    assert kept.documents == read.documents
    assert kept.documents[0].number is not None
    assert outcome.figures == figures_of(kept)


def test_an_error_file_says_why_and_nothing_of_the_document(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"\x7fELF secret words" + bytes(100))
    (outcome,) = run(tmp_path / "x.bin", tmp_path / "out", **REAL)
    assert outcome.result is not None
    told = json.loads((tmp_path / "out" / outcome.result).read_text())
    assert (told["status"], told["code"]) == ("failed", "unsupported-format")
    assert "secret" not in json.dumps(told)
    assert outcome.result.endswith(".error.json")


def test_codes_cover_statuses_and_losses() -> None:
    assert set(CODES.values()) == set(STATUSES)
    assert all(CODES[code] == "partial" for code in LOSSES)


def test_every_code_is_described() -> None:
    """docs/batch.md names each code with its status, and no other."""
    text = (ROOT / "docs" / "batch.md").read_text("utf-8")
    table = text.split("| code | status | what it means |")[1].split("\n\n")[0]
    told = {}
    for row in table.splitlines()[2:]:
        cells = row.split("|")
        told.update(dict.fromkeys(re.findall(r"`([\w-]+)`", cells[1]), cells[2].strip()))
    assert told == dict(CODES)


def test_what_is_wrong_with_a_whole_file_is_told() -> None:
    """``parse`` used to keep to itself that a PDF lacks its end or has more pages than the limit."""
    from tests.makepdf import Pdf

    made = Pdf()
    for _ in range(3):
        made.page(made.lines(["Một hai ba"]))
    data = made.bytes()
    whole = vndocparse.parse(data, engine="none", limits=vndocparse.Limits(max_pages=2))
    assert "pages-left-out" in [p.code for p in whole.problems]
    cut = vndocparse.parse(data.replace(b"%%EOF", b"     "), engine="none")
    assert "file-truncated" in [p.code for p in cut.problems]


def test_the_public_function_gives_outcomes(tmp_path: Path) -> None:
    source = plans(tmp_path / "in", 2)
    outcomes = list(vndocparse.batch(source, out=tmp_path / "out", workers=1, engine="none"))
    assert [o.status for o in outcomes] == ["ok", "ok"]


# -- determinism -------------------------------------------------------------------------------


def test_results_do_not_depend_on_workers_names_or_places(tmp_path: Path) -> None:
    """1, 2 and 8 workers; the same files elsewhere under other names."""
    source = plans(tmp_path / "in", 16)
    elsewhere = tmp_path / "deep" / "down"
    elsewhere.mkdir(parents=True)
    for at, path in enumerate(sorted(source.iterdir(), reverse=True)):
        (elsewhere / f"other-{at}.text").write_bytes(path.read_bytes())
    trees = []
    for workers, place in ((1, source), (2, source), (8, source), (2, elsewhere)):
        out = tmp_path / f"out-{len(trees)}"
        run(place, out, workers=workers, **REAL)
        trees.append(tree(out))
    assert len(trees[0]) == 16
    assert all(t == trees[0] for t in trees)


def test_result_files_hold_no_place_and_no_time(tmp_path: Path) -> None:
    source = plans(tmp_path / "in", 1)
    run(source, tmp_path / "out", **REAL)
    (data,) = tree(tmp_path / "out").values()
    assert b"000.txt" not in data
    assert str(tmp_path).encode() not in data
    assert set(json.loads(data)) <= set(ParseResult.model_fields)


# -- taking a run up again -----------------------------------------------------------------------


def test_a_second_run_reads_nothing_anew(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 30)
    first = run(source, tmp_path / "out")
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("??/??/*")}
    second = run(source, tmp_path / "out")
    assert not any(o.reused for o in first)
    assert all(o.reused for o in second)
    assert [(o.name, o.code, o.result, o.figures) for o in sorted(second, key=lambda o: o.name)] == [
        (o.name, o.code, o.result, o.figures) for o in sorted(first, key=lambda o: o.name)
    ]
    assert before == {p: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("??/??/*")}


def test_only_what_is_new_changed_or_missing_is_read(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 10)
    out = tmp_path / "out"
    first = by_name(run(source, out))
    (source / "00003.txt").write_text("changed")
    (source / "new.txt").write_text("new")
    gone = first[str(source / "00005.txt")].result
    assert gone is not None
    (out / gone).unlink()
    fresh = [Path(o.name).name for o in run(source, out) if not o.reused]
    assert sorted(fresh) == ["00003.txt", "00005.txt", "new.txt"]


def test_a_renamed_file_is_known_by_its_content(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 3)
    run(source, tmp_path / "out")
    (source / "00001.txt").rename(source / "renamed.txt")
    assert all(o.reused for o in run(source, tmp_path / "out"))


def test_other_settings_read_anew_beside_the_old_results(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 4)
    run(source, tmp_path / "out")
    again = run(source, tmp_path / "out", bullets=True)
    assert not any(o.reused for o in again)
    assert len(tree(tmp_path / "out")) == 8


def test_catalogue_words_and_effort_are_those_of_parse(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.txt").write_text(plan(1) + "Căn cứ Chỉ thị số 777-CT/TW của Ban Bí thư;\n", "utf-8")
    own = tmp_path / "own.tsv"
    own.write_text("777-CT/TW\tChỉ thị\t2024-05-06\tBan Bí thư\tXIII\tgazette\n", "utf-8")
    told = {"catalogue": own, "words": True, "effort": "fast"}
    (outcome,) = run(source, tmp_path / "out", **REAL, **told)
    kept = ParseResult.model_validate_json((tmp_path / "out" / (outcome.result or "")).read_bytes())
    parsed = vndocparse.parse(source / "a.txt", engine="none", catalogue=own, words=True, effort="fast")
    assert kept.documents == parsed.documents
    assert kept.documents != vndocparse.parse(source / "a.txt", engine="none").documents
    assert kept.pages == parsed.pages


def test_a_changed_catalogue_words_or_effort_read_anew(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 1)
    own = tmp_path / "own.tsv"
    own.write_text("777-CT/TW\tChỉ thị\t2024-05-06\tBan Bí thư\tXIII\tgazette\n", "utf-8")
    different: list[dict[str, object]] = [
        {}, {"catalogue": own}, {"words": True}, {"effort": "fast"}, {"effort": 0.5}, {"mend": "none"},
    ]  # fmt: skip
    for told in different:
        assert [o.reused for o in run(source, tmp_path / "out", **told)] == [False]
        assert [o.reused for o in run(source, tmp_path / "out", **told)] == [True]
    own.write_text("778-CT/TW\tChỉ thị\t2024-05-06\tBan Bí thư\tXIII\tgazette\n", "utf-8")
    assert [o.reused for o in run(source, tmp_path / "out", catalogue=own)] == [False]
    own.write_text("one column", "utf-8")
    with pytest.raises(RuleDataError):
        run(source, tmp_path / "out", catalogue=own)


def test_bounds_of_time_do_not_change_the_fingerprint(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 2)
    run(source, tmp_path / "out")
    assert all(o.reused for o in run(source, tmp_path / "out", limits=vndocparse.BatchLimits(cpu=7)))


def test_retry_reads_again_what_failed(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 3)
    (source / "bad.txt").write_text("POISON damaged")
    assert [o.code for o in run(source, tmp_path / "out") if o.status == "failed"] == ["damaged-file"]
    assert all(o.reused for o in run(source, tmp_path / "out"))
    assert [Path(o.name).name for o in run(source, tmp_path / "out", retry=["failed"]) if not o.reused] == ["bad.txt"]


def test_verify_finds_a_result_that_was_tampered_with(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 5)
    out = tmp_path / "out"
    run(source, out)
    clean = tree(out)
    victim = out / sorted(clean)[2]
    victim.write_bytes(b"{}")
    assert all(o.reused for o in run(source, out)), "by default files are trusted"
    assert sum(not o.reused for o in run(source, out, verify=True)) == 1
    assert tree(out) == clean


def test_verify_finds_an_input_whose_stamp_lies(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 2)
    run(source, tmp_path / "out")
    path = source / "00000.txt"
    before = path.stat()
    path.write_text("Document X\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert all(o.reused for o in run(source, tmp_path / "out"))
    assert sum(not o.reused for o in run(source, tmp_path / "out", verify=True)) == 1


def test_closing_the_iterator_keeps_what_was_given_out(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 50, "SLOW {i}\n")
    outcomes = make_run([source], BatchOptions(out=tmp_path / "out", workers=2, engine="none", reader="tests.poison:read")).outcomes()
    given = [next(outcomes) for _ in range(5)]
    outcomes.close()  # type: ignore[attr-defined]
    again = by_name(run(source, tmp_path / "out"))
    assert all(again[o.name].reused for o in given)
    assert len(again) == 50


def test_stopping_finishes_what_is_in_hand(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 60, "SLOW {i}\n")
    one = make_run([source], BatchOptions(out=tmp_path / "out", workers=2, engine="none", reader="tests.poison:read"))
    done = []
    for outcome in one.outcomes():
        done.append(outcome)
        one.stop()
    assert 0 < len(done) < 60
    assert len(tree(tmp_path / "out")) == len(done)
    journal = Journal(tmp_path / "out" / "journal.sqlite3", read_only=True)
    assert not [e for e in journal.every() if e.code == "running"]
    journal.close()


# -- rights, locks and wrong calls -----------------------------------------------------------------


def test_only_the_owner_may_read_what_a_run_writes(tmp_path: Path) -> None:
    run(documents(tmp_path / "in", 3), tmp_path / "out")
    for path in (tmp_path / "out").rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path.name


def test_two_runs_do_not_share_an_output(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 20, "SLOW {i}\n")
    first = make_run([source], BatchOptions(out=tmp_path / "out", workers=1, engine="none", reader="tests.poison:read")).outcomes()
    next(first)
    with pytest.raises(OutputError, match="Another run"):
        run(source, tmp_path / "out")
    first.close()  # type: ignore[attr-defined]


def test_an_output_that_cannot_be_made_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        run(documents(tmp_path / "in", 1), tmp_path / "file" / "out")


def test_a_foreign_database_is_not_taken_for_a_journal(tmp_path: Path) -> None:
    import sqlite3

    (tmp_path / "out").mkdir()
    database = sqlite3.connect(tmp_path / "out" / "journal.sqlite3")
    database.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(UsageError):
        run(documents(tmp_path / "in", 1), tmp_path / "out")


@pytest.mark.parametrize("wrong", [{"retry": ["nonsense"]}, {"shard": "0/4"}, {"shard": "x"}, {"on_secret": "maybe"}])
def test_wrong_arguments_are_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        run(tmp_path, tmp_path / "out", **wrong)
