"""A whole entry set on pages: ``render``."""

from __future__ import annotations

from tools.corpus.foot import FootSetter
from tools.corpus.page import Overlays, Rendered, family, width
from tools.corpus.spec import Entry


class EntrySetter(FootSetter):
    """Sets all documents of an entry, with what stands above the first header."""

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
    return EntrySetter(entry, blank or set(), overlays).run()
