"""Results that were written before: JSON of one or several, JSON lines."""

from __future__ import annotations

from pydantic import ValidationError

from vndocparse.errors import DamagedFileError
from vndocparse.model.document import ParseResult


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
    start = data[:400].decode("utf-8-sig", "replace").lstrip("[ \r\n\t")
    return start.startswith("{") and '"schema_version"' in start
