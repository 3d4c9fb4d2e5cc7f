"""Confidence: what is to be checked, what the evaluation counts, and how the curves and the threshold are made."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from training.curves import LEAST, WANTED, Scored, calibration_error, fit, look_up, proposed, rising, unseen
from training.reliability import drawn, points

import vndocparse
from tests import handmade
from vndocparse.calibration import calibrated, raw_scores, read_calibration
from vndocparse.entries import doubt_of, to_check
from vndocparse.evaluate import Judged, by_hand, judge_file, trust
from vndocparse.fields.section_trust import OUT_OF_COUNT, weighed
from vndocparse.fields.sections import SectionNode
from vndocparse.model.document import Document, FieldValue, Issued, Marginal, Number, Recipient

BELOW = vndocparse.check_below()
DOCS = Path(__file__).parent.parent / "docs"


# --- what is to be checked ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "doubt"),
    [
        (FieldValue(text="x", confidence=BELOW), ""),  # the threshold itself is above
        (FieldValue(text="x", confidence=BELOW - 0.001), "unsure"),
        (FieldValue(text="x", confidence=0.4), "very_unsure"),
        (FieldValue(text="x", confidence=1.0, inferred=["date"]), "inferred"),
        (Number(text="-KH/TU", confidence=1.0), "unsure"),  # figures left out
        (Number(text="5-KH/TU", ordinal=5, confidence=1.0), ""),
        (Issued(text="ngày … tháng 5 năm 2021", edtf="2021-05", confidence=1.0), "unsure"),
        (Issued(text="ngày 5 tháng 5 năm 2021", date="2021-05-05", confidence=1.0), ""),
        (Marginal(kind="note", text="x", confidence=0.85), ""),  # no clerk goes through the margin
    ],
)
def test_doubt(value: FieldValue, doubt: str) -> None:
    assert doubt_of(value) == doubt


def test_to_check_names_values_as_explain_does() -> None:
    document = Document(
        organ=FieldValue(text="TỈNH ỦY", confidence=1.0),
        number=Number(text="-KH/TU", confidence=1.0),
        preamble=FieldValue(text="x", confidence=0.1),  # nothing that goes into a register
        recipients=[Recipient(text="a", confidence=1.0), Recipient(text="b", confidence=BELOW - 0.1)],
    )
    assert to_check(document) == ["number", "recipients.2"]


def test_a_parsed_document_says_what_is_to_be_checked() -> None:
    (document,) = vndocparse.parse(
        "ĐẢNG CỘNG SẢN VIỆT NAM\nTỈNH ỦY\n*\nSố:      -KH/TU\n\nKẾ HOẠCH\ntrồng cây\n".encode()
    ).documents
    assert "number" in document.to_check
    assert set(document.to_check) == set(to_check(document))


# --- judging -----------------------------------------------------------------------------------


def _judged(gold: dict[str, Any], got: dict[str, Any]) -> list[Judged]:
    return list(judge_file({"documents": [gold]}, {"source": {"text_origin": "ocr"}, "documents": [got]}))


def _value(text: str, confidence: float = 0.99, **more: Any) -> dict[str, Any]:
    return {"text": text, "confidence": confidence, "evidence": [{"page": 1}], **more}


def test_gold_against_itself_is_right_everywhere() -> None:
    gold = handmade.result().model_dump(mode="json")
    found = list(judge_file(gold, gold))
    assert {j.field for j in found} >= {
        "number",
        "issued",
        "title",
        "sections",
        "citations",
        "recipients",
        "signatures",
    }
    assert all(j.right for j in found)


@pytest.mark.parametrize(
    ("gold", "got", "expected"),
    [
        ({"title": {"text": "trồng cây"}}, {"title": _value("trồng cầy")}, [(True, False, True)]),  # one letter of nine
        ({"title": None}, {"title": _value("x")}, [(False, False, True)]),
        ({"title": {"text": "x"}}, {"title": None}, [(False, False, False)]),
        ({}, {"title": _value("x")}, []),  # gold says nothing
        ({"number": {"text": "5-KH/TU"}}, {"number": _value("6-KH/TU", ordinal=6)}, [(False, False, True)]),
        ({"number": {"text": "5-KH/TU"}}, {"number": _value("-KH/TU", ordinal=None)}, [(False, True, True)]),
        ({"number": {"text": "-KH/TU"}}, {"number": _value("-KH/TU", ordinal=None)}, [(True, True, True)]),
        ({"issued": {"date": "2021-05-05"}}, {"issued": _value("x", date="2021-05-06")}, [(False, False, True)]),
        ({"doc_type": {"text": None, "code": "CV"}}, {"doc_type": {"text": None, "code": "CV", "confidence": 0.9}},
         [(True, False, True)]),
        ({"recipients": [{"text": "Lưu"}]}, {"recipients": [_value("Lưu"), _value("Lưu")]},
         [(True, False, True), (False, False, True)]),  # given twice, wanted once
        ({"signatures": [{"name": "Đinh Văn Mẫu", "position": "BÍ THƯ"}]},
         {"signatures": [{"name": "Đinh Văn Mẫu", "position": None, "confidence": 0.9}]}, [(False, False, True)]),
        ({"sections": [{"label": "I", "heading": "A"}]},
         {"sections": [{"label": "I", "heading": None, "confidence": 0.9}]}, [(False, False, True)]),
    ],
)  # fmt: skip
def test_judged(gold: dict[str, Any], got: dict[str, Any], expected: list[tuple[bool, bool, bool]]) -> None:
    assert [(j.right, j.open, j.given) for j in _judged(gold, got)] == expected


def test_the_kind_is_that_of_the_page() -> None:
    """A file of pages with and without a text layer has values of both kinds."""
    got = {
        "title": _value("x"), "organ": {**_value("y"), "evidence": [{"page": 2}]},
        "look": {"pages": [{"page": 1, "origin": "native"}, {"page": 2, "origin": "ocr"}]},
    }  # fmt: skip
    found = _judged({"title": {"text": "x"}, "organ": {"text": "y"}}, got)
    assert {j.field: j.kind for j in found} == {"title": "native", "organ": "ocr"}


def test_counts_above_and_below_the_threshold() -> None:
    values = [
        Judged("title", "ocr", 0.99, True),
        Judged("title", "ocr", 0.98, False),  # wrong, and nothing says so
        Judged("title", "ocr", 0.5, False),
        Judged("number", "ocr", 0.99, False, open=True),
        Judged("organ", "ocr", 0.0, False, given=False),
    ]
    counts = trust(values, 0.9)
    every = counts["all"]
    assert (every.values, every.above, every.silently_wrong, every.below, every.absent) == (4, 2, 1, 2, 1)
    assert every.share_right_above == 0.5
    assert counts["number"].below == 1
    assert list(counts)[-1] == "all"


def test_values_by_hand_are_right_open_doubted_or_silently_wrong() -> None:
    gold = {
        "number": {"text": "5-KH/TU"},
        "issued": {"date": "2021-05-05"},
        "handwritten": ["number.ordinal", "issued.date"],
    }
    given = [
        ({"number": _value("5-KH/TU", ordinal=5)}, "right"),
        ({"number": _value("-KH/TU", ordinal=None)}, "left_open"),
        ({"number": None}, "left_open"),
        ({"number": _value("6-KH/TU", 0.5, ordinal=6)}, "doubted"),
        ({"number": _value("6-KH/TU", 0.99, ordinal=6)}, "silently_wrong"),
    ]
    for got, fate in given:
        hand = by_hand(_judged(gold, {**got, "issued": _value("x", date="2021-05-05")}), 0.9)
        assert getattr(hand["number"], fate) == hand["number"].values == 1, fate
        assert hand["issued"].right == 1


# --- sections ----------------------------------------------------------------------------------


def _node(label: str, how: str, *children: SectionNode, kind: str = "roman", confidence: float = 1.0) -> SectionNode:
    return SectionNode(label, kind, 1, None, 0, 0, (), tuple(children), confidence, 1.0, f"{kind}:{how}", False)


def test_a_section_is_no_surer_than_what_it_stands_in() -> None:
    (top,) = weighed([_node("I", "opens", _node("1", "opens"), confidence=0.6)])
    assert (top.confidence, top.children[0].confidence) == (0.6, 0.6)


def test_what_stands_before_a_gap_may_belong_into_it() -> None:
    """II is followed by IV: III was lost, and its parts are read as II's."""
    one, two, four = weighed([_node("I", "opens", _node("1", "opens")), _node("II", "continues", _node("1", "opens")),
                              _node("IV", "skips", _node("1", "opens"))])  # fmt: skip
    assert (one.confidence, one.children[0].confidence, two.confidence) == (1.0, 1.0, 1.0)
    assert (two.children[0].confidence, four.confidence, four.children[0].confidence) == (OUT_OF_COUNT,) * 3


def test_a_count_that_begins_again_and_articles_before_the_first_part_are_doubtful() -> None:
    row = weighed([_node("1", "opens"), _node("2", "continues"), _node("1", "restarts"), _node("2", "continues")])
    assert [n.confidence for n in row] == [1.0, 1.0, OUT_OF_COUNT, OUT_OF_COUNT]
    row = weighed([_node("Điều 1", "opens", kind="article"), _node("Phần II", "returns", kind="part")])
    assert [n.confidence for n in row] == [OUT_OF_COUNT, 1.0]
    for label, sure in (("II", OUT_OF_COUNT), ("I", 1.0)):  # 1, 2, II: I was lost; 1, 2, I is another scheme
        row = weighed([_node("1", "opens", kind="arabic"), _node(label, "returns")])
        assert [n.confidence for n in row] == [sure, 1.0]


# --- curves and threshold ----------------------------------------------------------------------


def _values(field: str, *steps: tuple[float, int, int]) -> list[Scored]:
    """Score, values, of them wrong; each value of a document of its own."""
    return [
        Scored(f"{field}-{score}-{i}", field, "ocr", score, i >= wrong) for score, n, wrong in steps for i in range(n)
    ]


def test_a_curve_rises_though_the_shares_do_not() -> None:
    curve = rising(_values("a", (0.5, 40, 20), (0.7, 40, 24), (0.9, 40, 0)))
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(curve))
    assert curve[-1][1] < 1.0  # no value is ever certain


def test_a_field_is_drawn_towards_all_fields_and_one_with_few_values_has_no_curve() -> None:
    many, few = _values("a", (0.9, 400, 4)), _values("b", (0.9, LEAST - 1, 0))
    curves = fit([*many, *few, *_values("c", (0.9, 60, 0))])
    assert ("b", "ocr") not in curves
    assert (
        look_up(curves, Scored("x", "a", "ocr", 0.9, True)) < look_up(curves, Scored("x", "c", "ocr", 0.9, True)) < 1.0
    )


def test_the_threshold_is_the_lowest_above_which_enough_are_right() -> None:
    seen = [("ocr", 0.99, True)] * 400 + [("ocr", 0.9, False)] * 2 + [("ocr", 0.8, False)]  # type: ignore[var-annotated]
    assert proposed(seen) == 0.9  # type: ignore[arg-type]  # 400 of 402
    assert proposed([*seen, *[("native", 0.95, True)] * 9]) == 0.95  # type: ignore[list-item]  # of each kind
    assert 400 / 402 >= WANTED > 400 / 403


def test_confidences_for_the_threshold_come_from_other_documents() -> None:
    """One document with all that is wrong at a score cannot excuse itself."""
    good = [Scored(f"d{i}", "a", "ocr", 0.9, True) for i in range(100)]
    bad = [Scored("bad", "a", "ocr", 0.9, False)] * 20
    sure = [c for kind, c, right in unseen([*good, *bad]) if not right]
    assert min(sure) > 0.95


def test_calibration_error_is_the_gap_between_promise_and_share() -> None:
    assert calibration_error([(0.75, True)] * 3 + [(0.75, False)]) == pytest.approx(0.0)
    assert calibration_error([(0.95, False)] * 4) == pytest.approx(0.95)


def test_the_diagram_groups_values_and_says_how_many_are_to_be_checked() -> None:
    values = [(0.9, i > 2) for i in range(30)] + [(0.99, True)] * 30
    assert [(p.count, p.right) for p in points(values)] == [(30, 27), (30, 30)]
    low, high = points(values)[0].bounds
    assert low < 0.9 < high
    picture = drawn({"ocr": values, "native": []}, 0.95)
    assert "to be checked: 30, 50.0 %" in picture
    assert picture.count("<circle") == 2


# --- what is shipped ---------------------------------------------------------------------------


def test_the_shipped_table_rises_and_has_a_threshold_that_values_reach() -> None:
    made = read_calibration((files("vndocparse") / "models/calibration/table.json").read_text("utf-8"))
    for points_ in made.curves.values():
        assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(points_))
    assert {("*", "native"), ("*", "ocr")} <= set(made.curves)
    assert made.check_below == BELOW
    assert max(y for points_ in made.curves.values() for _, y in points_) >= BELOW


def test_the_readers_own_scores_are_kept_for_making_the_table() -> None:
    with raw_scores():
        assert calibrated("title", 0.42, worn=True) == 0.42


def test_the_documentation_has_the_cards_figures() -> None:
    """The threshold and the errors of the card stand in docs/accuracy.md, and the diagram shows that threshold."""
    card = tomllib.loads((files("vndocparse") / "models/calibration/card.toml").read_text("utf-8"))
    assert card["check_below"] == BELOW
    docs = DOCS.joinpath("accuracy.md").read_text("utf-8")
    told = [f"{BELOW:g}", *(f"{card[kind]['test_error_of_confidences']:.4f}" for kind in ("native", "ocr"))]
    assert [figure for figure in told if figure not in docs] == []
    assert f"{BELOW:g} and more" in DOCS.joinpath("pictures", "reliability.svg").read_text("utf-8")
