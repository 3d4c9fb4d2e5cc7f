"""Ruled tables of PDF pages."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import pytest

from tests.makepdf import Pdf
from vndocparse.geometry import Box
from vndocparse.model.page import Page
from vndocparse.source import pdftables
from vndocparse.source.lattice import whole_lattice
from vndocparse.source.pdf import open_pdf
from vndocparse.source.pdftables import find_tables, looks_ruled, with_tables

LIST = [["TT", "Họ và tên", "Chức vụ"], ["1", "Nông Văn Mẫu", "Bí thư"], ["2", "Vi Thị Thử", ""]]


def grid(pdf: Pdf, rows: Sequence[Sequence[str]], *, top: float = 700, widths: Sequence[float] = (40, 160, 120)) -> str:
    """Operators of a table with its lines; rows 30 high."""
    lefts = [72.0]
    for width in widths:
        lefts.append(lefts[-1] + width)
    bottom = top - 30 * len(rows)
    out = "".join(f"{x} {top} m {x} {bottom} l S\n" for x in lefts)
    out += "".join(f"{lefts[0]} {top - 30 * k} m {lefts[-1]} {top - 30 * k} l S\n" for k in range(len(rows) + 1))
    for k, row in enumerate(rows):
        for x, cell in zip(lefts, row, strict=False):
            out += "".join(
                pdf.text(x + 4, top - 30 * k - 12 - 12 * n, line, size=10) for n, line in enumerate(cell.split("\n"))
            )
    return out


def read(pdf: Pdf) -> Page:
    with open_pdf(pdf.bytes()) as source:
        return source.page(0)


def test_cells_have_the_words_between_their_lines() -> None:
    pdf = Pdf()
    pdf.page(pdf.text(72, 760, "Kính gửi") + grid(pdf, LIST))
    (table,) = find_tables(read(pdf))
    assert [list(row) for row in table.rows] == LIST
    assert table.box is not None
    assert table.box.x0 == pytest.approx(72, abs=1)
    assert table.box.bottom == pytest.approx(842 - 610, abs=1)
    assert table.page == 1


def test_lines_of_a_cell_are_joined_and_stay_in_order() -> None:
    pdf = Pdf()
    pdf.page(grid(pdf, [["TT", "Nội dung", "Ghi chú"], ["1", "trồng cây ở\ntrụ sở chi bộ", "đã\nxong"]]))
    assert find_tables(read(pdf))[0].rows[1] == ("1", "trồng cây ở trụ sở chi bộ", "đã xong")


def test_a_table_drawn_as_thin_bars_is_one_too() -> None:
    pdf = Pdf()
    bars = "".join(f"{x} 610 0.5 90 re f\n" for x in (72, 112, 272, 392))
    bars += "".join(f"72 {y} 320.5 0.5 re f\n" for y in (610, 640, 670, 700))
    words = "".join(
        pdf.text(x + 4, y + 10, cell, size=10)
        for y, row in zip((670, 640, 610), LIST, strict=True)
        for x, cell in zip((72, 112, 272), row, strict=True)
    )
    pdf.page(bars + words)
    assert [list(r) for r in find_tables(read(pdf))[0].rows] == LIST


def test_a_row_that_goes_on_from_the_page_before_is_kept() -> None:
    pdf = Pdf()
    pdf.page(grid(pdf, [["", "", "", "tiếp theo"]], widths=(40, 100, 100, 100)))
    assert find_tables(read(pdf))[0].rows == (("", "", "", "tiếp theo"),)


def test_a_cell_over_two_columns_has_its_text_in_the_first() -> None:
    pdf = Pdf()
    lines = "".join(f"{x} {a} m {x} {b} l S\n" for x, a, b in ((72, 700, 640), (172, 670, 640), (272, 700, 640)))
    lines += "".join(f"72 {y} m 272 {y} l S\n" for y in (700, 670, 640))
    content = lines + pdf.text(80, 680, "chung", size=10) + pdf.text(80, 650, "a", size=10)
    pdf.page(content + pdf.text(180, 650, "b", size=10))
    assert find_tables(read(pdf))[0].rows == (("chung", ""), ("a", "b"))


def test_the_line_above_is_the_caption_where_it_reads_like_one() -> None:
    pdf = Pdf()
    pdf.page(pdf.text(72, 706, "Bảng 1. Kết quả trồng cây", size=12) + grid(pdf, LIST))
    assert find_tables(read(pdf))[0].caption == "Bảng 1. Kết quả trồng cây"


class TestNoTable:
    def test_rules_below_the_motto_and_the_organ(self) -> None:
        pdf = Pdf()
        lines = "300 740 m 450 740 l S 100 730 m 150 730 l S 72 100 m 200 100 l S"
        page = read(pdf.page(pdf.text(300, 750, "ĐẢNG CỘNG SẢN VIỆT NAM") + lines))
        assert not looks_ruled(page)
        assert with_tables(page) is page

    def test_a_frame_around_the_page(self) -> None:
        pdf = Pdf()
        page = read(pdf.page("20 20 555 800 re S" + pdf.text(72, 700, "BÁO CÁO")))
        assert not looks_ruled(page)

    def test_a_header_in_a_ruled_layout_table(self) -> None:
        pdf = Pdf()
        rows = [
            ["ĐẢNG BỘ HUYỆN X\nĐẢNG ỦY XÃ Y", "ĐẢNG CỘNG SẢN VIỆT NAM"],
            ["Số 1-KH/ĐU", "Y, ngày 2 tháng 3 năm 2021"],
        ]
        page = read(pdf.page(grid(pdf, rows, widths=(200, 250))))
        assert looks_ruled(page)
        assert find_tables(page) == ()

    def test_pdfplumber_is_not_even_imported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pdfplumber", None)
        pdf = Pdf()
        page = read(pdf.page(pdf.text(72, 700, "BÁO CÁO")))
        assert with_tables(page).tables == ()


def test_an_error_of_pdfplumber_is_a_problem_and_the_page_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = Pdf()
    page = read(pdf.page(grid(pdf, LIST)))

    def fails(_: Page) -> list[list[object]]:
        raise KeyError("secret")

    monkeypatch.setattr(pdftables, "_grids", fails)
    after = with_tables(page)
    assert after.words == page.words
    assert after.tables == ()
    assert [(p.code, p.page) for p in after.problems] == [("tables-unreadable", 1)]
    assert "secret" not in after.problems[0].message


def test_a_lattice_has_the_cells_that_pdfplumber_finds() -> None:
    """Lines drawn twice, in pieces, a little too short or too long, and one that meets none: the same to the last bit."""
    draw = random.Random(5)
    found = 0
    for _ in range(150):
        xs = list(accumulate(draw.uniform(9, 90) for _ in range(draw.randint(2, 5))))
        ys = list(accumulate(draw.uniform(9, 40) for _ in range(draw.randint(2, 6))))
        across = [piece for y in ys for piece in _pieces(draw, y, xs[0], xs[-1], level=True)]
        down = [piece for x in xs for piece in _pieces(draw, x, ys[0], ys[-1], level=False)]
        across.append(Box(xs[0], ys[-1] + 20, xs[0] + 30, ys[-1] + 20.5))
        whole = whole_lattice(across, down, 3.0)
        if whole is not None:
            found += 1
            assert pdftables._searched(across, down) == ([whole] if len(whole) > 1 else [])
    assert found > 75


def _pieces(draw: random.Random, at: float, start: float, end: float, *, level: bool) -> list[Box]:
    """A line as programs draw it: whole, in two pieces that meet, or twice."""
    cut = draw.uniform(start, end)
    stretches = draw.choice([[(start, end)], [(start, cut + 1), (cut, end)], [(start, end), (start, end)]])
    lines = []
    for first, last in stretches:
        first, last, place = first + draw.uniform(-2, 2), last + draw.uniform(-2, 2), at + draw.uniform(0, 1)
        lines.append(Box(first, place, last, place + 0.4) if level else Box(place, first, place + 0.4, last))
    return lines


def test_cells_that_span_others_are_no_lattice() -> None:
    across = [Box(0, y, 200, y) for y in (0, 30, 60)]
    assert whole_lattice(across, [Box(x, 0, x, 60) for x in (0, 100, 200)], 3.0) is not None
    assert whole_lattice(across, [Box(0, 0, 0, 60), Box(100, 30, 100, 60), Box(200, 0, 200, 60)], 3.0) is None


def test_a_map_of_lines_is_given_up_at_once() -> None:
    pdf = Pdf()
    across = "".join(f"20 {20 + 3.5 * k} m 570 {20 + 3.5 * k} l S\n" for k in range(200))
    down = "".join(f"{20 + 3.5 * k} 20 m {20 + 3.5 * k} 720 l S\n" for k in range(150))
    assert [p.code for p in with_tables(read(pdf.page(across + down))).problems] == ["tables-unreadable"]


def test_real_tables(shared: Path) -> None:
    """Pages, rows and columns of the lists behind two decisions, as pdfplumber reads them from the file."""
    with open_pdf((shared / "corpus" / "decision-316-QD-HaTinh" / "source.pdf").read_bytes()) as source:
        found = [[(len(t.rows), len(t.rows[0])) for t in with_tables(source.page(k)).tables] for k in range(10)]
    assert found == [[], [], [(3, 7)], [(3, 7)], [(1, 7)], [(1, 7)], [(3, 7)], [(3, 7)], [(2, 7), (2, 7)], [(1, 7)]]
