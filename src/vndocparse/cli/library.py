"""``vndocparse index`` and ``vndocparse search``: a library of results in one SQLite file."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vndocparse.cli.output import write_file
from vndocparse.cli.parse import Request, job_result, jobs_of
from vndocparse.cli.reading import Options
from vndocparse.cli.streams import complain
from vndocparse.cli.terminal import console
from vndocparse.errors import UsageError, VndocparseError
from vndocparse.messages import Messages
from vndocparse.printable import one_line

if TYPE_CHECKING:
    from vndocparse.library import Facet, Hit
    from vndocparse.model.document import ParseResult

_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for, as it was typed."""

    library: Path
    query: str
    type: str | None
    organ: str | None
    year: str | None
    level: str | None
    cites: str | None
    limit: int
    facets: str | None
    as_json: bool


def run_index(request: Request, options: Options, say: Messages, datasette: Path | None = None) -> int:
    """Add every result to the library; a file that fails is named and the others go on.

    ``datasette``: where the metadata file for Datasette is written, if anywhere.

    Returns:
        0, or the exit code of the first file that failed.

    Raises:
        VndocparseError: the library cannot be opened or written.
    """
    from vndocparse.library import Library

    codes: list[int] = []
    with Library(request.output or "", create=True) as library:
        count = library.add(_results(request, options, say, codes))
        library.tidy()
    complain(say("indexed", count=count))
    if datasette is not None:
        from vndocparse.library.datasette import datasette_metadata

        write_file(datasette, datasette_metadata(request.output or "").encode(), say)
    return codes[0] if codes else 0


def _results(request: Request, options: Options, say: Messages, codes: list[int]) -> Iterator[ParseResult]:
    from vndocparse.export import redacted

    for job in jobs_of(request):
        try:
            yield redacted(job_result(job, request, options, say), request.export.redact)
        except VndocparseError as error:
            complain(say.error(error), job.name)
            codes.append(error.exit_code)


def run_search(wanted: Search, say: Messages) -> int:
    """Print what was found.

    Raises:
        UsageError: the year, the level or the facet is not understood.
        VndocparseError: the library cannot be opened.
    """
    from vndocparse.library import FACETS, Library, Wanted
    from vndocparse.rules.levels import LEVELS

    with Library(wanted.library) as library:
        if wanted.facets is not None:
            if wanted.facets not in FACETS:
                raise UsageError(
                    say("usage_facet", text=wanted.facets), remedy=say("usage_facet_remedy", names=", ".join(FACETS))
                )
            facets = library.facets(wanted.facets, wanted.limit)
            if wanted.as_json:
                _print_json(facets)
            else:
                sys.stdout.writelines(f"{f.documents:>8}  {one_line(f.value)}\n" for f in facets)
            return 0
        if wanted.level is not None and wanted.level not in LEVELS:
            raise UsageError(
                say("usage_level", text=wanted.level), remedy=say("usage_level_remedy", names=", ".join(LEVELS))
            )
        years = _years(wanted.year, say)
        hits = library.search(
            Wanted(wanted.query, wanted.type, wanted.organ, years, wanted.level, wanted.cites, wanted.limit)
        )
    if wanted.as_json:
        _print_json(hits)
    elif hits:
        _print(hits)
    else:
        complain(say("search_none"))
    return 0


def _print_json(found: Sequence[Hit | Facet]) -> None:
    sys.stdout.write(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2) + "\n")


def _years(text: str | None, say: Messages) -> tuple[int, int] | None:
    if text is None:
        return None
    found = _YEARS.fullmatch(text.strip())
    if found is None or int(found[1]) > int(found[2] or found[1]):
        raise UsageError(say("usage_year", text=text), remedy=say("usage_year_remedy"))
    return int(found[1]), int(found[2] or found[1])


def _print(hits: list[Hit]) -> None:
    from rich.text import Text

    out = console()
    for at, hit in enumerate(hits):
        if at:
            out.print()
        head = (hit.number or hit.doc_type or hit.document_id, hit.issued, hit.organ)
        out.print(Text(" · ".join(p for p in head if p), "bold"))
        if hit.title:
            out.print(Text(hit.title))
        out.print(Text(hit.snippet, "dim"))
        first, last = hit.pages
        out.print(Text(f"{one_line(hit.file)}, {first}" + (f"–{last}" if last != first else ""), "dim"))
