"""Citations put back where they stand in the text that is written out."""

from __future__ import annotations

from collections.abc import Iterable

from vndocparse.model.document import Citation
from vndocparse.printable import one_line

_AHEAD = 40
"""Citations looked for in one paragraph at a time, so that the work stays linear."""

Piece = tuple[str, int | None]
"""A run of text, and which citation it is (from 0); None for text between citations."""


class Cited:
    """Hands out the citations in text order, while title, preamble and sections are written in that order."""

    def __init__(self, citations: Iterable[Citation]) -> None:
        self.left = [(i, one_line(c.text)) for i, c in enumerate(citations)]

    def pieces(self, paragraph: str) -> list[Piece]:
        """``paragraph`` cut where its citations begin and end; the pieces joined are the paragraph."""
        out: list[Piece] = []
        at = 0
        while self.left:
            places = [paragraph.find(text, at) if text else -1 for _, text in self.left[:_AHEAD]]
            here = [place for place in places if place >= 0]
            if not here:
                break
            # One that stands in no paragraph (in a footnote) is passed over: the next comes before it here.
            found = min(here)
            del self.left[: places.index(found)]
            number, text = self.left.pop(0)
            out += [(paragraph[at:found], None)] if found > at else []
            out.append((text, number))
            at = found + len(text)
        return [*out, (paragraph[at:], None)] if at < len(paragraph) else out
