"""The commands and their options; what they do is imported when one of them runs."""

# No `from __future__ import annotations`: typer reads the annotations, which hold the help of the language chosen.

import sys
from pathlib import Path
from typing import Annotated

import typer

from vndocparse.cli.app_library import add_library_commands
from vndocparse.cli.batch_options import add_batch
from vndocparse.cli.shared import shared_options
from vndocparse.cli.streams import watched
from vndocparse.messages import Messages

_HIDE_LOCALS = False


def build_app(say: Messages) -> typer.Typer:
    """The command line with its help in the language of ``say``."""
    app = typer.Typer(
        name="vndocparse",
        help=say("help"),
        epilog=say("help_exit_codes"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=_HIDE_LOCALS,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )
    reading, writing, choice = say("panel_reading"), say("panel_output"), say("panel_choice")
    shared = shared_options(say)

    @app.callback()
    def common(
        version: Annotated[
            bool, typer.Option("--version", is_eager=True, callback=_version, help=say("opt_version"))
        ] = False,
        lang: Annotated[str | None, shared.lang] = None,
        debug: Annotated[bool, shared.debug] = False,
    ) -> None:
        """Options before the command."""

    @app.command("parse", help=say("help_parse"), epilog=say("help_parse_examples"))
    def parse(
        files: Annotated[list[str], typer.Argument(help=say("arg_files"), metavar="FILE...")],
        format: Annotated[
            str | None,
            typer.Option("--format", "-f", help=say("opt_format"), rich_help_panel=writing),
        ] = None,
        output: Annotated[Path | None, shared.output] = None,
        explain: Annotated[
            list[str] | None, typer.Option("--explain", help=say("opt_explain"), rich_help_panel=writing)
        ] = None,
        pages: Annotated[str | None, typer.Option("--pages", help=say("opt_pages"), rich_help_panel=reading)] = None,
        bullets: Annotated[bool, shared.bullets] = False,
        full: Annotated[bool, typer.Option("--full", help=say("opt_full"), rich_help_panel=writing)] = False,
        words: Annotated[bool, shared.words] = False,
        redact: Annotated[str | None, shared.redact] = None,
        columns: Annotated[str, shared.columns] = "",
        values: Annotated[list[str] | None, shared.values] = None,
        password: Annotated[str | None, shared.password] = None,
        engine: Annotated[str, shared.engine] = "auto",
        rules: Annotated[Path | None, shared.rules] = None,
        catalogue: Annotated[Path | None, shared.catalogue] = None,
        workers: Annotated[int | None, shared.workers] = None,
        fast: Annotated[bool, shared.fast] = False,
        look_again: Annotated[float | None, shared.look_again] = None,
        mend: Annotated[str, shared.mend] = "all",
        timeout: Annotated[float, shared.timeout] = 900,
        memory: Annotated[str, shared.memory] = "4G",
        max_pages: Annotated[
            int | None, typer.Option("--max-pages", min=1, help=say("opt_max_pages"), rich_help_panel=reading)
        ] = None,
        progress: Annotated[bool, shared.progress] = True,
        lang: Annotated[str | None, shared.lang] = None,
        debug: Annotated[bool, shared.debug] = False,
    ) -> int:
        from vndocparse.cli.export import export_options
        from vndocparse.cli.parse import Request, run_parse
        from vndocparse.cli.reading import Options

        options = Options.make(
            say, pages=pages, bullets=bullets, password=password, engine=engine, rules=rules,
            catalogue=catalogue, workers=workers, timeout=timeout, memory=memory, max_pages=max_pages,
            words=words, effort=-1.0 if fast else look_again, mend=mend,
        )  # fmt: skip
        export = export_options(redact, columns, values or [], say)
        request = Request(tuple(files), format, output, tuple(explain or ()), full, progress, export)
        with watched():
            return run_parse(request, options, say)

    @app.command("show", help=say("help_show"))
    def show(
        file: Annotated[str, typer.Argument(help=say("arg_file"), metavar="FILE")],
        output: Annotated[Path, typer.Option("--output", "-o", help=say("opt_show_output"), rich_help_panel=writing)],
        page: Annotated[str | None, typer.Option("--page", help=say("opt_page"), rich_help_panel=reading)] = None,
        field: Annotated[str | None, typer.Option("--field", help=say("opt_field"), rich_help_panel=writing)] = None,
        dpi: Annotated[
            int | None, typer.Option("--dpi", min=36, max=400, help=say("opt_dpi"), rich_help_panel=reading)
        ] = None,
        bullets: Annotated[bool, shared.bullets] = False,
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
        from vndocparse.cli.reading import Options
        from vndocparse.cli.show import run_show

        options = Options.make(
            say, bullets=bullets, password=password, engine=engine, rules=rules, workers=workers, timeout=timeout,
            memory=memory,
        )  # fmt: skip
        with watched():
            return run_show(file, output, page, field, dpi, options, say, progress=progress)

    @app.command("export", help=say("help_export"), epilog=say("help_export_examples"))
    def export(
        files: Annotated[list[str], typer.Argument(help=say("arg_export"), metavar="RESULT...")],
        to: Annotated[str | None, shared.to] = None,
        output: Annotated[Path | None, shared.output] = None,
        redact: Annotated[str | None, shared.redact] = None,
        columns: Annotated[str, shared.columns] = "",
        values: Annotated[list[str] | None, shared.values] = None,
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
        from vndocparse.cli.parse import Request, run_parse
        from vndocparse.cli.reading import Options

        options = Options.make(
            say, password=password, engine=engine, rules=rules, workers=workers, timeout=timeout, memory=memory
        )
        choice = export_options(redact, columns, values or [], say)
        request = Request(tuple(files), to, output, (), False, progress, choice, stored=True)
        with watched():
            return run_parse(request, options, say)

    @app.command("graph", help=say("help_graph"), epilog=say("help_graph_examples"))
    def graph(
        inputs: Annotated[list[str], typer.Argument(help=say("arg_graph"), metavar="DIR|RESULTS|FILE...")],
        output: Annotated[Path, typer.Option("--output", "-o", help=say("opt_graph_output"), rich_help_panel=writing)],
        plot: Annotated[
            str | None,
            typer.Option(
                "--plot", help=say("opt_plot"), rich_help_panel=writing, metavar="spread|lags|most-cited|chains"
            ),
        ] = None,
        of: Annotated[str | None, typer.Option("--of", help=say("opt_of"), rich_help_panel=writing)] = None,
        hops: Annotated[int, typer.Option("--hops", min=1, help=say("opt_hops"), rich_help_panel=writing)] = 1,
        engine: Annotated[str, shared.engine] = "auto",
        rules: Annotated[Path | None, shared.rules] = None,
        workers: Annotated[int | None, shared.workers] = None,
        timeout: Annotated[float, shared.timeout] = 900,
        memory: Annotated[str, shared.memory] = "4G",
        progress: Annotated[bool, shared.progress] = True,
        lang: Annotated[str | None, shared.lang] = None,
        debug: Annotated[bool, shared.debug] = False,
    ) -> int:
        from vndocparse.cli.graph import Request, run_graph
        from vndocparse.cli.reading import Options

        options = Options.make(say, engine=engine, rules=rules, workers=workers, timeout=timeout, memory=memory)
        request = Request(tuple(inputs), output, plot, of, hops, progress)
        with watched():
            return run_graph(request, options, say)

    @app.command("check", help=say("help_check"), epilog=say("help_check_examples"))
    def check(
        files: Annotated[list[str], typer.Argument(help=say("arg_files"), metavar="FILE...")],
        format: Annotated[
            str, typer.Option("--format", "-f", help=say("opt_check_format"), rich_help_panel=writing)
        ] = "table",
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help=say("opt_check_output"), rich_help_panel=writing)
        ] = None,
        regulation: Annotated[
            list[str] | None, typer.Option("--rules", help=say("opt_check_rules"), rich_help_panel=choice)
        ] = None,
        severity: Annotated[str, typer.Option("--severity", help=say("opt_severity"), rich_help_panel=choice)] = "info",
        fail_on: Annotated[str, typer.Option("--fail-on", help=say("opt_fail_on"), rich_help_panel=choice)] = "error",
        draw: Annotated[Path | None, typer.Option("--draw", help=say("opt_draw"), rich_help_panel=writing)] = None,
        page: Annotated[str | None, typer.Option("--page", help=say("opt_page"), rich_help_panel=writing)] = None,
        dpi: Annotated[int, typer.Option("--dpi", min=36, max=400, help=say("opt_dpi"), rich_help_panel=writing)] = 120,
        password: Annotated[str | None, shared.password] = None,
        engine: Annotated[str, shared.engine] = "auto",
        workers: Annotated[int | None, shared.workers] = None,
        timeout: Annotated[float, shared.timeout] = 900,
        memory: Annotated[str, shared.memory] = "4G",
        progress: Annotated[bool, shared.progress] = True,
        lang: Annotated[str | None, shared.lang] = None,
        debug: Annotated[bool, shared.debug] = False,
    ) -> int:
        from vndocparse.cli.check import Request, run_check
        from vndocparse.cli.reading import Options

        options = Options.make(say, password=password, engine=engine, workers=workers, timeout=timeout, memory=memory)
        named = tuple(r.strip() for text in regulation or () for r in text.split(",") if r.strip())
        request = Request(tuple(files), format, output, named, severity, fail_on, draw, page, dpi, progress)
        with watched():
            return run_check(request, options, say)

    add_library_commands(app, say)

    @app.command("evaluate", help=say("help_evaluate"))
    def evaluate(
        folder: Annotated[Path, typer.Argument(help=say("arg_gold"), metavar="GOLDDIR", exists=True, file_okay=False)],
        baseline: Annotated[
            Path | None, typer.Option("--baseline", help=say("opt_baseline"), rich_help_panel=writing)
        ] = None,
        save: Annotated[Path | None, typer.Option("--save", help=say("opt_save"), rich_help_panel=writing)] = None,
        strict: Annotated[bool, typer.Option("--strict", help=say("opt_strict"))] = False,
        split: Annotated[
            list[str] | None, typer.Option("--split", help=say("opt_split"), rich_help_panel=choice)
        ] = None,
        form: Annotated[list[str] | None, typer.Option("--form", help=say("opt_form"), rich_help_panel=choice)] = None,
        family: Annotated[
            list[str] | None, typer.Option("--family", help=say("opt_family"), rich_help_panel=choice)
        ] = None,
        by: Annotated[
            str | None,
            typer.Option("--by", help=say("opt_by"), rich_help_panel=writing, metavar="form|family|split|case"),
        ] = None,
        misses: Annotated[int, typer.Option("--misses", min=0, help=say("opt_misses"), rich_help_panel=writing)] = 40,
        fail_below: Annotated[
            float | None,
            typer.Option("--fail-below", min=0, max=1, help=say("opt_fail_below"), rich_help_panel=writing),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=say("opt_eval_json"), rich_help_panel=writing)] = False,
        engine: Annotated[str, shared.engine] = "auto",
        rules: Annotated[Path | None, shared.rules] = None,
        workers: Annotated[
            int | None, typer.Option("--workers", min=1, help=say("opt_eval_workers"), rich_help_panel=reading)
        ] = None,
        timeout: Annotated[float, shared.timeout] = 900,
        memory: Annotated[str, shared.memory] = "4G",
        progress: Annotated[bool, shared.progress] = True,
        lang: Annotated[str | None, shared.lang] = None,
        debug: Annotated[bool, shared.debug] = False,
    ) -> int:
        from vndocparse.cli.evaluate import Request, run_evaluate
        from vndocparse.cli.reading import Options

        # One process per file is busy already: a file's own OCR does not share out its pages.
        options = Options.make(say, engine=engine, rules=rules, workers=1, timeout=timeout, memory=memory)
        request = Request(
            folder, baseline, save, strict, tuple(split or ()), tuple(form or ()), tuple(family or ()), by, misses,
            fail_below, as_json, workers, progress,
        )  # fmt: skip
        with watched():
            return run_evaluate(request, options, say)

    add_batch(app, say)

    @app.command("doctor", help=say("help_doctor"))
    def doctor(
        lang: Annotated[str | None, shared.lang] = None,
        debug: Annotated[bool, shared.debug] = False,
    ) -> int:
        from vndocparse.cli.doctor import run_doctor

        with watched():
            return run_doctor(say)

    @app.command("schema", help=say("help_schema"))
    def schema(
        lang: Annotated[str | None, shared.lang] = None,
        debug: Annotated[bool, shared.debug] = False,
    ) -> int:
        from vndocparse.export import json_schema

        with watched():
            sys.stdout.write(json_schema())
        return 0

    return app


def _version(wanted: bool) -> None:
    if wanted:
        from vndocparse import __version__

        typer.echo(f"vndocparse {__version__}")
        raise typer.Exit
