"""How a page is set, by family and day of issue: margins, sizes, and the small signs of each form."""

from __future__ import annotations

from datetime import date
from typing import Literal

from vndocparse.rules.load import load_records, rule_cache
from vndocparse.rules.schema import Record


class Layout(Record):
    """Margins in millimetres, sizes in points."""

    name: str
    families: tuple[str, ...]
    top: float
    bottom: float
    left: float
    right: float
    motto: float
    superior: float
    organ: float
    number: float
    issued: float
    type: float
    title: float
    body: float
    recipients: float
    line: float
    """Distance of lines of the body."""
    font: str = "Times New Roman"
    left_column: float
    """Share of the width that the organ's column has."""
    number_prefix: str
    under_organ: str = ""
    """What stands below the organ's name; empty: a short rule."""
    slogan: str = ""
    """The second line of the state's title."""
    recipients_head: Literal["underline", "bold-italic"]
    recipients_head_size: float
    letter_subject: float
    """Size of the subject of a letter, below its number."""
    letter_prefix: str = ""
    """What is printed before the subject of a letter."""


@rule_cache
def layouts() -> tuple[Layout, ...]:
    """All of them."""
    return load_records("layouts.toml", "layout", Layout)


def layout_for(family: str, issued: str | None) -> Layout:
    """The layout in force for a family on an ISO day; without a day the newest."""
    try:
        day = date.fromisoformat(issued) if issued else date.max
    except ValueError:
        day = date.max
    own = [rule for rule in layouts() if family in rule.families] or list(layouts())
    fits = [r for r in own if (r.valid_from or date.min) <= day <= (r.valid_to or date.max)]
    return (fits or own)[0]
