"""Provinces: writings of a name are one, lives of a name are told apart by the day."""

from __future__ import annotations

from datetime import date

import pytest

import vndocparse
from tests.network import paper
from vndocparse.errors import RuleDataError
from vndocparse.fields.citation_key import key_of, own_place_of, place_of, places_then
from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.citations import find_citations
from vndocparse.fields.resolve import resolve_citations
from vndocparse.identity import cited_key, own_key, surroundings, target_key
from vndocparse.rules.levels import one_name, places_in, seat_of_organs
from vndocparse.rules.provinces import (
    COLUMNS,
    Province,
    is_province,
    parse_provinces,
    province_slug,
    provinces,
    provinces_on,
    provinces_then,
)
from vndocparse.text import slug


def ident(row: Province) -> str:
    return f"{row.slug}-{row.valid_from}"


# --- the table ---


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("1977-07-01", 38), ("1985-07-01", 40), ("1990-07-01", 44), ("1993-07-01", 53), ("2000-07-01", 61),
        ("2005-07-01", 64), ("2010-07-01", 63), ("2025-06-20", 63), ("2025-07-01", 34), ("2026-11-01", 34),
    ],
)  # fmt: skip
def test_as_many_are_at_work_as_was_published(day: str, count: int) -> None:
    """Between 12 and 30 June 2025 both names are in force, and the old authorities work."""
    assert len({p.slug for p in provinces_on(date.fromisoformat(day))}) == count
    assert len(provinces_on(date.fromisoformat(day))) == count


@pytest.mark.parametrize("row", provinces(), ids=ident)
def test_each_row_holds_together(row: Province) -> None:
    assert row.valid_from is None or row.valid_to is None or row.valid_from < row.valid_to
    for name in row.made_of:  # what it was made of is in the table, and ended, or lost a part, as this one began
        assert row.valid_from
        older = [p for p in provinces() if p.name == name and (p.valid_from or date.min) < row.valid_from]
        assert any(p.valid_to is None or (row.valid_from - p.valid_to).days <= 1 for p in older), name
    for writing in (row.name, row.name.upper(), *row.writings):
        assert province_slug(slug(writing)) == row.slug


def test_no_two_names_are_one() -> None:
    names = {p.name for p in provinces()}
    assert len({slug(n) for n in names}) == len(names)
    writings = {slug(w): p.slug for p in provinces() for w in p.writings}
    assert not {w for w, of in writings.items() if is_province(w) and w != of}


@pytest.mark.parametrize(
    "line",
    [
        "An Giang\ttỉnh",
        "\ttỉnh\t\t\t\t\t\tread\tx",
        "An Giang\tbang\t\t\t\t\t\tread\tx",
        "An Giang\ttỉnh\t\t\t\t\t\tsure\tx",
        "An Giang\ttỉnh\t2025-13-01\t\t\t\t\tread\tx",
        "An Giang\ttỉnh\tsoon\t\t\t\t\tread\tx",
        "An Giang\ttỉnh\t\t\t\t\t\tread\t",
    ],
)
def test_a_broken_row_is_refused_by_its_line(line: str) -> None:
    with pytest.raises(RuleDataError, match="line 2"):
        parse_provinces("# " + "\t".join(COLUMNS) + "\n" + line)


# --- by the day ---


@pytest.mark.parametrize(
    ("name", "day", "first", "last", "then"),
    [
        ("lao-cai", "2026-01-01", "2016-03-01", "2016-03-01", ("lao-cai", "yen-bai")),
        ("lao-cai", "2026-01-01", "2025-08-01", "2025-08-01", ("lao-cai",)),
        ("lao-cai", "2026-01-01", "1985-01-01", "1985-12-31", ("hoang-lien-son",)),
        ("lao-cai", "2025-06-20", "2016-03-01", "2016-03-01", ("lao-cai",)),  # the old one's authorities still work
        ("lao-cai", "2025-07-01", "2016-03-01", "2016-03-01", ("lao-cai", "yen-bai")),
        ("an-giang", "2025-09-01", "2025-01-01", "2025-12-31", ("an-giang", "kien-giang")),
        ("bac-giang", "2010-01-01", "1995-01-01", "1995-12-31", ("ha-bac",)),
        ("bac-giang", "2010-01-01", "1996-01-01", "1997-12-31", ("bac-giang", "ha-bac")),
        ("hue", "2025-02-01", "2020-01-01", "2020-12-31", ("thua-thien-hue",)),
        ("lai-chau", "2016-01-01", "2010-01-01", "2010-01-01", ("lai-chau",)),
        ("binh-tri-thien", "1980-01-01", "1970-01-01", "1970-12-31", ()),  # what there was before is not in the table
        ("lam-son", "2026-01-01", "2016-01-01", "2016-01-01", ("lam-son",)),  # no province: left alone
        ("ha-bac", "2010-01-01", "1995-01-01", "1995-01-01", ("ha-bac",)),  # none on that day
    ],
)
def test_what_a_province_was_then(name: str, day: str, first: str, last: str, then: tuple[str, ...]) -> None:
    assert provinces_then(name, *map(date.fromisoformat, (day, first, last))) == then


# --- writings of a name, in issuers and organs ---


@pytest.mark.parametrize(
    ("organ", "place"),
    [
        ("Tỉnh ủy Lai Châu", "lai-chau"),
        ("TỈNH UỶ LAI CHÂU", "lai-chau"),
        ("Ban Thường vụ tỉnh uỷ Lai Châu khóa XIV", "lai-chau"),
        ("Ban Chấp hành Đảng bộ tỉnh Lai Châu", "lai-chau"),
        ("Tỉnh ủy tỉnh Lai Châu", "lai-chau"),
        ("Tỉnh ủy Lai Châu ban hành", "lai-chau"),
        ("TỈNH ỦY LAI CHÂU BAN TỔ CHỨC", "lai-chau"),
        ("Tỉnh ủy Yên Bái (cũ)", "yen-bai"),
        ("Tỉnh ủy Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"),
        ("Tỉnh ủy Bà Rịa–Vũng Tàu", "ba-ria-vung-tau"),
        ("Tỉnh ủy Thừa Thiên - Huế", "thua-thien-hue"),
        ("Tỉnh uỷ Quảng Nam - Đà Nẵng", "quang-nam-da-nang"),
        ("Tỉnh ủy Quảng Nam", "quang-nam"),
        ("Tỉnh ủy Hà Nam Ninh", "ha-nam-ninh"),
        ("Tỉnh ủy Lâm Đồng", "lam-dong"),
        ("Tỉnh ủy Điện Biên", "dien-bien"),
        ("Tỉnh ủy Đắc Lắc", "dak-lak"),
        ("Tỉnh ủy Đăk Lăk", "dak-lak"),
        ("Tỉnh uỷ Kontum", "kon-tum"),
        ("Thành ủy Thành phố Hồ Chí Minh", "ho-chi-minh"),
        ("Thành ủy TP. Hồ Chí Minh", "ho-chi-minh"),
        ("Thành ủy TP.HCM", "ho-chi-minh"),
        ("Ủy ban nhân dân TP Hà Nội", "ha-noi"),
        ("Tỉnh ủy Hà Nam Phương", "ha-nam-phuong"),  # no province: nothing is cut off to make it one
        ("Tỉnh ủy lãnh đạo", None),
        ("Tỉnh ủy", None),
    ],
)
def test_a_province_has_one_name_in_all_writings(organ: str, place: str | None) -> None:
    key = key_of(Mention(0, 0, number="26-KH/TU"), {})
    assert place_of(Mention(0, 0, issuer=organ)) == place
    assert own_place_of([organ], key) == place
    assert [u.name for u in places_in(organ) if u.name] == ([place] if place else [])


@pytest.mark.parametrize(
    ("issuer", "place"),
    [
        ("Huyện ủy Đồng Xuân", "dong-xuan"),
        ("Huyện ủy Tam Đường, tỉnh Lai Châu", "tam-duong"),
        ("Ủy ban nhân dân xã Ia Đrăng", "ia-drang"),
        ("Bảo hiểm xã hội Việt Nam", None),
        ("HUYỆN ỦY TAM ĐƯỜNG", None),  # capitals do not show where a name ends that no table knows
    ],
)
def test_other_places_are_read_from_their_capitals(issuer: str, place: str | None) -> None:
    assert place_of(Mention(0, 0, issuer=issuer)) == place


def test_an_advisory_body_is_no_part_of_a_place() -> None:
    assert one_name(["TỈNH ỦY", "LAM SƠN"]) == ["TỈNH ỦY LAM SƠN"]
    assert one_name(["TỈNH ỦY", "BAN TỔ CHỨC"]) == ["TỈNH ỦY", "BAN TỔ CHỨC"]


# --- the province that organs leave out ---


@pytest.mark.parametrize(
    ("organs", "seat", "province"),
    [
        (("TỈNH ỦY", "ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH"), "Lai Châu", "lai-chau"),
        (("THÀNH UỶ", "BAN TỔ CHỨC"), "Thành phố Hồ Chí Minh", "ho-chi-minh"),
        (("TỈNH ỦY", "BAN TỔ CHỨC"), "Sông Mây", None),  # no province
        (("ĐẢNG BỘ TỈNH", "HUYỆN ỦY QUẢNG NINH"), "Quảng Ninh", None),  # a district that is called like a province
        (("ĐẢNG ỦY XÃ HÒA BÌNH", "CHI BỘ THÔN BA"), "Hòa Bình", None),
        (("ĐẢNG ỦY", "VĂN PHÒNG"), "Lai Châu", None),  # the header says nothing of a province's committee
    ],
)
def test_the_place_before_the_date_names_a_province_only_where_the_organs_speak_of_one(
    organs: tuple[str, ...], seat: str, province: str | None
) -> None:
    assert seat_of_organs(organs, seat) == province


def _targets(organs: str, place: str) -> list[str]:
    text = (
        f"{organs}\n*\nSố 13-KH/ĐU\nĐẢNG CỘNG SẢN VIỆT NAM\n{place}, ngày 20 tháng 4 năm 2016\n\nKẾ HOẠCH\nvề dân chủ ở cơ"
        " sở\n\nThực hiện Kế hoạch số 26-KH/TU, ngày 01/3/2016, Đảng ủy xây dựng kế hoạch như sau:\n1- Phổ biến đến chi bộ.\n"
    )
    return [c.target for c in vndocparse.parse(text.encode(), engine="none").documents[0].citations]


@pytest.mark.parametrize(
    ("organs", "place", "target"),
    [
        ("ĐẢNG BỘ TỈNH ĐẮC LẮC\nĐẢNG ỦY XÃ SÔNG MÂY", "Sông Mây", "vn-cpv:tu.dak-lak/2016/kh/26"),
        ("TỈNH ỦY\nĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH", "Lai Châu", "vn-cpv:tu.lai-chau/2016/kh/26"),
        ("HUYỆN ỦY SÔNG THAO\nĐẢNG ỦY XÃ SÔNG MÂY", "Sông Mây", "vn-cpv:tu/2016/kh/26"),
        ("HUYỆN ỦY QUẢNG NINH\nĐẢNG ỦY XÃ SÔNG MÂY", "Quảng Ninh", "vn-cpv:tu/2016/kh/26"),
    ],
)
def test_a_local_number_has_the_province_that_the_header_says(organs: str, place: str, target: str) -> None:
    assert _targets(organs, place) == [target]


# --- before and after a merger ---


def _linked(text: str, day: str, organ: str = "ĐẢNG BỘ TỈNH LÀO CAI") -> Mention:
    return resolve_citations(find_citations(text), own_date=day, own_organs=(organ,), catalogue=())[0]


@pytest.mark.parametrize(
    ("text", "day", "target", "candidates"),
    [
        ("Kế hoạch số 26-KH/TU, ngày 01/3/2016", "2016-05-01", "vn-cpv:tu.lao-cai/2016/kh/26", ()),
        ("Kế hoạch số 26-KH/TU, ngày 01/3/2016", "2026-05-01", "vn-cpv:tu/-/kh/26?",
         ("vn-cpv:tu.lao-cai/2016/kh/26", "vn-cpv:tu.yen-bai/2016/kh/26")),
        ("Kế hoạch số 26-KH/TU, ngày 01/3/2026", "2026-05-01", "vn-cpv:tu.lao-cai/2026/kh/26", ()),
        ("Kế hoạch số 26-KH/TU, ngày 01/3/2016 của Tỉnh ủy Lào Cai", "2026-05-01", "vn-cpv:tu.lao-cai/2016/kh/26", ()),
        ("Kế hoạch số 26-KH/TU, ngày 01/3/2016 của Tỉnh ủy Yên Bái", "2026-05-01", "vn-cpv:tu.yen-bai/2016/kh/26", ()),
        ("Kế hoạch số 26-KH/TU, ngày 01/3/1985", "1993-05-01", "vn-cpv:tu.hoang-lien-son/1985/kh/26", ()),
        ("Kế hoạch số 26-KH/TU", "2026-05-01", "vn-cpv:tu.lao-cai/-/kh/26", ()),
    ],
)  # fmt: skip
def test_a_number_of_before_a_merger_is_not_given_to_the_new_province(
    text: str, day: str, target: str, candidates: tuple[str, ...]
) -> None:
    found = _linked(text, day)
    assert (found.target, found.candidates) == (target, candidates)


def test_a_province_that_the_table_does_not_know_so_early_is_not_named() -> None:
    found = _linked("Kế hoạch số 26-KH/TU, ngày 01/3/1970", "1980-05-01", "ĐẢNG BỘ TỈNH BÌNH TRỊ THIÊN")
    assert found.identity
    assert (found.target, found.identity.status) == ("vn-cpv:tu/1970/kh/26", "unresolved")


@pytest.mark.parametrize(
    ("citing", "day", "key"),
    [
        ("2016-05-01", "2016-03-01", "vn-cpv:tu.lao-cai/2016/kh/26"),
        ("2026-05-01", "2016-03-01", "vn-cpv:tu/2016/kh/26"),  # of Lào Cai or of Yên Bái
    ],
)
def test_the_network_does_not_join_them_either(citing: str, day: str, key: str) -> None:
    around = surroundings(paper("1-KH/ĐU", citing, "ĐẢNG ỦY XÃ SÔNG MÂY", above="ĐẢNG BỘ TỈNH LÀO CAI"))
    assert cited_key(target_key("vn-cpv:tu/2016/kh/26"), "", around, day)[0].id == key


@pytest.mark.parametrize(
    ("citing", "day", "year"),
    [(None, "2016-03-01", "2016"), ("2026-05-01", None, None), ("2026-05-01", None, "201"), ("2026", None, "XII"),
     ("2026-05-01", "2016-03", None)],
)  # fmt: skip
def test_without_two_days_the_place_is_as_the_organs_say(citing: str | None, day: str | None, year: str | None) -> None:
    assert places_then("lao-cai", "vn-cpv:tu/*/kh/26", citing, day, year) == ["lao-cai"]


@pytest.mark.parametrize("organ", ["TỈNH ỦY ĐẮK LẮK", "TỈNH UỶ ĐẮC LẮC", "BAN CHẤP HÀNH ĐẢNG BỘ TỈNH ĐĂK LĂK"])
def test_a_document_has_one_key_in_all_writings_of_its_province(organ: str) -> None:
    document = paper("26-KH/TU", "2016-03-21", organ)
    found = own_key(document, surroundings(document))
    assert found
    assert found.id == "vn-cpv:tu.dak-lak/2016/kh/26"
