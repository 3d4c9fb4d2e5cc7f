"""Reading a file in a process of its own, so that a file that hangs or kills a reader harms nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from vndocparse.cli.output import byte_count, page_numbers
from vndocparse.errors import LimitError, UsageError
from vndocparse.mend import kinds_of
from vndocparse.messages import Messages

if TYPE_CHECKING:
    from vndocparse.model.document import ParseResult
    from vndocparse.show import PageImage
    from vndocparse.source.base import Limits

OnPage = Callable[[int, int], None]
Effort = Literal["full", "fast"] | float
STDIN = "-"


def effort_asked(fast: bool, look_again: float | None) -> Effort:
    """What ``--fast`` and ``--look-again`` ask for."""
    return "fast" if fast else "full" if look_again is None else look_again


@dataclass(frozen=True, slots=True)
class Options:
    """What the options of a command say about reading; it crosses into the child process."""

    pages: tuple[int, ...] | None = None
    bullets: bool = False
    password: str | None = None
    engine: str = "auto"
    rules: str | None = None
    catalogue: str | None = None
    workers: int | None = None
    seconds: float | None = None
    memory: int | None = None
    max_pages: int | None = None
    words: bool = False
    effort: Effort = "full"
    """How much of a page is read again, as ``parse`` takes it."""
    mend: str = "all"

    @classmethod
    def make(
        cls,
        say: Messages,
        *,
        pages: str | None = None,
        bullets: bool = False,
        password: str | None = None,
        engine: str = "auto",
        rules: Path | None = None,
        catalogue: Path | None = None,
        workers: int | None = None,
        timeout: float = 0,
        memory: str = "",
        max_pages: int | None = None,
        words: bool = False,
        effort: Effort = "full",
        mend: str = "all",
    ) -> Options:
        """From the options as they are typed.

        Raises:
            UsageError: pages, memory or kinds of mending are not understood.
        """
        kinds_of(mend)
        numbers = page_numbers(pages, say)
        return cls(
            pages=None if numbers is None else tuple(numbers),
            bullets=bullets,
            password=password,
            engine=engine,
            rules=None if rules is None else str(rules),
            catalogue=None if catalogue is None else str(catalogue),
            workers=workers,
            seconds=timeout or None,
            memory=byte_count(memory, "--memory", say),
            max_pages=max_pages,
            words=words,
            effort=effort,
            mend=mend,
        )

    def limits(self) -> Limits:
        """The bounds for the parser and its process."""
        from vndocparse.source.base import Limits

        base = Limits(max_seconds=self.seconds, max_memory=self.memory)
        return base if self.max_pages is None else replace(base, max_pages=self.max_pages)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Which pages are wanted as pictures besides the result."""

    pages: tuple[int, ...] | None
    dpi: float
    kind: Literal["png", "jpeg"]
    most: int
    field: str = ""
    """Only the piece of the page with this value is wanted."""


def read_file(name: str, options: Options, on_page: OnPage | None = None) -> ParseResult:
    """Parse the file ``name`` ("-": standard input) in a process of its own.

    Raises:
        VndocparseError: the file cannot be read.
    """
    from vndocparse.isolate import run_isolated

    source = _input(name, options)
    result = run_isolated(_parse, source, options, limits=options.limits(), on_progress=on_page)
    return cast("ParseResult", result)


def read_and_draw(
    name: str, options: Options, drawing: Drawing, on_page: OnPage | None = None
) -> tuple[ParseResult, list[PageImage], int]:
    """``read_file``, and the pictures of pages: none for a text.  The last value is the number of pages.

    Raises:
        VndocparseError: the file cannot be read, or has not the pages that are to be drawn.
    """
    from vndocparse.isolate import run_isolated

    source = _input(name, options)
    found = run_isolated(_parse_and_draw, source, options, drawing, limits=options.limits(), on_progress=on_page)
    return cast("tuple[ParseResult, list[PageImage], int]", found)


def warm_up() -> None:
    """Load the parser and its rules before many files are read: each child inherits them.

    Needed before threads call ``read_file``: a fork while another thread imports a module leaves the
    child with that module's lock, which nobody will ever open.
    """
    from vndocparse.pipeline import parse

    # Text that no reader of native code ever sees.  What is amiss is told for the first file, with its name.
    with suppress(Exception):
        parse("Số 1-KH/TU\nKẾ HOẠCH\nI- MỤC ĐÍCH\n1. Thực hiện Kết luận số 2-KL/TW.".encode(), engine="none")


def _input(name: str, options: Options) -> str | bytes:
    if name != STDIN:
        return name
    most = options.limits().max_bytes
    data = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        raise LimitError(f"Standard input has more than {most} bytes.", remedy="Give the file by its name.")
    return data


def _parse(source: str | bytes, options: Options, on_page: OnPage) -> ParseResult:
    from vndocparse.pipeline import parse

    return parse(
        source,
        engine=options.engine,
        rules=options.rules,
        catalogue=options.catalogue,
        pages=options.pages,
        bullets=options.bullets,
        words=options.words,
        password=options.password,
        limits=options.limits(),
        workers=options.workers,
        effort=options.effort,
        mend=options.mend,
        on_page=on_page,
    )


def _parse_and_draw(
    source: str | bytes, options: Options, drawing: Drawing, on_page: OnPage
) -> tuple[ParseResult, list[PageImage], int]:
    from vndocparse.show import page_images, page_piece, place_of
    from vndocparse.source import open_source

    result = _parse(source, options, on_page)
    opened = open_source(source, password=options.password, limits=options.limits())
    try:
        if result.source.text_origin == "plain":
            return result, [], 0
        count = opened.page_count
        if drawing.field:
            place = place_of(result, drawing.field)
            pieces = [] if place is None else [page_piece(opened, *place, dpi=drawing.dpi)]
            return result, pieces, count
        wanted = drawing.pages or tuple(range(1, min(count, drawing.most) + 1))
        beyond = [p for p in wanted if p > count]
        if beyond:
            raise UsageError(f"Page {beyond[0]} is not among the {count} pages.", remedy="Choose one with --page.")
        return result, page_images(opened, wanted, dpi=drawing.dpi, kind=drawing.kind), count
    finally:
        opened.close()
