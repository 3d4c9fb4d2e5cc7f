"""Searchable PDF/A-2b, checked by its structure: veraPDF is not among what the tests can install."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageFont

import vndocparse
from tests import handmade
from tests.corpus_results import DIGITAL, FOLDERS, parsed
from tests.pdfa_structure import faults
from tests.test_mendings import hocr
from vndocparse.cli.entry import run
from vndocparse.errors import UsageError
from vndocparse.export import ExportOptions, encode
from vndocparse.export.glyphless import glyphless_font
from vndocparse.export.mended import mended_pages
from vndocparse.export.pdfa import searchable_pdf
from vndocparse.export.textlayer import add_font, text_operators
from vndocparse.model.document import Document, Evidence, FieldValue, PageText, PageWord, ParseResult, Table
from vndocparse.printable import one_line

SCAN = FOLDERS[0] / "kh-khoi-dan-chinh-dang-tan-pho" / "scan-clean.pdf"
NATIVE = next(p for p in DIGITAL if p.parent.name == "nq-duong-thon-lac-giang")


@cache
def scanned() -> tuple[ParseResult, bytes]:
    """A scan whose words are given: OCR itself is not what is tested here."""
    result = vndocparse.parse(SCAN, engine="none", words=True)
    pages = [
        p.model_copy(update={"words": [PageWord(text=t, bbox=(70 + 60 * i, 90, 120 + 60 * i, 104), line=0)
                                       for i, t in enumerate(("Đảng", "uỷ,", "ngày", "13-KH/ĐUK"))]})
        for p in result.pages
    ]  # fmt: skip
    result = result.model_copy(update={"pages": [p.model_copy(update={"origin": "ocr"}) for p in pages]})
    return result, searchable_pdf(str(SCAN), result)


@cache
def native() -> tuple[ParseResult, bytes]:
    return parsed(NATIVE), searchable_pdf(str(NATIVE), parsed(NATIVE))


TEXT = FOLDERS[0] / "ctr-nuoc-sach-truong-xuan" / "source.html"


@cache
def set_anew() -> tuple[ParseResult, bytes]:
    """A text without pages: what is made of it has pages."""
    result = vndocparse.parse(TEXT, engine="none")
    made = encode(result, "pdfa")
    assert isinstance(made, bytes)
    return result, made


def opened(data: bytes) -> Any:
    return pikepdf.open(io.BytesIO(data))


def copied(data: bytes) -> list[str]:
    """The words that a person copies out of it."""
    pdf = pypdfium2.PdfDocument(data)
    return [w for page in pdf for w in page.get_textpage().get_text_range().split()]


@pytest.mark.parametrize("made", [scanned, native], ids=["scan", "text"])
def test_the_text_that_is_copied_is_ours(made: Any) -> None:
    result, data = made()
    assert copied(data) == [w.text for p in result.pages for w in p.words]


@pytest.mark.parametrize("made", [scanned, native, set_anew], ids=["scan", "text", "set anew"])
def test_it_has_what_pdf_a_2b_demands(made: Any) -> None:
    """See ``tests.pdfa_structure`` for what is looked at."""
    assert faults(made()[1]) == []


@pytest.mark.parametrize(
    ("breaking", "fault"),
    [
        (lambda pdf: pdf.Root.__delitem__("/OutputIntents"), "output intent"),
        (lambda pdf: pdf.Root.__setitem__("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.GoTo)), "/OpenAction"),
        (lambda pdf: pdf.docinfo.__setitem__("/Title", "Other"), "/Title differs"),
        (lambda pdf: _font(pdf).__delitem__("/ToUnicode"), "map to Unicode"),
        (lambda pdf: _font(pdf).DescendantFonts[0].FontDescriptor.__delitem__("/FontFile2"), "not embedded"),
        (lambda pdf: _font(pdf).DescendantFonts[0].__setitem__("/DW", 400), "width of code"),
        (lambda pdf: pdf.pages[0].obj.__setitem__("/Annots", pikepdf.Array()), "page has /Annots"),
        (lambda pdf: _picture(pdf).__setitem__("/Interpolate", True), "interpolated"),
        (lambda pdf: _picture(pdf).__setitem__("/SMask", _picture(pdf)), "/SMask"),
    ],
)
def test_the_check_of_the_structure_can_fail(breaking: Any, fault: str) -> None:
    with opened(native()[1]) as pdf:
        breaking(pdf)
        out = io.BytesIO()
        pdf.save(out)
    try:
        found = faults(out.getvalue())
    except AttributeError as error:  # the program that is gone is asked for its widths
        found = [f"not embedded: {error}"]
    assert any(fault in f for f in found), found


def _font(pdf: Any) -> Any:
    return pdf.pages[0].Resources.Font.F


def _picture(pdf: Any) -> Any:
    return next(iter(pdf.pages[0].Resources.XObject.values()))


def test_the_scans_own_picture_is_kept_byte_for_byte() -> None:
    _, data = scanned()
    for page, was in zip(opened(data).pages, pikepdf.open(SCAN).pages, strict=True):
        (kept,) = page.Resources.XObject.values()
        (own,) = was.Resources.XObject.values()
        assert kept.read_raw_bytes() == own.read_raw_bytes()


def test_a_jpeg_file_is_kept_byte_for_byte() -> None:
    source = next(FOLDERS[0].glob("*/source.jpg"))
    result = vndocparse.parse(source, engine="none", words=True)
    pdf = opened(searchable_pdf(str(source), result))
    (page,) = pdf.pages
    (kept,) = page.Resources.XObject.values()
    with Image.open(source) as image:
        upright = image.getexif().get(274, 1) == 1
    assert (kept.read_raw_bytes() == source.read_bytes()) == upright


@pytest.mark.parametrize("made", [scanned, native], ids=["scan", "text"])
def test_it_looks_like_the_page(made: Any) -> None:
    """Nothing of the text layer is seen, and the picture stands where it stood."""
    data = made()[1]
    source = SCAN if made is scanned else NATIVE
    ours, theirs = (pypdfium2.PdfDocument(f)[0].render(scale=0.5).to_pil().convert("L") for f in (data, source))
    assert ours.size == theirs.size
    pairs = zip(ours.tobytes(), theirs.tobytes(), strict=True)
    assert sum(abs(a - b) for a, b in pairs) / (ours.width * ours.height) < 8


def test_the_same_input_gives_the_same_bytes() -> None:
    result, data = scanned()
    assert searchable_pdf(SCAN.read_bytes(), result) == data


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_word_stands_in_its_box_on_a_turned_page_too(turn: int) -> None:
    box = (100.0, 200.0, 180.0, 214.0) if turn in (0, 180) else (100.0, 200.0, 114.0, 280.0)
    page = PageText(number=1, width=595, height=842, turn=turn, words=[PageWord(text="Nghị", bbox=box)])
    pdf = pikepdf.new()
    font = add_font(pdf)
    pdf.add_blank_page(page_size=(595, 842))
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    pdf.pages[0].obj.Contents = pdf.make_stream(text_operators(page))
    out = io.BytesIO()
    pdf.save(out)
    text = pypdfium2.PdfDocument(out.getvalue())[0].get_textpage()
    places = [text.get_charbox(i, loose=True) for i in range(4)]
    left, bottom = min(p[0] for p in places), min(p[1] for p in places)
    right, top = max(p[2] for p in places), max(p[3] for p in places)
    found = (left, 842 - top, right, 842 - bottom)
    assert max(abs(a - b) for a, b in zip(found, box, strict=True)) < 5


@pytest.mark.parametrize("slope", [-0.03, 0.0, 0.03])
def test_lines_that_slope_are_copied_one_behind_the_other(slope: float) -> None:
    """At the right edge a line stands where the next one, or the one before, stands at the left edge."""
    words = [
        PageWord(text=f"w{row}{at}", bbox=(x, y, x + 40, y + 12 + abs(slope) * 40), line=row)
        for row in range(5)
        for at, x in enumerate(range(60, 540, 48))
        for y in [200 + 16 * row + slope * x]
    ]
    page = PageText(number=1, width=595, height=842, origin="ocr", words=words)
    pdf = pikepdf.new()
    font = add_font(pdf)
    pdf.add_blank_page(page_size=(595, 842))
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    pdf.pages[0].obj.Contents = pdf.make_stream(text_operators(page))
    out = io.BytesIO()
    pdf.save(out)
    assert copied(out.getvalue()) == [w.text for w in words]
    text = pypdfium2.PdfDocument(out.getvalue())[0].get_textpage()
    left, bottom, _, top = text.get_charbox(0, loose=True)
    x0, high, _, low = words[0].bbox or (0, 0, 0, 0)
    assert abs(left - x0) < 3 and high - 3 < 842 - top < 842 - bottom < low + 3


def test_the_font_is_read_by_freetype() -> None:
    font = ImageFont.truetype(io.BytesIO(glyphless_font()), 20)
    assert font.getlength("ĐẢNG") == 4 * 10
    assert len(glyphless_font()) < 1000


def test_what_was_mended_is_in_the_text_layer_with_its_comma() -> None:
    words = [PageWord(text=t, bbox=(10 + 50 * i, 10, 50 + 50 * i, 20)) for i, t in enumerate(("ĐẢNG", "CÔNG", "SẢN,"))]
    value = FieldValue(
        text="ĐẢNG CỘNG SẢN", raw="ĐẢNG CÔNG SẢN,", evidence=[Evidence(page=1, bbox=(0, 0, 300, 30), start=0, end=14)]
    )
    result = handmade.result().model_copy(
        update={"documents": [Document(motto=value)], "pages": [PageText(number=1, width=595, height=842, words=words)]}
    )
    assert [w.text for w in mended_pages(result)[0].words] == ["ĐẢNG", "CỘNG", "SẢN,"]


def test_every_kind_of_mending_is_in_the_text_layer() -> None:
    """Words, a formula, a numeral with its sign, and the number within a citation."""
    result = vndocparse.parse(hocr(), engine="none", words=True)
    pairs = zip(result.pages[0].words, mended_pages(result)[0].words, strict=True)
    changed = [(old.text, new.text) for old, new in pairs if old != new]
    assert changed == [
        ("CÔNG", "CỘNG"), ("12/QD-UBND", "12/QĐ-UBND"), ("L-", "I-"),
        ("tô", "tổ"), ("thâm", "thẩm"), ("kiêm", "kiểm"), ("bỗ", "bổ"),
    ]  # fmt: skip
    assert len(changed) == len(result.documents[0].mendings)
    as_read = vndocparse.parse(hocr(), engine="none", words=True, mend="none")
    assert mended_pages(as_read) == as_read.pages


def test_a_word_that_was_taken_out_is_not_put_back_by_its_mending() -> None:
    result = vndocparse.parse(hocr(), engine="none", words=True)
    at = [w.text for w in result.pages[0].words].index("tô")
    words = list(result.pages[0].words)
    words[at] = words[at].model_copy(update={"text": "██"})
    hidden = result.model_copy(update={"pages": [result.pages[0].model_copy(update={"words": words})]})
    assert mended_pages(result)[0].words[at].text == "tổ"
    assert mended_pages(hidden)[0].words[at].text == "██"


def test_who_is_left_out_is_painted_over_in_the_picture_too() -> None:
    """The scan's own picture, which shows the name, is not kept then."""
    result, data = scanned()
    pages = list(result.pages)
    words = [w.model_copy(update={"text": "█" * 4}) if w.text == "ngày" else w for w in pages[0].words]
    hidden = result.model_copy(update={"pages": [pages[0].model_copy(update={"words": words}), *pages[1:]]})
    made = pypdfium2.PdfDocument(searchable_pdf(str(SCAN), hidden))[0].render(scale=1).to_pil().convert("L")
    assert max(made.getpixel((x, y)) for x in range(192, 238) for y in range(92, 102)) < 40
    assert "ngày" not in copied(searchable_pdf(str(SCAN), hidden))[:4]
    was = pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil().convert("L")
    assert max(was.getpixel((x, y)) for x in range(192, 238) for y in range(92, 102)) > 100


def test_another_file_is_refused() -> None:
    with pytest.raises(UsageError, match="not the one"):
        searchable_pdf(str(SCAN), parsed(NATIVE))
    with pytest.raises(UsageError, match="file itself"):
        encode(parsed(NATIVE), "pdfa", ExportOptions())


def test_the_command_writes_it(tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    assert run(["parse", str(NATIVE), "--engine", "none", "--redact", "signer", "-o", str(out)]) == 0
    words = copied(out.read_bytes())
    assert len(words) == len([w for p in parsed(NATIVE).pages for w in p.words])
    assert "Miên" not in words
    assert parsed(NATIVE).to_pdfa(str(NATIVE)) == native()[1]


# --- texts without pages ---------------------------------------------------------------------------

TEXTS = [p for p in DIGITAL if p.suffix != ".pdf"]


@pytest.mark.parametrize("source", TEXTS[::6], ids=lambda p: p.parent.name)
def test_a_text_becomes_pages_that_read_as_the_same_document(source: Path) -> None:
    """What the reading copy says, word for word, in real type; a layout that the parser knows again."""
    result = parsed(source)
    made = encode(result, "pdfa")
    assert isinstance(made, bytes)
    assert faults(made) == []
    texts = [one_line(d.title.text) for d in result.documents if d.title is not None and d.title.text]
    whole = " ".join(copied(made))
    assert all(text in whole for text in texts)
    first = vndocparse.parse(made, engine="none").documents[0]
    if result.documents[0].number is not None and result.documents[0].organ is not None:
        assert first.number is not None and first.number.text == result.documents[0].number.text


def test_a_letter_without_a_glyph_is_a_box_and_is_copied_as_it_is() -> None:
    value = FieldValue(text="kế hoạch 漢 😀")
    result = handmade.result().model_copy(update={"documents": [Document(title=value)], "pages": []})
    made = encode(
        result.model_copy(update={"source": result.source.model_copy(update={"text_origin": "plain"})}), "pdfa"
    )
    assert isinstance(made, bytes)
    assert faults(made) == []
    assert copied(made) == ["kế", "hoạch", "漢", "😀"]


def test_a_row_higher_than_a_page_goes_on_on_the_next_one() -> None:
    table = Table(page=1, rows=[["1", "chữ " * 3000]])
    result = handmade.result().model_copy(update={"documents": [Document(tables=[table])], "pages": []})
    made = encode(
        result.model_copy(update={"source": result.source.model_copy(update={"text_origin": "plain"})}), "pdfa"
    )
    assert isinstance(made, bytes)
    assert len(opened(made).pages) > 2
    assert copied(made).count("chữ") == 3000


def test_who_is_left_out_is_not_in_the_pages_that_are_set() -> None:
    source = FOLDERS[0] / "kh-va-ket-luan-gui-kem-lac-dien" / "source.md"
    result = parsed(source)
    name = result.documents[0].signatures[0].name or "?"
    made = encode(result, "pdfa", ExportOptions(redact=("signer",)))
    assert isinstance(made, bytes)
    assert name not in " ".join(copied(made)) and "█" in " ".join(copied(made))


def test_the_command_sets_a_text(tmp_path: Path) -> None:
    assert run(["export", str(TEXT), "--to", "pdfa", "-o", str(tmp_path / "t.pdf")]) == 0
    assert (tmp_path / "t.pdf").read_bytes() == set_anew()[1]
