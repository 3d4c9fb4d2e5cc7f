"""ALTO 4.4: every word with its box, font and confidence, one ``Page`` for each page.

Units are pixels at the dpi of the options, which ``Processing`` says, so that the words lie on the scanned picture.
What ALTO has no place for stands in an ``OtherTag`` of the page, as JSON (``vndocparse.model.pagenotes``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vndocparse.export.formats import ExportOptions
from vndocparse.export.ocrnotes import page_notes
from vndocparse.export.wordlines import Pixels, Scale, lines_of
from vndocparse.export.xmltree import Builder, serialise
from vndocparse.model.document import PageText, PageWord, ParseResult

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_NOTES = "urn:vndocparse:page-notes:1"
_ALTO = Builder(NAMESPACE, notes=_NOTES)
Style = tuple[float, bool, bool]
"""Size in points, bold, italic."""


def write_alto(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """The pages of one result."""
    (result,) = results
    root = _ALTO.root("alto", SCHEMAVERSION="4.4")
    description = _ALTO.add(root, "Description")
    _ALTO.add(description, "MeasurementUnit", "pixel")
    _ALTO.add(_ALTO.add(description, "sourceImageInformation"), "fileName", result.source.name)
    step = _ALTO.add(description, "Processing", ID="vndocparse")
    _ALTO.add(step, "processingStepSettings", f"dpi={options.dpi} origin={result.source.text_origin}")
    _ALTO.add(_ALTO.add(step, "processingSoftware"), "softwareName", "vndocparse")
    styles = {style: f"font_{i}" for i, style in enumerate(dict.fromkeys(map(_style, _words(result))))}
    if styles:
        holder = _ALTO.add(root, "Styles")
        for (size, bold, italic), name in styles.items():
            _ALTO.add(
                holder, "TextStyle", ID=name, FONTSIZE=f"{size:g}" if size else None, FONTSTYLE=_font(bold, italic)
            )
    tags = _ALTO.add(root, "Tags")
    for page in result.pages:
        tag = _ALTO.add(tags, "OtherTag", ID=f"notes_{page.number}", TYPE="vndocparse", LABEL="page notes")
        _ALTO.add(_ALTO.add(tag, "XmlData"), f"{{{_NOTES}}}notes").text = page_notes(result, page, options.dpi)
    layout = _ALTO.add(root, "Layout")
    for page in result.pages:
        _page(layout, page, Scale(options.dpi), styles)
    return serialise(root, pretty=True)


def _words(result: ParseResult) -> list[PageWord]:
    return [word for page in result.pages for word in page.words]


def _style(word: PageWord) -> Style:
    return word.size, word.bold, word.italic


def _font(bold: bool, italic: bool) -> str | None:
    return " ".join(name for name, on in (("bold", bold), ("italics", italic)) if on) or None


def _page(layout: Any, page: PageText, scale: Scale, styles: dict[Style, str]) -> None:
    name, size = f"page_{page.number}", (scale.length(page.width), scale.length(page.height))
    extent = {"WIDTH": str(size[0]), "HEIGHT": str(size[1])} if all(size) else {}
    element = _ALTO.add(
        layout, "Page", ID=name, PHYSICAL_IMG_NR=str(page.number), LANG="vi",
        ROTATION=str(page.turn) if page.turn else None, **extent,
    )  # fmt: skip
    space = _ALTO.add(element, "PrintSpace", **({"HPOS": "0", "VPOS": "0", **extent} if extent else {}))
    for at, box in enumerate(page.images, 1):
        _ALTO.add(space, "Illustration", ID=f"{name}_image_{at}", **_place(scale.box(box)))
    for at, box in enumerate(page.rules, 1):
        _ALTO.add(space, "GraphicalElement", ID=f"{name}_rule_{at}", **_place(scale.box(box)))
    for at, line in enumerate(lines_of(page, scale), 1):
        block = _ALTO.add(space, "TextBlock", ID=f"{name}_block_{at}", **_place(line.box))
        row = _ALTO.add(block, "TextLine", ID=f"{name}_line_{at}", **_place(line.box))
        for i, word in enumerate(line.words):
            if i:
                _ALTO.add(row, "SP")
            _ALTO.add(
                row, "String", CONTENT=word.text, STYLEREFS=styles[_style(word)], WC=f"{word.confidence:g}",
                **_place(None if word.bbox is None else scale.box(word.bbox)),
            )  # fmt: skip


def _place(box: Pixels | None) -> dict[str, str]:
    if box is None:
        return {}
    x0, top, x1, bottom = map(str, (box[0], box[1], box[2] - box[0], box[3] - box[1]))
    return {"HPOS": x0, "VPOS": top, "WIDTH": x1, "HEIGHT": bottom}
