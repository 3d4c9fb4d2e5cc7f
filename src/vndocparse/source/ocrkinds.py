"""Media types of files that OCR programs write, and how each is known by its bytes."""

from __future__ import annotations

import re

HOCR = "text/vnd.hocr+html"
ALTO = "application/vnd.alto+xml"
PAGE_XML = "application/vnd.prima.page+xml"
OCR_ZIP = "application/vnd.ocr-pages+zip"
"""A zip archive of files of one OCR program, one for each page."""
OCR = (HOCR, ALTO, PAGE_XML, OCR_ZIP)

SAMPLE = 262_144
_ROOT = 16_384
"""Bytes within which the root of an XML file begins."""
_SIGNS = (
    (ALTO, _ROOT, re.compile(rb"<(?:\w+:)?alto[\s>]")),
    (PAGE_XML, _ROOT, re.compile(rb"<(?:\w+:)?PcGts[\s>]")),
    (HOCR, SAMPLE, re.compile(rb"""<\w+[^>]{0,300}\sclass\s*=\s*["']ocr_page["' ]""")),
)


def ocr_kind(data: bytes) -> str | None:
    """Which format it has: by its root, or by the classes of hOCR; None for none of these."""
    start = data[:3000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"<"):
        return None
    return next((kind for kind, reach, pattern in _SIGNS if pattern.search(data, 0, reach)), None)
