"""Scans: a rendered entry as pictures in the containers that archives hold (PDF of JPEGs, TIFF, PNG, JPEG, WebP).

``layered`` makes the digital PDFs with a picture and a text layer that does not fit it.
"""

from __future__ import annotations

import io
import random
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import ttfonts
from reportlab.pdfgen.canvas import Canvas
from tools.corpus import degrade, ink
from tools.corpus.page import A4, Rendered, family
from tools.corpus.spec import Entry

DPI = 200


def raster(pdf: bytes, dpi: float = DPI) -> list[np.ndarray]:
    """The pages of a PDF as RGB arrays."""
    doc = pypdfium2.PdfDocument(pdf)
    pages = [p.render(scale=dpi / 72).to_numpy()[..., :3][..., ::-1].copy() for p in doc]
    doc.close()
    return pages


def inked(entry: Entry, r: Rendered, dpi: float = DPI) -> list[np.ndarray]:
    """Raster pages with the entry's ink on them."""
    what = ink.items(entry, r)
    return [ink.compose(p, i, what, dpi) for i, p in enumerate(raster(r.pdf, dpi), 1)]


def level_pages(entry: Entry, r: Rendered, level: str) -> list[np.ndarray]:
    """Degraded pages of one level."""
    opt = entry.get("scan", {})
    extra = tuple(opt.get("extra", ())) + tuple(opt.get(level, ()))
    pages = inked(entry, r, opt.get("dpi", DPI))
    seed = int(entry.get("seed", 1)) * 100 + degrade.LEVELS.index(level) * 10
    out = []
    for i, p in enumerate(pages):
        out.append(degrade.degrade(p, level, seed + i, extra, pages[(i + 1) % len(pages)]))
    turn = opt.get("rotate", {})
    turns = turn.get(level, 0) if isinstance(turn, dict) else turn
    return [np.ascontiguousarray(np.rot90(p, turns // 90)) for p in out]


def grey_page(page: np.ndarray) -> bool:
    """True where a page has no colour worth keeping."""
    p = page[::4, ::4].astype(np.int16)
    return float(np.mean((p.max(axis=2) - p.min(axis=2)) > 40)) < 0.0004


def pdf_of(pages: list[np.ndarray], quality: int, dpi: float = DPI, bilevel: bool = False) -> bytes:
    """A PDF with one picture a page."""
    buf = io.BytesIO()
    c = Canvas(buf, pageCompression=1, invariant=1)
    c.setProducer("vndocparse corpus")
    grey = all(grey_page(p) for p in pages)
    for p in pages:
        h, w = p.shape[:2]
        size = (w * 72 / dpi, h * 72 / dpi)
        c.setPageSize(size)
        if bilevel:
            im = Image.fromarray(p).convert("1", dither=Image.Dither.NONE)
            c.drawImage(ImageReader(im), 0, 0, *size)
        else:
            data = io.BytesIO(degrade.jpeg(p, quality, grey))
            c.drawImage(ImageReader(data), 0, 0, *size)
        c.showPage()
    c.save()
    return buf.getvalue()


def scan_file(entry: Entry, r: Rendered, level: str, container: str) -> bytes:
    """One scan in a container: pdf, tiff, png, jpg, jpg-exif, webp."""
    pages = level_pages(entry, r, level)
    opt = entry.get("scan", {})
    quality = opt.get("quality", degrade.TABLE[level].quality)
    extra = {*opt.get("extra", ()), *opt.get(level, ())}
    if container == "pdf":
        return pdf_of(pages, quality, opt.get("dpi", DPI), "bilevel" in extra)
    dpi = (opt.get("dpi", DPI),) * 2
    grey = all(grey_page(p) for p in pages)
    ims = [Image.fromarray(p).convert("L") if grey else Image.fromarray(p) for p in pages]
    buf = io.BytesIO()
    if container == "tiff":
        if "bilevel" in extra:
            ims = [i.convert("1", dither=Image.Dither.NONE) for i in ims]
            ims[0].save(buf, "TIFF", save_all=True, append_images=ims[1:], compression="group4", dpi=dpi)
        else:
            ims[0].save(buf, "TIFF", save_all=True, append_images=ims[1:], compression="jpeg", quality=quality, dpi=dpi)
    elif container == "png":
        ims[0].quantize(16).save(buf, "PNG", optimize=True, dpi=dpi)
    elif container == "webp":
        ims[0].save(buf, "WEBP", quality=quality)
    elif container == "jpg-exif":
        exif = Image.Exif()
        exif[0x0112] = 6
        ims[0].transpose(Image.Transpose.ROTATE_90).save(buf, "JPEG", quality=quality, exif=exif, dpi=dpi)
    else:
        ims[0].save(buf, "JPEG", quality=quality, dpi=dpi)
    return buf.getvalue()


# --- PDFs with a layer that does not fit ---------------------------------------


def english_ocr(word: str, rnd: random.Random) -> str:
    """A word as an OCR without Vietnamese reads it: marks lost, some letters taken for others."""
    flat = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    flat = "".join(c for c in flat if not unicodedata.combining(c))
    if rnd.random() < 0.14:
        a, b = rnd.choice(
            [("o", "6"), ("u", "ii"), ("e", "é"), ("a", "A"), ("n", "ri"), ("i", "l"), ("c", "e"), ("h", "b")]
        )
        flat = flat.replace(a, b, 1)
    return flat


@contextmanager
def shifted_unicode(shift: int) -> Iterator[None]:
    """Fonts written meanwhile say wrong characters in their /ToUnicode tables; the glyphs stay right."""
    right = ttfonts.makeToUnicodeCMap

    def wrong(name: str, subset: list[int]) -> str:
        return str(right(name, [c if c <= 32 else (c + shift if c + shift > 32 else 33 + c) for c in subset]))

    ttfonts.makeToUnicodeCMap = wrong
    try:
        yield
    finally:
        ttfonts.makeToUnicodeCMap = right


def layered(entry: Entry, r: Rendered, kind: str) -> bytes:
    """A picture of each page with a text layer: "bad-ocr" (wrong, invisible) or "stamp-only" (the stamp's text)."""
    opt = entry.get("scan", {})
    level = opt.get("level", "clean")
    pages = level_pages(entry, r, level)
    rnd = random.Random(int(entry.get("seed", 1)))
    buf = io.BytesIO()
    c = Canvas(buf, pagesize=A4, pageCompression=1, invariant=1)
    c.setProducer("vndocparse corpus")
    for n, p in enumerate(pages, 1):
        data = io.BytesIO(degrade.jpeg(p, opt.get("quality", 50), grey_page(p)))
        c.drawImage(ImageReader(data), 0, 0, *A4)
        if kind == "bad-ocr":
            for page, x, top, size, word in r.lines:
                if page == n:
                    t = c.beginText(x, A4[1] - top - size * 0.75)
                    t.setTextRenderMode(3)
                    t.setFont("Helvetica", size * 0.95)
                    t.textOut(english_ocr(word, rnd) + " ")
                    c.drawText(t)
        elif n == 1:
            c.setFont(family("sans")[0], 7)
            c.setFillColorRGB(0.1, 0.2, 0.7)
            for i, line in enumerate(entry.get("digital_stamp", [])):
                c.drawString(A4[0] - 170, A4[1] - 16 - i * 8.5, line)
        c.showPage()
    c.save()
    return buf.getvalue()
