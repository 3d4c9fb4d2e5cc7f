"""Words that OCR read wrong are put right by their neighbours, and nothing else is."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from vndocparse.geometry import Box
from vndocparse.mend import using_mending
from vndocparse.model.page import Line, Word
from vndocparse.rules.load import load_records
from vndocparse.text import bare, fold_word
from vndocparse.wording import model as language
from vndocparse.wording.choose import Seen, mend_words
from vndocparse.wording.confusions import FILE, ConfusionRule, UntouchedRule, candidates, cost, untouched, weighing
from vndocparse.wording.lines import with_words_mended
from vndocparse.wording.model import SyllableModel, syllable_model, tokens

ROOT = Path(__file__).resolve().parents[1]
HOME = files("vndocparse") / "models" / "syllables"
CONFUSIONS = load_records(FILE, "confusion", ConfusionRule)


@pytest.fixture(scope="module")
def model() -> SyllableModel:
    found = syllable_model()
    assert found is not None
    return found


def mended(model: SyllableModel, text: str, confidence: float = 0.9) -> str:
    """``text`` as it reads with its doubtful words put right."""
    words = text.split()
    found = {m.index: m.text for m in mend_words(model, [Seen(w, confidence) for w in words])}
    return " ".join(found.get(i, w) for i, w in enumerate(words))


# --- what is put right ----------------------------------------------------------------------------------------------

SLIPS = [
    # read, right; the sentences are made up, the slips are those that Tesseract makes
    ("Các cơ quan tô chức thực hiện", "Các cơ quan tổ chức thực hiện"),
    ("theo thâm quyền được giao", "theo thẩm quyền được giao"),
    ("có trách nhiệm kiêm tra, giám sát", "có trách nhiệm kiểm tra, giám sát"),
    ("sửa đổi, bỗ sung một số điều", "sửa đổi, bổ sung một số điều"),
    ("cơ sở đữ liệu quốc gia", "cơ sở dữ liệu quốc gia"),
    ("hồ sơ đề nghị cấp lại giây phép", "hồ sơ đề nghị cấp lại giấy phép"),
    ("nộp phí, lệ phí (nêu có); cung cấp hồ sơ", "nộp phí, lệ phí (nếu có); cung cấp hồ sơ"),
    ("nhằm phát triên, nâng cao", "nhằm phát triển, nâng cao"),
    ("trone trường hợp cần thiết", "trong trường hợp cần thiết"),
]


@pytest.mark.parametrize(("read", "right"), SLIPS)
def test_a_slip_is_put_right(model: SyllableModel, read: str, right: str) -> None:
    assert mended(model, read) == right


@pytest.mark.parametrize("right", [right for _, right in SLIPS])
@pytest.mark.parametrize("confidence", [0.99, 0.3, 0.0])
def test_what_is_right_stays(model: SyllableModel, right: str, confidence: float) -> None:
    assert mended(model, right, confidence) == right


def test_a_word_put_right_helps_its_neighbour(model: SyllableModel) -> None:
    """Neither "kiếm soát" nor "thú tục" alone is told by a right neighbour on both sides."""
    assert mended(model, "về kiêm soát thú tục hành chính") == "về kiểm soát thủ tục hành chính"


def test_what_was_not_read_by_ocr_is_left_alone(model: SyllableModel) -> None:
    assert mended(model, "các cơ quan tô chức thực hiện", 1.0) == "các cơ quan tô chức thực hiện"


def test_a_word_out_of_bounds_is_left_alone_and_still_tells(model: SyllableModel) -> None:
    words = [Seen("cơ", 0.9), Seen("quan", 0.9), Seen("tô", 0.9, open=False), Seen("chức", 0.9)]
    assert mend_words(model, words) == []


def test_the_place_of_the_tone_mark_is_that_of_the_text(model: SyllableModel) -> None:
    """Old and new spelling both stand in documents; what is put in follows the document."""
    assert mended(model, "cấp uỷ và uý ban nhân dân xã") == "cấp uỷ và uỷ ban nhân dân xã"
    assert mended(model, "cấp ủy và úy ban nhân dân xã") == "cấp ủy và ủy ban nhân dân xã"


# --- what is never touched ------------------------------------------------------------------------------------------

OUT_OF_BOUNDS = [
    "ngay 12 thang 3 năm 2019",  # beside a figure
    "hướng dẫn số 36-HD/VPTW của Văn phòng",
    "Quyêt định số 1268/QĐĐ-SCT",  # a capital, a symbol
    "đồng chí Nguyễn Thị hoà trình bày",  # the last word of a name that lost its capital
    "đồng chí Trần văn Kháng trình bày",
    "Tô chức thực hiện",
    "gồm môt, hai, bay phần",  # numerals, clean and damaged
    "năm mười bốn ngàn tư",
    "a) tổ chức; đ) kiểm tra; ơ",
    "TÔ CHỨC THỰC HIỆN",
    "xem tại https://dangcongsan.vn/tô-chức",
]


@pytest.mark.parametrize("text", OUT_OF_BOUNDS)
@pytest.mark.parametrize("confidence", [0.9, 0.1])
def test_numbers_dates_names_and_capitals_never_change(model: SyllableModel, text: str, confidence: float) -> None:
    assert mended(model, text, confidence) == text


def _texts(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """What is printed in the documents of a corpus, by gold: every text of every value, as words."""

    def strings(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in ("text", "heading", "name", "position", "on_behalf_of") and isinstance(inner, str):
                    yield inner
                elif isinstance(inner, dict | list):
                    yield from strings(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from strings(inner)

    for path in sorted(folder.glob("*/gold.json")):
        gold = json.loads(path.read_text("utf-8"))
        yield path.parent.name, [w for text in strings(gold["documents"]) for w in text.split()]


@pytest.mark.parametrize("confidence", [0.99, 0.0])
@pytest.mark.parametrize("folder", [ROOT / "corpus", ROOT.parent / "shared" / "corpus"], ids=["own", "shared"])
def test_no_word_of_gold_text_is_changed(model: SyllableModel, folder: Path, confidence: float) -> None:
    """What was read right stays right, however much the engine doubted it."""
    if not folder.is_dir():
        pytest.skip("the corpus of real documents is not part of the project")
    changed, count = [], 0
    for name, words in _texts(folder):
        count += len(words)
        changed += [(name, words[m.index], m.text) for m in mend_words(model, [Seen(w, confidence) for w in words])]
    assert count > 5000
    assert changed == []


def test_damage_changes_no_number_date_or_name(model: SyllableModel) -> None:
    """Whatever stands round them: of texts with a tenth of their words damaged, only plain small words change."""
    chance = random.Random(7)
    for name, words in _texts(ROOT / "corpus"):
        read = [_damaged(w, chance) if chance.random() < 0.1 else w for w in words]
        for m in mend_words(model, [Seen(w, 0.5) for w in read]):
            was = read[m.index]
            core = "".join(c for c in was if c.isalnum())
            assert core.isalpha() and core.islower(), (name, was)
            assert fold_word(core) not in untouched(), (name, was)
            assert fold_word("".join(c for c in m.text if c.isalnum())) not in untouched(), (name, was, m.text)


def _damaged(word: str, chance: random.Random) -> str:
    """One letter of the word with its mark lost or another put on."""
    at = chance.randrange(len(word))
    return word[:at] + (bare(word[at]) or word[at]) + word[at + 1 :] if word[at].islower() else word


# --- lines keep their words and boxes -------------------------------------------------------------------------------


def _line(text: str, top: float, page: int = 1) -> Line:
    words = tuple(
        Word(w, Box(60.0 * i, top, 60.0 * i + 50, top + 12), 0.9, 12.0, line=int(top))
        for i, w in enumerate(text.split())
    )
    return Line(text, words, page, Box(0.0, top, 60.0 * len(words) - 10, top + 12))


def test_words_keep_their_boxes_and_what_was_read() -> None:
    lines = (_line("có trách nhiệm tô", 10), _line("chức thực hiện (nêu có).", 30))
    found = with_words_mended(lines, {0, 1})
    assert [line.text for line in found] == ["có trách nhiệm tổ", "chức thực hiện (nếu có)."]
    assert [w.raw for line in found for w in line.words] == ["", "", "", "tô", "", "", "", "(nêu", ""]
    assert [w.box for line in found for w in line.words] == [w.box for line in lines for w in line.words]
    assert [line.box for line in found] == [line.box for line in lines]


def test_lines_that_may_not_be_touched_are_not() -> None:
    lines = (_line("có trách nhiệm tô", 10), _line("chức thực hiện", 30))
    assert with_words_mended(lines, {1}) is lines


def test_mending_of_words_can_be_switched_off() -> None:
    lines = (_line("có trách nhiệm tô chức thực hiện", 10),)
    with using_mending("formulas,numerals"):
        assert with_words_mended(lines, {0}) is lines


def test_without_the_model_nothing_is_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vndocparse.wording.lines.syllable_model", lambda: None)
    lines = (_line("có trách nhiệm tô chức thực hiện", 10),)
    assert with_words_mended(lines, {0}) is lines


# --- the model and the rules ----------------------------------------------------------------------------------------


def test_the_model_is_small_and_has_a_card() -> None:
    assert (HOME / "model.npz").stat().st_size < 3_000_000  # type: ignore[attr-defined]
    card = (HOME / "card.toml").read_text("utf-8")
    assert all(f"{key} = " in card for key in ("task", "made_by", "licence", "data", "measure", "limits"))


def test_the_card_says_what_was_measured() -> None:
    """Of held-out words that were damaged, more than half are put right and none wrong."""
    import tomllib

    held = tomllib.loads((HOME / "card.toml").read_text("utf-8"))["held_out"]
    assert held["mended"] + held["wrong"] + held["left"] == held["damaged"]
    assert held["wrong"] == 0
    assert held["mended"] > 0.5 * held["damaged"]
    assert held["changed"] < 0.0002 * held["words"]


def test_counts_are_those_of_the_language(model: SyllableModel) -> None:
    to, chuc, che = (fold_word(w) for w in ("tổ", "chức", "chế"))
    assert model.two(to, chuc) > 100 * max(model.two(fold_word("tô"), chuc), 1.0)
    assert model.chance(chuc, to, fold_word("các")) > 100 * model.chance(che, to, fold_word("các"))
    assert 0 < model.chance("chưa-từng-thấy", "lạ", "kỳ") < 1e-4
    assert model.three("lạ", "kỳ", "quá") == 0.0


def test_chances_of_all_syllables_behind_one_hardly_exceed_one(model: SyllableModel) -> None:
    """The three weights leave a proper share to each: no history gives more than there is."""
    for before, earlier in (("tổ", "các"), ("quy", "theo"), ("lạ", "kỳ")):
        total = sum(model.chance(key, fold_word(before), fold_word(earlier)) for key in model.index)
        assert 0.2 < total < 1.05


def test_old_and_new_place_of_the_tone_are_one_syllable(model: SyllableModel) -> None:
    assert {word for _, word in model.spellings[fold_word("hoà")]} == {"hoà", "hòa"}


def test_punctuation_figures_and_syllables_are_told_apart() -> None:
    found = [(t.key, t.start, t.end) for t in tokens("(Nếu có), 12/2019: 3a")]
    assert [key for key, _, _ in found] == [
        language.BREAK, fold_word("nếu"), "co" + "\u0301", language.BREAK, language.BREAK, language.FIGURE,
        language.BREAK, language.FIGURE,
    ]  # fmt: skip
    assert found[1][1:] == (1, 4)


def _pairs(which: str) -> list[Any]:
    return [
        pytest.param(rule, *text.split(" > "), id=text) for rule in CONFUSIONS for text in getattr(rule, which)
    ]  # fmt: skip


def _without(rule: ConfusionRule, monkeypatch: pytest.MonkeyPatch, meant: str, read: str) -> tuple[float, float]:
    """Cost with the rule and without it."""
    from vndocparse.wording import confusions

    whole = confusions._costs()
    names = confusions._TONES
    pair = (names[rule.meant], names[rule.read]) if rule.mark == "tone" else (rule.meant, rule.read)
    with_it = cost(fold_word(meant), fold_word(read))
    monkeypatch.setattr(confusions, "_costs", lambda: {k: v for k, v in whole.items() if k != pair})
    return with_it, cost(fold_word(meant), fold_word(read))


@pytest.mark.parametrize(("rule", "meant", "read"), _pairs("examples"))
def test_a_confusion_explains_its_example(
    rule: ConfusionRule, meant: str, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_it, without = _without(rule, monkeypatch, meant, read)
    assert with_it < without


@pytest.mark.parametrize(("rule", "meant", "read"), _pairs("counter_examples"))
def test_a_confusion_does_not_explain_its_counter_example(
    rule: ConfusionRule, meant: str, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_it, without = _without(rule, monkeypatch, meant, read)
    assert with_it == without


@pytest.mark.parametrize("rule", load_records(FILE, "untouched", UntouchedRule), ids=lambda rule: rule.why)
def test_untouched_words_are_told_from_others(rule: UntouchedRule) -> None:
    assert all(fold_word(w) in untouched() for w in (*rule.words, *rule.examples))
    assert not any(fold_word(w) in untouched() for w in rule.counter_examples)


def test_candidates_are_never_numerals_or_words_of_dates(model: SyllableModel) -> None:
    for read in ("bôn", "thang", "nam", "bay", "ngay", "môt"):
        assert not set(candidates(model, fold_word(read), wide=True)) & untouched()


def test_a_change_of_letters_needs_more_than_a_change_of_marks() -> None:
    rules = weighing()
    assert rules.impossible < rules.known < min(rules.letters, rules.rare)
