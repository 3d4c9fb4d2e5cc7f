"""Broken, strange and hostile PDFs through ``vndocparse.batch``: the code of each, beside the one expected.

    python tools/batch/badpdfs.py FOLDER            # compares, and fails where a code changed
    python tools/batch/badpdfs.py FOLDER --write    # writes the table anew

The table holds the SHA-256 and the code of each file, so that no file need be part of the project.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from vndocparse import BatchLimits, batch

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = ROOT / "tests" / "data" / "badpdfs_outcomes.tsv"
LIMITS = BatchLimits(cpu=20, cpu_page=1, stall=30, memory=2 * 1024**3)


def expected() -> dict[str, str]:
    """Codes by SHA-256."""
    rows = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:])
    return {sha: code for sha, code, *_ in rows}


def outcomes(folder: Path, workers: int | None = None) -> tuple[dict[str, str], float, int, int]:
    """Codes by SHA-256, the largest CPU time of a document, inputs and outcomes."""
    codes: dict[str, str] = {}
    slowest, given = 0.0, 0
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.parent != folder)
    with tempfile.TemporaryDirectory(prefix="badpdfs-") as out:
        for outcome in batch(files, out=out, workers=workers, engine="none", limits=LIMITS):
            given += 1
            if outcome.sha256 is not None:
                codes[outcome.sha256] = outcome.code
            slowest = max(slowest, outcome.cpu_seconds)
    return codes, slowest, len(files), given


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--workers", type=int)
    options = parser.parse_args()
    start = time.monotonic()
    codes, slowest, inputs, given = outcomes(options.folder, options.workers)
    seconds = time.monotonic() - start
    print(f"{inputs} inputs, {given} outcomes, {len(codes)} contents in {seconds:.0f} s; slowest {slowest:.1f} CPU s")
    for code, count in Counter(codes.values()).most_common():
        print(f"{count:6} {code}")
    if options.write:
        rows = "".join(f"{sha}\t{code}\n" for sha, code in sorted(codes.items()))
        TABLE.write_text("sha256\tcode\n" + rows, "utf-8")
        return 0
    wanted = expected()
    changed = {sha: (wanted.get(sha), code) for sha, code in codes.items() if wanted.get(sha) != code}
    for sha, (before, now) in sorted(changed.items()):
        print(f"changed: {sha} {before} -> {now}")
    return 1 if changed or inputs != given else 0


if __name__ == "__main__":
    sys.exit(main())
