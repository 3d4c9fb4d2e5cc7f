"""Wrong characters per hundred in the body text of the corpus's scans: this library, Tesseract alone, OCRmyPDF.

Each paragraph of the gold (title, preamble, headings, text of sections, recipients) is looked for in what was read,
wherever it stands, and its wrong characters counted: characters to be put in, left out or changed.  Order and what was
read too much are not counted, so this is a measure of reading alone; spaces count as one, capitals as capitals.

* vndocparse: the text of ``parse``, with and without mending;
* Tesseract alone: the page as received, drawn at 200 dpi, in grey, page segmentation 3;
* OCRmyPDF: ``--deskew``, its text file; left out where it is not installed.

    python benchmarks/cer.py [--split dev] [--forms clean light heavy] [--corpus DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
ROOT = Path(__file__).resolve().parent.parent
LEAST = 12
"""Characters; shorter paragraphs are found anywhere."""


def folded(text: str) -> str:
    """Composed, with one space between words."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def distance_inside(piece: str, text: str) -> int:
    """Least number of characters to change so that ``piece`` stands somewhere in ``text`` (Myers 1999)."""
    masks: dict[str, int] = defaultdict(int)
    for i, char in enumerate(piece):
        masks[char] |= 1 << i
    full, last = (1 << len(piece)) - 1, 1 << (len(piece) - 1)
    up, down = full, 0
    score = best = len(piece)
    for char in text:
        equal = masks.get(char, 0)
        across = (((equal & up) + up) ^ up) | equal
        plus = (down | ~(across | up)) & full
        minus = up & across
        score += bool(plus & last) - bool(minus & last)
        best = min(best, score)
        plus <<= 1
        minus <<= 1
        equal |= down
        up = (minus | ~(equal | plus)) & full
        down = plus & equal & full
    return best


def paragraphs(gold: dict[str, Any]) -> Iterator[str]:
    """What is printed in the document's body and can be compared."""

    def sections(items: list[dict[str, Any]]) -> Iterator[str]:
        for section in items:
            yield section.get("heading") or ""
            yield from (section.get("text") or "").split("\n")
            yield from sections(section.get("children") or [])

    for document in gold["documents"]:
        for name in ("title", "preamble"):
            yield from ((document.get(name) or {}).get("text") or "").split("\n")
        yield from sections(document.get("sections") or [])
        yield from (r["text"] for r in document.get("recipients") or [])


def read_here(path: Path) -> str:
    import vndocparse

    return " ".join(d.text for d in vndocparse.parse(path, workers=1).documents)


def read_plain(path: Path) -> str:
    import cv2
    import numpy as np

    from vndocparse.ocr.tesseract import TesseractEngine
    from vndocparse.source import open_source

    engine, texts = TesseractEngine(), []
    opened = open_source(path)
    for index in range(opened.page_count):
        grey = np.asarray(cv2.cvtColor(opened.picture(index, 200).pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        texts.append(" ".join(w.text for w in engine.recognise(grey, dpi=200).words))
    return " ".join(texts)


def read_ocrmypdf(path: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        out, text = Path(folder) / "out.pdf", Path(folder) / "out.txt"
        subprocess.run(
            [ocrmypdf(), "-l", "vie", "--jobs", "1", "--deskew", "--force-ocr", "--output-type", "pdf", "--sidecar",
             text, path, out],
            check=True, capture_output=True,
        )  # fmt: skip
        return text.read_text("utf-8")


def ocrmypdf() -> str | None:
    beside = Path(sys.executable).with_name("ocrmypdf")
    return os.environ.get("OCRMYPDF") or shutil.which("ocrmypdf") or (str(beside) if beside.exists() else None)


def main() -> None:
    """Prints wrong characters per hundred by form and program."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--forms", nargs="+", default=["clean", "light", "heavy"])
    parser.add_argument("--only", nargs="+", help="names of programs: vndocparse, tesseract, ocrmypdf")
    args = parser.parse_args()
    ways: dict[str, Callable[[Path], str]] = {"vndocparse": read_here, "tesseract": read_plain}
    if ocrmypdf():
        ways["ocrmypdf"] = read_ocrmypdf
    ways = {name: way for name, way in ways.items() if not args.only or name in args.only}
    print(f"wrong characters per hundred, split {args.split}")
    print(f"{'form':8}{'files':>6}{'characters':>12}" + "".join(f"{name:>14}" for name in ways))
    for form in args.forms:
        wrong: dict[str, int] = dict.fromkeys(ways, 0)
        count = files = 0
        for folder in sorted(args.corpus.iterdir()):
            scan = folder / f"scan-{form}.pdf"
            if not scan.is_file() or f'split = "{args.split}"' not in (folder / "meta.toml").read_text("utf-8"):
                continue
            gold = json.loads((folder / "gold.json").read_text("utf-8"))
            pieces = [p for p in map(folded, paragraphs(gold)) if len(p) >= LEAST]
            files += 1
            count += sum(map(len, pieces))
            for name, way in ways.items():
                text = folded(way(scan))
                wrong[name] += sum(distance_inside(p, text) for p in pieces)
        rates = "".join(f"{100 * wrong[name] / max(count, 1):14.2f}" for name in ways)
        print(f"{form:8}{files:6}{count:12}{rates}", flush=True)


if __name__ == "__main__":
    main()
