"""More than one machine: shards by hash, their journals joined, and the same through Ray."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.batch_help import READER, ROOT, documents, run, tree
from vndocparse.batches.merge import merge
from vndocparse.batches.shard import Shard
from vndocparse.batches.summary import open_journal, summarise
from vndocparse.errors import UsageError


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "src")]))


def test_shards_are_exact_and_even() -> None:
    """Of 60,000 names each belongs to one of 8 parts, and no part is 2 % from the mean."""
    names = [f"folder-{i % 97}/file-{i}.pdf" for i in range(60_000)]
    shares = [Counter(shard.has(name) for name in names)[True] for shard in (Shard(i + 1, 8) for i in range(8))]
    assert sum(shares) == 60_000
    assert all(abs(share / 7_500 - 1) < 0.02 * 1.5 for share in shares)
    assert all(sum(Shard(i + 1, 3).has(n) for i in range(3)) == 1 for n in names[:500])


def test_the_shard_of_a_file_does_not_depend_on_where_it_is_mounted(tmp_path: Path) -> None:
    here, there = documents(tmp_path / "a", 30), documents(tmp_path / "b" / "deep", 30)
    first = {Path(o.name).name for o in run(here, tmp_path / "o1", shard=(2, 3))}
    second = {Path(o.name).name for o in run(there, tmp_path / "o2", shard=(2, 3))}
    assert first == second
    assert 0 < len(first) < 30


@pytest.mark.parametrize("apart", [False, True], ids=["one output", "an output each"])
def test_shards_joined_are_the_whole(tmp_path: Path, apart: bool) -> None:
    source = documents(tmp_path / "in", 40)
    (source / "bad.txt").write_text("POISON damaged")
    (source / "link.txt").symlink_to("bad.txt")
    run(source, tmp_path / "whole")
    outs = [tmp_path / (f"part-{i}" if apart else "joined") for i in range(3)]
    for i, out in enumerate(outs):
        run(source, out, shard=f"{i + 1}/3")
    joined = tmp_path / "joined"
    assert merge(joined, outs if apart else []) == 3
    assert tree(joined) == tree(tmp_path / "whole")
    summaries = []
    for out in (joined, tmp_path / "whole"):
        journal = open_journal(out)
        summaries.append(summarise(journal))
        journal.close()
    assert summaries[0].statuses == summaries[1].statuses == {"ok": 40, "failed": 1, "refused": 1}
    assert summaries[0].codes == summaries[1].codes
    again = run(source, joined)
    assert all(o.reused for o in again if o.status != "refused"), "a run of the whole finds all of it done"
    merge(joined, outs if apart else [])
    journal = open_journal(joined)
    assert summarise(journal).inputs == 42
    journal.close()


def test_there_must_be_something_to_join(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        merge(tmp_path / "out", [])
    with pytest.raises(UsageError):
        merge(tmp_path / "out", [tmp_path])


# -- Ray ------------------------------------------------------------------------------------------

_RAY = """
import sys
from pathlib import Path
from vndocparse.batches.options import BatchOptions
from vndocparse.batches.ray_runner import run_on_ray
source, out = sys.argv[1:]
options = BatchOptions(out=out, workers=1, engine="none", reader="tests.poison:read")
print(dict(run_on_ray([source], options, "local", 6)))
"""


@pytest.mark.skipif("not os.environ.get('VNDOCPARSE_RAY')", reason="a cluster takes a minute: set VNDOCPARSE_RAY=1")
@pytest.mark.parametrize("killed", [False, True], ids=["undisturbed", "with tasks killed"])
def test_ray_gives_the_same_tree(tmp_path: Path, killed: bool) -> None:
    """On a local cluster of two cores, also where processes of tasks are killed in mid-run."""
    pytest.importorskip("ray")
    source = documents(tmp_path / "in", 600, "SLOW {i}\n")
    run(source, tmp_path / "whole")
    process = subprocess.Popen(
        [sys.executable, "-c", _RAY, str(source), str(tmp_path / "out")],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    shots: list[int] = []
    if killed:
        threading.Thread(target=_shoot, args=(process, tmp_path / "out", shots), daemon=True).start()
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode(errors="replace")[-2000:]
    assert bool(shots) == killed
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")
    journal = open_journal(tmp_path / "out")
    assert summarise(journal).statuses == {"ok": 600}
    journal.close()


def _shoot(process: subprocess.Popen[bytes], out: Path, shots: list[int]) -> None:
    """Kill four processes of tasks while they work: those that hold a shard's journal open."""
    while process.poll() is None and len(shots) < 4:
        time.sleep(0.7)
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                held = [os.readlink(fd) for fd in (entry / "fd").iterdir()]  # noqa: PTH115
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if any(name.startswith(str(out)) and name.endswith(".lock") for name in held) and b"ray::" in command:
                os.kill(int(entry.name), signal.SIGKILL)
                shots.append(int(entry.name))
                break


def test_the_reader_of_tests_is_named_for_ray() -> None:
    assert READER in _RAY
