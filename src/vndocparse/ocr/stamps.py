"""Marks on a scanned page that are not its text: seals (con dấu), stamps, ink of a pen, each with its place.

A receipt stamp (dấu "công văn đến") has a number and a date of its own; they are kept as its text and taken out of
the page's words, so that no reader takes them for the document's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from vndocparse.geometry import Box, union
from vndocparse.model.page import Mark, Word
from vndocparse.ocr import missed
from vndocparse.ocr.colour import BLUE, RED
from vndocparse.ocr.noise import legible, on_colour
from vndocparse.ocr.pieces import read_piece, shifted
from vndocparse.ocr.pixels import components, scaled
from vndocparse.ocr.rulings import find_rules, without_rules
from vndocparse.text import bare

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vndocparse.ocr.engine import Engine
    from vndocparse.ocr.straighten import Prepared

    Grey = NDArray[np.uint8]

_STEP = 4
"""So many pixels of the colour mask are looked at as one."""
_WIDEST, _HIGHEST = 260.0, 130.0
"""Points: a stamp is no larger."""
_NARROWEST, _LOWEST = 40.0, 14.0
_READ, _BLACK = 0.5, 0.12
"""Least confidence of type under a stamp, and least share of its box that is black; of what the colour leaves, less."""
_SIDE = 1.5
"""Heights of the words inside from which a lone letter is a side of the frame."""
_STAMPS = 4
"""Places of a page that are read as stamps."""
_COLOURED = 190
"""Grey below which a pixel of the colour layer is ink."""


_BESIDE = frozenset({"cong", "cv", "van", "vb", "so", "ngay", "chuyen", "gio"})
"""Without marks: what stands on a receipt stamp beside "đến"."""
_ENLARGED = 1.5
"""Stamps are small type, and their ink is worn."""


@dataclass(frozen=True, slots=True)
class Marked:
    """The page's words without those of stamps, and what was found besides."""

    words: list[Word]
    marks: tuple[Mark, ...]


def find_marks(prepared: Prepared, words: Sequence[Word], engine: Engine, size: float) -> Marked:
    """Seals, stamps and ink of a pen; boxes in pixels of ``prepared.grey``, as those of the words.

    A stamp whose text is an order to the reader ("HOẢ TỐC") stays among the words.
    """
    scale = prepared.dpi / 72
    seals = missed.seals(prepared.colour, size) if prepared.has_colour else []
    marks = [Mark("seal", box, confidence=0.9) for box in seals]
    kept = list(words)
    masks = _smaller(prepared.colour) if prepared.has_colour else {}
    frames = [(box, prepared.coloured) for box in _coloured_frames(list(masks.values()), seals, scale)]
    frames += [(box, prepared.grey) for box in _drawn_frames(prepared.rules, prepared.grey.shape, scale)]
    for box, source in frames[:_STAMPS]:
        read = _inside(prepared, box, source, engine)
        text = " ".join(w.text for w in read)
        if not any(legible(w) for w in read):
            continue
        if is_receipt(text):
            # Black type under a coloured stamp is the document's.
            wide, all_of_it = box.padded(2 * scale), source is prepared.grey
            kept = [w for w in kept if not _of_box(w, wide) or not (all_of_it or _stamped(w, read, prepared))]
            marks.append(Mark("receipt_stamp", box, text, _mean(read)))
        elif source is prepared.coloured:
            mine = [w for w in kept if _of_box(w, box) and on_colour(w, prepared)]
            fresh = 1 + max((w.line for w in kept), default=-1)
            if sum(w.confidence for w in read if legible(w)) > sum(w.confidence for w in mine if legible(w)):
                gone = set(map(id, mine))
                kept = [w for w in kept if id(w) not in gone] + [w._replace(line=fresh + w.line) for w in read]
            marks.append(Mark("stamp", box, text, _mean(read)))
    taken = [m.box for m in marks]
    marks += [Mark("ink", box, confidence=0.8) for box in _pen(masks.get(BLUE), taken, size)]
    return Marked(kept, tuple(marks))


def _of_box(word: Word, box: Box) -> bool:
    return word.box is not None and box.contains(word.box.middle, word.box.centre)


def _stamped(word: Word, read: Sequence[Word], prepared: Prepared) -> bool:
    """The word is the stamp's: coloured ink, and not type that was read well with the colour taken out.

    Args:
        read: the words of the stamp itself.
    """
    if word.box is None or not on_colour(word, prepared):
        return False
    rows, columns = slice(int(word.box.top), int(word.box.bottom) + 1), slice(int(word.box.x0), int(word.box.x1) + 1)
    black = float((prepared.grey[rows, columns] < 128).mean())
    own = any(w.box is not None and w.box.overlap(word.box) > 0 and bare(w.text) == bare(word.text) for w in read)
    return own or word.confidence < _READ or black < _BLACK


def is_receipt(text: str) -> bool:
    """Whether a stamp's text is that of a receipt: "ĐẾN" beside "Số", "Ngày" or "Chuyển", whatever marks OCR read."""
    words = set(bare(text).replace(":", " ").replace(".", " ").replace(";", " ").split())
    return bool("den" in words and words & _BESIDE) or bool("chuyen" in words and words & {"ngay", "so", "den"})


def _inside(prepared: Prepared, box: Box, source: Grey, engine: Engine) -> list[Word]:
    """The words within a frame, the frame's own lines wiped out."""
    import numpy as np

    rim = round(1.5 * prepared.dpi / 72)
    x0, top = max(int(box.x0), 0) + rim, max(int(box.top), 0) + rim
    piece = np.ascontiguousarray(source[top : int(box.bottom) - rim, x0 : int(box.x1) - rim])
    if min(piece.shape) < 8:
        return []
    ink = missed.binary(piece, _COLOURED if source is prepared.coloured else 150)
    clean = scaled(without_rules(piece, find_rules(ink, prepared.dpi)), _ENLARGED)
    whole = Box(0.0, 0.0, float(clean.shape[1]), float(clean.shape[0]))
    read = read_piece(clean, whole, engine, prepared.dpi * _ENLARGED, "block", pad=0)
    return [_moved(w, x0, top) for w in _without_sides(read) if any(c.isalnum() for c in w.text)]


def _without_sides(words: Sequence[Word]) -> list[Word]:
    """The words without single letters much higher than the rest: what is left of the frame's own lines."""
    highs = [w.box.height for w in words if w.box is not None and legible(w)]
    most = _SIDE * median(highs) if highs else 0.0
    return [w for w in words if not highs or w.box is None or len(w.text) > 1 or w.box.height <= most]


def _moved(word: Word, x0: float, top: float) -> Word:
    assert word.box is not None
    box = Box(*(side / _ENLARGED for side in word.box))
    return word._replace(box=shifted(box, x0, top), size=word.size / _ENLARGED)


def _coloured_frames(masks: Sequence[Grey], seals: Sequence[Box], scale: float) -> list[Box]:
    """Coloured shapes wider than high, of a stamp's size, with ink along their four sides."""
    import cv2
    import numpy as np

    found: list[Box] = []
    for mask in masks:
        joined = cv2.dilate(mask, np.ones((3, 3), np.uint8))
        for x, y, wide, high, _ in components(np.asarray(joined, dtype=np.uint8))[1][1:].tolist():
            box = Box(x * _STEP, y * _STEP, (x + wide) * _STEP, (y + high) * _STEP)
            if not _of_stamp(box, scale) or any(box.overlap(s) > 0 for s in [*seals, *found]):
                continue
            rim = joined[y : y + high, x : x + wide]
            edges = (rim[:3].max(axis=0), rim[-3:].max(axis=0), rim[:, :3].max(axis=1), rim[:, -3:].max(axis=1))
            if all(float(edge.mean()) > 0.6 for edge in edges):
                found.append(box)
    return found


def _smaller(colour: Grey) -> dict[int, Grey]:
    """Masks of the colours that the page has, and of both together, at a quarter of the size.

    A line as thin as a pixel is still there.  Each colour alone: the pen's number above a red stamp would make one
    shape with it.
    """
    import cv2
    import numpy as np

    down, across = (max(side // _STEP, 1) for side in colour.shape)
    x, y, wide, high = cv2.boundingRect(colour)
    columns, rows = _pooled(x, wide, colour.shape[1]), _pooled(y, high, colour.shape[0])
    found: dict[int, Grey] = {}
    for which in (RED, BLUE):
        mask = np.asarray(cv2.compare(colour[rows[0], columns[0]], float(which), cv2.CMP_EQ), np.uint8)
        if mask.any():
            found[which] = mask
    if len(found) > 1:
        found[RED | BLUE] = found[RED] | found[BLUE]
    for which, mask in found.items():
        small = np.zeros((down, across), np.uint8)
        part = small[rows[1], columns[1]]
        part[:] = np.asarray(cv2.resize(mask, part.shape[::-1], interpolation=cv2.INTER_AREA)) > 40
        found[which] = small
    return found


def _pooled(start: int, length: int, side: int) -> tuple[slice, slice]:
    """The stretch of a side that holds all colour, in whole steps, and where it is on the smaller mask.

    All of a side that is no whole number of steps: there a step is a little more than ``_STEP`` pixels.
    """
    if side % _STEP or not length:
        return slice(None), slice(None)
    first, last = start // _STEP, -(-(start + length) // _STEP)
    return slice(first * _STEP, last * _STEP), slice(first, last)


def _drawn_frames(rules: Sequence[Box], shape: tuple[int, ...], scale: float) -> list[Box]:
    """Black frames in the upper half of the page, of a stamp's size; a table of the text is larger."""
    groups: list[list[Box]] = []
    for rule in rules:
        near = [g for g in groups if any(rule.padded(3 * scale).overlap(r.padded(3 * scale)) > 0 for r in g)]
        merged = [rule, *(r for g in near for r in g)]
        groups = [g for g in groups if g not in near] + [merged]
    found = []
    for group in groups:
        box = union(group)
        upright = sum(r.height > r.width for r in group)
        framed = upright >= 2 and len(group) - upright >= 2
        if box is not None and framed and _of_stamp(box, scale) and box.bottom < shape[0] / 2:
            found.append(box)
    return found


def _of_stamp(box: Box, scale: float) -> bool:
    wide, high = box.width / scale, box.height / scale
    return _NARROWEST < wide < _WIDEST and _LOWEST < high < _HIGHEST and wide > 1.2 * high


def _pen(blue: Grey | None, taken: Sequence[Box], size: float) -> list[Box]:
    """Places with much blue ink that is neither seal nor stamp: written by hand."""
    import cv2
    import numpy as np

    if blue is None:
        return []
    reach = max(3, round(0.5 * size / _STEP)) | 1
    joined = cv2.dilate(blue, np.ones((reach, reach), np.uint8))
    found = []
    for x, y, wide, high, area in components(np.asarray(joined, dtype=np.uint8))[1][1:].tolist():
        box = Box(x * _STEP, y * _STEP, (x + wide) * _STEP, (y + high) * _STEP)
        inside = sum(box.overlap(t) for t in taken) > 0.8 * box.width * box.height
        if not inside and min(wide, high) * _STEP > 0.8 * size and max(wide, high) * _STEP > 1.2 * size and area > 12:
            found.append(box)
    return found


def _mean(words: Sequence[Word]) -> float:
    return min(1.0, max(0.0, median(w.confidence for w in words))) if words else 0.0
