"""The number grammar: every separator, blank and mixture of party.md and the state's form."""

from __future__ import annotations

import pytest

from vndocparse.fields.number import mend_doubled, mend_type, read_damaged_number, read_lone_number, read_number

# (printed, text, ordinal, type code, organ code, year); one reason a row
ROWS = [
    ("Số 13-KH/ĐUK", "13-KH/ĐUK", 13, "KH", "ĐUK", None),  # HD 36: no colon
    ("Số: 66-QĐ/TW", "66-QĐ/TW", 66, "QĐ", "TW", None),  # law sites insert a colon
    ("Số : 7-CT/HU", "7-CT/HU", 7, "CT", "HU", None),  # blank before the colon
    ("Số 05-NQ/ĐU", "05-NQ/ĐU", 5, "NQ", "ĐU", None),  # leading zero is kept in the text
    ("Số 12 - HD/BTCTW", "12-HD/BTCTW", 12, "HD", "BTCTW", None),  # blanks round the dash
    ("Số 12 – HD/BTCTW", "12-HD/BTCTW", 12, "HD", "BTCTW", None),  # en dash
    ("Số 12‑HD/BTCTW", "12-HD/BTCTW", 12, "HD", "BTCTW", None),  # non-breaking hyphen
    ("Số: 16 -\nHD/BTCTW", "16-HD/BTCTW", 16, "HD", "BTCTW", None),  # wrapped behind the dash
    ("Số 09 KH/ĐU", "09-KH/ĐU", 9, "KH", "ĐU", None),  # no dash at all
    ("Số31-QĐ/TW", "31-QĐ/TW", 31, "QĐ", "TW", None),  # glued
    ("Số      -KH/CB", "-KH/CB", None, "KH", "CB", None),  # number left blank
    ("Số ….- KH/CB", "-KH/CB", None, "KH", "CB", None),  # dotted blank
    ("Số      -/ĐU", "-/ĐU", None, None, "ĐU", None),  # no type code
    ("Số:\n-NQ/ĐTN", "-NQ/ĐTN", None, "NQ", "ĐTN", None),  # label and symbol on two lines
    ("Số 07-QĐi/TW", "07-QĐi/TW", 7, "QĐi", "TW", None),  # the code of 2018
    ("Số 24-BS/UBKTTU", "24-BS/UBKTTU", 24, "BS", "UBKTTU", None),  # certified copy
    ("Số 11997-CV/VPTW", "11997-CV/VPTW", 11997, "CV", "VPTW", None),  # five digits
    ("Sè 11-HD/VPTW", "11-HD/VPTW", 11, "HD", "VPTW", None),  # TCVN3 left over
    ("Số: 184 /QĐ-UBND", "184/QĐ-UBND", 184, "QĐ", "UBND", None),  # state, blank before the slash
    ("Số:    /KH-UBND", "/KH-UBND", None, "KH", "UBND", None),  # state, blank number
    ("Số: 30/2020/NĐ-CP", "30/2020/NĐ-CP", 30, "NĐ", "CP", 2020),  # legal act with a year
    ("Số: 4912/UBND-NC", "4912/UBND-NC", 4912, "CV", "UBND-NC", None),  # công văn of the state
    ("Số: 02/2011/TTLT-VPCP-BNV", "02/2011/TTLT-VPCP-BNV", 2, "TTLT", "VPCP-BNV", 2011),  # two organs
    ("Số: 06/QC-TT.HĐND-UBND", "06/QC-TT.HĐND-UBND", 6, "QC", "TT.HĐND-UBND", None),  # a dot inside
    ("Số: 01/QCPH/UBND-UBMTTQ", "01/QCPH/UBND-UBMTTQ", 1, "QCPH", "UBND-UBMTTQ", None),  # two slashes
    ("Số 06b /NQ-TLĐ", "06b/NQ-TLĐ", 6, "NQ", "TLĐ", None),  # a letter behind the number
    ("Số 22/NQ-TU", "22/NQ-TU", 22, "NQ", "TU", None),  # a Party number in the state's form
    ("Số 27-KH/DU", "27-KH/ĐU", 27, "KH", "ĐU", None),  # Đ lost in OCR, mended
    ("Số 4I-CV/ĐU", "41-CV/ĐU", 41, "CV", "ĐU", None),  # a letter of the figure's shape
    ("Số: 1O7/QĐ-UBND", "107/QĐ-UBND", 107, "QĐ", "UBND", None),
    ("Số: 47 /QD-UBND", "47/QĐ-UBND", 47, "QĐ", "UBND", None),  # Đ lost in OCR, mended
    ("Số 12-KH/ÐU", "12-KH/ĐU", 12, "KH", "ĐU", None),  # Ð (Icelandic eth) for Đ
]


@pytest.mark.parametrize(("printed", "text", "ordinal", "type_code", "organ_code", "year"), ROWS)
def test_number_is_read(printed, text, ordinal, type_code, organ_code, year) -> None:
    found = read_number(printed)
    assert found is not None
    assert (found.text, found.ordinal, found.type_code, found.organ_code, found.year) == (
        text, ordinal, type_code, organ_code, year,
    )  # fmt: skip


@pytest.mark.parametrize(
    "printed",
    [
        "Mẫu 3-213",
        "ngày 12/3/2020",
        "Số 12 phố Hàng Trống",
        "số nhà 5",
        "Quý I/2024",
        "Điện thoại: 024.3-123",
        "T/M BAN THƯỜNG VỤ",
    ],
)
def test_other_figures_are_no_number(printed: str) -> None:
    assert read_number(printed) is None


def test_mending_is_said() -> None:
    found = read_number("Số 27-KH/DU")
    assert found is not None
    assert found.mended
    clean = read_number("Số 27-KH/ĐU")
    assert clean is not None
    assert not clean.mended


def test_span_covers_label_and_symbol() -> None:
    text = "ĐẢNG ỦY XÃ\nSố 13-KH/ĐU ĐẢNG CỘNG SẢN"
    found = read_number(text)
    assert found is not None
    assert text[found.start : found.end] == "Số 13-KH/ĐU"


def test_label_alone_gives_a_number_without_symbol() -> None:
    text = "Số: 15"
    found = read_lone_number(text, 0, len(text))
    assert found is not None
    assert (found.ordinal, found.organ_code) == (15, None)


def test_code_is_put_right_by_the_title_where_one_letter_is_wrong() -> None:
    wrong = read_number("Số: 12/QĐĐ-UBND")
    assert wrong is not None
    assert mend_type(wrong, "QĐ").text == "12/QĐ-UBND"
    variant = read_number("Số 186-QĐi/ĐUK")
    assert variant is not None
    assert mend_type(variant, "QĐ").text == "186-QĐi/ĐUK"


def test_figures_that_cannot_be_read_are_not_guessed() -> None:
    for printed in ("Số:¿0 /QĐ-UBND", "Số: 4† /QĐ-UBND", "Số: ## /QĐ-UBND"):
        assert read_number(printed) is None or read_number(printed).ordinal is None
        found = read_damaged_number(printed, 0, len(printed))
        assert found is not None
        assert (found.text, found.ordinal, found.type_code) == ("/QĐ-UBND", None, "QĐ")


@pytest.mark.parametrize(
    ("printed", "organ", "text"),
    [
        ("Số 12-NQ/ĐĐU", "ĐẢNG ỦY XÃ TÂN PHO", "12-NQ/ĐU"),
        ("Số -CTr/BCĐĐ", "BAN CHỈ ĐẠO SẢN XUẤT MUỐI", "-CTr/BCĐ"),
        ("Số 12-NQ/ĐĐHND", "ĐẢNG ĐOÀN HỘI NÔNG DÂN TỈNH", "12-NQ/ĐĐHND"),
        ("Số 12-NQ/ĐĐU", "", "12-NQ/ĐĐU"),
        ("Số 12-NQ/ĐU", "ĐẢNG ỦY XÃ TÂN PHO", "12-NQ/ĐU"),
    ],
)
def test_a_bar_seen_twice_is_one_letter_where_the_organ_has_one(printed: str, organ: str, text: str) -> None:
    found = read_number(printed)
    assert found is not None
    again = mend_doubled(found, organ)
    assert again.text == text
    assert again.mended == (text != found.text)
    assert (again.start, again.end) == (found.start, found.end)
