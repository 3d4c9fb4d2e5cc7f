"""One picture of a page to words on the page: repair, first reading, and a second look at what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from vndocparse.geometry import Box
from vndocparse.model.page import Page, Problem, Word
from vndocparse.ocr.engine import Engine
from vndocparse.ocr.missed import Zone, binary, find_zones, seals, without_words
from vndocparse.ocr.straighten import Options, Prepared, sideways, straighten
from vndocparse.source.base import Picture
from vndocparse.source.rulings import find_rulings

SECOND_LOOKS = 6
"""Zones read again on one page at most."""
SECOND_AREA = 0.12
"""Share of the page's area that they may cover together: the budget of the second look."""
DOUBTFUL = 0.55
"""Mean score below which a page may stand on its head or side."""
LITTLE = 0.012
"""Share of dark area above which a page without words is said to hold ink."""
KEEP = 0.3
"""Least score of a word from the second look."""


@dataclass(frozen=True, slots=True)
class _Read:
    prepared: Prepared
    words: tuple[Word, ...]
    """Boxes in pixels of ``prepared.grey``."""
    mean: float


def read_picture(picture: Picture, engine: Engine, *, number: int, width: float, height: float) -> Page:
    """The page ``number`` (size in points) read by ``engine``.

    Guarantees: boxes are points on the page as received; ``turn`` says how the page must be turned
    to be read; ink without any word is a problem entry.
    """
    read = _upright(picture, engine)
    words = _with_second_look(read, engine)
    prepared = read.prepared
    placed = tuple(replace(w, box=prepared.to_page(w.box), size=w.size * 72 / prepared.dpi) for w in words if w.box)
    rules = () if prepared.turn else tuple(prepared.to_page(b) for b in find_rulings(prepared.grey, prepared.dpi))
    return Page(
        number, width, height, placed, origin="ocr", rules=rules, turn=prepared.turn,
        images=(Box(0.0, 0.0, width, height),), problems=_problems(read, words, number),
    )  # fmt: skip


def read_region(picture: Picture, engine: Engine, box: Box, block: str = "line") -> tuple[Word, ...]:
    """The words in ``box`` (points of an upright page), boxes in points again."""
    import numpy as np

    scale = picture.dpi / 72
    high, wide = picture.pixels.shape[:2]
    x0, y0 = max(int(box.x0 * scale), 0), max(int(box.top * scale), 0)
    x1, y1 = min(int(box.x1 * scale) + 1, wide), min(int(box.bottom * scale) + 1, high)
    if x1 - x0 < 8 or y1 - y0 < 8:
        return ()
    margin = 12
    grey = np.full((y1 - y0 + 2 * margin, x1 - x0 + 2 * margin), 255, np.uint8)
    grey[margin:-margin, margin:-margin] = picture.pixels[y0:y1, x0:x1].min(axis=2)
    found = engine.recognise(grey, dpi=int(picture.dpi), block=block).words

    def back(b: Box) -> Box:
        return Box(*((v - margin + o) / scale for v, o in zip(b, (x0, y0, x0, y0), strict=True)))

    return tuple(replace(w, box=back(w.box), size=w.size / scale) for w in found if w.box is not None)


# --- first reading --------------------------------------------------------------------


def _upright(picture: Picture, engine: Engine) -> _Read:
    """Read as received; turned where the lines run up the page or the reading makes no sense."""
    turns = (90, 270) if sideways(picture) else (0,)
    first = _read(picture, engine, turns[0])
    if len(turns) == 1 and (first.mean >= DOUBTFUL or first.prepared.quality.ink < LITTLE):
        return first
    others = [t for t in (turns[1:] if len(turns) > 1 else _likely_turns(engine, first)) if t != turns[0]]
    best = first
    for turn in others:
        again = _read(picture, engine, turn)
        if _worth(again) > 1.3 * _worth(best):
            best = again
    return best


def _likely_turns(engine: Engine, read: _Read) -> tuple[int, ...]:
    """What the engine's own detector says of a doubtful page; upside down where it has none."""
    detect = getattr(engine, "orientation", None)
    if detect is None:
        return (180,)
    turn, sure = detect(read.prepared.grey, dpi=int(read.prepared.dpi))
    return (int(turn),) if turn and sure >= 1.0 else ((180,) if read.mean < 0.4 else ())


def _read(picture: Picture, engine: Engine, turn: int) -> _Read:
    prepared = straighten(picture, options=Options(turn=turn))
    reading = engine.recognise(prepared.grey, dpi=int(prepared.dpi))
    return _Read(prepared, tuple(w for w in reading.words if not _is_dirt(w)), reading.mean_confidence)


def _worth(read: _Read) -> float:
    """Characters that the engine believes."""
    return sum(len(w.text) * w.confidence for w in read.words)


def _is_dirt(word: Word) -> bool:
    """Neither letter nor figure, and not believed: specks, edges, table lines."""
    return word.confidence < 0.3 and not any(c.isalnum() for c in word.text)


# --- second look -----------------------------------------------------------------------


def _with_second_look(read: _Read, engine: Engine) -> tuple[Word, ...]:
    """The words, and those of text-like ink that no word covers: lines under a seal, beside a signature."""
    prepared = read.prepared
    boxes = [w.box for w in read.words if w.box is not None]
    if not boxes:
        return read.words
    size = max(median(b.height for b in boxes), 8.0)
    left = without_words(binary(prepared.grey), boxes)
    zones = find_zones(left, size, seals(prepared.colour, size))
    area = SECOND_AREA * prepared.grey.size
    words = list(read.words)
    line = max((w.line for w in words), default=-1) + 1
    for zone in zones[:SECOND_LOOKS]:
        area -= zone.box.width * zone.box.height
        if area < 0:
            break
        found = _read_zone(prepared, engine, zone, size)
        fresh = [w for w in found if w.box and w.confidence >= KEEP and not _covered(w.box, boxes) and not _is_dirt(w)]
        words += [replace(w, line=w.line + line) for w in fresh]
        boxes += [w.box for w in fresh if w.box]
        line += max((w.line for w in found), default=0) + 1
    return tuple(words)


def _read_zone(prepared: Prepared, engine: Engine, zone: Zone, size: float) -> tuple[Word, ...]:
    import numpy as np

    high, wide = prepared.grey.shape
    pad = int(0.6 * size)
    x0, y0 = max(int(zone.box.x0) - pad, 0), max(int(zone.box.top) - pad, 0)
    x1, y1 = min(int(zone.box.x1) + pad, wide), min(int(zone.box.bottom) + pad, high)
    crop = np.ascontiguousarray(prepared.grey[y0:y1, x0:x1])
    block = "line" if zone.lines == 1 else "block"
    words = engine.recognise(crop, dpi=int(prepared.dpi), block=block).words
    return tuple(
        replace(w, box=Box(w.box.x0 + x0, w.box.top + y0, w.box.x1 + x0, w.box.bottom + y0)) for w in words if w.box
    )


def _covered(box: Box, boxes: Sequence[Box]) -> bool:
    area = max(box.width * box.height, 1.0)
    return any(box.overlap(other) > 0.4 * area for other in boxes)


def _problems(read: _Read, words: Sequence[Word], number: int) -> tuple[Problem, ...]:
    out = []
    if not words and read.prepared.quality.ink > LITTLE / 4:
        out.append(Problem("ink-without-text", "The page has ink but no text was found in it.", number))
    elif words and read.mean < DOUBTFUL:
        out.append(
            Problem("low-quality", "The page was read with little certainty: check it against the picture.", number)
        )
    return tuple(out)
