"""Places (địa danh) as they are called since 1 July 2025, with the offsets of the old names kept.

The names come from underthesea's bundled table of the merger of provinces and communes; nothing is downloaded.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex


@dataclass(frozen=True, slots=True)
class PlaceToday:
    """A place named in a text and what it is today."""

    text: str
    """The name as it stands in the text."""
    start: int
    end: int
    today: str
    """The name since the merger; the same name where nothing changed."""
    certain: bool
    """False where the old commune was divided and the table names its larger part, or where only the
    province of a longer name is known."""


_UNIT = r"(?:tỉnh|thành phố|TP\.?|quận|huyện|thị xã|thị trấn|phường|xã)"
_NAME = r"\p{Lu}[\p{L}\p{M}]*(?:[ -]\p{Lu}[\p{L}\p{M}]*){0,4}|\d{1,2}"
_CHAIN = regex.compile(rf"\b{_UNIT}\s+(?:{_NAME})(?:,\s+{_UNIT}\s+(?:{_NAME}))*")


def place_today(name: str) -> PlaceToday | None:
    """Today's name of a place that is written down to its province: "xã A, huyện B, tỉnh C" or "C".

    None where the table does not know the province: a bare commune or district name is never guessed.
    """
    from underthesea import convert_address

    found = convert_address(" ".join(name.split()))
    if found.status.value not in ("success", "partial") or not found.converted:
        return None
    divided = found.mapping_type is not None and found.mapping_type.value == "divided"
    only_province = found.status.value == "partial" and bool(found.old.district or found.old.ward)
    return PlaceToday(name, 0, len(name), found.converted, certain=not (divided or only_province))


def places_today(text: str) -> list[PlaceToday]:
    """The places that ``text`` names with their unit ("huyện B, tỉnh C"), each with offsets and today's name.

    Guarantees: ``text[p.start:p.end] == p.text``; names whose province is not said are left out.
    """
    found = []
    for match in _CHAIN.finditer(text):
        today = place_today(match.group())
        if today is not None:
            found.append(PlaceToday(match.group(), match.start(), match.end(), today.today, today.certain))
    return found
