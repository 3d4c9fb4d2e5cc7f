"""Views of the text: addressees, legal basis, markers of sections, its end, appendices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import regex

from vndocparse.formcheck.seen import (
    Seen,
    View,
    place_of,
    seen_of,
)
from vndocparse.formcheck.subject import Subject
from vndocparse.model.document import Document, Evidence, Section
from vndocparse.rules.formchecks import named_pattern
from vndocparse.text import squeeze

_AHEAD = 14
"""Characters of a section's beginning that hold its marker."""


def _addressees(subject: Subject) -> Iterator[Seen]:
    for i, a in enumerate(subject.document.addressees, 1):
        yield from seen_of(f"addressees.{i}", a, a.raw or a.text)


def _addressed(subject: Subject) -> Iterator[Seen]:
    """Whether anybody is addressed: "addressed" or "nobody"; not asked of a text that holds the words somewhere."""
    named = bool(subject.document.addressees) or _addressee_label(subject) is not None
    yield Seen("addressees", "addressed" if named else "nobody", subject.page_evidence())


def _addressee_label(subject: Subject) -> regex.Match[str] | None:
    return named_pattern("addressee").search(subject.text)


def _label_of_addressees(subject: Subject) -> Iterator[Seen]:
    """The words "Kính gửi" and the mark behind them."""
    found = _addressee_label(subject) if subject.document.addressees else None
    if found is not None:
        yield Seen("addressees.1", squeeze(found[0]), place_of(subject, found.start(), found.end()))


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
        if named_pattern("basis").match(text.strip()):
            if group:
                yield _joined(group)
            group = [(text, place)]
        elif (
            group
            and not group[-1][0].rstrip().endswith((";", ".", ":"))
            and not named_pattern("behind_bases").match(text.strip())
        ):
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
        if named_pattern("proposal").match(subject.text[e.start : e.end].strip()):
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


def _appendices(subject: Subject) -> Iterator[Seen]:
    """The numbers of appendices, where there are two or more."""
    found = list(named_pattern("appendix").finditer(subject.text))
    if len(found) > 1:
        for m in found:
            yield Seen("sections", squeeze(m[0]), place_of(subject, m.start(), m.end()))


BODY: dict[str, View] = {
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
}
"""Every view of this part by its name."""
