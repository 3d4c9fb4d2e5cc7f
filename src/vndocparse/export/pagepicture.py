"""The picture of a page for a searchable PDF: the file's own where it can be kept, else a rendering."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vndocparse.export.redact import MASK
from vndocparse.extras import need
from vndocparse.model.document import PageText

if TYPE_CHECKING:
    from vndocparse.source.base import OpenSource

DRAWN_DPI = 200.0
"""TT 05/2025 asks for 200 of administrative paper [S]; also for pages of text, which are drawn."""
OWN_DPI = 600.0
"""Pictures that are files are taken at their own resolution, up to this."""
_QUALITY = 88
_COLOURS = {"L": "/DeviceGray", "RGB": "/DeviceRGB"}
_MARGINS = (-1.5, -1.5, 1.5, 1.5)
"""Points by which what is painted over reaches beyond a word's box."""
_ORIENTATION = 274
"""Number of the tag by which a camera says how it was held."""
_SIMPLE = ("/DeviceGray", "/DeviceRGB")
"""Colours that the sRGB output intent of the file covers; others are drawn anew."""
_PAINTING = ("f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "INLINE IMAGE")
"""Operators that show something besides the picture."""
_FILTERS = ("/DCTDecode", "/FlateDecode", "/CCITTFaxDecode", "/JBIG2Decode")


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture in the new file and the operators that draw it."""

    image: Any
    matrix: tuple[float, float, float, float, float, float]


def own_picture(pdf: Any, original: Any, index: int, page: PageText) -> Placed | None:
    """The scan of a page of ``original`` (a PDF), copied as it is; None where the page is more than one picture.

    Kept are the bytes: no second loss of quality.  The page must show one upright picture over all of it and no
    visible text, and the picture must be of a kind that PDF/A takes.
    """
    pikepdf = need("pikepdf", "pdfa")
    if original is None or page.origin == "native":
        return None
    source = original.pages[index]
    left, bottom, right, top = (float(v) for v in source.cropbox)
    if abs(right - left - page.width) > 1 or abs(top - bottom - page.height) > 1 or _turned(source.obj):
        return None
    pictures = dict(source.resources.get("/XObject", {}))
    if len(pictures) != 1:
        return None
    ((name, image),) = pictures.items()
    if not _acceptable(image):
        return None
    try:
        matrix = _matrix(pikepdf, source, name)
    except (pikepdf.PdfError, ValueError, IndexError, TypeError):
        return None
    if matrix is None:
        return None
    a, b, c, d, x, y = matrix
    return Placed(pdf.copy_foreign(image), (a, b, c, d, x - left, y - bottom))


def _turned(page: Any) -> bool:
    """True where the page, or what it inherits from, is shown turned."""
    for _ in range(50):
        if "/Rotate" in page:
            return int(page.Rotate) % 360 != 0
        if "/Parent" not in page:
            return False
        page = page.Parent
    return True


def _acceptable(image: Any) -> bool:
    """Grey, RGB or black and white in a filter of PDF/A-2, without masks and without a mapping of its own."""
    if image.get("/Subtype") != "/Image":
        return False
    names = [str(f) for f in _listed(image.get("/Filter"))]
    if len(names) != 1 or names[0] not in _FILTERS:
        return False
    if any(key in image for key in ("/SMask", "/Mask", "/Decode", "/Alternates", "/OPI")):
        return False
    if image.get("/Interpolate", False) or image.get("/ImageMask", False):
        return False
    return _covered_colour(image.get("/ColorSpace"))


def _covered_colour(colour: Any) -> bool:
    """Grey or RGB, by name, by a profile, or as a palette of these."""
    parts = _listed(colour)
    kind = str(parts[0])
    if kind == "/ICCBased" and len(parts) > 1:
        return int(parts[1].get("/N", 0)) in (1, 3)
    if kind == "/Indexed" and len(parts) > 1:
        return _covered_colour(parts[1])
    return kind in _SIMPLE


def _listed(value: Any) -> list[Any]:
    """A name, or the parts of an array."""
    return [value] if value is None or str(value).startswith("/") else list(value)


def _matrix(pikepdf: Any, page: Any, name: str) -> tuple[float, ...] | None:
    """Where the one picture is drawn; None where something else is drawn or it does not stand upright."""
    stack, now, found = list[Any](), pikepdf.Matrix(), None
    visible = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        command = str(operator)
        if command == "q":
            stack.append((now, visible))
        elif command == "Q" and stack:
            now, visible = stack.pop()
        elif command == "cm":
            now = pikepdf.Matrix(*map(float, operands)) @ now
        elif command == "Tr":
            visible = int(operands[0])
        elif command == "Do":
            if found is not None or str(operands[0]) != name:
                return None
            found = now
        elif (command in ("Tj", "TJ", "'", '"') and visible != 3) or command in (
            "f",
            "F",
            "f*",
            "S",
            "s",
            "B",
            "B*",
            "b",
            "b*",
            "sh",
            "INLINE IMAGE",
        ):
            return None
    if found is None or abs(found.b) > 1e-3 or abs(found.c) > 1e-3 or found.a <= 0 or found.d <= 0:
        return None
    return tuple(round(float(v), 4) for v in (found.a, 0.0, 0.0, found.d, found.e, found.f))


def own_jpeg(pdf: Any, data: bytes, page: PageText) -> Placed | None:
    """A JPEG file as it is; None where it is turned, or in colours that PDF/A does not take."""
    from PIL import Image

    pikepdf = need("pikepdf", "pdfa")
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        if image.mode not in _COLOURS or image.getexif().get(_ORIENTATION, 1) != 1:
            return None
        size, colour = image.size, _COLOURS[image.mode]
    stream = pdf.make_stream(data)
    stream.Filter = pikepdf.Name.DCTDecode
    return _placed(pikepdf, stream, size, colour, 8, page)


def drawn_picture(pdf: Any, opened: OpenSource, index: int, page: PageText, dpi: float = DRAWN_DPI) -> Placed:
    """The page rendered, as JPEG; what is black and white alone, without loss; what was left out is painted over."""
    from PIL import Image

    pikepdf = need("pikepdf", "pdfa")
    image = Image.fromarray(opened.picture(index, dpi).pixels)
    _paint_over(image, page)
    if sum(image.convert("L").histogram()[1:-1]) == 0:
        stream = pdf.make_stream(image.convert("1").tobytes())
        return _placed(pikepdf, stream, image.size, "/DeviceGray", 1, page)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    stream = pdf.make_stream(out.getvalue())
    stream.Filter = pikepdf.Name.DCTDecode
    return _placed(pikepdf, stream, image.size, "/DeviceRGB", 8, page)


def left_out(page: PageText) -> list[tuple[float, float, float, float]]:
    """The boxes of the words that redaction took out of the page."""
    return [word.bbox for word in page.words if word.bbox is not None and MASK in word.text]


def _paint_over(image: Any, page: PageText) -> None:
    """Black boxes where words were taken out: a name that can be seen has not been left out."""
    from PIL import ImageDraw

    boxes = left_out(page)
    if not boxes or not page.width:
        return
    brush, scale = ImageDraw.Draw(image), image.width / page.width
    for x0, top, x1, bottom in boxes:
        brush.rectangle([(v + by) * scale for v, by in zip((x0, top, x1, bottom), _MARGINS, strict=True)], fill="black")


def _placed(pikepdf: Any, stream: Any, size: tuple[int, int], colour: str, bits: int, page: PageText) -> Placed:
    """The picture over the whole page."""
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height = size
    stream.ColorSpace, stream.BitsPerComponent = pikepdf.Name(colour), bits
    return Placed(stream, (page.width, 0.0, 0.0, page.height, 0.0, 0.0))
