"""Everything that ``vndocparse`` raises, and the exit code of each kind.

::

    VndocparseError                     1   any failure the library foresees
    ├── UsageError                      2   the call itself is wrong
    ├── SourceNotFoundError             3   no such file, or not a regular file, or not readable
    ├── UnsupportedFormatError          4   not a document of a kind that we read
    ├── EmptyFileError                  5   zero bytes, or nothing but blanks
    ├── DamagedFileError                6   truncated or broken beyond reading
    ├── EncryptedFileError              7   needs a password, or the one given is wrong
    ├── LimitError                      8   over a limit of pages, pixels, bytes or memory
    │   └── TimeLimitError              9   over the limit of time, or stuck
    ├── MissingEngineError             10   no OCR engine, or not the one asked for
    │   └── MissingLanguageError       11   the engine lacks Vietnamese
    ├── RuleDataError                  12   broken rule data
    ├── CrashError                     13   a reader died in its own process
    ├── MissingExtraError              14   an optional package is not installed
    ├── OutputError                    15   a batch cannot keep its results: disk full, read-only, in use
    └── NotAResultError                17   JSON that is no result of this library

A message says what is wrong and what to do next.  It never holds text of a document.
"""

from __future__ import annotations

from typing import ClassVar


class VndocparseError(Exception):
    """Base of all errors of the library; ``code`` is stable, ``exit_code`` is the command line's."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message} {remedy}".strip())

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.remedy))


def _rebuild(kind: type[VndocparseError], message: str, remedy: str) -> VndocparseError:
    return kind(message, remedy=remedy)


class UsageError(VndocparseError):
    """An argument has a value that makes no sense, e.g. pages beyond the end."""

    code = "usage"
    exit_code = 2


class SourceNotFoundError(VndocparseError):
    """The path does not exist, is a folder or a device, or may not be read."""

    code = "not-found"
    exit_code = 3


class UnsupportedFormatError(VndocparseError):
    """The bytes are not a PDF, image, text, HTML, DOCX, hOCR, ALTO or PAGE-XML."""

    code = "unsupported-format"
    exit_code = 4


class EmptyFileError(VndocparseError):
    """The file has no bytes, or a text file holds only white space."""

    code = "empty-file"
    exit_code = 5


class DamagedFileError(VndocparseError):
    """No page of the file can be read."""

    code = "damaged-file"
    exit_code = 6


class EncryptedFileError(VndocparseError):
    """The file needs a password, or the one given does not open it."""

    code = "encrypted"
    exit_code = 7


class LimitError(VndocparseError):
    """The file is larger than a limit allows: bytes, pages, pixels or memory."""

    code = "limit"
    exit_code = 8


class TimeLimitError(LimitError):
    """Reading took longer than the limit of time."""

    code = "time-limit"
    exit_code = 9


class MissingEngineError(VndocparseError):
    """A page needs OCR and the engine for it is not installed."""

    code = "missing-engine"
    exit_code = 10


class MissingLanguageError(MissingEngineError):
    """The OCR engine is there but has no Vietnamese data."""

    code = "missing-language"
    exit_code = 11


class RuleDataError(VndocparseError):
    """A rule file breaks its schema or contradicts its own examples."""

    code = "rule-data"
    exit_code = 12


class CrashError(VndocparseError):
    """The reader's process died: a file that brings down a native library."""

    code = "crash"
    exit_code = 13


class MissingExtraError(VndocparseError):
    """What was asked for needs an optional package that is not installed."""

    code = "missing-extra"
    exit_code = 14


class OutputError(VndocparseError):
    """The output folder of a batch cannot be written, is full, or is in use by another run."""

    code = "output"
    exit_code = 15


class NotAResultError(VndocparseError):
    """A file of JSON was given as a result and holds none of this library."""

    code = "not-a-result"
    exit_code = 17
