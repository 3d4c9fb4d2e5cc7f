"""The command line: what it prints, writes and ends with."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import vndocparse
from tests import handmade
from vndocparse import errors
from vndocparse.cli import output as written
from vndocparse.cli.entry import language, run
from vndocparse.cli.reading import Options
from vndocparse.errors import DamagedFileError, EncryptedFileError, SourceNotFoundError, UsageError, VndocparseError
from vndocparse.export import to_json, to_json_list, to_jsonl
from vndocparse.messages import messages
from vndocparse.model.document import Document, FieldValue, ParseResult, Section

SAY = messages("en")
SECRET = "lời mật của một văn bản"


class Reader:
    """Stands in for the reading of files: a result, or an error, per name."""

    def __init__(self) -> None:
        self.answers: dict[str, ParseResult | BaseException] = {}
        self.options: list[Options] = []

    def __call__(self, name: str, options: Options, on_page: Any = None) -> ParseResult:
        self.options.append(options)
        answer = self.answers.get(Path(name).name, handmade.result())
        if isinstance(answer, BaseException):
            raise answer
        return answer


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    from vndocparse.cli import evaluate, parse

    found = Reader()
    for module in (parse, evaluate):
        monkeypatch.setattr(module, "read_file", found)
        monkeypatch.setattr(module, "warm_up", lambda: None)
    monkeypatch.delenv("VNDOCPARSE_LANG", raising=False)
    return found


def _out(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(arguments)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


# --- parse -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shown",
    [
        "plan.pdf",
        "HUYỆN ỦY AN BÌNH",
        "27-KH/HU",
        "ngày 05 tháng 6 năm 2021 ?  2021-06-05  0.62",
        "trồng cây bóng mát ở trụ sở các chi bộ ??",
        "I  MỤC ĐÍCH",
        "Kết luận số 14-KL/TU, ngày 02/3/2021 của Tỉnh ủy",
        "implements · 2021-03-02 · 2 times",
        "Các chi bộ  (để thực hiện)",
        "T/M BAN THƯỜNG VỤ / PHÓ BÍ THƯ / Đinh Văn Mẫu",
        "sao y · 3-BS/HU",
        "page 1, 2 rows: Cây",
        "Document 2 of 2: attachment",
        "page 2: The number is not readable.",
        f"? to be checked (confidence below {vndocparse.check_below():g}, or figures left out)",
    ],
)
def test_the_card_shows(reader: Reader, capsys: pytest.CaptureFixture[str], shown: str) -> None:
    assert shown in _out(capsys, "parse", "plan.pdf")[1]


def test_no_escape_sequence_of_a_document_reaches_the_terminal(
    reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    """A PDF's text may hold what sets a terminal's title or moves its cursor."""
    text = "A\x1b]0;x\x07\x9b2J\u202eB"
    document = Document(
        text=text, title=FieldValue(text=text), sections=[Section(label=text, kind="arabic", level=1, heading=text)]
    )
    reader.answers["x"] = handmade.result().model_copy(update={"documents": [document]})
    for arguments in (["parse", "x"], ["parse", "x", "--explain", "title"], ["parse", "x", "-f", "markdown"]):
        _, out, _ = _out(capsys, *arguments)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", out)
        assert "B" in out


def test_markup_of_rich_in_a_document_is_only_text(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    document = Document(title=FieldValue(text="[bold]a[/bold] [/] :smile:"))
    reader.answers["x"] = handmade.result().model_copy(update={"documents": [document]})
    assert "[bold]a[/bold] [/] :smile:" in _out(capsys, "parse", "x")[1]


def test_a_long_card_is_cut_and_full_shows_all(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    sections = [Section(label=str(i), kind="arabic", level=1, heading=f"Mục {i}") for i in range(1, 101)]
    reader.answers["x"] = handmade.result().model_copy(update={"documents": [Document(sections=sections)]})
    _, short, _ = _out(capsys, "parse", "x")
    assert "Mục 100" not in short
    assert "… 40 more" in short
    assert "Mục 100" in _out(capsys, "parse", "x", "--full")[1]


def test_nothing_recognised_is_said(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    reader.answers["x"] = handmade.result().model_copy(update={"documents": []})
    assert "Nothing was recognised" in _out(capsys, "parse", "x")[1]


def test_json_of_one_file_is_the_result(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _out(capsys, "parse", "a.pdf", "--format", "json")
    assert code == 0
    assert ParseResult.model_validate_json(out) == handmade.result()


def test_json_of_several_files_is_an_array_also_where_one_fails(
    reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    reader.answers["b"] = DamagedFileError("No page can be read.")
    _, out, _ = _out(capsys, "parse", "a", "b", "c", "-f", "json")
    assert len(json.loads(out)) == 2


def test_json_is_well_formed_where_every_file_fails(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    reader.answers = {"a": DamagedFileError("x"), "b": DamagedFileError("x")}
    assert json.loads(_out(capsys, "parse", "a", "b", "-f", "json")[1]) == []


def test_jsonl_and_csv_of_several_files_are_one_table(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(_out(capsys, "parse", "a", "b", "-f", "jsonl")[1].splitlines()) == 4
    rows = list(csv.DictReader(io.StringIO(_out(capsys, "parse", "a", "b", "-f", "csv")[1])))
    assert [r["number"] for r in rows] == ["27-KH/HU", "14-KL/TU"] * 2


@pytest.mark.parametrize(
    ("name", "start"),
    [("o.json", '{\n  "schema_version"'), ("o.jsonl", '{"schema_version"'), ("o.csv", '\ufeff"file"'),
     ("o.md", "# KẾ HOẠCH"), ("o.html", "<!DOCTYPE html>"), ("o.txt", "plan.pdf")],
)  # fmt: skip
def test_the_format_is_told_from_the_name(reader: Reader, tmp_path: Path, name: str, start: str) -> None:
    assert run(["parse", "a.pdf", "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_a_written_file_is_for_its_owner_alone_and_nothing_else_is_left(reader: Reader, tmp_path: Path) -> None:
    run(["parse", "a.pdf", "-o", str(tmp_path / "o.json")])
    assert stat.S_IMODE((tmp_path / "o.json").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["o.json"]


def test_a_folder_gets_a_file_each_and_names_do_not_meet(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    assert run(["parse", "a/plan.pdf", "b/plan.pdf", "../../Ngày 1.md", "-o", str(tmp_path), "-f", "jsonl"]) == 0
    assert sorted(p.name for p in tmp_path.glob("*.jsonl")) == ["Ngày 1.jsonl", "plan-2.jsonl", "plan.jsonl"]


def test_one_failure_does_not_stop_the_others_and_the_first_gives_the_code(
    reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    reader.answers = {
        "b": EncryptedFileError("The file needs a password.", remedy="Give it with --password."),
        "c": DamagedFileError("No page can be read."),
    }
    code, out, err = _out(capsys, "parse", "a", "b", "c", "d", "-f", "jsonl")
    assert code == EncryptedFileError.exit_code
    assert len(out.splitlines()) == 4
    assert err.splitlines() == [
        "vndocparse: b: The file needs a password. Give it with --password.",
        "vndocparse: c: No page can be read.",
    ]


KINDS = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, VndocparseError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_every_error_has_its_exit_code_and_one_line(
    reader: Reader, capsys: pytest.CaptureFixture[str], kind: type[VndocparseError]
) -> None:
    reader.answers["x"] = kind("What is wrong.", remedy="What to do.")
    assert _out(capsys, "parse", "x") == (kind.exit_code, "", "vndocparse: x: What is wrong. What to do.\n")


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_every_exit_code_stands_in_the_help(capsys: pytest.CaptureFixture[str], kind: type[VndocparseError]) -> None:
    assert re.search(rf"^\s*{kind.exit_code}  \w", _out(capsys, "--help")[1], re.MULTILINE)


def test_an_unforeseen_error_is_one_line_without_text_of_the_document(
    reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    reader.answers["x"] = ValueError(SECRET)
    code, out, err = _out(capsys, "parse", "x")
    assert (code, out) == (70, "")
    assert re.fullmatch(r"vndocparse: internal error \(ValueError at test_cli\.py:\d+\).*\n", err)
    assert SECRET not in err


def test_debug_shows_where_and_still_no_text(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    reader.answers["x"] = ValueError(SECRET)
    _, _, err = _out(capsys, "parse", "x", "--debug")
    assert "run_parse" in err
    assert SECRET not in err


def test_interruption_ends_with_130(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    reader.answers["x"] = KeyboardInterrupt()
    assert _out(capsys, "parse", "x") == (130, "", "vndocparse: interrupted\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["parse"],
        ["parse", "x", "--nothing"],
        ["nothing"],
        ["parse", "x", "--format", "xml"],
        ["parse", "x", "--pages", "0"],
        ["parse", "x", "--pages", "3-1"],
        ["parse", "x", "--pages", "a"],
        ["parse", "x", "--memory", "much"],
        ["parse", "x", "-o", "x.unknown"],
        ["parse", "x", "y", "-f", "html"],
        ["show", "x", "-o", "x.gif"],
        ["evaluate", "."],
    ],
)
def test_a_wrong_call_is_one_line_and_code_2(
    reader: Reader, capsys: pytest.CaptureFixture[str], arguments: list[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    code, out, err = _out(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("vndocparse: ")


def test_output_that_cannot_be_written_is_said(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = _out(capsys, "parse", "x", "-o", "/nowhere/at/all.json")
    assert code == 1
    assert "cannot be written" in err


def test_options_reach_the_reader(reader: Reader) -> None:
    run(["parse", "x", "--pages", "1-3,5", "--bullets", "--password", "p", "--engine", "none", "--timeout", "7",
         "--memory", "1.5G", "--max-pages", "9", "--workers", "2"])  # fmt: skip
    (options,) = reader.options
    assert (options.pages, options.bullets, options.password) == ((1, 2, 3, 5), True, "p")
    assert (options.engine, options.workers, options.limits().max_pages) == ("none", 2, 9)
    assert (options.limits().max_seconds, options.limits().max_memory) == (7.0, 3 * 2**29)


def test_a_password_may_come_from_the_environment(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where other users of the machine do not see it."""
    monkeypatch.setenv("VNDOCPARSE_PASSWORD", "p")
    run(["parse", "x"])
    assert reader.options[0].password == "p"


# --- explain -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("number", ["27-KH/HU", "27 -KH/HU", "number.party", "0.99", "ordinal       27", "Số 27-KH/HU An Bình"]),
        ("issued", ["2021-06-05", "0.62", "page 1, box"]),
        ("sections.II", ["CÁCH LÀM", "roman"]),
        ("sections.I/2", ["2. Theo Kết luận"]),
        ("citations.3", ["issuer, date", "I/2"]),
        ("signatures", ["signatures.1", "Đinh Văn Mẫu"]),
        ("copies.1.number", ["3-BS/HU"]),
        ("2:number", ["2:number", "14-KL/TU"]),
    ],
)
def test_explain(reader: Reader, capsys: pytest.CaptureFixture[str], path: str, shown: list[str]) -> None:
    _, out, _ = _out(capsys, "parse", "x", "--explain", path)
    assert [s for s in shown if s not in out] == []


def test_explain_of_one_document_leaves_the_others_out(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    assert "27-KH/HU" not in _out(capsys, "parse", "x", "--explain", "2:number")[1]


def test_explain_of_an_unknown_name_tells_the_known_ones(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _out(capsys, "parse", "x", "--explain", "nummer")
    assert "Nothing named nummer" in out
    assert "number" in out


# --- evaluate ------------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    gold = handmade.result().model_dump(mode="json")
    for name in ("a", "b"):
        (tmp_path / "corpus" / name).mkdir(parents=True)
        (tmp_path / "corpus" / name / "gold.json").write_text(json.dumps(gold), "utf-8")
        (tmp_path / "corpus" / name / f"source.{name}").write_text("x", "utf-8")
    return tmp_path / "corpus"


def test_evaluate_prints_fields_and_mean(reader: Reader, capsys: pytest.CaptureFixture[str], corpus: Path) -> None:
    code, out, _ = _out(capsys, "evaluate", str(corpus))
    assert code == 0
    assert re.search(r"^number +1\.0000 +4 / 4 / 4$", out, re.MULTILINE)
    assert re.search(r"^MEAN +1\.0000 +over 2 files", out, re.MULTILINE)


def test_evaluate_names_misses_and_changes(reader: Reader, capsys: pytest.CaptureFixture[str], corpus: Path) -> None:
    saved = corpus.parent / "saved.json"
    assert run(["evaluate", str(corpus), "--save", str(saved)]) == 0
    worse = handmade.result()
    first = worse.documents[0].model_copy(update={"title": None})
    reader.answers["source.b"] = worse.model_copy(update={"documents": [first, worse.documents[1]]})
    capsys.readouterr()
    _, out, _ = _out(capsys, "evaluate", str(corpus), "--baseline", str(saved), "--by", "form")
    assert "b[0]: title: gold trồng cây bóng mát ở trụ sở các chi bộ, got –" in out
    assert "lost against the baseline: 1" in out
    assert "b: title: 1.0000 → 0.5000" in out


def test_evaluate_goes_on_where_a_file_cannot_be_read(
    reader: Reader, capsys: pytest.CaptureFixture[str], corpus: Path
) -> None:
    reader.answers["source.a"] = DamagedFileError("No page can be read.")
    code, out, _ = _out(capsys, "evaluate", str(corpus))
    assert code == 0
    assert "a: could not be read: No page can be read." in out


def test_evaluate_can_fail_a_build(reader: Reader, capsys: pytest.CaptureFixture[str], corpus: Path) -> None:
    reader.answers["source.a"] = DamagedFileError("No page can be read.")
    assert _out(capsys, "evaluate", str(corpus), "--fail-below", "0.99")[0] == 1


def test_evaluate_prints_json(reader: Reader, capsys: pytest.CaptureFixture[str], corpus: Path) -> None:
    data = json.loads(_out(capsys, "evaluate", str(corpus), "--json")[1])
    assert (data["files"], data["mean"], data["fields"]["number"]) == (2, 1.0, 1.0)


# --- language, help, schema ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["parse", "x"], None, "en"),
        (["parse", "x", "--lang", "vi"], None, "vi"),
        (["--lang=vi", "parse", "x"], None, "vi"),
        (["parse", "x"], "vi", "vi"),
        (["parse", "x"], "vi_VN.UTF-8", "vi"),
        (["parse", "--lang", "en", "x"], "vi", "en"),
        (["parse", "x"], "fr", "en"),
        (["parse", "--", "--lang", "vi"], None, "en"),
    ],
)
def test_language(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], environment: str | None, expected: str
) -> None:
    monkeypatch.delenv("VNDOCPARSE_LANG", raising=False)
    if environment is not None:
        monkeypatch.setenv("VNDOCPARSE_LANG", environment)
    assert language(arguments) == expected


def test_errors_and_the_card_speak_vietnamese(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    reader.answers["b"] = EncryptedFileError("The file needs a password.")
    code, out, err = _out(capsys, "parse", "a", "b", "--lang", "vi")
    assert code == EncryptedFileError.exit_code
    assert err == "vndocparse: b: Tệp cần mật khẩu, hoặc mật khẩu sai. Dùng --password.\n"
    assert "Cơ quan ban hành" in out
    assert "trang 2: " in out


def test_help_speaks_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Mã kết thúc" in _out(capsys, "--help", "--lang", "vi")[1]


@pytest.mark.parametrize("command", ["parse", "show", "evaluate", "doctor", "schema"])
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _ = _out(capsys, command, "--help")
    assert code == 0
    assert f"vndocparse {command}" in out


def test_no_arguments_show_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _out(capsys)
    assert code == 0
    assert "Commands" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    from vndocparse import __version__

    assert _out(capsys, "--version")[1] == f"vndocparse {__version__}\n"


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(_out(capsys, "schema")[1])["title"] == "ParseResult"


def test_module_is_the_command_line() -> None:
    done = subprocess.run([sys.executable, "-m", "vndocparse", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("vndocparse ")


def test_a_closed_pipe_is_silent() -> None:
    """`vndocparse schema | head -0`."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "vndocparse", "schema"], stdout=out, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (141, b"")


# --- the whole way, in processes of their own --------------------------------------------------------


def _command(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "vndocparse", *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=120, env=environment)


def test_a_text_file_is_parsed(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(handmade.TEXT, "utf-8")
    done = _command("parse", str(tmp_path / "plan.txt"), "--format", "json")
    assert (done.returncode, done.stderr) == (0, b"")
    result = ParseResult.model_validate_json(done.stdout)
    assert (result.source.name, result.source.text_origin) == ("plan.txt", "plain")
    assert result.documents[0].number is not None
    assert result.documents[0].number.text == "27-KH/HU"


def test_standard_input_is_parsed() -> None:
    done = _command("parse", "-", "--explain", "number", given=handmade.TEXT.encode())
    assert done.returncode == 0
    assert "27-KH/HU" in done.stdout.decode()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.pdf", None, errors.SourceNotFoundError.exit_code),
        ("empty.pdf", b"", errors.EmptyFileError.exit_code),
        ("program.pdf", b"\x7fELF" + bytes(range(256)) * 4, errors.UnsupportedFormatError.exit_code),
        ("cut.pdf", b"%PDF-1.7\n1 0 obj\n<<", errors.DamagedFileError.exit_code),
    ],
)
def test_a_bad_file_is_one_line_and_its_code(tmp_path: Path, name: str, content: bytes | None, code: int) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = _command("parse", str(tmp_path / name))
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr.count(b"\n") == 1
    assert name.encode() in done.stderr


def test_a_text_is_shown_with_its_values_marked(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(handmade.TEXT, "utf-8")
    assert _command("show", str(tmp_path / "plan.txt"), "-o", str(tmp_path / "o.html")).returncode == 0
    assert re.search(r"<mark [^>]*>(Số )?27-KH/HU</mark>", (tmp_path / "o.html").read_text("utf-8"))


def test_a_text_is_not_drawn_as_a_picture(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(handmade.TEXT, "utf-8")
    done = _command("show", str(tmp_path / "plan.txt"), "-o", str(tmp_path / "o.png"))
    assert done.returncode == UsageError.exit_code
    assert not (tmp_path / "o.png").exists()


def test_a_page_is_drawn(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    for number in (1, 2):
        canvas.drawString(72, 700, f"Page {number} of a file made for a test of drawing")
        canvas.showPage()
    canvas.save()
    assert _command("show", str(tmp_path / "a.pdf"), "--engine", "none", "-o", str(tmp_path / "o.png")).returncode == 0
    assert (tmp_path / "o.png").read_bytes().startswith(b"\x89PNG")
    done = _command("show", str(tmp_path / "a.pdf"), "--engine", "none", "--page", "3", "-o", str(tmp_path / "p.png"))
    assert done.returncode == UsageError.exit_code
    assert b"Page 3 is not among the 2 pages" in done.stderr


def test_the_piece_of_a_page_with_a_value_is_drawn(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    for y, line in ((760, "UBND TAN PHO"), (740, "So: 47/QD-UBND"), (700, "QUYET DINH"), (680, "ve viec thu")):
        canvas.drawString(72, y, line.replace("So:", "S\u00f4:"))
    canvas.save()
    show = ("show", str(tmp_path / "a.pdf"), "--engine", "none", "--field")
    assert _command(*show, "number", "-o", str(tmp_path / "n.png")).returncode == 0
    wide, high = Image.open(tmp_path / "n.png").size
    assert high < 0.1 * 842 * 300 / 72, "a piece, at 300 dpi unless told otherwise"
    assert wide < 0.5 * 595 * 300 / 72
    done = _command(*show, "secrecy", "-o", str(tmp_path / "s.png"))
    assert done.returncode == UsageError.exit_code
    assert _command(*show, "number", "-o", str(tmp_path / "n.html")).returncode == UsageError.exit_code


# --- parts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [(None, None), ("", None), ("3", [3]), ("1-3,5", [1, 2, 3, 5]), (" 2 , 1 ", [1, 2]), ("1-2,2-3", [1, 2, 3])],
)
def test_page_numbers(text: str | None, numbers: list[int] | None) -> None:
    assert written.page_numbers(text, SAY) == numbers


@pytest.mark.parametrize("text", ["0", "x", "1-", "-1", "2-1", "1,,2", "1-9999999999"])
def test_wrong_page_numbers(text: str) -> None:
    with pytest.raises(UsageError, match="not understood"):
        written.page_numbers(text, SAY)


@pytest.mark.parametrize(
    ("text", "size"), [("0", None), ("", None), ("100", 100), ("2G", 2**31), ("1.5k", 1536), ("3 MiB", 3 * 2**20)]
)
def test_byte_count(text: str, size: int | None) -> None:
    assert written.byte_count(text, "--memory", SAY) == size


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "o.json"
    target.write_text("old", "utf-8")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(written.WriteError, match="No space left"):
        written.write_file(target, b"new", SAY)
    assert target.read_text("utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["o.json"]


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["a.pdf", "b/a.pdf", "A.pdf"], ["a.json", "a-2.json", "A-3.json"]),
        (["../../etc/passwd"], ["passwd.json"]),
        (["..", "/"], ["document.json", "document-2.json"]),
        (["a\n\x1b.pdf"], ["a__.json"]),
    ],
)
def test_names_in_a_folder(tmp_path: Path, names: list[str], files: list[str]) -> None:
    paths = written.free_names(tmp_path, names, ".json")
    assert [p.name for p in paths] == files
    assert {p.parent for p in paths} == {tmp_path}


# --- export ------------------------------------------------------------------------------------


def test_export_reads_results_that_were_written_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = tmp_path / "all.jsonl"
    stored.write_text(handmade.result().model_dump_json() + "\n", "utf-8")
    code, out, _ = _out(capsys, "export", str(stored), "--to", "csv")
    assert code == 0
    assert len(out.splitlines()) == 3


def test_export_reads_files_where_they_are_no_results(reader: Reader, tmp_path: Path) -> None:
    assert run(["export", "a.pdf", "--to", "html", "-o", str(tmp_path / "o.html"), "--redact", "signer"]) == 0
    assert "Đinh Văn Mẫu" not in (tmp_path / "o.html").read_text("utf-8")


def test_a_broken_result_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored = tmp_path / "r.json"
    stored.write_text('{"schema_version": "1"}', "utf-8")
    code, _, err = _out(capsys, "export", str(stored), "--to", "json")
    assert code == DamagedFileError.exit_code
    assert "no results of this version" in err


def test_export_takes_a_folder_of_results_as_batch_leaves_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is read in its turn; other files, and what is hidden, are no results."""
    for name in ("87/3d/a.json", "0d/75/b.json", ".tmp/c.json"):
        path = tmp_path / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(handmade.result().model_dump_json(), "utf-8")
    (tmp_path / "out" / "settings.json").write_text("{}")
    code, out, _ = _out(capsys, "export", str(tmp_path / "out"), "--to", "jsonl")
    assert (code, len(out.splitlines())) == (0, 4)
    (tmp_path / "empty").mkdir()
    assert _out(capsys, "export", str(tmp_path / "empty"), "--to", "jsonl")[0] == UsageError.exit_code


def test_a_folder_of_results_may_hold_lists_and_stand_anywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """JSON lines and arrays, below a folder with a dot before its name, from a folder two steps away."""
    out, here = tmp_path / ".cache" / "out", tmp_path / "a" / "b"
    for folder in (out, here):
        folder.mkdir(parents=True)
    (out / "one.json").write_text(to_json(handmade.result()), "utf-8")
    (out / "two.json").write_text(to_json_list([handmade.result()] * 2), "utf-8")
    (out / "many.jsonl").write_text(to_jsonl([handmade.result()]), "utf-8")
    monkeypatch.chdir(here)
    code, text, _ = _out(capsys, "export", "../../.cache/out", "--to", "jsonl")
    assert (code, len(text.splitlines())) == (0, 2 * len(handmade.result().documents) * 2)


@pytest.mark.parametrize("name", ["out", "out/a.json"])
def test_a_result_that_may_not_be_read_is_named_and_the_others_are_written(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    for file in ("out/a.json", "out/b.json"):
        (tmp_path / file).write_text(to_json(handmade.result()), "utf-8")
    opened = Path.open

    def guarded(self: Path, *args: Any, **options: Any) -> Any:
        if self.name == "a.json":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *args, **options)

    monkeypatch.setattr(Path, "open", guarded)
    monkeypatch.chdir(tmp_path)
    code, text, err = _out(capsys, "export", name, "out/b.json", "--to", "jsonl")
    assert code == SourceNotFoundError.exit_code
    assert "Permission denied" in err
    assert text


def test_set_needs_a_key_and_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert _out(capsys, "export", "a.json", "--to", "csv", "--set", "x")[0] == UsageError.exit_code
