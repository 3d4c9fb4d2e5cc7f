"""Metadata for catalogues: Dublin Core, JSON-LD (schema.org), and the ``EAD_doc`` of TT 05; mapped by rule data.

Each main document is a record; its attachments are named in it.  A value that the page does not have is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from vndocparse.export.formats import ExportOptions, notify
from vndocparse.export.index_values import IndexEntry
from vndocparse.export.sheet import index_sheet, written
from vndocparse.export.split import grouped
from vndocparse.export.wordlines import stem
from vndocparse.export.xmltree import Builder, serialise
from vndocparse.model.document import ParseResult
from vndocparse.rules.crosswalks import CrosswalkField, crosswalk

_SPACES = {"dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/"}
_PLAIN = Builder(None, **_SPACES)
_EAD = Builder(None)
_SEPARATOR = "; "
"""Between the parts of a value that is a list (see ``index_values``)."""


def write_dc(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """Dublin Core: ``metadata`` with a ``record`` for each document."""
    root = _PLAIN.root("metadata")
    for entry in _entries(results, options):
        record = _PLAIN.add(root, "record")
        for field, texts in _filled("dc", entry):
            prefix, _, name = field.element.partition(":")
            for text in texts:
                _PLAIN.add(record, f"{{{_SPACES[prefix]}}}{name}", text)
    return serialise(root)


def write_jsonld(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """JSON-LD in the words of schema.org: documents of the state are Legislation, others CreativeWork."""
    graph = []
    for entry in _entries(results, options):
        record: dict[str, Any] = {"@type": "Legislation" if entry.document.family == "state" else "CreativeWork"}
        if entry.result.source.sha256:
            record["@id"] = f"urn:sha256:{entry.result.source.sha256}#{entry.ordinal_in_file}"
        for field, texts in _filled("jsonld", entry):
            values = [{"@type": field.type, "name": text} if field.type else text for text in texts]
            record[field.element] = values if field.many else values[0]
        graph.append(record)
    content = {"@context": "https://schema.org", "@graph": graph}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def write_ead(results: Sequence[ParseResult], options: ExportOptions) -> dict[str, bytes]:
    """``EAD_doc`` of TT 05: a ``simpledc`` for each document, with the names and codes of the preset ``tt05``.

    The order of elements is free there (xs:all); empty ones are left out.  No schema was to be had: that its
    receivers take it is not proved.
    """
    sheet = index_sheet(results, options.columns or "tt05", options.values)
    notify(options, sheet.findings)
    files = {}
    for at, (entry, row) in enumerate(zip(_entries(results, options), sheet.rows, strict=True), 1):
        root = _EAD.root("simpledc")
        for name, cell in zip(sheet.names, row, strict=True):
            if cell != "":
                _EAD.add(root, name, written(cell, sheet.sheet))
        files[f"{stem(entry.result)}.{at:04d}.ead.xml"] = serialise(root)
    return files


def _entries(results: Sequence[ParseResult], options: ExportOptions) -> Iterator[IndexEntry]:
    at = 0
    for result in results:
        for place, group in enumerate(grouped(result.documents), 1):
            yield IndexEntry(result, group, at, options.values, place)
            at += 1


def _filled(name: str, entry: IndexEntry) -> Iterator[tuple[CrosswalkField, list[str]]]:
    """The fields that have a value."""
    for field in crosswalk(name).field:
        text = field.fixed or entry.value(field.value)
        if text:
            yield field, text.split(_SEPARATOR) if field.many else [text]
