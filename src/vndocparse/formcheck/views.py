"""Views of a document: named lists of printed strings, each with its place, that the rules' patterns look at."""

from __future__ import annotations

from vndocparse.formcheck.seen import Seen, View
from vndocparse.formcheck.subject import Subject
from vndocparse.formcheck.views_body import BODY
from vndocparse.formcheck.views_foot import FOOT
from vndocparse.formcheck.views_head import HEAD

VIEWS: dict[str, View] = {**HEAD, **BODY, **FOOT}
"""Every view by its name."""


def view(subject: Subject, name: str) -> list[Seen]:
    """The strings of the view ``name``; none where the document has no such value.

    Raises:
        KeyError: there is no such view (the tests go through all that the rules name).
    """
    return list(VIEWS[name](subject))
