"""Results in the formats of other systems; ``encode`` writes each by its name (``FORMATS``).

JSON and JSON lines hold everything, unchanged, and ``read_results`` reads them back.  All others are views: CSV
guards cells that a spreadsheet would run as a formula, HTML and XML escape all text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from vndocparse.export.formats import FORMATS, ExportOptions, Files, Format, encode
from vndocparse.export.html import to_html
from vndocparse.export.markdown import to_markdown
from vndocparse.export.redact import redacted
from vndocparse.export.split import single_documents
from vndocparse.export.stored import read_results
from vndocparse.export.table import COLUMNS, guard, to_csv, unguard
from vndocparse.model.document import ParseResult

__all__ = [
    "COLUMNS",
    "FORMATS",
    "ExportOptions",
    "Files",
    "Format",
    "encode",
    "guard",
    "json_schema",
    "read_results",
    "redacted",
    "single_documents",
    "to_csv",
    "to_html",
    "to_json",
    "to_json_list",
    "to_jsonl",
    "to_markdown",
    "unguard",
]


def to_json(result: ParseResult, *, indent: int | None = 2) -> str:
    """The whole result; ``ParseResult.model_validate_json`` reads it back."""
    return result.model_dump_json(indent=indent) + "\n"


def to_json_list(results: Iterable[ParseResult]) -> str:
    """Several results as one JSON array."""
    return "[\n" + ",\n".join(r.model_dump_json(indent=2) for r in results) + "\n]\n"


def to_jsonl(results: Iterable[ParseResult]) -> str:
    """One line per document: a result that holds this document alone, readable by the same schema.

    A problem goes with the document on its page, else with the file's first; a file without documents gives
    one line, which holds its problems.
    """
    return "".join(f"{single.model_dump_json()}\n" for r in results for single in single_documents(r))


def json_schema() -> str:
    """JSON Schema (2020-12) of ``ParseResult``."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **ParseResult.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
