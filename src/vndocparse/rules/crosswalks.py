"""Crosswalks to metadata vocabularies, as data."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from vndocparse.rules.load import load_records, rule_cache
from vndocparse.rules.schema import Record


class CrosswalkField(BaseModel):
    """One element of a vocabulary and what fills it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    element: str
    value: str = ""
    """Key of ``vndocparse.export.index_values``."""
    fixed: str = ""
    """The same for every document."""
    type: str = ""
    """JSON-LD: the value is the name of a thing of this type."""
    many: bool = False


class Crosswalk(Record):
    """The elements of one vocabulary."""

    name: str
    field: tuple[CrosswalkField, ...] = Field(min_length=1)


@rule_cache
def crosswalk(name: str) -> Crosswalk:
    """The crosswalk of that name."""
    return next(c for c in load_records("crosswalks.toml", "crosswalk", Crosswalk) if c.name == name)
