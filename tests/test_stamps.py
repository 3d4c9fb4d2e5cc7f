"""Marks on scanned pages: found on the picture, told apart, and put into the result."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.ocr_doubles import BarEngine, Sheets, paper, text_lines
from vndocparse.geometry import Box
from vndocparse.model.document import Evidence, Signature
from vndocparse.model.page import Mark, Page, Word
from vndocparse.objects import make_marks, with_mark
from vndocparse.ocr.engine import Reading
from vndocparse.ocr.jobs import packed_page, unpacked_page
from vndocparse.ocr.missed import seals
from vndocparse.ocr.stamps import _stamped, _without_sides, find_marks, is_receipt
from vndocparse.ocr.straighten import straighten
from vndocparse.source.base import Picture

RED, BLUE = (205, 40, 50), (40, 60, 190)
SIZE = 29.0


class Fixed(BarEngine):
    """Reads the same text wherever it is asked."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def recognise(self, image: np.ndarray, *, dpi: int, block: str = "page") -> Reading:
        words = [
            Word(t, Box(10.0 + 40 * i, 10, 40.0 + 40 * i, 30), 0.9, line=0) for i, t in enumerate(self.text.split())
        ]
        return Reading(tuple(words), 0.9, 0.0)


def page_with(*shapes: str, colour: tuple[int, int, int] = RED) -> np.ndarray:
    page = paper(*text_lines(8))
    if "seal" in shapes:
        cv2.circle(page, (800, 1300), 100, RED, 6)
        cv2.circle(page, (800, 1300), 20, RED, -1)
    if "frame" in shapes:
        cv2.rectangle(page, (200, 760), (430, 860), colour, 4)
    if "pen" in shapes:
        cv2.polylines(page, [np.array([(700, 1420), (760, 1360), (820, 1430), (900, 1370)], np.int32)], False, BLUE, 6)
    return page


def marks_of(page: np.ndarray, engine: BarEngine, words: tuple[Word, ...] = ()) -> tuple[list[str], list[str]]:
    found = find_marks(straighten(Picture(page, 150.0)), words, engine, SIZE)
    return [m.kind for m in found.marks], [w.text for w in found.words]


def test_a_red_ring_is_a_seal_where_it_stands():
    prepared = straighten(Picture(page_with("seal"), 150.0))
    (mark,) = find_marks(prepared, (), Fixed(""), SIZE).marks
    assert mark.kind == "seal"
    assert mark.box == pytest.approx(Box(700, 1200, 900, 1400), abs=14)


def test_a_page_of_black_type_has_no_marks():
    assert marks_of(page_with(), Fixed("CÔNG VĂN ĐẾN Số: 7")) == ([], [])


def test_a_framed_order_is_a_stamp_and_stays_text():
    kinds, words = marks_of(page_with("frame"), Fixed("HOẢ TỐC"))
    assert (kinds, words) == (["stamp"], ["HOẢ", "TỐC"])


def test_a_receipt_stamp_keeps_its_number_and_the_page_does_not():
    inside = Word("2352", Box(300, 800, 340, 820), 0.9, line=3)
    page = page_with("frame", colour=(30, 30, 30))
    kinds, words = marks_of(page, Fixed("CV ĐẾN Số: 2352 Ngày: 21/3"), (inside,))
    assert (kinds, words) == (["receipt_stamp"], [])


def test_black_type_under_a_coloured_receipt_stamp_stays():
    page = page_with("frame", colour=BLUE)
    page[795:819, 300:380] = 20
    under = Word("trụ", Box(300, 795, 380, 819), 0.9, line=3)
    assert marks_of(page, Fixed("CV ĐẾN Số: 2352"), (under,)) == (["receipt_stamp"], ["trụ"])


def test_a_number_in_blue_over_a_red_frame_does_not_hide_it():
    page = page_with("frame")
    ys, xs = np.nonzero((page[..., 0] > 150) & (page[..., 2] < 120))
    cv2.line(page, (int(xs.mean()) - 20, int(ys.min()) - 14), (int(xs.mean()), int(ys.min()) + 1), BLUE, 4)
    assert "stamp" in marks_of(page, Fixed("HOẢ TỐC"))[0]


def test_a_red_frame_nearly_as_high_as_wide_is_no_seal():
    colour = np.zeros((400, 400), np.uint8)
    cv2.rectangle(colour, (50, 50), (250, 220), 1, 5)
    assert seals(colour, 28.0) == []
    ring = np.zeros((400, 400), np.uint8)
    cv2.circle(ring, (150, 150), 95, 1, 5)
    assert len(seals(ring, 28.0)) == 1


def test_ink_of_a_pen_is_found():
    assert marks_of(page_with("pen"), Fixed(""))[0] == ["ink"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CÔNG VĂN ĐẾN Số: 12", True),
        ("VÂN BÁN ĐỀN Sứ Í", True),
        ("CV DÊN Ngay: 3/4 Chuyển:", True),
        ("Chuyến: VP Ngày 4/5", True),
        ("HOẢ TỐC", False),
        ("ĐẾN NĂM 2030", False),
        ("", False),
    ],
)
def test_words_of_a_receipt_stamp(text, expected):
    assert is_receipt(text) is expected


def test_marks_travel_between_processes():
    page = Page(2, 595.0, 842.0, origin="ocr", marks=(Mark("receipt_stamp", Box(1, 2, 3, 4), "ĐẾN", 0.5),))
    assert unpacked_page(packed_page(page)) == page
    assert Sheets(1).page(0).marks == ()


def test_ink_on_a_signature_block_is_a_signature_and_elsewhere_handwriting():
    evidence = [
        Evidence(page=1, bbox=(300, 500, 450, 515), start=0, end=9),
        Evidence(page=1, bbox=(310, 600, 440, 615), start=9, end=20),
    ]
    signature = Signature(position="BÍ THƯ", evidence=evidence)
    marks = [
        (1, Mark("ink", Box(320, 540, 400, 580))),
        (1, Mark("ink", Box(100, 90, 120, 110))),
        (1, Mark("seal", Box(250, 520, 350, 620))),
    ]
    assert [m.kind for m in make_marks(marks, [signature])] == ["signature", "handwriting", "seal"]
    assert with_mark(signature, marks).mark == "seal and signature"
    assert with_mark(signature, marks[1:2]).mark is None
    assert with_mark(signature.model_copy(update={"mark": "Đã ký"}), marks).mark == "Đã ký"


def test_type_read_well_under_a_stamp_of_its_height_stays_and_the_stamps_words_go():
    page = page_with("frame", colour=BLUE)
    cv2.putText(page, "CHUYEN", (215, 850), cv2.FONT_HERSHEY_SIMPLEX, 1.4, BLUE, 14)
    cv2.putText(page, "MUOI", (215, 850), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (20, 20, 20), 6)
    prepared = straighten(Picture(page, 150.0))
    box = Box(212, 815, 345, 855)
    type_, doubtful, stamp = (
        Word(t, box, sure, line=i) for i, (t, sure) in enumerate((("MUOI", 0.9), ("MU", 0.4), ("DEN", 0.9)))
    )
    read = [Word("ĐẾN", box, 0.9)]
    kept = [w.text for w in (type_, doubtful, stamp) if not _stamped(w, read, prepared)]
    assert kept == ["MUOI"]


def test_a_side_of_the_frame_is_no_letter_of_the_stamp():
    words = [
        Word("Ï", Box(0, 0, 9, 46), 0.5),
        Word("HOẢ", Box(12, 10, 40, 32), 0.9),
        Word("TỐC", Box(45, 10, 70, 32), 0.9),
    ]
    assert [w.text for w in _without_sides(words)] == ["HOẢ", "TỐC"]
    assert _without_sides(words[:1]) == words[:1], "nothing says how high the type is"
