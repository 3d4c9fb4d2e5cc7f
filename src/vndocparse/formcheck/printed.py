"""Predicates on what is printed: a component is there, a string has its form, number, title and organ agree."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from vndocparse.formcheck.subject import Hit, Subject
from vndocparse.formcheck.views import VIEWS, view
from vndocparse.model.document import Document
from vndocparse.rules import form
from vndocparse.rules.formchecks import CheckRule, organ_symbols
from vndocparse.text import fold

_TIMEOUT = 5
_NO_FORM = ("motto", "organ", "number", "issued")
"""Components without any of which a text is no document in the form."""
_HEAD = 1500
"""Characters from the beginning in which a trace of the header is looked for."""
_IN_TITLE = ("title", "doc_type")
"""Components that a line of the header may be that was not understood."""
_AT_FOOT = ("recipients", "signatures")


def present(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """Each of ``fields`` is there; nothing is asked of a text that has no form at all.

    In doubt where the text holds a trace of it, or the header a line that was not understood.
    """
    if not has_form(subject.document):
        return
    where = subject.text if set(rule.fields) & set(_AT_FOOT) else subject.text[:_HEAD]
    traced = bool(rule.trace) and regex.search(rule.trace, where, timeout=_TIMEOUT) is not None
    for name in rule.fields:
        if not (view(subject, name) if name in VIEWS else getattr(subject.document, name)):
            unread = name in _IN_TITLE and any(m.kind == "note" for m in subject.document.marginalia)
            yield Hit(
                name, None, rule.expected or None, subject.page_evidence(last=name in _AT_FOOT),
                doubt=traced or unread or subject.poorly_read(),
            )  # fmt: skip


def has_form(document: Document) -> bool:
    """Two at least of motto, organ, number and date are there."""
    return sum(getattr(document, name) is not None for name in _NO_FORM) >= 2


def formless(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """The text has no form that could be checked."""
    if not has_form(subject.document):
        yield Hit("motto", None, None, subject.page_evidence())


def printed_as(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """Each value of the view holds ``must`` and does not hold ``must_not``."""
    must = regex.compile(rule.must) if rule.must else None
    must_not = regex.compile(rule.must_not) if rule.must_not else None
    for seen in view(subject, rule.view):
        bad = must_not.search(seen.text, timeout=_TIMEOUT) if must_not else None
        if bad is not None or (must is not None and must.search(seen.text, timeout=_TIMEOUT) is None):
            yield Hit(seen.field, seen.text, rule.expected or None, seen.evidence, seen.confidence)


def condition_holds(subject: Subject, rule: CheckRule) -> tuple[bool, float]:
    """Whether the rule is asked of the document, and the lowest confidence of what decides that."""
    lowest = 1.0
    for name, pattern in rule.when.items():
        seen = [s for s in view(subject, name) if regex.search(pattern, s.text, timeout=_TIMEOUT)]
        if not seen:
            return False, 1.0
        lowest = min(lowest, max(s.confidence for s in seen))
    for name, pattern in rule.unless.items():
        if any(regex.search(pattern, s.text, timeout=_TIMEOUT) for s in view(subject, name)):
            return False, 1.0
    return True, lowest


def type_agrees(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """The code in the number is the one of the title's type."""
    number, doc_type = subject.document.number, subject.document.doc_type
    if number is None or number.type_code is None or doc_type is None or not doc_type.text or not doc_type.code:
        return
    printed = fold(number.type_code)
    known = form.type_by_code(doc_type.code, subject.document.family)
    same = {
        fold(doc_type.code),
        *(fold(v) for r in form.doc_types() if _same_type(r, doc_type.text) for v in r.variants),
    }
    if printed in same or (known is not None and printed in map(fold, known.variants)):
        return
    if printed not in form.type_codes() and not printed.isalpha():
        return
    yield Hit(
        "number", number.type_code, doc_type.code, tuple(number.evidence), min(number.confidence, doc_type.confidence)
    )


def _same_type(rule: form.DocTypeRule, name: str) -> bool:
    return fold(rule.name) == fold(name)


def organ_agrees(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """The organ's symbol in the number is one that an organ of this name may have."""
    number, organ = subject.document.number, subject.document.organ
    if number is None or not number.organ_code or organ is None:
        return
    above = subject.document.superior_organ
    known = next((k for k in organ_symbols() if k.is_of(organ.text or "", above.text or "" if above else "")), None)
    if known is not None and not regex.match(known.symbol, number.organ_code, timeout=_TIMEOUT):
        lowest = min(number.confidence, organ.confidence, above.confidence if above else 1.0)
        yield Hit("number", number.organ_code, None, tuple(number.evidence), lowest)


def same_ends(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """All values of the view but the last that end with a mark have the same, before a purpose or behind it."""
    marked = [(s, mark) for s in view(subject, rule.view)[:-1] if (mark := _end_mark(s.text))]
    marks = [mark for _, mark in marked]
    usual = max(sorted(set(marks)), key=marks.count, default="")
    for one, mark in marked:
        if mark != usual and marks.count(mark) <= len(marks) / 3:
            yield Hit(one.field, one.text, usual, one.evidence, one.confidence)


def _end_mark(text: str) -> str:
    found = regex.search(r"([;,.])?(?:\s*[}{]?\s*\([^()]*\))?$|([;,.])$", text)
    return (found[1] or found[2] or "") if found else ""


def last_is(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """The last value of the view fits ``must``, where any does."""
    seen = view(subject, rule.view)
    fitting = [s for s in seen if regex.search(rule.must, s.text, timeout=_TIMEOUT)]
    if fitting and fitting[-1] is not seen[-1]:
        it = fitting[-1]
        yield Hit(it.field, it.text, None, it.evidence, min(it.confidence, seen[-1].confidence))


def any_is(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """One value of the view at least fits ``must``, where the view has any."""
    seen = view(subject, rule.view)
    if seen and not any(regex.search(rule.must, s.text, timeout=_TIMEOUT) for s in seen):
        yield Hit(seen[-1].field, None, rule.expected or None, seen[-1].evidence, min(s.confidence for s in seen))
