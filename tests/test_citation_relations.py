"""What documents are referred to for: every marked reference of the project's own corpus, with its relation.

``data/citation_relations_corpus.tsv`` labels each by hand: implements, for what the citing document, or what it
orders, carries out; based_on, for a legal ground; amends, replaces, repeals, for what is changed; transmits, for
what is sent along; reviews, for what was checked or considered; reports_on, for reports on carrying out; mentions
for all else, so for those inside the name of another document and for what was done before.  The split is that of
the corpus: rules are never written against its test half.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

import pytest

from vndocparse.fields.citations import find_citations

ROOT = Path(__file__).resolve().parents[1]
ROWS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "data" / "citation_relations_corpus.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
sys.path.insert(0, str(ROOT))

pytestmark = pytest.mark.skipif(not (ROOT / "tools" / "corpus").is_dir(), reason="the corpus's texts are not here")

_MARK = re.compile(r"\{\{(.*?)(?:\|\|.*?)?\}\}")


@cache
def relations(name: str) -> list[tuple[str, str | None]]:
    """The marked references of an entry in text order, each with the relation found; None for one not found."""
    from tools.corpus.spec import TEXTS, read_entry

    out: list[tuple[str, str | None]] = []
    for document in read_entry(TEXTS / f"{name}.txt").docs:
        head = document.head
        parts = [head.get("type") or "", head.get("subject") or "", head.get("note_under_title") or ""]
        parts += [f"{b.marker} {b.heading or ''}\n{b.text}".strip() for b in (*document.blocks, *document.after)]
        marked = re.sub(r"</?[bi]>|\[\^\w+\]", "", "\n".join(p for p in parts if p)).replace("<pb/>", "\n")
        text, spans = _unmark(marked)
        mentions = find_citations(text, own_number=head.get("number"))
        for start, end in spans:
            inside = [m for m in mentions if start <= m.core < end]
            out.append((text[start:end], inside[0].relation if inside else None))
    return out


def _unmark(marked: str) -> tuple[str, list[tuple[int, int]]]:
    text, spans, at = "", [], 0
    for m in _MARK.finditer(marked):
        text += marked[at : m.start()]
        spans.append((len(text), len(text) + len(m[1])))
        text += m[1]
        at = m.end()
    return text + marked[at:], spans


def test_there_are_a_hundred_and_fifty_labels() -> None:
    halves = [row for row in ROWS if row[0] == "test"]
    assert len(ROWS) >= 150
    assert 0.4 <= len(halves) / len(ROWS) <= 0.6


def test_every_marked_reference_is_labelled() -> None:
    for name in dict.fromkeys(row[1] for row in ROWS):
        labelled = [row[3] for row in ROWS if row[1] == name]
        assert [" ".join(text.split())[:40] for text, _ in relations(name)] == labelled, name


@pytest.mark.parametrize("split", ["dev", "test"])
def test_relations_are_right_in_ninety_five_of_a_hundred(split: str) -> None:
    """The misses of the test half are counted and never shown."""
    names = dict.fromkeys(row[1] for row in ROWS if row[0] == split)
    rows = [row for row in ROWS if row[0] == split]
    found = [got for name in names for _, got in relations(name)]
    wrong = [(row[1], row[3], row[2], got) for row, got in zip(rows, found, strict=True) if row[2] != got]
    share = len(wrong) / len(rows)
    shown = wrong if split == "dev" else f"{len(wrong)} of {len(rows)}"
    del wrong, found  # pytest shows what is in reach
    assert share <= 0.05, shown
