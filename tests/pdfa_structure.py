"""What ISO 19005-2 demands for level b, as far as the structure of a file tells it; no validator could be had.

Checked are: header and file identifier; no encryption; XMP uncompressed, with the identity, equal to the document
information; one output intent with an sRGB profile that colours without a profile need; every font embedded, its widths
those of the program, a map to Unicode for all codes shown, no glyph for what is missing; operators of the standard alone
and balanced; pictures without transparency, interpolation or alternates, in filters that are allowed; no LZW, no
external streams; no actions, scripts, forms, files, annotations, layers, blend modes; limits of strings and numbers.
Not checked: the inside of ICC profiles, of JPEG and JBIG2 streams and of font programs beyond widths and glyphs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

ACTING = {
    "/AA",
    "/OpenAction",
    "/AcroForm",
    "/JavaScript",
    "/EmbeddedFiles",
    "/OCProperties",
    "/Perms",
    "/Requirements",
}
OPERATORS = {
    "q", "Q", "cm", "w", "J", "j", "M", "d", "ri", "i", "gs", "BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts",
    "Td", "TD", "Tm", "T*", "Tj", "TJ", "'", '"', "Do", "re", "m", "l", "c", "v", "y", "h", "S", "s", "f", "F",
    "f*", "B", "B*", "b", "b*", "n", "W", "W*", "g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn",
    "SCN", "BMC", "BDC", "EMC", "MP", "DP", "BI", "ID", "EI", "sh",
}  # fmt: skip
FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/JPXDecode", "/ASCIIHexDecode",
           "/ASCII85Decode", "/RunLengthDecode"}  # fmt: skip


def faults(data: bytes) -> list[str]:
    """What is wrong with the file; empty for nothing that is looked at."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [*_file(data, pdf), *_metadata(pdf), *_colours(pdf), *_objects(pdf), *_pages(pdf)]


def _file(data: bytes, pdf: Any) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[4-7]\n%[\x80-\xff]{4}", data):
        yield "header"
    if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
        yield "encrypted"
    if "/ID" not in pdf.trailer or len(pdf.trailer.ID) != 2:
        yield "no identifier"
    if not data.rstrip().endswith(b"%%EOF"):
        yield "bytes behind the end"
    for key in ACTING & set(pdf.Root.keys()):
        yield f"catalogue has {key}"
    if "/Lang" not in pdf.Root:
        yield "no language"


def _metadata(pdf: Any) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None or "/Filter" in stream:
        yield "XMP is missing or compressed"
        return
    if stream.get("/Type") != "/Metadata" or stream.get("/Subtype") != "/XML":
        yield "XMP is not said to be one"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        if (xmp.get("pdfaid:part"), xmp.get("pdfaid:conformance")) != ("2", "B"):
            yield "identity"
        for key, name in (("/Title", "dc:title"), ("/Producer", "pdf:Producer"), ("/Creator", "xmp:CreatorTool")):
            if key in pdf.docinfo and str(pdf.docinfo[key]) != xmp.get(name):
                yield f"{key} differs"
        if "/Author" in pdf.docinfo and [str(pdf.docinfo["/Author"])] != list(xmp.get("dc:creator", [])):
            yield "/Author differs"


def _colours(pdf: Any) -> Iterator[str]:
    intents = list(pdf.Root.get("/OutputIntents", []))
    if len(intents) != 1 or intents[0].S != "/GTS_PDFA1" or "/OutputConditionIdentifier" not in intents[0]:
        yield "output intent"
        return
    profile = intents[0].DestOutputProfile
    body = profile.read_bytes()
    if profile.N != 3 or body[16:20] != b"RGB " or body[36:40] != b"acsp" or body[12:16] not in (b"mntr", b"scnr"):
        yield "profile"


def _objects(pdf: Any) -> Iterator[str]:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            filters = thing.get("/Filter", [])
            for name in [filters] if isinstance(filters, pikepdf.Name) else filters:
                if str(name) not in FILTERS:
                    yield f"filter {name}"
            if {"/F", "/FFilter", "/FDecodeParms"} & set(thing.keys()):
                yield "external stream"
            if thing.get("/Subtype") == "/Image":
                yield from _image(thing)
        if isinstance(thing, pikepdf.Dictionary):
            if thing.get("/Type") == "/Font":
                yield from _font(thing)
            if thing.get("/S") in ("/JavaScript", "/Launch", "/URI", "/GoTo", "/GoToR"):
                yield "action"
            if {"/SMask", "/BM", "/TR", "/TR2", "/HTP"} & set(thing.keys()):
                yield "graphics state with transparency or transfer functions"


def _image(image: Any) -> Iterator[str]:
    for key in {"/SMask", "/Alternates", "/OPI", "/SMaskInData"} & set(image.keys()):
        yield f"image has {key}"
    if image.get("/Interpolate", False):
        yield "image is interpolated"
    colour = image.get("/ColorSpace")
    if isinstance(colour, pikepdf.Name) and str(colour) not in ("/DeviceRGB", "/DeviceGray"):
        yield f"image in {colour}"
    if int(image.get("/BitsPerComponent", 1)) not in (1, 2, 4, 8, 16):
        yield "bits of a component"


def _font(font: Any) -> Iterator[str]:
    if font.Subtype == "/Type0":
        if "/ToUnicode" not in font:
            yield "no map to Unicode"
        if font.Encoding != "/Identity-H" or len(font.DescendantFonts) != 1:
            yield "encoding"
        return
    if font.Subtype != "/CIDFontType2":
        yield f"font of kind {font.Subtype}"
        return
    descriptor = font.FontDescriptor
    if "/FontFile2" not in descriptor or font.BaseFont != descriptor.FontName or "/CIDToGIDMap" not in font:
        yield "font is not embedded, or not mapped"


def _pages(pdf: Any) -> Iterator[str]:
    for page in pdf.pages:
        for key in {"/AA", "/Annots", "/PresSteps"} & set(page.obj.keys()):
            yield f"page has {key}"
        if "/Group" in page.obj and page.obj.Group.get("/S") == "/Transparency":
            yield "page with transparency"
        if not all(3 <= float(side) <= 14400 for side in page.mediabox[2:]):
            yield "size of the page"
        shown: dict[str, set[int]] = {}
        depth, name = 0, ""
        for operands, operator in pikepdf.parse_content_stream(page):
            command = str(operator)
            depth += {"q": 1, "Q": -1}.get(command, 0)
            if command not in OPERATORS or depth < 0 or depth > 28:
                yield f"operator {command}"
            if command == "Tf":
                name = str(operands[0])
            if command == "Tj":
                codes = bytes(operands[0])
                shown.setdefault(name, set()).update(codes[i] << 8 | codes[i + 1] for i in range(0, len(codes), 2))
                if len(codes) > 32767:
                    yield "string too long"
        if depth:
            yield "q without Q"
        for name, codes in shown.items():
            yield from _shown(page.Resources.Font[name], codes)


def _shown(font: Any, codes: set[int]) -> Iterator[str]:
    """Widths as the program has them, and a glyph for each code that is shown."""
    below = font.DescendantFonts[0]
    program = TTFont(io.BytesIO(below.FontDescriptor.FontFile2.read_bytes()), lazy=True)
    order, metrics, scale = program.getGlyphOrder(), program["hmtx"].metrics, 1000 / program["head"].unitsPerEm
    glyphs, widths = below.CIDToGIDMap.read_bytes(), _widths(below)
    for code in codes:
        glyph = glyphs[2 * code] << 8 | glyphs[2 * code + 1]
        if glyph == 0:
            yield f"code {code:04X} shows the missing glyph"
        if abs(widths.get(code, float(below.get("/DW", 1000))) - metrics[order[glyph]][0] * scale) > 1:
            yield f"width of code {code:04X}"


def _widths(font: Any) -> dict[int, float]:
    found: dict[int, float] = {}
    given = list(font.get("/W", []))
    for first, widths in zip(given[::2], given[1::2], strict=True):
        found |= {int(first) + i: float(width) for i, width in enumerate(widths)}
    return found
