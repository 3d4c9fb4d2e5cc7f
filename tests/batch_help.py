"""Tiny documents for tests of batches, and their output folders as values to compare."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from vndocparse.batches.api import make_run
from vndocparse.batches.options import BatchOptions
from vndocparse.batches.outcome import Outcome
from vndocparse.batches.settings import BatchLimits

ROOT = Path(__file__).resolve().parent.parent
READER = "tests.poison:read"
TIGHT = BatchLimits(cpu=1.0, cpu_page=0.0, stall=3.0, memory=1024**3)
"""Bounds within which a test waits no longer than it must."""


def documents(folder: Path, count: int, text: str = "Document {i}\n") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(count):
        (folder / f"{i:05}.txt").write_text(text.format(i=i), "utf-8")
    return folder


def plan(number: int) -> str:
    """A plan of the Party, short and made up."""
    return (
        f"ĐẢNG BỘ TỈNH THỬ NGHIỆM\nĐẢNG UỶ KHỐI\n*\nSố {number}-KH/ĐUK\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        f"Thử Nghiệm, ngày 3 tháng 2 năm 2025\nKẾ HOẠCH\nkiểm tra số {number}\n-----\nI- MỤC ĐÍCH\n1. Nội dung thứ {number}.\n"
    )


def run(paths: Any, out: Path, **arguments: Any) -> list[Outcome]:
    """All outcomes of a run with the reader of tests."""
    arguments.setdefault("reader", READER)
    arguments.setdefault("workers", 2)
    arguments.setdefault("engine", "none")
    given = [paths] if isinstance(paths, str | os.PathLike) else paths
    return list(make_run(given, BatchOptions(out=out, **arguments)).outcomes())


def wait_until(true: Callable[[], bool]) -> None:
    """Until it is so; ten minutes are for a machine with much else to do, and mean that it never will be."""
    deadline = time.monotonic() + 600
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def by_name(outcomes: Iterable[Outcome]) -> Mapping[str, Outcome]:
    return {o.name: o for o in outcomes}


def tree(out: Path) -> dict[str, bytes]:
    """The result files: what must be the same however they came to be."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.glob("??/??/*"))}
