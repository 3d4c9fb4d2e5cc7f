"""Pictures of pages, encoded, so that they can cross from the process that renders to the one that draws."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vndocparse.geometry import Box

if TYPE_CHECKING:
    from vndocparse.source.base import OpenSource, Picture


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as an encoded picture, and its size in points."""

    number: int
    """From 1."""
    data: bytes
    media_type: str
    width: float
    height: float


def page_images(
    source: OpenSource, pages: Iterable[int], *, dpi: float, kind: Literal["png", "jpeg"] = "jpeg"
) -> list[PageImage]:
    """The ``pages`` (from 1) of an opened file, rendered at most at ``dpi``.

    Raises:
        UnsupportedFormatError: the file is a text and has no pages.
    """
    return [_encoded(source.picture(number - 1, dpi), number, kind) for number in pages]


def page_piece(source: OpenSource, number: int, box: Box, *, dpi: float) -> PageImage:
    """A piece of page ``number`` (from 1) as PNG.

    Raises:
        UnsupportedFormatError: the file is a text and has no pages.
    """
    return _encoded(source.picture(number - 1, dpi, box), number, "png")


def cut_out(image: PageImage, box: Box) -> bytes:
    """The piece of an encoded page that lies in ``box``, as JPEG."""
    from PIL import Image

    page = Image.open(io.BytesIO(image.data), formats=("PNG", "JPEG"))
    scale = page.width / image.width
    edges = tuple(max(0, round(edge * scale)) for edge in box)
    out = io.BytesIO()
    page.convert("RGB").crop(edges).save(out, "JPEG", quality=80)
    return out.getvalue()


def _encoded(picture: Picture, number: int, kind: Literal["png", "jpeg"]) -> PageImage:
    from PIL import Image

    high, wide = picture.pixels.shape[:2]
    out = io.BytesIO()
    image = Image.fromarray(picture.pixels)
    if kind == "png":
        image.save(out, "PNG", compress_level=1)
    else:
        image.convert("RGB").save(out, "JPEG", quality=72, optimize=True)
    scale = 72 / picture.dpi
    return PageImage(number, out.getvalue(), f"image/{kind}", wide * scale, high * scale)
