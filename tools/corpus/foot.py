"""The foot of a document on pages: recipients with their brace, signatures, certified-copy blocks."""

from __future__ import annotations

from typing import Any

from tools.corpus.gold import lines_of
from tools.corpus.head import HeadSetter
from tools.corpus.page import Piece, Wordish, width
from tools.corpus.spec import DocSpec, Run


class FootSetter(HeadSetter):
    """A setter that knows the foot of a document."""

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
                right = (
                    max(right, x + sum(p.width for q in ws for p in q) + self.space(size) * len(ws)) if group else right
                )
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
        y = max(
            self.column(self.x0, full * 0.44, self.y, left),
            self.column(self.x0 + full * 0.5, full * 0.5, self.y, right),
        )
        y += 8
        ends = [y]
        if c.get("recipients"):
            ends.append(self.recipients(c["recipients"], self.x0, full * 0.48, y))
        for s in c.get("signatures", []):
            ends.append(self.signature(s, self.x0 + full * 0.52, full * 0.48, y))
        self.y = max(ends)
