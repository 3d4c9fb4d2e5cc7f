"""From what the readers found to the contract's objects: every value with its evidence and confidence."""

from __future__ import annotations

from collections.abc import Sequence

from vndocparse.calibration import calibrated
from vndocparse.fields.copies import CopyReading
from vndocparse.fields.date import DateReading, mend_figures
from vndocparse.fields.heading import Heading
from vndocparse.fields.number import NumberReading
from vndocparse.fields.recipients import RecipientReading
from vndocparse.fields.signature import SignatureReading
from vndocparse.fields.values import Span, as_read, certainty, evidence, field, raw_text
from vndocparse.geometry import Box, union
from vndocparse.layout.zones import Zoned
from vndocparse.mend import mends
from vndocparse.model.document import (
    Blank,
    Copy,
    DocType,
    Evidence,
    Family,
    FieldValue,
    Issued,
    Marginal,
    Number,
    Recipient,
    Section,
    Signature,
    Table,
    TablePart,
)
from vndocparse.model.page import Mark
from vndocparse.model.page import Table as PageTable
from vndocparse.model.page import TablePart as PageTablePart
from vndocparse.model.textmap import TextMap
from vndocparse.rules import form, organs, signing


def make_plain(text: TextMap, spans: Sequence[Span], name: str, rule: str, confidence: float) -> FieldValue | None:
    """A field as printed; None for no spans."""
    return field(text, spans, name=name, rule=rule, confidence=confidence) if spans else None


def mended_formula(text: TextMap, spans: Sequence[Span]) -> str:
    """The words of the spans, put right where they are a formula whose marks OCR damaged, and where that is wanted."""
    raw = raw_text(text, spans)
    return form.mend_formula(raw) if mends("formulas") else raw


def make_addressee(text: TextMap, spans: Sequence[Span]) -> FieldValue:
    """One addressee (kính gửi)."""
    return field(text, spans, name="addressees", rule="addressee", confidence=0.93)


def make_place(text: TextMap, found: DateReading | None) -> FieldValue | None:
    """Place of issue (địa điểm ban hành)."""
    return make_plain(text, (found.place,) if found and found.place else (), "place", "place before the date", 0.96)


def make_organ(text: TextMap, spans: Sequence[Span], name: str, rule: str, confidence: float) -> FieldValue | None:
    """A name; its first words mended where OCR damaged the marks of a fixed formula."""
    if not spans:
        return None
    value = mended_formula(text, spans)
    odd = organs.is_odd(value)
    return field(text, spans, name=name, rule=rule, confidence=confidence - 0.3 * odd, value=value)


def make_motto(text: TextMap, heading: Heading) -> FieldValue | None:
    """As printed where only the tone's place differs from the formula; the formula where letters are damaged."""
    if heading.motto is None:
        return None
    rule, spans = heading.motto
    raw = raw_text(text, spans)
    value = raw if form.same_words(raw, rule.text) or not mends("formulas") else rule.text
    return field(text, spans, name="motto", rule="motto", confidence=0.99, value=value)


def make_number(text: TextMap, found: NumberReading | None, blanks: Sequence[Blank] = ()) -> Number | None:
    """Number and symbol (số và ký hiệu); ``blanks``: where its figures were looked at as a picture."""
    if found is None:
        return None
    span = ((found.start, found.end),)
    own = [b for b in blanks if b.part == "number"]
    return Number(
        text=found.text,
        raw=as_read(text, span),
        rule="number and symbol" + (", symbol mended" if found.mended else "") + _filled_by(own),
        confidence=_weighed(own) if own and found.ordinal is not None
        else certainty(text, span, found.confidence - 0.1 * found.mended, "number"),
        evidence=evidence(text, span),
        ordinal=found.ordinal,
        type_code=found.type_code,
        organ_code=found.organ_code,
        year=found.year,
        blanks=own,
    )  # fmt: skip


def make_issued(text: TextMap, found: DateReading | None, blanks: Sequence[Blank] = ()) -> Issued | None:
    """Date of issue; ``date`` only where all of it stands."""
    if found is None:
        return None
    span = ((found.start, found.end),)
    own = [b for b in blanks if b.part != "number"]
    by_hand = any(b.ink in ("hand", "stamp") for b in own)
    return Issued(
        text=_written_out(found) if by_hand else mend_figures(raw_text(text, span)),
        raw=raw_text(text, span),
        rule="place and date" + _filled_by(own),
        confidence=_weighed(own) if own and found.iso
        else certainty(text, span, 0.97 if found.iso else 0.8, "issued"),
        evidence=evidence(text, span),
        date=found.iso,
        edtf=found.edtf,
        blanks=own,
    )  # fmt: skip


def _written_out(found: DateReading) -> str:
    """The date as a person copies it, for OCR's reading of figures by hand is none; "…" for what was not read.

    Zeros as Hướng dẫn 36-HD/VPTW 2018 and Nghị định 30/2020/NĐ-CP want them: days, and months 1 and 2.
    """
    day = "…" if found.day is None else f"{found.day:02d}"
    month = "…" if found.month is None else f"{found.month:02d}" if found.month < 3 else str(found.month)
    return f"ngày {day} tháng {month} năm {found.year or '…'}"


def _filled_by(blanks: Sequence[Blank]) -> str:
    """For the rule: that a hand or a stamp put the figures there."""
    return ", figures by hand" if any(b.ink == "hand" for b in blanks) else (
        ", figures stamped" if any(b.ink == "stamp" for b in blanks) else "")  # fmt: skip


def _weighed(blanks: Sequence[Blank]) -> float:
    """What the probability of the figures that were taken is worth."""
    return calibrated("figures", min(b.candidates[0].probability for b in blanks if b.candidates), worn=True)


def make_doc_type(text: TextMap, heading: Heading, family: Family) -> DocType | None:
    """The title line first, the code in the number second (QĐ is quyết định and quy định alike)."""
    if heading.title.doc_type is not None:
        rule, span = heading.title.doc_type
        raw = raw_text(text, (span,))
        printed = form.same_words(raw, rule.name) or not mends("formulas")
        value = raw if printed else (rule.name if raw.isupper() else rule.name.capitalize())
        return DocType(
            text=value, raw=raw, code=rule.code or None, rule="title line",
            confidence=certainty(text, (span,), 0.98, "doc_type"), evidence=evidence(text, (span,)),
        )  # fmt: skip
    number = heading.number
    if number is None or number.type_code is None:
        return _letter(text, heading)
    known = form.type_by_code(number.type_code, family)
    if known is None:
        return None
    place = ((number.start, number.end),)
    return DocType(
        text=None, code=known.code, rule="code in the number", inferred=["code"],
        confidence=certainty(text, place, 0.9, "doc_type"), evidence=evidence(text, place),
    )  # fmt: skip


def _letter(text: TextMap, heading: Heading) -> DocType | None:
    """No title and no code, but a header and an addressee: a công văn; surer with a subject under the number."""
    if not heading.addressees or not (heading.title.title or (heading.number and heading.organs.organ)):
        return None
    spans = heading.title.title or heading.addressees[0]
    score = 0.8 if heading.title.title else 0.7
    return DocType(
        text=None, code="CV", rule="an addressee and no title", inferred=["code"],
        confidence=certainty(text, spans, score, "doc_type"), evidence=evidence(text, spans),
    )  # fmt: skip


def make_title(text: TextMap, heading: Heading) -> FieldValue | None:
    """Subject (trích yếu)."""
    return make_plain(text, heading.title.title, "title", heading.title.rule or "title", 0.93)


def make_mark(text: TextMap, heading: Heading, name: str) -> FieldValue | None:
    """Mark of secrecy, urgency, circulation or draft."""
    span = heading.marks.get(name)
    if span is None:
        return None
    raw = raw_text(text, (span,))
    value = form.mend_mark(raw) if mends("formulas") else raw
    return field(text, (span,), name=name, rule=f"mark of {name}", confidence=0.95, value=value)


def make_trusted(section: Section, text: TextMap) -> Section:
    """The section and those below it with calibrated confidences."""
    spans = [(e.start, e.end) for e in section.evidence[:1]]
    score = certainty(text, spans, section.confidence, "sections")
    return section.model_copy(
        update={"confidence": score, "children": [make_trusted(s, text) for s in section.children]}
    )


def make_recipient(text: TextMap, item: RecipientReading) -> Recipient:
    """One item of the distribution list (nơi nhận)."""
    return Recipient(
        text=item.text, raw=raw_text(text, item.spans), rule="recipients", purpose=item.purpose, group=item.group,
        kind=item.kind, confidence=certainty(text, item.spans, 0.93, "recipients"), evidence=evidence(text, item.spans),
    )  # fmt: skip


def make_signature(text: TextMap, found: SignatureReading) -> Signature:
    """One signer (đề ký); organs and positions mended where OCR damaged the marks of a fixed formula."""
    spans = [*found.on_behalf_of, *found.second_position, *found.position, *([found.name] if found.name else [])]

    def words(parts: Sequence[Span]) -> str | None:
        return mended_formula(text, parts) if parts else None

    return Signature(
        authority=found.authority,
        on_behalf_of=words(found.on_behalf_of),
        position=signing.mend_blanks(words(found.position) or "") or None,
        name=words((found.name,)) if found.name else None,
        second_position=words(found.second_position),
        mark=found.mark,
        confidence=certainty(text, spans, found.confidence, "signatures"),
        evidence=[e for i in found.lines for e in text.evidence(*text.span(i, i))],
    )


def make_copy(text: TextMap, found: CopyReading) -> Copy:
    """A certified-copy block (sao y, sao lục, trích sao)."""
    return Copy(
        kind=found.kind,
        organ=make_plain(text, found.organ, "organ", "organ of the copy", 0.9),
        number=make_number(text, found.number, found.blanks),
        place=make_place(text, found.issued),
        issued=make_issued(text, found.issued, found.blanks),
        signatures=[make_signature(text, s) for s in found.signatures],
        recipients=[make_recipient(text, r) for r in found.recipients],
        confidence=certainty(text, (text.span(found.first, found.first),), 0.95, "copies"),
        evidence=list(text.evidence(*text.span(found.first, found.last))),
    )


def make_table(found: PageTable) -> Table:
    """A table (bảng) as rows of cells, with where each part of it stands."""
    parts = found.parts or (PageTablePart(found.page, found.box),)
    return Table(
        page=found.page,
        bbox=None if found.box is None else _sides(found.box),
        rows=[list(row) for row in found.rows],
        caption=found.caption or None,
        columns=[round(x, 2) for x in found.columns],
        parts=[
            TablePart(
                page=part.page,
                bbox=None if part.box is None else _sides(part.box),
                first_row=part.first,
                continues=part.continues,
                repeated=[list(row) for row in part.repeated],
            )
            for part in parts
        ],
    )


def make_marks(marks: Sequence[tuple[int, Mark]], signatures: Sequence[Signature]) -> list[Marginal]:
    """Seals, stamps and ink, each with its page: a pen's ink on a signature block is a signature, else handwriting."""
    return [
        Marginal(
            kind=_kind_of(page, mark, signatures),
            text=mark.text or None,
            raw=mark.text or None,
            rule="ink on the page",
            confidence=round(mark.confidence, 2),
            evidence=[Evidence(page=page, bbox=_sides(mark.box), start=0, end=0)],
        )
        for page, mark in marks
    ]


def with_mark(signature: Signature, marks: Sequence[tuple[int, Mark]]) -> Signature:
    """The signature with what stands in place of a printed mark: "seal", "signature", or both."""
    if signature.mark is not None:
        return signature
    kinds = {mark.kind for page, mark in marks if _on_block(page, mark, signature)}
    names = [name for kind, name in (("seal", "seal"), ("ink", "signature")) if kind in kinds]
    return signature.model_copy(update={"mark": " and ".join(names)}) if names else signature


def _kind_of(page: int, mark: Mark, signatures: Sequence[Signature]) -> str:
    if mark.kind != "ink":
        return mark.kind
    return "signature" if any(_on_block(page, mark, s) for s in signatures) else "handwriting"


def _on_block(page: int, mark: Mark, signature: Signature) -> bool:
    """The mark lies on the block from its first line to its last, or reaches into it."""
    boxes = [Box(*e.bbox) for e in signature.evidence if e.page == page and e.bbox is not None]
    block = union(boxes)
    return block is not None and len(boxes) > 1 and block.padded(6.0).overlap(mark.box) > 0


def _sides(box: Box) -> tuple[float, float, float, float]:
    return round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2)


def make_marginalia(text: TextMap, heading: Heading, furniture: Sequence[Zoned]) -> list[Marginal]:
    """Furniture and notes: off the text, so their offsets are an empty span at its beginning."""
    notes = [
        Marginal(
            kind="note",
            **field(
                text, (span,), name="marginalia", rule="line in the header that is none of its parts", confidence=0.7
            ).model_dump(),
        )
        for span in heading.notes
    ]
    rest = []
    for z in furniture:
        if z.kind == "noise":
            continue
        box = z.line.box
        bbox = None if box is None else (round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2))
        rest.append(
            Marginal(
                kind=z.kind, text=z.line.text, raw=z.line.text, rule=z.kind, confidence=0.9,
                evidence=[Evidence(page=z.line.page, bbox=bbox, start=0, end=0)],
            )
        )  # fmt: skip
    return notes + rest
