"""The section tree (bố cục: phần, chương, mục, điều, khoản, điểm) of one document's body."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from vndocparse.fields.contents import contents_lines
from vndocparse.fields.markers import Marker, may_begin, read_markers
from vndocparse.fields.numbering import Break, Candidate, Choice, choose
from vndocparse.fields.paragraphs import TERMINAL, paragraph_starts, whole_bold
from vndocparse.fields.section_heading import find_heading
from vndocparse.fields.section_trust import weighed
from vndocparse.model.document import Section
from vndocparse.model.page import Line
from vndocparse.model.textmap import TextMap
from vndocparse.rules.sections import section_rules
from vndocparse.text import is_upper

MOST_QUOTED = 300
"""Lines within which a quotation must close to count as one."""
MOST_QUOTED_WORN = 60
"""The same where OCR may have lost the closing mark."""
USUAL_COST = 0.5
"""What the usual liberties of typing cost ("1.1 Nội dung", "I – NỘI DUNG"): no ground for doubt without OCR."""
_TITLED = frozenset({"part", "chapter", "heading", "subheading", "roman", "capital"})
_OPEN, _CLOSE = "“«", "”»"


@dataclass(frozen=True, slots=True)
class SectionNode:
    """A section before it becomes a field of the result.  Offsets are those of the text map."""

    label: str
    """As printed but for its closing mark; mended where ``mended`` says so."""
    kind: str
    level: int
    """From 1."""
    heading: str | None
    start: int
    """First character of the marker."""
    end: int
    """One past the heading, or past the marker where there is none."""
    spans: tuple[tuple[int, int], ...]
    """Own text, one span per paragraph."""
    children: tuple[SectionNode, ...]
    confidence: float
    heading_sure: float
    """Share of ``confidence`` that is left where the heading may be none; what stands inside is not in doubt by it."""
    rule: str
    """How the section was found: "arabic:continues", "roman:continues:mended"."""
    mended: bool


@dataclass(frozen=True, slots=True)
class SectionReading:
    """The tree, and the index of the line with which its first section begins (one past the last: none)."""

    sections: tuple[SectionNode, ...]
    preamble_end: int


def find_sections(
    lines: TextMap, first: int, last: int, *, bullets: bool = False, breaks: Iterable[int] = ()
) -> SectionReading:
    """The sections in ``lines.lines[first]`` to ``lines.lines[last]``, both included.

    The lines are the body of one document in reading order, appendices without a header block included;
    ``breaks`` names lines with which an appendix surely begins, others are found by their wording.
    Guarantees: sections stand in text order, no two spans overlap, and every section has a line of its
    own on which its marker stands.  Linear time.
    """
    body = lines.lines[first : last + 1]
    if not body:
        return SectionReading((), first)
    starts = paragraph_starts(body)
    worn = _worn(body)
    quoted = _quoted(body, MOST_QUOTED_WORN if worn and body[0].box is not None else MOST_QUOTED)
    listed = {i - first for i in contents_lines(lines.lines)}
    candidates = list(_candidates(body, starts, quoted, listed, bullets))
    cuts = _appendices(body, starts, {i - first for i in breaks if first <= i <= last})
    choices = choose(candidates, cuts, worn=worn)
    sections = _Tree(lines, body, starts, first, choices).grow()
    begin = next((c.line + first for c in choices if c.marker is not None), last + 1)
    return SectionReading(sections, begin)


def build_sections(reading: SectionReading, textmap: TextMap) -> list[Section]:
    """The contract's ``sections``: text with paragraphs joined, and evidence with boxes."""
    return [_section(node, textmap) for node in reading.sections]


def _section(node: SectionNode, textmap: TextMap) -> Section:
    spans = [(node.start, node.end), *node.spans]
    return Section(
        label=node.label,
        kind=node.kind,
        level=node.level,
        heading=node.heading,
        text="\n".join(" ".join(textmap.text[a:b].split()) for a, b in node.spans),
        confidence=round(node.confidence, 3),
        evidence=[place for a, b in spans for place in textmap.evidence(a, b)],
        inferred=["label"] if node.mended else [],
        children=[_section(child, textmap) for child in node.children],
    )


# --- candidates -----------------------------------------------------------------------------------


def _candidates(
    body: Sequence[Line], starts: Sequence[float], quoted: Sequence[bool], listed: set[int], bullets: bool
) -> Iterable[Candidate]:
    for i, line in enumerate(body):
        if quoted[i] or i in listed or line.markup in ("row", "rule") or not (bullets or may_begin(line.text)):
            continue
        clean = read_markers(line.text, bullets=bullets)
        worn = () if clean else read_markers(line.text, damaged=True)
        if line.markup == "heading" or whole_bold(line):  # "Mục 1 Kinh phí": the print says what a mark would
            clean = tuple(m._replace(cost=min(m.cost, 0.3)) if m.word else m for m in clean)
        if clean or worn:
            start = starts[i] - (1.5 if line.column or line.markup == "cell" else 0.0)
            yield Candidate(i, line.text, clean, worn, start, bool(line.words) and line.words[0].bold)


def _worn(body: Sequence[Line]) -> bool:
    """Whether the text may come from OCR: it has scores below 1, or no boxes to tell."""
    return any(w.confidence < 1.0 for line in body for w in line.words[:1]) or all(line.box is None for line in body)


def _quoted(body: Sequence[Line], most: int) -> list[bool]:
    """Lines inside a quotation that opens at the beginning of a line: articles of an amended text."""
    out = [False] * len(body)
    i = 0
    while i < len(body):
        head = body[i].text.lstrip()[:1]
        if head not in (*_OPEN, '"') or not head:
            i += 1
            continue
        end = _quote_end(body, i, head, most)
        for k in range(i, end):
            out[k] = True
        i = max(end, i + 1)
    return out


def _quote_end(body: Sequence[Line], begin: int, head: str, most: int) -> int:
    """One past the line with which the quotation closes; ``begin`` where it does not.

    Opening and closing marks are counted; a straight mark at the end of a line closes a curved one and the
    other way round, since typists mix them.  A second quotation begins before the first has closed only where words
    lead into it, or behind one that stood inside: a text quoted in a text quoted.
    """
    curved, straight = 0, 0
    for i in range(begin, min(begin + most, len(body))):
        text = body[i].text
        if i > begin and text.lstrip()[:1] in (*_OPEN, '"') and not body[i - 1].text.rstrip().endswith((":", *_CLOSE)):
            return begin
        curved += sum(text.count(c) for c in _OPEN) - sum(text.count(c) for c in _CLOSE)
        straight += text.count('"')
        last = text.rstrip(" .,;:)/")[-1:]
        if curved + straight % 2 <= 0 or (last == '"' and straight % 2) or (head == '"' and curved < 0):
            return i + 1
    return begin


def _appendices(body: Sequence[Line], starts: Sequence[float], sure: set[int]) -> list[Break]:
    """Places where an appendix may begin: at the first line of the title block that names it."""
    found: dict[int, Break] = {i: Break(i, 0.0, 6.0) for i in sure}
    for i, line in enumerate(body):
        if i == 0 or i in found or not line.text[:1].strip() or line.text[0].islower():
            continue
        for pattern, rule in section_rules().appendix:
            if not (pattern.fullmatch if rule.whole else pattern.match)(line.text):
                continue
            if rule.page_top and (body[i - 1].page == line.page or is_upper(body[i - 1].text)):
                continue
            top = _title_top(body, i)
            ignore = 0.8 if rule.page_top else 2.5
            known = found.get(top, Break(top, rule.cost, ignore))
            found[top] = Break(top, min(rule.cost, known.begin), max(ignore, known.ignore))
    return [found[i] for i in sorted(found)]


def _title_top(body: Sequence[Line], at: int) -> int:
    """First line of the block of title lines (capitals or bold) that ends at ``at``."""
    top = at
    while top > 1 and body[top - 1].page == body[at].page and at - top < 8:
        above = body[top - 1]
        if not (is_upper(above.text) or whole_bold(above)) or read_markers(above.text):
            break
        top -= 1
    return top


# --- tree -----------------------------------------------------------------------------------------


class _Tree:
    """Makes nodes from choices; one use."""

    def __init__(
        self, lines: TextMap, body: Sequence[Line], starts: Sequence[float], first: int, choices: Sequence[Choice]
    ) -> None:
        self.lines, self.body, self.starts, self.first, self.choices = lines, body, starts, first, choices

    def grow(self) -> tuple[SectionNode, ...]:
        nodes = self._level(0, len(self.choices), 0)
        cuts = [self.lines.starts[self.first + c.line] for c in self.choices if c.marker is None]
        texts = (tuple(g) for _, g in groupby(nodes, key=lambda node: bisect_right(cuts, node.start)))
        return tuple(node for text in texts for node in weighed(text))

    def _level(self, begin: int, end: int, depth: int) -> tuple[SectionNode, ...]:
        """The sections of one depth among ``choices[begin:end]``."""
        nodes = []
        i = begin
        while i < end:
            choice = self.choices[i]
            stop = i + 1
            while stop < end and self.choices[stop].marker is not None and self.choices[stop].depth > depth:
                stop += 1
            if choice.marker is not None:
                nodes.append(self._node(choice, choice.marker, i, stop, depth))
            i = stop
        return tuple(nodes)

    def _node(self, choice: Choice, marker: Marker, at: int, stop: int, depth: int) -> SectionNode:
        line = choice.line
        until = self.choices[at + 1].line if at + 1 < len(self.choices) else len(self.body)
        offset = self.lines.starts[self.first + line]
        text = self.body[line].text
        start = offset + marker.begin + len(text[marker.begin :]) - len(text[marker.begin :].lstrip())
        heading = find_heading(
            self.body, self.starts, line, marker.end, until, titled=marker.kind in _TITLED, nested=stop > at + 1
        )
        end = offset + len(text[: marker.end].rstrip())
        piece, inside = line, marker.end
        if heading is not None:
            end = self.lines.starts[self.first + heading.line] + heading.end
            piece, inside = heading.line, heading.end
        mended = choice.mended
        rule = f"{marker.kind}:{choice.how}" + (":mended" if mended else "")
        return SectionNode(
            label=marker.label(choice.number),
            kind=marker.kind,
            level=depth + 1,
            heading=heading.text if heading else None,
            start=start,
            end=end,
            spans=self._spans(piece, inside, until),
            children=self._level(at + 1, stop, depth + 1),
            confidence=self._confidence(choice, start, end if heading is None else start + marker.end),
            heading_sure=heading.sure if heading else 1.0,
            rule=rule,
            mended=mended,
        )

    def _confidence(self, choice: Choice, start: int, end: int) -> float:
        cost = max(0.3 * choice.cost, choice.cost - USUAL_COST) if self.lines.sure else choice.cost
        sure = 0.99 * math.exp(-0.09 * cost) * (0.85 if choice.mended else 1.0)
        return max(0.05, sure * (0.7 + 0.3 * self.lines.confidence(start, max(end, start + 1))))

    def _spans(self, line: int, inside: int, until: int) -> tuple[tuple[int, int], ...]:
        """Paragraphs from offset ``inside`` of ``line`` up to line ``until``, blanks at their ends left out."""
        spans = []
        begin: int | None = None
        stop = 0
        for i in range(line, until):
            text = self.body[i].text
            offset = self.lines.starts[self.first + i]
            lead = inside if i == line else 0
            part = text[lead:]
            if not part.strip() or self.body[i].markup in ("row", "rule"):
                if begin is not None and self.body[i].markup:
                    spans.append((begin, stop))
                    begin = None
                continue
            here = offset + lead + len(part) - len(part.lstrip())
            if begin is not None and not self._goes_on(i):
                spans.append((begin, stop))
                begin = None
            begin = here if begin is None else begin
            stop = offset + len(text.rstrip())
        if begin is not None:
            spans.append((begin, stop))
        return tuple(spans)

    def _goes_on(self, i: int) -> bool:
        """Whether line ``i`` continues the paragraph of the line before it."""
        if self.starts[i] <= 0:
            return True
        before, line = self.body[i - 1], self.body[i]
        lower = line.text[:1].islower() and before.text[-1:] not in TERMINAL
        return lower and self.starts[i] < 3.0
