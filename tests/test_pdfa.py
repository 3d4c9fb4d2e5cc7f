"""Searchable PDF/A-2b, checked by its structure: veraPDF is not among what the tests can install."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageCms, ImageFont

import vndocparse
from tests import handmade
from tests.corpus_results import DIGITAL, FOLDERS, parsed
from vndocparse.cli.entry import run
from vndocparse.errors import UsageError
from vndocparse.export import ExportOptions, encode
from vndocparse.export.glyphless import ADVANCE, glyphless_font
from vndocparse.export.mended import mended_pages
from vndocparse.export.pdfa import searchable_pdf
from vndocparse.export.textlayer import add_font, text_operators
from vndocparse.model.document import Document, Evidence, FieldValue, PageText, PageWord, ParseResult

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


@pytest.mark.parametrize("made", [scanned, native], ids=["scan", "text"])
def test_it_has_what_pdf_a_2b_demands(made: Any) -> None:
    """ISO 19005-2: version and identity, metadata that says so, an output intent, embedded fonts, nothing that acts."""
    _, data = made()
    pdf = opened(data)
    assert data.startswith(b"%PDF-1.7") and re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4}", data)
    assert pdf.trailer.ID and not pdf.is_encrypted
    with pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        assert metadata["dc:title"] == str(pdf.docinfo["/Title"])
        assert metadata["pdf:Producer"] == str(pdf.docinfo["/Producer"])
    assert "/Filter" not in pdf.Root.Metadata
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    profile = ImageCms.ImageCmsProfile(io.BytesIO(intent.DestOutputProfile.read_bytes()))
    assert ImageCms.getProfileDescription(profile).startswith("sRGB")
    assert intent.DestOutputProfile.N == 3
    for page in pdf.pages:
        font = page.Resources.Font.F
        below = font.DescendantFonts[0]
        assert below.FontDescriptor.FontFile2.read_bytes() == glyphless_font()
        assert (below.Subtype, font.Encoding, below.DW) == ("/CIDFontType2", "/Identity-H", ADVANCE)
        (image,) = page.Resources.XObject.values()
        assert str(image.get("/ColorSpace")) in ("/DeviceRGB", "/DeviceGray")
        assert not {"/SMask", "/Interpolate", "/Alternates", "/OPI"} & set(image.keys())
        assert not {"/AA", "/Annots"} & set(page.keys())
        assert b"3 Tr" in page.Contents.read_bytes()
    assert not {"/AA", "/OpenAction", "/AcroForm", "/Names"} & set(pdf.Root.keys())


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


def test_a_text_or_another_file_is_refused() -> None:
    text = next(p for p in DIGITAL if p.suffix == ".txt" and p.is_relative_to(FOLDERS[0]))
    with pytest.raises(UsageError, match="no pictures"):
        searchable_pdf(str(text), parsed(text))
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
