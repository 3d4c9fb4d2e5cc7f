"""Is a PDF font bold or italic?  By its name, its flags, and where the name says nothing by the font file."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from vndocparse.source import _pdfium
from vndocparse.source._pdfium import Handle

_BOLD = re.compile(r"bold|black|heavy|demi|[-,_ ]bd(?![a-z])|BdMT|[-,]B(?:I|old)?$", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|slanted|kursiv|[-,_ ]it(?![a-z])|ItMT|[-,](?:B?I)$", re.IGNORECASE)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_TELLING = re.compile(r"(?!CIDFont)[A-Za-z][a-z]{3,}")
"""A name that names a typeface; "CIDFont+F3", "TT2" or "" name none."""
_FLAG_ITALIC = 1 << 6
_FLAG_FORCE_BOLD = 1 << 18
_MAX_FONT_FILE = 32 * 1024 * 1024


class Style(NamedTuple):
    """How a font's letters look."""

    bold: bool = False
    italic: bool = False
    typeface: str = ""
    """The font's own name without its subset mark; "" where it names none."""


def style_of(name: str, flags: int, font_file: bytes | None = None) -> Style:
    """Bold or italic, as a font's name, its descriptor's flags and its file (TrueType, OpenType) tell."""
    base = _SUBSET.sub("", name)
    bold = bool(_BOLD.search(base)) or bool(flags & _FLAG_FORCE_BOLD)
    italic = bool(_ITALIC.search(base)) or bool(flags & _FLAG_ITALIC)
    if font_file and not (bold or italic):
        mac = _mac_style(font_file)
        return Style(bool(mac & 1), bool(mac & 2))
    return Style(bold, italic)


def names_a_typeface(name: str) -> bool:
    """True where the name is worth trusting: printing programs often replace it by a number."""
    return bool(_TELLING.search(_SUBSET.sub("", name)))


def _mac_style(font_file: bytes) -> int:
    """Bits of ``head.macStyle``: 1 bold, 2 italic; 0 where the file has no such table."""
    tables = int.from_bytes(font_file[4:6], "big")
    for i in range(min(tables, 64)):
        record = font_file[12 + 16 * i : 28 + 16 * i]
        if record[:4] == b"head" and len(record) == 16:
            offset = int.from_bytes(record[8:12], "big")
            return int.from_bytes(font_file[offset + 44 : offset + 46], "big") & 3
    return 0


@dataclass(slots=True)
class Fonts:
    """The styles of an open document's fonts, each found once."""

    _page: dict[Handle, Style] = field(default_factory=dict)
    _document: dict[tuple[str, int, int], Style] = field(default_factory=dict)

    def new_page(self) -> None:
        """Forget handles: pdfium may give the address of a closed font to another one."""
        self._page.clear()

    def style(self, font: Handle) -> Style:
        found = self._page.get(font)
        if found is None:
            found = self._page[font] = self._find(font) if font else Style()
        return found

    def _find(self, font: Handle) -> Style:
        pdfium = _pdfium.raw()
        pointer = ctypes.cast(font, pdfium.FPDF_FONT)
        flags = max(pdfium.FPDFFont_GetFlags(pointer), 0)
        name = self._name(pointer)
        length = 0 if names_a_typeface(name) else self._file_length(pointer)
        key = (name, flags, length)
        if key not in self._document:
            style = style_of(name, flags, self._file(pointer, length) if length else None)
            typeface = _SUBSET.sub("", name) if names_a_typeface(name) else ""
            self._document[key] = style._replace(typeface=typeface)
        return self._document[key]

    @staticmethod
    def _name(pointer: object) -> str:
        pdfium = _pdfium.raw()
        length = pdfium.FPDFFont_GetBaseFontName(pointer, None, 0)
        if not 0 < length < 10_000:
            return ""
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFFont_GetBaseFontName(pointer, buffer, length)
        return buffer.value.decode("utf-8", "replace")

    @staticmethod
    def _file_length(pointer: object) -> int:
        """Bytes of the embedded font file; 0 for a substitute of pdfium's own, which says nothing of the page."""
        pdfium = _pdfium.raw()
        length = ctypes.c_size_t()
        if pdfium.FPDFFont_GetIsEmbedded(pointer) != 1 or not pdfium.FPDFFont_GetFontData(pointer, None, 0, length):
            return 0
        return length.value if length.value < _MAX_FONT_FILE else 0

    @staticmethod
    def _file(pointer: object, length: int) -> bytes | None:
        pdfium = _pdfium.raw()
        buffer = (ctypes.c_uint8 * length)()
        written = ctypes.c_size_t()
        return bytes(buffer) if pdfium.FPDFFont_GetFontData(pointer, buffer, length, written) else None
