"""What the check of form says: one finding (lỗi thể thức) with its rule, its place, and how to mend it."""

from __future__ import annotations

from typing import Literal

from vndocparse.model.document import Evidence, Model

Severity = Literal["error", "warning", "info"]
"""error: a component that every document must have, or a form that the regulation leaves no choice in; warning:
another departure from the form; info: worth a look, no fault, or not to be decided from what was read."""

Level = Literal["primary", "secondary", "unverified", "logic"]
"""Whether the regulation itself was read, somebody's account of it, or neither (general practice); "logic" for what
follows from the document alone and needs no regulation."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Source(Model):
    """Where the rule comes from (căn cứ)."""

    regulation: str
    """Number of the regulation; "–" for a rule of consistency that needs none."""
    clause: str = ""
    level: Level = "primary"


class Finding(Model):
    """One departure from the rules of form, or one point that could not be checked."""

    rule: str
    """Id of the rule: "number-separator"."""
    severity: Severity
    message: str
    message_vi: str
    mend: str
    """What to do about it."""
    mend_vi: str
    source: Source
    document: int = 1
    """Which document of the file, from 1."""
    field: str
    """Path of the value as in ``vndocparse.entries``: "number", "signatures.1"; "pages.2" for a page as such."""
    found: str | None = None
    """What stands there; None where something is missing."""
    expected: str | None = None
    checked: bool = True
    """False: the value itself is in doubt, so the finding may be the reader's mistake; severity is then "info"."""
    evidence: tuple[Evidence, ...] = ()
    """Where it stands; for what is missing, where it should stand or the page alone."""

    @property
    def page(self) -> int | None:
        """Page from 1 of the first place."""
        return self.evidence[0].page if self.evidence else None

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """x0, top, x1, bottom in points of the first place."""
        return self.evidence[0].bbox if self.evidence else None

    @property
    def span(self) -> tuple[int, int] | None:
        """Offsets into the document's text of the first place."""
        return (self.evidence[0].start, self.evidence[0].end) if self.evidence else None
