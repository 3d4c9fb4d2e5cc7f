"""References to other documents: what is found, with which parts, and what is refused."""

import itertools
import json
import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vndocparse.fields.citation_issuer import issuer_at
from vndocparse.fields.citation_text import Folded, day_at, fold_chars, read_ordinal, term_at
from vndocparse.fields.citations import find_citations
from vndocparse.fields.cite import cite
from vndocparse.fields.resolve import resolve_citations

DATA = Path(__file__).parent / "data"
STRINGS = json.loads((DATA / "citation_strings.json").read_text("utf-8"))


def lines(name: str) -> list[str]:
    return [line for line in (DATA / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def only(text: str, **options: object):
    found = find_citations(text, **options)
    assert len(found) == 1, [text[m.start : m.end] for m in found]
    return found[0]


def numbers(text: str, **options: object) -> list[str | None]:
    return [m.number for m in find_citations(text, **options)]


# --- the 118 strings of the field ---


def test_the_table_holds_every_row() -> None:
    assert {row["row"] for row in STRINGS} == set(range(1, 119))


@pytest.mark.parametrize("row", STRINGS, ids=lambda row: f"{row['row']}-{row['text'][:30]}")
def test_citation_string(row: dict) -> None:
    found = resolve_citations(find_citations(row["text"]))
    assert len(found) == len(row["expected"]), [row["text"][m.start : m.end] for m in found]
    for mention, expected in zip(found, row["expected"], strict=True):
        got = {key: getattr(mention, key) for key in expected}
        assert got == expected


# --- what is refused ---


def test_there_are_three_hundred_decoys() -> None:
    assert len(lines("citation_decoys.txt")) >= 300


def test_precision_on_decoys() -> None:
    decoys = [line.replace("\\n", "\n") for line in lines("citation_decoys.txt")]
    wrong = [text for text in decoys if find_citations(text)]
    assert len(wrong) <= 0.01 * len(decoys), wrong


def test_own_number_is_no_reference() -> None:
    text = "Số 13-KH/ĐUK. Kế hoạch số 13-KH/ĐUK thực hiện Kết luận số 120-KL/TW"
    assert numbers(text, own_number="13-KH/ĐUK") == ["120-KL/TW"]


def test_own_number_of_another_day_is_an_older_document() -> None:
    text = "thay thế Hướng dẫn số 01-HD/TW, ngày 20/9/2016"
    assert numbers(text, own_number="01-HD/TW", own_date="2021-09-28") == ["01-HD/TW"]
    assert numbers(text, own_number="01-HD/TW", own_date="2016-09-20") == []


def test_an_alias_by_number_is_left_out_unless_asked_for() -> None:
    text = (
        "Quy định số 377-QĐ/TW, ngày 08/10/2025 (sau đây gọi tắt là "
        "Quy định 377). Theo Quy định 377, cấp ủy quyết định."
    )
    assert numbers(text) == ["377-QĐ/TW"]
    assert [m.kind for m in find_citations(text, short_forms=True)] == ["number", "short", "short"]


def test_a_law_inside_the_name_of_another_document_is_part_of_that_name() -> None:
    text = (
        "Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ quy định "
        "chi tiết một số điều của Luật Đất đai, Luật Nhà ở"
    )
    assert numbers(text) == ["61/2018/NĐ-CP"]


def test_a_law_with_a_year_inside_the_name_of_another_is_its_own_reference() -> None:
    text = "Nghị định số 59/2019/NĐ-CP của Chính phủ quy định chi tiết thi hành Luật Phòng, chống tham nhũng năm 2018"
    assert [m.type_code for m in find_citations(text)] == ["NĐ", "L"]


def test_a_law_after_the_sentence_with_a_decree_is_a_reference() -> None:
    text = "Căn cứ Nghị định số 61/2018/NĐ-CP quy định chi tiết Luật Đất đai; Căn cứ Luật Lưu trữ;"
    assert [m.name or m.number for m in find_citations(text)] == ["61/2018/NĐ-CP", "Luật Lưu trữ"]


# --- laws by name ---


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("thực hiện tốt Luật Bảo vệ bí mật nhà nước và các quy định", "Luật Bảo vệ bí mật nhà nước"),
        ("theo Luật Lưu trữ được sửa đổi", "Luật Lưu trữ"),
        ("triển khai luật Tố tụng hành chính và các văn bản", "luật Tố tụng hành chính"),
        ("Luật\nTô tụng hành chính có hiệu lực", "Luật\nTô tụng hành chính"),
        ("Luật Bảo vệ môi\ntrường thì", "Luật Bảo vệ môi\ntrường"),
        (
            "Bộ luật Hình sự năm 2015 (sửa đổi, bổ sung năm 2017) quy định",
            "Bộ luật Hình sự năm 2015 (sửa đổi, bổ sung năm 2017)",
        ),
        ("theo luật đất đai năm 2013", "luật đất đai năm 2013"),
        ("Luật PCTN năm 2018 và", "Luật PCTN năm 2018"),
        ("Luật Kiểm thử phần mềm về bảo đảm chất lượng", "Luật Kiểm thử phần mềm"),
        (
            "Luật Kiểm thử và nghiệm thu ngày 12/3/2030 của Quốc hội",
            "Luật Kiểm thử và nghiệm thu ngày 12/3/2030 của Quốc hội",
        ),
        (
            "Pháp lệnh Ưu đãi người có công với cách mạng năm 2020",
            "Pháp lệnh Ưu đãi người có công với cách mạng năm 2020",
        ),
        ("khoản 3 Điều 87 Luật Đấu thầu số 22/2023/QH15", "khoản 3 Điều 87 Luật Đấu thầu số 22/2023/QH15"),
    ],
)
def test_the_name_of_a_law_ends_where_it_ends(text: str, printed: str) -> None:
    m = only(text)
    assert text[m.start : m.end] == printed


def test_a_law_that_amends_others_is_one_reference() -> None:
    text = (
        "Luật sửa đổi, bổ sung một số điều của Luật Đầu tư công, Luật Nhà ở và Luật Đấu thầu ngày 11/01/2022;"
        " Luật Lưu trữ"
    )
    found = find_citations(text)
    assert [(m.date, m.type_code) for m in found] == [("2022-01-11", "L"), (None, "L")]


# --- lists and sharing ---


def test_numbers_share_one_symbol() -> None:
    text = "theo Kết luận số 187, 188- KL/TW ngày 29/7/2025 của Bộ Chính trị"
    found = find_citations(text)
    assert [(m.number, m.date) for m in found] == [("187-KL/TW", "2025-07-29"), ("188-KL/TW", "2025-07-29")]
    assert [text[m.start : m.end] for m in found] == ["Kết luận số 187", "188- KL/TW ngày 29/7/2025 của Bộ Chính trị"]
    assert "number" in found[0].inferred


def test_items_after_a_colon_share_type_and_issuer() -> None:
    text = (
        "Căn cứ các Nghị định của Chính phủ: số "
        "63/2010/NĐ-CP ngày 08/6/2010 về kiểm soát; số 92/2017/NĐ-CP ngày 07/8/2017"
    )
    found = find_citations(text)
    assert [text[m.start : m.end] for m in found] == [
        "số 63/2010/NĐ-CP ngày 08/6/2010",
        "số 92/2017/NĐ-CP ngày 07/8/2017",
    ]
    assert {(m.type_code, m.issuer) for m in found} == {("NĐ", "Chính phủ")}


def test_the_last_items_day_is_not_given_against_a_printed_year() -> None:
    text = "Nghị định số 63/2010/NĐ-CP và Nghị định số 92/2017/NĐ-CP ngày 07/8/2017 của Chính phủ"
    found = resolve_citations(find_citations(text))
    assert [m.date for m in found] == [None, "2017-08-07"]
    assert [m.issuer for m in found] == ["Chính phủ", "Chính phủ"]


def test_plenums_in_a_list_share_the_term() -> None:
    found = find_citations("các Nghị quyết Trung ương 5, 6 và 7 khoá XII")
    assert [m.name for m in found] == [f"Nghị quyết Trung ương {n} khóa XII" for n in (5, 6, 7)]


def test_a_page_wide_list_keeps_each_items_own_day() -> None:
    text = "Quy định số 22-QĐ/TW, ngày 28/7/2021; Hướng dẫn số 02-HD/TW, ngày 09/12/2021 của Ủy ban Kiểm tra Trung ương"
    assert [m.date for m in find_citations(text)] == ["2021-07-28", "2021-12-09"]


# --- damage ---


@pytest.mark.parametrize(
    ("text", "number", "mended"),
    [
        ("Nghị định số 63/2010/ND-CP", "63/2010/NĐ-CP", True),
        ("Quyết định số 241/QD-UBND", "241/QĐ-UBND", True),
        ("Quy định số 132-QÐ/TW", "132-QĐ/TW", False),
        ("Nghị quyết số 25/NQ-HDND", "25/NQ-HĐND", True),
        ("Nghị định sô 92/201 7/NĐ-CP", "92/2017/NĐ-CP", True),
        ("Thông tư số 02/2017/TT.VPCP", "02/2017/TT-VPCP", True),
        ("Quy chế số 06/QC-TT.HĐND-UBND", "06/QC-TT.HĐND-UBND", False),
        ("Quyết định số 79\u2044QĐ-UBND", "79/QĐ-UBND", False),
        ("Công văn số 03/-CV/BCSĐ", "03/-CV/BCSĐ", False),
        ("Quyết định s6 79/QĐ-UBND", "79/QĐ-UBND", False),
        ("Chỉ thị số 3O-CT/TW", "30-CT/TW", True),
        ("Kết luận số l20-KL/TW", "120-KL/TW", True),
        ("Kế hoạch kiểm tra số 1 105/KH-ĐKT", "1105/KH-ĐKT", True),
        ("Tờ trình số 162 /TTr- SCT", "162/TTr-SCT", False),
        ("Quyết định số 105/QĐ-\nUBND", "105/QĐ-UBND", False),
        ("Kế hoạch số 26 - KH / TU", "26-KH/TU", False),
        ("Nghị quyết số 66.1/2025/NQ-CP", "66.1/2025/NQ-CP", False),
        ("Thông tư số 57/2024/TTBYT", "57/2024/TT-BYT", True),
        ("Công văn số 57/TTBYT", "57/TTBYT", False),  # any organ may be called that
        ("Chỉ thị số 05-CTTW", "05-CT/TW", True),
        ("Chỉ thị số 05-CT-TW", "05-CT/TW", True),
        ("Chỉ thị số 05.CT/TW", "05-CT/TW", True),
        ("Chỉ thị số 05_CT/TW", "05-CT/TW", True),
        ("Nghị quyết số 18-NQITW", "18-NQ/TW", True),
        ("Nghị quyết số 18-NQ/1W", "18-NQ/TW", True),
        ("Nghị quyết số 18-NO/TW", "18-NQ/TW", True),
        ("Kế hoạch số 13-KH/DUK", "13-KH/ĐUK", True),
        ("Hướng dẫn số 12-HD/BTC TW", "12-HD/BTCTW", True),
        ("Kết luận số 120-KL/T W", "120-KL/TW", True),
        ("Nghị định số 127/2007NĐ-CP", "127/2007/NĐ-CP", True),
        ("Luật số 144/2025QH15", "144/2025/QH15", True),
        ("Luật số 90/2025/Qh15", "90/2025/QH15", True),
        ("Nghị định số 54/2019/NĐ_CP", "54/2019/NĐ-CP", True),
        ("Luật số 118/2025/QH15như sau", "118/2025/QH15", False),
        ("Kếhoạch số 26-KH/TU", "26-KH/TU", False),
        ("Công văn số 1234-CV/VPTW/nb", "1234-CV/VPTW/nb", False),
        ("Nghị quyết số 18-NQ/TƯ của Ban Chấp hành Trung ương", "18-NQ/TW", True),
        ("Nghị quyết số 18-NQ/TƯ", "18-NQ/TƯ", False),
    ],
)
def test_a_damaged_number(text: str, number: str, mended: bool) -> None:
    m = only(text)
    assert m.number == number
    assert ("number" in m.inferred) is mended


@pytest.mark.parametrize("text", ["Chỉ thị số 3O-CT/TW", "Nghị quyết số 18-NQITW", "Thông tư số 57/2024/TTBYT"])
def test_a_mended_number_is_less_sure(text: str) -> None:
    assert only(text).confidence < only("Chỉ thị số 30-CT/TW").confidence


def test_text_without_any_diacritics_is_read() -> None:
    m = only("Nghi quyet so 18-NQ/TW ngay 25/10/2017 cua Ban Chap hanh Trung uong")
    assert (m.doc_type, m.date, m.issuer) == ("Nghị quyết", "2017-10-25", "Ban Chấp hành Trung ương")
    assert "issuer" in m.inferred


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("ngày 01/3/2016", "2016-03-01"),
        ("ngày22 tháng 7 năm 2010", "2010-07-22"),
        ("ngày 06\ntháng 10 năm 2021", "2021-10-06"),
        ("ngày 03 tháng bốn năm 2018", "2018-04-03"),
        ("ngày 12 tháng mười hai năm 2019", "2019-12-12"),
        ("ngày 14/1 1/2024", "2024-11-14"),
        ("ngày 0l/7/2019", "2019-07-01"),
        ("ngày 18/2/98", "1998-02-18"),
        ("ngàv 12/7/20l9", "2019-07-12"),
        ("ngày 31/02/2020", None),
        ("ngày     tháng 02 năm 2025", None),
    ],
)
def test_days(text: str, iso: str | None) -> None:
    day = day_at(fold_chars(text), 0)
    assert day is not None
    assert day.iso == iso


def test_terms_and_ordinals() -> None:
    assert term_at("khoa viii", 0) == (9, "VIII")
    assert term_at("khoa 12", 0) == (7, "XII")
    assert term_at("khoa hoc", 0) is None
    assert [read_ordinal(w) for w in ("tư", "tu", "xl", "vlii", "mười hai", "muoi hai", "iiii")] == [
        None,
        "IV",
        "XI",
        "VIII",
        None,
        "XII",
        None,
    ]


# --- issuers ---


@pytest.mark.parametrize(
    ("text", "organ"),
    [
        ("Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ về việc", "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ"),
        ("Chủ tịch Ủy ban nhân dân tỉnh Ninh Thuận về", "Chủ tịch Ủy ban nhân dân tỉnh Ninh Thuận"),
        ("Bộ Chính trị, Ban Bí thư", "Bộ Chính trị, Ban Bí thư"),
        ("Bộ Chính trị, Ban Bí thư yêu cầu các cấp ủy", "Bộ Chính trị"),
        ("Bộ Văn hóa, Thể thao và Du lịch quy định", "Bộ Văn hóa, Thể thao và Du lịch"),
        ("Chính phủ Quy định chi tiết", "Chính phủ"),
        ("Ban Tổ chức Đảng ủy Đại học Thái Nguyên", "Ban Tổ chức Đảng ủy Đại học Thái Nguyên"),
        ("Ban Thường vụ Đảng ủy Khối các cơ quan tỉnh xây dựng", "Ban Thường vụ Đảng ủy Khối các cơ quan tỉnh"),
        ("Tỉnh uỷ Lai Châu, Ban Thường vụ", "Tỉnh uỷ Lai Châu"),
        ("Hội nghị lần thứ tư Ban Chấp hành Trung ương khoá XIII", "Hội nghị lần thứ tư Ban Chấp hành Trung ương"),
        ("Sở Công Thương tỉnh Lào Cai về", "Sở Công Thương tỉnh Lào Cai"),
        ("nhân dân", None),
        ("Quy định", None),
    ],
)
def test_an_organ_ends_where_it_ends(text: str, organ: str | None) -> None:
    end = issuer_at(Folded.of(text), 0)
    assert (None if end is None else text[:end]) == organ


def test_the_organ_that_acts_in_the_next_clause_is_no_issuer() -> None:
    m = find_citations("Thực hiện Chỉ thị số 05-CT/TW, Đảng ủy Khối ban hành Kế hoạch số 12-KH/ĐUK")
    assert [x.issuer for x in m] == [None, "Đảng ủy Khối"]


# --- places of things ---


PIECES = [
    "Thực hiện ",
    "Kết luận số ",
    "120-KL/TW",
    ", ngày 07/01/2016",
    " của Bộ Chính trị",
    " khóa XI",
    "\n",
    "  ",
    "Luật Lưu trữ",
    " số ",
    "33/2024/QH15",
    ", ",
    " và ",
    "187, 188- KL/TW",
    "Điều 5 ",
    "khoản 2 ",
    "Nghị quyết Trung ương 4 khoá XII",
    "(",
    ")",
    "Chỉ thị 35 ",
    "của Tỉnh ủy Lai Châu",
    ". ",
    "; ",
    "Hiến pháp năm 2013",
    "ngày ",
    "uỷ",
    "Ð",
    "QCVN 01:2019/BCT",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.sampled_from(["NFC", "NFD"]))
def test_offsets_hold_in_every_normal_form(composed: str, form: str) -> None:
    text = unicodedata.normalize(form, composed)
    there = find_citations(text)
    here = find_citations(unicodedata.normalize("NFC", composed))
    assert [unicodedata.normalize("NFC", text[m.start : m.end]) for m in there] == [
        unicodedata.normalize("NFC", composed)[m.start : m.end] for m in here
    ]
    for before, after in itertools.pairwise(there):
        assert before.end <= after.start
    assert all(0 <= m.start <= m.core < m.end <= len(text) for m in there)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    for citation in cite(text):
        assert citation.evidence[0].end <= len(text)


def test_folding_keeps_offsets() -> None:
    text = "Điều lệ Đảng – khoá XI,\u00a0NGHỊ QUYẾT Ð İ ß"
    assert len(fold_chars(text)) == len(text)


def test_cite_gives_the_contracts_type() -> None:
    text = "Theo Nghị quyết số\n18-NQ/TW, ngày 25/10/2017 của Ban Chấp hành Trung ương khoá XII"
    (citation,) = cite(text)
    assert citation.text == "Nghị quyết số 18-NQ/TW, ngày 25/10/2017 của Ban Chấp hành Trung ương khoá XII"
    assert (citation.number, citation.term, citation.relation) == ("18-NQ/TW", "XII", "based_on")
    assert citation.evidence[0].page == 1
    assert citation.evidence[0].bbox is None
    assert text[citation.evidence[0].start : citation.evidence[0].end].startswith("Nghị quyết")


# --- cost ---


HOSTILE = {
    "figures": "1",
    "blanks": " ",
    "figure-dash": "1-",
    "code chain": "AB-",
    "law": "Luật ",
    "law capital": "Luật A ",
    "amending": "Luật sửa đổi, bổ sung một số điều của ",
    "clauses": "khoản 1, 2, 3 Điều 4 ",
    "of": "của ",
    "days": "ngày ",
    "offices": "Bộ trưởng, ",
    "bodies": "Ban Thường vụ ",
    "names": "Ninh Thuận ",
    "terms": "khoá XII, ",
    "list": "120-KL/TW, ",
    "bare": "Chỉ thị số 17, ",
    "full": "Kết luận số 120-KL/TW, ngày 07/01/2016 của Bộ Chính trị về ",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text_costs_linear_work(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readings around anchors, not seconds: twice the text may cost at most little more than twice the readings."""
    import vndocparse.fields.citation_mention as mention_module
    import vndocparse.fields.citation_numbered as numbered_module

    calls = {"n": 0}
    for module in (mention_module, numbered_module):
        original = module.issuer_at

        def counted(*args: object, _original=original, **kwargs: object) -> object:
            calls["n"] += 1
            return _original(*args, **kwargs)

        monkeypatch.setattr(module, "issuer_at", counted)

    def cost(length: int) -> int:
        calls["n"] = 0
        piece = HOSTILE[name]
        resolve_citations(find_citations((piece * (length // len(piece) + 1))[:length]))
        return calls["n"]

    small, large = cost(4_000), cost(16_000)
    assert large <= 5 * small + 50


ORDINARY = (
    "Thực hiện Kế hoạch số 26-KH/TU, ngày 01/3/2016 của Tỉnh ủy về phát triển đảng viên, Ban Thường vụ yêu cầu; "
    "Số 12/QĐ-UBND; LUẬT ĐẤT ĐAI; Luật Lưu trữ; Chỉ thị 35 của Ban Bí thư; Nghị quyết Đại hội XIII của Đảng. "
)


@pytest.mark.parametrize("name", ["ordinary", *sorted(HOSTILE)])
def test_four_times_the_text_costs_less_than_twelve_times_the_work(name: str) -> None:
    """A ratio, no limit of time: quadratic cost would give sixteen."""
    piece = ORDINARY if name == "ordinary" else HOSTILE[name]

    def cost(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            resolve_citations(find_citations(text))
            best = min(best, time.process_time() - start)
        return best

    small, large = cost(15_000), cost(60_000)
    assert large < 12 * small + 0.05


# --- real documents ---

REAL = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real corpus is not beside the repository")
@pytest.mark.parametrize(
    "name", ["conclusion-07-KL-VPTW", "conclusion-221-KL-TW", "guidance-45-HD-BTCTW", "regulation-383-QD-TW"]
)
def test_every_number_in_a_real_text_is_found_and_no_other(name: str) -> None:
    gold = json.loads((REAL / name / "gold.json").read_text("utf-8"))["documents"][0]
    text = re.sub(r"[*|]|^#+ ", "", (REAL / name / "source.md").read_text("utf-8"), flags=re.MULTILINE)
    found = find_citations(unicodedata.normalize("NFC", text), own_number=gold["number"]["text"])
    assert {m.number for m in found if m.number} == set(gold["cited_numbers"])
    if "citations" in gold:
        key = [(c["type_code"], c["number"], c["date"]) for c in gold["citations"]]
        assert sorted(map(str, key)) == sorted(str((m.type_code, m.number, m.date)) for m in found)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("theo Nghị quyết số 17NQ- CP của Chính phủ", "17/NQ-CP"),
        ("theo Quyết định số 789QĐ-UBND của UBND tỉnh", "789/QĐ-UBND"),
        ("theo Kế hoạch số 12 KH/TU", "12-KH/TU"),
    ],
)
def test_lost_separators(text: str, number: str) -> None:
    """OCR loses the thin stroke before a type's code."""
    assert [m.number for m in find_citations(text)] == [number]


def test_figures_before_words_are_no_numbers() -> None:
    assert find_citations("hỗ trợ 5CT-XH và 12NQ trong năm") == []
