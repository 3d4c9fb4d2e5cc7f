"""Pages that we set ourselves: words to lines, lines to pages, as operators of PDF content streams.

Plain work for reading: no hyphens, lines filled one by one, both edges straight where that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from vndocparse.export.typefaces import Style, typeface, units

Align = Literal["left", "centre", "both"]
FONTS: dict[Style, str] = {"regular": "F1", "bold": "F2", "italic": "F3"}
"""What the resources of a page call each font."""
_LEADING = 1.2
"""Distance of lines, in sizes."""
_RULE = 0.6
"""Points; thickness of a drawn line."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as it is set: all of one size and style."""

    text: str
    size: float
    style: Style = "regular"
    align: Align = "left"
    first: float = 0.0
    """Points by which its first line is moved in."""
    inset: float = 0.0
    """Points left free on both sides."""
    above: float = 0.0
    below: float = 0.0
    leading: float = 0.0
    """Points from line to line; 0 for what the size asks."""
    underlined: bool = False
    ruled: bool = False
    """A line above it, as wide as its place."""
    kept: bool = False
    """No page ends behind it."""

    @property
    def step(self) -> float:
        return self.leading or self.size * _LEADING


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side."""

    cells: tuple[tuple[Block, ...], ...]
    widths: tuple[float, ...]
    """Points."""
    bordered: bool = False


@dataclass(frozen=True, slots=True)
class Margins:
    """Points."""

    top: float
    bottom: float
    left: float
    right: float


@dataclass(slots=True)
class Sheets:
    """The pages while they are filled, from above to below."""

    width: float = 595.28
    height: float = 841.89
    pages: list[list[bytes]] = field(default_factory=list)
    used: dict[Style, set[int]] = field(default_factory=lambda: {style: set() for style in FONTS})
    """Codes of each font that were shown."""
    margins: Margins = field(default_factory=lambda: Margins(56.7, 56.7, 85.0, 42.5))
    _y: float = 0.0
    _count: int = 0

    def begin(self, margins: Margins) -> None:
        """A new document: its first page has no number."""
        self.margins, self._count = margins, 0
        self._page()

    @property
    def across(self) -> float:
        """Points between the margins."""
        return self.width - self.margins.left - self.margins.right

    def put(self, blocks: Sequence[Block]) -> None:
        """Paragraphs over the whole width; what is kept with the next one goes to the next page with it."""
        for at, block in enumerate(blocks):
            together = [block, *_kept_with(blocks, at)]
            if self._y - sum(self._height(b, self.across, lines=2) for b in together) < self.margins.bottom:
                self._page()
            self._block(block, self.margins.left, self.across, turn=True)

    def row(self, row: Row) -> None:
        """Cells side by side; on the next page where they fit on one and not on what is left of this."""
        pad = 3.0 if row.bordered else 0.0
        inner = [max(width - 2 * pad, 1.0) for width in row.widths]
        height = 2 * pad + max(
            (sum(self._height(b, w) for b in cell) for cell, w in zip(row.cells, inner, strict=True)), default=0.0
        )
        whole = self.height - self.margins.top - self.margins.bottom
        if height <= whole:
            if self._y - height < self.margins.bottom:
                self._page()
            self._cells(row, inner, pad, height)
            return
        for part in _parted(row, inner, whole - 2 * pad):
            self._page()
            self._cells(part, inner, pad, whole)

    def _cells(self, row: Row, inner: Sequence[float], pad: float, height: float) -> None:
        top, left = self._y, self.margins.left
        for cell, width, room in zip(row.cells, row.widths, inner, strict=True):
            self._y = top - pad
            for block in cell:
                self._block(block, left + pad, room, turn=False)
            if row.bordered:
                self._draw(f"{_RULE} w {left:.2f} {top - height:.2f} {width:.2f} {height:.2f} re S")
            left += width
        self._y = top - height

    def _page(self) -> None:
        self.pages.append([])
        self._count += 1
        self._y = self.height - self.margins.top
        if self._count > 1:
            number = Block(str(self._count), 12.0, align="centre")
            before, self._y = self._y, self.height - 28.0
            self._block(number, self.margins.left, self.across, turn=False)
            self._y = before

    def _height(self, block: Block, width: float, *, lines: int | None = None) -> float:
        count = len(list(broken(block, width)))
        return block.above + block.below + block.step * (count if lines is None else min(lines, count))

    def _block(self, block: Block, left: float, width: float, *, turn: bool) -> None:
        """One paragraph from the present height down; ``turn``: over as many pages as it takes."""
        self._y -= block.above
        if block.ruled:
            x0, x1 = left + block.inset, left + width - block.inset
            self._draw(f"{_RULE} w {x0:.2f} {self._y:.2f} m {x1:.2f} {self._y:.2f} l S")
        for words, indent, last in broken(block, width):
            if turn and self._y - block.step < self.margins.bottom:
                self._page()
            self._y -= block.step
            if words:
                self._line(block, words, left + block.inset + indent, width - 2 * block.inset - indent, last=last)
        self._y -= block.below

    def _line(self, block: Block, words: Sequence[str], left: float, room: float, *, last: bool) -> None:
        face, blank = typeface(block.style), typeface(block.style).width(" ", block.size)
        widths = [face.width(word, block.size) for word in words]
        length = sum(widths) + blank * (len(words) - 1)
        base = self._y + (block.step - block.size) * 0.5 + block.size * 0.22
        if block.align == "both" and not last and len(words) > 1:
            blank += max(0.0, room - length) / (len(words) - 1)
        elif block.align == "centre":
            left += max(0.0, room - length) / 2
        out, x = [f"BT /{FONTS[block.style]} {block.size:g} Tf"], left
        for at, (word, width) in enumerate(zip(words, widths, strict=True)):
            shown = word if at + 1 == len(words) else word + " "
            self.used[block.style].update(units(shown + " "))
            codes = "".join(f"{unit:04X}" for unit in units(shown))
            out.append(f"1 0 0 1 {x:.2f} {base:.2f} Tm <{codes}> Tj")
            x += width + blank
        self._draw(" ".join([*out, "ET"]))
        if block.underlined:
            under = base - block.size * 0.12
            self._draw(f"{_RULE} w {left:.2f} {under:.2f} m {x - blank:.2f} {under:.2f} l S")

    def _draw(self, operators: str) -> None:
        self.pages[-1].append(operators.encode("ascii"))


def broken(block: Block, width: float) -> Iterator[tuple[list[str], float, bool]]:
    """The lines of a paragraph: words, how far the line is moved in, and whether it is the last; one for no words."""
    face, room = typeface(block.style), max(width - 2 * block.inset, block.size)
    blank = face.width(" ", block.size)
    line: list[str] = []
    indent, length = block.first, 0.0
    for word in _short(block, room):
        wide = face.width(word, block.size)
        if line and indent + length + blank + wide > room + 0.01:
            yield line, indent, False
            line, indent, length = [], 0.0, 0.0
        length += wide + (blank if line else 0.0)
        line.append(word)
    yield line, indent, True


def _short(block: Block, room: float) -> Iterator[str]:
    """The words; one that is wider than a line in pieces."""
    face = typeface(block.style)
    for word in block.text.split():
        piece = ""
        for letter in word:
            if piece and face.width(piece + letter, block.size) > room - block.first:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _kept_with(blocks: Sequence[Block], at: int) -> Iterator[Block]:
    while at < len(blocks) and blocks[at].kept:
        at += 1
        yield from blocks[at : at + 1]


def _parted(row: Row, inner: Sequence[float], height: float) -> Iterator[Row]:
    """A row that is higher than a page in parts that are not."""
    lines = [
        [(_single(b, words), b.step) for b in cell for words, _, _ in broken(b, width)]
        for cell, width in zip(row.cells, inner, strict=True)
    ]
    while any(lines):
        cells = []
        for left in lines:
            taken, used = [], 0.0
            while left and used + left[0][1] <= height:
                used += left[0][1]
                taken.append(left.pop(0)[0])
            if left and not taken:  # a letter higher than the page
                taken.append(left.pop(0)[0])
            cells.append(tuple(taken))
        yield Row(tuple(cells), row.widths, row.bordered)


def _single(block: Block, words: Sequence[str]) -> Block:
    return Block(" ".join(words), block.size, block.style, block.align, leading=block.step)
