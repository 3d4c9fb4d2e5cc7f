"""Batches that are killed anywhere, or whose disk fails: nothing torn, lost, done twice, or blamed on the innocent."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.batch_help import READER, ROOT, TIGHT, documents, run, tree, wait_until
from vndocparse.batches import steps
from vndocparse.batches.api import make_run
from vndocparse.batches.journal import Journal
from vndocparse.batches.options import BatchOptions
from vndocparse.batches.steps import STEPS
from vndocparse.errors import OutputError

KILLS = int(os.environ.get("VNDOCPARSE_KILLS", "200"))
"""Of the runner, and as many of workers; 1,000 with `make kill`."""
_RUNNER = """
import os, signal, sys
from pathlib import Path
from tests.batch_help import run
from vndocparse.batches import steps
source, out, wanted, left = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
def die(name):
    global left
    if name == wanted:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
steps.on_step = die
run(source, out, workers=2)
"""


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "src")]))
    yield
    steps.on_step = None


def runner(source: Path, out: Path, step: str = "", count: int = 0) -> subprocess.Popen[bytes]:
    """A run in a process of its own, which kills itself at the given point."""
    command = [sys.executable, "-c", _RUNNER, str(source), str(out), step, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


def assert_whole(out: Path, clean: dict[str, bytes], codes: dict[str, int]) -> None:
    """The output is as if nothing had happened, and the journal says so."""
    assert tree(out) == clean
    assert not [p for p in (out / ".tmp").rglob("*") if p.is_file()]
    journal = Journal(out / "journal.sqlite3", read_only=True)
    try:
        assert journal.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        entries = list(journal.every())
        assert Counter(e.code for e in entries) == codes
        assert {e.result for e in entries} == set(clean), "each is done exactly once"
    finally:
        journal.close()


_NURSERY = """
import os, sys
from pathlib import Path
from tests.batch_help import run
from vndocparse.batches import steps
source, passed = sys.argv[1], int(sys.argv[2])
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        steps.on_step = lambda name: os.write(passed, b".")
        code = 1
        try:
            run(source, Path(line.rstrip()), workers=2)
            code = 0
        finally:
            os._exit(code)
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Nursery:
    """Runs one after the other, each a process of its own forked from one that has everything loaded.

    Each step that a run passes is a byte in a pipe, so that moments are told by what was done and not by a clock: on
    a busy machine a run would be killed again and again before it began.
    """

    def __init__(self, source: Path) -> None:
        self.passed, theirs = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY, str(source), str(theirs)], bufsize=0, cwd=ROOT, pass_fds=(theirs,),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs)

    def killed_after(self, out: Path, count: int, delay: float) -> bool:
        """Begin a run and kill it so many steps later; False where it came to its end before."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{out}\n".encode())
        pid = int(self.process.stdout.readline())
        while count > 0:
            ready = select.select([self.passed, self.process.stdout], [], [], 600)[0]
            if self.passed in ready:
                count -= len(os.read(self.passed, count))
            else:
                break
        else:
            time.sleep(delay)
            os.kill(pid, signal.SIGKILL)
        code = int(self.process.stdout.readline())
        while select.select([self.passed], [], [], 0)[0]:
            os.read(self.passed, 4096)
        assert code in (0, -signal.SIGKILL)
        return code != 0

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(600)
        os.close(self.passed)


def test_a_runner_killed_at_random_moments_loses_nothing(tmp_path: Path) -> None:
    """SIGKILL at random moments, on two machines at once so to say; each that gets to its end begins anew."""
    source = documents(tmp_path / "in", 300, "SLOW {i}\n")
    run(source, tmp_path / "clean")
    clean = tree(tmp_path / "clean")

    def chain(number: int) -> tuple[int, int]:
        """Kills, and how many of them hit a run that the journal knows of."""
        chance = random.Random(number)
        kills = begun = rounds = 0
        with contextlib.closing(Nursery(source)) as nursery:
            while kills < KILLS // 2:
                out = tmp_path / f"out-{number}-{rounds}"
                while nursery.killed_after(out, chance.randrange(120), chance.uniform(0, 0.02)):
                    kills += 1
                    if kills >= KILLS // 2:
                        nursery.killed_after(out, 1 << 30, 0)
                        break
                assert_whole(out, clean, {"ok": 300})
                with contextlib.closing(Journal(out / "journal.sqlite3", read_only=True)) as journal:
                    begun += journal.db.execute("SELECT COUNT(*) FROM run WHERE ended IS NULL").fetchone()[0]
                rounds += 1
        return kills, begun

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(chain, (1, 2)))
    print(f"kills, and kills of runs that had begun: {done}")
    assert sum(kills for kills, _ in done) == KILLS // 2 * 2
    assert sum(begun for _, begun in done) > 0.8 * KILLS, "most kills hit runs at work"


def test_workers_killed_at_random_moments_lose_nothing_and_nobody_is_to_blame(tmp_path: Path) -> None:
    """As many different processes as are to be killed, in as many runs as that takes."""
    source = documents(tmp_path / "in", 400, "SLOW {i}\n")
    run(source, tmp_path / "clean")
    clean = tree(tmp_path / "clean")
    chance = random.Random(5)
    killed: set[int] = set()
    while len(killed) < KILLS:
        before = len(killed)
        out = tmp_path / f"out-{before}"
        one = make_run([source], BatchOptions(out=out, workers=2, engine="none", reader=READER))
        for outcome in one.outcomes():
            assert outcome.code == "ok"
            pids = [w.pid for w in one.pool.workers if w.pid and w.ready] if one.pool is not None else []
            if len(killed) < KILLS and pids and chance.random() < 0.9:
                with contextlib.suppress(ProcessLookupError):  # it died since
                    os.kill(victim := chance.choice(pids), signal.SIGKILL)
                    killed.add(victim)
        assert_whole(out, clean, {"ok": 400})
        assert len(killed) > before


def codes_in(out: Path) -> dict[str, int]:
    """What the journal says while a run writes to it."""
    if not (out / "journal.sqlite3").exists():
        return {}
    try:
        with contextlib.closing(Journal(out / "journal.sqlite3", read_only=True)) as journal:
            return Counter(entry.code for entry in journal.every())
    except (OutputError, sqlite3.OperationalError):  # it has no tables yet
        return {}


def three_kinds(folder: Path) -> Path:
    documents(folder, 2)
    (folder / "damaged.txt").write_text("POISON damaged")
    (folder / "crash.txt").write_text("POISON abort")
    return folder


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("step", STEPS)
def test_a_runner_killed_between_two_steps(tmp_path: Path, step: str, count: int) -> None:
    """At each point of keeping a result, with results, errors and crashes under way."""
    source = three_kinds(tmp_path / "in")
    run(source, tmp_path / "clean")
    died = runner(source, tmp_path / "out", step, count).wait(600)
    assert died in (-signal.SIGKILL, 0)
    assert died or (step, count) in {("held", 2), ("before-journal", 2), ("journaled", 2)}, "it never came there"
    for path in (tmp_path / "out").glob("??/??/*"):
        assert path.read_bytes() == tree(tmp_path / "clean")[path.relative_to(tmp_path / "out").as_posix()]
    assert runner(source, tmp_path / "out").wait(600) == 0
    assert_whole(tmp_path / "out", tree(tmp_path / "clean"), {"ok": 2, "damaged-file": 1, "crash": 1})


def test_the_steps_come_in_their_order(tmp_path: Path) -> None:
    """Flushed before it is renamed, its folder flushed before the journal says so: what a power cut demands."""
    seen: list[str] = []
    steps.on_step = seen.append
    run(documents(tmp_path / "in", 1), tmp_path / "out")
    assert tuple(dict.fromkeys(seen)) == STEPS


def failing(step: str, number: int, after: int = 0) -> Callable[[str], None]:
    passed = 0

    def fail(name: str) -> None:
        nonlocal passed
        if name == step:
            passed += 1
            if passed > after:
                raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT], ids=errno.errorcode.get)
@pytest.mark.parametrize("step", ["written", "flushed"])
def test_a_disk_that_fails_stops_the_run_and_not_the_documents(tmp_path: Path, step: str, number: int) -> None:
    source = documents(tmp_path / "in", 30)
    run(source, tmp_path / "clean")
    clean = tree(tmp_path / "clean")
    steps.on_step = failing(step, number, after=10)
    with pytest.raises(OutputError) as caught:
        run(source, tmp_path / "out")
    assert caught.value.exit_code == 15
    steps.on_step = None
    assert tree(tmp_path / "out").items() <= clean.items(), "what is there is whole"
    assert not [p for p in (tmp_path / "out" / ".tmp").rglob("*") if p.is_file()]
    run(source, tmp_path / "out")
    assert_whole(tmp_path / "out", clean, {"ok": 30})


@pytest.mark.parametrize("size", ["160k", "400k"])
def test_a_full_disk(tmp_path: Path, size: str) -> None:
    """A real one, small: the run ends cleanly, and goes on when there is room."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("mounting a small disk needs rights that this test has not got")
    try:
        source = documents(tmp_path / "in", 120)
        run(source, tmp_path / "clean")
        clean = tree(tmp_path / "clean")
        with pytest.raises(OutputError):
            run(source, disk / "out")
        assert tree(disk / "out").items() <= clean.items()
        subprocess.run(["mount", "-o", "remount,size=32m", disk], check=True)
        run(source, disk / "out")
        assert_whole(disk / "out", clean, {"ok": 120})
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


def test_a_document_over_which_a_run_was_killed_comes_last(tmp_path: Path) -> None:
    """It may be what took the machine down; the others are done before it is tried again."""
    source = documents(tmp_path / "in", 6)
    (source / "00000.txt").write_text("POISON hang")
    process = runner(source, tmp_path / "out")
    wait_until(lambda: codes_in(tmp_path / "out") == {"ok": 5, "running": 1})
    process.kill()
    process.wait()
    (source / "zz.txt").write_text("new")
    names = [Path(o.name).name for o in run(source, tmp_path / "out", workers=1, limits=TIGHT) if not o.reused]
    assert names == ["zz.txt", "00000.txt"]
