"""Addressees, recipients, signatures and certified copies of a DOCX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vndocparse.export.docx_frame import Frame, full_rule, paragraph, shade_off
from vndocparse.model.document import Copy, FieldValue, Recipient, Signature
from vndocparse.printable import one_line

_ROOM = 3
"""Empty lines for a signature."""


def write_addressees(frame: Frame, addressees: Sequence[FieldValue]) -> None:
    """Kính gửi."""
    names = [one_line(a.text or "") for a in addressees if a.text]
    if not names:
        return
    frame.gap()
    font, size = frame.layout.font, frame.layout.body
    if len(names) == 1:
        paragraph(frame.docx, f"Kính gửi: {names[0]}", size, align="centre", font=font)
    else:
        paragraph(frame.docx, "Kính gửi:", size, align="centre", font=font)
        for name in names:
            paragraph(frame.docx, f"- {name.rstrip(';.,')};", size, align="centre", font=font)
    frame.gap()


def write_foot(frame: Frame, recipients: Sequence[Recipient], signatures: Sequence[Signature], family: str) -> None:
    """Recipients on the left, one column for the signatures on the right."""
    if not recipients and not signatures:
        return
    frame.gap()
    left, right = frame.columns(0.48)
    _recipients(frame, left, recipients)
    for at, signature in enumerate(signatures):
        if at:
            paragraph(right, "", frame.layout.body, font=frame.layout.font)
        _signature(frame, right, signature, family)
    shade_off(left, right)


def _recipients(frame: Frame, cell: Any, recipients: Sequence[Recipient]) -> None:
    if not recipients:
        return
    layout = frame.layout
    state = layout.recipients_head == "bold-italic"
    paragraph(
        cell, "Nơi nhận:", layout.recipients_head_size, bold=state, italic=state, underline=not state, font=layout.font
    )
    for at, recipient in enumerate(recipients):
        text = one_line(recipient.text or "").rstrip(";.,")
        purpose = f" ({one_line(recipient.purpose)})" if recipient.purpose else ""
        end = "." if at + 1 == len(recipients) else ("," if layout.recipients_head == "underline" else ";")
        paragraph(cell, f"- {text}{purpose}{end}", layout.recipients, font=layout.font)


def _signature(frame: Frame, cell: Any, signature: Signature, family: str) -> None:
    """Authority with the body, or with the position that is signed for; position; room; name."""
    layout = frame.layout

    def line(text: str, *, bold: bool = True) -> None:
        paragraph(cell, one_line(text), layout.body, bold=bold, align="centre", font=layout.font)

    opening = " ".join(p for p in (signature.authority, signature.on_behalf_of or signature.second_position) if p)
    if opening:
        line(opening)
    if signature.on_behalf_of and signature.second_position:
        line(signature.second_position)
    if signature.position:
        # Behind T/M the position of a Party document is set lighter than the body in whose name it is signed.
        line(signature.position, bold=family == "state" or not opening)
    if signature.mark:
        line(f"({signature.mark})", bold=False)
    for _ in range(_ROOM):
        line("")
    if signature.name:
        line(signature.name)


def write_copy(frame: Frame, copy: Copy, family: str) -> None:
    """A certified copy's block, below a line over the whole width."""
    layout = frame.layout
    frame.gap()
    full_rule(frame.docx, layout.font)
    left, right = frame.columns(0.48)

    def line(cell: Any, text: str, size: float, *, bold: bool = False, italic: bool = False) -> None:
        if text:
            paragraph(cell, text, size, bold=bold, italic=italic, align="centre", font=layout.font)

    def text(value: FieldValue | None) -> str:
        return one_line(value.text or "") if value is not None else ""

    line(left, text(copy.organ), layout.organ, bold=True)
    if layout.under_organ and copy.organ is not None:
        line(left, layout.under_organ, layout.organ)
    if copy.number is not None:
        line(left, f"{layout.number_prefix}{text(copy.number)}", layout.number)
    line(right, copy.kind.upper(), layout.organ, bold=True)
    line(right, ", ".join(t for t in (text(copy.place), text(copy.issued)) if t), layout.issued, italic=True)
    shade_off(left, right)
    write_foot(frame, copy.recipients, copy.signatures, family)
