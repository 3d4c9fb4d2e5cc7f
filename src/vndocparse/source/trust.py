"""Is a page's own text worth reading?  Judged page by page, from the words first and the picture only in doubt.

What Vietnamese text looks like (measured on 90 digital pages of real documents): 91 to 100 % of its words are
possible syllables, 81 to 95 % bear a diacritic, fewer than 1 % have more than seven letters, and no letter comes
from outside the Vietnamese and Latin alphabets.  What goes wrong differs from this by far, so most pages are
settled by a sample of their words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from vndocparse.errors import VndocparseError
from vndocparse.geometry import Box
from vndocparse.model.page import Page, Word
from vndocparse.rules.load import load_records
from vndocparse.source.base import Picture
from vndocparse.source.ink import Ink, measure_ink
from vndocparse.source.stamptext import stamp_weight
from vndocparse.source.syllable import SyllableRules, is_syllable
from vndocparse.text import bare_word

Verdict = Literal["good", "none", "bad"]
Reason = Literal[
    "",
    "blank-page",
    "no-text",
    "signature-stamp-only",
    "image-without-text",
    "no-vietnamese-letters",
    "shifted-glyph-codes",
    "not-vietnamese-words",
]

MESSAGES: dict[Reason, str] = {
    "": "",
    "blank-page": "The page shows no text: it is blank, or holds only coloured marks.",
    "no-text": "The page has ink but no text of its own.",
    "signature-stamp-only": "The page's own text holds nothing but the stamp of a digital signature.",
    "image-without-text": "Most of what the page shows is a picture or drawing whose text the page's own text lacks.",
    "no-vietnamese-letters": "The page's own text is Vietnamese read by a program that does not know its letters.",
    "shifted-glyph-codes": "The page's own text holds codes of glyphs in place of letters.",
    "not-vietnamese-words": "The page's own text is so damaged that most of its words are none.",
}


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """What the verdict rests on; shares are of the words that have letters, codes such as 26-KH/TU left out."""

    total: int = 0
    """All words."""
    words: int = 0
    """Those with letters."""
    distinct: int = 0
    """How many different ones of those (in the sample, where one was enough)."""
    syllables: float = 0.0
    """Possible syllables of the language, with or without diacritics."""
    marked: float = 0.0
    """Of these with a diacritic."""
    bare: float = 0.0
    """Without any, that would be syllables if they had."""
    long: float = 0.0
    """More than seven letters: hardly any in Vietnamese, one in six in English."""
    length: float = 0.0
    """Mean number of letters: 3.3 in Vietnamese, 4.8 in English."""
    broken: float = 0.0
    """With signs inside, or with Vietnamese letters in an impossible order."""
    alien: float = 0.0
    """With letters of several alphabets, private codes or U+FFFD."""
    image: float = 0.0
    """Share of the page that its images cover; some programs cut a scan into strips."""
    unread: float | None = None
    """Share of the black ink outside all words; None where no picture was drawn."""


@dataclass(frozen=True, slots=True)
class LayerVerdict:
    """What to do with a page's own text: keep it ("good"), or read the picture ("none", "bad")."""

    verdict: Verdict
    reason: Reason = ""
    """Stable code; may say something of a good page too ("blank-page", "image-without-text")."""
    figures: LayerFigures = LayerFigures()

    @property
    def message(self) -> str:
        """For a problem entry."""
        return MESSAGES[self.reason]


_SAMPLE = 150
"""Words that settle a page which is clearly Vietnamese."""
_FEW, _SOME = 12, 20
"""Fewer words with letters than this prove nothing about the language; little."""
_SCAN = 0.5
"""An image over this share of the page may be a scan of it."""
_LARGE_IMAGE = 0.2
_STAMP_WORDS = 80
_ALIENS = ((2, 0.1), (3, 0.04), (5, 0.02))
"""So many words with letters from elsewhere, and above this share: a font, maybe the headings' alone, is broken."""
_MUCH_DRAWN = 1_500
"""Pieces of drawn paths, as many as fifty outlined letters have: the page's text may be drawn."""
_ENOUGH_WORDS = 120
"""So many good words on a page with a large image: it is a picture below or above digital text."""


def judge_layer(page: Page, picture: Callable[[], Picture] | None = None) -> LayerVerdict:
    """Judge a page's own text.

    ``picture`` draws the page, 60 dpi are enough; it is called only where the words leave a doubt that ink can
    settle: a page without words, or a large image beside few words.  Without it such pages are judged by the
    places of words and images alone.
    """
    image = _image_share(page)
    if not page.words:
        return _without_words(page, picture, image)
    texts = [w.text for w in page.words]
    if _is_stamp_only(page.words, image):
        return LayerVerdict("none", "signature-stamp-only", LayerFigures(total=len(texts), image=image))
    figures = _figures(texts, image)
    reason = _wrong_with(figures, scan=image > _SCAN or page.origin == "embedded-ocr")
    if reason:
        return LayerVerdict("bad", reason, figures)
    if (image < _LARGE_IMAGE and page.drawn < _MUCH_DRAWN) or figures.words >= _ENOUGH_WORDS:
        return LayerVerdict("good", "", figures)
    return _beside_image(page, picture, figures)


# -- the words -------------------------------------------------------------------------------------------------

_LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
_KNOWN = _LETTERS + _LETTERS.upper() + "çñäëïöüåæøœßîûÇÑÄËÏÖÜÅÆØŒÎÛªºµ"
_ALIEN = re.compile(rf"(?![{_KNOWN}])[^\W\d_]|[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_EDGES = re.compile(r"^[^\w\ufffd\ue000-\uf8ff]+|[^\w\ufffd\ue000-\uf8ff]+$")
_PARTS = re.compile(r"[-‐‑–—/.,:;()\[\]&+…_'’\"“”%*°]+|\d+")
_NUMBER = re.compile(r"[\d.,:/()%+*=<>~-]*|\W{3,}|(.)\1*")


_OTHER_SCRIPT = re.compile(
    "[А-яЁё’-]+|[Α-ώ]+|[\u0e00-\u0e7f]+|[\u0e80-\u0eff]+|[\u1780-\u17ff\u200b]+|[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]+|[\uac00-\ud7a3]+"
)
"""Russian, Greek, Thai, Lao, Khmer, Chinese and Japanese, Korean."""


def _figures(texts: Sequence[str], image: float) -> LayerFigures:
    alien = _alien_words(texts)
    step = max(1, len(texts) // _SAMPLE)
    sample = _count(texts[::step], len(texts), alien, image)
    if step == 1 or (sample.syllables > 0.85 and sample.marked > 0.6):
        return sample
    return _count(texts, len(texts), alien, image)


def _count(texts: Sequence[str], total: int, alien: int, image: float) -> LayerFigures:
    kinds = [_kind(t) for t in texts]
    lettered = [k for k, _ in kinds if k]
    n = max(len(lettered), 1)
    lengths = [length for _, length in kinds if length]
    share = {k: lettered.count(k) / n for k in ("marked", "bare-syllable", "bare", "plain", "broken", "long")}
    return LayerFigures(
        total=total,
        length=sum(lengths) / max(len(lengths), 1),
        distinct=len({t for t, (k, _) in zip(texts, kinds, strict=True) if k}),
        words=round(len(lettered) * total / max(len(texts), 1)),
        syllables=share["marked"] + share["bare-syllable"],
        marked=share["marked"],
        bare=share["bare-syllable"] + share["bare"],
        long=share["long"],
        broken=share["broken"],
        alien=alien / total,
        image=image,
    )


def _alien_words(texts: Sequence[str]) -> int:
    """Words with letters from elsewhere, unless they are wholly in one other script."""
    return sum(1 for t in texts if _ALIEN.search(t) and not _other_script(t)) if _ALIEN.search(" ".join(texts)) else 0


def _other_script(text: str) -> bool:
    """A word wholly in another living script; the letters that broken fonts give come from all over Unicode."""
    return _OTHER_SCRIPT.fullmatch(_EDGES.sub("", text)) is not None


@lru_cache(maxsize=32768)
def _kind(text: str) -> tuple[str, int]:
    """What a word looks like, and its letters where it has nothing else.

    The kind is empty for numbers, codes and rows of dots, which say nothing of the language.
    """
    core = _EDGES.sub("", text)
    if not core or (not core.isascii() and _other_script(core)):
        return "", 0
    if len(core) == 1:
        return ("" if core.isalnum() else "broken"), 0
    if core.isalpha():
        kind = _kind_of_letters(core)
        return kind, len(core) if kind else 0
    if not any(c.isalpha() for c in core):
        return ("" if _NUMBER.fullmatch(core) else "broken"), 0
    parts = [p for p in _PARTS.split(core) if p]
    if "@" in core or "://" in core or core.lower().endswith((".vn", ".com", ".org", ".net")):
        return "", 0
    if all(p.isalpha() and (p.isupper() or len(p) == 1 or is_syllable(p) or p.isascii()) for p in parts):
        return "", 0
    return "broken", 0


def _kind_of_letters(core: str) -> str:
    if is_syllable(core):
        return "bare-syllable" if core.isascii() else "marked"
    if len(core) > 7:
        return "long"
    if core.isascii():
        if len(core) == 2:
            return ""  # kg, ha, no
        if core.lower() in _bare_syllables():
            return "bare"
        if core.isupper() and len(core) <= 6:
            return ""  # UBND, TTHC
        return "plain" if core[1:].islower() or core.isupper() else "broken"
    if core.isupper() and len(core) <= 5:
        return ""  # ĐUK, QĐ
    return "broken"


@cache
def _bare_syllables() -> frozenset[str]:
    """All syllables, as they are read by a program that knows no diacritics."""
    (rules,) = load_records("syllable.toml", "syllable", SyllableRules)
    return frozenset(bare_word(onset + rhyme) for onset in rules.onsets for rhyme in rules.rhymes)


def _wrong_with(f: LayerFigures, *, scan: bool) -> Reason:
    """What is wrong with the words; empty for nothing that shows."""
    aliens = f.alien * f.total
    if any(aliens >= least and f.alien > share for least, share in _ALIENS):
        return "shifted-glyph-codes"
    if f.distinct >= 5 and f.broken > 0.6:
        return "shifted-glyph-codes"
    if f.distinct < _FEW or (f.syllables > 0.85 and f.marked > 0.6):
        return ""
    foreign = f.long > 0.07 or (f.marked < 0.3 and f.length > 4.2)
    if f.marked < (0.5 if scan else 0.3) and f.bare > (0.35 if scan else 0.45) and not foreign:
        return "no-vietnamese-letters"
    if f.marked < 0.3 and not foreign and (f.broken > 0.25 or (f.syllables < 0.65 and f.distinct >= _SOME)):
        return "not-vietnamese-words"
    if scan and f.broken > 0.35:
        return "not-vietnamese-words"
    return ""


# -- the page --------------------------------------------------------------------------------------------------


def _image_share(page: Page) -> float:
    area = page.width * page.height
    if area <= 0:
        return 0.0
    whole = Box(0.0, 0.0, page.width, page.height)
    return min(sum(image.overlap(whole) for image in page.images) / area, 1.0)


def _is_stamp_only(words: Sequence[Word], image: float) -> bool:
    """A scanned page whose few words are those of signature stamps drawn into the page itself."""
    if image < _SCAN or len(words) > _STAMP_WORDS:
        return False
    return stamp_weight(" ".join(w.text for w in words)) >= 2


def _without_words(page: Page, picture: Callable[[], Picture] | None, image: float) -> LayerVerdict:
    drawn = _drawn(picture)
    ink = measure_ink(drawn, ()) if drawn is not None else None
    figures = LayerFigures(image=image, unread=1.0 if ink is not None and ink.total else None)
    if ink.is_blank if ink is not None else not (page.images or page.rules or page.stamps):
        return LayerVerdict("good", "blank-page", figures)
    return LayerVerdict("none", "signature-stamp-only" if page.stamps else "no-text", figures)


def _beside_image(page: Page, picture: Callable[[], Picture] | None, figures: LayerFigures) -> LayerVerdict:
    """Few words beside a large image or much drawing: does that show text that the words do not hold?"""
    drawn = _drawn(picture)
    if drawn is None:
        few = figures.words < _FEW and figures.image > _SCAN and page.origin == "native"
        return LayerVerdict("bad", "image-without-text", figures) if few else LayerVerdict("good", "", figures)
    boxes = [w.box for w in (*page.words, *page.stamps) if w.box is not None]
    ink = measure_ink(drawn, boxes)
    figures = _with_unread(figures, ink)
    if ink.unread_lines < 3 or (figures.unread or 0.0) < 0.5:
        return LayerVerdict("good", "", figures)
    # Good words in number are worth more than what OCR may find in a picture beside them.
    verdict: Verdict = "good" if figures.marked * figures.words >= 60 and figures.image < _SCAN else "bad"
    return LayerVerdict(verdict, "image-without-text", figures)


def _drawn(picture: Callable[[], Picture] | None) -> Picture | None:
    """The picture; None where there is none, or where it cannot be drawn within the limits."""
    if picture is None:
        return None
    try:
        return picture()
    except VndocparseError:
        return None


def _with_unread(figures: LayerFigures, ink: Ink) -> LayerFigures:
    return replace(figures, unread=ink.unread / ink.total if ink.total else 0.0)
