"""Reads rule files, validates them, and remembers what was made of them."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from importlib.resources import files
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pydantic import ValidationError

from vndocparse.errors import RuleDataError
from vndocparse.rules.schema import Record

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R", bound=Record)

_folder: ContextVar[Path | None] = ContextVar("vndocparse_rules", default=None)


@contextmanager
def using_rules(folder: str | os.PathLike[str] | None) -> Iterator[None]:
    """Within it, rule files in ``folder`` stand in for the package's own of the same name.

    Raises:
        RuleDataError: the folder does not exist.
    """
    path = None if folder is None else Path(folder)
    if path is not None and not path.is_dir():
        raise RuleDataError("The folder of rules does not exist.", remedy="Give a folder that holds rule files.")
    token = _folder.set(path)
    try:
        yield
    finally:
        _folder.reset(token)


def rule_cache(function: Callable[P, T]) -> Callable[P, T]:
    """Remembers results as ``functools.cache`` does, for each folder of rules apart."""
    memory: dict[Any, T] = {}

    @wraps(function)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
        folder = _folder.get()
        key = (folder, *args, *kwargs.items()) if args or kwargs else folder  # most have no arguments
        try:
            return memory[key]
        except KeyError:
            memory[key] = result = function(*args, **kwargs)
            return result

    return remembered


def read_rule_text(name: str) -> str:
    """The rule file ``name`` as text, from the user's folder where it has one.

    Raises:
        RuleDataError: the file is missing or unreadable.
    """
    folder = _folder.get()
    try:
        if folder is not None and (folder / name).is_file():
            return (folder / name).read_text("utf-8")
        return (files("vndocparse.rules") / "data" / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleDataError(
            f"Rule file {name} cannot be read.", remedy="Reinstall vndocparse or mend the file."
        ) from error


@rule_cache
def read_rule_file(name: str) -> dict[str, object]:
    """The TOML file ``name`` of the rule data.

    Raises:
        RuleDataError: the file is missing or is not TOML.
    """
    try:
        return tomllib.loads(read_rule_text(name))
    except tomllib.TOMLDecodeError as error:
        raise RuleDataError(f"Rule file {name} is not TOML: {error}.", remedy="Mend the file.") from error


def load_records(name: str, key: str, kind: type[R]) -> tuple[R, ...]:
    """The records under ``[[key]]`` of the rule file ``name``, each validated as ``kind``.

    Raises:
        RuleDataError: a record breaks the schema; the message names file, key and place.
    """
    raw = read_rule_file(name).get(key, [])
    if not isinstance(raw, list):
        raise RuleDataError(f"{name}: {key} is not a list of records.")
    records = []
    for i, entry in enumerate(raw):
        try:
            records.append(kind.model_validate(entry))
        except ValidationError as error:
            first = error.errors()[0]
            raise RuleDataError(
                f"{name}: {key}[{i}]: {first['msg']} at {first['loc']}", remedy="Mend the record."
            ) from error
    return tuple(records)
