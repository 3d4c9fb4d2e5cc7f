"""Text layers judged page by page: how many good ones are kept and how many bad or missing ones are found.

What a page's layer is, the corpus's notes say: a scan's pages have none or a bad one, and so have those of a PDF whose
notes speak of a bad layer; all other PDF pages have a good one, those under a page-size overlay among them.  Blank
pages and pages without a layer in a good file are not counted.

    python benchmarks/layers.py [CORPUS ...] [--split dev]
"""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BAD = re.compile(r"shifted|OCR layer|layer holds only|bad (?:text )?layer|no text layer", re.IGNORECASE)


def cases(corpus: Path, split: str) -> list[tuple[Path, bool]]:
    """PDF files, and whether their layers are good."""
    found = []
    for folder in sorted(corpus.iterdir()):
        if not (folder / "meta.toml").is_file():
            continue
        meta = tomllib.loads((folder / "meta.toml").read_text("utf-8"))
        if split and meta.get("split", split) != split:
            continue
        told = " ".join([*meta.get("difficulties", []), meta.get("notes", "")])
        for path in sorted(folder.glob("*.pdf")):
            scan = path.name.startswith("scan-") or meta.get("form") == "scan"
            found.append((path, not scan and meta.get("layer", "overlay") == "overlay" and not BAD.search(told)))
    return found


def main() -> None:
    """Prints both shares for each corpus, and each page judged wrongly."""
    from vndocparse.source import open_source
    from vndocparse.source.trust import judge_layer

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", nargs="*", type=Path, default=[ROOT / "corpus"])
    parser.add_argument("--split", default="", help="dev or test; all by default")
    args = parser.parse_args()
    for corpus in args.corpus:
        right = {True: 0, False: 0}
        pages = {True: 0, False: 0}
        for path, good in cases(corpus, args.split):
            opened = open_source(path)
            for index in range(opened.page_count):
                page = opened.page(index)
                # Bound now: the verdict may draw the page.
                verdict = judge_layer(page, lambda opened=opened, index=index: opened.picture(index, 72))
                if verdict.reason == "blank-page" or (good and not page.words):
                    continue
                pages[good] += 1
                right[good] += (verdict.verdict == "good") == good
                if (verdict.verdict == "good") != good:
                    kind = "good" if good else "bad"
                    place = f"{path.parent.name}/{path.name}, page {index + 1}"
                    print(f"{place}: {kind}, judged {verdict.verdict} {verdict.reason}")
            opened.close()
        for good, name in ((True, "good layers kept"), (False, "bad or missing layers found")):
            print(f"{corpus.name}: {name}: {right[good]} of {pages[good]}")


if __name__ == "__main__":
    main()
