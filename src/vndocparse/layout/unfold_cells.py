"""Cells of tables that a converter wrote as one line each, cut into the lines that were printed.

Programs that find tables (docling and others) give a column of a header or foot as one cell, its lines joined
by blanks.
"""

from __future__ import annotations

from collections.abc import Callable

import regex

from vndocparse.model.page import Line
from vndocparse.rules import foot, form, organs, signing
from vndocparse.text import fold, is_upper

LONGEST = 240
"""Characters of a cell that holds a header's column or a signature block."""
_WORD = regex.compile(r"(?<=\s)(?=\S)")
_NUMBER = regex.compile(
    r"(?<=\s)S[ốè]\s*+(?::\s*+)?[\d.…_ ]*+\s*+(?:[-–/]\s*+|(?<=[ ]\s*))"
    r"\p{Lu}[\p{L}\d&]*(?:\s?[-–/.]\s?\p{Lu}[\p{L}\d&]*){0,12}(?=\s|$)"
)
_SUBJECT = regex.compile(r"(?<=\s)(?:V\s*/\s*v|Về việc)(?!\p{L})")
_STARS = regex.compile(r"(?<!\S)(?:\\?\*+|[-_]{3,})(?!\S)")
_BRACKET = regex.compile(r"\([^()]{2,60}\)\s*")
_NAME = regex.compile(
    r"(?:(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá|úy|uý)\s+)?(?:\p{Lu}[\p{L}']*\s+){1,5}\p{Lu}[\p{L}']*"
)


def is_cell(line: Line) -> bool:
    """A cell of a text without places, short enough to be one of a header or foot."""
    return line.box is None and line.markup == "cell" and len(line.text) <= LONGEST


def header_cuts(text: str) -> set[int]:
    """Where printed lines begin in the cell of a header's left column: at the star, number and subject.

    Empty for a cell that does not begin with an organ's name.
    """
    if not organs.opens_organ(text):
        return set()
    number = _NUMBER.search(text)
    if number is None or not is_upper(text[: number.start()]):
        return set()
    subject = _SUBJECT.search(text, number.end())
    stars = list(_STARS.finditer(text, 0, number.start()))
    cuts = {number.start(), number.end(), *(at for hit in stars for at in hit.span())}
    return cuts if subject is None else cuts | {subject.start()}


def signature_cuts(text: str) -> set[int]:
    """Where printed lines begin in a cell that holds a signature block: at each authority and office, mark and name.

    Empty for a cell that begins with none of them, or ends otherwise than with a name or them.
    """
    capitals = _capitals(text)
    head, rest = text[:capitals].rstrip(), text[capitals:].strip()
    signs = signing.authority_pattern().match(head) is not None
    if not head or not (signs or signing.opens_position(head) or organs.opens_organ(head)):
        return set()
    bracket = _BRACKET.match(rest)
    named = rest[bracket.end() :] if bracket is not None else rest
    if named and not (_NAME.fullmatch(named) and (signs or foot.is_surname(_surname(named)))):
        return set()
    cuts = _offices(head)
    if not (cuts or signs or signing.opens_position(head)):
        return set()
    if rest:
        cuts.add(len(text) - len(text[capitals:].lstrip()))
        cuts.add(text.rindex(named) if named else len(text))
    else:
        cuts |= _capital_name(head, max(cuts, default=0))
    return {c for c in cuts if 0 < c < len(text)}


def _capitals(text: str) -> int:
    """Where the words in capitals at the start end."""
    at = 0
    for hit in _WORD.finditer(text + " ."):
        word = text[at : hit.start()]
        if any(c.isalpha() for c in word) and not (is_upper(word) and word[:1] != "("):
            break
        at = hit.start()
    return min(at, len(text))


def _offices(head: str) -> set[int]:
    """Where an authority or office begins behind the first one."""
    cuts: set[int] = set()
    last, covered = 0, _covered(head, 0)
    starts = [hit.start() for hit in _WORD.finditer(head)]
    for at, following in zip(starts, [*starts[1:], len(head)], strict=True):
        before = head[last:at].rstrip()
        if at < covered or before[-1:] in ",-–" or signing.is_open_title(before) or not _begins(head, at):
            continue
        if _begins(head, following) and _covered(head, following) > _covered(head, at):
            continue  # "BAN THƯỜNG VỤ" / "TRƯỞNG BAN TỔ CHỨC", not "VỤ TRƯỞNG"
        cuts.add(at)
        last, covered = at, _covered(head, at)
    return cuts


def _begins(head: str, at: int) -> bool:
    return signing.authority_pattern().match(head, at) is not None or _office(head, at) is not None


def _office(head: str, at: int) -> regex.Match[str] | None:
    return signing.position_pattern().match(fold(head[at:]))


def _covered(head: str, at: int) -> int:
    """The end of the authority and office at ``at``."""
    signs = signing.authority_pattern().match(head, at)
    if signs is not None:
        at = signs.end() + len(head[signs.end() :]) - len(head[signs.end() :].lstrip())
    office = _office(head, at)
    if office is None:
        return at
    words = len(office[0].split())  # folded text is no longer letter by letter the text
    return next((h.start() for k, h in enumerate(_WORD.finditer(head, at + 1), 1) if k == words), len(head))


def _capital_name(head: str, last: int) -> set[int]:
    """Where a name in capitals begins behind the last office: three to five words, the first a surname."""
    start = _covered(head, last)
    words = head[start:].split()
    named = 3 <= len(words) <= 5 and foot.is_surname(words[0].title()) and not organs.opens_organ(head[start:].strip())
    return {len(head) - len(head[start:].lstrip())} if named else set()


def _surname(named: str) -> str:
    words = named.split()
    return words[2] if words[1][:1].islower() and len(words) > 2 else words[0]


def motto_cuts(text: str) -> set[int]:
    """Where printed lines begin in the cell of a header's right column: behind the motto, at the date."""
    flat, offsets = form.bare_with_offsets(text[:120])
    for rule in form.mottos():
        hit = None if rule.right_only else form.motto_pattern(rule).match(flat)
        if hit is not None and is_upper(text[: offsets[hit.end() - 1] + 1]):
            return {offsets[hit.end() - 1] + 1}
    return set()


CUTTERS: tuple[Callable[[str], set[int]], ...] = (header_cuts, motto_cuts, signature_cuts)
"""Each finds the cuts of one kind of cell."""
