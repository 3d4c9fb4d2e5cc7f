"""Messages between supervisor and worker: a letter, a length, JSON, and bytes behind it.  Never pickle."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

HEADER = struct.Struct("!cIQ")
"""Kind, bytes of JSON, bytes of content."""
JOB, PROGRESS, RESULT, ERROR, READY = b"J", b"P", b"R", b"E", b"H"
_FROM_WORKER = (PROGRESS, RESULT, ERROR, READY)
_MOST_JSON = 1 << 20

Message = tuple[bytes, Any, bytes]
"""Kind, what the JSON says, the content."""


class BadMessageError(Exception):
    """What came in is no message, or one that is too long."""


def packed(kind: bytes, told: object, content: bytes = b"") -> bytes:
    """Header and JSON of one message; ``content`` is to follow (it may be large and is not copied)."""
    text = json.dumps(told).encode()
    return HEADER.pack(kind, len(text), len(content)) + text


def taken(buffer: bytearray, most: int) -> Iterator[Message]:
    """The whole messages at the start of ``buffer``, which are taken out of it.

    Raises:
        BadMessageError: a worker says something that is none, or sends more than ``most`` bytes.
    """
    while len(buffer) >= HEADER.size:
        kind, length, size = HEADER.unpack_from(buffer)
        if kind not in _FROM_WORKER or length > _MOST_JSON or size > most:
            raise BadMessageError
        start, end = HEADER.size + length, HEADER.size + length + size
        if len(buffer) < end:
            return
        try:
            told = json.loads(bytes(buffer[HEADER.size : start]))
        except (ValueError, RecursionError):  # brackets without end
            raise BadMessageError from None
        content = bytes(buffer[start:end])
        del buffer[:end]
        yield kind, told, content
