"""Markdown: every document for a reader, markup characters escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vndocparse.entries import HEADER, entries, signature_text
from vndocparse.model.document import Document, FieldValue, ParseResult, Section
from vndocparse.printable import one_line, printable


def to_markdown(result: ParseResult) -> str:
    """Every document as Markdown: a table of the header, then preamble, sections, lists.

    Characters that Markdown or HTML would read as markup are escaped.
    """
    return "\n".join(_markdown(d) for d in result.documents) + _markdown_problems(result)


_MARKUP = re.compile(r"([\\`*_\[\]<>|#~&])")
_LEADING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)


def _escaped(text: str) -> str:
    text = _MARKUP.sub(r"\\\1", printable(text))
    return _LEADING.sub(lambda m: f"{m[1]}\\{m[2]}" if not m[2].isdigit() else f"{m[1]}{m[2]}\\", text)


def _line(text: str) -> str:
    return _escaped(one_line(text))


def _paragraphs(text: str) -> list[str]:
    return [f"{_escaped(p.strip())}\n" for p in text.split("\n") if p.strip()]


def _text(value: FieldValue | None) -> str:
    return one_line(value.text or "") if value is not None else ""


def _markdown(document: Document) -> str:
    kind, number = _text(document.doc_type), _text(document.number)
    heading = " ".join(p for p in (kind or (document.doc_type.code if document.doc_type else ""), number) if p)
    out = [f"# {_line(heading or document.role)}\n"]
    if document.title is not None:
        out.append(f"**{_line(document.title.text or '')}**\n")
    rows = [(e.path, e.text, e.confidence) for e in entries(document) if e.path in HEADER or e.group == "addressees"]
    out += ["| field | value | confidence |", "| --- | --- | --- |"]
    out += [f"| {path} | {_line(text)} | {confidence:.2f} |" for path, text, confidence in rows]
    out.append("")
    if document.preamble is not None:
        out += _paragraphs(document.preamble.text or "")
    out += _markdown_sections(document.sections, 2)
    if document.citations:
        out.append("## Citations\n")
        out += [f"{i}. {_line(c.text)}" + _cited(c.relation, c.section) for i, c in enumerate(document.citations, 1)]
        out.append("")
    if document.recipients:
        out.append("## Recipients\n")
        out += [f"- {_line(_text(r))}" + (f" ({_line(r.purpose)})" if r.purpose else "") for r in document.recipients]
        out.append("")
    if document.signatures:
        out.append("## Signatures\n")
        out += [f"- {_line(signature_text(s))}" for s in document.signatures]
        out.append("")
    for table in document.tables:
        out += _markdown_table(table.caption or "", table.rows)
    return "\n".join(out)


def _markdown_sections(sections: Iterable[Section], depth: int) -> list[str]:
    out = []
    for section in sections:
        if section.heading is not None:
            out.append(f"{'#' * min(depth, 6)} {_line(section.label)}. {_line(section.heading)}\n")
            out += _paragraphs(section.text)
        else:
            first, *rest = _paragraphs(section.text) or ["\n"]
            out += [f"**{_line(section.label)}.** {first}", *rest]
        out += _markdown_sections(section.children, depth + 1)
    return out


def _cited(relation: str, section: str | None) -> str:
    notes = [p for p in (relation.replace("_", " ") if relation != "mentions" else "", section or "") if p]
    return f" ({_line(', '.join(notes))})" if notes else ""


def _markdown_table(caption: str, rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    width = max(map(len, rows))
    cells = [[_line(c) for c in row] + [""] * (width - len(row)) for row in rows]
    head = [f"**{_line(caption)}**\n"] if caption else []
    body = [f"| {' | '.join(row)} |" for row in cells]
    return [*head, body[0], "|" + " --- |" * width, *body[1:], ""]


def _markdown_problems(result: ParseResult) -> str:
    if not result.problems:
        return ""
    lines = [f"- {f'page {p.page}: ' if p.page else ''}{_line(p.message)} ({_line(p.code)})" for p in result.problems]
    return "\n## Problems\n\n" + "\n".join(lines) + "\n"
