"""Photographs on scanned pages: found where they stand, and nothing else is taken for one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.ocr_doubles import BarEngine
from tests.test_straighten import DPI, lines_of_type
from vndocparse.geometry import Box
from vndocparse.objects import make_marks
from vndocparse.ocr.photographs import find_photographs
from vndocparse.ocr.read import read_picture
from vndocparse.ocr.straighten import Options, straighten
from vndocparse.source.base import Picture

PLACE = Box(150, 60, 330, 300)
"""Pixels at 150 dpi: 3 x 4 cm."""


def portrait(ground: tuple[int, int, int]) -> np.ndarray:
    """Head and shoulders before a wall, in soft light, with the grain of a print."""
    high, wide = int(PLACE.height), int(PLACE.width)
    picture = np.full((high, wide, 3), ground, np.uint8)
    cv2.ellipse(picture, (wide // 2, high), (wide // 2, high // 3), 0, 180, 360, (40, 44, 60), -1)
    cv2.ellipse(picture, (wide // 2, int(high * 0.42)), (wide // 4, high // 4), 0, 0, 360, (196, 150, 124), -1)
    cv2.ellipse(picture, (wide // 2, int(high * 0.28)), (wide // 4, high // 8), 0, 180, 360, (24, 22, 22), -1)
    soft = cv2.GaussianBlur(picture, (0, 0), 3).astype(np.float32)
    soft += np.random.default_rng(1).normal(0, 5, soft.shape) + np.linspace(12, -12, wide)[None, :, None]
    return soft.clip(0, 255).astype(np.uint8)


def page_with_portrait(ground: tuple[int, int, int] = (90, 120, 190)) -> np.ndarray:
    page = lines_of_type(lines=28)
    page[55:310, 140:340] = 245
    page[60:300, 150:330] = portrait(ground)
    return page


@pytest.mark.parametrize("ground", [(90, 120, 190), (150, 150, 150), (205, 60, 60)])
def test_a_portrait_is_found_where_it_stands(ground):
    (box,) = find_photographs(page_with_portrait(ground), DPI)
    assert tuple(box) == pytest.approx(tuple(PLACE), abs=12)


@pytest.mark.parametrize("turn", [0, 90, 270])
def test_it_is_white_for_the_reader_and_has_its_place_on_the_page_as_received(turn):
    received = np.ascontiguousarray(np.rot90(page_with_portrait(), turn // 90))
    prepared = straighten(Picture(received, DPI), options=Options(turn=turn))
    assert "photograph" in prepared.steps
    assert float((prepared.grey[80:280, 170:310] < 200).mean()) == 0.0
    (box,) = prepared.photographs
    there = np.zeros(lines_of_type().shape[:2], np.bool_)
    there[60:300, 150:330] = True
    inked = np.argwhere(np.rot90(there, turn // 90))
    (top, left), (bottom, right) = inked.min(axis=0) * 72 / DPI, inked.max(axis=0) * 72 / DPI
    assert tuple(box) == pytest.approx((left, top, right, bottom), abs=8)


def test_it_is_told_as_marginalia_and_none_of_it_is_text():
    page = page_with_portrait()
    read = read_picture(Picture(page, DPI), BarEngine(), number=1, width=595.2, height=841.9)
    (mark,) = [m for m in read.marks if m.kind == "photograph"]
    assert not [w for w in read.words if w.box is not None and mark.box.contains(w.box.middle, w.box.centre)]
    (told,) = make_marks([(1, mark)], [])
    assert (told.kind, told.text, told.evidence[0].bbox) == ("photograph", None, tuple(mark.box))


def shaded_cell(page: np.ndarray) -> None:
    page[150:260, 200:900] = np.minimum(page[150:260, 200:900], 200)


def black_bar(page: np.ndarray) -> None:
    page[150:280, 200:500] = 15


def seal(page: np.ndarray) -> None:
    cv2.circle(page, (600, 500), 100, (205, 40, 50), 6)
    cv2.circle(page, (600, 500), 20, (205, 40, 50), -1)


def shadow(page: np.ndarray) -> None:
    ys, xs = np.mgrid[0 : page.shape[0], 0 : page.shape[1]]
    dark = 1 - 0.4 * np.exp(-(((xs - 600) / 260.0) ** 2 + ((ys - 900) / 260.0) ** 2))
    page[:] = (page * dark[..., None]).astype(np.uint8)


@pytest.mark.parametrize("put", [shaded_cell, black_bar, seal, shadow])
def test_what_is_no_photograph_is_not_taken_for_one(put):
    page = lines_of_type()
    put(page)
    assert find_photographs(page, DPI) == ()
