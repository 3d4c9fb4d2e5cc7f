"""The body of a document on pages: paragraphs, sections and ruled tables."""

from __future__ import annotations

import re

from tools.corpus.page import Setter, Wordish, width
from tools.corpus.spec import Block, DocSpec, Run, plain, runs


class BlockSetter(Setter):
    """A setter that knows the blocks of a body."""

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
                style = {
                    "bold": b.style == "",
                    "italic": b.style == "i" or self.st.get(f"italic_level_{b.level}", False),
                }
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
        if given := self.st.get("table_columns"):
            cols = [full * w / sum(given) for w in given] if n == len(given) else cols
        if b.caption:
            self.para(runs(b.caption), align="center", first=0, bold=True, keep=True)
        self.need(size * 5)
        first = self.page
        lead = size * 1.2
        breaks = self.st.get("table_break", [])
        for i, row in enumerate(b.rows):
            cells = [self.break_lines(self.words(runs(c), size, bold=i == 0), w - 8, 0)
                     for c, w in zip(row, cols, strict=True)]  # fmt: skip
            fits = int((self.limit - self.y - 6) / lead)
            lines = max(map(len, cells))
            if lines > fits and i:
                if "cut" in breaks and fits > 0:
                    self.cells([c[:fits] for c in cells], cols, size, head=False)
                    cells = [c[fits:] for c in cells]
                self.new_page()
                if "head" in breaks:
                    head = [self.break_lines(self.words(runs(c), size, bold=True), w - 8, 0)
                            for c, w in zip(b.rows[0], cols, strict=True)]  # fmt: skip
                    self.cells(head, cols, size, head=True)
            self.need(max(map(len, cells)) * lead + 6)
            self.cells(cells, cols, size, head=i == 0)
        self.y += 8
        return first

    def cells(self, cells: list[list[list[Wordish]]], cols: list[float], size: float, *, head: bool) -> None:
        """One row of a ruled table: its lines and its rules."""
        lead = size * 1.2
        height = max(map(len, cells)) * lead + 6
        x = self.x0
        self.c.setLineWidth(0.6)
        for c, w in zip(cells, cols, strict=True):
            self.c.rect(x, self.h - self.y - height, w, height)
            y = self.y + 2
            for ws in c:
                y += lead
                short = sum(p.width for q in ws for p in q) < 26 or head
                self.draw_line(ws, x + 4, y - lead * 0.2, "center" if short else "left", w - 8)
            x += w
        self.y += height
