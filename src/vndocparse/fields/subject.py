"""Which lines below the type still belong to its subject (trích yếu): rules in order, the first opinion counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import regex

from vndocparse.fields import cues
from vndocparse.geometry import Box
from vndocparse.model.page import Line
from vndocparse.rules import form
from vndocparse.text import fold, is_upper

MEASURE = 400.0
"""Points: a line as wide as this is set to the full measure of the page."""
SHORT = 80
"""Characters of a line below the type that is rather its subject than a text's first sentence: every type has one."""
ABOUT = regex.compile(r"(?:về|v/v)(?![^\W_])", regex.IGNORECASE)
MARGINAL = regex.compile(r"[Vv]\s*/\s*[Vv]\s*+(?:[:.]\s*+)?")
WEIGHED = 12
"""Letters whose weight tells on a scan whether a line is bold."""
_LABEL = regex.compile(r"\p{Lu}[\p{L} ]{2,24}:\s+\S")


@dataclass(frozen=True, slots=True)
class Place:
    """Line ``i`` below the type on line ``at``; the subject's last line so far is ``last``."""

    lines: tuple[Line, ...]
    at: int
    last: int
    i: int
    first: bool
    """Nothing of the subject has been read yet, beside the type or below it."""

    @property
    def line(self) -> Line:
        return self.lines[self.i]

    @property
    def head(self) -> Line:
        return self.lines[self.at]

    @property
    def before(self) -> Line:
        return self.lines[self.last]

    @property
    def above(self) -> tuple[Line, ...]:
        """The lines of the block below the type."""
        return self.lines[self.at + 1 : self.last + 1]


Opinion = bool | None
"""Belongs to the subject, or does not; None: this rule cannot tell."""


def belongs(place: Place) -> bool:
    """Whether the line still belongs to the subject of the title."""
    for rule in _RULES:
        opinion = rule(place)
        if opinion is not None:
            return opinion
    return _wraps_as_before(place)


def _other_block(p: Place) -> Opinion:
    """A table row, the next page, an addressee, the recipients, a section or the number's line ends every subject."""
    content = p.line.text
    elsewhere = p.line.markup == "row" or (p.line.page != p.head.page and p.line.box is not None)
    if elsewhere or cues.opens("addressee", content) or cues.opens("attached", content):
        return False
    if cues.opens_recipients(p.line) or cues.is_number_line(content):
        return False
    return False if cues.opens_section(content) and not content[0].islower() else None


def _bold_paragraph(p: Place) -> Opinion:
    """A title in small letters wraps as a paragraph does."""
    together = p.before.bold and p.line.bold and p.line.gap < 1
    return True if together and not is_upper(p.head.text) and not is_upper(p.line.text) else None


def _first_as_basis(p: Place) -> Opinion:
    """A first line that begins as a legal basis does ("Thực hiện …") is a subject only where it is printed as one."""
    if not (p.first and cues.opens("basis", p.line.text)):
        return None
    line, placed = p.line, p.line.box is not None
    if p.head.bold and not line.bold and placed and all(w.confidence >= 1.0 for w in line.words):
        return False  # the text begins: a subject is printed as its type is
    if not placed and not line.bold and _ends_as_text(p.lines, p.i):
        return False
    if placed and _opens_paragraph(p.lines, p.i, p.head):
        return False
    return not cues.opens("legal_basis", line.text) and _titled(line, p.head)


def _first(p: Place) -> Opinion:
    """The first line of the subject looks like one; "V/v …" opens no sentence, wherever it stands."""
    if not p.first:
        return None
    if MARGINAL.match(p.line.text):
        return True
    titled = _titled(p.line, p.head) and not _opens_paragraph(p.lines, p.i, p.head)
    return titled or (p.line.box is None and _ends_with_stop(p.lines, p.at, p.i))


def _new_sentence(p: Place) -> Opinion:
    """Behind a full stop, in text without print to tell the subject by."""
    new = p.line.box is None and p.line.text[0].isupper() and not p.line.bold and _closed(p.before.text)
    return False if new else None


def _in_brackets(p: Place) -> Opinion:
    """ "(Kèm theo …)" on one line, centred as the rest."""
    content = p.line.text
    if not content.startswith("("):
        return None
    return content.rstrip().endswith(")") and (p.line.box is None or _centred(p.line, p.head))


def _capitals_after_small(p: Place) -> Opinion:
    """Capitals below small letters, or an organ or position in capitals below a space, begin something else."""
    if not p.above or not is_upper(p.line.text):
        return None
    if not all(is_upper(x.text) for x in p.above):
        return False
    enacts = p.line.gap > 0.9 and (cues.is_position(p.line) or cues.is_organ(p.line.text))
    return False if enacts else None


def _behind_author(p: Place) -> bool:
    """Small letters below lines in capitals."""
    return bool(p.above) and not is_upper(p.line.text) and all(is_upper(x.text) for x in p.above)


def _about(p: Place) -> bool:
    return _behind_author(p) and ABOUT.match(p.line.text) is not None


def _small_after_capitals(p: Place) -> Opinion:
    """Small letters below capitals go on only with "về …"."""
    return False if _behind_author(p) and len(p.line.text) > 12 and not _about(p) else None


def _weight_lost(p: Place) -> Opinion:
    """The print changes from bold to running text; "về …" below the author is subject all the same."""
    strong = p.before.bold or p.before.markup == "heading"
    printed = p.line.bold or p.line.markup == "heading" or p.line.italic
    if sum(map(str.isalpha, p.line.text)) < WEIGHED and any(w.confidence < 1.0 for w in p.line.words):
        return None  # "5 năm liền (2019 - 2023)": too few letters to measure on a scan
    return False if strong and not printed and not (_about(p) and _names_author(p)) else None


def _by_place(p: Place) -> Opinion:
    """Where lines have places: centred under the type, no further below than the lines so far."""
    line, head, before = p.line, p.head, p.before
    if line.box is None or head.box is None:
        return None
    if not _centred(line, head):
        return False
    if before.bold and line.bold:
        return True
    if p.above and not before.bold and not line.text[0].islower() and not _centred(before, head):
        return False  # "V/v …" at the indent, and the text below it
    running = cues.opens("basis", line.text) and not is_upper(line.text)
    return line.gap <= max(1.1, 1.6 * _widest_gap(p)) and not running


def _lead_in(p: Place) -> Opinion:
    """A line that ends with a colon leads into the text."""
    return False if p.line.text[-1] == ":" and not is_upper(p.line.text) else None


def _left_hanging(p: Place) -> Opinion:
    """The line above ends with a word that asks for more ("của", "và"), or this one says what it is about."""
    hanging = fold(p.before.text.split()[-1]) in form.hanging_words() and not cues.opens("basis", p.line.text)
    return True if hanging or _about(p) else None


def _label_or_call(p: Place) -> Opinion:
    """ "Thời gian: 8 giờ", "Hỡi đồng bào!"."""
    return False if _LABEL.match(p.line.text) or p.line.text.endswith("!") else None


def _goes_on(p: Place) -> Opinion:
    """In lower case, behind a comma, or bold below bold."""
    bold = p.before.bold and p.line.bold and p.line.gap < 1
    return True if p.line.text[0].islower() or p.before.text[-1] in ",;-–" or bold else None


def _apart(p: Place) -> Opinion:
    """A basis, or a blank line between that does not stand among capitals."""
    upper = is_upper(p.line.text)
    if cues.opens("basis", p.line.text) and not upper:
        return False
    return False if p.line.gap >= 1 and not (upper and is_upper(p.before.text)) else None


def _wraps_as_before(p: Place) -> bool:
    """Signs alone, or capitals as the line above has them, which is too short to be a paragraph's."""
    if not any(c.isalpha() for c in p.line.text):
        return True
    return is_upper(p.line.text) == is_upper(p.before.text) and len(p.before.text) < 90


_RULES: tuple[Callable[[Place], Opinion], ...] = (
    _other_block,
    _bold_paragraph,
    _first_as_basis,
    _first,
    _new_sentence,
    _in_brackets,
    _capitals_after_small,
    _small_after_capitals,
    _weight_lost,
    _by_place,
    _lead_in,
    _left_hanging,
    _label_or_call,
    _goes_on,
    _apart,
)
"""In the order in which they are asked."""


def _ends_as_text(lines: tuple[Line, ...], i: int) -> bool:
    """The wrapped paragraph that begins on line ``i`` ends with a mark that no subject ends with."""
    last = i
    while last + 1 < min(i + 8, len(lines)):
        line, below = lines[last].text, lines[last + 1].text
        if lines[last + 1].gap >= 1 or line[-1] in ".:;" or not (below[0].islower() or 55 <= len(line) <= 110):
            break  # the paragraph ends, or is one long line
        if cues.opens_section(below) or cues.opens("addressee", below):
            break
        last += 1
    return lines[last].text.rstrip()[-1] in ".:;"


def _names_author(p: Place) -> bool:
    """The lines below the type say whose text it is."""
    return form.author_pattern().match(" ".join(line.text for line in p.above)) is not None


def _closed(text: str) -> bool:
    """Ends with the full stop of a sentence, not of an abbreviation."""
    return text.endswith(".") and not text.endswith("..") and len(text.split()[-1]) > 3


def _titled(line: Line, head: Line) -> bool:
    """Printed as a subject: bold or capital or centred, or short plain text without a full stop."""
    if line.box is not None and head.box is not None:
        return _centred(line, head) or line.bold
    return (
        line.bold or is_upper(line.text) or line.markup == "heading" or not line.text.rstrip().endswith((".", ":", ";"))
    )


def _ends_with_stop(lines: tuple[Line, ...], at: int, i: int) -> bool:
    """The line below the type is a subject that somebody closed with a full stop, in text without print to tell it.

    Told by what stands around it: the type right above and a blank line or the words that a text begins with below;
    or by itself: its first word "về", or that it is short and no sentence as texts begin with.
    """
    content = lines[i].text.rstrip()
    below = lines[i + 1] if i + 1 < len(lines) else None
    if below is None or not 12 < len(content) <= 160 or content.endswith(("./.", "..")) or content[-1] != ".":
        return False
    if any(c.isalpha() for c in content[content.find(". ") + 1 :]) and ". " in content:
        return False  # two sentences
    if ABOUT.match(content):
        return True
    block = lines[i].gap < 1 and below.gap >= 1 and i == at + 1
    begins = cues.opens("basis", below.text) is not None and below.text[0].isupper()
    short = len(content) <= SHORT
    return (block or begins or short) and form.lead_pattern().match(content) is None


def _opens_paragraph(lines: tuple[Line, ...], i: int, head: Line) -> bool:
    """An indented line of running text: about as wide as the next, which begins left of it, and not centred over it.

    Or a line of full measure over another, neither of them bold as the type above is.
    """
    line = lines[i]
    below = lines[i + 1] if i + 1 < len(lines) else None
    if line.bold or is_upper(line.text) or below is None or below.page != line.page:
        return False
    if line.box is None or below.box is None or line.box.width < 0.8 * below.box.width:
        return False
    indent = line.box.x0 - below.box.x0
    if head.bold and not below.bold and line.box.width > MEASURE and abs(indent) < 4:
        return abs(line.box.x1 - below.box.x1) < 6  # two full lines without an indent, under a type in bold
    return indent > 8 and abs(indent - (below.box.x1 - line.box.x1)) > 12


def _centred(line: Line, head: Line) -> bool:
    """Its middle is the type's middle, give or take a character."""
    a, b = _box(line), _box(head)
    return abs(a.middle - b.middle) <= max(16.0, 0.06 * a.width)


def _box(line: Line) -> Box:
    assert line.box is not None
    return line.box


def _widest_gap(p: Place) -> float:
    """The widest gap inside the block so far."""
    return max((line.gap for line in p.above[1:]), default=0.5)
