"""Optical character recognition: engines behind one protocol."""

from __future__ import annotations

from importlib import import_module

from vndocparse.errors import MissingEngineError, UsageError
from vndocparse.ocr.engine import Engine, Reading


class NoEngine:
    """An engine that reads nothing: pages that need OCR become problem entries."""

    name = "none"
    version = ""

    def recognise(self, image: object, *, dpi: int, block: str = "page") -> Reading:
        """An empty reading."""
        return Reading((), 0.0, 0.0)


def get_engine(engine: str | Engine = "auto") -> Engine:
    """The engine of a name: "auto" and "tesseract", "none", or an outside one as "package.module:Class".

    An object is handed back as it is.

    Raises:
        MissingEngineError: the engine is not installed; ``MissingLanguageError`` where it lacks Vietnamese.
        UsageError: no engine has that name.
    """
    if not isinstance(engine, str):
        return engine
    if engine in ("auto", "tesseract"):
        from vndocparse.ocr.tesseract import TesseractEngine

        found = TesseractEngine()
        found.check()
        return found
    if engine == "none":
        return NoEngine()
    module, _, name = engine.partition(":")
    if not name:
        raise UsageError(
            f"There is no OCR engine {engine!r}.", remedy='Use "tesseract", "none" or "package.module:Class".'
        )
    try:
        made: Engine = getattr(import_module(module), name)()
    except (ImportError, AttributeError) as error:
        raise MissingEngineError(
            f"The OCR engine {engine!r} cannot be loaded.", remedy="Check its name and installation."
        ) from error
    return made
