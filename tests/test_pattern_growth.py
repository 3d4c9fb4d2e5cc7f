"""No pattern takes more than 2.6 times as long for a text twice as long, whatever the text is made of.

A search of 12,000 characters takes a few thousandths of a second where it grows with the text, and half a second or
more where it grows with its square: only what takes 0.15 s of CPU, three times over, is measured for its growth, so
that no slow or busy machine fails here.  ``make patterns`` looks more closely, up to 40,000 characters.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import regex
from tools.fuzz.patterns import Used, growth

from tests.batch_help import ROOT

SQUARE = [r"\s+x", r"\s*\|\s*", r"(?:[a-z]*\d)+x"]
STRAIGHT = [r"\s{0,8}x", r"(?<!\s)\s+x", r"(?r)\s+$"]


@pytest.mark.parametrize("pattern", SQUARE)
def test_a_pattern_that_grows_with_the_square_is_found(pattern: str) -> None:
    assert growth(Used(regex.compile(pattern), "", True), 1.0, 0.3)[0] > 2.6


@pytest.mark.parametrize("pattern", STRAIGHT)
def test_one_that_grows_with_the_text_is_not(pattern: str) -> None:
    assert growth(Used(regex.compile(pattern), "", True), 1.0, 0.3)[0] == 0


def test_a_pattern_that_is_only_matched_in_place_may_begin_with_blanks() -> None:
    assert growth(Used(regex.compile(r"\s*x"), "", False), 1.0, 0.3)[0] == 0


@pytest.mark.skipif("VNDOCPARSE_PATTERNS" not in os.environ, reason="takes minutes of CPU: set VNDOCPARSE_PATTERNS=1")
def test_no_pattern_of_the_package_grows_with_the_square_of_the_text() -> None:
    """In a process of its own: patterns are collected as they are compiled, before anything is imported."""
    command = [sys.executable, str(ROOT / "tools" / "fuzz" / "patterns.py"), "--only", "patterns"]
    command += ["--floor", "0.15", "--size", "12000"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
