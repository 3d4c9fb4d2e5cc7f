"""PAGE-XML 2019-07-15: every word with its box, font and confidence; the format has one file for each page.

What it has no place for stands in a ``MetadataItem``, as JSON (``vndocparse.model.pagenotes``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vndocparse.export.formats import ExportOptions
from vndocparse.export.ocrnotes import page_notes
from vndocparse.export.wordlines import Pixels, Scale, WordLine, lines_of, stem
from vndocparse.export.xmltree import Builder, serialise
from vndocparse.model.document import PageText, PageWord, ParseResult

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
_PAGE = Builder(NAMESPACE)
_NO_MOMENT = "1970-01-01T00:00:00"
"""The schema demands when a file was made; the same result shall give the same bytes."""


def write_pagexml(results: Sequence[ParseResult], options: ExportOptions) -> dict[str, bytes]:
    """One file for each page, by name."""
    (result,) = results
    name = stem(result)
    dpi = options.dpi
    return {f"{name}.{p.number:04d}.xml": _file(p, name, dpi, page_notes(result, p, dpi)) for p in result.pages}


def _file(page: PageText, name: str, dpi: int, notes: str) -> bytes:
    scale = Scale(dpi)
    root = _PAGE.root("PcGts")
    metadata = _PAGE.add(root, "Metadata")
    for key, value in (("Creator", "vndocparse"), ("Created", _NO_MOMENT), ("LastChange", _NO_MOMENT)):
        _PAGE.add(metadata, key, value)
    _PAGE.add(metadata, "MetadataItem", type="other", name="vndocparse", value=notes)
    element = _PAGE.add(
        root, "Page", imageFilename=f"{name}.{page.number:04d}.png", imageWidth=str(scale.length(page.width)),
        imageHeight=str(scale.length(page.height)), imageXResolution=str(dpi), imageYResolution=str(dpi),
        imageResolutionUnit="PPI", primaryLanguage="Vietnamese", orientation=_turn(page.turn),
    )  # fmt: skip
    # The schema has the regions in any order; lines come first, as they are read.
    for at, line in enumerate(lines_of(page, scale), 1):
        _line(element, line, f"r{at}", scale)
    for at, box in enumerate(page.images, 1):
        _coordinates(_PAGE.add(element, "ImageRegion", id=f"image{at}"), scale.box(box))
    for at, box in enumerate(page.rules, 1):
        _coordinates(_PAGE.add(element, "SeparatorRegion", id=f"rule{at}"), scale.box(box))
    return serialise(root)


def _turn(degrees: int) -> str | None:
    """Clockwise from -180 to 180, as the schema wants it."""
    return str(degrees - 360 if degrees > 180 else degrees) if degrees else None


def _line(parent: Any, line: WordLine, name: str, scale: Scale) -> None:
    region = _PAGE.add(parent, "TextRegion", id=name)
    _coordinates(region, line.box)
    row = _PAGE.add(region, "TextLine", id=f"{name}l")
    _coordinates(row, line.box)
    for at, word in enumerate(line.words, 1):
        element = _PAGE.add(row, "Word", id=f"{name}w{at}")
        _coordinates(element, None if word.bbox is None else scale.box(word.bbox))
        equivalent = _PAGE.add(element, "TextEquiv", conf=f"{word.confidence:g}")
        _PAGE.add(equivalent, "Unicode", word.text)
        _style(element, word)
    _PAGE.add(_PAGE.add(row, "TextEquiv"), "Unicode", " ".join(w.text for w in line.words))


def _style(element: Any, word: PageWord) -> None:
    if not (word.size or word.bold or word.italic):
        return
    _PAGE.add(
        element, "TextStyle", fontSize=f"{word.size:g}" if word.size else None, bold="true" if word.bold else None,
        italic="true" if word.italic else None,
    )  # fmt: skip


def _coordinates(element: Any, box: Pixels | None) -> None:
    """The four corners; of what has no place, points without extent, since the schema demands some."""
    x0, top, x1, bottom = box or (0, 0, 0, 0)
    _PAGE.add(element, "Coords", points=f"{x0},{top} {x1},{top} {x1},{bottom} {x0},{bottom}")
