"""Messages in both languages: complete, with the same parameters, and safe to print."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vndocparse import errors
from vndocparse.entries import HEADER
from vndocparse.errors import LimitError, VndocparseError
from vndocparse.messages import messages
from vndocparse.model.document import Document
from vndocparse.printable import one_line, printable, shorten

EN, VI = messages("en"), messages("vi")
KINDS = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, VndocparseError)]


def _parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_is_translated() -> None:
    from vndocparse.messages import _read

    own = _read("messages.vi.toml")
    for table in ("ui", "fields"):
        assert set(own[table]) == set(getattr(EN, table))  # type: ignore[call-overload]


@pytest.mark.parametrize("key", sorted(EN.ui))
def test_both_languages_have_the_same_parameters(key: str) -> None:
    assert _parameters(EN.ui[key]) == _parameters(VI.ui[key])


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_every_error_code_has_a_vietnamese_sentence(kind: type[VndocparseError]) -> None:
    assert VI.error(kind("Something nobody translated.")) == VI.errors[kind.code]


def test_english_says_what_the_error_says() -> None:
    assert EN.error(LimitError("Too large.", remedy="Split it.")) == "Too large. Split it."


def test_every_translated_message_matches_itself() -> None:
    """The English template of each [[said]] is found again with its parameters filled in."""
    from vndocparse.messages import _read

    for entry in _read("messages.vi.toml").get("said", []):  # type: ignore[attr-defined]
        values = {name: f"v{i}" for i, name in enumerate(sorted(_parameters(entry["en"])))}
        assert _parameters(entry["vi"]) <= set(values), entry["en"]
        assert VI.problem("no-such-code", entry["en"].format(**values)) == entry["vi"].format(**values)


def test_every_key_of_a_document_has_a_name() -> None:
    keys = set(Document.model_fields) - {"role", "family", "page_range", "text"}
    assert set(HEADER) <= keys <= set(EN.fields)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x1b[31mb", "a[31mb"),
        ("a\x9bb\x00c\x7f", "abc"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("a\ud800b", "ab"),
        ("ĐẢNG ỦY\n\tx", "ĐẢNG ỦY\n\tx"),
    ],
)
def test_printable(text: str, clean: str) -> None:
    assert printable(text) == clean


@given(st.text(st.characters(), max_size=50))
def test_one_line_is_one_line_that_can_be_written(text: str) -> None:
    line = one_line(text)
    assert "\n" not in line
    line.encode("utf-8")


@given(st.text(max_size=50), st.integers(1, 20))
def test_shortened_text_fits(text: str, width: int) -> None:
    assert len(shorten(text, width)) <= width


def _problem_codes() -> set[str]:
    """Codes of the problem entries that the library makes, found in its source."""
    codes: set[str] = set()
    for path in sorted((Path(__file__).parent.parent / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Problem", "ProblemEntry"}:
                given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "code")]
                codes |= {g.value for g in given if isinstance(g, ast.Constant) and isinstance(g.value, str)}
    return codes


def test_every_problem_code_has_a_vietnamese_sentence() -> None:
    assert _problem_codes() - set(VI.problems) == set()
