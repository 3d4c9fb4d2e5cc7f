"""Levels of organs, and whose number a reference means."""

from __future__ import annotations

import pytest

from tests.network import paper
from vndocparse.identity import DocumentKey, cited_key, issuing_level, own_key, surroundings, target_key
from vndocparse.rules import levels
from vndocparse.rules.levels import Level, is_national, level_of_organ, level_of_symbol, places_in
from vndocparse.rules.load import load_records
from vndocparse.rules.schema import Record


def _rows(key: str, kind: type[Record], field: str) -> list[tuple[Record, str]]:
    return [(r, text) for r in load_records(levels.FILE, key, kind) for text in getattr(r, field)]


@pytest.mark.parametrize(("rule", "text"), _rows("unit", levels.UnitRule, "examples"))
def test_unit_is_found_in_its_example(rule: levels.UnitRule, text: str) -> None:
    assert [u.level for u in places_in(text)] == [rule.level]


@pytest.mark.parametrize(("rule", "text"), _rows("unit", levels.UnitRule, "counter_examples"))
def test_unit_is_not_found_in_its_counter_example(rule: levels.UnitRule, text: str) -> None:
    assert rule.level not in [u.level for u in places_in(text)]


@pytest.mark.parametrize(("rule", "text"), _rows("head", levels.HeadRule, "examples"))
def test_head_gives_its_level(rule: levels.HeadRule, text: str) -> None:
    assert level_of_organ(text) == rule.level


@pytest.mark.parametrize(("rule", "text"), _rows("head", levels.HeadRule, "counter_examples"))
def test_head_leaves_its_counter_example(rule: levels.HeadRule, text: str) -> None:
    words = [w for w in rule.words if levels._spaced(text).startswith(levels._spaced(w))]
    assert level_of_organ(text) != rule.level or not words


@pytest.mark.parametrize(("rule", "text"), _rows("symbol", levels.SymbolRule, "examples"))
def test_symbol_gives_its_level(rule: levels.SymbolRule, text: str) -> None:
    assert (level_of_symbol(text), is_national(text)) == (rule.level, rule.national)


@pytest.mark.parametrize(("rule", "text"), _rows("symbol", levels.SymbolRule, "counter_examples"))
def test_symbol_leaves_its_counter_example(rule: levels.SymbolRule, text: str) -> None:
    assert level_of_symbol(text) != rule.level or is_national(text) != rule.national


@pytest.mark.parametrize(("rule", "text"), _rows("stop", levels.StopRule, "examples"))
def test_name_of_a_place_ends_before_a_stop(rule: levels.StopRule, text: str) -> None:
    assert [u.name for u in places_in(text)] == ["lac-giang"]


@pytest.mark.parametrize(
    ("organ", "places"),
    [
        ("Huyện ủy Lạc Điền, tỉnh Lạc Giang", [("district", "lac-dien"), ("province", "lac-giang")]),
        ("tỉnh Bà Rịa - Vũng Tàu", [("province", "ba-ria-vung-tau")]),
        ("Ban Thường vụ Tỉnh uỷ", [("province", "")]),
        ("ĐẠI HỘI ĐẢNG BỘ QUẬN HẢI TRUNG LẦN THỨ VII", [("district", "hai-trung")]),
        ("BẢO HIỂM XÃ HỘI TỈNH LAM SƠN", [("province", "lam-son")]),
        ("", []),
    ],
)
def test_places_in_a_name(organ: str, places: list[tuple[Level, str]]) -> None:
    assert [(u.level, u.name) for u in places_in(organ)] == places


def test_the_statutes_of_the_party_are_one_document() -> None:
    for rule in load_records(levels.FILE, "alias", levels.AliasRule):
        assert {target_key(text).id for text in rule.examples} == {rule.target}
        assert rule.target not in {target_key(text).id for text in rule.counter_examples}


def test_the_national_congress_is_central() -> None:
    assert issuing_level(target_key("vn-cpv:dai-hoi/XIII/nq"), "Đại hội Đảng toàn quốc") == "central"
    assert issuing_level(target_key("vn-cpv:dai-hoi.dang-bo-tinh-lam-son/XV/nq"), "Đại hội Đảng bộ tỉnh") == "province"


# --- Keys of documents ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "organ", "above", "key"),
    [
        ("26-KH/TU", "TỈNH ỦY LAM SƠN", None, "vn-cpv:tu.lam-son/2016/kh/26"),
        ("26-KH/TU", "LAM SƠN", "TỈNH ỦY", "vn-cpv:tu.lam-son/2016/kh/26"),  # one name on two lines
        ("7-QĐ/TU", "THỊ ỦY BẾN ĐÁ", "ĐẢNG BỘ TỈNH LAM SƠN", "vn-cpv:tu.ben-da/2016/qd/7"),
        ("7-QĐ/ThU", "THÀNH ỦY BẾN ĐÁ", "ĐẢNG BỘ TỈNH LAM SƠN", "vn-cpv:thu.ben-da/2016/qd/7"),
        ("13-KH/ĐUK", "ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH", "TỈNH ỦY LAM SƠN", "vn-cpv:duk.lam-son/2016/kh/13"),
        ("5-TB/VPHU", "VĂN PHÒNG", "HUYỆN ỦY SÔNG MÂY", "vn-cpv:vphu.song-may/2016/tb/5"),
        ("2-NQ/ĐU", "ĐẢNG ỦY BỆNH VIỆN ĐA KHOA TỈNH LAM SƠN", None,
         "vn-cpv:du.benh-vien-da-khoa-tinh-lam-son/2016/nq/2"),
        ("2-NQ/CB", "CHI BỘ THÔN 1", "ĐẢNG BỘ XÃ SÔNG MÂY", "vn-cpv:cb.thon-1-song-may/2016/nq/2"),
        ("120-KL/TW", "BỘ CHÍNH TRỊ", None, "vn-cpv:tw/XII/kl/120"),
        ("12/QĐ-UBND", "ỦY BAN NHÂN DÂN XÃ SÔNG MÂY", None, "vn:qd-ubnd.song-may/2016/12"),
    ],
)  # fmt: skip
def test_key_of_a_document(number: str, organ: str, above: str | None, key: str) -> None:
    document = paper(number, "2016-03-21", organ, above=above)
    found = own_key(document, surroundings(document))
    assert found is not None
    assert (found.id, found.whole) == (key, True)


def test_a_number_left_blank_is_no_key() -> None:
    document = paper(None, "2016-03-21", "TỈNH ỦY LAM SƠN")
    assert own_key(document, surroundings(document)) is None


@pytest.mark.parametrize(
    ("target", "issuer", "key", "concluded"),
    [
        ("vn-cpv:tu/2016/kh/26", "Tỉnh ủy Sông Thao", "vn-cpv:tu.song-thao/2016/kh/26", False),
        ("vn-cpv:tu/2016/kh/26", "Tỉnh ủy", "vn-cpv:tu.lam-son/2016/kh/26", True),
        ("vn-cpv:tu/2016/kh/26", "", "vn-cpv:tu.lam-son/2016/kh/26", True),
        ("vn-cpv:hu/2016/kh/26", "", "vn-cpv:hu.song-may/2016/kh/26", True),  # its own symbol
        ("vn-cpv:du/2016/kh/26", "", "vn-cpv:du/2016/kh/26", True),  # any commune's
        ("vn-cpv:tu.song-thao/2016/kh/26", "", "vn-cpv:tu.song-thao/2016/kh/26", False),
        ("vn-cpv:tw/XII/kl/120", "Bộ Chính trị", "vn-cpv:tw/XII/kl/120", False),
        ("vn:nd-cp/2015/4", "", "vn:nd-cp/2015/4", False),
        ("vn-cpv:dai-hoi.dang-bo-huyen/XXI/nq", "Đại hội Đảng bộ huyện",
         "vn-cpv:dai-hoi.dang-bo-huyen.song-may/XXI/nq", True),
        ("vn-cpv:dai-hoi.dang-bo-tinh-lam-son/XV/nq", "", "vn-cpv:dai-hoi.dang-bo-tinh-lam-son/XV/nq", False),
    ],
)  # fmt: skip
def test_key_of_what_is_cited(target: str, issuer: str, key: str, concluded: bool) -> None:
    around = surroundings(paper("1-KH/HU", "2016-05-01", "HUYỆN ỦY SÔNG MÂY", above="TỈNH ỦY LAM SƠN"))
    found, inferred = cited_key(target_key(target), issuer, around)
    assert found.id == key
    assert inferred is concluded or found.scope is None


@pytest.mark.parametrize(
    "target",
    ["vn-cpv:tw/XII/kl/120", "vn-cpv:tu/-/ctr/3", "vn-cpv:tu.lai-chau/2015/kh/26", "vn:luat-thu-vien/2019",
     "vn-cpv:cuong-linh/XI", "vn:hien-phap/2013", "vn-cpv:hntw-4/XII/nq", "?/-/kl/12", "vn:qh15/2025/72"],
)  # fmt: skip
def test_a_target_is_taken_apart_and_put_together_again(target: str) -> None:
    assert target_key(target).id == target


def test_a_local_number_without_its_place_names_no_document() -> None:
    assert not target_key("vn-cpv:tu/2015/kh/26").whole
    assert not target_key("vn-cpv:tw/-/ct/45").whole
    assert DocumentKey("vn:luat-thu-vien", edition="2019").whole
