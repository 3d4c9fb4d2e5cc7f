"""What HTML attributes and CSS say of text: bold, italic, size, capitals, hidden, drawn lines, page breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,4000})\}")
_COMMENT = re.compile(r"/\*(?>(?:[^*]++|\*(?!/))*)(?:\*/|\Z)")
"""One that is never closed goes to the end (CSS Syntax 3, 4.3.2)."""
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?(?:\.([\w-]+))?")
_SIZE = re.compile(r"([\d.]{1,8})\s*(pt|px|em|rem|%)?")
_LINE = re.compile(r"\b(?:solid|double|dotted|dashed|inset|outset|ridge|groove)\b")
_FONT_SIZES = {"1": 7.5, "2": 10.0, "3": 12.0, "4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0}
MOST_CSS = 500_000


class Declared(NamedTuple):
    """Properties that are declared; None: nothing is said."""

    bold: bool | None = None
    italic: bool | None = None
    size: float | None = None
    upper: bool | None = None
    font: str | None = None
    hidden: bool = False
    ruled: bool | None = None
    before: bool = False
    """A page begins at the element."""
    after: bool = False
    unmarked: bool = False
    """A list without labels."""
    right: bool | None = None
    """Flush right."""


NOTHING = Declared()


@lru_cache(maxsize=4096)
def declarations(style: str) -> Declared:
    """The meaning of a ``style`` attribute or of a rule's body."""
    said: dict[str, str] = {}
    for part in style.lower().split(";")[:200]:
        name, colon, value = part.partition(":")
        if colon:
            said[name.strip()] = value.strip().removesuffix("!important").strip()
    weight = said.get("font-weight", "")
    shorthand = said.get("font", "")  # "italic bold 13pt Times"
    slope = said.get("font-style", "")
    font = said.get("font-family") or said.get("mso-ascii-font-family")
    borders = [v for k, v in said.items() if k.startswith(("border", "mso-border")) and "radius" not in k]
    bold = weight in ("bold", "bolder") or (weight.isdigit() and int(weight[:5]) >= 600) if weight else None
    if shorthand:
        bold, slope = re.search(r"\b(?:bold|[6-9]00)\b", shorthand) is not None, slope or shorthand.split(" ")[0]
    return Declared(
        bold=bold,
        italic=slope in ("italic", "oblique") if slope else None,
        size=_size(said.get("font-size", "")),
        upper=said["text-transform"] == "uppercase" if "text-transform" in said else None,
        font=font.split(",")[0].strip(" '\"") if font else None,
        hidden=said.get("display") == "none"
        or said.get("visibility") == "hidden"
        or said.get("mso-hide") == "all"
        or said.get("mso-element") in ("header", "footer"),
        ruled=any(_LINE.search(v) for v in borders) if borders else None,
        before=said.get("page-break-before") in ("always", "page") or said.get("break-before") in ("page", "always"),
        after=said.get("page-break-after") == "always" or said.get("break-after") == "page",
        right=said["text-align"] in ("right", "end") if "text-align" in said else None,
        unmarked="none" in (said.get("list-style", ""), said.get("list-style-type", "")),
    )


def _size(value: str) -> float | None:
    match = _SIZE.fullmatch(value)
    if match is None:
        return None
    try:
        number = float(match.group(1))
    except ValueError:
        return None
    factor = {"pt": 1.0, "px": 0.75}.get(match.group(2) or "px")
    return round(number * factor, 2) if factor and 0 < number < 1000 else None


class Sheet:
    """Rules of ``<style>`` elements; only selectors of a tag, a class or both are understood."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], Declared] = {}

    def read(self, css: str) -> None:
        for selectors, body in _RULE.findall(_COMMENT.sub("", css[:MOST_CSS])):
            declared = declarations(body)
            if declared == NOTHING:
                continue
            for selector in selectors.split(","):
                match = _SELECTOR.fullmatch(selector.strip().lower())
                if match and selector.strip():
                    key = (match.group(1) or "", match.group(2) or "")
                    self._rules[key] = _over(self._rules.get(key, NOTHING), declared)

    def of(self, tag: str, attributes: Mapping[str, str]) -> Declared:
        """What is declared for an element, the most particular last."""
        found = NOTHING
        if self._rules:
            names = attributes.get("class", "").lower().split()[:20]
            for key in [(tag, ""), *(("", n) for n in names), *((tag, n) for n in names)]:
                if key in self._rules:
                    found = _over(found, self._rules[key])
        if tag == "font":
            found = _over(
                found, Declared(size=_FONT_SIZES.get(attributes.get("size", "")), font=attributes.get("face"))
            )
        style = attributes.get("style")
        if style:
            found = _over(found, declarations(style[:4000]))
        return found._replace(hidden=True) if "hidden" in attributes else found


def _over(under: Declared, over: Declared) -> Declared:
    """Both, the second before the first where both speak."""
    if under == NOTHING:
        return over
    return Declared(
        bold=under.bold if over.bold is None else over.bold,
        italic=under.italic if over.italic is None else over.italic,
        size=under.size if over.size is None else over.size,
        upper=under.upper if over.upper is None else over.upper,
        font=under.font if over.font is None else over.font,
        hidden=under.hidden or over.hidden,
        ruled=over.ruled if over.ruled is not None else under.ruled,
        before=under.before or over.before,
        after=under.after or over.after,
        unmarked=under.unmarked or over.unmarked,
        right=under.right if over.right is None else over.right,
    )
