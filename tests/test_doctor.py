"""The doctor: what is here, what is missing, what mends it."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

import pytest

from vndocparse import doctor
from vndocparse.cli.entry import run
from vndocparse.doctor import EngineReport, Package, Report, apt_command, examine
from vndocparse.errors import MissingEngineError, MissingLanguageError

GOOD = EngineReport("tesseract", "5.5", "ok", Path("data"), 134, (), None, "")
NO_DATA = EngineReport("tesseract", "5.5", "missing", None, 0, ("ạ",), MissingLanguageError("x"), "apt-get x")
NONE = EngineReport("tesseract", "", "missing", None, 0, ("ạ",), MissingEngineError("x"), "pip install tesserocr")
FINE = Package("rich", "14", "14", "ok")


@pytest.mark.parametrize(
    ("packages", "engines", "code"),
    [
        ((FINE,), (GOOD,), 0),
        ((FINE,), (NO_DATA,), MissingLanguageError.exit_code),
        ((FINE,), (NONE,), MissingEngineError.exit_code),
        ((FINE,), (NONE, GOOD), 0),  # one engine that reads is enough
        ((Package("rich", "", "14", "missing"),), (GOOD,), 1),
        ((), (), MissingEngineError.exit_code),
    ],
)
def test_exit_code(packages: tuple[Package, ...], engines: tuple[EngineReport, ...], code: int) -> None:
    assert Report("3.11", packages, engines).exit_code == code


@pytest.mark.parametrize(
    ("package", "command"),
    [
        (FINE, ""),
        (Package("rich", "", "14", "missing"), "pip install 'rich>=14'"),
        (Package("rich", "13", "14", "old"), "pip install 'rich>=14'"),
        (Package("rich", "14", "", "broken", "ImportError"), "pip install --force-reinstall rich"),
    ],
)
def test_the_command_that_mends(package: Package, command: str) -> None:
    assert package.mend == command


def test_commands_are_listed_once() -> None:
    missing = Package("tesserocr", "", "", "missing")
    assert Report("3.11", (missing,), (NONE,)).mends == ["pip install tesserocr"]


def test_every_declared_package_is_examined() -> None:
    declared = [line for line in metadata.requires("vndocparse") or [] if "extra" not in line]
    assert len(doctor._requirements()) == len(declared)


@pytest.mark.parametrize(
    ("line", "state"),
    [("pydantic>=2", "ok"), ("pydantic>=99999", "old"), ("no-such-package-here>=1", "missing"), ("rich", "ok")],
)
def test_package(line: str, state: str) -> None:
    assert doctor._package(line).state == state


def test_a_package_that_does_not_load_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        raise OSError("libsomething.so.1 is missing")

    monkeypatch.setattr(doctor, "import_module", fail)
    found = doctor._package("pydantic>=2")
    assert (found.state, found.reason) == ("broken", "OSError")


@pytest.mark.parametrize(
    ("a", "b"), [("20251229", "20251230"), ("2.9", "2.10"), ("13.0.0", "13.1"), ("2.13.0+cpu", "2.14")]
)
def test_versions_are_compared_as_numbers(a: str, b: str) -> None:
    assert doctor._numbers(a) < doctor._numbers(b)


@pytest.mark.parametrize(
    ("tool", "start"),
    [("apt-get", "apt-get install -y tesseract-ocr-vie"), ("brew", "brew install"), ("", "export VNDOCPARSE_TESSDATA")],
)
def test_the_command_fits_the_system(monkeypatch: pytest.MonkeyPatch, tool: str, start: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/x" if name == tool else None)
    assert apt_command(["tesseract-ocr-vie"]).removeprefix("sudo ").startswith(start)


def test_the_engine_is_asked_for_its_letters(tessdata: Path) -> None:
    """Which of the 134 letters with marks the data can write is found, not assumed."""
    (engine,) = examine().engines
    assert engine.usable
    assert engine.writable + len(engine.missing_letters) == 134
    assert engine.writable >= 130


def test_missing_data_is_named_with_its_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "_tesseract", lambda: NO_DATA)
    monkeypatch.setattr("vndocparse.cli.doctor.examine", doctor.examine)
    code = run(["doctor"])
    out = capsys.readouterr().out
    assert code == MissingLanguageError.exit_code
    assert "apt-get x" in out
    assert "Scans cannot be read" in out
