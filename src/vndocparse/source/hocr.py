"""hOCR as pages of words: what Tesseract, OCRopus, Kraken and others write.

Cases seen: words inside lines; lines without words; confidences of 0 to 100; bold and italic as elements.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from vndocparse.errors import DamagedFileError
from vndocparse.geometry import Box
from vndocparse.model.page import Page, Word
from vndocparse.source.ocrnotes import with_notes
from vndocparse.source.ocrwords import box_of, dpi_of, number, page_of, words_from

_LINES = {"ocr_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat", "ocrx_line"}
_RULES = {"ocr_separator"}
_IMAGES = {"ocr_image", "ocr_photo", "ocr_float", "ocr_linedrawing"}
_NUMBERS = r"((?:\s+-?\d+(?:\.\d+)?)+)"
Facts = dict[str, list[float]]


def read_hocr(data: bytes) -> list[Page]:
    """Every ``ocr_page`` of the file.

    Raises:
        DamagedFileError: it is no HTML.
    """
    parser = html.HTMLParser(no_network=True, recover=True, huge_tree=True, encoding=_encoding(data))
    try:
        root = html.document_fromstring(data, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DamagedFileError("The hOCR file is damaged.", remedy="Copy it again, or give the scan itself.") from error
    return [with_notes(_page(e), _notes(e)) for e in root.iter() if "ocr_page" in _classes(e)]


def _notes(page: Any) -> str | None:
    return next((e.get("title") for e in page.iter() if "x_vndocparse_notes" in _classes(e)), None)


def _encoding(data: bytes) -> str | None:
    """UTF-8 where it is that: many files do not say so, and a browser's parser would take Latin-1."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _classes(element: Any) -> set[str]:
    return set(element.get("class", "").split()) if isinstance(element.tag, str) else set()


def _facts(element: Any) -> Facts:
    """Properties of the title that are numbers: {"bbox": [0, 0, 10, 10], "x_wconf": [96]}."""
    found = re.findall(rf"(\w+){_NUMBERS}", element.get("title", ""))
    return {name: [number(n) for n in numbers.split()] for name, numbers in found}


def _page(page: Any) -> Page:
    facts = _facts(page)
    box = facts.get("bbox", [0.0] * 4)
    left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    width, height = (box[2] - left, box[3] - top) if len(box) == 4 else (0.0, 0.0)
    dpi = next(iter(facts.get("scan_res", [])), 0.0) or dpi_of(width, height)
    words: list[Word] = []
    rules: list[Box | None] = []
    images: list[Box | None] = []
    at = -1
    for element in page.iter():
        classes = _classes(element)
        if classes & _LINES:
            at += 1
            if not any("ocrx_word" in _classes(e) for e in element.iter()):
                words += _word(element, dpi, at, {})
        elif "ocrx_word" in classes:
            words += _word(element, dpi, max(at, 0), _line_facts(element))
        elif classes & _RULES:
            rules.append(_box(_facts(element), dpi))
        elif classes & _IMAGES:
            images.append(_box(_facts(element), dpi))
    turn = round(next(iter(facts.get("x_turn", [])), 0.0))
    return page_of(words, width * 72 / dpi, height * 72 / dpi, turn, rules, images)


def _line_facts(word: Any) -> Facts:
    """Of the line around the word: Tesseract gives the type's size there."""
    here = word.getparent()
    while here is not None and not _classes(here) & _LINES:
        here = here.getparent()
    return _facts(here) if here is not None else {}


def _word(element: Any, dpi: float, at: int, line: Facts) -> list[Word]:
    facts = _facts(element)
    size = next(iter(facts.get("x_fsize") or line.get("x_fsize") or []), 0.0)
    if not size and line.get("x_size"):
        size = line["x_size"][0] * 72 / dpi
    within = {e.tag for e in element.iter() if isinstance(e.tag, str)}
    return words_from(
        "".join(element.itertext()), _box(facts, dpi), confidence=next(iter(facts.get("x_wconf", [])), 100.0) / 100,
        size=size, bold=bool(within & {"strong", "b"}), italic=bool(within & {"em", "i"}), line=at,
    )  # fmt: skip


def _box(facts: Facts, dpi: float) -> Box | None:
    bbox = facts.get("bbox", [])
    return box_of(bbox[0], bbox[1], bbox[2], bbox[3], dpi) if len(bbox) == 4 else None
