"""Folding of Vietnamese: what is the same word and what is not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vndocparse.geometry import Box, union
from vndocparse.model.page import Line, Word
from vndocparse.model.textmap import TextMap
from vndocparse.text import bare, fold, is_upper, nfc, squeeze


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("hoà", "hòa"),  # tone on either vowel
        ("uỷ", "ủy"),
        ("khoá VIII", "khóa  viii"),
        ("Ðảng", "Đảng"),  # Icelandic eth for Đ
        ("120–KL/TW", "120-KL/TW"),
        (unicodedata.normalize("NFD", "Đảng uỷ"), "Đảng ủy"),
        ("BỘ………", "bộ………"),  # dots behind a syllable
    ],
)
def test_same_after_folding(a: str, b: str) -> None:
    assert fold(a) == fold(b)


@pytest.mark.parametrize(
    ("a", "b"), [("quà", "qua"), ("quỷ", "quy"), ("mà", "má"), ("tỉnh", "tinh"), ("ủy", "ũy"), ("dân", "đân")]
)
def test_different_after_folding(a: str, b: str) -> None:
    assert fold(a) != fold(b)


def test_bare_drops_every_mark() -> None:
    assert bare("ĐẢNG CỘNG SẢN VIỆT NAM") == "dang cong san viet nam"


@given(st.text(alphabet="aàáảãạăằắâầẩđeèêềệiịoọôồơờuụưứựyỳỷAÀẢĐÊỆ -–0", max_size=40))
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert nfc(nfc(text)) == nfc(text)


def test_capitals_are_nine_in_ten_letters() -> None:
    assert is_upper("PHÓ BÍ THƯ 2")
    assert not is_upper("Phó Bí thư")
    assert not is_upper("A")
    assert squeeze("  a \n b ") == "a b"


def line(text: str, page: int = 1, top: float = 100.0) -> Line:
    words = tuple(Word(w, Box(10.0 * i, top, 10.0 * i + 8, top + 10)) for i, w in enumerate(text.split()))
    return Line(text, words, page, union(w.box for w in words if w.box))


@given(
    st.lists(
        st.lists(st.sampled_from(["Số", "13-KH/ĐUK", "a", "ngày"]), min_size=1, max_size=5), min_size=1, max_size=8
    ),
    st.data(),
)
def test_every_span_leads_back_to_its_words(rows: list[list[str]], data: st.DataObject) -> None:
    text = TextMap(line(" ".join(r), page=1 + i // 3, top=20.0 * i) for i, r in enumerate(rows))
    start = data.draw(st.integers(0, len(text.text) - 1))
    end = data.draw(st.integers(start + 1, len(text.text)))
    pieces = [text.text[e.start : e.end] for e in text.evidence(start, end)]
    assert "\n".join(pieces).strip("\n") == text.text[start:end].strip("\n")
    for e in text.evidence(start, end):
        assert e.page == text.lines[text.line_at(e.start)].page
        assert e.bbox is not None
    touched = {w.text for w in text.words(start, end)}
    assert all(any(piece in w for w in touched) for piece in text.text[start:end].split())


def test_offset_of_a_line_feed_belongs_to_the_line_before() -> None:
    text = TextMap([line("a b"), line("c")])
    assert text.line_at(3) == 0
    assert text.line_at(4) == 1
