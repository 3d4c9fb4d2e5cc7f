"""The command ``batch``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vndocparse.cli.options import (
    Bullets,
    Catalogue,
    Columns,
    Engine,
    Fast,
    LookAgain,
    Mend,
    Password,
    Progress,
    Redact,
    Rules,
    To,
    Values,
    Words,
)
from vndocparse.messages import Messages


def batch(
    say: Messages,
    inputs: Annotated[list[str], typer.Argument(help="arg_inputs", metavar="IN...")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="opt_batch_output", rich_help_panel="panel_output")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="opt_eval_workers", rich_help_panel="panel_reading")
    ] = None,
    engine: Engine = "auto",
    rules: Rules = None,
    catalogue: Catalogue = None,
    bullets: Bullets = False,
    words: Words = False,
    fast: Fast = False,
    look_again: LookAgain = None,
    mend: Mend = "all",
    password: Password = None,
    retry: Annotated[
        list[str] | None, typer.Option("--retry", help="opt_retry", rich_help_panel="panel_inputs")
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="opt_verify", rich_help_panel="panel_inputs")] = False,
    shard: Annotated[
        str | None, typer.Option("--shard", help="opt_shard", metavar="I/N", rich_help_panel="panel_inputs")
    ] = None,
    ray: Annotated[
        str | None, typer.Option("--ray", help="opt_ray", metavar="[ADDRESS]", rich_help_panel="panel_inputs")
    ] = None,
    follow_links: Annotated[
        bool, typer.Option("--follow-links", help="opt_follow_links", rich_help_panel="panel_inputs")
    ] = False,
    on_secret: Annotated[
        str,
        typer.Option("--on-secret", help="opt_on_secret", metavar="warn|refuse|allow", rich_help_panel="panel_output"),
    ] = "warn",
    unconfined: Annotated[
        bool, typer.Option("--unconfined", help="opt_unconfined", rich_help_panel="panel_bounds")
    ] = False,
    cpu: Annotated[float, typer.Option("--cpu", min=1, help="opt_cpu", rich_help_panel="panel_bounds")] = 120,
    cpu_page: Annotated[
        float, typer.Option("--cpu-page", min=0, help="opt_cpu_page", rich_help_panel="panel_bounds")
    ] = 15,
    stall: Annotated[float, typer.Option("--stall", min=1, help="opt_stall", rich_help_panel="panel_bounds")] = 60,
    memory: Annotated[str, typer.Option("--memory", help="opt_memory", rich_help_panel="panel_bounds")] = "4G",
    max_pages: Annotated[
        int, typer.Option("--max-pages", min=1, help="opt_max_pages", rich_help_panel="panel_bounds")
    ] = 5_000,
    max_pixels: Annotated[
        int, typer.Option("--max-pixels", min=1, help="opt_max_pixels", rich_help_panel="panel_bounds")
    ] = 120_000_000,
    max_characters: Annotated[
        int, typer.Option("--max-characters", min=1, help="opt_max_characters", rich_help_panel="panel_bounds")
    ] = 50_000_000,
    max_size: Annotated[str, typer.Option("--max-size", help="opt_max_size", rich_help_panel="panel_bounds")] = "512M",
    export: Annotated[
        Path | None, typer.Option("--export", help="opt_batch_export", rich_help_panel="panel_output")
    ] = None,
    to: To = None,
    redact: Redact = None,
    columns: Columns = "",
    values: Values = None,
    log_json: Annotated[bool, typer.Option("--log-json", help="opt_log_json", rich_help_panel="panel_output")] = False,
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="opt_report", rich_help_panel="panel_output")
    ] = True,
    progress: Progress = True,
) -> int:
    """Read a whole archive; ``status DIR`` and ``merge DIR DIR...`` stand in its place of inputs."""
    from vndocparse.cli.batch import INTERRUPTED, Request, check_output, run_batch, run_merge, run_status

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
