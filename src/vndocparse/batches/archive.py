"""Members of zip and tar archives as inputs: streamed, never unpacked to a disk, and bounded however small the archive.

A member's name is data: it becomes part of the outcome's name and of nothing else.  Archives inside archives are not
opened.
"""

from __future__ import annotations

import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from vndocparse.batches.packed import LZMA_MEMORY, BoundedInfo, Counted, unpacked
from vndocparse.batches.source_file import Found, RefusedError, Stamp, open_regular, refused

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.lzma")
"""Endings of names by which a file is taken for an archive."""
MEMBER = "!/"
"""Between an archive's name and the name of a member."""
_PART = 1 << 20
_RATIO = 200
"""Bytes unpacked for each byte packed, above which a member is a bomb: text packs 5 to 20 to one."""
_SMALL = 16 * 1024**2
"""Up to so many bytes, any ratio will do."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_GREEDY = (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
"""Methods of which zipfile unpacks all that it has read at once: 4 kB may become 90 MB, but 1 MB many gigabytes."""
_SIP = 4096
_ERRORS = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError, UnicodeError, OverflowError)  # fmt: skip


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
        except RefusedError as error:
            yield refused(path, error.code)
        except _ERRORS:
            yield refused(path, "archive-damaged")


class _Purse:
    """Bytes that may still be unpacked."""

    def __init__(self, most: int) -> None:
        self.left = most

    def read(self, file: IO[bytes], limit: int, packed: int | None, part_size: int = _PART) -> bytes:
        """All of a member.

        Raises:
            RefusedError: it is larger than ``limit``, than what is left, or out of all proportion.
        """
        parts: list[bytes] = []
        size = 0
        bound = None if packed is None else max(_SMALL, _RATIO * packed)
        while part := file.read(part_size):
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
        if info.compress_type == zipfile.ZIP_LZMA and _dictionary(archive, info) > LZMA_MEMORY:
            raise RefusedError("archive-bomb", "Unpacking it needs too much memory.")
        with archive.open(info) as member:
            greedy = info.compress_type in _GREEDY
            return purse.read(member, limit, info.compress_size, _SIP if greedy else _PART)
    except _ERRORS:
        raise RefusedError("archive-damaged") from None


def _dictionary(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> int:
    """Bytes of memory that an LZMA member asks for, from the head of its data (APPNOTE 4.4.4 and 5.8.8)."""
    assert archive.fp is not None
    number = archive.fp.fileno()
    head = os.pread(number, 30, info.header_offset)
    names, extra = struct.unpack("<HH", head[26:30])
    told = os.pread(number, 9, info.header_offset + 30 + names + extra)
    return int(struct.unpack("<xxxxxI", told)[0])


def _tar(file: IO[bytes], path: str, key: str, stamp: Stamp, purse: _Purse) -> Iterator[Found]:
    """In the order of the stream: a member is read when it goes by."""
    stream = unpacked(file, path.casefold())
    bound = None if stream is file else max(_SMALL, _RATIO * stamp[0])
    counted = stream if bound is None else Counted(stream, min(bound, purse.left + _SMALL))
    with tarfile.open(fileobj=counted, mode="r|", tarinfo=BoundedInfo) as archive:  # type: ignore[call-overload]
        for number, info in enumerate(archive):
            if info.isreg() or info.type not in tarfile.SUPPORTED_TYPES:
                size = info.size
            else:
                continue  # a folder or a link, whose size says nothing
            own = (stamp[0], stamp[1], stamp[2] ^ number)
            if size > purse.left or (bound is not None and size > bound):
                # Even to skip it, all of it would have to be unpacked.
                yield refused(f"{path}{MEMBER}{_shown(info.name)}", "archive-bomb")
                return
            if not info.isreg():
                continue

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
