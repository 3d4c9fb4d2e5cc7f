"""One plan drawn in many odd ways: whatever the program did, the same fields come out, at their places."""

from __future__ import annotations

import math
import random
import unicodedata
from collections.abc import Callable

import pytest

from tests.makepdf import Pdf
from tests.oddpdf import BODY, FOOT, HEAD, PLAN, TITLE, Run, by_letters, by_words, drawn
from vndocparse import parse
from vndocparse.model.document import Document, ParseResult, Section
from vndocparse.source.pdf import open_pdf
from vndocparse.source.trust import judge_layer

Draw = Callable[[Pdf], str]


def rewritten(change: Callable[[str], str], *, squeezed: bool = False) -> Draw:
    """All runs with their text changed; ``squeezed`` to the width that they had."""

    def draw(pdf: Pdf) -> str:
        out = ""
        for r in PLAN:
            text = change(r.text)
            more = f"{100 * len(r.text) / len(text):.2f} Tz" if squeezed else ""
            out += pdf.text(r.x, r.y, text, size=r.size, font=r.font, more=more)
        return out

    return draw


def shuffled(pdf: Pdf) -> str:
    words = by_words(pdf)
    random.Random(1).shuffle(words)
    return "".join(words)


def again(pdf: Pdf, runs: tuple[Run, ...], dx: float, dy: float = 0.0) -> str:
    """The page, and some of its lines drawn once more a little beside."""
    return drawn(pdf) + drawn(pdf, tuple(r._replace(x=r.x + dx, y=r.y + dy) for r in runs))


def marks_apart(pdf: Pdf, *, late: bool) -> str:
    """Base letters and marks each by themselves; ``late``: the marks of a line behind all its letters."""
    out = ""
    for r in PLAN:
        behind = ""
        for k, letter in enumerate(r.text):
            base, *marks = unicodedata.normalize("NFD", letter)
            x = r.x + k * r.size / 2
            out += pdf.text(x, r.y, base, size=r.size, font=r.font) if base != " " or late else ""
            for mark in marks:
                one = pdf.text(x, r.y, mark, size=r.size, font=r.font)
                out, behind = (out, behind + one) if late else (out + one, behind)
        out += behind
    return out


def tone_first(text: str) -> str:
    """The tone before the circumflex: an order that Unicode does not mend."""
    return "".join((d := unicodedata.normalize("NFD", c))[0] + d[:0:-1] for c in text)


def kerned(pdf: Pdf) -> str:
    """Each letter moved by the kerning of one TJ operator."""
    out = ""
    for r in PLAN:
        letters = " ".join(pdf.show(c) + (" -60" if k % 2 else " 60") for k, c in enumerate(r.text))
        out += f"BT /{r.font} {r.size} Tf 1 0 0 1 {r.x} {r.y} Tm [{letters}] TJ ET\n"
    return out


def spaces_by_kerning(pdf: Pdf) -> str:
    out = ""
    for r in PLAN:
        words = " ".join(pdf.show(w) + " -500" for w in r.text.split())
        out += f"BT /{r.font} {r.size} Tf 1 0 0 1 {r.x} {r.y} Tm [{words}] TJ ET\n"
    return out


def scaled_matrix(pdf: Pdf) -> str:
    """A font of one point, grown by the text matrix."""
    return "".join(f"BT /{r.font} 1 Tf {r.size} 0 0 {r.size} {r.x} {r.y} Tm {pdf.show(r.text)} Tj ET\n" for r in PLAN)


def header_in_rows(pdf: Pdf) -> str:
    """Both columns of the header in one string, held apart by spaces."""
    out = ""
    for left, right in ((HEAD[0], HEAD[4]), (HEAD[3], HEAD[5])):
        blanks = int((right.x - left.x) / 6.5) - len(left.text)
        out += pdf.text(left.x, left.y, left.text + " " * blanks + right.text, size=13)
    return out + drawn(pdf, (*HEAD[1:3], *TITLE, *BODY, *FOOT))


def slanted(pdf: Pdf) -> str:
    a = math.radians(1.2)
    return f"q {math.cos(a):.5f} {math.sin(a):.5f} {-math.sin(a):.5f} {math.cos(a):.5f} 0 0 cm {drawn(pdf)} Q"


ODD: dict[str, Draw] = {
    "plainly": drawn,
    "word by word": lambda pdf: "".join(by_words(pdf)),
    "words from the last to the first": lambda pdf: "".join(reversed(by_words(pdf))),
    "words in any order": shuffled,
    "letter by letter": lambda pdf: "".join(by_letters(pdf)),
    "letters close together": lambda pdf: "".join(by_letters(pdf, apart=-0.4)),
    "letters spread": lambda pdf: "".join(by_letters(pdf, apart=1.2)),
    "letters from right to left": lambda pdf: "".join(reversed(by_letters(pdf))),
    "letters spread by the text state": lambda pdf: drawn(pdf, more="0.6 Tc"),
    "spaces nearly closed": lambda pdf: drawn(pdf, more="-3 Tw"),
    "letters kerned": kerned,
    "spaces by kerning": spaces_by_kerning,
    "a font of one point": scaled_matrix,
    "a font of drawings (Type 3)": lambda pdf: drawn(pdf, tuple(r._replace(font="T") for r in PLAN)),
    "bold by printing twice, near": lambda pdf: again(pdf, tuple(r for r in PLAN if r.font == "B"), 0.3),
    "bold by printing twice, further off": lambda pdf: again(pdf, tuple(r for r in PLAN if r.font == "B"), 0.6),
    "a title with a shadow": lambda pdf: "q .7 g " + again(pdf, TITLE, 1.2, -1.2) + " Q",
    "all text once more, clipped away": lambda pdf: f"q 0 0 1 1 re W n {drawn(pdf)} Q {drawn(pdf)}",
    "columns right to left, title last": lambda pdf: drawn(
        pdf, (*HEAD[4:], *FOOT[4:], *HEAD[:4], *FOOT[:4], *BODY, *TITLE)
    ),
    "both columns in one string": header_in_rows,
    "slanted by a degree": slanted,
    "decomposed letters": rewritten(lambda t: unicodedata.normalize("NFD", t), squeezed=True),
    "tones before the letters' marks": rewritten(tone_first, squeezed=True),
    "marks drawn by themselves": lambda pdf: marks_apart(pdf, late=False),
    "marks behind all letters of the line": lambda pdf: marks_apart(pdf, late=True),
    "spaces that do not break": rewritten(lambda t: t.replace(" ", "\u00a0")),
    "soft hyphens for hyphens": rewritten(lambda t: t.replace("-", "\u00ad")),
    "spaces of no width beside spaces": rewritten(lambda t: t.replace(" ", "\u200b ")),
    "text without ink and no picture": lambda pdf: drawn(pdf, more="3 Tr"),
}


def flat(sections: list[Section]) -> list[str]:
    return [label for s in sections for label in (s.label, *flat(s.children))]


def check(result: ParseResult) -> Document:
    (document,) = result.documents
    assert document.number is not None
    assert (document.number.ordinal, document.number.organ_code) == (26, "ĐU")
    assert document.issued is not None
    assert document.issued.date == "2021-03-15"
    assert document.title is not None
    assert document.title.text == "trồng cây xanh ở trụ sở các chi bộ"
    assert flat(document.sections) == ["I", "1", "2", "II", "1", "2"]
    assert [s.name for s in document.signatures] == ["Nguyễn Thị Hạnh"]
    assert len(document.recipients) == 3
    assert [c.text for c in document.citations] == ["Kết luận số 12-KL/HU, ngày 02/02/2021 của Ban Thường vụ Huyện ủy"]
    return document


@pytest.mark.parametrize("way", ODD)
def test_the_plan_is_read_however_it_is_drawn(way: str) -> None:
    pdf = Pdf()
    result = parse(pdf.page(ODD[way](pdf)).bytes(), engine="none")
    check(result)
    assert result.problems == []


Corners = tuple[float, float, float, float]
TITLE_AT: Corners = (170, 148, 391, 164)
"""Left, top, right and bottom of the title on the plain page, within the height of a letter."""


@pytest.mark.parametrize(
    ("media", "before", "extra", "place"),
    [
        ((0, 0, 595, 842), "", "", TITLE_AT),
        ((0, 0, 842, 595), "0 1 -1 0 842 0 cm", "/Rotate 90", TITLE_AT),
        ((0, 0, 595, 842), "-1 0 0 -1 595 842 cm", "/Rotate 180", TITLE_AT),
        ((0, 0, 842, 595), "0 -1 1 0 0 595 cm", "/Rotate 270", TITLE_AT),
        ((0, 0, 842, 595), "0 1 -1 0 842 0 cm", "", (148, 595 - 391, 164, 595 - 170)),
        ((-100, -50, 900, 1000), "1 0 0 1 100 80 cm", "/CropBox[100 80 695 922]", TITLE_AT),
        ((0, 0, 297.5, 421), ".5 0 0 .5 0 0 cm", "/UserUnit 2", (85, 74, 195.5, 82)),
    ],
)
def test_places_are_those_of_the_page_as_shown(
    media: tuple[float, float, float, float], before: str, extra: str, place: Corners
) -> None:
    """Turned, cut and scaled pages; a page on its side keeps the places on the page as received."""
    pdf = Pdf(media=media)
    result = parse(pdf.page(f"q {before} {drawn(pdf)} Q", extra).bytes(), engine="none")
    document = check(result)
    assert document.title is not None
    found = document.title.evidence[0].bbox
    assert all(abs(a - b) <= 4 for a, b in zip(found, place, strict=True)), found


@pytest.mark.parametrize(
    "operators", ["q .8 g BT /B 90 Tf .707 .707 -.707 .707 120 250 Tm", "q .8 g BT /B 90 Tf 80 560 Td"]
)
@pytest.mark.parametrize("behind", [False, True])
def test_a_watermark_is_the_mark_of_a_draft_and_no_part_of_the_text(operators: str, behind: bool) -> None:
    pdf = Pdf()
    mark = f"{operators} {pdf.show('DỰ THẢO')} Tj ET Q\n"
    content = mark + drawn(pdf) if behind else drawn(pdf) + mark
    document = check(parse(pdf.page(content).bytes(), engine="none"))
    assert document.draft is not None
    assert document.draft.text == "DỰ THẢO"


def test_another_watermark_stands_in_the_marginalia() -> None:
    pdf = Pdf()
    mark = f"q .8 g BT /B 90 Tf .707 .707 -.707 .707 120 250 Tm {pdf.show('LƯU HÀNH THỬ')} Tj ET Q\n"
    document = check(parse(pdf.page(mark + drawn(pdf)).bytes(), engine="none"))
    assert [(m.kind, m.text) for m in document.marginalia] == [("watermark", "LƯU HÀNH THỬ")]


def test_large_print_that_stands_alone_is_a_title_and_no_watermark() -> None:
    pdf = Pdf()
    cover = pdf.text(72, 700, "ĐẢNG ỦY XÃ BÌNH MINH") + pdf.text(100, 500, "VĂN KIỆN ĐẠI HỘI", size=40, font="B")
    (document,) = parse(pdf.page(cover + pdf.text(200, 100, "Bình Minh 2021")).bytes(), engine="none").documents
    assert "VĂN KIỆN ĐẠI HỘI" in document.text


def test_words_that_repeat_beside_each_other_all_stay() -> None:
    pdf = Pdf()
    pdf.page(pdf.lines(["0 0 0 0 0 0 1 1 1 1", "0 0 0 0 0 0 1 1 1 1", "xã xã xã"], step=12))
    with open_pdf(pdf.bytes()) as source:
        assert len(source.page(0).words) == 23


def test_text_drawn_twice_is_bold() -> None:
    pdf = Pdf()
    pdf.page(again(pdf, (HEAD[0],), 0.6))
    with open_pdf(pdf.bytes()) as source:
        words = source.page(0).words
    assert [w.bold for w in words if w.text in ("HUYỆN", "HÒA", "AN")] == [True] * 3
    assert not any(w.bold for w in words if w.text == "26-KH/ĐU")


def test_files_within_the_file_are_said() -> None:
    pdf = Pdf(catalogue="/Names<</EmbeddedFiles<</Names[(a.pdf)<</Type/Filespec/F(a.pdf)>>]>>>>")
    result = parse(pdf.page(drawn(pdf)).bytes(), engine="none")
    check(result)
    assert [p.code for p in result.problems] == ["files-inside"]


def outlines(rows: range) -> str:
    """Rows of small outlined figures as high as letters, each of nine curves."""
    letter = "0 0 m 1 2 2 4 1 6 c " + "2 6 3 5 4 6 c 4 4 3 3 4 0 c 3 1 2 1 0 0 c " * 3 + "f\n"
    return "".join(
        f"q 1 0 0 1 {80 + 7 * k} {700 - 18 * row} cm {letter}Q\n" for row in rows for k in range(60) if k % 6
    )


def test_outlined_text_below_a_header_of_characters_is_not_taken_for_read() -> None:
    """Programs that must not embed a font draw its letters; the page has characters all the same."""
    pdf = Pdf()
    pdf.page(drawn(pdf, HEAD) + outlines(range(25)))
    with open_pdf(pdf.bytes()) as source:
        page = source.page(0)
        verdict = judge_layer(page, lambda: source.picture(0, 72))
    assert page.images == ()
    assert (verdict.verdict, verdict.reason) == ("bad", "image-without-text")


def test_a_drawing_beside_text_changes_nothing() -> None:
    pdf = Pdf()
    pdf.page(drawn(pdf) + outlines(range(1)))
    with open_pdf(pdf.bytes()) as source:
        assert judge_layer(source.page(0), lambda: source.picture(0, 72)).verdict == "good"


def test_a_scan_in_strips_below_a_few_words_is_seen() -> None:
    pdf = Pdf()
    strip = [[0 if x % 4 == 0 and y % 20 < 8 else 255 for x in range(200)] for y in range(40)]
    pdf.grey("S", strip)
    content = "".join(f"q 595 0 0 84.2 0 {84.2 * k} cm /S Do Q\n" for k in range(10))
    pdf.page(content + pdf.text(280, 20, "Trang 2"))
    with open_pdf(pdf.bytes()) as source:
        verdict = judge_layer(source.page(0), lambda: source.picture(0, 72))
    assert (verdict.verdict, verdict.reason) == ("bad", "image-without-text")
