"""Predicates on what must agree: dates with each other, with terms and the calendar; attachments with their mention."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import regex

from vndocparse.fields.date import read_date_line, read_short_date
from vndocparse.fields.number import read_number
from vndocparse.formcheck.subject import Hit, Subject
from vndocparse.formcheck.views import view
from vndocparse.model.document import Document, Evidence
from vndocparse.rules import form
from vndocparse.rules.citations import term_of
from vndocparse.rules.formchecks import CheckRule, named_pattern
from vndocparse.text import fold, is_upper, squeeze

_TOLERANCE = timedelta(days=10)
"""Around a congress a document may belong to either term."""
_CENTRAL = regex.compile(r"TW$")
_SATURDAY = 5
_HEAD_OF_ATTACHMENT = 1200
"""Characters within which an attached document names what it is attached to."""
_TIMEOUT = 5


def weekend(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """The day of issue is a Saturday or Sunday."""
    issued = subject.document.issued
    if issued is not None and subject.day is not None and subject.day.weekday() >= _SATURDAY:
        name = ("Saturday", "Sunday")[subject.day.weekday() - _SATURDAY]
        yield Hit("issued", f"{subject.day.isoformat()}, {name}", None, tuple(issued.evidence), issued.confidence)


def no_such_day(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """Day, month and year stand there, and the calendar has no such day."""
    issued = subject.document.issued
    if issued is None or issued.date is not None or not issued.text:
        return
    figures = regex.findall(r"\d+", issued.text)
    if len(figures) == 3 and len(figures[2]) == 4:
        yield Hit("issued", issued.text, None, tuple(issued.evidence))


def cited_later(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """No document cited is younger than the one that cites it."""
    own = subject.day
    if own is None or subject.document.issued is None:
        return
    for i, c in enumerate(subject.document.citations, 1):
        if c.date is not None and "date" not in c.inferred and date.fromisoformat(c.date) > own:
            certain = min(c.confidence, subject.document.issued.confidence)
            yield Hit(f"citations.{i}", f"{c.number or c.name}, {c.date}", f"≤ {own}", tuple(c.evidence), certain)


def cited_term(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """A cited central document's day lies in the term that is named with it."""
    for i, c in enumerate(subject.document.citations, 1):
        central = c.number is not None and _CENTRAL.search(c.number) is not None
        if central and c.term and c.date and not {"date", "term"} & set(c.inferred):
            day = date.fromisoformat(c.date)
            if c.term not in _terms(day):
                yield Hit(f"citations.{i}", f"{c.term}, {c.date}", term_of(day), tuple(c.evidence), c.confidence)


def own_term(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """A central document's day lies in the term that its own heading names."""
    number = subject.document.number
    if subject.day is None or number is None or not _CENTRAL.search(number.organ_code or ""):
        return
    for name in ("organ", "author", "title"):
        for seen in view(subject, name):
            heading = name != "title" or is_upper(seen.text)  # a subject in small letters may speak of any term
            for found in named_pattern("term").finditer(seen.text) if heading else ():
                if found["term"] not in _terms(subject.day):
                    yield Hit(name, found[0], term_of(subject.day), seen.evidence, seen.confidence)


def _terms(day: date) -> set[str | None]:
    return {term_of(day), term_of(day - _TOLERANCE), term_of(day + _TOLERANCE)}


# --- attachments ---------------------------------------------------------------


def attachment_missing(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """What the text says is attached stands in the file; asked only of a file that was given whole."""
    if not subject.whole_file or subject.document.role != "main" or subject.attached:
        return
    for found in regex.finditer(rule.must, subject.text, timeout=_TIMEOUT):
        behind = _behind_foot(subject.document)
        if subject.document.tables or form_of_appendix(behind):
            return
        yield Hit("attachments", squeeze(found[0]), None, _where(subject, found.start(), found.end()))
        return


def attachment_unnamed(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """An attachment in the file is spoken of in the text that it belongs to."""
    if subject.document.role != "attachment" or subject.main is subject.document:
        return
    number = subject.document.number
    cited = bool(number and number.text and number.text in "".join(subject.main.text.split()))
    if not cited and not regex.search(rule.must, subject.main.text, timeout=_TIMEOUT):
        title = subject.document.doc_type or subject.document.title
        yield Hit("attachments", None, None, tuple(title.evidence) if title else subject.page_evidence())


def attachment_reference(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """Number and day that an attachment gives for its main document are that document's."""
    main = subject.main
    if subject.document.role != "attachment" or main is subject.document or main.number is None:
        return
    head = subject.text[:_HEAD_OF_ATTACHMENT]
    line = form.opening("attached").search(head)
    if line is None:
        return
    stop = min(len(head), line.end() + 200)
    number = read_number(head, line.end(), stop, labelled=False)
    if number is None or number.start - line.end() > 60:
        return
    place = _where(subject, number.start, number.end)
    sure = min(main.number.confidence, number.confidence)
    same_symbol = fold(number.organ_code or "") == fold(main.number.organ_code or "")
    both = number.ordinal is not None and main.number.ordinal is not None
    if both and same_symbol and number.ordinal != main.number.ordinal:
        yield Hit("attachments", number.text, main.number.text, place, sure)
    day = read_short_date(head, number.end, min(stop, number.end + 60)) or read_date_line(
        head, number.end, min(stop, number.end + 60)
    )
    if day is not None and day.iso and main.issued is not None and main.issued.date and day.iso != main.issued.date:
        yield Hit("attachments", day.iso, main.issued.date, _where(subject, day.start, day.end), main.issued.confidence)


def _behind_foot(document: Document) -> str:
    """The text behind recipients and signature: appendices without a header of their own."""
    foot = [e.end for v in (*document.recipients, *document.signatures) for e in v.evidence]
    return document.text[max(foot) :] if foot else ""


def form_of_appendix(text: str) -> bool:
    """More than a stray line stands there."""
    return len(text.split()) > 5 or any(form.opening("appendix").match(line) for line in text.splitlines())


def _where(subject: Subject, start: int, end: int) -> tuple[Evidence, ...]:
    """A stretch of the text as a place on the page of the value nearest before it."""
    document = subject.document
    values = (document.preamble, document.title, document.number, *document.sections, *document.recipients)
    before = [e for v in values if v is not None for e in v.evidence if e.start <= start]
    nearest = max(before, key=lambda e: e.start) if before else None
    if nearest is None:
        return (Evidence(page=document.page_range[0], bbox=None, start=start, end=end),)
    box = nearest.bbox if nearest.end >= start else None
    return (Evidence(page=nearest.page, bbox=box, start=start, end=end),)
