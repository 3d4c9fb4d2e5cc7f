"""Parsing scans: our own cost beside Tesseract's, two processes beside one, and two other programs.

One file of clean and lightly worn pages, the programs in turn, wall seconds with both cores free, medians.

* Tesseract: the CPU seconds spent in calls of the engine, of all CPU seconds of ``vndocparse.parse``, in a process
  that has read a document before (as a worker of a batch has) and in one that has not; what the first document of a
  process costs more (imports, patterns, the engine's data) is printed apart;
* as received: the CPU seconds of ``parse``, whole and ``fast``, against Tesseract alone on the pages drawn at 200 dpi;
* parse: ``vndocparse.parse`` with one and with two processes;
* OCRmyPDF (``--jobs 2``, sidecar text) and kreuzberg (Tesseract, Vietnamese), where they are installed.

    python benchmarks/scans.py [FILE.pdf] [--pages 12] [--runs 3]
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_THREAD_LIMIT", "1")


def sample(folder: Path, pages: int) -> Path:
    """One PDF of so many pages: the corpus's clean and light scans in turn, from the start again where they end."""
    import pypdfium2 as pdfium

    corpus = Path(__file__).resolve().parent.parent / "corpus"
    scans = [*sorted(corpus.glob("*/scan-clean.pdf")), *sorted(corpus.glob("*/scan-light.pdf"))]
    made = pdfium.PdfDocument.new()
    for path in itertools.cycle(scans):
        source = pdfium.PdfDocument(path)
        made.import_pages(source, pages=list(range(min(len(source), pages - len(made)))))
        if len(made) >= pages:
            break
    made.save(folder / "scans.pdf")
    return folder / "scans.pdf"


def parse(path: Path, workers: int) -> None:
    import vndocparse

    vndocparse.parse(path, workers=workers).model_dump_json()


def ocrmypdf(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out, text = Path(folder) / "out.pdf", Path(folder) / "out.txt"
        program = shutil.which("ocrmypdf") or str(Path(sys.executable).with_name("ocrmypdf"))
        subprocess.run(
            [
                program,
                *["-l", "vie", "--jobs", "2", "--force-ocr", "--output-type", "pdf", "--sidecar"],
                str(text),
                path,
                out,
            ],
            check=True,
            capture_output=True,
        )


def kreuzberg(path: Path) -> None:
    from kreuzberg import ExtractionConfig, OcrConfig, extract_file_sync

    extract_file_sync(
        str(path), config=ExtractionConfig(ocr=OcrConfig(backend="tesseract", language="vie"), force_ocr=True)
    )


def ways() -> dict[str, Callable[[Path], None]]:
    found: dict[str, Callable[[Path], None]] = {
        "parse, 2 processes": lambda p: parse(p, 2),
        "parse, 1 process": lambda p: parse(p, 1),
    }
    if shutil.which("ocrmypdf") or Path(sys.executable).with_name("ocrmypdf").exists():
        found["OCRmyPDF --jobs 2"] = ocrmypdf
    try:
        import kreuzberg as _  # noqa: F401

        found["kreuzberg"] = kreuzberg
    except ImportError:
        pass
    return found


def share(path: Path) -> None:
    """How much of one process's time is Tesseract's own, at the first reading and at the second."""
    import vndocparse.ocr.tesseract as engine_module
    from vndocparse.ocr import get_engine

    engine = get_engine("tesseract")
    spent = 0.0
    own = engine_module.TesseractEngine.recognise

    def timed(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        nonlocal spent
        start = time.process_time()
        try:
            return own(self, *args, **kwargs)
        finally:
            spent += time.process_time() - start

    engine_module.TesseractEngine.recognise = timed  # type: ignore[method-assign]
    try:
        totals = []
        for name in ("first reading", "read again"):
            spent = 0.0
            start = time.process_time()
            import vndocparse

            vndocparse.parse(path, engine=engine, workers=1).model_dump_json()
            totals.append((time.process_time() - start, spent))
            total = totals[-1][0]
            rest = 100 * (total - spent) / total
            print(f"{name}: CPU {total:.1f} s, Tesseract {spent:.1f} s: all else is {rest:.1f} % (at most 15)")
    finally:
        engine_module.TesseractEngine.recognise = own  # type: ignore[method-assign]
    (cold, engine_cold), (warm, engine_warm) = totals
    print(f"the first document of a process costs {cold - engine_cold - warm + engine_warm:.1f} s more")


def against_tesseract(path: Path) -> None:
    """What parsing costs beside Tesseract alone on the pages as received."""
    import cv2

    import vndocparse
    from vndocparse.ocr import get_engine
    from vndocparse.source import open_source

    engine = get_engine("tesseract")
    opened = open_source(path)
    pages = [cv2.cvtColor(opened.picture(i, 200).pixels, cv2.COLOR_RGB2GRAY) for i in range(opened.page_count)]
    start = time.process_time()
    for page in pages:
        engine.recognise(page, dpi=200)
    alone = time.process_time() - start
    for effort, most in (("full", 1.6), ("fast", 1.1)):
        start = time.process_time()
        vndocparse.parse(path, workers=1, effort=effort).model_dump_json()  # type: ignore[arg-type]
        whole = time.process_time() - start
        print(f"parse, {effort}: {whole / alone:.2f} times Tesseract alone on the pages as received (at most {most})")


def main() -> None:
    """Prints shares, times and ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--pages", type=int, default=12)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = args.file or sample(Path(folder), args.pages)
        share(path)
        against_tesseract(path)
        times: dict[str, list[float]] = {name: [] for name in ways()}
        for _ in range(args.runs):
            for name, way in ways().items():
                start = time.perf_counter()
                way(path)
                times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(t) for name, t in times.items()}
    print(f"\n{path.name}, {args.runs} runs in turn, medians of wall time; load {os.getloadavg()[0]:.1f}")
    for name, median in medians.items():
        print(f"{name:22}{median:8.2f} s")
    two = medians["parse, 2 processes"]
    print(f"\ntwo processes give {medians['parse, 1 process'] / two:.2f} times one (at least 1.8)")
    others = [m for name, m in medians.items() if not name.startswith("parse")]
    if others:
        print(f"the faster of the others / parse = {min(others) / two:.2f} (at least 1.2)")


if __name__ == "__main__":
    main()
