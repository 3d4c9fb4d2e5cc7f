"""The stock that stress documents are put together from (``stock.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Organ:
    """An organ as a template: ``{t}``, ``{h}``, ``{x}``, ``{c}`` stand for places (``{T}``: in capitals)."""

    lines: tuple[str, ...]
    code: str
    place: str
    signs: tuple[str, ...]
    """Ways of signing: "T/M X > POSITION", "TM. X + KT. Y > POSITION", "> POSITION"."""
    superior: tuple[str, ...] = ()
    family: str = "party"
    motto: str | None = None
    """Of an organisation that prints one."""
    short: str = ""
    """Its name in running text."""


_STOCK = tomllib.loads((Path(__file__).parent / "stock.toml").read_text("utf-8"))
PLACES: dict[str, list[str]] = _STOCK["places"]
NAMES: dict[str, list[str]] = _STOCK["names"]
TEXTS: dict[str, list[str]] = _STOCK["texts"]
TYPES: list[tuple[str, str]] = [(name, code) for name, code in _STOCK["texts"]["types"]]
"""Names of types in capitals, empty for a công văn, and their codes."""
MARKS: dict[str, list[str]] = _STOCK["marks"]
OPTIONS: dict[str, dict[str, list[Any]]] = _STOCK["options"]
"""Options of the renderers: the values that one is drawn from."""
TABLE: tuple[tuple[str, ...], ...] = tuple(tuple(row) for row in _STOCK["texts"]["table"])
ORGANS = tuple(Organ(**{k: tuple(v) if isinstance(v, list) else v for k, v in o.items()}) for o in _STOCK["organ"])
