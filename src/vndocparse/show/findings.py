"""Findings of the check of form as marks to draw: frames in the colour of the severity, sentences beside the page."""

from __future__ import annotations

from collections.abc import Sequence

from vndocparse.entries import Entry
from vndocparse.messages import Messages
from vndocparse.model.finding import Finding
from vndocparse.show.marks import Mark


def finding_marks(findings: Sequence[Finding], say: Messages) -> list[Mark]:
    """One mark per finding, in their order, in the language of ``say``."""
    return [Mark(at, f.document, _entry(f, say), say.term("severity", f.severity)) for at, f in enumerate(findings)]


def _entry(finding: Finding, say: Messages) -> Entry:
    vietnamese = say.language == "vi"
    facts = {
        say("check_mend"): finding.mend_vi if vietnamese else finding.mend,
        say("check_source"): f"{finding.source.regulation}, {finding.source.clause}",
        say("check_level"): say.term("level", finding.source.level),
    }
    return Entry(
        path=finding.rule,
        group=finding.severity,
        text=finding.message_vi if vietnamese else finding.message,
        raw="",
        rule=finding.rule,
        confidence=1.0,
        inferred=(),
        evidence=finding.evidence,
        facts=tuple(facts.items()),
    )
