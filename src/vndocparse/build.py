"""One document put together: the readers' findings, the citations, and what a person should look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vndocparse import objects
from vndocparse.citing import read_citations
from vndocparse.entries import to_check
from vndocparse.fields.sections import build_sections
from vndocparse.fields.values import field, raw_text
from vndocparse.layout.zones import Zoned, is_rule
from vndocparse.mendings import find_mendings
from vndocparse.model.document import Document, Family, FieldValue
from vndocparse.model.page import Mark, Problem
from vndocparse.model.page import Table as PageTable
from vndocparse.partreading import Reading
from vndocparse.rules import organs


@dataclass(frozen=True, slots=True)
class Built:
    """One document and what could not be read of it."""

    document: Document
    problems: tuple[Problem, ...]


def build_document(
    reading: Reading,
    furniture: Sequence[Zoned],
    tables: Sequence[PageTable],
    *,
    role: Literal["main", "attachment"],
    main: Reading | None = None,
    marks: Sequence[tuple[int, Mark]] = (),
) -> Built:
    """The contract's ``Document``; every value has its evidence, what is missing is a problem entry.

    ``main`` is the file's first document: an attachment without a header is of its family.  ``marks``: seals, stamps
    and ink on its pages, with the numbers of these.
    """
    text, heading = reading.text, reading.heading
    sections = [objects.make_trusted(s, text) for r in reading.sections for s in build_sections(r, text)]
    pages = [line.page for line in text.lines] or [z.line.page for z in furniture] or [1]
    family = _family(reading, main or reading)
    signatures = [objects.make_signature(text, s) for s in reading.signatures]
    cited = read_citations(reading, sections, furniture)
    document = Document(
        role=role,
        family=family,
        page_range=(min(pages), max(pages)),
        text=text.text,
        motto=objects.make_motto(text, heading),
        superior_organ=objects.make_organ(text, heading.organs.superior, "superior_organ", "organ above", 0.93),
        organ=objects.make_organ(text, heading.organs.organ, "organ", "organ in the header", 0.95),
        number=objects.make_number(text, heading.number, reading.blanks),
        place=objects.make_place(text, heading.issued),
        issued=objects.make_issued(text, heading.issued, reading.blanks),
        doc_type=objects.make_doc_type(text, heading, family),
        author=objects.make_plain(text, heading.title.author, "author", "author line", 0.9),
        title=objects.make_title(text, heading),
        secrecy=objects.make_mark(text, heading, "secrecy"),
        urgency=objects.make_mark(text, heading, "urgency"),
        circulation=objects.make_mark(text, heading, "circulation"),
        draft=objects.make_mark(text, heading, "draft"),
        addressees=[objects.make_addressee(text, spans) for spans in heading.addressees],
        preamble=_preamble(reading),
        sections=sections,
        citations=cited.citations,
        short_references=cited.short,
        recipients=[objects.make_recipient(text, r) for r in reading.recipients.items],
        signatures=[objects.with_mark(s, marks) for s in signatures],
        copies=[objects.make_copy(text, c) for c in reading.copies],
        tables=[objects.make_table(t) for t in tables],
        marginalia=[*objects.make_marginalia(text, heading, furniture), *objects.make_marks(marks, signatures)],
    )  # fmt: skip
    further = {"mendings": find_mendings(reading, document), "to_check": to_check(document)}
    document = document.model_copy(update=further)
    return Built(document, (*_problems(reading, document), *cited.problems))


def _family(reading: Reading, main: Reading) -> Family:
    heading = reading.heading
    named = organs.organ_family(raw_text(reading.text, heading.organs.organ)) if heading.organs.organ else None
    if heading.motto is not None:
        state = heading.motto[0].family == "state"
        return "organisation" if state and named == "organisation" else heading.motto[0].family
    if named is not None:
        return named
    if heading.number is not None and heading.number.text:
        return "party" if "-" in heading.number.text.split("/")[0] else "state"
    if main is not reading:
        return _family(main, main)
    kind = heading.title.doc_type
    if kind is not None and "party" not in kind[0].families:
        return "state" if "state" in kind[0].families else "organisation"
    return "state" if any((s.authority or "").endswith(".") for s in reading.signatures) else "party"


def _preamble(reading: Reading) -> FieldValue | None:
    """The text before the first section, rules and the issuing authority's line included."""
    if not reading.body:
        return None
    (first, last), sections = reading.body[0], reading.sections[0]
    end = min(sections.preamble_end - 1, last)
    lines = [i for i in range(first, end + 1) if not is_rule(reading.text.lines[i].text)]
    if not lines or not any(reading.text.lines[i].text.strip() for i in lines):
        return None
    span = reading.text.span(lines[0], lines[-1])
    return field(reading.text, (span,), name="preamble", rule="text before the first section", confidence=0.95)


def _problems(reading: Reading, document: Document) -> list[Problem]:
    """What a person should look at: a printed blank that was not filled, a part that every document has."""
    out = []
    page = document.page_range[0]
    if document.number is not None and document.number.ordinal is None:
        out.append(
            Problem(
                "number-blank",
                "The number before the symbol is blank, stamped or written by hand, and was not read for certain;"
                " what it may be is in number.blanks.",
                page,
            )
        )
    if document.issued is not None and document.issued.date is None:
        out.append(
            Problem(
                "date-incomplete",
                "Day, month or year of issue is blank, stamped or written by hand, and was not read for certain;"
                " what they may be is in issued.blanks.",
                page,
            )
        )
    if reading.recipients.loose_brace:
        out.append(
            Problem(
                "brace-unplaced",
                "A brace gives a purpose to several recipients, but which ones cannot be seen.",
                document.page_range[1],
            )
        )
    if not reading.text.text.strip():
        out.append(Problem("no-text", "No text was found in this part of the file.", page))
    return out
