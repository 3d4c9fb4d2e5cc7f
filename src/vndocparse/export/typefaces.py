"""The fonts of pages that we set ourselves: widths and glyphs of the letters, and the fonts as objects of a PDF.

The fonts are in the package, so that the same text gives the same page everywhere.  Codes in the PDF are UTF-16: what
is copied is the text, also where a letter has no glyph and an empty box is shown.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from vndocparse.export.textlayer import to_unicode
from vndocparse.extras import need

Style = Literal["regular", "bold", "italic"]
_NAMES: dict[Style, str] = {"regular": "ReadingSerif", "bold": "ReadingSerif-Bold", "italic": "ReadingSerif-Italic"}
_BOX = 0x25A1
"""Shown for a letter that the fonts do not have."""
_FLAGS = {"regular": 6, "bold": 6 | 1 << 18, "italic": 6 | 1 << 6}
"""Serif, symbolic (our own codes), and the style."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """One font (kiểu chữ)."""

    style: Style
    program: bytes
    glyphs: dict[int, int]
    """Glyph by code point."""
    advances: tuple[float, ...]
    """Width by glyph, in thousandths of the size."""
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    @property
    def name(self) -> str:
        """As the PDF calls it."""
        return _NAMES[self.style]

    def glyph(self, code: int) -> int:
        """The glyph of a code point; the empty box for none."""
        return self.glyphs.get(code) or self.glyphs[_BOX]

    def width(self, text: str, size: float) -> float:
        """Points that ``text`` takes at ``size``."""
        return sum(self.advances[self.glyph(unit)] for unit in units(text)) * size / 1000


def units(text: str) -> tuple[int, ...]:
    """The codes of ``text``: UTF-16, of which one beyond the basic plane has two."""
    data = text.encode("utf-16-be", "replace")
    return struct.unpack(f">{len(data) // 2}H", data)


@cache
def typeface(style: Style) -> Typeface:
    """The font of that style."""
    program = (files("vndocparse") / "fonts" / f"{_NAMES[style]}.ttf").read_bytes()
    tables = {
        program[at : at + 4].decode(): struct.unpack_from(">LL", program, at + 8)
        for at in range(12, 12 + 16 * struct.unpack_from(">H", program, 4)[0], 16)
    }
    head, hhea, hmtx, cmap = (tables[name][0] for name in ("head", "hhea", "hmtx", "cmap"))
    (per_em,) = struct.unpack_from(">H", program, head + 18)
    (count,) = struct.unpack_from(">H", program, tables["maxp"][0] + 4)
    (long,) = struct.unpack_from(">H", program, hhea + 34)

    def scaled(value: int) -> int:
        return round(value * 1000 / int(per_em))

    advances = [struct.unpack_from(">H", program, hmtx + 4 * min(i, long - 1))[0] for i in range(count)]
    box = struct.unpack_from(">4h", program, head + 36)
    ascent, descent = struct.unpack_from(">2h", program, hhea + 4)
    return Typeface(
        style, program, _glyphs(program, cmap), tuple(a * 1000 / per_em for a in advances),
        (scaled(box[0]), scaled(box[1]), scaled(box[2]), scaled(box[3])), scaled(ascent), scaled(descent),
    )  # fmt: skip


def _glyphs(program: bytes, cmap: int) -> dict[int, int]:
    """The map of format 4, the only one that our fonts have."""
    (offset,) = struct.unpack_from(">L", program, cmap + 8)
    at = cmap + offset
    (doubled,) = struct.unpack_from(">H", program, at + 6)
    ends, starts = at + 14, at + 16 + doubled
    found = {}
    for i in range(0, doubled, 2):
        (end,), (start,) = struct.unpack_from(">H", program, ends + i), struct.unpack_from(">H", program, starts + i)
        (delta,) = struct.unpack_from(">h", program, starts + doubled + i)
        (by,) = struct.unpack_from(">H", program, starts + 2 * doubled + i)
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if by:
                (glyph,) = struct.unpack_from(">H", program, starts + 2 * doubled + i + by + 2 * (code - start))
            if glyph or not by:
                found[code] = (glyph + delta) & 0xFFFF
    return found


def add_typeface(pdf: Any, face: Typeface, used: set[int]) -> Any:
    """The font in ``pdf``, with the widths of the codes that are ``used``."""
    pikepdf = need("pikepdf", "pdfa")
    name, dictionary, called = pikepdf.Name, pikepdf.Dictionary, pikepdf.Name("/" + face.name)
    file = pdf.make_stream(face.program)
    file.Length1 = len(face.program)
    descriptor = pdf.make_indirect(
        dictionary(
            Type=name.FontDescriptor, FontName=called, Flags=_FLAGS[face.style], FontBBox=list(face.box),
            ItalicAngle=-12 if face.style == "italic" else 0, Ascent=face.ascent, Descent=face.descent,
            CapHeight=face.ascent, StemV=140 if face.style == "bold" else 80, FontFile2=file,
        )
    )  # fmt: skip
    glyphs = bytearray()
    for code in range(65536):
        glyphs += struct.pack(">H", face.glyph(code))
    widths: list[Any] = []
    for code in sorted(used):
        widths += [code, pikepdf.Array([round(face.advances[face.glyph(code)], 3)])]
    below = pdf.make_indirect(
        dictionary(
            Type=name.Font, Subtype=name.CIDFontType2, BaseFont=called, FontDescriptor=descriptor,
            CIDSystemInfo=dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            DW=1000, W=pikepdf.Array(widths), CIDToGIDMap=pdf.make_stream(bytes(glyphs)),
        )
    )  # fmt: skip
    return pdf.make_indirect(
        dictionary(
            Type=name.Font, Subtype=name.Type0, BaseFont=called, Encoding=name("/Identity-H"),
            DescendantFonts=[below], ToUnicode=to_unicode(pdf),
        )
    )  # fmt: skip
