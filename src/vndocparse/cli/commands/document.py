"""Commands for one document or a few: ``parse``, ``show``, ``export``, ``check``."""

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
    Memory,
    Mend,
    Output,
    Password,
    Progress,
    Redact,
    Rules,
    Timeout,
    To,
    Values,
    Words,
    Workers,
)
from vndocparse.messages import Messages


def parse(
    say: Messages,
    files: Annotated[list[str], typer.Argument(help="arg_files", metavar="FILE...")],
    format: Annotated[
        str | None,
        typer.Option("--format", "-f", help="opt_format", rich_help_panel="panel_output"),
    ] = None,
    output: Output = None,
    explain: Annotated[
        list[str] | None, typer.Option("--explain", help="opt_explain", rich_help_panel="panel_output")
    ] = None,
    pages: Annotated[str | None, typer.Option("--pages", help="opt_pages", rich_help_panel="panel_reading")] = None,
    bullets: Bullets = False,
    full: Annotated[bool, typer.Option("--full", help="opt_full", rich_help_panel="panel_output")] = False,
    words: Words = False,
    redact: Redact = None,
    columns: Columns = "",
    values: Values = None,
    password: Password = None,
    engine: Engine = "auto",
    rules: Rules = None,
    catalogue: Catalogue = None,
    workers: Workers = None,
    fast: Fast = False,
    look_again: LookAgain = None,
    mend: Mend = "all",
    timeout: Timeout = 900,
    memory: Memory = "4G",
    max_pages: Annotated[
        int | None, typer.Option("--max-pages", min=1, help="opt_max_pages", rich_help_panel="panel_reading")
    ] = None,
    progress: Progress = True,
) -> int:
    """Read documents and print them as a card or in a format of exchange."""
    from vndocparse.cli.export import export_options
    from vndocparse.cli.parse import Request, run_parse
    from vndocparse.cli.reading import Options, effort_asked

    options = Options.make(
        say, pages=pages, bullets=bullets, password=password, engine=engine, rules=rules,
        catalogue=catalogue, workers=workers, timeout=timeout, memory=memory, max_pages=max_pages,
        words=words, effort=effort_asked(fast, look_again), mend=mend,
    )  # fmt: skip
    export = export_options(redact, columns, values or [], say)
    request = Request(tuple(files), format, output, tuple(explain or ()), full, progress, export)
    return run_parse(request, options, say)


def show(
    say: Messages,
    file: Annotated[str, typer.Argument(help="arg_file", metavar="FILE")],
    output: Annotated[Path, typer.Option("--output", "-o", help="opt_show_output", rich_help_panel="panel_output")],
    page: Annotated[str | None, typer.Option("--page", help="opt_page", rich_help_panel="panel_reading")] = None,
    field: Annotated[str | None, typer.Option("--field", help="opt_field", rich_help_panel="panel_output")] = None,
    dpi: Annotated[
        int | None, typer.Option("--dpi", min=36, max=400, help="opt_dpi", rich_help_panel="panel_reading")
    ] = None,
    bullets: Bullets = False,
    password: Password = None,
    engine: Engine = "auto",
    rules: Rules = None,
    workers: Workers = None,
    timeout: Timeout = 900,
    memory: Memory = "4G",
    progress: Progress = True,
) -> int:
    """Draw zones and values on a page."""
    from vndocparse.cli.reading import Options
    from vndocparse.cli.show import run_show

    options = Options.make(
        say, bullets=bullets, password=password, engine=engine, rules=rules, workers=workers, timeout=timeout,
        memory=memory,
    )  # fmt: skip
    return run_show(file, output, page, field, dpi, options, say, progress=progress)


def export(
    say: Messages,
    files: Annotated[list[str], typer.Argument(help="arg_export", metavar="RESULT...")],
    to: To = None,
    output: Output = None,
    redact: Redact = None,
    columns: Columns = "",
    values: Values = None,
    password: Password = None,
    engine: Engine = "auto",
    rules: Rules = None,
    workers: Workers = None,
    timeout: Timeout = 900,
    memory: Memory = "4G",
    progress: Progress = True,
) -> int:
    """Write stored results, or documents read now, in another format."""
    from vndocparse.cli.export import export_options
    from vndocparse.cli.parse import Request, run_parse
    from vndocparse.cli.reading import Options

    options = Options.make(
        say, password=password, engine=engine, rules=rules, workers=workers, timeout=timeout, memory=memory
    )
    choice = export_options(redact, columns, values or [], say)
    request = Request(tuple(files), to, output, (), False, progress, choice, stored=True)
    return run_parse(request, options, say)


def check(
    say: Messages,
    files: Annotated[list[str], typer.Argument(help="arg_files", metavar="FILE...")],
    format: Annotated[
        str, typer.Option("--format", "-f", help="opt_check_format", rich_help_panel="panel_output")
    ] = "table",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="opt_check_output", rich_help_panel="panel_output")
    ] = None,
    regulation: Annotated[
        list[str] | None, typer.Option("--rules", help="opt_check_rules", rich_help_panel="panel_choice")
    ] = None,
    severity: Annotated[str, typer.Option("--severity", help="opt_severity", rich_help_panel="panel_choice")] = "info",
    fail_on: Annotated[str, typer.Option("--fail-on", help="opt_fail_on", rich_help_panel="panel_choice")] = "error",
    draw: Annotated[Path | None, typer.Option("--draw", help="opt_draw", rich_help_panel="panel_output")] = None,
    page: Annotated[str | None, typer.Option("--page", help="opt_page", rich_help_panel="panel_output")] = None,
    dpi: Annotated[int, typer.Option("--dpi", min=36, max=400, help="opt_dpi", rich_help_panel="panel_output")] = 120,
    password: Password = None,
    engine: Engine = "auto",
    workers: Workers = None,
    timeout: Timeout = 900,
    memory: Memory = "4G",
    progress: Progress = True,
) -> int:
    """Check the form (thể thức) of documents."""
    from vndocparse.cli.check import Request, run_check
    from vndocparse.cli.reading import Options

    options = Options.make(say, password=password, engine=engine, workers=workers, timeout=timeout, memory=memory)
    named = tuple(r.strip() for text in regulation or () for r in text.split(",") if r.strip())
    request = Request(tuple(files), format, output, named, severity, fail_on, draw, page, dpi, progress)
    return run_check(request, options, say)
