"""The rule data of the check of form: every rule accepts its examples and finds fault with its counter-examples."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
import regex

from tests.form_examples import regulated, result_of
from vndocparse.errors import UsageError
from vndocparse.formcheck import check
from vndocparse.formcheck.predicates import PREDICATES
from vndocparse.formcheck.views import VIEWS
from vndocparse.rules.formchecks import (
    CheckRule,
    NamedPattern,
    check_rules,
    named_pattern,
    organ_symbols,
    regulation_on,
    regulations,
    rules_on,
)
from vndocparse.rules.load import load_records

RULES = check_rules()


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_rule_accepts_its_examples_and_refuses_its_counter_examples(rule: CheckRule) -> None:
    assert rule.examples
    assert rule.counter_examples
    for example in rule.examples:
        assert [f.found for f in check(result_of(example, rule), rules=rule.id)] == [], example
    for example in rule.counter_examples:
        assert check(result_of(example, rule), rules=rule.id) != [], example


def test_ids_are_unique_and_everything_named_exists() -> None:
    assert len({r.id for r in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.kind in PREDICATES, rule.id
        assert not rule.view or rule.view in VIEWS, rule.id
        assert {*rule.when, *rule.unless} <= set(VIEWS), rule.id


def test_every_predicate_and_every_view_is_used() -> None:
    assert {r.kind for r in RULES} == set(PREDICATES)
    used = (
        {r.view for r in RULES}
        | {n for r in RULES for n in (*r.when, *r.unless)}
        | {f for r in RULES for f in r.fields}
    )
    inner = {"family", "role"}  # for users' own rules
    assert set(VIEWS) - used <= inner


def test_a_rule_known_from_hearsay_is_never_an_error() -> None:
    for rule in RULES:
        if rule.level in ("secondary", "unverified"):
            assert rule.severity != "error", rule.id


def test_every_message_has_both_languages_and_says_what_to_do() -> None:
    for rule in RULES:
        for said in (rule.message, rule.mend):
            assert said.en.strip(), rule.id
            assert said.vi.strip(), rule.id
            assert said.en != said.vi, rule.id
        assert rule.message.en != rule.mend.en, rule.id


def test_regulations_of_a_family_follow_each_other_without_gap_or_overlap() -> None:
    for family in ("party", "state"):
        mine = [r for r in regulations() if r.family == family]
        for one, two in pairwise(mine):
            assert one.valid_to is not None
            assert (two.valid_from - one.valid_to).days == 1
        assert mine[-1].valid_to is None


@pytest.mark.parametrize(
    ("family", "day", "wanted"),
    [
        ("party", date(1997, 5, 1), None),
        ("party", date(1998, 2, 2), "hd01-1998"),
        ("party", date(2004, 5, 28), "hd11-2004"),
        ("party", date(2018, 4, 2), "hd11-2004"),
        ("party", date(2018, 4, 3), "hd36-2018"),
        ("party", date(2026, 5, 27), "hd05-2026"),
        ("state", date(2020, 3, 4), "tt01-2011"),
        ("state", date(2020, 3, 5), "nd30-2020"),
        ("organisation", date(2020, 3, 5), None),
        ("party", None, None),
    ],
)
def test_regulation_in_force(family: str, day: date | None, wanted: str | None) -> None:
    found = regulation_on(family, day)  # type: ignore[arg-type]
    assert (found.id if found else None) == wanted


def test_without_a_day_only_what_always_held_is_asked() -> None:
    undated = {r.id for r in rules_on("party", None)}
    assert "number-separator" in undated
    assert "number-colon" not in undated  # since 2018
    assert "margin-left-2004" not in undated  # until 2018


def test_symbols_of_organs_both_ways() -> None:
    for known in organ_symbols():
        for examples, wanted in ((known.examples, True), (known.counter_examples, False)):
            assert examples
            for example in examples:
                names, _, symbol = example.partition(": ")
                above, _, organ = names.rpartition(" / ")
                first = next(k for k in organ_symbols() if k.is_of(organ, above))
                assert first is known, example
                assert (regex.match(known.symbol, symbol) is not None) is wanted, example


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no regulation or rule"):
        check(result_of("", RULES[0]), rules="hd99-2099")
    with pytest.raises(UsageError, match="Two regulations"):
        check(result_of("", RULES[0]), rules=["hd11-2004", "hd36-2018"])


def test_consistency_rules_name_no_regulation() -> None:
    for rule in RULES:
        if rule.level == "logic":
            assert rule.source in ("–",) or "calendar" in rule.source, rule.id
        elif not regulated(rule):
            assert rule.level == "primary", rule.id


def test_named_patterns_accept_their_examples_and_refuse_their_counter_examples() -> None:
    for record in load_records("check/patterns.toml", "pattern", NamedPattern):
        pattern = named_pattern(record.name)
        assert record.examples, record.name
        assert record.counter_examples, record.name
        assert all(pattern.search(e) for e in record.examples), record.name
        assert not any(pattern.search(e) for e in record.counter_examples), record.name
