"""Fixtures shared by all tests, and the options of the test run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Where `make` unpacked Tesseract's data without root, tests in other working directories must still find it.
if (ROOT / ".tessdata").is_dir():
    os.environ.setdefault("VNDOCPARSE_TESSDATA", str(ROOT / ".tessdata"))
os.environ.setdefault("OMP_THREAD_LIMIT", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--install",
        action="store_true",
        help="also install the built wheel with its dependencies into a clean environment (about a minute)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "install: needs the package index and about a minute; runs with --install")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--install"):
        return
    skip = pytest.mark.skip(reason="installs from the package index: run with --install")
    for item in items:
        if "install" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Documents that may be measured with and not be part of the project: next to the repository, or absent."""
    path = ROOT.parent / "shared"
    if not (path / "corpus").is_dir():
        pytest.skip("the real documents in ../shared are not on this machine")
    return path


@pytest.fixture(scope="session")
def tessdata() -> Path:
    """A folder with Tesseract's Vietnamese data."""
    folders = [
        Path(os.environ.get("TESSDATA_PREFIX") or "/nowhere"),
        Path(os.environ.get("TESSDATA_PREFIX") or "/nowhere") / "tessdata",
        *sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata"), reverse=True),
        Path("/usr/share/tessdata"),
        Path(os.environ.get("VNDOCPARSE_TESSDATA") or "/nowhere"),
        ROOT / ".tessdata",
    ]
    for folder in folders:
        if (folder / "vie.traineddata").is_file():
            return folder
    pytest.skip("Tesseract's Vietnamese data is missing: run tools/setup.sh tessdata")
