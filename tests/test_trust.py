"""The verdict on a page's own text: what is kept, what is read from the picture instead, and why."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vndocparse.errors import LimitError
from vndocparse.geometry import Box
from vndocparse.model.page import Origin, Page, Word
from vndocparse.source.base import Picture
from vndocparse.source.pdf import open_pdf
from vndocparse.source.trust import MESSAGES, LayerVerdict, judge_layer


def words_of(text: str) -> list[str]:
    return text.split()


PLAN = words_of(
    """Thực hiện Kết luận của Ban Thường vụ Huyện ủy về trồng cây ở trụ sở các chi bộ, Đảng ủy xã xây dựng kế hoạch như
sau. Mỗi chi bộ cử hai đồng chí theo dõi, kịp thời báo cáo khó khăn, vướng mắc trong quá trình thực hiện. Văn
phòng Đảng ủy phối hợp với Ủy ban nhân dân xã chuẩn bị giống cây, dụng cụ và nước tưới, hoàn thành trước ngày 30
tháng 6 năm 2021. Kinh phí được cấp từ nguồn tiết kiệm chi thường xuyên theo Quyết định số 12-QĐ/ĐU. Các tổ chức
chính trị - xã hội vận động hội viên, đoàn viên tham gia, giữ gìn cảnh quan sạch đẹp, bảo đảm bóng mát cho nhân
dân khi đến làm việc. Ủy ban Kiểm tra giám sát việc thực hiện, định kỳ sáu tháng báo cáo Thường trực Đảng ủy."""
)
ENGLISH = words_of(
    """The committee shall examine the annual accounts of every subordinate organisation and report to the general
assembly no later than the thirty-first of March. Members who cannot attend the meeting may appoint another
member in writing. Nothing in these regulations prevents the executive board from publishing additional
instructions, provided that they are consistent with the principles adopted by the conference."""
)
FRENCH = words_of(
    """Le comité examine chaque année les comptes des organisations qui lui sont rattachées et présente son rapport à
l'assemblée générale au plus tard le trente et un mars. Les membres empêchés peuvent désigner par écrit un autre
membre pour les représenter à la réunion extraordinaire."""
)
RUSSIAN = words_of(
    """Комитет ежегодно проверяет отчётность подчинённых организаций и представляет доклад общему собранию не позднее
тридцать первого марта, если иное не предусмотрено настоящими правилами и решениями конференции."""
)


def page(words: list[str], origin: Origin = "native", images: tuple[Box, ...] = ()) -> Page:
    placed = tuple(
        Word(w, Box(60 + 45 * (i % 10), 60 + 16 * (i // 10), 100 + 45 * (i % 10), 72 + 16 * (i // 10)))
        for i, w in enumerate(w for w in words if w)
    )
    return Page(1, 595, 842, words=placed, origin=origin, images=images)


WHOLE = (Box(0, 0, 595, 842),)


def bare(word: str) -> str:
    word = word.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def swapped(word: str, by: Callable[[str], str]) -> str:
    return "".join(c if c.isascii() else by(c) for c in word)


NUMBERS = [f"{k}.{k * 37 % 1000:03d},{k % 10}" for k in range(1, 60)] + ["-", "x", "ha", "kg", "m3", "12,5%", "II"] * 8
NAMES = words_of("""Rơ Châm H’Lan Kpă Y Blă Niê Ksor Bkrông Nguyễn Văn Bé Siu Trần Thị Ê-ban Đinh Hơ-re""")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (PLAN, "a page of a plan"),
        (PLAN[:6], "six words"),
        ([w.upper() for w in PLAN], "capitals"),
        (["12"], "a page number alone"),
        (NUMBERS, "a table of numbers"),
        (["........"] * 30 + ["Họ", "tên:", "......"], "a form of dots"),
        (
            words_of("UBND HĐND TTHC KTTH XDĐ VPUB: LĐ, NC1 TT.PVHCC QĐ-UBND 12-KH/TU ĐUK. THCS") * 3,
            "abbreviations",
        ),
        (NAMES * 3, "names of other peoples of the country"),
        (ENGLISH, "English"),
        (ENGLISH[:15], "a little English"),
        ([w.upper() for w in ENGLISH], "English in capitals"),
        (FRENCH, "French"),
        (RUSSIAN, "Russian"),
        (["中国共产党", "代表大会", "坚持"] * 20, "Chinese"),
        (["ພັກປະຊາຊົນ", "ປະຕິວັດລາວ"] * 20, "Lao"),
        (PLAN + ENGLISH, "half English"),
        (["https://dichvucong.gov.vn/p/home", "vanphong@tinh.gov.vn"] * 10, "addresses"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_text_that_is_kept(words: list[str], what: str) -> None:
    assert judge_layer(page(words)).verdict == "good", what


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([bare(w) for w in PLAN], "no-vietnamese-letters"),
        ([bare(w).upper() for w in PLAN], "no-vietnamese-letters"),
        (["".join(chr(ord(c) + 29) for c in w) for w in PLAN], "shifted-glyph-codes"),
        (["".join(chr(max(33, ord(c) - 29)) for c in w) for w in PLAN], "shifted-glyph-codes"),
        ([swapped(w, lambda c: "ѪҥӝӛӃӪҝҟҧ"[ord(c) % 9]) for w in PLAN], "shifted-glyph-codes"),
        ([swapped(w, lambda c: chr(0xE000 + ord(c) % 99)) for w in PLAN], "shifted-glyph-codes"),
        ([swapped(w, lambda _: "\ufffd") for w in PLAN], "shifted-glyph-codes"),
        ([swapped(w, lambda _: "?") for w in PLAN], "not-vietnamese-words"),
        ([swapped(w, lambda _: "") for w in PLAN], "no-vietnamese-letters"),
    ],
    ids=["no marks", "no marks, capitals", "up", "down", "Cyrillic", "private", "U+FFFD", "?", "lost"],
)
def test_text_that_is_refused(words: list[str], reason: str) -> None:
    verdict = judge_layer(page(words))
    assert verdict.verdict == "bad"
    assert {verdict.reason, reason} <= {"not-vietnamese-words", "shifted-glyph-codes"} or verdict.reason == reason


def test_one_broken_font_among_good_ones_is_enough() -> None:
    """Headings in a font whose codes are wrong: the body alone looks good."""
    heading = ["ӪҥKӝ", "ҟҧCӛ", "SӃӪ", "ӝNҥ", "ӛӃR", "ҝҟҧT"]
    verdict = judge_layer(page(heading + PLAN))
    assert (verdict.verdict, verdict.reason) == ("bad", "shifted-glyph-codes")


def test_two_strange_letters_on_a_long_page_are_no_reason() -> None:
    assert judge_layer(page([*PLAN, "α", "√x", "Ҥ"])).verdict == "good"


class TestScans:
    def test_good_ocr_of_somebody_else_is_kept(self) -> None:
        assert judge_layer(page(PLAN * 2, "embedded-ocr", WHOLE)).verdict == "good"

    def test_ocr_that_lost_half_the_marks_is_refused_on_a_scan(self) -> None:
        words = [bare(w) if i % 2 else w for i, w in enumerate(PLAN)]
        verdict = judge_layer(page(words, "embedded-ocr", WHOLE))
        assert (verdict.verdict, verdict.reason) == ("bad", "no-vietnamese-letters")

    @pytest.mark.parametrize(
        "stamp",
        [
            "Ký bởi: Sở Nội vụ Cơ quan: Tỉnh A Thời gian ký: 05/06/2021 08:01:02 +07:00",
            "Người ký: Trung tâm tin học Email: tttt@tinha.gov.vn",
            "Signature Not Verified Digitally signed by VAN PHONG Date: 2021.06.05 08:01:02 +07'00'",
        ],
    )
    def test_a_stamp_drawn_into_a_scan_is_not_its_text(self, stamp: str) -> None:
        verdict = judge_layer(page(stamp.split(), images=WHOLE))
        assert (verdict.verdict, verdict.reason) == ("none", "signature-stamp-only")

    def test_a_stamp_on_a_digital_page_changes_nothing(self) -> None:
        assert judge_layer(page([*PLAN, *words_of("Ký bởi: Sở Nội vụ Ngày ký: 05/06/2021")])).verdict == "good"

    def test_a_scan_with_a_printed_page_number_is_not_read(self) -> None:
        verdict = judge_layer(page(["Trang", "1/4"], images=WHOLE))
        assert (verdict.verdict, verdict.reason) == ("bad", "image-without-text")


def drawn(*rows: tuple[int, int], colour: tuple[int, int, int] = (20, 20, 20), paper: int = 255) -> Picture:
    """An A4 page at 72 dpi with rows of letters (every third column inked) from x 60 to 540 at the given heights."""
    pixels = np.full((842, 595, 3), paper, np.uint8)
    for top, bottom in rows:
        pixels[top:bottom, 60:540:3] = colour
    return Picture(pixels, 72.0)


LINES = tuple((100 + 20 * k, 110 + 20 * k) for k in range(20))


class TestInk:
    def test_no_words_and_no_ink_is_a_blank_page(self) -> None:
        verdict = judge_layer(page([]), lambda: drawn())
        assert (verdict.verdict, verdict.reason) == ("good", "blank-page")

    def test_a_grey_scan_of_nothing_with_a_red_seal_is_blank(self) -> None:
        verdict = judge_layer(page([], images=WHOLE), lambda: drawn((300, 380), colour=(225, 60, 60), paper=225))
        assert (verdict.verdict, verdict.reason) == ("good", "blank-page")

    def test_no_words_and_ink_needs_reading(self) -> None:
        """An image, or letters drawn as outlines."""
        verdict = judge_layer(page([]), lambda: drawn(*LINES))
        assert (verdict.verdict, verdict.reason) == ("none", "no-text")

    def test_no_words_but_a_stamp(self) -> None:
        stamped = replace(page([], images=WHOLE), stamps=(Word("Ký", Box(400, 20, 420, 30)),))
        verdict = judge_layer(stamped, lambda: drawn(*LINES))
        assert (verdict.verdict, verdict.reason) == ("none", "signature-stamp-only")

    def test_without_a_picture_images_and_lines_count_as_ink(self) -> None:
        assert judge_layer(page([])).reason == "blank-page"
        assert judge_layer(page([], images=WHOLE)).reason == "no-text"
        assert judge_layer(replace(page([]), rules=(Box(60, 90, 200, 91),))).reason == "no-text"

    def test_a_scan_below_a_few_words_is_seen(self) -> None:
        header = page(PLAN[:20], images=WHOLE)
        verdict = judge_layer(header, lambda: drawn(*LINES))
        assert (verdict.verdict, verdict.reason) == ("bad", "image-without-text")
        assert verdict.figures.unread is not None
        assert verdict.figures.unread > 0.5

    def test_an_overlay_over_all_the_words_is_not_taken_for_a_scan(self) -> None:
        few = page(PLAN[:30], images=WHOLE)
        verdict = judge_layer(few, lambda: drawn((60, 72), (76, 88), (92, 104)))
        assert (verdict.verdict, verdict.reason) == ("good", "")

    def test_a_picture_beside_good_text_is_said_and_the_text_kept(self) -> None:
        half = page(PLAN[:100], images=(Box(50, 400, 545, 800),))
        verdict = judge_layer(half, lambda: drawn(*((420 + 20 * k, 430 + 20 * k) for k in range(18))))
        assert (verdict.verdict, verdict.reason) == ("good", "image-without-text")

    def test_a_photograph_is_no_text(self) -> None:
        pixels = np.full((842, 595, 3), 255, np.uint8)
        pixels[300:700, 60:540] = 90
        photo = page(PLAN[:40], images=(Box(60, 300, 540, 700),))
        assert judge_layer(photo, lambda: Picture(pixels, 72.0)).reason == ""

    def test_pages_that_words_settle_are_not_drawn(self) -> None:
        def never() -> Picture:
            raise AssertionError("drawn for nothing")

        assert judge_layer(page(PLAN), never).verdict == "good"
        assert judge_layer(page(PLAN * 2, images=WHOLE), never).verdict == "good"
        assert judge_layer(page([bare(w) for w in PLAN], images=WHOLE), never).verdict == "bad"

    def test_a_page_too_large_to_draw_is_judged_without(self) -> None:
        def too_large() -> Picture:
            raise LimitError("too many pixels")

        assert judge_layer(page([], images=WHOLE), too_large).reason == "no-text"


def test_every_reason_has_a_message_without_text_of_the_page() -> None:
    assert all(message.endswith(".") for reason, message in MESSAGES.items() if reason)
    verdict = judge_layer(page([bare(w) for w in PLAN]))
    assert verdict.message == MESSAGES["no-vietnamese-letters"]
    assert LayerVerdict("good").message == ""


@pytest.mark.parametrize(
    ("name", "verdict", "reasons"),
    [
        ("decision-184-QD-NinhThuan", "good", {""}),
        ("decision-486-QD-ThanhHoa", "good", {""}),
        ("decision-316-QD-HaTinh", "good", {""}),
        ("guidance-21-HD-BTCTU-HaNoi", "good", {""}),
        ("form-mau-01-don-ung-cu", "good", {""}),
        ("decision-308-QD-TayNinh", "bad", {"no-vietnamese-letters"}),
        ("notice-1894-TB-SCT-LaoCai", "bad", {"shifted-glyph-codes"}),
        ("submission-01-TTr-QuangNgai", "none", {"signature-stamp-only"}),
        ("directive-05-CT-QuangNgai", "none", {"signature-stamp-only", "no-text"}),
        ("decision-209-QD-BacLieu", "none", {"signature-stamp-only", "no-text"}),
    ],
)
def test_real_documents(shared: Path, name: str, verdict: str, reasons: set[str]) -> None:
    with open_pdf((shared / "corpus" / name / "source.pdf").read_bytes()) as source:
        found = [judge_layer(source.page(k)) for k in range(source.page_count)]
    assert {v.verdict for v in found} == {verdict}
    assert {v.reason for v in found} == reasons
