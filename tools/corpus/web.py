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
            self.footnote(sign, self.runs(runs(text)))

    def footnote(self, sign: str, text: str) -> None:
        self.p(f"<sup>{sign}</sup> {text}", "font-size:80%")

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


class WordHtml(Html):
    """A page as Word saves it: lists as paragraphs with their numbers in conditional parts, islands of data, changes.

    ``[file.text] word = true``.
    """

    SPACE = "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span>"

    def p(self, inner: str, style: str = "") -> None:
        css = f" style='{style}'" if style else ""
        self.out.append(f"<p class=MsoNormal{css}>{inner}<o:p></o:p></p>")

    def runs(self, rs: list[Run]) -> str:
        return "".join(self.sign(r.text) if r.note else super(WordHtml, self).runs([r]) for r in rs)

    def sign(self, name: str) -> str:
        link = f'<a style=\'mso-footnote-id:ftn{name}\' href="#_ftn{name}" name="_ftnref{name}" title="">'
        shown = f"<![if !supportFootnotes]><span class=MsoFootnoteReference>[{name}]</span><![endif]>"
        return f"{link}<span style='mso-special-character:footnote'>{shown}</span></a>"

    def footnote(self, sign: str, text: str) -> None:
        back = f'<a style=\'mso-footnote-id:ftn{sign}\' href="#_ftnref{sign}" name="_ftn{sign}">[{sign}]</a>'
        note = f"<p class=MsoFootnoteText>{back} {text}<o:p></o:p></p>"
        self.out.append(f"<div style='mso-element:footnote' id=ftn{sign}>{note}</div>")

    def block(self, b: Block) -> None:
        if b.kind != "section" or b.split:
            super().block(b)
            return
        text = self.runs(runs(b.heading if b.heading is not None else b.text))
        if b.heading is None and len(text.split()) > 12 and "<" not in text:
            head, tail = text.rsplit(" ", 1)
            gone = '<del cite="mailto:soan" datetime="2025-01-02T08:00">chưa chắc </del>'
            text = f'{head} {gone}<ins cite="mailto:soan" datetime="2025-01-02T08:01">{tail}</ins>'
        number = f"<![if !supportLists]><span style='mso-list:Ignore'>{b.marker}{self.SPACE}</span><![endif]>"
        inner = number + text
        style = f"margin-left:36.0pt;text-indent:-18.0pt;mso-list:l0 level{b.level} lfo1"
        self.p(f"<b>{inner}</b>" if b.heading is not None and b.style == "" else inner, style)

    def run(self) -> str:
        for doc in self.entry.docs:
            self.document(doc)
        office = "urn:schemas-microsoft-com:office"
        spaces = f'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="{office}:office" xmlns:w="{office}:word"'
        island = "<xml><w:WordDocument><w:View>Print</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml>"
        css = "<style><!-- p.MsoNormal {margin:0cm} @list l0:level1 {mso-level-text:'%1.'} --></style>"
        head = f'<meta charset="utf-8">\n<!--[if gte mso 9]>{island}<![endif]-->\n{css}'
        line = '<!--[if gte vml 1]><v:line from="0,0" to="90pt,0"/><![endif]--><![if !vml]><img src="k.gif"><![endif]>'
        header = "<div style='mso-element:header' id=h1><p class=MsoHeader>bản soạn trên máy</p></div>"
        body = "\n".join(self.out)
        page = f"<div class=WordSection1>\n{line}\n{body}\n</div>\n{island}\n{header}"
        return f"<html {spaces}>\n<head>\n{head}\n</head>\n<body lang=VI>\n{page}\n</body>\n</html>\n"


def render(entry: Entry) -> bytes:
    """The bytes of an HTML form."""
    made = WordHtml if entry.get("text", {}).get("word") else Html
    return made(entry).run().encode()
