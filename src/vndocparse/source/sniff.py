"""Which kind of file it is, from its bytes; a name's ending says nothing here."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache

from vndocparse.errors import DamagedFileError, EmptyFileError, EncryptedFileError, UnsupportedFormatError
from vndocparse.rules.load import load_records
from vndocparse.rules.schema import Record
from vndocparse.source.decode import decode
from vndocparse.source.leading import IMAGES, PDF, PDF_HEADER, leading_kind
from vndocparse.source.markup import looks_like_markdown
from vndocparse.source.ocrkinds import OCR_ZIP, ocr_kind

__all__ = ["DOCX", "HTML", "IMAGES", "MARKDOWN", "PDF", "PLAIN", "READ", "sniff"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"

READ = "Give a PDF, an image (TIFF, PNG, JPEG, WebP), text, Markdown, HTML, DOCX, hOCR, ALTO or PAGE-XML."
_PDF_OBJECT = re.compile(rb"(?<!\d)\d{1,9} \d{1,5} obj\b")
_PDF_BODY = (b"endobj", b"startxref", b"%%EOF")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_PART = re.compile(r"word/document\d*\.xml")
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--(?:[^-]|-(?!->)){0,5000}-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|style|center|table|div|p|span|font|h[1-6]|b|strong)\b",
    re.IGNORECASE,
)
_HTML_SURE = re.compile(r"<(?:!doctype\s+html|html|head|body|meta)\b", re.IGNORECASE)
_MAIL = re.compile(r"(?:[A-Za-z][A-Za-z-]{1,40}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n)*){2,200}")
_SAMPLE = 262_144
_OFFICE = {"xl/": "an Excel workbook", "ppt/": "a PowerPoint presentation"}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": ("an OpenDocument text", "Save it as DOCX or PDF."),
    b"application/vnd.oasis.opendocument": ("an OpenDocument file", "Save it as PDF."),
    b"application/epub+zip": ("an EPUB book", "Convert it to PDF or HTML."),
}
_OLE_STREAMS = (
    ("WordDocument", "an old Word document (.doc)", "Save it as DOCX or PDF."),
    ("Workbook", "an old Excel workbook (.xls)", "Save it as PDF."),
    ("PowerPoint Document", "an old PowerPoint presentation (.ppt)", "Save it as PDF."),
    ("__properties_version1.0", "an Outlook message (.msg)", "Save its attachments and give those."),
)


class Unread(Record):
    """A kind of file that is known and not read."""

    name: str
    magic: str
    offset: int = 0
    also: str = ""
    also_at: int = 0
    remedy: str


@cache
def _unread() -> tuple[tuple[int, bytes, int, bytes, Unread], ...]:
    records = load_records("magic.toml", "unread", Unread)
    return tuple((r.offset, bytes.fromhex(r.magic), r.also_at, bytes.fromhex(r.also), r) for r in records)


def sniff(data: bytes) -> str:
    """Media type of a file that can be read: one of the constants of this module.

    Raises:
        EmptyFileError: no bytes, or nothing but white space.
        UnsupportedFormatError: another kind of file; the message names it and what to do.
        DamagedFileError: a DOCX that is cut off.
        EncryptedFileError: an Office document with a password.
    """
    if not data[:4096].strip() and not data.strip():
        raise EmptyFileError("The file is empty.", remedy="Copy or scan it again.")
    leading = leading_kind(data)
    if leading:
        return leading
    if data.startswith(_ZIP):
        return _zip(data)
    if data.startswith(_OLE):
        raise _ole(data)
    if _is_pdf(data):
        return PDF
    for offset, magic, also_at, also, record in _unread():
        if data.startswith(magic, offset) and data.startswith(also, also_at):
            raise _unsupported(record.name, record.remedy)
    return _text(data)


def _unsupported(name: str, remedy: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(f"The file is {name}, which is not read.", remedy=remedy)


def _is_pdf(data: bytes) -> bool:
    """A header behind junk, or none but the body of one: the reader says what is wrong with it."""
    if not any(mark in data for mark in _PDF_BODY):
        return False
    return PDF_HEADER.search(data, 0, 1024) is not None or _PDF_OBJECT.search(data) is not None


def _zip(data: bytes) -> str:
    word = b"word/document" in data or b"wordprocessingml" in data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            kind = archive.open("mimetype").read(200) if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError) as error:
        if word:
            raise DamagedFileError(
                "The DOCX file is cut off or damaged.", remedy="Copy it again, or repair it in a word processor."
            ) from error
        raise _unsupported("a damaged zip archive", "Copy it again, unpack it and give the files inside.") from error
    for mark, (name, remedy) in _OPEN_DOCUMENT.items():
        if kind.startswith(mark):
            raise _unsupported(name, remedy)
    if any(_WORD_PART.fullmatch(n) for n in names):
        return DOCX
    if _holds_ocr(data, names):
        return OCR_ZIP
    for folder, name in _OFFICE.items():
        if any(n.startswith(folder) for n in names):
            raise _unsupported(name, "Save it as PDF.")
    raise _unsupported("a zip archive", "Unpack it and give the files inside.")


def _holds_ocr(data: bytes, names: list[str]) -> bool:
    """Files of an OCR program, beside which others may lie (pictures, a table of contents)."""
    wanted = [n for n in names if n.casefold().endswith((".xml", ".hocr", ".html", ".htm"))][:3]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in wanted:
            with archive.open(name) as part:
                if ocr_kind(part.read(_SAMPLE)):
                    return True
    return False


def _ole(data: bytes) -> UnsupportedFormatError | EncryptedFileError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedFileError(
            "The Office document needs a password, and only PDF files are opened with one.",
            remedy="Save it without a password, or as PDF.",
        )
    for stream, name, remedy in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return _unsupported(name, remedy)
    return _unsupported("an old Office file (OLE)", "Save it as DOCX or PDF.")


def _text(data: bytes) -> str:
    kind = ocr_kind(data)
    if kind is not None:
        return kind
    text = decode(data[:_SAMPLE]).text  # raises where the bytes are no text
    if not text.replace("\ufeff", "").strip() and len(data) <= _SAMPLE:
        raise EmptyFileError("The file holds nothing but white space.", remedy="Copy or scan it again.")
    start = text[:16_384].lstrip("\ufeff")
    if _HTML_START.match(start):
        sure = _HTML_SURE.search(start) is not None
        if not sure and _text_between_tables(text):
            return MARKDOWN
        return HTML if sure or not looks_like_markdown(re.sub(r"<!--|<br ?/?>|</?u>|<table\b", "", text)) else MARKDOWN
    if start.lstrip().startswith("<?xml") or start.lstrip().startswith("<svg"):
        if "<w:wordDocument" in start or 'progid="Word.Document"' in start:
            raise _unsupported("a Word 2003 XML document", "Save it as DOCX or PDF.")
        if "office:document" in start:
            raise _unsupported("a flat OpenDocument file", "Save it as DOCX or PDF.")
        raise _unsupported("an XML file", READ)
    if _MAIL.match(start) and re.search(r"^MIME-Version:", start, re.MULTILINE | re.IGNORECASE):
        raise _unsupported("an e-mail or a web archive (MHTML)", "Save its text as HTML, DOCX or PDF.")
    return MARKDOWN if looks_like_markdown(text) else PLAIN


def _text_between_tables(text: str) -> bool:
    """Paragraphs parted by blank lines, without a tag, between tables in HTML: Markdown as layout programs write it."""
    low, rest, at = text.casefold(), [], 0
    while (start := low.find("<table", at)) >= 0:
        rest.append(text[at:start])
        end = low.find("</table", start)
        at = len(text) if end < 0 else end + len("</table>")
    rest.append(text[at:])
    plain = "\n\n".join(rest)
    return (
        len(rest) > 1 and re.search(r"<\w", plain) is None and re.search(r"\w[^\n]*\n\s*\n[^\n]*\w", plain) is not None
    )
