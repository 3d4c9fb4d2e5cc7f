"""What each step of reading a scan gains and what it costs: the corpus's scans without one step at a time.

Each row leaves one step out (``fast`` leaves out all second readings).  Gain and cost are those of the whole way
against the row: points of the mean over fields (by hand apart), and CPU seconds a page; then their ratio.

    python benchmarks/ablation.py [--split dev] [--corpus DIR] [--only NAME ...] [--markdown]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
ROOT = Path(__file__).resolve().parent.parent
FORMS = ("scan-clean", "scan-light", "scan-heavy", "scan")


def efforts() -> dict[str, Any]:
    """The whole way, and the way without each step."""
    from vndocparse.ocr.effort import FAST, FULL

    def without(**repair: object) -> Any:
        return replace(FULL, repair=replace(FULL.repair, **repair))

    return {
        "everything": FULL,
        "without colour dropout": without(drop_colour=False),
        "without deskew": without(deskew_above=5.99),
        "without enlarging coarse pages": without(enlarge_below=0.0),
        "without flattening bent pages": without(flatten_above=float("inf")),
        "with photographs left in": without(drop_photographs=False),
        "without whitening borders": without(whiten_border=False),
        "without levelling the ground": without(level_ground=False),
        "read at 200 dpi, not 150": without(dpi=200.0, enlarge_below=150.0),
        "without columns read again": replace(FULL, columns=False),
        "without unread ink read again": replace(FULL, look_again=0.0),
        "without doubtful lines read again": replace(FULL, strips=0),
        "fast": FAST,
    }


def measure(corpus: Path, split: str, effort: Any) -> tuple[dict[str, float], float, int]:
    """Means by form and over all, CPU seconds, pages."""
    import vndocparse
    from vndocparse.evaluate import find_cases, run_cases, totals

    pages = 0
    seconds = 0.0

    def read(path: Path) -> Mapping[str, Any]:
        nonlocal pages, seconds
        start = time.process_time()
        result = vndocparse.parse(path, workers=1, effort=effort)
        seconds += time.process_time() - start
        pages += result.source.page_count
        return result.model_dump(mode="json")

    cases = find_cases(corpus, splits=[split], forms=FORMS)
    scores = run_cases(cases, read, workers=1)
    means = {form: totals([s for s in scores if s.case.form == form]).mean for form in FORMS}
    means["all"] = totals(scores).mean
    return means, seconds, pages


def main() -> None:
    """Prints a row for each way."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--only", nargs="+", help="names of rows")
    parser.add_argument("--markdown", action="store_true")
    args = parser.parse_args()
    ways = {name: way for name, way in efforts().items() if not args.only or name in args.only or name == "everything"}
    measure(args.corpus, args.split, ways["everything"])  # libraries and rules are loaded
    heads = ["way", "clean", "light", "heavy", "photo, fax", "all", "s/page", "gain", "cost", "gain per s"]
    edge, between = ("| ", " | ") if args.markdown else ("", "  ")
    print(edge + between.join(f"{h:>10}" if i else f"{h:34}" for i, h in enumerate(heads)))
    if args.markdown:
        print("|" + " --- |" * len(heads))
    whole: tuple[float, float] | None = None
    for name, way in ways.items():
        means, seconds, pages = measure(args.corpus, args.split, way)
        each = seconds / max(pages, 1)
        cells = [f"{means[f]:.4f}" for f in (*FORMS, "all")] + [f"{each:.3f}"]
        if whole is None:
            whole = means["all"], each
            cells += ["", "", ""]
        else:
            gain, cost = 100 * (whole[0] - means["all"]), whole[1] - each
            cells += [f"{gain:+.2f}", f"{cost:+.3f}", f"{gain / cost:.1f}" if cost > 0.005 else "–"]
        print(edge + between.join([f"{name:34}", *(f"{c:>10}" for c in cells)]), flush=True)


if __name__ == "__main__":
    main()
