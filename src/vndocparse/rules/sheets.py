"""Column maps of index sheets (mục lục văn bản) and their code lists, as data."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vndocparse.errors import RuleDataError, UsageError
from vndocparse.rules.load import load_records, rule_cache
from vndocparse.rules.schema import Record
from vndocparse.text import bare


class SheetColumn(BaseModel):
    """One column: its name, what fills it, and what it may hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: str = ""
    """Key of ``vndocparse.export.index_values``; empty: only the caller can fill it."""
    type: Literal["text", "integer", "date"] = "text"
    max: int | None = None
    """Longest text in characters, most digits of a number."""
    required: bool = False


class Sheet(Record):
    """The columns of one kind of index sheet."""

    name: str
    title: str = ""
    rows: Literal["main", "all"] = "main"
    """A row for each main document (attachments are named in its description), or for every document."""
    date: Literal["dmy", "iso"] = "dmy"
    """How a date is written in CSV: 05/06/2021 or 2021-06-05."""
    column: tuple[SheetColumn, ...] = Field(min_length=1)


class CodeList(Record):
    """Codes for names; ``other`` is the code of whatever is not named, empty for none."""

    name: str
    other: str = ""
    code: dict[str, str]

    def of(self, name: str) -> str:
        """The code of ``name``, whatever its case and the place of its tone marks."""
        return {bare(k): v for k, v in self.code.items()}.get(bare(name), self.other)


def presets() -> tuple[Sheet, ...]:
    """The sheets that come with the library."""
    return load_records("sheets.toml", "sheet", Sheet)


@rule_cache
def code_list(name: str) -> CodeList:
    """A code list by its name."""
    return next(c for c in load_records("sheets.toml", "codes", CodeList) if c.name == name)


def find_sheet(name: str) -> Sheet:
    """A preset by its name, or the sheet in the user's TOML file ``name``.

    The file holds ``[[column]]`` tables with the keys of ``SheetColumn``, and may say ``rows`` and ``date``.

    Raises:
        UsageError: there is neither.
        RuleDataError: the file is no column map; the message names the place.
    """
    for sheet in presets():
        if sheet.name == name:
            return sheet
    path = Path(name)
    if not path.is_file():
        known = ", ".join(s.name for s in presets())
        raise UsageError(f"There is no column map {path.name!r}.", remedy=f"Give {known}, or a TOML file.")
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8-sig"))
        return Sheet.model_validate({"name": path.stem, "source": "the user's own", **data})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleDataError("The column map is not TOML.", remedy="Mend the file; see docs/exports.md.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise RuleDataError(f"The column map is wrong at {place}: {first['msg']}.", remedy="Mend the file.") from error
