"""The documentation says what the code does: its examples run, and its tables are complete.

* ```` ```python ```` blocks are executed, page by page, each page with names of its own;
* ```` ```pycon ```` blocks are doctests in the same names: what they show is compared;
* ```` ```console ```` blocks are run where a line starts with `$ vndocparse`, and what they show is compared;
  ``...`` stands for anything;
* ```` ```sh ```` blocks are for reading only.
"""

from __future__ import annotations

import ast
import doctest
import os
import re
import shlex
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vndocparse import errors
from vndocparse.model import document as model
from vndocparse.source import trust

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
FENCE = re.compile(r"^([ ]*)```(\w+)[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
CHECK = doctest.OutputChecker()


def _blocks(page: Path, *languages: str) -> Iterator[tuple[str, str, int]]:
    """Language, text and first line of the fenced blocks in these languages."""
    text = page.read_text("utf-8")
    for found in FENCE.finditer(text):
        if found[2] in languages:
            dedented = re.sub(rf"^{found[1]}", "", found[3], flags=re.MULTILINE)
            yield found[2], dedented, text.count("\n", 0, found.start(3)) + 1


def _commands(block: str) -> Iterator[tuple[str, str]]:
    """Commands of a console block, each with the output shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like the repository to the examples and takes what they write."""
    for name in ("corpus", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def _with(*languages: str) -> list[Path]:
    return [page for page in PAGES if any(_blocks(page, *languages))]


@pytest.mark.parametrize("page", _with("python", "pycon"), ids=lambda p: p.stem)
def test_python_examples_run(page: Path, workplace: Path) -> None:
    """Every example runs, and prints what the page shows."""
    names: dict[str, Any] = {"__name__": "__main__"}
    runner = doctest.DocTestRunner(CHECK, optionflags=FLAGS)
    complaints: list[str] = []
    for language, block, line in _blocks(page, "python", "pycon"):
        if language == "python":
            exec(compile("\n" * (line - 1) + block, str(page), "exec"), names)
        else:
            test = doctest.DocTestParser().get_doctest(block, names, page.name, str(page), line - 1)
            runner.run(test, out=complaints.append, clear_globs=False)
            names.update(test.globs)
    assert not complaints, "".join(complaints)


@pytest.mark.parametrize("page", _with("console"), ids=lambda p: p.stem)
def test_commands_run(page: Path, workplace: Path) -> None:
    """Every command ends well, and prints what the page shows."""
    for _, block, line in _blocks(page, "console"):
        for command, shown in _commands(block):
            assert command.startswith("vndocparse"), f"{page.name}:{line}: use ```sh for commands that are not run"
            done = subprocess.run(shlex.split(command), capture_output=True, text=True, check=False, timeout=300)
            assert done.returncode == 0, f"{command}\n{done.stderr}"
            if shown.strip():
                wanted = shown.rstrip() + "\n"
                got = done.stdout.rstrip() + "\n"
                example = doctest.Example(command, wanted)
                assert CHECK.check_output(wanted, got, FLAGS), CHECK.output_difference(example, got, FLAGS)


# --- The result explained ------------------------------------------------------------------------

MODELS = [
    kind
    for kind in vars(model).values()
    if isinstance(kind, type) and issubclass(kind, model.Model) and kind is not model.Model
]


def _described() -> dict[str, set[str]]:
    """Keys of the tables in result.md under each heading that names a type."""
    keys: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in (DOCS / "result.md").read_text("utf-8").splitlines():
        if heading := re.match(r"#+ `(\w+)`", line):
            current = keys.setdefault(heading[1], set())
        elif line.startswith("#"):
            current = set()
        elif line.startswith("| `"):
            current |= set(re.findall(r"`(\w+)`", line.split("|")[1]))
    return keys


@pytest.mark.parametrize("kind", MODELS, ids=lambda k: k.__name__)
def test_every_key_of_the_result_is_described(kind: type[model.Model]) -> None:
    """result.md holds each key that a type adds to its base, and no other."""
    assert _described().get(kind.__name__) == set(kind.__annotations__)


def test_every_relation_is_described() -> None:
    text = (DOCS / "result.md").read_text("utf-8")
    assert [r for r in model.Relation.__args__ if f"`{r}`" not in text] == []  # type: ignore[attr-defined]


# --- Errors and problems -------------------------------------------------------------------------


def _rows(heading: str) -> list[list[str]]:
    """Cells of the table rows below ``## heading`` of errors.md, without its two head lines."""
    part = (DOCS / "errors.md").read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_every_error_is_described() -> None:
    """Class, code and exit code stand in errors.md as they are in the code."""
    described = {(row[0].strip("`"), row[1].strip("`"), int(row[2])) for row in _rows("Errors")}
    classes = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.VndocparseError)]
    assert described == {(k.__name__, k.code, k.exit_code) for k in classes}


def _problem_codes() -> set[str]:
    """Codes of all problem entries that the library makes, found in its source."""
    codes = {reason for reason in trust.MESSAGES if reason and reason != "blank-page"}  # a blank page is no problem
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Problem", "ProblemEntry"}:
                given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "code")]
                codes |= {g.value for g in given if isinstance(g, ast.Constant) and isinstance(g.value, str)}
    return codes


def test_every_problem_is_described() -> None:
    """errors.md names each code that a result may hold, and none that it may not."""
    described = {row[0].strip("`") for row in _rows("Problems")}
    assert described == _problem_codes()


# --- Glossary and navigation ---------------------------------------------------------------------

ALPHABET = "aăâbcdđeêfghiklmnoôơpqrstuưvwxy"


def _order(term: str) -> list[list[int]]:
    """Sort key of the Vietnamese alphabet, tones aside."""
    words = []
    for word in re.findall(r"\w+", term.lower()):
        letters = []
        for letter in word:
            parts = unicodedata.normalize("NFD", letter)
            toneless = "".join(c for c in parts if c not in "\u0300\u0301\u0303\u0309\u0323")
            letters.append(ALPHABET.find(unicodedata.normalize("NFC", toneless)))
        words.append(letters)
    return words


def _terms() -> list[str]:
    lines = (DOCS / "glossary.md").read_text("utf-8").splitlines()
    return [line.split("|")[1].strip() for line in lines if line.startswith("| ")][2:]


def test_the_glossary_is_long_and_sorted() -> None:
    terms = _terms()
    assert len(terms) >= 80
    assert terms == sorted(terms, key=_order)
    assert len(set(terms)) == len(terms)


def test_every_page_is_in_the_navigation() -> None:
    nav = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert [p.name for p in DOCS.glob("*.md") if f": {p.name}\n" not in nav] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_pages_name_no_machine(page: Path) -> None:
    """No path of somebody's machine, and no figure that is still to come."""
    text = page.read_text("utf-8")
    assert not re.search(r"/(home|root|work|tmp)/|\bTODO\b|\bTBD\b|to be measured", text)


# --- Command line --------------------------------------------------------------------------------


def test_every_command_and_option_is_described() -> None:
    """command-line.md names each command of `vndocparse` with all its options."""
    import typer.main

    from vndocparse.cli.app import build_app
    from vndocparse.messages import messages

    text = (DOCS / "command-line.md").read_text("utf-8")
    common = text.split("## Options of all commands")[1].split("\n## ")[0]
    group = typer.main.get_command(build_app(messages("en")))
    missing: list[str] = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        if command.hidden:
            continue
        if f"## `vndocparse {name}`" not in text:
            missing.append(name)
            continue
        part = common + text.split(f"## `vndocparse {name}`")[1].split("\n## ")[0]
        for parameter in command.params:
            options = [o for o in parameter.opts if o.startswith("--")]
            if options and not getattr(parameter, "hidden", False) and not any(f"`{o}" in part for o in options):
                missing.append(f"{name} {options[0]}")
    assert missing == []
