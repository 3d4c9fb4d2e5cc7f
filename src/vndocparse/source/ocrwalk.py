"""The walk over a page of XML that ALTO and PAGE-XML share: lines of words, drawn lines, pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from vndocparse.geometry import Box
from vndocparse.model.page import Page, Word
from vndocparse.source.ocrnotes import with_notes
from vndocparse.source.ocrwords import local, page_of

Kind = Literal["line", "rule", "image"]
"""What an element of the page is."""


def walked(
    page: Any,
    kinds: Mapping[str, Kind],
    words_of: Callable[[Any, int], list[Word]],
    box_of: Callable[[Any], Box | None],
    *,
    size: tuple[float, float],
    turn: int,
    notes: str | None,
) -> Page:
    """The page below the element ``page``.

    Args:
        kinds: of elements by their names without namespace; all others are passed through.
        words_of: the words of a line's element, given its number on the page.
        box_of: the place of an element.
        size: width and height in points.
        notes: what the file says beside the words, see ``vndocparse.model.pagenotes``.
    """
    words: list[Word] = []
    places: dict[str, list[Box | None]] = {"rule": [], "image": []}
    lines = 0
    for element in page.iter():
        kind = kinds.get(local(element))
        if kind == "line":
            words += words_of(element, lines)
            lines += 1
        elif kind is not None:
            places[kind].append(box_of(element))
    return with_notes(page_of(words, *size, turn, places["rule"], places["image"]), notes)
