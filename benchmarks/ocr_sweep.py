"""How OCR is set up, and what each choice is worth: gold values found in the words of scans, and CPU time.

    python benchmarks/ocr_sweep.py [--only PART] [--pages N] [--dpi] [--psm] [--repair] [FOLDER ...]

FOLDERs hold one folder per document with ``gold.json`` and scans; without one, the project's own corpus is taken.
A value counts as found where the page's words, in the engine's order or column by column, hold it exactly after
folding ("exact") or with at most one wrong character in ten ("near").  Without an option the set-up in use is
measured alone; --dpi, --psm and --repair vary one part of it at a time.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

import numpy as np
import regex

from vndocparse.model.page import Page, Word
from vndocparse.ocr import get_engine, read, straighten, tesseract
from vndocparse.ocr.engine import Reading
from vndocparse.source import open_source
from vndocparse.text import fold_word

ROOT = Path(__file__).resolve().parent.parent
SCANS = ("scan-*.pdf", "source.tif", "source.png", "source.jpg", "source.webp", "source.pdf")
SCALARS = ("motto", "superior_organ", "organ", "number", "place", "issued", "doc_type", "author", "title")


@dataclass
class Timed:
    """The engine, with the CPU time that it took."""

    engine: Any
    seconds: float = 0.0
    name: str = "timed"
    version: str = ""

    def recognise(self, image: np.ndarray, *, dpi: int, block: str = "page") -> Reading:
        start = time.process_time()
        reading: Reading = self.engine.recognise(image, dpi=dpi, block=block)
        self.seconds += time.process_time() - start
        return reading


@dataclass
class Score:
    """Values in gold, found exactly, found nearly; pages and seconds."""

    values: int = 0
    exact: int = 0
    near: int = 0
    pages: int = 0
    seconds: float = 0.0
    engine: float = 0.0
    lost: list[str] = field(default_factory=list)


def folded(text: str) -> str:
    """Words without the marks around them, folded."""
    words = (fold_word(w) for w in regex.findall(r"[\p{L}\p{M}\p{N}]+|[/&-]", text))
    return regex.sub(r" ?([/-]) ?", r"\1", " ".join(words))


def gold_values(path: Path) -> list[str]:
    """What a scan's words should hold, handwriting left out."""
    found = []
    for document in json.loads(path.read_text("utf-8"))["documents"]:
        hand = {h.split(".")[0] for h in document.get("handwritten", [])}
        found += [v["text"] for k in SCALARS if k not in hand and (v := document.get(k)) and v.get("text")]
        found += [r["text"] for r in document.get("recipients") or []]
        found += [s[k] for s in document.get("signatures") or [] for k in ("position", "name") if s.get(k)]
        found += [c["text"] for c in document.get("citations") or []] + list(document.get("cited_numbers") or [])
        stack = list(document.get("sections") or [])
        while stack:
            section = stack.pop()
            found += [section["heading"]] if section.get("heading") else []
            stack += section.get("children") or []
    return [f for f in map(folded, found) if len(f) > 2]


def streams(pages: list[Page]) -> Iterator[str]:
    """The words in the orders that a reader may take them in."""
    yield folded(" ".join(w.text for p in pages for w in p.words))
    for page in pages:
        for start, end in ((0.0, 1.0), (0.0, 0.58), (0.4, 1.0)):
            rows: dict[int, list[Word]] = {}
            for word in page.words:
                if word.box is not None and start * page.width <= word.box.x0 <= word.box.x1 <= end * page.width:
                    rows.setdefault(word.line, []).append(word)
            ordered = sorted(rows.values(), key=lambda row: min(w.box.centre for w in row if w.box))
            yield folded(" ".join(w.text for row in ordered for w in row))


def near(value: str, text: str) -> bool:
    """At most one character in ten wrong, missing or too many."""
    errors = len(value) // 10
    if not errors:
        return value in text
    try:
        return bool(regex.search(rf"(?b)(?:{regex.escape(value)}){{e<={errors}}}", text, timeout=2))
    except TimeoutError:
        return False


def measure(cases: list[tuple[Path, Path]], reader: Callable[[Any, Any, int, Any], Page], limit: int) -> Score:
    """Read the scans and look for the gold values."""
    score = Score()
    for scan, gold in cases:
        engine = Timed(get_engine())
        with open_source(scan) as opened:  # type: ignore[attr-defined]
            start = time.process_time()
            pages = [reader(opened, engine, i, opened.page(i)) for i in range(min(opened.page_count, limit))]
            score.seconds += time.process_time() - start
        score.engine += engine.seconds
        score.pages += len(pages)
        texts = list(streams(pages))
        for value in gold_values(gold):
            exact = any(value in t for t in texts)
            found = exact or any(near(value, t) for t in texts)
            score.values, score.exact, score.near = score.values + 1, score.exact + exact, score.near + found
            if not found:
                score.lost.append(f"{scan.parent.name}/{scan.name}: {value}")
    return score


def show(name: str, score: Score) -> None:
    """One line of the table."""
    page = score.seconds / max(score.pages, 1)
    rest = 1 - score.engine / max(score.seconds, 1e-9)
    print(
        f"{name:24} exact {score.exact / score.values:.3f}  near {score.near / score.values:.3f}  of {score.values}"
        f"  cpu s/page {page:.2f}  besides the engine {rest:.0%}",
        flush=True,
    )


def in_use(opened: Any, engine: Any, index: int, page: Any) -> Page:
    return read.read_page(opened, index, engine, page)


def variants(args: argparse.Namespace) -> Iterator[tuple[str, list[Any]]]:
    """Names of set-ups, each with the patches that make it."""
    yield "as it is", []
    defaults = straighten.Options()

    def options(**changes: Any) -> Any:
        return patch.object(read, "Options", lambda **given: replace(defaults, **{**changes, **given}))

    def straight(**changes: Any) -> Any:
        def changed(picture: Any, *, options: Any = None) -> Any:
            return straighten.straighten(picture, options=options or replace(defaults, **changes))

        return patch.object(read, "straighten", changed)

    if args.dpi:
        for dpi in (110.0, 125.0, 165.0, 180.0, 200.0):
            yield f"{dpi:.0f} dpi", [options(dpi=dpi), straight(dpi=dpi)]
    if args.psm:
        for mode in (4, 6, 11):
            yield f"psm {mode}", [patch.dict(tesseract._PAGE_MODES, {"page": mode})]
    if args.repair:
        yield "colour kept", [options(drop_colour=False), straight(drop_colour=False)]
        yield "never deskewed", [options(deskew_above=90.0), straight(deskew_above=90.0)]
        yield "deskewed above 0.1", [options(deskew_above=0.1), straight(deskew_above=0.1)]
        yield "no even ground", [patch.object(straighten, "_even_ground", lambda grey: grey)]
        yield "table rules kept", [patch.object(straighten, "of_tables", lambda rules: [])]
        yield "no second look", [patch.object(read, "second_look", lambda prepared, words, *_: list(words))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "corpus"], help="folders of documents")
    parser.add_argument("--only", default="", help="part of a document's or scan's name")
    parser.add_argument("--pages", type=int, default=4, help="pages of each scan")
    parser.add_argument("--dpi", action="store_true", help="vary the resolution")
    parser.add_argument("--psm", action="store_true", help="vary Tesseract's page mode")
    parser.add_argument("--repair", action="store_true", help="leave out each step of the repair")
    parser.add_argument("--lost", action="store_true", help="list the values that were not found")
    args = parser.parse_args()
    cases = []
    for gold in sorted(path for folder in args.folders for path in folder.glob("*/gold.json")):
        meta = gold.with_name("meta.toml").read_text("utf-8")
        scanned = regex.search(r'^form = "scan', meta, regex.MULTILINE) is not None
        scans = [s for pattern in SCANS for s in sorted(gold.parent.glob(pattern)) if scanned]
        cases += [(s, gold) for s in scans if args.only in f"{gold.parent.name}/{s.name}"]
    for name, patches in variants(args):
        for p in patches:
            p.start()
        try:
            score = measure(cases, in_use, args.pages)
        finally:
            for p in patches:
                p.stop()
        show(name, score)
        if args.lost:
            print("\n".join(f"    {line}" for line in score.lost))


if __name__ == "__main__":
    main()
