"""Members of zip and tar archives as inputs: streamed, never unpacked to a disk, and bounded however small the archive.

A member's name is data: it becomes part of the outcome's name and of nothing else.  Archives inside archives are not
opened.
"""

from __future__ import annotations

import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from vndocparse.batches.source_file import Found, RefusedError, Stamp, open_regular, refused

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2")
"""Endings of names by which a file is taken for an archive."""
MEMBER = "!/"
"""Between an archive's name and the name of a member."""
_PART = 1 << 20
_RATIO = 200
"""Bytes unpacked for each byte packed, above which a member is a bomb: text packs 5 to 20 to one."""
_SMALL = 16 * 1024**2
"""Up to so many bytes, any ratio will do."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
"""Without LZMA, whose header may ask for gigabytes of memory."""
_ERRORS = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
    RuntimeError, UnicodeError, OverflowError)  # fmt: skip


def members(path: str, key: str, most: int) -> Iterator[Found]:
    """The files in the archive ``path``; all of them together have at most ``most`` bytes, or the rest is refused."""
    try:
        handle = open_regular(path, follow=True)
    except RefusedError as error:
        yield refused(path, error.code)
        return
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        stamp = (status.st_size, status.st_mtime_ns, status.st_ino)
        purse = _Purse(most)
        found = _zip(file, path, key, stamp, purse) if path.casefold().endswith(".zip") else _tar(
            file, path, key, stamp, purse
        )  # fmt: skip
        try:
            yield from found
        except _ERRORS:
            yield refused(path, "archive-damaged")


class _Purse:
    """Bytes that may still be unpacked."""

    def __init__(self, most: int) -> None:
        self.left = most

    def read(self, file: IO[bytes], limit: int, packed: int | None) -> bytes:
        """All of a member.

        Raises:
            RefusedError: it is larger than ``limit``, than what is left, or out of all proportion.
        """
        parts: list[bytes] = []
        size = 0
        bound = None if packed is None else max(_SMALL, _RATIO * packed)
        while part := file.read(_PART):
            parts.append(part)
            size += len(part)
            self.left -= len(part)
            if self.left < 0 or (bound is not None and size > bound):
                raise RefusedError("archive-bomb")
            if size > limit:
                raise RefusedError("too-large")
        return b"".join(parts)


def _zip(file: IO[bytes], path: str, key: str, stamp: Stamp, purse: _Purse) -> Iterator[Found]:
    with zipfile.ZipFile(file) as archive:
        for number, info in enumerate(archive.infolist()):
            if info.is_dir():
                continue
            shown = f"{path}{MEMBER}{_shown(info.filename)}"
            if info.flag_bits & 0x1:
                yield refused(shown, "archive-encrypted")
            elif info.compress_type not in _METHODS:
                yield refused(shown, "archive-damaged", "The method of compression is not supported.")
            else:
                yield Found(
                    shown,
                    f"{key}{MEMBER}{info.filename}",
                    lambda limit, info=info, own=(stamp[0], stamp[1], stamp[2] ^ number): (  # type: ignore[misc]
                        _member(archive, info, limit, purse), own
                    ),
                    (stamp[0], stamp[1], stamp[2] ^ number),
                    at_once=True,
                )  # fmt: skip


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int, purse: _Purse) -> bytes:
    try:
        with archive.open(info) as member:
            return purse.read(member, limit, info.compress_size)
    except _ERRORS:
        raise RefusedError("archive-damaged") from None


def _tar(file: IO[bytes], path: str, key: str, stamp: Stamp, purse: _Purse) -> Iterator[Found]:
    """In the order of the stream: a member is read when it goes by."""
    lowered = path.casefold()
    mode = "r|gz" if lowered.endswith("gz") else "r|bz2" if lowered.endswith("bz2") else "r|"
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for number, info in enumerate(archive):
            if not info.isreg():
                continue
            own = (stamp[0], stamp[1], stamp[2] ^ number)
            if info.size > purse.left or (mode != "r|" and info.size > max(_SMALL, _RATIO * stamp[0])):
                # Even to skip it, all of it would have to be unpacked.
                yield refused(f"{path}{MEMBER}{_shown(info.name)}", "archive-bomb")
                return

            def read(limit: int, info: tarfile.TarInfo = info, own: Stamp = own) -> tuple[bytes, Stamp | None]:
                if info.size > limit:
                    purse.left -= info.size
                    raise RefusedError("too-large")
                with suppress(*_ERRORS):
                    member = archive.extractfile(info)
                    if member is not None:
                        return purse.read(member, limit, None), own
                raise RefusedError("archive-damaged")

            yield Found(f"{path}{MEMBER}{_shown(info.name)}", f"{key}{MEMBER}{info.name}", read, own, at_once=True)


def _shown(name: str) -> str:
    """A member's name without NUL, which no path holds."""
    return name.replace("\0", "�")
