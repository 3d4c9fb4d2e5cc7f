"""Views of a document: prompt, notebook, spaCy, today's places."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import handmade
from vndocparse.model.document import Document, FieldValue, Section
from vndocparse.views import (
    describe,
    document_card_html,
    place_today,
    places_today,
    result_html,
    summary,
    to_spacy,
    tokens,
    vietnamese_pipeline,
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of an archive must not make anything call out."""

    def refuse(*_: object) -> None:
        raise AssertionError("network used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kết luận số 120-KL/TW, ngày 07/01/2016.", ["Kết", "luận", "số", "120-KL/TW", ",", "ngày", "07/01/2016", "."]),
        ("04/2015/NĐ-CP;", ["04/2015/NĐ-CP", ";"]),
        ("T/M BAN", ["T/M", "BAN"]),
        ("TM. UBND", ["TM", ".", "UBND"]),
        ("(đ/c A)", ["(", "đ/c", "A", ")"]),
        ("và/hoặc", ["và", "/", "hoặc"]),
        ("TT.HĐND-UBND", ["TT.HĐND-UBND"]),
        ("xong.Sau", ["xong", ".", "Sau"]),
        ("1.200.000 đồng, 3,5%", ["1.200.000", "đồng", ",", "3,5", "%"]),
        ("mục 2.1.", ["mục", "2.1", "."]),
        ("Số ......-KH/HU", ["Số", "......", "-", "KH/HU"]),
        ("xong ./.", ["xong", "./."]),
        ("“Học tập”", ["“", "Học", "tập", "”"]),
        ("a\n\nb", ["a", "\n\n", "b"]),
        ("  a", ["  ", "a"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert [t.text for t in tokens(text)] == expected


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(" \n\t./-,12aĐ")), max_size=80))
def test_tokens_lose_nothing(text: str) -> None:
    found = tokens(text)
    assert "".join(t.text + (" " if t.spaced else "") for t in found) == text
    assert all(text.startswith(t.text, t.start) for t in found)


def test_doc_text_is_the_documents_text() -> None:
    assert to_spacy(handmade.document()).text == handmade.TEXT


@given(st.text(max_size=60))
def test_any_text_goes_into_a_doc_unchanged(text: str) -> None:
    assert to_spacy(Document(text=text)).text == text


def test_sentences_begin_at_headings_labels_and_list_entries() -> None:
    sentences = [s.text.strip() for s in to_spacy(handmade.document()).sents]
    assert "I- MỤC ĐÍCH" in sentences
    assert "1. Để trụ sở có bóng mát, các đ/c T/M chi bộ nhận cây." in sentences
    assert "- Lưu." in sentences


def test_a_sentence_runs_over_the_end_of_a_printed_line() -> None:
    text = "Các chi bộ trồng cây ở\ntrụ sở. Mỗi đồng chí nhận\nmột cây."
    sentences = [s.text.replace("\n", " ") for s in to_spacy(Document(text=text)).sents]
    assert sentences == ["Các chi bộ trồng cây ở trụ sở.", "Mỗi đồng chí nhận một cây."]


def test_a_heading_is_a_sentence_of_its_own_and_its_text_another() -> None:
    text = "II- CÁCH LÀM\nMỗi chi bộ trồng cây."
    section = Section(
        label="II", kind="roman", level=1, heading="CÁCH LÀM", text="Mỗi chi bộ trồng cây.",
        evidence=[{"page": 1, "start": 0, "end": len(text)}],  # type: ignore[list-item]
    )  # fmt: skip
    doc = to_spacy(Document(text=text, sections=[section]))
    assert [s.text.strip() for s in doc.sents] == ["II- CÁCH LÀM", "Mỗi chi bộ trồng cây."]


def test_a_long_section_without_a_heading_is_not_cut_at_the_end_of_a_line() -> None:
    text = "a) " + "Các chi bộ trồng cây ở trụ sở và\n" * 12 + "ở sân trường."
    section = Section(
        label="a", kind="letter", level=1, text=" ".join(text[3:].split()),
        evidence=[{"page": 1, "start": 0, "end": len(text)}],  # type: ignore[list-item]
    )  # fmt: skip
    assert len(list(to_spacy(Document(text=text, sections=[section])).sents)) == 1


@pytest.mark.parametrize(
    ("group", "label", "text"),
    [
        ("fields", "number", "27-KH/HU"),
        ("fields", "issued", "ngày 05 tháng 6 năm 2021"),
        ("fields", "signatures", "PHÓ BÍ THƯ"),
        ("citations", "NĐ", "Điều 3 Nghị định số 04/2015/NĐ-CP"),
        ("sections", "arabic", "2. Theo Kết luận số 14-KL/TU."),
    ],
)
def test_span(group: str, label: str, text: str) -> None:
    doc = to_spacy(handmade.document())
    spans = doc.spans[group]
    assert (label, text) in [(s.label_, s.text) for s in spans]


def test_citations_of_one_document_share_their_id() -> None:
    doc = to_spacy(handmade.document())
    ids = [s.kb_id_ for s in doc.spans["citations"]]
    assert ids[0] == ids[2] == "kl:14-kl/tu:2021-03-02"


def test_a_section_spans_its_children() -> None:
    doc = to_spacy(handmade.document())
    spans = {s.kb_id_: s.text for s in doc.spans["sections"]}
    assert spans["I"].startswith("I- MỤC ĐÍCH")
    assert spans["I"].endswith("Theo Kết luận số 14-KL/TU.")


def test_entities_hold_numbers_and_citations() -> None:
    found = [(e.label_, e.text) for e in to_spacy(handmade.document()).ents]
    assert ("number", "27-KH/HU") in found
    assert ("KL", "Kết luận số 14-KL/TU") in found


@pytest.mark.parametrize("style", ["ent", "span"])
def test_displacy_draws_it(style: str) -> None:
    from spacy import displacy

    html = displacy.render(
        to_spacy(handmade.document()), style=style, options={"spans_key": "citations"}, jupyter=False
    )  # fmt: skip
    assert "14-KL/TU" in html
    assert "<cao" not in html


def test_the_pipeline_takes_components_and_is_saved_as_bytes() -> None:
    nlp = vietnamese_pipeline()
    assert nlp.lang == "vi"
    assert nlp.from_bytes(nlp.to_bytes())("Số 13-KH/ĐUK")[1].text == "13-KH/ĐUK"


def test_summary_is_one_line() -> None:
    assert summary(handmade.document()) == (
        "KẾ HOẠCH 27-KH/HU, 2021-06-05, 4 sections, 3 citations: trồng cây bóng mát ở trụ sở các chi bộ"
    )


def test_description_names_the_file_its_documents_and_problems() -> None:
    lines = describe(handmade.result()).splitlines()
    assert lines[0] == "plan.pdf (application/pdf, 2 pages, native)"
    assert lines[-1] == "  1 problem: number-not-read"


def test_notebook_card_escapes_and_shows_doubt() -> None:
    hostile = handmade.document().model_copy(update={"organ": FieldValue(text="<b onclick=x>", confidence=0.3)})
    html = document_card_html(hostile)
    assert "<b onclick" not in html
    assert "color:#c62828" in html


def test_notebook_result_holds_every_document() -> None:
    html = result_html(handmade.result())
    assert html.count('class="vndocparse"') == 2
    assert "The number is not readable." in html


@pytest.mark.parametrize(
    ("name", "today", "certain"),
    [
        ("tỉnh Bạc Liêu", "Tỉnh Cà Mau", True),  # merged on 1 July 2025
        ("Lào Cai", "Tỉnh Lào Cai", True),
        ("xã Không Có, huyện Phong Thổ, tỉnh Lai Châu", "Tỉnh Lai Châu", False),  # the commune is not known
    ],
)
def test_place_today(name: str, today: str, certain: bool) -> None:
    place = place_today(name)
    assert place is not None
    assert (place.today, place.certain) == (today, certain)


def test_a_place_without_its_province_is_not_guessed() -> None:
    assert place_today("huyện Phong Thổ") is None


def test_places_in_a_text_keep_their_offsets() -> None:
    text = "Tại tỉnh Bạc Liêu, huyện Không Tên và tỉnh Tiền Giang."
    found = places_today(text)
    assert [(p.text, p.today) for p in found][-1] == ("tỉnh Tiền Giang", "Tỉnh Đồng Tháp")
    assert all(text[p.start : p.end] == p.text for p in found)
