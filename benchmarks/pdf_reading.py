"""What reading a PDF costs, side by side on the same file in the same process, CPU time of one core.

    python benchmarks/pdf_reading.py [FILE.pdf]        (without a file: a page of 2,200 characters, four times)

Columns: open + read of ``source/pdf.py``; the plain loop that asks pypdfium2 for each character and its box;
pypdfium2's text alone; pdfplumber's ``extract_text``.  Each is the least of several rounds, taken in turn, so that
a busy machine hits all alike; the ratio is the median over the rounds.

How the boxes are asked for was chosen by these figures (2 AMD EPYC cores, pypdfium2 5.15, page of 2,070 characters
in 500 words, milliseconds a page, loading the page not counted):

    ==================================================================== =====
    FPDFText_GetUnicode + FPDFText_GetCharBox, plain loop over ctypes     3.6
    the same through ``map`` and preallocated memory (_pdfium.py),
      every character, loose boxes                                        2.0
    one FPDFText_GetText, FPDFText_CountRects + GetRect for each word     1.2
    one FPDFText_GetText, loose boxes of first and last character         0.55
    FPDFText_GetUnicode for each character alone (0.9) against one
      FPDFText_GetText                                                    0.01
    ==================================================================== =====

The last way is used: where the two boxes do not look like the ends of one printed word, all characters of that
word are asked for.  CountRects cuts at white space of its own reckoning and gives tight boxes, which jump with every
diacritic.

What it came to on the sample (2,294 characters and 500 words a page): 4.4 ms a page, against 5.1 for the plain loop,
1.0 for pdfium's text alone and 69 for pdfplumber.  Of a real page's 6 ms pdfium takes 2.6 (loading 0.9, text 1.1,
fonts 0.6), places of words 1.2, their text, font, size and style 0.9, the frozen ``Word`` objects 0.6, lines and
images 0.5.  A page whose annotations draw text is loaded twice, which adds 5 ms.
"""

from __future__ import annotations

import ctypes
import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 9


def sample() -> bytes:
    """Four pages of about 2,200 characters with an embedded font, where one with Vietnamese letters is installed."""
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    font = "Times-Roman"
    for name in ("liberation2/LiberationSerif-Regular", "liberation/LiberationSerif-Regular", "dejavu/DejaVuSerif"):
        file = Path("/usr/share/fonts/truetype") / f"{name}.ttf"
        if file.is_file() and 0x1ED9 in (made := TTFont("Sample", str(file))).face.charToGlyph:
            registerFont(made)
            font = "Sample"
            break
    sentence = "chi bộ đảng ủy kế hoạch công tác kiểm tra giám sát năm 2021 theo quyết định số 12-QĐ/TU"
    words = sentence.split()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for page in range(4):
        canvas.setFont(font, 12)
        for line in range(28):
            text = " ".join(words[(page + line + k) % len(words)] for k in range(19))
            canvas.drawString(60, 780 - 25 * line, text[:80])
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def ours(data: bytes) -> None:
    from vndocparse.source.pdf import open_pdf

    with open_pdf(data) as source:
        for index in range(source.page_count):
            source.page(index)


def plain_loop(data: bytes) -> None:
    import pypdfium2
    import pypdfium2.raw as raw

    document = pypdfium2.PdfDocument(data)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for page in document:
        text_page = page.get_textpage()
        found = []
        for k in range(text_page.count_chars()):
            raw.FPDFText_GetCharBox(text_page.raw, k, left, right, bottom, top)
            character = chr(raw.FPDFText_GetUnicode(text_page.raw, k))
            found.append((character, left.value, bottom.value, right.value, top.value))
        text_page.close()
        page.close()
    document.close()


def text_alone(data: bytes) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        text_page = page.get_textpage()
        text_page.get_text_range()
        text_page.close()
        page.close()
    document.close()


def plumber(data: bytes) -> None:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.close()


def timed(way: Callable[[bytes], None], data: bytes) -> float:
    start = time.process_time()
    way(data)
    return time.process_time() - start


def main() -> None:
    import pypdfium2

    data = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else sample()
    with pypdfium2.PdfDocument(data) as document:
        pages = len(document)
        characters = sum(page.get_textpage().count_chars() for page in document)
    ways = (ours, plain_loop, text_alone, plumber)
    for way in ways:
        way(data)  # imports and first use are not what is measured
    rounds = [[timed(way, data) for way in ways] for _ in range(ROUNDS)]
    print(f"{pages} pages, {characters / pages:.0f} characters a page")
    print(f"{'':32} {'ms/page':>8}  ours / this")
    for k, way in enumerate(ways):
        least = min(r[k] for r in rounds) * 1000 / pages
        ratio = statistics.median(r[0] / r[k] for r in rounds)
        print(f"{way.__name__.replace('_', ' '):32} {least:8.2f}  {ratio:.2f}")


if __name__ == "__main__":
    main()
