"""What ``vndocparse export`` adds to ``parse``: results written before as input, and the options of exports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vndocparse.cli.streams import complain
from vndocparse.errors import UsageError
from vndocparse.messages import Messages

if TYPE_CHECKING:
    from vndocparse.export.formats import ExportOptions
    from vndocparse.model.document import ParseResult

_ENDINGS = (".json", ".jsonl", ".ndjson")


def stored_results(name: str) -> list[ParseResult] | None:
    """The results in the file ``name``; None where it is a document that is still to be read.

    Raises:
        DamagedFileError: it begins as a result and is none of this version.
    """
    from vndocparse.export.stored import looks_like_results, read_results

    path = Path(name)
    if path.suffix.casefold() not in _ENDINGS or not path.is_file():
        return None
    data = path.read_bytes()
    return read_results(data) if looks_like_results(data) else None


def export_options(redact: str | None, columns: str, values: Sequence[str], say: Messages) -> ExportOptions:
    """The options as they are typed.

    Raises:
        UsageError: a value is not KEY=VALUE, or a part that is to be left out has no such name.
    """
    from vndocparse.export.formats import ExportOptions
    from vndocparse.export.redact import redaction_parts

    given = {}
    for text in values:
        key, sign, value = text.partition("=")
        if not sign or not key.strip():
            raise UsageError(say("usage_set", text=text), remedy=say("usage_set_remedy"))
        given[key.strip()] = value
    return ExportOptions(redact=redaction_parts(redact or ""), columns=columns, values=given, on_notice=complain)
