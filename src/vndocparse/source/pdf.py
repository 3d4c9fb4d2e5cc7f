"""PDF files through pdfium: words with boxes, drawn lines, images, and pages as pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import ceil, isfinite, sqrt
from typing import TYPE_CHECKING, Any

from vndocparse.errors import DamagedFileError, EncryptedFileError, LimitError, UsageError
from vndocparse.geometry import Box
from vndocparse.model.page import Origin, Page, Problem, Word
from vndocparse.source import _pdfium, pdffields, pdfnotes
from vndocparse.source._pdfium import LOCK, handle
from vndocparse.source.base import Limits, Picture
from vndocparse.source.pdffonts import Fonts
from vndocparse.source.pdfshapes import Shapes, has_jpeg2000, is_opaque, read_shapes, top_objects
from vndocparse.source.pdfwords import Corners, Placement, TextLayer, read_text_layer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TAIL = 4096
"""Bytes at the end of the file in which the end mark must stand."""
_FIRST_TRIES = 100
"""Pages tried before a file counts as having none that can be read."""
_SCAN_COVERAGE = 0.6
"""An image that covers this share of the page may be a scan of it."""
_MANY_INVISIBLE = 0.5
_LARGEST_SIDE = 1e8
"""Points; PDF allows 14,400 without a user unit, but text on larger pages can be read all the same."""
_DRAW_NOTES, _RGB_ORDER = 0x01, 0x10
"""pdfium's FPDF_ANNOT and FPDF_REVERSE_BYTE_ORDER."""


def open_pdf(
    data: bytes, *, name: str = "", sha256: str = "", limits: Limits | None = None, password: str | None = None
) -> PdfSource:
    """Open the bytes of a PDF file.

    Raises:
        EncryptedFileError: a password is needed, or the one given does not open it.
        DamagedFileError: it is broken so far that no page can be read.
    """
    limits = limits or Limits()
    with LOCK:
        try:
            source = _opened_source(data, name, sha256, limits, password, data)
        except DamagedFileError as error:
            found = salvaged(data)
            if found is None:
                raise
            try:
                source = _opened_source(found, name, sha256, limits, password, data)
            except DamagedFileError:
                raise error from None
            source.repaired()
    return source


def _opened_source(
    data: bytes, name: str, sha256: str, limits: Limits, password: str | None, original: bytes
) -> PdfSource:
    document = _load(data, password)
    pages = _pdfium.raw().FPDF_GetPageCount(document)
    source = PdfSource(name, sha256, limits, data, password, document, max(pages, 0), cut_off=_is_cut_off(original))
    if not source.first_readable():
        source.close()
        raise DamagedFileError(
            f"{name or 'The file'} is a PDF of which no page can be read.",
            remedy="Fetch it again, or print it to a new PDF with the program that shows it.",
        )
    return source


def _is_cut_off(data: bytes) -> bool:
    return b"%%EOF" not in data[-_TAIL:]


@dataclass(slots=True)
class PdfSource:
    """An opened PDF; see ``OpenSource``.

    Two handles on the same bytes: reading text may flatten annotations into a page, so pictures are drawn
    from a second one, opened when the first picture is asked for.
    """

    name: str
    sha256: str
    limits: Limits
    _data: bytes = field(repr=False)
    _password: str | None = field(repr=False)
    _document: Any = field(repr=False)
    total_pages: int
    """Pages in the file; ``page_count`` of them are read."""
    cut_off: bool = False
    """The file as received has no end mark."""
    media_type: str = "application/pdf"
    page_count: int = field(init=False)
    problems: tuple[Problem, ...] = field(init=False)
    """What is wrong with the file as a whole."""
    _drawing: Any = field(default=None, repr=False)
    _shown: tuple[int, Any] | None = field(default=None, repr=False)
    """The page drawn last, kept open: pdfium decodes a scan's picture once for each time its page is opened."""
    _fonts: Fonts = field(default_factory=Fonts, repr=False)
    _characters: dict[int, int] = field(default_factory=dict, repr=False)
    _searched: bool = field(default=False, repr=False)
    """Its bytes were looked through for whole objects: done once, where something cannot be read."""
    _flat: set[int] = field(default_factory=set, repr=False)
    _values: dict[int, list[tuple[Word, ...]]] = field(default_factory=dict, repr=False)
    """Of fields and notes that the page does not draw."""
    _drawn: set[int] = field(default_factory=set, repr=False)
    """Pages whose annotations were drawn into their content."""

    def __post_init__(self) -> None:
        self.page_count = min(self.total_pages, self.limits.max_pages)
        self.problems = tuple(self._file_problems())

    def page(self, index: int) -> Page:
        """The page's own text, lines and images; a page that cannot be read is empty and has a problem.

        ``words`` holds the content's words in content order, behind them those of form fields and typed notes.
        The text of digital-signature stamps stands in ``stamps`` alone.

        Raises:
            UsageError: there is no such page.
            LimitError: the file has more characters than ``max_characters``.
        """
        self._check(index)
        with LOCK:
            with self._opened(self._document, index) as page:
                place = _placement(page) if page else None
                if place is None:
                    mended = page is None and self._mend()
                    return self.page(index) if mended else Page(index + 1, problems=(_unreadable(index),))
                notes = pdfnotes.Drawn() if index in self._flat else pdfnotes.look_at(handle(page))
                if notes.silent:
                    self._values[index] = pdffields.unseen_words(self._document, page, notes.silent, place)
                if not (notes.text and self._flatten(page, place)):
                    return self._read(index, page, place, notes.images)
                self._flat.add(index)
            with self._opened(self._document, index) as page:
                if page is None:
                    return Page(index + 1, problems=(_unreadable(index),))
                return self._read(index, page, place)

    def picture(self, index: int, dpi: float, part: Box | None = None) -> Picture:
        """The page as a viewer shows it, annotations and seals included, on white.

        Args:
            part: points; what lies outside the page is left out.

        Raises:
            UsageError: there is no such page, or ``dpi`` is not above zero.
            DamagedFileError: the page cannot be read.
            LimitError: an image on it has more than ``max_pixels``.
        """
        self._check(index)
        if not (isfinite(dpi) and dpi > 0):
            raise UsageError(f"A picture needs a resolution above zero, not {dpi}.")
        pdfium = _pdfium.raw()
        with LOCK:
            page = self._page_to_draw(index)
            place = _placement(page) if page else None
            if page is None or place is None:
                if page is None and self._mend():
                    return self.picture(index, dpi, part)
                raise DamagedFileError(f"Page {index + 1} of {self.name or 'the file'} cannot be read.")
            objects = top_objects(handle(page), pdfium.FPDFPage_CountObjects(page))
            if read_shapes(objects, place, lines=False).pixels > self.limits.max_pixels:
                raise LimitError(
                    f"Page {index + 1} holds an image of more than {self.limits.max_pixels} pixels.",
                    remedy="Raise the limit of pixels if the file is trusted.",
                )
            dpi, across, down = _fitting(place.size, dpi, self.limits.max_pixels)
            x0, top, x1, bottom = _pixels_of(part, dpi, across, down)
            if part is not None and has_jpeg2000(objects):
                # pdfium decodes JPEG 2000 only as finely as the drawing is large: a part alone would be coarse.
                pixels = _drawn(page, (across, down), (0, 0, across, down))
                pixels = None if pixels is None else pixels[top:bottom, x0:x1].copy()
            else:
                pixels = _drawn(page, (across, down), (x0, top, x1, bottom))
            if pixels is None:
                raise LimitError(f"Page {index + 1} is too large to be drawn.", remedy="Ask for a lower resolution.")
        return Picture(pixels, dpi, x0 * 72 / dpi, top * 72 / dpi)

    def close(self) -> None:
        """Free everything; a second call does nothing."""
        with LOCK:
            self._put_away()
            for document in (self._document, self._drawing):
                if document:
                    _pdfium.raw().FPDF_CloseDocument(document)
            self._document = self._drawing = None

    def __enter__(self) -> PdfSource:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def data(self) -> bytes:
        """The file's bytes, for readers of other libraries (tables)."""
        return self._data

    def first_readable(self) -> bool:
        """True where the file has at least one of its first pages; their content is not read for this."""
        pdfium = _pdfium.raw()
        size = pdfium.FS_SIZEF()
        tries = range(min(self.page_count, _FIRST_TRIES))
        return any(pdfium.FPDF_GetPageSizeByIndexF(self._document, index, size) for index in tries)

    def _check(self, index: int) -> None:
        if not self._document:
            raise UsageError("The file was closed already.")
        if not 0 <= index < self.page_count:
            raise UsageError(f"There is no page {index + 1}: the file has {self.page_count}.")

    def _file_problems(self) -> Iterator[Problem]:
        if self.cut_off:
            yield Problem(
                "file-truncated", "The PDF has no end mark; it may have been cut off, and pages may be missing."
            )
        yield from pdffields.not_on_pages(self._document)
        if self.page_count < self.total_pages:
            yield Problem(
                "pages-left-out",
                f"Only the first {self.page_count} of {self.total_pages} pages were read (limit of pages).",
            )

    def repaired(self) -> None:
        """Say that what is read are the whole objects that were left, and not the file as its own table has it."""
        self._searched = True
        self.problems += (
            Problem(
                "file-repaired",
                "The PDF is damaged; it was put together anew from the parts that are whole, and some may be missing.",
            ),
        )

    def _mend(self) -> bool:
        """A page cannot be loaded: go on with the file put together anew, where that has as many pages."""
        if self._searched:
            return False
        self._searched = True
        found = salvaged(self._data)
        try:
            document = None if found is None else _load(found, self._password)
        except (DamagedFileError, EncryptedFileError):
            return False
        if found is None or _pdfium.raw().FPDF_GetPageCount(document) != self.total_pages:
            if document:
                _pdfium.raw().FPDF_CloseDocument(document)
            return False
        self.close()
        self._data, self._document = found, document
        self._flat.clear()
        self._drawn.clear()
        self.repaired()
        return True

    @contextmanager
    def _opened(self, document: Any, index: int) -> Iterator[Any]:
        """The page's handle, closed afterwards; None where pdfium cannot load it."""
        pdfium = _pdfium.raw()
        page = pdfium.FPDF_LoadPage(document, index)
        try:
            yield page or None
        finally:
            if page:
                pdfium.FPDF_ClosePage(page)

    def _page_to_draw(self, index: int) -> Any:
        """The page's handle, open until another is drawn; None where pdfium cannot load it."""
        if self._shown is not None and self._shown[0] == index:
            return self._shown[1]
        self._put_away()
        if self._drawing is None:
            self._drawing = _load(self._data, self._password)
        self._flatten_drawing(index)
        page = _pdfium.raw().FPDF_LoadPage(self._drawing, index)
        if not page:
            return None
        self._shown = index, page
        return page

    def _put_away(self) -> None:
        if self._shown is not None:
            _pdfium.raw().FPDF_ClosePage(self._shown[1])
            self._shown = None

    def _flatten_drawing(self, index: int) -> None:
        """Once a page: pdfium draws form fields, stamps of signing programs among them, only when flattened."""
        if index in self._drawn:
            return
        self._drawn.add(index)
        with self._opened(self._drawing, index) as page:
            place = _placement(page) if page else None
            if page is not None and place is not None and _pdfium.raw().FPDFPage_GetAnnotCount(page) > 0:
                self._flatten(page, place)

    def _flatten(self, page: Any, place: Placement) -> bool:
        """Draw the annotations into the page's content; it must be opened anew afterwards."""
        pdfium = _pdfium.raw()
        if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
            return False
        # Flattening replaces an inherited media box by US Letter.
        pdfium.FPDFPage_SetMediaBox(page, place.left, place.bottom, place.right, place.top)
        return True

    def _read(self, index: int, page: Any, place: Placement, more_images: Sequence[Corners] = ()) -> Page:
        pdfium = _pdfium.raw()
        flat = index in self._flat
        problems: list[Problem] = []
        objects = top_objects(handle(page), pdfium.FPDFPage_CountObjects(page))
        layer = TextLayer()
        text_page = pdfium.FPDFText_LoadPage(page)
        if text_page:
            try:
                count = max(pdfium.FPDFText_CountChars(text_page), 0)
                self._count_characters(index, count)
                self._fonts.new_page()
                owners = pdfnotes.owners(objects) if flat else None
                layer = read_text_layer(handle(text_page), count, place, self._fonts, owners)
            finally:
                pdfium.FPDFText_ClosePage(text_page)
        else:
            problems.append(Problem("page-unreadable", "The page's text cannot be read.", index + 1))
        if layer.schemes:
            from vndocparse.source.mending import legacy_problem

            problems.append(replace(legacy_problem(layer.schemes), page=index + 1))
        noted = objects[-1:] if flat else []
        if values := self._values.get(index):
            layer = layer.with_notes(values)
            problems.append(pdffields.values_placed(index + 1))
        shapes = read_shapes(objects[: len(objects) - len(noted)], place)
        images = [*shapes.images, *read_shapes(noted, place, lines=False).images]
        images += [Box(*box) for box in place.all_shown(more_images)]
        words, stamps = _with_notes(layer)
        wide, high = place.size
        return Page(
            number=index + 1,
            width=wide,
            height=high,
            words=words,
            origin=self._origin(page, layer, shapes, place),
            rules=tuple(shapes.rules),
            turn=layer.turn,
            images=tuple(images),
            problems=tuple(problems),
            drawn=shapes.drawn,
            stamps=stamps,
        )

    def _origin(self, page: Any, layer: TextLayer, shapes: Shapes, place: Placement) -> Origin:
        """Embedded OCR is text that nobody sees, above or below an image of the whole page."""
        whole = Box(0.0, 0.0, *place.size)
        area = whole.width * whole.height
        if not layer.words or all(image.overlap(whole) < _SCAN_COVERAGE * area for image in shapes.images):
            return "native"
        if layer.invisible > _MANY_INVISIBLE:
            return "embedded-ocr"
        return "embedded-ocr" if shapes.cover and is_opaque(self._document, page, shapes.cover) else "native"

    def _count_characters(self, index: int, count: int) -> None:
        self._characters[index] = count
        if sum(self._characters.values()) > self.limits.max_characters:
            raise LimitError(
                f"The file has more than {self.limits.max_characters} characters.",
                remedy="Raise the limit of characters, or read fewer pages.",
            )


def _load(data: bytes, password: str | None) -> Any:
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


def _placement(page: Any) -> Placement | None:
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


def _with_notes(layer: TextLayer) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The page's words with those of fields and notes behind them, and apart the words of signature stamps."""
    if not layer.annotations:
        return layer.words, ()
    words, stamps = list(layer.words), list[Word]()
    line = 1 + max((w.line for w in words), default=-1)
    for drawn in layer.annotations.values():
        stamp = pdfnotes.is_signature_stamp(drawn)
        renumbered = {old: line + k for k, old in enumerate(dict.fromkeys(w.line for w in drawn))}
        line += len(renumbered)
        (stamps if stamp else words).extend(w._replace(line=renumbered[w.line]) for w in drawn)
    return tuple(words), tuple(stamps)


def _unreadable(index: int) -> Problem:
    return Problem("page-unreadable", "The page is damaged and cannot be read.", index + 1)
