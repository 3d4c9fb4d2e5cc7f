"""What a rule record may hold.  Every record has a period of validity, a source and examples."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Base of all rule records."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date | None = None
    """First day the rule was in force; None: not known."""
    valid_to: date | None = None
    """Last day; None: still in force."""
    source: str
    """Which regulation, or which documents it was seen in; "seen" says that no rule was read."""
    examples: tuple[str, ...] = ()
    """Strings that the rule must accept."""
    counter_examples: tuple[str, ...] = ()
    """Strings that it must refuse."""
