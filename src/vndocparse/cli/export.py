"""What ``vndocparse export`` adds to ``parse``: results written before as input, and the options of exports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vndocparse.cli.streams import complain
from vndocparse.errors import DamagedFileError, UsageError
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


def stored_files(name: str) -> list[str] | None:
    """The files of results below the folder ``name``, such as ``vndocparse batch`` fills; None where it is no folder.

    Raises:
        UsageError: the folder holds none.
    """
    folder = Path(name)
    if not folder.is_dir():
        return None
    found = (p for p in sorted(folder.rglob("*.json")) if not any(part.startswith(".") for part in p.parts[1:]))
    files = [str(p) for p in found if _begins_as_result(p)]
    if not files:
        raise UsageError("The folder holds no results.", remedy="Give what vndocparse batch has written, or files.")
    return files


def _begins_as_result(path: Path) -> bool:
    from vndocparse.export.stored import looks_like_results

    with path.open("rb") as file:
        return looks_like_results(file.read(400))


def one_stored(name: str) -> ParseResult:
    """The one result in the file ``name``.

    Raises:
        DamagedFileError: it holds none, or several.
    """
    results = stored_results(name) or []
    if len(results) != 1:
        raise DamagedFileError("The file does not hold one result.", remedy="Parse the document again.")
    return results[0]


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
