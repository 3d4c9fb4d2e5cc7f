"""Short references (viện dẫn tắt): "Kế hoạch này", "Chỉ thị nêu trên", "phụ lục kèm theo".

They are no citations of the contract; a reader who follows what a text says of a document needs
them: each is the document itself, the one just named, an attachment, or unresolved.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from vndocparse.fields.citation_mention import Mention
from vndocparse.rules.citations import load_citation_rules
from vndocparse.text import bare

ShortKind = Literal["self", "last", "attachment", "unresolved"]


@dataclass(frozen=True, slots=True)
class ShortForm:
    """``text[start:end]`` stands for a document named elsewhere."""

    start: int
    end: int
    kind: ShortKind
    doc_type: str | None = None
    antecedent: int | None = None
    """Index in the mentions given, for kind "last"."""


@cache
def _pattern() -> re.Pattern[str]:
    rules = load_citation_rules()
    names = sorted((rule.name for rule in rules.types.values()), key=len, reverse=True)
    behind = "|".join(("đã", "được", "có", "là", "và", "của", "không", "còn", "nhằm", "phải"))
    above = rf"trên(?=\s{{0,3}}(?:[,.;:)]|\Z|{behind}))"
    return re.compile(
        rf"(?<!\w)(?:(?P<type>{'|'.join(names)})\s{{1,3}}(?P<which>này|nêu trên|nói trên|kể trên|trên đây|{above})"
        r"|(?P<attachment>[Pp]hụ lục|[Bb]iểu mẫu|[Tt]ài liệu)\s{1,3}(?:gửi\s{1,3})?kèm\s{1,3}theo)(?!\w)"
    )


def find_short_forms(text: str, mentions: Sequence[Mention], *, own_type: str | None = None) -> list[ShortForm]:
    """Short references in ``text`` (NFC), in text order.

    "Kế hoạch này" is the document itself where ``own_type`` is Kế hoạch; another type's "này" and
    every "nêu trên" is the last document of that type named before; unresolved where none is.
    """
    own = bare(own_type or "")
    by_type: dict[str, tuple[list[int], list[int]]] = {}
    for i, mention in enumerate(mentions):
        if mention.doc_type:
            starts, indexes = by_type.setdefault(bare(mention.doc_type), ([], []))
            starts.append(mention.end)
            indexes.append(i)
    found = []
    for m in _pattern().finditer(text):
        if m["attachment"]:
            found.append(ShortForm(m.start(), m.end(), "attachment"))
            continue
        name = bare(m["type"])
        if m["which"] == "này" and name == own:
            found.append(ShortForm(m.start(), m.end(), "self", m["type"]))
            continue
        starts, indexes = by_type.get(name, ([], []))
        at = bisect_right(starts, m.start()) - 1
        last = indexes[at] if at >= 0 else None
        found.append(ShortForm(m.start(), m.end(), "unresolved" if last is None else "last", m["type"], last))
    return found
