"""Opening files: what kind it is, its pages as words, its pages as pictures."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

from vndocparse.errors import EmptyFileError, LimitError, SourceNotFoundError, UsageError
from vndocparse.source.base import Limits, OpenSource

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Limits", "OpenSource", "open_source", "read_source"]

_CHUNK = 1 << 20


def open_source(
    source: str | os.PathLike[str] | bytes | BinaryIO,
    *,
    name: str | None = None,
    password: str | None = None,
    limits: Limits | None = None,
) -> OpenSource:
    """Opens a document: a path, its bytes, or a binary file object, read from where it stands.

    The kind is told from the bytes.  What is read is what ``sha256`` says: the file is read once.

    Args:
        source: a path, bytes, or a file object opened in binary mode; it is not closed.
        name: shown as the file's name; by default the last part of the path.
        password: of an encrypted PDF.
        limits: bounds of size, pages and pixels; the defaults of ``Limits`` where None.

    Raises:
        UsageError: ``source`` is none of these, or a file object in text mode.
        SourceNotFoundError: no such file, not a regular file, or not readable.
        EmptyFileError: no bytes, or a text file of white space.
        LimitError: larger than ``limits.max_bytes``.
        UnsupportedFormatError: a kind of file that is not read.
        DamagedFileError: broken beyond reading.
        EncryptedFileError: a password is missing or wrong.
    """
    limits = limits or Limits()
    data, found = read_source(source, limits.max_bytes)
    if not data:
        raise EmptyFileError("The file has no bytes.", remedy="Copy or scan it again.")
    return _dispatch(data, name if name is not None else found, password, limits)


def _dispatch(data: bytes, name: str, password: str | None, limits: Limits) -> OpenSource:
    from vndocparse.source import leading
    from vndocparse.source.ocrkinds import OCR

    digest = hashlib.sha256(data).hexdigest()
    kind = leading.leading_kind(data)
    if kind is None:
        from vndocparse.source import sniff

        kind = sniff.sniff(data)
    if kind == leading.PDF:
        from vndocparse.source.pdf import open_pdf

        return open_pdf(data, name=name, sha256=digest, limits=limits, password=password)
    if kind in leading.IMAGES:
        from vndocparse.source.image import open_image

        return open_image(data, name=name, sha256=digest, media_type=kind, limits=limits)
    if kind in OCR:
        from vndocparse.source.ocrfile import open_ocr

        return open_ocr(data, name=name, sha256=digest, media_type=kind, limits=limits)
    if kind == sniff.DOCX:
        from vndocparse.source.docx import open_docx

        return open_docx(data, name=name, sha256=digest, limits=limits)
    if kind == sniff.HTML:
        from vndocparse.source.html import open_html

        return open_html(data, name=name, sha256=digest, limits=limits)
    if kind == sniff.MARKDOWN:
        from vndocparse.source.markup import open_markdown

        return open_markdown(data, name=name, sha256=digest, limits=limits)
    from vndocparse.source.plain import open_plain

    return open_plain(data, name=name, sha256=digest, limits=limits)


def read_source(source: object, most: int) -> tuple[bytes, str]:
    """The bytes and the name of the source; see ``open_source``."""
    if isinstance(source, bytes | bytearray | memoryview):
        _check_size(len(source) if not isinstance(source, memoryview) else source.nbytes, most)
        return bytes(source), "bytes"
    if isinstance(source, str | os.PathLike):
        return _read_path(source, most)
    read = getattr(source, "read", None)
    if not callable(read):
        raise UsageError(
            f"A source is a path, bytes or a binary file object, not {type(source).__name__}.",
            remedy="Give one of these.",
        )
    own = getattr(source, "name", None)
    return _read_all(read, most), os.path.basename(own) if isinstance(own, str) and own else "stream"  # noqa: PTH119


def _read_path(source: str | os.PathLike[str], most: int) -> tuple[bytes, str]:
    path = os.fspath(source)
    shown = os.path.basename(path) or path  # noqa: PTH119  (a path may be no text for pathlib: surrogates, a URL)
    missing = SourceNotFoundError(f"There is no file {shown!r}.", remedy="Check the path.")
    if "://" in path[:12]:
        raise SourceNotFoundError("Addresses are not fetched.", remedy="Download the file and give its path.")
    try:
        # Without O_NONBLOCK a named pipe would wait for a writer.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise missing from None
    except (IsADirectoryError, NotADirectoryError):
        raise _irregular(shown) from None
    except PermissionError:
        if os.path.isdir(path):  # noqa: PTH112  (Windows says so of a folder)
            raise _irregular(shown) from None
        raise SourceNotFoundError(f"{shown!r} may not be read.", remedy="Check its permissions.") from None
    except (OSError, ValueError) as error:
        raise SourceNotFoundError(f"{shown!r} cannot be opened.", remedy="Check the path.") from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise _irregular(shown)
        _check_size(status.st_size, most)
        return _read_all(lambda count: os.read(handle, count), most), shown
    finally:
        os.close(handle)


def _irregular(shown: str) -> SourceNotFoundError:
    return SourceNotFoundError(f"{shown!r} is not a regular file.", remedy="Give a file, not a folder or a device.")


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise LimitError(
            f"The file is larger than the limit of {most} bytes.",
            remedy="Raise the limit max_bytes, or split the file.",
        )


def _read_all(read: Callable[[int], object], most: int) -> bytes:
    """Everything that is left, at most ``most`` bytes."""
    parts: list[bytes] = []
    size = 0
    while True:
        try:
            part = read(_CHUNK)
        except (OSError, ValueError) as error:  # ValueError: a closed file
            raise SourceNotFoundError("The source cannot be read.", remedy="Check the file or its medium.") from error
        if isinstance(part, str):
            raise UsageError("The file object is in text mode.", remedy='Open it in binary mode: open(path, "rb").')
        if not part:
            return b"".join(parts)
        if not isinstance(part, bytes | bytearray | memoryview):
            raise UsageError(f"The file object's read gives {type(part).__name__}, not bytes.", remedy="Give bytes.")
        parts.append(bytes(part))
        size += len(part)
        _check_size(size, most)
