"""Opening: what may be given, and the kind of a file from its bytes."""

from __future__ import annotations

import hashlib
import io
import os
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vndocparse.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    LimitError,
    SourceNotFoundError,
    UnsupportedFormatError,
    UsageError,
    VndocparseError,
)
from vndocparse.rules.load import load_records
from vndocparse.source import open_source
from vndocparse.source.base import Limits
from vndocparse.source.sniff import DOCX, HTML, MARKDOWN, PDF, PLAIN, Unread, sniff

TEXT = "ĐẢNG ỦY XÃ AN BÌNH\nSố 12-KH/ĐU\n\nKẾ HOẠCH"


def zipped(*names: str, **contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, b"<x/>")
        for name, content in contents.items():
            file.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", PDF),
        (b"junk\n" * 50 + b"%PDF-1.4\n1 0 obj endobj", PDF),
        (b"1 0 obj\n<<>>\nendobj", PDF),
        (b"xx 1 0 obj\nendobj\nxref\ntrailer\nstartxref\n9\n%%EOF", PDF),  # its header is lost: the reader says so
        (b"II*\0\x08\0\0\0", "image/tiff"),
        (b"MM\0*\0\0\0\x08", "image/tiff"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (zipped("[Content_Types].xml", "word/document.xml"), DOCX),
        (zipped("word/document2.xml"), DOCX),
        (b"<!DOCTYPE html><p>a", HTML),
        ("\ufeff  <html><body>Đảng".encode(), HTML),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<html xmlns="a">', HTML),
        (b"<table><tr><td>a</td></tr></table>\n<p>b</p>", HTML),
        ("<html><body>Đảng".encode("utf-16"), HTML),
        (b'<div align="center">\n\n# A\n\n</div>\n**b**', MARKDOWN),
        (b"# A\n\n**b**", MARKDOWN),
        (b"% PDF is a format; %PDF-1.4 begins its files", PLAIN),
        (TEXT.encode(), PLAIN),
        (TEXT.encode("utf-16-le"), PLAIN),
        (b"5 < 7 and <b> is a tag", PLAIN),
        (b'{"a": 1}', PLAIN),
    ],
)
def test_kinds_that_are_read(data, kind):
    assert sniff(data) == kind


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", EmptyFileError, "empty"),
        (b" \n\t ", EmptyFileError, "empty"),
        (" \u00a0\n".encode("utf-16"), EmptyFileError, "white space"),
        (zipped("a.txt"), UnsupportedFormatError, "zip archive"),
        (zipped("xl/workbook.xml"), UnsupportedFormatError, "Excel"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), UnsupportedFormatError, "DOCX"),
        (zipped("[Content_Types].xml", "word/document.xml")[:-30], DamagedFileError, "cut off"),
        (b"PK\x03\x04" + b"\0" * 40, UnsupportedFormatError, "damaged zip"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            UnsupportedFormatError,
            "DOCX or PDF",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), EncryptedFileError, "password"),
        (b"{\\rtf1\\ansi", UnsupportedFormatError, "RTF"),
        (b"\x7fELF\x02\x01", UnsupportedFormatError, "ELF"),
        (b"GIF89a\0\0", UnsupportedFormatError, "GIF"),
        (b"\0\0\0\x1cftypheic", UnsupportedFormatError, "HEIF"),
        (b"%!PS-Adobe-3.0", UnsupportedFormatError, "ps2pdf"),
        (b"\x1f\x8b\x08\0\0", UnsupportedFormatError, "gzip"),
        (b'<?xml version="1.0"?><note/>', UnsupportedFormatError, "XML"),
        (b"From: a@example.org\nTo: b@example.org\nMIME-Version: 1.0\n\nx", UnsupportedFormatError, "MHTML"),
        (bytes(range(256)) * 20, UnsupportedFormatError, "not text"),
        (random.Random(5).randbytes(4000), UnsupportedFormatError, ""),
    ],
)
def test_kinds_that_are_not_read_say_what_they_are_and_what_to_do(data, error, words):
    with pytest.raises(error) as caught:
        sniff(data)
    assert words in str(caught.value)
    assert caught.value.remedy


def test_every_unread_kind_is_known_by_its_magic():
    for record in load_records("magic.toml", "unread", Unread):
        data = bytearray(400)
        data[record.offset : record.offset + len(record.magic) // 2] = bytes.fromhex(record.magic)
        also = bytes.fromhex(record.also)
        data[record.also_at : record.also_at + len(also)] = also
        with pytest.raises(UnsupportedFormatError) as caught:
            sniff(bytes(data))
        assert record.name in caught.value.message


def test_path_bytes_and_file_object_give_the_same(tmp_path):
    path = tmp_path / "văn bản.txt"
    path.write_bytes(TEXT.encode())
    with path.open("rb") as file:
        found = [
            open_source(path),
            open_source(str(path)),
            open_source(file),
            open_source(TEXT.encode(), name="văn bản.txt"),
        ]
    assert {s.name for s in found} == {"văn bản.txt"}
    assert {s.sha256 for s in found} == {hashlib.sha256(TEXT.encode()).hexdigest()}
    assert {s.media_type for s in found} == {"text/plain"}
    assert [[line.text for line in s.page(0).lines] for s in found] == [TEXT.replace("\n\n", "\n").split("\n")] * 4


def test_a_file_object_is_read_from_where_it_stands():
    stream = io.BytesIO(b"skipped:" + TEXT.encode())
    stream.seek(8)
    assert open_source(stream).page(0).lines[0].text == "ĐẢNG ỦY XÃ AN BÌNH"
    assert not stream.closed


def test_the_name_is_not_believed(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(TEXT.encode())
    assert open_source(path).media_type == "text/plain"


def test_a_text_file_object_is_refused_with_the_remedy(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    with path.open(encoding="utf-8") as file, pytest.raises(UsageError, match="rb"):
        open_source(file)  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        open_source(io.StringIO("a"))  # type: ignore[arg-type]


@pytest.mark.parametrize("source", [None, 5, ["a"]])
def test_what_is_no_source_is_refused(source):
    with pytest.raises(UsageError):
        open_source(source)


def test_closed_file_objects_and_failing_ones():
    closed = io.BytesIO(b"x")
    closed.close()
    with pytest.raises(SourceNotFoundError):
        open_source(closed)


@pytest.mark.parametrize("path", ["/no/such/file.pdf", "a\0b", "https://example.org/a.pdf", ""])
def test_paths_that_lead_nowhere(path):
    with pytest.raises(SourceNotFoundError):
        open_source(path)


def test_folders_devices_and_pipes_are_not_read(tmp_path):
    with pytest.raises(SourceNotFoundError, match="regular file"):
        open_source(tmp_path)
    if Path("/dev/null").exists():
        with pytest.raises(SourceNotFoundError, match="regular file"):
            open_source("/dev/null")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(SourceNotFoundError, match="regular file"):
            open_source(tmp_path / "pipe")


def test_empty_and_too_large_files(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    for source in (path, b"", io.BytesIO(b"")):
        with pytest.raises(EmptyFileError):
            open_source(source)
    path.write_bytes(b"x" * 11)
    for big in (path, b"x" * 11, io.BytesIO(b"x" * 11)):
        with pytest.raises(LimitError, match="max_bytes"):
            open_source(big, limits=Limits(max_bytes=10))
    assert open_source(path, limits=Limits(max_bytes=11)).page_count == 1


def test_markdown_html_and_plain_reach_their_readers():
    for data, kind in ((b"# A", MARKDOWN), (b"<html><p>A", HTML), (b"A", PLAIN)):
        source = open_source(data)
        assert source.media_type == kind
        assert source.page(0).lines[0].text == "A"
        assert source.page(0).origin == "plain"
        source.close()


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"|\n", b"{\\rtf", b"\xef\xbb\xbf"]),
)
def test_any_bytes_are_opened_or_refused_with_one_of_our_errors(data, start):
    try:
        source = open_source(start + data)
    except VndocparseError as error:
        assert error.message
        return
    assert source.page_count >= 1
