"""One page of a PDF read: its words, lines and images, and what its fields and notes hold.

Everything here is called with ``LOCK`` held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from vndocparse.errors import LimitError
from vndocparse.geometry import Box
from vndocparse.model.page import Origin, Page, Problem, Word
from vndocparse.source import _pdfium, pdffields, pdfnotes
from vndocparse.source._pdfium import handle
from vndocparse.source.pdffonts import Fonts
from vndocparse.source.pdfopen import flatten, opened, placement
from vndocparse.source.pdfshapes import Shapes, is_opaque, read_shapes, top_objects
from vndocparse.source.pdfwords import Corners, Placement, TextLayer, read_text_layer

_SCAN_COVERAGE = 0.6
"""An image that covers this share of the page may be a scan of it."""
_MANY_INVISIBLE = 0.5


@dataclass(slots=True)
class PageReader:
    """Reads the pages of one document; fonts are looked at once, characters are counted over all pages."""

    document: Any = field(repr=False)
    max_characters: int
    _fonts: Fonts = field(default_factory=Fonts, repr=False)
    _characters: dict[int, int] = field(default_factory=dict, repr=False)
    _flat: set[int] = field(default_factory=set, repr=False)
    """Pages whose annotations were drawn into their content."""
    _values: dict[int, list[tuple[Word, ...]]] = field(default_factory=dict, repr=False)
    """Of fields and notes that the page does not draw."""

    def page(self, index: int) -> Page | None:
        """The page; empty and with a problem where its size makes no sense, None where pdfium cannot load it.

        Raises:
            LimitError: the pages read so far have more than ``max_characters``.
        """
        with opened(self.document, index) as page:
            if page is None:
                return None
            place = placement(page)
            if place is None:
                return unreadable(index)
            notes = pdfnotes.Drawn() if index in self._flat else pdfnotes.look_at(handle(page))
            if notes.silent:
                self._values[index] = pdffields.unseen_words(self.document, page, notes.silent, place)
            if not (notes.text and flatten(page, place)):
                return self._read(index, page, place, notes.images)
            self._flat.add(index)
        with opened(self.document, index) as page:
            return unreadable(index) if page is None else self._read(index, page, place)

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
            values=tuple(values or ()),
        )

    def _origin(self, page: Any, layer: TextLayer, shapes: Shapes, place: Placement) -> Origin:
        """Embedded OCR is text that nobody sees, above or below an image of the whole page."""
        whole = Box(0.0, 0.0, *place.size)
        area = whole.width * whole.height
        if not layer.words or all(image.overlap(whole) < _SCAN_COVERAGE * area for image in shapes.images):
            return "native"
        if layer.invisible > _MANY_INVISIBLE:
            return "embedded-ocr"
        return "embedded-ocr" if shapes.cover and is_opaque(self.document, page, shapes.cover) else "native"

    def _count_characters(self, index: int, count: int) -> None:
        self._characters[index] = count
        if sum(self._characters.values()) > self.max_characters:
            raise LimitError(
                f"The file has more than {self.max_characters} characters.",
                remedy="Raise the limit of characters, or read fewer pages.",
            )


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


def unreadable(index: int) -> Page:
    """The page that stands for one that cannot be read."""
    return Page(index + 1, problems=(Problem("page-unreadable", "The page is damaged and cannot be read.", index + 1),))
