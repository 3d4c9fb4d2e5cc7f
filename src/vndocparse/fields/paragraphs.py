"""Where paragraphs (đoạn) begin, as log odds per line, from indentation, gaps, line ends and wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import regex

from vndocparse.model.page import Line
from vndocparse.rules.sections import section_rules
from vndocparse.text import is_upper

TERMINAL = '.;:!?…”"»'
"""Characters with which a paragraph may end."""
INDENT_EM = 0.7
"""Least indentation of a first line, in line heights."""
MOST_INDENT = 60.0
"""Greatest indentation of a first line, in points."""
GAP_EM = 0.3
"""Least blank height between paragraphs over the usual one between lines, in line heights."""
_ITEM = regex.compile(r"(?:[-–—+*•●▪][-–—=_]?\s*|\(\d{1,2}\)\.?\s*)(?=\p{Lu})")
"""A list item, which begins a paragraph of its own."""
_POINT = regex.compile(r"(?:\p{L}|[ivx]{2,4})\s?[^\s\p{L}\d]")
HALF_EMPTY = 0.5
"""A line that leaves more of the measure blank than this ends its paragraph, whatever its last character."""
MOST_LONGER = 0.05
"""Share of lines that may go far beyond the measure where text is wrapped: cells of tables, addresses."""
MOST_WHOLE = 0.6
"""Share of full lines that may end as a sentence does: where more do, they are short paragraphs of like length."""
LEAST_GOING_ON = 0.35
"""Share of full lines without an end mark that the next one must go on, in lower case or figures, in wrapped text."""
MOST_APART = 0.9
LEAST_WIDTH, MOST_WIDTH = 36, 140
"""A text whose lines are shorter or longer than this many characters is not wrapped: a line is a paragraph."""


@dataclass(frozen=True, slots=True)
class Margins:
    """The body's edges on one page, in points."""

    left: float
    right: float | None
    """None where too few lines end together to tell."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document sets its paragraphs apart."""

    margins: dict[int, Margins]
    usual_gap: float
    by_gap: bool
    """Paragraphs are set apart by blank height."""
    by_indent: bool
    """First lines are indented."""
    width: float
    """Text without boxes: characters of a full line; 0.0 where lines are not wrapped."""
    drawn: bool
    """True where the lines have boxes."""
    spaced: bool = False
    """Text without boxes: a blank line stands between all lines, so that it says nothing of paragraphs."""


def paragraph_starts(lines: Sequence[Line]) -> tuple[float, ...]:
    """For each line the log odds that a paragraph begins there; the first line is certain.

    Linear in the number of words.  Positive means: more likely than not.
    """
    if not lines:
        return ()
    setting = _setting(lines)
    score = _drawn_score if setting.drawn else _plain_score
    styles = [(is_upper(line.text), whole_bold(line)) for line in lines]
    wordings = map(_wording, lines, lines[1:], styles, styles[1:])
    return (6.0, *[w + score(a, b, setting) for w, (a, b) in zip(wordings, pairwise(lines), strict=True)])


def whole_bold(line: Line) -> bool:
    """True where every word with a letter is bold."""
    if not line.bold:
        return False
    return all(w.bold for w in line.words if any(c.isalpha() for c in w.text)) if line.words else True


# --- how the document is set ----------------------------------------------------------------------


def _setting(lines: Sequence[Line]) -> Setting:
    drawn = 2 * sum(line.box is not None for line in lines) > len(lines)
    inner = [b.gap for a, b in pairwise(lines) if a.page == b.page and not b.column]
    if not drawn:
        gaps = [_blank_above(a, b) for a, b in pairwise(lines) if a.page == b.page and not b.column]
        width, blanks = _full_width(lines), sum(gaps)
        if width and blanks > MOST_APART * len(gaps):
            return Setting({}, 0.0, False, False, width, False, spaced=True)
        return Setting({}, 0.0, blanks >= 0.1 * len(gaps) and blanks > 0, False, width, False)
    usual = median(inner) if inner else 0.0
    wide = sum(gap - usual > GAP_EM for gap in inner)
    margins = _margins(lines)
    return Setting(margins, usual, 0.04 * len(inner) <= wide <= 0.8 * len(inner), _by_indent(lines, margins), 0.0, True)


def _full_width(lines: Sequence[Line]) -> float:
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    if not LEAST_WIDTH <= width <= MOST_WIDTH or len(lengths) < 4:
        return 0.0
    near = [line for line in lines if 0.8 * width <= len(line.text) <= 1.1 * width]
    if len(near) < 0.25 * len(lengths) or sum(n > 1.25 * width for n in lengths) > MOST_LONGER * len(lengths):
        return 0.0
    whole = sum(line.text[-1:] in TERMINAL for line in near)
    if whole > MOST_WHOLE * len(near):
        return 0.0
    open_ended = [b for a, b in pairwise(lines) if len(a.text) >= 0.8 * width and a.text[-1:] not in TERMINAL]
    goes_on = sum(b.text[:1].islower() or b.text[:1].isdigit() for b in open_ended)
    return float(width) if goes_on >= LEAST_GOING_ON * len(open_ended) else 0.0


def _blank_above(before: Line, line: Line) -> bool:
    """Whether a blank line stands between two lines; one round a page number or note left out between is none."""
    return line.gap >= 1 and line.row - before.row <= 1


def _margins(lines: Sequence[Line]) -> dict[int, Margins]:
    """Per page the left and right edge that most lines keep; pages of few lines borrow the document's."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        if line.box is not None and not line.column:
            pages.setdefault(line.page, []).append(line)
    found = {page: _edges(group) for page, group in pages.items() if len(group) >= 5}
    if not found:
        everything = [line for group in pages.values() for line in group]
        return dict.fromkeys(pages, _edges(everything)) if everything else {}
    fullest = max(len(pages[page]) for page in found)
    full = [m for page, m in found.items() if 2 * len(pages[page]) > fullest]
    rights = [m.right for m in full if m.right is not None]
    usual = Margins(median(m.left for m in full), median(rights) if rights else None)
    return {page: _settled(found.get(page, usual), usual) for page in pages}


def _settled(own: Margins, usual: Margins) -> Margins:
    """A page's margins; a last page of a few first lines keeps the document's where they are near."""
    left = usual.left if 0 < own.left - usual.left < MOST_INDENT else own.left
    near = abs(left - usual.left) < MOST_INDENT
    return Margins(left, usual.right if own.right is None and near else own.right)


def _edges(lines: Sequence[Line]) -> Margins:
    left = sorted(line.box.x0 for line in lines if line.box is not None)
    right = sorted(line.box.x1 for line in lines if line.box is not None)
    height = median(line.box.height for line in lines if line.box is not None)
    edge = right[int(0.92 * (len(right) - 1))]
    together = sum(x1 > edge - 2.5 * height for x1 in right)
    return Margins(left[int(0.12 * (len(left) - 1))], edge if together >= max(3, 0.08 * len(right)) else None)


def _by_indent(lines: Sequence[Line], margins: dict[int, Margins]) -> bool:
    """Whether lines behind a short line that ends a sentence are mostly indented."""
    clear = indented = 0
    for before, line in pairwise(lines):
        if before.box is None or line.box is None or not before.text.endswith((".", ";", ":")):
            continue
        edge = margins.get(before.page)
        if edge is None or edge.right is None or before.box.x1 > edge.right - 4 * before.box.height:
            continue
        clear += 1
        indented += _indent(line, margins) > INDENT_EM
    return clear >= 2 and indented >= 0.6 * clear


def _indent(line: Line, margins: dict[int, Margins]) -> float:
    """Distance from the left margin in line heights."""
    edge = margins.get(line.page)
    if line.box is None or edge is None:
        return 0.0
    return (line.box.x0 - edge.left) / max(line.box.height, 1.0)


# --- scores ---------------------------------------------------------------------------------------


def _drawn_score(before: Line, line: Line, setting: Setting) -> float:
    score = 0.0
    same_page = before.page == line.page
    if same_page and line.gap - setting.usual_gap > GAP_EM:
        score += 2.2
    elif same_page and setting.by_gap:
        score -= 0.8
    indent = _indent(line, setting.margins)
    if indent > INDENT_EM:
        score += 2.5 if setting.by_indent else 1.2
    elif setting.by_indent:
        score -= 2.0
    room = _room(before, line, setting)
    if room is not None:
        score += (3.4 if room > HALF_EMPTY else 2.2) if room > 0 else -0.7
    return score


def _plain_score(before: Line, line: Line, setting: Setting) -> float:
    score = 0.0
    if not setting.width:
        score += 3.0
    else:
        filled = (len(before.text) + 1 + len(line.text.split(" ", 1)[0])) / setting.width
        score += 2.5 if filled < 0.7 else 1.5 if filled < 0.85 else -0.7
    if not setting.spaced and (_blank_above(before, line) if before.page == line.page else line.gap >= 1):
        score += 3.0
    elif setting.by_gap:
        score -= 2.5 if setting.width else 0.5
    return score


def _wording(before: Line, line: Line, style: tuple[bool, bool], own: tuple[bool, bool]) -> float:
    """What the words tell; ``style`` and ``own``: whether the line before and the line are in capitals, in bold."""
    score = 0.0
    end = before.text[-1:]
    (capitals, bold), (still_capitals, still_bold) = style, own
    heading = capitals or bold or before.markup == "heading"
    if line.markup == "heading" or before.markup == "heading":
        score += 3.0
    if end in TERMINAL:
        score += 1.0
    elif end == ",":
        score -= 0.4
    elif not heading:
        score -= 1.5
    if still_bold != bold or still_capitals != capitals:
        score += 1.2
    elif still_bold and heading and end not in TERMINAL:
        score -= 1.0  # a heading goes on
    if _ITEM.match(line.text):
        score += 2.0
    if line.text[:1].islower() and not _point(line.text):
        score -= 3.5 if heading or end in TERMINAL else 6.0
    elif not heading and end not in TERMINAL and _wants_more(before, line):
        score -= 4.0
    return score


def _wants_more(before: Line, line: Line) -> bool:
    """Whether the line before breaks off where the next one must go on: before a figure, behind a clause cited."""
    rules = section_rules()
    if line.text[:1].isdigit():
        return rules.wants_figure.search(before.text) is not None
    return rules.wants_document.search(before.text) is not None


def _point(text: str) -> bool:
    """Begins like "a)" or "ii)": lower case, yet no running text."""
    return _POINT.match(text) is not None


def _room(before: Line, line: Line, setting: Setting) -> float | None:
    """Share of the measure left blank behind the line before, if this line's first word would have fitted there.

    0.0 where it would not; None where boxes are missing.
    """
    edge = setting.margins.get(before.page)
    if edge is None or edge.right is None or before.box is None or line.box is None or before.column or line.column:
        return None
    first = line.words[0].box if line.words else None
    word = first.width if first is not None else line.box.width * len(line.text.split(" ", 1)[0]) / len(line.text)
    blank = edge.right - before.box.x1
    return blank / max(edge.right - edge.left, 1.0) if blank > word + 0.9 * before.box.height else 0.0
