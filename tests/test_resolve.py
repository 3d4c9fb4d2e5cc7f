"""Linking references: one target for one document, none where several fit."""

from datetime import date

from vndocparse.fields.citation_check import check_citations
from vndocparse.fields.citations import find_citations
from vndocparse.fields.resolve import resolve_citations
from vndocparse.rules.catalogue import CatalogueEntry


def targets(text: str, **options: object) -> list[str]:
    return [m.target for m in resolve_citations(find_citations(text), catalogue=(), **options)]  # type: ignore[arg-type]


def test_all_mentions_of_one_document_share_the_target() -> None:
    text = (
        "Chỉ thị số 30-CT/TW, ngày 18/02/1998 của Bộ Chính trị khóa VIII. Chỉ thị số 30-CT/TW của Bộ Chính trị."
        " Chỉ thị 30-CT/TW khoá VIII"
    )
    assert targets(text) == ["vn-cpv:tw/VIII/ct/30"] * 3


def test_a_zero_before_the_figures_makes_no_other_document() -> None:
    assert len(set(targets("Chỉ thị số 05-CT/TW ngày 15/5/2016; Chỉ thị 5-CT/TW"))) == 1


def test_numbers_start_again_each_term() -> None:
    text = "Chỉ thị số 45-CT/TW ngày 22/7/2010; Chỉ thị số 45-CT/TW ngày 14/4/2025"
    assert targets(text) == ["vn-cpv:tw/X/ct/45", "vn-cpv:tw/XIII/ct/45"]


def test_where_two_documents_fit_neither_is_chosen() -> None:
    text = "Chỉ thị số 45-CT/TW ngày 22/7/2010; Chỉ thị số 45-CT/TW ngày 14/4/2025; theo Chỉ thị số 45-CT/TW"
    last = resolve_citations(find_citations(text), catalogue=())[-1]
    assert last.target.endswith("?")
    assert last.candidates == ("vn-cpv:tw/X/ct/45", "vn-cpv:tw/XIII/ct/45")


def test_the_term_word_tells_them_apart() -> None:
    text = "Chỉ thị số 45-CT/TW ngày 22/7/2010; Chỉ thị số 45-CT/TW ngày 14/4/2025; Chỉ thị số 45-CT/TW khoá X"
    assert targets(text)[-1] == "vn-cpv:tw/X/ct/45"


def test_a_law_by_name_is_the_law_with_that_name_and_number() -> None:
    text = "Căn cứ Luật Lưu trữ số 33/2024/QH15; thực hiện Luật Lưu trữ; Luật Lưu trữ năm 2011"
    assert targets(text) == ["vn:qh15/2024/33", "vn:qh15/2024/33", "vn:luat-luu-tru/2011"]


def test_a_local_document_is_of_its_province() -> None:
    text = "Kế hoạch số 26-KH/TU, ngày 01/3/2016 của Tỉnh ủy Lai Châu; Kế hoạch số 26-KH/TU"
    assert targets(text) == ["vn-cpv:tu.lai-chau/2016/kh/26"] * 2
    assert targets("Kế hoạch số 26-KH/TU", own_place="Lai Châu") == ["vn-cpv:tu.lai-chau/-/kh/26"]


def test_a_short_number_is_the_only_full_one_of_that_type() -> None:
    mentions = find_citations("Hướng dẫn số 03-HD/BTCTW, ngày 29/12/2006. Theo Hướng dẫn số 03,", short_forms=True)
    assert {m.target for m in resolve_citations(mentions, catalogue=())} == {"vn-cpv:btctw/X/hd/3"}


def test_congress_and_plenum_have_one_name_for_every_wording() -> None:
    text = (
        "Nghị quyết Đại hội XIII của Đảng; Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII của Đảng;"
        " Nghị quyết Trung ương 4 (khoá XII); Nghị quyết Hội nghị lần thứ tư Ban Chấp hành Trung ương khoá XII"
    )
    assert targets(text) == ["vn-cpv:dai-hoi/XIII/nq"] * 2 + ["vn-cpv:hntw-4/XII/nq"] * 2


def test_carrying_fills_short_mentions_and_says_so() -> None:
    text = "Chỉ thị số 30-CT/TW, ngày 18/02/1998 của Bộ Chính trị. Chỉ thị số 30-CT/TW"
    plain = resolve_citations(find_citations(text))[1]
    assert (plain.date, plain.issuer) == (None, None)
    carried = resolve_citations(find_citations(text), carry=True)[1]
    assert (carried.date, carried.issuer) == ("1998-02-18", "Bộ Chính trị")
    assert {"date", "issuer"} <= set(carried.inferred)


def entry(number: str, day: date, term: str) -> CatalogueEntry:
    return CatalogueEntry(number, "Chỉ thị", day, None, term, "gazette")


def test_the_catalogue_decides_only_where_it_knows_one() -> None:
    mentions = find_citations("Chỉ thị số 01-CT/TW và Chỉ thị số 99-CT/TW")
    known = (
        entry("01-CT/TW", date(2016, 3, 22), "XII"),
        entry("01-CT/TW", date(2026, 1, 23), "XIV"),
        entry("99-CT/TW", date(2015, 1, 1), "XI"),
    )
    first, second = resolve_citations(mentions, catalogue=known)
    assert first.target.endswith("?")
    assert first.candidates == ("vn-cpv:tw/XII/ct/1", "vn-cpv:tw/XIV/ct/1")
    assert second.target == "vn-cpv:tw/XI/ct/99"
    assert "target" in second.inferred


def test_nothing_later_than_the_citing_document_is_meant() -> None:
    mentions = find_citations("Chỉ thị số 01-CT/TW")
    known = (entry("01-CT/TW", date(2016, 3, 22), "XII"), entry("01-CT/TW", date(2026, 1, 23), "XIV"))
    (only,) = resolve_citations(mentions, own_date="2020-05-05", catalogue=known)
    assert only.target == "vn-cpv:tw/XII/ct/1"


def test_the_catalogue_never_overrules_the_print() -> None:
    mentions = find_citations("Chỉ thị số 01-CT/TW ngày 23/01/2026")
    (only,) = resolve_citations(mentions, catalogue=(entry("01-CT/TW", date(2016, 3, 22), "XII"),))
    assert only.target == "vn-cpv:tw/XIV/ct/1"


def codes(text: str) -> list[str]:
    return [p.code for p in check_citations(resolve_citations(find_citations(text), catalogue=()), catalogue=())]


def test_contradictions_are_problems_and_nothing_is_corrected() -> None:
    assert codes("Chỉ thị số 30-CT/TW, ngày 18/02/1998 của Bộ Chính trị khóa IX") == ["citation-term-conflict"]
    assert codes("Chỉ thị 49-NQ/TW") == ["citation-type-conflict"]
    assert codes("Hướng dẫn số 01-HD/BTCTW ngày 20/9/2016 của Ban Chấp hành Trung ương") == ["citation-issuer-conflict"]
    assert codes("Nghị quyết số 59-NQ/TW ngày 24/01/2024; Nghị quyết số 59-NQ/TW ngày 24/01/2025") == [
        "citation-date-conflict"
    ]
    assert codes("Chỉ thị số 01-CT/TW ngày 23/01/2026 của Ban Bí thư khoá XIV") == []
