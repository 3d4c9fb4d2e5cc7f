"""Places of references: offsets and boxes are exact through every normalisation of the text."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

import vndocparse
from vndocparse.fields.citations import find_citations
from vndocparse.fields.cite import cite, cite_short, to_citations
from vndocparse.fields.resolve import resolve_citations
from vndocparse.geometry import Box
from vndocparse.model.document import Document
from vndocparse.model.page import Line, Word
from vndocparse.model.textmap import TextMap
from vndocparse.text import nfc, squeeze

PIECES = (
    "Thực hiện", "Chỉ thị số 30-CT/TW, ngày 18/02/1998 của Bộ Chính trị khóa VIII", "căn cứ", "Luật Lưu trữ",
    "Nghị định số 04/2015/NĐ-CP", "và", "các Nghị quyết số 18-NQ/TW, 19-NQ/TW ngày 25/10/2017", "Kế hoạch này",
    "khoản 2 Điều 5 Quy định số 37-QĐ/TW", "Nghị quyết Trung ương 4 (khoá XI, XII)", "Điều lệ Đảng khoá XI",
    "từ số 12-KH/TU đến số 15-KH/TU của Tỉnh uỷ Lai Châu", "Kết luận nêu trên", "trong quý I.", "Hiến pháp năm 2013;",
    "Hướng dẫn số 03-HD/BTCTW (ngày 29/12/2006)", "NQTW4 khóa XII", "Quy định 37,", "uỷ ban", "hoà giải", "– 5%",
)  # fmt: skip
DAMAGE = (
    ("số ", "số"), ("số ", "sô "), ("-KH", " - KH"), ("-KH", "–KH"), ("-QĐ", "-QD"), ("/TW", "/1W"), ("/TW, ", "/TW,"),
    ("0", "O"), ("1", "l"), ("ngày ", "ngày"), ("Đ", "Ð"), ("Chỉ thị", "Chi thị"), ("-CT/TW", "-CTTW"), ("khóa", "khoá"),
)  # fmt: skip
"""What OCR does to references: glued and changed letters."""

broken = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).flatmap(
    lambda pieces: st.lists(st.sampled_from(DAMAGE), max_size=3).map(lambda slips: _slip(" ".join(pieces), slips))
)


def _slip(text: str, slips: list[tuple[str, str]]) -> str:
    for good, bad in slips:
        text = text.replace(good, bad, 1)
    return text


def _wrap(text: str, width: int, feed: str) -> str:
    """Line feeds for blanks, about every ``width`` characters."""
    lines, line = [], ""
    for word in text.split(" "):
        if len(line) + len(word) > width and line:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return feed.join([*lines, line])


def _same(document_text: str, found: vndocparse.Citation | vndocparse.ShortReference) -> None:
    """The text at the places of evidence, read in order, is what the reference says it is."""
    there = " ".join(document_text[e.start : e.end] for e in found.evidence)
    assert squeeze(nfc(there)) == found.text


@settings(max_examples=200, deadline=None)
@given(broken, st.sampled_from(["NFC", "NFD"]), st.integers(12, 60))
def test_offsets_index_into_the_text_as_given(text: str, form: str, width: int) -> None:
    given_text = unicodedata.normalize(form, _wrap(text, width, "\n"))
    for citation in cite(given_text):
        _same(given_text, citation)
        if citation.cue:
            assert squeeze(nfc(given_text[citation.cue.evidence[0].start : citation.cue.evidence[0].end])) == (
                citation.cue.text
            )
    for short in cite_short(given_text, own_type="Kế hoạch"):
        _same(given_text, short)


@settings(max_examples=60, deadline=None)
@given(
    broken,
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(20, 70),
)
def test_offsets_index_into_the_documents_text(text: str, form: str, encoding: str, feed: str, width: int) -> None:
    """Decomposed letters, byte order marks, line ends of any kind, wrapped lines."""
    whole = f"ĐẢNG CỘNG SẢN VIỆT NAM{feed}KẾ HOẠCH{feed}về công tác{feed}{feed}{_wrap(text, width, feed)}{feed}"
    data = unicodedata.normalize(form, whole).encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    document = vndocparse.parse(data, engine="none").documents[0]
    for found in (*document.citations, *document.short_references):
        _same(document.text, found)


def _pages(text: str, width: int) -> TextMap:
    """Lines with a box for each word, three lines a page: references run over line and page ends."""
    lines = []
    for i, printed in enumerate(_wrap(text, width, "\n").split("\n")):
        x, words = 72.0, []
        for piece in printed.split():
            words.append(Word(piece, Box(x, 20.0 * i, x + 6.0 * len(piece), 20.0 * i + 14)))
            x += 6.0 * (len(piece) + 1)
        box = Box(72.0, 20.0 * i, x - 6.0, 20.0 * i + 14)
        lines.append(Line(" ".join(w.text for w in words), tuple(words), 1 + i // 3, box))
    return TextMap(lines)


@settings(max_examples=150, deadline=None)
@given(broken, st.integers(12, 60))
def test_boxes_hold_the_words_of_the_reference_and_no_other(text: str, width: int) -> None:
    pages = _pages(text, width)
    for citation in to_citations(pages.text, resolve_citations(find_citations(pages.text)), pages.evidence):
        _same(pages.text, citation)
        for e in citation.evidence:
            line = pages.lines[pages.line_at(e.start)]
            assert e.page == line.page
            touched = [w.box for w in pages.words(e.start, e.end) if w.box]
            assert e.bbox == (touched[0].x0, touched[0].top, touched[-1].x1, touched[-1].bottom)


def test_a_page_break_inside_a_reference_leaves_two_places() -> None:
    pages = _pages("một hai ba bốn năm sáu bảy tám chín mười Chỉ thị số 30-CT/TW, ngày 18/02/1998 của Bộ Chính trị", 17)
    (citation,) = to_citations(pages.text, find_citations(pages.text), pages.evidence)
    assert citation.date == "1998-02-18"
    assert [e.page for e in citation.evidence] == sorted(e.page for e in citation.evidence)
    assert len({e.page for e in citation.evidence}) == 2


def test_a_document_says_where_a_short_reference_stands() -> None:
    document: Document = vndocparse.parse("KẾ HOẠCH\nvề việc\n\n1. Kế hoạch này có hiệu lực.\n".encode()).documents[0]
    (short,) = document.short_references
    _same(document.text, short)
    assert (short.kind, short.section) == ("self", "1")
