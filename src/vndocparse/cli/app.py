"""The typer application: every command with its help in one language."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Annotated, Any, get_args, get_origin

import typer
from typer.models import ParameterInfo

from vndocparse.cli.commands import about, batch, collection, document
from vndocparse.cli.options import Debug, Lang
from vndocparse.cli.streams import watched
from vndocparse.messages import Messages

_COMMANDS = (
    document.parse,
    document.show,
    document.export,
    collection.graph,
    document.check,
    collection.index,
    collection.search,
    collection.evaluate,
    batch.batch,
    about.doctor,
    about.schema,
)
"""In the order of the help."""
_EVERYWHERE = tuple(
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
    for name, default, annotation in (("lang", None, Lang), ("debug", False, Debug))
)
"""Options of every command: ``entry`` looks for them before a command is chosen."""


def build_app(say: Messages) -> typer.Typer:
    """The command line with its help in the language of ``say``."""
    app = typer.Typer(
        name="vndocparse",
        help=say("help"),
        epilog=say("help_exit_codes"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )
    app.callback()(speaking(_common, say))
    for command in _COMMANDS:
        name = command.__name__
        examples = f"help_{name}_examples"
        app.command(name, help=say(f"help_{name}"), epilog=say(examples) if examples in say.ui else None)(
            speaking(command, say)
        )
    return app


def speaking(command: Callable[..., Any], say: Messages) -> Callable[..., Any]:
    """``command`` as typer is to see it.

    Its messages are bound, keys of messages in its annotations are put into the language, the options of all commands
    are added, and a closed pipe and Ctrl-C leave it as errors of our own.
    """

    @wraps(command)
    def run(**given: Any) -> Any:
        for option in _EVERYWHERE:
            given.pop(option.name)
        with watched():
            return command(say, **given)

    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]
    spoken = [p.replace(annotation=_spoken(p.annotation, say)) for p in (*own, *_EVERYWHERE)]
    run.__signature__ = inspect.Signature(spoken)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in spoken}
    return run


def _spoken(annotation: Any, say: Messages) -> Any:
    """The annotation with help and panel of its option in the language."""
    if get_origin(annotation) is not Annotated:
        return annotation
    kind, *more = get_args(annotation)
    return Annotated[(kind, *(_translated(x, say) if isinstance(x, ParameterInfo) else x for x in more))]


def _translated(option: ParameterInfo, say: Messages) -> ParameterInfo:
    made = copy(option)
    made.help = say(made.help) if made.help else None
    made.rich_help_panel = say(made.rich_help_panel) if made.rich_help_panel else None
    return made


def _version(wanted: bool) -> None:
    if wanted:
        from vndocparse import __version__

        typer.echo(f"vndocparse {__version__}")
        raise typer.Exit


def _common(
    say: Messages,
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_version, help="opt_version")] = False,
) -> None:
    """Options before the command."""
