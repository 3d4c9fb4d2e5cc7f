"""What reading copies print beside a value: the mark behind a section's label, the line below the state's motto."""

from __future__ import annotations

from vndocparse.model.document import Document, Section
from vndocparse.printable import one_line
from vndocparse.rules.form import slogan_pattern
from vndocparse.rules.layouts import Layout, layout_for
from vndocparse.text import bare

_HEAD = 2000
"""Characters of a text in which its head stands."""


def layout_of(document: Document) -> Layout:
    """The layout of the regulation of the document's family and day."""
    return layout_for(document.family, document.issued.date if document.issued else None)


def marked_label(section: Section) -> str:
    """The label with its closing mark: "a)", "I.", "Điều 3."; a dash stands alone."""
    label = one_line(section.label)
    if section.kind == "dash":
        return label
    return f"{label})" if section.kind == "letter" else f"{label}."


def slogan_of(document: Document) -> str:
    """The second line (tiêu ngữ) of the state's motto, which is of no field; empty where the page lacks it.

    Of a document that is given without its text the motto alone decides.
    """
    if document.family != "state" or document.motto is None or not document.motto.text:
        return ""
    printed = not document.text or slogan_pattern().search(bare(document.text[:_HEAD])) is not None
    return layout_of(document).slogan if printed else ""
