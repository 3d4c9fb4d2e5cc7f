"""ALTO (2 to 4) as pages of words.

Cases seen: units in pixels, tenths of millimetres or 1/1200 inch; a word broken at a line's end as two strings of
which ``HYP`` is the hyphen; styles on the block, the line or the string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from vndocparse.geometry import Box
from vndocparse.model.page import Page, Word
from vndocparse.source.ocrwalk import Kind, walked
from vndocparse.source.ocrwords import box_of, dpi_of, local, number, parse_xml, words_from

_UNITS = {"mm10": 254.0, "inch1200": 1200.0}
"""Units per inch."""
_DPI = re.compile(r"\bdpi\s*[=:]\s*(\d+(?:\.\d+)?)", re.IGNORECASE)
_KINDS: dict[str, Kind] = {"TextLine": "line", "GraphicalElement": "rule", "Illustration": "image"}
Style = tuple[float, bool, bool]
"""Size, bold, italic."""


def read_alto(data: bytes) -> list[Page]:
    """Every ``Page`` of the file.

    Raises:
        DamagedFileError: it is no XML.
    """
    root = parse_xml(data)
    styles = dict(_styles(root))
    unit = next((_UNITS.get((e.text or "").strip()) for e in root.iter() if local(e) == "MeasurementUnit"), None)
    told = next((_DPI.search(e.text or "") for e in root.iter() if local(e) == "processingStepSettings"), None)
    dpi = unit or (float(told[1]) if told else 0.0)
    notes = [_notes(e) for e in root.iter() if local(e) == "OtherTag" and e.get("TYPE") == "vndocparse"]
    pages = [e for e in root.iter() if local(e) == "Page"]
    return [_page(e, dpi, styles, note) for e, note in zip_longest(pages, notes[: len(pages)])]


def _notes(tag: Any) -> str | None:
    return next((e.text for e in tag.iter() if local(e) == "notes"), None)


def _styles(root: Any) -> Iterator[tuple[str, Style]]:
    for element in root.iter():
        if local(element) == "TextStyle":
            font = element.get("FONTSTYLE", "")
            yield element.get("ID", ""), (number(element.get("FONTSIZE")), "bold" in font, "italics" in font)


def _page(page: Any, dpi: float, styles: dict[str, Style], notes: str | None) -> Page:
    width, height = number(page.get("WIDTH")), number(page.get("HEIGHT"))
    dpi = dpi or dpi_of(width, height)
    return walked(
        page,
        _KINDS,
        lambda line, at: _line(line, dpi, at, styles),
        lambda element: _box(element, dpi),
        size=(width * 72 / dpi, height * 72 / dpi),
        turn=round(number(page.get("ROTATION"))),
        notes=notes,
    )


def _line(line: Any, dpi: float, at: int, styles: dict[str, Style]) -> list[Word]:
    words: list[Word] = []
    for element in line.iter():
        name = local(element)
        if name == "String":
            words += _string(element, dpi, at, styles)
        elif name == "HYP" and words:
            # A hyphen printed at the line's end belongs to the word before it.
            words[-1] = words[-1]._replace(text=words[-1].text + "-")
    return words


def _string(element: Any, dpi: float, line: int, styles: dict[str, Style]) -> list[Word]:
    size, bold, italic = _style(element, styles)
    own = element.get("STYLE", "")
    return words_from(
        element.get("CONTENT", ""), _box(element, dpi), confidence=number(element.get("WC"), 1.0), size=size,
        bold=bold or "bold" in own, italic=italic or "italics" in own, line=line,
    )  # fmt: skip


def _style(element: Any, styles: dict[str, Style]) -> Style:
    """Of the string, else of the line or block around it."""
    here: Any = element
    while here is not None and local(here) != "Page":
        for name in str(here.get("STYLEREFS", "")).split():
            if name in styles:
                return styles[name]
        here = here.getparent()
    return 0.0, False, False


def _box(element: Any, dpi: float) -> Box | None:
    x, y = number(element.get("HPOS")), number(element.get("VPOS"))
    return box_of(x, y, x + number(element.get("WIDTH")), y + number(element.get("HEIGHT")), dpi)
