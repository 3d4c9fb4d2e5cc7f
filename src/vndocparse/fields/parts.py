"""Several documents in one file: the main one, its attachments, certified-copy blocks behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vndocparse.fields import cues
from vndocparse.fields.contents import contents_lines
from vndocparse.fields.date import read_date_line
from vndocparse.fields.number import read_number
from vndocparse.layout.zones import RULE, TEXT, Zoned
from vndocparse.model.page import Line
from vndocparse.rules import form
from vndocparse.text import is_upper

UNSIGNED = 15
"""Lines of running text that make a document even where it was not signed; fewer are notes above a header."""


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one document, furniture apart."""

    lines: tuple[Line, ...]
    """Text and rules in reading order."""
    furniture: tuple[Zoned, ...]
    attached: bool
    """Begins behind another document's end, with a header block or a title of its own."""
    why: str
    """Which cue began it: "start", "header", "title"."""


def split_parts(zoned: Sequence[Zoned]) -> tuple[Part, ...]:
    """One part per document; at least one, even for no lines.

    Guarantees: every line stands in exactly one part, order kept; furniture goes with the text
    around it.  A second header block begins a document where a title, an addressee or text follows
    it (a header block *behind* the text, as some programs emit it, belongs to the text before).  A
    title begins one where the document before has been signed.  An appendix does not, nor a line of a table
    of contents.
    """
    texts = [i for i, z in enumerate(zoned) if z.kind in (TEXT, RULE)]
    listed = contents_lines([zoned[i].line for i in texts])
    starts: list[tuple[int, str]] = []
    state = _State()
    for at, i in enumerate(texts):
        if at in listed:
            continue
        line = zoned[i].line
        why = _boundary(zoned, texts, at, state)
        if why is not None:
            first = _header_top(zoned, texts, at) if why == "header" else _title_top(zoned, texts, at)
            if not starts or texts[first] > starts[-1][0]:
                starts.append((texts[first], why))
            state = _State()
        state.see(line)
    edges = [0, *(s for s, _ in starts if s > 0), len(zoned)]
    whys = ["start", *(w for s, w in starts if s > 0)]
    return tuple(
        Part(
            tuple(z.line for z in zoned[a:b] if z.kind in (TEXT, RULE)),
            tuple(z for z in zoned[a:b] if z.kind not in (TEXT, RULE)),
            a > 0,
            why,
        )
        for a, b, why in zip(edges, edges[1:], whys, strict=False)
    )


@dataclass(slots=True)
class _State:
    """What has been seen of the document in hand."""

    text: int = 0
    """Lines of running text."""
    after: int = 0
    """Those behind the last signature."""
    signed: bool = False
    listed: bool = False
    motto: bool = False
    titled: bool = False

    def see(self, line: Line) -> None:
        if line.markup == "row":
            return
        if len(line.text) > 40 and line.text[0].islower():
            self.text += 1  # the rest of a wrapped paragraph: no cue begins so
            self.after += 1
        elif cues.opens_recipients(line):
            self.listed = True
        elif self.text and (cues.opens_authority(line) or (cues.is_position(line) and not cues.enacts(line))):
            self.signed = True
            self.after = 0
        elif cues.motto_in(line.text):
            self.motto = True
        elif cues.title_type(line):
            self.titled = True
        elif len(line.text) > 40 and not is_upper(line.text):
            self.text += 1
            self.after += 1


def _boundary(zoned: Sequence[Zoned], texts: list[int], at: int, state: _State) -> str | None:
    line = zoned[texts[at]].line
    if line.markup == "row" or not state.text:
        return None
    motto = cues.motto_in(line.text)
    if motto is None and at + 1 < len(texts) and len(line.text) < 40:
        motto = cues.motto_in(line.text + " " + zoned[texts[at + 1]].line.text)
    ended = state.signed or state.listed
    if motto is not None and motto[1] and (ended or state.text >= UNSIGNED) and _followed_by_text(zoned, texts, at):
        return "header"
    if not ended or _in_appendix(zoned, texts, at):
        return None
    titled = cues.title_type(line)
    if titled and not titled[0].attached and _title_place(zoned, texts, at):
        return "title"
    if state.signed and not state.after and cues.reference_title(line) and not cues.BULLET.match(line.text):
        return "title"
    return None


def _in_appendix(zoned: Sequence[Zoned], texts: list[int], at: int) -> bool:
    """The title of an appendix: "PHỤ LỤC" stands on the line or just above it."""
    return any(cues.opens("appendix", zoned[i].line.text) for i in texts[max(at - 2, 0) : at + 1])


def _followed_by_text(zoned: Sequence[Zoned], texts: list[int], at: int) -> bool:
    """A title, an addressee or three lines of running text stand in the next lines."""
    running = 0
    for i in texts[at + 1 : at + 40]:
        line = zoned[i].line
        if cues.opens_recipients(line) or cues.opens_authority(line):
            return False
        if cues.title_type(line) or cues.opens("addressee", line.text) or line.markup == "row":
            return True
        running += len(line.text) > 40 and not cues.motto_in(line.text)
        if running >= 3:
            return True
    return False


def _header_top(zoned: Sequence[Zoned], texts: list[int], at: int) -> int:
    """The first line of the header block around the motto at ``at``."""
    page = zoned[texts[at]].line.page
    top = at
    while top > 0:
        line = zoned[texts[top - 1]].line
        paged = line.box is not None
        header = is_upper(line.text) or zoned[texts[top - 1]].kind == RULE or read_number(line.text) is not None
        header = header or (len(line.text) < 40 and cues.opens("appendix", line.text) is not None)
        header = header or (len(line.text) < 60 and read_date_line(line.text) is not None)
        if line.page != page or not (header or (paged and line.column == 1 and len(line.text) < 60)):
            break
        if (
            cues.opens_authority(line)
            or (cues.is_position(line) and not cues.is_organ(line.text))
            or line.markup == "row"
        ):
            break
        top -= 1
    return top


def _title_top(zoned: Sequence[Zoned], texts: list[int], at: int) -> int:
    """The first line of a header without a motto above the title at ``at``; ``at`` where there is none.

    Such a header has a number; it begins with an organ, not with the capitals that end the document before.
    """
    top = _header_top(zoned, texts, at)
    lines = [zoned[i].line for i in texts[top:at]]
    if not any(cues.is_number_line(x.text) for x in lines):
        return at
    opens = (k for k, x in enumerate(lines) if cues.is_organ(x.text) or cues.is_number_line(x.text))
    return top + next(opens, at - top)


def _title_place(zoned: Sequence[Zoned], texts: list[int], at: int) -> bool:
    """A title of an attached document stands at the top of a page or in the open, not in a list or cell."""
    line = zoned[texts[at]].line
    if line.column or line.markup == "cell" or cues.BULLET.match(line.text):
        return False
    if line.box is None:
        return True
    above = [zoned[i].line for i in texts[max(at - 6, 0) : at] if zoned[i].line.page == line.page]
    opening = all(
        is_upper(x.text) or len(x.text) < 40 or form.opening("attached").match(x.text) is not None for x in above
    )
    return opening or line.gap > 1.0
