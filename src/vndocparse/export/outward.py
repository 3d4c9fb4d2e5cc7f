"""What the methods of results and documents call."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from vndocparse.errors import UsageError
from vndocparse.export.formats import ExportOptions, Files, encode
from vndocparse.model.document import Document, ParseResult, Source

_OPTIONS = [f.name for f in fields(ExportOptions)]


def export(thing: object, to: str, options: dict[str, Any]) -> bytes | Files:
    """``thing``, a result or a document, in the format ``to``."""
    unknown = [name for name in options if name not in _OPTIONS]
    if unknown:
        raise UsageError(f"There is no option {unknown[0]!r}.", remedy=f"Choose among: {', '.join(_OPTIONS)}.")
    if isinstance(options.get("redact"), str):
        from vndocparse.export.redact import redaction_parts

        options = {**options, "redact": redaction_parts(options["redact"])}
    return encode(as_result(thing), to, ExportOptions(**options))


def as_result(thing: object) -> ParseResult:
    """A result as it is; a document as a result of that document alone, without a file."""
    if isinstance(thing, ParseResult):
        return thing
    if isinstance(thing, Document):
        first, last = thing.page_range
        source = Source(name="", sha256="", media_type="", page_count=max(last - first + 1, 0), text_origin="plain")
        return ParseResult(source=source, documents=[thing])
    raise UsageError(f"A {type(thing).__name__} is not exported.", remedy="Give a ParseResult or a Document.")
