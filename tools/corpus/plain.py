"""Text renderers: Markdown and plain text in the shapes that transcribers and law sites leave.

The order of the header's lines, the marks of tables and the wrapping are options of the entry (``[file.text]``);
``HEADER_ORDERS`` names the orders. The same specification gives the same bytes.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any

from tools.corpus.gold import MOTTO, lines_of
from tools.corpus.legacy import encode
from tools.corpus.spec import Block, DocSpec, Entry, Run, plain, runs

HEADER_ORDERS = (
    "columns", "rows", "motto-star", "number-last", "motto-first", "merged", "one-line", "wrapped", "after",
    "table", "bars",
)  # fmt: skip


class Parts:
    """The header's printed pieces of one document."""

    def __init__(self, doc: DocSpec, entry: Entry) -> None:
        """Read the pieces off the document's head; ``[file.text]`` of the entry has the options."""
        self.opt = entry.get("text", {})
        get = doc.get
        fam = get("family", entry.get("family"))
        self.superior, self.organ = lines_of(get("superior")), lines_of(get("organ"))
        motto = get("motto", MOTTO[fam])
        self.motto = [motto] if motto else []
        if self.opt.get("motto_lines") and motto:
            self.motto = list(self.opt["motto_lines"])
        self.tagline = "Độc lập - Tự do - Hạnh phúc" if fam == "state" else self.opt.get("tagline", "")
        self.star = self.opt.get("star", "*" if fam == "party" else "")
        self.rule = self.opt.get("rule", "-------")
        number = get("number")
        shown = get("number_print") or number
        if self.opt.get("mathematics") and shown:
            shown = in_mathematics(shown)
        label = "Số:" if self.opt.get("colon", False) else "Số"
        if number and not re.match(r"\d", number):
            shown = self.opt.get("blank", "      ") + number
        self.number = f"{label} {shown}" if number is not None else ""
        place, date = get("place"), get("date") or ""
        self.date = f"{place}, {date}" if place and date else date or place or ""
        self.subject = get("subject") if not get("type") and get("subject") else ""
        self.marks = [get(k) for k in ("secrecy", "urgency") if get(k)]
        self.right_marks = [get(k) for k in ("circulation", "draft") if get(k)]

    def lines(self, order: str) -> list[str]:
        """The header as lines in one of ``HEADER_ORDERS`` (not the tables)."""
        organs, star = [*self.superior, *self.organ], [self.star] if self.star else []
        number = [self.number] if self.number else []
        tag = [self.tagline] if self.tagline else []
        date, marks = [self.date] if self.date else [], self.marks
        subject = [plain(self.subject)] if self.subject else []
        rule = [self.rule] if self.rule else []
        if order in ("columns", "wrapped", "after"):
            out = [*organs, *star, *number, *subject, *marks, *self.motto, *tag, *date, *self.right_marks]
        elif order == "rows":
            out = [*organs, *rule, *self.motto, *tag, *rule, *number, *date, *subject, *marks, *self.right_marks]
        elif order == "motto-star":
            out = [*organs, *self.motto, *tag, *star, *number, *date, *subject, *marks, *self.right_marks]
        elif order == "number-last":
            out = [*organs, *self.motto, *tag, *date, *self.right_marks, *number, *subject, *marks]
        elif order == "motto-first":
            short, _, year = self.date.rpartition(" ")
            out = [*self.motto, *tag, *rule, *organs, *star, short, *number, year, *subject, *marks]
        elif order == "merged":
            left, right = [*organs, *star, *number, *subject, *marks], [*self.motto, *tag, "", *date, *self.right_marks]
            if len(left) < 3:
                right.remove("")
            wide = max(map(len, left)) + self.opt.get("gutter", 6)
            height = max(len(left), len(right))
            left += [""] * (height - len(left))
            right += [""] * (height - len(right))
            out = [f"{a.ljust(wide) if b else a}{b}".rstrip() for a, b in zip(left, right, strict=True)]
        elif order == "one-line":
            out = [" ".join([*organs, *star, *number, *self.motto, *tag, *date])]
        else:
            raise ValueError(f"header order {order!r}")
        return out


def in_mathematics(number: str) -> str:
    """The number as OCR models set it that learnt to read papers: ``$34-\\mathrm{KH}/\\mathrm{ĐU}$``."""
    return "$" + re.sub(r"[^\W\d_]+", r"\\mathrm{\g<0>}", number) + "$"


def recipients_lines(doc: DocSpec, opt: dict[str, Any]) -> list[str]:
    """Nơi nhận as lines, the label first."""
    items = doc.get("recipients", [])
    if not items:
        return []
    sep, last = opt.get("recipient_sep", ","), opt.get("recipient_last", ".")
    out, brace = [opt.get("recipient_title", "Nơi nhận:")], ""
    for i, item in enumerate(items):
        text, _, why = item.partition("|")
        end = last if i == len(items) - 1 else sep
        if why.startswith("}"):
            brace = why[1:].strip()
            why = ""
        dash = opt.get("recipient_dash", "- ")
        out.append(f"{dash}{text.strip()}" + (f" ({why.strip()})" if why else "") + end)
    if brace:
        out.append(opt.get("brace", "} ({})").replace("{}", brace))
    return out + list(opt.get("below_list", []))


def signature_lines(s: dict[str, Any]) -> list[str]:
    """One signer as printed lines."""
    a, out = s.get("authority"), []
    if s.get("print"):
        out = list(s["print"])
    else:
        if a and s.get("on") and s.get("second"):
            out = [f"{a} {s['on']}", f"{s.get('authority2', 'KT.')} {s['second']}"]
        elif a:
            out = [f"{a} {s.get('on') or s.get('second') or ''}".strip()]
        if s.get("position"):
            out.append(s["position"])
    if s.get("mark"):
        out.append(s["mark"])
    if s.get("name"):
        out.append(s["name"])
    return out


def md_runs(rs: list[Run]) -> str:
    """Runs with Markdown's emphasis."""
    out = ""
    for r in rs:
        mark = "**" * r.bold + "*" * r.italic
        if r.note:
            out += f"[^{r.text}]"
        elif not r.text:
            out += "\0" if r.turn else ""
        else:
            lead = r.text[: len(r.text) - len(r.text.lstrip())]
            tail = r.text[len(r.text.rstrip()) :]
            out += f"{lead}{mark}{r.text.strip()}{mark[::-1]}{tail}" if r.text.strip() else r.text
    return out


class Text:
    """Builds a Markdown or plain text file."""

    def __init__(self, entry: Entry, markdown: bool) -> None:
        """``markdown`` adds emphasis, headings and hard breaks where ``[file.text]`` asks for them."""
        self.entry, self.md, self.opt = entry, markdown, entry.get("text", {})
        self.out: list[str] = []
        self.turn = 1

    def bold(self, s: str) -> str:
        return f"**{s}**" if self.md and s and self.opt.get("emphasis", True) else s

    def italic(self, s: str) -> str:
        return f"*{s}*" if self.md and s and self.opt.get("emphasis", True) else s

    def add(self, *lines: str) -> None:
        self.out += lines

    def gap(self) -> None:
        if self.out and self.out[-1] != "" and self.opt.get("blank_lines", True):
            self.out.append("")

    def paragraph(self, text: str) -> None:
        """One paragraph, wrapped where asked, cut at page turns."""
        for i, part in enumerate(text.split("\0")):
            if i:
                self.turn += 1
                self.gap()
                mark = self.opt.get("page_mark", "{}")
                if mark:
                    self.add(mark.replace("{}", str(self.turn)))
                    self.gap()
            part = part.strip()
            wrap = self.opt.get("wrap", 0)
            self.add(*(textwrap.wrap(part, wrap, break_long_words=False, break_on_hyphens=False) if wrap else [part]))
        self.gap()

    def lines(self, lines: list[str]) -> None:
        """Lines that belong together: hard breaks in Markdown, or paragraphs apart."""
        brk = "  " if self.md and self.opt.get("hard_breaks", True) else ""
        for i, line in enumerate(lines):
            if self.opt.get("header_apart"):
                self.add(line)
                self.gap()
            else:
                self.add(line + (brk if i < len(lines) - 1 else ""))
        self.gap()

    def header(self, doc: DocSpec, first: bool) -> None:
        p = Parts(doc, self.entry)
        order = self.opt.get("order", "columns") if first else self.opt.get("order2", "columns")
        if order == "table":
            rows = [
                [
                    "<br>".join([*p.superior, *(self.bold(o) for o in p.organ), p.star]).rstrip("<br>"),
                    "<br>".join([*(self.bold(m) for m in p.motto), p.tagline]).rstrip("<br>"),
                ],
                [p.number + (f"<br>{self.italic(plain(p.subject))}" if p.subject else ""), self.italic(p.date)],
            ]
            for a, b in zip([*p.marks, ""], [*p.right_marks, ""], strict=False):
                if a or b:
                    rows.append([self.bold(a), self.italic(b)])
            self.add(f"| {rows[0][0]} | {rows[0][1]} |", "| --- | --- |", *(f"| {a} | {b} |" for a, b in rows[1:]))
            self.gap()
        elif order == "bars":
            left = [*p.superior, *(self.bold(o) for o in p.organ), p.star]
            right = [*(self.bold(m) for m in p.motto), p.tagline, p.rule]
            cells = [left, right, [p.number, plain(p.subject)], [self.italic(p.date)], p.marks, p.right_marks]
            self.add("|")
            for i, cell in enumerate(cells):
                if any(cell):
                    self.add(*(c for c in cell if c), "|", *(["|"] if i == 1 else []))
            self.gap()
        else:
            lines = p.lines(order)
            if self.md and self.opt.get("bold_organ"):
                lines = [
                    self.bold(x) if x in (*p.organ, *p.motto) else self.italic(x) if x == p.date else x for x in lines
                ]
            self.lines(lines)

    def block(self, doc: DocSpec, b: Block) -> None:
        em = self.md and self.opt.get("emphasis", True)
        body = md_runs(runs(b.text, italic=b.style == "i" and em)) if em else self.flat(b.text)
        if b.kind == "table":
            if b.caption:
                self.add(self.bold(plain(b.caption)))
                self.gap()
            rows = [[plain(c) for c in row] for row in b.rows]
            if self.md:
                self.add(f"| {' | '.join(rows[0])} |", "|" + " --- |" * len(rows[0]))
                self.add(*(f"| {' | '.join(r)} |" for r in rows[1:]))
            else:
                wide = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
                self.add(*("  ".join(c.ljust(w) for c, w in zip(r, wide, strict=True)).rstrip() for r in rows))
            self.gap()
        elif b.kind == "center":
            text = plain(b.text)
            self.paragraph(self.bold(text) if b.style == "b" else self.italic(text))
        elif b.kind == "para":
            self.paragraph(body)
        elif b.kind == "section":
            self.section(b, body)

    def flat(self, text: str) -> str:
        return "".join("\0" if r.turn else f"[{r.text}]" if r.note else r.text for r in runs(text))

    def section(self, b: Block, body: str) -> None:
        if b.heading is None:
            bold = self.md and (b.label.startswith("Điều") or self.opt.get("bold_markers"))
            self.paragraph(f"{self.bold(b.marker) if bold else b.marker} {body}")
            return
        heading = self.flat(b.heading)
        hashes = self.opt.get("headings", "") if self.md else ""
        if b.split:
            self.add(f"{hashes} {b.marker}".strip() if hashes else self.bold(b.marker))
            if self.opt.get("split_gap", True):
                self.gap()
            self.paragraph(f"{hashes} {heading}" if hashes else self.bold(heading))
        elif hashes:
            self.paragraph(f"{hashes}{'#' * (b.level - 1)} {b.marker} {heading}")
        elif b.style == "p":
            self.paragraph(f"{b.marker} {heading}")
        elif b.style == "i":
            self.paragraph(self.italic(f"{b.marker} {heading}"))
        else:
            self.paragraph(self.bold(f"{b.marker} {heading}"))

    def title(self, doc: DocSpec) -> None:
        get = doc.get
        hashes = self.opt.get("title_heading", "") if self.md else ""
        if get("title_line"):
            self.paragraph(self.bold(get("title_line")))
            return
        if get("type"):
            self.add(f"{hashes} {get('type')}" if hashes else self.bold(get("type")))
            if self.opt.get("title_apart", self.md):
                self.gap()
        if get("author"):
            self.add(*(self.bold(plain(a)) for a in get("author").split("\n")))
        if get("subject") and (get("type") or not get("header", True)):
            text = plain(get("subject"))
            wrap = self.opt.get("title_wrap", 0)
            lines = textwrap.wrap(text, wrap) if wrap else [text]
            lines[-1] += self.opt.get("subject_end", "")
            self.add(*(t if self.opt.get("subject_plain") else self.bold(t) for t in lines))
        if get("note_under_title"):
            self.add(self.italic(plain(get("note_under_title"))))
        if self.opt.get("title_rule") and get("type"):
            self.add(self.opt["title_rule"])
        self.gap()
        who = get("addressees", [])
        label = get("addressee_label", "Kính gửi")
        if len(who) == 1:
            self.paragraph(f"{label}: {who[0]}")
        elif who and self.opt.get("addressee_lines"):
            self.add(f"{label}: {who[0]};", *(f"{a};" for a in who[1:-1]), f"{who[-1]}.")
            self.gap()
        elif who:
            self.add(f"{label}:")
            sep = self.opt.get("recipient_sep", ",")
            self.add(*(f"- {a}{sep if i < len(who) - 1 else '.'}" for i, a in enumerate(who)))
            self.gap()

    def foot(self, doc: DocSpec, signs: list[dict[str, Any]], names: list[str]) -> None:
        """Recipients and signatures in the order asked for."""
        where = self.opt.get("footer", "recipients-first")
        blocks = [signature_lines(s) for s in signs]
        if where == "side":
            left, right = blocks if len(blocks) == 2 else (names, blocks[0] if blocks else [])
            wide = max(map(len, left), default=0) + self.opt.get("gutter", 6)
            height = max(len(left), len(right))
            for a, b in zip(left + [""] * (height - len(left)), right + [""] * (height - len(right)), strict=True):
                self.add(f"{a.ljust(wide) if b else a}{b}".rstrip())
            self.gap()
            if len(blocks) == 2 and names:
                self.lines(names)
            return
        if where == "bars":
            self.add("|", *names, "|", *(self.bold(x) for b in blocks for x in b), "|")
            self.gap()
            return
        if where == "table":
            self.add(
                f"| {'<br>'.join(names)} | {'<br>'.join(self.bold(x) for b in blocks for x in b)} |", "| --- | --- |"
            )
            self.gap()
            return
        if where == "recipients-first" and names:
            self.names(names)
        for b in blocks:
            self.lines([self.bold(x) for x in b])
        if where == "signature-first" and names:
            self.names(names)

    def names(self, names: list[str]) -> None:
        self.add(f"#### {names[0]}" if self.md and self.opt.get("recipient_heading") else names[0])
        self.add(*names[1:])
        self.gap()

    def contents(self, doc: DocSpec) -> None:
        """A table of contents: the headings of the first level with dots and page numbers."""
        self.paragraph("# MỤC LỤC" if self.md else "MỤC LỤC")
        for page, b in enumerate((b for b in doc.blocks if b.heading and b.level == 1), 2):
            self.paragraph(f"{b.marker} {self.flat(b.heading or '')} ........ {page}")

    def document(self, doc: DocSpec, first: bool) -> None:
        get = doc.get
        after = self.opt.get("order") == "after" and first
        if get("header", True) and not after:
            self.header(doc, first)
        self.title(doc)
        for b in doc.blocks:
            if b.kind != "break":
                self.block(doc, b)
        self.foot(doc, get("signatures", []), recipients_lines(doc, self.opt))
        if after:
            self.header(doc, first)
        for sign, text in doc.footnotes.items():
            self.paragraph(f"[^{sign}]: {plain(text)}" if self.md else f"[{sign}] {plain(text)}")
        for c in get("copies", []):
            self.add("-" * 40)
            self.lines([*lines_of(c.get("superior")), *lines_of(c.get("organ")), "*", f"Số {c['number']}"])
            self.lines([c["kind"].upper(), f"{c['place']}, {c['date']}"])
            copy = DocSpec({"recipients": c.get("recipients", [])}, ())
            self.foot(copy, c.get("signatures", []), recipients_lines(copy, self.opt))
        for b in doc.after:
            if b.kind != "break":
                self.block(doc, b)

    def run(self) -> str:
        opt = self.opt
        if opt.get("front_matter"):
            self.add("---", *opt["front_matter"], "---")
            self.gap()
        if opt.get("site_lines"):
            self.add(*opt["site_lines"])
            self.gap()
        if self.entry.get("form_code"):
            self.add(self.entry.get("form_code"))
            self.gap()
        if self.entry.get("top_notes"):
            self.add(*self.entry.get("top_notes"))
            self.gap()
        if opt.get("contents"):
            self.contents(self.entry.docs[0])
        for i, doc in enumerate(self.entry.docs):
            self.document(doc, i == 0)
        return "\n".join(self.out).rstrip("\n") + "\n"


def render(entry: Entry) -> bytes:
    """The bytes of a text form."""
    text = Text(entry, entry.get("form") == "md").run()
    return encode(text, entry.get("text", {}).get("encoding", "utf-8"))
