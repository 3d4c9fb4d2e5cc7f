"""The project's own corpus: its gold follows the contract and says only what the composed documents say."""

from __future__ import annotations

import json
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from vndocparse.model.document import Document

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
FOLDERS = sorted(p for p in CORPUS.iterdir() if p.is_dir()) if CORPUS.is_dir() else []
GOLD_ONLY = {"handwritten", "cited_numbers", "sections_depth"}
sys.path.insert(0, str(ROOT))

pytestmark = pytest.mark.skipif(not FOLDERS, reason="corpus/ is not in this checkout")


@lru_cache
def gold(name: str) -> dict[str, Any]:
    return json.loads((CORPUS / name / "gold.json").read_text("utf-8"))


@lru_cache
def meta(name: str) -> dict[str, Any]:
    return tomllib.loads((CORPUS / name / "meta.toml").read_text("utf-8"))


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def composed(name: str) -> str:
    """Everything that the composition prints, without white space, markers and headings in one run."""
    from tools.corpus.gold import lines_of
    from tools.corpus.spec import TEXTS, plain, read_entry

    entry = read_entry(TEXTS / f"{name}.txt")
    parts = [" ".join(entry.get(k, [])) for k in ("top_notes", "digital_stamp")]
    if stamp := entry.get("ink", {}).get("received"):
        parts.append("".join(a + b for a, b in zip(stamp["lines"], stamp["fills"], strict=True)))
    parts += [str(entry.get(k, "")) for k in ("form_code", "running_header", "running_footer", "typist")]
    for d in entry.docs:
        for head in (d.head, *d.get("copies", [])):
            parts += [" ".join(lines_of(head.get(k))) for k in ("superior", "organ")]
            parts += [str(head.get(k) or "") for k in ("number", "place", "date", "type", "kind", "secrecy", "urgency",
                                                       "circulation", "draft", "motto")]  # fmt: skip
            parts += [
                plain(head.get("author")),
                plain(head.get("subject")),
                plain(head.get("note_under_title")),
                *head.get("addressees", []),
            ]
            parts += head.get("recipients", [])
            for s in head.get("signatures", []):
                parts += [str(s.get(k) or "") for k in ("authority", "on", "position", "name", "second", "mark")]
        for b in (*d.blocks, *d.after):
            parts += [b.marker, plain(b.heading), plain(b.text), plain(b.caption)]
            parts += [plain(c) for row in b.rows for c in row]
        parts += [plain(t) for t in d.footnotes.values()]
    return "\n".join(squeezed(p) for p in parts)


def values(node: Any, key: str = "") -> list[tuple[str, str]]:
    """All printed strings of a gold document with their keys."""
    if isinstance(node, dict):
        return [v for k, n in node.items() for v in values(n, k)]
    if isinstance(node, list):
        return [v for n in node for v in values(n, key)]
    printed = {"text", "heading", "label", "issuer", "term", "locator", "name", "purpose", "authority", "on_behalf_of",
               "position", "second_position", "mark", "number", "rows", "caption"}  # fmt: skip
    return [(key, node)] if isinstance(node, str) and node and key in printed else []


@pytest.mark.parametrize("name", [p.name for p in FOLDERS])
def test_gold_fits_the_contract(name: str) -> None:
    """Every gold document, without the keys that gold alone has, is a valid Document of the contract."""
    for doc in gold(name)["documents"]:
        Document.model_validate({k: v for k, v in doc.items() if k not in GOLD_ONLY})


@pytest.mark.parametrize("name", [p.name for p in FOLDERS])
def test_gold_says_only_what_is_printed(name: str) -> None:
    """Each value of the gold stands in the composed source, letter for letter but for white space."""
    source = composed(name)
    mottos = {"ĐẢNG CỘNG SẢN VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"}
    for key, value in values(gold(name)):
        for line in value.split("\n"):
            assert value in mottos or squeezed(line) in source, f"{key}: {line[:60]!r}"


@pytest.mark.parametrize("name", [p.name for p in FOLDERS if (p / "source.pdf").exists()])
def test_header_values_stand_in_the_text_layer(name: str) -> None:
    """Of a digital PDF with a good text layer, pdfium reads the gold's title, organ and number (unless by hand)."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    m = meta(name)
    if m["form"] != "pdf" or m.get("layer"):
        pytest.skip("no text layer that fits")
    pdf = pypdfium2.PdfDocument(CORPUS / name / "source.pdf")
    text = squeezed("".join(p.get_textpage().get_text_range() for p in pdf))
    doc = gold(name)["documents"][0]
    hand = doc.get("handwritten", ())
    for key in ("organ", "title", "number", "place"):
        if doc.get(key) and doc[key].get("text") and key not in hand:
            assert squeezed(doc[key]["text"]) in text, key


def file_text(path: Path) -> str | None:
    """The text of a text form, its marks taken off; None for legacy encodings and pictures."""
    if path.suffix == ".docx":
        docx = pytest.importorskip("docx")
        d = docx.Document(str(path))
        cells = [c.text for t in d.tables for r in t.rows for c in r.cells]
        return " ".join([*(p.text for p in d.paragraphs), *cells])
    data = path.read_bytes()
    if data[:2] == b"\xff\xfe":
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return None
    if not unicodedata.normalize("NFC", text).count("ă"):
        return None  # TCVN3 or VNI codes
    return re.sub(r"<[^>]*>|[*#]|\||\$|\\mathrm|[{}]", "", text.replace("&nbsp;", " ").replace("<br>", " "))


@pytest.mark.parametrize("name", [p.name for p in FOLDERS if meta(p.name)["form"] in ("md", "txt", "html", "docx")])
def test_gold_stands_in_the_text_file(name: str) -> None:
    """Number, title, recipients, signers and headings of the gold stand in the file itself."""
    path = next((CORPUS / name).glob("source.*"))
    text = file_text(path)
    if text is None:
        pytest.skip("legacy encoding")
    found = squeezed(text)
    for doc in gold(name)["documents"]:
        wanted = [(doc[k] or {}).get("text") for k in ("title", "doc_type", "place", "secrecy", "circulation")]
        wanted += [(doc["number"] or {}).get("text", "").split("-")[-1]]
        wanted += [r["text"] for r in doc["recipients"]] + [s["name"] for s in doc["signatures"]]
        wanted += [a["text"] for a in doc["addressees"]] + [c["text"] for c in doc["citations"]]
        stack = list(doc["sections"])
        while stack:
            s = stack.pop()
            wanted.append(s["heading"])
            stack += s["children"]
        for value in filter(None, wanted):
            assert squeezed(value) in found, value


@pytest.mark.parametrize("name", [p.name for p in FOLDERS])
def test_files_of_an_entry(name: str) -> None:
    """An entry has a source or three scan levels, gold and meta; no file is 2 MB or more."""
    files = {p.name: p for p in (CORPUS / name).iterdir()}
    assert {"gold.json", "meta.toml"} <= files.keys()
    levels = {f"scan-{level}.pdf" for level in ("clean", "light", "heavy")}
    assert len([f for f in files if f.startswith("source.")]) == 1 or levels <= files.keys()
    assert all(p.stat().st_size < 2_000_000 for p in files.values())


def test_ids_are_unique_and_composed() -> None:
    """Each folder has one composition and each composition one folder; seeds are unique."""
    from tools.corpus.spec import entries

    made = entries()
    assert [e.id for e in made] == [p.name for p in FOLDERS]
    seeds = Counter(e.get("seed") for e in made)
    assert not [s for s, n in seeds.items() if n > 1]


def test_splits_are_balanced() -> None:
    """The two halves differ by at most two entries, over all and in each group of forms."""
    split = Counter(meta(p.name)["split"] for p in FOLDERS)
    assert split.keys() == {"dev", "test"}
    assert abs(split["dev"] - split["test"]) <= 2
    for form in ("pdf", "scan"):
        n = Counter(meta(p.name)["split"] for p in FOLDERS if meta(p.name)["form"] == form)
        assert abs(n["dev"] - n["test"]) <= 2, form


def test_an_organ_stays_in_one_split() -> None:
    """No issuing organ is in both halves, so that a rule learnt on one half must carry over."""
    where: dict[str, set[str]] = {}
    for p in FOLDERS:
        for doc in gold(p.name)["documents"]:
            if doc.get("organ"):
                name = f"{(doc['superior_organ'] or {}).get('text', '')} / {doc['organ']['text']}".casefold()
                where.setdefault(name, set()).add(meta(p.name)["split"])
    assert not [n for n, s in where.items() if len(s) > 1 and "trung ương" not in n]


def test_text_forms_and_gold_are_what_the_generator_makes() -> None:
    """The committed text files, and the gold of entries without pages, equal what the compositions give."""
    from tools.corpus.build import files
    from tools.corpus.spec import entries

    for entry in entries():
        if entry.get("form") in ("md", "txt", "html"):
            for name, data in files(entry).items():
                assert (CORPUS / entry.id / name).read_bytes() == data, f"{entry.id}/{name}"
