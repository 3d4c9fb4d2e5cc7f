"""Parsing digital PDFs: cost beside reading the characters alone, and growth with the number of pages.

One process, the ways in turn, CPU seconds, medians: a machine's speed changes while it is measured.

* characters: every character with its box through pypdfium2's raw calls, a plain Python loop;
* parse: ``vndocparse.parse`` of the same bytes, to JSON;
* pdfplumber: ``extract_text`` of every page, pages closed;
* kreuzberg: text extraction, where it is installed.

    python benchmarks/digital.py [FILE.pdf] [--runs 9] [--growth]
"""

from __future__ import annotations

import argparse
import ctypes
import io
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PAGES = 4


def sample(path: Path | None, pages: int) -> bytes:
    """A PDF of so many pages, the pages of one digital document of the corpus over and over."""
    import pypdfium2 as pdfium

    source = pdfium.PdfDocument(path or _digital())
    made = pdfium.PdfDocument.new()
    count = len(source)
    while len(made) < pages:
        made.import_pages(source, pages=list(range(min(count, pages - len(made)))))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _digital() -> Path:
    """Always the same document, so that figures of different days compare: 3,400 characters, two small tables."""
    return Path(__file__).resolve().parent.parent / "corpus" / "da-bao-tang-lang-nghe-lac-giang" / "source.pdf"


def characters(data: bytes) -> None:
    """Each character's code and box, one call each, as a caller of pypdfium2 would read them."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    document = pdfium.PdfDocument(data)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for page in document:
        text = page.get_textpage()
        found = []
        for i in range(text.count_chars()):
            code = raw.FPDFText_GetUnicode(text, i)
            raw.FPDFText_GetCharBox(text, i, left, right, bottom, top)
            found.append((chr(code), left.value, bottom.value, right.value, top.value))
        page.close()
    document.close()


def parse(data: bytes) -> None:
    import vndocparse

    vndocparse.parse(data, engine="none").model_dump_json()


def pdfplumber_text(data: bytes) -> None:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.close()


def kreuzberg_text(data: bytes) -> None:
    from kreuzberg import extract_bytes_sync

    extract_bytes_sync(data, "application/pdf")


def compare(data: bytes, runs: int) -> None:
    """The four ways in turn; medians, and their ratios to the characters alone."""
    ways: dict[str, Callable[[bytes], None]] = {"characters": characters, "parse": parse, "pdfplumber": pdfplumber_text}
    try:
        import kreuzberg  # noqa: F401

        ways["kreuzberg"] = kreuzberg_text
    except ImportError:
        pass
    times: dict[str, list[float]] = {name: [] for name in ways}
    for run in range(runs + 1):
        for name, way in ways.items():
            start = time.process_time()
            way(data)
            if run:
                times[name].append(time.process_time() - start)
    medians = {name: statistics.median(t) for name, t in times.items()}
    base = medians["characters"]
    print(f"{PAGES} pages, {runs} runs in turn, medians of CPU time; load {os.getloadavg()[0]:.1f}\n")
    for name, median in medians.items():
        print(f"{name:12}{1000 * median:9.1f} ms{median / base:8.2f} x characters")
    print(f"\nparse / characters = {medians['parse'] / base:.2f} (at most 2)")
    print(f"parse / pdfplumber = {medians['parse'] / medians['pdfplumber']:.3f} (at most 0.2)")


def growth(path: Path | None) -> None:
    """Cost and peak memory at 1, 10, 100 and 1,000 pages, each in a process of its own."""
    print(f"{'pages':>6}{'CPU s':>9}{'ms a page':>11}{'peak MiB':>10}")
    for pages in (1, 10, 100, 1000):
        given = str(path or "")
        script = f"import sys; sys.argv = ['x', {given!r}]; from benchmarks.digital import measure; measure({pages})"
        out = subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=Path(__file__).parent.parent
        )
        print(out.stdout, end="")


def measure(pages: int) -> None:
    """One row of the table of growth, in this process."""
    data = sample(Path(sys.argv[1]) if sys.argv[1] else None, pages)
    parse(sample(Path(sys.argv[1]) if sys.argv[1] else None, 1))
    start = time.process_time()
    parse(data)
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{pages:6}{spent:9.2f}{1000 * spent / pages:11.1f}{peak:10.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--growth", action="store_true", help="also the table of 1 to 1,000 pages")
    args = parser.parse_args()
    compare(sample(args.file, PAGES), args.runs)
    if args.growth:
        print()
        growth(args.file)


if __name__ == "__main__":
    main()
