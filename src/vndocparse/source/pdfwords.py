"""A PDF page's characters as words with boxes, sizes and styles.

Two boxes a word are asked for, those of its first and its last character; only where the two do not look
like the ends of one printed word are all its characters looked at.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise, repeat
from typing import NamedTuple

from vndocparse.geometry import Box
from vndocparse.model.page import Word
from vndocparse.source import _pdfium
from vndocparse.source._pdfium import Handle
from vndocparse.source.pdffonts import Fonts
from vndocparse.text import nfc

_HYPHENS = "\x02\ufffe"
"""What pdfium gives for a hyphen at the end of a line, after which the next line follows without a break."""
_PIECE = re.compile(rf"[^\s{_HYPHENS}]+[{_HYPHENS}]?|[{_HYPHENS}]")
_BREAK = re.compile(rf"[\n{_HYPHENS}]")
_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u034f"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\uffff\ud800-\udfff"
_ODD = re.compile(rf"[{_INVISIBLE}{_CONTROL}{_HYPHENS}\u00ad\ufb00-\ufb06\uff01-\uff5e\uf020-\uf0ff\xd0]")
_CONTROLS = re.compile(f"[{_CONTROL}]")
_WIDE = frozenset(map(chr, (*range(0xFB00, 0xFB07), *range(0xFF01, 0xFF5F))))
"""Ligatures, and letters and figures of East Asian width."""
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_SYMBOLS = str.maketrans(
    {"\uf02d": "-", "\uf0b7": "•", "\uf0a7": "▪", "\uf0a8": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\xd0": "Đ"}
)
"""Bullets of the Symbol and Wingdings fonts, which have no code of their own; the eth, which has the shape of our Đ."""

_SHARE_OF_CONTROLS = 0.01
"""Up to this share control characters are strays and go; above it they are letters of a broken font, and
U+FFFD stands in their place so that what judges the page sees it."""
_SUPERSCRIPT = re.compile(r"[0-9*()\[\]]+")
_UNITS = frozenset(("m", "km", "cm", "dm", "mm", "dam", "hm", "µm", "s"))
_SIDEWAYS = (1, 3)
_NO_INK = (3, 7)
"""Text rendering modes that leave nothing on the page."""
_DOUBLE, _MOST_LIKE = 0.2, 400
"""Of its height, by which a word printed a second time lies off the first; and words of one text looked at for it."""
_SAME_ROW = 3.0
"""Points."""
_STROKED = 2
"""Filled and stroked: how programs embolden a font that has no bold."""


Corners = tuple[float, float, float, float]


class Placement(NamedTuple):
    """The visible part of a page in its own space, and by how many quarter turns it is shown clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown."""
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.turns % 2 else (wide, high)

    def shown(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The box of two opposite corners, from the top left of the page as shown."""
        if x0 > x1:
            x0, x1 = x1, x0
        if y0 > y1:
            y0, y1 = y1, y0
        if self.turns == 0:
            return Box(x0 - self.left, self.top - y1, x1 - self.left, self.top - y0)
        if self.turns == 1:
            return Box(y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left)
        if self.turns == 2:
            return Box(self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom)
        return Box(self.top - y1, self.right - x1, self.top - y0, self.right - x0)

    def all_shown(self, boxes: Sequence[Corners]) -> Sequence[Corners]:
        """``shown`` for pdfium's rectangles (left, top, right, bottom), as plain tuples."""
        if self.turns == 0:
            left, high = self.left, self.top
            return [(x0 - left, high - y1, x1 - left, high - y0) for x0, y1, x1, y0 in boxes]
        return [self.shown(*b) for b in boxes]


_Span = tuple[int, int, int]
"""First character, one past the last, and the source's line: plain tuples, for there are hundreds a page."""


_box: Callable[[Corners], Box] = partial(tuple.__new__, Box)
"""``Box`` from a tuple; a third of the time that the constructor takes, and there are hundreds a page."""
_word: Callable[[tuple[str, Box, float, float, bool, bool, int, str, str]], Word] = partial(tuple.__new__, Word)
"""``Word`` from a tuple of all its fields."""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """All words of a page."""

    words: tuple[Word, ...] = ()
    """Of the page's own content, in content order."""
    annotations: Mapping[int, tuple[Word, ...]] = field(default_factory=dict)
    """Of each annotation's appearance, by the number given in ``owners``."""
    invisible: float = 0.0
    """Share of the content's words drawn without ink, as OCR programs do below a scan."""
    turn: int = 0
    """Clockwise turn in degrees that makes most of its words upright on the page as shown."""
    characters: int = 0
    schemes: tuple[str, ...] = ()
    """Legacy encodings that were converted."""

    def with_notes(self, more: Sequence[tuple[Word, ...]]) -> TextLayer:
        """The layer with the words of further annotations behind those that it has."""
        first = 1 + max(self.annotations, default=-1)
        return replace(self, annotations={**self.annotations, **dict(enumerate(more, first))})


def read_text_layer(
    text_page: Handle, count: int, place: Placement, fonts: Fonts, owners: Mapping[Handle, int] | None = None
) -> TextLayer:
    """The words among the first ``count`` characters of an opened text page.

    ``owners`` names, for the text objects that annotations drew, the number of the annotation.
    Words are split at white space, at wide gaps and between rows; glyphs of one word that were placed one by
    one are joined.  Text is composed (NFC); control and invisible characters are dropped.
    """
    text = _pdfium.characters(text_page, count)
    spans, boxes = _printed(text, _spans(text), text_page, place)
    if not spans:
        return TextLayer(characters=count)
    call = _pdfium.calls()
    drawn_by = list(map(call.char_object, repeat(text_page), [s[0] for s in spans]))
    drawer = [owners.get(d or 0, -1) for d in drawn_by] if owners else [-1] * len(spans)
    texts, schemes = _texts(text, spans, count, partial(_capitals, text_page, count, fonts))
    objects = list(set(drawn_by))
    fonts_of = {o: font or 0 for o, font in zip(objects, map(call.object_font, objects), strict=True)}
    modes = dict(zip(objects, map(call.render_mode, objects), strict=True))
    same: dict[int, int] = {}
    """For a line that begins in the middle of a word: the line that it continues."""
    for k in (continued := _continued(spans, boxes, texts, drawer, text_page, place.turns)):
        same[spans[k][2]] = same.get(spans[k - 1][2], spans[k - 1][2])
    for k in reversed(continued):  # from the end, so that a word in many pieces grows together
        texts[k - 1] = nfc(texts[k - 1] + texts[k])
        boxes[k - 1] = _around((boxes[k - 1], boxes[k]))
        texts[k] = ""
    wide, high = place.size
    looks = _looks(spans, boxes, [fonts_of[o] for o in drawn_by], text_page, fonts)
    content: list[Word] = []
    annotations: dict[int, list[Word]] = {}
    invisible = 0
    for span, box, word, look, owner, drawn in zip(spans, boxes, texts, looks, drawer, drawn_by, strict=True):
        if not word or box[2] <= 0 or box[0] >= wide or box[3] <= 0 or box[1] >= high:
            continue  # nothing, or outside the visible part of the page
        size, bold, italic, typeface = look
        mode = modes[drawn]
        line = span[2]
        made = _word((word, box, 1.0, size, bold or mode == _STROKED, italic, same.get(line, line), typeface, ""))
        if owner < 0:
            content.append(made)
            invisible += mode in _NO_INK
        else:
            annotations.setdefault(owner, []).append(made)
    return TextLayer(
        words=tuple(_each_once(content) if _has_doubles(boxes) else content),
        annotations={k: tuple(v) for k, v in annotations.items()},
        invisible=invisible / max(len(content), 1),
        turn=_turn(spans, text_page, place.turns),
        characters=count,
        schemes=schemes,
    )


def _has_doubles(boxes: Sequence[Corners]) -> bool:
    """True where a run of words may be drawn twice: it goes back on its row, or to where another row began.

    Cheap, for hardly any page has such words.
    """
    back = [pair for pair in pairwise(boxes) if pair[1][0] <= pair[0][0]]
    if any(abs(one[3] - two[3]) < _SAME_ROW for one, two in back):
        return True
    starts = [*boxes[:1], *(two for _, two in back)]
    return len({(int(0.25 * x0), int(0.25 * top)) for x0, top, _, _ in starts}) < len(starts)


def _each_once(words: Sequence[Word]) -> list[Word]:
    """Words drawn twice in nearly the same place, for bold, for a shadow or behind a clip, stand once.

    They are bold where the second lies beside the first.  pdfium itself drops a letter that lies on the same letter;
    it keeps those a little further off.
    """
    kept: list[Word] = []
    at: dict[str, list[int]] = {}
    for word in words:
        others = at.setdefault(word.text, [])
        double = next((k for k in reversed(others[-_MOST_LIKE:]) if _on_top(kept[k].box, word.box)), None)
        if double is None:
            others.append(len(kept))
            kept.append(word)
        elif _beside(kept[double].box, word.box):
            kept[double] = kept[double]._replace(bold=True)
    return kept


def _on_top(one: Box | None, two: Box | None) -> bool:
    if one is None or two is None:
        return False
    near = _DOUBLE * min(one.height, two.height)
    return abs(one.x0 - two.x0) < near and abs(one.bottom - two.bottom) < near


def _beside(one: Box | None, two: Box | None) -> bool:
    return one is not None and two is not None and max(abs(one.x0 - two.x0), abs(one.bottom - two.bottom)) > 0.1


def _spans(text: str) -> list[_Span]:
    """The pieces between white space, and which line each stands on."""
    breaks = [m.start() for m in _BREAK.finditer(text)]
    return [(start, end, bisect_left(breaks, start)) for start, end in map(re.Match.span, _PIECE.finditer(text))]


def _printed(text: str, spans: list[_Span], text_page: Handle, place: Placement) -> tuple[list[_Span], list[Box]]:
    """The pieces with their boxes, cut where a piece's two ends do not lie on one printed word."""
    ends = [s[0] for s in spans] + [s[1] - 1 for s in spans]
    places = place.all_shown(_pdfium.loose_boxes(text_page, ends))
    firsts, lasts = places[: len(spans)], places[len(spans) :]
    odd = set()
    boxes = []
    for k, ((start, end, _), (x0, top, _, bottom), (last_x0, other, x1, last)) in enumerate(
        zip(spans, firsts, lasts, strict=True)
    ):
        high = bottom - top
        boxes.append(_box((x0, top if top < other else other, x1, bottom if bottom > last else last)))
        level = bottom == last or -0.15 * high <= bottom - last <= 0.15 * high
        if not (level and x0 <= last_x0 and x1 - x0 <= 1.2 * high * (end - start) and high > 0.5):
            odd.add(k)
    if not odd:
        return spans, boxes
    pieces = [
        piece
        for k, (span, box) in enumerate(zip(spans, boxes, strict=True))
        for piece in (_cut(text, text_page, place, span) if k in odd else ((span, box),))
    ]
    return [span for span, _ in pieces], [box for _, box in pieces]


def _cut(text: str, text_page: Handle, place: Placement, span: _Span) -> list[tuple[_Span, Box]]:
    """The piece cut wherever the next character stands on another row, far away, or as a footnote mark."""
    start, end, line = span
    boxes = [Box(*b) for b in place.all_shown(_pdfium.loose_boxes(text_page, range(start, end)))]
    if end - start > 1 and _quarter_turns(text_page, start, place.turns) in _SIDEWAYS:
        return [(span, _around(boxes))]
    cuts = [start]
    for k, (one, two) in enumerate(pairwise(boxes), start + 1):
        high = max(one.height, two.height, 0.1)
        apart = two.x0 - one.x1 > 1.2 * high
        other_row = min(one.bottom, two.bottom) - max(one.top, two.top) < 0.3 * min(one.height, two.height)
        raised = two.height < 0.85 * one.height and one.bottom - two.bottom > 0.15 * one.height
        mark = raised and _SUPERSCRIPT.fullmatch(text[k:end]) is not None and text[cuts[-1] : k].lower() not in _UNITS
        if apart or (other_row and high > 0.5) or mark:
            cuts.append(k)
    return [((a, b, line), _around(boxes[a - start : b - start])) for a, b in pairwise([*cuts, end])]


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
    )


def _capitals(text_page: Handle, count: int, fonts: Fonts) -> set[int]:
    """The characters that a font of capitals (".VnTimeH") shows as such, whatever letter their code stands for."""
    from vndocparse.source.legacy import font_scheme

    call = _pdfium.calls()
    drawn_by = list(map(call.char_object, repeat(text_page), range(count)))
    styles = {o: fonts.style(call.object_font(o) or 0) for o in set(drawn_by) if o}
    shown = {o for o, style in styles.items() if (font_scheme(style.typeface) or ("", False))[1]}
    return {i for i, drawn in enumerate(drawn_by) if drawn in shown} if shown else set()


def _texts(
    text: str, spans: list[_Span], count: int, capitals: Callable[[], set[int]]
) -> tuple[list[str], tuple[str, ...]]:
    """Each piece's text, composed and cleaned, empty where nothing is left; and the legacy encodings converted."""
    if not text:
        return ["" for _ in spans], ()
    # Its rules are not loaded by a process that draws scans and has no text to mend.
    from vndocparse.source import legacy

    mended = legacy.mend(text)
    if mended.offsets is None:
        pieces = [text[s[0] : s[1]] for s in spans]
    else:
        at, text = mended.offsets, mended.text
        if "tcvn3" in mended.schemes and (large := capitals()):
            text = "".join(c.upper() if i in large else c for c, i in zip(text, at, strict=False))
        pieces = [text[bisect_left(at, s[0]) : bisect_left(at, s[1])] for s in spans]
    if _ODD.search(text) is None:
        return (pieces if nfc(text) == text else [nfc(p) for p in pieces]), mended.schemes
    broken = sum(1 for c in _CONTROLS.findall(text) if c != "\x02") > _SHARE_OF_CONTROLS * count
    return [_mended(p, broken) for p in pieces], mended.schemes


def _mended(piece: str, broken: bool) -> str:
    """One word without odd characters; empty where nothing else was in it."""
    if _ODD.search(piece) is None:
        return nfc(piece)
    piece = _PAIR.sub(lambda m: m.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le"), piece)
    # A soft hyphen that a page shows is a hyphen: Times New Roman has one glyph for both.
    piece = piece.translate(_SYMBOLS).replace("\u00ad", "-")
    for hyphen in _HYPHENS:
        piece = piece.replace(hyphen, "-")
    piece = _HIDDEN.sub("", piece)
    cleaned = _CONTROLS.sub("\ufffd" if broken else "", piece)
    if not cleaned.strip("\ufffd"):
        return ""
    return nfc("".join(unicodedata.normalize("NFKC", c) if c in _WIDE else c for c in cleaned))


def _continued(
    spans: list[_Span], boxes: list[Box], texts: list[str], drawer: list[int], text_page: Handle, page_turns: int
) -> list[int]:
    """Pieces that continue the one before them: pdfium parted them without a space on the page."""
    generated = _pdfium.calls().generated
    found = []
    for k, (one, two) in enumerate(pairwise(boxes), 1):
        high = two[3] - two[1]
        if not -0.8 * high < two[0] - one[2] < 0.1 * high:  # nearly all pairs end here
            continue
        if drawer[k - 1] != drawer[k] or not (texts[k - 1] and texts[k]) or spans[k - 1][1] >= spans[k][0]:
            continue
        high = min(high, one.height)
        slack = 0.8 if unicodedata.combining(texts[k][0]) else 0.15
        if (
            -slack * high < two.x0 - one.x1 < 0.1 * high
            and abs(two.bottom - one.bottom) < slack * high
            and all(generated(text_page, c) for c in range(spans[k - 1][1], spans[k][0]))
            and _quarter_turns(text_page, spans[k][0], page_turns) == 0
        ):
            found.append(k)
    return found


def _looks(
    spans: list[_Span], boxes: list[Box], fonts_of: list[Handle], text_page: Handle, fonts: Fonts
) -> list[tuple[float, bool, bool, str]]:
    """Size, bold, italic and typeface of each piece; pdfium is asked once for each font and height."""
    call = _pdfium.calls()
    known: dict[tuple[Handle, int], tuple[float, bool, bool, str]] = {}
    looks = []
    for span, (_, top, _, bottom), font in zip(spans, boxes, fonts_of, strict=True):
        key = (font, int(10 * (bottom - top)))
        look = known.get(key)
        if look is None:
            size = round(call.char_size(text_page, span[0]) * _pdfium.char_scale(text_page, span[0]), 2)
            look = known[key] = (size, *fonts.style(font))
        looks.append(look)
    return looks


def _quarter_turns(text_page: Handle, index: int, page_turns: int) -> int:
    """By how many quarter turns clockwise a character stands on the page as shown; -1 for a slant."""
    return _quarters(_pdfium.calls().char_angle(text_page, index), page_turns)


def _quarters(angle: float, page_turns: int) -> int:
    turns = angle / 1.5707963267948966
    nearest = round(turns)
    return (nearest + page_turns) % 4 if abs(turns - nearest) < 0.1 else -1


def _turn(spans: list[_Span], text_page: Handle, page_turns: int) -> int:
    """The turn that rights most words; a sample of 40 is enough to tell a turned page from a side note."""
    longer = [s[0] for s in spans if s[1] - s[0] > 1]
    sample = longer[:: len(longer) // 40 + 1]
    angles = Counter(map(_pdfium.calls().char_angle, repeat(text_page), sample))
    stand: Counter[int] = Counter()
    for angle, times in angles.items():
        stand[_quarters(angle, page_turns)] += times
    turned, times = stand.most_common(1)[0] if stand else (0, 0)
    return (4 - turned) % 4 * 90 if turned > 0 and times > len(sample) / 2 else 0
