"""Results that were written before: JSON of one or several, JSON lines."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from vndocparse.errors import DamagedFileError, SourceNotFoundError
from vndocparse.model.document import ParseResult

LINES = (".jsonl", ".ndjson")
STORED = (".json", *LINES)
"""Names of files that hold results."""
_BEGINNING = 400
"""Bytes by which results are known."""


def stored_files(folder: Path) -> list[Path]:
    """The files below ``folder`` whose names say that they hold results, sorted; hidden ones are left alone."""
    named = (p for p in folder.rglob("*") if p.suffix.casefold() in STORED and p.is_file())
    return sorted(p for p in named if not any(part.startswith(".") for part in p.relative_to(folder).parts))


def unreadable(error: OSError) -> SourceNotFoundError:
    """What is said of a file that may not be read."""
    return SourceNotFoundError(
        f"The file cannot be read: {error.strerror or type(error).__name__}.", remedy="Give a readable file."
    )


def beginning(path: Path) -> bytes:
    """So much of a file as ``looks_like_results`` wants to see.

    Raises:
        SourceNotFoundError: it may not be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(_BEGINNING)
    except OSError as error:
        raise unreadable(error) from error


def read_results(data: bytes) -> list[ParseResult]:
    """What ``to_json``, ``to_json_list`` or ``to_jsonl`` wrote, equal to what was given to them.

    Raises:
        DamagedFileError: the bytes are no results of this contract.
    """
    text = data.decode("utf-8-sig", "replace").strip()
    try:
        if text.startswith("["):
            from pydantic import TypeAdapter

            return TypeAdapter(list[ParseResult]).validate_json(text)
        try:
            return [ParseResult.model_validate_json(text)]
        except ValidationError:
            lines = [line for line in text.split("\n") if line.strip()]
            if len(lines) < 2:
                raise
            return [ParseResult.model_validate_json(line) for line in lines]
    except ValidationError as error:
        place = ".".join(str(p) for p in error.errors()[0]["loc"])
        raise DamagedFileError(
            f"These are no results of this version (at {place or 'the beginning'}).",
            remedy="Parse the document again, or give its file.",
        ) from error


def looks_like_results(data: bytes) -> bool:
    """JSON that begins as a result does: a document may be a .json file too, of some other kind."""
    start = data[:_BEGINNING].decode("utf-8-sig", "replace").lstrip("[ \r\n\t")
    return start.startswith("{") and '"schema_version"' in start
