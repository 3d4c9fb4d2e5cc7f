"""Files of OCR formats and back: every document as hOCR, ALTO and PAGE-XML, read again, compared key by key.

    python -m benchmarks.ocr_roundtrip [CORPUS...] [--engine none] [--cache FOLDER]

Compared is the whole result but ``source``: documents with boxes, confidences and blanks, words of the pages with their
places, marks and problems.  A file whose pages cannot be read (a scan with ``--engine none``) is left out and counted.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.corpus_results import FOLDERS

import vndocparse
from vndocparse.cli.outlets import zipped
from vndocparse.errors import VndocparseError
from vndocparse.export import encode
from vndocparse.model.document import ParseResult

FORMATS = ("hocr", "alto", "page")
READ = ("pdf", "md", "txt", "html", "docx", "png", "jpg", "tif", "webp")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpora", nargs="*", type=Path, default=list(FOLDERS))
    options.add_argument("--engine", default="auto")
    options.add_argument("--cache", type=Path, help="a folder that keeps what OCR read, for the next run")
    given = options.parse_args()
    counts = Counter[str]()
    for source in sorted(s for folder in given.corpora for s in folder.glob("*/source.*") if s.suffix[1:] in READ):
        result = _read(source, given.engine, given.cache)
        if result is None or not any(page.words for page in result.pages):
            counts["left out: no words"] += 1
            continue
        origin = result.source.text_origin
        counts[f"{origin}: documents"] += 1
        for name in FORMATS:
            content = encode(result, name)
            again = vndocparse.parse(
                content if isinstance(content, bytes) else zipped(content), engine="none", words=True
            )
            lost = list(_differences(_all(result), _all(again), ""))
            counts[f"{origin}: {name} the same"] += not lost
            for difference in lost[:3]:
                print(f"{source.parent.name} {name}{difference}")
    for what, count in sorted(counts.items()):
        print(f"{count:6} {what}")


def _read(source: Path, engine: str, cache: Path | None) -> ParseResult | None:
    kept = cache / f"{hashlib.sha256(source.read_bytes()).hexdigest()}.json" if cache else None
    if kept is not None and kept.exists():
        return ParseResult.model_validate_json(kept.read_text("utf-8"))
    try:
        result = vndocparse.parse(source, engine=engine, words=True, workers=1)
    except VndocparseError as error:
        print(f"{source.parent.name}: {error.code}")
        return None
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(result.model_dump_json(), "utf-8")
    return result


def _all(result: ParseResult) -> dict[str, Any]:
    return result.model_dump(mode="json", exclude={"source"})


def _differences(one: Any, two: Any, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(two, dict):
        for key in one:
            yield from _differences(one[key], two.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        for i, (a, b) in enumerate(zip(one, two, strict=True)):
            yield from _differences(a, b, f"{path}[{i}]")
    elif one != two:
        yield f"{path}: {str(one)[:60]!r} became {str(two)[:60]!r}"


if __name__ == "__main__":
    main()
