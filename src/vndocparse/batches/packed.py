"""Streams of packed archives, unpacked as they are read, and bounded in what they may unpack to and in memory."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
from typing import IO, Protocol, cast

from vndocparse.batches.source_file import RefusedError

LZMA_MEMORY = 256 * 1024**2
"""Bytes that unpacking LZMA may ask for: the heaviest setting of xz needs 65 MiB, a header may ask for 4 GiB."""
_PART = 1 << 16
_HEADER = 1024**2
"""Bytes of a header that goes before a member: names and times."""


class Readable(Protocol):
    """Something that gives at most so many bytes, and none at its end."""

    def read(self, size: int, /) -> bytes: ...


def unpacked(file: IO[bytes], name: str) -> Readable:
    """The stream inside ``file``, by the ending of its name in small letters; ``file`` itself where not packed."""
    if name.endswith("gz"):
        return gzip.GzipFile(fileobj=file)
    if name.endswith("bz2"):
        return cast(Readable, bz2.BZ2File(file))
    return Xz(file) if name.endswith(("xz", "lzma")) else file


class Xz:
    """What xz packed, one stream after the other, within a bound of memory, which Python's own file has not.

    Raises:
        lzma.LZMAError: it is no such file, or unpacking it needs more than ``LZMA_MEMORY``.
        EOFError: it is cut off.
    """

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._unpacker = lzma.LZMADecompressor(memlimit=LZMA_MEMORY)

    def read(self, size: int, /) -> bytes:
        while True:
            if self._unpacker.eof:
                rest = self._next_stream()
                if not rest:
                    return b""
                self._unpacker = lzma.LZMADecompressor(memlimit=LZMA_MEMORY)
            elif self._unpacker.needs_input:
                rest = self._file.read(_PART)
                if not rest:
                    raise EOFError
            else:
                rest = b""
            if part := self._unpacker.decompress(rest, size):
                return part

    def _next_stream(self) -> bytes:
        """The head of another stream, behind zeros that fill up a block; nothing at the end."""
        rest = self._unpacker.unused_data.lstrip(b"\0")
        while not rest and (part := self._file.read(_PART)):
            rest = part.lstrip(b"\0")
        return rest


class Counted:
    """A stream that ends with a refusal where it goes on for too long.

    Raises:
        RefusedError: more than ``most`` bytes were read.
    """

    def __init__(self, stream: Readable, most: int) -> None:
        self._stream, self._left = stream, most

    def read(self, size: int, /) -> bytes:
        part = self._stream.read(size)
        self._left -= len(part)
        if self._left < 0:
            raise RefusedError("archive-bomb")
        return part


class BoundedInfo(tarfile.TarInfo):
    """A header that does not ask for gigabytes: those that go before a member are read into memory whole."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _BEFORE and self.size > _HEADER:
            raise RefusedError("archive-bomb")
        return super()._proc_member(archive)  # type: ignore[misc, no-any-return]


_BEFORE = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)
