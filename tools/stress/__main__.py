"""Command line: compose, render, parse, score; see the package."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.corpus import plain, typeset, web, word
from tools.corpus.gold import gold
from tools.corpus.spec import Entry
from tools.stress.compose import compose
from tools.stress.disturb import disturb

import vndocparse
from vndocparse.evaluate.score import FieldScore, Tally, folded, score_file

FORMS = ("txt", "md", "html", "docx", "born-digital")
SUFFIX = {"born-digital": "pdf"}


def rendered(entry: Entry, *, damaged: bool) -> tuple[bytes, dict[str, Any]]:
    """The file's bytes and its gold."""
    form = entry.get("form")
    pages = tables = None
    if form in ("md", "txt"):
        data = plain.render(entry)
    elif form == "html":
        data = web.render(entry)
    elif form == "docx":
        data = word.render(entry)
    else:
        r = typeset.render(entry)
        data, pages, tables = r.pdf, r.pages, r.table_pages
    if damaged:
        data = disturb(data, form, entry.get("seed"))
    return data, gold(entry, pages, tables)


def further(truth: dict[str, Any], found: dict[str, Any]) -> Iterator[tuple[int, FieldScore]]:
    """Fields that the common scorer leaves out."""
    for i, (want, got) in enumerate(zip(truth["documents"], found["documents"], strict=False)):
        for name in ("family", "role", "author", "draft", "circulation", "issued.edtf"):
            a, b = (pick(d, name) for d in (want, got))
            yield i, FieldScore(name, Tally(int(folded(a) == folded(b)), 1, 1), (a,), (b,))
        pairs = [
            [f"{r['text']} | {r.get('purpose')}" for r in d["recipients"]] for d in (want, got) if "recipients" in d
        ]
        lists = [[[a["text"] for a in d["addressees"]] for d in (want, got)]]
        if "recipients" in want and all("purpose" in r for r in want["recipients"]):
            lists.append(pairs)
        for name, (x, y) in zip(("addressees", "purposes"), lists, strict=False):
            x, y = [folded(t) for t in x], [folded(t) for t in y]
            right = sum(t in y for t in x)
            yield (
                i,
                FieldScore(
                    name,
                    Tally(right, len(x), len(y)),
                    tuple(t for t in x if t not in y),
                    tuple(t for t in y if t not in x),
                ),
            )
        x, y = ([len(t["rows"]) for t in d["tables"]] for d in (want, got))
        yield i, FieldScore("tables", Tally(int(x == y), 1, 1), (str(x),), (str(y),))


def pick(node: Any, path: str) -> str:
    for key in path.split("."):
        node = node.get(key) if isinstance(node, dict) else None
    return str(node.get("text") if isinstance(node, dict) else node or "")


def main(argv: list[str] | None = None) -> int:
    ap = argparse.ArgumentParser(prog="python -m tools.stress", description=__doc__)
    ap.add_argument("--count", type=int, default=30, help="documents of each form")
    ap.add_argument("--seed", type=int, default=0, help="the first seed")
    ap.add_argument("--form", choices=FORMS, action="append")
    ap.add_argument("--loose", action="store_true", help="free text is right when alike")
    ap.add_argument("--clean", action="store_true", help="without disturbances of the text")
    ap.add_argument("--keep", type=Path, help="folder for the files, gold and results")
    ap.add_argument("--field", help="print misses of this field only")
    args = ap.parse_args(argv)
    totals: dict[str, list[float]] = {}
    misses: list[str] = []
    slow: Counter[str] = Counter()
    for form in args.form or FORMS:
        for seed in range(args.seed, args.seed + args.count):
            entry = compose(seed, form)
            data, truth = rendered(entry, damaged=not args.clean)
            start = time.process_time()
            try:
                result = vndocparse.parse(data, engine="none")
            except vndocparse.VndocparseError as error:
                misses.append(f"{entry.id}: {type(error).__name__}: {error}")
                continue
            slow[entry.id] = int(1000 * (time.process_time() - start))
            found = json.loads(result.model_dump_json())
            if args.keep:
                args.keep.mkdir(parents=True, exist_ok=True)
                (args.keep / f"{entry.id}.{SUFFIX.get(form, form)}").write_bytes(data)
                (args.keep / f"{entry.id}.gold.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1))
                (args.keep / f"{entry.id}.json").write_text(result.model_dump_json(indent=1))
            for at, s in [*score_file(truth, found, strict=not args.loose), *further(truth, found)]:
                t = totals.setdefault(s.field, [0, 0, 0])
                t[0] += s.tally.right
                t[1] += s.tally.gold
                t[2] += s.tally.got
                if not s.right:
                    misses.append(f"{entry.id}[{at}]: {s.field}: lost {list(s.lost)[:4]} extra {list(s.extra)[:4]}")
    for line in misses:
        if not args.field or f": {args.field}:" in line:
            print(line)
    print(f"\n{'field':24} {'F1':>7}   right / gold / got")
    for name, (right, g, p) in totals.items():
        print(f"{name:24} {2 * right / (g + p) if g + p else 1:7.4f}   {right:g} / {g:g} / {p:g}")
    print("slowest, ms:", slow.most_common(3))
    return 0


if __name__ == "__main__":
    sys.exit(main())
