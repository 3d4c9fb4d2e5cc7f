"""The two lines of a header with a blank in them, printed, filled in by hand or stamp, and scanned.

Everything is drawn at twice the height that the net sees, so that degrading is done on more detail than is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from handwriting.strokes import Hand, draw_hand, write
from vndocparse.ocr.digits import HEIGHT, KINDS, TOKENS, normalised

Ink = NDArray[np.uint8]
TALL = HEIGHT * 2

FONTS = Path("/usr/share/fonts")
PRINT = (
    "truetype/liberation2/LiberationSerif-{}.ttf",
    "truetype/croscore/Tinos-{}.ttf",
    "truetype/liberation2/LiberationSerif-{}.ttf",
    "truetype/freefont/FreeSerif{}.ttf",
)
OTHER_PRINT = "truetype/liberation2/LiberationSans-{}.ttf"
STAMP = (
    "truetype/liberation2/LiberationMono-Bold.ttf",
    "truetype/liberation2/LiberationSans-Regular.ttf",
    "truetype/liberation2/LiberationSans-Bold.ttf",
    "truetype/croscore/Cousine-Regular.ttf",
    "truetype/dejavu/DejaVuSans.ttf",
    "opentype/urw-base35/NimbusSansNarrow-Regular.otf",
)
WRITTEN = (
    *(f"opentype/bwht/BecauseWe{n}-Regular.otf" for n in ("Build", "Connect", "Create", "Learn", "Mentor", "Organize")),
    "opentype/dancingscript/DancingScript-Regular.otf",
    "opentype/kaushanscript/KaushanScript-Regular.otf",
    "truetype/ecolier-court/Ecolier-court.ttf",
    *(f"truetype/fifthhorseman/{n}.ttf" for n in ("dkg", "dkgIt", "dkgBd")),
    *(f"truetype/kiloji/{n}.ttf" for n in ("kiloji", "kiloji_d", "kiloji_p")),
    "truetype/klee/KleeOne-Regular.ttf",
    "truetype/kristi/Kristi.ttf",
    "truetype/seto/setofont.ttf",
    *(f"truetype/yozvox-yozfont/{n}.ttf" for n in ("YOzRAF90", "YOzRA_90i", "YOzRS_90i")),
    "truetype/yusei-magic/YuseiMagic-Regular.ttf",
    "opentype/comic-neue/ComicNeue-Light.otf",
    "opentype/comic-neue/ComicNeue-Italic.otf",
)
"""Hands among Debian's fonts."""
HELD_OUT = ("truetype/breip/Breip.ttf", "truetype/rufscript/Rufscript010.ttf", "truetype/sjfonts/SteveHand.ttf",
            "truetype/sjfonts/Delphine.ttf")  # fmt: skip
"""Hands that training never sees; the test of hands does, and so does corpus/."""

SYMBOLS = (
    "/QĐ-UBND", "/CT-UBND", "/TTr-UBND", "/NQ-HĐND", "/KH-UBND", "/BC-STC", "/CV-VP", "/UBND-NC",
    "/TB-VP", "/GM-UBND", "/2019/QĐ-UBND", "/2021/NĐ-CP", "-KL/TW", "-QĐ/TU", "-CV/BTCTU", "-TB/VPTW",
    "-HD/BTGTW", "-NQ/ĐU", "-BC/HU", "-KH/TU", "-CTr/TU", "- CV/TU", " /QĐ-SYT", " -NQ/TW",
)  # fmt: skip


@dataclass
class Sample:
    """One line: the picture as the net gets it, its tokens, and the kind of ink in each of its columns."""

    pixels: NDArray[np.float32]
    tokens: str
    kinds: NDArray[np.int8]


@dataclass
class Canvas:
    """Ink so far, where the pen stands, and what stands where."""

    ink: NDArray[np.float32]
    x: float
    base: float
    size: float
    tokens: str = ""
    spans: list[tuple[float, float, int]] = field(default_factory=list)

    def put(self, ink: Ink, x: float, top: float, strength: float) -> None:
        """Lays ink over what is there; what reaches over the edge is lost."""
        down, across = ink.shape
        x0, y0 = round(x), round(top)
        left, up = max(0, x0), max(0, y0)
        right, low = min(self.ink.shape[1], x0 + across), min(self.ink.shape[0], y0 + down)
        if right > left and low > up:
            part = ink[up - y0 : low - y0, left - x0 : right - x0].astype(np.float32) * (strength / 255)
            self.ink[up:low, left:right] = np.maximum(self.ink[up:low, left:right], part)


@lru_cache(maxsize=400)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / path), size)


@lru_cache(maxsize=3000)
def printed(text: str, path: str, size: int) -> tuple[Ink, int, float]:
    """Ink of printed text, how far its top lies above the baseline, and how far the pen goes on."""
    font = _font(path, size)
    box = font.getbbox(text, anchor="ls")
    im = Image.new("L", (max(1, round(box[2] - box[0])), max(1, round(box[3] - box[1]))), 0)
    ImageDraw.Draw(im).text((-box[0], -box[1]), text, font=font, fill=255, anchor="ls")
    return np.asarray(im), -round(box[1]), font.getlength(text)


def _print_font(rng: np.random.Generator, italic: bool) -> str:
    path = OTHER_PRINT if rng.random() < 0.06 else PRINT[int(rng.integers(len(PRINT)))]
    bold = rng.random() < 0.06
    face = ("Bold" if bold else "") + ("Italic" if italic else "") or "Regular"
    return path.format("" if "free" in path and face == "Regular" else face)


def make_line(rng: np.random.Generator, hands: tuple[str, ...] = WRITTEN, drawn: float = 0.65) -> Sample:
    """One line drawn at random: the number's in four cases of ten, otherwise the date's.

    Args:
        hands: fonts of writing.
        drawn: share of the writing that is drawn by strokes; the rest is set in ``hands``.
    """
    size = float(rng.uniform(0.44, 0.6)) * TALL
    canvas = Canvas(np.zeros((TALL, 1100), np.float32), float(rng.uniform(4, 16)), TALL / 2 + 0.25 * size, size)
    canvas.base += float(rng.normal(0, 0.07)) * size
    writer = _Writer(rng, hands, drawn)
    if rng.random() < 0.4:
        _number_line(canvas, rng, writer)
    else:
        _date_line(canvas, rng, writer)
    _clutter(canvas, rng)
    return _scanned(canvas, rng)


class _Writer:
    """One hand for a whole line: drawn, or a font."""

    def __init__(self, rng: np.random.Generator, hands: tuple[str, ...], drawn: float) -> None:
        self.rng = rng
        self.hand: Hand = draw_hand(rng)
        self.font = "" if rng.random() < drawn else hands[int(rng.integers(len(hands)))]
        self.stamp = STAMP[int(rng.integers(len(STAMP)))]
        self.tall = float(np.exp(rng.normal(np.log(0.84), 0.18)))
        """Height of a digit to the size of the type."""
        self.strength = float(rng.uniform(0.5, 1.0))
        self.lift = float(rng.normal(0.0, 0.09))

    def write(self, digits: str, size: float) -> tuple[Ink, list[tuple[float, float]]]:
        height = size * self.tall
        if not self.font:
            return write(digits, height, self.hand, self.rng)
        return _set_loosely(digits, self.font, height, self.hand, self.rng)

    def stamped(self, digits: str, size: float) -> tuple[Ink, list[tuple[float, float]]]:
        return _set_evenly(digits, self.stamp, size * self.tall * 0.95, self.rng)


def _set_loosely(
    digits: str, path: str, height: float, hand: Hand, rng: np.random.Generator
) -> tuple[Ink, list[tuple[float, float]]]:
    """Digits of a font, each bent, turned and moved a little."""
    pieces, spans, x = [], [], 0.0
    for digit in digits:
        ink, _, _ = printed(digit, path, 64)
        scale = height * float(np.exp(rng.normal(0, 0.07))) / max(ink.shape[0], 1)
        wide = scale * hand.wide * float(np.exp(rng.normal(0, 0.08)))
        pad = 10
        m = np.array(
            [[wide, -scale * (hand.slant * 0.5 + rng.normal(0, 0.05)), 0], [rng.normal(0, 0.05) * scale, scale, 0]]
        )
        w = int(ink.shape[1] * wide + ink.shape[0] * scale * 0.5) + 2 * pad
        h = int(ink.shape[0] * scale * 1.15) + 2 * pad
        m[:, 2] = (w / 2 - m[0, 0] * ink.shape[1] / 2 - m[0, 1] * ink.shape[0] / 2,
                   h - pad - m[1, 0] * ink.shape[1] / 2 - m[1, 1] * ink.shape[0])  # fmt: skip
        bent = cv2.warpAffine(ink, m, (w, h), flags=cv2.INTER_AREA if scale < 0.7 else cv2.INTER_LINEAR)
        columns = np.flatnonzero(bent.max(axis=0) > 60)
        if len(columns) == 0:
            continue
        bent = bent[:, columns[0] : columns[-1] + 1]
        pieces.append((bent, x))
        spans.append((x, x + bent.shape[1]))
        x += bent.shape[1] + max(0.0, hand.space * 0.8 + float(rng.normal(0.04, 0.03))) * height
    if not pieces:
        return np.zeros((4, 4), np.uint8), []
    tall = max(p.shape[0] for p, _ in pieces)
    out = np.zeros((tall, int(pieces[-1][1] + pieces[-1][0].shape[1]) + 2), np.uint8)
    for p, at in pieces:
        a = round(at)
        part = out[tall - p.shape[0] :, a : a + p.shape[1]]
        np.maximum(part, p[:, : part.shape[1]], out=part)
    out = out[:-8] if tall > 20 else out
    if rng.random() < 0.4:
        out = cv2.dilate(out, np.ones((2, 2), np.uint8))
    return _wavy(out, rng, height), spans


def _wavy(ink: Ink, rng: np.random.Generator, height: float) -> Ink:
    """Bent elastically, as no two digits of a hand are alike."""
    down, across = ink.shape
    strength = height * float(rng.uniform(0.0, 0.07))
    shift = [
        cv2.resize(rng.normal(0, strength, (3, max(2, across // 16))).astype(np.float32), (across, down),
                   interpolation=cv2.INTER_CUBIC) for _ in range(2)]  # fmt: skip
    x, y = np.meshgrid(np.arange(across, dtype=np.float32), np.arange(down, dtype=np.float32))
    return cv2.remap(ink, x + shift[0], y + shift[1], cv2.INTER_LINEAR)


def _set_evenly(
    digits: str, path: str, height: float, rng: np.random.Generator
) -> tuple[Ink, list[tuple[float, float]]]:
    """Digits of a numbering stamp: alike, evenly spaced, not all on one height."""
    gap = height * float(rng.uniform(0.05, 0.45))
    uneven = height * float(rng.uniform(0, 0.06))
    pieces, spans, x = [], [], 0.0
    for digit in digits:
        ink, _, _ = printed(digit, path, max(8, round(height * 1.4)))
        pieces.append((ink, round(x), round(abs(rng.normal(0, uneven)))))
        spans.append((x, x + ink.shape[1]))
        x += ink.shape[1] + gap
    out = np.zeros((max(p.shape[0] + d for p, _, d in pieces), int(x) + 2), np.uint8)
    for p, at, d in pieces:
        out[d : d + p.shape[0], at : at + p.shape[1]] = p
    return out, spans


def _text(canvas: Canvas, text: str, font: str, token: str = "", strength: float = 1.0) -> None:
    ink, up, on = printed(text, font, round(canvas.size))
    canvas.put(ink, canvas.x, canvas.base - up, strength)
    canvas.x += on
    canvas.tokens += token


def _filled(canvas: Canvas, digits: str, kind: str, font: str, writer: _Writer, rng: np.random.Generator) -> None:
    """A blank with what stands in it; the pen goes on behind it."""
    space = 0.25 * canvas.size
    if kind == "print":
        canvas.x += space * float(rng.uniform(0.6, 1.6))
        for digit in digits:
            begin = canvas.x
            _text(canvas, digit, font, digit)
            canvas.spans.append((begin, canvas.x, KINDS.index(kind)))
        canvas.x += space * float(rng.uniform(0.6, 1.6))
        return
    begin = canvas.x
    if digits:
        ink, spans = writer.write(digits, canvas.size) if kind == "hand" else writer.stamped(digits, canvas.size)
        left = float(rng.uniform(-0.12, 1.0)) * canvas.size
        lift = writer.lift + (float(rng.uniform(0, 0.5)) if kind == "stamp" and rng.random() < 0.4 else 0.0)
        drop = 0.22 * canvas.size * (ink.shape[0] > 1.15 * canvas.size * writer.tall)
        canvas.put(ink, begin + left, canvas.base - ink.shape[0] + drop - lift * canvas.size, writer.strength)
        for (a, b), digit in zip(spans, digits, strict=True):
            canvas.spans.append((begin + left + a, begin + left + b, KINDS.index(kind)))
            canvas.tokens += digit
        canvas.x = begin + left + ink.shape[1] + float(rng.uniform(-0.12, 1.0)) * canvas.size
    else:
        canvas.x += float(rng.uniform(0.6, 3.0)) * canvas.size
    if rng.random() < 0.12:
        _dots(canvas, begin, canvas.x, font, rng)


def _dots(canvas: Canvas, begin: float, end: float, font: str, rng: np.random.Generator) -> None:
    ink, up, on = printed("." if rng.random() < 0.7 else "…", font, round(canvas.size))
    x = begin
    while x + on < end:
        canvas.put(ink, x, canvas.base - up, 1.0)
        x += on


def _kind(rng: np.random.Generator) -> str:
    return str(rng.choice(["hand", "print", "stamp"], p=[0.68, 0.2, 0.12]))


def _number_line(canvas: Canvas, rng: np.random.Generator, writer: _Writer) -> None:
    font = _print_font(rng, italic=rng.random() < 0.03)
    if rng.random() < 0.92:
        label = str(rng.choice(["Số:", "Số", "Số :", "SỐ:", "Số."], p=[0.68, 0.2, 0.04, 0.04, 0.04]))
        _text(canvas, label, font, "S")
    elif rng.random() < 0.5:
        _text(canvas, str(rng.choice([":", "ố:", "ô:"])), font)
    kind = _kind(rng)
    length = int(rng.choice([0, 1, 2, 3, 4, 5], p=[0.08, 0.08, 0.3, 0.28, 0.22, 0.04]))
    digits = "".join(rng.choice(list("0123456789"), length))
    if length > 1 and rng.random() < 0.2:
        digits = "0" + digits[1:]
    _filled(canvas, digits, kind, font, writer, rng)
    symbol = str(rng.choice(SYMBOLS))
    begin = canvas.x
    _text(canvas, symbol, font, "/")
    _cut(canvas, begin + float(rng.uniform(0.6, 3.5)) * canvas.size)


def _date_line(canvas: Canvas, rng: np.random.Generator, writer: _Writer) -> None:
    font = _print_font(rng, italic=rng.random() < 0.9)
    if rng.random() < 0.15:
        _text(canvas, str(rng.choice([",", "i,", "n, ", "g,", "ội, "])), font)
    _text(canvas, str(rng.choice(["ngày", "Ngày"], p=[0.97, 0.03])), font, "N")
    kind = _kind(rng)
    day = int(rng.integers(1, 32))
    month = int(rng.integers(1, 13))
    _filled(canvas, _dated(day, rng, kind, 0.85), kind, font, writer, rng)
    _text(canvas, "tháng", font, "T")
    if kind != "print" and rng.random() < 0.45:
        kind = "print"
    _filled(canvas, _dated(month, rng, kind, 0.9 if month < 3 else 0.5), kind, font, writer, rng)
    begin = canvas.x
    _text(canvas, "năm", font, "M")
    if rng.random() < 0.75:
        canvas.x += canvas.size * 0.25
        cut = canvas.x
        year = str(int(rng.integers(1990, 2031)))
        tokens = canvas.tokens
        _text(canvas, year, font)
        canvas.tokens = tokens
        _cut(canvas, cut + float(rng.uniform(-0.2, 0.15)) * canvas.size)
    else:
        _cut(canvas, begin + printed("năm", font, round(canvas.size))[2] + float(rng.uniform(0, 0.5)) * canvas.size)


def _dated(value: int, rng: np.random.Generator, kind: str, zero: float) -> str:
    """A day or month as it is written, of one figure mostly with a zero; nothing in a blank that was left."""
    if kind != "print" and rng.random() < 0.06:
        return ""
    return f"{value:02d}" if rng.random() < zero else str(value)


def _cut(canvas: Canvas, end: float) -> None:
    canvas.x = min(canvas.x, end)
    canvas.ink[:, max(8, int(canvas.x)) :] = 0


def _clutter(canvas: Canvas, rng: np.random.Generator) -> None:
    """What lies near the line: rules, the next line's tops, specks."""
    wide = int(canvas.x)
    if rng.random() < 0.12:
        y = int(rng.choice([rng.integers(0, 12), rng.integers(TALL - 10, TALL)]))
        a = int(rng.integers(0, max(1, wide // 2)))
        cv2.line(canvas.ink, (a, y), (a + wide // 2, y + int(rng.integers(-2, 3))), 1.0, int(rng.integers(1, 5)))
    if rng.random() < 0.15:
        font = _print_font(rng, italic=False)
        text = "".join(rng.choice(list("QUYẾTĐỊNHChmovitệcàng"), 24))
        ink, _, _ = printed(text, font, round(canvas.size))
        keep = int(rng.integers(3, max(5, canvas.size * 0.3)))
        if rng.random() < 0.6:
            canvas.put(ink[:keep], -20.0, TALL - keep, 1.0)
        else:
            canvas.put(ink[-keep:], -20.0, 0.0, 1.0)
    for _ in range(int(rng.poisson(0.6))):
        at = (int(rng.integers(0, wide)), int(rng.integers(0, TALL)))
        cv2.circle(canvas.ink, at, int(rng.integers(0, 4)), float(rng.uniform(0.4, 1)), -1)
    if rng.random() < 0.06:
        # The ring of a seal that reaches into the line.
        at = (int(rng.integers(0, wide)), int(rng.choice([-150, TALL + 150])))
        cv2.circle(canvas.ink, at, int(rng.integers(150, 220)), float(rng.uniform(0.2, 0.7)), int(rng.integers(2, 7)))


# --- the scanner ----------------------------------------------------------------------


def _scanned(canvas: Canvas, rng: np.random.Generator) -> Sample:
    wide = int(min(canvas.ink.shape[1], canvas.x + float(rng.uniform(2, 12))))
    ink = canvas.ink[:, :wide]
    turn = float(rng.normal(0, 0.5))
    m = cv2.getRotationMatrix2D((wide / 2, TALL / 2), turn, 1.0)
    if abs(turn) > 0.15:
        ink = cv2.warpAffine(ink, m, (wide, TALL))
    scale = float(rng.uniform(0.32, 1.0))
    ink = cv2.resize(ink, (max(8, round(wide * scale)), round(TALL * scale)), interpolation=cv2.INTER_AREA)
    blur = float(rng.uniform(0, 1.4)) * scale
    if blur > 0.3:
        ink = cv2.GaussianBlur(ink, (0, 0), blur)
    paper = float(rng.uniform(185, 256))
    dark = float(rng.uniform(0, 90))
    grey = paper - ink * (paper - dark)
    if rng.random() < 0.4:
        shade = cv2.resize(
            rng.normal(0, 7, (2, 5)).astype(np.float32), (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_CUBIC
        )
        grey = grey + shade
    grey = grey + rng.normal(0, float(rng.choice([0, 3, 8, 16], p=[0.3, 0.35, 0.25, 0.1])), grey.shape)
    out = np.clip(grey, 0, 255).astype(np.uint8)
    if rng.random() < 0.12:
        level = dark + (paper - dark) * float(rng.uniform(0.4, 0.75))
        out = np.where(out < level, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        _, data = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 96))])
        out = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    squeeze = float(np.exp(rng.normal(0, 0.07)))
    pixels = normalised(out, squeeze)
    kinds = np.zeros(pixels.shape[1], np.int8)
    ratio = pixels.shape[1] / wide
    for a, b, kind in canvas.spans:
        kinds[max(0, round(a * ratio)) : max(0, round(b * ratio))] = kind
    return Sample(pixels, canvas.tokens, kinds)


Maker = Callable[[np.random.Generator], Sample]
assert set("0123456789S/NTM") == set(TOKENS)
