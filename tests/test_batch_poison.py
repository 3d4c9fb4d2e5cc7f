"""A bad document hurts only itself: crashes, hangs, bombs and calls out are contained, and each has its code."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.batch_help import ROOT, TIGHT, by_name, documents, run, tree, wait_until
from tests.poison import CODES
from vndocparse.batches.api import make_run
from vndocparse.batches.journal import Journal
from vndocparse.batches.options import BatchOptions
from vndocparse.batches.outcome import status_of
from vndocparse.batches.pool import Job, Pool, _Worker
from vndocparse.batches.settings import Settings

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the filter of system calls is Linux's")
KINDS = sorted(set(CODES) - {"write", "remove", "shoot"})


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "src")]))


def test_exactly_the_guilty_fail_each_with_its_code(tmp_path: Path) -> None:
    source = documents(tmp_path / "in", 200)
    for kind in KINDS:
        (source / f"00{KINDS.index(kind):02}7-{kind}.txt").write_text(f"POISON {kind}")
    outcomes = by_name(run(source, tmp_path / "out", limits=TIGHT))
    guilty = {Path(n).stem.partition("-")[2]: o for n, o in outcomes.items() if "-" in Path(n).stem}
    assert {kind: o.code for kind, o in guilty.items()} == {kind: CODES[kind] for kind in KINDS}
    assert Counter(o.code for n, o in outcomes.items() if "-" not in Path(n).stem) == {"ok": 200}
    assert len(tree(tmp_path / "out")) == len(outcomes)


def test_what_an_error_quotes_is_kept_nowhere(tmp_path: Path) -> None:
    """An unforeseen error is told by its class and place; its message may hold text of the document."""
    (tmp_path / "x.txt").write_text("POISON raise")
    (outcome,) = run(tmp_path / "x.txt", tmp_path / "out")
    assert outcome.code == "internal"
    assert "RuntimeError" in outcome.detail
    assert "poison.py" in outcome.detail
    everything = b"".join(p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert b"secret text" not in everything


def test_a_crash_is_tried_once_more_alone_and_a_hang_of_the_processor_is_not(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("POISON segv")
    (tmp_path / "in" / "b.txt").write_text("POISON spin")
    outcomes = by_name(run(tmp_path / "in", tmp_path / "out", limits=TIGHT))
    assert {Path(n).name: o.attempts for n, o in outcomes.items()} == {"a.txt": 2, "b.txt": 1}
    assert {o.status for o in outcomes.values()} == {"quarantined"}


def test_the_second_attempt_gives_the_result(tmp_path: Path) -> None:
    """A worker may have been worn out by others: the reader of this test crashes in all but a worker's first job."""
    source = documents(tmp_path / "in", 6)
    outcomes = run(source, tmp_path / "out", workers=1, reader="tests.test_batch_poison:tired")
    assert {o.code for o in outcomes} == {"ok"}
    assert max(o.attempts for o in outcomes) == 2


_jobs = 0


def tired(data: bytes, sha256: str, settings: object, report: object) -> object:
    global _jobs
    _jobs += 1
    if _jobs > 1:
        os.abort()
    from tests.poison import answer

    return answer(sha256)


@LINUX
def test_workers_write_remove_and_shoot_nothing(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("here")
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    try:
        source = tmp_path / "in"
        source.mkdir()
        (source / "w.txt").write_text(f"POISON write {tmp_path / 'made'}")
        (source / "o.txt").write_text(f"POISON write {victim}")
        (source / "r.txt").write_text(f"POISON remove {victim}")
        (source / "s.txt").write_text(f"POISON shoot {other.pid}")
        outcomes = run(source, tmp_path / "out")
        assert {o.code for o in outcomes} == {"internal"}
        assert all("PermissionError" in o.detail for o in outcomes)
        assert not (tmp_path / "made").exists()
        assert victim.read_text() == "here"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@LINUX
def test_a_worker_cannot_reach_a_server_of_this_machine(tmp_path: Path) -> None:
    """A listener on the loopback hears nothing of a document that calls it."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        (tmp_path / "x.txt").write_text("POISON net")
        (outcome,) = run(tmp_path / "x.txt", tmp_path / "out")
        assert outcome.code == "forbidden"
        with pytest.raises(BlockingIOError):
            server.accept()


def test_nothing_is_left_running(tmp_path: Path) -> None:
    """After the last outcome neither the zygote nor a worker lives, nor what a worker started without our filter."""
    source = documents(tmp_path / "in", 10)
    (source / "fork.txt").write_text("POISON fork")
    one = make_run([source], BatchOptions(out=tmp_path / "out", workers=2, engine="none", reader="tests.poison:read", confined=False))
    outcomes = list(one.outcomes())
    assert len(outcomes) == 11
    wait_until(lambda: _descendants(os.getpid()) == set())


def _descendants(pid: int) -> set[str]:
    """Command lines of our processes that have to do with batches."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            told = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if "batches.zygote" in told and (int(parent) == pid or int(parent) == 1):
            found.add(told)
    return found


def test_bounds_are_kept_closely(tmp_path: Path) -> None:
    """Of two documents that compute for 0.6 seconds and for a minute, a bound of one stops the second alone."""
    (tmp_path / "in").mkdir()
    for seconds in ("0.6", "60.0"):
        (tmp_path / "in" / f"{seconds}.txt").write_text(seconds)
    outcomes = by_name(run(tmp_path / "in", tmp_path / "out", limits=TIGHT, reader="tests.test_batch_poison:busy"))
    assert {Path(n).stem: o.code for n, o in outcomes.items()} == {"0.6": "ok", "60.0": "time-limit"}


def busy(data: bytes, sha256: str, settings: object, report: object) -> object:
    end = time.process_time() + float(data)
    while time.process_time() < end:
        pass
    from tests.poison import answer

    return answer(sha256)


def test_the_supervisor_outlives_its_zygote(tmp_path: Path) -> None:
    """Killed, it is started anew, and no document is to blame."""
    pool = Pool(Settings(reader="tests.poison:read"), 2)
    try:
        for i in range(40):
            pool.submit(Job(f"{i:064x}", b"SLOW "))
        ended: list[str] = []
        first = None
        while pool.busy:
            for _, verdict in pool.poll():
                ended.append(verdict.code)
            if len(ended) >= 5 and first is None and pool.zygote is not None:
                first = pool.zygote
                first.kill()
        assert Counter(ended) == {"ok": 40}
    finally:
        pool.stop()


def test_a_dead_worker_is_given_nothing_before_the_zygote_tells_of_its_death() -> None:
    """Its socket ends first; ``make kill`` found that a document was then handed to it."""
    pool = Pool(Settings(reader="tests.poison:read"), 1)
    try:
        ended: list[str] = []
        pool.submit(Job("0" * 64, b"x"))
        while not ended:
            ended += [verdict.code for _, verdict in pool.poll()]
        (worker,) = pool.workers
        os.kill(worker.pid, signal.SIGKILL)
        wait_until(lambda: worker.channel not in _registered(pool, worker))
        pool.submit(Job("1" * 64, b"y"))
        pool._employ()
        while len(ended) < 2:
            ended += [verdict.code for _, verdict in pool.poll()]
        assert ended == ["ok", "ok"]
    finally:
        pool.stop()


def _registered(pool: Pool, worker: _Worker) -> list[object]:
    """What the pool still listens to, once it has read what the worker said."""
    assert list(pool._read(worker)) == []
    return [key.fileobj for key in pool.selector.get_map().values()]


def test_the_journal_knows_of_attempts(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("POISON abort")
    run(tmp_path / "x.txt", tmp_path / "out")
    journal = Journal(tmp_path / "out" / "journal.sqlite3", read_only=True)
    told = [what for (what,) in journal.db.execute("SELECT what FROM event ORDER BY time")]
    journal.close()
    assert told == ["attempt 1: crash", "attempt 2: crash"]


def test_every_poison_has_a_status_of_its_own() -> None:
    assert {status_of(code) for code in CODES.values()} == {"quarantined", "failed"}


def test_a_worker_forgets_the_words_of_documents() -> None:
    """Caches of words are emptied now and then; a worker's memory does not grow with the archive."""
    from vndocparse.batches.worker import _forget
    from vndocparse.text import fold_word

    fold_word("đảng")
    assert fold_word.cache_info().currsize > 0
    _forget()
    assert fold_word.cache_info().currsize == 0
