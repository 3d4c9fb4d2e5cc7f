"""Tesseract through tesserocr, with Debian's Vietnamese data.

The wheel of tesserocr holds the engine and no language data, and does not know where Debian keeps
its own: ``find_tessdata`` looks in the places that people put it.  Measured on Vietnamese type:
adding English to Vietnamese gains nothing and costs a third more; threads inside the engine lose
time, so pages are shared out to processes by the caller.
"""

from __future__ import annotations

import os
import time
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vndocparse.errors import MissingEngineError, MissingLanguageError
from vndocparse.geometry import Box
from vndocparse.model.page import Word
from vndocparse.ocr.engine import Reading
from vndocparse.text import TONES, nfc

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LANGUAGE = "vie"
INSTALL = "Install it with: sudo apt-get install tesseract-ocr-vie (without root: see VNDOCPARSE_TESSDATA)."

_SYSTEM_PLACES = (
    "/usr/share/tesseract-ocr",  # Debian and Ubuntu: a folder per major version below it
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_PAGE_MODES = {"page": 3, "block": 6, "line": 7, "word": 8, "sparse": 11}
_X_HEIGHT, _CAPITAL_HEIGHT = 0.448, 0.662
"""Heights of x and of X in Times, the type of nearly all documents, as parts of the font size."""
_CAPITAL_WIDTH, _LETTER_WIDTH = 0.7, 0.46
_WIDTHS = dict.fromkeys("iíìỉĩịjltIÍÌỈĨỊ.,:;|!'/()-–", 0.3) | dict.fromkeys("mw", 0.75)
"""Widths of letters in Times, as parts of the font size."""
_NARROW = 0.95
"""Type is set a little wider as often as narrower than the table says; 1 is where both are as likely."""
_FRINGE = 1.0
"""Pixels that the blur of a scan adds to the height of a letter."""
_TO_VIETNAMESE = str.maketrans({"\u00d0": "\u0110", "\u0189": "\u0110"})
"""The data holds the Icelandic and African letters too and takes them for Đ now and then."""


def letters() -> tuple[str, ...]:
    """The 134 letters of Vietnamese that carry a mark, both cases: what an engine must be able to write."""
    small = {"đ"}
    for base in "aăâeêioôơuưy":
        for tone in ("", *TONES):
            letter = unicodedata.normalize("NFC", base + tone)
            if letter not in "aeiouy":
                small.add(letter)
    return tuple(sorted(small)) + tuple(sorted(letter.upper() for letter in small))


def tessdata_places() -> list[Path]:
    """The folders searched for ``vie.traineddata``, in order; a folder may not exist."""
    own = [os.environ.get("VNDOCPARSE_TESSDATA"), ".tessdata", os.environ.get("TESSDATA_PREFIX")]
    places = [Path(place) for place in own if place]
    # An older habit points TESSDATA_PREFIX at the parent of the data folder.
    places += [place / "tessdata" for place in places]
    for name in _SYSTEM_PLACES:
        place = Path(name)
        places += sorted(place.glob("*/tessdata"), reverse=True) or [place]
    return places


def find_tessdata(language: str = LANGUAGE) -> Path:
    """The first folder that holds the data of ``language``.

    Raises:
        MissingLanguageError: no folder does; the message names the package that brings it.
    """
    for place in tessdata_places():
        if (place / f"{language}.traineddata").is_file():
            return place.absolute()
    message = f"Tesseract has no data for Vietnamese ({language}.traineddata)."
    raise MissingLanguageError(message, remedy=INSTALL)


class TesseractEngine:
    """The engine of this project; see ``vndocparse.ocr.engine.Engine``.

    It costs nothing to make one: the library and its data are loaded at the first use, once for the
    process.  Not safe for threads.
    """

    name = "tesseract"

    def __init__(self, language: str = LANGUAGE) -> None:
        self.language = language

    @property
    def version(self) -> str:
        return str(_library().tesseract_version()).split("\n", 1)[0].removeprefix("tesseract").strip()

    def check(self) -> None:
        """Do nothing when the engine and its data are where they should be; neither is loaded.

        Raises:
            MissingEngineError: tesserocr is not installed.
            MissingLanguageError: there is no Vietnamese data.
        """
        if find_spec("tesserocr") is None:
            raise _no_library()
        find_tessdata(self.language)

    def letters(self) -> frozenset[str]:
        """Those of the 134 marked Vietnamese letters that the engine's data can write at all.

        Raises:
            MissingEngineError: the engine does not load.
            MissingLanguageError: its data is missing or damaged.
        """
        api = _handle(self.language)
        return frozenset(letter for letter in letters() if api.IsValidCharacter(letter))

    def recognise(self, image: NDArray[np.uint8], *, dpi: int, block: str = "page") -> Reading:
        """Read one grey (height x width) or RGB picture; ``block`` is "page", "block", "line" or "sparse"."""
        api = _handle(self.language)
        start = time.process_time()
        _show(api, image, dpi, _PAGE_MODES[block])
        try:
            api.Recognize()
            words = tuple(_words(api.GetIterator()))
        finally:
            api.Clear()
        seconds = time.process_time() - start
        mean = sum(word.confidence for word in words) / len(words) if words else 0.0
        return Reading(words=words, mean_confidence=mean, seconds=seconds)


@lru_cache(maxsize=1)
def _library() -> Any:
    try:
        import tesserocr
    except ImportError as error:
        raise _no_library() from error
    # It complains of tiny pieces of a page on standard error.
    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    return tesserocr


def _no_library() -> MissingEngineError:
    message = "OCR needs the package tesserocr, which is not installed or does not load."
    return MissingEngineError(message, remedy="Install it with: pip install tesserocr")


@lru_cache(maxsize=4)
def _handle(language: str) -> Any:
    """The one open engine of this process for a language."""
    library = _library()
    place = find_tessdata(language)
    try:
        return library.PyTessBaseAPI(path=f"{place}/", lang=language, oem=library.OEM.LSTM_ONLY)
    except RuntimeError as error:
        message = f"Tesseract cannot load {language}.traineddata: the file is damaged or of another version."
        raise MissingLanguageError(message, remedy=INSTALL) from error


def _show(api: Any, image: NDArray[np.uint8], dpi: int, mode: int) -> None:
    import numpy as np

    height, width = image.shape[:2]
    depth = 1 if image.ndim == 2 else image.shape[2]
    api.SetPageSegMode(mode)
    api.SetImageBytes(np.ascontiguousarray(image).tobytes(), width, height, depth, width * depth)
    api.SetSourceResolution(max(int(dpi), 70))


def _words(iterator: Any) -> list[Word]:
    """The words in Tesseract's reading order, boxes in pixels, lines numbered from 0."""
    library = _library()
    level, row = library.RIL.WORD, library.RIL.TEXTLINE
    found: list[Word] = []
    line, height = -1, 0.0
    if iterator is None:
        return found
    for step in library.iterate_level(iterator, level):
        if step.IsAtBeginningOf(row):
            line += 1
            rows = step.RowAttributes()
            # Descenders come as a negative number from the base line.
            height = max(rows["row_height"] - rows["ascenders"] - abs(rows["descenders"]) - _FRINGE, 0.0)
        box = step.BoundingBox(level)
        raw = step.GetUTF8Text(level) if box else ""
        for text in nfc(raw.translate(_TO_VIETNAMESE)).split():
            if text.isprintable():
                found.append(Word(text, Box(*map(float, box)), step.Confidence(level) / 100.0, size=height, line=line))
    return [word for _, words in groupby(found, key=lambda w: w.line) for word in sized(list(words))]


def sized(words: list[Word]) -> list[Word]:
    """The words of one line, whose ``size`` is the height of its letters, with the size of its type.

    On a line of capitals or figures alone, what Tesseract gives as the x-height is theirs; on some others it is so
    too, one line in ten of a worn page, and how wide the words are tells.
    """
    height = words[0].size
    set_in = sum(w.box.width for w in words if w.box) / max(sum(_ems(w.text) for w in words), 0.1)
    small = any(c.islower() for w in words for c in w.text)
    by_x, by_capitals = height / _X_HEIGHT, height / _CAPITAL_HEIGHT
    halfway = (by_x * by_capitals) ** 0.5
    size = by_x if small and set_in > halfway * _NARROW else by_capitals
    return [w._replace(size=size) for w in words]


def _ems(text: str) -> float:
    """Width of a word in Times, in parts of the font size, roughly."""
    return sum(_WIDTHS.get(c, _CAPITAL_WIDTH if c.isupper() else _LETTER_WIDTH) for c in text)
