"""Editable copies and back: DOCX of every document of a corpus, PDF of it by LibreOffice, parsed again.

    python -m benchmarks.docx_roundtrip [CORPUS...] [--limit N] [--misses N]

The documents are those of the gold files, so that nothing but the way there and back is measured.  Counted are the
fields of the header, the sections (path with heading) and the recipients; letters are compared without case and with
tones united, since type and organ are set in capitals.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.corpus_results import FOLDERS, from_gold

import vndocparse
from vndocparse.entries import HEADER
from vndocparse.export import encode
from vndocparse.model.document import ParseResult, Section
from vndocparse.text import fold

Field = tuple[str, str]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpora", nargs="*", type=Path, default=list(FOLDERS))
    options.add_argument("--limit", type=int)
    options.add_argument("--misses", type=int, default=30)
    given = options.parse_args()
    golds = [g for folder in given.corpora if folder.is_dir() for g in sorted(folder.glob("*/gold.json"))][
        : given.limit
    ]
    right, total, misses = Counter[str](), Counter[str](), list[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for gold in golds:
            data = encode(from_gold(gold), "docx")
            assert isinstance(data, bytes)
            (folder / f"{gold.parent.name}.docx").write_bytes(data)
        made = map(str, sorted(folder.glob("*.docx")))
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", name, *made]
        subprocess.run(command, check=True, capture_output=True)
        for gold in golds:
            wanted = list(_fields(from_gold(gold)))
            left = Counter(_fields(vndocparse.parse(folder / f"{gold.parent.name}.pdf", engine="none")))
            for field in wanted:
                kind = field[0].partition(" ")[0]
                total[kind] += 1
                if left[field] > 0:
                    left[field] -= 1
                    right[kind] += 1
                else:
                    misses.append(f"{gold.parent.name}: {field[0]}: {field[1][:70]}")
    for kind in total:
        print(f"{kind:<12}{right[kind]:>6} of {total[kind]:>5}  {right[kind] / total[kind]:.3f}")
    print(
        f"{'all':<12}{right.total():>6} of {total.total():>5}  {right.total() / total.total():.4f}, {len(golds)} files"
    )
    print("\n".join(misses[: given.misses]))


def _fields(result: ParseResult) -> Iterator[Field]:
    for document in result.documents:
        for name in HEADER:
            value = getattr(document, name)
            if value is not None and value.text:
                yield f"header {name}", _folded(value.text)
        yield from _sections(document.sections, "")
        for recipient in document.recipients:
            yield "recipients", _folded(recipient.text or "")


def _sections(sections: list[Section], above: str) -> Iterator[Field]:
    for section in sections:
        path = f"{above}/{section.label}"
        yield "sections", f"{_folded(path)} {_folded(section.heading or '')}"
        yield from _sections(section.children, path)


def _folded(text: str) -> str:
    return fold(text).strip(" .;,")


if __name__ == "__main__":
    main()
