"""Ink: what hands, seals and stamps put on a printed page.

Every drawing is an RGBA picture made from a seed, so that the same entry gives the same ink. ``items`` turns the marks
of a rendered entry into pictures with their places; they are composed onto a raster page or drawn into a PDF.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from tools.corpus.page import FONTS, Rendered
from tools.corpus.spec import Entry

HANDS = {
    "ruf": (FONTS + "rufscript/Rufscript010.ttf", 1.0),
    "breip": (FONTS + "breip/Breip.ttf", 1.1),
    "steve": (FONTS + "sjfonts/SteveHand.ttf", 1.3),
    "stamp": (FONTS + "liberation2/LiberationMono-Bold.ttf", 0.95),
    "stamp-serif": (FONTS + "liberation2/LiberationSerif-Regular.ttf", 1.0),
}
BLUE, RED, VIOLET, BLACK = (28, 48, 150), (205, 30, 40), (70, 40, 130), (30, 30, 40)
COLOURS = {"blue": BLUE, "red": RED, "violet": VIOLET, "black": BLACK}
DPI = 200


@dataclass(frozen=True)
class Item:
    """A picture on a page: its left top corner and size in points."""

    page: int
    x: float
    top: float
    w: float
    h: float
    image: Image.Image


def _px(points: float) -> int:
    return max(1, round(points * DPI / 72))


def _trim(im: Image.Image) -> Image.Image:
    box = im.getbbox()
    return im.crop(box) if box else im


def written(text: str, height: float, hand: str, colour: tuple[int, int, int], rng: np.random.Generator) -> Image.Image:
    """A few written or stamped characters, about ``height`` points tall, a little uneven."""
    path, scale = HANDS[hand]
    size = _px(height * scale)
    wobble = 0 if hand.startswith("stamp") else 1
    font = ImageFont.truetype(path, size)
    wide = size * (len(text) + 2)
    if size + 1.1 * font.getlength(text[:-1]) > wide - 2.2 * size:
        wide = round(1.2 * font.getlength(text)) + 4 * size  # a hand with wide figures
    im = Image.new("RGBA", (wide, size * 3), (0, 0, 0, 0))
    x = float(size)
    for c in text:
        glyph = Image.new("RGBA", (size * 3, size * 3), (0, 0, 0, 0))
        ImageDraw.Draw(glyph).text((size, size * 0.8), c, font=font, fill=(*colour, 235))
        if wobble:
            glyph = glyph.rotate(float(rng.normal(0, 3)), resample=Image.Resampling.BICUBIC)
        im.alpha_composite(
            glyph, (max(0, round(x - size)), max(0, round(float(rng.normal(0, size * 0.02)) * wobble + 2)))
        )
        x += font.getlength(c) * (1 + 0.04 * float(rng.normal()) * wobble)
        if x > im.width - 2.2 * size:
            break
    im = im.rotate(float(rng.normal(1.0, 1.2)) * wobble, resample=Image.Resampling.BICUBIC)
    return _trim(im)


def seal(top: str, bottom: str, middle: str, diameter: float, rng: np.random.Generator) -> Image.Image:
    """A red round seal: text along the ring, a star or a line of text inside, ink not quite even."""
    d = _px(diameter)
    big = d * 2
    im = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    draw = ImageDraw.Draw(im)
    c = big / 2
    for r, w in ((0.485, 0.014), (0.455, 0.006), (0.29, 0.006)):
        draw.ellipse(
            [c - big * r, c - big * r, c + big * r, c + big * r], outline=(*RED, 255), width=max(2, int(big * w))
        )
    font = ImageFont.truetype(FONTS + "liberation2/LiberationSans-Bold.ttf", int(big * 0.085))

    def arc(text: str, radius: float, middle_angle: float, inward: bool) -> None:
        step = [font.getlength(ch) + big * 0.008 for ch in text]
        total = sum(step) / radius
        angle = middle_angle - total / 2 * (1 if not inward else -1)
        for ch, s in zip(text, step, strict=True):
            half = s / radius / 2
            angle += half if not inward else -half
            glyph = Image.new("RGBA", (int(big * 0.2), int(big * 0.2)), (0, 0, 0, 0))
            ImageDraw.Draw(glyph).text(
                (glyph.width / 2, glyph.height / 2), ch, font=font, fill=(*RED, 255), anchor="mm"
            )
            turn = -math.degrees(angle) - 90 if not inward else -math.degrees(angle) + 90
            glyph = glyph.rotate(turn, resample=Image.Resampling.BICUBIC)
            x, y = c + radius * math.cos(angle), c + radius * math.sin(angle)
            im.alpha_composite(glyph, (int(x - glyph.width / 2), int(y - glyph.height / 2)))
            angle += half if not inward else -half

    arc(top, big * 0.37, -math.pi / 2, False)
    if bottom:
        arc(bottom, big * 0.37, math.pi / 2, True)
    if middle:
        small = ImageFont.truetype(FONTS + "liberation2/LiberationSans-Bold.ttf", int(big * 0.062))
        words = middle.split("\n")
        for i, line in enumerate(words):
            draw.text(
                (c, c + (i - (len(words) - 1) / 2) * big * 0.075), line, font=small, fill=(*RED, 255), anchor="mm"
            )
    else:
        points = []
        for k in range(10):
            r = big * (0.13 if k % 2 == 0 else 0.055)
            a = -math.pi / 2 + k * math.pi / 5
            points.append((c + r * math.cos(a), c + r * math.sin(a)))
        draw.polygon(points, fill=(*RED, 255))
    im = im.rotate(float(rng.normal(0, 7)), resample=Image.Resampling.BICUBIC).resize((d, d), Image.Resampling.LANCZOS)
    a = np.asarray(im).astype(np.float32)
    patch = rng.normal(0.78, 0.13, (9, 9)).clip(0.35, 1)
    worn = np.asarray(Image.fromarray((patch * 255).astype(np.uint8)).resize((d, d), Image.Resampling.BICUBIC)) / 255
    a[..., 3] *= worn * 0.85
    return Image.fromarray(a.astype(np.uint8), "RGBA")


def autograph(w: float, h: float, colour: tuple[int, int, int], rng: np.random.Generator) -> Image.Image:
    """A signature: one flowing line of loops and a last stroke."""
    pw, ph = _px(w), _px(h)
    im = Image.new("RGBA", (pw * 2, ph * 2), (0, 0, 0, 0))
    draw = ImageDraw.Draw(im)
    n = int(rng.integers(6, 10))
    t = np.linspace(0, 1, 260)
    base = np.linspace(0.08, 0.75, n) + rng.normal(0, 0.05, n)
    ys = 0.5 + rng.normal(0, 0.2, n) * np.linspace(1.4, 0.7, n)
    xs = np.interp(t, np.linspace(0, 1, n), base) + 0.045 * np.sin(t * n * 2 * math.pi + rng.uniform(0, 6))
    yy = np.interp(t, np.linspace(0, 1, n), ys)
    kernel = np.hanning(25) / np.hanning(25).sum()
    xs, yy = np.convolve(np.pad(xs, 12, "edge"), kernel, "valid"), np.convolve(np.pad(yy, 12, "edge"), kernel, "valid")
    yy = yy + 0.12 * np.cos(t * n * 2 * math.pi + rng.uniform(0, 6))
    pts = [(float(x * pw * 2), float(y * ph * 2)) for x, y in zip(xs, yy, strict=True)]
    for i, (a, b) in enumerate(itertools.pairwise(pts)):
        draw.line([a, b], fill=(*colour, 230), width=int(4 + 3 * abs(math.sin(i / 17))))
    y0 = float(ph * 2 * rng.uniform(0.55, 0.75))
    draw.line([(pw * 0.5, y0), (pw * 1.9, y0 - ph * float(rng.uniform(0.1, 0.6)))], fill=(*colour, 220), width=4)
    return im.resize((pw, ph), Image.Resampling.LANCZOS)


def box_stamp(
    lines: list[str], colour: tuple[int, int, int], rng: np.random.Generator, fills: list[str]
) -> Image.Image:
    """A framed stamp, its blanks ("Số:", "Ngày:") filled in by hand."""
    size = _px(11)
    font = ImageFont.truetype(FONTS + "liberation2/LiberationSans-Bold.ttf", size)
    hand = ImageFont.truetype(HANDS["breip"][0], int(size * 1.4))
    widths = [font.getlength(t) + (hand.getlength(f) + size if f else 0) for t, f in zip(lines, fills, strict=True)]
    w, h = int(max(widths) + size * 1.2), int(len(lines) * size * 1.5 + size * 0.8)
    im = Image.new("RGBA", (w + 8, h + 8), (0, 0, 0, 0))
    draw = ImageDraw.Draw(im)
    draw.rectangle([3, 3, w, h], outline=(*colour, 220), width=4)
    for i, (t, f) in enumerate(zip(lines, fills, strict=True)):
        y = size * 0.5 + i * size * 1.5
        x = (w - font.getlength(t)) / 2 if not f else size * 0.5
        draw.text((x, y), t, font=font, fill=(*colour, 225))
        if f:
            draw.text((x + font.getlength(t) + size * 0.4, y - size * 0.3), f, font=hand, fill=(*BLUE, 235))
    im = im.rotate(float(rng.normal(0, 2.2)), resample=Image.Resampling.BICUBIC, expand=True)
    return im.filter(ImageFilter.GaussianBlur(0.5))


def note(lines: list[str], size: float, hand: str, rng: np.random.Generator) -> Image.Image:
    """Handwritten lines above the header (bút phê)."""
    path, scale = HANDS[hand]
    px = _px(size * scale)
    font = ImageFont.truetype(path, px)
    w = int(max(font.getlength(t) for t in lines) + px)
    im = Image.new("RGBA", (w, int(px * 1.5 * len(lines) + px)), (0, 0, 0, 0))
    for i, t in enumerate(lines):
        ImageDraw.Draw(im).text((px * 0.3 + float(rng.uniform(0, px)), px * 1.4 * i), t, font=font, fill=(*BLUE, 225))
    return _trim(im.rotate(float(rng.normal(1.5, 1)), resample=Image.Resampling.BICUBIC, expand=True))


def items(entry: Entry, r: Rendered) -> list[Item]:
    """All ink of an entry: number, day, seal, signatures, stamps, notes."""
    opt: dict[str, Any] = entry.get("ink", {})
    rng = np.random.default_rng(int(entry.get("seed", 1)))
    out: list[Item] = []

    def put(page: int, x: float, top: float, im: Image.Image, scale: float = 1.0) -> None:
        out.append(Item(page, x, top, im.width * 72 / DPI * scale, im.height * 72 / DPI * scale, im))

    main = next((d for d in entry.docs if d.get("role", "main") == "main"), entry.docs[0])
    hand = opt.get("hand", "ruf")
    colour = COLOURS[opt.get("colour", "blue")]
    values = {}
    if "number" in r.marks:
        values["number"] = "".join(c for c in main.get("number").split("-")[0].split("/")[0] if c.isalnum())
    words = (main.get("date") or "").split()
    if "day" in r.marks:
        values["day"] = words[words.index("ngày") + 1]
    if "month" in r.marks:
        values["month"] = words[words.index("tháng") + 1]
    for name, text in values.items():
        m = r.marks[name][0]
        im = written(text, (m.bottom - m.top) * 0.95, hand, colour, rng)
        w, h = im.width * 72 / DPI, im.height * 72 / DPI
        fit = min(1.0, (m.x1 - m.x0 + 4) / w)
        drop = 0.0 if hand.startswith("stamp") else float(rng.normal(0, 1))
        out.append(Item(m.page, (m.x0 + m.x1 - w * fit) / 2, m.bottom - 3.2 - h * fit + drop, w * fit, h * fit, im))
    for i, m in enumerate(r.marks.get("ink", [])):
        w = m.x1 - m.x0
        if opt.get("signature", True):
            put(m.page, m.x0 + w * 0.3, m.top + 2, autograph(w * 0.5, m.bottom - m.top + 6, colour, rng))
        if i < len(opt.get("seals", [])):
            s = opt["seals"][i]
            d = s.get("size", 98.0)
            im = seal(s["top"], s.get("bottom", ""), s.get("middle", ""), d, rng)
            put(m.page, m.x0 + w * 0.28 - d / 2, (m.top + m.bottom) / 2 - d / 2 + s.get("drop", 0), im)
    if opt.get("received"):
        s = opt["received"]
        im = box_stamp(s["lines"], COLOURS[s.get("colour", "red")], rng, s["fills"])
        put(s.get("page", 1), s["at"][0], s["at"][1], im)
    if "urgency" in r.marks and main.get("urgency"):
        m = r.marks["urgency"][0]
        im = box_stamp([main.get("urgency")], RED, rng, [""])
        put(m.page, (m.x0 + m.x1) / 2 - im.width * 36 / DPI, m.top, im)
    if opt.get("notes") and "notes" in r.marks:
        m = r.marks["notes"][0]
        put(m.page, m.x0 + 6, m.top - 14, note(entry.get("top_notes"), 11, opt["notes"], rng))
    return out


def compose(page: np.ndarray, number: int, what: list[Item], dpi: float) -> np.ndarray:
    """Ink laid over a raster page (RGB, 0..255): the paper's tone shows through."""
    out = page.astype(np.float32)
    k = dpi / 72
    for it in what:
        if it.page != number:
            continue
        im = it.image.resize((max(1, round(it.w * k)), max(1, round(it.h * k))), Image.Resampling.LANCZOS)
        a = np.asarray(im).astype(np.float32)
        x, y = round(it.x * k), round(it.top * k)
        x0, y0 = max(0, x), max(0, y)
        x1, y1 = min(out.shape[1], x + a.shape[1]), min(out.shape[0], y + a.shape[0])
        if x1 <= x0 or y1 <= y0:
            continue
        a = a[y0 - y : y1 - y, x0 - x : x1 - x]
        alpha = a[..., 3:] / 255
        ground = out[y0:y1, x0:x1]
        out[y0:y1, x0:x1] = ground * (1 - alpha) + alpha * np.minimum(ground, a[..., :3])
    return out.clip(0, 255).astype(np.uint8)
