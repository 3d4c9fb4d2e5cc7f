"""Fonts of the old encodings, as PDFs before 2010 hold them: the letters stand at the codes of TCVN3 or VNI.

A simple symbolic TrueType font without encoding and ToUnicode, so that a reader gets the codes ("§¶ng") and sees the
letters.  TCVN3 has no accented capitals; they are set in a second font (".VnTimeH"), also within a word.
"""

from __future__ import annotations

import io
import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from reportlab.pdfbase import pdfdoc, pdfmetrics
from tools.corpus.legacy import tcvn3, vni

FACES = {"tcvn3": (".VnTime", ".VnTimeH"), "vni": ("VNI-Times", "VNI-Times")}
STYLES = ("", ",Bold", ",Italic", ",BoldItalic")
_LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
_PLAIN = str.maketrans("“”‘’–…", "\"\"''-.")


class OldFont(pdfmetrics.Font):
    """A font whose text is Unicode to us and codes to the file."""

    def __init__(self, name: str, file: bytes, scheme: str) -> None:
        self.fontName, self.file, self.scheme = name, file, scheme
        self.face = pdfmetrics.TypeFace(name)
        self.face.builtIn = 0
        self.encName, self.encoding = "WinAnsiEncoding", pdfmetrics.getEncoding("WinAnsiEncoding")
        self.substitutionFonts: list[Any] = []
        self._multiByte = self._dynamicFont = 0
        font = TTFont(io.BytesIO(file))
        scale = 1000 / font["head"].unitsPerEm
        cmap, metrics = font["cmap"].tables[0].cmap, font["hmtx"].metrics
        glyphs = [cmap.get(0xF000 + code) for code in range(256)]
        self.widths = [round(metrics[glyph][0] * scale) if glyph else 0 for glyph in glyphs]

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: N802  -- reportlab's name
        """Width of text in Unicode."""
        return sum(pdfmetrics.getFont(own).coded_width(run, size) for run, own in coded_runs(text, self.fontName))

    def coded_width(self, coded: str, size: float) -> float:
        """Width of text in codes."""
        return sum(self.widths[b] for b in coded.encode("cp1252")) * 0.001 * size

    def addObjects(self, doc: Any) -> None:  # noqa: N802  -- reportlab's name
        """Writes the font into the file."""
        stream = pdfdoc.PDFStream(content=self.file)
        stream.dictionary["Length1"] = len(self.file)
        stream.filters = [pdfdoc.PDFZCompress]
        described = {
            "Type": "/FontDescriptor", "FontName": pdfdoc.PDFName(self.fontName), "Flags": 4, "Ascent": 891,
            "Descent": -216, "CapHeight": 662, "ItalicAngle": -15 if "Italic" in self.fontName else 0,
            "StemV": 140 if "Bold" in self.fontName else 80, "FontBBox": pdfdoc.PDFArray([-200, -300, 1200, 1000]),
            "FontFile2": doc.Reference(stream, f"oldFile:{self.fontName}"),
        }  # fmt: skip
        name = f"F{len(doc.fontMapping) + 1}"
        font = pdfdoc.PDFTrueTypeFont()
        font.Name, font.BaseFont = name, self.fontName
        font.FirstChar, font.LastChar, font.Widths = 0, 255, pdfdoc.PDFArray(self.widths)
        font.FontDescriptor = doc.Reference(pdfdoc.PDFDictionary(described), f"oldDescriptor:{self.fontName}")
        doc.Reference(font, name)
        doc.idToObject["BasicFonts"].dict[name] = font
        doc.fontMapping[self.fontName] = "/" + name


@lru_cache
def names() -> frozenset[str]:
    """All fonts that may be registered here."""
    return frozenset(face + style for faces in FACES.values() for face in faces for style in STYLES)


def coded_runs(text: str, face: str) -> list[tuple[str, str]]:
    """The text in codes, each run with the name of the font that shows it."""
    flat = unicodedata.normalize("NFC", text).translate(_PLAIN)
    scheme = "vni" if face.startswith("VNI") else "tcvn3"
    if scheme == "vni":
        return [(vni(flat), face)]
    _, _, style = face.partition(",")
    capitals = FACES["tcvn3"][1] + ("," + style if style else "")
    out = []
    for words in re.split(r"(\s+)", flat):
        whole = words.isupper() and len(words) > 1 and not words.isascii()
        for hard, group in groupby(words, key=lambda c: whole or (c.isupper() and tcvn3(c) == tcvn3(c.lower()) != c)):
            run = "".join(group)
            out.append((tcvn3(run.lower() if hard else run), capitals if hard else face))
    return out


@lru_cache
def register(scheme: str, files: tuple[str, ...]) -> tuple[str, ...]:
    """Registers upright, bold, italic and bold italic faces made of ``files``; gives their names."""
    names = []
    for style, path in zip(STYLES, files, strict=True):
        for at, face in enumerate(dict.fromkeys(FACES[scheme])):
            pdfmetrics.registerFont(OldFont(face + style, _recoded(path, scheme, capitals=at == 1), scheme))
        names.append(FACES[scheme][0] + style)
    return tuple(names)


def _recoded(path: str, scheme: str, *, capitals: bool) -> bytes:
    """The font with its letters at the codes of the scheme; ``capitals``: small letters look like capitals."""
    font = TTFont(path)
    glyphs = font.getBestCmap()
    cmap = {c: glyphs[c] for c in range(32, 127)}
    if capitals:
        cmap |= {ord(c): glyphs[ord(c.upper())] for c in "abcdefghijklmnopqrstuvwxyz"}
    if scheme == "tcvn3":
        for letter in _LETTERS + ("" if capitals else "ĂÂÊÔƠƯĐ"):
            if not letter.isascii():
                cmap[ord(tcvn3(letter))] = glyphs[ord(letter.upper() if capitals else letter)]
    else:
        for letter in _LETTERS + _LETTERS.upper():
            coded = vni(letter)
            if letter.isascii():
                continue
            cmap[ord(coded[-1])] = glyphs[_mark(letter) if len(coded) > 1 else ord(letter)]
    for table in font["cmap"].tables:
        table.cmap = dict(cmap)
    font["cmap"].tables = [t for t in font["cmap"].tables if t.isUnicode() and t.format == 4]
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[], notdef_outline=True)
    chooser = subset.Subsetter(options)
    chooser.populate(unicodes=sorted(cmap))
    chooser.subset(font)
    table = font["cmap"].tables[0]
    table.platformID, table.platEncID = 3, 0  # a symbol font: the codes stand at U+F000 and above
    table.cmap = {0xF000 + code: glyph for code, glyph in table.cmap.items()}
    font["cmap"].tables = [table]
    font.recalcTimestamp = False
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _mark(letter: str) -> int:
    """The glyph that stands for VNI's sign behind a base letter: one of its marks is near enough to be looked at."""
    parts = [c for c in unicodedata.normalize("NFD", letter) if unicodedata.combining(c) and c != "\u031b"]
    return ord(parts[-1])
