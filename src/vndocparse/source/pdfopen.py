"""Opening PDF files and their pages with pdfium; everything here is called with ``LOCK`` held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from typing import Any

from vndocparse.errors import DamagedFileError, EncryptedFileError
from vndocparse.source import _pdfium
from vndocparse.source.pdfwords import Placement

_TAIL = 4096
"""Bytes at the end of the file in which the end mark must stand."""
_FIRST_TRIES = 100
"""Pages tried before a file counts as having none that can be read."""
_LARGEST_SIDE = 1e8
"""Points; PDF allows 14,400 without a user unit, but text on larger pages can be read all the same."""


def load(data: bytes, password: str | None) -> Any:
    """pdfium's document; which error it was is judged from the bytes too, for pdfium's own code may be stale."""
    pdfium = _pdfium.raw()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), password.encode() if password else None)
    if document:
        return document
    code = pdfium.FPDF_GetLastError()
    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) and b"/Encrypt" in data:
        if code == pdfium.FPDF_ERR_SECURITY:
            raise EncryptedFileError(
                "The PDF is encrypted in a way that a password does not open.",
                remedy="Save it without protection and try again.",
            )
        if password:
            raise EncryptedFileError("The password given does not open the PDF.", remedy="Give the right password.")
        raise EncryptedFileError("The PDF is encrypted.", remedy="Give its password.")
    raise DamagedFileError(
        "The PDF is damaged beyond reading.", remedy="Fetch it again, or repair it, for instance with qpdf."
    )


def salvaged(data: bytes) -> bytes | None:
    """``salvage``, whose module a whole file never loads."""
    from vndocparse.source.salvage import salvage

    return salvage(data)


def is_cut_off(data: bytes) -> bool:
    """True for bytes without the mark that ends a PDF."""
    return b"%%EOF" not in data[-_TAIL:]


def has_pages(document: Any, count: int) -> bool:
    """True where one of the first pages can be read; their content is not read for this."""
    pdfium = _pdfium.raw()
    size = pdfium.FS_SIZEF()
    return any(pdfium.FPDF_GetPageSizeByIndexF(document, index, size) for index in range(min(count, _FIRST_TRIES)))


@contextmanager
def opened(document: Any, index: int) -> Iterator[Any]:
    """The page's handle, closed afterwards; None where pdfium cannot load it."""
    pdfium = _pdfium.raw()
    page = pdfium.FPDF_LoadPage(document, index)
    try:
        yield page or None
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


def placement(page: Any) -> Placement | None:
    """The visible part of the page; None where its size makes no sense."""
    pdfium = _pdfium.raw()
    box = pdfium.FS_RECTF()
    turns = max(pdfium.FPDFPage_GetRotation(page), 0) % 4
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        return None
    place = Placement(box.left, box.bottom, box.right, box.top, turns)
    if not all(isfinite(side) and 0 < side < _LARGEST_SIDE for side in place.size):
        return None
    return place


def flatten(page: Any, place: Placement) -> bool:
    """Draw the annotations into the page's content; it must be opened anew afterwards."""
    pdfium = _pdfium.raw()
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return False
    # Flattening replaces an inherited media box by US Letter.
    pdfium.FPDFPage_SetMediaBox(page, place.left, place.bottom, place.right, place.top)
    return True
