"""What putting words right gains on scans: wrong words before, put right, put wrong and left; wrong characters.

Each scan is read once; from the same pages the document is made twice, without mending and with it.  Words of the
document are set against the words of gold (title, preamble, headings, text of sections, recipients), as they stand in
order; those that gold does not tell are not counted.  Characters are counted as in ``benchmarks/cer.py``.

* put right: wrong before, right after;
* put wrong: right before, wrong after;
* other: wrong before, put in another way and still wrong;
* left: small words that stay wrong, without those that may not be touched.

    python benchmarks/mending.py [--split dev] [--forms clean light heavy] [--corpus DIR] [--pages FOLDER]
    python benchmarks/mending.py --scan SCAN.pdf --text SAME-DOCUMENT-WITH-TEXT.pdf
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

from cer import LEAST, ROOT, distance_inside, folded, paragraphs
from vndocparse.mend import using_mending
from vndocparse.model.document import ParseResult
from vndocparse.model.page import Page
from vndocparse.pipeline import assemble
from vndocparse.reading import read_pages
from vndocparse.source import open_source
from vndocparse.source.base import Limits

_ROWS = ("put right", "put wrong", "other", "left")


@dataclass(frozen=True)
class Case:
    """A scan and what is printed on it."""

    name: str
    scan: Path
    gold: tuple[str, ...]
    """Paragraphs."""


def cases(corpus: Path, split: str, form: str) -> Iterator[Case]:
    """The scans of one form in one half of the corpus."""
    for folder in sorted(corpus.iterdir()):
        scan = folder / f"scan-{form}.pdf"
        if scan.is_file() and f'split = "{split}"' in (folder / "meta.toml").read_text("utf-8"):
            gold = json.loads((folder / "gold.json").read_text("utf-8"))
            yield Case(f"{folder.name}-{form}", scan, tuple(filter(None, map(folded, paragraphs(gold)))))


def pair(scan: Path, text: Path) -> Case:
    """A scan whose document is there with its text too."""
    with_text = _made(text, _pages(text, None, "none"), "none")
    return Case(
        scan.parent.name, scan, tuple(p for d in with_text.documents for p in map(folded, d.text.split("\n")) if p)
    )


def _pages(path: Path, kept: Path | None, engine: str = "auto") -> tuple[Page, ...]:
    """The pages of a file, read now or kept from the last time."""
    if kept is not None and kept.is_file():
        pages: tuple[Page, ...] = pickle.loads(kept.read_bytes())  # written below, by this program
        return pages
    opener = partial(open_source, path)
    opened = opener()
    pages = read_pages(opened, opener, engine, tuple(range(opened.page_count)), Limits(), 1, None, None)
    if kept is not None:
        kept.write_bytes(pickle.dumps(pages))
    return pages


def _made(path: Path, pages: tuple[Page, ...], mend: str) -> ParseResult:
    with using_mending(mend):
        return assemble(open_source(path), pages, "none")


def _words(result: ParseResult) -> list[str]:
    return [word for document in result.documents for word in document.text.split()]


def compared(before: Sequence[str], after: Sequence[str], gold: Sequence[str]) -> Counter[str]:
    """What became of each word that gold tells; the two readings have the same number of words."""
    found: Counter[str] = Counter()
    for op, i1, i2, j1, j2 in SequenceMatcher(None, before, gold, autojunk=False).get_opcodes():
        if op == "equal":
            found["words"] += i2 - i1
            found["put wrong"] += sum(before[i] != after[i] for i in range(i1, i2))
        elif op == "replace" and i2 - i1 == j2 - j1:
            found["words"] += i2 - i1
            found["wrong"] += i2 - i1
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                if after[i] == before[i]:
                    small = before[i].strip("().,;:“”\"'")
                    found["left"] += (
                        small.isalpha() and small.islower() and before[i].strip(".,;:") != gold[j].strip(".,;:")
                    )
                else:
                    found["put right" if _same(after[i], gold[j]) else "other"] += 1
    return found


def _same(a: str, b: str) -> bool:
    """The same word, whatever sign stands behind it: signs are not mended."""
    return a.strip("().,;:") == b.strip("().,;:")


def measure(case: Case, kept: Path | None) -> Counter[str]:
    """Counts of one scan; CPU time in microseconds."""
    pages = _pages(case.scan, kept)
    times, results = [], []
    for mend in ("none", "words"):
        start = time.process_time()
        results.append(_made(case.scan, pages, mend))
        times.append(time.process_time() - start)
    before, after = map(_words, results)
    assert len(before) == len(after)
    found = compared(before, after, [word for p in case.gold for word in p.split()])
    found["pages"] = len(pages)
    found["microseconds"] = round(1e6 * (times[1] - times[0]))
    pieces = [p for p in case.gold if len(p) >= LEAST]
    found["characters"] = sum(map(len, pieces))
    for name, words in (("wrong characters before", before), ("wrong characters after", after)):
        text = " ".join(words)
        found[name] = sum(distance_inside(p, text) for p in pieces)
    for document in results[1].documents:
        for m in document.mendings:
            print(f"    {case.name[:40]:40} {m.raw} > {m.text}")
    return found


def line(name: str, found: Counter[str]) -> str:
    """One line of the table."""
    rate = 100 / max(found["characters"], 1)
    counts = "".join(f"{found[row]:10}" for row in _ROWS)
    before, after = found["wrong characters before"] * rate, found["wrong characters after"] * rate
    return (
        f"{name:12}{found['words']:8}{found['wrong']:8}{counts}{before:9.2f}{after:8.2f}"
        f"{found['microseconds'] / 1000 / max(found['pages'], 1):9.0f}"
    )


def main() -> None:
    """Prints one line per form."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--forms", nargs="+", default=["clean", "light", "heavy"])
    parser.add_argument("--scan", type=Path)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--pages", type=Path, help="folder in which pages that were read are kept")
    args = parser.parse_args()
    groups = (
        {"pair": [pair(args.scan, args.text)]}
        if args.scan
        else {form: list(cases(args.corpus, args.split, form)) for form in args.forms}
    )
    table = [
        f"{'':12}{'words':>8}{'wrong':>8}"
        + "".join(f"{r:>10}" for r in _ROWS)
        + f"{'CER':>9}{'mended':>8}{'ms/page':>9}"
    ]
    for name, group in groups.items():
        found = sum((measure(c, args.pages / f"{c.name}.pages" if args.pages else None) for c in group), Counter[str]())
        table.append(line(name, found))
    print("\n".join(table))


if __name__ == "__main__":
    main()
