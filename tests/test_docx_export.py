"""Editable copies: laid out by the rules of their day, and read back as the same document."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

import vndocparse
from tests import handmade
from tests.corpus_results import FOLDERS, GOLD, from_gold
from vndocparse.entries import HEADER
from vndocparse.export import ExportOptions, encode
from vndocparse.model.document import DocType, Document, FieldValue, Issued, ParseResult, Section, Signature, Table
from vndocparse.rules.layouts import layout_for, layouts
from vndocparse.text import fold

OWN = [g for g in GOLD if g.is_relative_to(FOLDERS[0])][::4]


def written(document: Document) -> Any:
    return opened(handmade.result().model_copy(update={"documents": [document]}))


def opened(result: ParseResult) -> Any:
    data = encode(result, "docx")
    assert isinstance(data, bytes)
    return docx.Document(io.BytesIO(data))


def cells(file: Any, table: int) -> list[list[str]]:
    return [[p.text for p in cell.paragraphs if p.text] for cell in file.tables[table].rows[0].cells]


@pytest.mark.parametrize("rule", layouts(), ids=lambda r: r.name)
def test_a_layout_is_chosen_on_its_days_and_on_no_others(rule: Any) -> None:
    family = rule.families[0]
    assert all(layout_for(family, day) is rule for day in rule.examples)
    assert not any(layout_for(family, day) is rule for day in rule.counter_examples)
    assert layout_for(family, "no day").valid_to is None


def test_the_head_has_two_columns_and_the_foot_too() -> None:
    file = opened(handmade.result())
    assert cells(file, 0) == [
        ["ĐẢNG BỘ TỈNH MINH LÂM", "HUYỆN ỦY AN BÌNH", "*", "Số 27-KH/HU"],
        ["ĐẢNG CỘNG SẢN VIỆT NAM", "An Bình, ngày 05 tháng 6 năm 2021"],
    ]
    left, right = next(cells(file, i) for i in range(1, len(file.tables)) if cells(file, i)[0][:1] == ["Nơi nhận:"])
    assert left == ["Nơi nhận:", "- Các chi bộ (để thực hiện),", "- Lưu."]
    assert right == ["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Đinh Văn Mẫu"]


def test_type_subject_and_sections_stand_in_order() -> None:
    texts = [p.text for p in opened(handmade.result()).paragraphs if p.text]
    wanted = ["KẾ HOẠCH", "trồng cây bóng mát ở trụ sở các chi bộ", "I. MỤC ĐÍCH", "II. CÁCH LÀM"]
    assert [t for t in texts if t in wanted][:4] == wanted


@pytest.mark.parametrize(
    ("family", "issued", "margins"),
    [
        ("party", "2021-06-05", (20, 30, 15)),
        ("party", "2010-01-01", (25, 35, 15)),
        ("state", "2021-06-05", (20, 30, 15)),
    ],
)
def test_margins_are_those_of_the_day(family: Any, issued: str, margins: tuple[int, ...]) -> None:
    page = written(Document(family=family, issued=Issued(text="x", date=issued))).sections[0]
    assert tuple(round(v.mm) for v in (page.top_margin, page.left_margin, page.right_margin)) == margins
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)


def test_a_letter_has_its_subject_below_the_number_and_no_type() -> None:
    letter = Document(
        family="state", doc_type=DocType(text=None, code="CV"), title=FieldValue(text="nước sạch"),
        organ=FieldValue(text="SỞ Y TẾ"), motto=FieldValue(text="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        addressees=[FieldValue(text="Các huyện")],
    )  # fmt: skip
    file = written(letter)
    assert cells(file, 0) == [
        ["SỞ Y TẾ", "V/v nước sạch"],
        ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
    ]
    assert [p.text for p in file.paragraphs if p.text] == ["Kính gửi: Các huyện"]


def test_a_deputy_signs_for_the_head() -> None:
    """The position signed for first, then the signer's own."""
    file = written(
        Document(signatures=[Signature(authority="K/T", second_position="BÍ THƯ", position="PHÓ BÍ THƯ", name="A")])
    )
    assert cells(file, 0)[1] == ["K/T BÍ THƯ", "PHÓ BÍ THƯ", "A"]


def test_legal_bases_stand_on_lines_of_their_own() -> None:
    from tests.corpus_results import DIGITAL, parsed

    source = next(p for p in DIGITAL if p.parent.name == "qd-ubnd-thu-vien-luu-dong")
    texts = [p.text for p in opened(parsed(source)).paragraphs]
    assert "QUYẾT ĐỊNH:" in texts
    assert sum(t.startswith("Căn cứ") for t in texts) >= 3


@pytest.mark.parametrize(("kind", "shown"), [("letter", "a) x"), ("arabic", "a. x"), ("article", "a. x")])
def test_a_label_has_its_mark(kind: str, shown: str) -> None:
    file = written(Document(sections=[Section(label="a", kind=kind, level=1, text="x")]))
    assert shown in [p.text for p in file.paragraphs]


def test_the_foot_stays_on_one_page() -> None:
    """A name alone on the next page is no signature."""
    table = written(Document(signatures=[Signature(position="BÍ THƯ", name="A")])).tables[0]
    assert table.rows[0]._tr.trPr.xpath("w:cantSplit")


def test_columns_of_a_table_are_as_wide_as_what_they_hold() -> None:
    rows = [["STT", "Nội dung"], ["1", "Rà soát hồ sơ " * 30]]
    (table,) = written(Document(tables=[Table(page=1, rows=rows)])).tables
    narrow, wide = (column.width for column in table.columns)
    assert narrow * 4 < wide
    assert abs(narrow + wide - Mm(165)) < Mm(1)


def test_a_line_in_capitals_of_the_preamble_stands_in_the_middle() -> None:
    from tests.corpus_results import DIGITAL, parsed

    source = next(p for p in DIGITAL if p.parent.name == "qd-ubnd-thu-vien-luu-dong")
    (line,) = [p for p in opened(parsed(source)).paragraphs if p.text == "QUYẾT ĐỊNH:"]
    assert line.alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_who_is_left_out_is_left_out() -> None:
    data = encode(handmade.result(), "docx", ExportOptions(redact=("signer", "recipients")))
    assert isinstance(data, bytes)
    texts = [p.text for t in docx.Document(io.BytesIO(data)).tables for c in t.rows[0].cells for p in c.paragraphs]
    assert not [t for t in texts if "Mẫu" in t or "chi bộ" in t]


def fields(result: ParseResult) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()

    def sections(some: list[Section], above: str) -> None:
        for section in some:
            path = f"{above}/{section.label}"
            found["section", fold(f"{path} {section.heading or ''}")] += 1
            sections(section.children, path)

    for document in result.documents:
        for name in HEADER:
            value = getattr(document, name)
            if value is not None and value.text:
                found[name, fold(value.text)] += 1
        sections(document.sections, "")
        for recipient in document.recipients:
            found["recipient", fold(recipient.text or "").strip(" .;,")] += 1
    return found


def test_a_copy_is_read_back_as_the_same_document() -> None:
    """By the library's own reader of DOCX: 98 of 100 fields of header, sections and recipients."""
    right = total = 0
    for gold in OWN:
        data = encode(from_gold(gold), "docx")
        assert isinstance(data, bytes)
        wanted = fields(from_gold(gold))
        right += (wanted & fields(vndocparse.parse(data, engine="none"))).total()
        total += wanted.total()
    assert right >= 0.98 * total, f"{right} of {total}"


@pytest.mark.parametrize(
    ("name", "before", "behind"),
    [
        ("bc-tham-tra-dai-hoi-an-chau/source.pdf", "Cơ cấu đại biểu dự Đại hội", "1. Đại biểu cao tuổi nhất"),
        ("ctr-nuoc-sach-truong-xuan/source.html", "Tỉ lệ hộ nông thôn", "II. NHIỆM VỤ"),
        ("da-nha-van-hoa-ben-nghinh/source.pdf", "1. Danh sách nhà văn hóa sửa", "2. Danh sách nhà văn hóa chuyển"),
    ],
)  # by its place on the page, by its words in a text without pages, in an appendix whose text stands elsewhere
def test_a_table_stands_where_it_stood(name: str, before: str, behind: str) -> None:
    result = vndocparse.parse(FOLDERS[0] / name, engine="none")
    table = result.documents[0].tables[0].rows[0][0]
    body = docx.Document(io.BytesIO(bytes(encode(result, "docx")))).element.body  # type: ignore[arg-type]
    texts = ["".join(t.text or "" for t in block.iter() if t.tag.endswith("}t")) for block in body]
    at = next(i for i, block in enumerate(body) if block.tag.endswith("}tbl") and texts[i].startswith(table))
    assert texts[at - 1].startswith(before)
    assert next(t for t in texts[at + 1 :] if t).startswith(behind)
    for text in (result.to_html(), result.to_markdown()):
        opening, closing = (part.partition(" ")[2] for part in (before, behind))
        stands = text.index(table, text.index(opening))
        assert text.index(closing, stands) - text.index(opening) < 2500


def test_every_table_is_written_once() -> None:
    for name in ("da-nha-van-hoa-ben-nghinh/source.pdf", "qd-ubnd-xa-doi-ten-duong/source.pdf"):
        result = vndocparse.parse(FOLDERS[0] / name, engine="none")
        count = sum(len(d.tables) for d in result.documents)
        assert result.to_html().count("<table>") == result.to_markdown().count("| --- |\n") == count
