"""Views of a document: named lists of printed strings, each with its place, that the rules' patterns look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vndocparse.formcheck.subject import Subject
from vndocparse.model.document import Document, Evidence, FieldValue, Found, Section, Signature
from vndocparse.rules import form, organs
from vndocparse.text import bare, fold, is_upper, squeeze

_BASIS = re.compile(r"^[-–+*]?\s*căn cứ\b", re.IGNORECASE)
_PROPOSED = re.compile(r"^[-–+*]?\s*(?:theo đề nghị|xét )", re.IGNORECASE)
_APPENDIX = re.compile(r"^(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số\s+)?([IVX]+|\d+))?\s*$", re.MULTILINE)
_ADDRESSEE = re.compile(r"^[^\S\n]*(?:Đồng )?[Kk]ính (?:gửi|gởi|trình|chuyển|mời)[^\S\n]*:?", re.MULTILINE)
_MARK_FRAME = re.compile(r"^[\s(\[|*]+|[\s)\]|*.:!]+$")
_LIKE_A_MARK = re.compile(r"(?:^|\s)(?:MẬT|KHẨN|TỐC)(?:\s|$)")
_LONGEST_MARK = 30
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


def _family(subject: Subject) -> Iterator[Seen]:
    yield Seen("motto", subject.document.family)


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
        yield Seen("doc_type", "printed" if value.text else "none", tuple(value.evidence), value.confidence)


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
    for i, s in enumerate(subject.document.signatures, 1):
        if s.name:
            yield Seen(f"signatures.{i}", s.name, *_certain(s))


def _signers(subject: Subject) -> Iterator[Seen]:
    """The names of all signers on one line, joined by "¦"; an empty one for a signature without a name."""
    signed = subject.document.signatures
    if signed:
        names = "¦".join(s.name or "" for s in signed)
        yield Seen("signatures.1", names, tuple(signed[-1].evidence), min(s.confidence for s in signed))


def _certain(signature: Signature) -> tuple[tuple[Evidence, ...], float]:
    return tuple(signature.evidence), signature.confidence


def _recipients(subject: Subject) -> Iterator[Seen]:
    for i, r in enumerate(subject.document.recipients, 1):
        yield from _of(f"recipients.{i}", r, r.raw or r.text)


def _inner_recipients(subject: Subject) -> Iterator[Seen]:
    yield from list(_recipients(subject))[:-1]


def _file_copies(subject: Subject) -> Iterator[Seen]:
    """The lines of the file copy (Lưu)."""
    for i, r in enumerate(subject.document.recipients, 1):
        if r.kind == "file":
            yield from _of(f"recipients.{i}", r, r.raw or r.text)


def _first_recipient(subject: Subject) -> Iterator[Seen]:
    yield from list(_recipients(subject))[:1]


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
    """Marks of secrecy and urgency, and notes in the header that look like one."""
    for name in ("secrecy", "urgency"):
        value: FieldValue | None = getattr(subject.document, name)
        if value is not None:
            bare_value = _MARK_FRAME.sub("", value.raw or value.text or "")
            yield from _of(name, value, bare_value)
    for seen in _notes(subject):
        text = _MARK_FRAME.sub("", seen.text)
        if is_upper(text) and len(text) < _LONGEST_MARK and _LIKE_A_MARK.search(text):
            yield Seen(seen.field, text, seen.evidence)


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
        elif group and not group[-1][0].rstrip().endswith((";", ",", ".", ":")):
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


def _notes(subject: Subject) -> Iterator[Seen]:
    """Lines of the header that are none of its parts."""
    for i, m in enumerate(subject.document.marginalia, 1):
        if m.kind == "note":
            yield from _of(f"marginalia.{i}", m, m.raw or m.text)


def _head_lines(subject: Subject) -> Iterator[Seen]:
    """All lines above the text, as printed."""
    for line in re.finditer(r"[^\n]+", subject.text[: _body_start(subject.document)]):
        yield Seen("motto", squeeze(line[0]), _at(subject, line.start(), line.end()))


def _copy_numbers(subject: Subject) -> Iterator[Seen]:
    for i, c in enumerate(subject.document.copies, 1):
        if c.number is not None:
            yield from _of(f"copies.{i}.number", c.number, c.number.raw or c.number.text)


def _copy_parts(subject: Subject) -> Iterator[Seen]:
    """Which parts each block of a copy has: "organ number issued signature recipients"."""
    for i, c in enumerate(subject.document.copies, 1):
        parts = {"organ": c.organ, "number": c.number, "issued": c.issued, "signature": c.signatures}
        yield Seen(f"copies.{i}", " ".join(k for k, v in parts.items() if v), tuple(c.evidence), c.confidence)


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


def _organ_kind(subject: Subject) -> Iterator[Seen]:
    """ "body" for an advisory body of a committee, else "organ"."""
    organ = subject.document.organ
    if organ is not None:
        yield from _of("organ", organ, "body" if organs.is_body(organ.text or "") else "organ")


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
    "motto": _raw("motto"),
    "slogan": _slogan,
    "superior_organ": _raw("superior_organ"),
    "organ": _raw("organ"),
    "organ.kind": _organ_kind,
    "organs": _organs,
    "number": _raw("number"),
    "place": _raw("place"),
    "issued": _raw("issued"),
    "date": _date,
    "type": _type,
    "type.printed": _type_printed,
    "type.name": _raw("doc_type"),
    "author": _raw("author"),
    "title": _raw("title"),
    "title.line": _title_line,
    "secrecy": _raw("secrecy"),
    "urgency": _raw("urgency"),
    "draft": _raw("draft"),
    "circulation": _raw("circulation"),
    "head": _head_lines,
    "notes": _notes,
    "marks": _marks,
    "addressed": _addressed,
    "addressees.label": _label_of_addressees,
    "addressees": _addressees,
    "bases.inner": _inner_bases,
    "bases.last": _last_basis,
    "bases.proposed": _proposed,
    "end": _end,
    "article": _markers("article"),
    "part": _markers("part"),
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
    "recipients.first": _first_recipient,
    "recipients.last": _last_recipient,
    "recipients.file": _file_copies,
    "copies.number": _copy_numbers,
    "copies.parts": _copy_parts,
}
"""Every view by its name."""
