"""Dublin Core, JSON-LD and EAD_doc: mapped by data, nothing made up, every record read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests import handmade
from tests.corpus_results import every_result
from vndocparse.cli.entry import run
from vndocparse.export import ExportOptions, encode
from vndocparse.export.index_values import KEYS
from vndocparse.model.document import Document, FieldValue
from vndocparse.rules.crosswalks import crosswalk
from vndocparse.rules.sheets import find_sheet

DC = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"


def content(result: Any, name: str, **values: str) -> Any:
    return encode(result, name, ExportOptions(values=values))


@pytest.mark.parametrize("name", ["dc", "jsonld"])
def test_a_crosswalk_names_values_that_exist(name: str) -> None:
    rule = crosswalk(name)
    assert {f.value for f in rule.field if f.value} <= set(KEYS)
    assert all(bool(f.value) != bool(f.fixed) for f in rule.field)
    assert set(rule.examples) <= {f.element for f in rule.field}


def test_dublin_core() -> None:
    root = etree.fromstring(content(handmade.result(), "dc"))
    (record,) = root.findall("record")
    assert record.findtext(f"{DC}identifier") == "27-KH/HU"
    assert record.findtext(f"{DC}date") == "2021-06-05"
    assert record.findtext(f"{DC}type") == "Kế hoạch"
    assert [e.text for e in record.findall(f"{TERMS}references")] == ["14-KL/TU", "04/2015/NĐ-CP"]
    assert record.find(f"{TERMS}accessRights") is None


def test_json_ld() -> None:
    (record,) = json.loads(content(handmade.result(), "jsonld"))["@graph"]
    assert record["@type"] == "CreativeWork"
    assert record["publisher"] == {"@type": "Organization", "name": "HUYỆN ỦY AN BÌNH"}
    assert record["citation"] == ["14-KL/TU", "04/2015/NĐ-CP"]
    assert "conditionsOfAccess" not in record


def test_ead_has_the_names_and_codes_of_the_preset() -> None:
    files = content(handmade.result(), "ead", file_code="G09", maintenance="02")
    ((name, data),) = files.items()
    root = etree.fromstring(data)
    assert (name, root.tag) == ("plan.0001.ead.xml", "simpledc")
    values = {e.tag: e.text for e in root}
    assert values["typeName"] == "10" and values["issuedDate"] == "05/06/2021" and values["maintenance"] == "02"
    assert set(values) <= {c.name for c in find_sheet("tt05").column}
    assert all(values.values())


def test_every_main_document_is_a_record() -> None:
    results = every_result()
    count = sum(d.role == "main" for r in results for d in r.documents)
    assert len(etree.fromstring(content(results, "dc"))) == count
    graph = json.loads(content(results, "jsonld"))["@graph"]
    assert len(graph) == count
    for result in results:
        for data in content(result, "ead").values():
            etree.fromstring(data)


def test_an_empty_document_has_nothing_but_what_is_fixed() -> None:
    result = handmade.result().model_copy(update={"documents": [Document(secrecy=FieldValue(text="MẬT"))]})
    (record,) = etree.fromstring(content(result, "dc"))
    assert [e.tag.rpartition("}")[2] for e in record] == ["language", "source", "accessRights", "extent"]


def test_the_command_writes_one_file_for_each_ead(tmp_path: Path) -> None:
    stored = tmp_path / "r.json"
    stored.write_text(handmade.result().to_json(), "utf-8")
    assert run(["export", str(stored), "--to", "ead", "-o", str(tmp_path / "a.ead.xml")]) == 0
    assert (tmp_path / "a.ead.xml").read_bytes().count(b"<simpledc>") == 1
