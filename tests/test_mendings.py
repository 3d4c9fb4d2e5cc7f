"""Everything that is put right is told, with what was read and where; each kind can be switched off."""

from __future__ import annotations

from html import escape

import pytest
from typer.testing import CliRunner

import vndocparse
from vndocparse.batches.settings import Settings
from vndocparse.errors import UsageError
from vndocparse.mend import KINDS, kinds_of, mends, using_mending
from vndocparse.model.document import Document, Evidence, Mending, Signature
from vndocparse.model.page import Page, Word
from vndocparse.ocr.jobs import packed_page, unpacked_page

PAGE = """\
ĐẢNG BỘ TỈNH AN LĨNH | ĐẢNG CÔNG SẢN VIỆT NAM
HUYỆN ỦY PHÚ SƠN
*
Số 27-KH/HU | Phú Sơn, ngày 14 tháng 9 năm 2021


KẾ HOẠCH
trồng rừng phòng hộ ven suối
-----

Căn cứ Quyết định số 12/QD-UBND ngày 03/02/2020, Ban Thường vụ ban hành kế hoạch.
L- MỤC ĐÍCH
1. Các cơ quan tô chức thực hiện theo thâm quyền được giao, thang 9 năm 2021.
2. Đồng chí Nguyễn Thị hoà có trách nhiệm kiêm tra, giám sát việc thực hiện.
II- NỘI DUNG
1. Sửa đổi, bỗ sung một số điều của quy chế.
2. Trồng 40 ha rừng."""


def hocr(text: str = PAGE, confidence: int = 90) -> bytes:
    """The text as the words of a page that OCR read: one line below the other, the header in two columns."""
    lines = []
    for i, line in enumerate(text.split("\n")):
        spans = []
        for k, column in enumerate(line.split(" | ") if line else ()):
            long = 17 * len(column)
            header, running = i < 4, long > 900 or column[0] in "12LI"
            x = (140, 900)[k] if header else 120 if running else (1654 - long) // 2
            for word in column.split():
                wide = 16 * len(word)
                box = f"bbox {x} {100 + 60 * i} {x + wide} {135 + 60 * i}"
                spans.append(f"<span class='ocrx_word' title='{box}; x_wconf {confidence}'>{escape(word)}</span>")
                x += wide + 12
        lines.append(
            f"<span class='ocr_line' title='bbox 120 {100 + 60 * i} 1500 {135 + 60 * i}'>{' '.join(spans)}</span>"
        )
    body = "<br/>".join(lines)
    page = f"<div class='ocr_page' title='bbox 0 0 1654 2339; scan_res 200 200'>{body}</div>"
    head = "<head><meta name='ocr-system' content='tesseract'/></head>"
    return f"<html xmlns='http://www.w3.org/1999/xhtml'>{head}<body>{page}</body></html>".encode()


def read(mend: str = "all", confidence: int = 90) -> Document:
    return vndocparse.parse(hocr(confidence=confidence), engine="none", mend=mend).documents[0]


@pytest.fixture(scope="module")
def document() -> Document:
    return read()


def of_kind(document: Document, kind: str) -> list[Mending]:
    return [m for m in document.mendings if m.kind == kind]


def test_words_of_the_text_are_told_with_their_places(document: Document) -> None:
    words = of_kind(document, "words")
    assert [(m.raw, m.text) for m in words] == [("tô", "tổ"), ("thâm", "thẩm"), ("kiêm", "kiểm"), ("bỗ", "bổ")]
    for m in words:
        (place,) = m.evidence
        assert document.text[place.start : place.end] == m.text
        assert place.page == 1
        assert place.bbox is not None
        assert m.rule == "syllable model"


def test_the_box_of_a_mended_word_is_the_box_of_the_word_read(document: Document) -> None:
    """Width of "tô" and of "tổ" in characters may differ; the box is that of the ink."""
    plain = read("none")
    for m in of_kind(document, "words"):
        (place,) = m.evidence
        assert plain.text[place.start : place.end] == m.raw
        (there,) = [
            w for w in vndocparse.parse(hocr(), engine="none", words=True).pages[0].words if w.bbox == place.bbox
        ]
        assert there.text.strip(".,") == m.raw


def test_sections_have_the_mended_words(document: Document) -> None:
    assert "tổ chức thực hiện theo thẩm quyền" in document.sections[0].children[0].text


def test_dates_names_and_numbers_stay_as_they_were_read(document: Document) -> None:
    assert "thang 9 năm 2021" in document.text
    assert "Nguyễn Thị hoà" in document.text


def test_a_formula_is_told(document: Document) -> None:
    (motto,) = of_kind(document, "formulas")
    assert (motto.field, motto.raw, motto.text) == ("motto", "ĐẢNG CÔNG SẢN VIỆT NAM", "ĐẢNG CỘNG SẢN VIỆT NAM")
    assert document.motto is not None
    assert document.motto.evidence == motto.evidence


def test_a_numeral_is_told(document: Document) -> None:
    (numeral,) = of_kind(document, "numerals")
    assert (numeral.field, numeral.raw, numeral.text) == ("sections.I", "L", "I")
    (place,) = numeral.evidence
    assert document.text[place.start : place.end] == "L"


def test_a_symbol_is_told(document: Document) -> None:
    (symbol,) = of_kind(document, "symbols")
    assert (symbol.field, symbol.text) == ("citations.1", "12/QĐ-UBND")
    assert "12/QD-UBND" in symbol.raw


def test_nothing_is_told_where_nothing_was_put_right() -> None:
    clean = PAGE.replace("CÔNG SẢN", "CỘNG SẢN").replace("QD-", "QĐ-").replace("L-", "I-").replace("kiêm", "kiểm")
    clean = clean.replace("tô ", "tổ ").replace("thâm", "thẩm").replace("bỗ", "bổ").replace("thang", "tháng")
    assert vndocparse.parse(hocr(clean), engine="none").documents[0].mendings == []
    assert vndocparse.parse(hocr(clean, confidence=20), engine="none").documents[0].mendings == []


def test_with_none_everything_is_as_it_was_read() -> None:
    plain = read("none")
    assert plain.mendings == []
    assert plain.motto is not None
    assert plain.motto.text == plain.motto.raw == "ĐẢNG CÔNG SẢN VIỆT NAM"
    assert "tô chức thực hiện theo thâm quyền" in plain.text
    assert plain.citations[0].number == "12/QD-UBND"
    assert "I" not in [s.label for s in plain.sections]


@pytest.mark.parametrize("kind", ["words", "formulas", "numerals", "symbols"])
def test_each_kind_can_be_had_alone_and_left_out(kind: str) -> None:
    assert {m.kind for m in read(kind).mendings} == {kind}
    others = ",".join(k for k in KINDS if k != kind)
    assert {m.kind for m in read(others).mendings} == {"words", "formulas", "numerals", "symbols"} - {kind}


def test_text_that_ocr_did_not_read_keeps_its_words() -> None:
    told = vndocparse.parse(PAGE.replace(" | ", "          ").encode(), engine="none").documents[0]
    assert of_kind(told, "words") == []
    assert "tô chức" in told.text


def test_a_title_keeps_what_was_read_in_raw() -> None:
    page = PAGE.replace("trồng rừng phòng hộ ven suối", "tô chức thực hiện, kiêm tra việc trồng rừng")
    document = vndocparse.parse(hocr(page), engine="none").documents[0]
    assert document.title is not None
    assert document.title.text == "tổ chức thực hiện, kiểm tra việc trồng rừng"
    assert document.title.raw == "tô chức thực hiện, kiêm tra việc trồng rừng"


def test_a_name_that_is_left_out_is_not_told_as_a_mending() -> None:
    from vndocparse.export.redact import redacted

    result = vndocparse.parse(hocr(), engine="none")
    place = Evidence(page=1, start=300, end=312)
    signature = Signature(name="ĐÀO VĂN LÃNG", evidence=[place])
    told = Mending(kind="formulas", rule="", raw="ĐAO VĂN LÃNG", text="ĐÀO VĂN LÃNG", evidence=[place])
    made = result.documents[0].model_copy(update={"signatures": [signature], "mendings": [told]})
    left = redacted(result.model_copy(update={"documents": [made]}), ("signer",))
    assert left.documents[0].mendings == []


def test_short_dashes_are_told_and_can_be_left_as_they_were_read() -> None:
    """What the reading of characters put right comes with its word, out of other processes too."""
    words = (Word("-", None, 0.9, line=0, raw="~"), Word("Lưu.", None, 0.9, line=0))
    page = unpacked_page(packed_page(Page(1, 100.0, 100.0, words=words, origin="ocr")))
    assert page.words == words


def test_kinds_are_named_in_one_string_or_many() -> None:
    assert kinds_of("all") == KINDS
    assert kinds_of("none") == ()
    assert kinds_of("symbols, words") == kinds_of(["words", "symbols"]) == ("words", "symbols")


@pytest.mark.parametrize("wrong", ["", "word", "all,words", "words,", "none,all"])
def test_another_kind_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError), using_mending(wrong):
        pass


def test_what_is_wanted_holds_within_only() -> None:
    with using_mending("none"):
        assert not mends("words")
    assert mends("words")


def test_the_command_line_knows_the_option() -> None:
    from vndocparse.cli.app import build_app
    from vndocparse.messages import messages

    app = build_app(messages("en"))
    help_ = CliRunner().invoke(app, ["parse", "--help"], terminal_width=200).output
    assert "--mend" in help_
    assert "--mend" in CliRunner().invoke(app, ["batch", "--help"], terminal_width=200).output


def test_kinds_of_mending_belong_to_the_configuration_of_a_batch() -> None:
    assert Settings(mend="none").shaping() != Settings().shaping()
    assert Settings(mend="words,symbols").shaping() == Settings(mend="symbols,words").shaping()
    with pytest.raises(UsageError):
        Settings(mend="everything")
