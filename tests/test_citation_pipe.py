"""The spaCy pipe: found by its name, saved by spaCy's own means, drawn by displacy."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import vndocparse.views.citation_pipe  # noqa: F401 - registers the pipe also where the package is not installed
from vndocparse import cite
from vndocparse.views import vietnamese_pipeline

ROOT = Path(__file__).resolve().parent.parent
NAME = "vndocparse_citations"
TEXT = (
    "Thực hiện Chỉ thị số 30-CT/TW, ngày 18/02/1998 của Bộ Chính trị khóa VIII và Nghị định số 04/2015/NĐ-CP.\n"
    "Chỉ thị số 30-CT/TW được phổ biến đến chi bộ."
)


def _blank() -> Language:
    """spaCy's own Vietnamese tokenizer, as anyone has it, with nothing of ours."""
    return spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})


@pytest.fixture
def nlp() -> Language:
    nlp = _blank()
    nlp.add_pipe(NAME)
    return nlp


def test_spacy_finds_it_by_its_name_alone(tmp_path: Path) -> None:
    """In a process that imports spaCy alone: by the entry point that pyproject.toml declares."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (tmp_path / "declared-0.dist-info").mkdir()
    points = "".join(f"{k} = {v}\n" for k, v in project["entry-points"]["spacy_factories"].items())
    (tmp_path / "declared-0.dist-info" / "entry_points.txt").write_text(f"[spacy_factories]\n{points}", "utf-8")
    (tmp_path / "declared-0.dist-info" / "METADATA").write_text("Name: declared\nVersion: 0\n", "utf-8")
    code = (
        "import spacy; nlp = spacy.blank('xx'); "
        f"nlp.add_pipe({NAME!r}); doc = nlp('Theo Kết luận số 120-KL/TW.'); print(doc.spans['citations'][0].kb_id_)"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.stdout == "vn-cpv:tw/XI/kl/120\n", done.stderr


def test_spans_and_attributes(nlp: Language) -> None:
    doc = nlp(TEXT)
    spans = doc.spans["citations"]
    assert [(s.text, s.label_, s._.citation_relation) for s in spans] == [
        ("Chỉ thị số 30-CT/TW, ngày 18/02/1998 của Bộ Chính trị khóa VIII", "CT", "implements"),
        ("Nghị định số 04/2015/NĐ-CP.", "NĐ", "implements"),  # spaCy's tokenizer keeps the full stop
        ("Chỉ thị số 30-CT/TW", "CT", "mentions"),
    ]
    assert spans[0].kb_id_ == spans[2].kb_id_ == spans[0]._.citation_target == "vn-cpv:tw/VIII/ct/30"
    assert spans[1]._.citation_number == "04/2015/NĐ-CP"


def test_the_citations_are_those_of_cite(nlp: Language) -> None:
    """Offsets are exact, whatever the tokens."""
    doc = nlp(TEXT)
    assert doc._.citations == cite(TEXT)
    for span, citation in zip(doc.spans["citations"], doc._.citations, strict=True):
        assert span._.citation == citation
        assert TEXT[citation.evidence[0].start : citation.evidence[-1].end].rstrip(".") == span.text.rstrip(".")


def test_a_document_does_not_cite_itself(nlp: Language) -> None:
    doc = nlp.make_doc("Kế hoạch số 9-KH/TU, ngày 05/6/2016. Theo Kết luận số 5-KL/TU.")
    doc._.own_number, doc._.own_date = "9-KH/TU", "2016-06-05"
    assert [s._.citation_number for s in nlp(doc).spans["citations"]] == ["5-KL/TU"]


def test_the_configuration_is_that_of_the_pipeline() -> None:
    nlp = _blank()
    nlp.add_pipe(NAME, config={"spans_key": "sc", "set_ents": True})
    doc = nlp(TEXT)
    assert [e.label_ for e in doc.ents] == [s.label_ for s in doc.spans["sc"]] == ["CT", "NĐ", "CT"]
    assert len(doc._.citations) == 3


def test_entities_of_other_components_stay() -> None:
    nlp = _blank()
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "Bộ Chính trị"}])  # type: ignore[attr-defined]
    nlp.add_pipe(NAME, config={"set_ents": True})
    assert [(e.text, e.label_) for e in nlp(TEXT).ents] == [
        ("Bộ Chính trị", "ORG"), ("Nghị định số 04/2015/NĐ-CP.", "NĐ"), ("Chỉ thị số 30-CT/TW", "CT")
    ]  # fmt: skip


def test_the_pipeline_is_saved_and_loaded(tmp_path: Path) -> None:
    nlp = _blank()
    nlp.add_pipe(NAME, config={"spans_key": "refs"})
    nlp.to_disk(tmp_path)
    same = _blank()
    same.add_pipe(NAME, config={"spans_key": "refs"})
    for loaded in (spacy.load(tmp_path), same.from_bytes(nlp.to_bytes())):
        assert loaded.pipe_names == [NAME]
        assert loaded(TEXT)._.citations == nlp(TEXT)._.citations
        assert "refs" in loaded(TEXT).spans


def test_documents_are_saved_and_loaded(nlp: Language, tmp_path: Path) -> None:
    """By ``to_disk``, as bytes, and in a ``DocBin`` with user data, into another vocabulary."""
    doc = nlp(TEXT)
    doc.to_disk(tmp_path / "doc")
    store = DocBin(store_user_data=True, docs=[doc])
    vocab = _blank().vocab
    for again in (
        Doc(vocab).from_disk(tmp_path / "doc"),
        Doc(vocab).from_bytes(doc.to_bytes()),
        next(DocBin().from_bytes(store.to_bytes()).get_docs(vocab)),
    ):
        assert again._.citations == doc._.citations
        assert [(s.text, s.label_, s.kb_id_) for s in again.spans["citations"]] == [
            (s.text, s.label_, s.kb_id_) for s in doc.spans["citations"]
        ]


def test_it_runs_in_several_processes_and_beside_other_tokenizers(nlp: Language) -> None:
    assert [len(d._.citations) for d in nlp.pipe([TEXT, "", TEXT], n_process=2)] == [3, 0, 3]
    own = vietnamese_pipeline().from_bytes(vietnamese_pipeline().to_bytes())
    doc = own.make_doc(TEXT)
    assert [s.text for s in nlp.get_pipe(NAME)(doc).spans["citations"]][1] == "Nghị định số 04/2015/NĐ-CP"


@pytest.mark.parametrize("style", ["span", "ent"])
def test_displacy_draws_them(style: str) -> None:
    nlp = _blank()
    nlp.add_pipe(NAME, config={"set_ents": True})
    html = displacy.render(nlp(TEXT), style=style, options={"spans_key": "citations"}, jupyter=False)
    assert "30-CT/TW" in html
    assert "NĐ" in html


def test_no_network(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("network used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert len(nlp(TEXT).spans["citations"]) == 3
