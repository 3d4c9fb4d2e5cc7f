"""Tables of scanned pages from their rules and words."""

from __future__ import annotations

from dataclasses import replace

from vndocparse.geometry import Box
from vndocparse.layout.tables import ruled_tables
from vndocparse.model.page import Page, Word

ACROSS = tuple(Box(100, y, 400, y + 1) for y in (200, 230, 260))
DOWN = tuple(Box(x, 200, x + 1, 261) for x in (100, 250, 400))


def word(text: str, x: float, y: float, line: int) -> Word:
    return Word(text, Box(x, y, x + 8.0 * len(text), y + 11), 0.9, size=12.0, line=line)


WORDS = (
    word("Bảng", 100, 170, 0),
    word("Xã", 110, 208, 1), word("Năm", 260, 208, 1), word("2001", 300, 208, 1),
    word("Ven", 110, 234, 2), word("sông", 110, 247, 3),
)  # fmt: skip
PAGE = Page(1, 595.0, 842.0, words=WORDS, origin="ocr", rules=(*ACROSS, *DOWN))


def test_words_stand_in_the_cells_that_rules_enclose():
    (table,) = ruled_tables(PAGE)
    assert table.rows == (("Xã", "Năm 2001"), ("Ven sông", ""))
    assert table.box is not None and table.box.contains(250, 230)


def test_there_is_no_table_without_rules_or_on_a_page_on_its_side():
    assert ruled_tables(replace(PAGE, rules=())) == ()
    assert ruled_tables(replace(PAGE, turn=90)) == ()
    assert ruled_tables(replace(PAGE, words=WORDS[:1])) == ()
