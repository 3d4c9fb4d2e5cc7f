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
from typing import Any

from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from tools.corpus.gold import MOTTO, lines_of
from tools.corpus.spec import Block, DocSpec, Entry, Run, plain, runs

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
        self.c.setFont(face, size)
        self.c.drawString(x, self.h - base, s)
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

    def words(self, rs: list[Run], size: float | None = None, bold: bool = False, italic: bool = False) -> list[Wordish]:
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

    def draw_line(self, ws: list[Wordish], x: float, base: float, align: str, measure: float, last: bool = True) -> None:
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
            self.draw_line(ws, self.x0 + left + shift, self.y - lead * 0.25, align, measure - shift, i == len(lines) - 1)
        if name:
            self.mark(name, self.x0 + left, top, self.x0 + left + measure, self.y)
        self.y += self.gap

    # -- parts of a document ---------------------------------------------------

    def column(self, x: float, w: float, y: float, items: list[tuple[list[Wordish], float, str]]) -> float:
        """Centred lines in a column: (words, size, decoration); gives the height behind them."""
        for ws, size, deco in items:
            if not ws and not deco:
                y += size
                continue
            if deco == "rule":
                ww = size
                self.rule(x + (w - ww) / 2, x + (w + ww) / 2, y + 3)
                y += 5
                continue
            for line in self.break_lines(ws, w, 0):
                y += size * 1.2
                self.draw_line(line, x, y - size * 0.25, "center", w)
                if deco == "under":
                    tw = sum(p.width for q in line for p in q) + self.space(size) * (len(line) - 1)
                    self.rule(x + (w - tw) / 2, x + (w + tw) / 2, y + 1)
            if deco == "under":
                y += 4
            if deco.startswith("mark:"):
                self.mark(deco[5:], x, y - size * 1.2, x + w, y)
        return y

    def number_words(self, doc: DocSpec, size: float) -> list[Wordish]:
        """"Số 13-KH/ĐUK", with a gap where the number is blank or is written by hand."""
        number = doc.get("number")
        shown = doc.get("number_print") or number
        head = "Số:" if self.st.get("colon", False) else "Số"
        f = self.face()
        m = re.match(r"(\d+[a-z]?)?(.*)", shown)
        assert m
        if not m[1]:
            return [[Piece(head, f, size), Piece("", f, size, gap=34, mark="blank"), Piece(m[2], f, size)]]
        if "number" in self.blank and doc.get("role", "main") == "main":
            return [[Piece(head, f, size), Piece("", f, size, gap=self.st.get("number_gap", 38), mark="number"),
                     Piece(m[2].strip(), f, size)]]  # fmt: skip
        return self.words([Run(f"{head} {shown}")], size)

    def date_words(self, doc: DocSpec, size: float) -> list[Wordish]:
        """Place and date in italics, with gaps where day or month is blank or written by hand."""
        place, date = doc.get("place"), doc.get("date") or ""
        text = f"{place}, {date}" if place else date
        f = self.face(italic=True)
        hand = self.blank if doc.get("role", "main") == "main" else set()
        out: list[Wordish] = []
        for name, pattern in (("day", r"(ngày) *(\d*) (?=tháng)"), ("month", r"(tháng) *(\d*) (?=năm)")):
            m = re.search(pattern, text)
            if m and (name in hand or not m[2]):
                label = name if m[2] else "blank"
                text = text[: m.start()] + m[1] + f" \0{label}\0 " + text[m.end() :]
        for token in text.split():
            if token.startswith("\0"):
                out.append([Piece("", f, size, gap=20, mark=token.strip("\0"))])
            else:
                out.append([Piece(token, f, size)])
        return out

    def header(self, doc: DocSpec) -> None:
        """Organ and number at the left, motto and date at the right."""
        st, get = self.st, doc.get
        fam = get("family", self.entry.get("family"))
        hs = float(st.get("header_size", 14 if fam != "state" else 13))
        share = st.get("split", 0.38 if fam == "state" else 0.46)
        full = self.x1 - self.x0
        lw, rx = full * share - 6, self.x0 + full * share + 6
        rw = self.x1 - rx
        b, f = self.face(True), self.face()
        left: list[tuple[list[Wordish], float, str]] = []
        for line in lines_of(get("superior")):
            left.append((self.words([Run(line)], hs), hs, ""))
        for line in lines_of(get("organ")):
            left.append((self.words([Run(line)], hs, bold=True), hs, ""))
        star = st.get("star", "*" if fam == "party" else "rule")
        if star == "rule":
            left.append(([], 60.0, "rule"))
        elif star:
            left.append(([[Piece(star, f, hs)]], hs, ""))
        if st.get("left_gap"):
            left.append(([], float(st["left_gap"]), ""))
        if get("number") is not None:
            left.append((self.number_words(doc, hs), hs, ""))
        if not get("type") and get("subject") and st.get("letter_subject", True):
            size = float(st.get("letter_subject_size", 12))
            it = st.get("letter_subject_italic", True)
            left.append((self.words(runs(get("subject"), italic=it), size), size, ""))
        motto = get("motto", MOTTO[fam])
        right: list[tuple[list[Wordish], float, str]] = []
        if motto:
            for i, line in enumerate(m := st.get("motto_lines", [motto])):
                size = hs + (1 if fam == "party" and not st.get("motto_same") else 0)
                size = hs - 0.5 if fam == "state" else size
                last = i == len(m) - 1
                deco = "under" if fam != "state" and last and not st.get("motto_plain") else ""
                right.append(([[Piece(w, b, size)] for w in line.split()], size, deco))
        if fam == "state" or st.get("tagline"):
            line = st.get("tagline", "Độc lập - Tự do - Hạnh phúc")
            right.append(([[Piece(w, b, hs)] for w in line.split()], hs, "under"))
        right.append(([], float(st.get("date_gap", 8)), ""))
        if get("date"):
            right.append((self.date_words(doc, hs), hs, "mark:date"))
        start = self.y
        y_left = self.column(self.x0, lw, start, left)
        y_right = self.column(rx, rw, start, right)
        for key, at in (("secrecy", "left"), ("urgency", "left"), ("circulation", "right"), ("draft", "right")):
            if not get(key) or (key == "urgency" and "urgency" in self.blank):
                if get(key):
                    self.mark("urgency", self.x0, y_left + 4, self.x0 + lw, y_left + 34)
                    y_left += 34
                continue
            size = hs
            bold, italic = key in ("secrecy", "urgency"), key == "circulation"
            ws = self.words([Run(get(key))], size, bold=bold, italic=italic)
            tw = sum(p.width for w in ws for p in w) + self.space(size) * (len(ws) - 1)
            if at == "left":
                x, y = self.x0 + (lw - tw) / 2, y_left + 6
                if key == "secrecy" or st.get("urgency_box", True):
                    self.c.setLineWidth(1)
                    self.c.rect(x - 8, self.h - y - size * 1.35, tw + 16, size * 1.5)
                self.draw_line(ws, x, y + size, "left", tw)
                y_left = y + size * 1.6
            else:
                y_right = self.column(rx, rw, y_right + 4, [(ws, size, "")])
        self.y = max(y_left, y_right) + st.get("header_gap", 14)

    def title(self, doc: DocSpec) -> None:
        """Type, author and subject, centred; a letter's addressees."""
        get, st = doc.get, self.st
        size = float(st.get("title_size", self.size + 1))
        full = self.x1 - self.x0
        if get("type"):
            self.need(size * 6)
            self.para([Run(get("type"))], align="center", first=0, size=size, bold=True, name="type")
            self.y -= self.gap
        if get("author"):
            for line in get("author").split("\n"):
                self.para(runs(line), align="center", first=0, size=st.get("author_size", self.size), bold=True)
                self.y -= self.gap
        if get("subject") and (get("type") or not get("header", True)):
            self.para(
                runs(get("subject")), align="center", first=0, size=float(st.get("subject_size", self.size)),
                bold=st.get("subject_bold", True), left=full * 0.06, measure=full * 0.88, name="title",
            )  # fmt: skip
        rule = st.get("title_rule", "-----")
        if get("subject") and get("type") and rule:
            self.y -= self.gap
            if rule == "line":
                mid = (self.x0 + self.x1) / 2
                self.rule(mid - 45, mid + 45, self.y + 4)
                self.y += 12
            else:
                self.para([Run(rule)], align="center", first=0)
        if get("note_under_title"):
            self.para(runs(get("note_under_title")), align="center", first=0, italic=True)
        self.y += 4
        if get("addressees"):
            label = get("addressee_label", "Kính gửi")
            who = get("addressees")
            sep = st.get("recipient_sep", ",")
            at = full * st.get("addressee_indent", 0.18)
            self.y += 4
            if len(who) == 1:
                self.para([Run(f"{label}: ", italic=st.get("addressee_italic", False)), Run(who[0])],
                          align="center" if len(who[0]) < 45 else "left", first=0,
                          left=at if len(who[0]) >= 45 else 0)  # fmt: skip
            else:
                self.para([Run(f"{label}:", italic=st.get("addressee_italic", False))], first=0, left=at)
                for i, a in enumerate(who):
                    self.para([Run(f"- {a}{sep if i < len(who) - 1 else '.'}")], first=0, left=at + 30, align="left")
            self.y += 8

    def body(self, doc: DocSpec, blocks: tuple[Block, ...], table_pages: list[int]) -> None:
        """The blocks of a body."""
        full = self.x1 - self.x0
        for b in blocks:
            for m in re.finditer(r"\[\^(\w+)\]", b.text + (b.heading or "")):
                self.add_note(m[1], doc.footnotes[m[1]])
            if b.kind == "break":
                self.new_page()
            elif b.kind == "table":
                table_pages.append(self.table(b))
            elif b.kind == "center":
                self.need(self.lead * 3)
                self.y += 4
                self.para(runs(b.text), align="center", first=0, bold=b.style == "b", italic=b.style == "i")
            elif b.kind == "para":
                self.para(runs(b.text), italic=b.style == "i")
            elif b.heading is None:
                bold_marker = self.st.get("bold_markers", False) or b.label.startswith("Điều")
                self.para([Run(b.marker + " ", bold=bold_marker), *runs(b.text)])
            elif b.split:
                self.need(self.lead * 4)
                self.y += 4
                self.para([Run(b.marker)], align="center", first=0, bold=True)
                self.y -= self.gap
                self.para(runs(b.heading), align="center", first=0, bold=True, left=full * 0.05, measure=full * 0.9)
            else:
                centre = self.st.get("center_level", 0) >= b.level
                if b.level == 1:
                    self.y += 3
                style = {"bold": b.style == "", "italic": b.style == "i" or self.st.get(f"italic_level_{b.level}", False)}
                self.para(
                    [Run(b.marker + " "), *runs(b.heading)], keep=True, align="center" if centre else "justify",
                    first=0 if centre else None, **style,
                )  # fmt: skip

    def table(self, b: Block) -> int:
        """A ruled table; gives the page that it begins on."""
        full = self.x1 - self.x0
        size = float(self.st.get("table_size", self.size - 2))
        n = max(len(r) for r in b.rows)
        longest = [max(max(width(w, self.face(True), size) for w in (plain(r[i]) or "x").split()) for r in b.rows)
                   for i in range(n)]  # fmt: skip
        weight = [max(min(width(plain(r[i]), self.face(), size), 230) for r in b.rows) for i in range(n)]
        base = [w + 10 for w in longest]
        spare = max(0.0, full - sum(base))
        extra = [max(0.1, w - x) for w, x in zip(weight, base, strict=True)]
        cols = [x + spare * e / sum(extra) for x, e in zip(base, extra, strict=True)]
        if b.caption:
            self.para(runs(b.caption), align="center", first=0, bold=True, keep=True)
        self.need(size * 5)
        first = self.page
        lead = size * 1.2
        for i, row in enumerate(b.rows):
            cells = [self.break_lines(self.words(runs(c), size, bold=i == 0), w - 8, 0)
                     for c, w in zip(row, cols, strict=True)]  # fmt: skip
            height = max(len(c) for c in cells) * lead + 6
            self.need(height)
            x = self.x0
            self.c.setLineWidth(0.6)
            for c, w in zip(cells, cols, strict=True):
                self.c.rect(x, self.h - self.y - height, w, height)
                y = self.y + 2
                for ws in c:
                    y += lead
                    short = sum(p.width for q in ws for p in q) < 26 or i == 0
                    self.draw_line(ws, x + 4, y - lead * 0.2, "center" if short else "left", w - 8)
                x += w
            self.y += height
        self.y += 8
        return first

    # -- the foot of a document ------------------------------------------------

    def signature_lines(self, s: dict[str, Any]) -> list[tuple[str, bool]]:
        """Printed lines above the name: (text, bold)."""
        bold_pos = self.st.get("position_bold", True)
        a = s.get("authority")
        if s.get("print"):
            return [(t, True) for t in s["print"]]
        out = []
        if a and s.get("on") and s.get("second"):
            out = [(f"{a} {s['on']}", True), (f"{s.get('authority2', 'KT.')} {s['second']}", True)]
        elif a:
            out = [(f"{a} {s.get('on') or s.get('second') or ''}".strip(), True)]
        if s.get("position"):
            out.append((s["position"], bold_pos))
        return out

    def signature(self, s: dict[str, Any], x: float, w: float, y: float) -> float:
        size = float(self.st.get("sign_size", self.size))
        top = y
        for text, bold in self.signature_lines(s):
            for ws in self.break_lines(self.words([Run(text)], size, bold=bold), w, 0):
                y += size * 1.2
                self.draw_line(ws, x, y, "center", w)
        self.mark("role", x, top, x + w, y)
        if s.get("note"):
            y += size * 1.2
            self.draw_line(self.words([Run(s["note"])], size - 1, italic=True), x, y, "center", w)
        gap = float(self.st.get("sign_gap", 58))
        if s.get("mark"):
            self.draw_line(self.words([Run(s["mark"])], size, italic=True), x, y + gap * 0.55, "center", w)
        self.mark("ink", x, y, x + w, y + gap)
        y += gap
        if s.get("name"):
            y += size * 1.2
            self.draw_line(self.words([Run(s["name"])], size, bold=True), x, y, "center", w)
            self.mark("name", x, y - size, x + w, y + 4)
        return y

    def recipients(self, items: list[str], x: float, w: float, y: float) -> float:
        """Nơi nhận with its brace."""
        st = self.st
        label_size = float(st.get("recipient_label_size", 13))
        size = float(st.get("recipient_size", 12))
        style = st.get("recipient_label", "under")
        label = st.get("recipient_title", "Nơi nhận:")
        y += label_size * 1.2
        face = self.face("bold" in style, "italic" in style)
        self.text(x, y, label, face, label_size)
        if "under" in style:
            self.rule(x, x + width(label, face, label_size), y + 2)
        sep, last = st.get("recipient_sep", ","), st.get("recipient_last", ".")
        brace: list[float] = []
        purpose = ""
        right = x
        for i, item in enumerate(items):
            text, _, why = item.partition("|")
            group = why.startswith("}")
            shown = text.strip() + (f" ({why.strip()})" if why and not group else "")
            end = last if i == len(items) - 1 else sep
            lines = self.break_lines(self.words([Run(f"- {shown}{end}")], size), w - (46 if group else 0), 0)
            top = y
            for j, ws in enumerate(lines):
                y += size * 1.18
                self.draw_line(ws, x + (5 if j else 0), y, "left", w)
                right = max(right, x + sum(p.width for q in ws for p in q) + self.space(size) * len(ws)) if group else right
            if group:
                brace += [top + 3, y + 3]
                purpose = why[1:].strip()
        if brace:
            bx = right + 3
            self.brace(bx, brace[0], brace[-1])
            self.text(bx + 10, (brace[0] + brace[-1]) / 2 + size * 0.3, f"({purpose})", self.face(), size)
        return y

    def brace(self, x: float, top: float, bottom: float) -> None:
        p = self.c.beginPath()
        y0, y1, m = self.h - top, self.h - bottom, self.h - (top + bottom) / 2
        p.moveTo(x, y0)
        p.curveTo(x + 4, y0, x + 3, y0 - 2, x + 3, (y0 + m) / 2)
        p.curveTo(x + 3, m + 2, x + 4, m, x + 7, m)
        p.curveTo(x + 4, m, x + 3, m - 2, x + 3, (y1 + m) / 2)
        p.curveTo(x + 3, y1 + 2, x + 4, y1, x, y1)
        self.c.setLineWidth(0.8)
        self.c.drawPath(p)

    def footer(self, doc: DocSpec) -> None:
        """Recipients at the left and signatures at the right."""
        signs, names = doc.get("signatures", []), doc.get("recipients", [])
        if not signs and not names:
            return
        full = self.x1 - self.x0
        size = float(self.st.get("sign_size", self.size))
        rec = float(self.st.get("recipient_size", 12))
        height = max((len(names) + 2) * rec * 1.3, size * 1.2 * 4 + 60) if names or signs else 0
        self.need(height)
        self.y += 6
        side = len(signs) == 2 and not self.st.get("signatures_stacked")
        y0 = self.y
        ends = [y0]
        if side and names and self.st.get("recipients_below", True):
            ends.append(self.signature(signs[0], self.x0, full * 0.48, y0))
            ends.append(self.signature(signs[1], self.x0 + full * 0.5, full * 0.48, y0))
            self.y = max(ends) + 10
            self.need((len(names) + 2) * rec * 1.25)
            ends = [self.recipients(names, self.x0, full * 0.6, self.y)]
        elif side:
            ends.append(self.signature(signs[0], self.x0, full * 0.48, y0))
            ends.append(self.signature(signs[1], self.x0 + full * 0.5, full * 0.48, y0))
        else:
            if names:
                ends.append(self.recipients(names, self.x0, full * self.st.get("recipient_width", 0.5), y0))
            y = y0
            for s in signs:
                y = self.signature(s, self.x0 + full * 0.52, full * 0.48, y) + 12
            ends.append(y)
        self.y = max(ends) + 6
        if doc.get("typist_line"):
            self.text(self.x0, self.y + 10, doc.get("typist_line"), self.face(), 9)
            self.y += 14

    def copy(self, c: dict[str, Any]) -> None:
        """A certified-copy block behind a rule of the full width."""
        full = self.x1 - self.x0
        self.need(190)
        self.y += 8
        self.rule(self.x0, self.x1, self.y, 0.8)
        self.y += 8
        left: list[tuple[list[Wordish], float, str]] = []
        sup, organ = lines_of(c.get("superior")), lines_of(c.get("organ"))
        left += [(self.words([Run(t)], 13), 13, "") for t in sup]
        left += [(self.words([Run(t)], 13, bold=True), 13, "") for t in organ]
        left.append(([[Piece("*", self.face(), 13)]], 13, ""))
        left.append((self.words([Run(f"Số {c['number']}")], 13), 13, ""))
        right = [(self.words([Run(c["kind"].upper())], 13, bold=True), 13.0, ""), ([], 12.0, ""),
                 (self.words([Run(f"{c['place']}, {c['date']}")], 13, italic=True), 13.0, "")]  # fmt: skip
        y = max(self.column(self.x0, full * 0.44, self.y, left), self.column(self.x0 + full * 0.5, full * 0.5, self.y, right))
        y += 8
        ends = [y]
        if c.get("recipients"):
            ends.append(self.recipients(c["recipients"], self.x0, full * 0.48, y))
        for s in c.get("signatures", []):
            ends.append(self.signature(s, self.x0 + full * 0.52, full * 0.48, y))
        self.y = max(ends)

    # -- the whole entry ---------------------------------------------------------

    def furniture(self) -> None:
        """What stands above the header of the first page."""
        e = self.entry
        if e.get("form_code"):
            size = 12
            w = width(e.get("form_code"), self.face(), size)
            self.text(self.x1 - w, self.top - 8, e.get("form_code"), self.face(), size)
        for t in e.get("top_notes", []) if e.get("notes_printed", True) else []:
            self.y += 13
            self.text(self.x0 + 4, self.y, t, self.face(italic=True), 11)
        if e.get("top_notes"):
            self.y += 8 if e.get("notes_printed", True) else 34
            self.mark("notes", self.x0, self.top, self.x1, self.y)

    def stamp_text(self) -> None:
        """The text that a signing program leaves, as text."""
        lines = self.entry.get("digital_stamp")
        if not lines:
            return
        where = self.st.get("stamp_at", "top")
        if where == "top":
            x, y = self.x1 - 150, 14.0
        else:
            m = self.marks["ink"][0]
            if m.page != self.page:
                return
            x, y = m.x0 + 8, m.top + 8
        self.c.setFillColorRGB(0.8, 0.1, 0.1)
        for t in lines:
            y += 8.5
            self.text(x, y, t, family("sans")[0], 7.5)
        self.c.setFillColorRGB(0, 0, 0)

    def run(self) -> Rendered:
        pages: list[tuple[int, int]] = []
        table_pages: list[list[int]] = []
        for i, doc in enumerate(self.entry.docs):
            if i:
                self.new_page(numbered=False)
            self.first_of_doc = self.page
            tables: list[int] = []
            if i == 0:
                self.furniture()
                if self.st.get("stamp_at", "top") == "top":
                    self.stamp_text()
            if doc.get("header", True):
                self.header(doc)
            self.title(doc)
            self.body(doc, doc.blocks, tables)
            self.footer(doc)
            if i == 0 and self.st.get("stamp_at") == "sign":
                self.stamp_text()
            for c in doc.get("copies", []):
                self.copy(c)
            if doc.after:
                self.new_page()
                self.body(doc, doc.after, tables)
            pages.append((self.first_of_doc, self.page))
            table_pages.append(tables)
        self.end_page()
        self.c.save()
        return Rendered(self.buf.getvalue(), pages, table_pages, self.marks, self.drawn)


def render(entry: Entry, blank: set[str] | None = None, overlays: Overlays = ()) -> Rendered:
    """Set an entry; values named in ``blank`` are left out of the print, for ink; ``overlays`` are drawn over it."""
    return Setter(entry, blank or set(), overlays).run()
