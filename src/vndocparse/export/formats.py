"""The table of formats: name, file name, what a format needs, and the function that writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Literal, Protocol, cast

from vndocparse.errors import UsageError
from vndocparse.model.document import ParseResult

Files = dict[str, bytes]
"""Several files that make one output: name and content."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What a caller may say of an export; each format takes what concerns it."""

    redact: tuple[str, ...] = ()
    """Parts left out: "signer", "recipients" (see ``vndocparse.export.redact``)."""
    columns: str = ""
    """Column map of an index sheet: a preset ("tt05", "tt02", "nd30") or the path of a TOML file."""
    values: Mapping[str, str] = field(default_factory=dict)
    """What the page does not say: {"file_code": "G09.01"}; keys are those of the column map or mapping."""
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    """For a searchable PDF the files that results were read from, as a path or bytes, by their SHA-256."""
    password: str | None = None
    """Of an encrypted PDF among ``files``."""
    isolated: bool = False
    """Read ``files`` in a process of their own, as the command line does."""
    on_notice: Callable[[str], None] | None = None
    """Called with each thing that a person should look at: a text over its column's length, a required value that
    is missing."""
    language: str = "en"
    """Of what a reading copy says about its own reading: the list of problems."""
    dpi: int = 300
    """Pixels per inch of coordinates in hOCR, ALTO and PAGE-XML."""


class Notice(Protocol):
    """What ``notify`` tells of."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def message(self) -> str: ...


Writer = Callable[[Sequence[ParseResult], ExportOptions], "bytes | Files"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format that results are written in."""

    name: str
    suffix: str
    writer: str
    """``module:function`` below ``vndocparse.export``."""
    joined: bool = False
    """One output can hold several files."""
    needs: Literal["", "words", "file"] = ""
    """"words": results that keep ``pages``; "file": the file itself."""
    binary: bool = False
    folder: bool = False
    """A folder holds the tables of all files together, not a file for each."""
    takes: tuple[Literal["columns", "values"], ...] = ()
    """Options that only some formats can use: any other format refuses them."""


_ALL = (
    Format("json", ".json", "canonical:write_json", joined=True),
    Format("jsonl", ".jsonl", "canonical:write_jsonl", joined=True),
    Format("csv", ".csv", "canonical:write_csv", joined=True, takes=("columns", "values")),
    Format("xlsx", ".xlsx", "xlsx:write_xlsx", joined=True, binary=True, takes=("columns", "values")),
    Format("parquet", ".parquet", "arrow:write_parquet", joined=True, binary=True, folder=True),
    Format("markdown", ".md", "canonical:write_markdown"),
    Format("html", ".html", "canonical:write_html"),
    Format("docx", ".docx", "docx:write_docx", binary=True),
    Format("akn", ".akn.xml", "akn:write_akn"),
    Format("dc", ".dc.xml", "metadata:write_dc", joined=True),
    Format("jsonld", ".jsonld", "metadata:write_jsonld", joined=True),
    Format("ead", ".ead.xml", "metadata:write_ead", takes=("values",)),
    Format("alto", ".alto.xml", "alto:write_alto", needs="words"),
    Format("page", ".page.xml", "pagexml:write_pagexml", needs="words"),
    Format("pdfa", ".pdf", "pdfa:write_pdfa", needs="file", binary=True),
    Format("hocr", ".hocr", "hocr:write_hocr", needs="words"),
)
FORMATS: dict[str, Format] = {f.name: f for f in _ALL}
"""Formats by name, in the order in which they are listed to a person."""


def encode(
    results: Sequence[ParseResult] | ParseResult, to: str, options: ExportOptions | None = None
) -> bytes | Files:
    """``results`` in the format named ``to``.

    Guarantees: the same results and options give the same bytes; no time stamps.

    Returns:
        The content of one file, or several files by name where the format has one per page or table.

    Raises:
        UsageError: there is no such format, it cannot use an option that was given, or the results lack what it needs.
        MissingExtraError: the format needs an optional package.
    """
    format_ = known_format(to)
    many = [results] if isinstance(results, ParseResult) else list(results)
    options = options or ExportOptions()
    refuse_unused(to, options)
    if any(not r.pages and _needed(format_, r) for r in many):
        raise UsageError(
            f"The format {to} needs the words of the pages, which this result does not keep.",
            remedy="Parse with words=True (--words), or give the file itself.",
        )
    if format_.needs and len(many) != 1:
        raise UsageError(f"The format {to} holds one file.", remedy="Export the results one by one.")
    if options.redact:
        from vndocparse.export.redact import redacted

        many = [redacted(r, options.redact) for r in many]
    module, _, name = format_.writer.partition(":")
    writer = cast(Writer, getattr(import_module(f"vndocparse.export.{module}"), name))
    return writer(many, options)


def _needed(format_: Format, result: ParseResult) -> bool:
    """True where the words of the pages are: a text without pages is set anew for a PDF."""
    return format_.needs == "words" or (format_.needs == "file" and result.source.text_origin != "plain")


def refuse_unused(to: str, options: ExportOptions) -> None:
    """Nothing; an option that the format named ``to`` would not look at is refused, not passed over in silence.

    Raises:
        UsageError: ``columns`` or ``values`` for a format that has none, or ``values`` without the columns they fill.
    """
    takes = FORMATS[to].takes if to in FORMATS else ()
    for name, given in (("columns", bool(options.columns)), ("values", bool(options.values))):
        if given and name not in takes:
            able = ", ".join(f.name for f in _ALL if name in f.takes)
            raise UsageError(f"The format {to} has no use for {name}.", remedy=f"Leave them out, or choose: {able}.")
    if options.values and "columns" in takes and not options.columns:
        raise UsageError(
            "Values fill the columns of an index sheet.", remedy="Name its columns, too: tt05, tt02, nd30."
        )


def notify(options: ExportOptions, findings: Iterable[Notice]) -> None:
    """Tell the caller of each finding."""
    if options.on_notice is not None:
        for found in findings:
            options.on_notice(f"row {found.row}, {found.column}: {found.message}")


def known_format(name: str) -> Format:
    """The format of that name.

    Raises:
        UsageError: there is none.
    """
    try:
        return FORMATS[name]
    except KeyError:
        raise UsageError(f"There is no format {name!r}.", remedy=f"Choose one of: {', '.join(FORMATS)}.") from None
