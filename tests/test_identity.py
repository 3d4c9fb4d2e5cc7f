"""Identity of referenced documents: by what each is known, what else is known of it, and what contradicts."""

from datetime import date
from pathlib import Path

import pytest

import vndocparse
from vndocparse.fields.citation_check import check_citations
from vndocparse.fields.citation_key import key_of, own_place_of, series_of
from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.citations import find_citations
from vndocparse.fields.resolve import resolve_citations
from vndocparse.model.document import Citation
from vndocparse.rules.catalogue import CatalogueEntry, catalogue_in_use, load_catalogue, using_catalogue


def entry(number: str, day: str, term: str | None = None, evidence: str = "gazette") -> CatalogueEntry:
    return CatalogueEntry(number, "Chỉ thị", date.fromisoformat(day), "Ban Bí thư", term, evidence)


def linked(text: str, *entries: CatalogueEntry, **options: object) -> list[Mention]:
    return resolve_citations(find_citations(text), catalogue=entries, **options)  # type: ignore[arg-type]


def known(text: str, *entries: CatalogueEntry, **options: object) -> list[tuple[str, str | None]]:
    return [(m.identity.status, m.identity.basis) for m in linked(text, *entries, **options) if m.identity]


# --- by what a document is known, the surest first ---


@pytest.mark.parametrize(
    ("text", "status", "basis"),
    [
        ("Chỉ thị số 45-CT/TW ngày 22/7/2010", "resolved", "date"),
        ("Chỉ thị số 45-CT/TW khoá X", "resolved", "term"),
        ("Chỉ thị 23-CT/TW (2018)", "resolved", "year"),
        ("Chỉ thị 23-CT/TW (2016)", "unresolved", None),  # a congress met in that year
        ("Nghị định số 04/2015/NĐ-CP", "resolved", "year"),
        ("QCVN 01:2019/BCT", "resolved", "year"),
        ("Nghị quyết Đại hội XIII của Đảng", "resolved", "term"),
        ("Kế hoạch số 26-KH/TU, ngày 01/3/2016 của Tỉnh ủy Lai Châu", "resolved", "date"),
        ("Kế hoạch số 26-KH/TU, ngày 01/3/2016", "unresolved", "date"),
        ("Chỉ thị số 45-CT/TW", "unresolved", None),
        ("Chỉ thị số 17", "unresolved", None),
        ("Luật Lưu trữ", "unresolved", "name"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_print_decides_first(text: str, status: str, basis: str | None) -> None:
    assert known(text) == [(status, basis)]


def test_another_mention_in_the_text_decides_next() -> None:
    text = "Chỉ thị số 45-CT/TW, ngày 14/4/2025 của Bộ Chính trị. Theo Chỉ thị số 45-CT/TW"
    first, second = linked(text)
    assert first.identity and second.identity
    assert second.identity.basis == "context"
    assert second.target == first.target
    assert (second.identity.date, second.identity.issuer, second.identity.term) == (
        "2025-04-14", "Bộ Chính trị", "XIII"
    )  # fmt: skip
    assert (second.date, second.issuer, second.term) == (None, None, None)


def test_the_catalogue_alone_gives_a_guess() -> None:
    (only,) = linked("Chỉ thị số 30-CT/TW", entry("30-CT/TW", "1998-02-18"))
    assert only.identity
    assert (only.identity.status, only.identity.basis, only.target) == ("guessed", "catalogue", "vn-cpv:tw/VIII/ct/30")
    assert (only.identity.date, only.identity.catalogue_evidence) == ("1998-02-18", "gazette")
    assert only.date is None
    assert "target" in only.inferred


def test_the_citing_documents_day_alone_gives_a_lower_guess() -> None:
    (only,) = linked("Chỉ thị số 12-CT/TW", own_date="2024-05-05")
    assert only.identity
    assert (only.identity.status, only.identity.basis, only.target) == (
        "guessed",
        "citing_date",
        "vn-cpv:tw/XIII/ct/12",
    )
    assert only.identity.score < 0.5
    assert (only.identity.earliest, only.identity.latest) == ("2021-02-02", "2024-05-05")


def test_the_newest_term_never_wins_silently_over_the_catalogue() -> None:
    (only,) = linked("Chỉ thị số 30-CT/TW", entry("30-CT/TW", "1998-02-18"), own_date="2019-04-20")
    assert only.identity
    assert only.identity.status == "ambiguous"
    assert only.candidates == ("vn-cpv:tw/VIII/ct/30", "vn-cpv:tw/XII/ct/30")
    assert only.target.endswith("?")


def test_a_term_that_had_not_reached_the_number_is_no_candidate() -> None:
    """Number 05 of term XII is of May: in April no number 30 of that term existed."""
    entries = (entry("30-CT/TW", "1998-02-18"), entry("05-CT/TW", "2016-05-15"))
    (only,) = linked("Chỉ thị số 30-CT/TW", *entries, own_date="2016-04-20")
    assert only.target == "vn-cpv:tw/VIII/ct/30"


def test_a_guess_that_the_catalogue_shares_is_surer() -> None:
    alone = linked("Chỉ thị số 12-CT/TW", entry("12-CT/TW", "2022-01-05"))[0].identity
    agreed = linked("Chỉ thị số 12-CT/TW", entry("12-CT/TW", "2022-01-05"), own_date="2023-05-05")[0].identity
    assert alone and agreed
    assert agreed.score > alone.score


# --- local numbers ---


@pytest.mark.parametrize(
    ("number", "organs", "place"),
    [
        ("26-KH/TU", ("ĐẢNG BỘ TỈNH LAI CHÂU", "HUYỆN ỦY TAM ĐƯỜNG"), "lai-chau"),
        ("26-KH/TU", ("THÀNH ỦY HÀ NỘI", "BAN TỔ CHỨC"), "ha-noi"),
        ("10-HD/HU", ("ĐẢNG BỘ TỈNH THÁI NGUYÊN", "HUYỆN UỶ ĐỊNH HOÁ"), "dinh-hoa"),
        ("26-KH/TU", ("ĐẢNG ỦY XÃ CÔNG HẢI", "CHI BỘ THÔN BA"), None),
        ("13-KH/ĐUK", ("ĐẢNG BỘ TỈNH LAI CHÂU", "ĐẢNG ỦY KHỐI"), None),
        ("241/QĐ-UBND", ("ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG",), "tien-giang"),
    ],
)
def test_the_place_of_a_number_cited_without_its_issuer(
    number: str, organs: tuple[str, ...], place: str | None
) -> None:
    assert own_place_of(organs, key_of(Mention(0, 0, number=number), {})) == place


def test_own_place_is_a_guess_and_says_so() -> None:
    (only,) = linked("Kế hoạch số 26-KH/TU, ngày 01/3/2016", own_organs=("ĐẢNG BỘ TỈNH LAI CHÂU",))
    assert only.identity
    assert (only.target, only.identity.basis, only.identity.status) == (
        "vn-cpv:tu.lai-chau/2016/kh/26", "own_organ", "guessed"
    )  # fmt: skip


def test_a_document_uses_its_own_organs() -> None:
    text = (
        "ĐẢNG BỘ TỈNH LAI CHÂU\nĐẢNG ỦY KHỐI CÁC CƠ QUAN\n*\nSố 13-KH/ĐUK\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Lai Châu, ngày 20 tháng 4 năm 2016\n\nKẾ HOẠCH\nvề dân chủ ở cơ sở\n\nThực hiện Kế hoạch số 26-KH/TU, ngày"
        " 01/3/2016, Đảng ủy Khối xây dựng kế hoạch như sau:\nI- MỤC ĐÍCH\n1- Kế hoạch này được phổ biến đến chi bộ.\n"
    )
    document = vndocparse.parse(text.encode(), engine="none").documents[0]
    (cited,) = document.citations
    assert cited.target == "vn-cpv:tu.lai-chau/2016/kh/26"
    assert cited.cue
    assert cited.cue.text == "Thực hiện"
    assert [(s.text, s.kind, s.section) for s in document.short_references] == [("Kế hoạch này", "self", "I/1")]


# --- series and catalogue ---


def test_only_central_numbers_have_a_series() -> None:
    """QĐi of 2018 is one of its own: 08-QĐi/TW is younger than 29-QĐ/TW of the same term."""
    assert series_of("07-QĐi/TW") != series_of("07-QĐ/TW")
    assert series_of("26-KH/TU") is None
    assert series_of("04/2015/NĐ-CP") is None


def codes(text: str, *entries: CatalogueEntry) -> list[str]:
    return [p.code for p in check_citations(linked(text, *entries), catalogue=entries)]


SERIES = (entry("12-CT/TW", "2022-01-05"), entry("40-CT/TW", "2025-02-01"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Chỉ thị số 30-CT/TW ngày 05/6/2024", []),
        ("Chỉ thị số 30-CT/TW ngày 05/6/2021", ["citation-out-of-sequence"]),
        ("Chỉ thị số 10-CT/TW ngày 05/6/2022", ["citation-out-of-sequence"]),
        ("Chỉ thị số 12-CT/TW ngày 05/01/2022", []),
        ("Chỉ thị số 12-CT/TW ngày 06/01/2022", ["citation-unlike-catalogue"]),
        ("Chỉ thị số 30-CT/TW ngày 05/6/2012", []),  # another term
        ("Kế hoạch số 30-KH/TU ngày 05/6/2021", []),  # no central series
        ("Chỉ thị số 20-CT/TW ngày 05/6/2024; Chỉ thị số 21-CT/TW ngày 05/6/2023", ["citation-out-of-sequence"]),
        ("Chỉ thị số 20-CT/TW ngày 05/6/2023; Chỉ thị số 21-CT/TW ngày 05/6/2023", []),
    ],
)
def test_the_order_of_numbers_in_a_series(text: str, found: list[str]) -> None:
    assert codes(text, *SERIES) == found


def test_a_weak_entry_is_held_against_nothing() -> None:
    assert codes("Chỉ thị số 12-CT/TW ngày 06/01/2022", entry("12-CT/TW", "2022-01-05", evidence="repo-text")) == []


def test_the_packages_catalogue_is_in_order_itself() -> None:
    """Numbers and days of each series rise together, so that the check has ground to stand on."""
    dated = [e for e in load_catalogue() if e.date and series_of(e.number)]
    text = "; ".join(f"{e.doc_type} số {e.number} ngày {e.date:%d/%m/%Y}" for e in dated if e.date)
    found = [p for p in check_citations(linked(text), catalogue=load_catalogue()) if "sequence" in p.code]
    assert found == []


def test_a_catalogue_of_ones_own_stands_beside_the_packages(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text("# mine\n777-CT/TW\tChỉ thị\t2019-03-04\tBan Bí thư\tXII\tofficial-text\n", "utf-8")
    (plain,) = vndocparse.cite("theo Chỉ thị số 777-CT/TW")
    (own,) = vndocparse.cite("theo Chỉ thị số 777-CT/TW", catalogue=path)
    assert isinstance(own, Citation)
    assert own.identity
    assert (plain.target, own.target) == ("vn-cpv:tw/-/ct/777", "vn-cpv:tw/XII/ct/777")
    assert (own.identity.date, own.date) == ("2019-03-04", None)
    with using_catalogue(path):
        assert len(catalogue_in_use()) == len(load_catalogue()) + 1
    assert catalogue_in_use() == load_catalogue()


def test_parse_takes_a_catalogue() -> None:
    text = "KẾ HOẠCH\nvề việc\n\nThực hiện Chỉ thị số 777-CT/TW, chi bộ làm như sau:\n1. Việc.\n".encode()
    document = vndocparse.parse(text, engine="none", catalogue=[entry("777-CT/TW", "2019-03-04")]).documents[0]
    assert document.citations[0].target == "vn-cpv:tw/XII/ct/777"


# --- references that do not name their document ---


def test_short_references_have_the_target_of_the_citation_meant() -> None:
    text = (
        "Kết luận số 12-KL/TW, ngày 24/10/2011 của Bộ Chính trị (sau đây gọi tắt là Kết luận 12). Theo Kết luận 12, "
        "Kế hoạch này cụ thể hóa Kết luận nêu trên (Phụ lục II kèm theo). Chỉ thị trên đã gửi."
    )
    found = [(s.text, s.kind, s.target) for s in vndocparse.cite_short(text, own_type="Kế hoạch")]
    target = vndocparse.cite(text)[0].target
    assert found == [
        ("Kết luận 12", "alias", target),
        ("Kết luận 12", "alias", target),
        ("Kế hoạch này", "self", ""),
        ("Kết luận nêu trên", "last", target),
        ("Phụ lục II kèm theo", "attachment", ""),
        ("Chỉ thị trên", "unresolved", ""),
    ]


def test_the_command_line_takes_a_catalogue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from vndocparse.cli.entry import run

    plan, own, broken = tmp_path / "plan.txt", tmp_path / "mine.tsv", tmp_path / "broken.tsv"
    plan.write_text("KẾ HOẠCH\nvề việc\n\nThực hiện Chỉ thị số 777-CT/TW, chi bộ làm như sau:\n1. Việc.\n", "utf-8")
    own.write_text("777-CT/TW\tChỉ thị\t2019-03-04\t\tXII\tgazette\n", "utf-8")
    broken.write_text("777-CT/TW\tChỉ thị\n", "utf-8")
    assert run(("parse", str(plan), "--format", "json", "--catalogue", str(own))) == 0
    assert "vn-cpv:tw/XII/ct/777" in capsys.readouterr().out
    assert run(("parse", str(plan), "--format", "json", "--catalogue", str(broken))) != 0
    assert "line 1" in capsys.readouterr().err
