"""Rules of form: types, mottos, marks, openings and furniture, compiled for matching.

Patterns are matched against text in lower case with NFC; ``fold``-ing is not needed since the data
names both spellings where the tone's place differs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import regex
from pydantic import Field

from vndocparse.rules import organs, signing
from vndocparse.rules.load import load_records, rule_cache
from vndocparse.rules.organs import Family
from vndocparse.rules.schema import Record
from vndocparse.text import bare, fold, is_upper

FILE = "form.toml"
LONGEST_TYPE = 60
"""Characters within which the name of a type must end, letters spaced apart included."""
_PHO = regex.compile(r"P\w{0,3}")
"""What OCR makes of "PHÓ"."""
Part = Literal["recipients", "addressee", "subject", "basis", "legal_basis", "enacting", "appendix", "copy", "attached"]


class DocTypeRule(Record):
    """A type of document (thể loại)."""

    name: str
    code: str
    families: tuple[Family, ...]
    variants: tuple[str, ...] = ()
    """Other codes seen in numbers for the same type."""
    attached: bool = False
    """Only the title of a list behind another document."""
    alone: bool = False
    """Such a common word that the title line must hold it alone."""
    headings: tuple[str, ...] = ()
    """Words behind the name that make a section's heading of it: "QUY ĐỊNH CHUNG"."""


class MottoRule(Record):
    """Tiêu đề "Đảng Cộng sản Việt Nam", quốc hiệu, or an organisation's own heading."""

    text: str
    family: Family
    right_only: bool = False
    """Also the name of an organ: a motto only in the right column."""
    damage: int | None = Field(default=None, ge=0)
    """Letters that may be damaged, where one in eight would make it another name."""


class SloganRule(Record):
    """Tiêu ngữ, under the state's quốc hiệu."""

    text: str


class MarkRule(Record):
    """Marks of secrecy, urgency, circulation and draft."""

    field: Literal["secrecy", "urgency", "circulation", "draft"]
    texts: tuple[str, ...]
    label: str = ""
    """Pattern of what may be printed before it and is no part of it: "Độ mật:"."""
    tail: str = ""


class PhraseRule(Record):
    """A regular expression for words that say something by themselves."""

    pattern: str


class OpeningRule(PhraseRule):
    """Words that open a part of the document."""

    part: Part


class FurnitureRule(PhraseRule):
    """Lines that are not the document's text."""

    kind: str


# --- types ------------------------------------------------------------------------


@rule_cache
def _types_as_listed() -> tuple[DocTypeRule, ...]:
    return load_records("doctypes.toml", "type", DocTypeRule)


@rule_cache
def doc_types() -> tuple[DocTypeRule, ...]:
    """Longest name first, so that the first that fits is the right one."""
    return tuple(sorted(_types_as_listed(), key=lambda r: -len(r.name)))


@rule_cache
def _types_by_bare() -> dict[str, DocTypeRule]:
    return {bare(r.name): r for r in doc_types()}


@rule_cache
def _types_by_letters() -> dict[str, DocTypeRule]:
    """By the name's letters without blanks."""
    return {b.replace(" ", ""): r for b, r in reversed(_types_by_bare().items())}


@rule_cache
def _type_beginnings() -> frozenset[str]:
    """The first two letters of each name."""
    return frozenset(letters[:2] for letters in _types_by_letters())


@rule_cache
def _type_pattern() -> regex.Pattern[str]:
    names = sorted(_types_by_bare(), key=len, reverse=True)
    spaced = "|".join(r"\s?".join(b.replace(" ", "")) for b in names)
    return regex.compile(rf"(?P<name>{spaced})")


def type_at_start(line: str) -> tuple[DocTypeRule, int] | None:
    """The type that the line begins with, whatever its marks and spacing, and where its name ends.

    >>> rule, end = type_at_start("KẾ HOẠCH")
    >>> rule.code, end
    ('KH', 8)
    """
    if "".join(map(_bare_char, line[:3])).replace(" ", "")[:2] not in _type_beginnings():
        return None  # nearly every line
    flat, offsets = bare_with_offsets(line[:LONGEST_TYPE])
    found = _type_pattern().match(flat)
    if found is None:
        return None
    end = offsets[found.end()]
    glued = line[end : end + 2]
    if glued[:1].isalnum() and not (line[end - 1].isupper() and glued[0].isupper() and glued[1:].islower()):
        return None  # a longer word, unless "QUY ĐỊNHVề": capitals glued to the subject
    rule = _types_by_letters()[found["name"].replace(" ", "")]
    rest = bare(line[end:]).strip(" .:")
    return None if rest and rest in map(bare, rule.headings) else (rule, end)


def bare_with_offsets(line: str) -> tuple[str, list[int]]:
    """``bare`` character by character; ``offsets[i]`` is where bare character i stands in ``line``."""
    flat: list[str] = []
    offsets: list[int] = []
    for i, char in enumerate(line):
        for c in _bare_char(char):
            flat.append(c)
            offsets.append(i)
    offsets.append(len(line))
    return "".join(flat), offsets


@lru_cache(maxsize=4096)
def _bare_char(char: str) -> str:
    return bare(char) if not char.isspace() else " "


def type_at_end(text: str) -> DocTypeRule | None:
    """The type whose whole name the text ends with, the longest: "THEO QUYẾT ĐỊNH" ends with that of a decision."""
    flat = bare(text).rstrip()
    return next((r for r in doc_types() if flat == bare(r.name) or flat.endswith(" " + bare(r.name))), None)


class TitlePrefixRule(Record):
    """A word before the type that is no part of it."""

    text: str


@rule_cache
def title_prefix_pattern() -> regex.Pattern[str]:
    """The word and the blank behind it, in capitals, at the start of a line."""
    words = "|".join(regex.escape(r.text) for r in load_records(FILE, "title_prefix", TitlePrefixRule))
    return regex.compile(rf"(?:{words})\s+(?=\p{{Lu}}{{2}})")


def type_by_code(code: str, family: str) -> DocTypeRule | None:
    """The type of a code in the number; None for an unknown code.  QĐ gives quyết định: see the title first."""
    code = fold(code)
    every = _types_as_listed()
    fits = [r for r in every if fold(r.code) == code] or [r for r in every if code in map(fold, r.variants)]
    return next((r for r in fits if family in r.families), fits[0] if fits else None)


@rule_cache
def type_codes() -> frozenset[str]:
    """All codes, folded."""
    return frozenset(fold(c) for r in doc_types() for c in (r.code, *r.variants) if c)


# --- mottos --------------------------------------------------------------


@rule_cache
def mottos() -> tuple[MottoRule, ...]:
    """In the order of the file."""
    return load_records(FILE, "motto", MottoRule)


@rule_cache
def motto_pattern(rule: MottoRule) -> regex.Pattern[str]:
    """Matches the motto in ``bare`` text with up to one damaged letter in eight, anywhere in the line."""
    letters = r"\s*".join(regex.escape(w) for w in bare(rule.text).split())
    errors = max(1, len(bare(rule.text)) // 8) if rule.damage is None else rule.damage
    return regex.compile(rf"(?b)(?<![^\W_])(?:{letters}){{e<={errors}}}(?![^\W_])")


@rule_cache
def slogan_pattern() -> regex.Pattern[str]:
    """Độc lập - Tự do - Hạnh phúc in ``bare`` text, any dashes, up to three damaged letters."""
    texts = [
        r"\W*".join(bare(w) for w in regex.findall(r"\w+", r.text)) for r in load_records(FILE, "slogan", SloganRule)
    ]
    return regex.compile(rf"(?b)(?:{'|'.join(texts)}){{e<=3}}")


# --- marks, openings, furniture ------------------------------------------------


@rule_cache
def mark_patterns(*, worn: bool = False) -> tuple[tuple[str, regex.Pattern[str]], ...]:
    """Field name and the pattern of a whole line (a label, brackets and frames allowed), case ignored.

    ``worn``: for ``bare`` text, of lines whose letters lost their marks.
    """
    out = []
    for rule in load_records(FILE, "mark", MarkRule):
        label, tail, texts = rule.label, rule.tail, rule.texts
        if worn:
            label, tail, texts = bare(label), bare(tail), tuple(map(bare, texts))
        either = "|".join(map(regex.escape, sorted(texts, key=len, reverse=True)))
        before = rf"(?:(?:{label})\s*+(?::\s*+)?)?" if label else ""
        pattern = rf"[(\[|\s*]*+{before}(?P<value>(?:{either}){tail})[)\]|\s*.:!]*+"
        out.append((rule.field, _line(pattern)))
    return tuple(out)


@rule_cache
def _formulas() -> dict[str, str]:
    """Fixed formulas in capitals by their bare form: organs of two words or more, positions, phó before them."""
    bodies = [h for r in load_records(organs.FILE, "organ", organs.OrganRule) for h in r.heads if " " in h]
    positions = [h for r in load_records(signing.FILE, "position", signing.PositionRule) for h in r.heads]
    deputies = [f"PHÓ {h}" for h in positions if not h.startswith("PHÓ ")]
    return {bare(h): h for h in reversed([*bodies, *positions, *deputies])}


@rule_cache
def _lone_heads() -> dict[str, str]:
    """Organs' heads of one word by their bare form, where no other head or position begins with such a word."""
    heads = [h for r in load_records(organs.FILE, "organ", organs.OrganRule) for h in r.heads]
    positions = [h for r in load_records(signing.FILE, "position", signing.PositionRule) for h in r.heads]
    lone = {bare(h): h for h in heads if " " not in h and not h.isascii()}
    firsts = {b: {w for h in [*heads, *positions] if bare(w := h.split()[0]) == b} for b in lone}
    return {b: h for b, h in lone.items() if len(firsts[b]) == 1}


def mend_formula(text: str) -> str:
    """Capitals whose marks OCR damaged, put right where a fixed formula stands at the beginning.

    Only marks change, never letters ("PHÓ" before a position apart), and nothing where the words are a formula as
    they stand: "BAN TÔ CHỨC" is "BAN TỔ CHỨC", "UỶ BAN NHÂN DÂN" stays.
    """
    words = text.split()
    if not is_upper(text) or organs.organ_pattern().match(fold(text)) or signing.position_pattern().match(fold(text)):
        return text
    for count in range(min(len(words), 6), 1, -1):
        known = _formulas().get(bare(" ".join(words[:count])))
        if known is not None:
            return " ".join([known, *words[count:]])
    if len(words) > 1 and _PHO.fullmatch(words[0]) and signing.position_pattern().match(fold(" ".join(words[1:]))):
        return " ".join(["PHÓ", *words[1:]])
    alone = _lone_heads().get(words[0].lower()) if words and words[0].isascii() else None
    return text if alone is None else " ".join([alone, *words[1:]])


@rule_cache
def _marks_by_bare() -> dict[str, str]:
    return {bare(t): t for r in load_records(FILE, "mark", MarkRule) for t in reversed(r.texts)}


def mend_mark(text: str) -> str:
    """A mark whose letters lost their marks, put right at its beginning: "HOA TỐC" is "HỎA TỐC"; others unchanged."""
    words = text.split()
    for count in range(len(words), 0, -1):
        known = _marks_by_bare().get(bare(" ".join(words[:count])))
        if known is not None:
            head = " ".join(words[:count])
            return text if same_words(head, known) or not head.isupper() else " ".join([known, *words[count:]])
    return text


@rule_cache
def opening(part: Part) -> regex.Pattern[str]:
    """The pattern of the words that open ``part``; match at the start of a line, case ignored."""
    patterns = [r.pattern for r in load_records(FILE, "opening", OpeningRule) if r.part == part]
    return regex.compile("|".join(patterns), regex.IGNORECASE)


@rule_cache
def furniture_patterns() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    """Kind and pattern of a whole line, case ignored."""
    return tuple((r.kind, _line(r.pattern)) for r in load_records(FILE, "furniture", FurnitureRule))


def _line(pattern: str) -> regex.Pattern[str]:
    """For whole lines alone, case ignored; it says so itself, lest anybody search a text with it, place after place."""
    return regex.compile(rf"\A(?:{pattern})\Z", regex.IGNORECASE)


@rule_cache
def occasion_pattern() -> regex.Pattern[str]:
    """Where something was said, at the end of the text, case ignored: what it was about goes on behind it."""
    return _phrases("occasion", behind=r"\s*$")


@rule_cache
def lead_pattern() -> regex.Pattern[str]:
    """The beginning of a text's first sentence, case ignored, with which no subject begins."""
    return _phrases("lead")


@rule_cache
def author_pattern(*, worn: bool = False) -> regex.Pattern[str]:
    """The words that open an author line between type and subject, case ignored, at the start.

    ``worn``: for ``bare`` text, of lines whose letters lost their marks.
    """
    return _phrases("author", worn=worn)


def _phrases(key: str, *, behind: str = r"(?![^\W_])", worn: bool = False) -> regex.Pattern[str]:
    """Any phrase listed under ``[[key]]``, and what must stand behind it."""
    patterns = [r.pattern for r in load_records(FILE, key, PhraseRule)]
    return regex.compile(f"(?:{'|'.join(map(bare, patterns) if worn else patterns)}){behind}", regex.IGNORECASE)


class SymbolRule(Record):
    """Organ symbols that OCR damages."""

    texts: tuple[str, ...]


@rule_cache
def _codes_by_bare() -> dict[str, str]:
    codes = {bare(r.code): r.code for r in reversed(doc_types()) if r.code}
    symbols = {bare(t): t for r in load_records(FILE, "symbol", SymbolRule) for t in r.texts}
    return {**codes, **symbols}


def mend_code(code: str) -> str:
    """A type code or organ symbol with the marks that OCR lost: "QD" is "QĐ", "DU" is "ĐU".

    Only a code that is no known one as it stands is mended, and only in its diacritics: letters stay.
    """
    known = _codes_by_bare().get(bare(code))
    if known is None or fold(code) in type_codes() or code == known:
        return code
    return known if len(known) == len(code) and known.isupper() == code.isupper() else code


@rule_cache
def _usual_codes() -> dict[str, str]:
    codes = {c for r in doc_types() for c in (r.code, *r.variants) if c}
    return {fold(c): c for c in sorted(codes, reverse=True)}


def usual_code(code: str) -> str:
    """A type's code in its usual capitals: "Ctr" is "CTr"; one that is unknown is left alone."""
    return _usual_codes().get(fold(code), code)


def same_words(a: str, b: str) -> bool:
    """Equal but for case, spacing and the place of the tone mark."""
    return fold(a) == fold(b)


class MonthRule(Record):
    """A month by its name."""

    text: str
    number: int = Field(ge=1, le=12)


@rule_cache
def month_names() -> dict[str, int]:
    """Number of each month by its name in lower case."""
    return {r.text: r.number for r in load_records(FILE, "month", MonthRule)}


class HangingRule(Record):
    """Words that a line cannot end with."""

    words: tuple[str, ...]


@rule_cache
def hanging_words() -> frozenset[str]:
    """Folded."""
    return frozenset(fold(w) for r in load_records(FILE, "hanging", HangingRule) for w in r.words)
