"""A damaged PDF put together anew from the objects that are still whole.

A PDF is read from its end: a table there says where each object stands, and the trailer names the root of the page
tree.  A file that was cut off has neither, however many whole pages it holds, and pdfium refuses it.  The objects
themselves bear their numbers, so they are found by looking through the bytes, those packed in object streams
included; a new page tree lists the pages among them, and a new table and trailer are written behind.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,10})[ \t\r\n\0\f]{1,20}([0-9]{1,5})[ \t\r\n\0\f]{1,20}obj(?![a-zA-Z])")
_END = re.compile(rb"endobj|(?<![a-z])stream\r?\n|(?<![a-z])stream\r")
_LENGTH = re.compile(rb"/Length[ \t\r\n]+([0-9]{1,12})(?![0-9]*[ \t\r\n]+[0-9]+[ \t\r\n]+R)")
_STREAM_END = re.compile(rb"[\r\n]{0,2}endstream")
_KIND = re.compile(rb"/Type[ \t\r\n]*/(Page|Pages|Catalog|ObjStm|XRef)(?![A-Za-z])")
_SCAN = re.compile(rb"/Subtype[ \t\r\n]*/Image(?![A-Za-z])")
_CODED = re.compile(rb"/(?:DCT|JPX|CCITTFax|JBIG2)Decode")
"""How scanned pages are coded; masks and drawings of programs are not."""
_WIDTH, _HEIGHT = re.compile(rb"/Width[ \t\r\n]+([0-9]{1,6})"), re.compile(rb"/Height[ \t\r\n]+([0-9]{1,6})")
_REFERENCE = rb"([0-9]{1,10})[ \t\r\n]+[0-9]{1,5}[ \t\r\n]+R"
_PARENT = re.compile(rb"/Parent[ \t\r\n]*" + _REFERENCE)
_PAGES = re.compile(rb"/Pages[ \t\r\n]*" + _REFERENCE)
_KIDS = re.compile(rb"/Kids[ \t\r\n]*\[([^\]]*)\]")
_FIELDS = re.compile(rb"/AcroForm[ \t\r\n]*" + _REFERENCE)
_LISTED = re.compile(_REFERENCE)
_ENCRYPT = re.compile(rb"/Encrypt[ \t\r\n]*" + _REFERENCE)
_ID = re.compile(rb"/ID[ \t\r\n]*\[[ \t\r\n]*(?:<[0-9A-Fa-f\s]*>[ \t\r\n]*){2}\]")
_FIRST, _COUNT = re.compile(rb"/First[ \t\r\n]+([0-9]{1,9})"), re.compile(rb"/N[ \t\r\n]+([0-9]{1,7})")

_MOST_OBJECTS = 500_000
_MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of all object streams together; a bomb gives more."""
_DEEPEST = 50
_LARGEST_NUMBER = 8_000_000
"""What pdfium takes for a number of an object."""
_LEAST_SCAN = 800
"""Pixels each way of a picture that may be a whole page."""
_A4_WIDTH = 595.0


@dataclass(slots=True)
class _Found:
    """The objects of a file; of two with the same number the later one counts, as with a file that was changed."""

    bodies: dict[int, bytes] = field(default_factory=dict)
    kinds: dict[int, bytes] = field(default_factory=dict)
    generations: dict[int, int] = field(default_factory=dict)

    def add(self, number: int, generation: int, body: bytes) -> None:
        if not 0 < number < _LARGEST_NUMBER:
            return
        kind = _KIND.search(body[: body.find(b"stream") if b"stream" in body else None])
        self.bodies[number] = body
        self.generations[number] = generation
        self.kinds[number] = kind.group(1) if kind else b""

    def of(self, kind: bytes) -> list[int]:
        return [n for n, k in self.kinds.items() if k == kind]


def salvage(data: bytes) -> bytes | None:
    """The file with a page tree, a table and a trailer of its own; None where no page is found in it.

    Nothing of a page is changed: its content, fonts and pictures are the file's own bytes, whole or damaged.
    Pages stand in the order of the old page tree as far as it is left, then in the order of the file.  Where no page
    is left at all, each picture as large as a scanned page is one, as wide as A4.
    """
    found = _Found()
    for number, generation, body in _objects(data):
        found.add(number, generation, body)
        if len(found.bodies) > _MOST_OBJECTS:
            return None
    encrypt = _ENCRYPT.search(data)
    if encrypt is None:
        _unpack(found)
    pages = _ordered(found) or _pages_of_scans(found)
    if not pages:
        return None
    return _written(found, pages, data, encrypt)


def _objects(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Number, generation and bytes of each object; what stands within streams is passed over."""
    at = 0
    while (head := _OBJECT.search(data, at)) is not None:
        at = _end_of(data, head.end())
        yield int(head.group(1)), int(head.group(2)), data[head.end() : at]


def _end_of(data: bytes, start: int) -> int:
    """Where the object that begins here ends, its ``endobj`` left out."""
    end = _END.search(data, start)
    following = _OBJECT.search(data, start)
    if end is None or (following is not None and following.start() < end.start()):
        return following.start() if following is not None else len(data)
    if end.group() == b"endobj":
        return end.start()
    length = _LENGTH.search(data, start, end.start())
    if length is not None:
        closing = _STREAM_END.match(data, end.end() + int(length.group(1)))
        if closing is not None:
            return closing.end()
    closing_at = data.find(b"endstream", end.end())
    return len(data) if closing_at < 0 else closing_at + len(b"endstream")


def _unpack(found: _Found) -> None:
    """Add the objects that stand in object streams, as far as those can be unpacked."""
    left = _MOST_UNPACKED
    for number in found.of(b"ObjStm"):
        body = found.bodies.pop(number)
        head, _, packed = body.partition(b"stream")
        first, count = _FIRST.search(head), _COUNT.search(head)
        if first is None or count is None or (b"/FlateDecode" not in head and b"/Filter" in head):
            continue
        unpacked = _inflated(packed.lstrip(b"\r\n"), left) if b"/Filter" in head else packed.lstrip(b"\r\n")
        left -= len(unpacked)
        start = int(first.group(1))
        numbers = [int(n) for n in unpacked[:start].split() if n.isdigit()][: 2 * int(count.group(1))]
        places = [*numbers[1::2], len(unpacked) - start]
        for inner, begin, end in zip(numbers[::2], places, places[1:], strict=False):
            if start + begin < len(unpacked) and inner not in found.bodies:
                found.add(inner, 0, unpacked[start + begin : start + end])
        if left <= 0:
            return


def _inflated(packed: bytes, most: int) -> bytes:
    """As much as can be unpacked, not more than ``most`` bytes."""
    machine = zlib.decompressobj()
    out: list[bytes] = []
    left = most
    try:
        for at in range(0, len(packed), 4096):
            out.append(machine.decompress(packed[at : at + 4096], left))
            left -= len(out[-1])
            if machine.eof or left <= 0:
                break
    except zlib.error:
        pass
    return b"".join(out)


def _ordered(found: _Found) -> list[int]:
    """The pages' numbers in reading order."""
    pages = found.of(b"Page")
    listed: dict[int, None] = {}
    seen: set[int] = set()

    def walk(node: int, depth: int) -> None:
        if node in seen or depth > _DEEPEST:
            return
        seen.add(node)
        if found.kinds.get(node) == b"Page":
            listed[node] = None
        kids = _KIDS.search(found.bodies.get(node, b""))
        for kid in _LISTED.finditer(kids.group(1)) if kids else ():
            walk(int(kid.group(1)), depth + 1)

    for catalogue in reversed(found.of(b"Catalog")):
        root = _PAGES.search(found.bodies[catalogue])
        if root is not None:
            walk(int(root.group(1)), 0)
    for node in found.of(b"Pages"):
        if _PARENT.search(found.bodies[node]) is None:
            walk(node, 0)
    return [*listed, *(p for p in pages if p not in listed)]


def _pages_of_scans(found: _Found) -> list[int]:
    """A page for each picture that looks like a scanned one; programs write the pages behind all pictures."""
    pages = []
    for number, body in list(found.bodies.items()):
        head = body.partition(b"stream")[0]
        wide, high = _WIDTH.search(head), _HEIGHT.search(head)
        if not (_SCAN.search(head) and _CODED.search(head) and wide and high):
            continue
        if min(across := int(wide.group(1)), down := int(high.group(1))) < _LEAST_SCAN:
            continue
        size = (_A4_WIDTH, round(_A4_WIDTH * down / across, 2))
        drawing, page = max(found.bodies) + 1, max(found.bodies) + 2
        drawn = b"q %g 0 0 %g 0 0 cm /S Do Q" % size
        found.add(drawing, 0, b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn))
        resources = b"/Resources<</XObject<</S %d %d R>>>>" % (number, found.generations[number])
        media = b"/MediaBox[0 0 %g %g]" % size
        found.add(page, 0, b"<</Type/Page/Parent 0 0 R%s%s/Contents %d 0 R>>" % (media, resources, drawing))
        pages.append(page)
    return pages


def _written(found: _Found, pages: list[int], data: bytes, encrypt: re.Match[bytes] | None) -> bytes:
    tree = max(found.bodies) + 1
    catalogue = tree + 1
    out = bytearray(b"%PDF-1.7\n")
    offsets: dict[int, int] = {}

    def write(number: int, body: bytes) -> None:
        offsets[number] = len(out)
        out.extend(b"%d %d obj\n" % (number, found.generations.get(number, 0)))
        out.extend(body.strip(b" \r\n") if b"stream" not in body else body)
        if b"stream" in body and not body.rstrip().endswith(b"endstream"):
            out.extend(b"\nendstream")  # the object that the file was cut off in
        out.extend(b"\nendobj\n")

    for number in sorted(found.bodies):
        if found.kinds[number] != b"XRef":
            body = found.bodies[number]
            write(number, _rooted(body, found.bodies, tree) if found.kinds[number] == b"Page" else body)
    kids = b" ".join(b"%d %d R" % (p, found.generations[p]) for p in pages)
    write(tree, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids))
    forms = next((m for c in found.of(b"Catalog") if (m := _FIELDS.search(found.bodies[c]))), None)
    write(catalogue, b"<</Type/Catalog/Pages %d 0 R%s>>" % (tree, forms.group() if forms else b""))
    start = len(out)
    out.extend(b"xref\n0 1\n0000000000 65535 f \n")
    for number, offset in offsets.items():
        out.extend(b"%d 1\n%010d %05d n \n" % (number, offset, found.generations.get(number, 0)))
    out.extend(b"trailer\n<</Size %d/Root %d 0 R" % (catalogue + 1, catalogue))
    if encrypt is not None:
        names = _ID.findall(data)
        out.extend(encrypt.group() + (names[-1] if names else b""))
    out.extend(b">>\nstartxref\n%d\n%%%%EOF\n" % start)
    return bytes(out)


def _rooted(page: bytes, bodies: Mapping[int, bytes], tree: int) -> bytes:
    """The page below the new tree where its old parent, from which it may inherit its size, is lost."""
    parent = _PARENT.search(page)
    if parent is not None and int(parent.group(1)) in bodies:
        return page
    return _PARENT.sub(b"/Parent %d 0 R" % tree, page)
