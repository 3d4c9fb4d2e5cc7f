"""Page renderer: a document set in type as offices do it, on a reportlab canvas.

Guarantees: the same specification gives the same bytes; every mark that ink is laid over later (number, day, role
line, name …) is reported with its page and box in points from the top left.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from tools.corpus import oldfonts
from tools.corpus.spec import Entry, Run, runs

rl_config.invariant = 1
rl_config.useA85 = 0

FONTS = "/usr/share/fonts/truetype/"
FAMILIES = {
    "liberation": [f"liberation2/LiberationSerif-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")],
    "tinos": [f"croscore/Tinos-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")],
    "free": [f"freefont/FreeSerif{s}.ttf" for s in ("", "Bold", "Italic", "BoldItalic")],
    "noto": [f"noto/NotoSerif-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")],
    "charis": [f"charis/CharisSIL-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")],
    "dejavu": [f"dejavu/DejaVuSerifCondensed{s}.ttf" for s in ("", "-Bold", "-Italic", "-BoldItalic")],
    "sans": [f"liberation2/LiberationSans-{s}.ttf" for s in ("Regular", "Bold", "Italic", "BoldItalic")],
}
MM = 72 / 25.4
A4 = (595.28, 841.89)


@lru_cache
def family(name: str) -> tuple[str, str, str, str]:
    """Register a family; gives the names of its upright, bold, italic and bold italic face."""
    if name in oldfonts.FACES:
        return oldfonts.register(name, tuple(FONTS + path for path in FAMILIES["liberation"]))  # type: ignore[return-value]
    names = tuple(f"{name}-{s}" for s in ("r", "b", "i", "bi"))
    for face, path in zip(names, FAMILIES[name], strict=True):
        pdfmetrics.registerFont(TTFont(face, FONTS + path))
    return names  # type: ignore[return-value]


@lru_cache(maxsize=200_000)
def width(text: str, face: str, size: float) -> float:
    return pdfmetrics.stringWidth(text, face, size)


@dataclass(frozen=True)
class Mark:
    """A place on a page that ink is laid over: points from the top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass
class Rendered:
    """A rendered entry: the PDF, the pages of each document, of each table, and the marks."""

    pdf: bytes
    pages: list[tuple[int, int]]
    table_pages: list[list[int]]
    marks: dict[str, list[Mark]] = field(default_factory=dict)
    lines: list[tuple[int, float, float, float, str]] = field(default_factory=list)
    """Words as drawn: page, x, top, size, text."""


@dataclass(frozen=True)
class Piece:
    """A stretch of one word in one face; ``gap`` is blank width to be written in by hand."""

    text: str
    face: str
    size: float
    rise: float = 0.0
    gap: float = 0.0
    mark: str = ""

    @property
    def width(self) -> float:
        return self.gap or width(self.text, self.face, self.size)


Wordish = list[Piece]
Overlays = Sequence[tuple[int, float, float, float, float, Image.Image]]
"""Pictures over pages: page, left, top, width, height in points, RGBA."""


class Setter:
    """Sets one entry; one object per rendering."""

    def __init__(self, entry: Entry, blank: set[str], overlays: Overlays) -> None:
        """``blank``: header values left out of the print for ink ("number", "day", "month", "urgency")."""
        self.entry, self.blank, self.overlays = entry, blank, overlays
        st = entry.get("style", {})
        self.st = st
        self.faces = family(st.get("font", "liberation"))
        self.size = float(st.get("size", 14))
        self.lead = float(st.get("leading", self.size * 1.25))
        top, bottom, left, right = st.get("margins", [20, 20, 30, 15])
        self.w, self.h = A4
        self.x0, self.x1 = left * MM, self.w - right * MM
        self.top, self.foot = top * MM, self.h - bottom * MM
        self.indent = st.get("indent", 10) * MM
        self.gap = st.get("gap", 4)
        self.buf = io.BytesIO()
        self.c = Canvas(self.buf, pagesize=A4, pageCompression=1, invariant=1)
        self.c.setTitle(st.get("pdf_title", ""))
        self.c.setProducer(st.get("producer", "vndocparse corpus"))
        self.page, self.y, self.limit = 1, self.top, self.foot
        self.first_of_doc = 1
        self.marks: dict[str, list[Mark]] = {}
        self.drawn: list[tuple[int, float, float, float, str]] = []
        self.notes: list[tuple[str, str]] = []

    # -- drawing ---------------------------------------------------------

    def face(self, bold: bool = False, italic: bool = False) -> str:
        return self.faces[(1 if bold else 0) + (2 if italic else 0)]

    def text(self, x: float, base: float, s: str, face: str, size: float) -> float:
        """Draw ``s`` with its baseline at ``base`` from the top; gives the x behind it."""
        at = x
        for run, own in oldfonts.coded_runs(s, face) if face in oldfonts.names() else [(s, face)]:
            self.c.setFont(own, size)
            self.c.drawString(at, self.h - base, run)
            at += pdfmetrics.getFont(own).coded_width(run, size) if face in oldfonts.names() else 0
        w = width(s, face, size)
        for m in re.finditer(r"\S+", s):
            self.drawn.append((self.page, x + width(s[: m.start()], face, size), base - size * 0.75, size, m[0]))
        return x + w

    def rule(self, x0: float, x1: float, y: float, thick: float = 0.6) -> None:
        self.c.setLineWidth(thick)
        self.c.line(x0, self.h - y, x1, self.h - y)

    def mark(self, name: str, x0: float, top: float, x1: float, bottom: float) -> None:
        self.marks.setdefault(name, []).append(Mark(self.page, x0, top, x1, bottom))

    # -- pages -------------------------------------------------------------

    def end_page(self) -> None:
        """Footnotes, then the pictures laid over the page."""
        self.finish_notes()
        for page, x, top, w, h, image in self.overlays:
            if page == self.page:
                self.c.drawImage(ImageReader(image), x, self.h - top - h, w, h, mask="auto")
        self.c.showPage()

    def new_page(self, numbered: bool = True) -> None:
        self.end_page()
        self.page += 1
        self.y, self.limit = self.top, self.foot
        where = self.st.get("page_number", "top")
        n = self.page - self.first_of_doc + 1
        if numbered and n > 1 and where != "none":
            label = {"dash": f"- {n} -"}.get(self.st.get("page_number_form", ""), str(n))
            size = self.size - 1
            x = {
                "c": (self.x0 + self.x1) / 2 - width(label, self.face(), size) / 2,
                "r": self.x1 - width(label, self.face(), size),
            }[self.st.get("page_number_at", "c")]
            base = 10 * MM + size if where == "top" else self.h - 9 * MM
            self.text(x, base, label, self.face(), size)
        if numbered and self.entry.get("running_header"):
            self.text(self.x0, 10 * MM + 9, self.entry.get("running_header"), self.face(italic=True), 9)
        if numbered and self.entry.get("running_footer"):
            self.text(self.x0, self.h - 8 * MM, self.entry.get("running_footer"), self.face(italic=True), 9)

    def need(self, height: float) -> None:
        if self.y + height > self.limit:
            self.new_page()

    def add_note(self, sign: str, text: str) -> None:
        lines = len(self.break_lines(self.words(runs(text), 11), self.x1 - self.x0 - 10, 0))
        room = lines * 13 + (8 if not self.notes else 0)
        self.limit -= room
        self.notes.append((sign, text))

    def finish_notes(self) -> None:
        if not self.notes:
            return
        y = self.limit + 4
        self.rule(self.x0, self.x0 + 130, y, 0.5)
        for sign, text in self.notes:
            self.text(self.x0, y + 9, sign, self.face(), 7)
            for ws in self.break_lines(self.words(runs(text), 11), self.x1 - self.x0 - 10, 0):
                y += 13
                self.draw_line(ws, self.x0 + 6, y, "left", self.x1 - self.x0 - 10)
        self.notes = []

    # -- paragraphs ----------------------------------------------------------

    def words(
        self, rs: list[Run], size: float | None = None, bold: bool = False, italic: bool = False
    ) -> list[Wordish]:
        """Runs cut into words of styled pieces."""
        size = size or self.size
        out: list[Wordish] = []
        glue = False
        for r in rs:
            if r.turn:
                continue
            face = self.face(r.bold or bold, r.italic or italic)
            if r.note:
                piece = Piece(r.text, self.face(), size * 0.62, size * 0.35)
                if out:
                    out[-1].append(piece)
                continue
            for i, part in enumerate(re.split(r"([ \n]+)", r.text)):
                if i % 2:
                    glue = False
                elif part:
                    if glue and out:
                        out[-1].append(Piece(part, face, size))
                    else:
                        out.append([Piece(part, face, size)])
                    glue = True
        return out

    def space(self, size: float | None = None) -> float:
        return width(" ", self.face(), size or self.size)

    def break_lines(self, ws: list[Wordish], measure: float, first: float) -> list[list[Wordish]]:
        """Greedy lines; the first is shorter by ``first``."""
        lines: list[list[Wordish]] = [[]]
        used = first
        for w in ws:
            ww = sum(p.width for p in w)
            sp = self.space(w[0].size) if lines[-1] else 0
            if lines[-1] and used + sp + ww > measure + 0.01:
                lines.append([])
                used, sp = 0.0, 0.0
            lines[-1].append(w)
            used += sp + ww
        return lines

    def draw_line(
        self, ws: list[Wordish], x: float, base: float, align: str, measure: float, last: bool = True
    ) -> None:
        """Draw one line of words; a justified line that is not the last fills the measure."""
        if not ws:
            return
        natural = sum(p.width for w in ws for p in w)
        sp = self.space(ws[0][0].size)
        total = natural + sp * (len(ws) - 1)
        if align == "justify" and not last and len(ws) > 1:
            sp = (measure - natural) / (len(ws) - 1)
        elif align == "center":
            x += (measure - total) / 2
        elif align == "right":
            x += measure - total
        for i, w in enumerate(ws):
            for j, p in enumerate(w):
                if p.gap:
                    self.mark(p.mark, x, base - p.size, x + p.gap, base + p.size * 0.25)
                else:
                    tail = " " if j == len(w) - 1 and i < len(ws) - 1 else ""
                    self.text(x, base - p.rise, p.text + tail, p.face, p.size)
                x += p.width
            x += sp

    def para(
        self, rs: list[Run], *, align: str = "justify", first: float | None = None, left: float = 0.0,
        size: float | None = None, bold: bool = False, italic: bool = False, keep: bool = False,
        lead: float | None = None, measure: float | None = None, name: str = "",
    ) -> None:  # fmt: skip
        """Set a paragraph at the current height; it may run on over a page's end unless ``keep``."""
        size = size or self.size
        lead = lead or self.lead * size / self.size
        first = self.indent if first is None else first
        measure = measure or self.x1 - self.x0 - left
        lines = self.break_lines(self.words(rs, size, bold, italic), measure, first)
        if keep:
            self.need(lead * (len(lines) + 2))
        top = self.y
        for i, ws in enumerate(lines):
            self.need(lead)
            shift = first if i == 0 else 0
            self.y += lead
            self.draw_line(
                ws, self.x0 + left + shift, self.y - lead * 0.25, align, measure - shift, i == len(lines) - 1
            )
        if name:
            self.mark(name, self.x0 + left, top, self.x0 + left + measure, self.y)
        self.y += self.gap
