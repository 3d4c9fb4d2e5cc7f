"""Options that a format cannot use, JSON that is no result, cards that leave out: refused or heeded, never ignored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import handmade
from vndocparse.cli.entry import run
from vndocparse.errors import NotAResultError, UsageError
from vndocparse.export import FORMATS, ExportOptions, encode, to_html, to_json, to_markdown
from vndocparse.model.document import ProblemEntry

RESULT = handmade.result()


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "result.json"
    path.write_text(to_json(RESULT), "utf-8")
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_without_columns_refuses_them(name: str) -> None:
    if "columns" in FORMATS[name].takes:
        assert encode(RESULT, name, ExportOptions(columns="nd30"))
    else:
        with pytest.raises(UsageError, match="no use for columns"):
            encode(RESULT, name, ExportOptions(columns="nd30"))


@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if "values" not in f.takes])
def test_a_format_without_values_refuses_them(name: str) -> None:
    with pytest.raises(UsageError, match="no use for values"):
        encode(RESULT, name, ExportOptions(values={"file_code": "1"}))


def test_values_without_the_columns_they_fill_are_refused() -> None:
    with pytest.raises(UsageError, match="fill the columns"):
        encode(RESULT, "csv", ExportOptions(values={"file_code": "1"}))


@pytest.mark.parametrize(
    "options",
    [
        ["--to", "html", "--columns", "tt05"],
        ["--to", "json", "--set", "a=b"],
        ["--columns", "tt05"],
        ["--to", "csv", "--set", "a=b"],
    ],
)
def test_the_command_refuses_before_it_reads(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The file is not there, and nobody looks for it."""
    assert run(["export", "missing.pdf", *options]) == UsageError.exit_code
    assert "missing.pdf" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{}", '{"schema": 1}', "[]", "", '"a"', "Kế hoạch số 13-KH/ĐUK"])
@pytest.mark.parametrize("command", [["export", "--to", "csv"], ["index", "-o", "lib.sqlite"], ["check"]])
def test_json_that_is_no_result_is_told(
    command: list[str], text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("foreign.json").write_text(text, "utf-8")
    assert run([command[0], "foreign.json", *command[1:]]) == NotAResultError.exit_code
    assert "not a vndocparse result" in capsys.readouterr().err


def test_a_card_leaves_out_what_is_to_be_left_out(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = RESULT.documents[0].signatures[0].name or "?"
    for options in ([], ["--output", str(stored.with_name("card.txt"))]):
        assert run(["export", str(stored), "--redact", "signer", *options]) == 0
        out = capsys.readouterr().out
        assert name not in out
    assert name not in stored.with_name("card.txt").read_text("utf-8")


def test_an_empty_folder_makes_no_graph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    assert run(["graph", str(tmp_path / "in"), "-o", str(tmp_path / "g.html")]) == UsageError.exit_code
    assert "no document and no result" in capsys.readouterr().err
    assert not (tmp_path / "g.html").exists()


def test_the_list_of_problems_speaks_the_language_asked_for(stored: Path, tmp_path: Path) -> None:
    result = RESULT.model_copy(update={"problems": [ProblemEntry(code="no-text", message="No text.", page=2)]})
    assert "## Problems\n\n- page 2: No text. (no-text)" in to_markdown(result)
    assert "## Vấn đề\n\n- trang 2: " in to_markdown(result, language="vi")
    assert "<li>trang 2: " in to_html(result, language="vi") and "<li>page 2: No text." in to_html(result)
    stored.write_text(to_json(result), "utf-8")
    for language, heading in (("vi", "## Vấn đề"), ("en", "## Problems")):
        out = tmp_path / f"{language}.md"
        assert run(["export", str(stored), "--to", "markdown", "-o", str(out), "--lang", language]) == 0
        assert heading in out.read_text("utf-8")


def test_json_is_read_as_text_where_a_document_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": "Kế hoạch"}), "utf-8")
    assert run(["parse", str(tmp_path / "a.json"), "--format", "json", "-o", str(tmp_path / "out.json")]) == 0
