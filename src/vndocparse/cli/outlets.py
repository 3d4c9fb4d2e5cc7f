"""Where results go: to the terminal, through a pipe, into one file, or one file each in a folder."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vndocparse.cli.output import free_names, make_folder, write_file
from vndocparse.cli.terminal import console, text_console
from vndocparse.export.formats import FORMATS, ExportOptions, encode
from vndocparse.messages import Messages

if TYPE_CHECKING:
    from vndocparse.model.document import ParseResult

Content = bytes | dict[str, bytes]
"""What one output holds: a file, or several by name."""
_BOM = b"\xef\xbb\xbf"
CARD = "card"
SUFFIXES = {CARD: ".txt", **{name: f.suffix for name, f in FORMATS.items()}}
"""Formats and how a file of each is named."""
JOINED = (CARD, *(name for name, f in FORMATS.items() if f.joined))
"""Formats that can hold several files in one output."""
_STREAMED = ("json", "jsonl", "csv")
"""Joined formats whose parts can be written one after the other."""


class Outlet(Protocol):
    """Takes results one by one."""

    def put(self, at: int, result: ParseResult) -> None:
        """Take the result of the file number ``at`` of those given."""
        ...

    def close(self) -> None:
        """All files are read."""
        ...


def rendered(results: list[ParseResult], format_: str, options: ExportOptions, say: Messages, full: bool) -> Content:
    """``results`` in one of the formats, as the content of a file, or of several."""
    if format_ != CARD:
        return encode(results, format_, options)
    from vndocparse.card import print_card
    from vndocparse.export.redact import redacted

    results = [redacted(result, options.redact) for result in results]
    out = text_console()
    with out.capture() as captured:
        for result in results:
            print_card(result, out, say, full=full)
    return captured.get().encode("utf-8", "backslashreplace")


def write_content(path: Path, content: Content, say: Messages) -> None:
    """A file; or several: into a zip archive where the name ends so, else into the folder ``path``.

    Raises:
        WriteError: the place may not be written to.
    """
    if isinstance(content, bytes):
        write_file(path, content, say)
    elif len(content) == 1 and path.suffix and not path.is_dir():
        write_file(path, next(iter(content.values())), say)
    elif path.suffix.casefold() == ".zip":
        write_file(path, zipped(content), say)
    else:
        make_folder(path, say)
        for name, data in content.items():
            write_file(path / name, data, say)


def zipped(files: dict[str, bytes]) -> bytes:
    """The files in one archive, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class Redacting:
    """Hands results on to an outlet that knows nothing of parts left out."""

    def __init__(self, outlet: Outlet, redact: tuple[str, ...]) -> None:
        self.outlet, self.redact = outlet, redact

    def put(self, at: int, result: ParseResult) -> None:
        from vndocparse.export.redact import redacted

        self.outlet.put(at, redacted(result, self.redact))

    def close(self) -> None:
        self.outlet.close()


class CardPrinter:
    """Prints cards to standard output."""

    def __init__(self, say: Messages, full: bool) -> None:
        self.say, self.full, self.console = say, full, console()

    def put(self, at: int, result: ParseResult) -> None:
        from vndocparse.card import print_card

        if at:
            self.console.print()
        print_card(result, self.console, self.say, full=self.full)

    def close(self) -> None:
        pass


class Explainer:
    """Prints where the values named came from."""

    def __init__(self, say: Messages, paths: tuple[str, ...], many: bool) -> None:
        self.say, self.paths, self.many, self.console = say, paths, many, console()

    def put(self, at: int, result: ParseResult) -> None:
        from vndocparse.cli.explain import print_explanation

        print_explanation(result, self.paths, self.console, self.say, named=self.many)

    def close(self) -> None:
        pass


class Stream:
    """Writes to standard output: each result as soon as it is there, where the format allows."""

    def __init__(self, format_: str, many: bool, options: ExportOptions, say: Messages) -> None:
        self.format, self.options, self.say, self.count = format_, options, say, 0
        self.array = many and format_ == "json"
        # The rows of an index sheet are numbered through: it is written once all results are there.
        whole = format_ in JOINED and (format_ not in _STREAMED or options.columns)
        self.kept: list[ParseResult] | None = [] if many and whole else None

    def put(self, at: int, result: ParseResult) -> None:
        if self.kept is not None:
            self.kept.append(result)
            return
        content = self._rendered([result])
        if self.array:
            content = (b"[\n" if self.count == 0 else b",\n") + content.rstrip(b"\n")
        elif self.format == "csv" and self.count:
            content = content.partition(b"\r\n")[2]  # the line of column names stands once
        self.count += 1
        self._write(content)

    def close(self) -> None:
        if self.array:
            self._write(b"\n]\n" if self.count else b"[]\n")
        if self.kept:
            self._write(self._rendered(self.kept))

    def _rendered(self, results: list[ParseResult]) -> bytes:
        content = rendered(results, self.format, self.options, self.say, full=False)
        if isinstance(content, bytes):
            return content.removeprefix(_BOM)  # for a pipe, not for a spreadsheet
        return next(iter(content.values())) if len(content) == 1 else zipped(content)

    def _write(self, content: bytes) -> None:
        # Bytes, so that CSV's line ends and Vietnamese letters do not depend on the system.
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


class OneFile:
    """Writes all results to one file, once all are read."""

    def __init__(self, path: Path, format_: str, options: ExportOptions, say: Messages, full: bool) -> None:
        self.path, self.format, self.options, self.say, self.full = path, format_, options, say, full
        self.results: list[ParseResult] = []

    def put(self, at: int, result: ParseResult) -> None:
        self.results.append(result)

    def close(self) -> None:
        if self.results:
            content = rendered(self.results, self.format, self.options, self.say, self.full)
            write_content(self.path, content, self.say)


class Folder:
    """Writes each result to a file of its own, named like what was read."""

    def __init__(
        self, path: Path, format_: str, names: tuple[str, ...], options: ExportOptions, say: Messages, full: bool
    ) -> None:
        self.paths = free_names(path, names, SUFFIXES[format_])
        self.format, self.options, self.say, self.full = format_, options, say, full

    def put(self, at: int, result: ParseResult) -> None:
        content = rendered([result], self.format, self.options, self.say, self.full)
        path = self.paths[at]
        several = not isinstance(content, bytes) and len(content) > 1
        write_content(path.with_suffix("") if several else path, content, self.say)

    def close(self) -> None:
        pass
