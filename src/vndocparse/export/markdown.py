"""Markdown: every document for a reader, markup characters escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from vndocparse.entries import signature_text
from vndocparse.export.cited import Cited
from vndocparse.export.html import Anchors
from vndocparse.export.marked import marked_label
from vndocparse.export.opening import opening_paragraphs
from vndocparse.export.tableplaces import TablePlaces
from vndocparse.messages import Messages, messages
from vndocparse.model.document import Document, FieldValue, ParseResult, Section, Table
from vndocparse.printable import one_line, printable


def to_markdown(result: ParseResult, *, language: str = "en") -> str:
    """Every document as Markdown: header, preamble, sections with an anchor each, citations as links, lists.

    ``language`` ("en", "vi") is that of the list of problems; all else is the document's.
    Characters that Markdown or HTML would read as markup are escaped.
    """
    return "\n".join(_markdown(i, d) for i, d in enumerate(result.documents, 1)) + _markdown_problems(
        result, messages(language)
    )


_MARKUP = re.compile(r"([\\`*_\[\]<>|#~&])")
_LEADING = re.compile(r"^([^\S\n]*)([-+=]|\d+(?=[.)]))", re.MULTILINE)


def _markup(text: str) -> str:
    return _MARKUP.sub(r"\\\1", printable(text))


def _leading(text: str) -> str:
    """A line that begins like an entry of a list is none."""
    return _LEADING.sub(lambda m: f"{m[1]}\\{m[2]}" if not m[2].isdigit() else f"{m[1]}{m[2]}\\", text)


def _line(text: str) -> str:
    return _leading(_markup(one_line(text)))


def _text(value: FieldValue | None) -> str:
    return one_line(value.text or "") if value is not None else ""


def _markdown(index: int, document: Document) -> str:
    kind, number = _text(document.doc_type), _text(document.number)
    heading = " ".join(p for p in (kind or (document.doc_type.code if document.doc_type else ""), number) if p)
    links = _Links(index, document)
    out = [f"# {_line(heading or document.role)}\n"]
    if document.title is not None:
        out.append(f"**{links.line(document.title.text or '')}**\n")
    organs = [_text(v) for v in (document.superior_organ, document.organ)]
    issued = ", ".join(t for t in (_text(document.place), _text(document.issued)) if t)
    marks = [_text(getattr(document, m)) for m in ("secrecy", "urgency", "circulation", "draft")]
    head = [
        *(f"**{_line(t)}**" for t in marks if t),
        *(_line(t) for t in (*organs, issued, _text(document.author)) if t),
    ]
    out += ["  \n".join(head) + "\n"] if head else []
    if document.addressees:
        out += ["Kính gửi:\n", *(f"- {_line(_text(a))}" for a in document.addressees), ""]
    out += links.paragraphs("\n".join(opening_paragraphs(document)))
    places = TablePlaces(document)
    out += _markdown_sections(document.sections, 2, "", links, places)
    out += _tables(places.before_foot())
    if document.recipients:
        out.append("## Nơi nhận\n")
        out += [f"- {_line(_text(r))}" + (f" ({_line(r.purpose)})" if r.purpose else "") for r in document.recipients]
        out.append("")
    if document.signatures:
        out += [f"**{_line(signature_text(s))}**\n" for s in document.signatures]
    out += _tables(places.rest())
    if document.citations:
        out.append("## Văn bản viện dẫn\n")
        out += [
            f'{i}. <a id="d{index}-c-{i}"></a>{_line(c.text)}{_cited(c.relation, c.section)}'
            for i, c in enumerate(document.citations, 1)
        ]
        out.append("")
    return "\n".join(out)


class _Links:
    """Each citation as a link where it stands, to its entry in the list."""

    def __init__(self, document: int, found: Document) -> None:
        self.document = document
        self.cited = Cited(found.citations)
        self.anchors = Anchors(document)

    def line(self, text: str) -> str:
        """One line of text, escaped, with its links."""
        out = "".join(
            _markup(piece) if at is None else f"[{_markup(piece)}](#d{self.document}-c-{at + 1})"
            for piece, at in self.cited.pieces(one_line(text))
        )
        return _leading(out)

    def paragraphs(self, text: str) -> list[str]:
        return [f"{self.line(p)}\n" for p in text.split("\n") if p.strip()]


def _markdown_sections(
    sections: Iterable[Section], depth: int, above: str, links: _Links, places: TablePlaces
) -> list[str]:
    out = []
    for section in sections:
        path = f"{above}/{section.label}" if above else section.label
        out += _tables(places.before(section.evidence[0] if section.evidence else None))
        out.append(f'<a id="{escape(links.anchors.of(path))}"></a>\n')
        label = f"**{_markup(marked_label(section))}** "
        if section.heading is not None:
            out.append(f"{'#' * min(depth, 6)} {_markup(marked_label(section))} {links.line(section.heading)}\n")
            label = ""
        for at, (text, tables) in enumerate(places.paragraphs(section)):
            out += _tables(tables)
            opening = label if at == 0 else ""
            if opening or text.strip():
                out.append(f"{opening}{links.line(text)}\n")
        out += _markdown_sections(section.children, depth + 1, path, links, places)
    return out


def _cited(relation: str, section: str | None) -> str:
    named = "" if relation == "mentions" else messages("vi").term("relation", relation)
    notes = [p for p in (named, section) if p]
    return f" ({_line(', '.join(notes))})" if notes else ""


def _tables(tables: Iterable[Table]) -> list[str]:
    return [line for table in tables for line in _markdown_table(table.caption or "", table.rows)]


def _markdown_table(caption: str, rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    width = max(map(len, rows))
    cells = [[_line(c) for c in row] + [""] * (width - len(row)) for row in rows]
    head = [f"**{_line(caption)}**\n"] if caption else []
    body = [f"| {' | '.join(row)} |" for row in cells]
    return [*head, body[0], "|" + " --- |" * width, *body[1:], ""]


def _markdown_problems(result: ParseResult, say: Messages) -> str:
    if not result.problems:
        return ""
    places = [f"{say('page', first=p.page)}: " if p.page else "" for p in result.problems]
    lines = [
        f"- {place}{_line(say.problem(p.code, p.message))} ({_line(p.code)})"
        for place, p in zip(places, result.problems, strict=True)
    ]
    return f"\n## {say.field('problems')}\n\n" + "\n".join(lines) + "\n"
