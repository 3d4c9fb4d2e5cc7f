"""Printed figures that net and engine leave open: read again from other cuts, and believed where all agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from vndocparse.blanks.again import AGREED, agreed, figures_of
from vndocparse.blanks.lines import Strip
from vndocparse.blanks.settle import Heard, Witnesses, weigh_number
from vndocparse.geometry import Box
from vndocparse.model.page import Word
from vndocparse.ocr.engine import Reading
from vndocparse.source.base import Picture

STRIP = Strip(1, Box(100, 90, 180, 115), (("number", 100, 160),))


@dataclass
class _Engine:
    """Says one reading after another, whatever the picture."""

    says: list[str]
    name = "told"
    version = "1"
    asked: int = 0

    def recognise(self, image: object, *, dpi: int, block: str = "page") -> Reading:
        told = self.says[self.asked]
        self.asked += 1
        return Reading(tuple(Word(w, Box(i * 50, 20, i * 50 + 40, 40)) for i, w in enumerate(told.split())), 0.5, 0.0)


class _Blank:
    def picture(self, index: int, dpi: float, part: Box) -> Picture:
        high, wide = (round(v * dpi / 72) for v in (part.height, part.width))
        return Picture(np.full((high, wide, 3), 255, np.uint8), dpi, part.x0, part.top)


def _heard(says: list[str], *, printed: bool = True, value: str | None = "128") -> Heard[str]:
    return agreed(Heard(value, 0.6, printed), _Blank(), STRIP, _Engine(says))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("Số 128-TTr/ĐUK", "128"),
        ("Số4I-CV", "41"),
        ("Số: 1894 /TB", "1894"),
        ("Số I7-CT", "17"),
        ("Số: 4ø -QĐ", None),
        ("Số: /QĐ-UBND", None),
        ("Quyết định số 17-CT", None),
        ("", None),
    ],
)
def test_figures_stand_between_label_and_symbol(line: str, figures: str | None) -> None:
    assert figures_of(line) == figures


@pytest.mark.parametrize("says", [["Số 128-TT", "Số 128-TTr", "Số 128-TTr/ĐUK"], ["", "Số 128-T", "Số I28-TT"]])
def test_two_readings_that_agree_and_none_that_differs_are_believed(says: list[str]) -> None:
    assert _heard(says).score == AGREED


@pytest.mark.parametrize("says", [["Số 128-TT", "Số 128-TTr", "Số 123-TTr"], ["", "", "Số 128-TT"], ["", "", ""]])
def test_one_that_differs_or_one_alone_changes_nothing(says: list[str]) -> None:
    assert _heard(says).score == 0.6


def test_figures_by_hand_and_unread_ones_are_not_read_again() -> None:
    for heard in (_heard([], printed=False), _heard([], value=None)):
        assert heard.score == 0.6


def test_an_agreement_settles_what_the_net_half_sees_and_not_what_it_does_not_see() -> None:
    heard = _heard(["Số 128-TT", "Số 128-TTr", "Số 128-TTr/ĐUK"])
    assert weigh_number({"128": 0.35, "8": 0.35, "18": 0.17}, heard, Witnesses()).taken == "128"
    assert weigh_number({"123": 0.97}, heard, Witnesses()).taken is None
