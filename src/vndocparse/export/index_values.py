"""What of a document fills an index sheet: one text for each key that a column map may name.

A value that the page does not have is an empty text, never a guess: no mark of secrecy is not "public".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vndocparse.entries import signature_text
from vndocparse.model.document import Document, FieldValue, ParseResult, Signature
from vndocparse.printable import one_line
from vndocparse.rules.form import doc_types
from vndocparse.rules.sheets import code_list
from vndocparse.text import bare

FILE_CODE, FIRST_ORDINAL = "file_code", "first_ordinal"
"""What a person gives besides cells: the codes of documents are made of them."""
_SECRET = "03"
"""TT 05's code of a document with a mark of secrecy."""
_VIETNAMESE = "01"
_HANDWRITTEN = ("note", "stamp", "receipt_stamp")
_TEXT_TYPES = ("text/", "application/vnd.openxmlformats")


class IndexEntry:
    """One row's document with its attachments, the file that it is in, and its place in the sheet."""

    def __init__(
        self,
        result: ParseResult,
        documents: Sequence[Document],
        ordinal: int,
        given: Mapping[str, str],
        ordinal_in_file: int = 1,
    ) -> None:
        self.result, self.ordinal, self.given, self.ordinal_in_file = result, ordinal, given, ordinal_in_file
        self.document, *self.attached = documents

    def value(self, key: str) -> str:
        """The text for ``key``; one of ``KEYS``."""
        return one_line(KEYS[key](self))


def _text(value: FieldValue | None) -> str:
    return (value.text or "") if value is not None else ""


def _field(name: str) -> Callable[[IndexEntry], str]:
    return lambda entry: _text(getattr(entry.document, name))


def _split(entry: IndexEntry) -> tuple[str, str, str]:
    """Number, year where it stands in the number, and symbol: "13", "", "KH/ĐUK"; "04", "2015", "NĐ-CP".

    The number stays a text: "05" does not lose its zero.
    """
    text = _text(entry.document.number)
    if not text:
        return "", "", ""
    cut = min((at for at in (text.find("-"), text.find("/")) if at >= 0), default=len(text))
    number, rest = text[:cut], text[cut + 1 :]
    year, slash, symbol = rest.partition("/")
    if text[cut : cut + 1] == "/" and slash and year.isdigit() and len(year) == 4:
        return number, year, symbol
    return number, "", rest


def _type_name(entry: IndexEntry) -> str:
    """The type as a name, also of a letter, which prints none."""
    kind = entry.document.doc_type
    if kind is None:
        return ""
    if kind.text:
        return kind.text.capitalize()
    family = entry.document.family
    named = [t for t in doc_types() if t.code == kind.code]
    found = next((t for t in named if getattr(t, "family", family) == family), named[0] if named else None)
    return found.name.capitalize() if found else ""


def _description(entry: IndexEntry) -> str:
    """The documents attached: "Kèm theo: Kết luận 12-KL/TU …"."""
    titles = []
    for document in entry.attached:
        parts = (_text(document.doc_type).capitalize(), _text(document.number), _text(document.title))
        titles.append(" ".join(p for p in parts if p))
    listed = "; ".join(t for t in titles if t)
    return f"Kèm theo: {listed}" if listed else ""


def _description_tt05(entry: IndexEntry) -> str:
    """With the real name of a type for which TT 05 has no code."""
    kind = _type_name(entry)
    parts = [kind if kind and _tt05(entry) == code_list("typeName").other else "", _description(entry)]
    return ". ".join(p for p in parts if p)


def _tt05(entry: IndexEntry) -> str:
    name = _type_name(entry)
    return code_list("typeName").of(name) if name else ""


def _pages(entry: IndexEntry) -> str:
    source = entry.result.source
    if not source.media_type or source.media_type.startswith(_TEXT_TYPES):
        return ""
    if sum(d.role == "main" for d in entry.result.documents) <= 1:
        return str(source.page_count)
    ranges = [d.page_range for d in (entry.document, *entry.attached)]
    return str(max(last for _, last in ranges) - min(first for first, _ in ranges) + 1)


def _doc_code(entry: IndexEntry) -> str:
    code = entry.given.get(FILE_CODE, "")
    return f"{code}.{_ordinal(entry):07d}" if code else ""


def _ordinal(entry: IndexEntry) -> int:
    first = entry.given.get(FIRST_ORDINAL, "1")
    return (int(first) if first.isdecimal() else 1) + entry.ordinal


def _signer(entry: IndexEntry) -> Signature | None:
    return entry.document.signatures[0] if entry.document.signatures else None


def _position(entry: IndexEntry) -> str:
    signer = _signer(entry)
    return (signer.position or signer.second_position or "") if signer else ""


def _name(entry: IndexEntry) -> str:
    signer = _signer(entry)
    return (signer.name or "") if signer else ""


def _notes(entry: IndexEntry) -> str:
    return "; ".join(m.text for m in entry.document.marginalia if m.kind in _HANDWRITTEN and m.text)


def _issued(entry: IndexEntry) -> str:
    issued = entry.document.issued
    return (issued.date or issued.edtf or "") if issued is not None else ""


def _joined(values: Sequence[FieldValue]) -> str:
    return "; ".join(one_line(_text(v)).rstrip(".;,") for v in values if _text(v))


def _citations(entry: IndexEntry) -> str:
    return "; ".join(dict.fromkeys(c.number or c.name or c.text for c in entry.document.citations))


KEYS: dict[str, Callable[[IndexEntry], str]] = {
    **{name: _field(name) for name in (
        "motto", "superior_organ", "organ", "number", "place", "author", "secrecy", "urgency", "circulation", "draft",
    )},
    "code_number": lambda e: _split(e)[0],
    "code_notation": lambda e: _split(e)[2],
    "code_number_year": lambda e: "/".join(p for p in _split(e)[:2] if p),
    "code_notation_year": lambda e: "/".join(p for p in _split(e)[1:] if p),
    "issued": _issued,
    "issued_text": _field("issued"),
    "type_name": _type_name,
    "type_code": lambda e: (e.document.doc_type.code or "") if e.document.doc_type else "",
    "type_code_tt05": _tt05,
    "subject": _field("title"),
    "addressees": lambda e: _joined(e.document.addressees),
    "recipients": lambda e: _joined(e.document.recipients),
    "signer_position": _position,
    "signer_name": _name,
    "signatures": lambda e: "; ".join(map(signature_text, e.document.signatures)),
    "autograph": _notes,
    "mode_tt05": lambda e: _SECRET if bare(_text(e.document.secrecy)) else "",
    "language_tt05": lambda e: _VIETNAMESE,
    "language_name": lambda e: "Tiếng Việt",
    "page_count": _pages,
    "first_page": lambda e: str(e.document.page_range[0]),
    "last_page": lambda e: str(e.document.page_range[1]),
    "doc_code": _doc_code,
    "doc_ordinal": lambda e: str(_ordinal(e)),
    "file_code": lambda e: e.given.get(FILE_CODE, ""),
    "description": _description,
    "description_tt05": _description_tt05,
    "citations": _citations,
    "family": lambda e: e.document.family,
    "role": lambda e: e.document.role,
    "file": lambda e: e.result.source.name,
    "sha256": lambda e: e.result.source.sha256,
}  # fmt: skip
"""Keys of a column's ``value``."""
