"""``vndocparse parse``: files to cards, or to one of the exchange formats."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vndocparse.cli.export import holds_one, one_stored, stored_files, stored_results
from vndocparse.cli.outlets import (
    CARD,
    JOINED,
    SUFFIXES,
    CardPrinter,
    Explainer,
    Folder,
    OneFile,
    Outlet,
    Redacting,
    Stream,
)
from vndocparse.cli.reading import STDIN, Options, read_file, warm_up
from vndocparse.cli.streams import complain
from vndocparse.cli.terminal import progress_bar
from vndocparse.errors import UsageError, VndocparseError
from vndocparse.export.formats import FORMATS, ExportOptions, refuse_unused
from vndocparse.messages import Messages

if TYPE_CHECKING:
    from vndocparse.model.document import ParseResult

_FEW = 2
"""With more files than this, loading the parser once pays."""
_BY_SUFFIX = {
    **{suffix: name for name, suffix in reversed(SUFFIXES.items())},
    ".ndjson": "jsonl",
    ".htm": "html",
}
"""Endings that tell the format; where two formats share one, the first of the table."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for besides reading."""

    files: tuple[str, ...]
    format: str | None
    output: Path | None
    explain: tuple[str, ...]
    full: bool
    progress: bool
    export: ExportOptions = field(default_factory=ExportOptions)
    stored: bool = False
    """Files may be results that were written before."""


def run_parse(request: Request, options: Options, say: Messages) -> int:
    """Read every file and show or write what was found; a file that fails is named and the others go on.

    Returns:
        0, or the exit code of the first file that failed.

    Raises:
        UsageError: the format or the output makes no sense for these files.
        WriteError: the one output file cannot be written.
    """
    jobs = jobs_of(request)
    files = dict(request.export.files)
    export = replace(request.export, files=files, password=options.password, isolated=True)
    request = replace(request, export=export)
    outlet, needs = _outlet(request, tuple(job.shown for job in jobs), say)
    if needs and not options.words:
        options = replace(options, words=True)
    code = 0
    for at, job in enumerate(jobs):
        try:
            result = job_result(job, request, options, say)
            if job.result is None and not job.stored:
                files[result.source.sha256] = job.name
            outlet.put(at, result)
        except VndocparseError as error:
            complain(say.error(error), job.name)
            code = code or error.exit_code
    outlet.close()
    return code


def jobs_of(request: Request) -> list[Job]:
    """What is to be written, one job for each result; the parser is loaded where there is much to read."""
    jobs = [job for name in request.files for job in _jobs(name, request.stored)]
    if sum(job.result is None and not job.stored for job in jobs) > _FEW:
        warm_up()
    return jobs


def job_result(job: Job, request: Request, options: Options, say: Messages) -> ParseResult:
    """The job's result, read now where it was not written before.

    Raises:
        VndocparseError: the file cannot be read.
    """
    if job.error is not None:
        raise job.error
    if job.result is not None:
        return job.result
    if job.stored:
        return one_stored(job.name)
    with progress_bar(say("progress", name=job.name), say, wanted=request.progress) as on_page:
        return _named(read_file(job.name, options, on_page), job.name)


@dataclass(frozen=True, slots=True)
class Job:
    """One result to write: of a file that is to be read, or one that was written before."""

    name: str
    result: ParseResult | None = None
    error: VndocparseError | None = None
    stored: bool = False
    """The file holds one result, which is read when its turn comes: a folder may hold more than the memory does."""

    @property
    def shown(self) -> str:
        """What a file of the result is named after."""
        name = self.result.source.name if self.result is not None else self.name
        return "stdin" if name == STDIN else name


def _jobs(name: str, stored: bool) -> list[Job]:
    """A broken file of results fails in its turn, and the others go on."""
    folder = stored_files(name) if stored else None
    if folder is not None:
        return [
            job for path in folder for job in ([Job(path, stored=True)] if holds_one(path) else _jobs(path, stored))
        ]
    try:
        found = stored_results(name) if stored else None
    except VndocparseError as error:
        return [Job(name, error=error)]
    return [Job(name, result) for result in found] if found is not None else [Job(name)]


def _outlet(request: Request, names: tuple[str, ...], say: Messages) -> tuple[Outlet, bool]:
    """Where the results go, and whether they must keep the words of the pages."""
    many = len(names) > 1
    if request.explain:
        refuse_unused("--explain", request.export)
        return Redacting(Explainer(say, request.explain, many), request.export.redact), False
    into_folder = request.output is not None and request.output.is_dir()
    format_ = chosen_format(request, into_folder, say)
    refuse_unused(format_, request.export)
    needs = format_ in FORMATS and FORMATS[format_].needs != ""
    if many and not into_folder and format_ not in JOINED:
        raise UsageError(say("usage_output_dir"), remedy=say("usage_output_dir_remedy"))
    if request.output is None:
        if format_ == CARD:
            return Redacting(CardPrinter(say, request.full), request.export.redact), False
        if FORMATS[format_].binary and sys.stdout.isatty():
            raise UsageError(say("usage_binary"), remedy=say("usage_binary_remedy"))
        return Stream(format_, many, request.export, say), needs
    if into_folder and not (format_ in FORMATS and FORMATS[format_].folder):
        return Folder(request.output, format_, names, request.export, say, request.full), needs
    return OneFile(request.output, format_, request.export, say, request.full), needs


def chosen_format(request: Request, into_folder: bool, say: Messages) -> str:
    """The format asked for, or the one that the output's name tells.

    Raises:
        UsageError: there is no such format, or the name tells none.
    """
    if request.format is not None:
        if request.format not in SUFFIXES:
            raise UsageError(
                say("usage_no_format", text=request.format),
                remedy=say("usage_format_remedy", names=", ".join(SUFFIXES)),
            )
        return request.format
    if request.output is None:
        return CARD
    if into_folder:
        return "json"
    name = request.output.name.casefold()
    found = next((f for suffix, f in _BY_SUFFIX.items() if name.endswith(suffix)), None)
    if found is None:
        raise UsageError(say("usage_format"), remedy=say("usage_format_remedy", names=", ".join(SUFFIXES)))
    return found


def _named(result: ParseResult, name: str) -> ParseResult:
    if name != STDIN:
        return result
    return result.model_copy(update={"source": result.source.model_copy(update={"name": STDIN})})
