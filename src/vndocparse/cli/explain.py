"""``--explain FIELD``: where a value came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vndocparse.card import STYLES, doubted
from vndocparse.entries import Entry, chosen, entries
from vndocparse.messages import Messages
from vndocparse.model.document import Document, Evidence, ParseResult
from vndocparse.printable import one_line, printable, shorten

if TYPE_CHECKING:
    from rich.console import Console

_CONTEXT = 70
"""Characters shown on each side of a value on its line."""
_LONGEST = 500
"""Characters shown of one value."""
_PLACES = 8
"""Places shown of one value: a section has one per line."""


def print_explanation(
    result: ParseResult, paths: Iterable[str], console: Console, say: Messages, *, named: bool = False
) -> None:
    """For each path and document: value, raw text, rule, confidence, what was concluded, place, and its line.

    A path is a key of the contract ("number"), an entry of a list ("citations.3"), a section ("sections.II/1"),
    or a whole list ("citations"); "2:number" asks the second document alone.
    """
    for path in paths:
        only, _, field = path.rpartition(":")
        found = False
        for index, document in enumerate(result.documents, 1):
            if only and only != str(index):
                continue
            for entry in chosen(document, field):
                found = True
                title = f"{index}:{entry.path}" if len(result.documents) > 1 else entry.path
                if named:
                    title = f"{result.source.name}: {title}"
                console.print(_explained(title, entry, document, say))
        if not found:
            console.print(Text(say("explain_none", path=one_line(path)), "yellow"))
            names = dict.fromkeys(e.group for d in result.documents for e in entries(d))
            if names:
                console.print(Text(say("explain_known", names=", ".join(names)), "dim"))


def _explained(title: str, entry: Entry, document: Document, say: Messages) -> RenderableType:
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True, min_width=12)
    rows.add_column(overflow="fold")
    rows.add_row(say("explain_value"), doubted(shorten(entry.text, _LONGEST) or say("explain_empty"), entry.doubt))
    if entry.raw and entry.raw != entry.text:
        rows.add_row(say("explain_raw"), Text(shorten(entry.raw, _LONGEST)))
    for name, value in entry.facts:
        rows.add_row(one_line(name), Text(one_line(value)))
    rows.add_row(say("explain_confidence"), Text(f"{entry.confidence:.2f}", STYLES[entry.doubt]))
    if entry.inferred:
        rows.add_row(say("explain_inferred"), Text(", ".join(map(one_line, entry.inferred)), STYLES["inferred"]))
    if entry.rule:
        rows.add_row(say("explain_rule"), Text(one_line(entry.rule)))
    for evidence in entry.evidence[:_PLACES]:
        rows.add_row(say("explain_place"), Text(_place(evidence, say)))
        context = _context(document.text, evidence)
        if context is not None:
            rows.add_row(say("explain_context"), context)
    if len(entry.evidence) > _PLACES:
        rows.add_row("", Text(say("explain_more", count=len(entry.evidence) - _PLACES), "dim"))
    return Group(Text(one_line(title), "bold"), Padding(rows, (0, 0, 1, 2)))


def _place(evidence: Evidence, say: Messages) -> str:
    if evidence.bbox is None:
        return say("explain_where_text", start=evidence.start, end=evidence.end)
    x0, top, x1, bottom = (f"{v:.0f}" for v in evidence.bbox)
    return say("explain_where", page=evidence.page, x0=x0, top=top, x1=x1, bottom=bottom)


def _context(text: str, evidence: Evidence) -> Text | None:
    """The line or lines that the value stands in, the value itself set off."""
    start, end = evidence.start, min(evidence.end, len(text))
    if not 0 <= start < end:
        return None
    before = printable(text[text.rfind("\n", 0, start) + 1 : start])
    stop = text.find("\n", end)
    after = printable(text[end : len(text) if stop < 0 else stop])
    if len(before) > _CONTEXT:
        before = "…" + before[-_CONTEXT:]
    return Text.assemble(
        (before, "dim"),
        (shorten(text[start:end], 400), "reverse"),
        (after[:_CONTEXT] + ("…" if len(after) > _CONTEXT else ""), "dim"),
    )
