"""Bytes of a text file as characters: which encoding, and what could not be read."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from vndocparse.errors import UnsupportedFormatError
from vndocparse.model.page import Problem
from vndocparse.source import legacy
from vndocparse.source.characters import composed
from vndocparse.source.syllable import is_syllable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 200_000
_WORDS = re.compile(r"(?<![^\W\d_])[^\W\d_]*[^\x00-\x7f\W\d_][^\W\d_]*")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.01
_MOST_BROKEN = 0.05


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file, as its bytes say; legacy fonts are not converted yet."""

    text: str
    encoding: str
    """Python's name of the encoding."""
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """``data`` as text: by its mark, as UTF-8 or UTF-16, else as what makes Vietnamese of it.

    ``declared`` is what the file says of itself (HTML); it is believed where the bytes allow it.  Bytes that mean
    nothing become U+FFFD and a problem entry.

    Raises:
        UnsupportedFormatError: the bytes are no text in any encoding.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data[len(mark) :], encoding)
    if data.isascii() and b"\0" not in data:
        return _checked(data, "utf-8")
    wide = _utf16_without_mark(data)
    if wide:
        return _checked(data, wide)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return _refuse_binary(Decoded(text, "utf-8"))
    broken = _nearly_utf8(data)
    if broken is not None:
        return broken
    if declared and _known(declared):
        found = _checked(data, declared)
        if not found.problems:
            return found
    return _eight_bit(data)


def _known(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name not in ("utf-8", "utf-7", "idna", "punycode") and bool(
            "a".encode(encoding) == b"a"
        )
    except (LookupError, UnicodeError, ValueError):
        return False


def _checked(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if lost > 20 and lost > _MOST_BROKEN * len(text):
        raise UnsupportedFormatError(
            f"The bytes are not text in {encoding}, although the file says so.", remedy="Save it as UTF-8."
        )
    return _refuse_binary(Decoded(text, encoding, _lost(lost)))


def _lost(count: int) -> tuple[Problem, ...]:
    if not count:
        return ()
    plural = "s" if count > 1 else ""
    return (
        Problem(
            "undecodable-bytes",
            f"{count} character{plural} could not be decoded and stand{'' if plural else 's'} as \ufffd; "
            "the file may be cut off or in two encodings: save it as UTF-8.",
        ),
    )


def _refuse_binary(found: Decoded) -> Decoded:
    sample = found.text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > max(2, _MOST_CONTROLS * len(sample)):
        raise UnsupportedFormatError(
            "The file is not text: it is full of control characters.", remedy="Give a PDF, image, text, HTML or DOCX."
        )
    return found


def _utf16_without_mark(data: bytes) -> str | None:
    """Half of the bytes at even or at odd places are zero or nearly so: text of two bytes per character."""
    sample = data[: _SAMPLE & ~1]
    if len(data) % 2 or len(sample) < 4:
        return None
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        low = sample[0::2] if encoding == "utf-16-le" else sample[1::2]
        zeros = high.count(0)
        plain = zeros + high.count(1) + high.count(0x1E) + high.count(3) + high.count(0x20)
        if zeros > 0.3 * len(high) and plain > 0.95 * len(high) and low.count(0) < 0.05 * len(low):
            return encoding
    return None


def _nearly_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes: cut in the middle of a character, or with a stranger's line in it."""
    text = data.decode("utf-8", "surrogateescape")
    bad = sum(1 for c in text if "\udc80" <= c <= "\udcff")
    good = sum(1 for c in text if c > "\x7f") - bad
    if bad > max(3, 0.1 * good):
        return None
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if any("\udc80" <= c <= "\udcff" for c in line):
            shown = "".join(chr(ord(c) - 0xDC00) if "\udc80" <= c <= "\udcff" else c for c in line)
            lines[i] = shown if legacy.detect(shown) else re.sub("[\udc80-\udcff]+", "\ufffd", line)
    result = "\n".join(lines)
    return _refuse_binary(Decoded(result, "utf-8", _lost(result.count("\ufffd"))))


def _eight_bit(data: bytes) -> Decoded:
    """Windows-1258, TCVN3, VNI, or, where no one makes syllables of it, Windows-1252."""
    shown = data.decode("cp1252", "replace") if legacy.detect(data[:_SAMPLE].decode("latin-1")) is None else ""
    if not shown:
        return _refuse_binary(Decoded(data.decode("latin-1"), "latin-1"))
    windows = composed(data.decode("cp1258", "replace"))
    words = _WORDS.findall(windows[:_SAMPLE])
    fits = sum(map(is_syllable, words))
    if words and fits >= 0.6 * len(words):
        entry = Problem("legacy-encoding", "The text is in Windows-1258 and was converted to Unicode.")
        return _refuse_binary(Decoded(windows, "cp1258", (entry, *_lost(windows.count("\ufffd")))))
    entry = Problem(
        "encoding-guessed",
        "The bytes are neither UTF-8 nor a known Vietnamese encoding; read as Windows-1252. Save the file as UTF-8.",
    )
    if shown.count("\ufffd") > 0.05 * len(shown) or sum(c > "\x7f" for c in shown[:_SAMPLE]) > 0.5 * len(
        shown[:_SAMPLE]
    ):
        raise UnsupportedFormatError("The file is not text in any known encoding.", remedy="Save it as UTF-8.")
    return _refuse_binary(Decoded(shown, "cp1252", (entry, *_lost(shown.count("\ufffd")))))
