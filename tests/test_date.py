"""Place and date of issue: whole, partial, blank, damaged."""

from __future__ import annotations

import pytest

from vndocparse.fields.date import read_date_line, read_short_date

ROWS = [
    ("Bắc Lĩnh, ngày 11 tháng 4 năm 2016", "Bắc Lĩnh", "2016-04-11", "2016-04-11"),
    ("Hạ Thanh, ngày 05 tháng 02 năm 2026", "Hạ Thanh", "2026-02-05", "2026-02-05"),  # zeros as HD 36 asks
    ("Bình An, Ngày 27 tháng 9 năm 2010", "Bình An", "2010-09-27", "2010-09-27"),  # capital Ngày
    ("Hà Nội, ngày\n24 tháng 9 năm 2018", "Hà Nội", "2018-09-24", "2018-09-24"),  # wrapped
    ("Quảng Ngãi,ngày17 tháng01 năm2025", "Quảng Ngãi", "2025-01-17", "2025-01-17"),  # glued
    ("Bà Rịa - Vũng Tàu, ngày 08 tháng 01 năm 2023", "Bà Rịa - Vũng Tàu", "2023-01-08", "2023-01-08"),
    ("TP. Tam Sơn, ngày 3 tháng 12 năm 1999", "TP. Tam Sơn", "1999-12-03", "1999-12-03"),
    ("Bình An, ngày     tháng 6 năm 2025", "Bình An", None, "2025-06"),  # day left blank
    ("Bình An, ngày tháng năm 2026", "Bình An", None, "2026"),  # day and month blank
    ("Bình An, ngày ... tháng ... năm 20.....", "Bình An", None, None),  # only the century printed
    ("An Phú, ngày…..tháng….năm ……", "An Phú", None, None),  # all dotted
    ("........, ngày….tháng….năm ……", None, None, None),  # the place too
    ("Bình An, ngày dé tháng 02 năm 2025", "Bình An", None, "2025-02"),  # what OCR makes of a written day
    ("Bình An, ngày 31 tháng 02 năm 2025", "Bình An", None, "2025-02"),  # no such day
    ("Bình An, ngày 12 tháng năm 2025", "Bình An", None, "2025-XX-12"),  # month blank
]


@pytest.mark.parametrize(("printed", "place", "iso", "edtf"), ROWS)
def test_date_line_is_read(printed, place, iso, edtf) -> None:
    found = read_date_line(printed)
    assert found is not None
    assert (None if found.place is None else printed[slice(*found.place)]) == place
    assert (found.iso, found.edtf) == (iso, edtf)
    assert printed[found.start : found.start + 2].lower() == "ng"


@pytest.mark.parametrize("printed", ["Trong ngày hội lớn", "ngày 12/3/2020", "tháng 6 năm 2025", "Căn cứ Điều lệ Đảng"])
def test_other_lines_are_no_date_line(printed: str) -> None:
    assert read_date_line(printed) is None


@pytest.mark.parametrize("printed", ["ngày 07/01/2016", "ngày 7-1-2016", "ngày 07.01.2016"])
def test_short_date_is_read_with_each_separator(printed: str) -> None:
    found = read_short_date(printed, 0, len(printed))
    assert found is not None
    assert found.iso == "2016-01-07"


def test_separators_must_agree() -> None:
    assert read_short_date("ngày 07/01-2016", 0, 15) is None
