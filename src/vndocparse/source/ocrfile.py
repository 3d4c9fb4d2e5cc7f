"""Somebody's earlier OCR as a document: hOCR, ALTO and PAGE-XML files, one or many in a zip archive.

The words, their boxes and confidences are taken as they are; there is no picture, so no page is read anew.  Text in
other formats of OCR programs (Markdown, HTML without boxes) is read as text.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable

from vndocparse.errors import DamagedFileError, EmptyFileError, LimitError
from vndocparse.model.page import Page
from vndocparse.source.alto import read_alto
from vndocparse.source.base import Limits
from vndocparse.source.hocr import read_hocr
from vndocparse.source.ocrkinds import ALTO, HOCR, OCR_ZIP, PAGE_XML, ocr_kind
from vndocparse.source.ocrnotes import numbered
from vndocparse.source.ocrwords import OcrSource
from vndocparse.source.pagexml import read_pagexml

_READERS: dict[str, Callable[[bytes], list[Page]]] = {ALTO: read_alto, HOCR: read_hocr, PAGE_XML: read_pagexml}


def open_ocr(data: bytes, *, name: str, sha256: str, media_type: str, limits: Limits) -> OcrSource:
    """The file's pages; of a zip archive those of its files, in the order of their names.

    Raises:
        DamagedFileError: no page can be read.
        EmptyFileError: no page has a word.
        LimitError: it unpacks to more than the limits allow, or has more pages or characters.
    """
    if media_type == OCR_ZIP:
        pages = [page for part in _unpacked(data, limits) for page in _READERS[ocr_kind(part) or ALTO](part)]
    else:
        pages = _READERS[media_type](data)
    if not pages:
        raise DamagedFileError("The file of an OCR program holds no page.", remedy="Make it again.")
    if len(pages) > limits.max_pages:
        raise LimitError(f"The file has more than {limits.max_pages} pages.", remedy="Raise max_pages, or split it.")
    if sum(len(w.text) for p in pages for w in p.words) > limits.max_characters:
        raise LimitError("The file holds more text than the limit allows.", remedy="Raise max_characters, or split it.")
    if not any(page.words or page.lines for page in pages):
        raise EmptyFileError("The file of an OCR program holds no text.", remedy="Give the scan itself.")
    return OcrSource(name, sha256, media_type, tuple(_numbered(pages)))


def _numbered(pages: Iterable[Page]) -> Iterable[Page]:
    """Pages count from 1 in the order in which they come: their own numbers may be anything."""
    for number, page in enumerate(pages, 1):
        yield numbered(page, number)


def _unpacked(data: bytes, limits: Limits) -> Iterable[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = sorted((i for i in archive.infolist() if not i.is_dir()), key=lambda i: i.filename)
            if sum(i.file_size for i in infos) > limits.max_bytes:
                raise LimitError("The archive unpacks to more than the limit of bytes.", remedy="Raise max_bytes.")
            parts = [archive.read(info) for info in infos]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError) as error:
        raise DamagedFileError("The archive is cut off or damaged.", remedy="Copy it again.") from error
    return [part for part in parts if ocr_kind(part)]
