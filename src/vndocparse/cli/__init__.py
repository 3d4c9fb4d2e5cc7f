"""The command line: ``vndocparse parse | show | evaluate | doctor | schema``."""

from __future__ import annotations

from typing import Any

from vndocparse.cli.entry import main

__all__ = ["app", "main"]


def __getattr__(name: str) -> Any:
    """``app``, the typer application in English, is made when it is asked for."""
    if name == "app":
        from vndocparse.cli.app import build_app
        from vndocparse.messages import messages

        return build_app(messages("en"))
    raise AttributeError(f"module 'vndocparse.cli' has no attribute {name!r}")
