"""The commands of a library: ``index`` and ``search``."""

# No `from __future__ import annotations`: typer reads the annotations, which hold the help of the language chosen.

from pathlib import Path
from typing import Annotated

import typer

from vndocparse.cli.streams import watched
from vndocparse.messages import Messages


def add_library_commands(app: typer.Typer, say: Messages) -> None:
    """Add both to ``app``, with their help in the language of ``say``."""
    reading, writing, choice = say("panel_reading"), say("panel_output"), say("panel_choice")
    redact = typer.Option("--redact", help=say("opt_redact"), metavar="signer,recipients", rich_help_panel=writing)
    password = typer.Option(
        "--password", help=say("opt_password"), rich_help_panel=reading, envvar="VNDOCPARSE_PASSWORD", show_envvar=True
    )
    engine = typer.Option("--engine", help=say("opt_engine"), rich_help_panel=reading)
    rules = typer.Option("--rules", help=say("opt_rules"), rich_help_panel=reading, exists=True, file_okay=False)
    timeout = typer.Option("--timeout", min=0, help=say("opt_timeout"), rich_help_panel=reading)
    memory = typer.Option("--memory", help=say("opt_memory"), rich_help_panel=reading)
    lang = typer.Option("--lang", help=say("opt_lang"), metavar="en|vi")
    debug = typer.Option("--debug", help=say("opt_debug"))
    workers = typer.Option("--workers", min=1, help=say("opt_workers"), rich_help_panel=reading)

    @app.command("index", help=say("help_index"))
    def index(
        files: Annotated[list[str], typer.Argument(help=say("arg_export"), metavar="RESULT...")],
        output: Annotated[Path, typer.Option("--output", "-o", help=say("opt_library"), rich_help_panel=writing)],
        redact: Annotated[str | None, redact] = None,
        password: Annotated[str | None, password] = None,
        engine: Annotated[str, engine] = "auto",
        rules: Annotated[Path | None, rules] = None,
        workers: Annotated[int | None, workers] = None,
        timeout: Annotated[float, timeout] = 900,
        memory: Annotated[str, memory] = "4G",
        progress: Annotated[
            bool, typer.Option("--progress/--no-progress", help=say("opt_progress"), rich_help_panel=writing)
        ] = True,
        lang: Annotated[str | None, lang] = None,
        debug: Annotated[bool, debug] = False,
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
            return run_index(request, options, say)

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
        lang: Annotated[str | None, lang] = None,
        debug: Annotated[bool, debug] = False,
    ) -> int:
        from vndocparse.cli.library import Search, run_search

        wanted = Search(library, query, type_, organ, year, level, cites, limit, facets, as_json)
        with watched():
            return run_search(wanted, say)
