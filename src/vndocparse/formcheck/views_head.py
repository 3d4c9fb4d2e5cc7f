"""Views of the head: motto, organ, number, place and date, type and subject, marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import regex

from vndocparse.formcheck.seen import (
    Seen,
    View,
    body_start,
    head_lines,
    lines_of,
    place_of,
    raw_of,
    seen_of,
)
from vndocparse.formcheck.subject import Subject
from vndocparse.model.document import FieldValue
from vndocparse.rules import form
from vndocparse.rules.formchecks import named_pattern
from vndocparse.text import bare, fold, squeeze

_FRAME_BEFORE = regex.compile(r"\A[\s(\[|*]+")
_FRAME_BEHIND = regex.compile(r"(?r)[\s)\]|*.:!]+\Z")  # from the end: a long run is looked at once
_MOST_HEAD_LINES = 25
"""Lines within which the type of a document stands."""


def _motto(subject: Subject) -> Iterator[Seen]:
    """As printed; also a line that says it in small letters, which is not read as the motto."""
    motto = subject.document.motto
    if motto is not None:
        mended = fold(motto.raw or "") != fold(motto.text or "")  # its letters are damaged: whose fault cannot be told
        yield from (replace(s, confidence=0.0) if mended else s for s in raw_of("motto")(subject))
        return
    for line in head_lines(subject):
        if any(fold(line.text) == fold(m.text) for m in form.mottos()):
            yield line


def _number(subject: Subject) -> Iterator[Seen]:
    """Label, number and symbol with all that hangs on them; also a line "Số …" in which no number was read."""
    number = subject.document.number
    if number is not None and number.evidence:
        end = number.evidence[-1].end
        tail = re.match(r"\S*", subject.text[end:])
        yield from seen_of(
            "number", number, (number.raw or number.text or "") + (tail[0] if tail else "").rstrip(".,;")
        )
        return
    for line in head_lines(subject):
        if named_pattern("labelled_number").match(line.text):
            yield Seen("number", line.text, line.evidence)


def _unread_type(subject: Subject) -> tuple[Seen, Seen | None] | None:
    """A line that is a type's name in small letters, which is not read as the type, and the line below it."""
    value = subject.document.doc_type
    if value is not None and value.text:
        return None
    lines = list(lines_of(subject, 0, len(subject.text)))[:_MOST_HEAD_LINES]
    for i, line in enumerate(lines):
        if any(fold(line.text) == fold(t.name) for t in form.doc_types() if not t.attached):
            below = lines[i + 1] if i + 1 < len(lines) else None
            return Seen("doc_type", line.text, line.evidence), below
    return None


def _type_name(subject: Subject) -> Iterator[Seen]:
    unread = _unread_type(subject)
    yield from [unread[0]] if unread else raw_of("doc_type")(subject)


def _title(subject: Subject) -> Iterator[Seen]:
    if subject.document.title is not None:
        yield from raw_of("title")(subject)
        return
    unread = _unread_type(subject)
    if unread is not None and unread[1] is not None:
        yield Seen("title", unread[1].text, unread[1].evidence)


def _family(subject: Subject) -> Iterator[Seen]:
    yield Seen("motto", subject.document.family)


def _filled(subject: Subject) -> Iterator[Seen]:
    """Which of number and date are filled in, "number date"; "" for a blank form or a draft without either."""
    number, issued = subject.document.number, subject.document.issued
    parts = ["number"] * (number is not None and number.ordinal is not None)
    parts += ["date"] * (issued is not None and issued.date is not None)
    yield Seen("number", " ".join(parts))


def _role(subject: Subject) -> Iterator[Seen]:
    yield Seen("role", subject.document.role)


def _type(subject: Subject) -> Iterator[Seen]:
    """The code; for a paper without one "-" and its name."""
    value = subject.document.doc_type
    if value is not None:
        yield from seen_of("doc_type", value, value.code or f"-{fold(value.text or '')}")


def _type_printed(subject: Subject) -> Iterator[Seen]:
    """ "printed" where a title line names the type, "none" where only the number tells it."""
    value = subject.document.doc_type
    if value is not None:
        printed = bool(value.text) or _unread_type(subject) is not None
        yield Seen("doc_type", "printed" if printed else "none", tuple(value.evidence), value.confidence)


def _date(subject: Subject) -> Iterator[Seen]:
    """Place and date as they are printed together."""
    place, issued = subject.document.place, subject.document.issued
    if issued is None or not issued.evidence:
        return
    start, end = issued.evidence[0].start, issued.evidence[-1].end
    places = tuple(issued.evidence)
    if place is not None and place.evidence and 0 <= start - place.evidence[-1].end <= 6:
        start, places = place.evidence[0].start, (*place.evidence, *issued.evidence)
    yield Seen("issued", squeeze(subject.text[start:end]), places, issued.confidence)


def _title_line(subject: Subject) -> Iterator[Seen]:
    """The subject with what stands before it on its line: "V/v"."""
    title = subject.document.title
    if title is not None and title.evidence:
        start = subject.text.rfind("\n", 0, title.evidence[0].start) + 1
        text = squeeze(subject.text[start : title.evidence[-1].end])
        yield Seen("title", text, tuple(title.evidence), title.confidence)


def _slogan(subject: Subject) -> Iterator[Seen]:
    """Tiêu ngữ, above the text."""
    head = subject.text[: body_start(subject.document)]
    for line in re.finditer(r"[^\n]+", head):
        if form.slogan_pattern().search(bare(line[0])):
            yield Seen("motto", squeeze(line[0]), place_of(subject, line.start(), line.end()))


def _unframed(mark: str) -> str:
    return _FRAME_BEHIND.sub("", _FRAME_BEFORE.sub("", mark))


def _marks(subject: Subject) -> Iterator[Seen]:
    """Marks of secrecy and urgency, and lines in the header that look like one."""
    for name in ("secrecy", "urgency"):
        value: FieldValue | None = getattr(subject.document, name)
        if value is not None:
            bare_value = _unframed(value.raw or value.text or "")
            yield from seen_of(name, value, bare_value)
    read = {fold(s.text) for n in ("secrecy", "urgency") for s in raw_of(n)(subject)}
    for seen in head_lines(subject):
        text = _unframed(seen.text)
        if named_pattern("like_a_mark").search(text) and fold(text) not in read:
            yield Seen("urgency" if text.endswith(("KHẨN", "TỐC")) else "secrecy", text, seen.evidence)


def _organs(subject: Subject) -> Iterator[Seen]:
    """Superior organ and organ on one line, in small letters."""
    d = subject.document
    names = [v for v in (d.superior_organ, d.organ) if v is not None]
    if names:
        text = " / ".join(squeeze(v.text or "").lower() for v in names)
        yield Seen("organ", text, tuple(e for v in names for e in v.evidence), min(v.confidence for v in names))


HEAD: dict[str, View] = {
    "family": _family,
    "role": _role,
    "filled": _filled,
    "motto": _motto,
    "slogan": _slogan,
    "superior_organ": raw_of("superior_organ"),
    "organ": raw_of("organ"),
    "organs": _organs,
    "number": _number,
    "place": raw_of("place"),
    "issued": raw_of("issued"),
    "date": _date,
    "type": _type,
    "type.printed": _type_printed,
    "type.name": _type_name,
    "author": raw_of("author"),
    "title": _title,
    "title.line": _title_line,
    "secrecy": raw_of("secrecy"),
    "draft": raw_of("draft"),
    "circulation": raw_of("circulation"),
    "marks": _marks,
}
"""Every view of this part by its name."""
