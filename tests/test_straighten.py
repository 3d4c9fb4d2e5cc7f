"""Page repair: places map back, angles and colours are found, and nothing that is text is lost."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vndocparse.geometry import Box
from vndocparse.ocr.colour import BLUE, RED
from vndocparse.ocr.missed import binary, blots, find_zones, seals, shapes
from vndocparse.ocr.rulings import find_rules, of_tables, without_rules
from vndocparse.ocr.straighten import Options, skew, straighten
from vndocparse.source.base import Picture

DPI = 150.0


def lines_of_type(across: int = 1240, down: int = 1754, lines: int = 30, ink: int = 30, paper: int = 245) -> np.ndarray:
    """A page of words made of bars as wide as letters: dense enough to be measured, free of any font."""
    page = np.full((down, across, 3), paper, np.uint8)
    rng = np.random.default_rng(7)
    for i in range(lines):
        y, x = 150 + i * 44, 160
        while x < across - 160:
            for _ in range(int(rng.integers(2, 7))):
                high = int(rng.choice([13, 13, 13, 20]))
                cv2.rectangle(page, (x, y - high), (x + 3, y), (ink,) * 3, -1)
                cv2.rectangle(page, (x, y - 2), (x + 8, y), (ink,) * 3, -1)
                x += 12
            x += 10
    return page


def turned(page: np.ndarray, angle: float) -> np.ndarray:
    """The page with its lines falling to the right by ``angle`` degrees."""
    down, across = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((across / 2, down / 2), -angle, 1.0)
    return cv2.warpAffine(page, matrix, (across, down), flags=cv2.INTER_LINEAR, borderValue=(245, 245, 245))


def darkest(grey: np.ndarray) -> tuple[float, float]:
    """Centre of the largest dark square, x and y."""
    dark = cv2.erode((grey < 90).astype(np.uint8), np.ones((7, 7), np.uint8))
    ys, xs = np.nonzero(dark)
    return float(xs.mean()) + 0.5, float(ys.mean()) + 0.5


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("dpi", [100.0, 150.0, 200.0, 300.0])
def test_a_place_on_the_prepared_page_is_found_again_on_the_page_as_received(turn, dpi):
    upright = np.full((1169, 827, 3), 250, np.uint8)
    upright[300:330, 200:260] = 10
    received = np.ascontiguousarray(np.rot90(upright, turn // 90))
    prepared = straighten(Picture(received, dpi), options=Options(turn=turn))
    x, y = darkest(prepared.grey)
    place = prepared.to_page(Box(x - 10, y - 5, x + 10, y + 5))
    px, py = darkest(received.mean(axis=2).astype(np.uint8))
    assert (place.middle, place.centre) == pytest.approx((px * 72 / dpi, py * 72 / dpi), abs=4)
    assert (place.width < place.height) == (turn in (90, 270))
    back = prepared.to_pixels(place)
    assert tuple(back) == pytest.approx((x - 10, y - 5, x + 10, y + 5), abs=0.01)


@pytest.mark.parametrize("angle", [-4.0, -1.5, 0.8, 2.5])
def test_a_skewed_page_is_straightened_and_maps_back(angle):
    page = lines_of_type()
    page[600:640, 300:340] = 0
    skewed = turned(page, angle)
    prepared = straighten(Picture(skewed, DPI))
    assert prepared.quality.skew == pytest.approx(angle, abs=0.25)
    assert any(step.startswith("deskew") for step in prepared.steps)
    x, y = darkest(prepared.grey)
    place = prepared.to_page(Box(x - 2, y - 2, x + 2, y + 2))
    px, py = darkest(skewed.mean(axis=2).astype(np.uint8))
    assert (place.middle * DPI / 72, place.centre * DPI / 72) == pytest.approx((px, py), abs=6)
    # A box is as large as before: its corners' turn does not blow it up.
    wide = prepared.to_page(Box(100, 100, 400, 120))
    assert (wide.width, wide.height) == pytest.approx((300 * 72 / DPI, 20 * 72 / DPI), rel=0.02)


def test_a_page_almost_straight_is_left_as_it_is():
    prepared = straighten(Picture(turned(lines_of_type(), 0.2), DPI))
    assert not any(step.startswith("deskew") for step in prepared.steps)


def test_the_angle_of_too_little_ink_is_none():
    assert skew(np.zeros((800, 600), np.uint8)) == 0.0


@pytest.mark.parametrize(("angle", "ways"), [(0.0, 0), (1.5, 0), (-3.0, 0), (0.0, 1), (1.5, 1), (2.0, 3)])
def test_lines_that_run_up_the_page_are_seen(angle, ways):
    page = np.ascontiguousarray(np.rot90(turned(lines_of_type(), angle), ways))
    assert straighten(Picture(page, DPI)).quality.sideways is (ways in (1, 3))


@pytest.mark.parametrize("page", [np.full((1754, 1240, 3), 250, np.uint8), np.zeros((1754, 1240, 3), np.uint8)])
def test_a_page_of_one_colour_is_not_sideways(page):
    assert not straighten(Picture(page, DPI)).quality.sideways


def with_seal(colour: tuple[int, int, int]) -> np.ndarray:
    page = lines_of_type(lines=12)
    cv2.circle(page, (800, 900), 120, colour, 6)
    cv2.rectangle(page, (700, 840), (900, 860), (25, 25, 25), -1)
    return page


@pytest.mark.parametrize(("colour", "layer"), [((205, 40, 50), RED), ((40, 60, 190), BLUE)])
def test_coloured_ink_is_taken_out_and_black_type_under_it_stays(colour, layer):
    prepared = straighten(Picture(with_seal(colour), DPI))
    assert "colour" in prepared.steps
    ring = prepared.grey[1010:1028, 795:805]
    assert ring.min() > 200
    assert prepared.grey[850, 705:895].max() < 80
    assert set(np.unique(prepared.colour)) == {0, layer}
    assert prepared.coloured[1020, 800] < 120
    assert prepared.coloured[200, 200] == 255


def test_no_outline_stays_of_a_pen_stroke_whose_picture_holds_half_the_colour():
    """A scan keeps colour at half the resolution: a stroke's edge is dark and no longer coloured.

    What stayed of a number by hand ran into its symbol, and the symbol was lost.
    """
    page = lines_of_type()
    for k in range(4):  # where no type is: four strokes as of a figure
        cv2.line(page, (300 + 30 * k, 60), (318 + 30 * k, 96), (28, 48, 150), 4, cv2.LINE_AA)
    how = [cv2.IMWRITE_JPEG_QUALITY, 60, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, 0x221111]
    scanned = cv2.imdecode(cv2.imencode(".jpg", page[..., ::-1], how)[1], cv2.IMREAD_COLOR)[..., ::-1]
    prepared = straighten(Picture(np.ascontiguousarray(scanned), DPI))
    assert int((prepared.grey[50:106, 290:420] < 150).sum()) < 40  # 165 where edges are not lifted
    assert int((prepared.coloured[50:106, 290:420] < 150).sum()) > 300


def test_red_and_blue_ink_in_one_place_both_go():
    page = lines_of_type()
    cv2.circle(page, (300, 80), 45, (205, 30, 40), 4, cv2.LINE_AA)
    cv2.line(page, (240, 60), (360, 100), (28, 48, 150), 4, cv2.LINE_AA)
    prepared = straighten(Picture(page, DPI))
    assert int((prepared.grey[30:130, 230:370] < 150).sum()) == 0


def test_a_round_red_shape_is_a_seal():
    prepared = straighten(Picture(with_seal((205, 40, 50)), DPI))
    (box,) = seals(prepared.colour, 29)
    assert (box.middle, box.centre) == pytest.approx((800, 900), abs=10)


def test_a_text_that_is_blue_throughout_is_kept():
    page = lines_of_type()
    page[(page < 100).all(axis=2)] = (40, 50, 170)
    prepared = straighten(Picture(page, DPI))
    assert "colour" not in prepared.steps
    assert (prepared.grey < 100).mean() > 0.01


def test_yellow_paper_is_not_coloured_ink():
    page = lines_of_type().astype(np.float32) * np.array([0.98, 0.92, 0.72])
    prepared = straighten(Picture(page.astype(np.uint8), DPI))
    assert "colour" not in prepared.steps
    assert np.median(prepared.grey) == 255


def test_a_black_border_is_made_white_and_type_beside_it_stays():
    page = lines_of_type()
    page[:, :40] = 5
    page[-60:] = 5
    prepared = straighten(Picture(page, DPI))
    assert "border" in prepared.steps
    assert prepared.grey[900, :36].min() > 200
    assert prepared.grey[-50:, 600].min() > 200
    assert (prepared.grey[140:1480, 150:1100] < 100).mean() > 0.02


def test_faint_type_on_grey_paper_comes_out_black_on_white():
    page = lines_of_type(ink=150, paper=200)
    shade = np.linspace(1.0, 0.75, page.shape[1])[None, :, None]
    prepared = straighten(Picture((page * shade).astype(np.uint8), DPI))
    assert np.median(prepared.grey) > 245
    assert np.percentile(prepared.grey[binary(prepared.grey) > 0], 30) < 100
    assert prepared.quality.contrast < 0.5


def test_a_page_strewn_with_specks_is_cleaned_and_dots_by_letters_stay():
    page = lines_of_type()
    page[190:193, 300:303] = 20
    rng = np.random.default_rng(3)
    for x, y in zip(rng.integers(0, 1238, 6000), rng.integers(0, 1752, 6000), strict=True):
        page[y : y + 2, x : x + 2] = 60
    prepared = straighten(Picture(page, DPI))
    assert "specks" in prepared.steps
    blank = binary(prepared.grey)[1520:, :]
    assert blank.mean() < 0.25 * binary(page.mean(axis=2).astype(np.uint8))[1520:, :].mean()
    clean = straighten(Picture(lines_of_type(), DPI))
    assert "specks" not in clean.steps


def ruled() -> np.ndarray:
    grey = np.full((900, 900), 255, np.uint8)
    for y in (200, 300, 400):
        grey[y : y + 2, 100:800] = 0
    for x in (100, 400, 798):
        grey[200:402, x : x + 2] = 0
    grey[600:602, 100:300] = 0
    return grey


def test_rules_are_found_and_those_of_tables_wiped_out():
    grey = ruled()
    found = find_rules((grey < 128).astype(np.uint8), 100)
    assert len(found) == 7
    table = of_tables(found)
    assert len(table) == 6
    cleaned = without_rules(grey, table)
    assert cleaned[195:410, 95:805].min() == 255
    assert cleaned[601, 200] == 0
    assert of_tables(find_rules((grey[550:] < 128).astype(np.uint8), 100)) == []


def test_unread_type_makes_a_zone_and_a_black_seal_a_blot():
    left = np.zeros((600, 900), np.uint8)
    for x in range(100, 300, 14):
        left[100:116, x : x + 9] = 1
    cv2.circle(left, (600, 400), 90, 1, 5)
    found = shapes(left)
    (zone,) = find_zones(left, found, 29)
    assert zone.letters == 15 and zone.lines == 1
    assert zone.box.x0 <= 100 and zone.box.x1 >= 295
    assert find_zones(left, found, 29, [Box(90, 90, 310, 120)]) == []
    (blot,) = blots(found, 29)
    assert blot.contains(600, 400)


@pytest.mark.parametrize(("down", "across"), [(9000, 9000), (40, 60_000)])
def test_a_huge_coarse_picture_is_not_enlarged_beyond_measure(down, across):
    prepared = straighten(Picture(np.full((down, across, 3), 250, np.uint8), 50.0))
    assert prepared.grey.size <= 40_100_000
    assert max(prepared.grey.shape) <= 30_000
    whole = prepared.to_page(Box(0, 0, prepared.grey.shape[1], prepared.grey.shape[0]))
    assert (whole.width, whole.height) == pytest.approx((across * 72 / 50, down * 72 / 50), rel=0.001)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 90),
    st.integers(1, 90),
    st.sampled_from([30.0, 72.0, 100.0, 150.0, 300.0, 1200.0]),
    st.sampled_from([0, 90, 180, 270]),
    st.integers(0, 3),
)
def test_pictures_of_any_size_are_prepared(down, across, dpi, turn, kind):
    rng = np.random.default_rng(down * 100 + across)
    pixels = {
        0: np.zeros((down, across, 3), np.uint8),
        1: np.full((down, across, 3), 255, np.uint8),
        2: rng.integers(0, 255, (down, across, 3), dtype=np.uint8),
        3: np.tile(np.array([200, 20, 20], np.uint8), (down, across, 1)),
    }[kind]
    prepared = straighten(Picture(pixels, dpi), options=Options(turn=turn))
    assert prepared.grey.shape == prepared.colour.shape == prepared.coloured.shape
    whole = prepared.to_page(Box(0, 0, prepared.grey.shape[1], prepared.grey.shape[0]))
    if prepared.quality.skew == 0:
        assert tuple(whole) == pytest.approx((0, 0, across * 72 / dpi, down * 72 / dpi), abs=0.01)
