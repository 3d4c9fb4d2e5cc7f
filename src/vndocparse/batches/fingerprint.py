"""What results depend on besides the document, as one hash: with another, everything is read anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from vndocparse import __version__
from vndocparse.batches.settings import Settings
from vndocparse.errors import MissingEngineError, RuleDataError

ENGINES_PACKAGES = (
    "lxml",
    "numpy",
    "onnxruntime",
    "opencv-python-headless",
    "pdfminer.six",
    "pdfplumber",
    "Pillow",
    "pydantic",
    "pypdfium2",
    "regex",
    "tesserocr",
)
"""Packages whose version may show in a result."""
_PACKAGE = Path(__file__).resolve().parent.parent
_OUTSIDE = ("batches", "cli", "evaluate", "show", "export", "views")
"""Parts of the package that have no say in what a reading gives."""


def fingerprint(settings: Settings) -> str:
    """SHA-256 (hex) of the library's code, rules and models, the packages below it, the engine and the settings.

    No secret goes into it: a password opens a document and changes nothing of what it says.
    """
    told = {
        "vndocparse": __version__,
        "code": _code(),
        "packages": {name: _version(name) for name in ENGINES_PACKAGES},
        "engine": _engine(settings.engine),
        "rules": _folder(settings.rules) if settings.rules else None,
        "catalogue": _file(settings.catalogue) if settings.catalogue else None,
        "settings": settings.shaping(),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@cache
def _code() -> str:
    """Of all files of the package that a reading uses."""
    digest = hashlib.sha256()
    for path in _files(_PACKAGE):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] not in _OUTSIDE and "__pycache__" not in parts:
            yield path


def _folder(path: str) -> str:
    digest = hashlib.sha256()
    for file in sorted(p for p in Path(path).rglob("*") if p.is_file()):
        digest.update(file.relative_to(path).as_posix().encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _file(path: str) -> str:
    """SHA-256 of a file of the user's.

    Raises:
        RuleDataError: it cannot be read.
    """
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError as error:
        message = f"{Path(path).name} cannot be read ({type(error).__name__})."
        raise RuleDataError(message, remedy="Give the catalogue of another place.") from error


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _engine(name: str) -> str:
    """Name and version of the engine as it says itself; what is missing is missing in the fingerprint too."""
    if name == "none":
        return "none"
    from vndocparse.ocr import get_engine

    with suppress(MissingEngineError):
        engine = get_engine(name)
        data = _tessdata() if engine.name == "tesseract" else ""
        return f"{engine.name} {getattr(engine, 'version', '')} {data}".strip()
    return "missing"


def _tessdata() -> str:
    from vndocparse.ocr.tesseract import find_tessdata

    digest = hashlib.sha256()
    for language in ("vie", "osd"):
        with suppress(OSError):
            digest.update((find_tessdata() / f"{language}.traineddata").read_bytes())
    return digest.hexdigest()
