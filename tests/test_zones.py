"""Furniture of the page is told from the document's own text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.composed import lines_of, placed
from vndocparse.layout.lines import group_lines
from vndocparse.layout.zones import is_rule, label_lines
from vndocparse.model.page import Line

BODY = [(85.0, 100.0 + 20 * i, "các chi bộ kiểm kê kho sách của thư viện xã") for i in range(6)]


def kinds(lines: tuple[Line, ...]) -> dict[str, str]:
    return {z.line.text: z.kind for z in label_lines(lines)}


@pytest.mark.parametrize("text", ["-----", "*", "***", "_______", "–––", "~~~~"])
def test_rules(text: str) -> None:
    assert is_rule(text)


@pytest.mark.parametrize("text", ["", "- Lưu", "……", "I", "}"])
def test_no_rules(text: str) -> None:
    assert not is_rule(text)


def test_page_number_at_the_edge_of_a_page() -> None:
    found = kinds(group_lines(placed([(290.0, 40.0, "2"), *BODY])))
    assert found["2"] == "page_number"
    assert found["các chi bộ kiểm kê kho sách của thư viện xã"] == "text"


def test_number_inside_the_text_is_text() -> None:
    rows = [*BODY[:3], (85.0, 165.0, "12"), *[(x, y + 20, t) for x, y, t in BODY[3:]]]
    assert kinds(group_lines(placed(rows)))["12"] == "text"


def test_running_header_comes_back_on_three_pages() -> None:
    lines: list[Line] = []
    for number in range(1, 5):
        rows = [
            (85.0, 40.0, f"Tài liệu kiểm kê thư viện trang {number}"),
            *[(x, y, f"{t} {number}") for x, y, t in BODY],
        ]
        lines += group_lines(replace(placed(rows), number=number))
    found = kinds(tuple(lines))
    assert found["Tài liệu kiểm kê thư viện trang 3"] == "running_header"


def test_stamp_of_a_signing_program() -> None:
    page = placed(
        [(400.0, 30.0, "Ký bởi: Văn phòng Huyện ủy"), (400.0, 40.0, "Thời gian ký: 03.02.2024 10:00:00")], size=7.0
    )
    body = placed(BODY)
    both = replace(body, words=page.words + tuple(w._replace(line=w.line + 10) for w in body.words))
    found = kinds(group_lines(both))
    assert found["Ký bởi: Văn phòng Huyện ủy"] == "digital_signature"
    assert found["Thời gian ký: 03.02.2024 10:00:00"] == "digital_signature"


def test_form_code_above_the_header() -> None:
    assert kinds(lines_of("Mẫu 3-213\nĐẢNG CỘNG SẢN VIỆT NAM"))["Mẫu 3-213"] == "form_code"


def test_footnote_is_small_print_at_the_foot() -> None:
    body = placed(BODY, size=14.0)
    note = placed([(85.0, 780.0, "1 Theo báo cáo của thư viện xã")], size=10.0)
    both = replace(body, words=body.words + tuple(w._replace(line=99) for w in note.words))
    assert kinds(group_lines(both))["1 Theo báo cáo của thư viện xã"] == "footnote"


def test_specks_are_noise_and_weak_digits_are_not() -> None:
    page = placed(
        [
            *BODY,
            (300.0, 400.0, "'"),
            (300.0, 430.0, "~a"),
            (300.0, 460.0, "17"),
            (85.0, 500.0, "các chi bộ báo cáo kết quả"),
        ]
    )
    faint = tuple(w._replace(confidence=0.2) if w.text in ("'", "~a", "17") else w for w in page.words)
    found = kinds(group_lines(replace(page, words=faint, origin="ocr")))
    assert found["'"] == "noise"
    assert found["~a"] == "noise"
    assert found["17"] == "text"


def test_every_line_gets_exactly_one_kind() -> None:
    lines = group_lines(placed([(290.0, 40.0, "2"), *BODY]))
    assert [z.line for z in label_lines(lines)] == list(lines)
