"""10,000 small documents through one pool: a worker's memory after the first 500 and at the end, and its file handles.

    python tools/batch/soak.py [--documents 10000] [--poison]

With `--poison` 5,000 tiny documents of which one in a hundred crashes, hangs, hogs memory, forks or calls out: exactly
these must fail, each with its code.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.batch_help import TIGHT, documents, plan, run  # noqa: E402
from tests.poison import CODES  # noqa: E402

from vndocparse.batches.pool import Job, Pool  # noqa: E402
from vndocparse.batches.settings import Settings  # noqa: E402


def resident(pid: int) -> int:
    """Bytes of memory of a process, and nothing that it shares counted twice."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def soak(count: int) -> bool:
    """One worker, never replaced; texts of the Party and, each fourth, a PDF."""
    from tests.mutants import seeds

    pool = Pool(Settings(engine="none", recycle=count + 1), 1)
    marks: list[tuple[int, int, int]] = []
    done = 0
    numbers = iter(range(count))
    try:
        while done < count:
            while pool.hungry and (number := next(numbers, None)) is not None:
                data = (
                    seeds()[number // 4 % 4] + f"\n% {number}\n%%EOF\n".encode()
                    if number % 4 == 0
                    else plan(number).encode()
                )
                pool.submit(Job(hashlib.sha256(data).hexdigest(), data))
            for _, verdict in pool.poll():
                assert verdict.code in ("ok", "page-not-read", "no-text"), verdict
                done += 1
                if done in (500, count // 2, count):
                    pid = pool.workers[0].pid
                    marks.append((done, resident(pid), len(list(Path(f"/proc/{pid}/fd").iterdir()))))
    finally:
        pool.stop()
    for at, memory, handles in marks:
        print(f"after {at:6} documents: {memory / 1e6:6.1f} MB, {handles} file handles")
    growth = marks[-1][1] / marks[0][1] - 1
    print(f"growth after the first 500: {growth:+.1%}")
    return growth <= 0.05 and marks[0][2] == marks[-1][2]


def poison(count: int) -> bool:
    kinds = ["segv", "abort", "exit", "hang", "spin", "hog", "fork", "exec", "net", "babble"]
    with tempfile.TemporaryDirectory() as folder:
        source = documents(Path(folder) / "in", count)
        wanted = {}
        for i in range(count // 100):
            path = source / f"{i * 100 + 50:05}.txt"
            path.write_text(f"POISON {kinds[i % len(kinds)]} {i}")
            wanted[str(path)] = CODES[kinds[i % len(kinds)]]
        start = time.monotonic()
        outcomes = run(source, Path(folder) / "out", workers=os.cpu_count(), limits=TIGHT)
        got = {o.name: o.code for o in outcomes if o.code != "ok"}
        print(f"{len(outcomes)} outcomes in {time.monotonic() - start:.0f} s; guilty: {dict(Counter(got.values()))}")
        left = [p for p in (Path(folder) / "out" / ".tmp").rglob("*") if p.is_file()]
        return got == wanted and not left and len(outcomes) == count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int)
    parser.add_argument("--poison", action="store_true")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    good = poison(options.documents or 5_000) if options.poison else soak(options.documents or 10_000)
    print("as it should be" if good else "NOT as it should be")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
