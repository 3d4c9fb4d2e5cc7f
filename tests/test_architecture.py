"""The import contract holds, and nothing is imported that the package does not declare."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))

HEAVY = {"numpy", "cv2", "pypdfium2", "pdfplumber", "tesserocr", "spacy", "underthesea", "rich", "typer"}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]  # type: ignore[no-any-return]


def _names(requirements: Iterable[str]) -> set[str]:
    return {_canonical(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def _declared() -> set[str]:
    return _names(_project()["dependencies"])


def _imports(path: Path) -> set[str]:
    """Top names of all packages that a file imports, inside functions too, but for those of type checkers."""
    names: set[str] = set()
    tree = ast.parse(path.read_text("utf-8"))
    tree.body = [n for n in tree.body if not (isinstance(n, ast.If) and getattr(n.test, "id", "") == "TYPE_CHECKING")]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_the_import_contract_holds() -> None:
    """Layers, lonely field readers and no cycles, as .importlinter says."""
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_import_is_a_declared_dependency() -> None:
    """A package that only the development tools bring would be missing at a user's."""
    distributions = packages_distributions()
    declared = _declared()
    missing: dict[str, set[str]] = {}
    for path in SOURCES:
        for name in _imports(path) - set(sys.stdlib_module_names) - {"vndocparse", "__future__"}:
            if not {_canonical(d) for d in distributions.get(name, [name])} & declared:
                missing.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    assert missing == {}


def test_every_optional_package_is_needed_under_the_extra_that_brings_it() -> None:
    """``need("pandas", "tables")``: the extra named to the user really installs the package."""
    extras = {name: _names(packages) for name, packages in _project()["optional-dependencies"].items()}
    distributions = packages_distributions()
    wrong = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "need":
                module, extra = (ast.literal_eval(a) for a in node.args)
                top = module.split(".")[0]
                if not {_canonical(d) for d in distributions.get(top, [top])} & extras.get(extra, set()):
                    wrong.append(f"{path.relative_to(ROOT)}: {module} is not in {extra}")
    assert wrong == []


@pytest.mark.parametrize("name", ["model", "rules", "fields", "layout", "text.py", "geometry.py", "errors.py"])
def test_the_parser_proper_needs_no_heavy_package(name: str) -> None:
    """Text is parsed without NumPy, PDF readers, OCR or language tools."""
    place = ROOT / "src" / "vndocparse" / name
    for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
        outside = [node for node in ast.parse(path.read_text("utf-8")).body if not isinstance(node, ast.If)]
        for node in outside:
            if isinstance(node, ast.Import | ast.ImportFrom):
                top = (getattr(node, "module", None) or node.names[0].name).split(".")[0]
                assert top not in HEAVY, f"{path.relative_to(ROOT)} imports {top}"


def test_modules_stay_readable() -> None:
    """A module of over 500 lines holds more than one idea."""
    long = {str(p.relative_to(ROOT)): n for p in SOURCES if (n := p.read_text("utf-8").count("\n")) > 500}
    assert long == {}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT / "src" / "vndocparse")))
def test_no_possessive_groups_in_re(path: Path) -> None:
    """Python before 3.11.5, Debian 12's among them, matches ``(...)*+`` wrongly; ``(?>(...)*)`` means the same."""
    text = path.read_text("utf-8")
    if re.search(r"^import re$", text, re.MULTILINE):
        assert re.findall(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+.*", text) == []
