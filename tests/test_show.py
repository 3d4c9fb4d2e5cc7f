"""Drawn pages and marked texts."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests import handmade
from vndocparse.geometry import Box
from vndocparse.messages import messages
from vndocparse.model.document import (
    Blank,
    Candidate,
    Document,
    Evidence,
    FieldValue,
    Ink,
    Mending,
    Number,
    ParseResult,
)
from vndocparse.show import PageImage, draw_png, marks, page_images, pages_html, place_of, text_html, zones
from vndocparse.show.marks import COLOURS, Mark

SAY = messages("en")


def _page(number: int = 1) -> PageImage:
    """A white A4 page at 50 dpi."""
    out = io.BytesIO()
    Image.new("RGB", (413, 584), "white").save(out, "JPEG")
    return PageImage(number, out.getvalue(), "image/jpeg", 595.0, 842.0)


def _colours(png: bytes) -> set[tuple[int, ...]]:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    found = image.getcolors(maxcolors=2**24)
    assert found is not None
    return {colour for _, colour in found if isinstance(colour, tuple)}


def _hostile(text: str, evidence: list[Evidence] | None = None) -> ParseResult:
    value = FieldValue(text=text, raw=text + "!", evidence=evidence or [])
    return handmade.result().model_copy(update={"documents": [Document(text=text, title=value)]})


class _Parsed(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data = ""
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.data += data


def test_every_key_of_the_contract_has_a_colour() -> None:
    assert {m.entry.group for m in marks(handmade.result())} <= set(COLOURS)
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_marks_are_numbered_over_all_documents() -> None:
    every = marks(handmade.result())
    assert [m.index for m in every] == list(range(len(every)))
    assert {m.document for m in every} == {1, 2}


def test_a_mark_has_boxes_on_its_own_page_only() -> None:
    number = next(m for m in marks(handmade.result()) if m.entry.path == "number")
    assert len(number.boxes(1)) == 1
    assert number.boxes(2) == []


@pytest.mark.parametrize(
    ("path", "tag"), [("number", "number"), ("sections.I/2", "I/2"), ("citations.3", "c3"), ("recipients.1", "r1")]
)
def test_tag(path: str, tag: str) -> None:
    assert next(m for m in marks(handmade.result()) if m.entry.path == path).tag == tag


def test_lines_of_a_paragraph_are_drawn_as_one_block() -> None:
    lines = [(70, 100, 500, 114), (70, 118, 480, 132), (70, 300, 480, 314)]
    evidence = [Evidence(page=1, bbox=box, start=0, end=1) for box in lines]
    (mark,) = marks(_hostile("x", evidence))
    assert mark.boxes(1) == [(70, 100, 500, 132), (70, 300, 480, 314)]


def test_zones_hold_the_boxes_of_their_fields() -> None:
    found = {z.name: z.box for z in zones(handmade.result(), 1)}
    assert {"header", "heading", "body", "recipients", "signatures"} <= set(found)
    number = next(m for m in marks(handmade.result()) if m.entry.path == "number").boxes(1)[0]
    assert found["header"].overlap(number) == pytest.approx(number.width * number.height)


def test_png_holds_the_colours_of_the_values_and_a_legend() -> None:
    png = draw_png(handmade.result(), _page(), SAY)
    image = Image.open(io.BytesIO(png))
    assert image.width > 413
    assert image.height == 584
    wanted = {tuple(bytes.fromhex(COLOURS[key][1:])) for key in ("number", "organ", "citations", "signatures")}
    assert wanted <= _colours(png)


def test_png_of_a_page_without_values_is_drawn() -> None:
    assert draw_png(handmade.result(), _page(7), SAY).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "box", [(-50.0, -50.0, 9999.0, 9999.0), (300.0, 300.0, 10.0, 10.0), (600.0, 900.0, 700.0, 990.0)]
)
def test_a_box_outside_the_page_does_no_harm(box: tuple[float, float, float, float]) -> None:
    result = _hostile("x", [Evidence(page=1, bbox=box, start=0, end=1)])
    assert draw_png(result, _page(), SAY).startswith(b"\x89PNG")
    assert "<svg" in pages_html(result, [_page()], SAY)


def test_html_carries_the_picture_and_a_frame_per_value() -> None:
    parsed = _Parsed(pages_html(handmade.result(), [_page()], SAY))
    images = [a["src"] or "" for t, a in parsed.tags if t == "img"]
    assert base64.b64decode(images[0].split(",")[1]) == _page().data
    framed = {a["data-i"] for t, a in parsed.tags if t == "rect" and a.get("class") == "m"}
    listed = {a["data-i"] for t, a in parsed.tags if t == "li" and "data-i" in a}
    assert framed <= listed
    assert len(listed) == len(marks(handmade.result()))


def test_html_is_drawn_in_points() -> None:
    assert 'viewBox="0 0 595.00 842.00"' in pages_html(handmade.result(), [_page()], SAY)


def test_html_needs_no_network_and_allows_its_own_script_alone() -> None:
    html = pages_html(handmade.result(), [_page()], SAY)
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert script and policy
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert not re.search(r"https?://", html)


def test_html_says_how_many_pages_are_not_drawn() -> None:
    assert "3 more pages are not drawn" in pages_html(handmade.result(), [_page()], SAY, left_out=3)


def test_html_tells_what_the_page_says_where_it_was_mended() -> None:
    tips = [a.get("data-tip") or "" for t, a in _Parsed(pages_html(handmade.result(), [], SAY)).tags if t == "li"]
    assert any("on the page: 27 -KH/HU" in tip for tip in tips)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=y>', "$title $pages ${x}"])
def test_html_escapes_all_text(text: str) -> None:
    result = _hostile(text, [Evidence(page=1, bbox=(1, 1, 9, 9), start=0, end=len(text))])
    for html in (pages_html(result, [_page()], SAY), text_html(result, SAY)):
        parsed = _Parsed(html)
        assert [t for t, _ in parsed.tags].count("script") == 1
        assert not any("onerror" in a for _, a in parsed.tags)
        assert text in parsed.data


def test_text_keeps_every_character() -> None:
    parsed = _Parsed(text_html(handmade.result(), SAY))
    assert handmade.TEXT in parsed.data


def test_overlapping_values_share_a_stretch_and_the_shorter_one_colours_it() -> None:
    html = text_html(handmade.result(), SAY)
    inside = re.search(r'<mark data-i="(\d+) (\d+)" style="border-color:(#\w+)">Kết luận số 14-KL/TU, ngày', html)
    assert inside
    by_index: dict[int, Mark] = {m.index: m for m in marks(handmade.result())}
    assert [by_index[int(i)].entry.path for i in inside.groups()[:2]] == ["citations.1", "preamble"]
    assert inside[3] == COLOURS["citations"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_any_spans_over_any_text_lose_no_character(text: str, spans: list[tuple[int, int]]) -> None:
    evidence = [Evidence(page=1, start=a, end=b) for a, b in spans]
    html = text_html(_hostile(text, evidence), SAY)
    body = html.split('<div class="text">')[1].split("</div>")[0]
    shown = "".join(c for c in _Parsed(body).data)
    assert len(shown) <= len(text)
    if text.isprintable():
        assert shown == text


def test_pictures_are_encoded_with_their_size_in_points() -> None:
    import numpy as np

    from vndocparse.source.base import Picture

    class Opened:
        name, sha256, media_type, page_count = "x", "", "image/png", 1

        def page(self, index: int) -> None:
            raise AssertionError("not asked for")

        def picture(self, index: int, dpi: float, part: Box | None = None) -> Picture:
            return Picture(np.zeros((200, 100, 3), np.uint8), 144.0)

        def close(self) -> None: ...

    (image,) = page_images(Opened(), [1], dpi=144, kind="png")  # type: ignore[arg-type]
    assert (image.number, image.width, image.height) == (1, 50.0, 100.0)
    assert image.data.startswith(b"\x89PNG")


# --- blanks ---------------------------------------------------------------------------


def _with_blank(ink: Ink) -> ParseResult:
    blank = Blank(
        part="number", ink=ink, page=1, bbox=(120, 90, 150, 112), candidates=[Candidate(text="47", probability=0.8)]
    )
    evidence = [Evidence(page=1, bbox=(90, 92, 220, 108), start=0, end=12)]
    number = Number(text="/QĐ-UBND", raw="Số: /QĐ-UBND", evidence=evidence, blanks=[blank])
    return handmade.result().model_copy(update={"documents": [Document(text="Số: /QĐ-UBND", number=number)]})


def test_the_figures_of_a_blank_are_shown_beside_the_value_with_their_candidates() -> None:
    parsed = _Parsed(pages_html(_with_blank("hand"), [_page()], SAY))
    pictures = [a for tag, a in parsed.tags if tag == "img" and a.get("class") == "blank"]
    assert len(pictures) == 1
    data = (pictures[0]["src"] or "").removeprefix("data:image/jpeg;base64,")
    assert Image.open(io.BytesIO(base64.b64decode(data))).width == pytest.approx(36 * 413 / 595, abs=2)
    tips = [a["data-tip"] or "" for tag, a in parsed.tags if tag == "li" and "data-tip" in a]
    assert any("blank number: hand: 47 0.80" in tip for tip in tips)
    assert 'class="blank"' not in pages_html(_with_blank("print"), [_page()], SAY), "print needs no second look"


def test_the_place_of_a_number_holds_its_text_and_its_blank() -> None:
    place = place_of(_with_blank("hand"), "number")
    assert place is not None
    page, box = place
    assert page == 1
    assert box == Box(90, 90, 220, 112).padded(6)
    assert place_of(_with_blank("hand"), "issued") is None
    assert place_of(_with_blank("hand"), "nothing.at.all") is None


def test_what_was_put_right_is_drawn_where_it_stands_with_what_was_read() -> None:
    place = [Evidence(page=1, bbox=(70, 100, 90, 114), start=0, end=2)]
    mending = Mending(kind="words", rule="syllable model", raw="tô", text="tổ", evidence=place)
    result = handmade.result().model_copy(update={"documents": [Document(text="tổ", mendings=[mending])]})
    (mark,) = marks(result)
    assert (mark.entry.path, mark.tag, mark.shown, mark.beside(SAY)) == ("mendings.1", "tổ", "tô → tổ", "words")
    assert mark.boxes(1) == [(70, 100, 90, 114)]
    assert tuple(bytes.fromhex(COLOURS["mendings"][1:])) in _colours(draw_png(result, _page(), SAY))
    assert "tô → tổ" in pages_html(result, [_page()], messages("vi"))
    assert "tô → tổ" in text_html(result, SAY)
