"""Records of section numbering (đánh số đề mục): markers, refusals, OCR slips, nesting, sentence words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import regex
from pydantic import AfterValidator, Field

from vndocparse.rules.load import load_records, rule_cache
from vndocparse.rules.schema import Record

Numeral = Literal["roman", "arabic", "ordinal", "capital", "letter", "decimal", "roman_small", "bullet"]
"""How a number is written."""

Kind = Literal[
    "part",
    "chapter",
    "heading",
    "subheading",
    "capital",
    "roman",
    "article",
    "arabic",
    "decimal",
    "letter",
    "roman_small",
    "dash",
]
"""What a section is; "heading" is a mục, "subheading" a tiểu mục."""


def _compiles(pattern: str) -> str:
    try:
        regex.compile(pattern)
    except regex.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression."""

FILE = "sections.toml"


class NamedMarker(Record):
    """A marker that carries a word: "Điều 3."."""

    kind: Kind
    word: str
    """As it stands in the label; matched without diacritics."""
    numerals: tuple[Numeral, ...]


class BareMarker(Record):
    """A marker made of a numeral and a closing mark alone: "I-", "1.", "a)"."""

    kind: Kind
    numeral: Numeral
    marks: str
    """Closing marks allowed; "-" stands for every dash."""
    no_mark: float | None = None
    """Cost where no closing mark stands; None: not allowed."""


class Refusal(Record):
    """A beginning of a line that looks like a marker and is none."""

    pattern: Pattern


class Ordinals(Record):
    """Numerals written as words: "thứ nhất"."""

    words: tuple[str, ...]
    """From 1."""
    aliases: dict[str, int] = Field(default_factory=dict)


class Glyph(Record):
    """Characters that OCR writes for a part of a numeral."""

    numeral: Numeral
    read: tuple[str, ...]
    meant: str
    cost: float


class Lookalikes(Record):
    """Groups of numerals that OCR takes for one another."""

    numeral: Numeral
    groups: tuple[str, ...]


class Rank(Record):
    """The usual order of kinds, outermost first."""

    kinds: tuple[Kind, ...]


class Nest(Record):
    """Cost of opening ``child`` inside ``parent`` where the ranks alone mislead."""

    parent: Kind
    child: Kind
    cost: float


class AppendixStart(Record):
    """A line with which an appendix (phụ lục) begins."""

    pattern: Pattern
    whole: bool = True
    cost: float
    page_top: bool = False
    """True: counts only as the first line of a page."""


class ContentsLine(Record):
    """A line of a table of contents (mục lục): its title, or an item that repeats no heading."""

    where: Literal["title", "item"]
    pattern: Pattern


class SentenceWords(Record):
    """Words that say: this line is a sentence and no heading."""

    where: Literal["start", "colon", "end", "inside", "lead", "figure", "clause", "topic", "more"]
    """"colon", how a sentence begins, counts only with a closing colon, "lead" only in a longer line with one; behind
    "figure" a line's end wants a figure, behind "clause" the document; "topic": how headings begin and sentences do
    not; "more": how the second line of a title begins.
    """
    pattern: Pattern


@dataclass(frozen=True)
class SectionRules:
    """All records of the rule file, compiled for use."""

    named: tuple[NamedMarker, ...]
    bare: tuple[BareMarker, ...]
    refusal: regex.Pattern[str]
    ordinals: dict[str, int]
    glyphs: dict[str, dict[str, tuple[str, float]]]
    """numeral -> character read -> (meant, cost)."""
    lookalikes: dict[str, frozenset[frozenset[str]]]
    """numeral -> pairs of characters."""
    rank: dict[str, int]
    nest: dict[tuple[str, str], float]
    appendix: tuple[tuple[regex.Pattern[str], AppendixStart], ...]
    contents: regex.Pattern[str]
    contents_item: regex.Pattern[str]
    sentence_start: regex.Pattern[str]
    sentence_colon: regex.Pattern[str]
    sentence_inside: regex.Pattern[str]
    sentence_lead: regex.Pattern[str]
    sentence_end: regex.Pattern[str]
    heading_topic: regex.Pattern[str]
    wants_figure: regex.Pattern[str]
    """At the end of a line: the figure that begins the next one belongs to it."""
    wants_document: regex.Pattern[str]
    """At the end of a line: a clause whose document stands on the next one."""
    title_goes_on: regex.Pattern[str]


def _either(patterns: list[str]) -> str:
    return "(?:" + "|".join(patterns) + ")"


@rule_cache
def section_rules() -> SectionRules:
    """The rules of section numbering, read once.

    Raises:
        RuleDataError: the rule file is missing or broken.
    """
    glyphs: dict[str, dict[str, tuple[str, float]]] = {}
    for glyph in load_records(FILE, "glyph", Glyph):
        glyphs.setdefault(glyph.numeral, {}).update(dict.fromkeys(glyph.read, (glyph.meant, glyph.cost)))
    lookalikes: dict[str, frozenset[frozenset[str]]] = {
        record.numeral: frozenset(frozenset((a, b)) for group in record.groups for a in group for b in group if a != b)
        for record in load_records(FILE, "lookalike", Lookalikes)
    }
    ordinals: dict[str, int] = {}
    for record in load_records(FILE, "ordinal", Ordinals):
        ordinals.update({word: i + 1 for i, word in enumerate(record.words)})
        ordinals.update(record.aliases)
    contents = load_records(FILE, "contents", ContentsLine)
    words = load_records(FILE, "sentence", SentenceWords)
    said: dict[str, list[str]] = {}
    for said_by in words:
        said.setdefault(said_by.where, []).append(said_by.pattern)
    return SectionRules(
        named=load_records(FILE, "named", NamedMarker),
        bare=load_records(FILE, "bare", BareMarker),
        refusal=regex.compile(_either([r.pattern for r in load_records(FILE, "refusal", Refusal)])),
        ordinals=ordinals,
        glyphs=glyphs,
        lookalikes=lookalikes,
        rank={kind: i for r in load_records(FILE, "rank", Rank) for i, kind in enumerate(r.kinds)},
        nest={(n.parent, n.child): n.cost for n in load_records(FILE, "nest", Nest)},
        appendix=tuple((regex.compile(a.pattern), a) for a in load_records(FILE, "appendix", AppendixStart)),
        contents=regex.compile(_either([c.pattern for c in contents if c.where == "title"]), regex.IGNORECASE),
        contents_item=regex.compile(_either([c.pattern for c in contents if c.where == "item"]), regex.IGNORECASE),
        sentence_start=regex.compile(_either(said["start"])),
        sentence_colon=regex.compile(_either(said["colon"])),
        sentence_inside=regex.compile(r"(?<!\p{L})" + _either(said["inside"]) + r"(?!\p{L})"),
        sentence_lead=regex.compile(r"(?<!\p{L})" + _either(said["lead"]) + r"(?!\p{L})"),
        sentence_end=regex.compile(r"(?i)(?<!\p{L})" + _either(said["end"]) + r"\s*+(?::\s*+)?$"),
        wants_document=regex.compile(r"(?r)(?<!\p{L})" + _either(said["clause"]) + r"\s*$"),
        title_goes_on=regex.compile(_either(said["more"])),
        heading_topic=regex.compile(_either(said["topic"])),
        wants_figure=regex.compile(r"(?r)(?<!\p{L})" + _either(said["figure"]) + r"\s*$"),
    )
