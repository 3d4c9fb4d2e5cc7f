"""Degrader: a clean raster page made to look scanned, photocopied or photographed.

Pure functions of a page (RGB uint8), a level and a seed; numpy, OpenCV and Pillow only. ``degrade`` applies the
defects of a level; ``extra`` adds single defects by name: ``bleed``, ``faded``, ``bilevel``, ``low-dpi``, ``photo``,
``curl``, ``border``, ``holes``, ``stains``, ``dots``.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

Page = np.ndarray
LEVELS = ("clean", "light", "heavy")


@dataclass(frozen=True)
class Level:
    """Strengths of one level; angles in degrees, noise and blur in pixels or grey steps at 200 dpi."""

    skew: float
    blur: float
    noise: float
    contrast: float
    paper: int
    quality: int
    extra: tuple[str, ...] = ()


TABLE = {
    "clean": Level(0.25, 0.35, 1.5, 0.97, 252, 62),
    "light": Level(0.8, 0.6, 4.0, 0.86, 243, 55, ("border",)),
    "heavy": Level(1.8, 0.95, 8.0, 0.68, 226, 38, ("border", "stains")),
}


def rotate(page: Page, angle: float, fill: int) -> Page:
    """Skew about the centre, the page's size kept."""
    h, w = page.shape[:2]
    m = cv2.getRotationMatrix2D((w / 2, h / 2), angle, 1.0)
    return cv2.warpAffine(
        page, m, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(fill,) * 3
    )


def add_noise(page: Page, sigma: float, rng: np.random.Generator) -> Page:
    """Grain of a sensor: fine and coarse noise, the same in the three channels."""
    h, w = page.shape[:2]
    fine = rng.normal(0, sigma, (h, w)).astype(np.float32)
    coarse = cv2.resize(rng.normal(0, sigma * 0.6, (h // 3, w // 3)).astype(np.float32), (w, h))
    return (page.astype(np.float32) + (fine + coarse)[..., None]).clip(0, 255).astype(np.uint8)


def bleed(page: Page, other: Page, strength: float) -> Page:
    """The back of the leaf shining through: another page, mirrored and blurred."""
    back = cv2.GaussianBlur(other[:, ::-1], (0, 0), 2.2).astype(np.float32)
    back = np.roll(back, (14, -9), axis=(0, 1))
    return (page.astype(np.float32) - (255 - back) * strength).clip(0, 255).astype(np.uint8)


def fade(page: Page, contrast: float, paper: int, rng: np.random.Generator, warm: bool = False) -> Page:
    """Ink towards the paper's tone, with an uneven ground."""
    h, w = page.shape[:2]
    ground = cv2.resize(rng.normal(0, 1, (6, 5)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    tone = paper + ground * (255 - paper) * 0.25
    tint = np.array([1.0, 0.985, 0.93], np.float32) if warm else np.ones(3, np.float32)
    out = tone[..., None] * tint - (255 - page.astype(np.float32)) * contrast * (paper / 255)
    return out.clip(0, 255).astype(np.uint8)


def bilevel(page: Page, rng: np.random.Generator) -> Page:
    """Black and white as a copier or fax gives it, with eaten edges."""
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(np.float32)
    grey += rng.normal(0, 16, grey.shape)
    out = np.where(cv2.GaussianBlur(grey, (0, 0), 0.6) > 168, 255, 0).astype(np.uint8)
    return cv2.cvtColor(out, cv2.COLOR_GRAY2RGB)


def low_dpi(page: Page, factor: float) -> Page:
    """Resolution lost: down by ``factor`` and up again."""
    h, w = page.shape[:2]
    small = cv2.resize(page, (int(w * factor), int(h * factor)), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC)


def border(page: Page, rng: np.random.Generator, strength: float) -> Page:
    """Shadow of the scanner's lid along one or two edges."""
    out = page.astype(np.float32)
    h, w = page.shape[:2]
    for edge in rng.choice(4, 2, replace=False):
        n = int(rng.integers(10, 46))
        ramp = np.linspace(strength, 0, n, dtype=np.float32)
        if edge == 0:
            out[:n] *= 1 - ramp[:, None, None]
        elif edge == 1:
            out[h - n :] *= 1 - ramp[::-1, None, None]
        elif edge == 2:
            out[:, :n] *= 1 - ramp[None, :, None]
        else:
            out[:, w - n :] *= 1 - ramp[::-1][None, :, None]
    return out.clip(0, 255).astype(np.uint8)


def stains(page: Page, rng: np.random.Generator) -> Page:
    """Spots of dirt and one fold."""
    out = page.copy()
    h, w = page.shape[:2]
    for _ in range(int(rng.integers(25, 60))):
        x, y, r = int(rng.integers(0, w)), int(rng.integers(0, h)), int(rng.integers(1, 4))
        cv2.circle(out, (x, y), r, (int(rng.integers(60, 150)),) * 3, -1, cv2.LINE_AA)
    y = int(h * rng.uniform(0.3, 0.7))
    out[y : y + 2] = (out[y : y + 2].astype(np.float32) * 0.86).astype(np.uint8)
    return out


def holes(page: Page, rng: np.random.Generator) -> Page:
    """Punch holes of a binder at the left edge."""
    out = page.copy()
    h, w = page.shape[:2]
    for y in (0.36, 0.64):
        centre = (int(w * 0.035), int(h * y + rng.normal(0, 8)))
        cv2.circle(out, centre, int(w * 0.014), (70, 70, 70), -1, cv2.LINE_AA)
    return out


def photo(page: Page, rng: np.random.Generator) -> Page:
    """Photographed with a phone: perspective, a dark table, a shadow across."""
    h, w = page.shape[:2]
    pad = int(w * 0.05)
    src = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
    jitter = rng.uniform(-0.018, 0.018, (4, 2)).astype(np.float32) * np.array([w, h], np.float32)
    dst = src + pad + jitter
    m = cv2.getPerspectiveTransform(src, dst)
    out = cv2.warpPerspective(
        page, m, (w + 2 * pad, h + 2 * pad), borderMode=cv2.BORDER_CONSTANT, borderValue=(54, 44, 38)
    )
    hh, ww = out.shape[:2]
    ramp = np.linspace(1.0, 0.72, ww, dtype=np.float32)[None, :] * np.linspace(0.93, 1.0, hh, dtype=np.float32)[:, None]
    return (out.astype(np.float32) * ramp[..., None]).clip(0, 255).astype(np.uint8)


def curl_field(shape: tuple[int, ...], rng: np.random.Generator, strength: float) -> np.ndarray:
    """Pixels by which each place of a bent sheet lies lower than on the flat one.

    A wave from side to side, steeper towards one side (the back of a folder), fading towards the top or the bottom.
    """
    h, w = shape[:2]
    x = np.linspace(0, 1, w, dtype=np.float32)
    if rng.random() < 0.5:
        x = x[::-1]
    wave = np.sin(np.pi * x ** rng.uniform(0.7, 1.6)) + 0.35 * np.sin(2 * np.pi * x) * rng.uniform(-1, 1)
    fade = np.linspace(rng.uniform(0.5, 1.0), rng.uniform(0.5, 1.0), h, dtype=np.float32)
    return strength * w * rng.choice([-1, 1]) * wave[None, :] * fade[:, None]


def curl(page: Page, rng: np.random.Generator, strength: float, fill: int) -> Page:
    """The sheet bent: its lines of type run in curves, and what bends away lies in the shade."""
    h, w = page.shape[:2]
    field = curl_field(page.shape, rng, strength).astype(np.float32)
    xs, ys = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    bent = cv2.remap(page, xs, ys - field, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(fill,) * 3)
    slope = np.gradient(field, axis=1)
    light = 1 - 0.25 * np.abs(slope) / max(float(np.abs(slope).max()), 1e-6)
    return (bent.astype(np.float32) * light[..., None]).clip(0, 255).astype(np.uint8)


def degrade(page: Page, level: str, seed: int, extra: tuple[str, ...] = (), other: Page | None = None) -> Page:
    """A page at ``level`` with single defects by name; ``other`` is what bleeds through. Deterministic by ``seed``."""
    lv = TABLE[level]
    rng = np.random.default_rng(seed)
    wanted = {*lv.extra, *extra}
    out = page
    if "bleed" in wanted:
        out = bleed(out, page if other is None else other, {"clean": 0.03, "light": 0.07, "heavy": 0.14}[level])
    if "holes" in wanted:
        out = holes(out, rng)
    out = fade(out, lv.contrast * (0.7 if "faded" in wanted else 1.0), lv.paper, rng, warm="faded" in wanted)
    if "stains" in wanted:
        out = stains(out, rng)
    angle = float(rng.choice([-1, 1]) * rng.uniform(0.5, 1.0) * lv.skew)
    out = rotate(out, angle, lv.paper)
    if lv.blur:
        out = cv2.GaussianBlur(out, (0, 0), lv.blur)
    if "low-dpi" in wanted:
        out = low_dpi(out, {"clean": 0.8, "light": 0.62, "heavy": 0.5}[level])
    if "border" in wanted:
        out = border(out, rng, 0.35 if level == "light" else 0.7)
    if "curl" in wanted:
        out = curl(out, rng, {"clean": 0.008, "light": 0.014, "heavy": 0.022}[level], lv.paper)
    if "photo" in wanted:
        out = photo(out, rng)
    out = add_noise(out, lv.noise, rng)
    if "bilevel" in wanted:
        out = bilevel(out, rng)
    return out


def jpeg(page: Page, quality: int, grey: bool = False) -> bytes:
    """A page as JPEG bytes."""
    im = Image.fromarray(page)
    buf = io.BytesIO()
    (im.convert("L") if grey else im).save(buf, "JPEG", quality=quality, optimize=True, dpi=(200, 200))
    return buf.getvalue()
