"""One page as PNG: zones tinted, values framed and tagged, a legend with the values beside the page."""

from __future__ import annotations

import io
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from vndocparse.geometry import Box
from vndocparse.messages import Messages
from vndocparse.model.document import ParseResult
from vndocparse.printable import one_line, shorten
from vndocparse.show.marks import Mark, marks, zones
from vndocparse.show.picture import PageImage

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_LEGEND = 0.42
"""Width of the legend in widths of the page."""
_LINES = 4
"""Lines of the legend that a finding's sentence may take."""
_FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf", "arial.ttf")


class _Pen:
    """A font of one size; without one that has Vietnamese letters, text is written without its marks."""

    def __init__(self, size: int) -> None:
        from PIL import ImageFont

        self.size, self.bare = size, False
        self.font: Any = None
        for name in _FONTS:
            try:
                self.font = ImageFont.truetype(name, size)
                return
            except OSError:
                continue
        self.font, self.bare = ImageFont.load_default(size), True

    def fit(self, text: str) -> str:
        if not self.bare:
            return text
        decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        return "".join(c for c in decomposed if not unicodedata.combining(c)).encode("ascii", "replace").decode()

    def width(self, text: str) -> float:
        return float(self.font.getlength(self.fit(text)))

    def write(self, draw: ImageDraw, x: float, y: float, text: str, colour: str) -> None:
        draw.text((x, y), self.fit(text), font=self.font, fill=colour)


def draw_png(result: ParseResult, image: PageImage, say: Messages, *, marked: Sequence[Mark] | None = None) -> bytes:
    """``image`` with everything that ``result`` places on its page, or with ``marked``, as PNG."""
    from PIL import Image, ImageDraw

    page = Image.open(io.BytesIO(image.data), formats=("PNG", "JPEG")).convert("RGB")
    scale = page.width / image.width
    every = [(m, m.boxes(image.number)) for m in (marks(result) if marked is None else marked)]
    shown = [(m, [_scaled(b, scale) for b in boxes]) for m, boxes in every if boxes]
    listed = [m for m, boxes in every if boxes or (marked is not None and m.stands_on(image.number))]

    tint = Image.new("RGBA", page.size, (0, 0, 0, 0))
    brush = ImageDraw.Draw(tint)
    for zone in zones(result, image.number) if marked is None else ():
        brush.rectangle(_rectangle(_scaled(zone.box, scale), page.size), fill=(*_rgb(zone.colour), 26))
    page = Image.alpha_composite(page.convert("RGBA"), tint).convert("RGB")

    draw = ImageDraw.Draw(page)
    pen = _Pen(max(round(8 * scale), 9))
    for mark, boxes in shown:
        width = max(round(scale * (0.5 if mark.entry.group in ("sections", "preamble") else 0.9)), 1)
        for box in boxes:
            draw.rectangle(_rectangle(box.padded(scale), page.size), outline=mark.colour, width=width)
    frames = [box for _, boxes in shown for box in boxes]
    tags: list[Box] = []
    for mark, boxes in shown:
        _tag(draw, pen, mark, boxes[0], page.size, frames, tags)
    return _with_legend(page, listed, image.number, say, scale, findings=marked is not None)


def _scaled(box: Box, scale: float) -> Box:
    return Box(*(v * scale for v in box))


def _rectangle(box: Box, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """``box`` cut to the picture and in order, which Pillow demands: a broken file's box may be anything."""
    x0, x1 = sorted(min(max(v, 0.0), size[0] - 1.0) for v in (box.x0, box.x1))
    top, bottom = sorted(min(max(v, 0.0), size[1] - 1.0) for v in (box.top, box.bottom))
    return x0, top, x1, bottom


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _tag(
    draw: ImageDraw, pen: _Pen, mark: Mark, box: Box, size: tuple[int, int], frames: list[Box], tags: list[Box]
) -> None:
    """Write the mark's tag at one of the box's corners, where it hides the least; not at all on another tag."""
    text = shorten(mark.tag, 24)
    wide, high = pen.width(text) + 4, pen.size + 3
    places = [
        (box.x0, box.top - high - 1),
        (box.x0 - wide - 2, box.top),
        (box.x1 - wide, box.top - high - 1),
        (box.x1 + 2, box.top),
        (box.x0, box.bottom + 1),
    ]
    spots = [Box(x, y, x + wide, y + high) for x, y in places]
    free = [
        s
        for s in spots
        if min(s) >= 0 and s.x1 < size[0] and s.bottom < size[1] and not any(s.overlap(t) for t in tags)
    ]
    if not free:
        return
    spot = min(free, key=lambda s: sum(s.overlap(f) for f in frames))
    tags.append(spot)
    draw.rectangle((spot.x0, spot.top, spot.x1, spot.bottom), fill=mark.colour)
    pen.write(draw, spot.x0 + 2, spot.top, text, "#ffffff")


def _wrapped(text: str, width: int, most: int) -> list[str]:
    """At most ``most`` lines; the last is cut with an ellipsis where there is more."""
    lines = textwrap.wrap(one_line(text), width) if most > 1 else []
    return (
        [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), width)]
        if len(lines) >= most
        else lines or [shorten(text, width)]
    )


def _with_legend(page: Any, shown: list[Mark], number: int, say: Messages, scale: float, *, findings: bool) -> bytes:
    """``page`` with a column on its right: colour, path, confidence and value of each mark, while there is room."""
    from PIL import Image, ImageDraw

    wide = round(page.width * _LEGEND)
    sheet = Image.new("RGB", (page.width + wide, page.height), "#ffffff")
    sheet.paste(page, (0, 0))
    draw = ImageDraw.Draw(sheet)
    draw.line((page.width, 0, page.width, page.height), fill="#999999")
    pen, small = _Pen(max(round(9 * scale), 10)), _Pen(max(round(7.5 * scale), 9))
    x, y, step = page.width + 8 * scale, 8 * scale, small.size * 1.35
    pen.write(draw, x, y, say("draw_page", page=number), "#000000")
    y += pen.size * 1.8
    if not shown:
        small.write(draw, x, y, say("check_none" if findings else "draw_no_values"), "#555555")
    for at, mark in enumerate(shown):
        if y + 3 * step > page.height:
            small.write(draw, x, y, f"+ {len(shown) - at}", "#555555")
            break
        entry = mark.entry
        draw.rectangle((x, y + 1, x + small.size, y + small.size), fill=mark.colour)
        path = f"{entry.path}  {mark.beside(say)}"
        small.write(draw, x + small.size * 1.6, y, shorten(path, 48), "#000000")
        y += step
        if mark.shown:
            per_line = max(int((wide - 12 * scale - small.size * 1.6) / max(small.width("n"), 1)), 8)
            colour = {"unsure": "#b07800", "very_unsure": "#c62828", "inferred": "#00758f"}.get(entry.doubt, "#444444")
            for line in _wrapped(mark.shown, per_line, _LINES if mark.note else 1):
                small.write(draw, x + small.size * 1.6, y, line, colour)
                y += step
        y += step * 0.25
    out = io.BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()
