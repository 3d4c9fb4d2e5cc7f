"""Commands for collections: ``graph``, ``index``, ``search``, ``evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vndocparse.cli.options import Engine, Memory, Password, Progress, Redact, Rules, Timeout, Workers
from vndocparse.messages import Messages


def graph(
    say: Messages,
    inputs: Annotated[list[str], typer.Argument(help="arg_graph", metavar="DIR|RESULTS|FILE...")],
    output: Annotated[Path, typer.Option("--output", "-o", help="opt_graph_output", rich_help_panel="panel_output")],
    plot: Annotated[
        str | None,
        typer.Option(
            "--plot", help="opt_plot", rich_help_panel="panel_output", metavar="spread|lags|most-cited|chains"
        ),
    ] = None,
    of: Annotated[str | None, typer.Option("--of", help="opt_of", rich_help_panel="panel_output")] = None,
    hops: Annotated[int, typer.Option("--hops", min=1, help="opt_hops", rich_help_panel="panel_output")] = 1,
    engine: Engine = "auto",
    rules: Rules = None,
    workers: Workers = None,
    timeout: Timeout = 900,
    memory: Memory = "4G",
    progress: Progress = True,
) -> int:
    """Draw the network of references of a collection."""
    from vndocparse.cli.graph import Request, run_graph
    from vndocparse.cli.reading import Options

    options = Options.make(say, engine=engine, rules=rules, workers=workers, timeout=timeout, memory=memory)
    request = Request(tuple(inputs), output, plot, of, hops, progress)
    return run_graph(request, options, say)


def index(
    say: Messages,
    files: Annotated[list[str], typer.Argument(help="arg_export", metavar="RESULT...")],
    output: Annotated[Path, typer.Option("--output", "-o", help="opt_library", rich_help_panel="panel_output")],
    datasette: Annotated[
        Path | None, typer.Option("--datasette", help="opt_datasette", rich_help_panel="panel_output")
    ] = None,
    redact: Redact = None,
    password: Password = None,
    engine: Engine = "auto",
    rules: Rules = None,
    workers: Workers = None,
    timeout: Timeout = 900,
    memory: Memory = "4G",
    progress: Progress = True,
) -> int:
    """Put results into a library with full-text search."""
    from vndocparse.cli.export import export_options
    from vndocparse.cli.library import run_index
    from vndocparse.cli.parse import Request
    from vndocparse.cli.reading import Options

    options = Options.make(
        say, password=password, engine=engine, rules=rules, workers=workers, timeout=timeout, memory=memory
    )
    choice = export_options(redact, "", [], say)
    request = Request(tuple(files), None, output, (), False, progress, choice, stored=True)
    return run_index(request, options, say, datasette)


def search(
    say: Messages,
    library: Annotated[Path, typer.Argument(help="arg_library", metavar="LIBRARY")],
    query: Annotated[str, typer.Argument(help="arg_query", metavar="[QUERY]")] = "",
    type_: Annotated[str | None, typer.Option("--type", help="opt_type", rich_help_panel="panel_choice")] = None,
    organ: Annotated[str | None, typer.Option("--organ", help="opt_organ", rich_help_panel="panel_choice")] = None,
    year: Annotated[str | None, typer.Option("--year", help="opt_year", rich_help_panel="panel_choice")] = None,
    level: Annotated[str | None, typer.Option("--level", help="opt_level", rich_help_panel="panel_choice")] = None,
    cites: Annotated[str | None, typer.Option("--cites", help="opt_cites", rich_help_panel="panel_choice")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="opt_limit", rich_help_panel="panel_output")] = 20,
    facets: Annotated[str | None, typer.Option("--facets", help="opt_facets", rich_help_panel="panel_output")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="opt_search_json", rich_help_panel="panel_output")] = False,
) -> int:
    """Search a library."""
    from vndocparse.cli.library import Search, run_search

    wanted = Search(library, query, type_, organ, year, level, cites, limit, facets, as_json)
    return run_search(wanted, say)


def evaluate(
    say: Messages,
    folder: Annotated[Path, typer.Argument(help="arg_gold", metavar="GOLDDIR", exists=True, file_okay=False)],
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="opt_baseline", rich_help_panel="panel_output")
    ] = None,
    save: Annotated[Path | None, typer.Option("--save", help="opt_save", rich_help_panel="panel_output")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="opt_strict")] = False,
    split: Annotated[
        list[str] | None, typer.Option("--split", help="opt_split", rich_help_panel="panel_choice")
    ] = None,
    form: Annotated[list[str] | None, typer.Option("--form", help="opt_form", rich_help_panel="panel_choice")] = None,
    family: Annotated[
        list[str] | None, typer.Option("--family", help="opt_family", rich_help_panel="panel_choice")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help="opt_by", rich_help_panel="panel_output", metavar="form|family|split|case"),
    ] = None,
    misses: Annotated[int, typer.Option("--misses", min=0, help="opt_misses", rich_help_panel="panel_output")] = 40,
    fail_below: Annotated[
        float | None,
        typer.Option("--fail-below", min=0, max=1, help="opt_fail_below", rich_help_panel="panel_output"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="opt_eval_json", rich_help_panel="panel_output")] = False,
    engine: Engine = "auto",
    rules: Rules = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="opt_eval_workers", rich_help_panel="panel_reading")
    ] = None,
    timeout: Timeout = 900,
    memory: Memory = "4G",
    progress: Progress = True,
) -> int:
    """Score readings against gold."""
    from vndocparse.cli.evaluate import Request, run_evaluate
    from vndocparse.cli.reading import Options

    # One process per file is busy already: a file's own OCR does not share out its pages.
    options = Options.make(say, engine=engine, rules=rules, workers=1, timeout=timeout, memory=memory)
    request = Request(
        folder, baseline, save, strict, tuple(split or ()), tuple(form or ()), tuple(family or ()), by, misses,
        fail_below, as_json, workers, progress,
    )  # fmt: skip
    return run_evaluate(request, options, say)
