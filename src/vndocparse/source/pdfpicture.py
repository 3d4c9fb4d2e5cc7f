"""Pages of a PDF as pictures, drawn by pdfium; everything here is called with ``LOCK`` held."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from vndocparse.errors import LimitError
from vndocparse.geometry import Box
from vndocparse.source import _pdfium
from vndocparse.source._pdfium import handle
from vndocparse.source.base import Picture
from vndocparse.source.pdfopen import flatten, load, opened, placement
from vndocparse.source.pdfscans import Scans
from vndocparse.source.pdfshapes import has_jpeg2000, read_shapes, top_objects
from vndocparse.source.pdfwords import Placement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DRAW_NOTES, _RGB_ORDER = 0x01, 0x10
"""pdfium's FPDF_ANNOT and FPDF_REVERSE_BYTE_ORDER."""


@dataclass(slots=True)
class Drawing:
    """A second handle on the bytes of a file: annotations are flattened into its pages, so that all are drawn.

    It is opened when the first picture is asked for.
    """

    data: bytes = field(repr=False)
    password: str | None = field(repr=False)
    scans: Scans = field(init=False, repr=False)
    _document: Any = field(default=None, repr=False)
    _shown: tuple[int, Any] | None = field(default=None, repr=False)
    """The page drawn last, kept open: pdfium decodes a scan's picture once for each time its page is opened."""
    _flat: set[int] = field(default_factory=set, repr=False)
    """Pages whose annotations were drawn into their content."""

    def __post_init__(self) -> None:
        self.scans = Scans(self.data)

    def page(self, index: int) -> Any:
        """The page's handle, open until another is asked for; None where pdfium cannot load it."""
        if self._shown is not None and self._shown[0] == index:
            return self._shown[1]
        self._put_away()
        if self._document is None:
            self._document = load(self.data, self.password)
        self._flatten(index)
        page = _pdfium.raw().FPDF_LoadPage(self._document, index)
        if not page:
            return None
        self._shown = index, page
        return page

    def close(self) -> None:
        """Free everything; a second call does nothing."""
        self._put_away()
        if self._document:
            _pdfium.raw().FPDF_CloseDocument(self._document)
        self._document = None

    def _put_away(self) -> None:
        if self._shown is not None:
            _pdfium.raw().FPDF_ClosePage(self._shown[1])
            self._shown = None

    def _flatten(self, index: int) -> None:
        """Once a page: pdfium draws form fields, stamps of signing programs among them, only when flattened."""
        if index in self._flat:
            return
        self._flat.add(index)
        with opened(self._document, index) as page:
            place = placement(page) if page else None
            if page is not None and place is not None and _pdfium.raw().FPDFPage_GetAnnotCount(page) > 0:
                flatten(page, place)


def draw(
    page: Any, place: Placement, index: int, dpi: float, part: Box | None, max_pixels: int, scans: Scans
) -> Picture:
    """The page, or a part of it in points, at ``dpi`` or as finely as ``max_pixels`` allow.

    Raises:
        LimitError: an image on it has more than ``max_pixels``, or there is no memory for the picture.
    """
    objects = top_objects(handle(page), _pdfium.raw().FPDFPage_CountObjects(page))
    if read_shapes(objects, place, lines=False).pixels > max_pixels:
        raise LimitError(
            f"Page {index + 1} holds an image of more than {max_pixels} pixels.",
            remedy="Raise the limit of pixels if the file is trusted.",
        )
    dpi, across, down = _fitting(place.size, dpi, max_pixels)
    scan = scans.pixels(index, page, objects, place, (across, down))
    if scan is not None:
        down, across = scan.shape[:2]
    x0, top, x1, bottom = _pixels_of(part, dpi, across, down)
    pixels: NDArray[np.uint8] | None
    if scan is not None:
        pixels = scan if part is None else scan[top:bottom, x0:x1].copy()
    elif part is not None and has_jpeg2000(objects):
        # pdfium decodes JPEG 2000 only as finely as the drawing is large: a part alone would be coarse.
        pixels = _drawn(page, (across, down), (0, 0, across, down))
        pixels = None if pixels is None else pixels[top:bottom, x0:x1].copy()
    else:
        pixels = _drawn(page, (across, down), (x0, top, x1, bottom))
    if pixels is None:
        raise LimitError(f"Page {index + 1} is too large to be drawn.", remedy="Ask for a lower resolution.")
    return Picture(pixels, dpi, x0 * 72 / dpi, top * 72 / dpi)


def _fitting(size: tuple[float, float], dpi: float, max_pixels: int) -> tuple[float, int, int]:
    """The resolution and the pixels across and down, not more of them than allowed."""
    wide, high = size
    dpi = min(dpi, 72 * sqrt(max_pixels / (wide * high)))
    across, down = max(1, int(wide * dpi / 72)), max(1, int(high * dpi / 72))
    # A page as thin as a thread: one pixel across still leaves too many down.
    return dpi, min(across, max_pixels), min(down, max(1, max_pixels // across))


def _pixels_of(part: Box | None, dpi: float, across: int, down: int) -> tuple[int, int, int, int]:
    """A part of the page in pixels, at least one each way and none outside; the whole page for None."""
    if part is None:
        return 0, 0, across, down
    scale = dpi / 72
    x0, top = min(max(int(part.x0 * scale), 0), across - 1), min(max(int(part.top * scale), 0), down - 1)
    return x0, top, max(x0 + 1, min(ceil(part.x1 * scale), across)), max(top + 1, min(ceil(part.bottom * scale), down))


def _drawn(page: Any, size: tuple[int, int], part: tuple[int, int, int, int]) -> NDArray[np.uint8] | None:
    """The part, in pixels, of a page of so many pixels across and down; None where pdfium refuses."""
    import numpy as np

    pdfium = _pdfium.raw()
    x0, top, x1, bottom = part
    across, down = x1 - x0, bottom - top
    pixels = np.full((down, across, 3), 255, np.uint8)
    place = pixels.ctypes.data_as(ctypes.c_void_p)
    bitmap = pdfium.FPDFBitmap_CreateEx(across, down, pdfium.FPDFBitmap_BGR, place, 3 * across)
    if not bitmap:
        return None
    try:
        pdfium.FPDF_RenderPageBitmap(bitmap, page, -x0, -top, *size, 0, _DRAW_NOTES | _RGB_ORDER)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels
