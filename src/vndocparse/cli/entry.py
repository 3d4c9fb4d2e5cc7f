"""From ``sys.argv`` to an exit code: no exception and no traceback leaves this module."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from vndocparse.cli.streams import PROGRAM, ClosedPipeError, StoppedError, complain
from vndocparse.errors import VndocparseError
from vndocparse.messages import LANGUAGES, Messages, language_of, messages

INTERNAL = 70
"""Exit code of an error that is ours (EX_SOFTWARE)."""
INTERRUPTED = 130
BROKEN_PIPE = 141
"""As a shell reports a program that SIGPIPE ended."""
USAGE = 2


def main() -> None:
    """Run the command line and end the process with its exit code."""
    code = run(sys.argv[1:])
    # A broken pipe is found only now if the output fitted the buffer.
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _closed_pipe()
    raise SystemExit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    say = messages(language(arguments))
    debug = "--debug" in arguments
    try:
        from vndocparse.cli.app import build_app

        code = build_app(say)(args=spelled_out(arguments) or ["--help"], prog_name=PROGRAM, standalone_mode=False)
        return code if isinstance(code, int) else 0
    except VndocparseError as error:
        complain(say.error(error))
        return error.exit_code
    except KeyboardInterrupt:
        return _interrupted(say)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except Exception as error:
        return _other(error, say, debug)


def language(arguments: Sequence[str]) -> str:
    """The language asked for by ``--lang`` anywhere, else by VNDOCPARSE_LANG, else English."""
    given = None
    for at, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and at + 1 < len(arguments):
            given = arguments[at + 1]
        elif argument.startswith("--lang="):
            given = argument.removeprefix("--lang=")
    return language_of(given if given in LANGUAGES else os.environ.get("VNDOCPARSE_LANG"))


def spelled_out(arguments: Sequence[str]) -> list[str]:
    """The arguments with a value for ``--ray`` where it stands without one, which no option of typer's may."""
    out: list[str] = []
    for at, argument in enumerate(arguments):
        if argument == "--":
            return [*out, *arguments[at:]]
        out.append(argument)
        following = arguments[at + 1] if at + 1 < len(arguments) else "-"
        if argument == "--ray" and following.startswith("-"):
            out.append("local")
    return out


def _other(error: Exception, say: Messages, debug: bool) -> int:
    kind = type(error)
    # Typer brings its own copy of click, whose classes have no public home: they are known by what they offer.
    shown = getattr(error, "format_message", None)
    if shown is not None:
        return _usage(error, str(shown()), say)
    if isinstance(error, StoppedError) or kind.__name__ == "Abort":
        return _interrupted(say)
    if isinstance(error, ClosedPipeError):
        return _closed_pipe()
    if isinstance(error, OSError) and error.filename is None and error.errno is not None:
        complain(f"{say('write_failed', reason=error.strerror)} {say('write_failed_remedy')}")
        return 1
    complain(say("internal", kind=kind.__name__, place=_place(error)))
    if debug:
        _print_frames(error)
    return INTERNAL


def _usage(error: Exception, message: str, say: Messages) -> int:
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context is not None else PROGRAM
    ended = message if message.endswith((".", "?", ")")) else f"{message}."
    complain(f"{ended} {say('usage_help', command=command)}")
    return USAGE


def _interrupted(say: Messages) -> int:
    complain(say("interrupted"))
    return INTERRUPTED


def _closed_pipe() -> int:
    """The reader of our output is gone: say nothing more, at the end of the interpreter neither."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def _place(error: BaseException) -> str:
    """File and line where the error was raised; never its message, which may hold text of a document."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def _print_frames(error: BaseException) -> None:
    """The frames of ``error`` and of what caused it: files, lines and our own source, no values or messages."""
    seen: BaseException | None = error
    while seen is not None:
        print(f"{type(seen).__name__} at:", file=sys.stderr)
        for frame in traceback.extract_tb(seen.__traceback__):
            print(f"  {frame.filename}:{frame.lineno} {frame.name}: {frame.line}", file=sys.stderr)
        seen = seen.__cause__ or seen.__context__
