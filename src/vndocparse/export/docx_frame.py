"""The page of a DOCX: margins, page numbers, columns, paragraphs, rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from vndocparse.export.xmltree import clean
from vndocparse.extras import need
from vndocparse.rules.layouts import Layout

Align = Literal["left", "centre", "both"]
_WIDTH, _HEIGHT = 210.0, 297.0
"""A4 in millimetres."""
_INDENT = 10.0
"""Millimetres of the first line of a paragraph."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Frame:
    """The file while it is written; ``begin`` starts each document on a page of its own."""

    layout: Layout

    def __init__(self) -> None:
        self.docx = need("docx", "office").Document()
        self._section: Any = None

    def begin(self, layout: Layout) -> None:
        """A new document: page, margins, and a page number from its second page on."""
        shared = need("docx.shared", "office")
        self.layout = layout
        normal = self.docx.styles["Normal"]
        normal.font.name, normal.font.size = layout.font, shared.Pt(layout.body)
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("eastAsia", "cs"):
            fonts.set(f"{_W}{script}", layout.font)
        self._section = self.docx.sections[-1] if self._section is None else self.docx.add_section()
        page = self._section
        page.page_width, page.page_height = shared.Mm(_WIDTH), shared.Mm(_HEIGHT)
        page.top_margin, page.bottom_margin = shared.Mm(layout.top), shared.Mm(layout.bottom)
        page.left_margin, page.right_margin = shared.Mm(layout.left), shared.Mm(layout.right)
        page.header_distance = shared.Mm(10)
        page.different_first_page_header_footer = True
        page.header.is_linked_to_previous = page.first_page_header.is_linked_to_previous = False
        _restart(page)
        _page_number(page.header.paragraphs[0], layout)

    @property
    def width(self) -> float:
        """Millimetres between the margins."""
        return _WIDTH - self.layout.left - self.layout.right

    def columns(self, share: float) -> tuple[Any, Any]:
        """Two cells side by side without borders, the left one of that share of the width; no page parts them."""
        row = self.grid(1, (share, 1 - share)).rows[0]
        row._tr.get_or_add_trPr().append(need("docx.oxml", "office").OxmlElement("w:cantSplit"))
        left, right = row.cells
        return left, right

    def grid(self, rows: int, weights: Sequence[float]) -> Any:
        """A table over the whole width, its columns as wide beside each other as ``weights`` say."""
        shared = need("docx.shared", "office")
        table = self.docx.add_table(rows=rows, cols=len(weights))
        table.autofit = False
        for column, weight in zip(table.columns, weights, strict=True):
            column.width = shared.Mm(weight / sum(weights) * self.width)
            for cell in column.cells:
                cell.width = column.width
        return table

    def repeat_rows(self, table: Any, count: int) -> None:
        """Have the first rows printed again on each page that the table goes on to."""
        shared = need("docx.oxml", "office")
        for row in table.rows[:count]:
            row._tr.get_or_add_trPr().append(shared.OxmlElement("w:tblHeader"))

    def gap(self) -> None:
        """An empty line."""
        paragraph(self.docx, "", self.layout.body, font=self.layout.font)

    def body(self, text: str) -> None:
        """A paragraph of the text."""
        shared = need("docx.shared", "office")
        made = paragraph(self.docx, text, self.layout.body, align="both", font=self.layout.font)
        shape = made.paragraph_format
        shape.first_line_indent = shared.Mm(_INDENT)
        shape.space_after = shared.Pt(6)
        shape.line_spacing = shared.Pt(self.layout.line)

    def heading(self, text: str, align: Align) -> None:
        """The heading of a section, kept with what follows."""
        shared = need("docx.shared", "office")
        made = paragraph(self.docx, text, self.layout.body, bold=True, align=align, font=self.layout.font)
        shape = made.paragraph_format
        shape.space_before, shape.space_after = shared.Pt(6), shared.Pt(6)
        shape.keep_with_next = True
        if align == "left":
            shape.first_line_indent = shared.Mm(_INDENT)


def paragraph(
    parent: Any, text: str, size: float, *, bold: bool = False, italic: bool = False, underline: bool = False,
    align: Align = "left", font: str,
) -> Any:  # fmt: skip
    """A paragraph of one run at the end of ``parent``, without distances of its own."""
    shared, enums = need("docx.shared", "office"), need("docx.enum.text", "office")
    made = parent.add_paragraph()
    run = made.add_run(clean(text))
    run.bold, run.italic, run.underline = bold or None, italic or None, underline or None
    run.font.size, run.font.name = shared.Pt(size), font
    choices = enums.WD_ALIGN_PARAGRAPH
    made.alignment = {"left": choices.LEFT, "centre": choices.CENTER, "both": choices.JUSTIFY}[align]
    made.paragraph_format.space_before = made.paragraph_format.space_after = shared.Pt(0)
    return made


def shade_off(*cells: Any) -> None:
    """Take out the empty paragraph with which a cell begins, where others stand behind it."""
    for cell in cells:
        first = cell.paragraphs[0]
        if not first.text and len(cell.paragraphs) > 1:
            first._element.getparent().remove(first._element)


def rule_below(made: Any) -> None:
    """A line under the words of a paragraph."""
    for run in made.runs:
        run.underline = True


def short_rule(parent: Any, font: str) -> None:
    """A short line in the middle, as it stands below a subject."""
    shared = need("docx.shared", "office")
    made = paragraph(parent, "", 4, align="centre", font=font)
    made.paragraph_format.left_indent = made.paragraph_format.right_indent = shared.Mm(
        65 if hasattr(parent, "sections") else 22
    )
    _border(made, "top")
    made.paragraph_format.space_before = shared.Pt(3)


def full_rule(parent: Any, font: str) -> None:
    """A line over the whole width."""
    _border(paragraph(parent, "", 4, font=font), "top")


def _border(made: Any, side: str) -> None:
    oxml = need("docx.oxml", "office")
    borders = oxml.OxmlElement("w:pBdr")
    line = oxml.OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        line.set(f"{_W}{name}", value)
    borders.append(line)
    properties = made._element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _restart(page: Any) -> None:
    """Pages of each document count from 1."""
    oxml = need("docx.oxml", "office")
    count = oxml.OxmlElement("w:pgNumType")
    count.set(f"{_W}start", "1")
    page._sectPr.append(count)


def _page_number(made: Any, layout: Layout) -> None:
    shared, oxml = need("docx.shared", "office"), need("docx.oxml", "office")
    made.alignment = need("docx.enum.text", "office").WD_ALIGN_PARAGRAPH.CENTER
    run = made.add_run()
    run.font.size = shared.Pt(layout.body - 1)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = oxml.OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(f"{_W}fldCharType", kind)
        else:
            part.text = text
        run._element.append(part)
