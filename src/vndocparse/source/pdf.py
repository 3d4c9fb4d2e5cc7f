"""PDF files through pdfium: words with boxes, drawn lines, images, and pages as pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from vndocparse.errors import DamagedFileError, EncryptedFileError, UsageError
from vndocparse.geometry import Box
from vndocparse.model.page import Page, Problem
from vndocparse.source import _pdfium, pdffields
from vndocparse.source._pdfium import LOCK
from vndocparse.source.base import Limits, Picture
from vndocparse.source.pdfopen import has_pages, is_cut_off, load, placement, salvaged
from vndocparse.source.pdfpage import PageReader, unreadable
from vndocparse.source.pdfpicture import Drawing, draw


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
    document = load(data, password)
    pages = _pdfium.raw().FPDF_GetPageCount(document)
    source = PdfSource(name, sha256, limits, data, password, document, max(pages, 0), cut_off=is_cut_off(original))
    if not has_pages(document, source.page_count):
        source.close()
        raise DamagedFileError(
            f"{name or 'The file'} is a PDF of which no page can be read.",
            remedy="Fetch it again, or print it to a new PDF with the program that shows it.",
        )
    return source


@dataclass(slots=True)
class PdfSource:
    """An opened PDF; see ``OpenSource``.

    Two handles on the same bytes: reading text may flatten annotations into a page, so pictures are drawn
    from a second one, see ``Drawing``.
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
    _reader: PageReader = field(init=False, repr=False)
    _drawing: Drawing = field(init=False, repr=False)
    _searched: bool = field(default=False, repr=False)
    """Its bytes were looked through for whole objects: done once, where something cannot be read."""

    def __post_init__(self) -> None:
        self.page_count = min(self.total_pages, self.limits.max_pages)
        self.problems = tuple(self._file_problems())
        self._read_anew()

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
            page = self._reader.page(index)
            if page is not None:
                return page
            return self.page(index) if self._mend() else unreadable(index)

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
        with LOCK:
            page = self._drawing.page(index)
            place = placement(page) if page else None
            if page is None and self._mend():
                return self.picture(index, dpi, part)
            if place is None:
                raise DamagedFileError(f"Page {index + 1} of {self.name or 'the file'} cannot be read.")
            return draw(page, place, index, dpi, part, self.limits.max_pixels, self._drawing.scans)

    def close(self) -> None:
        """Free everything; a second call does nothing."""
        with LOCK:
            self._drawing.close()
            if self._document:
                _pdfium.raw().FPDF_CloseDocument(self._document)
            self._document = None

    def __enter__(self) -> PdfSource:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def data(self) -> bytes:
        """The file's bytes, for readers of other libraries (tables)."""
        return self._data

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
            document = None if found is None else load(found, self._password)
        except (DamagedFileError, EncryptedFileError):
            return False
        if found is None or _pdfium.raw().FPDF_GetPageCount(document) != self.total_pages:
            if document:
                _pdfium.raw().FPDF_CloseDocument(document)
            return False
        self.close()
        self._data, self._document = found, document
        self._read_anew()
        self.repaired()
        return True

    def _read_anew(self) -> None:
        self._reader = PageReader(self._document, self.limits.max_characters)
        self._drawing = Drawing(self._data, self._password)
