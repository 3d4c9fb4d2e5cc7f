"""Recorded readings: tests of what follows OCR run without an engine, and are the same on every machine.

A recording is JSON: for each picture asked about, its digest and the words that the engine gave.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vndocparse.errors import DamagedFileError, SourceNotFoundError
from vndocparse.geometry import Box
from vndocparse.model.page import Word
from vndocparse.ocr.engine import Engine, Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FORMAT = 1


@dataclass(slots=True)
class Recorder:
    """An engine that hands each picture to another one and keeps what came back."""

    engine: Engine
    readings: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def version(self) -> str:
        return self.engine.version

    def recognise(self, image: NDArray[np.uint8], *, dpi: int, block: str = "page") -> Reading:
        """What the other engine reads."""
        reading = self.engine.recognise(image, dpi=dpi, block=block)
        self.readings[digest(image, block)] = _packed(reading)
        return reading

    def save(self, path: Path) -> None:
        """Write everything read so far."""
        content = {"format": _FORMAT, "engine": self.name, "version": self.version, "readings": self.readings}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class FrozenEngine:
    """An engine that gives recorded readings again.

    A picture that was not recorded reads as empty: after a change in how pages are prepared, record anew.
    """

    readings: dict[str, Reading]
    version: str = ""
    name: str = "frozen"

    def recognise(self, image: NDArray[np.uint8], *, dpi: int, block: str = "page") -> Reading:
        """The recorded reading of the same picture; an empty one of any other."""
        return self.readings.get(digest(image, block), Reading((), 0.0, 0.0))


def record(engine: Engine) -> Recorder:
    """An engine to read with now and to save afterwards."""
    return Recorder(engine)


def load(path: Path) -> FrozenEngine:
    """A recording as an engine.

    Raises:
        SourceNotFoundError: there is no such file.
        DamagedFileError: it is no recording, or one of another format.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceNotFoundError("The OCR recording cannot be read.", remedy="Check its path.") from error
    except ValueError as error:
        raise _damaged() from error
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise _damaged()
    try:
        readings = {key: _unpacked(value) for key, value in content["readings"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged() from error
    return FrozenEngine(readings, str(content.get("version", "")))


def digest(image: NDArray[np.uint8], block: str) -> str:
    """What a picture is known by: its shape, its pixels, and how it was asked about."""
    import numpy as np

    found = hashlib.sha256(f"{block} {image.shape}".encode())
    found.update(np.ascontiguousarray(image).tobytes())
    return found.hexdigest()[:32]


def _packed(reading: Reading) -> dict[str, Any]:
    words = [
        [w.text, [round(v, 2) for v in w.box] if w.box else None, round(w.confidence, 4), round(w.size, 2), w.line]
        for w in reading.words
    ]
    return {"words": words, "mean": round(reading.mean_confidence, 4)}


def _unpacked(value: dict[str, Any]) -> Reading:
    words = tuple(
        Word(str(text), Box(*box) if box else None, float(confidence), size=float(size), line=int(line))
        for text, box, confidence, size, line in value["words"]
    )
    return Reading(words, float(value["mean"]), 0.0)


def _damaged() -> DamagedFileError:
    return DamagedFileError("The OCR recording is damaged or of another format.", remedy="Record it again.")
