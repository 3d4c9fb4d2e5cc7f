"""Results that were written before, read one by one: JSON files, JSON lines, whole folders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from vndocparse.errors import VndocparseError
from vndocparse.export.stored import LINES, read_results, stored_files, unreadable
from vndocparse.model.document import ParseResult

OnError = Callable[[Path, VndocparseError], None]


def load_results(paths: str | Path | Iterable[str | Path], *, on_error: OnError | None = None) -> Iterator[ParseResult]:
    """The results in files and folders that ``vndocparse parse`` wrote, one at a time.

    A ``.json`` file holds one result or an array of them, a ``.jsonl`` file one a line, read line by line.  Of a
    folder all such files below it are read in the order of their names, and others passed over.

    Args:
        paths: files and folders.
        on_error: takes what cannot be read and lets the others go on; without it the error is raised.

    Raises:
        SourceNotFoundError: a path does not exist or may not be read.
        DamagedFileError: a file, or a line of it, holds no result.
    """
    for path in [Path(paths)] if isinstance(paths, str | Path) else map(Path, paths):
        for file in stored_files(path) if path.is_dir() else [path]:
            yield from _results(file, on_error)


def _results(file: Path, on_error: OnError | None) -> Iterator[ParseResult]:
    for chunk in _chunks(file, on_error):
        try:
            yield from read_results(chunk)
        except VndocparseError as error:
            if on_error is None:
                raise
            on_error(file, error)


def _chunks(file: Path, on_error: OnError | None) -> Iterator[bytes]:
    """The whole of a file of one result, the lines of others."""
    try:
        if file.suffix.casefold() in LINES:
            with file.open("rb") as lines:
                yield from (line for line in lines if line.strip())
        else:
            yield file.read_bytes()
    except OSError as error:
        if on_error is None:
            raise unreadable(error) from error
        on_error(file, unreadable(error))
