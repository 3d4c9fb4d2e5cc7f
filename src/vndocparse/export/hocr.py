"""hOCR 1.2: every word with its box, size and confidence, in a page that a browser shows.

What it has no place for stands in an empty element of each page, as JSON (``vndocparse.model.pagenotes``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from vndocparse.export.formats import ExportOptions
from vndocparse.export.ocrnotes import page_notes
from vndocparse.export.wordlines import Pixels, Scale, WordLine, lines_of
from vndocparse.export.xmltree import clean
from vndocparse.model.document import PageText, PageWord, ParseResult

NOTES = "x_vndocparse_notes"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="vi" lang="vi">
<head>
<title>{title}</title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>
<meta name="ocr-system" content="vndocparse"/>
<meta name="ocr-capabilities" content="ocr_page ocr_line ocrx_word ocr_separator ocr_image ocrp_wconf ocrp_font"/>
<meta name="ocr-number-of-pages" content="{count}"/>
<meta name="ocr-langs" content="vi"/>
</head>
<body>
"""


def write_hocr(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """The pages of one result."""
    (result,) = results
    name = escape(clean(result.source.name))
    pages = "".join(part for page in result.pages for part in _page(page, name, Scale(options.dpi), result))
    return f"{_HEAD.format(title=name, count=len(result.pages))}{pages}</body>\n</html>\n".encode("utf-8", "replace")


def _page(page: PageText, name: str, scale: Scale, result: ParseResult) -> Iterator[str]:
    box = (0, 0, scale.length(page.width), scale.length(page.height))
    turn = f"; x_turn {page.turn}" if page.turn else ""
    facts = f'image "{name}"; {_box(box)}; ppageno {page.number - 1}; scan_res {scale.dpi} {scale.dpi}{turn}'
    yield f'<div class="ocr_page" id="page_{page.number}" title=\'{facts}\'>\n'
    for kind, boxes in (("ocr_image", page.images), ("ocr_separator", page.rules)):
        for place in boxes:
            yield f'<div class="{kind}" title="{_box(scale.box(place))}"></div>\n'
    for line in lines_of(page, scale):
        yield _line(line, scale)
    yield f'<div class="{NOTES}" title="{escape(page_notes(result, page, scale.dpi))}"></div>\n'
    yield "</div>\n"


def _line(line: WordLine, scale: Scale) -> str:
    title = f' title="{_box(line.box)}"' if line.box else ""
    return f'<span class="ocr_line"{title}>{" ".join(_word(w, scale) for w in line.words)}</span><br/>\n'


def _word(word: PageWord, scale: Scale) -> str:
    facts = [] if word.bbox is None else [_box(scale.box(word.bbox))]
    facts.append(f"x_wconf {100 * word.confidence:g}")
    if word.size:
        facts.append(f"x_fsize {word.size:g}")
    text = escape(clean(word.text))
    text = f"<em>{text}</em>" if word.italic else text
    text = f"<strong>{text}</strong>" if word.bold else text
    return f'<span class="ocrx_word" title="{"; ".join(facts)}">{text}</span>'


def _box(box: Pixels) -> str:
    return f"bbox {box[0]} {box[1]} {box[2]} {box[3]}"
