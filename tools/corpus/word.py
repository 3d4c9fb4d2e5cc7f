"""DOCX renderer: header and foot as tables without rules, the body as paragraphs or with Word's own numbering.

``[file.word]`` of the entry: ``auto = ["chapter", "article", …]`` numbers sections by Word ("Điều 1." is then not in
the text); what else a file may have is in ``wordparts``.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import docx
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from tools.corpus import wordparts
from tools.corpus.plain import Parts, recipients_lines, signature_lines
from tools.corpus.spec import Block, DocSpec, Entry, Run, plain, runs

EPOCH = (2026, 1, 1, 0, 0, 0)
FORMATS = {
    "roman": ("upperRoman", "{}."),
    "arabic": ("decimal", "{}."),
    "letter": ("lowerLetter", "{})"),
    "chapter": ("upperRoman", "Chương {}"),
    "article": ("decimal", "Điều {}."),
}

RUNS_ON = '<w:lvlRestart w:val="0"/>'
"""Articles count on from one chapter to the next."""


def numbering(doc: Docx, levels: list[str]) -> int:
    """Adds a list of several levels; gives its number id."""
    part = doc.part.numbering_part.element
    body = ""
    for i, kind in enumerate(levels):
        fmt, shape = FORMATS[kind]
        body += (
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{RUNS_ON if kind == "article" else ""}'
            f'<w:lvlText w:val="{shape.format(f"%{i + 1}")}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="0" w:firstLine="567"/></w:pPr></w:lvl>'
        )
    part.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>'
            f"{body}</w:abstractNum>"
        ),
    )
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return 77


class Word:
    """Builds one DOCX."""

    def __init__(self, entry: Entry) -> None:
        """``[file.word]`` and ``[file.text]`` of the entry have the options."""
        self.entry, self.opt, self.topt = entry, entry.get("word", {}), entry.get("text", {})
        self.d = docx.Document()
        style = self.d.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(14)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
        style.paragraph_format.space_after = Pt(4)
        s = self.d.sections[0]
        s.page_width, s.page_height = Mm(210), Mm(297)
        s.top_margin = s.bottom_margin = Mm(20)
        s.left_margin, s.right_margin = Mm(30), Mm(15)
        if self.entry.get("running_header"):
            s.header.paragraphs[0].text = self.entry.get("running_header")
        if self.entry.get("running_footer"):
            s.footer.paragraphs[0].text = self.entry.get("running_footer")
            wordparts.page_number(s.footer.add_paragraph())
        self.notes = wordparts.Footnotes()
        self.num = numbering(self.d, self.opt["auto"]) if self.opt.get("auto") else 0

    def fill(self, p: Paragraph, rs: list[Run]) -> None:
        for r in rs:
            if not r.text:
                continue
            if r.note and self.opt.get("footnotes"):
                self.notes.refer(p, r.text)
                continue
            run = p.add_run(r.text)
            run.bold, run.italic = r.bold or None, r.italic or None
            if r.note:
                run.font.superscript = True
        if self.opt.get("changes") and len(rs) == 1 and len(rs[0].text.split()) > 12:
            wordparts.change(p)

    def para(self, rs: list[Run], align: Any = ALIGN.JUSTIFY, first: float = 10) -> Paragraph:
        p = self.d.add_paragraph()
        p.alignment = align
        if first:
            p.paragraph_format.first_line_indent = Mm(first)
        self.fill(p, rs)
        return p

    def cells(self, left: list[list[Run]], right: list[list[Run]], left_align: Any = ALIGN.CENTER) -> None:
        t = self.d.add_table(rows=1, cols=2)
        for cell, lines, align in ((t.cell(0, 0), left, left_align), (t.cell(0, 1), right, ALIGN.CENTER)):
            if self.opt.get("cell_breaks"):
                p = cell.paragraphs[0]
                p.alignment = align
                for i, line in enumerate(lines):
                    if i:
                        p.add_run().add_break()
                    self.fill(p, line)
                continue
            for i, line in enumerate(lines):
                p = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
                p.alignment = align
                p.paragraph_format.space_after = Pt(0)
                self.fill(p, line)

    def header(self, doc: DocSpec) -> None:
        p = Parts(doc, self.entry)
        left = [[Run(x)] for x in p.superior] + [[Run(x, bold=True)] for x in p.organ]
        left += [[Run(p.star)]] if p.star else []
        left += [[Run(p.number)]] if p.number else []
        left += [runs(p.subject, italic=True)] if p.subject else []
        left += [[Run(m, bold=True)] for m in p.marks]
        right = [[Run(m, bold=True)] for m in p.motto] + ([[Run(p.tagline, bold=True)]] if p.tagline else [])
        right += [[Run(self.opt.get("rule", "---------------"))]] + ([[Run(p.date, italic=True)]] if p.date else [])
        right += [[Run(m)] for m in p.right_marks]
        self.cells(left, right)
        self.d.add_paragraph()

    def block(self, b: Block) -> None:
        if b.kind == "table":
            if b.caption:
                self.para(runs(b.caption, bold=True), ALIGN.CENTER, 0)
            t = self.d.add_table(rows=len(b.rows), cols=len(b.rows[0]))
            t.style = "Table Grid"
            for i, row in enumerate(b.rows):
                for j, c in enumerate(row):
                    t.cell(i, j).paragraphs[0].add_run(plain(c)).bold = i == 0 or None
            if self.opt.get("head_rows"):
                wordparts.repeat_head(t)
        elif b.kind == "center":
            self.para(runs(b.text, bold=b.style == "b", italic=b.style == "i"), ALIGN.CENTER, 0)
        elif b.kind == "para":
            self.para(runs(b.text, italic=b.style == "i"))
        elif b.kind == "section":
            self.section(b)

    def section(self, b: Block) -> None:
        bold = b.heading is not None and b.style == ""
        rs = runs(b.heading if b.heading is not None else b.text, bold=bold, italic=b.style == "i")
        if b.split and self.num:
            p = self.para([], ALIGN.CENTER, 0)
            p.add_run().add_break()
            self.fill(p, rs)
            wordparts.number(p, b.level, self.num)
        elif b.split:
            self.para([Run(b.marker, bold=True)], ALIGN.CENTER, 0)
            self.para(rs, ALIGN.CENTER, 0)
        elif self.num:
            wordparts.number(self.para(rs, first=0), b.level, self.num)
        else:
            marker = Run(b.marker + self.opt.get("after_marker", " "), bold=bold or b.label.startswith("Điều"))
            p = self.para([marker, *rs])
            if b.heading is not None and self.opt.get("heading_styles"):
                p.style = self.d.styles[f"Heading {b.level}"]

    def document(self, doc: DocSpec, first: bool) -> None:
        get = doc.get
        if not first:
            self.d.add_page_break()
        if first and self.opt.get("box"):
            wordparts.text_box(self.d.add_paragraph(), self.opt["box"])
        if get("header", True):
            self.header(doc)
        if get("type"):
            self.para([Run(get("type"), bold=True)], ALIGN.CENTER, 0)
        if get("author"):
            self.para(runs(get("author"), bold=True), ALIGN.CENTER, 0)
        if get("subject") and (get("type") or not get("header", True)):
            self.para(runs(get("subject"), bold=True), ALIGN.CENTER, 0)
        if get("note_under_title"):
            self.para(runs(get("note_under_title"), italic=True), ALIGN.CENTER, 0)
        who = get("addressees", [])
        label = get("addressee_label", "Kính gửi")
        if len(who) == 1:
            self.para([Run(f"{label}: {who[0]}")], ALIGN.CENTER, 0)
        elif who:
            self.para([Run(f"{label}:")], ALIGN.LEFT, 30)
            for i, a in enumerate(who):
                self.para([Run(f"- {a}{';' if i < len(who) - 1 else '.'}")], ALIGN.LEFT, 40)
        for b in doc.blocks:
            self.block(b)
        names = recipients_lines(doc, self.topt)
        signs = [signature_lines(s) for s in get("signatures", [])]
        if names or signs:
            left = [[Run(t, bold=i == 0, italic=i == 0)] for i, t in enumerate(names)]
            right: list[list[Run]] = []
            for s in signs:
                right += [[Run(x, bold=True)] for x in s[:-1]] + [[], []] + [[Run(s[-1], bold=True)]]
            if len(signs) == 2 and not names:
                cols = [[[Run(x, bold=True)] for x in s[:-1]] + [[], []] + [[Run(s[-1], bold=True)]] for s in signs]
                self.cells(cols[0], cols[1])
            else:
                self.cells(left, right, ALIGN.LEFT)
        if doc.after:
            self.d.add_page_break()
        for b in doc.after:
            self.block(b)

    def run(self) -> bytes:
        for i, doc in enumerate(self.entry.docs):
            self.document(doc, i == 0)
        if self.opt.get("footnotes"):
            self.notes.save(self.d, {k: v for doc in self.entry.docs for k, v in doc.footnotes.items()})
        core = self.d.core_properties
        core.author, core.title, core.comments, core.revision = "", "", "", 1
        core.created = core.modified = dt.datetime(*EPOCH)
        buf = io.BytesIO()
        self.d.save(buf)
        return fixed_zip(buf.getvalue())


def fixed_zip(data: bytes) -> bytes:
    """The same archive with one date on every member, so that equal content gives equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as src, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as dst:
        for name in src.namelist():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            dst.writestr(info, src.read(name))
    return out.getvalue()


def render(entry: Entry) -> bytes:
    """The bytes of a DOCX."""
    return Word(entry).run()
