"""The wording of digital-signature stamps (dấu chữ ký số)."""

from __future__ import annotations

import re
from functools import cache

from vndocparse.rules.load import load_records
from vndocparse.rules.schema import Record
from vndocparse.text import bare


class StampRule(Record):
    """Wording by which the stamp of a digital signature is known."""

    pattern: str
    """Regular expression over the words without diacritics, in lower case, one space between them."""
    weight: int = 1
    """A text whose rules weigh 2 together is a stamp."""


@cache
def _stamp_rules() -> tuple[tuple[re.Pattern[str], int], ...]:
    return tuple((re.compile(r.pattern), r.weight) for r in load_records("signature_stamps.toml", "stamp", StampRule))


def stamp_weight(text: str) -> int:
    """How strongly a text speaks for being the stamp of a digital signature; from 2 on it is one."""
    folded = bare(text)
    return sum(weight for pattern, weight in _stamp_rules() if pattern.search(folded))
