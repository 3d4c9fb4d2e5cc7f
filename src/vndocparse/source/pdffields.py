"""What form fields and typed notes hold and the file does not draw: values without an appearance.

Programs that fill in forms may leave the drawing of a value to the viewer (``NeedAppearances``), and typed notes may
come without one.  A person sees the value in a viewer; pdfium's text of the page lacks it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

from vndocparse.geometry import Box
from vndocparse.model.page import Problem, Word
from vndocparse.source import _pdfium
from vndocparse.source.pdfwords import Placement

_WIDGET, _FREE_TEXT = 20, 3
_TYPED = (4, 5, 6)
"""Fields that hold text: choice from a list that opens, from a list, typed."""
_HIDDEN = 2 | 32
"""Flags of an annotation that no viewer shows: hidden, no view."""
_PASSWORD = 1 << 13
_LARGEST_SIZE, _LEADING = 12.0, 1.2
"""Points, and line height by size: viewers choose such a size where the field names none."""
_WIDTH = 0.5
"""Of a letter by its size, on average."""
_MOST_CHARACTERS = 20_000


def unseen_words(document: Any, page: Any, numbers: Sequence[int], place: Placement) -> list[tuple[Word, ...]]:
    """The values of the page's annotations with these numbers, one tuple of words each, where they hold any.

    Each line of a value stands in its field from the top, or in the middle of a field of one line; where exactly its
    words are printed depends on the viewer, so their boxes are estimates within the field.
    """
    pdfium = _pdfium.raw()
    callbacks = pdfium.FPDF_FORMFILLINFO(version=2)  # pdfium keeps its address: it must outlive the environment
    forms = pdfium.FPDFDOC_InitFormFillEnvironment(document, callbacks)
    found = []
    try:
        for number in numbers:
            note = pdfium.FPDFPage_GetAnnot(page, number)
            if not note:
                continue
            try:
                words = tuple(_words(forms, note, place))
            finally:
                pdfium.FPDFPage_CloseAnnot(note)
            if words:
                found.append(words)
    finally:
        if forms:
            pdfium.FPDFDOC_ExitFormFillEnvironment(forms)
    return found


def values_placed(page: int) -> Problem:
    """The notice that goes with such words."""
    return Problem(
        "form-values-not-drawn",
        "The file draws no text for some form fields or notes; their values were read from the fields, and where "
        "exactly they are printed is not known.",
        page,
    )


def not_on_pages(document: Any) -> Iterator[Problem]:
    """What the file holds and none of its pages shows: a form of the kind XFA, whole files within it."""
    pdfium = _pdfium.raw()
    if pdfium.FPDF_GetFormType(document) == pdfium.FORMTYPE_XFA_FULL:
        yield Problem(
            "xfa-form",
            "The PDF is an XFA form, whose pages are made by Adobe's programs as they show it; only what stands in "
            "the file for other programs was read. Print it to a new PDF with such a program.",
        )
    files = pdfium.FPDFDoc_GetAttachmentCount(document)
    if files > 0:
        yield Problem(
            "files-inside",
            f"The PDF carries {files} files inside, which were not read. Save them with a PDF viewer and give them.",
        )


def _words(forms: Any, note: Any, place: Placement) -> Iterator[Word]:
    pdfium = _pdfium.raw()
    box = pdfium.FS_RECTF()
    if pdfium.FPDFAnnot_GetFlags(note) & _HIDDEN or not pdfium.FPDFAnnot_GetRect(note, box):
        return
    from vndocparse.source.characters import clean  # here, for few files have such fields

    lines = [line.split() for line in clean(_value(forms, note)).splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    if not any(lines):
        return
    field = place.shown(box.left, box.bottom, box.right, box.top)
    high = max(field.height, 1.0)  # a broken one may be flat
    size = min(_LARGEST_SIZE, high / _LEADING / len(lines))
    letters = max(int(field.width / (size * _WIDTH)), 1)
    printed = [part for line in lines for part in _wrapped(line, letters)]
    high = min(size * _LEADING, high / len(printed))
    top = field.top + (max(field.height - high, 0.0) / 2 if len(printed) == 1 else 0.0)
    for row, line in enumerate(printed):
        x = field.x0
        for text in line:
            wide = min(len(text) * size * _WIDTH, max(field.x1 - x, 1.0))
            level = top + row * high
            yield Word(text, Box(x, level, x + wide, level + high), size=size, line=row)
            x += wide + size * _WIDTH / 2


def _wrapped(words: Sequence[str], letters: int) -> Iterator[list[str]]:
    """A line in pieces of about so many letters."""
    line: list[str] = []
    length = 0
    for word in words:
        if line and length + 1 + len(word) > letters:
            yield line
            line, length = [], 0
        line.append(word)
        length += len(word) + 1
    yield line


def _value(forms: Any, note: Any) -> str:
    pdfium = _pdfium.raw()
    kind = pdfium.FPDFAnnot_GetSubtype(note)
    if kind == _FREE_TEXT:
        return _string(pdfium.FPDFAnnot_GetStringValue, note, b"Contents")
    if kind != _WIDGET or not forms or pdfium.FPDFAnnot_GetFormFieldType(forms, note) not in _TYPED:
        return ""
    if pdfium.FPDFAnnot_GetFormFieldFlags(forms, note) & _PASSWORD:
        return ""
    return _string(pdfium.FPDFAnnot_GetFormFieldValue, forms, note)


def _string(get: Any, *arguments: Any) -> str:
    """A string of pdfium's, which it writes as UTF-16 into a buffer of two-byte units."""
    length = get(*arguments, None, 0)
    if not 2 < length <= 2 * _MOST_CHARACTERS:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    get(*arguments, buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace")
