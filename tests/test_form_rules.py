"""Every rule record accepts its examples and refuses its counter-examples."""

from __future__ import annotations

import pytest
import regex

from vndocparse.fields import cues
from vndocparse.fields.date import read_date_line
from vndocparse.fields.number import read_number
from vndocparse.model.page import Line, Word
from vndocparse.rules import foot, form, organs, signing
from vndocparse.rules.load import load_records, using_rules
from vndocparse.rules.schema import Record
from vndocparse.text import bare, fold


def rows(records: tuple[Record, ...], field: str) -> list[tuple[Record, str]]:
    return [(r, text) for r in records for text in getattr(r, field)]


MOTTOS = load_records("form.toml", "motto", form.MottoRule)
ORGANS = load_records("organs.toml", "organ", organs.OrganRule)
HANGING = load_records("form.toml", "hanging", form.HangingRule)
OPEN = load_records("organs.toml", "open_organ", organs.OpenOrganRule)
MARKS = load_records("form.toml", "mark", form.MarkRule)
AUTHORITIES = load_records("signing.toml", "authority", signing.AuthorityRule)
POSITIONS = load_records("signing.toml", "position", signing.PositionRule)
SIGNED = load_records("signing.toml", "signed", signing.SignedRule)
OPENINGS = load_records("form.toml", "opening", form.OpeningRule)
FURNITURE = load_records("form.toml", "furniture", form.FurnitureRule)
ENACTING = load_records("signing.toml", "enacting", signing.EnactingRule)
PURPOSES = load_records("foot.toml", "purpose", foot.PurposeRule)


@pytest.mark.parametrize(("rule", "text"), rows(form.doc_types(), "examples"))
def test_type_is_read_from_its_example(rule: form.DocTypeRule, text: str) -> None:
    found = form.type_at_start(text)
    assert found is not None
    assert found[0].name == rule.name
    assert found[1] == len(text)


@pytest.mark.parametrize(("rule", "text"), rows(form.doc_types(), "counter_examples"))
def test_type_is_not_read_from_its_counter_example(rule: form.DocTypeRule, text: str) -> None:
    found = form.type_at_start(text)
    assert found is None or found[0].name != rule.name


@pytest.mark.parametrize(("rule", "text"), rows(MOTTOS, "examples"))
def test_motto_accepts_example(rule: form.MottoRule, text: str) -> None:
    assert form.motto_pattern(rule).fullmatch(bare(text))


@pytest.mark.parametrize(("rule", "text"), rows(MOTTOS, "counter_examples"))
def test_motto_refuses_counter_example(rule: form.MottoRule, text: str) -> None:
    assert not form.motto_pattern(rule).search(bare(text))


@pytest.mark.parametrize(("rule", "text"), rows(ORGANS, "examples"))
def test_organ_begins_example(rule: organs.OrganRule, text: str) -> None:
    assert organs.organ_pattern().match(fold(text))
    assert organs.organ_family(text) is not None


@pytest.mark.parametrize(("rule", "text"), rows(ORGANS, "counter_examples"))
def test_organ_does_not_begin_counter_example(rule: organs.OrganRule, text: str) -> None:
    assert not organs.organ_pattern().match(fold(text))


@pytest.mark.parametrize(("rule", "text"), rows(MARKS, "examples"))
def test_mark_accepts_example(rule: form.MarkRule, text: str) -> None:
    assert [name for name, pattern in form.mark_patterns() if pattern.fullmatch(text)] == [rule.field]


@pytest.mark.parametrize(("rule", "text"), rows(MARKS, "counter_examples"))
def test_mark_refuses_counter_example(rule: form.MarkRule, text: str) -> None:
    assert not any(pattern.fullmatch(text) for _, pattern in form.mark_patterns())


@pytest.mark.parametrize(("rule", "text"), rows(AUTHORITIES, "examples"))
def test_authority_accepts_example(rule: signing.AuthorityRule, text: str) -> None:
    found = signing.authority_pattern().match(text)
    assert found is not None
    assert found.lastgroup == rule.kind


@pytest.mark.parametrize(("rule", "text"), rows(AUTHORITIES, "counter_examples"))
def test_authority_refuses_counter_example(rule: signing.AuthorityRule, text: str) -> None:
    assert not signing.authority_pattern().match(text)


@pytest.mark.parametrize(("rule", "text"), rows(POSITIONS, "examples"))
def test_position_begins_example(rule: signing.PositionRule, text: str) -> None:
    assert signing.position_pattern().match(fold(text))


@pytest.mark.parametrize(("rule", "text"), rows(POSITIONS, "counter_examples"))
def test_position_does_not_begin_counter_example(rule: signing.PositionRule, text: str) -> None:
    assert not signing.position_pattern().match(fold(text))


@pytest.mark.parametrize(("rule", "text"), rows(SIGNED, "examples"))
def test_signed_mark_accepts_example(rule: signing.SignedRule, text: str) -> None:
    assert [mark for pattern, mark in signing.signed_patterns() if pattern.fullmatch(text)] == [rule.mark]


@pytest.mark.parametrize(("rule", "text"), rows(SIGNED, "counter_examples"))
def test_signed_mark_refuses_counter_example(rule: signing.SignedRule, text: str) -> None:
    assert not regex.fullmatch(rule.pattern, text, regex.IGNORECASE)


@pytest.mark.parametrize(("rule", "text"), rows(OPENINGS, "examples"))
def test_opening_accepts_example(rule: form.OpeningRule, text: str) -> None:
    assert form.opening(rule.part).match(text)


@pytest.mark.parametrize(("rule", "text"), rows(FURNITURE, "examples"))
def test_furniture_accepts_example(rule: form.FurnitureRule, text: str) -> None:
    assert dict(form.furniture_patterns())[rule.kind].fullmatch(text)


@pytest.mark.parametrize(("rule", "text"), rows(FURNITURE, "counter_examples"))
def test_furniture_refuses_counter_example(rule: form.FurnitureRule, text: str) -> None:
    assert not dict(form.furniture_patterns())[rule.kind].fullmatch(text)


@pytest.mark.parametrize(("rule", "text"), rows(PURPOSES, "examples"))
def test_purpose_accepts_example(rule: foot.PurposeRule, text: str) -> None:
    assert foot.purpose_pattern().fullmatch(text)


@pytest.mark.parametrize(("rule", "text"), rows(PURPOSES, "counter_examples"))
def test_purpose_refuses_counter_example(rule: foot.PurposeRule, text: str) -> None:
    assert not foot.purpose_pattern().fullmatch(text)


def test_code_that_lost_its_marks_is_mended_and_no_other() -> None:
    assert form.mend_code("QD") == "QĐ"
    assert form.mend_code("DU") == "ĐU"
    assert form.mend_code("KH") == "KH"
    assert form.mend_code("TU") == "TU"


def test_rules_of_a_folder_stand_in_for_the_packaged_ones(tmp_path) -> None:
    (tmp_path / "doctypes.toml").write_text(
        '[[type]]\nname = "BẢN TIN"\ncode = "BT"\nfamilies = ["party"]\nsource = "t"\n', "utf-8"
    )
    with using_rules(tmp_path):
        assert form.type_at_start("BẢN TIN") is not None
        assert form.type_at_start("KẾ HOẠCH") is None
    assert form.type_at_start("KẾ HOẠCH") is not None
    assert form.type_at_start("BẢN TIN") is None


def test_every_type_code_is_read_in_a_number() -> None:
    for rule in form.doc_types():
        if rule.code:
            found = read_number(f"Số 12-{rule.code}/TU")
            assert found is not None
            assert found.type_code == rule.code


@pytest.mark.parametrize(("rule", "text"), rows(ENACTING, "examples"))
def test_enacting_line_accepts_example(rule: signing.EnactingRule, text: str) -> None:
    assert signing.enacting_pattern().match(fold(text))


@pytest.mark.parametrize(("rule", "text"), rows(ENACTING, "counter_examples"))
def test_enacting_line_refuses_counter_example(rule: signing.EnactingRule, text: str) -> None:
    assert not signing.enacting_pattern().match(fold(text))


@pytest.mark.parametrize(("rule", "text"), rows(OPEN, "examples"))
def test_name_is_not_whole(rule: organs.OpenOrganRule, text: str) -> None:
    assert bare(text) in organs.open_organs()


@pytest.mark.parametrize(("rule", "text"), rows(OPEN, "counter_examples"))
def test_name_is_whole(rule: organs.OpenOrganRule, text: str) -> None:
    assert bare(text) not in organs.open_organs()


@pytest.mark.parametrize(("rule", "text"), rows(HANGING, "examples"))
def test_line_cannot_end_with(rule: form.HangingRule, text: str) -> None:
    assert fold(text) in form.hanging_words()


@pytest.mark.parametrize(("rule", "text"), rows(HANGING, "counter_examples"))
def test_line_may_end_with(rule: form.HangingRule, text: str) -> None:
    assert fold(text) not in form.hanging_words()


GLUED = load_records("organs.toml", "glued_organ", organs.GluedOrganRule)


@pytest.mark.parametrize(("rule", "text"), rows(GLUED, "examples"))
def test_second_organ_is_found_on_the_line(rule: organs.GluedOrganRule, text: str) -> None:
    assert organs.glued_organs(text)


@pytest.mark.parametrize(("rule", "text"), rows(GLUED, "counter_examples"))
def test_one_organ_stays_one(rule: organs.GluedOrganRule, text: str) -> None:
    assert not organs.glued_organs(text)


MONTHS = load_records("form.toml", "month", form.MonthRule)


@pytest.mark.parametrize(("rule", "text"), rows(MONTHS, "examples"))
def test_month_in_words_is_read(rule: form.MonthRule, text: str) -> None:
    found = read_date_line(text)
    assert found is not None
    assert found.month == rule.number


@pytest.mark.parametrize(("rule", "text"), rows(MONTHS, "counter_examples"))
def test_another_month_in_words_is_not(rule: form.MonthRule, text: str) -> None:
    found = read_date_line(text)
    assert found is not None
    assert found.month != rule.number


RANKS = load_records("signing.toml", "rank", signing.RankRule)
OPEN_TITLES = load_records("signing.toml", "open_title", signing.OpenTitleRule)
FURTHER = load_records("signing.toml", "further", signing.FurtherRule)


def test_ranks_hold_their_examples_alone() -> None:
    assert all(fold(text) in signing.ranks() for _, text in rows(RANKS, "examples"))
    assert not any(fold(text) in signing.ranks() for _, text in rows(RANKS, "counter_examples"))


def test_titles_break_off_in_their_examples_alone() -> None:
    assert all(signing.is_open_title(text) for _, text in rows(OPEN_TITLES, "examples"))
    assert not any(signing.is_open_title(text) for _, text in rows(OPEN_TITLES, "counter_examples"))


def test_second_lines_of_positions() -> None:
    assert all(signing.further_pattern().match(fold(text)) for _, text in rows(FURTHER, "examples"))
    assert not any(signing.further_pattern().match(fold(text)) for _, text in rows(FURTHER, "counter_examples"))


BODIES = load_records("organs.toml", "body", organs.BodyRule)
BEARERS = load_records("organs.toml", "bearer", organs.BearerRule)


@pytest.mark.parametrize(("rule", "text"), rows(BEARERS, "examples"))
def test_bearer_begins_example(rule: organs.BearerRule, text: str) -> None:
    assert organs.bearer_pattern().match(fold(text))


@pytest.mark.parametrize(("rule", "text"), rows(BEARERS, "counter_examples"))
def test_bearer_does_not_begin_counter_example(rule: organs.BearerRule, text: str) -> None:
    assert not organs.bearer_pattern().match(fold(text))


DANGLING = load_records("organs.toml", "dangling", organs.DanglingRule)


def test_body_below_an_open_name_is_an_organ_of_its_own() -> None:
    assert all(organs.is_whole_organ("ĐẢNG ỦY", text) for _, text in rows(BODIES, "examples"))
    assert not any(organs.is_whole_organ("ĐẢNG ỦY", text) for _, text in rows(BODIES, "counter_examples"))


def test_name_does_not_end_with_a_word_that_asks_for_another() -> None:
    assert not any(organs.is_whole_organ(text, "VĂN PHÒNG") for _, text in rows(DANGLING, "examples"))
    assert all(organs.is_whole_organ(text, "VĂN PHÒNG") for _, text in rows(DANGLING, "counter_examples"))


def test_body_alone_goes_on_with_its_committee() -> None:
    assert not organs.is_whole_organ("ỦY BAN KIỂM TRA", "HUYỆN ỦY LA HÀ")


PREFIXES = load_records("form.toml", "title_prefix", form.TitlePrefixRule)
OCCASIONS = load_records("form.toml", "occasion", form.PhraseRule)


def typed(text: str) -> bool:
    return cues.title_type(Line(text, tuple(Word(w) for w in text.split()), page=1)) is not None


def test_type_behind_a_word_that_is_no_part_of_it() -> None:
    assert all(typed(text) for _, text in rows(PREFIXES, "examples"))
    assert not any(typed(text) for _, text in rows(PREFIXES, "counter_examples"))


def test_occasions_end_an_author_line() -> None:
    assert all(form.occasion_pattern().search(text) for _, text in rows(OCCASIONS, "examples"))
    assert not any(form.occasion_pattern().search(text) for _, text in rows(OCCASIONS, "counter_examples"))


def test_middle_names() -> None:
    for rule in load_records("foot.toml", "middle_name", foot.MiddleNameRule):
        assert all(foot.is_middle_name(text) for text in (*rule.texts, *rule.examples))
        assert not any(foot.is_middle_name(text) for text in rule.counter_examples)
