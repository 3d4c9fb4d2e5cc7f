"""The options of ``vndocparse batch``; what it does is imported when it runs."""

# No `from __future__ import annotations`: typer reads the annotations, which hold the help of the language chosen.

from pathlib import Path
from typing import Annotated

import typer

from vndocparse.cli.shared import shared_options
from vndocparse.cli.streams import watched
from vndocparse.messages import Messages


def add_batch(app: typer.Typer, say: Messages) -> None:
    """The command ``batch`` with its help in the language of ``say``."""
    reading, writing = say("panel_reading"), say("panel_output")
    shared = shared_options(say)
    choice, bounds = say("panel_inputs"), say("panel_bounds")

    @app.command("batch", help=say("help_batch"), epilog=say("help_batch_examples"))
    def batch(
        inputs: Annotated[list[str], typer.Argument(help=say("arg_inputs"), metavar="IN...")],
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help=say("opt_batch_output"), rich_help_panel=writing)
        ] = None,
        workers: Annotated[
            int | None, typer.Option("--workers", min=1, help=say("opt_eval_workers"), rich_help_panel=reading)
        ] = None,
        engine: Annotated[str, shared.engine] = "auto",
        rules: Annotated[Path | None, shared.rules] = None,
        catalogue: Annotated[Path | None, shared.catalogue] = None,
        bullets: Annotated[bool, shared.bullets] = False,
        words: Annotated[bool, shared.words] = False,
        fast: Annotated[bool, shared.fast] = False,
        look_again: Annotated[float | None, shared.look_again] = None,
        mend: Annotated[str, shared.mend] = "all",
        password: Annotated[str | None, shared.password] = None,
        retry: Annotated[
            list[str] | None, typer.Option("--retry", help=say("opt_retry"), rich_help_panel=choice)
        ] = None,
        verify: Annotated[bool, typer.Option("--verify", help=say("opt_verify"), rich_help_panel=choice)] = False,
        shard: Annotated[
            str | None, typer.Option("--shard", help=say("opt_shard"), metavar="I/N", rich_help_panel=choice)
        ] = None,
        ray: Annotated[
            str | None, typer.Option("--ray", help=say("opt_ray"), metavar="[ADDRESS]", rich_help_panel=choice)
        ] = None,
        follow_links: Annotated[
            bool, typer.Option("--follow-links", help=say("opt_follow_links"), rich_help_panel=choice)
        ] = False,
        on_secret: Annotated[
            str,
            typer.Option(
                "--on-secret", help=say("opt_on_secret"), metavar="warn|refuse|allow", rich_help_panel=writing
            ),
        ] = "warn",
        unconfined: Annotated[
            bool, typer.Option("--unconfined", help=say("opt_unconfined"), rich_help_panel=bounds)
        ] = False,
        cpu: Annotated[float, typer.Option("--cpu", min=1, help=say("opt_cpu"), rich_help_panel=bounds)] = 120,
        cpu_page: Annotated[
            float, typer.Option("--cpu-page", min=0, help=say("opt_cpu_page"), rich_help_panel=bounds)
        ] = 15,
        stall: Annotated[float, typer.Option("--stall", min=1, help=say("opt_stall"), rich_help_panel=bounds)] = 60,
        memory: Annotated[str, typer.Option("--memory", help=say("opt_memory"), rich_help_panel=bounds)] = "4G",
        max_pages: Annotated[
            int, typer.Option("--max-pages", min=1, help=say("opt_max_pages"), rich_help_panel=bounds)
        ] = 5_000,
        max_pixels: Annotated[
            int, typer.Option("--max-pixels", min=1, help=say("opt_max_pixels"), rich_help_panel=bounds)
        ] = 120_000_000,
        max_characters: Annotated[
            int, typer.Option("--max-characters", min=1, help=say("opt_max_characters"), rich_help_panel=bounds)
        ] = 50_000_000,
        max_size: Annotated[str, typer.Option("--max-size", help=say("opt_max_size"), rich_help_panel=bounds)] = "512M",
        export: Annotated[
            Path | None, typer.Option("--export", help=say("opt_batch_export"), rich_help_panel=writing)
        ] = None,
        to: Annotated[str | None, shared.to] = None,
        redact: Annotated[str | None, shared.redact] = None,
        columns: Annotated[str, shared.columns] = "",
        values: Annotated[list[str] | None, shared.values] = None,
        log_json: Annotated[
            bool, typer.Option("--log-json", help=say("opt_log_json"), rich_help_panel=writing)
        ] = False,
        report: Annotated[
            bool, typer.Option("--report/--no-report", help=say("opt_report"), rich_help_panel=writing)
        ] = True,
        progress: Annotated[bool, shared.progress] = True,
        lang: Annotated[str | None, shared.lang] = None,
        debug: Annotated[bool, shared.debug] = False,
    ) -> int:
        from vndocparse.cli.batch import INTERRUPTED, Request, check_output, run_batch, run_merge, run_status

        with watched():
            if output is None and inputs[0] == "status" and len(inputs) == 2:
                return run_status(Path(inputs[1]), say)
            if output is None and inputs[0] == "merge" and len(inputs) >= 2:
                return run_merge(Path(inputs[1]), [Path(name) for name in inputs[2:]], say)
            out = check_output(output, say)
            wanted = None
            if export is not None or to is not None or redact or columns or values:
                from vndocparse.cli.batch_export import batch_export
                from vndocparse.cli.export import export_options

                wanted = batch_export(to, export, export_options(redact, columns, values or [], say), out, say)
                words = words or wanted.words
            request = Request(
                tuple(inputs), out, workers, engine, rules, catalogue, bullets, words, fast,
                look_again, mend, password, tuple(retry or ()), verify, shard, ray, on_secret, follow_links, unconfined,
                cpu, cpu_page, stall, memory, max_pages, max_pixels, max_characters, max_size, log_json, report,
                progress,
            )  # fmt: skip
            code = run_batch(request, say)
            if wanted is None or code == INTERRUPTED:
                return code
            from vndocparse.cli.batch_export import write_export
            from vndocparse.cli.reading import Options

            exported = write_export(wanted, out, Options.make(say, password=password), say)
            return code or exported
