"""Every document of the corpus through every export; what each format promises is tested in a file of its own."""

from __future__ import annotations

import json
import re

import pytest

from tests import handmade
from tests.corpus_results import DIGITAL, GOLD, ROOT, every_result, from_gold, parsed
from vndocparse.errors import DamagedFileError, UsageError
from vndocparse.export import (
    FORMATS,
    ExportOptions,
    encode,
    json_schema,
    read_results,
    redacted,
    to_json,
    to_json_list,
    to_jsonl,
)
from vndocparse.export.redact import MASK, redaction_parts
from vndocparse.messages import messages
from vndocparse.model.document import Document, ParseResult


def test_json_of_every_document_is_read_back_equal_and_written_equal() -> None:
    for result in every_result():
        text = to_json(result)
        back = ParseResult.model_validate_json(text)
        assert back == result
        assert to_json(back) == text


def test_every_document_of_gold_is_valid_against_the_schema_and_a_wrong_one_is_not() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the schema is checked where jsonschema is installed")
    schema = json.loads(json_schema())
    check = jsonschema.Draft202012Validator(schema)
    jsonschema.Draft202012Validator.check_schema(schema)
    for result in (handmade.result(), *map(from_gold, GOLD)):
        check.validate(json.loads(to_json(result)))
    broken = {**json.loads(to_json(handmade.result())), "schema_version": "2"}
    assert not check.is_valid(broken)


def test_json_lines_of_every_document_keep_every_document() -> None:
    for result in every_result():
        back = read_results(to_jsonl([result]).encode())
        assert [d for r in back for d in r.documents] == result.documents


def test_stored_results_are_read_in_each_shape() -> None:
    results = [handmade.result()] * 2
    assert read_results(to_json_list(results).encode()) == results
    assert read_results(to_json(results[0]).encode()) == results[:1]
    assert len(read_results(to_jsonl(results).encode())) == 4


@pytest.mark.parametrize("data", [b"{}", b"[1]", b"not json", b'{"schema_version": "9"}', b""])
def test_what_is_no_result_is_refused_with_a_place(data: bytes) -> None:
    with pytest.raises(DamagedFileError, match="no results"):
        read_results(data)


def test_the_same_result_gives_the_same_bytes() -> None:
    result = handmade.result()
    for name, format_ in FORMATS.items():
        if not format_.needs:
            assert encode(result, name) == encode(result.model_copy(deep=True), name), name


ELSEWHERE = {"akn", "alto", "page", "parquet", "dc", "jsonld", "ead"}
"""Formats that a file of tests of their own writes for every document; "pdfa" is dear: there a scan and a text stand
for all."""


@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if f.needs != "file" and n not in ELSEWHERE])
def test_every_document_passes_through(name: str) -> None:
    """A DOCX takes a sixth of a second: there the documents of gold stand for all."""
    for result in map(from_gold, GOLD) if name == "docx" else every_result():
        if FORMATS[name].needs == "words" and not result.pages:
            continue
        written = encode(result, name)
        assert written if isinstance(written, bytes) else all(written.values())


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="jsonl"):
        encode(handmade.result(), "odt")


def test_methods_of_results_and_documents_write_the_same() -> None:
    result = handmade.result()
    assert result.to_json() == to_json(result)
    assert "KẾ HOẠCH" in result.documents[0].to_markdown()
    with pytest.raises(UsageError, match="redact"):
        result.to_html(no_such_option=1)


def test_words_are_kept_only_where_asked_for() -> None:
    source = next(p for p in DIGITAL if p.suffix == ".pdf")
    result = parsed(source)
    page = result.pages[0]
    assert page.width > 0
    assert all(w.bbox is not None and w.text for w in page.words)
    assert len(result.pages) == result.source.page_count


def test_no_anchor_stands_twice_and_every_link_leads_somewhere() -> None:
    """Sections of one path, where numbering begins anew, have anchors of their own."""
    for result in every_result():
        html = encode(result, "html")
        assert isinstance(html, bytes)
        ids = re.findall(r' id="([^"]+)"', html.decode())
        assert len(ids) == len(set(ids))
        assert set(re.findall(r' href="#([^"]+)"', html.decode())) <= set(ids)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_help_names_every_format(language: str) -> None:
    text = messages(language)("opt_format")
    assert set(FORMATS) <= set(re.findall(r"[a-z]+", text))


def test_the_documentation_names_every_format() -> None:
    text = (ROOT / "docs" / "exports.md").read_text("utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []


# --- Redaction -----------------------------------------------------------------------------------


def test_a_signer_left_out_stands_nowhere() -> None:
    """Not in fields, nor in the text, nor among the words of the pages; offsets are as before."""
    for result in every_result():
        names = {s.name for d in result.documents for s in d.signatures if s.name and len(s.name.split()) > 1}
        clean = redacted(result, ("signer",))
        text = json.dumps(clean.model_dump(mode="json"), ensure_ascii=False).casefold()
        assert not [n for n in names if n.casefold() in text]
        assert [len(d.text) for d in clean.documents] == [len(d.text) for d in result.documents]
        for page in clean.pages:
            words = " ".join(w.text.strip(".,;") for w in page.words).casefold()
            assert not [n for n in names if n.casefold() in words]


def test_recipients_left_out_leave_the_rest() -> None:
    result = handmade.result()
    clean = redacted(result, ("recipients",))
    document = clean.documents[0]
    assert document.recipients == [] and "Các chi bộ (" not in document.text
    assert (
        document.text[: document.text.index("Nơi nhận")]
        == result.documents[0].text[: result.documents[0].text.index("Nơi nhận")]
    )
    assert document.signatures == result.documents[0].signatures


@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if not f.needs and not f.binary])
def test_every_text_format_leaves_the_signer_out(name: str) -> None:
    written = encode(handmade.result(), name, ExportOptions(redact=("signer",)))
    content = written if isinstance(written, bytes) else b"".join(written.values())
    assert "Đinh Văn Mẫu" not in content.decode("utf-8-sig")


def test_a_mask_keeps_the_shape() -> None:
    clean = redacted(handmade.result(), ("signer",))
    assert clean.documents[0].signatures[0].name == f"{MASK * 4} {MASK * 3} {MASK * 3}"
    assert clean.documents[0].signatures[0].position == "PHÓ BÍ THƯ"


def test_parts_are_checked() -> None:
    assert redaction_parts("signer, recipients") == ("signer", "recipients")
    with pytest.raises(UsageError, match="signer, recipients"):
        redaction_parts("title")


def test_a_document_alone_is_exported() -> None:
    assert ParseResult.model_validate_json(Document(text="x").to_json()).documents[0].text == "x"
