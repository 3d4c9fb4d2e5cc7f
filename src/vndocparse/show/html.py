"""Pages or text as one HTML file: values marked where they stand, a list of all of them beside.

The file works without network: pictures, style and script are inside it, and its policy forbids more.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import pairwise
from string import Template

from vndocparse.geometry import Box
from vndocparse.messages import Messages
from vndocparse.model.document import Document, ParseResult
from vndocparse.printable import one_line, printable, shorten
from vndocparse.show.marks import Mark, marks, zones
from vndocparse.show.picture import PageImage, cut_out


def pages_html(
    result: ParseResult,
    images: Sequence[PageImage],
    say: Messages,
    *,
    left_out: int = 0,
    shown: Sequence[Mark] | None = None,
) -> str:
    """The pages with a frame around every value; pointing at one shows value, raw text and confidence.

    ``left_out`` is the number of pages that are not among ``images``, which the page then says.  ``shown`` are marks
    to draw instead of the values, without the zones behind them.
    """
    every = marks(result) if shown is None else shown
    pages = "".join(_figure(result, image, every, say, zoned=shown is None) for image in images)
    return _page(result, pages, images, every, say, say("draw_not_drawn", count=left_out) if left_out else "")


def text_html(result: ParseResult, say: Messages, *, shown: Sequence[Mark] | None = None) -> str:
    """The text of each document with its values, or ``shown``, underlined; for files without pages."""
    every = marks(result) if shown is None else shown
    texts = "".join(
        f"<h2>{escape(say('draw_document', index=i))}</h2>" * (len(result.documents) > 1)
        + f'<div class="text">{_marked(d, [m for m in every if m.document == i])}</div>'
        for i, d in enumerate(result.documents, 1)
    )
    return _page(result, texts, (), every, say, "")


@cache
def _template(name: str) -> str:
    return (files("vndocparse.show") / "templates" / name).read_text("utf-8")


def _page(
    result: ParseResult, body: str, images: Sequence[PageImage], every: Sequence[Mark], say: Messages, note: str
) -> str:
    script = _template("page.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return Template(_template("page.html")).substitute(
        language=say.language,
        title=escape(one_line(result.source.name)),
        script=script,
        script_hash=f"sha256-{digest}",
        hint=escape(say("draw_hint")),
        note=f'<p class="note">{escape(note)}</p>' if note else "",
        panel=_panel(result, images, every, say),
        pages=body,
    )


def _figure(result: ParseResult, image: PageImage, every: Sequence[Mark], say: Messages, *, zoned: bool) -> str:
    data = base64.b64encode(image.data).decode()
    tints = "".join(f'<rect class="z" {_at(z.box)} fill="{z.colour}"/>' for z in zones(result, image.number) if zoned)
    # Large frames first, so that small ones lie on top and can be pointed at.
    boxes = [(box, m, at) for m in every for at, box in enumerate(m.boxes(image.number))]
    boxes.sort(key=lambda b: -b[0].width * b[0].height)
    frames = "".join(
        f'<rect class="m" data-i="{m.index}" {_at(box)} stroke="{m.colour}"/>' + (_tag(m, box) if at == 0 else "")
        for box, m, at in boxes
    )
    caption = escape(say("draw_page", page=image.number))
    return (
        f'<figure id="p{image.number}"><img alt="{caption}" src="data:{image.media_type};base64,{data}">'
        f'<svg viewBox="0 0 {image.width:.2f} {image.height:.2f}" preserveAspectRatio="none">{tints}{frames}</svg>'
        f"<figcaption>{caption}</figcaption></figure>\n"
    )


def _tag(mark: Mark, box: Box) -> str:
    text = escape(shorten(mark.tag, 24))
    return f'<text x="{box.x0:.1f}" y="{box.top - 1:.1f}" fill="{mark.colour}">{text}</text>'


def _at(box: Box) -> str:
    x0, top, x1, bottom = box
    return f'x="{x0:.1f}" y="{top:.1f}" width="{max(x1 - x0, 0):.1f}" height="{max(bottom - top, 0):.1f}"'


def _panel(result: ParseResult, images: Sequence[PageImage], every: Sequence[Mark], say: Messages) -> str:
    parts = []
    for index in range(1, len(result.documents) + 1):
        items = "".join(_item(m, _pieces(result, images, m), say) for m in every if m.document == index)
        parts.append(f"<h2>{escape(say('draw_document', index=index))}</h2><ul>{items}</ul>")
    if result.problems:
        lines = (
            (say("problem_page", page=p.page) if p.page else "") + say.problem(p.code, p.message)
            for p in result.problems
        )
        items = "".join(f"<li>{escape(one_line(line))}</li>" for line in lines)
        parts.append(f'<h2>{escape(say.field("problems"))}</h2><ul class="problems">{items}</ul>')
    return "".join(parts)


def _pieces(result: ParseResult, images: Sequence[PageImage], mark: Mark) -> str:
    """Pictures of the blanks of a number or a date, so that a person sees the figures that the list names."""
    value = getattr(result.documents[mark.document - 1], mark.entry.path, None)
    shown = []
    for blank in getattr(value, "blanks", ()):
        image = next((i for i in images if i.number == blank.page), None)
        if image is not None and blank.ink != "print":
            data = base64.b64encode(cut_out(image, Box(*blank.bbox).padded(3))).decode()
            shown.append(f'<img class="blank" alt="{blank.part}" src="data:image/jpeg;base64,{data}">')
    return "".join(shown)


def _item(mark: Mark, pieces: str, say: Messages) -> str:
    entry = mark.entry
    beside = mark.beside(say)
    sure = beside if mark.note or entry.group == "mendings" else f"{say('draw_confidence')} {beside}"
    tip = [f"{entry.path}: {shorten(entry.text, 300)}", sure]
    if entry.raw and entry.raw != entry.text:
        tip.append(f"{say('draw_raw')}: {shorten(entry.raw, 300)}")
    tip += [f"{name}: {one_line(value)}" for name, value in entry.facts]
    if entry.inferred:
        tip.append(say("concluded", names=", ".join(entry.inferred)))
    return (
        f'<li data-i="{mark.index}" class="{entry.doubt}" style="border-color:{mark.colour}" '
        f'data-tip="{escape(chr(10).join(tip))}"><b>{escape(one_line(entry.path))}</b><small>{escape(beside)}</small>'
        f'<span class="v">{escape(shorten(mark.shown, 160))}</span>{pieces}</li>'
    )


def _marked(document: Document, every: Iterable[Mark]) -> str:
    """The document's text; each stretch between two ends of values knows the values that cover it.

    Values overlap (a citation inside a title): the stretch is coloured for the shortest of them.
    """
    spans = [(e.start, min(e.end, len(document.text)), m) for m in every for e in m.entry.evidence if e.start < e.end]
    edges = sorted({0, len(document.text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    edges = [e for e in edges if e <= len(document.text)]
    opening = sorted(spans, key=lambda s: s[0])
    out, active, at = [], list[tuple[int, int, Mark]](), 0
    for start, end in pairwise(edges):
        while at < len(opening) and opening[at][0] <= start:
            active.append(opening[at])
            at += 1
        active = [s for s in active if s[1] > start]
        text = escape(printable(document.text[start:end]))
        if active:
            inner = sorted(active, key=lambda s: s[1] - s[0])
            ids = " ".join(dict.fromkeys(str(m.index) for _, _, m in inner))
            running = ' class="running"' if inner[0][2].entry.group in ("sections", "preamble") else ""
            text = f'<mark data-i="{ids}"{running} style="border-color:{inner[0][2].colour}">{text}</mark>'
        out.append(text)
    return "".join(out)
