"""Words that OCR made of what is no word: tails of the line above, boxes blown up by a seal."""

from __future__ import annotations

from vndocparse.geometry import Box
from vndocparse.model.page import Word
from vndocparse.ocr.noise import levelled, with_waters, without_ghosts, without_specks

SIZE = 28.0


def word(
    text: str, x0: float, x1: float, top: float, *, line: int, confidence: float = 0.95, high: float = 20.0
) -> Word:
    return Word(text, Box(x0, top, x1, top + high), confidence, size=SIZE, line=line)


def half_a_line_apart(ghost: Word) -> list[Word]:
    """A date in the right column, a number half a line lower in the left one, and what stands between."""
    return [
        word("Mra,", 700, 730, 190, line=3),
        word("ngày", 756, 790, 190, line=3),
        word("11", 830, 850, 190, line=3),
        word("Số", 250, 280, 212, line=4),
        word("-TT/HU", 340, 430, 212, line=4),
        ghost,
    ]


def test_a_tail_read_again_on_the_line_below_is_dropped_and_its_place_given_to_its_word():
    kept = without_ghosts(half_a_line_apart(word("ngọ)", 770, 812, 194, line=4, confidence=0.3)), SIZE)
    assert [w.text for w in kept] == ["Mra,", "ngày", "11", "Số", "-TT/HU"]
    whole = next(w for w in kept if w.text == "ngày").box
    assert whole is not None and whole.x1 == 812


def test_what_may_be_a_word_stays():
    """A sure word, figures that a hand wrote into a gap, a doubtful word on the level of its own line."""
    for stays in (
        word("ngọ)", 770, 812, 194, line=4, confidence=0.9),
        word("07", 796, 812, 194, line=4, confidence=0.3),
        word("ngọ)", 770, 812, 211, line=4, confidence=0.3),
    ):
        assert stays in without_ghosts(half_a_line_apart(stays), SIZE)


def test_a_box_that_holds_a_piece_of_a_seal_is_cut_to_its_line():
    words = [word("T/M", 800, 860, 1300, line=9), word("ĐẢNG", 870, 950, 1290, line=9, high=70.0)]
    cut = levelled(words, SIZE)[1].box
    assert cut is not None and cut.top >= 1290 and cut.bottom < 1332
    assert levelled(words[1:], SIZE) == words[1:]  # with nothing beside it there is no line to go by


def test_a_piece_of_a_word_read_once_more_on_another_line_is_dropped():
    """The rim of a seal through "TRƯỞNG" made the engine cut the line in two and read a letter twice."""
    torn = [
        word("TH", 800, 840, 360, line=6),
        word("S5", 940, 950, 356, line=6, confidence=0.05, high=28.0),
        word("G", 970, 990, 360, line=6),
        word("Ứ", 842, 862, 358, line=7),
        word("TRƯỜN", 868, 968, 358, line=7),
    ]
    assert [w.text for w in without_ghosts(torn, SIZE)] == ["TH", "G", "Ứ", "TRƯỜN"]


def test_ia_before_a_name_is_no_la():
    def read(*texts: str) -> list[str]:
        words = [word(t, 100 + 60 * i, 150 + 60 * i, 100, line=1) for i, t in enumerate(texts)]
        return [w.text for w in with_waters(words)]

    assert read("la", "Pho,", "ngày") == ["Ia", "Pho,", "ngày"]
    assert read("xã", "la", "Pho") == ["xã", "Ia", "Pho"]
    assert read("kêu", "la", "inh") == ["kêu", "la", "inh"]
    assert read("de", "la", "Cruz") == ["de", "la", "Cruz"]
    assert with_waters([word("la", 100, 120, 100, line=1), word("Pho", 130, 150, 130, line=2)])[0].text == "la"


def test_a_long_dash_before_a_type_is_a_speck():
    def read(dash: str) -> list[str]:
        words = [word(dash, 80, 95, 100, line=1, confidence=0.8), word("QUY", 100, 150, 100, line=1)]
        return [w.text for w in without_specks([*words, word("ĐỊNH", 160, 220, 100, line=1)])]

    assert read("\u2014") == ["QUY", "ĐỊNH"]
    assert read("-") == ["-", "QUY", "ĐỊNH"], "an organ that issues together with another stands behind a dash"
