"""A TrueType font of one glyph, for text that is found and copied but not seen.

Every character is that glyph, a box half as wide as the type is high: a text layer needs places, not shapes, and so
covers every letter of Vietnamese without carrying a font of hundreds of kilobytes.  It is only ever shown invisibly; a
glyph without an outline would do for most readers, but pdfium leaves out turned text that has no extent.
"""

from __future__ import annotations

import struct
from functools import cache

UNITS = 1000
ADVANCE = 500
"""Width of the glyph in units of the font."""
HEIGHT = 800
NAME = "Glyphless"


@cache
def glyphless_font() -> bytes:
    """The font program: the tables that a PDF needs of it, the glyph for what is missing, and the box."""
    box = _box(ADVANCE, HEIGHT)
    tables = {
        b"cmap": struct.pack(">HHHHL", 0, 1, 3, 1, 12) + struct.pack(">8H", 4, 24, 0, 2, 2, 0, 0, 0xFFFF)
        + struct.pack(">4H", 0, 0xFFFF, 1, 0),
        b"glyf": box,
        b"head": struct.pack(">LLLLHHqqhhhhHHhhh", 0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0x000B, UNITS, 0, 0,
                             0, 0, ADVANCE, UNITS, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">LhhhHhhhhhhhhhhhH", 0x00010000, 800, -200, 0, ADVANCE, 0, 0, 0, 1, *[0] * 7, 2),
        b"hmtx": struct.pack(">HhHh", ADVANCE, 0, ADVANCE, 0),
        b"loca": struct.pack(">3L", 0, 0, len(box)),
        b"maxp": struct.pack(">L14H", 0x00010000, 2, 4, 1, 0, 0, 1, *[0] * 8),
        b"name": struct.pack(">HHH", 0, 0, 6),
        b"post": struct.pack(">LLhhL4L", 0x00030000, 0, 0, 0, 1, 0, 0, 0, 0),
    }  # fmt: skip
    return _assembled(tables)


def _box(width: int, height: int) -> bytes:
    """A glyph of four corners."""
    corners = struct.pack(">hhhhh", 1, 0, 0, width, height) + struct.pack(">HH", 3, 0) + b"\1\1\1\1"
    steps = struct.pack(">4h", 0, 0, width, 0) + struct.pack(">4h", 0, height, 0, -height)
    return corners + steps + b"\0" * (-len(corners + steps) % 4)


def _assembled(tables: dict[bytes, bytes]) -> bytes:
    """The tables behind their directory, with the sums that the format demands."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    out = struct.pack(">LHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    at = len(out) + 16 * count
    body = b""
    for name, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        out += name + struct.pack(">LLL", _sum(padded), at + len(body), len(data))
        body += padded
    font = bytearray(out + body)
    place = font.index(struct.pack(">L", 0x5F0F3CF5)) - 4
    struct.pack_into(">L", font, place, (0xB1B0AFBA - _sum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)


def _sum(data: bytes) -> int:
    total: int = sum(struct.unpack(f">{len(data) // 4}L", data))
    return total & 0xFFFFFFFF
