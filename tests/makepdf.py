"""PDF files written by hand, for tests: every byte of them is known.

Text may hold any characters, Vietnamese ones included, without any font file: the fonts are the standard ones, and
a /ToUnicode table gives each code of theirs the character wanted.  Shapes of other letters than ASCII are therefore
wrong; places and codes are right.  Every letter is half its size wide.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PIL import Image

FONTS = {
    "R": "/BaseFont/Times-Roman",
    "B": "/BaseFont/Times-Bold",
    "I": "/BaseFont/Times-Italic",
    "N": "/BaseFont/CIDFont#2BF1",
}

_DRAWN = (*range(161, 173), *range(174, 256), 160, 173)
"""Codes beyond ASCII, first those that have a shape: pdfium leaves out a text without any."""


@dataclass
class Pdf:
    """A file in the making; pages are added with their content."""

    media: tuple[float, float, float, float] = (0, 0, 595, 842)
    inherited: bool = False
    """The media box stands in the page tree's root only."""
    codes: dict[str, int] = field(default_factory=dict)
    catalogue: str = ""
    """More entries of the catalogue."""
    pages: list[tuple[str, str, Sequence[tuple[str, str | None]]]] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)

    def show(self, text: str) -> str:
        """The string operand for ``text``."""
        out = ""
        for character in text:
            if character not in self.codes:
                own = ord(character) if " " <= character <= "~" else 0
                taken = set(self.codes.values())
                free = [c for c in (own, *_DRAWN, *range(128, 160), *range(1, 32)) if c and c not in taken]
                self.codes[character] = free[0]
            out += f"{self.codes[character]:02x}"
        return f"<{out}>"

    def text(self, x: float, y: float, text: str, *, size: float = 14, font: str = "R", more: str = "") -> str:
        """Operators that write ``text`` at ``x``, ``y`` (from the bottom left)."""
        return f"BT /{font} {size} Tf {more} 1 0 0 1 {x} {y} Tm {self.show(text)} Tj ET\n"

    def lines(self, texts: Iterable[str], *, x: float = 72, top: float = 780, step: float = 18, more: str = "") -> str:
        """One line below the other, words with spaces."""
        return "".join(self.text(x, top - step * i, t, more=more) for i, t in enumerate(texts))

    def grey(self, name: str, rows: Sequence[Sequence[int]], *, mask: int | None = None) -> None:
        """An image XObject of grey pixels; ``mask`` is its alpha throughout."""
        wide, high = len(rows[0]), len(rows)
        head = f"/Type/XObject/Subtype/Image/Width {wide}/Height {high}/ColorSpace/DeviceGray/BitsPerComponent 8"
        soft = "" if mask is None else f"/SMask @{name}mask@"
        self.images[name] = _stream(head + soft, bytes(p for row in rows for p in row))
        if mask is not None:
            self.images[name + "mask"] = _stream(head, bytes([mask]) * (wide * high))

    def jpeg2000(self, name: str, picture: Image.Image) -> None:
        """An image XObject coded as JPEG 2000."""
        out = io.BytesIO()
        picture.save(out, "JPEG2000", num_resolutions=6)
        head = f"/Type/XObject/Subtype/Image/Width {picture.width}/Height {picture.height}/Filter/JPXDecode"
        self.images[name] = f"<<{head}/Length {out.tell()}>>stream\n".encode() + out.getvalue() + b"\nendstream"

    def jpeg(self, name: str, picture: Image.Image, more: str = "") -> None:
        """An image XObject coded as JPEG, in RGB; ``more``: further entries of its dictionary."""
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=90)
        head = f"/Type/XObject/Subtype/Image/Width {picture.width}/Height {picture.height}/Filter/DCTDecode"
        head += f"/ColorSpace/DeviceRGB/BitsPerComponent 8{more}"
        self.images[name] = f"<<{head}/Length {out.tell()}>>stream\n".encode() + out.getvalue() + b"\nendstream"

    def page(self, content: str, extra: str = "", notes: Sequence[tuple[str, str | None]] = ()) -> Pdf:
        """Add a page; ``notes`` are annotations: entries of the dictionary, and content of the appearance.

        One whose appearance is None has none; if it is a field, the file has a form with it.
        """
        self.pages.append((content, extra, notes))
        return self

    def bytes(self) -> bytes:
        """The finished file."""
        objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]

        def add(body: bytes) -> int:
            objects.append(body)
            return len(objects)

        table = add(_stream("", self._to_unicode()))
        widths = f"/FirstChar 0/LastChar 255/Widths[{'500 ' * 256}]"
        fonts = {
            name: add(
                f"<</Type/Font/Subtype/Type1{base}/Encoding/WinAnsiEncoding{widths}/ToUnicode {table} 0 R>>".encode()
            )
            for name, base in FONTS.items()
        }
        glyph = add(_stream("", b"500 0 0 0 450 700 d1 0 0 450 700 re f"))
        codes = f"/Encoding<</Type/Encoding/Differences[0{'/g' * 256}]>>/CharProcs<</g {glyph} 0 R>>"
        box = "/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]"
        drawn_font = f"<</Type/Font/Subtype/Type3{box}{codes}{widths}/ToUnicode {table} 0 R>>"
        fonts["T"] = add(drawn_font.encode())
        images: dict[str, int] = {}
        for name in sorted(self.images, key=lambda n: not n.endswith("mask")):
            body = self.images[name]
            for done, number in images.items():
                body = body.replace(f"@{done}@".encode(), f"{number} 0 R".encode())
            images[name] = add(body)
        resources = "/Resources<</Font<<{}>>/XObject<<{}>>>>".format(
            "".join(f"/{k} {v} 0 R" for k, v in fonts.items()), "".join(f"/{k} {v} 0 R" for k, v in images.items())
        )
        media = "/MediaBox[{} {} {} {}]".format(*self.media)
        kids = []
        fields: list[int] = []
        for content, extra, notes in self.pages:
            drawn = add(_stream("", content.encode()))
            numbers = []
            for entries, appearance in notes:
                if appearance is None:
                    numbers.append(add(f"<</Type/Annot/F 4{entries}>>".encode()))
                    fields += numbers[-1:] if "/Widget" in entries else []
                    continue
                form = add(_stream(f"/Type/XObject/Subtype/Form/BBox[0 0 200 100]{resources}", appearance.encode()))
                numbers.append(add(f"<</Type/Annot/F 4{entries}/AP<</N {form} 0 R>>>>".encode()))
            annotations = f"/Annots[{' '.join(f'{n} 0 R' for n in numbers)}]" if numbers else ""
            own = "" if self.inherited else media
            body = f"<</Type/Page/Parent 2 0 R{own}{resources}/Contents {drawn} 0 R{annotations}{extra}>>"
            kids.append(add(body.encode()))
        root = media if self.inherited else ""
        listed = " ".join(f"{k} 0 R" for k in kids)
        objects[1] = f"<</Type/Pages{root}/Count {len(kids)}/Kids[{listed}]>>".encode()
        form = f"/AcroForm<</Fields[{' '.join(f'{n} 0 R' for n in fields)}]>>" if fields else ""
        objects[0] = f"<</Type/Catalog/Pages 2 0 R{form}{self.catalogue}>>".encode()
        return assemble(objects)

    def _to_unicode(self) -> bytes:
        pairs = "".join(f"<{c:02x}> <{k.encode('utf-16-be').hex()}>\n" for k, c in self.codes.items())
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(self.codes)} beginbfchar\n{pairs}endbfchar\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode()


def _stream(entries: str, data: bytes) -> bytes:
    packed = zlib.compress(data)
    head = f"<<{entries}/Filter/FlateDecode/Length {len(packed)}>>".encode()
    return head + b"stream\n" + packed + b"\nendstream"


def assemble(objects: Sequence[bytes]) -> bytes:
    """A file of the numbered objects, the first one its catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % o for o in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
