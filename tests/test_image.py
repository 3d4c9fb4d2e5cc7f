"""Image files as pages: kinds of pixels, turns, resolutions, damage and limits."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from vndocparse.errors import DamagedFileError, LimitError, UsageError
from vndocparse.source.base import Limits
from vndocparse.source.image import ImageSource, open_image


def sheet(across: int = 827, down: int = 1169, mode: str = "RGB") -> Image.Image:
    """White paper with a black square near its top left corner."""
    image = Image.new("RGB", (across, down), "white")
    ImageDraw.Draw(image).rectangle((20, 20, 120, 120), fill="black")
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def corner(source: ImageSource, index: int = 0) -> str:
    """Which corner of the picture the black square is in."""
    grey = source.picture(index, 600).pixels.mean(axis=2)
    ys, xs = np.nonzero(grey < 100)
    down, across = grey.shape
    return ("top" if ys.mean() < down / 2 else "bottom") + ("left" if xs.mean() < across / 2 else "right")


@pytest.mark.parametrize("kind", ["TIFF", "PNG", "JPEG", "WEBP"])
def test_each_kind_gives_one_page_of_paper_size(kind):
    source = open_image(saved(sheet(), kind, dpi=(100, 100)), name="a", sha256="0")
    page = source.page(0)
    assert source.page_count == 1
    assert (page.width, page.height) == pytest.approx((595, 842), abs=2)
    assert page.words == () and len(page.images) == 1 and page.problems == ()
    picture = source.picture(0, 300)
    assert picture.pixels.shape == (1169, 827, 3)
    assert picture.dpi == pytest.approx(100, abs=0.5)
    assert corner(source) == "topleft"


def test_the_pages_of_a_tiff_come_in_order_and_thumbnails_are_left_out():
    pages = [sheet(827 + i, 1169) for i in range(3)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], dpi=(100, 100))
    source = open_image(data)
    assert source.page_count == 3
    assert [source.picture(i, 100).pixels.shape[1] for i in (2, 0, 1)] == [829, 827, 828]

    small = sheet(100, 140)
    small.encoderinfo = {"tiffinfo": {254: 1}}
    source = open_image(saved(pages[0], "TIFF", save_all=True, append_images=[small, pages[1]]))
    assert source.page_count == 2
    assert source.picture(1, 900).pixels.shape[1] == 828


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG", "WEBP"])
def test_the_orientation_tag_is_applied(kind, orientation):
    undo = {
        1: (),
        2: (Image.Transpose.FLIP_LEFT_RIGHT,),
        3: (Image.Transpose.ROTATE_180,),
        4: (Image.Transpose.FLIP_TOP_BOTTOM,),
        5: (Image.Transpose.TRANSPOSE,),
        6: (Image.Transpose.ROTATE_90,),
        7: (Image.Transpose.TRANSVERSE,),
        8: (Image.Transpose.ROTATE_270,),
    }
    image = sheet()
    for step in undo[orientation]:
        image = image.transpose(step)
    exif = Image.Exif()
    exif[274] = orientation
    options = {"tiffinfo": {274: orientation}} if kind == "TIFF" else {"exif": exif}
    source = open_image(saved(image, kind, dpi=(100, 100), **options))
    page = source.page(0)
    assert page.width < page.height
    assert source.picture(0, 300).pixels.shape[:2] == (1169, 827)
    assert corner(source) == "topleft"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr", "I;16", "I", "F", "LA", "RGBA", "PA"])
def test_every_kind_of_pixel_becomes_black_on_white(mode):
    if mode in ("I;16", "I"):
        image = Image.fromarray(np.asarray(sheet(mode="L")).astype(np.uint16) * 257)
        image = image.convert("I") if mode == "I" else image
    else:
        image = sheet(mode=mode)
    picture = open_image(saved(image, "TIFF")).picture(0, 300)
    assert picture.pixels.dtype == np.uint8 and picture.pixels.shape == (1169, 827, 3)
    assert picture.pixels[60, 60].max() < 60
    assert picture.pixels[600, 400].min() > 250


def test_what_is_transparent_is_paper():
    image = Image.new("RGBA", (827, 1169), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((20, 20, 120, 120), fill=(0, 0, 0, 255))
    for picture in (image, image.convert("LA"), image.quantize()):
        pixels = open_image(saved(picture)).picture(0, 300).pixels
        assert pixels[600, 400].min() == 255
        assert pixels[60, 60].max() < 10


def test_twelve_bits_in_sixteen_are_stretched():
    deep = np.full((1169, 827), 4095, np.uint16)
    deep[20:120, 20:120] = 0
    pixels = open_image(saved(Image.fromarray(deep), "TIFF")).picture(0, 300).pixels
    assert pixels[600, 400].min() == 255


@pytest.mark.parametrize("stated", [None, (72, 72), (96, 96), (1, 1), (5, 5), (9000, 9000)])
def test_a_resolution_that_makes_no_page_is_replaced_by_that_of_a4(stated):
    options = {} if stated is None else {"dpi": stated}
    page = open_image(saved(sheet(1654, 2339), **options)).page(0)
    assert (page.width, page.height) == pytest.approx((595, 842), abs=3)


def test_a_landscape_page_without_resolution_is_a4_across():
    page = open_image(saved(sheet(2339, 1654))).page(0)
    assert (page.width, page.height) == pytest.approx((842, 595), abs=3)


def test_a_fax_of_uneven_resolution_is_made_even():
    source = open_image(saved(sheet(1728, 1143), "TIFF", dpi=(204, 98)))
    page, picture = source.page(0), source.picture(0, 300)
    assert page.height > page.width
    down, across = picture.pixels.shape[:2]
    assert across / page.width == pytest.approx(down / page.height, rel=0.01)


def test_a_picture_is_made_smaller_and_never_larger():
    source = open_image(saved(sheet(1654, 2339), dpi=(200, 200)))
    assert source.picture(0, 100).pixels.shape[1] == 827
    assert source.picture(0, 100).dpi == pytest.approx(100, abs=0.5)
    assert source.picture(0, 900).dpi == pytest.approx(200, abs=0.5)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_cut_off_picture_is_read_as_far_as_it_goes(kind):
    rng = np.random.default_rng(1)
    noisy = np.array(sheet())
    noisy[400:] = rng.integers(0, 255, noisy[400:].shape, dtype=np.uint8)
    whole = saved(Image.fromarray(noisy), kind)
    source = open_image(whole[: len(whole) * 6 // 10])
    assert [p.code for p in source.page(0).problems] == ["page-cut-off"]
    pixels = source.picture(0, 300).pixels
    assert pixels[60, 60].max() < 60
    assert pixels[-1].min() == 255


def test_a_cut_off_webp_is_damaged_for_its_decoder_gives_nothing():
    whole = saved(sheet(), "WEBP")
    with pytest.raises(DamagedFileError):
        open_image(whole[: len(whole) * 6 // 10])


def test_a_cut_off_tiff_gives_the_pages_that_are_there():
    rng = np.random.default_rng(1)
    noise = Image.fromarray(rng.integers(0, 255, (400, 300), dtype=np.uint8))
    whole = saved(noise, "TIFF", save_all=True, append_images=[noise] * 3)
    source = open_image(whole[: len(whole) * 6 // 10])
    assert 1 <= source.page_count < 4
    assert source.problems or source.page(source.page_count - 1).problems
    assert source.picture(0, 300).pixels.shape == (400, 300, 3)


def test_too_many_pixels_are_refused_before_decoding():
    header = saved(Image.new("1", (8, 8)))
    huge = bytearray(header)
    huge[16:24] = (30_000).to_bytes(4, "big") * 2
    import zlib

    huge[29:33] = zlib.crc32(bytes(huge[12:29])).to_bytes(4, "big")
    with pytest.raises(LimitError):
        open_image(bytes(huge))
    with pytest.raises(LimitError):
        open_image(saved(sheet()), limits=Limits(max_pixels=100_000))


def test_pages_over_the_limit_are_left_out_with_a_problem():
    data = saved(sheet(80, 110), "TIFF", save_all=True, append_images=[sheet(80, 110)] * 4)
    source = open_image(data, limits=Limits(max_pages=2))
    assert source.page_count == 2
    assert [p.code for p in source.problems] == ["pages-left-out"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(50),
        b"\xff\xd8\xff",
        b"II*\0\x08\0\0\0\0\0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"text",
    ],
)
def test_what_is_no_image_is_a_damaged_file(data):
    with pytest.raises(DamagedFileError):
        open_image(data)


def test_a_tiff_whose_pages_point_in_a_circle_ends():
    data = bytearray(saved(sheet(80, 110), "TIFF", save_all=True, append_images=[sheet(80, 110)]))
    first = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[first : first + 2], "little")
    at = first + 2 + 12 * entries
    second = int.from_bytes(data[at : at + 4], "little")
    entries = int.from_bytes(data[second : second + 2], "little")
    at = second + 2 + 12 * entries
    data[at : at + 4] = first.to_bytes(4, "little")
    assert open_image(bytes(data)).page_count == 2


def test_pages_beyond_the_end_and_a_closed_file_are_usage_errors():
    source = open_image(saved(sheet(80, 110)))
    with pytest.raises(UsageError):
        source.page(1)
    with pytest.raises(UsageError):
        source.picture(0, 0)
    source.close()
    source.close()
    with pytest.raises(UsageError):
        source.picture(0, 100)
