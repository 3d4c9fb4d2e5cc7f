"""A page's picture to words on the page: repair, read, look a second time at what was left, drop what is no text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from statistics import median
from typing import TYPE_CHECKING

from vndocparse.geometry import Box
from vndocparse.model.page import Mark, Page, Problem, Word
from vndocparse.ocr import missed
from vndocparse.ocr.effort import FULL, Effort
from vndocparse.ocr.noise import is_noise, legible, levelled, mended, with_waters, without_ghosts, without_specks
from vndocparse.ocr.pieces import FRAME, framed, shifted
from vndocparse.ocr.second import WEAK, second_look
from vndocparse.ocr.stamps import find_marks
from vndocparse.ocr.straighten import Options, Prepared, straighten
from vndocparse.ocr.strips import reread_strips
from vndocparse.ocr.tangled import untangled
from vndocparse.ocr.weight import with_weight
from vndocparse.source.base import Picture

if TYPE_CHECKING:
    from vndocparse.ocr.engine import Engine
    from vndocparse.source.base import OpenSource

DPI = 200.0
"""Resolution that pages are drawn at: 150, 200, 300 and the scan's own read equally well (all are brought to
``Options.dpi``), and this leaves detail for type of 8 points."""

_BODY = 14.0
"""Points; the type size taken where no word tells."""
_POOR = 0.65
"""Mean confidence below which a page counts as read badly: real scans of 100 dpi reach 0.85."""
_OF_A_PIECE = Options(
    drop_colour=False, drop_photographs=False, deskew_above=90.0, flatten_above=inf, whiten_border=False
)
_INK_OF_TEXT = 0.004
"""Share of dark pixels that two printed lines have."""


def read_page(opened: OpenSource, index: int, engine: Engine, page: Page | None = None, effort: Effort = FULL) -> Page:
    """Draw page ``index`` (from 0) of an opened file and read it.

    Args:
        page: the page as the file gives it, if the caller has it already.

    Raises:
        VndocparseError: the page cannot be drawn, or the engine is missing.
    """
    page = page or opened.page(index)
    picture = opened.picture(index, DPI)
    return read_picture(picture, engine, number=index + 1, width=page.width, height=page.height, effort=effort)


def read_picture(
    picture: Picture, engine: Engine, *, number: int, width: float, height: float, effort: Effort = FULL
) -> Page:
    """Read one page.

    Guarantees: words have boxes in points on the page as received; ``turn`` says how a page that lies on its
    side or head must be turned; a page with ink and no text has a problem entry.
    """
    prepared, words = _upright(picture, engine, effort.repair)
    size = _type_size(words, prepared.dpi)
    kept = [w for w in (mended(w, size) for w in words) if not is_noise(w, size, prepared)]
    kept = without_ghosts(kept, size)
    if effort.columns:
        kept = untangled(prepared, kept, engine, size)
    if effort.look_again > 0:
        kept = second_look(prepared, kept, engine, size, share=effort.look_again)
    if effort.strips > 0:
        kept = reread_strips(prepared, kept, engine, size, most=effort.strips)
    marked = find_marks(prepared, kept, engine, size)
    kept = levelled(with_weight(prepared.grey, with_waters(without_specks(marked.words))), size)
    return Page(
        number=number,
        width=width,
        height=height,
        words=tuple(_on_page(prepared, w) for w in kept),
        origin="ocr",
        rules=tuple(_to_page(prepared, b) for b in prepared.rules),
        turn=prepared.turn,
        images=(Box(0.0, 0.0, width, height),),
        marks=(
            *(replace(m, box=_to_page(prepared, m.box)) for m in marked.marks),
            *(Mark("photograph", _hundredths(box), confidence=0.9) for box in prepared.photographs),
        ),
        problems=tuple(_problems(prepared, kept, size, number)),
    )


def read_region(picture: Picture, engine: Engine, box: Box, block: str = "line") -> tuple[Word, ...]:
    """Read a part of a page, coloured ink included: a stamped number, a day.

    Args:
        picture: the page, or a part of it that holds the box.
        box: points on the page; what reaches over its edge is left out.
        block: "line" for one line, "block" for several.

    Returns:
        Words with boxes in points on the page; none where the box is empty or outside.
    """
    scale = picture.dpi / 72
    down, across = picture.pixels.shape[:2]
    x0, x1 = (min(max(round((v - picture.left) * scale), 0), across) for v in (box.x0, box.x1))
    top, bottom = (min(max(round((v - picture.top) * scale), 0), down) for v in (box.top, box.bottom))
    if x1 - x0 < 4 or bottom - top < 4:
        return ()
    piece = Picture(picture.pixels[top:bottom, x0:x1], picture.dpi)
    prepared = straighten(piece, options=_OF_A_PIECE)
    reading = engine.recognise(framed(prepared.grey), dpi=round(prepared.dpi), block=block)
    found = []
    for word in reading.words:
        if word.box is None:
            continue
        there = prepared.to_page(shifted(word.box, -FRAME, -FRAME))
        there = shifted(there, picture.left + x0 / scale, picture.top + top / scale)
        found.append(word._replace(box=there, size=word.size * 72 / prepared.dpi))
    return tuple(found)


# --- which way up -------------------------------------------------------------------


def _upright(picture: Picture, engine: Engine, options: Options) -> tuple[Prepared, tuple[Word, ...]]:
    """The page the right way up, and its words."""
    prepared = straighten(picture, options=options)
    turn = _best_turn(picture, engine, (90, 270)) if prepared.quality.sideways else 0
    if turn:
        prepared = straighten(picture, options=replace(options, turn=turn))
    words = engine.recognise(prepared.grey, dpi=round(prepared.dpi), block="page").words
    if turn == 0 and _looks_wrong(prepared, words):
        turn = _best_turn(picture, engine, (180,))
        if turn:
            prepared = straighten(picture, options=replace(options, turn=turn))
            words = engine.recognise(prepared.grey, dpi=round(prepared.dpi), block="page").words
    return prepared, words


def _looks_wrong(prepared: Prepared, words: Sequence[Word]) -> bool:
    """Much ink, and what was read of it is hardly language."""
    if prepared.quality.ink < _INK_OF_TEXT:
        return False
    sure = sum(len(w.text) for w in words if legible(w))
    return sure < 0.25 * sum(len(w.text) for w in words) or (sure < 20 and prepared.quality.ink > 2 * _INK_OF_TEXT)


def _best_turn(picture: Picture, engine: Engine, turns: Sequence[int]) -> int:
    """The turn at which a sample of the page reads clearly best; 0 in doubt, for a wrong turn loses the page."""
    scores = {turn: _sample_score(picture, engine, turn) for turn in (0, *turns)}
    ranked = sorted(scores, key=lambda t: -scores[t])
    best, second = scores[ranked[0]], scores[ranked[1]]
    return ranked[0] if best >= 15 and best > 2 * second else 0


def _sample_score(picture: Picture, engine: Engine, turn: int) -> int:
    """Letters in words that were read with confidence, in the band of the page with the most ink."""
    import numpy as np

    prepared = straighten(picture, options=Options(turn=turn))
    rows = missed.binary(prepared.grey).sum(axis=1, dtype=np.int64)
    high = max(1, len(rows) // 4)
    sums = np.convolve(rows, np.ones(high, np.int64), mode="valid")
    start = int(sums.argmax())
    reading = engine.recognise(prepared.grey[start : start + high], dpi=round(prepared.dpi), block="block")
    return sum(len(w.text) for w in reading.words if legible(w))


# --- small things -------------------------------------------------------------------


def _type_size(words: Sequence[Word], dpi: float) -> float:
    """Pixels of the page's usual type."""
    sizes = [w.size for w in words if w.size > 0 and w.confidence > WEAK]
    usual = _BODY * dpi / 72
    return min(max(median(sizes), 0.5 * usual), 2 * usual) if len(sizes) >= 5 else usual


def _to_page(prepared: Prepared, box: Box) -> Box:
    """The box on the page, rounded as results keep it: a page read from a kept result is the page read at first."""
    return _hundredths(prepared.to_page(box))


def _hundredths(box: Box) -> Box:
    return Box(*(round(v, 2) for v in box))


def _on_page(prepared: Prepared, word: Word) -> Word:
    if word.box is None:
        return word
    size = round(word.size * 72 / prepared.dpi, 1)
    return word._replace(box=_to_page(prepared, word.box), size=size, confidence=round(word.confidence, 4))


def _problems(prepared: Prepared, words: Sequence[Word], size: float, number: int) -> list[Problem]:
    letters = sum(len(w.text) for w in words)
    if letters < 10:
        boxes = [w.box for w in words if w.box is not None]
        left = missed.without_words(missed.binary(prepared.grey), boxes)
        shapes = len(missed.letters(missed.shapes(left), size))
        if shapes >= 40 or prepared.quality.ink > _INK_OF_TEXT:
            message = "The page has ink on it, and OCR found no text: a picture, handwriting, or a very poor scan."
            return [Problem("ink-without-text", message, number)]
        return []
    mean = sum(w.confidence * len(w.text) for w in words) / letters
    if mean < _POOR:
        message = f"The page was read badly (mean confidence {mean:.2f}): scan it again, at 200 to 300 dpi."
        return [Problem("low-quality", message, number)]
    return []
