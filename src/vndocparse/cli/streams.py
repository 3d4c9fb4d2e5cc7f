"""Standard output and error: complaints of one line, and what happens when a reader of ours goes away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from vndocparse.printable import one_line

PROGRAM = "vndocparse"


class ClosedPipeError(Exception):
    """The reader of our output is gone.

    Not an ``OSError``: click would end the process with 1 at a ``BrokenPipeError``, without asking us.
    """


class StoppedError(Exception):
    """Ctrl-C; its own class for the same reason."""


@contextmanager
def watched() -> Iterator[None]:
    """Within it, a broken pipe is a ``ClosedPipeError`` and Ctrl-C a ``StoppedError``."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise ClosedPipeError from error
    except KeyboardInterrupt as error:
        raise StoppedError from error


def complain(text: str, name: str = "") -> None:
    """One line on standard error: ``vndocparse: FILE: what is wrong and what to do``."""
    with suppress(OSError, ValueError):
        print(
            f"{PROGRAM}: {one_line(name)}: {one_line(text)}" if name else f"{PROGRAM}: {one_line(text)}",
            file=sys.stderr,
        )
