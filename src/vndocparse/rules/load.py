"""Reads rule files and validates them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TypeVar

from pydantic import ValidationError

from vndocparse.errors import RuleDataError
from vndocparse.rules.schema import Record

R = TypeVar("R", bound=Record)


@cache
def read_rule_file(name: str) -> dict[str, object]:
    """The TOML file ``name`` of the package's rule data.

    Raises:
        RuleDataError: the file is missing or is not TOML.
    """
    try:
        return tomllib.loads((files("vndocparse.rules") / "data" / name).read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RuleDataError(
            f"Rule file {name} cannot be read: {type(error).__name__}.", remedy="Reinstall vndocparse."
        ) from error


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
            raise RuleDataError(f"{name}: {key}[{i}]: {error.errors()[0]['msg']} at {error.errors()[0]['loc']}") from error
    return tuple(records)
