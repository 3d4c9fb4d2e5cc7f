"""``vndocparse parse``: files to cards, or to one of the exchange formats."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vndocparse.cli.outlets import JOINED, SUFFIXES, CardPrinter, Explainer, Folder, OneFile, Outlet, Stream
from vndocparse.cli.reading import STDIN, Options, read_file, warm_up
from vndocparse.cli.streams import complain
from vndocparse.cli.terminal import progress_bar
from vndocparse.errors import UsageError, VndocparseError
from vndocparse.messages import Messages

if TYPE_CHECKING:
    from vndocparse.model.document import ParseResult

_FEW = 2
"""With more files than this, loading the parser once pays."""
_BY_SUFFIX = {**{suffix: name for name, suffix in SUFFIXES.items()}, ".ndjson": "jsonl", ".htm": "html"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for besides reading."""

    files: tuple[str, ...]
    format: str | None
    output: Path | None
    explain: tuple[str, ...]
    full: bool
    progress: bool


def run_parse(request: Request, options: Options, say: Messages) -> int:
    """Read every file and show or write what was found; a file that fails is named and the others go on.

    Returns:
        0, or the exit code of the first file that failed.

    Raises:
        UsageError: the format or the output makes no sense for these files.
        WriteError: the one output file cannot be written.
    """
    outlet = _outlet(request, say)
    if len(request.files) > _FEW:
        warm_up()
    code = 0
    for at, name in enumerate(request.files):
        try:
            with progress_bar(say("progress", name=name), say, wanted=request.progress) as on_page:
                result = _named(read_file(name, options, on_page), name)
            outlet.put(at, result)
        except VndocparseError as error:
            complain(say.error(error), name)
            code = code or error.exit_code
    outlet.close()
    return code


def _outlet(request: Request, say: Messages) -> Outlet:
    many = len(request.files) > 1
    if request.explain:
        return Explainer(say, request.explain, many)
    into_folder = request.output is not None and request.output.is_dir()
    format_ = _format(request, into_folder, say)
    if many and not into_folder and format_ not in JOINED:
        raise UsageError(say("usage_output_dir"), remedy=say("usage_output_dir_remedy"))
    if request.output is None:
        return CardPrinter(say, request.full) if format_ == "card" else Stream(format_, many, say)
    if into_folder:
        names = tuple("stdin" if name == STDIN else name for name in request.files)
        return Folder(request.output, format_, names, say, request.full)
    return OneFile(request.output, format_, say, request.full)


def _format(request: Request, into_folder: bool, say: Messages) -> str:
    if request.format is not None:
        if request.format not in SUFFIXES:
            raise UsageError(say("usage_no_format", text=request.format), remedy=say("usage_format_remedy"))
        return request.format
    if request.output is None:
        return "card"
    if into_folder:
        return "json"
    found = _BY_SUFFIX.get(request.output.suffix.casefold())
    if found is None:
        raise UsageError(say("usage_format"), remedy=say("usage_format_remedy"))
    return found


def _named(result: ParseResult, name: str) -> ParseResult:
    if name != STDIN:
        return result
    return result.model_copy(update={"source": result.source.model_copy(update={"name": STDIN})})
