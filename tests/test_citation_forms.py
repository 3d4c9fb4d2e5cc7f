"""How references are put together: lists, ranges, subjects between number and day, terms and congresses, clauses."""

import pytest

from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.citations import find_citations
from vndocparse.fields.resolve import resolve_citations


def found(text: str) -> list[Mention]:
    return resolve_citations(find_citations(text), catalogue=())


def dated(text: str) -> list[tuple[str | None, str | None, str | None]]:
    return [(m.number or m.name, m.date, m.issuer) for m in found(text)]


TW = "Ban Chấp hành Trung ương"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # one type, one day, one issuer for all
            "các Nghị quyết số 18-NQ/TW, 19-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương",
            [("18-NQ/TW", "2017-10-25", TW), ("19-NQ/TW", "2017-10-25", TW)],
        ),
        (  # a day for each pair, one issuer for all
            "các Nghị quyết số 18-NQ/TW, số 19-NQ/TW, ngày 25/10/2017 và số 36-NQ/TW, ngày 22/10/2018 của "
            "Ban Chấp hành Trung ương",
            [("18-NQ/TW", "2017-10-25", TW), ("19-NQ/TW", "2017-10-25", TW), ("36-NQ/TW", "2018-10-22", TW)],
        ),
        (  # "cùng ngày"
            "Kết luận số 21-KL/TW và 22-KL/TW cùng ngày 25/10/2021",
            [("21-KL/TW", "2021-10-25", None), ("22-KL/TW", "2021-10-25", None)],
        ),
        (  # figures alone, what they share behind the last
            "các Nghị quyết 18, 19 của Ban Chấp hành Trung ương khóa XII",
            [("18", None, TW), ("19", None, TW)],
        ),
        (  # the subject in quotes between number and day
            "Nghị quyết số 26-NQ/TW, “Về nông nghiệp, nông thôn”, ngày 05/8/2008 của Ban Chấp hành Trung ương",
            [("26-NQ/TW", "2008-08-05", TW)],
        ),
        (  # the same without quotes
            "Nghị quyết số 26-NQ/TW về nông nghiệp, nông thôn, ngày 05/8/2008 của Ban Chấp hành Trung ương",
            [("26-NQ/TW", "2008-08-05", TW)],
        ),
        (  # the day belongs to the document named between
            "Chỉ thị số 05-CT/TW về thực hiện Kết luận ngày 15/5/2016 của Bộ Chính trị",
            [
                ("05-CT/TW", None, None),
                ("Kết luận ngày 15/5/2016 của Bộ Chính trị", "2016-05-15", "Bộ Chính trị"),
            ],
        ),
        (  # issuer, term and all before
            "Bộ Chính trị (khóa XI) ban hành Chỉ thị số 03-CT/TW ngày 14/5/2011",
            [("03-CT/TW", "2011-05-14", "Bộ Chính trị")],
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_a_list_shares(text: str, expected: list[tuple[str | None, str | None, str | None]]) -> None:
    assert dated(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("các Quyết định từ số 12-QĐ/TU đến số 15-QĐ/TU, ngày 03/02/2020", "12-QĐ/TU", "15-QĐ/TU"),
        ("từ Kế hoạch số 12-KH/TU đến Kế hoạch số 15-KH/TU của Tỉnh ủy", "12-KH/TU", "15-KH/TU"),
        ("các Quyết định từ số 12 đến số 15-QĐ/TU", "12-QĐ/TU", "15-QĐ/TU"),
        ("Chỉ thị số 12-CT/TU đến số 15-KH/TU", "12-CT/TU", None),
    ],
)
def test_a_range_names_its_ends(text: str, first: str, until: str | None) -> None:
    start, end = found(text)
    assert (start.number, start.until, end.until) == (first, until, None)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nghị quyết Trung ương 4 các khoá XI, XII", ["khóa XI", "khóa XII"]),
        ("NQ TW4 khóa XII", ["khóa XII"]),
        ("NQTW4 (khóa XI)", ["khóa XI"]),
        ("Nghị quyết TW 4 khoá XII", ["khóa XII"]),
        ("Nghị quyết Hội nghị lần thứ tư Ban Chấp hành Trung ương Đảng khóa XI", ["khóa XI"]),
        ("Nghị quyết Hội nghị Trung ương lần thứ 4 (khoá IX)", ["khóa IX"]),
    ],
)
def test_a_plenums_resolution_has_one_name(text: str, names: list[str]) -> None:
    assert [m.name for m in found(text)] == [f"Nghị quyết Trung ương 4 {name}" for name in names]


@pytest.mark.parametrize(("text", "type_"), [("số 05/2025/TT-BNV", "Thông tư"), ("số 06-TT/TW", "Thông tri")])
def test_a_code_that_two_types_share(text: str, type_: str) -> None:
    assert [m.doc_type for m in found(f"{text} ngày 15/5/2025")] == [type_]


def test_an_organs_name_ends_before_the_next_document() -> None:
    text = "tại Quyết định số 1378/QĐ-UBND ngày 20/7/2021 của Chủ tịch Ủy ban nhân dân tỉnh Ninh Thuận và Quy trình"
    assert dated(text) == [("1378/QĐ-UBND", "2021-07-20", "Chủ tịch Ủy ban nhân dân tỉnh Ninh Thuận")]


def test_a_plenum_that_met_twice() -> None:
    first, second = found("Nghị quyết Trung ương 6 khóa VIII, Nghị quyết Trung ương 6 (lần 2) khóa VIII")
    assert second.name == "Nghị quyết Trung ương 6 (lần 2) khóa VIII"
    assert (first.target, second.target) == ("vn-cpv:hntw-6/VIII/nq", "vn-cpv:hntw-6-lan-2/VIII/nq")


def test_a_provinces_congress_is_not_the_partys() -> None:
    central, local = found("Nghị quyết Đại hội XIII của Đảng, Nghị quyết Đại hội XX Đảng bộ tỉnh")
    assert (central.target, local.target) == ("vn-cpv:dai-hoi/XIII/nq", "vn-cpv:dai-hoi.dang-bo-tinh/XX/nq")


@pytest.mark.parametrize(
    ("text", "locator"),
    [
        ("khoản 2, 3 Điều 5 và Điều 7 Quy định số 30-QĐ/TW", "khoản 2, 3 Điều 5 và Điều 7"),
        ("điểm a, b khoản 1 Điều 2 của Quy định số 30-QĐ/TW", "điểm a, b khoản 1 Điều 2"),
        ("tiết a điểm 1.2 mục 1 Hướng dẫn số 03-HD/TW", "tiết a điểm 1.2 mục 1"),
        ("Phần II, mục 1.2 Hướng dẫn số 03-HD/TW", "Phần II, mục 1.2"),
        ("Hướng dẫn số 03-HD/TW, Mục II, điểm 2", "Mục II, điểm 2"),
        ("khoản 2, Điều 30, Chương VII Điều lệ Đảng khóa XIII", "khoản 2, Điều 30, Chương VII"),
        ("Điểm 3 (3.4 c) Phương pháp thẩm tra theo Hướng dẫn số 06-HD/TW", "Điểm 3 (3.4 c)"),
    ],
)
def test_clauses_before_and_after(text: str, locator: str) -> None:
    (only,) = found(text)
    assert only.locator == locator
    assert text[only.start : only.end] == text


def test_a_resolution_on_one_subject_is_no_chapter() -> None:
    """Words between type and number that elsewhere stand before the numbers of other things."""
    assert dated("Nghị quyết chuyên đề số 05-NQ/ĐU") == [("05-NQ/ĐU", None, None)]
    assert dated("Kế hoạch năm theo Mẫu số 05-KH/ĐU") == []


def test_a_number_without_symbol_of_a_central_organ_is_of_its_series() -> None:
    text = "Quy định số 102 ngày 15/11/2017 của Bộ Chính trị; Quy định số 102-QĐ/TW khóa XII"
    assert len({m.target for m in found(text)}) == 1


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("Quyết định số 41-QĐ/TU, ngày 3] tháng 10 năm 2017", "41-QĐ/TU", "2017-10-31"),
        ("Luật số 36/2009/QHI2", "36/2009/QH12", None),
        ("Pháp lệnh số 34/2007/PL-UBTVQHI1", "34/2007/PL-UBTVQH11", None),
        ("Nghị định số 72/2019/NĐĐ-CP", "72/2019/NĐ-CP", None),
    ],
)
def test_letters_that_ocr_writes_for_figures_and_twice_are_mended(text: str, number: str, day: str | None) -> None:
    (mention,) = found(text)
    assert (mention.number, mention.date) == (number, day)


@pytest.mark.parametrize("code", ["NQ", "CTr", "ĐA", "BB"])
def test_type_is_named_by_the_code_of_its_numbers(code: str) -> None:
    """The codes come from the rules of types, not from a list of their own."""
    text = f"thực hiện {code} 57-{code}/TU của Tỉnh ủy"
    (found,) = find_citations(text)
    assert text[found.start :].startswith(f"{code} 57-{code}/TU")
