"""Invisible text over a page's picture: each word in its place, in a font of one glyph."""

from __future__ import annotations

from typing import Any

from vndocparse.export.glyphless import ADVANCE, NAME, UNITS, glyphless_font
from vndocparse.export.wordlines import Scale, lines_of
from vndocparse.export.xmltree import clean
from vndocparse.extras import need
from vndocparse.model.document import PageText, PageWord

_INVISIBLE = b"3 Tr"
_SMALLEST = 1.0
"""Points; a word of less height could not be selected."""
_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def add_font(pdf: Any) -> Any:
    """The font in ``pdf``: codes are UTF-16, every one of them shows the same glyph."""
    pikepdf = need("pikepdf", "pdfa")
    name, dictionary = pikepdf.Name, pikepdf.Dictionary
    program = glyphless_font()
    file = pdf.make_stream(program)
    file.Length1 = len(program)
    descriptor = pdf.make_indirect(
        dictionary(
            Type=name.FontDescriptor, FontName=name("/" + NAME), Flags=4, FontBBox=[0, 0, ADVANCE, UNITS],
            ItalicAngle=0, Ascent=800, Descent=-200, CapHeight=800, StemV=80, FontFile2=file,
        )
    )  # fmt: skip
    one_glyph = pdf.make_stream(b"\0\1" * 65536)
    below = pdf.make_indirect(
        dictionary(
            Type=name.Font, Subtype=name.CIDFontType2, BaseFont=name("/" + NAME), FontDescriptor=descriptor,
            CIDSystemInfo=dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            DW=ADVANCE, CIDToGIDMap=one_glyph,
        )
    )  # fmt: skip
    return pdf.make_indirect(
        dictionary(
            Type=name.Font, Subtype=name.Type0, BaseFont=name("/" + NAME), Encoding=name("/Identity-H"),
            DescendantFonts=[below], ToUnicode=to_unicode(pdf),
        )
    )  # fmt: skip


def to_unicode(pdf: Any) -> Any:
    """The map by which codes are copied as the characters that they are."""
    return pdf.make_stream(_TO_UNICODE)


def text_operators(page: PageText) -> bytes:
    """The words, line by line, as operators of a content stream of a page of the same size."""
    out = [b"BT", _INVISIBLE]
    for line in lines_of(page, Scale(72)):
        for word in line.words:
            if word.bbox is not None:
                out.append(_word(word, page))
    return b"\n".join([*out, b"ET"])


def _word(word: PageWord, page: PageText) -> bytes:
    """A word stretched over its box, and a blank behind it, so that words are apart when they are copied."""
    assert word.bbox is not None
    x0, top, x1, bottom = word.bbox
    text = clean(word.text).encode("utf-16-be", "replace")
    upright = page.turn in (0, 180)
    length, size = (x1 - x0, bottom - top) if upright else (bottom - top, x1 - x0)
    size = max(size, _SMALLEST)
    stretch = 100 * max(length, 0.1) / (len(text) / 2 * size * ADVANCE / UNITS)
    low, high = page.height - bottom, page.height - top
    matrix = {
        0: (1, 0, 0, 1, x0, low),
        90: (0, 1, -1, 0, x1, low),
        180: (-1, 0, 0, -1, x1, high),
        270: (0, -1, 1, 0, x0, high),
    }[page.turn % 360]
    place = " ".join(f"{v:.2f}".rstrip("0").rstrip(".") for v in matrix)
    codes = (text + b"\0 ").hex().upper()
    return f"/F {size:.2f} Tf {stretch:.2f} Tz {place} Tm <{codes}> Tj".encode()
