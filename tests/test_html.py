"""HTML: text that is shown, tables, styles, lists, encodings; hostile input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vndocparse
from vndocparse.errors import EmptyFileError
from vndocparse.source.base import Limits
from vndocparse.source.html import open_html
from vndocparse.source.text_source import TextSource


def opened(text: str | bytes, limits: Limits | None = None) -> TextSource:
    data = text if isinstance(text, bytes) else text.encode()
    return open_html(data, name="a.html", sha256="", limits=limits or Limits())


def shown(text: str | bytes) -> list[tuple[int, str, str]]:
    """Column, markup and text of every line."""
    return [(line.column, line.markup, line.text) for page in opened(text).pages for line in page.lines]


def texts(text: str | bytes) -> list[str]:
    return [line for _, _, line in shown(text)]


def test_what_is_not_shown_is_no_text():
    text = (
        "<html><head><title>t</title><style>p{}</style></head><body><script>x()</script><!-- c -->"
        '<p style="display:none">ẩn</p><p hidden>ẩn</p><select><option>o</select><p>Đảng   ủy\n xã</p></body></html>'
    )
    assert texts(text) == ["Đảng ủy xã"]


def test_paragraphs_breaks_rules_and_gaps():
    source = opened("<p>một<br>hai</p><p>&nbsp;</p><p>ba</p><hr><div>bốn</div><div>năm</div><h2>VI. SÁU</h2>")
    lines = source.pages[0].lines
    assert [(line.text, line.gap, line.markup) for line in lines] == [
        ("một", 0, ""),
        ("hai", 0, ""),
        ("ba", 2, ""),
        ("-----", 1, "rule"),
        ("bốn", 0, ""),
        ("năm", 0, ""),
        ("VI. SÁU", 1, "heading"),
    ]


@pytest.mark.parametrize(
    ("text", "bold", "italic"),
    [
        ("<b>a b</b>", True, False),
        ("<strong><em>a</em></strong>", True, True),
        ('<span style="font-weight:bold;font-style:italic">a</span>', True, True),
        ('<p style="font: italic bold 14pt Times">a</p>', True, True),
        ('<span style="font-weight:700">a</span>', True, False),
        ('<b><span style="font-weight:normal">a</span></b>', False, False),
        ("<style>.x{font-weight:bold} p.y{font-style:italic}</style><p class='x y'>a</p>", True, True),
        ("<b>a</b> bình thường dài hơn", False, False),
    ],
)
def test_styles(text, bold, italic):
    (line,) = opened(f"<html>{text}").pages[0].lines
    assert (line.bold, line.italic) == (bold, italic)


def test_sizes_and_capitals():
    (line,) = opened('<p style="font-size:13pt;text-transform:uppercase">đảng ủy</p>').pages[0].lines
    assert (line.text, line.size) == ("ĐẢNG ỦY", 13.0)


def test_header_and_foot_tables_are_columns_and_lists_are_tables():
    text = (
        "<table><tr><td>TỈNH ỦY AN BÌNH<br><b>BAN TỔ CHỨC</b></td><td>ĐẢNG CỘNG SẢN VIỆT NAM<hr></td></tr></table>"
        "<table border=1><tr><th>STT<th>Việc<tr><td rowspan=2>1<td>A<tr><td>B</table>"
        "<table border=1><tr><td>Nơi nhận:<br>- Lưu.</td><td>T/M BAN<br>TRƯỞNG BAN</td></tr></table>"
    )
    assert shown(text) == [
        (1, "cell", "TỈNH ỦY AN BÌNH"),
        (1, "cell", "BAN TỔ CHỨC"),
        (2, "cell", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (2, "rule", "-----"),
        (1, "row", "STT"),
        (2, "row", "Việc"),
        (1, "row", "1"),
        (2, "row", "A"),
        (2, "row", "B"),
        (1, "cell", "Nơi nhận:"),
        (1, "cell", "- Lưu."),
        (2, "cell", "T/M BAN"),
        (2, "cell", "TRƯỞNG BAN"),
    ]
    assert [t.rows for t in opened(text).pages[0].tables] == [(("STT", "Việc"), ("1", "A"), ("", "B"))]


def test_a_table_around_the_whole_page_is_no_table():
    text = "<table><tr><td><p>KẾ HOẠCH</p><table><tr><td>Nơi nhận:<td>T/M BAN</table></td></tr></table>"
    assert shown(text) == [(0, "", "KẾ HOẠCH"), (1, "cell", "Nơi nhận:"), (2, "cell", "T/M BAN")]


def test_numbers_of_lists_are_printed():
    text = (
        "<ol type=I><li>Một<ol type=a><li>x<li>y</ol><li>Hai</ol><ol start=4><li>Bốn</ol><ul><li>Lưu<li>- Như trên</ul>"
    )
    assert texts(text) == ["I. Một", "a. x", "b. y", "II. Hai", "4. Bốn", "- Lưu", "- Như trên"]


def test_flush_right_and_wide_gaps_are_the_right_column():
    assert shown('<p align="right">An Bình, ngày 2</p>') == [(2, "", "An Bình, ngày 2")]
    assert shown(f"<p>Nơi nhận:{'&nbsp;' * 12}T/M CHI BỘ</p>") == [(1, "", "Nơi nhận:"), (2, "", "T/M CHI BỘ")]


def test_page_breaks():
    text = '<p>một</p><br style="page-break-before:always"><p>hai</p><p style="page-break-before:always">ba</p>'
    assert [[line.text for line in page.lines] for page in opened(text).pages] == [["một"], ["hai"], ["ba"]]


def test_word_footnotes_say_so():
    assert shown('<p>a</p><div id="ftn1"><p>[1] b</p></div>') == [(0, "", "a"), (0, "note", "[1] b")]


def test_fonts_of_legacy_encodings():
    source = opened(
        '<p><font face=".VnTimeH">®¶ng bé tØnh</font><br><font face=".VnTime">v¨n phßng</font></p>'
        "<p><span style=\"font-family:'VNI-Times'\">Coäng hoøa</span></p>"
    )
    assert [line.text for line in source.pages[0].lines] == ["ĐẢNG BỘ TỈNH", "văn phòng", "Cộng hòa"]
    assert [p.code for p in source.pages[0].problems] == ["legacy-encoding"]


def test_legacy_text_without_a_font_is_found_across_tags():
    source = opened("<p>Ban ChÊp hµnh <b>§¶ng bé</b> x·</p><p>Phó Yªn, ngµy 3 th¸ng 2 n¨m</p>")
    line = source.pages[0].lines[0]
    assert line.text == "Ban Chấp hành Đảng bộ xã"
    assert [w.text for w in line.words if w.bold] == ["Đảng", "bộ"]


@pytest.mark.parametrize(
    "data",
    [
        "<html><p>Đảng ủy xã</p>".encode("utf-16"),
        '<meta charset="windows-1258"><p>Đ\u1ea3ng u\u0309y xa\u0303</p>'.replace("\u1ea3", "a\u0309").encode("cp1258"),
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html><p>Đảng ủy xã</p></html>'.encode(),
        b"<p>&#272;&#7843;ng &#7911;y x&atilde;</p>",
        "<p>Đảng ủy xã</p>".encode(),
    ],
)
def test_encodings(data):
    assert texts(data) == ["Đảng ủy xã"]


def test_nesting_too_deep_for_a_tree_loses_no_text_and_is_said():
    source = opened("<html>" + "<font>" * 500 + "<p>Đảng bộ<p>Chi bộ" + "<table><tr><td>Nơi nhận:<td>T/M")
    assert [line.text for line in source.pages[0].lines] == ["Đảng bộ", "Chi bộ", "Nơi nhận:", "T/M"]
    assert [p.code for p in source.pages[0].problems] == ["markup-too-deep"]


def test_no_entity_is_expanded():
    bomb = '<!DOCTYPE html [<!ENTITY a "xx"><!ENTITY b "&a;&a;">]><html><p>một &b; hai</p>'
    assert "xx" not in " ".join(texts(bomb)).replace("]>", "")


def test_over_the_limit_of_characters_the_rest_is_left_out_and_said():
    source = opened("<p>abc</p><p>defg</p>", Limits(max_characters=5))
    assert [line.text for line in source.pages[0].lines] == ["abc", "de"]
    assert [p.code for p in source.pages[0].problems] == ["text-left-out"]


def test_no_text_is_an_empty_file():
    with pytest.raises(EmptyFileError):
        opened("<html><body><img src='a.png'></body></html>")


TAGS = ["<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td rowspan=3>", "<td colspan=2>", "</table>"]
TAGS += ["<ol>", "<li>", "</ol>", "<br>", "<div style='x'>", "</div>"]


@given(st.lists(st.sampled_from([*TAGS, "chữ", "&lt;", " "]), max_size=40), st.booleans())
def test_any_tags_give_the_text_once(parts, deep):
    text = "<html>" + "<i>" * (300 if deep else 0) + "".join(parts) + "<p>cuối"
    try:
        lines = texts(text)
    except EmptyFileError:
        raise AssertionError("text was lost") from None
    assert sum(line.count("chữ") for line in lines) == parts.count("chữ")
    assert sum(line.count("cuối") for line in lines) == 1  # before the table where it stands between its cells


def test_a_control_character_in_an_attributes_name_is_no_error() -> None:
    page = vndocparse.parse("<html><body><p a\x01b='c'>Kính gửi: Huyện ủy</p></body></html>".encode(), engine="none")
    assert "Huyện ủy" in page.documents[0].text


@pytest.mark.parametrize(
    ("html", "text", "why"),
    [
        ("<p>mỗi tổ <del>bốn</del><ins>hai</ins> ngày</p>", "mỗi tổ hai ngày", "as if changes were accepted"),
        ("<p>một</p><xml><w:data>12</w:data></xml><p>hai</p>", "một\nhai", "an island of data"),
        ("<p>một</p><div style='mso-element:header'><p>đầu trang</p></div>", "một", "the page's header"),
        ("<p>chìa khóa<a href='#_ftn1' name='_ftnref1'>[1]</a>.</p>", "chìa khóa.", "the sign of a footnote"),
        ("<p>xem <a href='#muc1'>mục 1</a></p>", "xem mục 1", "a link within the page is text"),
        ("<p>H<sub>2</sub>O, 5 m<sup>2</sup></p>", "H2O, 5 m2", "raised figures are text"),
    ],
)
def test_what_word_writes_beside_the_text(html: str, text: str, why: str) -> None:
    assert texts(html) == text.split("\n"), why
