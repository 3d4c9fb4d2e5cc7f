"""What one line says about the form of its document: a motto, a title, the head of the recipients …

Each cue looks at a line alone and is cheap; what it means is decided by those who see the whole.
"""

from __future__ import annotations

import regex

from vndocparse.fields.number import read_number
from vndocparse.model.page import Line, Word
from vndocparse.rules import form, organs, signing
from vndocparse.rules.form import DocTypeRule, MottoRule
from vndocparse.rules.load import rule_cache
from vndocparse.text import bare, fold, is_upper

BULLET = regex.compile(r"\s*[-–—‐~+*•·=»«¬_‹›■▪◦ˆ^]+\s*")
"""A dash or what OCR makes of one, at the start of a list item."""
_SECTION = regex.compile(
    r"(?!v\s?/\s?v\b)(?:(?:phần|chương|mục)\s+(?:[IVXLC]+|\d+|thứ\s+\w+)|điều\s+\d+|\d{1,2}\s*[-.)]\s|\d{1,2}\.\d"
    r"|(?-i:[IVX]+\s*[-.–/]\s*(?=\p{Lu}|\d)|[A-H]\s*[-.–]\s*\p{Lu}{2}|[A-H][-–]\s+\p{Lu}|[A-H]\s*[.]\s))",
    regex.IGNORECASE,
)
_DAMAGED_LABEL = regex.compile(r"(?:noi nhan){e<=1}")
_CAPITAL_START = regex.compile(r"\p{Lu}\s?\p{Lu}")
_CAPITALS = regex.compile(r"\p{Lu}{2}\s+\p{Lu}{2}")
_NAMED = regex.compile(r"\s*(?:số\b|\()", regex.IGNORECASE)
_REST = regex.compile(
    r"\s*(?:$|[:.\-–_*]|\(|của\b|về\b|v/v|số\b|ngày\b|hội\s+nghị|đại\s+hội|họp\b|phối\s+hợp|công\s+tác|hành\s+động|kết\s+luận|tháng\b|quý\b|năm\b)",
    regex.IGNORECASE,
)


def motto_in(text: str, *, right: bool = False) -> tuple[MottoRule, bool] | None:
    """The motto that the line holds, and whether it holds nothing else.

    ``right``: the line stands in the right column, where an organisation's own name is its motto.
    """
    if not 15 <= len(text) <= 400 or not _CAPITALS.search(text):
        return None
    flat = bare(text)
    for rule, probes in _probes():
        # Cheap test before the fuzzy search: half of the motto's longer words stand in the line.
        if (rule.right_only and not right) or 2 * sum([p in flat for p in probes]) < len(probes):
            continue
        found = form.motto_pattern(rule).search(flat)
        if found is not None:
            return rule, len(flat) - (found.end() - found.start()) <= 3
    return None


@rule_cache
def _probes() -> tuple[tuple[MottoRule, tuple[str, ...]], ...]:
    """The mottos, each with its longer words."""
    return tuple((rule, tuple(w for w in bare(rule.text).split() if len(w) >= 3)) for rule in form.mottos())


def title_type(line: Line) -> tuple[DocTypeRule, int] | None:
    """The type of document that the line prints as a title, and where its name ends.

    Accepted: capitals ("KẾ HOẠCH", "NGHỊ QUYẾT CỦA BỘ CHÍNH TRỊ về …"), or a bold line that holds
    nothing else.  Refused: a list item, a sentence that happens to begin with the word.
    """
    text = line.text
    if len(text) > 400 or not text[:1].isupper() or line.markup == "row":
        return None
    if not (line.bold or line.markup == "heading" or _CAPITAL_START.match(text)):
        return None
    found = _named_type(text)
    if found is None:
        return None
    rule, end = found
    name, rest = text[:end], text[end:]
    if not is_upper(name):
        bold_title = (line.bold or line.markup == "heading") and (not rest.strip(" :.*") or line.markup == "heading")
        if not bold_title:
            return None
    if rule.alone and rest.strip(" :.*"):
        return None
    if rest.rstrip().endswith(":") and not rest.strip(" :"):
        return None if rule.code in ("QĐ", "NQ", "CT") and rule.name != "QUY ĐỊNH" else (rule, end)
    if rest.strip() and not (_REST.match(rest) or is_upper(rest) or rest.lstrip()[:1].islower() or rest[:1].isalnum()):
        return None
    return rule, end


def _named_type(text: str) -> tuple[DocTypeRule, int] | None:
    """The type at the start, behind "TRÍCH" or "DỰ THẢO" too."""
    prefix = form.title_prefix_pattern().match(text)
    if prefix is None:
        return form.type_at_start(text)
    found = form.type_at_start(text[prefix.end() :])
    return None if found is None else (found[0], found[1] + prefix.end())


def reference_title(line: Line) -> tuple[DocTypeRule, int] | None:
    """A title that names its own number: "Kết luận số 120-KL/TW ngày 07/01/2016 của Bộ Chính trị"."""
    text = line.text
    if len(text) > 300 or not text[:1].isupper():
        return None
    found = form.type_at_start(text)
    if found is None or not _NAMED.match(text[found[1] :]):
        return None
    number = read_number(text, found[1])
    if number is None or number.start > found[1] + 3 or number.ordinal is None:
        return None
    return found


_FRAME = "*_ ‹›«»|'`"
"""Marks of formatting, and strokes of a frame read as marks, before a line's first letter."""


def core(line: Line) -> tuple[int, str]:
    """The line without the specks at its ends that OCR read off seals and pen strokes, and where it begins.

    A speck is a word of at most three characters that holds no letter, or that the engine hardly
    believes.  Native text has none.
    """
    text = line.text
    if line.words and not (_is_speck(line.words[0]) or _is_speck(line.words[-1])):
        if text[0] not in _FRAME:  # nearly always
            return 0, text
        start = len(text) - len(text.lstrip(_FRAME))
        return start, text[start:]
    words = list(line.words)
    start = 0
    while len(words) > 1 and _is_speck(words[0]):
        start += len(words.pop(0).text) + 1
    while len(words) > 1 and _is_speck(words[-1]):
        words.pop()
    text = text[start : start + sum(len(w.text) for w in words) + len(words) - 1]
    bare_start = len(text) - len(text.lstrip(_FRAME))
    return start + bare_start, text[bare_start:]


def _is_speck(word: Word) -> bool:
    if word.confidence >= 1.0 or word.text in ("-", "–", "T/M", "K/T", "KT.", "TM."):
        return False
    if not any(c.isalpha() for c in word.text):
        return len(word.text) <= 3
    return (len(word.text) <= 2 and word.confidence < 0.5) or (
        len(word.text) <= 3 and word.confidence < 0.2 and not word.text.isalpha()
    )


def is_rubbish(line: Line) -> bool:
    """What OCR makes of a seal or a signature: hardly a word of it believed by the engine."""
    scores = sorted(w.confidence for w in line.words)
    return scores[len(scores) // 2] < 0.4


def opens_recipients(line: Line) -> bool:
    """ "Nơi nhận:", alone or with the first item behind it."""
    text = core(line)[1]
    found = form.opening("recipients").match(text)
    if found is None:
        return len(text) <= 16 and _DAMAGED_LABEL.fullmatch(bare(text).strip(" .:;-")) is not None
    rest = text[found.end() :].lstrip("*_ ")
    return not rest or rest[0] in ":.;-–" or len(rest) < 4


def opens_authority(line: Line) -> str | None:
    """The kind of authority of signing that the line begins with: "on_behalf", "for_position" …

    Behind a written mark ("T/M", "KT.") the body may stand in small letters: "T/M Ban Thường vụ".
    """
    text = core(line)[1]
    if len(text) > 120 or not text[:1].isupper():
        return None
    found = signing.authority_pattern().match(text)
    if found is None:
        return None
    kind = str(found.lastgroup)
    if not is_upper(text.split("(")[0]) and (kind == "acting" or not _small_body(text, found.end())):
        return None
    return kind


def _small_body(text: str, end: int) -> bool:
    """The line goes on with a name in small letters: no list item and no sentence."""
    rest = text[end:].strip()
    if not rest or not any(c in text[:end] for c in "./ "):
        return False
    return len(text) <= 50 and rest[0].isupper() and rest[-1] not in ".;:,)" and not any(c.isdigit() for c in rest)


def is_position(line: Line) -> bool:
    """A line in capitals that begins with a position: "PHÓ BÍ THƯ", "GIÁM ĐỐC"."""
    text = core(line)[1]
    return 4 <= len(text) <= 90 and is_upper(text) and signing.opens_position(text)


def is_small_position(line: Line) -> bool:
    """The same in small letters, short and without figures or an end mark: "Phó Bí thư", "Chánh Văn phòng Huyện ủy"."""
    text = core(line)[1].rstrip("*_ ")
    if not 5 <= len(text) <= 45 or not text[0].isupper() or is_upper(text) or text[-1] in ".;:,)":
        return False
    return len(text.split()) <= 7 and signing.position_pattern().match(fold(text)) is not None


def enacts(line: Line) -> bool:
    """A position with its organ behind it: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …" enacts, it does not sign."""
    return signing.enacting_pattern().match(fold(line.text.lstrip("*_ "))) is not None


def is_organ(text: str) -> bool:
    """Capitals that begin the name of an organ."""
    return len(text) <= 120 and is_upper(text) and organs.opens_organ(text)


def is_number_line(text: str) -> bool:
    """A number with its label and nothing else: "Số 16-QĐ/ĐU"."""
    found = read_number(text) if len(text) < 50 else None
    return found is not None and not text[: found.start].strip(" (*") and not text[found.end :].strip(" ).*")


def opens_section(text: str) -> bool:
    """A line that may begin a numbered section."""
    return _SECTION.match(text.lstrip("*# ")) is not None


def opens(part: form.Part, text: str) -> regex.Match[str] | None:
    """The words that open ``part`` at the start of the line."""
    return form.opening(part).match(text.lstrip("*_# "))
