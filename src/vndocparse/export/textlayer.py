"""Invisible text over a page's picture: each word in its place, in a font of one glyph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from vndocparse.export.glyphless import ADVANCE, NAME, UNITS, glyphless_font
from vndocparse.export.wordlines import Bbox, Scale, lines_of
from vndocparse.export.xmltree import clean
from vndocparse.extras import need
from vndocparse.model.document import PageText, PageWord

_INVISIBLE = b"3 Tr"
_LEVEL, _STEEP = 0.004, 0.2
"""Between these a line slopes: below, it is as level as words are cut out of it; above, its words are no line."""
_APART = 60.0
"""Points that two words must be apart to tell the slope."""
_PAIRS = 2
_ABOVE = 2.5
"""Heights of a word by which the blank behind a sloping line is raised."""
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
        boxes = [w.bbox for w in line.words if w.bbox is not None]
        base = None if page.turn else _baseline(boxes)
        for word in line.words:
            if word.bbox is not None:
                out.append(_word(word, word.bbox, page) if base is None else _sloping(word, word.bbox, page, base))
        if base is not None:
            out.append(_end(boxes, page, base))
    return b"\n".join([*out, b"ET"])


@dataclass(frozen=True, slots=True)
class _Baseline:
    """The line below the words of a line that is not level: readers copy words in the order of their baselines, and
    would mix those of two such lines."""

    slope: float
    """How far it falls to the right."""
    left: float
    """Its distance from the page's top, continued to the left edge."""
    size: float
    """Height of the words."""


def _baseline(boxes: Sequence[Bbox]) -> _Baseline | None:
    """None for a level line, and for one whose slope cannot be told; by the middle of what its pairs of words say."""
    ordered = sorted(boxes)
    half = len(ordered) // 2
    pairs = zip(ordered, ordered[len(ordered) - half :], strict=False)
    slopes = [(v[1] + v[3] - u[1] - u[3]) / (v[0] + v[2] - u[0] - u[2]) for u, v in pairs if v[0] - u[0] > _APART]
    if len(slopes) < _PAIRS or not _LEVEL < abs(median(slopes)) < _STEEP:
        return None
    slope = median(slopes)
    left = median((b[1] + b[3]) / 2 - slope * (b[0] + b[2]) / 2 for b in boxes)
    size = max(median(b[3] - b[1] - abs(slope) * (b[2] - b[0]) for b in boxes), _SMALLEST)
    return _Baseline(slope, left + size / 2, size)


def _sloping(word: PageWord, box: Bbox, page: PageText, base: _Baseline) -> bytes:
    """A word on the line's baseline, as high as the line is."""
    x0, _, x1, _ = box
    low = page.height - base.left - base.slope * x0
    return _shown(word, x1 - x0, base.size, (1, -base.slope, 0, 1, x0, low))


def _end(boxes: Sequence[Bbox], page: PageText, base: _Baseline) -> bytes:
    """A small blank above the line's last word.

    Pdfium, and so Chromium, takes a word for part of the line before when it stands as high as the last word of that:
    so does the first word of the next line where lines slope.
    """
    end = max(box[2] for box in boxes)
    high = page.height - base.left - base.slope * end + _ABOVE * base.size
    return f"/F {_SMALLEST:.0f} Tf 100 Tz 1 0 0 1 {end:.2f} {high:.2f} Tm <0020> Tj".encode()


def _word(word: PageWord, box: Bbox, page: PageText) -> bytes:
    """A word stretched over its box."""
    x0, top, x1, bottom = box
    upright = page.turn in (0, 180)
    length, size = (x1 - x0, bottom - top) if upright else (bottom - top, x1 - x0)
    low, high = page.height - bottom, page.height - top
    matrix = {
        0: (1, 0, 0, 1, x0, low),
        90: (0, 1, -1, 0, x1, low),
        180: (-1, 0, 0, -1, x1, high),
        270: (0, -1, 1, 0, x0, high),
    }[page.turn % 360]
    return _shown(word, length, max(size, _SMALLEST), matrix)


def _shown(word: PageWord, length: float, size: float, matrix: tuple[float, ...]) -> bytes:
    """The operators of a word, and a blank behind it, so that words are apart when they are copied."""
    text = clean(word.text).encode("utf-16-be", "replace")
    stretch = 100 * max(length, 0.1) / (len(text) / 2 * size * ADVANCE / UNITS)
    place = " ".join(f"{v:.4f}".rstrip("0").rstrip(".") for v in (*matrix[:4], *(round(v, 2) for v in matrix[4:])))
    codes = (text + b"\0 ").hex().upper()
    return f"/F {size:.2f} Tf {stretch:.2f} Tz {place} Tm <{codes}> Tj".encode()
