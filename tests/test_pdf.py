"""PDF pages: words, boxes, styles, lines, images, annotations, pictures, and files that are broken."""

from __future__ import annotations

import io
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.makepdf import Pdf, assemble
from vndocparse.errors import DamagedFileError, EncryptedFileError, LimitError, UsageError
from vndocparse.geometry import Box
from vndocparse.model.page import Page
from vndocparse.rules.load import load_records
from vndocparse.source import pdfscans
from vndocparse.source.base import Limits
from vndocparse.source.pdf import open_pdf
from vndocparse.source.pdffonts import style_of
from vndocparse.source.stamptext import StampRule
from vndocparse.text import bare


def first_page(pdf: Pdf, **options: object) -> Page:
    with open_pdf(pdf.bytes(), **options) as source:  # type: ignore[arg-type]
        return source.page(0)


def texts(page: Page) -> list[str]:
    return [w.text for w in page.words]


def box_of(page: Page, text: str) -> Box:
    box = next(w.box for w in page.words if w.text == text)
    assert box is not None
    return box


class TestWords:
    def test_a_word_has_its_box_from_the_top_left_and_its_size(self) -> None:
        pdf = Pdf()
        page = first_page(pdf.page(pdf.text(72, 700, "Huyện ủy", size=14)))
        assert texts(page) == ["Huyện", "ủy"]
        box = box_of(page, "Huyện")
        assert box.x0 == pytest.approx(72, abs=0.1)
        assert box.top < 842 - 700 < box.bottom  # the baseline runs through the box
        assert box.height == pytest.approx(14, rel=0.3)
        assert page.words[0].size == 14
        assert (page.number, page.width, page.height) == (1, 595, 842)

    def test_the_size_counts_the_enlargement_of_the_page(self) -> None:
        pdf = Pdf()
        page = first_page(pdf.page(f"BT /R 1 Tf 14 0 0 14 72 700 Tm {pdf.show('Chi')} Tj ET"))
        assert page.words[0].size == 14

    def test_lines_are_numbered_in_the_order_of_the_content(self) -> None:
        pdf = Pdf()
        page = first_page(pdf.page(pdf.lines(["một hai", "ba bốn"])))
        assert [w.line for w in page.words] == [0, 0, 1, 1]

    def test_two_columns_on_one_baseline_are_never_one_word(self) -> None:
        pdf = Pdf()
        page = first_page(pdf.page(pdf.text(60, 780, "XÃ") + pdf.text(330, 780, "VIỆT")))
        assert texts(page) == ["XÃ", "VIỆT"]

    def test_words_placed_one_by_one_without_spaces_stay_apart(self) -> None:
        pdf = Pdf()
        page = first_page(pdf.page(f"BT /R 14 Tf 60 700 Td [{pdf.show('cấp')} -300 {pdf.show('trên')}] TJ ET"))
        assert texts(page) == ["cấp", "trên"]

    def test_letters_spaced_out_for_looks_are_one_word(self) -> None:
        pdf = Pdf()
        page = first_page(pdf.page(f"BT /R 14 Tf 6 Tc 60 700 Td {pdf.show('ĐIỀU')} Tj ET"))
        assert texts(page) == ["ĐIỀU"]

    def test_glyphs_placed_one_by_one_are_joined(self) -> None:
        pdf = Pdf()
        content = pdf.text(60, 700, "qu") + pdf.text(74, 700, "y") + pdf.text(90, 700, "chế")
        assert texts(first_page(pdf.page(content))) == ["quy", "chế"]

    def test_a_footnote_mark_is_a_word_of_its_own_and_a_square_metre_is_not(self) -> None:
        pdf = Pdf()
        raised = [
            f"BT /R 14 Tf 60 {y} Td {pdf.show(word)} Tj /R 8 Tf 5 Ts {pdf.show(mark)} Tj ET"
            for y, word, mark in ((700, "Đảng", "1"), (650, "m", "2"))
        ]
        assert texts(first_page(pdf.page("\n".join(raised)))) == ["Đảng", "1", "m2"]

    def test_a_hyphen_at_the_end_of_a_line_stays_with_its_line(self) -> None:
        pdf = Pdf()
        page = first_page(pdf.page(pdf.lines(["số 02/2022/TT-", "BTNMT ngày"])))
        assert texts(page) == ["số", "02/2022/TT-", "BTNMT", "ngày"]
        assert page.words[1].line != page.words[2].line

    def test_decomposed_letters_are_composed(self) -> None:
        pdf = Pdf()
        page = first_page(pdf.page(pdf.text(60, 700, unicodedata.normalize("NFD", "Tỉnh ủy Điện Biên"))))
        assert texts(page) == ["Tỉnh", "ủy", "Điện", "Biên"]

    @pytest.mark.parametrize(
        ("written", "read", "why"),
        [
            ("cấp\u200bủy", ["cấpủy"], "zero-width space"),
            ("QĐ\u00adUBND", ["QĐ-UBND"], "a soft hyphen that is shown is a hyphen"),
            ("\uf0b7 chi bộ", ["•", "chi", "bộ"], "bullet of the Symbol font"),
            ("\uf02d chi bộ", ["-", "chi", "bộ"], "minus of the Symbol font"),
            ("chi\u00a0bộ", ["chi", "bộ"], "no-break space"),
            ("văn phòng cấp ủy" * 10 + " a\u0007b", None, "a stray control character goes"),
            ("ﬁnal", ["final"], "ligature"),
        ],
    )
    def test_odd_characters(self, written: str, read: list[str] | None, why: str) -> None:
        pdf = Pdf(media=(0, 0, 3000, 842))
        found = texts(first_page(pdf.page(pdf.text(60, 700, written))))
        if read is None:
            assert found[-1] == "ab", why
        else:
            assert found == read, why

    def test_control_characters_in_number_are_shown_as_unreadable(self) -> None:
        """A broken font gives them for letters; whoever judges the page must see that."""
        pdf = Pdf()
        assert "\ufffd" in "".join(texts(first_page(pdf.page(pdf.text(60, 700, "c\u0003p \u0004y t\u0005nh")))))

    def test_words_hold_no_white_space_or_control_characters(self) -> None:
        pdf = Pdf(media=(0, 0, 3000, 842))
        odd = "a\u0001b \u0085c d\u2028e\u3000f\u009dg\ufeff h"
        for word in first_page(pdf.page(pdf.text(60, 700, odd))).words:
            assert word.text
            assert not re.search(r"[\s\x00-\x1f\x7f-\x9f]", word.text)

    def test_legacy_text_is_converted_and_said(self) -> None:
        pdf = Pdf()
        lines = ["§¶ng bé tØnh nghÞ quyÕt", "vÒ c«ng t¸c kiÓm tra, gi¸m s¸t"]
        page = first_page(pdf.page(pdf.lines(lines)))
        assert " ".join(texts(page)) == "Đảng bộ tỉnh nghị quyết về công tác kiểm tra, giám sát"
        assert [(p.code, p.page) for p in page.problems] == [("legacy-encoding", 1)]

    def test_words_outside_the_crop_box_are_left_out(self) -> None:
        pdf = Pdf()
        content = pdf.text(120, 700, "trong") + pdf.text(20, 20, "ngoài")
        page = first_page(pdf.page(content, "/CropBox[100 100 500 800]"))
        assert texts(page) == ["trong"]
        assert (page.width, page.height) == (400, 700)
        assert page.words[0].box is not None
        assert page.words[0].box.x0 == pytest.approx(20, abs=0.1)

    @pytest.mark.parametrize("turn", [0, 90, 180, 270])
    def test_boxes_fit_the_picture_on_turned_and_cropped_pages(self, turn: int) -> None:
        pdf = Pdf()
        pdf.page(pdf.text(200, 600, "HHHHHH", size=30), f"/Rotate {turn}/CropBox[50 20 545 800]")
        with open_pdf(pdf.bytes()) as source:
            page, picture = source.page(0), source.picture(0, 72)
        ink = picture.pixels.min(axis=2) < 128
        rows, columns = ink.any(axis=1).nonzero()[0], ink.any(axis=0).nonzero()[0]
        box = page.words[0].box
        assert box is not None
        drawn = Box(columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
        assert picture.pixels.shape[:2] == (round(page.height), round(page.width))
        assert box.padded(2).overlap(drawn) == pytest.approx(drawn.width * drawn.height, rel=0.01)
        assert max(box.width, box.height) == pytest.approx(max(drawn.width, drawn.height), abs=6)

    @pytest.mark.parametrize(("matrix", "turn"), [("0 1 -1 0", 90), ("0 -1 1 0", 270), ("-1 0 0 -1", 180)])
    def test_text_that_stands_on_its_side_says_which_turn_rights_it(self, matrix: str, turn: int) -> None:
        pdf = Pdf()
        words = pdf.show("nghị quyết đại hội")
        page = first_page(pdf.page(f"BT /R 14 Tf {matrix} 300 400 Tm {words} Tj ET"))
        assert page.turn == turn
        assert texts(page) == ["nghị", "quyết", "đại", "hội"]

    def test_upright_text_needs_no_turn(self) -> None:
        pdf = Pdf()
        side = f"BT /R 14 Tf 0 1 -1 0 30 400 Tm {pdf.show('lưu hành nội bộ')} Tj ET"
        assert first_page(pdf.page(pdf.lines(["kế hoạch công tác năm"] * 5) + side)).turn == 0


class TestStyle:
    def test_bold_and_italic_by_the_font(self) -> None:
        pdf = Pdf()
        content = "".join(pdf.text(60 + 90 * i, 700, f"chữ{i}", font=f) for i, f in enumerate("RBI"))
        assert [(w.bold, w.italic) for w in first_page(pdf.page(content)).words] == [
            (False, False),
            (True, False),
            (False, True),
        ]

    def test_letters_made_bold_by_an_outline_are_bold(self) -> None:
        pdf = Pdf()
        assert first_page(pdf.page(pdf.text(60, 700, "đậm", more="2 Tr"))).words[0].bold

    @pytest.mark.parametrize(
        ("name", "flags", "bold", "italic"),
        [
            ("TimesNewRomanPS-BoldMT", 0, True, False),
            ("ABCDEF+TimesNewRomanPS-BoldItalicMT", 0, True, True),
            ("TimesNewRomanPS-ItalicMT", 0, False, True),
            ("Times New Roman,Bold", 0, True, False),
            (".VnTimeH", 0, False, False),
            ("SVN-Arial Black", 0, True, False),
            ("Cambria-BoldOblique", 0, True, True),
            ("LiberationSerif", 1 << 18, True, False),
            ("LiberationSerif", 1 << 6, False, True),
            ("Babelfish", 0, False, False),
            ("Italian", 0, False, False),
        ],
    )
    def test_names_and_flags(self, name: str, flags: int, bold: bool, italic: bool) -> None:
        assert style_of(name, flags)[:2] == (bold, italic)

    def test_the_font_file_tells_where_the_name_does_not(self) -> None:
        head = b"\0" * 44 + b"\0\x01" + b"\0" * 8
        font = b"\0\1\0\0\0\x01" + b"\0" * 6 + b"head\0\0\0\0" + (28).to_bytes(4, "big") + b"\0\0\0\x36" + head
        assert style_of("CIDFont+F3", 0, font)[:2] == (True, False)
        assert style_of("CIDFont+F3", 0, font[:40])[:2] == (False, False)


class TestShapes:
    @pytest.mark.parametrize(
        ("content", "rules", "why"),
        [
            ("100 700 m 300 700 l S", 1, "a stroked line"),
            ("100 700 200 0.5 re f", 1, "a thin filled bar"),
            ("100 500 200 100 re S", 4, "a frame has four sides"),
            ("100 500 200 100 re f", 0, "a filled block has none"),
            ("100 700 200 1 re 100 600 200 1 re f", 2, "two bars of one path"),
            ("1 1 1 rg 100 700 200 0.5 re f", 0, "white covers, it does not rule"),
            ("100 500 m 300 700 l S", 0, "a slanted line"),
            ("100 700 200 0.5 re n", 0, "not painted"),
            ("q 2 0 0 2 0 0 cm 50 350 m 150 350 l S Q", 1, "enlarged"),
        ],
    )
    def test_rules(self, content: str, rules: int, why: str) -> None:
        page = first_page(Pdf().page(content))
        assert len(page.rules) == rules, why
        if content.endswith("700 l S") and rules:
            assert page.rules[0].x0 == pytest.approx(100, abs=1)
            assert page.rules[0].centre == pytest.approx(142, abs=1)

    def test_images_have_their_places(self) -> None:
        pdf = Pdf()
        pdf.grey("Im", [[0, 255], [255, 0]])
        page = first_page(pdf.page("q 100 0 0 50 72 700 cm /Im Do Q"))
        assert page.images == (Box(72, 92, 172, 142),)

    @pytest.mark.parametrize(
        ("order", "mode", "alpha", "origin"),
        [
            ("image text", 3, None, "embedded-ocr"),
            ("text image", 0, None, "embedded-ocr"),
            ("image text", 0, None, "native"),
            ("text image", 0, 0, "native"),
        ],
        ids=["invisible over a scan", "under a scan", "printed on a background", "under a clear overlay"],
    )
    def test_text_that_nobody_sees_is_somebody_elses_ocr(
        self, order: str, mode: int, alpha: int | None, origin: str
    ) -> None:
        pdf = Pdf()
        pdf.grey("Im", [[200] * 8] * 8, mask=alpha)
        parts = {
            "image": "q 595 0 0 842 0 0 cm /Im Do Q\n",
            "text": pdf.lines(["nghị quyết về công tác"] * 4, more=f"{mode} Tr"),
        }
        page = first_page(pdf.page("".join(parts[p] for p in order.split())))
        assert page.origin == origin
        assert len(page.words) == 20


class TestAnnotations:
    STAMP = ("Ký bởi: Văn phòng", "Thời gian ký: 05/06/2021 08:01:02")

    def annotated(self) -> Pdf:
        pdf = Pdf(inherited=True)
        stamp = pdf.lines(self.STAMP, x=2, top=60, step=16)
        field = "/Subtype/Widget/FT/Sig"
        pdf.page(
            pdf.text(72, 700, "Số") + pdf.text(150, 700, "-KH/HU"),
            notes=[
                (f"{field}/Rect[100 695 300 795]", pdf.text(0, 5, "27", size=12)),
                (f"{field}/Rect[300 20 500 120]", stamp),
                ("/Subtype/FreeText/Rect[72 500 272 600]", pdf.text(0, 5, "sao y")),
                ("/Subtype/Stamp/F 2/Rect[72 300 272 400]", pdf.text(0, 5, "ẩn")),
            ],
        )
        return pdf

    def test_a_number_in_a_field_is_text_and_a_signature_stamp_is_apart(self) -> None:
        page = first_page(self.annotated())
        assert texts(page)[:2] == ["Số", "-KH/HU"]
        assert {"27", "sao", "y"} <= set(texts(page))
        assert " ".join(w.text for w in page.stamps) == " ".join(self.STAMP)
        assert not set(texts(page)) & {"Ký", "bởi:"}
        assert box_of(page, "27").x0 == pytest.approx(100, abs=1)

    def test_reading_annotations_does_not_change_the_page(self) -> None:
        with open_pdf(self.annotated().bytes()) as source:
            before, one, two = source.picture(0, 72), source.page(0), source.page(0)
            after = source.picture(0, 72)
        assert (one.width, one.height) == (595, 842)  # and not US Letter
        assert texts(one) == texts(two)
        assert before.pixels.shape == after.pixels.shape
        assert (before.pixels == after.pixels).all()

    def test_a_seal_in_a_signature_field_is_an_image(self) -> None:
        pdf = Pdf()
        pdf.grey("Im", [[0, 255], [255, 0]])
        seal = "q 200 0 0 100 0 0 cm /Im Do Q"
        pdf.page(pdf.text(72, 700, "chữ"), notes=[("/Subtype/Widget/FT/Sig/Rect[100 100 300 200]", seal)])
        page = first_page(pdf)
        assert page.images == (Box(100, 642, 300, 742),)
        assert texts(page) == ["chữ"]

    def test_pictures_show_annotations(self) -> None:
        pdf = Pdf()
        pdf.page("", notes=[("/Subtype/Stamp/Rect[100 100 300 200]", "0 0 200 100 re f")])
        with open_pdf(pdf.bytes()) as source:
            assert source.picture(0, 72).pixels[842 - 150, 200].tolist() == [0, 0, 0]

    def test_stamp_rules_accept_their_examples_and_refuse_the_others(self) -> None:
        for rule in load_records("signature_stamps.toml", "stamp", StampRule):
            pattern = re.compile(rule.pattern)
            assert rule.examples
            assert rule.counter_examples
            for example in rule.examples:
                assert pattern.search(bare(example)), example
            for example in rule.counter_examples:
                assert not pattern.search(bare(example)), example


class TestPictures:
    def test_red_is_red(self) -> None:
        with open_pdf(Pdf().page("1 0 0 rg 0 0 595 842 re f").bytes()) as source:
            picture = source.picture(0, 36)
        assert picture.pixels[100, 100].tolist() == [255, 0, 0]
        assert picture.pixels.shape == (421, 297, 3)
        assert picture.dpi == 36

    @pytest.mark.parametrize("side", [14_400, 14_400_000])
    def test_a_huge_page_is_drawn_smaller(self, side: int) -> None:
        pdf = Pdf(media=(0, 0, side, side))
        pdf.page(pdf.text(72, 700, "chữ"))
        with open_pdf(pdf.bytes(), limits=Limits(max_pixels=1_000_000)) as source:
            picture = source.picture(0, 200)
            assert texts(source.page(0)) == ["chữ"]
        high, wide, _ = picture.pixels.shape
        assert high * wide <= 1_000_000
        assert picture.dpi == pytest.approx(72 * 1000 / side)

    def test_an_image_of_too_many_pixels_is_not_decoded(self) -> None:
        pdf = Pdf()
        pdf.grey("Im", [[0] * 200] * 200)
        pdf.page("q 10 0 0 10 0 0 cm /Im Do Q")
        with (
            open_pdf(pdf.bytes(), limits=Limits(max_pixels=30_000)) as source,
            pytest.raises(LimitError, match="30000 pixels"),
        ):
            source.picture(0, 10)

    def test_a_part_of_a_jpeg_2000_scan_is_as_fine_as_the_whole(self) -> None:
        """pdfium decodes such an image only as finely as what it draws on is large."""
        scan = np.full((1170, 826), 255, np.uint8)
        scan[100:160:4, 100:300] = 0
        pdf = Pdf()
        pdf.jpeg2000("Im", Image.fromarray(scan))
        pdf.page("q 595 0 0 842 0 0 cm /Im Do Q")
        with open_pdf(pdf.bytes()) as source:
            part = source.picture(0, 100, Box(72, 72, 216, 120))
        with open_pdf(pdf.bytes()) as source:
            whole = source.picture(0, 100)
        x, y = round(part.left * 100 / 72), round(part.top * 100 / 72)
        high, wide, _ = part.pixels.shape
        assert np.array_equal(part.pixels, whole.pixels[y : y + high, x : x + wide])
        assert part.pixels.std() > 50

    @pytest.mark.parametrize("dpi", [100, 100.07, 180])
    def test_a_jpeg_page_is_what_pdfium_draws(self, dpi: float, monkeypatch: pytest.MonkeyPatch) -> None:
        """At its own resolution, one row more, and larger; a part is the same part of the whole."""
        pdf = Pdf()
        pdf.jpeg("Im", self.gradient())
        pdf.page("q 595 0 0 842 0 0 cm /Im Do Q")
        box = Box(72, 72, 216, 120)
        with open_pdf(pdf.bytes()) as source:
            whole, part = source.picture(0, dpi), source.picture(0, dpi, box)
        monkeypatch.setattr(pdfscans, "_JPEG", b"no file begins so")
        with open_pdf(pdf.bytes()) as source:
            drawn, drawn_part = source.picture(0, dpi), source.picture(0, dpi, box)
        high, wide = (min(a, b) for a, b in zip(whole.pixels.shape[:2], drawn.pixels.shape[:2], strict=True))
        apart = np.abs(whole.pixels[:high, :wide].astype(int) - drawn.pixels[:high, :wide])
        assert apart.max() <= 3
        assert np.abs(part.pixels.astype(int) - drawn_part.pixels).max() <= 3
        assert (part.left, part.top) == (drawn_part.left, drawn_part.top)

    @pytest.mark.parametrize(
        ("more", "content"),
        [
            ("/Decode[1 0 1 0 1 0]", "q 595 0 0 842 0 0 cm /Im Do Q"),
            ("/Mask[250 255 250 255 250 255]", "q 595 0 0 842 0 0 cm /Im Do Q"),
            ("", "q 300 0 0 842 0 0 cm /Im Do Q"),
            ("", "q -595 0 0 842 595 0 cm /Im Do Q"),
            ("", "q 100 100 50 50 re W n 595 0 0 842 0 0 cm /Im Do Q"),
            ("", "q 595 0 0 842 0 0 cm /Im Do Q 0 0 300 300 re f"),
            ("", "q 595 0 0 842 0 0 cm /Im Do Q BT /R 40 Tf 100 400 Td (seen) Tj ET"),
        ],
        ids=["inverted", "masked", "half the page", "mirrored", "clipped", "painted over", "text over it"],
    )
    def test_a_jpeg_that_is_shown_otherwise_is_drawn(
        self, more: str, content: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pdf = Pdf()
        pdf.jpeg("Im", self.gradient(), more)
        pdf.page(content)
        with open_pdf(pdf.bytes()) as source:
            found = source.picture(0, 100)
        monkeypatch.setattr(pdfscans, "_JPEG", b"no file begins so")
        with open_pdf(pdf.bytes()) as source:
            assert np.array_equal(found.pixels, source.picture(0, 100).pixels)

    def gradient(self) -> Image.Image:
        """A smooth picture of 826 x 1169 pixels, the page at 100 dpi, whose light tells left from right."""
        rows, columns = np.mgrid[0:1169, 0:826]
        return Image.fromarray((60 + rows / 12 + columns / 9).astype(np.uint8))

    @pytest.mark.parametrize("dpi", [0, -1, float("nan"), float("inf")])
    def test_a_resolution_that_is_none(self, dpi: float) -> None:
        with open_pdf(Pdf().page("").bytes()) as source, pytest.raises(UsageError):
            source.picture(0, dpi)


class TestBrokenFiles:
    def encrypted(self, password: str) -> bytes:
        from reportlab.lib.pdfencrypt import StandardEncryption
        from reportlab.pdfgen.canvas import Canvas

        out = io.BytesIO()
        canvas = Canvas(out, encrypt=StandardEncryption(password, canPrint=1))
        canvas.drawString(72, 700, "secret")
        canvas.save()
        return out.getvalue()

    def test_a_password_opens_an_encrypted_file(self) -> None:
        with open_pdf(self.encrypted("mật"), password="mật") as source:
            assert texts(source.page(0)) == ["secret"]
            assert source.picture(0, 36).pixels.min() < 128

    @pytest.mark.parametrize(("given", "told"), [(None, "Give its password"), ("sai", "does not open")])
    def test_no_or_a_wrong_password(self, given: str | None, told: str) -> None:
        with pytest.raises(EncryptedFileError, match=told):
            open_pdf(self.encrypted("mật"), password=given)

    def test_a_damaged_file_after_an_encrypted_one_is_damaged(self) -> None:
        """pdfium keeps the code of its last error."""
        with pytest.raises(EncryptedFileError):
            open_pdf(self.encrypted("mật"))
        with pytest.raises(DamagedFileError):
            open_pdf(assemble([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"]))

    @pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 500, b"%PDF-1.4 not at all %%EOF"])
    def test_nothing_to_read(self, data: bytes) -> None:
        with pytest.raises(DamagedFileError) as caught:
            open_pdf(data)
        assert caught.value.remedy

    def test_pages_in_front_of_the_break_are_read(self) -> None:
        pdf = Pdf()
        for k in range(3):
            pdf.page(pdf.text(72, 700, f"trang{k}"))
        data = pdf.bytes()
        with open_pdf(data[: data.rindex(b"xref")]) as source:
            assert [p.code for p in source.problems] == ["file-truncated"]
            assert texts(source.page(0)) == ["trang0"]

    def test_a_whole_file_has_no_problem(self) -> None:
        with open_pdf(Pdf().page("").bytes()) as source:
            assert source.problems == ()
            assert source.page(0).problems == ()

    def test_a_broken_page_among_good_ones_is_a_problem_and_no_error(self) -> None:
        pdf = Pdf()
        pdf.page(pdf.text(72, 700, "đọc"))
        data = pdf.bytes().replace(b"/Count 1/Kids[", b"/Count 2/Kids[99 0 R ")
        with open_pdf(data) as source:
            assert source.page_count == 2
            pages = [source.page(0), source.page(1)]
            with pytest.raises(DamagedFileError, match="Page 1"):
                source.picture(0, 72)
        assert [p.code for p in pages[0].problems] == ["page-unreadable"]
        assert pages[0].words == ()
        assert texts(pages[1]) == ["đọc"]

    def test_pages_over_the_limit_are_left_out_and_said(self) -> None:
        pdf = Pdf()
        for _ in range(5):
            pdf.page("")
        with open_pdf(pdf.bytes(), limits=Limits(max_pages=2)) as source:
            assert (source.page_count, source.total_pages) == (2, 5)
            assert [p.code for p in source.problems] == ["pages-left-out"]
            with pytest.raises(UsageError):
                source.page(2)

    def test_too_many_characters(self) -> None:
        pdf = Pdf()
        content = pdf.text(72, 700, "chữ " * 10)
        pdf.page(content).page(content)
        with open_pdf(pdf.bytes(), limits=Limits(max_characters=60)) as source:
            for _ in range(3):
                source.page(0)  # the same page counts once
            with pytest.raises(LimitError, match="60 characters"):
                source.page(1)

    def test_a_closed_file_says_so(self) -> None:
        source = open_pdf(Pdf().page("").bytes())
        source.close()
        source.close()
        with pytest.raises(UsageError, match="closed"):
            source.page(0)

    def test_no_text_of_the_file_in_repr(self) -> None:
        pdf = Pdf()
        with open_pdf(pdf.page(pdf.text(72, 700, "mật")).bytes(), name="a.pdf", password="khóa") as source:
            assert "khóa" not in repr(source)
            assert "stream" not in repr(source)

    def test_threads_take_turns(self) -> None:
        pdf = Pdf()
        for k in range(8):
            pdf.page(pdf.lines([f"trang số {k}"] * 30))
        data = pdf.bytes()

        def read(_: int) -> list[list[str]]:
            with open_pdf(data) as source:
                return [texts(source.page(k)) for k in range(8)]

        with ThreadPoolExecutor(4) as pool:
            first, *others = pool.map(read, range(8))
        assert first[7][:3] == ["trang", "số", "7"]
        assert all(o == first for o in others)


class TestRealDocuments:
    def read(self, shared: Path, name: str, index: int) -> Page:
        with open_pdf((shared / "corpus" / name / "source.pdf").read_bytes()) as source:
            return source.page(index)

    def test_numbers_of_a_signing_program_are_words_at_their_places(self, shared: Path) -> None:
        page = self.read(shared, "decision-316-QD-HaTinh", 0)
        number, symbol = box_of(page, "316"), box_of(page, "/QĐ-UBND")
        assert abs(number.bottom - symbol.bottom) < 8
        assert box_of(page, "Số:").x1 < number.x1 < symbol.x0 + 2

    def test_stamps_of_scans_are_no_words(self, shared: Path) -> None:
        page = self.read(shared, "submission-01-TTr-QuangNgai", 0)
        assert page.words == ()
        assert len(page.stamps) > 20

    def test_words_in_pieces_are_whole(self, shared: Path) -> None:
        page = self.read(shared, "decision-316-QD-HaTinh", 9)
        assert texts(page)[1:7] == ["quy", "định", "phí", "bảo", "vệ", "môi"]

    def test_a_clear_overlay_is_no_scan(self, shared: Path) -> None:
        assert self.read(shared, "decision-184-QD-NinhThuan", 1).origin == "native"
        assert self.read(shared, "decision-308-QD-TayNinh", 0).origin == "embedded-ocr"
