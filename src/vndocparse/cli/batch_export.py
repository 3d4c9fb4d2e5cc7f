"""``vndocparse batch --export``: what a batch has read, in a format of exchange, once it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from vndocparse.cli.output import make_folder
from vndocparse.cli.parse import Request, chosen_format, run_parse
from vndocparse.cli.reading import Options
from vndocparse.errors import UsageError
from vndocparse.export.formats import FORMATS, ExportOptions, refuse_unused
from vndocparse.messages import Messages


@dataclass(frozen=True, slots=True)
class BatchExport:
    """Where the export goes, and how it is written."""

    format: str
    path: Path
    options: ExportOptions

    @property
    def words(self) -> bool:
        """The batch must keep the words of the pages."""
        return FORMATS[self.format].needs != ""


def batch_export(to: str | None, path: Path | None, options: ExportOptions, out: Path, say: Messages) -> BatchExport:
    """What is asked for, looked at before the batch begins.

    Raises:
        UsageError: the format is not known or cannot use an option, no place is named, or it lies inside the results.
    """
    if path is None:
        raise UsageError(say("usage_batch_export"), remedy=say("usage_batch_export_remedy"))
    if path.resolve() == out.resolve() or out.resolve() in path.resolve().parents:
        raise UsageError(say("usage_batch_export_inside"), remedy=say("usage_batch_export_inside_remedy"))
    request = Request((str(out),), to, path, (), False, False, options, stored=True)
    format_ = chosen_format(request, path.is_dir(), say)
    if format_ not in FORMATS:
        raise UsageError(
            say("usage_no_format", text=format_), remedy=say("usage_format_remedy", names=", ".join(FORMATS))
        )
    refuse_unused(format_, options)
    return BatchExport(format_, path, options)


def write_export(export: BatchExport, out: Path, options: Options, say: Messages) -> int:
    """Write the results of the batch in ``out``: one file where the format can hold them all, else a folder of files.

    Returns:
        0, or the exit code of the first result that could not be written.
    """
    from vndocparse.batches.summary import open_journal

    format_ = FORMATS[export.format]
    if not format_.joined:
        make_folder(export.path, say)
    files: dict[str, str | bytes] = {}
    if format_.needs == "file":
        journal = open_journal(out)
        try:
            files = {sha: name for name, sha, _ in journal.sources() if sha is not None and Path(name).is_file()}
        finally:
            journal.close()
    written = replace(export.options, files=files)
    request = Request((str(out),), export.format, export.path, (), False, False, written, stored=True)
    return run_parse(request, options, say)
