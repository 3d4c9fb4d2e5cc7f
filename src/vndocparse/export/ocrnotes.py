"""The notes of each page for hOCR, ALTO and PAGE-XML: what these formats have no place for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vndocparse.export.xmltree import clean
from vndocparse.model.document import Copy, Document, FieldValue, Issued, PageText, ParseResult
from vndocparse.model.pagenotes import NotedLine, notes_of

_PARTIAL = re.compile(r"\d{4}-(?P<month>\d\d|XX)(?:-(?P<day>\d\d))?")
"""A partial date: "2025-11", "2025-XX-07"."""


def page_notes(result: ParseResult, page: PageText, dpi: int) -> str:
    """The notes as one line of ASCII, so that no escaping and no white space of the format changes them."""
    # A reader drops what is not printable: a broken font has such characters.
    odd = [i for i, w in enumerate(page.words) if clean(w.text) != w.text or not w.text.isprintable()]
    unheld = {i: _whole(page.words[i].text) for i in odd}
    notes = notes_of(page, [line for d in result.documents for line in _seen(d, page.number)], dpi, unheld)
    text = notes.model_dump_json(exclude_defaults=True)
    return "".join(c if " " <= c <= "~" else _escaped(c) for c in text)


def _whole(text: str) -> str:
    """Without halves of surrogate pairs, which a broken font may give: they are no characters, no JSON holds them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _seen(document: Document, page: int) -> Iterator[NotedLine]:
    holders: list[Document | Copy] = [document, *document.copies]
    for holder in holders:
        number, issued = holder.number, holder.issued
        if number is not None and number.evidence and number.evidence[0].page == page:
            yield NotedLine(
                part="number", raw=_raw(document, number), text=number.text or "", ordinal=number.ordinal,
                blanks=number.blanks,
            )  # fmt: skip
        if issued is not None and issued.evidence and issued.evidence[0].page == page:
            day, month = _day_and_month(issued)
            yield NotedLine(part="issued", raw=_raw(document, issued), day=day, month=month, blanks=issued.blanks)


def _raw(document: Document, value: FieldValue) -> str:
    """The characters of the value's place, as the text has them."""
    start, end = value.evidence[0].start, value.evidence[-1].end
    return document.text[start:end]


def _day_and_month(issued: Issued) -> tuple[int | None, int | None]:
    if issued.date:
        return int(issued.date[8:10]), int(issued.date[5:7])
    found = _PARTIAL.fullmatch(issued.edtf or "")
    if found is None:
        return None, None
    month = found["month"]
    return int(found["day"]) if found["day"] else None, None if month == "XX" else int(month)
