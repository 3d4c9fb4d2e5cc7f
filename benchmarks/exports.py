"""Every document of the corpora through every export: what is written, what is valid, whether a signer is left.

    python -m benchmarks.exports [--formats akn,alto] [--most N]

Results are those of the tests: digital files read without OCR, all documents from their gold.  Valid means: AKN, ALTO
and PAGE-XML by their schemas, PDF/A by its structure, JSON read back and written equal.  Redacted is each result with a
signer of two words and more, written once more without signers and recipients: none of their names may be found in the
bytes, packed parts unpacked.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lxml import etree
from tests.corpus_results import DIGITAL, GOLD, from_gold, parsed
from tests.pdfa_structure import faults
from tests.test_akn import schema as akn_schema
from tests.test_export_ways import readable
from tests.test_ocr_formats import schema as ocr_schema

from vndocparse.errors import VndocparseError
from vndocparse.export import FORMATS, ExportOptions, encode, read_results
from vndocparse.library.folded import without_marks
from vndocparse.model.document import ParseResult


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--formats", default=",".join(FORMATS))
    options.add_argument("--most", type=int, help="so many results of each kind")
    given = options.parse_args()
    files = {parsed(p).source.sha256: str(p) for p in DIGITAL[: given.most]}
    every = [*(parsed(p) for p in DIGITAL[: given.most]), *map(from_gold, GOLD[: given.most])]
    print(f"{len(every)} results, {sum(len(r.documents) for r in every)} documents")
    print(f"{'format':<10}{'written':>8}{'errors':>8}{'valid':>12}{'redacted':>10}{'names left':>12}{'seconds':>9}")
    for name in given.formats.split(","):
        start, counts = time.process_time(), Counter[str]()
        for result in every:
            _through(name, result, files, counts)
        valid = f"{counts['valid']}/{counts['looked at']}" if counts["looked at"] else "-"
        print(f"{name:<10}{counts['written']:>8}{counts['errors']:>8}{valid:>12}{counts['redacted']:>10}"
              f"{counts['names left']:>12}{time.process_time() - start:>9.1f}", flush=True)  # fmt: skip


def _through(name: str, result: ParseResult, files: Mapping[str, str], counts: Counter[str]) -> None:
    if FORMATS[name].needs == "words" and not result.pages:
        return
    try:
        parts = _parts(encode(result, name, ExportOptions(files=files)))
        names = [s.name for d in result.documents for s in d.signatures if s.name and len(s.name.split()) > 1]
        clean = (
            _parts(encode(result, name, ExportOptions(files=files, redact=("signer", "recipients")))) if names else {}
        )
    except VndocparseError as error:
        counts["errors"] += 1
        print(f"  {name}: {Path(result.source.name).name}: {error}")
        return
    counts["written"] += 1
    checked = [_valid(name, data, result) for data in parts.values()]
    if None not in checked:
        counts["looked at"] += 1
        counts["valid"] += all(checked)
    if names:
        counts["redacted"] += 1
        text = without_marks(" ".join(readable(name, data) for data in clean.values()))
        bare = " ".join(re.split(r"[\W_]+", re.sub(r"<[^<>]*>", " ", text)))
        counts["names left"] += sum(without_marks(n) in bare for n in names)


def _parts(content: bytes | dict[str, bytes]) -> dict[str, bytes]:
    return {"": content} if isinstance(content, bytes) else content


def _valid(name: str, data: bytes, result: ParseResult) -> bool | None:
    """None where nothing says what is valid."""
    schemas: dict[str, Any] = {
        "akn": akn_schema,
        "alto": lambda: ocr_schema("alto"),
        "page": lambda: ocr_schema("page"),
    }
    if name in schemas:
        return bool(schemas[name]().validate(etree.fromstring(data)))
    if name == "pdfa":
        return faults(data) == []
    if name == "json":
        (back,) = read_results(data)
        return back == result and encode(back, "json") == data
    return None


if __name__ == "__main__":
    main()
