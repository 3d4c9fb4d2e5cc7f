"""A document's text in which each character knows its word, line, page and box."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from vndocparse.geometry import union
from vndocparse.model.document import Evidence
from vndocparse.model.page import Line, Word


class TextMap:
    """The lines of one document joined by line feeds.

    Guarantees: ``text`` is ``"\\n".join(line.text for line in lines)``; line ``i`` stands at
    ``text[starts[i]:starts[i] + len(lines[i].text)]``; every offset belongs to one line (a line
    feed belongs to the line before it).
    """

    __slots__ = ("lines", "starts", "sure", "text")

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines: tuple[Line, ...] = tuple(lines)
        self.text: str = "\n".join(line.text for line in self.lines)
        self.starts: tuple[int, ...] = tuple(accumulate((len(line.text) + 1 for line in self.lines[:-1]), initial=0))
        self.sure: bool = min([w.confidence for line in self.lines for w in line.words], default=1.0) >= 1.0
        """True where no word is doubtful, as in native text."""

    def line_at(self, offset: int) -> int:
        """Index of the line that holds the character at ``offset``."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets of the lines ``first`` to ``last``, both included."""
        return self.starts[first], self.starts[last] + len(self.lines[last].text)

    def words(self, start: int, end: int) -> list[Word]:
        """The words that share at least one character with ``text[start:end]``."""
        return [w for i in self._lines_of(start, end) for w in self._words_of(i, start, end)]

    def as_read(self, start: int, end: int) -> str:
        """``text[start:end]`` with every word that was mended as it was read.

        Of a word at the edge, the signs that the span leaves out are left out.
        """
        pieces, at = [], start
        for i in self._lines_of(start, end):
            place = self.starts[i]
            for word in self.lines[i].words:
                stop = place + len(word.text)
                if word.raw and place < end and stop > start:
                    raw = word.raw[max(start - place, 0) : len(word.raw) - max(stop - end, 0)]
                    pieces += [self.text[at : max(place, at)], raw]
                    at = min(stop, end)
                place = stop + 1
        return "".join([*pieces, self.text[at:end]])

    def evidence(self, start: int, end: int) -> list[Evidence]:
        """One entry per line touched by ``text[start:end]``, with the box of the words touched.

        An empty span gives one entry at that place.
        """
        found = []
        for i in self._lines_of(start, end):
            line, at = self.lines[i], self.starts[i]
            lo, hi = max(start, at), min(end, at + len(line.text))
            if lo >= hi and start != end:
                continue
            whole = lo == at and hi == at + len(line.text)
            box = line.box if whole else union([w.box for w in self._words_of(i, lo, hi) if w.box]) or line.box
            bbox = (
                None if box is None else (round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2))
            )
            found.append(Evidence(page=line.page, bbox=bbox, start=lo, end=hi))
        return found

    def confidence(self, start: int, end: int) -> float:
        """The lowest word confidence in the span: one bad word spoils a value; 1.0 for none."""
        return 1.0 if self.sure else min((w.confidence for w in self.words(start, end)), default=1.0)

    def _lines_of(self, start: int, end: int) -> range:
        if not self.lines:
            return range(0)
        first = self.line_at(start)
        stop = self.starts[first + 1] if first + 1 < len(self.starts) else end  # most spans end on their first line
        return range(first, first + 1 if end <= stop else self.line_at(end - 1) + 1)

    def _words_of(self, index: int, start: int, end: int) -> Sequence[Word]:
        at = self.starts[index]
        if start <= at and end >= at + len(self.lines[index].text):
            return self.lines[index].words
        words = []
        for word in self.lines[index].words:
            stop = at + len(word.text)
            if at < end and stop > start:
                words.append(word)
            at = stop + 1
        return words
