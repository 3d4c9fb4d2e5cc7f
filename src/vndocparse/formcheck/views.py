"""Views of a document: named lists of printed strings, each with its place, that the rules' patterns look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from vndocparse.fields.date import read_date_line
from vndocparse.formcheck.subject import Subject
from vndocparse.model.document import Document, Evidence, FieldValue, Found, Recipient, Section, Signature
from vndocparse.rules import form
from vndocparse.text import bare, fold, squeeze

_BASIS = re.compile(r"^[-–+*]?\s*căn cứ\b", re.IGNORECASE)
_PROPOSED = re.compile(r"^[-–+*]?\s*(?:theo đề nghị|xét )", re.IGNORECASE)
_ENDS_BASES = re.compile(r"[-–+*]?\s*(?:theo đề nghị|xét |thực hiện|(?-i:[^a-zà-ỹ]{5,}$))", re.IGNORECASE)
"""What stands behind the bases: a proposal, or a line in capitals."""
_APPENDIX = re.compile(r"^(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số\s+)?([IVX]+|\d+))?\s*$", re.MULTILINE)
_ADDRESSEE = re.compile(r"^[^\S\n]*(?:Đồng )?[Kk]ính (?:gửi|gởi|trình|chuyển|mời)[^\S\n]*:?", re.MULTILINE)
_MARK_FRAME = re.compile(r"^[\s(\[|*]+|[\s)\]|*.:!]+$")
_LIKE_A_MARK = re.compile(r"(?:^|\s)(?:MẬT|KHẨN|TỐC)$")
_LONGEST_MARK = 4
"""Words."""
_LABELLED_NUMBER = re.compile(r"^S[ốÔỐ]\b.*\d.*[/-]")
_BRACE = re.compile(r"\s*[}{]")
_ITEM = re.compile(r"^[-–+]\s")
_LONGEST_TAIL = 60
"""Characters between two lines of the list that still belong to the first."""
_MOST_HEAD_LINES = 25
"""Lines within which the type of a document stands."""
_AHEAD = 14
"""Characters of a section's beginning that hold its marker."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One printed string."""

    field: str
    """Path of the value that it belongs to."""
    text: str
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 1.0


def view(subject: Subject, name: str) -> list[Seen]:
    """The strings of the view ``name``; none where the document has no such value.

    Raises:
        KeyError: there is no such view (the tests go through all that the rules name).
    """
    return list(VIEWS[name](subject))


def _of(field: str, value: Found, text: str | None) -> Iterator[Seen]:
    if text:
        yield Seen(field, text, tuple(value.evidence), value.confidence)


def _raw(name: str) -> Callable[[Subject], Iterator[Seen]]:
    """The characters on the page."""

    def look(subject: Subject) -> Iterator[Seen]:
        value: FieldValue | None = getattr(subject.document, name)
        if value is not None:
            yield from _of(name, value, value.raw or value.text)

    return look


def _motto(subject: Subject) -> Iterator[Seen]:
    """As printed; also a line that says it in small letters, which is not read as the motto."""
    motto = subject.document.motto
    if motto is not None:
        mended = fold(motto.raw or "") != fold(motto.text or "")  # its letters are damaged: whose fault cannot be told
        yield from (replace(s, confidence=0.0) if mended else s for s in _raw("motto")(subject))
        return
    for line in _head_lines(subject):
        if any(fold(line.text) == fold(m.text) for m in form.mottos()):
            yield line


def _number(subject: Subject) -> Iterator[Seen]:
    """Label, number and symbol with all that hangs on them; also a line "Số …" in which no number was read."""
    number = subject.document.number
    if number is not None and number.evidence:
        end = number.evidence[-1].end
        tail = re.match(r"\S*", subject.text[end:])
        yield from _of("number", number, (number.raw or number.text or "") + (tail[0] if tail else "").rstrip(".,;"))
        return
    for line in _head_lines(subject):
        if _LABELLED_NUMBER.match(line.text):
            yield Seen("number", line.text, line.evidence)


def _unread_type(subject: Subject) -> tuple[Seen, Seen | None] | None:
    """A line that is a type's name in small letters, which is not read as the type, and the line below it."""
    value = subject.document.doc_type
    if value is not None and value.text:
        return None
    lines = list(_lines(subject, 0, len(subject.text)))[:_MOST_HEAD_LINES]
    for i, line in enumerate(lines):
        if any(fold(line.text) == fold(t.name) for t in form.doc_types() if not t.attached):
            below = lines[i + 1] if i + 1 < len(lines) else None
            return Seen("doc_type", line.text, line.evidence), below
    return None


def _type_name(subject: Subject) -> Iterator[Seen]:
    unread = _unread_type(subject)
    yield from [unread[0]] if unread else _raw("doc_type")(subject)


def _title(subject: Subject) -> Iterator[Seen]:
    if subject.document.title is not None:
        yield from _raw("title")(subject)
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
        yield from _of("doc_type", value, value.code or f"-{fold(value.text or '')}")


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
    head = subject.text[: _body_start(subject.document)]
    for line in re.finditer(r"[^\n]+", head):
        if form.slogan_pattern().search(bare(line[0])):
            yield Seen("motto", squeeze(line[0]), _at(subject, line.start(), line.end()))


def _body_start(document: Document) -> int:
    """Where the text begins: behind title and addressees."""
    heads: list[FieldValue | None] = [document.title, document.doc_type, document.number, document.issued]
    ends = [e.end for v in (*heads, *document.addressees) if v is not None for e in v.evidence]
    return max(ends, default=0) or len(document.text)


def _signing(subject: Subject) -> Iterator[Seen]:
    """Each signature as "authority | on behalf of | position signed for | position"."""
    for i, s in enumerate(subject.document.signatures, 1):
        parts = (s.authority, s.on_behalf_of, s.second_position, s.position)
        yield Seen(f"signatures.{i}", " | ".join(squeeze(p or "").upper() for p in parts), *_certain(s))


def _authority(subject: Subject) -> Iterator[Seen]:
    for i, s in enumerate(subject.document.signatures, 1):
        if s.authority:
            yield Seen(f"signatures.{i}", s.authority, *_certain(s))


def _signer(subject: Subject) -> Iterator[Seen]:
    """The name's whole line: a degree before it is no part of the name."""
    for i, s in enumerate(subject.document.signatures, 1):
        for e in s.evidence:
            line = squeeze(subject.text[e.start : e.end])
            if s.name and line.endswith(s.name):
                yield Seen(f"signatures.{i}", line, (e,), s.confidence)
                break


def _signers(subject: Subject) -> Iterator[Seen]:
    """The names of all signers on one line, joined by "¦"; an empty one for a signature without a name."""
    signed = subject.document.signatures
    if signed:
        names = "¦".join(s.name or "" for s in signed)
        yield Seen("signatures.1", names, tuple(signed[-1].evidence), min(s.confidence for s in signed))


def _certain(signature: Signature) -> tuple[tuple[Evidence, ...], float]:
    return tuple(signature.evidence), signature.confidence


def _recipients(subject: Subject) -> Iterator[Seen]:
    """All lines of the list, each with what is printed between it and the next."""
    listed = [(i, r) for i, r in enumerate(subject.document.recipients, 1) if r.evidence and _is_listed(subject, r)]
    for at, (i, r) in enumerate(listed):
        end = r.evidence[-1].end
        following = listed[at + 1][1].evidence[0].start if at + 1 < len(listed) else end
        tail = subject.text[end:following].strip(" -–+\n") if 0 < following - end < _LONGEST_TAIL else ""
        yield from _of(f"recipients.{i}", r, squeeze(f"{r.raw or r.text} {tail}"))
    if listed:  # the list is read up to the file copy; what follows it belongs there as well
        yield from _behind_file_copy(subject, listed[-1][1].evidence[-1].end, f"recipients.{listed[-1][0]}")


def _is_listed(subject: Subject, recipient: Recipient) -> bool:
    """Not furniture that was read as a line: on a page behind the signature, or without the others' dash."""
    signed = [e.page for s in subject.document.signatures for e in s.evidence]
    if signed and recipient.evidence[0].page > max(signed):
        return False
    if _BRACE.match(recipient.text or ""):
        return False
    first = subject.document.recipients[0]
    return _dashed(subject, recipient) or not (first.evidence and _dashed(subject, first))


def _dashed(subject: Subject, recipient: Recipient) -> bool:
    start = recipient.evidence[0].start
    return subject.text[max(start - 3, 0) : start].strip()[-1:] in ("-", "–", "+", "•")


def _behind_file_copy(subject: Subject, start: int, field: str) -> Iterator[Seen]:
    """Lines of the list behind the file copy; those of a signature beside it are passed over."""
    signed = [(e.start, e.end) for s in subject.document.signatures for e in s.evidence]
    item: Seen | None = None
    for line in _lines(subject, start, len(subject.text)):
        place = line.evidence[0]
        if any(a < place.end and place.start < b for a, b in signed):
            continue
        if _BRACE.match(line.text.lstrip("-–+ ")):
            continue
        if _ITEM.match(line.text):
            if item is not None:
                yield item
            item = Seen(field, line.text.lstrip("-–+ "), line.evidence)
        elif item is not None and not item.text.endswith((";", ",", ".")):  # the line goes on
            item = replace(item, text=f"{item.text} {line.text}", evidence=(*item.evidence, *line.evidence))
        else:
            break
    if item is not None:
        yield item


def _inner_recipients(subject: Subject) -> Iterator[Seen]:
    yield from list(_recipients(subject))[:-1]


def _file_copies(subject: Subject) -> Iterator[Seen]:
    """The lines of the file copy (Lưu)."""
    for i, r in enumerate(subject.document.recipients, 1):
        if r.kind == "file":
            yield from _of(f"recipients.{i}", r, r.raw or r.text)


def _last_recipient(subject: Subject) -> Iterator[Seen]:
    yield from list(_recipients(subject))[-1:]


def _label_of_recipients(subject: Subject) -> Iterator[Seen]:
    """The line "Nơi nhận:"."""
    if subject.document.recipients and subject.document.recipients[0].evidence:
        first = subject.document.recipients[0].evidence[0].start
        lines = subject.text[:first].rstrip("-–+ \n").rsplit("\n", 2)
        for line in reversed(lines[-2:]):
            if form.opening("recipients").match(line.strip()):
                start = subject.text.rfind(line, 0, first)
                yield Seen("recipients", squeeze(line), _at(subject, start, start + len(line)))
                return


def _addressees(subject: Subject) -> Iterator[Seen]:
    for i, a in enumerate(subject.document.addressees, 1):
        yield from _of(f"addressees.{i}", a, a.raw or a.text)


def _addressed(subject: Subject) -> Iterator[Seen]:
    """Whether anybody is addressed: "addressed" or "nobody"; not asked of a text that holds the words somewhere."""
    named = bool(subject.document.addressees) or _addressee_label(subject) is not None
    yield Seen("addressees", "addressed" if named else "nobody", subject.page_evidence())


def _addressee_label(subject: Subject) -> re.Match[str] | None:
    return _ADDRESSEE.search(subject.text)


def _label_of_addressees(subject: Subject) -> Iterator[Seen]:
    """The words "Kính gửi" and the mark behind them."""
    found = _addressee_label(subject) if subject.document.addressees else None
    if found is not None:
        yield Seen("addressees.1", squeeze(found[0]), _at(subject, found.start(), found.end()))


def _marks(subject: Subject) -> Iterator[Seen]:
    """Marks of secrecy and urgency, and lines in the header that look like one."""
    for name in ("secrecy", "urgency"):
        value: FieldValue | None = getattr(subject.document, name)
        if value is not None:
            bare_value = _MARK_FRAME.sub("", value.raw or value.text or "")
            yield from _of(name, value, bare_value)
    read = {fold(s.text) for n in ("secrecy", "urgency") for s in _raw(n)(subject)}
    for seen in _head_lines(subject):
        text = _MARK_FRAME.sub("", seen.text)
        if len(text.split()) <= _LONGEST_MARK and _LIKE_A_MARK.search(text) and fold(text) not in read:
            yield Seen("urgency" if text.endswith(("KHẨN", "TỐC")) else "secrecy", text, seen.evidence)


def _end(subject: Subject) -> Iterator[Seen]:
    """The last line of the text, before recipients and signature."""
    document = subject.document
    foot = [e.start for v in (*document.recipients, *document.signatures) for e in v.evidence]
    limit = min(foot, default=len(document.text))
    running = ([document.preamble] if document.preamble else []) + list(_flat(document.sections))
    places = [e for v in running for e in v.evidence if e.start < limit]
    if places:
        last = max(places, key=lambda e: e.end)
        stop = document.text.find("\n", last.end)
        end = min(stop if stop >= 0 else len(document.text), limit)
        yield Seen("sections" if document.sections else "preamble", squeeze(document.text[last.start : end]), (last,))


def _flat(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _flat(section.children)


def _bases(subject: Subject) -> Iterator[Seen]:
    """The lines of the legal basis (căn cứ), each whole."""
    preamble = subject.document.preamble
    if preamble is None or not preamble.evidence:
        return
    lines = [(subject.text[e.start : e.end], e) for e in preamble.evidence]
    group: list[tuple[str, Evidence]] = []
    for text, place in lines:
        if _BASIS.match(text.strip()):
            if group:
                yield _joined(group)
            group = [(text, place)]
        elif group and not group[-1][0].rstrip().endswith((";", ".", ":")) and not _ENDS_BASES.match(text.strip()):
            group.append((text, place))
        elif group:
            yield _joined(group)
            group = []
    if group:
        yield _joined(group)


def _joined(group: list[tuple[str, Evidence]]) -> Seen:
    return Seen("preamble", squeeze(" ".join(t for t, _ in group)), tuple(e for _, e in group))


def _inner_bases(subject: Subject) -> Iterator[Seen]:
    yield from list(_bases(subject))[:-1]


def _last_basis(subject: Subject) -> Iterator[Seen]:
    """The last of two or more bases: of one alone it cannot be told where the list ends."""
    found = list(_bases(subject))
    yield from found[-1:] if len(found) > 1 else []


def _proposed(subject: Subject) -> Iterator[Seen]:
    """A line "Theo đề nghị của …" or "Xét …" behind the bases: it ends the list instead of the last of them."""
    preamble = subject.document.preamble
    for e in preamble.evidence if preamble else ():
        if _PROPOSED.match(subject.text[e.start : e.end].strip()):
            yield Seen("preamble", squeeze(subject.text[e.start : e.end]), (e,))


def _markers(kind: str) -> Callable[[Subject], Iterator[Seen]]:
    """The beginnings of the sections of a kind, as printed."""

    def look(subject: Subject) -> Iterator[Seen]:
        yield from markers(subject.document, kind)

    return look


def markers(
    document: Document, kind: str, sections: Sequence[Section] | None = None, above: str = ""
) -> Iterator[Seen]:
    """The beginnings of the sections of ``kind``, as printed, with the path of each."""
    for section in document.sections if sections is None else sections:
        path = f"{above}/{section.label}" if above else section.label
        if section.kind == kind and section.evidence:
            start = section.evidence[0].start
            text = squeeze(document.text[start : start + len(section.label) + _AHEAD].split("\n")[0])
            yield Seen(f"sections.{path}", text, tuple(section.evidence[:1]), section.confidence)
        yield from markers(document, kind, section.children, path)


def _head_lines(subject: Subject) -> Iterator[Seen]:
    """All lines above the text, as printed."""
    yield from _lines(subject, 0, _body_start(subject.document))


def _lines(subject: Subject, start: int, end: int) -> Iterator[Seen]:
    for line in re.compile(r"[^\n]+").finditer(subject.text, start, end):
        if line[0].strip():
            yield Seen("motto", squeeze(line[0]), _at(subject, line.start(), line.end()))


def _copy_numbers(subject: Subject) -> Iterator[Seen]:
    for i, c in enumerate(subject.document.copies, 1):
        if c.number is not None:
            yield from _of(f"copies.{i}.number", c.number, c.number.raw or c.number.text)


def _copy_parts(subject: Subject) -> Iterator[Seen]:
    """Which parts each block of a copy has: "organ number issued signature recipients"."""
    for i, c in enumerate(subject.document.copies, 1):
        inside = subject.text[min(e.start for e in c.evidence) : max(e.end for e in c.evidence)] if c.evidence else ""
        dated = c.issued or read_date_line(inside)
        parts = {"organ": c.organ, "number": c.number, "issued": dated, "signature": c.signatures}
        yield Seen(f"copies.{i}", " ".join(k for k, v in parts.items() if v), tuple(c.evidence), c.confidence)


def _copy_kinds(subject: Subject) -> Iterator[Seen]:
    for i, c in enumerate(subject.document.copies, 1):
        yield from _of(f"copies.{i}", c, c.kind)


def _appendices(subject: Subject) -> Iterator[Seen]:
    """The numbers of appendices, where there are two or more."""
    found = list(_APPENDIX.finditer(subject.text))
    if len(found) > 1:
        for m in found:
            yield Seen("sections", squeeze(m[0]), _at(subject, m.start(), m.end()))


def _organs(subject: Subject) -> Iterator[Seen]:
    """Superior organ and organ on one line, in small letters."""
    d = subject.document
    names = [v for v in (d.superior_organ, d.organ) if v is not None]
    if names:
        text = " / ".join(squeeze(v.text or "").lower() for v in names)
        yield Seen("organ", text, tuple(e for v in names for e in v.evidence), min(v.confidence for v in names))


def _at(subject: Subject, start: int, end: int) -> tuple[Evidence, ...]:
    """A stretch of the text as a place, with the page of the nearest value before it."""
    known = [
        e
        for name in ("motto", "organ", "number", "issued", "title")
        if (v := getattr(subject.document, name)) is not None
        for e in v.evidence
        if e.start <= start
    ]
    page = max(known, key=lambda e: e.start).page if known else subject.document.page_range[0]
    return (Evidence(page=page, bbox=None, start=start, end=end),)


VIEWS: dict[str, Callable[[Subject], Iterator[Seen]]] = {
    "family": _family,
    "role": _role,
    "filled": _filled,
    "motto": _motto,
    "slogan": _slogan,
    "superior_organ": _raw("superior_organ"),
    "organ": _raw("organ"),
    "organs": _organs,
    "number": _number,
    "place": _raw("place"),
    "issued": _raw("issued"),
    "date": _date,
    "type": _type,
    "type.printed": _type_printed,
    "type.name": _type_name,
    "author": _raw("author"),
    "title": _title,
    "title.line": _title_line,
    "secrecy": _raw("secrecy"),
    "draft": _raw("draft"),
    "circulation": _raw("circulation"),
    "marks": _marks,
    "addressed": _addressed,
    "addressees.label": _label_of_addressees,
    "addressees": _addressees,
    "bases.inner": _inner_bases,
    "bases.last": _last_basis,
    "bases.proposed": _proposed,
    "end": _end,
    "article": _markers("article"),
    "chapter": _markers("chapter"),
    "arabic": _markers("arabic"),
    "letter": _markers("letter"),
    "appendices": _appendices,
    "signing": _signing,
    "authority": _authority,
    "signer": _signer,
    "signers": _signers,
    "recipients": _recipients,
    "recipients.label": _label_of_recipients,
    "recipients.inner": _inner_recipients,
    "recipients.last": _last_recipient,
    "recipients.file": _file_copies,
    "copies.number": _copy_numbers,
    "copies.kind": _copy_kinds,
    "copies.parts": _copy_parts,
}
"""Every view by its name."""
