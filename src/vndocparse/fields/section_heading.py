"""Heading (tiêu đề của đề mục) or numbered paragraph: how much of a section's first lines names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from vndocparse.fields.paragraphs import whole_bold
from vndocparse.model.page import Line, Word
from vndocparse.rules.sections import section_rules
from vndocparse.text import is_upper

MOST_WORDS_BOLD = 70
"""A longer run of bold is an emphasised paragraph."""
MOST_WORDS_PLAIN = 45
"""Also for bold type of a scan, where the weight of a word is a guess."""
MOST_WORDS_COLON = 28
LEAD_WORDS = 6
"""A line with a closing colon that is longer than this and holds a verb leads into a list."""
LONG_WORDS = 32
"""A plain line that is longer may be a sentence that lost its full stop."""
DOUBTED = 0.93
MOST_LINES = 8
_SPECKS = regex.compile(r"(?r)(?:\s[-–—_~|ˆ°”]+)+$")
"""What OCR reads into blank paper behind a line."""
_CLOSING = regex.compile(r"(?r)(?:\s*:|\s[-–—_~|ˆ°”]+(?![-–—_~|ˆ°”])|”)+$")
"""The same, and the closing colon."""
_BRACKET_LEAD = regex.compile(r"^\([^()]{1,60}\):")
"""What a heading is about, in brackets before it: "(Khoản 2 Điều 1): …"."""
_OPEN_END = regex.compile(r"\p{L}(?:…|\.\.\.)$")
"""A heading left open: "…". A row of dots to be filled in is longer."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: up to which line (included) and which offset in that line it goes."""

    text: str
    line: int
    end: int
    """Offset in that line, past the heading."""
    sure: float = 1.0
    """1 where print says that it is one; less where wording alone does."""


def find_heading(
    lines: Sequence[Line], starts: Sequence[float], first: int, begin: int, stop: int, *, titled: bool, nested: bool
) -> Heading | None:
    """The heading of the section whose marker ends at ``begin`` in ``lines[first]``; None for a paragraph.

    Args:
        lines: the body's lines.
        starts: log odds that a paragraph begins at each of them.
        first: the marker's line.
        begin: offset in it past the marker.
        stop: first line of the next section, or one past the last line.
        titled: True for a part, a chapter, a mục: what stands below the marker is its title.
        nested: True where a section follows inside this one.
    """
    rest = lines[first].text[begin:].strip()
    at = first
    if not rest:
        at = first + 1
        if at >= stop or not (titled or is_upper(lines[at].text) or _bold(lines[at], 0) or starts[at] <= 3.5):
            return None
        begin = 0
        rest = lines[at].text.strip()
    if at >= stop or not any(c.isalpha() for c in rest):
        return None
    styled = _styled(lines, starts, at, begin, _before_table(lines, at, stop))
    if styled is not None:
        return _heading(lines, at, begin, styled)
    if _bold_lead(lines[at], begin) and not (_worn(lines[at]) and _alone(starts, at, stop)):
        return None  # a sentence that begins in bold; of a scan's line alone a word too light says nothing
    return _plain(lines, starts, at, begin, stop, nested)


def _before_table(lines: Sequence[Line], at: int, stop: int) -> int:
    """``stop``, or the first line of a table before it: its head is as bold as a heading, and none of it."""
    return next((i for i in range(at + 1, stop) if lines[i].markup == "row"), stop)


def _styled(lines: Sequence[Line], starts: Sequence[float], at: int, begin: int, stop: int) -> int | None:
    """Last line of a heading set in capitals, in bold or by markup."""
    rest = lines[at].text[begin:]
    if lines[at].markup == "heading" and not is_upper(rest):
        leads = rest.rstrip(" *").endswith(":") and not _bold(lines[at], begin) and is_sentence(rest.strip())
        return None if leads else at
    if is_upper(rest):
        last = at
        while last + 1 < min(stop, at + MOST_LINES):
            capitals = is_upper(lines[last + 1].text) and _joins(lines, starts, last)
            if not capitals and not _closes_bracket(lines[last], lines[last + 1]):
                break
            last += 1
        return last
    if not _bold(lines[at], begin):
        return None
    last = at
    while last + 1 < stop and _bold(lines[last + 1], 0) and not _new_title(lines, starts, last):
        last += 1
        if last - at > MOST_LINES:
            return None
    following = last + 1
    if following < stop and (_bold_lead(lines[following], 0) or starts[following] < -1.5):
        return None  # the bold run ends inside a paragraph
    words = sum(len(lines[i].text.split()) for i in range(at, last + 1))
    return last if words <= (MOST_WORDS_PLAIN if _worn(lines[at]) else MOST_WORDS_BOLD) else None


def _worn(line: Line) -> bool:
    """Read by OCR."""
    return any(w.confidence < 1.0 for w in line.words)


def _alone(starts: Sequence[float], at: int, stop: int) -> bool:
    """Whether the paragraph that holds the line ends with it."""
    return at + 1 >= stop or starts[at + 1] > 0


def _closes_bracket(line: Line, following: Line) -> bool:
    """A bracket of figures broken over two lines: "… SAU 03 NĂM (2021 -" / "2024)", or "(2021 - 2024)" on its own."""
    rest = following.text.strip()
    figures = len(rest) <= 16 and not any(c.isalpha() for c in rest) and rest.endswith(")")
    return figures and ("(" in rest or line.text.count("(") > line.text.count(")"))


def _joins(lines: Sequence[Line], starts: Sequence[float], last: int) -> bool:
    """Whether the capital line behind ``last`` belongs to the same heading."""
    following = lines[last + 1]
    if following.box is None:
        if section_rules().title_goes_on.match(following.text):
            return True
        return lines[last].markup != "heading" and (following.gap < 1 or starts[last + 1] < 2.5)
    if len(following.text) < 5 and not following.words[0].bold:
        return False  # the head of a table: "TT"
    return starts[last + 1] < 2.5 and lines[last].page == following.page


def _new_title(lines: Sequence[Line], starts: Sequence[float], last: int) -> bool:
    """Whether the bold line behind ``last`` is another bold paragraph, not more of the same heading."""
    ended = lines[last].text.rstrip()[-1:] in ".:;"
    return starts[last + 1] > (0.5 if ended else 2.5)


def _plain(
    lines: Sequence[Line], starts: Sequence[float], at: int, begin: int, stop: int, nested: bool
) -> Heading | None:
    """A paragraph without style that stands alone and names its content."""
    last = at
    while last + 1 < stop and starts[last + 1] <= 0:
        last += 1
        if last - at > MOST_LINES:
            return None
    text = _SPECKS.sub("", _joined(lines, at, begin, last))
    followed = last + 1 < stop or nested or text.endswith(":")
    quoted = text[-1:] in '”"' and any(c in text[:-1] for c in '“"')
    if quoted or (text.endswith((".", "…", ";", ",", "!", "?")) and not _OPEN_END.search(text)):
        return None
    words = len(text.split())
    if not followed:
        return None  # an item of a list
    if words > (MOST_WORDS_COLON if text.endswith(":") else MOST_WORDS_PLAIN) or ": " in _BRACKET_LEAD.sub("", text):
        return None
    if is_sentence(text):
        return None
    topic = section_rules().heading_topic.match(text) is not None
    doubted = not topic and words > (LEAD_WORDS if text.endswith(":") else LONG_WORDS)
    return _heading(lines, at, begin, last, DOUBTED if doubted else 1.0)


def is_sentence(text: str) -> bool:
    """Whether the wording says that a line without a full stop is a sentence all the same.

    >>> is_sentence("Quyết định này có hiệu lực kể từ ngày ký"), is_sentence("Hiệu lực thi hành")
    (True, False)
    """
    rules = section_rules()
    bare = text.rstrip(" :")
    if rules.sentence_start.match(bare) or rules.sentence_inside.search(bare) or rules.sentence_end.search(bare):
        return True
    if not text.endswith(":"):
        return False
    longer = len(bare.split()) > LEAD_WORDS
    return bool(rules.sentence_colon.match(bare) or (longer and rules.sentence_lead.search(bare)))


def _heading(lines: Sequence[Line], at: int, begin: int, last: int, sure: float = 1.0) -> Heading | None:
    text = _CLOSING.sub("", _joined(lines, at, begin, last))
    if text.endswith(".") and not text.endswith(".."):
        text = text[:-1].rstrip()
    return Heading(text, last, len(lines[last].text), sure) if text else None


def _joined(lines: Sequence[Line], at: int, begin: int, last: int) -> str:
    return " ".join([lines[at].text[begin:].strip(), *(lines[i].text for i in range(at + 1, last + 1))]).strip()


def _bold(line: Line, begin: int) -> bool:
    """Whether all words from ``begin`` on are bold."""
    if begin == 0:
        return whole_bold(line)
    if True not in [w.bold for w in line.words]:
        return False
    words = [w for w, at in _placed(line) if at + len(w.text) > begin and any(c.isalpha() for c in w.text)]
    return bool(words) and all(w.bold for w in words)


def _bold_lead(line: Line, begin: int) -> bool:
    """Whether the words from ``begin`` on begin in bold and go on without it."""
    if True not in [w.bold for w in line.words]:
        return False
    words = [w for w, at in _placed(line) if at + len(w.text) > begin and any(c.isalpha() for c in w.text)]
    return bool(words) and words[0].bold and not words[-1].bold


def _placed(line: Line) -> list[tuple[Word, int]]:
    at = 0
    out = []
    for word in line.words:
        out.append((word, at))
        at += len(word.text) + 1
    return out
