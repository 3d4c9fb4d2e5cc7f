"""Scoring against gold: what counts as right, per field, per form, and against a baseline."""

from __future__ import annotations

import copy
import importlib.util
import json
import random
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import handmade
from vndocparse.errors import DamagedFileError, RuleDataError, UsageError
from vndocparse.evaluate import (
    Case,
    Tally,
    changes,
    find_cases,
    folded,
    read_baseline,
    run_cases,
    score_document,
    score_file,
    totals,
    write_baseline,
)

GOLD = handmade.result().model_dump(mode="json")


def _f1(gold: dict[str, Any], got: dict[str, Any], *, strict: bool = False) -> dict[str, float]:
    return {s.field: s.tally.f1 for s in score_document(gold, got, strict=strict)}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("hoà", "hòa"),  # the tone mark's place
        ("Số 12 - KH/TU.", "số 12-KH/TU"),
        ("“A”", '"a"'),
        ("\u00d0\u1ea2NG", "\u0111\u1ea3ng"),  # Icelandic Eth for Đ
        ("a \n b", "a b"),
    ],
)
def test_folding_unites(a: str, b: str) -> None:
    assert folded(a) == folded(b)


def test_folding_keeps_different_tones_apart() -> None:
    assert folded("má") != folded("mà")


def test_gold_against_itself_is_right_everywhere() -> None:
    assert {s.tally.f1 for _, s in score_file(GOLD, GOLD)} == {1.0}


@pytest.mark.parametrize(
    ("gold", "got", "field", "f1"),
    [
        ({"number": {"text": "13-KH/ĐUK"}}, {"number": {"text": "13-kh/đuk"}}, "number", 1.0),
        ({"number": {"text": "13-KH/ĐUK"}}, {"number": {"text": "18-KH/ĐUK"}}, "number", 0.0),  # must be equal
        ({"number": {"ordinal": None}}, {"number": {"ordinal": 7}}, "number.ordinal", 0.0),  # blank in gold
        ({"number": {"ordinal": None}}, {"number": None}, "number.ordinal", 1.0),
        ({"title": {"text": "trồng cây bóng mát"}}, {"title": {"text": "trông cây bóng mát"}}, "title", 1.0),
        ({"title": None}, {"title": {"text": "x"}}, "title", 0.0),
        ({"secrecy": None}, {}, "secrecy", 1.0),
        ({"recipients": [{"text": "A ủy"}, {"text": "Lưu"}]}, {"recipients": [{"text": "Lưu"}]}, "recipients", 2 / 3),
        ({"cited_numbers": ["1-KL/TW", "1-KL/TW"]}, {"citations": [{"number": "1-KL/TW"}]}, "cited_numbers", 1.0),
        ({"signatures": [{"name": "Đinh Văn Mẫu"}]}, {"signatures": []}, "signature.name", 0.0),
        ({"sections": []}, {"sections": []}, "sections", 1.0),
    ],
)
def test_score(gold: dict[str, Any], got: dict[str, Any], field: str, f1: float) -> None:
    assert _f1(gold, got)[field] == pytest.approx(f1)


def test_a_key_that_gold_leaves_out_is_not_scored() -> None:
    assert _f1({"title": None}, {"organ": {"text": "x"}}) == {"title": 1.0}


def test_strict_wants_equality_of_free_text() -> None:
    gold, got = {"title": {"text": "trồng cây bóng mát"}}, {"title": {"text": "trông cây bóng mát"}}
    assert _f1(gold, got, strict=True) == {"title": 0.0}


def test_a_field_by_hand_is_scored_apart() -> None:
    gold = {"number": {"text": "7-KH/TU"}, "title": {"text": "x"}, "handwritten": ["number"]}
    assert set(_f1(gold, {})) == {"hand:number", "title"}


def test_sections_are_compared_to_golds_depth() -> None:
    got = {"sections": [{"label": "I", "children": [{"label": "1"}]}]}
    gold = {"sections": [{"label": "I"}], "sections_depth": 1}
    assert _f1(gold, got) == {"sections": 1.0, "sections.tree": 1.0}


def test_a_file_that_was_not_read_loses_everything() -> None:
    assert all(s.tally.right == 0 or s.lost == () for _, s in score_file(GOLD, None))
    assert totals([]).mean == 1.0


def test_misses_name_what_was_lost_and_what_came_instead() -> None:
    (score,) = score_document({"recipients": [{"text": "Các chi bộ"}]}, {"recipients": [{"text": "Tỉnh ủy"}]})
    assert (score.lost, score.extra) == (("Các chi bộ",), ("Tỉnh ủy",))


# --- the same figures as the shared script ---------------------------------------------------


@pytest.fixture(scope="module")
def script(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("shared_score", shared / "eval" / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _mutated(node: Any, chance: random.Random) -> Any:
    """A copy with letters changed, items dropped, doubled or made null, here and there."""
    if isinstance(node, dict):
        return {k: _mutated(v, chance) for k, v in node.items() if chance.random() > 0.03}
    if isinstance(node, list):
        kept = [_mutated(x, chance) for x in node if chance.random() > 0.1]
        return kept + kept[:1] if chance.random() < 0.1 else kept
    if isinstance(node, str) and node and chance.random() < 0.15:
        at = chance.randrange(len(node))
        return node[:at] + chance.choice("abđ 0-") + node[at + 1 :]
    return None if chance.random() < 0.02 else node


@pytest.mark.parametrize("strict", [False, True])
def test_figures_equal_those_of_the_shared_script(shared: Path, script: ModuleType, strict: bool) -> None:
    chance = random.Random(7)
    for path in sorted((shared / "corpus").glob("*/gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        got = {"documents": [_mutated(d, chance) for d in gold["documents"]]}
        theirs: dict[str, Any] = defaultdict(script.Tally)
        for i, document in enumerate(gold["documents"]):
            script.score_document(document, got["documents"][i], theirs, [], "", strict)
        ours: dict[str, Tally] = defaultdict(Tally)
        for at, score in score_file(gold, got, strict=strict):
            if at >= 0:
                ours[score.field] += score.tally
        assert {k: (t.right, t.gold, t.got) for k, t in ours.items()} == {
            k: (t.right, t.gold, t.pred) for k, t in theirs.items()
        }, path.parent.name


def test_means_equal_those_of_the_shared_script(shared: Path, tmp_path: Path) -> None:
    """Through files, as a person would run it."""
    chance = random.Random(11)
    for folder in ("gold", "got"):
        (tmp_path / folder).mkdir()
    scores = []
    for path in sorted((shared / "corpus").glob("*/gold.json"))[:8]:
        gold = json.loads(path.read_text("utf-8"))
        got = {"documents": [_mutated(d, chance) for d in gold["documents"]]}
        (tmp_path / "gold" / f"{path.parent.name}.json").write_text(json.dumps(gold), "utf-8")
        (tmp_path / "got" / f"{path.parent.name}.json").write_text(json.dumps(got), "utf-8")
        case = Case(path.parent.name, path, path, "x", "", "")
        scores += run_cases([case], lambda _, got=got: got)
    done = subprocess.run(
        [sys.executable, shared / "eval" / "score.py", "--json", "--dir", tmp_path / "gold", tmp_path / "got"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = json.loads(done.stdout)
    ours = totals(scores)
    assert round(ours.mean, 4) == theirs["mean"]
    assert {k: round(t.f1, 4) for k, t in ours.fields.items()} == theirs["fields"]


@given(st.text(max_size=40), st.text(max_size=40))
def test_every_pair_of_texts_has_a_score(a: str, b: str) -> None:
    assert 0.0 <= _f1({"title": {"text": a}}, {"title": {"text": b}})["title"] <= 1.0


# --- folders, totals, baseline -----------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two cases; the first also as two scans."""
    for name, split, form in (("a", "dev", "born-digital"), ("b", "test", "text")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "gold.json").write_text(json.dumps(GOLD), "utf-8")
        (folder / "source.md").write_text("x", "utf-8")
        (folder / "meta.toml").write_text(f'split = "{split}"\nform = "{form}"\nfamily = "party"\n', "utf-8")
    for level in ("clean", "heavy"):
        (tmp_path / "a" / f"scan-{level}.pdf").write_bytes(b"%PDF")
    return tmp_path


def test_cases_are_sources_and_scans_of_each_level(corpus: Path) -> None:
    assert [(c.name, c.form) for c in find_cases(corpus)] == [
        ("a:scan-clean", "scan-clean"),
        ("a:scan-heavy", "scan-heavy"),
        ("a", "born-digital"),
        ("b", "text"),
    ]


@pytest.mark.parametrize(
    ("choice", "names"),
    [({"splits": ["test"]}, ["b"]), ({"forms": ["scan-heavy"]}, ["a:scan-heavy"]), ({"families": ["state"]}, [])],
)
def test_cases_are_chosen(corpus: Path, choice: dict[str, list[str]], names: list[str]) -> None:
    assert [c.name for c in find_cases(corpus, **choice)] == names  # type: ignore[arg-type]


def test_broken_gold_is_named(corpus: Path) -> None:
    (corpus / "b" / "gold.json").write_text("{", "utf-8")
    with pytest.raises(RuleDataError, match="b is broken"):
        run_cases(find_cases(corpus), lambda _: GOLD)


def test_results_keep_the_order_of_the_cases(corpus: Path) -> None:
    cases = find_cases(corpus)
    assert [s.case for s in run_cases(cases, lambda _: GOLD, workers=3)] == cases


def test_a_file_that_fails_is_counted_and_the_others_go_on(corpus: Path) -> None:
    def read(path: Path) -> dict[str, Any]:
        if path.suffix == ".pdf":
            raise DamagedFileError("No page can be read.")
        return GOLD

    scores = run_cases(find_cases(corpus), read)
    assert [s.failure is not None for s in scores] == [True, True, False, False]
    assert 0.0 < totals(scores).mean < 1.0


def test_the_mean_leaves_out_what_is_written_by_hand(corpus: Path) -> None:
    gold = copy.deepcopy(GOLD)
    gold["documents"][0]["handwritten"] = ["number"]
    (corpus / "b" / "gold.json").write_text(json.dumps(gold), "utf-8")
    got = copy.deepcopy(GOLD)
    got["documents"][0]["number"]["text"] = "99-KH/HU"
    found = totals(run_cases(find_cases(corpus, splits=["test"]), lambda _: got))
    assert (found.mean, found.hand_mean) == (1.0, 0.0)


def test_a_baseline_is_read_back(corpus: Path) -> None:
    scores = run_cases(find_cases(corpus), lambda _: GOLD)
    assert changes(read_baseline(write_baseline(scores)), scores) == []


def test_a_baseline_holds_no_text_of_a_document(corpus: Path) -> None:
    assert "HUYỆN ỦY" not in write_baseline(run_cases(find_cases(corpus), lambda _: GOLD))


def test_changes_name_what_was_gained_and_lost(corpus: Path) -> None:
    cases = find_cases(corpus, splits=["test"])
    got = copy.deepcopy(GOLD)
    got["documents"][0]["title"] = None
    before = read_baseline(write_baseline(run_cases(cases, lambda _: got)))
    got2 = copy.deepcopy(GOLD)
    got2["documents"][0]["organ"] = None
    found = changes(before, run_cases(cases, lambda _: got2))
    assert [(c.field, c.gained) for c in found] == [("organ", False), ("title", True)]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "other"}', '{"kind": "vndocparse-evaluation"}'])
def test_another_file_is_no_baseline(text: str) -> None:
    with pytest.raises(UsageError, match="baseline"):
        read_baseline(text)
