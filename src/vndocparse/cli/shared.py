"""The options that several commands share, with their help in one language."""

# No `from __future__ import annotations`: typer reads the annotations, which hold the help of the language chosen.

from dataclasses import dataclass
from typing import Any

import typer

from vndocparse.messages import Messages


@dataclass(frozen=True, slots=True)
class Shared:
    """One ``typer.Option`` each, to be named in the annotation of a parameter."""

    bullets: Any
    words: Any
    fast: Any
    look_again: Any
    output: Any
    to: Any
    password: Any
    engine: Any
    rules: Any
    catalogue: Any
    mend: Any
    workers: Any
    timeout: Any
    memory: Any
    redact: Any
    columns: Any
    values: Any
    progress: Any
    lang: Any
    debug: Any


def shared_options(say: Messages) -> Shared:
    """The options in the language of ``say``."""
    reading, writing = say("panel_reading"), say("panel_output")
    return Shared(
        bullets=typer.Option("--bullets", help=say("opt_bullets"), rich_help_panel=reading),
        words=typer.Option("--words", help=say("opt_words"), rich_help_panel=writing),
        fast=typer.Option("--fast", help=say("opt_fast"), rich_help_panel=reading),
        look_again=typer.Option(
            "--look-again", min=0.0, max=1.0, help=say("opt_look_again"), rich_help_panel=reading
        ),
        output=typer.Option("--output", "-o", help=say("opt_output"), rich_help_panel=writing),
        to=typer.Option("--to", "-t", help=say("opt_format"), rich_help_panel=writing),
        password=typer.Option(
            "--password", help=say("opt_password"), rich_help_panel=reading, envvar="VNDOCPARSE_PASSWORD",
            show_envvar=True,
        ),
        engine=typer.Option("--engine", help=say("opt_engine"), rich_help_panel=reading),
        rules=typer.Option("--rules", help=say("opt_rules"), rich_help_panel=reading, exists=True, file_okay=False),
        catalogue=typer.Option(
            "--catalogue", help=say("opt_catalogue"), rich_help_panel=reading, exists=True, dir_okay=False
        ),
        mend=typer.Option("--mend", help=say("opt_mend"), metavar="all|none|KIND,...", rich_help_panel=reading),
        workers=typer.Option("--workers", min=1, help=say("opt_workers"), rich_help_panel=reading),
        timeout=typer.Option("--timeout", min=0, help=say("opt_timeout"), rich_help_panel=reading),
        memory=typer.Option("--memory", help=say("opt_memory"), rich_help_panel=reading),
        redact=typer.Option("--redact", help=say("opt_redact"), metavar="signer,recipients", rich_help_panel=writing),
        columns=typer.Option("--columns", help=say("opt_columns"), rich_help_panel=writing),
        values=typer.Option("--set", help=say("opt_set"), metavar="KEY=VALUE", rich_help_panel=writing),
        progress=typer.Option("--progress/--no-progress", help=say("opt_progress"), rich_help_panel=writing),
        lang=typer.Option("--lang", help=say("opt_lang"), metavar="en|vi"),
        debug=typer.Option("--debug", help=say("opt_debug")),
    )  # fmt: skip
