"""What Word itself puts into files: footnotes, tracked changes, text boxes, fields, heads of tables that repeat.

Options of ``[file.word]``: ``footnotes = true``, ``changes = true`` (a word deleted and one inserted in each long
paragraph), ``box = "text"`` (a text box before the header), ``head_rows = true``.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document as Docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph
from tools.corpus.spec import plain

BY = 'w:author="Người soạn" w:date="2025-01-02T08:00:00Z"'
_NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class Footnotes:
    """Footnotes as Word keeps them: a part of their own, signs that Word counts."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def refer(self, p: Paragraph, name: str) -> None:
        """The sign of a footnote at the end of the paragraph as it stands."""
        self.names.append(name)
        run = f'<w:r {nsdecls("w")}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        p._p.append(parse_xml(f'{run}<w:footnoteReference w:id="{len(self.names)}"/></w:r>'))

    def save(self, d: Docx, texts: dict[str, str]) -> None:
        """Adds the part with the notes that were referred to."""
        body = "".join(
            f'<w:footnote w:id="{i}"><w:p><w:r><w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> {escape(plain(texts[name]))}</w:t></w:r></w:p></w:footnote>'
            for i, name in enumerate(self.names, 1)
        )
        rule = '<w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        xml = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {nsdecls("w")}>{rule}{body}</w:footnotes>'
        part = Part(PackURI("/word/footnotes.xml"), _NOTES, xml.encode(), d.part.package)
        d.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def change(p: Paragraph) -> None:
    """Tracks two changes in the paragraph's only run: a word taken out in its middle, its last word put in."""
    run = p.runs[0]
    words = run.text.split(" ")
    half = len(words) // 2
    run.text = " ".join(words[:half]) + " "
    look = "".join(f"<w:{n}/>" for n, on in (("b", run.bold), ("i", run.italic)) if on)

    def piece(text: str, tag: str = "t") -> str:
        return f'<w:r><w:rPr>{look}</w:rPr><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'

    ns = nsdecls("w")
    deleted = piece("(bỏ) ", "delText")
    at: Any = run._r
    for xml in (
        f'<w:del {ns} w:id="901" {BY}>{deleted}</w:del>',
        piece(" ".join(words[half:-1]) + " ").replace("<w:r>", f"<w:r {ns}>", 1),
        f'<w:ins {ns} w:id="902" {BY}>{piece(words[-1])}</w:ins>',
    ):
        new = parse_xml(xml)
        at.addnext(new)
        at = new


def number(p: Paragraph, level: int, number: int) -> None:
    """Has Word number the paragraph."""
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="{number}"/></w:numPr>'
    p._p.get_or_add_pPr().append(parse_xml(xml))


def text_box(p: Paragraph, text: str) -> None:
    """A text box as Word writes it: a drawing, and the same once more for programs that know none."""
    inner = f"<w:txbxContent><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:txbxContent>"
    wps = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    drawing = (
        '<w:drawing><wp:inline><wp:extent cx="1800000" cy="360000"/><wp:docPr id="1" name="Text Box 1"/>'
        f'<a:graphic><a:graphicData uri="{wps}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx>{inner}'
        "</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    old = f'<w:pict><v:shape style="width:140pt;height:28pt"><v:textbox>{inner}</v:textbox></v:shape></w:pict>'
    ns = (
        f'{nsdecls("w", "wp", "a")} xmlns:wps="{wps}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    choice = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    p._p.append(parse_xml(f"<w:r {ns}><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"))


def page_number(p: Paragraph) -> None:
    """The number of the page as a field."""
    ns = nsdecls("w")
    p._p.append(parse_xml(f'<w:fldSimple {ns} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))


def repeat_head(table: Any) -> None:
    """The first row is printed again on each page."""
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
