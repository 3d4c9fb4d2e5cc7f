"""What ``repr`` and a notebook show of a result: a line or a table, never the whole text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from vndocparse.entries import HEADER, doubt_of, signature_text
from vndocparse.model.document import Document, FieldValue, Found, ParseResult, Section
from vndocparse.printable import one_line, shorten

_COLOURS = {"": "", "inferred": "#00758f", "unsure": "#b07800", "very_unsure": "#c62828"}
_LIST = 12


def summary(document: Document) -> str:
    """One line: ``KẾ HOẠCH 13-KH/ĐUK, 2016-04-11, 7 sections, 12 citations: title``."""
    kind = _text(document.doc_type) or (document.doc_type.code or "" if document.doc_type else "")
    name = f"{kind} {_text(document.number)}".strip() or "no type or number"
    parts = [name]
    if document.issued is not None:
        parts.append(document.issued.date or document.issued.edtf or _text(document.issued))
    parts.append(_counted(_size(document.sections), "section"))
    parts.append(_counted(len(document.citations), "citation"))
    title = shorten(document.title.text or "", 80) if document.title else ""
    return ", ".join(p for p in parts if p) + (f": {title}" if title else "")


def describe(result: ParseResult) -> str:
    """The result in a few lines: the file, a ``summary`` per document, the number of problems."""
    source = result.source
    pages = f", {_counted(source.page_count, 'page')}" if source.page_count else ""
    lines = [f"{one_line(source.name)} ({source.media_type}{pages}, {source.text_origin})"]
    lines += [f"  {d.role}: {summary(d)}" for d in result.documents] or ["  no documents"]
    if result.problems:
        lines.append(f"  {_counted(len(result.problems), 'problem')}: {', '.join(dict.fromkeys(_codes(result)))}")
    return "\n".join(lines)


def document_card_html(document: Document) -> str:
    """The document as an HTML table for a notebook: header, outline, citations, recipients, signatures.

    All text is escaped; doubtful values are coloured; nothing is loaded from anywhere.
    """
    rows = [_row(name, _value(getattr(document, name))) for name in HEADER if getattr(document, name) is not None]
    rows += [_row("addressees", _lines(_value(a) for a in document.addressees))] if document.addressees else []
    if document.sections:
        rows.append(_row("sections", f"<ul style='margin:0;padding-left:1.2em'>{_outline(document.sections)}</ul>"))
    cited = [_coloured(c.text, c) for c in document.citations]
    people = [_coloured(signature_text(s), s) for s in document.signatures]
    rows += [
        _row(name, _lines(lines))
        for name, lines in (
            ("citations", cited),
            ("recipients", [_value(r) for r in document.recipients]),
            ("signatures", people),
        )
        if lines
    ]
    return f'<table class="vndocparse" style="text-align:left">{"".join(rows)}</table>'


def result_html(result: ParseResult) -> str:
    """All documents of a file for a notebook, and its problems."""
    head = f"<p><b>{escape(one_line(result.source.name))}</b> {escape(result.source.text_origin)}</p>"
    cards = "<hr>".join(map(document_card_html, result.documents)) or "<p>no documents</p>"
    problems = "".join(
        f"<li>{f'page {p.page}: ' if p.page else ''}{escape(one_line(p.message))}</li>" for p in result.problems
    )
    return head + cards + (f"<ul>{problems}</ul>" if problems else "")


def _text(value: FieldValue | None) -> str:
    return one_line(value.text or "") if value is not None else ""


def _codes(result: ParseResult) -> Iterable[str]:
    return (one_line(p.code) for p in result.problems)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _size(sections: Iterable[Section]) -> int:
    return sum(1 + _size(s.children) for s in sections)


def _row(name: str, cell: str) -> str:
    return f'<tr><th style="vertical-align:top">{escape(name)}</th><td style="text-align:left">{cell}</td></tr>'


def _coloured(text: str, value: Found) -> str:
    colour = _COLOURS[doubt_of(value)]
    style = f' style="color:{colour}"' if colour else ""
    return f'<span title="{value.confidence:.2f}"{style}>{escape(one_line(text))}</span>'


def _value(value: FieldValue) -> str:
    shown = _coloured(value.text or "", value)
    fact = getattr(value, "date", None) or getattr(value, "edtf", None) or getattr(value, "code", None)
    return f"{shown} <small>{escape(one_line(str(fact)))}</small>" if fact else shown


def _lines(lines: Iterable[str]) -> str:
    shown = list(lines)
    more = [f"… {len(shown) - _LIST} more"] if len(shown) > _LIST else []
    return "<br>".join([*shown[:_LIST], *more])


def _outline(sections: list[Section], depth: int = 2) -> str:
    out = []
    for section in sections[:_LIST]:
        inner = (
            f"<ul style='margin:0'>{_outline(section.children, depth - 1)}</ul>" if section.children and depth else ""
        )
        text = shorten(section.heading if section.heading is not None else section.text, 70)
        out.append(f"<li><b>{escape(one_line(section.label))}</b> {escape(text)}{inner}</li>")
    if len(sections) > _LIST:
        out.append(f"<li>… {len(sections) - _LIST} more</li>")
    return "".join(out)
