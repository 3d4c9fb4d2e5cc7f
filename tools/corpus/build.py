"""``python -m tools.corpus build [--only ID] [--check]``: write ``corpus/``, or compare it with what it would be.

``python -m tools.corpus fresh DIR [--seed N] [--count N]``: scans of another seed, see ``tools.stress.scans``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from tools.corpus import ink, page, plain, scan, typeset, web, word
from tools.corpus.degrade import LEVELS
from tools.corpus.gold import gold
from tools.corpus.spec import Entry, entries

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
SUFFIX = {"jpg-exif": "jpg", "tiff": "tif"}


def files(entry: Entry) -> dict[str, bytes]:
    """All files of an entry by name, ``gold.json`` and ``meta.toml`` among them."""
    form = entry.get("form")
    out: dict[str, bytes] = {}
    pages = tables = None
    if form in ("md", "txt"):
        out[f"source.{form}"] = plain.render(entry)
    elif form == "html":
        out["source.html"] = web.render(entry)
    elif form == "docx":
        out["source.docx"] = word.render(entry)
    else:
        blank = {*entry.get("hand", [])} | ({"urgency"} if entry.get("ink", {}).get("urgency_stamp") else set())
        r = typeset.render(entry, blank)
        pages, tables = r.pages, r.table_pages
        out |= scans(entry, r) if form == "scan" else {"source.pdf": digital(entry, r, blank)}
    out["gold.json"] = (json.dumps(gold(entry, pages, tables), ensure_ascii=False, indent=1) + "\n").encode()
    out["meta.toml"] = meta(entry, pages).encode()
    return out


def scans(entry: Entry, r: page.Rendered) -> dict[str, bytes]:
    """Scans of an entry: one file a level, or one file in its container."""
    opt = entry.get("scan", {})
    container = opt.get("container", "pdf")
    if opt.get("levels"):
        return {f"scan-{lv}.pdf": scan.scan_file(entry, r, lv, "pdf") for lv in LEVELS}
    return {f"source.{SUFFIX.get(container, container)}": scan.scan_file(entry, r, opt["level"], container)}


def digital(entry: Entry, r: page.Rendered, blank: set[str]) -> bytes:
    """A digital PDF: as set, or with ink as pictures, an overlay, or a text layer that does not fit."""
    layer = entry.get("layer", "")
    if layer in ("bad-ocr", "stamp-only"):
        return scan.layered(entry, r, layer)
    if layer == "shifted":
        with scan.shifted_unicode(int(entry.get("shift", 29))):
            return typeset.render(entry, blank).pdf
    if layer == "overlay":
        return typeset.render(entry, blank, [overlay(entry, r, n) for n in range(1, r.pages[-1][1] + 1)]).pdf
    if entry.get("ink"):
        what = [(i.page, i.x, i.top, i.w, i.h, i.image) for i in ink.items(entry, r)]
        return typeset.render(entry, blank, what).pdf
    return r.pdf


def overlay(entry: Entry, r: page.Rendered, number: int) -> tuple[int, float, float, float, float, Image.Image]:
    """One transparent picture as large as the page with all its ink."""
    k = 100 / 72
    sheet = Image.new("RGBA", (round(page.A4[0] * k), round(page.A4[1] * k)), (255, 255, 255, 0))
    for i in ink.items(entry, r):
        if i.page == number:
            im = i.image.resize((max(1, round(i.w * k)), max(1, round(i.h * k))))
            sheet.alpha_composite(im, (max(0, round(i.x * k)), max(0, round(i.top * k))))
    return number, 0.0, 0.0, page.A4[0], page.A4[1], sheet


def toml_value(v: Any) -> str:
    return json.dumps(v, ensure_ascii=False)


def meta(entry: Entry, pages: list[tuple[int, int]] | None) -> str:
    """``meta.toml`` of an entry."""
    keys = {
        "title": entry.get("title"),
        "family": entry.get("family"),
        "form": entry.get("form"),
        "split": entry.get("split"),
        **({"layer": entry.get("layer")} if entry.get("layer") else {}),
        "pages": pages[-1][1] if pages else 0,
        "difficulties": entry.get("difficulties", []),
        "seed": entry.get("seed"),
        "origin": "composed for this corpus; organs, persons and events are invented",
        "licence": "Apache-2.0",
    }
    return "".join(f"{k} = {toml_value(v)}\n" for k, v in keys.items())


def build(only: str | None, check: bool) -> int:
    """Write or compare; gives the number of differences."""
    wrong = 0
    chosen = entries(only)
    for entry in chosen:
        folder = CORPUS / entry.id
        made = files(entry)
        there = {p.name: p.read_bytes() for p in folder.iterdir()} if folder.is_dir() else {}
        if check:
            for name in sorted({*made, *there}):
                if made.get(name) != there.get(name):
                    wrong += 1
                    print(f"{entry.id}/{name}: differs from what the generator makes")
            continue
        folder.mkdir(parents=True, exist_ok=True)
        for name in there.keys() - made.keys():
            (folder / name).unlink()
        for name, data in made.items():
            (folder / name).write_bytes(data)
    if only is None and CORPUS.is_dir():
        known = {e.id for e in chosen}
        for p in sorted(CORPUS.iterdir()):
            if p.is_dir() and p.name not in known:
                wrong += 1
                print(f"{p.name}: no composition")
    print(f"{len(chosen)} entries {'checked' if check else 'written'}, {wrong} differences")
    return wrong


def main(argv: list[str] | None = None) -> int:
    ap = argparse.ArgumentParser(prog="python -m tools.corpus", description=__doc__)
    sub = ap.add_subparsers(dest="command", required=True)
    b = sub.add_parser("build", help="write corpus/, or compare with --check")
    b.add_argument("--only", metavar="ID", help="one entry")
    b.add_argument("--check", action="store_true", help="compare the committed files with what would be written")
    f = sub.add_parser("fresh", help="write scans composed at random from a seed, as a corpus of its own")
    f.add_argument("folder", type=Path)
    f.add_argument("--seed", type=int, default=1, help="of the first document")
    f.add_argument("--count", type=int, default=26)
    args = ap.parse_args(argv)
    if args.command == "fresh":
        from tools.stress.scans import write

        print(f"{len(write(args.folder, args.seed, args.count))} documents written")
        return 0
    return 1 if build(args.only, args.check) and args.check else 0


if __name__ == "__main__":
    sys.exit(main())
