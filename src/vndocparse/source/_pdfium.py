"""The few functions of pdfium that reading text needs, bound for calls by the thousand.

pypdfium2's own bindings convert and check every argument; on a page of 2,200 characters that costs more
than pdfium itself.  The same functions are bound here a second time with plain integers for handles and
addresses, so that ``map`` can drive them without a Python frame per call.  Nothing here releases the GIL:
each call is far shorter than handing it over.

pdfium is not safe across threads, not even on different documents: everyone who calls it holds ``LOCK``.
"""

from __future__ import annotations

import ctypes
import struct
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from functools import cache
from itertools import repeat
from threading import RLock
from typing import Any, NamedTuple

LOCK = RLock()
"""Held around every use of pdfium, by every thread of the process."""

Handle = int
"""Address of one of pdfium's objects; 0 for none."""

_RECT_BYTES = 16
"""Size of FS_RECTF: four floats, left, top, right, bottom."""


class Calls(NamedTuple):
    """The bound functions; handles are integers, see pdfium's fpdf_text.h and fpdf_edit.h for what they do."""

    text: Callable[[Handle, int, int, int], int]
    char: Callable[[Handle, int], int]
    loose_box: Callable[[Handle, int, int], int]
    char_object: Callable[[Handle, int], Handle | None]
    generated: Callable[[Handle, int], int]
    char_size: Callable[[Handle, int], float]
    char_matrix: Callable[[Handle, int, int], int]
    char_angle: Callable[[Handle, int], float]
    object_font: Callable[[Handle | None], Handle | None]
    render_mode: Callable[[Handle | None], int]
    object_at: Callable[[Handle, int], Handle | None]
    object_type: Callable[[Handle | None], int]
    form_object_at: Callable[[Handle, int], Handle | None]
    object_bounds: Callable[[Handle, int, int, int, int], int]
    fill_color: Callable[[Handle, int, int, int, int], int]
    stroke_color: Callable[[Handle, int, int, int, int], int]
    stroke_width: Callable[[Handle, int], int]
    draw_mode: Callable[[Handle, int, int], int]
    path_length: Callable[[Handle], int]
    path_segment: Callable[[Handle, int], Handle | None]
    segment_point: Callable[[Handle, int, int], int]
    segment_type: Callable[[Handle], int]
    segment_closes: Callable[[Handle], int]


_scratch = ctypes.create_string_buffer(_RECT_BYTES)
_AT = tuple(ctypes.addressof(_scratch) + 4 * k for k in range(4))
"""Where pdfium writes what a call gives back by address, four numbers at most; read before ``LOCK`` is let go."""


@cache
def raw() -> Any:
    """pypdfium2's raw module, its library initialised."""
    import pypdfium2  # noqa: F401  -- the import is what initialises pdfium
    import pypdfium2.raw as pdfium

    return pdfium


@cache
def calls() -> Calls:
    """The bound functions of the one pdfium library of this process."""
    pdfium = raw()
    integer, address, number = ctypes.c_int, ctypes.c_void_p, ctypes.c_double

    def bind(name: str, result: Any, *arguments: Any) -> Any:
        where = handle(getattr(pdfium, name))
        return ctypes.PYFUNCTYPE(result, *arguments)(where)

    return Calls(
        text=bind("FPDFText_GetText", integer, address, integer, integer, address),
        char=bind("FPDFText_GetUnicode", ctypes.c_uint, address, integer),
        loose_box=bind("FPDFText_GetLooseCharBox", integer, address, integer, address),
        char_object=bind("FPDFText_GetTextObject", address, address, integer),
        generated=bind("FPDFText_IsGenerated", integer, address, integer),
        char_size=bind("FPDFText_GetFontSize", number, address, integer),
        char_matrix=bind("FPDFText_GetMatrix", integer, address, integer, address),
        char_angle=bind("FPDFText_GetCharAngle", ctypes.c_float, address, integer),
        object_font=bind("FPDFTextObj_GetFont", address, address),
        render_mode=bind("FPDFTextObj_GetTextRenderMode", integer, address),
        object_at=bind("FPDFPage_GetObject", address, address, integer),
        object_type=bind("FPDFPageObj_GetType", integer, address),
        form_object_at=bind("FPDFFormObj_GetObject", address, address, ctypes.c_ulong),
        object_bounds=bind("FPDFPageObj_GetBounds", integer, address, *[address] * 4),
        fill_color=bind("FPDFPageObj_GetFillColor", integer, address, *[address] * 4),
        stroke_color=bind("FPDFPageObj_GetStrokeColor", integer, address, *[address] * 4),
        stroke_width=bind("FPDFPageObj_GetStrokeWidth", integer, address, address),
        draw_mode=bind("FPDFPath_GetDrawMode", integer, address, address, address),
        path_length=bind("FPDFPath_CountSegments", integer, address),
        path_segment=bind("FPDFPath_GetPathSegment", address, address, integer),
        segment_point=bind("FPDFPathSegment_GetPoint", integer, address, address, address),
        segment_type=bind("FPDFPathSegment_GetType", integer, address),
        segment_closes=bind("FPDFPathSegment_GetClose", integer, address),
    )


def handle(pointer: Any) -> Handle:
    """The address behind one of pypdfium2's typed pointers; 0 for a null pointer."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def characters(text_page: Handle, count: int) -> str:
    """The first ``count`` characters, one for each of pdfium's indexes.

    FPDFText_GetText gives them in one call (0.01 ms a page against 0.9 ms one by one), but leaves out what
    has no code; where the count shows that, they are asked for one by one.
    """
    if count <= 0:
        return ""
    buffer = ctypes.create_string_buffer(2 * count + 4)
    units = calls().text(text_page, 0, count, ctypes.addressof(buffer))
    text = buffer.raw[: 2 * max(units - 1, 0)].decode("utf-16-le", "surrogatepass")
    if len(text) == count:
        return text
    return "".join(chr(c) if c < 0x110000 else "\ufffd" for c in map(calls().char, repeat(text_page), range(count)))


def loose_boxes(text_page: Handle, indexes: Sequence[int]) -> list[tuple[float, float, float, float]]:
    """Boxes of the characters at ``indexes`` in the page's own space: left, top, right, bottom (top > bottom).

    Loose boxes span the advance and the font's ascent and descent, so the letters of one line have one
    height; a tight box would follow every dot.
    """
    count = len(indexes)
    if not count:
        return []
    buffer = ctypes.create_string_buffer(_RECT_BYTES * count)
    start = ctypes.addressof(buffer)
    places = range(start, start + _RECT_BYTES * count, _RECT_BYTES)
    deque(map(calls().loose_box, repeat(text_page), indexes, places), maxlen=0)
    values = array("f")
    values.frombytes(buffer.raw)
    return list(zip(values[0::4], values[1::4], values[2::4], values[3::4], strict=True))


def char_scale(text_page: Handle, index: int) -> float:
    """By how much the character's font size is enlarged vertically on the page."""
    matrix = (ctypes.c_float * 6)()
    if not calls().char_matrix(text_page, index, ctypes.addressof(matrix)):
        return 1.0
    _, _, c, d, _, _ = matrix
    return float(abs(complex(c, d)))


_FLOATS = struct.Struct("4f")
_WHOLE = struct.Struct("4I")


def bounds(item: Handle) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top of an object in the page's own space."""
    return _FLOATS.unpack(_scratch) if calls().object_bounds(item, *_AT) else None


def paint(item: Handle, *, stroked: bool) -> tuple[int, int, int, int] | None:
    """Red, green, blue and alpha, 0 to 255, of a path's line or filling."""
    call = calls()
    return _WHOLE.unpack(_scratch) if (call.stroke_color if stroked else call.fill_color)(item, *_AT) else None


def line_width(item: Handle) -> float:
    """The width of a path's line; 0.0 where it has none."""
    return float(_FLOATS.unpack(_scratch)[0]) if calls().stroke_width(item, _AT[0]) else 0.0


def drawn(path: Handle) -> tuple[bool, bool]:
    """Whether a path is filled, and whether it is stroked."""
    if not calls().draw_mode(path, _AT[0], _AT[1]):
        return False, False
    fill, stroke, _, _ = _WHOLE.unpack(_scratch)
    return bool(fill), bool(stroke)


def path_points(path: Handle, count: int) -> list[tuple[int, float, float, bool]]:
    """Type, place and whether it closes a figure, of the path's first ``count`` segments."""
    call = calls()
    x, y, _, _ = _AT
    found = []
    for segment in map(call.path_segment, repeat(path), range(count)):
        if segment and call.segment_point(segment, x, y):
            across, up, _, _ = _FLOATS.unpack(_scratch)
            found.append((call.segment_type(segment), across, up, bool(call.segment_closes(segment))))
    return found
