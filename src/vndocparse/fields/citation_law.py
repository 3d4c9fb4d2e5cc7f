"""Names of laws (tên luật): where one ends, in running text and before its number, day or year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vndocparse.fields.citation_text import Folded
from vndocparse.rules.citations import LawName, Trie, load_citation_rules

MAX_NAME = 120
"""Characters of the name of one law."""
MAX_AMENDING = 700
"""Characters of the name of a law that amends others by name: nine laws are named in one of 2022."""

_WORD = re.compile(r"(?:[\s,\-]{1,3}|\s{1,2}[(\"“](?=hiv|ba\s)){0,2}([a-z0-9/&]+)(?:(?<=aids)\)|(?<=hung)[\"”])?")
_ANCHOR = re.compile(
    r"(?:\s?,?\s{1,3}|(?<=[a-z])(?=ngay\s?\d))(?:so\s{0,2}:?\s{0,3}(?=\d)|(?=ngay\s{0,3}\d)|(?=nam\s{0,2}(?:19|20)\d\d))"
)
_BREAK = re.compile(
    r"[.;:()“”\"\[\]]|\n\s*\n|(?<![a-z])(?:nghi\s{1,3}dinh|thong\s{1,3}tu|quyet\s{1,3}dinh\s{1,3}so|nghi\s{1,3}quyet|hien\s{1,3}phap|chi\s{1,3}thi"
    r"|duoc|theo|quy\s{1,3}dinh(?!\s{1,3}ve)|ban\s{1,3}hanh\s{1,3}(?!van\s{1,3}ban|quyet\s{1,3}dinh)|co\s{1,3}hieu\s{1,3}luc|thuc\s{1,3}hien|nay|can\s{1,3}cu|"
    r"hien\s{1,3}hanh|ke\s{1,3}tu|het\s{1,3}hieu\s{1,3}luc|da|thi)(?![a-z])"
)
"""Ends the stretch in which a name may run on to its number or day."""
_YEAR_ALONE = re.compile(r"\s?,?\s{0,3}nam\s")
_AMENDING = re.compile(r"\s{1,3}sua\s{1,3}doi(?![a-z])")
_OTHER = re.compile(r"\s{0,3}(?:,|va|;)?\s{1,3}(?:va\s{1,3})?(?:(bo\s{1,3}luat|luat|phap\s{1,3}lenh)\s{1,3})?(?=[a-z])")
_INNER = re.compile(r"(?<![a-z])(bo\s{1,3}luat|luat|phap\s{1,3}lenh)\s{1,3}(?=[a-z])")
_CODE = {"luat": "L", "bo luat": "BL", "phap lenh": "PL"}


@dataclass(frozen=True, slots=True)
class Name:
    """The end of a law's name; ``known`` where a list of names says so."""

    end: int
    known: LawName | None
    anchored: bool
    """A number, day or year follows."""


def known_name(t: Folded, pos: int, code: str) -> tuple[int, LawName] | None:
    """The longest name in the list that begins at ``pos``."""
    node: Trie | LawName | None = load_citation_rules().laws.get(code)
    best: tuple[int, LawName] | None = None
    at = pos
    for _ in range(40):
        m = _WORD.match(t.plain, at)
        if not m or "\n\n" in m[0] or not isinstance(node, dict):
            break
        word, stop = m[1], m.end(1)
        if word.endswith("ngay") and word not in node:  # "Chính phủngày 25": a lost blank
            word, stop = word[:-4], stop - 4
        node = node.get(word)
        if not isinstance(node, dict):
            break
        at = m.end() if stop == m.end(1) else stop
        if isinstance(leaf := node.get(""), LawName):
            best = (m.end() if stop == m.end(1) else stop, leaf)
    return best


def law_name(t: Folded, pos: int, code: str, *, strict: bool) -> Name | None:
    """The name of a law behind its word, which ends at ``pos``.

    ``strict``: the word stands in small letters; then only a listed name in capitals, or a name
    with number, day or year counts.
    """
    if _AMENDING.match(t.plain, pos):
        return _amending(t, pos)
    start = _start(t, pos)
    if start is None:
        return None
    rules = load_citation_rules()
    if rules.words["law_not"].match(t.text[start : start + 24].lower()) and not known_name(t, start, code):
        return None
    listed = known_name(t, start, code)
    anchor = _anchor(t, listed[0] if listed else start, MAX_NAME)
    capital = t.text[start].isupper()
    if listed:
        near = _ANCHOR.match(t.plain, listed[0])
        if near or (capital and not strict) or capital:
            return Name(listed[0], listed[1], near is not None)
        return Name(listed[0], listed[1], False) if not strict else None
    if not capital and (anchor is None or strict or _YEAR_ALONE.match(t.plain, anchor)):
        return None  # "Luật chơi năm 2015"
    if anchor is not None:
        return Name(anchor, None, True)
    if strict:
        return None
    end = _until_stop(t, start)
    return Name(end, None, False) if end else None


def _start(t: Folded, pos: int) -> int | None:
    m = re.compile(r"[^\S\n]{0,2}\n?[^\S\n]{0,2}").match(t.plain, pos)
    if not m or m.end() == pos:
        return None
    return m.end() if m.end() < len(t.text) and t.text[m.end()].isalpha() else None


def _anchor(t: Folded, pos: int, limit: int) -> int | None:
    """Where the name ends that runs on from ``pos`` to a number, day or year."""
    m = _ANCHOR.search(t.plain, pos, min(len(t.plain), pos + limit))
    if not m:
        return None
    stop = _BREAK.search(t.plain, pos, m.start())
    return None if stop else m.start()


def _until_stop(t: Folded, start: int) -> int | None:
    """The end of an unlisted name: at punctuation or at a word that names do not hold; at most 8 words."""
    stops = load_citation_rules().words["name_stop"]
    end = at = start
    for i in range(8):
        m = re.compile(r"(?:\s{1,2})?([^\W\d_]+)").match(t.plain, at)
        if not m or "\n\n" in m[0] or stops.match(t.text[m.start(1) : m.start(1) + 24].lower()):
            break
        if i and t.text[m.start(1)].isupper() and _INNER.match(t.plain, m.start(1)):
            break
        end = at = m.end()
    return end if end > start else None


def _amending(t: Folded, pos: int) -> Name | None:
    """ "Luật sửa đổi, bổ sung một số điều của Luật A và Luật B ngày …" is one name."""
    limit = min(len(t.plain), pos + MAX_AMENDING)
    anchor = _ANCHOR.search(t.plain, pos, limit)
    stop = re.compile(
        r"[.;:()“”\"\[\]]|\n\s*\n|(?<![a-z])(?:nghi\s{1,3}dinh|thong\s{1,3}tu|quyet\s{1,3}dinh\s{1,3}so|nghi\s{1,3}quyet|can\s{1,3}cu|nay|theo|duoc)(?![a-z])"
    ).search(t.plain, pos, limit)
    if anchor and (stop is None or anchor.start() < stop.start()):
        return Name(anchor.start(), None, True)
    end = None
    last = stop.start() if stop else limit
    inner = _INNER.search(t.plain, pos, last)
    while inner:
        code = _CODE[" ".join(inner[1].split())]
        listed = known_name(t, inner.end(), code)
        if listed:
            end = listed[0]
        else:
            guessed = _until_stop(t, inner.end())
            if not guessed:
                break
            end = guessed
        more = _OTHER.match(t.plain, end)
        if not more or not more[1]:
            break
        inner = _INNER.match(t.plain, more.start(1))
    return Name(end, None, False) if end else None
