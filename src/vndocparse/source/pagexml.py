"""PAGE-XML (2010 to 2019) as pages of words.

Cases seen: words with texts of their own; lines with a text and no words, which are shared out over the line's width;
several readings (``TextEquiv``) of which the one with the lowest index is the best.
"""

from __future__ import annotations

import re
from typing import Any

from vndocparse.geometry import Box
from vndocparse.model.page import Page, Word
from vndocparse.source.ocrwalk import Kind, walked
from vndocparse.source.ocrwords import box_of, dpi_of, local, number, parse_xml, words_from

_POINT = re.compile(r"((?:-|(?<!\d))\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")
_PER_INCH = {"PPI": 1.0, "PPCM": 2.54}
_KINDS: dict[str, Kind] = {
    "TextLine": "line", "SeparatorRegion": "rule", "ImageRegion": "image", "GraphicRegion": "image",
}  # fmt: skip


def read_pagexml(data: bytes) -> list[Page]:
    """The page of the file.

    Raises:
        DamagedFileError: it is no XML.
    """
    root = parse_xml(data)
    notes = (e.get("value") for e in root.iter() if local(e) == "MetadataItem" and e.get("name") == "vndocparse")
    note = next(notes, None)
    return [_page(e, note) for e in root.iter() if local(e) == "Page"]


def _page(page: Any, notes: str | None) -> Page:
    width, height = number(page.get("imageWidth")), number(page.get("imageHeight"))
    told = number(page.get("imageXResolution")) * _PER_INCH.get(page.get("imageResolutionUnit", ""), 0.0)
    dpi = told or dpi_of(width, height)
    return walked(
        page,
        _KINDS,
        lambda line, at: _line(line, dpi, at),
        lambda element: _box(element, dpi),
        size=(width * 72 / dpi, height * 72 / dpi),
        turn=round(number(page.get("orientation")) / 90) * 90,
        notes=notes,
    )


def _line(line: Any, dpi: float, at: int) -> list[Word]:
    found = [w for e in line if local(e) == "Word" for w in _word(e, dpi, at)]
    return found or _word(line, dpi, at)


def _word(element: Any, dpi: float, at: int) -> list[Word]:
    texts = [e for e in element if local(e) == "TextEquiv"]
    if not texts:
        return []
    best = min(texts, key=lambda e: number(e.get("index")))
    text = next((e.text or "" for e in best if local(e) == "Unicode"), "")
    style: Any = next((e for e in element if local(e) == "TextStyle"), {})
    return words_from(
        text, _box(element, dpi), confidence=number(best.get("conf"), 1.0), size=number(style.get("fontSize")),
        bold=style.get("bold") == "true", italic=style.get("italic") == "true", line=at,
    )  # fmt: skip


def _box(element: Any, dpi: float) -> Box | None:
    """The box around the outline."""
    coordinates = next((e for e in element if local(e) == "Coords"), None)
    if coordinates is None:
        return None
    points = [(number(x), number(y)) for x, y in _POINT.findall(coordinates.get("points", ""))]
    if not points:  # before 2013 each point was an element
        points = [(number(e.get("x")), number(e.get("y"))) for e in coordinates if local(e) == "Point"]
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return box_of(min(xs), min(ys), max(xs), max(ys), dpi)
