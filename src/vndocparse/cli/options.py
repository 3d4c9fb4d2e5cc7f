"""The options that several commands share.

Help and panels are keys of messages: the commands are written once, and ``speaking`` puts them into a language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Bullets = Annotated[bool, typer.Option("--bullets", help="opt_bullets", rich_help_panel="panel_reading")]
Words = Annotated[bool, typer.Option("--words", help="opt_words", rich_help_panel="panel_output")]
Fast = Annotated[bool, typer.Option("--fast", help="opt_fast", rich_help_panel="panel_reading")]
LookAgain = Annotated[
    float | None, typer.Option("--look-again", min=0.0, max=1.0, help="opt_look_again", rich_help_panel="panel_reading")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="opt_output", rich_help_panel="panel_output")]
To = Annotated[str | None, typer.Option("--to", "-t", help="opt_format", rich_help_panel="panel_output")]
Password = Annotated[
    str | None,
    typer.Option(
        "--password",
        help="opt_password",
        rich_help_panel="panel_reading",
        envvar="VNDOCPARSE_PASSWORD",
        show_envvar=True,
    ),
]
Engine = Annotated[str, typer.Option("--engine", help="opt_engine", rich_help_panel="panel_reading")]
Rules = Annotated[
    Path | None,
    typer.Option("--rules", help="opt_rules", rich_help_panel="panel_reading", exists=True, file_okay=False),
]
Catalogue = Annotated[
    Path | None,
    typer.Option("--catalogue", help="opt_catalogue", rich_help_panel="panel_reading", exists=True, dir_okay=False),
]
Mend = Annotated[
    str, typer.Option("--mend", help="opt_mend", metavar="all|none|KIND,...", rich_help_panel="panel_reading")
]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="opt_workers", rich_help_panel="panel_reading")]
Timeout = Annotated[float, typer.Option("--timeout", min=0, help="opt_timeout", rich_help_panel="panel_reading")]
Memory = Annotated[str, typer.Option("--memory", help="opt_memory", rich_help_panel="panel_reading")]
Redact = Annotated[
    str | None, typer.Option("--redact", help="opt_redact", metavar="signer,recipients", rich_help_panel="panel_output")
]
Columns = Annotated[str, typer.Option("--columns", help="opt_columns", rich_help_panel="panel_output")]
Values = Annotated[
    list[str] | None, typer.Option("--set", help="opt_set", metavar="KEY=VALUE", rich_help_panel="panel_output")
]
Progress = Annotated[
    bool, typer.Option("--progress/--no-progress", help="opt_progress", rich_help_panel="panel_output")
]
Lang = Annotated[str | None, typer.Option("--lang", help="opt_lang", metavar="en|vi")]
Debug = Annotated[bool, typer.Option("--debug", help="opt_debug")]
