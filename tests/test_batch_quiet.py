"""What a reader does not say is found out: quiet empties, and marks of secrecy; and nothing is told to anybody."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.batch_help import ROOT, run, tree
from tests.makepdf import Pdf
from vndocparse.batches.journal import Journal
from vndocparse.batches.outcome import Outcome
from vndocparse.batches.read import said_pages

READER = "vndocparse.batches.read:read_document"
MARK = "TỐI MẬT"


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "src")]))


def read(tmp_path: Path, data: bytes, **arguments: Any) -> Outcome:
    (tmp_path / "file").write_bytes(data)
    (outcome,) = run(tmp_path / "file", tmp_path / "out", reader=READER, workers=1, **arguments)
    return outcome


def pdf(*pages: str) -> bytes:
    made = Pdf()
    for text in pages:
        made.page(made.lines([text]) if text else "")
    return made.bytes()


TEXT = "Nghị quyết này có hiệu lực từ ngày ký và được phổ biến đến chi bộ"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("pages with text", pdf(TEXT, TEXT), "ok"),
        ("a blank page among them is no loss", pdf(TEXT, "", TEXT), "ok"),
        ("nothing but blank pages", pdf("", ""), "blank-pages"),
        ("no end mark", pdf(TEXT).replace(b"%%EOF", b""), "file-truncated"),
        ("a tree that speaks of more pages", pdf(TEXT, TEXT).replace(b"/Count 2", b"/Count 9"), "page-unreadable"),
        (
            "a tree without pages",
            pdf(TEXT).replace(b"/Kids", b"/Kidz").replace(b"/Count 1", b"/Count 0"),
            "file-repaired",
        ),
        (
            "no pages at all",
            pdf(TEXT).replace(b"/Type/Page/", b"/Type/Pile/").replace(b"/Kids", b"/Kidz"),
            "damaged-file",
        ),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_quiet_losses(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    assert read(tmp_path, data).code == code, name


def test_the_last_page_tree_counts(tmp_path: Path) -> None:
    """A file that was changed holds its old trees too, with more pages perhaps."""
    older = pdf(TEXT, TEXT, TEXT)
    assert said_pages(older) == 3
    newer = b"\n9 0 obj\n<</Type/Pages/Count 2/Kids[5 0 R 7 0 R]>>\nendobj\n"
    assert said_pages(older + newer) == 2
    inner = b"\n9 0 obj\n<</Type/Pages/Parent 2 0 R/Count 1/Kids[5 0 R]>>\nendobj\n"
    assert said_pages(older + inner) == 3
    assert said_pages(b"%PDF-1.7 nothing") is None


def test_a_linearized_file_that_is_shorter_than_it_says(tmp_path: Path) -> None:
    assert said_pages(b"%PDF-1.4\n1 0 obj\n<</Linearized 1/L 90000/H[1 2]/O 3/E 9/N 12/T 5>>\nendobj\n") == 12


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("1 1 1 rg BT /R 0.001 Tf 1 0 0 1 100 700 Tm (TINY TEXT) Tj ET", "engines-differ"),
        ("BT /R 14 Tf 1 0 0 1 2000 2000 Tm (BESIDE THE PAGE) Tj ET", "blank-pages"),
        ("q Q", "blank-pages"),
    ],
)
def test_a_second_engine_is_asked_about_blank_pages(tmp_path: Path, content: str, code: str) -> None:
    """pdfium leaves out type of next to no size, which pdfminer reads; white, it shows nothing either."""
    made = Pdf()
    made.page(content)
    assert read(tmp_path, made.bytes()).code == ("no-text" if code == "engines-differ" else code)
    made.page(made.lines([TEXT]))
    assert read(tmp_path, made.bytes()).code == ("ok" if code == "blank-pages" else code)


def test_the_second_engine_has_no_opinion_of_what_it_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from vndocparse.batches import second

    assert second.pages_with_text(b"no PDF", [0], None) == ([], 0)
    assert second.pages_with_text(pdf(TEXT, ""), [0, 1], None) == ([0], 2)
    monkeypatch.setattr(second, "_SECONDS", 0.001)
    assert second.pages_with_text(pdf(*[TEXT] * 100), list(range(100)), None) == ([], 0)


# -- secrets --------------------------------------------------------------------------------------


def secret() -> bytes:
    return (
        f"TỈNH UỶ THỬ NGHIỆM\n*\nSố 7-BC/TU\n{MARK}\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Thử Nghiệm, ngày 3 tháng 2 năm 2025\nBÁO CÁO\nvề việc thử nghiệm giấu kín\n-----\nI- TÌNH HÌNH\n1. Nội dung.\n"
    ).encode()


def everything(out: Path) -> bytes:
    """All bytes and all names below a folder."""
    files = [p for p in out.rglob("*") if p.is_file()]
    return b"\n".join(p.read_bytes() + os.fsencode(p) for p in files)


def test_a_mark_is_noted_and_the_result_kept(tmp_path: Path) -> None:
    outcome = read(tmp_path, secret())
    assert (outcome.status, outcome.figures.secret) == ("ok", True)
    assert len(tree(tmp_path / "out")) == 1


def test_with_refuse_nothing_is_kept(tmp_path: Path) -> None:
    outcome = read(tmp_path, secret(), on_secret="refuse")
    assert (outcome.status, outcome.code) == ("refused", "secret")
    kept = everything(tmp_path / "out")
    for words in (MARK, "giấu kín", "7-BC", "TÌNH HÌNH"):
        assert words.encode() not in kept


def test_what_was_kept_before_is_taken_away_with_refuse(tmp_path: Path) -> None:
    first = read(tmp_path, secret())
    second = read(tmp_path, secret(), on_secret="refuse")
    assert second.code == "secret"
    assert first.result not in tree(tmp_path / "out")
    assert read(tmp_path, secret(), on_secret="warn").code == "ok"


def test_no_text_of_a_document_outside_its_result(tmp_path: Path) -> None:
    """Journal, error files, names of files: none of them holds a word of what was read."""
    read(tmp_path, secret())
    out = tmp_path / "out"
    for path in out.glob("??/??/*"):
        path.unlink()
    kept = everything(out)
    for words in (MARK, "giấu kín", "7-BC", "TÌNH HÌNH", "Nội dung"):
        assert words.encode() not in kept


def test_a_password_is_kept_nowhere(tmp_path: Path) -> None:
    read(tmp_path, secret(), password="correct horse battery")
    assert b"correct horse" not in everything(tmp_path / "out")
    journal = Journal(tmp_path / "out" / "journal.sqlite3", read_only=True)
    assert journal.last_run() is not None
    journal.close()
