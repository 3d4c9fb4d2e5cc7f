"""HTML renderer: a page of a law site, header and foot in tables without rules or in div cells."""

from __future__ import annotations

import html

from tools.corpus.plain import Parts, recipients_lines, signature_lines
from tools.corpus.spec import Block, DocSpec, Entry, Run, plain, runs


class Html:
    """Builds an HTML page with the header and the foot in tables without rules."""

    def __init__(self, entry: Entry) -> None:
        """``[file.text]`` of the entry has the options."""
        self.entry, self.opt = entry, entry.get("text", {})
        self.out: list[str] = []

    def esc(self, s: str) -> str:
        return html.escape(s, quote=False)

    def bold(self, s: str) -> str:
        return f"<b>{self.esc(s)}</b>"

    def runs(self, rs: list[Run]) -> str:
        out = ""
        for r in rs:
            t = self.esc(r.text)
            if r.note:
                t = f"<sup>{t}</sup>"
            if r.bold:
                t = f"<b>{t}</b>"
            if r.italic:
                t = f"<i>{t}</i>"
            out += t
        return out

    def p(self, inner: str, style: str = "") -> None:
        css = f' style="{style}"' if style else ""
        self.out.append(f"<p{css}>{inner}</p>")

    def pair(self, left: str, right: str) -> None:
        if self.opt.get("divs"):
            self.out.append(f'<div class="row"><div class="cell">{left}</div>\n<div class="cell">{right}</div></div>')
        else:
            row = f'<tr valign="top"><td width="45%">{left}</td>\n<td>{right}</td></tr>'
            self.out.append(f'<table border="0" width="100%">{row}</table>')

    def document(self, doc: DocSpec) -> None:
        get = doc.get
        if get("header", True):
            p = Parts(doc, self.entry)
            nb = "&nbsp;" * self.opt.get("nbsp", 0)
            organs = [*map(self.esc, p.superior), *map(self.bold, p.organ), p.star or "_____"]
            subject = [f"<i>{self.runs(runs(p.subject))}</i>"] if p.subject else []
            left = "<br>\n".join([*organs, nb + self.esc(p.number), *subject, *map(self.bold, p.marks)])
            motto = [*map(self.bold, p.motto), *([f"<b>{p.tagline}</b>"] if p.tagline else []), "---------------"]
            right = "<br>\n".join([*motto, f"<i>{self.esc(p.date)}</i>", *map(self.esc, p.right_marks)])
            self.pair(f'<p align="center">{left}</p>', f'<p align="center">{right}</p>')
        centre = "text-align:center"
        if get("type"):
            self.p(f"<b>{self.esc(get('type'))}</b>", centre)
        if get("author"):
            self.p(f"<b>{self.runs(runs(get('author')))}</b>", centre)
        if get("subject") and (get("type") or not get("header", True)):
            self.p(f"<b>{self.runs(runs(get('subject')))}</b>", centre)
        if get("note_under_title"):
            self.p(f"<i>{self.runs(runs(get('note_under_title')))}</i>", centre)
        who = get("addressees", [])
        if who:
            label = get("addressee_label", "Kính gửi")
            self.p(
                f"{label}: {self.esc(who[0])}"
                if len(who) == 1
                else f"{label}:<br>" + ";<br>".join("- " + self.esc(a) for a in who) + "."
            )
        for b in doc.blocks:
            self.block(b)
        names = recipients_lines(doc, self.opt)
        signs = [signature_lines(s) for s in get("signatures", [])]
        if names or signs:
            first = [f"<b><i>{self.esc(n)}</i></b>" for n in names[:1]]
            left = "<br>\n".join([*first, *map(self.esc, names[1:])])
            blocks = ["<br>".join(map(self.bold, s)) for s in signs]
            self.pair(left, "<br><br>\n".join(f'<p align="center">{b}</p>' for b in blocks))
        for b in doc.after:
            self.block(b)
        for sign, text in doc.footnotes.items():
            self.p(f"<sup>{sign}</sup> {self.runs(runs(text))}", "font-size:80%")

    def block(self, b: Block) -> None:
        if b.kind == "table":
            if b.caption:
                self.p(f"<b>{self.runs(runs(b.caption))}</b>", "text-align:center")
            rows = ["<tr>" + "".join(f"<{t}>{self.esc(plain(c))}</{t}>" for c in row) + "</tr>"
                    for t, row in zip(["th"] + ["td"] * len(b.rows), b.rows, strict=False)]  # fmt: skip
            self.out.append('<table border="1">' + "\n".join(rows) + "</table>")
        elif b.kind == "center":
            self.p(
                f"<b>{self.runs(runs(b.text))}</b>" if b.style == "b" else f"<i>{self.runs(runs(b.text))}</i>",
                "text-align:center",
            )
        elif b.kind == "para":
            self.p(self.runs(runs(b.text, italic=b.style == "i")))
        elif b.kind == "section":
            if b.heading is None:
                marker = f"<b>{b.marker}</b>" if b.label.startswith("Điều") else b.marker
                self.p(f"{marker} {self.runs(runs(b.text))}")
            elif b.split:
                self.p(f"<b>{b.marker}</b>", "text-align:center")
                self.p(f"<b>{self.runs(runs(b.heading))}</b>", "text-align:center")
            else:
                inner = f"{b.marker} {self.runs(runs(b.heading))}"
                self.p({"p": inner, "i": f"<i>{inner}</i>"}.get(b.style, f"<b>{inner}</b>"))

    def run(self) -> str:
        for doc in self.entry.docs:
            self.document(doc)
        extra = "\n".join(self.opt.get("site_lines", []))
        tail = "\n".join(self.opt.get("site_tail", []))
        head = f'<meta charset="utf-8">\n<title>{self.esc(self.opt.get("page_title", ""))}</title>'
        head += "\n<style>p { text-align: justify }</style>"
        body = "\n".join(self.out)
        inner = f"<head>\n{head}\n</head>\n<body>\n{extra}\n{body}\n{tail}\n</body>"
        return f'<!DOCTYPE html>\n<html lang="vi">\n{inner}\n</html>\n'


def render(entry: Entry) -> bytes:
    """The bytes of an HTML form."""
    return Html(entry).run().encode()
