"""Patterns do not grow with the square of a hostile text: their steps are counted, no clock is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from vndocparse.fields import citation_text
from vndocparse.fields.citations import find_citations
from vndocparse.fields.date import read_date_line
from vndocparse.fields.number import read_damaged_number, read_number
from vndocparse.source.html_style import Sheet

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.fuzz.steps import SLACK, NotCountedError, Steps, attacks, growth, steepest  # noqa: E402


def worst(pattern: str, *, anywhere: bool = True) -> float:
    return steepest(pattern, 0, attacks(pattern, 0), anywhere=anywhere)[0]


@pytest.mark.parametrize(
    "pattern",
    [
        r"\d+%", r"\s*x", r"a\s*,?\s*b", r"(?:a|b)+c", r"\s+$", r"(?P<mark>.)(?P=mark)*x", r"a+(?=b)", r"x.*y",
        r"(?r)^\s+", r"(?i)ngày\s*[.\s]*tháng", r"(?:\s-+)+$",
    ],
)  # fmt: skip
def test_squares_are_found(pattern: str) -> None:
    assert worst(pattern) > 0.3


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?<!\d)\d+%", r"(?<!\s)\s*+x", r"a\s*+(?:,\s*+)?b", r"\A\s*x", r"(?r)\s+$", r"\bngày\b", r"a{1,40}b", r"x|yz",
        r"(?>\A[ab]+)c", r"(?:\d{1,3}[.,]){0,9}%",
    ],
)  # fmt: skip
def test_lines_are_left_alone(pattern: str) -> None:
    assert worst(pattern) <= SLACK


def test_cubes_and_worse_are_steeper() -> None:
    assert worst(r"a\s*,?\s*;?\s*b") > 1.3
    assert worst(r"\A(?:a+)+b", anywhere=False) > 1_000


def test_the_way_of_use_counts() -> None:
    assert worst(r"\s*x", anywhere=False) <= SLACK


def test_steps_are_those_of_a_backtracking_matcher() -> None:
    """Ten letters, one step each and one to leave or to go on; then back over them, one after the other."""
    short, long = (Steps("a*b", 0).in_place("a" * n) for n in (10, 20))
    assert long - short == 10 * (short - Steps("a*b", 0).in_place("a" * 9))
    assert Steps("a*+b", 0).in_place("a" * 20) < long


def test_what_matches_is_gone_over_once() -> None:
    assert growth(Steps(r"\d+", 0).anywhere, "7", "", "") == 0.0
    assert growth(Steps(r"\d+x|\d+", 0).anywhere, "7", "", "") == 0.0


def test_fuzzy_patterns_are_not_counted() -> None:
    with pytest.raises(NotCountedError):
        Steps(r"(?:dang){e<=1}", 0)


def test_no_pattern_of_the_package_grows_with_the_square() -> None:
    """About 40 seconds: all that the package compiles, on attacks made for each."""
    command = [sys.executable, str(ROOT / "tools" / "fuzz" / "patterns.py"), "--steps"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    count = int(done.stdout.split()[0])
    assert count > 300, "they were collected"


def test_clauses_in_a_row_are_read_in_one_way() -> None:
    """Found by atheris: nine headings of chapters before a number took seconds, four times as long for each."""
    pattern = citation_text._BEFORE
    short, long = (Steps(pattern.pattern, pattern.flags, copies=n).anywhere("chuong ii\n" * 20) for n in (5, 10))
    assert long < 3 * short
    assert find_citations("khoản 1, khoản 2 Điều 5 và điểm a khoản 3 Điều 6 Nghị định số 04/2015/NĐ-CP")


def test_a_number_ends_however_long_its_symbol() -> None:
    """What is refused is looked into again from its second character: without bounds, to its end each time."""
    assert read_number(" /A" * 5_000) is None
    found = read_damaged_number("Số: /" + "-".join(["QĐ"] * 5_000), 0, 15_000)
    assert found is None or found.end < 500


def test_blanks_between_words_of_a_date_do_not_hide_it() -> None:
    found = read_date_line("La Hà,  ngày   3  tháng \t 2   năm    2025  ")
    assert found is not None
    assert found.iso == "2025-02-03"
    blank = read_date_line("La Hà, ngày … tháng … năm x")
    assert blank is not None
    assert blank.year is None


def test_a_comment_of_a_style_sheet_that_is_never_closed_goes_to_the_end() -> None:
    sheet, closed = Sheet(), Sheet()
    sheet.read("p{font-weight:bold}/* a */b{font-style:italic}/*c{font-weight:bold}")
    closed.read("p{font-weight:bold}b{font-style:italic}")
    assert vars(sheet) == vars(closed)
    assert len(vars(sheet)["_rules"]) == 2
