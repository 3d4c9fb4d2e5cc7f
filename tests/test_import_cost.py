"""`import vndocparse` and `vndocparse --help` stay light: what they load, not how long they take."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = [
    "pydantic",
    "numpy",
    "cv2",
    "PIL",
    "pypdfium2",
    "pdfplumber",
    "pdfminer",
    "tesserocr",
    "lxml",
    "spacy",
    "underthesea",
    "rich",
    "typer",
    "regex",
]


def _loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")[-2].split())


@pytest.fixture(scope="module")
def after_import() -> set[str]:
    return _loaded_by("import vndocparse")


@pytest.mark.parametrize("package", HEAVY)
def test_import_does_not_load(after_import: set[str], package: str) -> None:
    """Public names are resolved when they are first asked for."""
    assert package not in after_import


def test_asking_for_an_error_class_loads_no_model() -> None:
    """A program that only catches our errors does not pay for pydantic."""
    assert "pydantic" not in _loaded_by("from vndocparse import VndocparseError")


def test_asking_for_a_model_loads_no_reader() -> None:
    """A program that reads stored results needs neither PDF nor OCR packages."""
    loaded = _loaded_by("from vndocparse import ParseResult")
    assert not loaded & {"numpy", "cv2", "pypdfium2", "pdfplumber", "tesserocr", "spacy", "underthesea"}


def test_help_loads_no_reader() -> None:
    """`vndocparse --help` shows text; typer and rich are all that it needs."""
    loaded = _loaded_by(
        "import sys\nfrom vndocparse.cli import main\nsys.argv = ['vndocparse', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass"
    )
    assert not loaded & {"pydantic", "numpy", "cv2", "pypdfium2", "pdfplumber", "tesserocr", "spacy", "underthesea"}
