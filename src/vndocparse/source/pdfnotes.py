"""Text that annotations draw on a PDF page: form fields, typed notes, stamps of signing programs.

Signing programs put the document's own number and day into small signature fields, and the stamp that says
who signed and when into others.  The first belong to the document's text, the second do not.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field

from vndocparse.model.page import Word
from vndocparse.source import _pdfium
from vndocparse.source._pdfium import Handle, handle
from vndocparse.source.pdfshapes import kinds_within, text_objects
from vndocparse.source.pdfwords import Corners

_FREE_TEXT, _STAMP, _WIDGET = 3, 13, 20
_MAX_ANNOTATIONS = 2_000


def is_signature_stamp(words: Sequence[Word]) -> bool:
    """True for the text that a signing program draws: who signed, which organ, when, to the second."""
    if not words:
        return False
    # Rules are read where there is something to judge: a process that draws scans needs none.
    from vndocparse.source.stamptext import stamp_weight

    return stamp_weight(" ".join(w.text for w in words)) >= 2


@dataclass(slots=True)
class Drawn:
    """What the appearances of a page's annotations draw."""

    text: bool = False
    images: list[Corners] = field(default_factory=list)
    """Left, top, right and bottom of each annotation with a raster image: a seal, a written signature."""
    silent: list[int] = field(default_factory=list)
    """Numbers of the fields and typed notes that may hold text and draw none."""


def look_at(page: Handle) -> Drawn:
    """What fields, typed notes and stamps draw; reading their text takes a flattened page, see ``owners``."""
    pdfium = _pdfium.raw()
    pointer = ctypes.cast(page, pdfium.FPDF_PAGE)
    found = Drawn()
    for k in range(min(pdfium.FPDFPage_GetAnnotCount(pointer), _MAX_ANNOTATIONS)):
        note = pdfium.FPDFPage_GetAnnot(pointer, k)
        if not note:
            continue
        try:
            subtype = pdfium.FPDFAnnot_GetSubtype(note)
            if subtype in (_FREE_TEXT, _STAMP, _WIDGET) and not _look(note, found) and _may_hold_text(note, subtype):
                found.silent.append(k)
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
    return found


def _may_hold_text(note: object, subtype: int) -> bool:
    """A typed note, or a field with a string for its value, which it may have from a parent."""
    pdfium = _pdfium.raw()
    if subtype != _WIDGET:
        return subtype == _FREE_TEXT
    if pdfium.FPDFAnnot_HasKey(note, b"V"):
        return bool(pdfium.FPDFAnnot_GetValueType(note, b"V") == pdfium.FPDF_OBJECT_STRING)
    return bool(pdfium.FPDFAnnot_HasKey(note, b"Parent"))


def _look(note: object, found: Drawn) -> bool:
    """Add what the annotation draws; True where it draws text."""
    pdfium = _pdfium.raw()
    call = _pdfium.calls()
    kinds: set[int] = set()
    for k in range(min(pdfium.FPDFAnnot_GetObjectCount(note), _MAX_ANNOTATIONS)):
        drawn = handle(pdfium.FPDFAnnot_GetObject(note, k))
        kind = call.object_type(drawn)
        kinds |= kinds_within(drawn) if kind == pdfium.FPDF_PAGEOBJ_FORM else {kind}
    found.text = found.text or pdfium.FPDF_PAGEOBJ_TEXT in kinds
    box = pdfium.FS_RECTF()
    if pdfium.FPDF_PAGEOBJ_IMAGE in kinds and pdfium.FPDFAnnot_GetRect(note, box):
        found.images.append((box.left, box.top, box.right, box.bottom))
    return pdfium.FPDF_PAGEOBJ_TEXT in kinds


def owners(objects: Sequence[tuple[Handle, int]]) -> dict[Handle, int]:
    """For a flattened page: which of its annotations drew each text object.

    Flattening adds one form behind everything else, and in it one form for each annotation.
    """
    pdfium, call = _pdfium.raw(), _pdfium.calls()
    if not objects or objects[-1][1] != pdfium.FPDF_PAGEOBJ_FORM:
        return {}
    last = objects[-1][0]
    count = pdfium.FPDFFormObj_CountObjects(ctypes.cast(last, pdfium.FPDF_PAGEOBJECT))
    found: dict[Handle, int] = {}
    for k in range(max(0, min(count, _MAX_ANNOTATIONS))):
        form = call.form_object_at(last, k)
        if form and call.object_type(form) == pdfium.FPDF_PAGEOBJ_FORM:
            found.update((t, k) for t in text_objects(form))
    return found
