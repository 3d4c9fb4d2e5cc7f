"""LaTeX's structure in Markdown (LaTeX): headings, typefaces, centred blocks and tables as OCR models write them.

Models that learnt to read papers write ``\\section*{...}``, ``\\textbf{...}`` and ``\\begin{tabular}`` for the print of
any page.  What a command does is a rule; a command that no rule knows stays as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from vndocparse.rules.load import load_records
from vndocparse.rules.schema import Record

_SIGN = re.compile(r"\\(?:begin|[a-z]*section|title|text[a-z]{2}|underline)\*?\s?\{")
"""What a text has that is written so; without it nothing else is looked for."""
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?\s?\{([^{}]{0,2000})\}")
_SWITCH = re.compile(r"\\([A-Za-z]+)\b\*?(?:\[[^\[\]\n]{0,40}\])? ?")
_TABLE = re.compile(r"\\(begin|end)\s?\{(?:tabular[x*]?|longtable)\}")
_MARGINS = re.compile(r"(?:\s?\[[a-z]\])?(?:\s?\{[^{}\n]{0,80}\}){1,2}")
_CELL_OVER = re.compile(r"\\multi(?:column|row)\s?\{[^{}\n]{0,20}\}\s?\{[^{}\n]{0,40}\}\s?\{([^{}]{0,2000})\}")
_ROW_END = re.compile(r"\\\\(?:\s?\[[^\[\]\n]{0,20}\])?")
_LINE_END = re.compile(r"\\\\(?:\s?\[[^\[\]\n]{0,20}\])?[ \t]*(?=\n|$)")
_NESTED = 4
"""Times that commands are taken off from the inside."""


class LatexCommand(Record):
    """A command of LaTeX that shapes text."""

    command: str
    does: Literal["heading", "bold", "italic", "nothing", "environment", "switch", "item"]
    """nothing: it only sets what stands in its braces; environment: what ``begin`` and ``end`` name; switch: it has
    no braces, or none whose content is printed."""


@cache
def _commands() -> dict[str, str]:
    return {r.command: r.does for r in load_records("text_marks.toml", "latex_command", LatexCommand)}


def without_latex(text: str) -> str:
    """The text with LaTeX's structure as Markdown; unchanged where it has none.  Linear in the text."""
    if _SIGN.search(text) is None:
        return text
    text = _with_tables(text)
    for _ in range(_NESTED):
        shaped = _COMMAND.sub(_shaped, text)
        if shaped == text:
            break
        text = shaped
    return _SWITCH.sub(_switched, _LINE_END.sub("", text))


def _shaped(match: re.Match[str]) -> str:
    name, inner = match.groups()
    does = _commands().get(name)
    if name in ("begin", "end"):
        return "" if _commands().get(inner.strip("*")) == "environment" else match.group()
    if does == "heading":
        lines = [_LINE_END.sub("", line).strip() for line in inner.split("\n")]
        return "\n\n" + "\n".join(f"# {line}" for line in lines if line) + "\n\n"
    if does in ("bold", "italic"):
        sign = "**" if does == "bold" else "*"
        return f"{sign}{inner.strip()}{sign}" if inner.strip() else ""
    if does == "switch":
        return ""
    return inner if does == "nothing" else match.group()


def _switched(match: re.Match[str]) -> str:
    does = _commands().get(match[1])
    return "- " if does == "item" else "" if does == "switch" else match.group()


def _with_tables(text: str) -> str:
    """Tables as rows between bars; one within another stays a part of its cell."""
    parts, end, begin, depth = [], 0, 0, 0
    for match in _TABLE.finditer(text):
        if match[1] == "begin":
            if depth == 0:
                margins = _MARGINS.match(text, match.end())
                parts.append(text[end : match.start()])
                begin = end = margins.end() if margins else match.end()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                parts.append(_table(text[begin : match.start()]))
                end = match.end()
    return "".join([*parts, text[end:]])


def _table(source: str) -> str:
    rows = []
    for row in _ROW_END.split(_CELL_OVER.sub(r"\1", source)):
        cells = [
            " ".join(cell.replace("|", "\\|").split()) for cell in re.split(r"(?<!\\)&", _SWITCH.sub(_switched, row))
        ]
        if any(cells):
            rows.append("| " + " | ".join(cells) + " |")
    return "\n\n" + "\n".join(rows) + "\n\n"
