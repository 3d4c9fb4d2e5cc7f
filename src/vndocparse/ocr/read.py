"""A page's picture to words on the page: repair, read, look a second time at what was left, drop what is no text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from vndocparse.geometry import Box
from vndocparse.model.page import Page, Problem, Word
from vndocparse.ocr import missed
from vndocparse.ocr.noise import is_noise, legible, mended
from vndocparse.ocr.rulings import without_rules
from vndocparse.ocr.straighten import Options, Prepared, straighten
from vndocparse.ocr.weight import with_weight

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vndocparse.ocr.engine import Engine
    from vndocparse.source.base import OpenSource, Picture

DPI = 200.0
"""Resolution that pages are drawn at: 150, 200, 300 and the scan's own read equally well (all are brought to
``Options.dpi``), and this leaves detail for type of 8 points."""

_BODY = 14.0
"""Points; the type size taken where no word tells."""
_WEAK = 0.5
"""Words below this confidence are looked at a second time."""
_SECOND_SHARE = 0.12
"""Most of the page's area that is read a second time."""
_MOST_ZONES = 24
_MOST_BLOTS = 2
_COLOURED = 190
"""Grey below which a pixel of the colour layer is ink."""
_POOR = 0.65
"""Mean confidence below which a page counts as read badly: real scans of 100 dpi reach 0.85."""
_INK_OF_TEXT = 0.004
"""Share of dark pixels that two printed lines have."""


def read_page(opened: OpenSource, index: int, engine: Engine, page: Page | None = None) -> Page:
    """Draw page ``index`` (from 0) of an opened file and read it.

    Args:
        page: the page as the file gives it, if the caller has it already.

    Raises:
        VndocparseError: the page cannot be drawn, or the engine is missing.
    """
    page = page or opened.page(index)
    picture = opened.picture(index, DPI)
    return read_picture(picture, engine, number=index + 1, width=page.width, height=page.height)


def read_picture(picture: Picture, engine: Engine, *, number: int, width: float, height: float) -> Page:
    """Read one page.

    Guarantees: words have boxes in points on the page as received; ``turn`` says how a page that lies on its
    side or head must be turned; a page with ink and no text has a problem entry.
    """
    prepared, words = _upright(picture, engine)
    size = _type_size(words, prepared.dpi)
    kept = [w for w in (mended(w, size) for w in words) if not is_noise(w, size, prepared)]
    kept = _second_look(prepared, kept, engine, size)
    kept = with_weight(prepared.grey, kept)
    return Page(
        number=number,
        width=width,
        height=height,
        words=tuple(_on_page(prepared, w) for w in kept),
        origin="ocr",
        rules=tuple(prepared.to_page(b) for b in prepared.rules),
        turn=prepared.turn,
        images=(Box(0.0, 0.0, width, height),),
        problems=tuple(_problems(prepared, kept, size, number)),
    )


def read_region(picture: Picture, engine: Engine, box: Box, block: str = "line") -> tuple[Word, ...]:
    """Read a part of a page, coloured ink included: a stamped number, a day.

    Args:
        box: points on the page; what reaches over its edge is left out.
        block: "line" for one line, "block" for several.

    Returns:
        Words with boxes in points on the page; none where the box is empty or outside.
    """
    scale = picture.dpi / 72
    down, across = picture.pixels.shape[:2]
    x0, x1 = (min(max(round(v * scale), 0), across) for v in (box.x0, box.x1))
    top, bottom = (min(max(round(v * scale), 0), down) for v in (box.top, box.bottom))
    if x1 - x0 < 4 or bottom - top < 4:
        return ()
    piece = replace(picture, pixels=picture.pixels[top:bottom, x0:x1])
    prepared = straighten(piece, options=Options(drop_colour=False, deskew_above=90.0, whiten_border=False))
    reading = engine.recognise(_framed(prepared.grey), dpi=round(prepared.dpi), block=block)
    found = []
    for word in reading.words:
        if word.box is None:
            continue
        there = prepared.to_page(_shifted(word.box, -_FRAME, -_FRAME))
        found.append(replace(word, box=_shifted(there, x0 / scale, top / scale), size=word.size * 72 / prepared.dpi))
    return tuple(found)


# --- which way up -------------------------------------------------------------------


def _upright(picture: Picture, engine: Engine) -> tuple[Prepared, tuple[Word, ...]]:
    """The page the right way up, and its words."""
    prepared = straighten(picture)
    turn = _best_turn(picture, engine, (90, 270)) if prepared.quality.sideways else 0
    if turn:
        prepared = straighten(picture, options=Options(turn=turn))
    words = engine.recognise(prepared.grey, dpi=round(prepared.dpi), block="page").words
    if turn == 0 and _looks_wrong(prepared, words):
        turn = _best_turn(picture, engine, (180,))
        if turn:
            prepared = straighten(picture, options=Options(turn=turn))
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


# --- the second look ----------------------------------------------------------------

_FRAME = 12
"""White pixels put around a piece of a page: type that touches the picture's edge is not read."""


def _second_look(prepared: Prepared, words: Sequence[Word], engine: Engine, size: float) -> list[Word]:
    """The words, with what is read in zones of ink that hold no word or a doubtful one."""
    sure = [w.box for w in words if w.box is not None and w.confidence >= _WEAK]
    # A pen stroke as straight as a rule is wiped out with the rules.
    left = missed.without_words(missed.binary(prepared.grey), [*sure, *prepared.rules])
    unread = missed.shapes(left)
    zones = [(z, prepared.grey) for z in missed.find_zones(left, unread, size)]
    if prepared.has_colour:
        avoid = missed.seals(prepared.colour, size)
        ink = missed.binary(prepared.coloured, _COLOURED)
        zones += [(z, prepared.coloured) for z in missed.find_zones(ink, missed.shapes(ink), size, avoid)]
    looks = [(zone.box, source, "line" if zone.lines == 1 else "block") for zone, source in zones[:_MOST_ZONES]]
    # Type that a black seal has swallowed has no shapes of its own; only the engine can tell it from the seal.
    large = missed.blots(unread, size)[:_MOST_BLOTS]
    if large:
        plain = without_rules(prepared.grey, prepared.rules)
        looks += [(box.padded(2 * size), plain, "sparse") for box in large]
    budget = _SECOND_SHARE * prepared.grey.size
    result = list(words)
    for box, source, block in looks:
        area = box.width * box.height
        if area > budget:
            continue
        budget -= area
        result = _merged(result, _read_zone(box, source, engine, prepared.dpi, size, block), size)
    return result


def _read_zone(box: Box, source: NDArray[np.uint8], engine: Engine, dpi: float, size: float, block: str) -> list[Word]:
    pad = max(3, round(0.2 * size))
    x0, top = max(int(box.x0) - pad, 0), max(int(box.top) - pad, 0)
    piece = source[top : int(box.bottom) + pad, x0 : int(box.x1) + pad]
    if not piece.size:
        return []
    words = engine.recognise(_framed(piece), dpi=round(dpi), block=block).words
    moved = [replace(w, box=_shifted(w.box, x0 - _FRAME, top - _FRAME)) for w in words if w.box is not None]
    # One word read with confidence vouches for its neighbours; a zone without one is no text.
    if not any(legible(w) for w in moved):
        return []
    if block == "sparse":
        return [w for w in moved if legible(w)]
    return [w for w in moved if (w.confidence >= _WEAK and any(map(str.isalnum, w.text))) or _word_like(w)]


def _word_like(word: Word) -> bool:
    """Letters alone, and read with some confidence: beside a word that is sure it may be one."""
    return word.confidence >= 0.25 and len(word.text) >= 2 and word.text.strip(".,;:").isalpha()


def _merged(words: list[Word], found: Sequence[Word], size: float) -> list[Word]:
    """Old words and new ones, in reading order; of two at the same place the surer one."""
    result = list(words)
    fresh = max((w.line for w in words), default=-1) + 1
    for new in found:
        rivals = [i for i, old in enumerate(result) if _same_place(old, new)]
        if any(result[i].confidence >= new.confidence - 0.1 for i in rivals):
            continue
        if rivals:
            first = rivals[0]
            line = result[first].line
            result = [old for i, old in enumerate(result) if i not in rivals]
            result.insert(first, replace(new, line=line))
            continue
        at = _neighbour(result, new, size)
        if at is None:
            result.append(replace(new, line=fresh + new.line))
        else:
            before = at if _middle(new) < _middle(result[at]) else at + 1
            result.insert(before, replace(new, line=result[at].line))
    return result


def _neighbour(words: Sequence[Word], new: Word, size: float) -> int | None:
    """Index of the word on the same printed line that stands next to the new one; None for none."""
    best, least = None, 1.5 * size
    if new.box is None:
        return None
    for i, old in enumerate(words):
        if old.box is None or abs(old.box.centre - new.box.centre) > 0.4 * size:
            continue
        gap = max(old.box.x0 - new.box.x1, new.box.x0 - old.box.x1)
        if gap < least:
            best, least = i, gap
    return best


def _middle(word: Word) -> float:
    return word.box.middle if word.box is not None else 0.0


def _same_place(a: Word, b: Word) -> bool:
    if a.box is None or b.box is None:
        return False
    smaller = min(a.box.width * a.box.height, b.box.width * b.box.height)
    return a.box.overlap(b.box) > 0.4 * smaller


# --- small things -------------------------------------------------------------------


def _framed(piece: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import numpy as np

    return np.pad(piece, _FRAME, constant_values=255)


def _shifted(box: Box, x: float, y: float) -> Box:
    return Box(box.x0 + x, box.top + y, box.x1 + x, box.bottom + y)


def _type_size(words: Sequence[Word], dpi: float) -> float:
    """Pixels of the page's usual type."""
    sizes = [w.size for w in words if w.size > 0 and w.confidence > _WEAK]
    usual = _BODY * dpi / 72
    return min(max(median(sizes), 0.5 * usual), 2 * usual) if len(sizes) >= 5 else usual


def _on_page(prepared: Prepared, word: Word) -> Word:
    if word.box is None:
        return word
    return replace(word, box=prepared.to_page(word.box), size=round(word.size * 72 / prepared.dpi, 1))


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
