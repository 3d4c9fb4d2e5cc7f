"""Markers at the beginning of a line: what is read, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex

from vndocparse.errors import RuleDataError
from vndocparse.fields.markers import mending, read_markers
from vndocparse.fields.numerals import LETTERS, successor
from vndocparse.rules.load import load_records, read_rule_file, using_rules
from vndocparse.rules.sections import FILE, BareMarker, NamedMarker, section_rules


def clean(text: str) -> list[tuple[str, str]]:
    return [(m.kind, m.number) for m in read_markers(text)]


def worn(text: str) -> list[tuple[str, str]]:
    return [(m.kind, m.number) for m in read_markers(text, damaged=True)]


MARKERS = [*load_records(FILE, "named", NamedMarker), *load_records(FILE, "bare", BareMarker)]


@pytest.mark.parametrize(("rule", "text"), [(r, e) for r in MARKERS for e in r.examples], ids=lambda v: str(v)[:30])
def test_every_example_of_a_marker_rule_is_read_as_its_kind(rule: NamedMarker | BareMarker, text: str) -> None:
    found = [m for damaged in (False, True) for m in read_markers(text, damaged=damaged, bullets=True)]
    assert rule.kind in {m.kind for m in found if m.cost <= 2.6}


@pytest.mark.parametrize(
    ("rule", "text"), [(r, e) for r in MARKERS for e in r.counter_examples], ids=lambda v: str(v)[:30]
)
def test_no_counter_example_of_a_marker_rule_has_a_clean_reading(rule: NamedMarker | BareMarker, text: str) -> None:
    assert rule.kind not in {m.kind for m in read_markers(text, bullets=True)}


@pytest.mark.parametrize("key", ["refusal", "appendix", "sentence"])
def test_patterns_accept_their_examples_and_refuse_their_counter_examples(key: str) -> None:
    records = read_rule_file(FILE)[key]
    assert isinstance(records, list) and records
    for record in records:
        pattern = regex.compile(record["pattern"])
        if key == "appendix":
            accepts = pattern.fullmatch
        elif key == "sentence" and record["where"] in ("inside", "lead"):
            accepts = pattern.search
        elif key == "sentence" and record["where"] in ("end", "figure", "clause"):
            accepts = regex.compile(r".*(?<!\p{L})" + record["pattern"] + "$").match
        else:
            accepts = pattern.match
        for text in record["examples"]:
            assert accepts(text), text
        for text in record["counter_examples"]:
            assert not accepts(text), text


def test_every_record_names_its_source() -> None:
    for key, records in read_rule_file(FILE).items():
        assert isinstance(records, list)
        assert all(r["source"] for r in records), key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I- MỤC ĐÍCH", ("roman", "I")),
        ("II - Nội dung", ("roman", "II")),
        ("IV/ Kinh phí", ("roman", "IV")),
        ("VI NHIỆM VỤ", ("roman", "VI")),
        ("1- Nội dung", ("arabic", "1")),
        ("2) Nội dung", ("arabic", "2")),
        ("3/ Nội dung", ("arabic", "3")),
        ("4.Nội dung", ("arabic", "4")),
        ("05. Nội dung", ("arabic", "5")),
        ("2.1- Nội dung", ("decimal", "2.1")),
        ("1.1.1. Nội dung", ("decimal", "1.1.1")),
        ("3.2 Nội dung", ("decimal", "3.2")),
        ("II.3. Nội dung", ("decimal", "II.3")),
        ("đ) nội dung", ("letter", "đ")),
        ("B. NỘI DUNG", ("capital", "B")),
        ("Điều 7: Hiệu lực", ("article", "7")),
        ("Điều 7- Hiệu lực", ("article", "7")),
        ("Điều 7", ("article", "7")),
        ("Điều 7b. Hiệu lực", ("article", "7b")),
        ("PHẦN II", ("part", "II")),
        ("Phần thứ hai", ("part", "hai")),
        ("Chương III", ("chapter", "III")),
        ("MỤC 2. THẨM QUYỀN", ("heading", "2")),
        ("iii) nội dung", ("roman_small", "iii")),
    ],
)
def test_a_clean_marker_is_read_without_its_closing_mark(text: str, expected: tuple[str, str]) -> None:
    assert expected in clean(text)
    assert not read_markers(text)[0].mended


@pytest.mark.parametrize(
    "text",
    [
        "Trong năm qua chi bộ đã họp",
        "(1) Công tác tư tưởng",
        "12-NQ/ĐU ngày 05/4/2021",
        "15 - KH/HU của huyện ủy",
        "08/CT-UBND ngày",
        "24/7/2019 của",
        "1.250 đồng chí",
        "2.5% tổng số",
        "10 - 12 đồng chí",
        "2020 - 2025, định hướng",
        "Điều 5 của Quy chế",
        "Điều 5, Điều 6",
        "Điều lệ Đảng",
        "Phần II của báo cáo",
        "Mục 3 và mục 4",
        "I. Lê-nin đã viết",
        "C. Mác và các nhà",
        "24):",
        "Khoản 2 điều này",
        "* Khoản 11",
        "",
        "…………",
    ],
)
def test_running_text_has_no_clean_reading(text: str) -> None:
    assert clean(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H- NỘI DUNG", ("roman", "II")),
        ("I1- NỘI DUNG", ("roman", "II")),
        ("Il. NỘI DUNG", ("roman", "II")),
        ("HI. TỔ CHỨC", ("roman", "III")),
        ("IH. TỔ CHỨC", ("roman", "III")),
        ("TII. TỔ CHỨC", ("roman", "III")),
        ("1V. KINH PHÍ", ("roman", "IV")),
        ("VH. KINH PHÍ", ("roman", "VII")),
        ("L. MỤC ĐÍCH", ("roman", "I")),
        ("l. Nội dung", ("arabic", "1")),
        ("I. Nội dung", ("arabic", "1")),
        ("Ì. Nội dung", ("arabic", "1")),
        ("1l. Nội dung", ("arabic", "11")),
        ("1O. Nội dung", ("arabic", "10")),
        ("s. Nội dung", ("arabic", "5")),
        ("1,1. Nội dung", ("decimal", "1.1")),
        ("l.1. Nội dung", ("decimal", "1.1")),
        ("L1. Nội dung", ("decimal", "1.1")),
        ("Điêu 2. Nội dung", ("article", "2")),
        ("Diều 3. Nội dung", ("article", "3")),
        ("Điều l. Nội dung", ("article", "1")),
        ("PHÀN II. NỘI DUNG", ("part", "II")),
        ("à) Nội dung", ("letter", "a")),
        ("a} Nội dung", ("letter", "a")),
        ("ø) Nội dung", ("letter", "g")),
        ("_2. Nội dung", ("arabic", "2")),
        ("' IV. NỘI DUNG", ("roman", "IV")),
        ("3, Nội dung", ("arabic", "3")),
    ],
)
def test_a_damaged_marker_is_read_at_a_cost(text: str, expected: tuple[str, str]) -> None:
    assert expected in worn(text)
    assert all(m.cost > 0 for m in read_markers(text, damaged=True))


def test_the_two_code_points_of_capital_d_with_stroke_are_one_letter() -> None:
    assert clean("Ðiều 4. Thi hành") == [("article", "4")]
    assert clean("Ð. KIẾN NGHỊ") == [("capital", "Đ")]


def test_the_end_of_a_marker_is_where_its_text_begins() -> None:
    for text in ("I- MỤC ĐÍCH", "Điều 3. Nội dung", " 5.3. Nội dung", "_2. Nội dung", "a)Nội dung"):
        marker = (read_markers(text) or read_markers(text, damaged=True))[0]
        assert text[marker.end :] in ("MỤC ĐÍCH", "Nội dung")


def test_bullets_are_markers_only_on_request() -> None:
    assert clean("- Nội dung") == []
    assert [(m.kind, m.number) for m in read_markers("– Nội dung", bullets=True)] == [("dash", "-")]
    assert [(m.kind, m.number) for m in read_markers("+ Nội dung", bullets=True)] == [("dash", "+")]
    assert read_markers("-----", bullets=True) == ()
    assert read_markers("*** ", bullets=True) == ()


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        ("roman", "III", "IV"),
        ("roman", "VIII", "IX"),
        ("arabic", "9", "10"),
        ("article", "9", "10"),
        ("decimal", "2.9", "2.10"),
        ("decimal", "1.1.1", "1.1.2"),
        ("letter", "d", "đ"),
        ("letter", "e", "g"),
        ("letter", "i", "k"),
        ("letter", "y", ""),
        ("capital", "D", "Đ"),
        ("chapter", "IV", "V"),
        ("roman_small", "iii", "iv"),
    ],
)
def test_successor(kind: str, number: str, expected: str) -> None:
    assert successor(kind, number) == expected


def test_letters_follow_the_vietnamese_alphabet_and_foreign_ones_stand_between() -> None:
    values = [read_markers(f"{letter}) Nội dung")[0].value for letter in "abcdđefghijk"]
    assert values == sorted(values)
    assert [LETTERS[i] for i in (3, 4, 5, 6)] == ["d", "đ", "e", "g"]


def test_look_alikes_can_be_mended_and_others_cannot() -> None:
    d, one, eight, roman = (read_markers(t)[0] for t in ("d) Nội", "1. Nội", "8. Nội", "I. NỘI"))
    assert mending(d, "đ") is not None
    assert mending(one, "4") is None
    assert mending(eight, "3") is not None
    assert mending(roman, "II") is not None
    assert mending(roman, "V") is None
    assert mending(d, "") is None


def test_rules_are_read_once() -> None:
    assert section_rules() is section_rules()


def test_broken_section_rules_are_named_as_such(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('[[refusal]]\npattern = "("\nsource = "seen"\n', "utf-8")
    with using_rules(tmp_path), pytest.raises(RuleDataError, match="refusal"):
        section_rules()
