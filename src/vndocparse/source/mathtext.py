"""Mathematics in Markdown (công thức) that is no formula: numbers and percentages as OCR models set them.

Models that learnt to read papers write ``Số $12-\\mathrm{KH} / \\mathrm{TU}$`` and ``$95 \\%$`` for plain print.
"""

from __future__ import annotations

import re
from functools import cache

from vndocparse.rules.load import load_records
from vndocparse.rules.schema import Record

_MATH = re.compile(r"(?<![\\$])\$(?=\S)([^$\n]{1,300}?)(?<=\S)\$(?![\d$])")
"""A run between dollar signs that may be mathematics: nothing blank inside its ends, no figure behind it."""
_COMMAND = re.compile(r"\\([A-Za-z]+)(\s*)|\\([^A-Za-z])|[{}^]")
_SIGN = re.compile(r"[\\^{}]|^[\d.,\s/%+=<>-]+$")

_MARKDOWN = re.compile(r"[*_`<&!\[\]\\]")


class MathSign(Record):
    """A command of LaTeX and what it prints; empty where it only sets what stands in braces behind it."""

    command: str
    text: str


@cache
def _signs() -> dict[str, str]:
    return {r.command: r.text for r in load_records("text_marks.toml", "math_sign", MathSign)}


def without_math(markdown: str) -> str:
    """The text with each run of mathematics as it is printed, signs of Markdown in it escaped; the rest unchanged.

    A run that holds no sign of mathematics ("5$ và 10$") and a formula with commands that are not known stay.
    """
    return _MATH.sub(lambda m: _escaped(printed) if (printed := _plain(m[1])) is not None else m[0], markdown)


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\g<0>", text)


def _plain(source: str) -> str | None:
    """What the run prints; None where it is no mathematics, or a formula with commands that are not known."""
    if not _SIGN.search(source):
        return None
    signs = _signs()
    if any(name not in signs for name, *_ in _COMMAND.findall(source) if name):
        return None
    return " ".join(_COMMAND.sub(lambda m: _printed(m, signs), source).split())


def _printed(match: re.Match[str], signs: dict[str, str]) -> str:
    name, blank, sign = match.groups()
    if name:
        return signs[name] + (blank if signs[name] else "")
    if sign:
        return " " if sign in ",;:! " else sign
    return ""
