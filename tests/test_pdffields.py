"""Form fields and typed notes that hold text and draw none."""

from __future__ import annotations

import pytest

from tests.makepdf import Pdf
from tests.ocr_doubles import BarEngine
from vndocparse import parse, reading
from vndocparse.geometry import Box
from vndocparse.model.page import Page, Problem, Word
from vndocparse.source.pdf import open_pdf


def utf16(text: str) -> str:
    return f"<feff{text.encode('utf-16-be').hex()}>"


def typed(name: str, value: str, rect: str, more: str = "") -> tuple[str, None]:
    return f"/Subtype/Widget/FT/Tx/T({name})/V{utf16(value)}/Rect[{rect}]{more}", None


def read(pdf: Pdf) -> Page:
    with open_pdf(pdf.bytes()) as source:
        page = source.page(0)
        assert source.page(0) == page  # a second look, after annotations were drawn into the page, finds the same
        return page


def test_a_value_without_appearance_is_text_in_its_field() -> None:
    pdf = Pdf()
    page = read(pdf.page(pdf.text(72, 700, "Số"), notes=[typed("so", "26-KH/ĐU", "100 690 200 710")]))
    assert [w.text for w in page.words] == ["Số", "26-KH/ĐU"]
    box = page.words[1].box
    assert box is not None
    assert 100 <= box.x0 < box.x1 <= 200
    assert 132 <= box.top < box.bottom <= 152
    assert [p.code for p in page.problems] == ["form-values-not-drawn"]


def test_long_values_are_wrapped_within_their_field() -> None:
    pdf = Pdf()
    value = "Triển khai trồng cây xanh ở trụ sở các chi bộ và đường vào xã\nBáo cáo trước ngày 30 tháng 6"
    page = read(pdf.page(pdf.text(72, 700, "a"), notes=[typed("n", value, "100 500 250 620", "/Ff 4096")]))
    words = page.words[1:]
    assert " ".join(w.text for w in words) == " ".join(value.split())
    assert len({w.line for w in words}) >= 4
    assert all(w.box and w.box.x0 >= 100 and w.box.x1 <= 251 and 222 <= w.box.top < w.box.bottom <= 342 for w in words)


def test_a_field_that_draws_its_value_is_read_as_drawn() -> None:
    pdf = Pdf()
    drawn = (f"/Subtype/Widget/FT/Tx/T(so)/V{utf16('khác')}/Rect[100 690 300 790]", pdf.text(5, 50, "vẽ"))
    page = read(pdf.page(pdf.text(72, 700, "Số"), notes=[drawn]))
    assert [w.text for w in page.words] == ["Số", "vẽ"]
    assert page.problems == ()


def test_fields_that_draw_and_fields_that_do_not_on_one_page() -> None:
    pdf = Pdf()
    drawn = (f"/Subtype/Widget/FT/Tx/T(a)/V{utf16('vẽ')}/Rect[100 690 300 790]", pdf.text(5, 50, "vẽ"))
    page = read(pdf.page(pdf.text(72, 700, "Số"), notes=[drawn, typed("b", "lặng", "100 600 200 620")]))
    assert sorted(w.text for w in page.words) == ["Số", "lặng", "vẽ"]


@pytest.mark.parametrize(
    ("note", "what"),
    [
        (typed("n", "ẩn", "100 690 200 710", "/F 2"), "hidden"),
        (typed("n", "mật", "100 690 200 710", "/Ff 8192"), "a password"),
        (typed("n", "  ", "100 690 200 710"), "blank"),
        (("/Subtype/Widget/FT/Sig/T(s)/Rect[100 690 200 710]", None), "a signature field not signed"),
        (("/Subtype/Widget/FT/Btn/T(b)/V/Yes/AS/Yes/Rect[100 690 110 700]", None), "a tick box"),
        (("/Subtype/Text/Contents(lời bình)/Rect[100 690 120 710]", None), "a comment, which is not on the page"),
    ],
)
def test_what_nobody_sees_is_no_text(note: tuple[str, None], what: str) -> None:
    pdf = Pdf()
    page = read(pdf.page(pdf.text(72, 700, "Số"), notes=[note]))
    assert ([w.text for w in page.words], page.problems) == (["Số"], ()), what


def test_a_typed_note_without_appearance_is_text() -> None:
    pdf = Pdf()
    note = (f"/Subtype/FreeText/DA(/R 11 Tf)/Contents{utf16('Đồng chí Bí thư đã duyệt')}/Rect[100 600 300 640]", None)
    page = read(pdf.page(pdf.text(72, 700, "Số"), notes=[note]))
    assert " ".join(w.text for w in page.words) == "Số Đồng chí Bí thư đã duyệt"


def test_a_form_of_adobes_programs_is_said() -> None:
    pdf = Pdf(catalogue="/AcroForm<</Fields[]/XFA<</Length 0>>>>/NeedsRendering true")
    pdf.page(pdf.text(72, 700, "Please wait..."))
    data = pdf.bytes().replace(b"/XFA<</Length 0>>", b"/XFA 3 0 R")
    assert "xfa-form" in {p.code for p in parse(data, engine="none").problems}


def test_number_and_day_typed_into_a_form_are_read() -> None:
    pdf = Pdf()
    lines = pdf.text(72, 780, "ĐẢNG BỘ HUYỆN A") + pdf.text(350, 780, "ĐẢNG CỘNG SẢN VIỆT NAM")
    lines += pdf.text(72, 762, "ĐẢNG ỦY XÃ BÌNH MINH", font="B") + pdf.text(105, 744, "*") + pdf.text(72, 726, "Số")
    lines += pdf.text(240, 680, "KẾ HOẠCH", font="B") + pdf.text(150, 660, "trồng cây xanh năm 2021", font="B")
    lines += pdf.lines(["Thực hiện kế hoạch của Huyện ủy, Đảng ủy xã trồng cây ở trụ sở."], top=620)
    notes = [typed("so", "26-KH/ĐU", "92 722 190 740"), typed("ngay", "ngày 15 tháng 3 năm 2021", "370 722 560 740")]
    (document,) = parse(pdf.page(lines, notes=notes).bytes(), engine="none").documents
    assert document.number is not None
    assert document.number.raw == "Số 26-KH/ĐU"
    assert (document.number.ordinal, document.number.type_code, document.number.organ_code) == (26, "KH", "ĐU")
    assert document.issued is not None
    assert document.issued.raw == "ngày 15 tháng 3 năm 2021"


class TestOnPagesThatOcrReads:
    """The text of such a page is replaced by what is read; its form values are in no picture and stay."""

    @staticmethod
    def judged(words: tuple[Word, ...]) -> Page:
        reason = Problem("bad-text-layer", "bad", 1)
        values = ((Word("26-KH/ĐU", Box(100, 132, 200, 152), line=0),),)
        own = Page(1, 595, 842, words=(Word("S?", Box(72, 132, 90, 150)), values[0][0]), values=values)
        return reading._joined(reading._Judged(0, own, reason), Page(1, 595, 842, words=words, origin="ocr"))

    def test_a_value_that_was_not_read_is_added(self) -> None:
        page = self.judged((Word("Số", Box(72, 132, 90, 150), 0.9, line=4),))
        assert [(w.text, w.line) for w in page.words] == [("Số", 4), ("26-KH/ĐU", 5)]

    def test_a_value_that_the_picture_shows_is_there_once(self) -> None:
        read = Word("26-KH/DU", Box(101, 134, 160, 150), 0.8, line=4)
        assert self.judged((read,)).words == (read,)

    def test_of_a_scan_with_fields_above_it(self) -> None:
        """Pdfium draws no value without an appearance, so no engine can read it."""
        pdf = Pdf()
        pdf.grey("S", [[0 if y % 12 < 4 and y > 60 and 20 < x < 100 else 255 for x in range(120)] for y in range(170)])
        pdf.page("q 595 0 0 842 0 0 cm /S Do Q", notes=[typed("so", "26-KH/ĐU", "100 690 200 710")])
        result = parse(pdf.bytes(), engine=BarEngine(), workers=1)
        assert "26-KH/ĐU" in result.documents[0].text
        assert result.source.text_origin == "ocr"
