"""The output contract, version 1: what ``parse`` returns and JSON holds.

Names and nesting are promises: a release may add keys, never rename or drop one.
A field the document does not have is ``None``, a list it does not have is ``[]``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from vndocparse.mend import MendKind
from vndocparse.model.look import Look
from vndocparse.model.outward import Outward

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

    from vndocparse.model.finding import Finding

SCHEMA_VERSION = "1"

Confidence = Annotated[float, Field(ge=0.0, le=1.0)]
"""Calibrated: of the fields given 0.9, nine in ten are right."""

Family = Literal["party", "state", "organisation"]
Role = Literal["main", "attachment"]
TextOrigin = Literal["native", "ocr", "embedded-ocr", "plain", "mixed"]
Relation = Literal[
    "implements", "based_on", "amends", "replaces", "repeals", "transmits", "reviews", "reports_on", "mentions"
]


def _view(name: str) -> Any:
    """A function of ``vndocparse.views``, a layer above: looked up when called, never at import."""
    return getattr(import_module("vndocparse.views"), name)


class Model(BaseModel):
    """Base of the contract's types: immutable, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Model):
    """Where a value stands."""

    page: int
    """From 1."""
    bbox: tuple[float, float, float, float] | None = None
    """x0, top, x1, bottom in PDF points from the top left of the page; None without a page."""
    start: int
    """First character in the document's ``text``."""
    end: int
    """One past the last character."""


class Found(Model):
    """Base of everything read off a page: how sure we are, and where it stands."""

    confidence: Confidence = 1.0
    evidence: list[Evidence] = []
    inferred: list[str] = []
    """Keys of this object that were concluded, not read."""


class FieldValue(Found):
    """A value read off the page."""

    text: str | None
    """As a reader would copy it: NFC, white space folded, slips in fixed formulas mended."""
    raw: str | None = None
    """The characters found before any mending."""
    rule: str = ""
    """Which rule or model found it."""


BlankPart = Literal["number", "day", "month"]
Ink = Literal["none", "print", "hand", "stamp"]
"""What put figures onto the page; none: the blank was left."""


class Candidate(Model):
    """What a blank may hold."""

    text: str
    """Figures as written; days and months with two."""
    probability: Confidence
    """The sum over all candidates is below 1 by the doubt whether the place was seen right."""


class Blank(Model):
    """A place of the form that is filled in when the document is signed, looked at as a picture."""

    part: BlankPart
    ink: Ink
    page: int
    """From 1."""
    bbox: tuple[float, float, float, float]
    """x0, top, x1, bottom in PDF points from the top left of the page: what to show to a person."""
    candidates: list[Candidate] = []
    """The most probable first, at most five; the value was taken from the first one, or stays null."""


class Number(FieldValue):
    """Document number and symbol (số và ký hiệu)."""

    ordinal: int | None = None
    """None where the number was left blank."""
    type_code: str | None = None
    organ_code: str | None = None
    year: int | None = None
    blanks: list[Blank] = []
    """The place of the figures on a scan, or where the text layer leaves it blank."""


class Issued(FieldValue):
    """Date of issue (ngày, tháng, năm ban hành)."""

    date: str | None = None
    """ISO, only where day, month and year all stand."""
    edtf: str | None = None
    """Extended Date/Time Format, also for partial dates: "2025-11"."""
    blanks: list[Blank] = []
    """The places of day and month on a scan, or where the text layer leaves one blank."""


class DocType(FieldValue):
    """Type of document (thể loại); a công văn prints none: ``text`` None, ``code`` "CV"."""

    code: str | None = None


class Recipient(FieldValue):
    """One line of the distribution list (nơi nhận)."""

    purpose: str | None = None
    group: bool = False
    """True where the purpose was written once, with a brace, for several lines."""
    kind: Literal["organ", "person", "file", "same_as_above"] = "organ"


class Marginal(FieldValue):
    """Something on the page that is not the document's own text (bút phê, dấu, số trang)."""

    kind: str
    """page_number, running_header, footnote, note, stamp, receipt_stamp, digital_signature, seal, form_code,
    watermark …; of a scan also signature, handwriting and photograph, which have a place and no text."""


class Signature(Found):
    """One signer (đề ký): authority, position and name, strings or None."""

    authority: str | None = None
    """As printed: T/M, K/T, T/L, TUQ, Q., TM., KT. …; None when the head signs."""
    on_behalf_of: str | None = None
    position: str | None = None
    name: str | None = None
    second_position: str | None = None
    """For K/T: the position that is signed for."""
    mark: str | None = None
    """"Đã ký", a seal …"""


IdentityStatus = Literal["resolved", "guessed", "ambiguous", "unresolved"]
IdentityBasis = Literal["date", "term", "year", "name", "context", "own_organ", "catalogue", "citing_date"]


class Identity(Model):
    """Which document is meant (định danh), by what that is known, and what is known of it beyond one mention."""

    status: IdentityStatus
    """resolved: print decides, at the mention or elsewhere in the text; guessed: the one candidate of a guess;
    ambiguous: several fit, all are in ``candidates``; unresolved: too little is printed and nothing adds to it."""
    basis: IdentityBasis | None = None
    score: float = 0.0
    """Orders the ways of knowing; no probability."""
    date: str | None = None
    """ISO; printed here, else at another mention of the same document, else in the catalogue."""
    issuer: str | None = None
    term: str | None = None
    """Printed, or concluded from the day."""
    earliest: str | None = None
    """The days between which it was issued, by its term and the citing document's day, where ``date`` is None."""
    latest: str | None = None
    catalogue_evidence: str | None = None
    """The level of evidence of the catalogue's entry, where it has one."""


class Cue(Model):
    """The words that decided a relation, and where they stand."""

    text: str
    evidence: list[Evidence] = []


class Citation(Found):
    """A reference to another document (văn bản được viện dẫn)."""

    text: str
    """The whole reference as printed, white space folded."""
    doc_type: str | None = None
    type_code: str | None = None
    number: str | None = None
    until: str | None = None
    """The last number of a range that begins here: "từ số 12-KH/TU đến số 15-KH/TU"; it is a citation of its own."""
    name: str | None = None
    """Of a reference without a number: "Nghị quyết Đại hội XII"."""
    date: str | None = None
    issuer: str | None = None
    term: str | None = None
    """Term of office (khoá), roman: "VIII"."""
    locator: str | None = None
    """Clause: "khoản 2 Điều 5"."""
    relation: Relation = "mentions"
    cue: Cue | None = None
    """What the relation was decided by; None where nothing said it, and it is "mentions"."""
    target: str = ""
    """Canonical id shared by all references to the same document; ends in "?" where several fit."""
    candidates: list[str] = []
    """The ids among which nothing decides."""
    identity: Identity | None = None
    section: str | None = None
    """Path of labels of the section it stands in: "II/1"."""


ShortKind = Literal["self", "last", "alias", "attachment", "unresolved"]


class ShortReference(Found):
    """A reference that does not say which document it means (viện dẫn tắt): "Kế hoạch này", "Chỉ thị nêu trên"."""

    text: str
    kind: ShortKind
    """self: this document; last: the one of that type named before; alias: one given a short name in the text;
    attachment: what is attached; unresolved: nothing before it fits."""
    doc_type: str | None = None
    number: str | None = None
    """Of an alias by number: "Kết luận 12"."""
    target: str = ""
    """The id of the document meant, as ``citations`` have it; empty for the document itself and for attachments."""
    section: str | None = None


class Section(Found):
    """One numbered part of the text."""

    label: str
    """Without its closing mark: "I", "1", "2.1", "a", "Điều 3", "Chương II"."""
    kind: str
    """part, chapter, heading ("Mục"), article, roman, capital, arabic, decimal, letter, dash."""
    level: int
    heading: str | None = None
    text: str = ""
    """Its own text without its children's; lines of one paragraph joined, paragraphs by a line feed."""
    children: list[Section] = []


class TablePart(Model):
    """The part of a table that stands on one page."""

    page: int
    bbox: tuple[float, float, float, float] | None = None
    first_row: int = 0
    """Index of its first row among the table's ``rows``."""
    continues: bool = False
    """Its first row began on the page before; the row's cells hold both pieces."""
    repeated: list[list[str]] = []
    """Head rows that it prints again; they are not among the table's ``rows``."""


class Table(Model):
    """A table (bảng); one that goes on over page breaks is one table with a part for each page."""

    page: int
    """Where it begins."""
    bbox: tuple[float, float, float, float] | None = None
    """Of its first part."""
    rows: list[list[str]] = []
    caption: str | None = None
    columns: list[float] = []
    """Edges of its columns from the left in points, the outer ones included; empty where they are not known."""
    parts: list[TablePart] = []
    """Where it stands, page by page; never empty, also where a result of an older version did not say them."""

    @model_validator(mode="before")
    @classmethod
    def _stands_somewhere(cls, data: Any) -> Any:
        if isinstance(data, dict) and not data.get("parts"):
            return {**data, "parts": [{"page": data.get("page"), "bbox": data.get("bbox")}]}
        return data

    @property
    def head_rows(self) -> int:
        """How many rows are known to be its head, for a later page prints them again."""
        return max((len(part.repeated) for part in self.parts), default=0)


class Mending(Model):
    """Something that was put right (sửa lỗi nhận dạng): what was read, what it was made, and which rule did it."""

    kind: MendKind
    rule: str
    """Which rule or model: "syllable model", "fixed formula", "sequence of numerals" …"""
    raw: str
    """What was read."""
    text: str
    """What it was made."""
    field: str = ""
    """The value that it belongs to, by its path ("number", "sections.II/1"); empty for a word of the text."""
    evidence: list[Evidence] = []


class Copy(Found):
    """A certified-copy block (sao y, sao lục, trích sao) behind the document."""

    kind: str
    organ: FieldValue | None = None
    number: Number | None = None
    place: FieldValue | None = None
    issued: Issued | None = None
    signatures: list[Signature] = []
    recipients: list[Recipient] = []


class ProblemEntry(Model):
    """What could not be read, in words a person can act on."""

    code: str
    message: str
    page: int | None = None


class PageWord(Model):
    """One run of characters without white space, as it was read; a short dash read as another sign is a dash."""

    text: str
    bbox: tuple[float, float, float, float] | None = None
    """x0, top, x1, bottom in PDF points from the top left of the page; None in a text without pages."""
    confidence: Confidence = 1.0
    """The OCR engine's own score; 1.0 for native text."""
    size: float = 0.0
    """Font size in points; 0.0 where unknown."""
    bold: bool = False
    italic: bool = False
    line: int = -1
    """Number of its line on the page; -1 where unknown."""
    typeface: str = ""
    """Name of its font as the file gives it; "" where unknown."""
    raw: str = ""
    """What was read where a sign was put right by the reading itself; "" where nothing was."""


class PageMark(Model):
    """A seal, a stamp, the stamp of receipt or a pen's ink on the picture of a scanned page."""

    kind: Literal["seal", "stamp", "receipt_stamp", "ink", "photograph"]
    bbox: tuple[float, float, float, float]
    text: str = ""
    """What was read in it."""
    confidence: Confidence = 1.0


class PageLine(Model):
    """What the markup of a text without pages says of one of its lines."""

    markup: Literal["", "heading", "cell", "row", "rule", "note"] = ""
    column: int = 0
    row: int = 0
    gap: float = 0.0
    """Blank lines above it."""
    size: float = 0.0
    bold: bool = False
    italic: bool = False


class PageText(Model):
    """One page as its words, for formats that keep them: ALTO, PAGE-XML, hOCR, searchable PDF."""

    number: int
    """From 1."""
    width: float = 0.0
    height: float = 0.0
    """Points, as shown; 0.0 in a text without pages."""
    origin: Literal["native", "ocr", "embedded-ocr", "plain"] = "native"
    turn: int = 0
    """Clockwise turn in degrees that makes the text upright; boxes are those of the page as received."""
    words: list[PageWord] = []
    rules: list[tuple[float, float, float, float]] = []
    """Drawn straight lines."""
    images: list[tuple[float, float, float, float]] = []
    """Places of pictures: a seal, a signature, or the whole scanned page."""
    tables: list[Table] = []
    """Its ruled tables, also where they were read as text of the document."""
    marks: list[PageMark] = []
    """Seals, stamps and ink found on its picture."""
    stamps: list[PageWord] = []
    """Words of the stamps of digital signatures, which are not part of ``words``."""
    lines: list[PageLine] = []
    """Of a text without pages: its lines, which ``PageWord.line`` counts."""
    problems: list[ProblemEntry] = []
    """What could not be read of this page; ``ParseResult.problems`` has them too."""


class Source(Model):
    """The file that was read."""

    name: str
    sha256: str
    media_type: str
    page_count: int
    text_origin: TextOrigin


class Document(Outward, Model):
    """One document in the file."""

    role: Role = "main"
    family: Family = "party"
    page_range: tuple[int, int] = (1, 1)
    text: str = ""
    """The whole normalised text, which all offsets refer to."""
    motto: FieldValue | None = None
    superior_organ: FieldValue | None = None
    organ: FieldValue | None = None
    number: Number | None = None
    place: FieldValue | None = None
    issued: Issued | None = None
    doc_type: DocType | None = None
    author: FieldValue | None = None
    title: FieldValue | None = None
    secrecy: FieldValue | None = None
    urgency: FieldValue | None = None
    circulation: FieldValue | None = None
    draft: FieldValue | None = None
    addressees: list[FieldValue] = []
    preamble: FieldValue | None = None
    sections: list[Section] = []
    citations: list[Citation] = []
    short_references: list[ShortReference] = []
    recipients: list[Recipient] = []
    signatures: list[Signature] = []
    copies: list[Copy] = []
    tables: list[Table] = []
    marginalia: list[Marginal] = []
    mendings: list[Mending] = []
    """Everything that was put right, words of the text in their order first; see ``parse(..., mend=...)``."""
    to_check: list[str] = []
    """Paths of the values that a person should compare with the page: their confidence is below the threshold that
    the library proposes (``vndocparse.check_below()``), or figures in them were left out."""
    look: Look | None = None
    """How it is set in type: sizes, weights, margins, where the file tells them."""

    def check(self, rules: str | Sequence[str] = "auto") -> list[Finding]:
        """Check of form (thể thức) against the regulation in force on its date; see ``vndocparse.formcheck``."""
        found: list[Finding] = import_module("vndocparse.formcheck").check(self, rules=rules)
        return found

    def to_spacy(self) -> Doc:
        """A spaCy ``Doc`` of the text: our tokens, sentences, and labelled spans (see ``vndocparse.views``)."""
        return _view("to_spacy")(self)

    def __repr__(self) -> str:
        return str(_view("summary")(self))

    def _repr_html_(self) -> str:
        return str(_view("document_card_html")(self))


class ParseResult(Outward, Model):
    """Everything read from one file."""

    schema_version: Literal["1"] = "1"
    source: Source
    documents: list[Document] = []
    problems: list[ProblemEntry] = []
    pages: list[PageText] = []
    """The words of each page; only where ``parse(..., words=True)`` asks for them."""

    def check(self, rules: str | Sequence[str] = "auto") -> list[Finding]:
        """Check of form (thể thức) of all documents, and of what they say of each other."""
        found: list[Finding] = import_module("vndocparse.formcheck").check(self, rules=rules)
        return found

    def __repr__(self) -> str:
        return str(_view("describe")(self))

    def _repr_html_(self) -> str:
        return str(_view("result_html")(self))
