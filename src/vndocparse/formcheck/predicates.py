"""The predicates that rules name: each gives the places where a rule is not kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vndocparse.formcheck import consistency, numbering, printed, setting
from vndocparse.formcheck.subject import Hit, Subject
from vndocparse.rules.formchecks import CheckRule

Predicate = Callable[[Subject, CheckRule], Iterator[Hit]]

PREDICATES: dict[str, Predicate] = {
    "present": printed.present,
    "formless": printed.formless,
    "printed_as": printed.printed_as,
    "type_agrees": printed.type_agrees,
    "organ_agrees": printed.organ_agrees,
    "same_ends": printed.same_ends,
    "last_is": printed.last_is,
    "any_is": printed.any_is,
    "numbering": numbering.numbering,
    "nesting": numbering.nesting,
    "labels_of_parent": numbering.labels_of_parent,
    "same_marks": numbering.same_marks,
    "set_in": setting.set_in,
    "paper": setting.paper,
    "margin": setting.margin,
    "placed": setting.placed,
    "page_numbers": setting.page_numbers,
    "weekend": consistency.weekend,
    "no_such_day": consistency.no_such_day,
    "cited_later": consistency.cited_later,
    "cited_term": consistency.cited_term,
    "own_term": consistency.own_term,
    "attachment_missing": consistency.attachment_missing,
    "attachment_unnamed": consistency.attachment_unnamed,
    "attachment_reference": consistency.attachment_reference,
}
"""Every predicate by the name that rule data gives it."""
