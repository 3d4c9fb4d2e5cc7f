"""HTML: every document as one page that stands alone, all text escaped, sections and citations linked.

Nothing is loaded from anywhere: the page has no scripts and asks browsers to refuse any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from vndocparse.entries import HEADER, Entry, doubt_of, entries, signature_text
from vndocparse.model.document import Citation, Document, ParseResult, Section, Table
from vndocparse.printable import one_line, printable

_STYLE = """
:root { color-scheme: light dark; --dim: #777; --line: #bbb6; --unsure: #b07800; --bad: #c62828; --inferred: #00758f }
body { font: 16px/1.5 "Times New Roman", Tinos, "Liberation Serif", serif; max-width: 52rem; margin: 2rem auto }
h1 { font-size: 1.4rem; margin-bottom: .2rem }
h2, h3, h4, h5, h6 { font-size: 1.05rem; margin: 1.2rem 0 .3rem }
table { border-collapse: collapse; margin: .6rem 0 }
td { border: 1px solid var(--line); padding: .15rem .5rem; text-align: left; vertical-align: top }
.head td { border-width: 0 0 1px }
.head td:first-child, .dim { color: var(--dim) }
.unsure { color: var(--unsure) }
.very_unsure { color: var(--bad); font-weight: bold }
.inferred { color: var(--inferred) }
section { margin-left: 1.2rem }
article > section { margin-left: 0 }
p { margin: .3rem 0 }
.label { font-weight: bold }
article + article { border-top: 3px double var(--line); margin-top: 3rem }
.problems { border-left: 4px solid var(--unsure); padding-left: .8rem }
:target { background: #ffe08a66 }
"""


def to_html(result: ParseResult) -> str:
    """One page with every document of ``result``.

    Guarantees: all text of the document is escaped; section ``II/1`` of the first document has the anchor
    ``d1-s-II-1``, its third citation ``d1-c-3``; a citation is a link where it stands in the text (to its
    entry in the list) and where its target is another document of the same file (to that document).
    """
    numbers = {
        one_line(d.number.text).casefold(): i for i, d in enumerate(result.documents, 1) if d.number and d.number.text
    }
    body = "".join(_article(i, d, numbers) for i, d in enumerate(result.documents, 1))
    title = escape(one_line(result.source.name))
    return (
        '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>\n{body}{_problems(result)}</body></html>\n"
    )


def anchor(document: int, path: str) -> str:
    """The anchor of a section path: ``anchor(1, "Điều 3/a")`` is ``d1-s-Điều-3-a``."""
    return f"d{document}-s-" + "".join(c if c.isalnum() else "-" for c in printable(path))


def _article(index: int, document: Document, numbers: dict[str, int]) -> str:
    every = list(entries(document))
    kind = document.doc_type.text or document.doc_type.code or "" if document.doc_type else ""
    number = document.number.text or "" if document.number else ""
    heading = one_line(f"{kind} {number}") or document.role
    parts = [f'<article id="d{index}"><h1>{escape(heading)}</h1>\n']
    parts.append(_header([e for e in every if e.path in HEADER or e.group == "addressees"]))
    links = _Links(index, document.citations)
    if document.preamble is not None:
        parts.append(_paragraphs(document.preamble.text or "", links))
    parts.extend(_sections(index, document.sections, "", 2, links))
    parts.append(_citations(index, document, numbers))
    if document.recipients:
        lines = (_text(r.text or "") + (f" ({_text(r.purpose)})" if r.purpose else "") for r in document.recipients)
        parts.append(f'<h2>Nơi nhận</h2><ul class="recipients">{"".join(f"<li>{line}</li>" for line in lines)}</ul>\n')
    parts.extend(f'<p class="signature">{_text(signature_text(s))}</p>\n' for s in document.signatures)
    parts.extend(_table(t) for t in document.tables)
    return "".join([*parts, "</article>\n"])


_AHEAD = 40
"""Citations looked for in one paragraph at a time, so that the work stays linear."""


class _Links:
    """Hands out the citations in text order, so that each is linked where it stands."""

    def __init__(self, document: int, citations: list[Citation]) -> None:
        self.document = document
        self.left = [(i, one_line(c.text)) for i, c in enumerate(citations, 1)]

    def marked(self, paragraph: str) -> str:
        """``paragraph`` escaped, with a link around every citation that stands in it."""
        out, at = "", 0
        while self.left:
            places = [paragraph.find(text, at) if text else -1 for _, text in self.left[:_AHEAD]]
            here = [place for place in places if place >= 0]
            if not here:
                break
            # One that stands in no paragraph (in the title) is passed over: the next comes before it here.
            found = min(here)
            del self.left[: places.index(found)]
            number, text = self.left.pop(0)
            out += escape(paragraph[at:found])
            out += f'<a href="#d{self.document}-c-{number}">{escape(text)}</a>'
            at = found + len(text)
        return out + escape(paragraph[at:])


def _text(text: str) -> str:
    return escape(one_line(text))


def _header(shown: Iterable[Entry]) -> str:
    rows = "".join(
        f'<tr><td>{escape(e.path)}</td><td class="{e.doubt}" title="{e.confidence:.2f}">{_text(e.text)}</td></tr>'
        for e in shown
    )
    return f'<table class="head">{rows}</table>\n'


def _paragraphs(text: str, links: _Links) -> str:
    return "".join(f"<p>{links.marked(one_line(p))}</p>\n" for p in text.split("\n") if p.strip())


def _sections(document: int, sections: Iterable[Section], above: str, depth: int, links: _Links) -> Iterator[str]:
    for section in sections:
        path = f"{above}/{section.label}" if above else section.label
        doubt = doubt_of(section.confidence, section.inferred)
        yield f'<section id="{escape(anchor(document, path))}">'
        label = f'<span class="label {doubt}">{_text(section.label)}.</span> '
        first, _, rest = section.text.strip().partition("\n")
        if section.heading is not None:
            level = min(depth, 6)
            yield f"<h{level}>{label}{links.marked(one_line(section.heading))}</h{level}>\n"
            rest = section.text
        else:
            yield f"<p>{label}{links.marked(one_line(first))}</p>\n"
        yield _paragraphs(rest, links)
        yield from _sections(document, section.children, path, depth + 1, links)
        yield "</section>\n"


def _citations(index: int, document: Document, numbers: dict[str, int]) -> str:
    if not document.citations:
        return ""
    items = []
    for i, citation in enumerate(document.citations, 1):
        doubt = doubt_of(citation.confidence, citation.inferred)
        text = f'<span class="{doubt}">{_text(citation.text)}</span>'
        at = numbers.get(one_line(citation.number or "").casefold())
        if at is not None and at != index:
            text = f'<a href="#d{at}">{text}</a>'
        notes = [] if citation.relation == "mentions" else [citation.relation.replace("_", " ")]
        if citation.date:
            notes.append(escape(citation.date))
        if citation.section:
            notes.append(f'<a href="#{escape(anchor(index, citation.section))}">{_text(citation.section)}</a>')
        note = f' <span class="dim">{" · ".join(notes)}</span>' if notes else ""
        items.append(f'<li id="d{index}-c-{i}">{text}{note}</li>')
    return f'<h2>Văn bản viện dẫn</h2><ol class="citations">{"".join(items)}</ol>\n'


def _table(table: Table) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{_text(c)}</td>" for c in row) + "</tr>" for row in table.rows)
    caption = f"<caption>{_text(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}{rows}</table>\n"


def _problems(result: ParseResult) -> str:
    if not result.problems:
        return ""
    items = "".join(
        f"<li>{f'trang {p.page}: ' if p.page else ''}{_text(p.message)} <code>{_text(p.code)}</code></li>"
        for p in result.problems
    )
    return f'<div class="problems"><ul>{items}</ul></div>\n'
