"""HTML: a reading copy laid out as the form has it, all text escaped, sections and citations linked.

Nothing is loaded from anywhere: the page has no scripts and asks browsers to refuse any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise

from vndocparse.entries import doubt_of
from vndocparse.export.cited import Cited
from vndocparse.export.marked import marked_label, slogan_of
from vndocparse.export.opening import opening_paragraphs
from vndocparse.export.tableplaces import TablePlaces
from vndocparse.messages import Messages, messages
from vndocparse.model.document import (
    Citation,
    Copy,
    Document,
    FieldValue,
    ParseResult,
    Recipient,
    Section,
    Signature,
    Table,
)
from vndocparse.printable import one_line, printable
from vndocparse.text import is_upper

_STYLE = """
:root { color-scheme: light dark; --dim: #777; --line: #bbb6; --unsure: #b07800; --bad: #c62828; --inferred: #00758f }
body { font: 17px/1.5 "Times New Roman", Tinos, "Liberation Serif", serif; max-width: 46rem; margin: 2rem auto;
  padding: 0 1rem }
header, footer { display: flex; gap: 1.5rem; justify-content: space-between; margin-bottom: 1.5rem }
header > div { flex: 1; text-align: center }
header p, .foot p, .name p, .sign p { margin: .1rem 0 }
header .organ, header .motto, .sign, .type, .title { font-weight: bold }
header .organ, header .motto { text-decoration: underline 1px; text-underline-offset: .3rem }
header .motto:has(+ .slogan) { text-decoration: none }
header .issued { font-style: italic }
.marks { color: var(--bad); font-weight: bold }
.name { text-align: center; margin: 1rem 0 1.5rem }
.type { font-size: 1.25rem; margin: 0 }
.title::after { content: ""; display: block; width: 6rem; margin: .5rem auto 0; border-top: 1px solid }
.to { margin: 0 auto 1.2rem; width: fit-content }
.body p { text-align: justify; text-indent: 2rem; margin: .35rem 0 }
.body .capitals { text-align: center; text-indent: 0; font-weight: bold; margin: .8rem 0 }
h2, h3, h4, h5, h6 { font-size: 1.02rem; margin: 1.1rem 0 .3rem }
.body > section > h2 { text-align: center }
footer { margin-top: 1.5rem }
footer .foot { font-size: .85rem }
footer .foot ul { margin: .2rem 0; padding-left: 1rem; list-style: "- " }
footer .sign { text-align: center }
table { border-collapse: collapse; margin: 1rem auto }
td { border: 1px solid var(--line); padding: .15rem .5rem; text-align: left; vertical-align: top }
caption, thead { font-weight: bold }
caption { padding: .3rem }
a { color: inherit; text-decoration-color: var(--inferred) }
aside { font-size: .85rem; border-top: 1px solid var(--line); margin-top: 1.5rem; color: var(--dim) }
aside h2 { font-size: .85rem }
.unsure { color: var(--unsure) }
.very_unsure { color: var(--bad); font-weight: bold }
.inferred { color: var(--inferred) }
article + article { border-top: 3px double var(--line); margin-top: 3rem; padding-top: 1.5rem }
.problems { border-left: 4px solid var(--unsure); padding-left: .8rem; font-size: .85rem }
:target { background: #ffe08a66 }
@media print { aside, .problems { display: none } article + article { break-before: page; border: 0 } }
"""


def to_html(result: ParseResult, *, language: str = "en") -> str:
    """One page with every document of ``result``.

    ``language`` ("en", "vi") is that of the list of problems; all else is the document's.

    Guarantees: all text of the document is escaped; section ``II/1`` of the first document has the anchor
    ``d1-s-II-1``, its third citation ``d1-c-3``; a citation is a link where it stands in the text (to its
    entry in the list) and where its target is another document of the same file (to that document).
    """
    numbers = {
        one_line(d.number.text).casefold(): i for i, d in enumerate(result.documents, 1) if d.number and d.number.text
    }
    body = "".join(_article(i, d, numbers) for i, d in enumerate(result.documents, 1))
    title = escape(one_line(result.source.name))
    body += _problems(result, messages(language))
    return (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>\n{body}</body></html>\n"
    )


def anchor(document: int, path: str) -> str:
    """The anchor of a section path: ``anchor(1, "Điều 3/a")`` is ``d1-s-Điều-3-a``."""
    return f"d{document}-s-" + "".join(c if c.isalnum() else "-" for c in printable(path))


class Anchors:
    """The anchors of a document's sections, each handed out once."""

    def __init__(self, document: int) -> None:
        self.document = document
        self._used: dict[str, int] = {}

    def of(self, path: str) -> str:
        """The anchor of a section; --2, --3 … behind it where its path was there before: numbering may begin anew."""
        name = anchor(self.document, path)
        self._used[name] = count = self._used.get(name, 0) + 1
        return name if count == 1 else f"{name}--{count}"


def _article(index: int, document: Document, numbers: dict[str, int]) -> str:
    links = _Links(index, document.citations)
    places = TablePlaces(document)
    parts = [
        f'<article id="d{index}">\n',
        _head(document),
        _name(document, links),
        '<div class="body">\n',
        *(_opening(text, links) for text in opening_paragraphs(document)),
        *_sections(index, document.sections, "", 2, links, places),
        *map(_table, places.before_foot()),
        "</div>\n",
        _foot(document.recipients, document.signatures),
        *map(_table, places.rest()),
        *map(_copy, document.copies),
        _citations(index, document, numbers),
        _notes(document),
        "</article>\n",
    ]
    return "".join(parts)


def _head(document: Document) -> str:
    """The two columns above a document, as the form has them; nothing for a document without any of it."""
    place = ", ".join(p for p in (_span("place", document.place), _span("issued", document.issued)) if p)
    number = _span("number", document.number)
    left = [_line("superior", document.superior_organ), _line("organ", document.organ)]
    label = "Số" if document.family == "party" else "Số:"  # HD 36-HD/VPTW, annex 3 row 3: the Party's form has no colon
    left += [f'<p class="number">{label} {number}</p>'] if number else []
    slogan = slogan_of(document)
    right = [_line("motto", document.motto), f'<p class="motto slogan">{escape(slogan)}</p>' if slogan else ""]
    right += [f'<p class="issued">{place}</p>'] if place else []
    marks = "".join(_line("marks", getattr(document, m)) for m in ("secrecy", "urgency", "circulation", "draft"))
    if not any((*left, *right, marks)):
        return ""
    return f"<header><div>{''.join(left)}{marks}</div><div>{''.join(right)}</div></header>\n"


def _name(document: Document, links: _Links) -> str:
    """Type, author and subject in the middle, addressees below; a document without them is named by its number."""
    kind, title = document.doc_type, document.title
    parts = [f'<h1 class="type">{_span("", kind)}</h1>'] if kind is not None and kind.text else []
    parts.append(_line("author", document.author))
    if title is not None and title.text:
        marked = links.marked(one_line(title.text))
        parts.append(f'<p class="title {doubt_of(title)}">{marked}</p>')
    out = f'<div class="name">{"".join(parts)}</div>\n' if any(parts) else ""
    if document.addressees:
        lines = "".join(f"<p>{_text(a.text or '')}</p>" for a in document.addressees)
        out += f'<div class="to"><i>Kính gửi:</i>{lines}</div>\n'
    return out


def _foot(recipients: Iterable[Recipient], signatures: Iterable[Signature]) -> str:
    """Recipients on the left, signatures on the right."""
    lines = [_text(r.text or "") + (f" ({_text(r.purpose)})" if r.purpose else "") for r in recipients]
    left = f'<i>Nơi nhận:</i><ul class="recipients">{"".join(f"<li>{line}</li>" for line in lines)}</ul>'
    right = "".join(f'<div class="signature">{"".join(_signature(s))}</div>' for s in signatures)
    if not lines and not right:
        return ""
    return f'<footer><div class="foot">{left if lines else ""}</div><div class="sign">{right}</div></footer>\n'


def _signature(signature: Signature) -> Iterator[str]:
    opening = " ".join(p for p in (signature.authority, signature.on_behalf_of or signature.second_position) if p)
    second = signature.second_position if signature.on_behalf_of else None
    for text in (opening, second, signature.position, signature.mark and f"({signature.mark})", signature.name):
        if text:
            yield f"<p>{_text(text)}</p>"


def _copy(copy: Copy) -> str:
    heads = "".join(_line(name, getattr(copy, name)) for name in ("organ", "number", "place", "issued"))
    kind = f'<p class="type">{_text(copy.kind)}</p>'
    return f'<div class="copy">{heads}{kind}{_foot(copy.recipients, copy.signatures)}</div>\n'


def _span(name: str, value: FieldValue | None) -> str:
    """The value with its doubt as a colour and its confidence to point at; empty for none."""
    if value is None or not value.text:
        return ""
    classes = " ".join(c for c in (name, doubt_of(value)) if c)
    return f'<span class="{classes}" title="{value.confidence:.2f}">{_text(value.text)}</span>'


def _line(name: str, value: FieldValue | None) -> str:
    text = _span("", value)
    return f'<p class="{name}">{text}</p>' if text else ""


class _Links:
    """Each citation as a link where it stands, to its entry in the list."""

    def __init__(self, document: int, citations: list[Citation]) -> None:
        self.document = document
        self.cited = Cited(citations)
        self.anchors = Anchors(document)

    def marked(self, paragraph: str) -> str:
        """``paragraph`` escaped, with a link around every citation that stands in it."""
        return "".join(
            escape(text) if at is None else f'<a href="#d{self.document}-c-{at + 1}">{escape(text)}</a>'
            for text, at in self.cited.pieces(paragraph)
        )


def _text(text: str) -> str:
    return escape(one_line(text))


def _opening(text: str, links: _Links) -> str:
    """A paragraph of the preamble; one in capitals (QUYẾT ĐỊNH:) stands in the middle."""
    kind = ' class="capitals"' if is_upper(text) else ""
    return f"<p{kind}>{links.marked(one_line(text))}</p>\n"


def _sections(
    document: int, sections: Iterable[Section], above: str, depth: int, links: _Links, places: TablePlaces
) -> Iterator[str]:
    for section in sections:
        path = f"{above}/{section.label}" if above else section.label
        doubt = doubt_of(section)
        yield from map(_table, places.before(section.evidence[0] if section.evidence else None))
        yield f'<section id="{escape(links.anchors.of(path))}">'
        label = f'<span class="label {doubt}">{escape(marked_label(section))}</span> '
        if section.heading is not None:
            level = min(depth, 6)
            yield f"<h{level}>{label}{links.marked(one_line(section.heading))}</h{level}>\n"
            label = ""
        for at, (text, tables) in enumerate(places.paragraphs(section)):
            yield from map(_table, tables)
            opening = label if at == 0 else ""
            if opening or text.strip():
                yield f"<p>{opening}{links.marked(one_line(text))}</p>\n"
        yield from _sections(document, section.children, path, depth + 1, links, places)
        yield "</section>\n"


def _citations(index: int, document: Document, numbers: dict[str, int]) -> str:
    if not document.citations:
        return ""
    items = []
    for i, citation in enumerate(document.citations, 1):
        doubt = doubt_of(citation)
        text = f'<span class="{doubt}">{_text(citation.text)}</span>'
        at = numbers.get(one_line(citation.number or "").casefold())
        if at is not None and at != index:
            text = f'<a href="#d{at}">{text}</a>'
        notes = [] if citation.relation == "mentions" else [messages("vi").term("relation", citation.relation)]
        if citation.date:
            notes.append(escape(citation.date))
        if citation.section:
            notes.append(f'<a href="#{escape(anchor(index, citation.section))}">{_text(citation.section)}</a>')
        note = f' <span class="note">– {" · ".join(notes)}</span>' if notes else ""
        items.append(f'<li id="d{index}-c-{i}">{text}{note}</li>')
    return f'<aside><h2>Văn bản viện dẫn</h2><ol class="citations">{"".join(items)}</ol></aside>\n'


def _notes(document: Document) -> str:
    """Footnotes, stamps, handwriting: on the page, and no part of the text."""
    notes = [m for m in document.marginalia if m.kind != "page_number" and m.text]
    items = "".join(f'<li class="{_text(m.kind)}">{_text(m.text or "")}</li>' for m in notes)
    return f"<aside><h2>Ngoài lề</h2><ul>{items}</ul></aside>\n" if items else ""


def _table(table: Table) -> str:
    """Its head, where a later page tells which rows are that, and a body for each page that it stands on."""
    rows = ["<tr>" + "".join(f"<td>{_text(c)}</td>" for c in row) + "</tr>" for row in table.rows]
    caption = f"<caption>{_text(table.caption)}</caption>" if table.caption else ""
    if len(table.parts) < 2:
        return f"<table>{caption}{''.join(rows)}</table>\n"
    head = table.head_rows
    out = [f"<thead>{''.join(rows[:head])}</thead>"] if head else []
    starts = [head, *(part.first_row + part.continues for part in table.parts[1:]), len(rows)]
    for part, (first, end) in zip(table.parts, pairwise(starts), strict=True):
        out.append(f'<tbody data-page="{part.page}">{"".join(rows[first:end])}</tbody>' if first < end else "")
    return f"<table>{caption}{''.join(out)}</table>\n"


def _problems(result: ParseResult, say: Messages) -> str:
    if not result.problems:
        return ""
    places = [f"{escape(say('page', first=p.page))}: " if p.page else "" for p in result.problems]
    items = "".join(
        f"<li>{place}{_text(say.problem(p.code, p.message))} <code>{_text(p.code)}</code></li>"
        for place, p in zip(places, result.problems, strict=True)
    )
    return f'<div class="problems"><ul>{items}</ul></div>\n'
