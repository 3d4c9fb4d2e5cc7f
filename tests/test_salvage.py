"""PDFs whose table or end is lost: what is whole in them is read, and the result says so."""

from __future__ import annotations

import io
import re
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.makepdf import Pdf, assemble
from vndocparse import parse
from vndocparse.errors import DamagedFileError, EncryptedFileError
from vndocparse.source.pdf import open_pdf
from vndocparse.source.salvage import salvage


def three_pages() -> bytes:
    pdf = Pdf()
    for k in range(3):
        pdf.page(pdf.text(72, 700, f"trang{k}"))
    return pdf.bytes()


def told(data: bytes) -> tuple[list[str], list[str]]:
    """The words of all pages, and the codes of the file's problems."""
    with open_pdf(data) as source:
        words = [w.text for k in range(source.page_count) for w in source.page(k).words]
        return words, [p.code for p in source.problems]


WHOLE = three_pages()
TREE = re.compile(rb"/Count 3/Kids\[[^]]*\]")


@pytest.mark.parametrize(
    ("data", "codes", "what"),
    [
        (WHOLE[: WHOLE.index(b"xref\n0")], ["file-repaired", "file-truncated"], "table and trailer are cut off"),
        (WHOLE[: WHOLE.rindex(b"endobj")], ["file-repaired", "file-truncated"], "cut off within the last object"),
        (b"junk " * 500 + WHOLE, ["file-repaired"], "more junk in front than pdfium looks through"),
        (TREE.sub(b"/Count 3/Kids 7", WHOLE), ["file-repaired"], "the page tree has no list of pages"),
        (TREE.sub(b"/Count 1/Kids[2 0 R]", WHOLE), ["file-repaired"], "the page tree holds itself"),
        (WHOLE.replace(b"/Root 1 0 R", b""), ["file-repaired"], "the trailer names no root"),
        (WHOLE.replace(b"<</Type/Catalog/Pages 2 0 R>>", b""), ["file-repaired"], "the catalogue is lost"),
        (WHOLE.replace(b"/Length ", b"/Length 9"), [], "wrong lengths are none of this: pdfium finds the end"),
    ],
)
def test_whole_pages_of_a_broken_file_are_read(data: bytes, codes: list[str], what: str) -> None:
    words, problems = told(data)
    assert (words, sorted(problems)) == (["trang0", "trang1", "trang2"], codes), what


def test_a_file_cut_off_in_the_middle_gives_the_pages_before_the_cut() -> None:
    kids = [m.start() for m in re.finditer(rb"/Type/Page/", WHOLE)]
    words, problems = told(WHOLE[: kids[2]])
    assert (words, sorted(problems)) == (["trang0", "trang1"], ["file-repaired", "file-truncated"])


def test_pages_keep_the_order_of_the_page_tree() -> None:
    kids = re.search(rb"Kids\[([^]]*)\]", WHOLE)
    assert kids is not None
    turned = b" ".join(reversed(re.findall(rb"\d+ 0 R", kids.group(1))))
    data = WHOLE.replace(kids.group(1), turned)
    assert told(data[: data.index(b"xref\n0")])[0] == ["trang2", "trang1", "trang0"]


def test_of_an_object_that_was_changed_the_later_one_counts() -> None:
    pdf = Pdf()
    pdf.page(pdf.text(72, 700, "trước"))
    old = pdf.bytes()
    drawn = re.search(rb"/Contents (\d+) 0 R", old)
    assert drawn is not None
    content = pdf.text(72, 700, "rước").encode()  # no letter that the file's table lacks
    new = b"%s 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (drawn.group(1), len(content), content)
    assert told(old[: old.index(b"xref\n0")] + new)[0] == ["rước"]


def test_pages_in_object_streams_are_found() -> None:
    """Programs of today pack the page tree and the pages; the table of the packed objects is at the end too."""
    inner = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>"}
    inner[3] = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F<</Type/Font"
        b"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    )
    head, body = b"", b""
    for number, value in inner.items():
        head += b"%d %d " % (number, len(body))
        body += value + b" "
    packed = zlib.compress(head + body)
    data = b"%%PDF-1.5\n4 0 obj\n<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n" % (
        len(head),
        len(packed),
    )
    content = b"BT /F 12 Tf 72 700 Td (chung) Tj ET"
    data += packed + b"\nendstream\nendobj\n5 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (
        len(content),
        content,
    )
    assert told(data) == (["chung"], ["file-truncated", "file-repaired"])


def test_objects_inside_streams_are_none_of_the_file() -> None:
    """A PDF attached within a PDF has objects of the same numbers."""
    other = Pdf()
    other.page(other.text(72, 700, "khác"))
    pdf = Pdf()
    pdf.page(pdf.text(72, 700, "chính"))
    inner = other.bytes()
    attached = b"90 0 obj\n<</Type/EmbeddedFile/Length %d>>stream\n%s\nendstream\nendobj\n" % (len(inner), inner)
    data = pdf.bytes()
    assert told(data[: data.index(b"xref\n0")] + attached)[0] == ["chính"]


def scans(count: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (900, 1200), 255).save(out, "JPEG")
    head = (
        "<</Type/XObject/Subtype/Image/Width 900/Height 1200/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode"
    )
    picture = f"{head}/Length {out.tell()}>>stream\n".encode() + out.getvalue() + b"\nendstream"
    data = assemble([picture] * count)
    return data[: data.index(b"xref\n0")]


def test_pictures_of_pages_stand_for_pages_that_are_lost() -> None:
    """Scanning programs write the pictures first and the pages at the end, where files are cut off."""
    with open_pdf(scans(4)) as source:
        assert source.page_count == 4
        page = source.page(3)
        assert (page.width, round(page.height)) == (595, 793)
        assert len(page.images) == 1
        assert source.picture(3, 30).pixels.shape[2] == 3


def test_a_page_that_cannot_be_loaded_is_looked_for_among_the_objects() -> None:
    pdf = Pdf()
    for k in range(2):
        pdf.page(pdf.text(72, 700, f"trang{k}"))
    data = pdf.bytes()
    second = re.findall(rb"(\d+) 0 R", re.search(rb"Kids\[([^]]*)\]", data).group(1))[1]  # type: ignore[union-attr]
    data = re.sub(rb"(\d{10})( 00000 n \n)(?=trailer)", rb"0000000003\2", data)  # the last page's place is wrong
    assert data.index(second + b" 0 obj") > 0
    with open_pdf(data) as source:
        found = [[w.text for w in source.page(k).words] for k in range(2)]
        assert found == [["trang0"], ["trang1"]]
        assert source.picture(1, 20).pixels.size


def test_a_repaired_file_says_so_in_the_result() -> None:
    result = parse(WHOLE[: WHOLE.index(b"xref\n0")], engine="none")
    assert {"file-repaired", "file-truncated"} <= {p.code for p in result.problems}
    assert result.source.page_count == 3


def test_an_encrypted_file_without_its_end_still_asks_for_the_password() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("khoa", canPrint=1))
    canvas.drawString(72, 700, "secret")
    canvas.save()
    data = out.getvalue()
    broken = data.replace(b"/Type /Pages", b"/Type /Page5")
    with pytest.raises((EncryptedFileError, DamagedFileError)):
        open_pdf(broken[: len(broken) - 6])


def test_a_file_without_pages_stays_damaged() -> None:
    assert salvage(b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n%%EOF") is None
    with pytest.raises(DamagedFileError):
        open_pdf(b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n%%EOF")


def test_a_bomb_of_objects_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vndocparse.source.salvage._MOST_UNPACKED", 100_000)
    packed = zlib.compress(b"3 0 " + b"<</Type/Page>> " + b" " * 10_000_000, 9)
    data = b"%%PDF-1.5\n4 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (
        len(packed),
        packed,
    )
    made = salvage(data)
    assert made is not None
    assert len(made) < 200_000


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)), st.binary(max_size=12))
def test_any_damage_is_read_or_refused_with_one_of_our_errors(start: int, end: int, filling: bytes) -> None:
    data = b"%PDF-1.7\n" + WHOLE[: min(start, end)] + filling + WHOLE[max(start, end) :]
    try:
        with open_pdf(data) as source:
            for k in range(min(source.page_count, 5)):
                source.page(k)
    except (DamagedFileError, EncryptedFileError):
        pass
