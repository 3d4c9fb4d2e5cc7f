"""The corpus as results, for tests of exports: digital documents parsed once, all documents from their gold.

Scans are not read here (OCR is dear); their documents come from gold, so that no kind of document is left out.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import vndocparse
from vndocparse.model.document import Document, ParseResult, Source

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "corpus", ROOT.parent / "shared" / "corpus")
_DIGITAL = ("pdf", "md", "txt", "html", "docx")
_GOLD_ONLY = {"handwritten", "cited_numbers", "sections_depth"}


def _sources(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob("*/source.*") if p.suffix[1:] in _DIGITAL) if folder.is_dir() else []


DIGITAL = [p for folder in FOLDERS for p in _sources(folder)]
GOLD = [p for folder in FOLDERS for p in (sorted(folder.glob("*/gold.json")) if folder.is_dir() else [])]
NAMES = [f"{p.parent.parent.parent.name}/{p.parent.name}" for p in DIGITAL]


@cache
def parsed(source: Path) -> ParseResult:
    """The file read without OCR, with its words."""
    return vndocparse.parse(source, engine="none", words=True)


@cache
def from_gold(gold: Path) -> ParseResult:
    """What gold says, as a result without places."""
    documents = [_document(d) for d in json.loads(gold.read_text("utf-8"))["documents"]]
    source = Source(name=gold.parent.name, sha256="0" * 64, media_type="text/plain", page_count=1, text_origin="plain")
    return ParseResult(source=source, documents=documents)


def every_result() -> list[ParseResult]:
    """All of both kinds that hold a document."""
    return [*(parsed(p) for p in DIGITAL), *(from_gold(p) for p in GOLD)]


def _document(gold: dict[str, Any]) -> Document:
    kept = {k: v for k, v in gold.items() if k not in _GOLD_ONLY and v is not None}
    kept["sections"] = [_section(s, 1) for s in kept.get("sections", [])]
    for key in ("signatures", "recipients", "citations", "marginalia", "copies", "addressees"):
        kept[key] = [{k: v for k, v in item.items() if k != "place" or key == "copies"} for item in kept.get(key, [])]
    for table in kept.get("tables", []):
        table.setdefault("page", 1)
    return Document.model_validate(kept)


def _section(gold: dict[str, Any], level: int) -> dict[str, Any]:
    children = [_section(c, level + 1) for c in gold.get("children") or []]
    return {"level": level, "kind": "arabic", **gold, "text": gold.get("text") or "", "children": children}
