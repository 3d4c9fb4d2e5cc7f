"""Check of form (kiểm tra thể thức): how far a document keeps the rules of form of its day.

    >>> import vndocparse
    >>> result = vndocparse.parse("plan.pdf")  # doctest: +SKIP
    >>> [f.rule for f in result.check()]  # doctest: +SKIP
    ['number-separator']

The rules are dated data (``rules/data/check``); here is only what runs them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vndocparse.entries import UNSURE
from vndocparse.errors import RuleDataError
from vndocparse.formcheck.predicates import PREDICATES
from vndocparse.formcheck.printed import condition_holds
from vndocparse.formcheck.subject import Hit, Subject
from vndocparse.model.document import Document, ParseResult
from vndocparse.model.finding import Finding, Source
from vndocparse.rules.formchecks import (
    ANY_FAMILY,
    AUTO,
    CheckRule,
    Regulation,
    chosen_rules,
    doubted,
    regulation_on,
    rules_on,
)

__all__ = ["check", "regulation_of"]


def check(of: ParseResult | Document, rules: str | Sequence[str] = AUTO) -> list[Finding]:
    """Check of form (kiểm tra thể thức) of a document, or of all documents of a file and what they say of each other.

    A value that the reader doubts (confidence below 0.8, an unread part of a poor scan, a small mark on a page read
    by OCR) never gives an error or a warning: the finding is then "info" and ``checked`` is False.

    Args:
        of: a result or one document of it.
        rules: "auto" for the regulation in force on each document's date and of its family; the id of a regulation
            ("hd36-2018") that is to be taken instead; ids of rules, alone or besides, for these rules only.

    Returns:
        Findings in the order of documents, then of rules, from the top of the page downwards.

    Raises:
        UsageError: ``rules`` names no regulation and no rule.
    """
    named, only = chosen_rules(rules)
    file, whole = (tuple(of.documents), True) if isinstance(of, ParseResult) else ((of,), False)
    found: list[Finding] = []
    for i, document in enumerate(file, 1):
        subject = Subject(document, i, file, whole)
        regulation, asked = _asked(subject, named)
        subject = Subject(document, i, file, whole, regulation)
        found += [f for r in asked if not only or r.id in only for f in _findings(subject, r)]
    return found


def regulation_of(document: Document) -> Regulation | None:
    """The regulation that "auto" takes: in force on the document's date; None without a sure date or a known one."""
    return regulation_on(document.family, Subject(document).measured_on)


def _asked(subject: Subject, named: Regulation | None) -> tuple[Regulation | None, tuple[CheckRule, ...]]:
    """An attachment follows its main document's day where it has none of its own."""
    family = subject.document.family
    if named is not None:
        return named, rules_on(named.family, named.valid_from)
    day = subject.measured_on
    return regulation_on(family, day), rules_on(family, day)


def _findings(subject: Subject, rule: CheckRule) -> Iterator[Finding]:
    if subject.document.role == "attachment" and not rule.attachments:
        return
    holds, confidence = condition_holds(subject, rule)
    if not holds:
        return
    try:
        for hit in PREDICATES[rule.kind](subject, rule):
            yield _finding(subject, rule, hit, min(hit.confidence, confidence))
    except TimeoutError as error:
        raise RuleDataError(
            f"The pattern of the rule {rule.id!r} takes too long on this text.",
            remedy="Write it so that it can be read in one way only, or leave the rule out.",
        ) from error


def _finding(subject: Subject, rule: CheckRule, hit: Hit, confidence: float) -> Finding:
    day = subject.measured_on
    family = subject.family_is_sure or set(rule.families) == set(ANY_FAMILY)
    doubt = not family or hit.doubt or confidence < UNSURE or (rule.fine and subject.read_by_ocr(hit.evidence))
    values = {"found": hit.found or "–", "expected": hit.expected or "–"}

    def say(template: str) -> str:
        return template.replace("{found}", values["found"]).replace("{expected}", values["expected"])

    text = {"en": say(rule.message.en), "vi": say(rule.message.vi)}
    if doubt:
        text = {"en": doubted().en.format(text=text["en"]), "vi": doubted().vi.format(text=text["vi"])}
    return Finding(
        rule=rule.id,
        severity="info" if doubt else rule.severity,
        message=text["en"],
        message_vi=text["vi"],
        mend=say(rule.mend.en),
        mend_vi=say(rule.mend.vi),
        source=Source(regulation=rule.source, clause=rule.clause, level=rule.level_on(day)),
        document=subject.index,
        field=hit.field,
        found=hit.found,
        expected=hit.expected,
        checked=not doubt,
        evidence=hit.evidence,
    )
