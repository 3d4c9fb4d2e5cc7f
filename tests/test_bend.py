"""Bent pages: the bend is found by the lines, taken out, and every place leads back to the page as received."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.test_straighten import DPI, lines_of_type
from vndocparse.geometry import Box
from vndocparse.ocr.bend import find_bend
from vndocparse.ocr.pixels import ink_of, scaled
from vndocparse.ocr.straighten import Options, straighten
from vndocparse.source.base import Picture


def field(shape: tuple[int, ...], most: float) -> np.ndarray:
    """Pixels by which a place of the bent page lies lower: a wave, steeper on the left, less at the bottom."""
    x, y = np.linspace(0, 1, shape[1]), np.linspace(0, 1, shape[0])
    return most * np.sin(np.pi * x**0.8)[None, :] * (1 - 0.4 * y)[:, None]


def bent(page: np.ndarray, most: float) -> np.ndarray:
    down, across = page.shape[:2]
    xs, ys = np.meshgrid(np.arange(across, dtype=np.float32), np.arange(down, dtype=np.float32))
    moved = (ys - field(page.shape, most)).astype(np.float32)
    return cv2.remap(page, xs, moved, cv2.INTER_LINEAR, borderValue=(245, 245, 245))


def square(grey: np.ndarray) -> tuple[float, float]:
    """Middle of the one dark shape that is larger than type, x and y."""
    dark = cv2.erode((grey < 90).astype(np.uint8), np.ones((15, 15), np.uint8))
    ys, xs = np.nonzero(dark)
    return float(xs.mean()) + 0.5, float(ys.mean()) + 0.5


def full_rows(grey: np.ndarray) -> int:
    """Rows of pixels that are mostly ink, as the feet of a straight line of type are."""
    return int(((grey[:, 200:1000] < 120).mean(axis=1) > 0.3).sum())


@pytest.mark.parametrize("most", [-40.0, 25.0, 50.0])
def test_a_bent_page_is_made_flat_and_a_place_on_it_leads_back(most):
    page = lines_of_type()
    page[800:820, 600:660] = 0
    received = bent(page, most)
    prepared = straighten(Picture(received, DPI), options=Options(deskew_above=5.99))
    assert any(step.startswith("flatten") for step in prepared.steps)
    x, y = square(prepared.grey)
    place = prepared.to_page(Box(x - 20, y - 10, x + 20, y + 10))
    px, py = square(received.mean(axis=2).astype(np.uint8))
    assert (place.middle * DPI / 72, place.centre * DPI / 72) == pytest.approx((px, py), abs=3)
    assert (place.width, place.height) == pytest.approx((40 * 72 / DPI, 20 * 72 / DPI))
    assert tuple(prepared.to_pixels(place)) == pytest.approx((x - 20, y - 10, x + 20, y + 10), abs=0.01)


def test_lines_of_a_flattened_page_run_straight():
    received = bent(lines_of_type(), 40.0)
    flat = straighten(Picture(received, DPI), options=Options(deskew_above=5.99)).grey
    left = straighten(Picture(received, DPI), options=Options(deskew_above=5.99, flatten_above=float("inf"))).grey
    assert full_rows(left) < 10 < 100 < full_rows(flat)


@pytest.mark.parametrize("most", [0.0, 3.0])
def test_a_page_that_is_flat_or_nearly_so_is_left_as_it_is(most):
    prepared = straighten(Picture(bent(lines_of_type(), most), DPI))
    assert not any(step.startswith("flatten") for step in prepared.steps)


def test_too_few_lines_tell_nothing():
    small = scaled(lines_of_type(lines=4)[..., 0], 0.5)
    assert find_bend(ink_of(small)[0]) is None
