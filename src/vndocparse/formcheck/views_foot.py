"""Views of the foot: signing, recipients, blocks of certified copies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from vndocparse.fields.date import read_date_line
from vndocparse.formcheck.seen import (
    Seen,
    View,
    certainty_of,
    lines_of,
    place_of,
    seen_of,
)
from vndocparse.formcheck.subject import Subject
from vndocparse.model.document import Recipient
from vndocparse.rules import form
from vndocparse.text import squeeze

_BRACE = re.compile(r"\s*[}{]")
_ITEM = re.compile(r"^[-–+]\s")
_LONGEST_TAIL = 60
"""Characters between two lines of the list that still belong to the first."""


def _signing(subject: Subject) -> Iterator[Seen]:
    """Each signature as "authority | on behalf of | position signed for | position"."""
    for i, s in enumerate(subject.document.signatures, 1):
        parts = (s.authority, s.on_behalf_of, s.second_position, s.position)
        yield Seen(f"signatures.{i}", " | ".join(squeeze(p or "").upper() for p in parts), *certainty_of(s))


def _authority(subject: Subject) -> Iterator[Seen]:
    for i, s in enumerate(subject.document.signatures, 1):
        if s.authority:
            yield Seen(f"signatures.{i}", s.authority, *certainty_of(s))


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


def _recipients(subject: Subject) -> Iterator[Seen]:
    """All lines of the list, each with what is printed between it and the next."""
    listed = [(i, r) for i, r in enumerate(subject.document.recipients, 1) if r.evidence and _is_listed(subject, r)]
    for at, (i, r) in enumerate(listed):
        end = r.evidence[-1].end
        following = listed[at + 1][1].evidence[0].start if at + 1 < len(listed) else end
        tail = subject.text[end:following].strip(" -–+\n") if 0 < following - end < _LONGEST_TAIL else ""
        yield from seen_of(f"recipients.{i}", r, squeeze(f"{r.raw or r.text} {tail}"))
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
    for line in lines_of(subject, start, len(subject.text)):
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
            yield from seen_of(f"recipients.{i}", r, r.raw or r.text)


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
                yield Seen("recipients", squeeze(line), place_of(subject, start, start + len(line)))
                return


def _copy_numbers(subject: Subject) -> Iterator[Seen]:
    for i, c in enumerate(subject.document.copies, 1):
        if c.number is not None:
            yield from seen_of(f"copies.{i}.number", c.number, c.number.raw or c.number.text)


def _copy_parts(subject: Subject) -> Iterator[Seen]:
    """Which parts each block of a copy has: "organ number issued signature recipients"."""
    for i, c in enumerate(subject.document.copies, 1):
        inside = subject.text[min(e.start for e in c.evidence) : max(e.end for e in c.evidence)] if c.evidence else ""
        dated = c.issued or read_date_line(inside)
        parts = {"organ": c.organ, "number": c.number, "issued": dated, "signature": c.signatures}
        yield Seen(f"copies.{i}", " ".join(k for k, v in parts.items() if v), tuple(c.evidence), c.confidence)


def _copy_kinds(subject: Subject) -> Iterator[Seen]:
    for i, c in enumerate(subject.document.copies, 1):
        yield from seen_of(f"copies.{i}", c, c.kind)


FOOT: dict[str, View] = {
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
"""Every view of this part by its name."""
