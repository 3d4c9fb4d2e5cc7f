"""Pictures of pages, encoded, so that they can cross from the process that renders to the one that draws."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from vndocparse.source.base import OpenSource


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
    from PIL import Image

    images = []
    for number in pages:
        picture = source.picture(number - 1, dpi)
        high, wide = picture.pixels.shape[:2]
        out = io.BytesIO()
        image = Image.fromarray(picture.pixels)
        if kind == "png":
            image.save(out, "PNG", compress_level=1)
        else:
            image.convert("RGB").save(out, "JPEG", quality=72, optimize=True)
        scale = 72 / picture.dpi
        images.append(PageImage(number, out.getvalue(), f"image/{kind}", wide * scale, high * scale))
    return images
