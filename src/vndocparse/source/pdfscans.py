"""Pages that are one JPEG picture (trang quét lưu thành ảnh JPEG): its pixels without pdfium's drawing.

Most scanned PDFs are made so.  Decoding the picture takes a third of the time that drawing the page takes.  At the
picture's own resolution its pixels are left as they are, sharper than drawn: pdfium stretches 2339 rows to 2338.  At
others they are the drawn ones but for a rounding: pdfium decodes with the same library and scales by the same bilinear
rule.  Whatever could make a viewer show anything else (a mask, an annotation, visible text, a second object, another
colour space) leaves the page to pdfium.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vndocparse.source import _pdfium
from vndocparse.source._pdfium import Handle
from vndocparse.source.pdfwords import Placement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TEXT, _IMAGE = 1, 3
_UNSEEN = 3
"""Text rendering mode of the words that OCR programs lay over a scan."""
_CHANGING = re.compile(rb"/(?:SMask|Mask|ImageMask|Decode|ColorTransform|OC)(?![A-Za-z])")
"""Keys of a picture that change what is shown of it."""
_HEAD = 4096
"""Bytes before a picture's own in which all its keys stand."""
_SLACK = 0.05
"""Points by which the picture's sides may lie off the page's: a seventh of a pixel at 200 dpi."""
_SMALLEST = 0.8
"""Part of its size to which the picture is made smaller at most: below it pdfium averages, which costs as much."""
_JPEG, _END = b"\xff\xd8\xff", b"\xff\xd9"


@dataclass(slots=True)
class Scans:
    """The pages of one file that are pictures, each decoded once while parts of it are asked for."""

    data: bytes = field(repr=False)
    _last: tuple[int, tuple[int, int], NDArray[np.uint8]] | None = field(default=None, repr=False)
    """Index of the page, the size asked for, and its pixels."""

    def pixels(
        self, index: int, page: object, objects: Sequence[tuple[Handle, int]], place: Placement, size: tuple[int, int]
    ) -> NDArray[np.uint8] | None:
        """All of the page, RGB, ``size`` pixels across and down or one more or less; None where pdfium has to draw it.

        Args:
            objects: all of the page's own, with their types.
        """
        if self._last is None or self._last[:2] != (index, size):
            found = _scan_pixels(self.data, page, objects, place, size)
            self._last = None if found is None else (index, size, found)
        return self._last[2] if self._last is not None else None


def _scan_pixels(
    data: bytes, page: object, objects: Sequence[tuple[Handle, int]], place: Placement, size: tuple[int, int]
) -> NDArray[np.uint8] | None:
    image = _only_image(page, objects)
    if image is None or not _covers(image, place):
        return None
    wide, high = _pixel_size(image)
    if min(size[0] / wide, size[1] / high) < _SMALLEST:
        return None
    return _decoded(_jpeg(image, page), (wide, high), size) if _is_plain(data, image) else None


def _only_image(page: object, objects: Sequence[tuple[Handle, int]]) -> object | None:
    """The one picture of a page that has nothing else to show."""
    pdfium = _pdfium.raw()
    images = [address for address, kind in objects if kind == _IMAGE]
    if len(images) != 1 or pdfium.FPDFPage_GetAnnotCount(page) != 0:
        return None
    mode = _pdfium.calls().render_mode
    if not all(kind == _IMAGE or (kind == _TEXT and mode(address) == _UNSEEN) for address, kind in objects):
        return None
    pointer = ctypes.cast(images[0], pdfium.FPDF_PAGEOBJECT)
    clip = pdfium.FPDFPageObj_GetClipPath(pointer)
    clipped = clip and pdfium.FPDFClipPath_CountPaths(clip) > 0
    if clipped or pdfium.FPDFPageObj_HasTransparency(pointer) or pdfium.FPDFPageObj_CountMarks(pointer) > 0:
        return None
    return pointer  # type: ignore[no-any-return]


def _covers(image: object, place: Placement) -> bool:
    """The picture stands upright and its sides are the page's."""
    pdfium = _pdfium.raw()
    found = pdfium.FS_MATRIX()
    if place.turns or not pdfium.FPDFPageObj_GetMatrix(image, found) or found.b or found.c:
        return False
    sides = (found.e, found.f, found.e + found.a, found.f + found.d)
    return all(abs(one - two) < _SLACK for one, two in zip(sides, place[:4], strict=True))


def _is_plain(data: bytes, image: object) -> bool:
    """The picture has no mask or other key that changes how it is shown; False where its keys are not found.

    pdfium does not tell them, but they are never compressed, and stand before the picture's bytes in the file.
    """
    pdfium = _pdfium.raw()
    length = pdfium.FPDFImageObj_GetImageDataRaw(image, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    pdfium.FPDFImageObj_GetImageDataRaw(image, buffer, length)
    own = buffer.raw[:length]
    at = data.find(own) if own else -1
    found = at >= 0
    while at >= 0:
        head = data[max(at - _HEAD, 0) : at]
        if _CHANGING.search(head, max(head.rfind(b"obj"), 0)):
            return False
        at = data.find(own, at + length)
    return found


def _pixel_size(image: object) -> tuple[int, int]:
    pdfium = _pdfium.raw()
    across, down = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(image, across, down)
    return max(across.value, 1), max(down.value, 1)


def _jpeg(image: object, page: object) -> bytes:
    """The picture's file where it is a whole JPEG in plain RGB or grey; else nothing."""
    pdfium = _pdfium.raw()
    told = pdfium.FPDF_IMAGEOBJ_METADATA()
    plain = {(pdfium.FPDF_COLORSPACE_DEVICERGB, 24), (pdfium.FPDF_COLORSPACE_DEVICEGRAY, 8)}
    if not pdfium.FPDFImageObj_GetImageMetadata(image, page, told):
        return b""
    if (told.colorspace, told.bits_per_pixel) not in plain:
        return b""
    length = pdfium.FPDFImageObj_GetImageDataDecoded(image, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    pdfium.FPDFImageObj_GetImageDataDecoded(image, buffer, length)
    data = buffer.raw[:length]
    return data if data.startswith(_JPEG) and _END in data[-64:] else b""


def _decoded(data: bytes, wanted: tuple[int, int], size: tuple[int, int]) -> NDArray[np.uint8] | None:
    """The pixels of a JPEG, brought to ``size`` where that is another; None where they are not as many as is said."""
    import cv2
    import numpy as np

    if not data:
        return None
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is None or pixels.shape[1::-1] != wanted:
        return None
    pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB, dst=pixels)
    if max(abs(wanted[0] - size[0]), abs(wanted[1] - size[1])) > 1:
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(pixels, dtype=np.uint8)
