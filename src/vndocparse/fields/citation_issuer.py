"""Issuer of a referenced document (cơ quan ban hành): where an organ's name begins and ends.

A name ends where its kind of organ ends: "Bộ Chính trị" is whole, "Ủy ban nhân dân" takes a unit and
its name, "Bộ" a field of work, an office ("Giám đốc") the organ behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from vndocparse.fields.citation_text import ORDINAL, Folded
from vndocparse.mend import mends
from vndocparse.rules.citations import CitationRules, alternatives, load_citation_rules, load_issuers
from vndocparse.rules.load import rule_cache
from vndocparse.text import bare, fold

MAX_NAME_WORDS = 16
"""Words of a proper name, links included: the longest names of organs have about twelve."""

_NAME_WORD = re.compile(r"\s{1,3}(?:-\s{1,2})?(\w[\w.&'/-]*)")
_CENTRAL = alternatives(
    [
        "Ban Chấp hành Trung ương Đảng",
        "Ban Chấp hành Trung ương",
        "Bộ Chính trị",
        "Ban Bí thư",
        "Ban Bí thư Trung ương Đảng",
    ]
)
_CENTRAL_LIST = re.compile(rf"(?:\s?,\s{{1,3}}|\s{{1,3}}va\s{{1,3}})(?:{_CENTRAL})(?![a-z])")
_AND = re.compile(r"\s{1,3}(?:va|-)\s{1,3}|\s?,\s{1,3}")
_MEETING = re.compile(
    rf"hoi\s{{1,3}}nghi(?:\s{{1,3}}toan\s{{1,3}}the)?\s{{1,3}}lan\s{{1,3}}thu\s{{1,3}}{ORDINAL}\s?,?\s{{1,3}}(?:cua\s{{1,3}})?"
)
"""A plenum stands before the committee that met: "Hội nghị lần thứ tư Ban Chấp hành Trung ương"."""
_COMMA = re.compile(r"\s?,\s{1,3}")
_SPACE = re.compile(r"[^\S\n]{0,2}\n?[^\S\n]{0,2}")


def issuer_at(t: Folded, pos: int, *, several: bool = False) -> int | None:
    """Where the organ, or office and organ, that begins at ``pos`` ends; None where none begins.

    ``several`` takes "A và B" as one, as joint documents have it.
    """
    meeting = _MEETING.match(t.plain, pos) if t.text[pos : pos + 1].isupper() else None
    end = _organ_at(t, meeting.end() if meeting else pos, load_citation_rules(), 0)
    if end is None:
        return None
    while (m := _CENTRAL_LIST.match(t.plain, end)) and not _acts(t, m.end()):
        end = m.end()
    while several and (m := _AND.match(t.plain, end)) and (other := _organ_at(t, m.end(), load_citation_rules(), 0)):
        end = other
    return end


def _acts(t: Folded, pos: int) -> bool:
    """True where a verb follows: "…, Ban Bí thư yêu cầu" is the subject of the sentence, no second issuer."""
    return bool(load_citation_rules().words["issuer_verb"].match(t.plain, _skip(t, pos)))


def _organ_at(t: Folded, pos: int, rules: CitationRules, depth: int) -> int | None:
    """The longest reading of any kind of organ at ``pos``."""
    if depth > 3 or pos >= len(t.text):
        return None
    if not t.text[pos].isupper() and not t.plain.startswith(("dong chi", "lien ", "thuong truc", "giam doc"), pos):
        return None
    ends = [end for read in _KINDS if (end := read(t, pos, rules, depth)) is not None]
    return max(ends, default=None)


def _closed(t: Folded, pos: int, rules: CitationRules, depth: int) -> int | None:
    m = rules.issuers["closed"].match(t.plain, pos)
    return m.end() if m else None


def _party(t: Folded, pos: int, rules: CitationRules, depth: int) -> int | None:
    """A body that serves a committee, with the committee: "Ban Tổ chức Trung ương", "Ban Thường vụ Tỉnh ủy"."""
    m = rules.issuers["party"].match(t.plain, pos)
    if not m:
        return None
    return _organ_at(t, _skip(t, m.end()), rules, depth + 1) or _names(t, m.end())


def _unit(t: Folded, pos: int, rules: CitationRules, depth: int) -> int | None:
    m = rules.issuers["unit"].match(t.plain, pos)
    if not m:
        return None
    return max(_names(t, m.end()), _organ_at(t, _skip(t, m.end()), rules, depth + 1) or 0)


def _field(t: Folded, pos: int, rules: CitationRules, depth: int) -> int | None:
    m = rules.issuers["field"].match(t.plain, pos)
    if not m:
        return None
    if f := rules.issuers["fields"].match(t.plain, _skip(t, m.end())):
        return _names(t, f.end(), places_only=True)
    end = _names(t, m.end())
    return end if end > m.end() else None


def _open(t: Folded, pos: int, rules: CitationRules, depth: int) -> int | None:
    m = rules.issuers["open"].match(t.plain, pos)
    end = _names(t, m.end()) if m else pos
    return end if m and end > m.end() else None


def _institution(t: Folded, pos: int, rules: CitationRules, depth: int) -> int | None:
    m = rules.issuers["institution"].match(t.plain, pos)
    end = _names(t, m.end(), loose=True) if m else pos
    return end if m and end > m.end() else None


def _role(t: Folded, pos: int, rules: CitationRules, depth: int) -> int | None:
    m = rules.issuers["role"].match(t.plain, pos)
    if not m:
        return None
    if (end := _organ_at(t, _skip(t, m.end()), rules, depth + 1)) is not None:
        return end
    comma = _COMMA.match(t.plain, m.end())
    if comma and rules.issuers["role"].match(t.plain, comma.end()):
        return _role(t, comma.end(), rules, depth + 1) if depth < 3 else None
    return _names(t, m.end())


_KINDS: tuple[Callable[[Folded, int, CitationRules, int], int | None], ...] = (
    _closed,
    _party,
    _unit,
    _field,
    _open,
    _institution,
    _role,
)


def _skip(t: Folded, pos: int) -> int:
    """The place behind a few blanks and at most one line feed."""
    m = _SPACE.match(t.plain, pos)
    return m.end() if m else pos


def _ends_name(t: Folded, pos: int) -> bool:
    words = load_citation_rules().words
    if words["issuer_stop"].match(t.plain, pos) or words["issuer_verb"].match(t.plain, pos):
        return True
    return bool(words["name_stop"].match(t.text[pos : pos + 24].lower()))


def _names(t: Folded, pos: int, *, places_only: bool = False, loose: bool = False) -> int:
    """The end of the names in capitals behind ``pos``, with the words that link them.

    ``loose`` bears two other small words inside: "Viện Hàn lâm Khoa học xã hội Việt Nam".
    """
    small = 0
    end = at = pos
    rules = load_citation_rules()
    for i in range(MAX_NAME_WORDS):
        m = _NAME_WORD.match(t.plain, at)
        if not m or "\n\n" in m[0]:
            break
        start, word = m.start(1), m[1].rstrip(".'/-")
        stop = start + len(word)
        if (
            not word
            or word[0].isdigit()
            or (places_only and i == 0 and not rules.words["issuer_place"].fullmatch(word))
        ):
            break
        if t.text[start].isupper():
            if rules.words["issuer_stop"].match(t.plain, start):
                break
            end, small = stop, 0
        elif rules.words["issuer_last"].fullmatch(word):
            end = stop
        elif not rules.words["issuer_link"].fullmatch(word):
            small += 1
            if not loose or small > 2 or _ends_name(t, start):
                break
        at = m.end()
        if stop < m.end():  # a full stop or a dash ends the name
            break
    return end


@dataclass(frozen=True, slots=True)
class Wording:
    """A phrase as it should read, and whether that differs from the print in more than case and tone place."""

    text: str
    mended: bool


def mend_issuer(printed: str) -> Wording:
    """The organ's name as the rules spell it, where the print differs from it in diacritics alone."""
    known = _known().get(bare(printed))
    if known is None or fold(known) == fold(printed) or not mends("formulas"):
        return Wording(printed, False)
    return Wording(known, True)


@rule_cache
def _known() -> dict[str, str]:
    return {bare(p): p for rule in load_issuers() if rule.kind == "closed" for p in rule.phrases}
