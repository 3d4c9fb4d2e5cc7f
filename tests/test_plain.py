"""Plain text: encodings, columns, pages, limits."""

from __future__ import annotations

import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vndocparse.errors import EmptyFileError, UnsupportedFormatError, UsageError
from vndocparse.model.page import Line
from vndocparse.rules.load import load_records
from vndocparse.source.base import Limits
from vndocparse.source.columns import Blank, is_blank_to_fill
from vndocparse.source.decode import decode
from vndocparse.source.flow import is_rule
from vndocparse.source.plain import PageMark, open_plain, page_mark

TEXT = """ĐẢNG ỦY XÃ AN BÌNH
Số 12-KH/ĐU

KẾ HOẠCH
Về việc học tập nghị quyết ở các chi bộ, năm 2024; thuỷ lợi được đầu tư
"""


def lines_of(text: str | bytes, limits: Limits | None = None) -> tuple[Line, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    source = open_plain(data, name="a.txt", sha256="", limits=limits or Limits())
    return tuple(line for page in source.pages for line in page.lines)


def texts_of(text: str | bytes) -> list[str]:
    return [line.text for line in lines_of(text)]


EXPECTED = [line for line in TEXT.split("\n") if line]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        unicodedata.normalize("NFD", TEXT).encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["utf8", "utf8-bom", "utf16le-bom", "utf16be-bom", "utf16le", "utf16be", "utf32-bom", "nfd", "crlf", "cr"],
)
def test_every_encoding_of_unicode_gives_the_same_lines(data):
    source = open_plain(data, name="a.txt", sha256="", limits=Limits())
    assert [line.text for line in source.pages[0].lines] == EXPECTED
    assert source.pages[0].problems == ()


def test_windows_1258():
    # Letters with a circumflex, breve or horn and a tone are written as letter and tone.
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    typed = "".join(
        unicodedata.normalize("NFC", "".join(x for x in unicodedata.normalize("NFD", c) if x not in tones))
        + "".join(x for x in unicodedata.normalize("NFD", c) if x in tones)
        for c in TEXT
    )
    source = open_plain(typed.encode("cp1258"), name="a.txt", sha256="", limits=Limits())
    assert [line.text for line in source.pages[0].lines] == EXPECTED
    assert [p.code for p in source.pages[0].problems] == ["legacy-encoding"]


def test_legacy_bytes_and_legacy_text_in_utf8_are_converted_and_said():
    shown = "Ban ChÊp hµnh §¶ng bé x·\nPhó Yªn, ngµy 3 th¸ng 2 n¨m 2004"
    for data in (shown.encode("latin-1"), shown.encode("utf-8")):
        source = open_plain(data, name="", sha256="", limits=Limits())
        assert [line.text for line in source.pages[0].lines] == [
            "Ban Chấp hành Đảng bộ xã",
            "Phú Yên, ngày 3 tháng 2 năm 2004",
        ]
        (problem,) = source.pages[0].problems
        assert problem.code == "legacy-encoding"
        assert "TCVN3" in problem.message


def test_other_eight_bit_text_is_read_and_the_guess_is_said():
    decoded = decode("Le comité a été élu à l'unanimité.".encode("cp1252"))
    assert decoded.text == "Le comité a été élu à l'unanimité."
    assert [p.code for p in decoded.problems] == ["encoding-guessed"]


def test_a_cut_off_character_is_replaced_and_said():
    decoded = decode("Đảng ủy khối các cơ quan tỉnh đã ban hành chỉ thị".encode()[:-1])
    assert decoded.text.endswith("th\ufffd")
    assert [p.code for p in decoded.problems] == ["undecodable-bytes"]


def test_a_legacy_line_in_a_utf8_file_is_read():
    data = "Đảng ủy khối các cơ quan tỉnh đã ban hành\n".encode() + "§¶ng bé tØnh, v¨n phßng\n".encode("latin-1")
    assert texts_of(data)[1] == "Đảng bộ tỉnh, văn phòng"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 40, b"\x00\x01\x02\x03" * 500, b"\xff\xfe" + b"\x00\xd8" * 400, b"\xff" * 999]
)
def test_binary_garbage_is_refused(data):
    with pytest.raises(UnsupportedFormatError):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_the_one_error(data):
    try:
        decoded = decode(data)
    except UnsupportedFormatError:
        return
    assert isinstance(decoded.text, str)


def test_white_space_alone_is_an_empty_file():
    with pytest.raises(EmptyFileError):
        open_plain(b" \n\t \r\n\xc2\xa0", name="", sha256="", limits=Limits())


def test_over_the_limit_of_characters_the_rest_is_left_out_and_said():
    source = open_plain(b"abc def\nghi", name="", sha256="", limits=Limits(max_characters=9))
    assert [line.text for line in source.pages[0].lines] == ["abc def", "g"]
    assert [p.code for p in source.pages[0].problems] == ["text-left-out"]


def test_blank_lines_are_gaps_and_lines_keep_their_order():
    lines = lines_of("một\nhai\n\n\nba\n")
    assert [(line.text, line.gap, line.row) for line in lines] == [("một", 0, 0), ("hai", 0, 1), ("ba", 2, 2)]
    assert all(line.box is None and line.page == 1 and line.column == 0 for line in lines)


def test_words_are_the_line_split_at_white_space():
    (line,) = lines_of("  Số   13-KH/ĐUK \n")
    assert [w.text for w in line.words] == ["Số", "13-KH/ĐUK"]
    assert line.text == "Số 13-KH/ĐUK"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nơi nhận: \t\t\t T/M CHI BỘ", [(1, "Nơi nhận:"), (2, "T/M CHI BỘ")]),
        ("ĐẢNG ỦY XÃ          ĐẢNG CỘNG SẢN VIỆT NAM", [(1, "ĐẢNG ỦY XÃ"), (2, "ĐẢNG CỘNG SẢN VIỆT NAM")]),
        # blanks for the pen are no gap between columns
        ("Số        -TB/CB", [(0, "Số -TB/CB")]),
        ("Số:      /KH-UBND", [(0, "Số: /KH-UBND")]),
        ("03      -CV/ĐU", [(0, "03 -CV/ĐU")]),
        ("An Bình, ngày       tháng       năm 2021", [(0, "An Bình, ngày tháng năm 2021")]),
        (
            "Số      -CV/ĐU          An Bình, ngày     tháng 6 năm 2020",
            [(1, "Số -CV/ĐU"), (2, "An Bình, ngày tháng 6 năm 2020")],
        ),
        # a label and its text
        ("1.\tMục đích", [(0, "1. Mục đích")]),
        ("-\tLưu văn phòng.", [(0, "- Lưu văn phòng.")]),
        ("a)      Một việc", [(0, "a) Một việc")]),
        # the right column alone, and a centred title
        ("\t\t\t\t\t\tBÍ THƯ", [(2, "BÍ THƯ")]),
        (" " * 36 + "KẾ HOẠCH", [(0, "KẾ HOẠCH")]),
        # justified text and rows of figures stay whole
        ("các    cơ quan    đảng    ở tỉnh    phải", [(0, "các cơ quan đảng ở tỉnh phải")]),
        ("trực thuộc    tỉnh ủy", [(0, "trực thuộc tỉnh ủy")]),
    ],
)
def test_columns_in_a_line(text, expected):
    lines = lines_of(text)
    assert [(line.column, line.text) for line in lines] == expected
    assert len({line.row for line in lines}) == 1


def test_short_lines_between_two_rows_of_columns_are_the_left_column():
    lines = lines_of("Nơi nhận:            T/M CHI BỘ\n- Đảng ủy xã,\n- Lưu.\n\t\t\t\t\t\tLê Văn Mẫu\n\nKết thúc.")
    assert [line.column for line in lines] == [1, 2, 1, 1, 2, 0]


def test_form_feeds_and_markers_turn_pages():
    source = open_plain("một\fhai\n--- Trang 3 ---\nba\n\f".encode(), name="", sha256="", limits=Limits())
    assert [[line.text for line in page.lines] for page in source.pages] == [["một"], ["hai"], ["ba"]]
    assert [page.number for page in source.pages] == [1, 2, 3]
    assert source.page_count == 3


def test_a_page_that_is_not_there_is_a_usage_error_and_no_page_has_a_picture():
    source = open_plain(b"x", name="", sha256="", limits=Limits())
    with pytest.raises(UsageError):
        source.page(1)
    with pytest.raises(UnsupportedFormatError):
        source.picture(0, 100)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        *[(text, True) for text in ("-----", "_______", "- - -", "–––––", "=====")],
        *[(text, False) for text in ("***", "*", ".....", "--", "---Hà Nội---")],
    ],
)
def test_typed_rules(text, rule):
    assert is_rule(text) is rule
    assert lines_of("a\n" + text)[1].markup == ("rule" if rule else "")


def test_rules_of_blanks_accept_their_examples_and_refuse_the_others():
    for record in load_records("columns.toml", "blank", Blank):
        for example in record.examples:
            assert is_blank_to_fill(*example.split("|")), example
        for example in record.counter_examples:
            assert not is_blank_to_fill(*example.split("|")), example


def test_rules_of_page_marks_accept_their_examples_and_refuse_the_others():
    for record in load_records("text_marks.toml", "page_mark", PageMark):
        assert [e for e in record.examples if page_mark(e) is None] == []
        assert [e for e in record.counter_examples if page_mark(e) is not None] == []
    turn = page_mark("{0}" + "-" * 48)
    assert turn is not None
    assert turn.page == 1


@given(st.text(max_size=120))
def test_any_text_makes_lines_of_clean_words(text):
    try:
        lines = lines_of(text.encode("utf-8", "replace"))
    except (EmptyFileError, UnsupportedFormatError):
        return
    for line in lines:
        assert line.text == " ".join(w.text for w in line.words)
        assert all(
            w.text and not any(c.isspace() or unicodedata.category(c) == "Cc" for c in w.text) for w in line.words
        )
        assert unicodedata.is_normalized("NFC", line.text)
