"""Composition: the texts under ``texts/`` read into specifications of documents.

One file describes one corpus entry. It holds blocks of TOML between lines ``+++``, each followed by a body; the first
TOML holds the keys of the entry under ``[file]``, every further block is one more document in the same entry.

Body, one paragraph a line, blank lines ignored:

=====================  =============================================================================
``1# I- MỤC ĐÍCH``     section of level 1 with a heading; `` | `` splits marker and heading in two lines
``2#p 1. Về …``        the same, heading printed upright and plain (``i``: italic)
``2> 1. Quán triệt …`` numbered paragraph of level 2, no heading
``^ QUYẾT ĐỊNH:``      centred bold line (``^~``: centred italic)
``~ Căn cứ …``         italic paragraph
``| a | b``            row of a ruled table; ``|= text`` its caption
``[^1]: text``         footnote, referred to by ``[^1]``
``---``                page break (pages only)
``@@after``            what follows stands behind the signatures (appendix without a header)
=====================  =============================================================================

Inline: ``{{reference}}`` is a citation (see ``cite.py``), ``<b>``, ``<i>``, and ``<pb/>`` a page turn for text forms.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
TEXTS = HERE / "texts"

ROMAN = r"[IVXLC]+"
MARKER = re.compile(
    rf"(Phần thứ \w+|Phần {ROMAN}|PHẦN {ROMAN}|Chương {ROMAN}|CHƯƠNG {ROMAN}|Mục \d+|MỤC \d+|Điều \d+\s?[.:]?|"
    rf"{ROMAN}\s?[-./]|[A-ZĐ]\s?[-./]|\d+(?:\.\d+)*\s?[-./)]?|[a-zđ]\s?[)./-])(?=\s)"
)


@dataclass(frozen=True)
class Block:
    """One paragraph, section opening or table of a body."""

    kind: Literal["para", "section", "center", "table", "break"]
    text: str = ""
    """Paragraph text, or a section's own first paragraph, with inline markup."""
    marker: str = ""
    """The section's marker as printed: "I-", "1.", "Điều 3."."""
    heading: str | None = None
    level: int = 0
    split: bool = False
    """Marker and heading stand on two lines."""
    style: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    caption: str | None = None
    indent: bool = True

    @property
    def label(self) -> str:
        """The marker without its closing mark."""
        return re.sub(r"[\s\-./):]+$", "", self.marker)


@dataclass(frozen=True)
class DocSpec:
    """One document: the TOML keys as they stand in ``head`` and the blocks of its body."""

    head: dict[str, Any]
    blocks: tuple[Block, ...]
    after: tuple[Block, ...] = ()
    footnotes: dict[str, str] = field(default_factory=dict)

    def get(self, key: str, default: Any = None) -> Any:
        return self.head.get(key, default)


@dataclass(frozen=True)
class Entry:
    """One corpus entry: its file keys and its documents."""

    id: str
    file: dict[str, Any]
    docs: tuple[DocSpec, ...]

    def get(self, key: str, default: Any = None) -> Any:
        return self.file.get(key, default)


def read_entry(path: Path) -> Entry:
    """Read one composition; raises ValueError with the line that it does not understand."""
    parts = re.split(r"(?m)^\+\+\+\n", path.read_text("utf-8"))
    if parts[0].strip() or len(parts) % 2 == 0:
        raise ValueError(f"{path.name}: text before the first +++ or an unclosed +++")
    file: dict[str, Any] = {}
    docs: list[DocSpec] = []
    for head_text, body in zip(parts[1::2], parts[2::2], strict=True):
        head = tomllib.loads(head_text)
        file.update(head.pop("file", {}))
        if head or body.strip():
            docs.append(read_body(head, body, path.name))
    return Entry(path.stem, file, tuple(docs))


def read_body(head: dict[str, Any], body: str, where: str) -> DocSpec:
    """Blocks of one body."""
    blocks: list[Block] = []
    after: list[Block] | None = None
    notes: dict[str, str] = {}
    rows: list[tuple[str, ...]] = []
    caption: str | None = None

    def out() -> list[Block]:
        return blocks if after is None else after

    def flush() -> None:
        nonlocal rows, caption
        if rows:
            out().append(Block("table", rows=tuple(rows), caption=caption))
        rows, caption = [], None

    for line in body.splitlines():
        line = line.strip()
        if line.startswith("|") and not line.startswith("|="):
            rows.append(tuple(c.strip() for c in line.strip("|").split("|")))
            continue
        if line.startswith("|="):
            caption = line[2:].strip()
            continue
        flush()
        if not line:
            continue
        if line == "@@after":
            after = []
        elif line == "---":
            out().append(Block("break"))
        elif m := re.match(r"\[\^(\w+)\]:\s*(.*)", line):
            notes[m[1]] = m[2]
        elif m := re.match(r"(\d)([#>])([pi]?)\s+(.*)", line):
            out().append(_section(int(m[1]), m[2], m[3], m[4], where))
        elif line.startswith("^~"):
            out().append(Block("center", line[2:].strip(), style="i"))
        elif line.startswith("^"):
            out().append(Block("center", line[1:].strip(), style="b"))
        elif line.startswith("~"):
            out().append(Block("para", line[1:].strip(), style="i"))
        else:
            out().append(Block("para", line))
    flush()
    return DocSpec(head, tuple(blocks), tuple(after or ()), notes)


def _section(level: int, sign: str, style: str, rest: str, where: str) -> Block:
    split = " | " in rest and sign == "#"
    flat = rest.replace(" | ", " ", 1) if split else rest
    m = MARKER.match(flat)
    if not m:
        raise ValueError(f"{where}: no marker in {rest[:60]!r}")
    marker, text = m[1], flat[m.end() :].strip()
    if sign == "#":
        return Block("section", "", marker, text, level, split, style)
    return Block("section", text, marker, None, level, style=style)


# --- inline markup -----------------------------------------------------------

_TOKEN = re.compile(r"(\{\{|\}\}|</?[bi]>|<pb/>|\[\^\w+\])")
_CITE_TAIL = re.compile(r"\s*(?:\|\|[^{}]*)(?=\}\})")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style; ``note`` marks a footnote's sign, ``turn`` a page turn in a text form."""

    text: str
    bold: bool = False
    italic: bool = False
    note: bool = False
    turn: bool = False


def runs(text: str, bold: bool = False, italic: bool = False) -> list[Run]:
    """The styled stretches of a marked-up text, citations' marks taken out."""
    out: list[Run] = []
    b, i = bold, italic
    for token in _TOKEN.split(_CITE_TAIL.sub("", text)):
        if token in ("", "{{", "}}"):
            continue
        if token in ("<b>", "</b>"):
            b = token == "<b>" or bold
        elif token in ("<i>", "</i>"):
            i = token == "<i>" or italic
        elif token == "<pb/>":
            out.append(Run("", turn=True))
        elif token.startswith("[^"):
            out.append(Run(token[2:-1], b, i, note=True))
        elif out and (last := out[-1]).bold == b and last.italic == i and not last.note and not last.turn:
            out[-1] = Run(last.text + token, b, i)
        else:
            out.append(Run(token, b, i))
    return out


def plain(text: str | None) -> str:
    """The text without markup and footnote signs, white space folded."""
    return " ".join("".join(r.text for r in runs(text or "") if not r.note).split())


def entries(only: str | None = None) -> list[Entry]:
    """All compositions in the order of their ids, or one."""
    paths = sorted(TEXTS.glob("*.txt"))
    return [read_entry(p) for p in paths if only is None or p.stem == only]
