"""The commands of a library: ``index`` and ``search``."""

# No `from __future__ import annotations`: typer reads the annotations, which hold the help of the language chosen.

from pathlib import Path
from typing import Annotated

import typer

from vndocparse.cli.shared import shared_options
from vndocparse.cli.streams import watched
from vndocparse.messages import Messages


def add_library_commands(app: typer.Typer, say: Messages) -> None:
    """Add both to ``app``, with their help in the language of ``say``."""
    writing, choice = say("panel_output"), say("panel_choice")
    shared = shared_options(say)

    @app.command("index", help=say("help_index"))
    def index(
        files: Annotated[list[str], typer.Argument(help=say("arg_export"), metavar="RESULT...")],
        output: Annotated[Path, typer.Option("--output", "-o", help=say("opt_library"), rich_help_panel=writing)],
        datasette: Annotated[
            Path | None, typer.Option("--datasette", help=say("opt_datasette"), rich_help_panel=writing)
        ] = None,
        redact: Annotated[str | None, shared.redact] = None,
        password: Annotated[str | None, shared.password] = None,
        engine: Annotated[str, shared.engine] = "auto",
        rules: Annotated[Path | None, shared.rules] = None,
        workers: Annotated[int | None, shared.workers] = None,
        timeout: Annotated[float, shared.timeout] = 900,
        memory: Annotated[str, shared.memory] = "4G",
        progress: Annotated[bool, shared.progress] = True,
        lang: Annotated[str | None, shared.lang] = None,
        debug: Annotated[bool, shared.debug] = False,
    ) -> int:
        from vndocparse.cli.export import export_options
        from vndocparse.cli.library import run_index
        from vndocparse.cli.parse import Request
        from vndocparse.cli.reading import Options

        options = Options.make(
            say, password=password, engine=engine, rules=rules, workers=workers, timeout=timeout, memory=memory
        )
        choice = export_options(redact, "", [], say)
        request = Request(tuple(files), None, output, (), False, progress, choice, stored=True)
        with watched():
            return run_index(request, options, say, datasette)

    @app.command("search", help=say("help_search"), epilog=say("help_search_examples"))
    def search(
        library: Annotated[Path, typer.Argument(help=say("arg_library"), metavar="LIBRARY")],
        query: Annotated[str, typer.Argument(help=say("arg_query"), metavar="[QUERY]")] = "",
        type_: Annotated[str | None, typer.Option("--type", help=say("opt_type"), rich_help_panel=choice)] = None,
        organ: Annotated[str | None, typer.Option("--organ", help=say("opt_organ"), rich_help_panel=choice)] = None,
        year: Annotated[str | None, typer.Option("--year", help=say("opt_year"), rich_help_panel=choice)] = None,
        level: Annotated[str | None, typer.Option("--level", help=say("opt_level"), rich_help_panel=choice)] = None,
        cites: Annotated[str | None, typer.Option("--cites", help=say("opt_cites"), rich_help_panel=choice)] = None,
        limit: Annotated[int, typer.Option("--limit", min=1, help=say("opt_limit"), rich_help_panel=writing)] = 20,
        facets: Annotated[str | None, typer.Option("--facets", help=say("opt_facets"), rich_help_panel=writing)] = None,
        as_json: Annotated[bool, typer.Option("--json", help=say("opt_search_json"), rich_help_panel=writing)] = False,
        lang: Annotated[str | None, shared.lang] = None,
        debug: Annotated[bool, shared.debug] = False,
    ) -> int:
        from vndocparse.cli.library import Search, run_search

        wanted = Search(library, query, type_, organ, year, level, cites, limit, facets, as_json)
        with watched():
            return run_search(wanted, say)
