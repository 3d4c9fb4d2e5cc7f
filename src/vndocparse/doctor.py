"""What is installed, what is missing, and the command that mends it."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from vndocparse.errors import MissingEngineError, MissingLanguageError

State = Literal["ok", "missing", "old", "broken"]

_MODULES = {
    "pillow": "PIL",
    "opencv-python-headless": "cv2",
    "pdfminer-six": "pdfminer",
    "python-docx": "docx",
}
"""Module of a package where it is not the package's own name."""
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*(?:>=\s*([0-9][\w.]*))?")


@dataclass(frozen=True, slots=True)
class Package:
    """A package that vndocparse needs."""

    name: str
    version: str
    wanted: str
    """The least version; empty where any will do."""
    state: State
    reason: str = ""
    """The kind of error where it cannot be loaded."""

    @property
    def mend(self) -> str:
        """The command that installs or renews it; empty where nothing is wrong."""
        if self.state == "ok":
            return ""
        which = f"'{self.name}>={self.wanted}'" if self.wanted else self.name
        force = " --force-reinstall" if self.state == "broken" else ""
        return f"pip install{force} {which}"


@dataclass(frozen=True, slots=True)
class EngineReport:
    """An OCR engine: whether it can read, and which of the 134 marked letters of Vietnamese it can write."""

    name: str
    version: str
    state: State
    data: Path | None
    """Folder of its Vietnamese data."""
    writable: int
    missing_letters: tuple[str, ...]
    error: MissingEngineError | None
    mend: str

    @property
    def usable(self) -> bool:
        return self.state == "ok"


@dataclass(frozen=True, slots=True)
class Report:
    """The whole examination."""

    python: str
    packages: tuple[Package, ...]
    engines: tuple[EngineReport, ...]

    @property
    def mends(self) -> list[str]:
        """Commands that mend what is wrong, without doubles."""
        return list(dict.fromkeys(m for m in (*(p.mend for p in self.packages), *(e.mend for e in self.engines)) if m))

    @property
    def exit_code(self) -> int:
        """0 where everything is in place; 10 or 11 where no engine can read; 1 where a package is amiss."""
        if not any(e.usable for e in self.engines):
            errors = [e.error for e in self.engines if e.error is not None]
            return errors[0].exit_code if errors else MissingEngineError.exit_code
        return 0 if all(p.state == "ok" for p in self.packages) else 1


def examine() -> Report:
    """Look at every package that vndocparse declares (each is loaded once) and at the OCR engine."""
    return Report(
        python=".".join(map(str, sys.version_info[:3])),
        packages=tuple(_package(line) for line in _requirements()),
        engines=(_tesseract(),),
    )


def old_packages() -> tuple[Package, ...]:
    """Declared packages that are missing or older than declared, told from their metadata: nothing is loaded."""
    found = []
    for line in _requirements():
        package = _listed(line)
        if package.state != "ok":
            found.append(package)
    return tuple(found)


def apt_command(packages: Iterable[str]) -> str:
    """The command that installs Tesseract's data on this system."""
    names = " ".join(packages)
    if shutil.which("apt-get"):
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        return f"{'' if root else 'sudo '}apt-get install -y {names}"
    if shutil.which("dnf"):
        return "sudo dnf install tesseract-langpack-vie"
    if shutil.which("pacman"):
        return "sudo pacman -S tesseract-data-vie"
    if shutil.which("brew"):
        return "brew install tesseract-lang"
    return "export VNDOCPARSE_TESSDATA=FOLDER  # a folder with vie.traineddata, see docs/engines.md"


def _requirements() -> list[str]:
    """Lines of the declared dependencies, without those of extras."""
    try:
        declared = requires("vndocparse") or []
    except PackageNotFoundError:  # run from a source tree that is not installed
        return []
    return [line for line in declared if "extra ==" not in line]


def _listed(line: str) -> Package:
    """The package of a line of requirements, by its metadata alone."""
    found = _REQUIREMENT.match(line)
    assert found is not None
    name, wanted = found[1], found[2] or ""
    try:
        have = version(name)
    except PackageNotFoundError:
        return Package(name, "", wanted, "missing")
    old = bool(wanted) and _numbers(have) < _numbers(wanted)
    return Package(name, have, wanted, "old" if old else "ok")


def _package(line: str) -> Package:
    package = _listed(line)
    if package.state != "ok":
        return package
    module = _MODULES.get(re.sub(r"[._]", "-", package.name).casefold(), package.name.replace("-", "_").casefold())
    try:
        import_module(module)
    except Exception as error:  # a package may break in any way while it is loaded
        return replace(package, state="broken", reason=type(error).__name__)
    return package


def _numbers(text: str) -> tuple[int, ...]:
    """``"5.15.2"`` as (5, 15, 2); anything behind the numbers is left out."""
    return tuple(int(n) for n in re.findall(r"\d+", re.split(r"[a-z+]", text.casefold())[0]))


def _tesseract() -> EngineReport:
    from vndocparse.ocr.tesseract import TesseractEngine, find_tessdata, letters

    engine = TesseractEngine()
    every = letters()
    try:
        have = engine.version
    except MissingEngineError as error:
        return EngineReport("tesseract", "", "missing", None, 0, every, error, "pip install tesserocr")
    try:
        engine.check()
        place = find_tessdata()
        written = engine.letters()
    except MissingLanguageError as error:
        mend = apt_command(("tesseract-ocr-vie", "tesseract-ocr-osd"))
        return EngineReport("tesseract", have, "missing", None, 0, every, error, mend)
    missing = tuple(letter for letter in every if letter not in written)
    return EngineReport("tesseract", have, "ok", place, len(every) - len(missing), missing, None, "")
