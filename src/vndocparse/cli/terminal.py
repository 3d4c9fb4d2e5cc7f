"""Consoles and the bar of progress: rich where there is a terminal, plain text where there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vndocparse.messages import Messages
from vndocparse.printable import shorten

if TYPE_CHECKING:
    from rich.console import Console

_WIDEST = 120
"""Lines longer than this are hard to read, whatever the terminal's width."""
_PLAIN_WIDTH = 100


def console() -> Console:
    """Standard output; colours only on a terminal (and not with NO_COLOR)."""
    from rich.console import Console

    class Plain(Console):
        """Leaves a broken pipe to the command line, where rich would end the process with 1."""

        def on_broken_pipe(self) -> None:
            raise

    out = Plain(file=sys.stdout, highlight=False, emoji=False, markup=False)
    if out.is_terminal:
        out.width = min(out.width, _WIDEST)
    elif not os.environ.get("COLUMNS"):
        out.width = _PLAIN_WIDTH
    return out


def text_console(width: int = _PLAIN_WIDTH) -> Console:
    """A console that only records, for cards written to files."""
    import io

    from rich.console import Console

    return Console(file=io.StringIO(), width=width, highlight=False, emoji=False, markup=False, color_system=None)


@contextmanager
def progress_bar(text: str, say: Messages, *, wanted: bool, least: int = 3) -> Iterator[Callable[[int, int], None]]:
    """A function to call with how much is done and how much there is; it draws a bar on standard error.

    Nothing is drawn where standard error is no terminal, or where there are fewer than ``least`` to do.
    """
    if not wanted or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[count]}", markup=False),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr, highlight=False, emoji=False, markup=False),
        transient=True,
    )
    task = bar.add_task(shorten(text, 50), total=None, count="")
    started = False

    def update(done: int, total: int) -> None:
        nonlocal started
        if total < least:
            return
        if not started:
            started = True
            bar.start()
        bar.update(task, completed=done, total=total, count=say("progress_count", done=done, total=total))

    try:
        yield update
    finally:
        if started:
            bar.stop()
