"""Where results go: to the terminal, through a pipe, into one file, or one file each in a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vndocparse.cli.output import free_names, write_file
from vndocparse.cli.terminal import console, text_console
from vndocparse.messages import Messages

if TYPE_CHECKING:
    from vndocparse.model.document import ParseResult

SUFFIXES = {
    "json": ".json",
    "jsonl": ".jsonl",
    "csv": ".csv",
    "markdown": ".md",
    "html": ".html",
    "card": ".txt",
}
"""Formats and how a file of each is named."""
JOINED = ("json", "jsonl", "csv", "card")
"""Formats that can hold several files in one output."""


class Outlet(Protocol):
    """Takes results one by one."""

    def put(self, at: int, result: ParseResult) -> None:
        """Take the result of the file number ``at`` of those given."""
        ...

    def close(self) -> None:
        """All files are read."""
        ...


def rendered(results: list[ParseResult], format_: str, say: Messages, *, full: bool = False) -> str:
    """``results`` in one of the formats; JSON of several is an array."""
    from vndocparse import export

    if format_ == "json":
        return export.to_json(results[0]) if len(results) == 1 else export.to_json_list(results)
    if format_ == "jsonl":
        return export.to_jsonl(results)
    if format_ == "csv":
        return export.to_csv(results)
    if format_ == "markdown":
        return "\n".join(map(export.to_markdown, results))
    if format_ == "html":
        return "\n".join(map(export.to_html, results))
    from vndocparse.card import print_card

    out = text_console()
    with out.capture() as captured:
        for result in results:
            print_card(result, out, say, full=full)
    return captured.get()


def encoded(text: str, format_: str) -> bytes:
    """``text`` as the bytes of a file; CSV begins with the mark by which spreadsheets know UTF-8."""
    # Without it they take the file for the system's old encoding and break Vietnamese.
    return text.encode("utf-8-sig" if format_ == "csv" else "utf-8", "backslashreplace")


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
    """Writes each result to standard output as soon as it is there."""

    def __init__(self, format_: str, many: bool, say: Messages) -> None:
        self.format, self.say, self.count = format_, say, 0
        self.array = many and format_ == "json"

    def put(self, at: int, result: ParseResult) -> None:
        text = rendered([result], self.format, self.say)
        if self.array:
            text = ("[\n" if self.count == 0 else ",\n") + text.rstrip("\n")
        elif self.format == "csv" and self.count:
            text = text.partition("\r\n")[2]  # the line of column names stands once
        self.count += 1
        self._write(text)

    def close(self) -> None:
        if self.array:
            self._write("\n]\n" if self.count else "[]\n")

    def _write(self, text: str) -> None:
        # Bytes, so that CSV's line ends and Vietnamese letters do not depend on the system.
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()


class OneFile:
    """Writes all results to one file, once all are read."""

    def __init__(self, path: Path, format_: str, say: Messages, full: bool) -> None:
        self.path, self.format, self.say, self.full = path, format_, say, full
        self.results: list[ParseResult] = []

    def put(self, at: int, result: ParseResult) -> None:
        self.results.append(result)

    def close(self) -> None:
        if self.results:
            text = rendered(self.results, self.format, self.say, full=self.full)
            write_file(self.path, encoded(text, self.format), self.say)


class Folder:
    """Writes each result to a file of its own, named like what was read."""

    def __init__(self, path: Path, format_: str, names: tuple[str, ...], say: Messages, full: bool) -> None:
        self.paths = free_names(path, names, SUFFIXES[format_])
        self.format, self.say, self.full = format_, say, full

    def put(self, at: int, result: ParseResult) -> None:
        text = rendered([result], self.format, self.say, full=self.full)
        write_file(self.paths[at], encoded(text, self.format), self.say)

    def close(self) -> None:
        pass
