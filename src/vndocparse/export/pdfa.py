"""Searchable PDF/A-2b: the picture of each page with our own words as an invisible text, metadata filled (pikepdf).

The scan's own picture is kept byte for byte where the page is one picture and nothing else; other pages are drawn.
Words are those that were read, with what the fields mended put in.  The input is only read: a signed file stays as it
is.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vndocparse.errors import UsageError
from vndocparse.export.formats import ExportOptions
from vndocparse.export.mended import mended_pages
from vndocparse.export.pagepicture import DRAWN_DPI, OWN_DPI, Placed, drawn_picture, left_out, own_jpeg, own_picture
from vndocparse.export.textlayer import add_font, text_operators
from vndocparse.export.xmltree import clean
from vndocparse.extras import need
from vndocparse.model.document import Document, PageText, ParseResult

if TYPE_CHECKING:
    from vndocparse.source.base import OpenSource

_PDF = "application/pdf"


def write_pdfa(results: Sequence[ParseResult], options: ExportOptions) -> bytes:
    """The PDF of one result, whose file ``options.files`` holds.

    Raises:
        UsageError: the file is not given, or is a text without pages.
        MissingExtraError: pikepdf is not installed.
    """
    (result,) = results
    if without_pages(result):
        return set_pdf(result)
    source = options.files.get(result.source.sha256)
    if source is None:
        raise UsageError("A PDF needs the pictures of the pages.", remedy="Give the file itself, not its result.")
    need("pikepdf", "pdfa")
    if not options.isolated:
        return searchable_pdf(source, result, password=options.password)
    from vndocparse.isolate import run_isolated
    from vndocparse.source.base import Limits

    made = run_isolated(_in_process, source, result, options.password, limits=Limits(max_seconds=900))
    return bytes(made)


def _in_process(source: str | bytes, result: ParseResult, password: str | None, report: Any) -> bytes:
    return searchable_pdf(source, result, password=password)


def without_pages(result: ParseResult) -> bool:
    """True for a text without pages, whose copy we set ourselves."""
    return result.source.text_origin == "plain" and not any(page.width for page in result.pages)


def set_pdf(result: ParseResult) -> bytes:
    """The documents of a text without pages, set on pages of A4 as their regulation lays them out.

    Raises:
        MissingExtraError: pikepdf or python-docx is not installed.
    """
    from vndocparse.export.pdfcopy import set_pages
    from vndocparse.export.typefaces import add_typeface, typeface
    from vndocparse.export.typeset import FONTS

    pikepdf = need("pikepdf", "pdfa")
    sheets = set_pages([result])
    pdf = pikepdf.new()
    fonts = pikepdf.Dictionary()
    for style, name in FONTS.items():
        if sheets.used[style]:
            fonts["/" + name] = add_typeface(pdf, typeface(style), sheets.used[style])
    for operators in sheets.pages:
        pdf.add_blank_page(page_size=(sheets.width, sheets.height))
        made = pdf.pages[-1].obj
        made.Resources = pikepdf.Dictionary(Font=fonts)
        made.Contents = pdf.make_stream(b"\n".join(operators))
    return _finished(pikepdf, pdf, result)


def searchable_pdf(source: str | bytes, result: ParseResult, *, password: str | None = None) -> bytes:
    """The pages of ``source`` as pictures with the words of ``result``, which was parsed with ``words=True``.

    Raises:
        UsageError: the file is a text without pages, or another than the result's.
        VndocparseError: the file cannot be opened.
    """
    from vndocparse.source import open_source

    pikepdf = need("pikepdf", "pdfa")
    opened = open_source(source, password=password)
    try:
        if opened.sha256 != result.source.sha256:
            raise UsageError("The file is not the one that the result was read from.", remedy="Parse it again.")
        if not all(page.width and page.height for page in result.pages):
            raise UsageError("A page of the file has no size.", remedy="Use docx or html.")
        data = source if isinstance(source, bytes) else Path(source).read_bytes()
        original = _original(pikepdf, data, result, password)
        pdf = pikepdf.new()
        font = add_font(pdf)
        for page in mended_pages(result):
            placed = _picture(pdf, original, opened, page, data)
            pdf.add_blank_page(page_size=(page.width, page.height))
            made = pdf.pages[-1]
            made.obj.Resources = pikepdf.Dictionary(
                XObject=pikepdf.Dictionary(Im=pdf.make_indirect(placed.image)), Font=pikepdf.Dictionary(F=font)
            )
            matrix = " ".join(f"{v:.4f}".rstrip("0").rstrip(".") for v in placed.matrix)
            content = f"q {matrix} cm /Im Do Q\n".encode() + text_operators(page)
            made.obj.Contents = pdf.make_stream(content)
        return _finished(pikepdf, pdf, result)
    finally:
        opened.close()


def _finished(pikepdf: Any, pdf: Any, result: ParseResult) -> bytes:
    """The file with its metadata, the same bytes each time."""
    _describe(pikepdf, pdf, result)
    out = io.BytesIO()
    pdf.save(
        out, min_version="1.7", deterministic_id=True, compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )  # fmt: skip
    return out.getvalue()


def _picture(pdf: Any, original: Any, opened: OpenSource, page: PageText, data: bytes) -> Placed:
    """The page's own picture where it can be kept, else a drawing of it; always one where words were left out."""
    at = page.number - 1
    hidden = bool(left_out(page))
    kept = None if hidden else own_picture(pdf, original, at, page)
    if kept is None and not hidden and opened.media_type == "image/jpeg":
        kept = own_jpeg(pdf, data, page)
    dpi = OWN_DPI if opened.media_type.startswith("image/") else DRAWN_DPI
    return kept or drawn_picture(pdf, opened, at, page, dpi)


def _original(pikepdf: Any, data: bytes, result: ParseResult, password: str | None) -> Any:
    """The file for its pictures; None where it is no PDF, or pikepdf cannot read what pdfium can."""
    if result.source.media_type != _PDF:
        return None
    try:
        return pikepdf.open(io.BytesIO(data), password=password or "")
    except pikepdf.PdfError:
        return None


def _describe(pikepdf: Any, pdf: Any, result: ParseResult) -> None:
    """Metadata of the main document, the language, and what colours mean."""
    main = result.documents[0] if result.documents else Document()
    kind, number, title = (clean(v.text) if v else "" for v in (main.doc_type, main.number, main.title))
    name = " ".join(p for p in (kind, number, title) if p) or clean(result.source.name)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
        metadata["dc:title"] = name
        if main.organ and main.organ.text:
            metadata["dc:creator"] = [clean(main.organ.text)]
        metadata["dc:language"] = ["vi"]
        if number:
            metadata["dc:identifier"] = number
        if main.issued and main.issued.date:
            metadata["dc:coverage"] = main.issued.date
        metadata["pdf:Producer"] = "vndocparse"
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "B"
    profile = pdf.make_stream(_srgb())
    profile.N = 3
    pdf.Root.OutputIntents = [
        pikepdf.Dictionary(
            Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFA1, DestOutputProfile=profile,
            OutputConditionIdentifier=pikepdf.String("sRGB"), Info=pikepdf.String("sRGB IEC61966-2.1"),
        )
    ]  # fmt: skip
    pdf.Root.Lang = pikepdf.String("vi")


def _srgb() -> bytes:
    """The ICC profile of sRGB, made by littleCMS, with a fixed day and without the sum over it."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    struct.pack_into(">6H", profile, 24, 2000, 1, 1, 0, 0, 0)
    profile[84:100] = bytes(16)
    return bytes(profile)
