"""What leaves the library as JSON, CSV, Markdown and HTML."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import handmade
from vndocparse.export import (
    COLUMNS,
    guard,
    json_schema,
    to_csv,
    to_html,
    to_json,
    to_json_list,
    to_jsonl,
    to_markdown,
    unguard,
)
from vndocparse.model.document import Citation, Document, FieldValue, ParseResult, Section


def _hostile(text: str) -> ParseResult:
    """A result whose every text is ``text``."""
    document = Document(
        text=text,
        title=FieldValue(text=text),
        organ=FieldValue(text=text),
        preamble=FieldValue(text=text),
        sections=[Section(label=text, kind="arabic", level=1, heading=text, text=text)],
    )
    return handmade.result().model_copy(update={"documents": [document]})


@pytest.mark.parametrize("write", [to_html, to_markdown])
@pytest.mark.parametrize(("kind", "shown"), [("letter", "a)"), ("arabic", "a."), ("dash", "a")])
def test_a_label_has_the_mark_of_its_kind(write: Callable[[ParseResult], str], kind: str, shown: str) -> None:
    document = Document(sections=[Section(label="a", kind=kind, level=1, text="x")])
    text = write(handmade.result().model_copy(update={"documents": [document]}))
    assert re.sub(r"<[^>]*>|\*", "", text).splitlines().count(f"{shown} x") == 1


@pytest.mark.parametrize(("text", "shown"), [("", 1), ("CỘNG HÒA …\nĐộc lập – Tự do – Hạnh phúc", 1), ("CỘNG HÒA", 0)])
def test_the_second_line_of_the_motto_is_shown_where_it_is_printed(text: str, shown: int) -> None:
    motto = FieldValue(text="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    document = Document(text=text, family="state", motto=motto)
    page = to_html(handmade.result().model_copy(update={"documents": [document]}))
    assert page.count("Độc lập - Tự do - Hạnh phúc") == shown


def test_a_reading_copy_names_relations_in_vietnamese() -> None:
    document = Document(citations=[Citation(text="Chỉ thị số 30-CT/TW", relation="implements")])
    result = handmade.result().model_copy(update={"documents": [document]})
    assert "– thực hiện" in to_html(result)
    assert "(thực hiện)" in to_markdown(result)


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_json_is_read_back_unchanged() -> None:
    assert ParseResult.model_validate_json(to_json(handmade.result())) == handmade.result()


def test_json_keeps_vietnamese_letters_readable() -> None:
    assert "HUYỆN ỦY AN BÌNH" in to_json(handmade.result())


def test_json_of_several_files_is_an_array() -> None:
    assert [r["source"]["name"] for r in json.loads(to_json_list([handmade.result()] * 2))] == ["plan.pdf"] * 2


def test_jsonl_has_one_document_per_line_in_the_same_schema() -> None:
    lines = [ParseResult.model_validate_json(line) for line in to_jsonl([handmade.result()]).splitlines()]
    assert [len(line.documents) for line in lines] == [1, 1]


def test_jsonl_puts_a_problem_with_the_document_on_its_page() -> None:
    lines = [json.loads(line) for line in to_jsonl([handmade.result()]).splitlines()]
    assert [len(line["problems"]) for line in lines] == [0, 1]


def test_a_file_without_documents_keeps_its_line_and_row() -> None:
    """Its problems would be lost otherwise."""
    empty = handmade.result().model_copy(update={"documents": []})
    assert len(to_jsonl([empty]).splitlines()) == 1
    assert [r["problems"] for r in _rows(to_csv([empty]))] == ["number-not-read"]


def test_schema_accepts_what_is_printed() -> None:
    schema = json.loads(json_schema())
    assert schema["$schema"].endswith("2020-12/schema")
    assert set(schema["properties"]) == set(json.loads(to_json(handmade.result())))


def test_csv_has_one_row_per_document() -> None:
    rows = _rows(to_csv([handmade.result()]))
    assert [(r["number"], r["document"], r["role"]) for r in rows] == [
        ("27-KH/HU", "1", "main"),
        ("14-KL/TU", "2", "attachment"),
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("ordinal", "27"),
        ("issued_date", "2021-06-05"),
        ("doc_type_code", "KH"),
        ("recipients", "Các chi bộ (để thực hiện) | Lưu"),
        ("signatures", "T/M BAN THƯỜNG VỤ / PHÓ BÍ THƯ / Đinh Văn Mẫu"),
        ("cited", "14-KL/TU | 04/2015/NĐ-CP"),
        ("section_count", "4"),
        ("citation_count", "3"),
        ("copies", "sao y 3-BS/HU"),
        ("csv_formula_guard", "1"),
    ],
)
def test_csv_cell(column: str, value: str) -> None:
    assert _rows(to_csv([handmade.result()]))[0][column] == value


def test_csv_names_what_is_to_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vndocparse.entries.check_below", lambda: 0.9)
    assert _rows(to_csv([handmade.result()]))[0]["doubtful"] == "issued | title"


def test_csv_columns_are_as_documented() -> None:
    assert next(csv.reader(io.StringIO(to_csv([])))) == list(COLUMNS)


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@SUM(A1)", "  =1", "\uff1d1", "\t=1", "- Như trên;", "'x"])
def test_a_cell_that_a_spreadsheet_would_run_is_guarded(text: str) -> None:
    assert guard(text).startswith("'")


@pytest.mark.parametrize("text", ["27-KH/HU", "Các chi bộ", "", "2021-06-05"])
def test_an_honest_cell_is_left_alone(text: str) -> None:
    assert guard(text) == text


@given(st.text())
def test_unguard_undoes_guard(text: str) -> None:
    assert unguard(guard(text)) == text


def test_csv_cells_of_hostile_text_are_guarded() -> None:
    row = _rows(to_csv([_hostile("=HYPERLINK(1)")]))[0]
    assert row["title"] == "'=HYPERLINK(1)"


def test_csv_drops_control_characters() -> None:
    assert "\x1b" not in to_csv([_hostile("a\x1b]0;b\x07")])


def test_markdown_has_header_sections_and_lists() -> None:
    text = to_markdown(handmade.result())
    assert "# KẾ HOẠCH 27-KH/HU" in text
    assert "## I. MỤC ĐÍCH" in text
    assert "**1.** Để trụ sở có bóng mát" in text
    assert '3. <a id="d1-c-3"></a>Kết luận số 14-KL/TU (I/2)' in text
    assert "Theo [Kết luận số 14-KL/TU](#d1-c-3)." in text
    assert '<a id="d1-s-I-2"></a>' in text
    assert "- Các chi bộ (để thực hiện)" in text
    assert "| TT | Chi bộ |" in text


def test_markdown_escapes_markup() -> None:
    text = to_markdown(_hostile("<script>*x*|y"))
    assert not re.search(r"(?<!\\)<script", text)
    assert r"\<script\>\*x\*\|y" in text


class _Page(HTMLParser):
    """Collects tags, anchors and links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if tag == "a":
            self.links.append(values["href"] or "")


def test_html_escapes_all_text() -> None:
    page = _Page(to_html(_hostile("<script>alert(1)</script><img src=x onerror=y>\" onclick='z'")))
    assert not {"script", "img"} & set(page.tags)


def test_html_is_laid_out_as_the_form_has_it() -> None:
    """Organ on the left and motto on the right, recipients on the left and the signature on the right."""
    text = to_html(handmade.result())
    wanted = ["<header>", "HUYỆN ỦY AN BÌNH", "27-KH/HU", "ĐẢNG CỘNG SẢN VIỆT NAM", "</header>", "KẾ HOẠCH", "MỤC ĐÍCH",
              "<footer>", "Nơi nhận", "PHÓ BÍ THƯ", "Đinh Văn Mẫu", "</footer>"]  # fmt: skip
    places = [text.index(part) for part in wanted]
    assert places == sorted(places)


def test_html_loads_nothing() -> None:
    text = to_html(handmade.result())
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", text)


def test_html_links_point_to_anchors_of_the_page() -> None:
    page = _Page(to_html(handmade.result()))
    assert page.links
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


@pytest.mark.parametrize("anchor", ["d1-s-I", "d1-s-I-2", "d1-s-II", "d1-c-3", "d2"])
def test_html_anchor(anchor: str) -> None:
    assert anchor in _Page(to_html(handmade.result())).ids


def test_html_links_a_citation_where_it_stands() -> None:
    """The second mention, inside section I/2, leads to entry 3 of the list."""
    assert '<a href="#d1-c-3">Kết luận số 14-KL/TU</a>' in to_html(handmade.result())


def test_html_links_every_citation_of_the_text_where_one_stands_in_the_title() -> None:
    """The title cites A; the preamble cites B, then A again: B is 2 and must not be passed over."""
    texts = ["Kết luận số 1-KL/TW", "Kế hoạch số 2-KH/TU", "Kết luận số 1-KL/TW"]
    document = Document(
        title=FieldValue(text=f"thực hiện {texts[0]}"),
        preamble=FieldValue(text=f"Theo {texts[1]} về {texts[2]}."),
        citations=[Citation(text=t) for t in texts],
    )
    html = to_html(handmade.result().model_copy(update={"documents": [document]}))
    assert f'Theo <a href="#d1-c-2">{texts[1]}</a> về <a href="#d1-c-3">{texts[2]}</a>.' in html


def test_html_links_a_citation_to_the_document_in_the_same_file() -> None:
    """The plan carries the conclusion it cites behind it."""
    assert '<li id="d1-c-3"><a href="#d2">' in to_html(handmade.result())


@given(st.text(max_size=60))
def test_no_text_breaks_the_exports(text: str) -> None:
    result = _hostile(text)
    assert "<script" not in to_html(result)
    to_markdown(result)
    assert len(_rows(to_csv([result]))) == 1
