"""Scans as image files: TIFF of many pages, PNG, JPEG and WebP."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil, isfinite, sqrt
from typing import TYPE_CHECKING, Any

from vndocparse.errors import DamagedFileError, LimitError, UsageError
from vndocparse.geometry import Box
from vndocparse.model.page import Page, Problem
from vndocparse.source.base import Limits, Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMATS = ("TIFF", "PNG", "JPEG", "WEBP")
"""Nothing else is given to Pillow: every further decoder is one more that a hostile file can aim at."""

_ORIENTATION, _SUBFILE, _STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES = 274, 254, 273, 279, 324, 325
_SIDEWAYS = (5, 6, 7, 8)
"""Values of the orientation tag that swap width and height."""
_FLIPS = {1: (1, 1), 2: (1, -1), 3: (-1, -1), 4: (-1, 1), 5: (1, 1), 6: (1, -1), 7: (-1, -1), 8: (-1, 1)}
"""Steps down and across for each value of the tag, after rows and columns were swapped where it says so."""
_A4_SHORT, _A4_LONG = 8.27, 11.69
_SHORT_SIDE = (4.0, 17.0)
"""Inches: from a half A5 to A2, what the short side of a scanned page may measure."""
_PLACEHOLDERS = (72.0, 96.0)
"""Written by programs that do not know the resolution."""
_GUESS_ELSE = 200.0
_LONGEST_GUESS = 17.0
_UNEVEN = 0.01
"""Resolutions across and down that differ by more are made one."""


def open_image(
    data: bytes, *, name: str = "", sha256: str = "", media_type: str = "", limits: Limits | None = None
) -> ImageSource:
    """Open the bytes of an image file; nothing is decoded yet.

    Raises:
        DamagedFileError: not one page of it can be found.
        LimitError: a page has more pixels than ``limits.max_pixels``.
    """
    from PIL import Image, UnidentifiedImageError

    limits = limits or Limits()
    try:
        with _quiet():
            image = _open(data)
            frames, whole = _frames(image, data, limits)
    except Image.DecompressionBombError as error:
        raise _too_large(limits) from error
    except UnidentifiedImageError as error:
        raise _damaged(name) from error
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, EOFError, struct.error, OverflowError) as error:
        # Pillow's readers let all of these through on broken headers.
        raise _damaged(name) from error
    if not frames:
        raise _damaged(name)
    kind = media_type or str(Image.MIME.get(image.format or "", "image/tiff"))
    return ImageSource(name, sha256, kind, limits, frames, whole, data)


@dataclass(frozen=True, slots=True)
class _Frame:
    """One page of the file: where it is and how large, upright."""

    number: int
    """Of the frame in the file; thumbnails have one too and are no pages."""
    across: int
    down: int
    dpi: tuple[float, float]
    orientation: int
    """The tag's value, 1 where nothing is left to turn: Pillow turns a TIFF by itself."""
    whole: bool
    """False where its data ends before the picture does."""

    @property
    def size(self) -> tuple[float, float]:
        """Points."""
        return self.across * 72 / self.dpi[0], self.down * 72 / self.dpi[1]


@dataclass(slots=True)
class ImageSource:
    """An opened image file; see ``OpenSource``."""

    name: str
    sha256: str
    media_type: str
    limits: Limits
    _frames: tuple[_Frame, ...] = field(repr=False)
    _whole: bool = field(repr=False)
    _data: bytes | None = field(repr=False)
    _last: tuple[int, NDArray[np.uint8]] | None = field(default=None, init=False, repr=False)
    """The page shown last, decoded: its parts are asked for next."""
    page_count: int = field(init=False)
    problems: tuple[Problem, ...] = field(init=False)
    """What is wrong with the file as a whole."""

    def __post_init__(self) -> None:
        found = len(self._frames)
        self.page_count = min(found, self.limits.max_pages)
        problems = []
        if not self._whole:
            problems.append(Problem("file-truncated", "The image file ends too early; pages may be missing."))
        if found > self.page_count:
            message = f"Only the first {self.page_count} pages were read (limit of pages)."
            problems.append(Problem("pages-left-out", message))
        self.problems = tuple(problems)

    def page(self, index: int) -> Page:
        """A page without words, as large as its resolution says, wholly covered by an image.

        The resolution is the file's where that makes a page of paper, else guessed from A4.

        Raises:
            UsageError: there is no such page.
        """
        frame = self._frame(index)
        wide, high = frame.size
        problems = () if frame.whole else (_cut_off(index),)
        return Page(index + 1, wide, high, images=(Box(0.0, 0.0, wide, high),), problems=problems)

    def picture(self, index: int, dpi: float, part: Box | None = None) -> Picture:
        """The page in RGB on white, upright by its orientation tag; never enlarged.

        Of a picture that is cut off the part that is there is shown, the rest is white.

        Args:
            part: points; what lies outside the page is left out.

        Raises:
            UsageError: there is no such page, or ``dpi`` is not above zero.
            DamagedFileError: nothing of the page can be decoded.
            LimitError: it has more pixels than ``limits.max_pixels``.
        """
        frame = self._frame(index)
        if not (isfinite(dpi) and dpi > 0):
            raise UsageError(f"A picture needs a resolution above zero, not {dpi}.")
        if self._last is None or self._last[0] != index:
            self._last = index, _pixels(self._decoded(frame), frame)
        pixels = self._last[1]
        wide, high = frame.size
        left, top = 0.0, 0.0
        if part is not None:
            pixels, (left, top, wide, high) = _cut(pixels, part, frame)
        # The finer of the two resolutions: a fax has half as many rows as columns.
        fine = max(frame.dpi)
        target = min(dpi, fine, 72 * sqrt(self.limits.max_pixels / (wide * high)))
        if target < fine or abs(frame.dpi[0] / frame.dpi[1] - 1) > _UNEVEN:
            pixels = _resized(pixels, (max(1, round(wide * target / 72)), max(1, round(high * target / 72))))
        else:
            pixels = pixels.copy()
        return Picture(pixels, 72 * pixels.shape[1] / wide, left, top)

    def close(self) -> None:
        """Free everything; a second call does nothing."""
        self._data = self._last = None

    def __enter__(self) -> ImageSource:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _frame(self, index: int) -> _Frame:
        if self._data is None:
            raise UsageError("The file was closed already.")
        if not 0 <= index < self.page_count:
            raise UsageError(f"There is no page {index + 1}: the file has {self.page_count}.")
        return self._frames[index]

    def _decoded(self, frame: _Frame) -> Any:
        """The frame's Pillow image, its pixels loaded as far as they go."""
        from PIL import Image, ImageFile

        try:
            try:
                with _quiet():
                    return self._loaded(frame.number)
            except (OSError, SyntaxError, ValueError):
                # The switch is one for the whole process, so it is on for this one call alone.
                before = ImageFile.LOAD_TRUNCATED_IMAGES
                ImageFile.LOAD_TRUNCATED_IMAGES = True
                try:
                    with _quiet():
                        return self._loaded(frame.number)
                finally:
                    ImageFile.LOAD_TRUNCATED_IMAGES = before
        except (Image.DecompressionBombError, MemoryError) as error:
            raise _too_large(self.limits) from error
        except Exception as error:
            # A broken picture raises whatever its decoder stumbled over.
            raise DamagedFileError(
                f"The picture of page {frame.number + 1} is damaged.", remedy="Scan or save the page again."
            ) from error

    def _loaded(self, number: int) -> Any:
        """From the start of the file each time: a decoder that failed once keeps half of its state."""
        image = _open(self._data or b"")
        if number:
            image.seek(number)
        image.load()
        return image


def _cut(
    pixels: NDArray[np.uint8], part: Box, frame: _Frame
) -> tuple[NDArray[np.uint8], tuple[float, float, float, float]]:
    """The part of the page's pixels, and its left, top, width and height in points."""
    across, down = (dpi / 72 for dpi in frame.dpi)
    x0 = min(max(int(part.x0 * across), 0), frame.across - 1)
    top = min(max(int(part.top * down), 0), frame.down - 1)
    piece = pixels[top : max(ceil(part.bottom * down), top + 1), x0 : max(ceil(part.x1 * across), x0 + 1)]
    return piece, (x0 / across, top / down, piece.shape[1] / across, piece.shape[0] / down)


def _open(data: bytes) -> Any:
    from PIL import Image

    return Image.open(io.BytesIO(data), formats=FORMATS)


@contextmanager
def _quiet() -> Iterator[None]:
    """Pillow warns of many pixels and of odd tags; what is too much is for our limits and problems to say."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


# --- what the headers say -----------------------------------------------------------


def _frames(image: Any, data: bytes, limits: Limits) -> tuple[tuple[_Frame, ...], bool]:
    """The pages of the file (at most one more than the limit), and whether all of them were found."""
    if image.format != "TIFF":
        # An animation shows one page that moves; its first picture is the page.
        return (_frame(image, 0, _ends_well(image.format, data), limits),), True
    found: list[_Frame] = []
    number, whole = 0, True
    while len(found) <= limits.max_pages:
        try:
            if number:
                image.seek(number)
        except EOFError:
            break
        except (OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error, OverflowError):
            whole = False
            break
        if not int(image.tag_v2.get(_SUBFILE, 0) or 0) & 1:
            found.append(_frame(image, number, _tiff_data_inside(image.tag_v2, len(data)), limits))
        number += 1
    return tuple(found), whole


def _frame(image: Any, number: int, whole: bool, limits: Limits) -> _Frame:
    across, down = image.size
    if across * down > limits.max_pixels:
        raise _too_large(limits)
    resolution = _stated_dpi(image)
    orientation = 1 if image.format == "TIFF" else _orientation(image)
    if orientation in _SIDEWAYS:
        across, down = down, across
        resolution = resolution and (resolution[1], resolution[0])
    return _Frame(number, across, down, _sane_dpi(across, down, resolution), orientation, whole)


def _orientation(image: Any) -> int:
    """The tag of the Exif data in the header (``getexif`` would decode a whole PNG to look behind its pixels)."""
    from PIL import Image

    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif", b""))
        value = int(exif.get(_ORIENTATION, 1))
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, struct.error):
        return 1
    return value if 1 <= value <= 8 else 1


def _stated_dpi(image: Any) -> tuple[float, float] | None:
    try:
        x, y = (float(v) for v in image.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not (isfinite(x) and isfinite(y)) or min(x, y) <= 1:
        return None
    if image.format == "TIFF" and image.tag_v2.get(_ORIENTATION, 1) in _SIDEWAYS:
        return y, x
    return x, y


def _sane_dpi(across: int, down: int, stated: tuple[float, float] | None) -> tuple[float, float]:
    """The stated resolution where it makes a page of paper, else one that makes the page A4."""
    if stated is not None and stated[0] not in _PLACEHOLDERS and 0.4 < stated[0] / stated[1] < 2.5:
        short = min(across / stated[0], down / stated[1])
        if _SHORT_SIDE[0] <= short <= _SHORT_SIDE[1]:
            return stated
    short, long = min(across, down), max(across, down)
    if 1.2 <= long / short <= 1.65:
        dpi = short / _A4_SHORT
    elif long / _GUESS_ELSE > _LONGEST_GUESS:
        dpi = long / _A4_LONG
    else:
        dpi = _GUESS_ELSE
    return dpi, dpi


def _ends_well(kind: str | None, data: bytes) -> bool:
    """Whether a file of one picture has its end; what a decoder would find out only after all its work."""
    if kind == "JPEG":
        return b"\xff\xd9" in data[-4096:]
    if kind == "PNG":
        return b"IEND" in data[-4096:]
    if kind == "WEBP":
        return len(data) >= 8 + int.from_bytes(data[4:8], "little")
    return True


def _tiff_data_inside(tags: Any, length: int) -> bool:
    """Whether all strips or tiles of the frame lie within the file."""
    for places, sizes in ((_STRIPS, _STRIP_BYTES), (_TILES, _TILE_BYTES)):
        try:
            ends = [int(a) + int(b) for a, b in zip(tags.get(places, ()), tags.get(sizes, ()), strict=False)]
        except (TypeError, ValueError):
            return False
        if any(end > length for end in ends):
            return False
    return True


# --- pixels -------------------------------------------------------------------------


def _pixels(image: Any, frame: _Frame) -> NDArray[np.uint8]:
    """RGB pixels on white, turned as the orientation tag says."""
    import numpy as np

    if image.mode.startswith(("I", "F")):
        grey = _eight_bits(np.asarray(image))
        pixels = np.repeat(grey[:, :, None], 3, axis=2)
    else:
        pixels = np.array(_on_white(image))
    if not frame.whole:
        _whiten_rest(pixels)
    if frame.orientation in _SIDEWAYS:
        pixels = pixels.swapaxes(0, 1)
    down, across = _FLIPS[frame.orientation]
    return np.ascontiguousarray(pixels[::down, ::across])


def _on_white(image: Any) -> Any:
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        paint = image.convert("RGBA")
        paper = Image.new("RGBA", paint.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, paint).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _eight_bits(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Deep grey (10, 12, 16 bits, or real numbers) to 8 bits, by the depth that its largest value needs."""
    import numpy as np

    real = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    most = float(real.max(initial=0.0))
    top = next((t for t in (1.0, 255.0, 1023.0, 4095.0, 65535.0) if most <= t), most)
    if values.dtype.kind in "iu":
        top = max(top, 255.0)
    result: NDArray[np.uint8] = np.clip(real * (255.0 / top), 0, 255).astype(np.uint8)
    return result


def _whiten_rest(pixels: NDArray[np.uint8]) -> None:
    """Rows at the end that a cut-off file never gave: all of one colour, black or grey."""
    flat = (pixels == pixels[:, :1]).all(axis=(1, 2))
    same = flat & (pixels[:, 0] == pixels[-1, 0]).all(axis=1)
    if same[-1]:
        rows = len(same) - int(same[::-1].argmin()) if not same.all() else 0
        pixels[rows:] = 255


def _resized(pixels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    import cv2
    import numpy as np

    smaller = size[0] * size[1] < pixels.shape[0] * pixels.shape[1]
    method = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    result: NDArray[np.uint8] = np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)
    return result


# --- errors -------------------------------------------------------------------------


def _too_large(limits: Limits) -> LimitError:
    return LimitError(
        f"A picture has more than {limits.max_pixels} pixels, or too many for the memory.",
        remedy="Save it smaller, or raise the limit of pixels if the file is trusted.",
    )


def _damaged(name: str) -> DamagedFileError:
    return DamagedFileError(
        f"{name or 'The file'} is not an image that can be read.", remedy="Scan it again, or save it as TIFF or PNG."
    )


def _cut_off(index: int) -> Problem:
    return Problem("page-cut-off", "The picture of the page ends too early; its lower part is missing.", index + 1)
