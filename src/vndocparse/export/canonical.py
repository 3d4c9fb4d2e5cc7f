"""The formats of text as bytes: what a file of each holds."""

from __future__ import annotations

from collections.abc import Sequence

from vndocparse.export.formats import ExportOptions, notify
from vndocparse.model.document import ParseResult


def write_json(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """One result, or an array of several."""
    from vndocparse.export import to_json, to_json_list

    return _utf8(to_json(results[0]) if len(results) == 1 else to_json_list(results))


def write_jsonl(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """One document per line."""
    from vndocparse.export import to_jsonl

    return _utf8(to_jsonl(results))


def write_csv(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """One row per document, or an index sheet; with the mark by which spreadsheets know UTF-8.

    Without it they take the file for the system's old encoding and break Vietnamese.
    """
    from vndocparse.export import to_csv

    if options.columns:
        from vndocparse.export.sheet import index_sheet, sheet_csv

        sheet = index_sheet(results, options.columns, options.values)
        notify(options, sheet.findings)
        return b"\xef\xbb\xbf" + _utf8(sheet_csv(sheet))
    return b"\xef\xbb\xbf" + _utf8(to_csv(results))


def write_markdown(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """Reading copies one below the other."""
    from vndocparse.export import to_markdown

    return _utf8("\n".join(to_markdown(r, language=options.language) for r in results))


def write_html(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """Pages that stand alone, one behind the other."""
    from vndocparse.export import to_html

    return _utf8("\n".join(to_html(r, language=options.language) for r in results))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
