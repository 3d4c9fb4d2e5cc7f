"""OCR: engines by name, pages read whole, turned and twice, recordings, and several processes."""

from __future__ import annotations

import json
import os
import signal
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.ocr_doubles import (
    TYPE,
    BarEngine,
    FatalEngine,
    NoLanguageEngine,
    RaisingEngine,
    Sheets,
    UprightEngine,
    paper,
    text_lines,
)
from vndocparse.errors import (
    DamagedFileError,
    MissingEngineError,
    MissingLanguageError,
    SourceNotFoundError,
    TimeLimitError,
    UsageError,
)
from vndocparse.geometry import Box
from vndocparse.model.page import Page, Word
from vndocparse.ocr import frozen, get_engine, team, tesseract
from vndocparse.ocr.effort import FAST, effort_of
from vndocparse.ocr.engine import Reading
from vndocparse.ocr.jobs import Job
from vndocparse.ocr.noise import is_noise, mended, without_specks
from vndocparse.ocr.pool import read_pages_parallel
from vndocparse.ocr.read import read_picture, read_region
from vndocparse.ocr.straighten import straighten
from vndocparse.ocr.strips import reread_strips
from vndocparse.ocr.tangled import untangled
from vndocparse.ocr.weight import with_weight
from vndocparse.source.base import Picture

A4 = {"number": 1, "width": 595.2, "height": 841.9}


def read(pixels: np.ndarray, engine: BarEngine, dpi: float = 150.0) -> Page:
    high, wide = pixels.shape[:2]
    return read_picture(Picture(pixels, dpi), engine, number=3, width=wide * 72 / dpi, height=high * 72 / dpi)


# --- engines ------------------------------------------------------------------------


def test_an_engine_object_is_handed_back_and_none_reads_nothing():
    engine = BarEngine()
    assert get_engine(engine) is engine
    assert get_engine("none").recognise(np.zeros((9, 9), np.uint8), dpi=150).words == ()


def test_an_outside_engine_is_named_by_its_class():
    assert get_engine("tests.ocr_doubles:BarEngine").name == "bars"
    with pytest.raises(MissingEngineError):
        get_engine("tests.ocr_doubles:Nothing")
    with pytest.raises(MissingEngineError):
        get_engine("no.such.module:Engine")
    with pytest.raises(UsageError):
        get_engine("abbyy")


def test_vietnamese_has_134_letters_with_marks():
    every = tesseract.letters()
    assert len(set(every)) == 134
    assert {"đ", "Đ", "ặ", "Ữ", "ỵ"} <= set(every)
    assert not {"a", "d", "Y"} & set(every)


def test_missing_data_is_an_error_that_names_the_package(monkeypatch, tmp_path):
    monkeypatch.setattr(tesseract, "_SYSTEM_PLACES", ())
    monkeypatch.setenv("VNDOCPARSE_TESSDATA", str(tmp_path))
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path / "empty"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MissingLanguageError, match="tesseract-ocr-vie"):
        tesseract.find_tessdata()


@pytest.mark.parametrize("variable", ["VNDOCPARSE_TESSDATA", "TESSDATA_PREFIX"])
@pytest.mark.parametrize("inside", ["", "tessdata"])
def test_data_is_found_where_the_environment_points(monkeypatch, tmp_path, variable, inside):
    monkeypatch.delenv("VNDOCPARSE_TESSDATA", raising=False)
    monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    place = tmp_path / inside
    place.mkdir(exist_ok=True)
    (place / "vie.traineddata").write_bytes(b"x")
    assert tesseract.find_tessdata() == place


def test_a_broken_data_file_is_an_error(monkeypatch, tmp_path):
    pytest.importorskip("tesserocr")
    (tmp_path / "vie.traineddata").write_bytes(b"no data")
    monkeypatch.setenv("VNDOCPARSE_TESSDATA", str(tmp_path))
    tesseract._handle.cache_clear()
    try:
        with pytest.raises(MissingLanguageError, match="damaged"):
            tesseract.TesseractEngine().letters()
    finally:
        tesseract._handle.cache_clear()


def test_tesseract_writes_all_letters_but_one(tessdata):
    missing = set(tesseract.letters()) - tesseract.TesseractEngine().letters()
    assert missing <= {"ỵ", "Ỵ"}


# --- a page -------------------------------------------------------------------------


def test_words_lie_on_the_page_in_points():
    page = read(paper(*text_lines()), BarEngine())
    assert len(page.words) == 160
    assert page.origin == "ocr" and page.number == 3 and page.turn == 0 and page.problems == ()
    first = min((w.box for w in page.words if w.box), key=lambda b: (b.top, b.x0))
    assert tuple(first) == pytest.approx((150 * 0.48, 200 * 0.48, 222 * 0.48, (200 + TYPE) * 0.48), abs=1.5)
    assert page.words[0].size == pytest.approx(29 * 0.48, abs=0.1)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_upright_and_boxes_stay_as_received(turn):
    upright = paper(*text_lines(14))
    received = np.ascontiguousarray(np.rot90(upright, turn // 90))
    page = read(received, UprightEngine())
    assert page.turn == turn
    assert len(page.words) == 112
    assert (page.width < page.height) == (turn in (0, 180))
    for word in page.words:
        box = word.box
        assert box is not None and 0 <= box.x0 < box.x1 <= page.width and 0 <= box.top < box.bottom <= page.height
        x, y = int(box.middle / 0.48), int(box.centre / 0.48)
        assert received[y - 12 : y + 12, x - 12 : x + 12].min() < 60


def test_a_page_that_reads_badly_either_way_is_not_turned():
    assert read(paper(*text_lines()), BarEngine(confidence=0.3)).turn == 0


def test_what_the_first_reading_left_out_is_read_by_the_second():
    engine = BarEngine(blind=("page",))
    page = read(paper((600, 900), (712, 900)), engine)
    assert [w.text for w in page.words] == ["chữ", "chữ"]
    assert engine.asked[0] == "page" and "block" in engine.asked[1:]


def test_a_second_reading_without_confidence_adds_nothing():
    page = read(paper((600, 900), (712, 900)), BarEngine(blind=("page",), confidence=0.6))
    assert page.words == ()


def test_a_clean_page_costs_no_second_look():
    engine = BarEngine()
    read(paper(*text_lines()), engine)
    assert engine.asked == ["page"]


def test_ink_without_text_is_a_problem_and_a_blank_page_is_none():
    blind = BarEngine(blind=("page", "block", "line", "sparse"))
    assert [p.code for p in read(paper(*text_lines()), blind).problems] == ["ink-without-text"]
    assert read(paper(), blind).problems == ()


def test_a_page_read_badly_is_a_problem():
    page = read(paper(*text_lines()), BarEngine(confidence=0.55))
    assert [(p.code, p.page) for p in page.problems] == [("low-quality", 3)]


def test_rules_of_a_table_are_told_to_the_layout():
    pixels = paper(*text_lines(4))
    for y in (900, 1000, 1100):
        pixels[y : y + 3, 200:1000] = 0
    for x in (200, 600, 998):
        pixels[900:1103, x : x + 3] = 0
    rules = read(pixels, BarEngine()).rules
    assert sum(r.width > r.height for r in rules) == 3
    assert sum(r.width < r.height for r in rules) == 3


def test_strokes_and_specks_are_no_text_and_doubtful_letters_are():
    prepared = straighten(Picture(paper(), 150.0))

    def word(text: str, confidence: float, box: tuple[float, float, float, float] = (100, 100, 130, 120)) -> Word:
        return Word(text, Box(*box), confidence, size=29)

    for noise in (word("|", 0.97), word("_", 0.99, (0, 0, 300, 4)), word("§", 0.5), word("-", 0.2)):
        assert is_noise(noise, 29, prepared)
    assert is_noise(word("l", 0.1, (100, 100, 104, 300)), 29, prepared)
    for text in (
        word("a", 0.1),
        word("-", 0.9),
        word("....", 0.2),
        word("(b/c)", 0.0),
        word("Số:", 0.2),
        word("5", 0.3),
    ):
        assert not is_noise(text, 29, prepared)


def test_a_short_low_stroke_in_front_of_an_item_is_a_dash():
    assert mended(Word("~", Box(100, 110, 110, 114), 0.8), 29).text == "-"
    assert mended(Word("~", Box(100, 110, 400, 114), 0.8), 29).text == "~"
    assert mended(Word("a", Box(100, 110, 110, 114), 0.8), 29).text == "a"


def test_bold_is_told_by_the_strokes():
    grey = np.full((800, 1200), 255, np.uint8)
    words = []
    for i in range(40):
        x, y = 50 + 110 * (i % 10), 50 + 60 * (i // 10)
        thick = 6 if i in (3, 4) else 4
        for k in range(5):
            grey[y : y + 30, x + 16 * k : x + 16 * k + thick] = 0
        words.append(Word("chữcái", Box(x, y, x + 80, y + 30), 0.9, size=29, line=i // 10))
    assert [i for i, w in enumerate(with_weight(grey, words)) if w.bold] == [3, 4]
    assert not any(w.bold for w in with_weight(grey, words[:10]))


@pytest.mark.parametrize("height", [0.448, 0.662])
def test_the_size_of_type_is_right_where_the_engine_took_capitals_for_the_height_of_x(height):
    """Widths of Times at 25 pixels; Tesseract gives one height for a line, of its small letters or of its capitals."""
    line = [Word(text, Box(x, 0, x + wide, 17), 0.9, size=height * 25)
            for text, x, wide in (("thông", 0, 57), ("chức", 63, 47), ("quyết", 116, 55))]  # fmt: skip
    assert [round(w.size) for w in tesseract.sized(line)] == [25, 25, 25]


def test_a_line_of_capitals_has_the_size_of_its_type():
    line = [
        Word("THÔNG", Box(0, 0, 88, 17), 0.9, size=0.662 * 25),
        Word("BÁO", Box(95, 0, 148, 17), 0.9, size=0.662 * 25),
    ]
    assert [round(w.size) for w in tesseract.sized(line)] == [25, 25]


def test_a_region_is_read_with_boxes_on_the_page():
    pixels = paper((600, 900))
    found = read_region(Picture(pixels, 150.0), BarEngine(), Box(280, 425, 360, 450))
    assert [w.text for w in found] == ["chữ"]
    assert tuple(found[0].box or ()) == pytest.approx((288, 432, 322.6, 443.5), abs=1)


@pytest.mark.parametrize("box", [Box(700, 10, 800, 20), Box(10, 10, 10, 10), Box(-50, -50, -10, -10)])
def test_a_region_outside_the_page_holds_nothing(box):
    assert read_region(Picture(paper(), 150.0), BarEngine(), box) == ()


# --- Tesseract itself ---------------------------------------------------------------


@pytest.fixture(scope="module")
def scan(root: Path, tessdata: Path) -> Picture:
    """The first page of a clean scan of the project's own corpus."""
    from vndocparse.source import open_source

    source = open_source(root / "corpus" / "ct-phong-lu-lac-giang" / "scan-clean.pdf")
    return source.picture(0, 200)


def test_tesseract_reads_a_scan(scan):
    page = read_picture(scan, get_engine("tesseract"), **A4)
    text = " ".join(w.text for w in page.words)
    for part in ("ĐẢNG CỘNG SẢN VIỆT NAM", "CHỈ THỊ", "Nơi nhận:"):
        assert part in text
    assert "\u00d0" not in text
    assert all(0 <= w.confidence <= 1 and w.line >= 0 and w.box for w in page.words)
    body = sorted(w.size for w in page.words)[len(page.words) // 2]
    assert body == pytest.approx(14, abs=1.5)
    (title,) = [w for w in page.words if w.text == "CHỈ"][:1]
    assert title.bold
    assert sum(w.bold for w in page.words) < 0.4 * len(page.words)


def test_tesseract_reads_a_scan_that_lies_on_its_head(scan):
    turned = Picture(np.ascontiguousarray(np.rot90(scan.pixels, 2)), scan.dpi)
    page = read_picture(turned, get_engine("auto"), **A4)
    assert page.turn == 180
    assert "CHỈ THỊ" in " ".join(w.text for w in page.words)


# --- recordings ---------------------------------------------------------------------


def test_a_recording_gives_the_same_reading_again(tmp_path):
    picture = paper(*text_lines(3))
    recorder = frozen.record(BarEngine())
    first = read(picture, recorder)
    recorder.save(tmp_path / "page.json")
    engine = frozen.load(tmp_path / "page.json")
    assert read(picture, engine) == first
    assert engine.recognise(np.zeros((5, 5), np.uint8), dpi=150).words == ()


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"format": 1}', '{"format": 1, "readings": {"a": {"words": [1]}}}']
)
def test_a_broken_recording_is_a_damaged_file(tmp_path, content):
    path = tmp_path / "page.json"
    path.write_text(content)
    with pytest.raises(DamagedFileError):
        frozen.load(path)


def test_a_missing_recording_is_not_found(tmp_path):
    with pytest.raises(SourceNotFoundError):
        frozen.load(tmp_path / "none.json")


def test_a_recording_is_plain_json(tmp_path):
    recorder = frozen.record(BarEngine())
    recorder.recognise(np.full((60, 200), 255, np.uint8), dpi=150)
    recorder.save(tmp_path / "page.json")
    assert json.loads((tmp_path / "page.json").read_text("utf-8"))["engine"] == "bars"


# --- several processes --------------------------------------------------------------


def run(sheets: Sheets, engine: object, workers: int = 2, **options: object) -> dict[int, Page]:
    jobs = (Job(i, sheets.page(i)) for i in range(sheets.count))
    return read_pages_parallel(sheets, partial(Sheets, sheets.count, sheets.fatal, sheets.broken), jobs, engine,
                               workers=workers, **options)  # fmt: skip


@pytest.mark.parametrize(("count", "workers"), [(0, 2), (1, 2), (2, 2), (5, 2), (3, 1), (3, 4)])
def test_each_page_is_read_once_whatever_the_number_of_processes(count, workers):
    seen: list[int] = []
    pages = run(Sheets(count), BarEngine(), workers, on_page=lambda page: seen.append(page.number))
    assert {i: len(p.words) for i, p in pages.items()} == {i: i + 1 for i in range(count)}
    assert sorted(seen) == list(range(1, count + 1))


def test_pages_are_the_same_from_a_worker_and_in_process():
    assert run(Sheets(3), BarEngine()) == run(Sheets(3), BarEngine(), 1)


def test_a_page_that_kills_its_worker_is_one_page_with_a_problem():
    pages = run(Sheets(5, fatal=(1, 3)), FatalEngine())
    assert {i: [p.code for p in page.problems] for i, page in pages.items() if page.problems} == {
        1: ["page-crashed"],
        3: ["page-crashed"],
    }
    assert len(pages[4].words) == 5


def test_a_page_that_cannot_be_drawn_is_one_page_with_a_problem():
    for workers in (1, 2):
        pages = run(Sheets(3, broken=(1,)), BarEngine(), workers)
        assert [p.code for p in pages[1].problems] == ["page-unreadable"]
        assert len(pages[2].words) == 3


@pytest.mark.parametrize("workers", [1, 2])
def test_an_unforeseen_error_is_named_without_its_text(workers):
    problems = [p for page in run(Sheets(2), RaisingEngine(), workers).values() for p in page.problems]
    assert [p.code for p in problems] == ["page-unreadable"] * 2
    assert not any("document" in p.message for p in problems)


def test_missing_data_in_a_worker_is_an_error():
    with pytest.raises(MissingLanguageError, match="install it"):
        run(Sheets(3), NoLanguageEngine())
    with pytest.raises(MissingEngineError):
        run(Sheets(3), "no.such.module:Engine")


def test_an_engine_that_cannot_be_sent_is_used_in_this_process():
    engine = BarEngine()
    engine.lock = lambda: None  # type: ignore[attr-defined]
    assert len(run(Sheets(2), engine)) == 2
    assert engine.asked == ["page", "page"]


def workers_of_this_process() -> set[int]:
    return {w.process.pid for w in team._idle}


def test_workers_serve_the_next_file_and_end_when_dismissed():
    team.dismiss()
    run(Sheets(3), BarEngine())
    kept = workers_of_this_process()
    assert 1 <= len(kept) <= (os.cpu_count() or 1)
    assert len(run(Sheets(4), BarEngine())) == 4
    assert kept & workers_of_this_process()
    processes = [w.process for w in team._idle]
    team.dismiss()
    assert not team._idle
    assert all(p.returncode is not None for p in processes)


def test_a_kept_worker_that_died_is_replaced():
    team.dismiss()
    run(Sheets(3), BarEngine())
    for worker in team._idle:
        os.kill(worker.process.pid, signal.SIGKILL)
    assert {i: len(p.words) for i, p in run(Sheets(4), BarEngine()).items()} == {i: i + 1 for i in range(4)}


def test_a_worker_started_in_another_environment_is_not_used(monkeypatch):
    run(Sheets(3), BarEngine())
    before = workers_of_this_process()
    monkeypatch.setenv("VNDOCPARSE_TESSDATA", "/elsewhere")
    run(Sheets(3), BarEngine())
    assert before and not before & workers_of_this_process()


def test_a_limit_ends_all_workers():
    def over() -> None:
        raise TimeLimitError("over")

    with pytest.raises(TimeLimitError):
        run(Sheets(4), BarEngine(), check=over)


def test_the_time_that_workers_took_is_told():
    spent: list[float] = []
    run(Sheets(3), BarEngine(), spent=spent.append)
    assert len(spent) == 3 and min(spent) > 0


# --- pieces read again --------------------------------------------------------------


def strip_words(*items: tuple[str, float, float, float, float, float]) -> list[Word]:
    return [Word(t, Box(x0, top, x1, bottom), sure, size=29.0, line=0) for t, x0, top, x1, bottom, sure in items]


class Told(BarEngine):
    """Reads what it is told, wherever it is asked."""

    def __init__(self, *words: tuple[str, float, float, float]) -> None:
        super().__init__()
        self.words = words

    def recognise(self, image: np.ndarray, *, dpi: int, block: str = "page") -> Reading:
        middle = image.shape[0] / 2
        found = [Word(t, Box(x0, middle - 8, x1, middle + 8), sure, line=0) for t, x0, x1, sure in self.words]
        return Reading(tuple(found), 1.0, 0.0)


def test_a_doubtful_word_is_read_again_on_the_strip_of_its_line():
    words = strip_words(("pH", 100, 300, 140, 340, 0.5), ("TỊCH", 160, 300, 220, 316, 0.96))
    engine = Told(("PHÓ", 12, 52, 0.93), ("TICH", 72, 132, 0.97))
    again = reread_strips(straighten(Picture(paper(), 150.0)), words, engine, 29.0)
    assert [w.text for w in again] == ["PHÓ", "TỊCH"]  # what was sure stays


def test_a_line_that_was_read_surely_is_left_alone():
    words = strip_words(("KT.", 100, 300, 140, 316, 0.9), ("TỊCH", 160, 300, 220, 316, 0.96))
    engine = BarEngine()
    assert reread_strips(straighten(Picture(paper(), 150.0)), words, engine, 29.0) == words
    assert engine.asked == []


def test_lines_run_into_each_other_are_read_again_as_a_column():
    words = [
        Word(text, Box(100, 300 + 22 * i, 260, 322 + 22 * i), 0.8, size=22.0, line=i)
        for i, text in enumerate(["nhận", "ban", "ngành", "phòng"])
    ]
    words.insert(1, Word("nhẫn", Box(120, 308, 240, 330), 0.8, size=22.0, line=9))
    engine = Told(
        ("Nơi", 10, 60, 0.95), ("nhận:", 70, 120, 0.95), ("tỉnh", 130, 190, 0.95), ("ngành,phường", 200, 260, 0.95)
    )
    again = untangled(straighten(Picture(paper(), 150.0)), words, engine, 29.0)
    assert [w.text for w in again] == ["Nơi", "nhận:", "tỉnh", "ngành,phường"]


def test_columns_of_a_header_half_a_line_apart_are_read_again_each_by_itself():
    """The engine took the hook of a letter for the word and gave the rest to the date's line, in the other column."""
    rows = [("HUYỆN", 100, 300), ("TAM", 100, 330), ("ỦY", 100, 357), ("BAN", 150, 360)]
    words = [Word(t, Box(x, top, x + 45, top + 20), 0.9, size=22.0, line=i) for i, (t, x, top) in enumerate(rows)]
    words[2] = words[2]._replace(box=Box(104, 356, 107, 359), line=3)
    words += [Word("uy", Box(100, 362, 140, 382), 0.91, size=22.0, line=9)]
    words += [Word("ngày", Box(700, 375, 745, 395), 0.95, size=22.0, line=9)]
    engine = Told(("HUYỆN", 10, 60, 0.95), ("TAM", 70, 120, 0.95), ("ỦY", 130, 190, 0.95), ("BAN", 200, 260, 0.95))
    again = untangled(straighten(Picture(paper(), 150.0)), words, engine, 29.0)
    assert sorted(w.text for w in again) == sorted(["HUYỆN", "TAM", "ỦY", "BAN", "ngày"])


def test_a_word_as_high_as_two_lines_has_its_column_read_again():
    words = [Word(t, Box(100, 300 + 25 * i, 260, 320 + 25 * i), 0.8, size=22.0, line=i) for i, t in enumerate("ABC")]
    words = [w._replace(text=t) for w, t in zip(words, ("ĐẢNG", "KHỐI", "SỐ"), strict=True)]
    words.insert(2, Word("K——", Box(150, 318, 200, 372), 0.3, size=22.0, line=8))
    engine = Told(("ĐẢNG", 10, 60, 0.9), ("KHỐI", 70, 120, 0.9), ("MUỐI", 130, 190, 0.9), ("SỐ", 200, 260, 0.9))
    again = untangled(straighten(Picture(paper(), 150.0)), words, engine, 29.0)
    assert [w.text for w in again] == ["ĐẢNG", "KHỐI", "MUỐI", "SỐ"]


def test_a_speck_before_capitals_is_no_dash():
    words = strip_words(
        ("-", 90, 300, 95, 303, 0.5), ("ĐẢNG", 100, 300, 140, 316, 0.9), ("CỘNG", 160, 300, 220, 316, 0.9)
    )
    assert [w.text for w in without_specks(words)] == ["ĐẢNG", "CỘNG"]
    words = strip_words(("-", 90, 300, 95, 303, 0.5), ("Các", 100, 300, 140, 316, 0.9), ("sở", 160, 300, 220, 316, 0.9))
    assert len(without_specks(words)) == 3


# --- effort -------------------------------------------------------------------------


def test_fast_reads_each_page_once():
    engine = BarEngine(blind=("page",))
    scan = Picture(paper((600, 900), (712, 900)), 150.0)
    page = read_picture(scan, engine, **A4, effort=FAST)
    assert (engine.asked, page.words) == (["page"], ())


def test_the_share_that_is_read_again_is_an_option():
    engine = BarEngine(blind=("page",))
    scan = Picture(paper((600, 900), (712, 900)), 150.0)
    assert not read_picture(scan, engine, **A4, effort=effort_of(0.00001)).words
    assert read_picture(scan, engine, **A4, effort=effort_of(0.2)).words


@pytest.mark.parametrize("effort", ["slow", -0.1, 1.5])
def test_another_effort_is_an_error(effort):
    with pytest.raises(UsageError):
        effort_of(effort)


def test_workers_take_the_effort_over():
    engine = BarEngine(blind=("page",))
    assert not any(p.words for p in run(Sheets(3), engine, effort=FAST).values())
    assert all(p.words for p in run(Sheets(3), engine).values())
