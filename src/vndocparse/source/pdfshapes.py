"""What a PDF page draws besides text: straight lines and raster images."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat

from vndocparse.geometry import Box
from vndocparse.source import _pdfium
from vndocparse.source._pdfium import Handle
from vndocparse.source.pdfwords import Placement

THIN = 3.0
"""A drawn line is thinner than this, in points."""
_SHORTEST = 3.0
_MAX_OBJECTS = 20_000
"""Objects of one page that are looked at; maps and drawings have more, and no tables."""
_MAX_SEGMENTS = 2_000
_LEAST_LETTER = 8
"""Pieces of the outline of a letter; a frame has five."""
_MAX_RULES = 5_000
_MAX_DEPTH = 6
_SAMPLE = 7
"""Every so many pixels are looked at, across and down."""

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_LINE_TO, _MOVE_TO = 0, 2

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Shapes:
    """Lines and images of a page, and the largest image's pixels."""

    rules: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    drawn: int = 0
    """Pieces of paths that are no lines: drawings, and letters drawn as outlines."""
    pixels: int = 0
    """Of the largest image as stored in the file."""
    cover: Handle = 0
    """The image that covers most of the page and was drawn after all text; 0 for none."""


def top_objects(page: Handle, count: int) -> list[tuple[Handle, int]]:
    """The page's objects in drawing order, with their types."""
    call = _pdfium.calls()
    found = list(map(call.object_at, repeat(page), range(min(count, _MAX_OBJECTS))))
    return [(o, k) for o, k in zip(found, map(call.object_type, found), strict=True) if o]


def has_jpeg2000(objects: Sequence[tuple[Handle, int]]) -> bool:
    """True where one of the page's own images is coded as JPEG 2000."""
    pdfium = _pdfium.raw()
    name = b"JPXDecode\0"
    found = ctypes.create_string_buffer(len(name))
    for image in (o for o, kind in objects if kind == _IMAGE):
        pointer = ctypes.cast(image, pdfium.FPDF_PAGEOBJECT)
        for i in range(pdfium.FPDFImageObj_GetImageFilterCount(pointer)):
            pdfium.FPDFImageObj_GetImageFilter(pointer, i, found, len(name))
            if found.raw == name:
                return True
    return False


def text_objects(form: Handle, depth: int = 0) -> Iterator[Handle]:
    """All text objects within a form, however deep."""
    for child, kind in _children(form):
        if kind == _TEXT:
            yield child
        elif kind == _FORM and depth < _MAX_DEPTH:
            yield from text_objects(child, depth + 1)


def kinds_within(form: Handle, depth: int = 0) -> set[int]:
    """The types of all objects within a form, however deep."""
    found: set[int] = set()
    for child, kind in _children(form):
        found.add(kind)
        if kind == _FORM and depth < _MAX_DEPTH:
            found |= kinds_within(child, depth + 1)
    return found


def read_shapes(objects: list[tuple[Handle, int]], place: Placement, *, lines: bool = True) -> Shapes:
    """Rules and images of the page as shown.

    Rules are straight pieces of paths, horizontal or vertical, thinner than 3 points and longer; a rectangle
    with a border gives its four sides.  White ones, which erase, are left out.
    """
    shapes = Shapes()
    _collect(objects, _IDENTITY, place, shapes, lines, 0)
    return shapes


def is_opaque(document: object, page: object, image: Handle) -> bool:
    """False for an image that lets most of what is below it shine through, as overlays of signing programs do.

    The image is decoded for this; some 50 ms for a scanned page.
    """
    pdfium = _pdfium.raw()
    bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, ctypes.cast(image, pdfium.FPDF_PAGEOBJECT))
    if not bitmap:
        return True
    try:
        if pdfium.FPDFBitmap_GetFormat(bitmap) not in (pdfium.FPDFBitmap_BGRA, pdfium.FPDFBitmap_BGRA_Premul):
            return True
        across, down = pdfium.FPDFBitmap_GetWidth(bitmap), pdfium.FPDFBitmap_GetHeight(bitmap)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * down)
        alpha = [pixels[stride * y + 3 : stride * y + 4 * across : 4 * _SAMPLE] for y in range(0, down, _SAMPLE)]
        return sum(sum(a > 127 for a in row) for row in alpha) > 0.5 * sum(map(len, alpha))
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _children(form: Handle) -> list[tuple[Handle, int]]:
    pdfium, call = _pdfium.raw(), _pdfium.calls()
    count = pdfium.FPDFFormObj_CountObjects(ctypes.cast(form, pdfium.FPDF_PAGEOBJECT))
    found = list(map(call.form_object_at, repeat(form), range(max(0, min(count, _MAX_OBJECTS)))))
    return [(o, k) for o, k in zip(found, map(call.object_type, found), strict=True) if o]


def _collect(
    objects: list[tuple[Handle, int]], matrix: Matrix, place: Placement, shapes: Shapes, lines: bool, depth: int
) -> None:
    pdfium = _pdfium.raw()
    wide, high = place.size
    for address, kind in objects:
        if kind == _TEXT:
            shapes.cover = 0
        elif kind == _PATH and lines and len(shapes.rules) < _MAX_RULES:
            shapes.rules.extend(_rules(address, matrix, place, shapes))
        elif kind == _IMAGE:
            box = _bounds(address, matrix, place)
            if box is None:
                continue
            shapes.images.append(box)
            pointer = ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)
            across, down = ctypes.c_uint(), ctypes.c_uint()
            if pdfium.FPDFImageObj_GetImagePixelSize(pointer, across, down):
                shapes.pixels = max(shapes.pixels, across.value * down.value)
            if box.overlap(Box(0.0, 0.0, wide, high)) > 0.6 * wide * high:
                shapes.cover = address
        elif kind == _FORM and depth < _MAX_DEPTH:
            inner = _matrix(ctypes.cast(address, pdfium.FPDF_PAGEOBJECT))
            _collect(_children(address), _times(inner, matrix), place, shapes, lines, depth + 1)


def _rules(path: Handle, matrix: Matrix, place: Placement, shapes: Shapes) -> Iterator[Box]:
    """The straight lines of one path object; what else it draws is counted in ``shapes``."""
    filled, stroked = _pdfium.drawn(path)
    if not (filled or stroked) or not _leaves_ink(path, stroked=stroked):
        return
    whole = _bounds(path, matrix, place)
    if whole is None:
        return
    thin, long = sorted((whole.width, whole.height))
    if thin < THIN:
        if long > _SHORTEST:
            yield whole
        return
    count = _pdfium.calls().path_length(path)
    if count > _LEAST_LETTER:
        shapes.drawn += count
    if not 0 < count <= _MAX_SEGMENTS:
        return
    if not stroked:
        yield from _thin_rectangles(path, count, matrix, place)
        return
    pen = _pdfium.line_width(path)
    for one, two in _segments(path, count):
        if matrix is not _IDENTITY:
            one, two = _apply(matrix, *one), _apply(matrix, *two)
        box = place.shown(*one, *two)
        thin, long = sorted((box.width, box.height))
        if thin < 0.5 and long > _SHORTEST:
            yield box.padded(min(pen, THIN) / 2)


def _segments(path: Handle, count: int) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight segments of a path, those that close a figure among them."""
    started = here = (0.0, 0.0)
    for kind, x, y, closes in _pdfium.path_points(path, count):
        point = (x, y)
        if kind == _MOVE_TO:
            started = point
        elif kind == _LINE_TO:
            yield here, point
        here = point
        if closes:
            yield here, started
            here = started


def _thin_rectangles(path: Handle, count: int, matrix: Matrix, place: Placement) -> Iterator[Box]:
    """Figures of a filled path that are each a thin bar: a grid drawn in one go."""
    figure: list[tuple[float, float]] = []
    last: tuple[float, float] | None = None
    for one, two in _segments(path, count):
        if last is not None and one != last and figure:
            yield from _bar(figure, place)
            figure = []
        figure += [_apply(matrix, *one), _apply(matrix, *two)]
        last = two
    if figure:
        yield from _bar(figure, place)


def _bar(points: list[tuple[float, float]], place: Placement) -> Iterator[Box]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    box = place.shown(min(xs), min(ys), max(xs), max(ys))
    if min(box.width, box.height) < THIN and max(box.width, box.height) > _SHORTEST:
        yield box


def _leaves_ink(path: Handle, *, stroked: bool) -> bool:
    """False for white and for wholly transparent paint."""
    paint = _pdfium.paint(path, stroked=stroked)
    if paint is None:
        return True
    red, green, blue, alpha = paint
    return alpha > 0 and min(red, green, blue) < 250


def _bounds(item: Handle, matrix: Matrix, place: Placement) -> Box | None:
    """Where an object stands on the page as shown; None off the page or without an extent."""
    found = _pdfium.bounds(item)
    if found is None:
        return None
    left, bottom, right, top = found
    if matrix is _IDENTITY:
        box = place.shown(left, bottom, right, top)
    else:
        corners = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        box = place.shown(min(xs), min(ys), max(xs), max(ys))
    wide, high = place.size
    shown = Box(max(box.x0, 0.0), max(box.top, 0.0), min(box.x1, wide), min(box.bottom, high))
    if not (shown.x0 <= shown.x1 and shown.top <= shown.bottom):  # off the page, or not a number
        return None
    return shown


def _matrix(pointer: object) -> Matrix:
    pdfium = _pdfium.raw()
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(pointer, found):
        return _IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])


def _times(a: Matrix, b: Matrix) -> Matrix:
    """First ``a``, then ``b``."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )
