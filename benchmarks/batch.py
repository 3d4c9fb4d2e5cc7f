"""A batch beside the bare loop, two workers beside one, and the scan of a large journal: all in one run, side by side.

    python benchmarks/batch.py [--documents 120] [--rows 1000000]

* overhead: CPU seconds of the whole batch (supervisor, zygote, worker) beside those of `parse` and `to_json` in a loop,
  one worker, digital PDFs of four pages, medians of alternating runs; starting up is measured apart, being paid once;
* two workers: seconds by the clock beside one worker;
* journal: a run over inputs that are all done, with so many rows: seconds, and the largest memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vndocparse.batches.store import Store

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def make(folder: Path, count: int) -> list[Path]:
    """So many different PDFs of four pages."""
    from benchmarks.digital import sample

    data = sample(None, 4)
    paths = []
    for i in range(count):
        path = folder / f"{i:05}.pdf"
        path.write_bytes(data + f"\n% {i}\n%%EOF\n".encode())
        paths.append(path)
    return paths


def cpu() -> float:
    """CPU seconds of this process and of all that it waited for."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def bare(paths: list[Path]) -> float:
    import vndocparse
    from vndocparse.export import to_json

    start = time.process_time()
    for path in paths:
        to_json(vndocparse.parse(path, engine="none"))
    return time.process_time() - start


def batch(paths: list[Path], workers: int) -> tuple[float, float]:
    """CPU seconds and seconds by the clock of a batch into a new folder."""
    import vndocparse

    with tempfile.TemporaryDirectory() as out:
        start, clock = cpu(), time.monotonic()
        for outcome in vndocparse.batch(paths, out=out, workers=workers, engine="none"):
            assert outcome.status == "ok", outcome
        return cpu() - start, time.monotonic() - clock


def overhead(paths: list[Path], rounds: int) -> None:
    bare(paths[:4])
    loops, batches, starts = [], [], []
    for _ in range(rounds):
        loops.append(bare(paths))
        batches.append(batch(paths, 1)[0])
        starts.append(batch(paths[:1], 1)[0])
    loop, whole = statistics.median(loops), statistics.median(batches)
    start = statistics.median(starts) - loop / len(paths)
    print(f"{len(paths)} documents of 4 pages: loop {loop:.2f} s, batch {whole:.2f} s, {start:.2f} s of it to start")
    print(f"overhead: {(whole - start) / loop - 1:.1%} without the start")


def two_workers(paths: list[Path], rounds: int) -> None:
    one = statistics.median(batch(paths, 1)[1] for _ in range(rounds))
    two = statistics.median(batch(paths, 2)[1] for _ in range(rounds))
    print(f"one worker {one:.1f} s, two {two:.1f} s: {one / two:.2f} times")


_SCAN = """
import resource, sys, time
from vndocparse.batches.intake import Found
from vndocparse.batches import run as running
from vndocparse.batches.api import make_run
from vndocparse.batches.options import BatchOptions
rows, out = int(sys.argv[1]), sys.argv[2]
def inputs(*_args, **_more):
    for i in range(rows):
        yield Found(f"/archive/{i // 1000:04}/document-{i:07}.pdf", "", None, (1000 + i, i, i))
running.discover = inputs
one = make_run([], BatchOptions(out=out, workers=1, engine="none"))
start = time.monotonic()
cpu = time.process_time()
count = sum(o.reused for o in one.outcomes())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"{count:,} of {rows:,} taken from the journal in {time.monotonic() - start:.1f} s "
      f"({time.process_time() - cpu:.1f} CPU s), at most {peak} MB")
"""


def journal(rows: int) -> None:
    """All rows done, each with a result file of its own name: links, 60,000 to each of some empty files."""
    import hashlib

    from vndocparse.batches.api import make_run
    from vndocparse.batches.fingerprint import fingerprint
    from vndocparse.batches.journal import Entry, Journal
    from vndocparse.batches.options import BatchOptions
    from vndocparse.batches.outcome import Figures
    from vndocparse.batches.store import Store

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        fp = fingerprint(make_run([], BatchOptions(out=out, engine="none")).settings)
        store = Store(out)
        store.prepare()
        written = Journal(out / "journal.sqlite3")
        figures = Figures(4, 1, 9000, {"number-blank": 1}, (0, 0, 0, 0, 0, 0, 1, 2, 5, 30), origin="native")
        for at in range(0, rows, 20_000):
            part = range(at, min(at + 20_000, rows))
            shas = [hashlib.sha256(str(i).encode()).hexdigest() for i in part]
            names = [store.name(sha, fp) for sha in shas]
            _link(store, names, out / f"file-{at // 60_000}")
            with written.writing():
                written.keep(
                    (Entry(sha, "ok", figures, result=name) for sha, name in zip(shas, names, strict=True)), fp
                )
                written.met(
                    (
                        (f"/archive/{i // 1000:04}/document-{i:07}.pdf", (1000 + i, i, i), sha, None)
                        for i, sha in zip(part, shas, strict=True)
                    ),
                    fp,
                )
        written.close()
        size = (out / "journal.sqlite3").stat().st_size
        print(f"journal of {rows:,} rows: {size / 1e6:.0f} MB")
        subprocess.run([sys.executable, "-c", _SCAN, str(rows), str(out)], check=True, env=os.environ)


def _link(store: Store, names: list[str], file: Path) -> None:
    file.touch()
    for name in names:
        if (folder := (store.root / name).parent) not in _MADE:
            folder.mkdir(parents=True, exist_ok=True)
            _MADE.add(folder)
        os.link(file, store.root / name)


_MADE: set[Path] = set()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=120)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        if options.documents:
            paths = make(folder, options.documents)
            overhead(paths, options.rounds)
            two_workers(paths, options.rounds)
    finally:
        shutil.rmtree(folder)
    if options.rows:
        journal(options.rows)


if __name__ == "__main__":
    main()
