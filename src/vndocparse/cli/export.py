"""What ``vndocparse export`` adds to ``parse``: results written before as input, and the options of exports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vndocparse.cli.streams import complain
from vndocparse.errors import DamagedFileError, NotAResultError, SourceNotFoundError, UsageError
from vndocparse.messages import Messages

if TYPE_CHECKING:
    from vndocparse.export.formats import ExportOptions
    from vndocparse.model.document import ParseResult

_BOM = b"\xef\xbb\xbf"


def stored_results(name: str) -> list[ParseResult] | None:
    """The results in the file ``name``; None where it is a document that is still to be read.

    Raises:
        NotAResultError: it is JSON and no result.
        DamagedFileError: it begins as a result and is none of this version.
        SourceNotFoundError: it may not be read.
    """
    from vndocparse.export.stored import STORED, beginning, looks_like_results, read_results

    path = Path(name)
    if path.suffix.casefold() not in STORED or not path.is_file():
        return None
    if not looks_like_results(beginning(path)):
        raise NotAResultError(
            "The JSON file is not a vndocparse result.",
            remedy="Give what vndocparse parse or batch has written, or the document itself.",
        )
    return read_results(path.read_bytes())


def stored_files(name: str) -> list[str] | None:
    """The files of results below the folder ``name``, such as ``vndocparse batch`` fills; None where it is no folder.

    Raises:
        UsageError: the folder holds none.
    """
    from vndocparse.export import stored

    folder = Path(name)
    if not folder.is_dir():
        return None
    files = [str(p) for p in stored.stored_files(folder) if stored.looks_like_results(_beginning(p))]
    if not files:
        raise UsageError("The folder holds no results.", remedy="Give what vndocparse batch has written, or files.")
    return files


def holds_one(name: str) -> bool:
    """Whether a file of results holds one, as its name and its beginning say."""
    from vndocparse.export.stored import LINES

    path = Path(name)
    return path.suffix.casefold() not in LINES and _beginning(path).removeprefix(_BOM).startswith(b"{")


def _beginning(path: Path) -> bytes:
    from vndocparse.export.stored import beginning

    try:
        return beginning(path)
    except SourceNotFoundError:
        return b'{"schema_version"'  # it fails in its turn, and the others go on


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
    return ExportOptions(
        redact=redaction_parts(redact or ""), columns=columns, values=given, on_notice=complain, language=say.language
    )
