"""The rules of references: every record's examples are accepted and its counter-examples refused."""

import itertools
import re
from datetime import date
from pathlib import Path

import pytest

from vndocparse.errors import RuleDataError
from vndocparse.fields.citation_issuer import issuer_at
from vndocparse.fields.citation_law import known_name
from vndocparse.fields.citation_text import Folded
from vndocparse.fields.citations import find_citations
from vndocparse.rules.catalogue import load_catalogue, parse_catalogue, read_catalogue
from vndocparse.rules.citations import (
    FILE,
    LAWS,
    InstrumentRule,
    MendRule,
    RelationRule,
    TermRule,
    TypeRule,
    WordsRule,
    alternatives,
    load_citation_rules,
    load_issuers,
    load_records,
    pattern,
    term_of,
)
from vndocparse.rules.load import using_rules

TYPES = load_records(FILE, "type", TypeRule)
INSTRUMENTS = load_records(FILE, "instrument", InstrumentRule)
RELATIONS = load_records(FILE, "relation", RelationRule)
TERMS = load_records(FILE, "term", TermRule)
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "citation_relations.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def examples(records, field: str) -> list:
    return [pytest.param(r, text, id=text[:40]) for r in records for text in getattr(r, field)]


@pytest.mark.parametrize(("rule", "text"), examples(TYPES, "examples"))
def test_a_types_example_is_one_reference_of_that_type(rule: TypeRule, text: str) -> None:
    (found,) = find_citations(text)
    assert found.doc_type == rule.name
    assert found.type_code in {rule.code, *rule.codes}


@pytest.mark.parametrize(("rule", "text"), examples([*TYPES, *INSTRUMENTS], "counter_examples"))
def test_a_counter_example_is_no_reference(rule: object, text: str) -> None:
    assert find_citations(text) == []


@pytest.mark.parametrize(("rule", "text"), examples(INSTRUMENTS, "examples"))
def test_an_instruments_example_has_its_code(rule: InstrumentRule, text: str) -> None:
    (found,) = find_citations(text)
    assert (found.type_code, found.number) == (rule.code, None)
    assert found.name


@pytest.mark.parametrize(("rule", "text"), examples(load_issuers(), "examples"))
def test_an_issuers_example_is_read_to_its_end(rule: object, text: str) -> None:
    assert issuer_at(Folded.of(text), len("của ")) == len(text)


@pytest.mark.parametrize(("rule", "text"), examples(load_records(FILE, "mend", MendRule), "examples"))
def test_a_broken_code_is_mended(rule: MendRule, text: str) -> None:
    (found,) = find_citations(f"Quyết định số {text}")
    assert rule.mended in (found.number or "")
    assert "number" in found.inferred


@pytest.mark.parametrize(
    ("rule", "text"),
    [p for p in examples(load_records(FILE, "words", WordsRule), "examples") if "decoy" in p.values[0].role],
)
def test_a_decoys_example_is_refused(rule: WordsRule, text: str) -> None:
    assert find_citations(text) == []


@pytest.mark.parametrize(("rule", "text"), examples(RELATIONS, "examples"))
def test_a_relations_example_has_it(rule: RelationRule, text: str) -> None:
    assert [m.relation for m in find_citations(text)] == [rule.name]


@pytest.mark.parametrize(("rule", "text"), examples(RELATIONS, "counter_examples"))
def test_a_relations_counter_example_has_another(rule: RelationRule, text: str) -> None:
    assert rule.name not in [m.relation for m in find_citations(text)]


@pytest.mark.parametrize(("rule", "text"), examples(TERMS, "examples"))
def test_a_terms_example_lies_in_it(rule: TermRule, text: str) -> None:
    assert term_of(date.fromisoformat(text)) == rule.roman


def test_terms_follow_each_other_without_gap() -> None:
    for before, after in itertools.pairwise(TERMS):
        assert before.last is not None
        assert before.last.toordinal() + 1 <= after.first.toordinal() <= before.last.toordinal() + 1


def test_every_law_in_the_list_is_found_by_its_name() -> None:
    from importlib.resources import files

    rows = (files("vndocparse.rules") / "data" / LAWS).read_text("utf-8").splitlines()
    words = {"L": "Luật", "BL": "Bộ luật", "PL": "Pháp lệnh"}
    missed = []
    for row in rows:
        if row.startswith("#") or not row.strip():
            continue
        code, name, *_ = row.split("\t")
        text = f"{words[code]} {name}"
        read = known_name(Folded.of(text), len(words[code]) + 1, code)
        if read is None or read[0] != len(text) or read[1].name != name:
            missed.append(name)
    assert missed == []


def test_patterns_bear_wraps_and_lost_commas() -> None:
    assert re.fullmatch(pattern("sửa đổi, bổ sung"), "sua doi bo\nsung")
    assert re.fullmatch(pattern("Lao động - Thương binh"), "lao dong-thuong binh")
    assert alternatives(["a", "a b"]).split("|")[0] == pattern("a b")


def test_codes_have_one_form_for_any_case() -> None:
    rules = load_citation_rules()
    assert rules.codes["QĐI"] == "QĐi"
    assert rules.codes["TTR"] == "TTr"


# --- relations ---


@pytest.mark.parametrize("split", ["dev", "test"])
def test_relations_are_right_in_ninety_five_of_a_hundred(split: str) -> None:
    wrong = []
    rows = [row for row in ROWS if row[0] == split]
    for _, relation, marked in rows:
        start, end = marked.index("[["), marked.index("]]") - 2
        text = marked.replace("[[", "").replace("]]", "")
        got = [m.relation for m in find_citations(text) if m.core < end and m.end > start]
        if got[:1] != [relation]:
            wrong.append((marked, got))
    assert len(wrong) <= 0.05 * len(rows), wrong


def test_there_are_a_hundred_and_fifty_labelled_relations() -> None:
    assert len(ROWS) >= 150


# --- catalogue ---


def test_the_catalogues_days_lie_in_their_terms() -> None:
    wrong = [
        e.number
        for e in load_catalogue()
        if e.date and e.term and term_of(e.date) != e.term and not e.date.isoformat().startswith(("2016-01", "2021-01"))
    ]
    assert wrong == []


def test_a_broken_catalogue_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(RuleDataError, match="line 2"):
        parse_catalogue(["# comment", "57-NQ/TW\tNghị quyết"], "mine.tsv")
    with pytest.raises(RuleDataError, match="day"):
        parse_catalogue(["57-NQ/TW\tNghị quyết\t22/12/2024\t\t\t"], "mine.tsv")
    with pytest.raises(RuleDataError, match=r"missing\.tsv"):
        read_catalogue(tmp_path / "missing.tsv")


def test_rules_of_the_users_are_used_and_forgotten_again(tmp_path: Path) -> None:
    (tmp_path / LAWS).write_text("L\tThả diều và bắn ná\n", "utf-8")
    text = "theo Luật Thả diều và bắn ná về việc"
    with using_rules(tmp_path):
        assert [m.confidence for m in find_citations(text)] == [0.98]
    assert [m.confidence for m in find_citations(text)] == [0.75]  # an unlisted name, guessed from its words
