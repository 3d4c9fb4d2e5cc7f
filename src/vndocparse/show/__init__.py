"""What was found, drawn where it stands: on the page's picture, or in the text."""

from __future__ import annotations

from vndocparse.show.findings import finding_marks
from vndocparse.show.html import pages_html, text_html
from vndocparse.show.marks import Mark, Zone, marks, place_of, zones
from vndocparse.show.picture import PageImage, page_images, page_piece
from vndocparse.show.png import draw_png

__all__ = [
    "Mark",
    "PageImage",
    "Zone",
    "draw_png",
    "finding_marks",
    "marks",
    "page_images",
    "page_piece",
    "pages_html",
    "place_of",
    "text_html",
    "zones",
]
