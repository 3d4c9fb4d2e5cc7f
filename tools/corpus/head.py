"""The head of a document on pages: organ and number, motto and date, marks, title, addressees."""

from __future__ import annotations

import re

from tools.corpus.blocks import BlockSetter
from tools.corpus.gold import MOTTO, lines_of
from tools.corpus.page import Piece, Wordish
from tools.corpus.spec import DocSpec, Run, runs


class HeadSetter(BlockSetter):
    """A setter that knows the head of a document."""

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
        """ "Số 13-KH/ĐUK", with a gap where the number is blank or is written by hand."""
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
