"""A number line under a stamp: read again, and its symbol taken where the document bears it out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from tests.composed import placed
from vndocparse.blanks import read_blanks
from vndocparse.fields.parts import split_parts
from vndocparse.geometry import Box
from vndocparse.layout.lines import group_lines
from vndocparse.layout.zones import label_lines
from vndocparse.model.page import Page, Word
from vndocparse.ocr import digits
from vndocparse.ocr.engine import Reading as Read
from vndocparse.partreading import Reading, read_part
from vndocparse.source.base import Picture


@dataclass
class _Engine:
    """Says the same of every picture, one reading after another."""

    says: list[str]
    name = "told"
    version = "1"
    asked: int = 0

    def recognise(self, image: object, *, dpi: int, block: str = "page") -> Read:
        told = self.says[min(self.asked, len(self.says) - 1)]
        self.asked += 1
        return Read(tuple(Word(w, Box(i * 50, 20, i * 50 + 40, 40)) for i, w in enumerate(told.split())), 0.5, 0.0)


class _Blank:
    """A file of one page with nothing on it."""

    name, sha256, media_type, page_count = "blank.pdf", "0" * 64, "application/pdf", 1

    def picture(self, index: int, dpi: float, part: Box) -> Picture:
        high, wide = (round(v * dpi / 72) for v in (part.height, part.width))
        return Picture(np.full((high, wide, 3), 255, np.uint8), dpi, part.x0, part.top)


def _page(line: str, *, title: str = "", organ: str = "BỘ MUỐI BIỂN") -> Page:
    rows = [(120.0, 60.0, organ), (330.0, 60.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")]
    rows += [(360.0, 76.0, "Độc lập - Tự do - Hạnh phúc"), (125.0, 90.0, line)]
    rows += [(330.0, 110.0, "Tân Pho, ngày 4 tháng 3 năm 2019")]
    rows += [(200.0, 150.0, title), (200.0, 170.0, "về việc thành lập tổ công tác")] if title else []
    rows += [(200.0, 200.0, "Kính gửi: Ủy ban nhân dân các tỉnh")]
    rows += [(90.0, 230.0, "Ngày 25 tháng 3 năm 2019, một cuộc họp bàn về muối và về biển đã diễn ra ở đây.")]
    page = placed(rows)
    return replace(page, origin="ocr", words=tuple(w._replace(confidence=0.9) for w in page.words))


def _read(page: Page, engine: _Engine) -> Reading:
    own = read_part(split_parts(label_lines(group_lines(page)))[0])
    assert own.heading.number is None
    return read_blanks([own], _Blank(), [page], engine)[0]  # type: ignore[arg-type]


def test_the_symbol_is_taken_that_begins_with_the_organs_initials() -> None:
    engine = _Engine(["sẽ 5?MB-ATMT", "Số: 5 'BMB-ATMT"])
    found = _read(_page("số.” k MB-ATMT"), engine).heading
    assert found.number is not None
    assert (found.number.text, found.number.ordinal) == ("/BMB-ATMT", None)
    assert (found.number.type_code, found.number.organ_code) == ("CV", "BMB-ATMT")
    assert found.number.mended
    assert found.notes == ()
    assert engine.asked == 2, "the first reading has another beginning and is not believed"


def test_the_symbol_is_taken_that_begins_with_the_titles_code() -> None:
    found = _read(_page("số.” k QĐ-BMB", title="QUYẾT ĐỊNH"), _Engine(["Số:“ QĐ-BMB"])).heading
    assert found.number is not None
    assert (found.number.text, found.number.type_code, found.number.organ_code) == ("/QĐ-BMB", "QĐ", "BMB")


@pytest.mark.parametrize("read", ["Số: 5 XYZ-ATMT", "CT-ATMT", "BMB-ATMT", "Số: 5 BMB", ""])
def test_what_nothing_bears_out_is_not_taken(read: str) -> None:
    found = _read(_page("số.” k MB-ATMT"), _Engine([read])).heading
    assert found.number is None
    assert len(found.notes) == 1


@pytest.mark.parametrize("line", ["Sao y BMB-VT", "BMB-ATMT", "So sánh BMB-ATMT"])
def test_notes_of_another_kind_are_not_read_again(line: str) -> None:
    engine = _Engine(["Số: BMB-ATMT"])
    assert _read(_page(line), engine).heading.number is None
    assert engine.asked == 0


def test_figures_of_a_covered_number_stay_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the net is sure of: a figure may stand above the line that it saw."""
    row = np.full((8, len(digits.TOKENS) + 1), -30.0, np.float32)
    row[:, 0] = 0.0
    for at, token in zip((1, 3, 5), "S7/", strict=True):
        row[at] = -30.0
        row[at, digits.TOKENS.index(token) + 1] = 0.0
    kinds = np.tile(np.array([0.1, 0.1, 0.7, 0.1], np.float32), (8, 1))
    monkeypatch.setattr(digits, "columns", lambda pixels: (row, kinds))
    found = _read(_page("số.” k MB-ATMT"), _Engine(["Số: 5 'BMB-ATMT"]))
    assert found.heading.number is not None
    assert (found.heading.number.text, found.heading.number.ordinal) == ("/BMB-ATMT", None)
    assert [c.text for b in found.blanks if b.part == "number" for c in b.candidates] == ["7"]
