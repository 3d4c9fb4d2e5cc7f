"""Writing files whole or not at all, and reading what options say."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain
from pathlib import Path

from vndocparse.errors import UsageError, VndocparseError
from vndocparse.messages import Messages

_PAGE = re.compile(r"(\d+)(?:-(\d+))?")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?", re.IGNORECASE)
_MOST = 1_000_000
"""No file has more pages; a range to a larger number would only fill the memory."""
_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}


class WriteError(VndocparseError):
    """The output cannot be written."""

    code = "write"


def write_file(path: Path, data: bytes | Iterable[bytes], say: Messages) -> None:
    """Write ``data``, given whole or in pieces, to ``path``; a reader sees the old file or the new one, never a part.

    The file is readable by its owner alone (0600).  A device or a pipe (/dev/stdout) is written to as it is.

    Raises:
        WriteError: the folder is missing or full, or may not be written to.
    """
    pieces = [data] if isinstance(data, bytes) else data
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as out:
                out.writelines(pieces)
            return
        _replace(path, pieces)
    except OSError as error:
        raise WriteError(
            say("write_failed", reason=error.strerror or type(error).__name__), remedy=say("write_failed_remedy")
        ) from error


def make_folder(path: Path, say: Messages) -> None:
    """The folder ``path``, made where it is missing; its parent must be there.

    Raises:
        WriteError: it may not be made, or a file is in its place.
    """
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise WriteError(
            say("write_failed", reason=error.strerror or type(error).__name__), remedy=say("write_failed_remedy")
        ) from error


def write_pieces(path: Path, mark: bytes, pieces: Iterable[str], say: Messages) -> None:
    """``write_file`` for a text too large to be held in one piece; ``mark`` stands before it.

    Raises:
        WriteError: the folder is missing or full, or may not be written to.
    """
    write_file(path, chain((mark,), (piece.encode("utf-8", "backslashreplace") for piece in pieces)), say)


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    target = path.resolve()
    part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.writelines(pieces)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    with suppress(OSError):  # not every file system lets a folder be flushed
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def page_numbers(text: str | None, say: Messages) -> list[int] | None:
    """``"1-3,5"`` as numbers from 1 in rising order; None for all pages.

    Raises:
        UsageError: the text is something else, or a number is 0.
    """
    if text is None or not text.strip():
        return None
    numbers: set[int] = set()
    for part in text.split(","):
        found = _PAGE.fullmatch(part.strip())
        first = int(found[1]) if found else 0
        last = first if not found or found[2] is None else int(found[2])
        if not 1 <= first <= last <= _MOST:
            raise UsageError(say("usage_pages", text=text), remedy=say("usage_pages_remedy"))
        numbers.update(range(first, last + 1))
    return sorted(numbers)


def byte_count(text: str | None, option: str, say: Messages) -> int | None:
    """``"2G"`` as a number of bytes; None for no limit ("0" or nothing).

    Raises:
        UsageError: the text is something else.
    """
    if text is None or text.strip() in ("", "0"):
        return None
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(say("usage_number", text=text, name=option), remedy=say("usage_number_remedy"))
    return int(float(found[1]) * _UNITS[found[2].casefold()])


def free_names(folder: Path, names: Iterable[str], suffix: str) -> list[Path]:
    """A path in ``folder`` for each input name, in order; names that are the same get -2, -3 …

    Only the last part of each name is used, and nothing that leads out of the folder.
    """
    taken: set[str] = set()
    paths = []
    for name in names:
        stem = re.sub(r"[^\w.+ -]", "_", Path(name).stem).strip(". ") or "document"
        shown, count = stem, 1
        while shown.casefold() in taken:
            count += 1
            shown = f"{stem}-{count}"
        taken.add(shown.casefold())
        paths.append(folder / f"{shown}{suffix}")
    return paths
