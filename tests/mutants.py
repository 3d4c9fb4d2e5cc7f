"""PDF files broken at random, with fixed seeds: the same number is the same file for ever."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

from tests.makepdf import Pdf

_NUMBER = re.compile(rb"\d+")
_TOKEN = re.compile(rb"/[A-Za-z]+|<<|>>|\bobj\b|\bendobj\b|\bstream\b|\bendstream\b|\bR\b|\[|\]")
_STRANGE = (b"0", b"-1", b"65536", b"2147483647", b"999999999999", b"1e309", b"00000000000000000001")
_TEXT = "Thực hiện Nghị quyết số 18-NQ/TW ngày 25 tháng 10 năm 2017 của Ban Chấp hành Trung ương"


@cache
def seeds() -> tuple[bytes, ...]:
    """Whole files with text, images, several pages, annotations and an inherited box."""
    text = Pdf()
    text.page(
        text.lines(["ĐẢNG BỘ TỈNH THỬ NGHIỆM", "Số 7-NQ/TU", "NGHỊ QUYẾT", _TEXT, "I- TÌNH HÌNH", "1. Nội dung."])
    )
    text.page(text.lines([_TEXT] * 5))
    picture = Pdf()
    picture.grey("scan", [[(x * y) % 256 for x in range(24)] for y in range(32)], mask=200)
    picture.page("q 500 0 0 700 40 60 cm /scan Do Q " + picture.text(72, 700, _TEXT, more="3 Tr"))
    notes = Pdf(inherited=True)
    notes.page(
        notes.lines([_TEXT]),
        notes=[("/Subtype/FreeText/Rect[100 100 300 200]/Contents(x)", notes.text(5, 20, "Công văn đến"))],
    )
    long = Pdf()
    for i in range(8):
        long.page(long.lines([f"{i}. {_TEXT}"] * 3) + "0 0 m 500 500 l S 20 20 300 400 re S")
    return text.bytes(), picture.bytes(), notes.bytes(), long.bytes()


def mutant(number: int) -> bytes:
    """The mutant of that number: a seed with one to six wounds."""
    chance = random.Random(number)
    data = bytearray(chance.choice(seeds()))
    for _ in range(chance.randint(1, 6)):
        chance.choice(_WOUNDS)(data, chance)
    return bytes(data)


def _flip(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 16)):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _delete(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    del data[start : start + chance.randint(1, 400)]


def _double(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1)
    part = data[start : start + chance.randint(1, 400)]
    data[start:start] = part * chance.randint(1, 4)


def _number(data: bytearray, chance: random.Random) -> None:
    found = list(_NUMBER.finditer(data))
    if found:
        at = chance.choice(found)
        data[at.start() : at.end()] = chance.choice(_STRANGE)


def _token(data: bytearray, chance: random.Random) -> None:
    found = list(_TOKEN.finditer(data))
    if len(found) > 1:
        one, other = chance.choice(found), chance.choice(found)
        data[one.start() : one.end()] = bytes(other[0])


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _blank(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data) + 1) // 512 * 512
    data[start : start + 512] = bytes(len(data[start : start + 512]))


_WOUNDS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip, _delete, _double, _number, _number, _token, _token, _cut, _blank,
)  # fmt: skip
