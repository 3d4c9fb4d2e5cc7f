"""Short references (viện dẫn tắt): "Kế hoạch này", "Chỉ thị nêu trên", "phụ lục kèm theo".

They are no citations of the contract; a reader who follows what a text says of a document needs
them: each is the document itself, the one just named, an attachment, or unresolved.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.citation_text import compose
from vndocparse.model.document import ShortKind
from vndocparse.rules.citations import load_citation_rules, spelled
from vndocparse.rules.load import rule_cache
from vndocparse.text import bare, fold


@dataclass(frozen=True, slots=True)
class ShortForm:
    """``text[start:end]`` stands for a document named elsewhere."""

    start: int
    end: int
    kind: ShortKind
    doc_type: str | None = None
    antecedent: int | None = None
    """Index in the mentions given, for kind "last"."""


_SELF = "này"
"""Behind the document's own type it means the document itself."""


@rule_cache
def _pattern() -> re.Pattern[str]:
    """Types in capital initials before a pointing word; what is attached before or behind "kèm theo"."""
    rules = load_citation_rules()
    types = spelled([rule.name for rule in rules.types.values()])
    pointing, end = spelled(rules.phrases["pointing"]), spelled(rules.phrases["pointing_end"])
    things, attached = spelled(rules.phrases["attachment"], any_case=True), spelled(rules.phrases["attached"])
    which = r"(?:\s{1,3}(?:số\s{1,3})?(?:[IVX]{1,4}|\d{1,2}[A-Za-z]?))?"
    return re.compile(
        rf"(?<!\w)(?:(?P<type>{types})\s{{1,3}}(?P<which>{pointing}|trên(?=\s{{0,3}}(?:[,.;:)]|\Z|{end})))"
        rf"|(?P<attachment>(?:{things}){which}\s{{1,3}}(?:{attached})|(?:{attached})\s{{1,3}}(?:{things}){which}))(?!\w)"
    )


def find_short_forms(text: str, mentions: Sequence[Mention], *, own_type: str | None = None) -> list[ShortForm]:
    """Short references in ``text``, in text order; offsets index into it, whatever its normal form.

    "Kế hoạch này" is the document itself where ``own_type`` is Kế hoạch; another type's "này" and
    every "nêu trên" is the last document of that type named before; unresolved where none is.
    """
    composed, origin = compose(text)
    own = bare(own_type or "")
    by_type: dict[str, tuple[list[int], list[int]]] = {}
    for i, mention in enumerate(mentions):
        if mention.doc_type and mention.kind != "short":
            ends, indexes = by_type.setdefault(bare(mention.doc_type), ([], []))
            ends.append(mention.end)
            indexes.append(i)
    found = []
    for m in _pattern().finditer(composed):
        start, end = (m.start(), m.end()) if origin is None else (origin[m.start()], origin[m.end()])
        if m["attachment"]:
            found.append(ShortForm(start, end, "attachment"))
            continue
        name = bare(m["type"])
        if fold(m["which"]) == _SELF_FOLDED and name == own:
            found.append(ShortForm(start, end, "self", _shown(m)))
            continue
        ends, indexes = by_type.get(name, ([], []))
        at = bisect_right(ends, start) - 1
        last = indexes[at] if at >= 0 else None
        found.append(ShortForm(start, end, "unresolved" if last is None else "last", _shown(m), last))
    return found


_SELF_FOLDED = fold(_SELF)


def _shown(m: re.Match[str]) -> str:
    return " ".join(m["type"].split())
