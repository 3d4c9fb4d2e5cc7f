"""Kinds of file that their first bytes tell; nothing is loaded to know them."""

from __future__ import annotations

import re

PDF = "application/pdf"
IMAGES = ("image/tiff", "image/png", "image/jpeg", "image/webp")
PDF_HEADER = re.compile(rb"%PDF-\d")


def leading_kind(data: bytes) -> str | None:
    """A PDF or an image, by its first bytes; None for all else, a PDF behind junk among it."""
    if PDF_HEADER.match(data):
        return PDF
    if data.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return "image/tiff"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return None
