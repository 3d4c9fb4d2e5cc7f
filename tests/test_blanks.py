"""Number, day and month in the header's blanks: found, read, weighed, left open where in doubt."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

import vndocparse
from tests.composed import placed, text_map
from vndocparse.blanks import read_blanks
from vndocparse.blanks.lines import date_strip, number_strip
from vndocparse.blanks.settle import SURE, Heard, Witnesses, marginal, weigh_date, weigh_number
from vndocparse.blanks.witnesses import witnesses
from vndocparse.calibration import raw_scores
from vndocparse.fields.date import read_date_line
from vndocparse.fields.number import read_number
from vndocparse.fields.parts import split_parts
from vndocparse.geometry import Box
from vndocparse.layout.lines import group_lines
from vndocparse.layout.zones import label_lines
from vndocparse.model.document import Blank, Candidate
from vndocparse.model.page import Page, Word
from vndocparse.model.textmap import TextMap
from vndocparse.objects import make_issued
from vndocparse.ocr import digits
from vndocparse.ocr.ctc import spellings
from vndocparse.partreading import Reading, read_part
from vndocparse.source.base import Picture

NONE = Witnesses()
HOME = Path(vndocparse.__file__).parent / "models/handwriting"
DPI = 200


def _columns(text: str, *, doubt: float = 0.0, other: str = "") -> np.ndarray:
    """Columns that spell ``text``; where ``other`` differs from it, it has the probability ``doubt``."""
    rows = []
    for i, c in enumerate(text):
        row = np.full(len(digits.TOKENS) + 1, 1e-9)
        row[digits.TOKENS.index(c) + 1] = 1 - doubt
        row[digits.TOKENS.index((other or text)[i]) + 1] += doubt
        nothing = np.full(len(digits.TOKENS) + 1, 1e-9)
        nothing[0] = 1
        rows += [row / row.sum(), nothing / nothing.sum()]
    return np.log(np.array(rows)).astype(np.float32)


# --- strings from columns -----------------------------------------------------------


def test_columns_spell_their_string() -> None:
    assert spellings(_columns("S11/"), digits.TOKENS)[0] == ("S11/", pytest.approx(1.0, abs=1e-5))


def test_a_doubtful_column_gives_two_strings_with_its_probabilities() -> None:
    best, second, *_ = spellings(_columns("S47/", doubt=0.3, other="S41/"), digits.TOKENS)
    assert best == ("S47/", pytest.approx(0.7, abs=0.01))
    assert second == ("S41/", pytest.approx(0.3, abs=0.01))


@given(st.integers(0, 2**32 - 1))
def test_probabilities_of_strings_fall_and_sum_to_at_most_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    raw = rng.normal(0, 2, (6, 4))
    columns = (raw - np.log(np.exp(raw).sum(axis=1, keepdims=True))).astype(np.float32)
    found = [p for _, p in spellings(columns, "12/", beam=8)]
    assert found == sorted(found, reverse=True)
    assert sum(found) <= 1 + 1e-5


def test_search_without_limit_finds_every_path() -> None:
    """Three columns of two tokens: all strings together have the probability 1."""
    columns = np.log(np.array([[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.6, 0.2, 0.2]])).astype(np.float32)
    every = dict(spellings(columns, "ab", beam=100, count=100))
    assert sum(every.values()) == pytest.approx(1.0, abs=1e-5)
    # "a" alone: a--, -a-, --a, aa-, -aa, aaa.
    one = 0.3 * 0.2 * 0.6 + 0.5 * 0.5 * 0.6 + 0.5 * 0.2 * 0.2 + 0.3 * 0.5 * 0.6 + 0.5 * 0.5 * 0.2 + 0.3 * 0.5 * 0.2
    assert every["a"] == pytest.approx(one, abs=1e-5)


# --- weighing ---------------------------------------------------------------------------


def test_sure_figures_are_taken_and_doubtful_ones_are_not() -> None:
    assert weigh_number({"47": 0.99}, Heard(), NONE).taken == "47"
    doubtful = weigh_number({"47": 0.85, "41": 0.08}, Heard(), NONE)
    assert doubtful.taken is None
    assert doubtful.values[0][0] == "47"


def test_a_line_seen_in_part_leaves_doubt() -> None:
    """What the net saw beside numbers is doubt, not nothing."""
    assert weigh_number({"47": 0.6}, Heard(), NONE).taken is None


def test_an_engine_that_agrees_settles_a_doubt() -> None:
    assert weigh_number({"47": 0.85, "41": 0.14}, Heard("47", 0.95, printed=True), NONE).taken == "47"
    assert weigh_number({"47": 0.75, "41": 0.24}, Heard("47", 0.4, printed=True), NONE).taken is None
    by_hand = weigh_number({"47": 0.55, "41": 0.4}, Heard("47", 0.95), NONE)
    assert by_hand.taken is None, "it did not learn hands"


def test_an_engine_that_is_sure_of_something_else_raises_doubt() -> None:
    assert weigh_number({"04": 0.985}, Heard("01", 0.97, printed=True), NONE).taken is None
    assert weigh_number({"04": 0.985}, Heard("01", 0.5), NONE).taken == "04", "a weak reading does not"


def test_a_printed_month_that_the_engine_read_settles_the_month_and_not_the_day() -> None:
    seen = {(17, 2): 0.7, (17, 1): 0.28}
    assert weigh_date(seen, Heard(), Heard(2, 0.97, printed=True), 2025, NONE).taken == (17, 2)
    doubtful = weigh_date({(17, 2): 0.5, (11, 2): 0.49}, Heard(), Heard(2, 0.97, printed=True), 2025, NONE)
    assert doubtful.taken is None
    assert marginal(doubtful.values, 1)[0] == ("02", pytest.approx(1.0, abs=0.01))


def test_print_elsewhere_settles_the_number() -> None:
    others = Witnesses(numbers=frozenset({"47"}))
    assert weigh_number({"047": 0.6, "041": 0.38}, Heard(), others).taken == "047"


def test_days_that_the_calendar_does_not_have_are_doubt() -> None:
    weighed = weigh_date({(31, 2): 0.98, (21, 2): 0.02}, Heard(), Heard(), 2019, NONE)
    assert weighed.taken is None
    assert [pair for pair, _ in weighed.values] == [(21, 2)]
    assert weigh_date({(29, 2): 0.99}, Heard(), Heard(), 2019, NONE).taken is None
    assert weigh_date({(29, 2): 0.99}, Heard(), Heard(), 2020, NONE).taken == (29, 2)


def test_a_day_after_the_digital_signature_is_doubted() -> None:
    signed = Witnesses(signed=date(2024, 3, 18))
    assert weigh_date({(19, 3): 0.98, (15, 3): 0.01}, Heard(), Heard(), 2024, signed).taken is None
    assert weigh_date({(15, 3): 0.95, (25, 3): 0.04}, Heard(), Heard(), 2024, signed).taken == (15, 3)


def test_days_and_months_alone() -> None:
    values = (((1, 2), 0.5), ((1, 3), 0.3), ((7, 2), 0.1))
    assert marginal(values, 0) == [("01", pytest.approx(0.8)), ("07", pytest.approx(0.1))]
    assert marginal(values, 1) == [("02", pytest.approx(0.6)), ("03", pytest.approx(0.3))]


# --- where the lines stand ----------------------------------------------------------


def _header(number: str, dated: str) -> Page:
    return placed(
        [(90, 60, "UBND XÃ TÂN PHO"), (330, 60, "ĐẢNG CỘNG SẢN VIỆT NAM"), (90, 100, number), (330, 100, dated),
         (200, 150, "QUYẾT ĐỊNH"), (200, 170, "về việc thành lập tổ công tác")]
    )  # fmt: skip


def _reading(page: Page) -> Reading:
    return read_part(split_parts(label_lines(group_lines(page)))[0])


@pytest.mark.parametrize("number", ["Số: /QĐ-UBND", "Số: 47 /QĐ-UBND", "Số:47/QĐ-UBND", "Số -QĐ/ĐU", "Số 4-QĐ/ĐU"])
def test_the_strip_of_a_number_holds_the_label_and_the_beginning_of_the_symbol(number: str) -> None:
    page = placed([(90, 100, number)])
    text = TextMap(group_lines(page))
    found = read_number(text.text)
    assert found is not None
    strip = number_strip(text, found)
    assert strip is not None
    symbol = min(number.index(c) for c in "/-" if c in number)
    per_character = 0.5 * 13
    at = 90 + symbol * per_character - 1.2 * number[:symbol].count(" ") * 13 * 0.17
    assert strip.box.x0 < 90
    assert at < strip.box.x1 < at + 3 * 13
    assert strip.box.top < 100 < 113 < strip.box.bottom


def test_the_strip_of_a_date_ends_behind_its_last_word() -> None:
    text = TextMap(group_lines(placed([(330, 100, "Tân Pho, ngày tháng năm 2019")])))
    found = read_date_line(text.text)
    assert found is not None
    strip = date_strip(text, found)
    year = text.lines[0].words[-1].box
    assert strip is not None
    assert year is not None
    assert strip.box.x1 < year.x0
    words = [w.box for w in text.lines[0].words if w.text == "ngày"]
    assert words[0] is not None
    assert strip.box.x0 < words[0].x0


def test_words_without_places_have_no_strip() -> None:
    text = text_map("Số: /QĐ-UBND")
    found = read_number(text.text)
    assert found is not None
    assert number_strip(text, found) is None


# --- witnesses ------------------------------------------------------------------------


def test_attachments_tell_the_number_of_what_they_are_attached_to() -> None:
    own = _reading(_header("Số: /QĐ-UBND", "Tân Pho, ngày tháng 2 năm 2019"))
    attached = replace(own, text=text_map("QUY CHẾ\n(Kèm theo Quyết định số 47/QĐ-UBND ngày 18/02/2019 của UBND xã)"))
    found = witnesses(own, [own, attached], [])
    assert found.numbers == {"47"}
    assert found.dates == {date(2019, 2, 18)}
    other = replace(own, text=text_map("QUY CHẾ\n(Kèm theo Quyết định số 47/QĐ-SYT ngày 18/02/2019 của Sở)"))
    assert witnesses(own, [own, other], []).numbers == frozenset(), "another organ's"


def test_the_stamp_of_a_digital_signature_tells_its_day() -> None:
    page = _header("Số: /QĐ-UBND", "Tân Pho, ngày tháng 2 năm 2019")
    stamp = tuple(Word(t, Box(400 + 50 * i, 20, 440 + 50 * i, 28)) for i, t in enumerate(["20.02.2019", "16:41:00"]))
    own = _reading(page)
    assert witnesses(own, [own], [replace(page, words=(*page.words, *stamp))]).signed == date(2019, 2, 20)
    assert witnesses(own, [own], [page]).signed is None


# --- pictures ---------------------------------------------------------------------------


class _Drawn:
    """A file of one page whose picture shows its words, and what else is written onto it."""

    name, sha256, media_type, page_count = "drawn.pdf", "0" * 64, "application/pdf", 1

    def __init__(self, page: Page, written: list[tuple[float, float, str]]) -> None:
        self.shown = page
        image = Image.new("L", (round(page.width * DPI / 72), round(page.height * DPI / 72)), 255)
        draw = ImageDraw.Draw(image)
        words = [(w.box.x0, w.box.top, w.text) for w in page.words if w.box is not None]
        font = ImageFont.truetype("LiberationSerif-Regular.ttf", round(13 * DPI / 72))
        for x, top, text in [*words, *written]:
            draw.text((x * DPI / 72, (top + 11) * DPI / 72), text, font=font, fill=10, anchor="ls")
        self.pixels = np.repeat(np.asarray(image)[..., None], 3, axis=2)

    def page(self, index: int) -> Page:
        return self.shown

    def picture(self, index: int, dpi: float, part: Box | None = None) -> Picture:
        assert part is not None
        x0, top, x1, bottom = (round(v * DPI / 72) for v in part)
        return Picture(self.pixels[top:bottom, x0:x1], DPI, part.x0, part.top)

    def close(self) -> None: ...


def _gapped(number: bool, dated: bool) -> Page:
    """A header whose blanks have room: words are placed one by one."""
    rows = [(90.0, 60.0, "UBND XÃ TÂN PHO"), (330.0, 60.0, "ĐẢNG CỘNG SẢN VIỆT NAM")]
    rows += [(90.0, 100.0, "Số:"), (150.0 if number else 115.0, 100.0, "/QĐ-UBND")]
    rows += [(330.0, 100.0, "Tân"), (356.0, 100.0, "Pho,"), (384.0, 100.0, "ngày")]
    rows += [(440.0, 100.0, "tháng"), (476.0, 100.0, "3"), (488.0, 100.0, "năm"), (514.0, 100.0, "2019")]
    rows += [(200.0, 150.0, "QUYẾT ĐỊNH"), (200.0, 170.0, "về việc thành lập tổ công tác")]
    assert dated
    return placed(rows)


def test_figures_in_the_picture_are_read_into_the_blanks_of_a_text_layer() -> None:
    page = _gapped(True, True)
    own = _reading(page)
    assert own.heading.number is not None
    assert own.heading.number.ordinal is None
    found = read_blanks([own], _Drawn(page, [(122, 100, "47"), (417, 100, "18")]), [page], "auto")[0]
    by_part = {b.part: b for b in found.blanks}
    assert {part: b.candidates[0].text for part, b in by_part.items()} == {"number": "47", "day": "18", "month": "03"}
    left, _, right, _ = by_part["number"].bbox
    assert 112 < left < 126 < 132 < right < 150, "the box is that of the figures"


def test_sure_figures_become_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _gapped(True, True)
    kinds = np.tile(np.array([0.1, 0.1, 0.7, 0.1], np.float32), (40, 1))
    for spelt in ("S47/", "N18T3M"):
        monkeypatch.setattr(digits, "columns", lambda pixels, spelt=spelt: (_columns(spelt), kinds))
        found = read_blanks([_reading(page)], _Drawn(page, []), [page], "auto")[0]
        assert found.heading.number is not None
        assert found.heading.issued is not None
        if spelt.startswith("S"):
            assert found.heading.number.text == "47/QĐ-UBND"
            assert found.heading.number.ordinal == 47
            assert found.heading.issued.day is None, "no such line is seen there"
        else:
            assert found.heading.issued.iso == "2019-03-18"


def test_a_date_by_hand_is_written_out_and_what_ocr_made_of_it_stays_in_raw() -> None:
    text = TextMap(group_lines(placed([(330, 100, "Tân Pho, ngày f§ tháng 3 năm 2019")])))
    found = read_date_line(text.text)
    assert found is not None
    box = (380.0, 96.0, 400.0, 116.0)
    blanks = [
        Blank(part="day", ink="hand", page=1, bbox=box, candidates=[Candidate(text="05", probability=0.98)]),
        Blank(part="month", ink="print", page=1, bbox=box, candidates=[Candidate(text="03", probability=0.99)]),
    ]
    with raw_scores():
        issued = make_issued(text, replace(found, day=5), blanks)
    assert issued is not None
    assert (issued.text, issued.raw) == ("ngày 05 tháng 3 năm 2019", "ngày f§ tháng 3 năm 2019")
    assert issued.confidence == 0.98
    doubted = make_issued(text, found, blanks)
    assert doubted is not None
    assert doubted.text == "ngày … tháng 3 năm 2019"


def test_empty_blanks_stay_open() -> None:
    page = _gapped(True, True)
    found = read_blanks([_reading(page)], _Drawn(page, []), [page], "auto")[0]
    assert found.heading.number is not None
    assert found.heading.number.ordinal is None
    assert found.heading.issued is not None
    assert found.heading.issued.day is None
    assert {b.ink for b in found.blanks if b.part != "month"} == {"none"}


def test_a_doubtful_number_of_a_scan_becomes_null_and_keeps_its_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    page = replace(_header("Số: 04 /QĐ-UBND", "Tân Pho, ngày 1 tháng 3 năm 2019"), origin="ocr")
    page = replace(page, words=tuple(w._replace(confidence=0.6) for w in page.words))
    seen = _columns("S04/", doubt=0.4, other="S01/")
    kinds = np.tile(np.array([0.1, 0.1, 0.7, 0.1], np.float32), (len(seen), 1))
    monkeypatch.setattr(digits, "columns", lambda pixels: (seen, kinds))
    found = read_blanks([_reading(page)], _Drawn(page, []), [page], "auto")[0]
    assert found.heading.number is not None
    assert found.heading.number.ordinal is None
    assert found.heading.number.text == "/QĐ-UBND"
    blank = found.blanks[0]
    assert blank.ink == "hand"
    assert [c.text for c in blank.candidates] == ["04", "01"]
    assert blank.candidates[0].probability < SURE


def test_without_an_engine_nothing_is_looked_at() -> None:
    page = _gapped(True, True)
    own = _reading(page)
    assert read_blanks([own], _Drawn(page, [(122, 100, "47")]), [page], "none") == [own]


def test_the_net_is_small_and_has_its_card() -> None:
    assert (HOME / "model.onnx").stat().st_size < 1_000_000
    card = (HOME / "card.toml").read_text("utf-8")
    assert "held_out" in card
    tokens, kinds = digits.columns(np.zeros((digits.HEIGHT, 101), np.float32))
    assert tokens.shape == (math.ceil(101 / digits.STEP), len(digits.TOKENS) + 1)
    assert kinds.shape == (tokens.shape[0], len(digits.KINDS))
    assert np.allclose(np.exp(tokens).sum(axis=1), 1, atol=1e-4)


# --- print that the engine read well ------------------------------------------------


def test_a_printed_month_that_the_net_hardly_sees_stays() -> None:
    seen = {(11, 11): 0.31, (11, 12): 0.21, (11, 1): 0.14, (11, 10): 0.09}
    day, month = Heard(11, 0.96, printed=True), Heard(10, 0.97, printed=True)
    assert weigh_date(seen, day, month, 2020, NONE).taken == (11, 10)


def test_a_printed_month_stays_beside_a_day_by_hand() -> None:
    seen = {(11, 11): 0.4, (11, 12): 0.25, (11, 10): 0.1, (11, 1): 0.1}
    assert weigh_date(seen, Heard(), Heard(10, 0.96, printed=True), 2020, NONE).taken == (11, 10)


def test_hands_are_taken_where_engine_and_net_agree() -> None:
    seen = {"88": 0.9, "89": 0.03, "80": 0.02}
    assert weigh_number(seen, Heard("88", 0.9), NONE).taken == "88"
    assert weigh_number(seen, Heard("89", 0.9), NONE).taken is None
