"""Results that were saved earlier, read back one by one: JSON files, JSON lines, whole folders."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from vndocparse.errors import DamagedFileError, SourceNotFoundError, VndocparseError
from vndocparse.model.document import ParseResult

OnError = Callable[[Path, VndocparseError], None]
LINES = (".jsonl", ".ndjson")
STORED = (".json", *LINES)
"""Names of files that hold results."""


def read_results(paths: str | Path | Iterable[str | Path], *, on_error: OnError | None = None) -> Iterator[ParseResult]:
    """The results saved in files and folders, in the order of their names, one at a time.

    A ``.json`` file holds one result or an array of them, a ``.jsonl`` file one a line; of a folder all such files
    below it are read, and others passed over.

    Args:
        paths: files and folders.
        on_error: takes what cannot be read and lets the others go on; without it the error is raised.

    Raises:
        SourceNotFoundError: a path does not exist or may not be read.
        DamagedFileError: a file, or a line, holds no result; the message names the line.
    """
    for path in [Path(paths)] if isinstance(paths, str | Path) else map(Path, paths):
        for file in stored_files(path) if path.is_dir() else [path]:
            yield from _results(file, on_error)


def stored_files(folder: Path) -> list[Path]:
    """The files below ``folder`` whose names say that they hold results, sorted."""
    return sorted(p for p in folder.rglob("*") if p.suffix.casefold() in STORED and p.is_file())


def _results(file: Path, on_error: OnError | None) -> Iterator[ParseResult]:
    try:
        yield from _lines(file, on_error) if file.suffix.casefold() in LINES else _whole(file)
    except VndocparseError as error:
        if on_error is None:
            raise
        on_error(file, error)
    except OSError as error:
        missing = SourceNotFoundError(
            f"The file cannot be read: {error.strerror or type(error).__name__}.", remedy="Give a readable file."
        )
        if on_error is None:
            raise missing from error
        on_error(file, missing)


def _lines(file: Path, on_error: OnError | None) -> Iterator[ParseResult]:
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield ParseResult.model_validate_json(line)
            except ValidationError as error:
                wrong = _no_result(f"Line {number}", error)
                if on_error is None:
                    raise wrong from error
                on_error(file, wrong)


def _whole(file: Path) -> Iterator[ParseResult]:
    data = file.read_bytes()
    try:
        if data.lstrip()[:1] == b"[":
            for number, value in enumerate(json.loads(data), 1):
                try:
                    yield ParseResult.model_validate(value)
                except ValidationError as error:
                    raise _no_result(f"Entry {number}", error) from error
        else:
            yield ParseResult.model_validate_json(data)
    except ValidationError as error:
        raise _no_result("The file", error) from error
    except (ValueError, RecursionError) as error:
        raise _no_result("The file") from error


def _no_result(what: str, error: ValidationError | None = None) -> DamagedFileError:
    """Says which key is amiss, never what it holds."""
    first = error.errors(include_input=False, include_context=False, include_url=False)[0] if error else None
    key = ".".join(str(p) for p in first["loc"][:4]) if first else ""
    return DamagedFileError(
        f"{what} holds no result of vndocparse{f' (at {key})' if key else ''}.",
        remedy="Give files made by vndocparse parse --format json or jsonl.",
    )
