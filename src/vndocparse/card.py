"""The card of a document on a terminal: header, sections, citations, recipients, signatures, doubts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from vndocparse.calibration import check_below
from vndocparse.entries import HEADER, Doubt, doubt_of, entries, signature_text
from vndocparse.messages import Messages
from vndocparse.model.document import (
    Citation,
    Copy,
    Document,
    FieldValue,
    Marginal,
    ParseResult,
    ProblemEntry,
    Recipient,
    Section,
    Signature,
)
from vndocparse.model.document import Table as PageTable
from vndocparse.printable import one_line, shorten

STYLES: dict[Doubt, str] = {"": "", "inferred": "cyan", "unsure": "yellow", "very_unsure": "bold red"}
MARKS: dict[Doubt, str] = {"": "", "inferred": " ~", "unsure": " ?", "very_unsure": " ??"}
"""Beside the colour, for those who print the card or do not see colours."""
MISSING = "magenta"
LABEL = "bold"
_ALWAYS = ("organ", "number", "issued", "doc_type", "title")
"""Shown as missing where they were not found: every document has them."""
_SECTIONS, _LIST = 60, 24
"""How many of each are shown unless all are asked for."""


def print_card(result: ParseResult, console: Console, say: Messages, *, full: bool = False) -> None:
    """Print the card of every document in ``result``, then the problems and the legend of the colours used."""
    paged = result.source.text_origin != "plain"
    origin = say(f"origin_{result.source.text_origin}")
    head = [one_line(result.source.name), result.source.media_type, origin]
    console.print(Text(" · ".join(part for part in head if part), style="dim"))
    if not result.documents:
        console.print(Text(say("no_documents"), style=MISSING))
    count = len(result.documents)
    for index, document in enumerate(result.documents, 1):
        concerned = _concerned(result.problems, document)
        console.print(_Card(document, say, full).panel(index, count, concerned, paged=paged))
    if result.problems:
        console.print(_problems(result.problems, say, paged=paged))
    legend = _legend(result, say)
    if legend:
        console.print(legend)


class _Card:
    """The parts of one document's card."""

    def __init__(self, document: Document, say: Messages, full: bool) -> None:
        self.document, self.say, self.full = document, say, full

    def panel(self, index: int, count: int, concerned: set[str], *, paged: bool) -> Panel:
        """The whole card in a frame."""
        document, say = self.document, self.say
        first, last = document.page_range
        where = say("page", first=first) if first == last else say("pages", first=first, last=last)
        kind = f"{say(f'role_{document.role}')}, {say(f'family_{document.family}')}"
        which = f"{say('document_of', index=index, count=count)}: " if count > 1 else ""
        parts: list[RenderableType] = [self._header(concerned)]
        parts += [p for p in (self._sections(), self._citations()) if p]
        parts += [p for p in (self._recipients(document.recipients), self._signatures(document.signatures)) if p]
        parts += [self._copy(copy) for copy in document.copies]
        parts += [p for p in (self._tables(), self._marginalia()) if p]
        return Panel(
            Group(*parts),
            box=box.ROUNDED,
            title=Text(f"{which}{kind}", LABEL),
            title_align="left",
            subtitle=Text(where, "dim") if paged else None,
            subtitle_align="right",
            padding=(0, 1),
        )

    def _header(self, concerned: set[str]) -> RenderableType:
        rows = Table.grid(padding=(0, 2))
        rows.add_column(style=LABEL, no_wrap=True)
        rows.add_column(overflow="fold")
        for name in HEADER:
            value: FieldValue | None = getattr(self.document, name)
            if value is not None:
                rows.add_row(self.say.field(name), self._value(name, value))
            elif name in _ALWAYS:
                rows.add_row(self.say.field(name), Text(self.say("missing"), MISSING if name in concerned else "dim"))
        if self.document.addressees:
            lines = [self._value("addressees", a) for a in self.document.addressees]
            rows.add_row(self.say.field("addressees"), Text("\n").join(lines))
        return rows

    def _value(self, name: str, value: FieldValue) -> Text:
        text = doubted(value.text or "", doubt_of(value))
        for key in ("date", "edtf", "code"):
            fact = getattr(value, key, None)
            if fact and fact != value.text:
                text.append(f"  {one_line(str(fact))}" if text.plain else one_line(str(fact)), "dim")
                break
        if value.text is not None and doubt_of(value) in ("unsure", "very_unsure"):
            text.append(f"  {value.confidence:.2f}", "not bold dim")
        if value.inferred:
            text.append(f"  ({self.say('concluded', names=', '.join(map(one_line, value.inferred)))})", "dim")
        return text

    def _block(self, name: str, body: RenderableType) -> RenderableType:
        return Group(Text(f"\n{self.say.field(name)}", LABEL), Padding(body, (0, 0, 0, 2)))

    def _more(self, hidden: int) -> Text:
        return Text(self.say("more", count=hidden), "dim")

    def _sections(self) -> RenderableType | None:
        if not self.document.sections:
            return None
        tree = Tree("", hide_root=True, guide_style="dim")
        left = _grow(tree, self.document.sections, 10**9 if self.full else _SECTIONS)
        hidden = _size(self.document.sections) - (_SECTIONS - left)
        if not self.full and hidden > 0:
            tree.add(self._more(hidden))
        return self._block("sections", tree)

    def _citations(self) -> RenderableType | None:
        if not self.document.citations:
            return None
        rows = Table.grid(padding=(0, 2))
        rows.add_column(justify="right", style="dim")
        rows.add_column(overflow="fold")
        rows.add_column(style="dim", overflow="fold")
        merged = _merged(self.document.citations)
        shown = merged if self.full else merged[:_LIST]
        for number, same in shown:
            first = same[0]
            text = doubted(first.text, doubt_of(min(same, key=lambda c: c.confidence)))
            notes = [
                self.say.term("relation", first.relation) if first.relation != "mentions" else "",
                first.date or "",
            ]
            notes.append(self.say("section_in", section=one_line(first.section)) if first.section else "")
            notes.append(self.say("times", count=len(same)) if len(same) > 1 else "")
            rows.add_row(str(number), text, " · ".join(n for n in notes if n))
        more = [self._more(len(merged) - len(shown))] if len(shown) < len(merged) else []
        return self._block("citations", Group(rows, *more))

    def _recipients(self, recipients: Sequence[Recipient]) -> RenderableType | None:
        if not recipients:
            return None
        lines: list[Text] = []
        for recipient in recipients if self.full else recipients[:_LIST]:
            text = self._value("recipients", recipient)
            if recipient.purpose:
                text.append(f"  ({one_line(recipient.purpose)})", "dim")
            lines.append(text)
        if len(lines) < len(recipients):
            lines.append(self._more(len(recipients) - len(lines)))
        return self._block("recipients", Text("\n").join(lines))

    def _signatures(self, signatures: Sequence[Signature]) -> RenderableType | None:
        if not signatures:
            return None
        lines = [doubted(signature_text(s), doubt_of(s)) for s in signatures]
        return self._block("signatures", Text("\n").join(lines))

    def _copy(self, copy: Copy) -> RenderableType:
        fields = [f for f in (copy.organ, copy.number, copy.place, copy.issued) if f is not None]
        line = Text(one_line(copy.kind))
        for value in fields:
            line.append(" · ").append(self._value("copies", value))
        signers = [Text(one_line(signature_text(s))) for s in copy.signatures]
        return self._block("copies", Text("\n").join([line, *signers]))

    def _tables(self) -> RenderableType | None:
        if not self.document.tables:
            return None
        lines = [
            f"{self._pages(t)}, {self.say('rows', count=len(t.rows))}"
            + (f": {shorten(t.caption, 60)}" if t.caption else "")
            for t in self.document.tables
        ]
        hidden = 0 if self.full else max(len(lines) - _LIST, 0)
        more = [self._more(hidden)] if hidden else []
        return self._block("tables", Group(Text("\n".join(lines[: len(lines) - hidden])), *more))

    def _pages(self, table: PageTable) -> str:
        first, last = table.page, table.parts[-1].page
        return self.say("page", first=first) if first == last else self.say("pages", first=first, last=last)

    def _marginalia(self) -> RenderableType | None:
        notes = self.document.marginalia
        if not self.full:
            notes = [m for m in notes if m.kind not in ("page_number", "running_header")]
        if not notes:
            return None
        return self._block("marginalia", Text("\n").join(self._note(m) for m in notes[: None if self.full else _LIST]))

    def _note(self, note: Marginal) -> Text:
        shown = doubted(shorten(note.text or "", 100), doubt_of(note))
        return Text.assemble((f"{one_line(self.say.term('kind', note.kind))}: ", "dim"), shown)


def doubted(text: str, doubt: Doubt) -> Text:
    """``text`` in the colour of its doubt, with the mark of the doubt behind it."""
    return Text.assemble((one_line(text), STYLES[doubt]), (MARKS[doubt], STYLES[doubt]))


def _grow(branch: Tree, sections: Iterable[Section], left: int) -> int:
    """Hang ``sections`` below ``branch``, at most ``left`` in all; returns how many might still follow."""
    for section in sections:
        if left <= 0:
            break
        doubt = doubt_of(section)
        line = Text.assemble((one_line(section.label) + MARKS[doubt], f"{LABEL} {STYLES[doubt]}".strip()))
        if section.heading is not None:
            line.append(f"  {shorten(section.heading, 140)}")
        elif section.text:
            line.append(f"  {shorten(section.text, 80)}", "dim")
        left = _grow(branch.add(line), section.children, left - 1)
    return left


def _size(sections: Iterable[Section]) -> int:
    return sum(1 + _size(s.children) for s in sections)


def _merged(citations: Sequence[Citation]) -> list[tuple[int, list[Citation]]]:
    """Citations of one document together under the number of the first, in text order."""
    keyed = [(c.target or f"#{i}", i, c) for i, c in enumerate(citations, 1)]
    groups = [list(g) for _, g in groupby(sorted(keyed, key=lambda k: (k[0], k[1])), key=lambda k: k[0])]
    return sorted(((g[0][1], [c for _, _, c in g]) for g in groups), key=lambda pair: pair[0])


def _concerned(problems: Iterable[ProblemEntry], document: Document) -> set[str]:
    """The fields of ``document`` that a problem's code names: "number-not-read" names the number."""
    first, last = document.page_range
    near = (p for p in problems if p.page is None or first <= p.page <= last)
    aliases = {"date": "issued", "type": "doc_type"}
    return {aliases.get(word, word) for p in near for word in p.code.replace("_", "-").split("-")}


def _problems(problems: Sequence[ProblemEntry], say: Messages, *, paged: bool) -> RenderableType:
    lines = [
        Text.assemble(
            ("• ", "yellow"),
            one_line((say("problem_page", page=p.page) if p.page and paged else "") + say.problem(p.code, p.message)),
            (f"  [{one_line(p.code)}]", "dim"),
        )
        for p in problems
    ]
    return Group(Text(say.field("problems"), f"{LABEL} yellow"), Padding(Text("\n").join(lines), (0, 0, 0, 2)))


def _legend(result: ParseResult, say: Messages) -> Text | None:
    """The meaning of the colours that the card used; None where it used none."""
    used = {e.doubt for d in result.documents for e in entries(d)}
    doubts: tuple[Doubt, ...] = ("inferred", "unsure", "very_unsure")
    shown = [(STYLES[d], f"{MARKS[d].strip()} {say(f'legend_{d}', below=check_below())}") for d in doubts if d in used]
    if any(_concerned(result.problems, d) & {n for n in _ALWAYS if getattr(d, n) is None} for d in result.documents):
        shown.append((MISSING, say("legend_missing")))
    if not shown:
        return None
    return Text.assemble((f"{say('legend')}: ", "dim"), Text("  ").join(Text(words, style) for style, words in shown))
