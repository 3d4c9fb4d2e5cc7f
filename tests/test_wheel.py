"""What is installed from the built wheel works without the repository: rules and models are inside."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "vndocparse"
PAGE = """ĐẢNG BỘ TỈNH AN LĨNH          ĐẢNG CỘNG SẢN VIỆT NAM
HUYỆN ỦY PHÚ SƠN
*                             Phú Sơn, ngày 14 tháng 9 năm 2021
Số 27-KH/HU

KẾ HOẠCH
trồng rừng phòng hộ ven suối
-----
"""
CODE = """
import sys, vndocparse
document = vndocparse.parse(sys.stdin.buffer.read()).documents[0]
print(vndocparse.__file__)
print(document.number.text)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the backend itself in this environment."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(ROOT)]
    if _importable("hatchling"):
        build.append("--no-isolation")
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = out.glob("*.whl")
    return path


def _importable(name: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


def _environment(folder: Path, *pip: str) -> Path:
    """A fresh environment with what ``pip`` installs; its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *pip], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return python


def _run(python: Path, *arguments: str, cwd: Path) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [python, *arguments], input=PAGE.encode(), capture_output=True, check=False, cwd=cwd, env=clean
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_all_files_of_the_package_are_inside(wheel: Path) -> None:
    """Rule data, models, messages and the marker of types, not only the modules."""
    inside = {n.removeprefix("vndocparse/") for n in zipfile.ZipFile(wheel).namelist() if n.startswith("vndocparse/")}
    files = {str(p.relative_to(PACKAGE)) for p in PACKAGE.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    assert inside == files
    assert any(name.startswith("rules/data/") for name in inside)
    assert "py.typed" in inside


def test_nothing_else_is_inside(wheel: Path) -> None:
    """No tests, corpus or tools travel with the library."""
    tops = {n.split("/")[0] for n in zipfile.ZipFile(wheel).namelist()}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"vndocparse"}


def test_the_licence_is_inside(wheel: Path) -> None:
    assert any(n.endswith("licenses/LICENSE") for n in zipfile.ZipFile(wheel).namelist())


def test_installed_wheel_parses(wheel: Path, tmp_path: Path) -> None:
    """The wheel alone in a fresh environment; other packages are borrowed from this one."""
    python = _environment(tmp_path / "venv", "--no-deps", "--no-index", str(wheel))
    ours = next((tmp_path / "venv").glob("lib/python*/site-packages"))
    # A .pth line adds the folder but does not obey the .pth files in it, our editable install among them.
    (ours / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    place, number = _run(python, "-c", CODE, cwd=tmp_path).split("\n")[:2]
    assert Path(place).is_relative_to(tmp_path)
    assert number == "27-KH/HU"


@pytest.mark.install
def test_wheel_installs_with_its_dependencies(wheel: Path, tmp_path: Path) -> None:
    """`pip install` of the wheel, nothing else, gives a library and a command that work."""
    python = _environment(tmp_path / "venv", str(wheel))
    place, number = _run(python, "-c", CODE, cwd=tmp_path).split("\n")[:2]
    assert Path(place).is_relative_to(tmp_path)
    assert number == "27-KH/HU"
    command = python.with_name("vndocparse")
    assert "parse" in _run(command, "--help", cwd=tmp_path)
    assert "Vietnamese" in _run(command, "doctor", cwd=tmp_path)
