"""Optional packages: imported where they are used, with an error that names the command to install them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from vndocparse.errors import MissingExtraError


def need(module: str, extra: str) -> Any:
    """The optional ``module``, which the extra ``extra`` of this package brings.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"This needs the package {module.partition('.')[0]}.",
            remedy=f"Install it with: pip install 'vndocparse[{extra}]'",
        ) from error
