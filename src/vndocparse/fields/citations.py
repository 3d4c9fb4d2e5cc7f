"""References to other documents (văn bản được viện dẫn): finds each one, with its parts and offsets.

How it works: a few cheap scans find anchors (a number with its symbol, a type's word before a bare
number, the first word of a named act); around each anchor, and only there, the parts are read:
backwards the type, the clauses and an issuer, forwards the day, the issuer, the term.  Every
reading looks at a bounded stretch, so cost is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.citation_named import named_at, named_pattern
from vndocparse.fields.citation_number import NUMBER, STANDARD
from vndocparse.fields.citation_numbered import numbered_at
from vndocparse.fields.citation_plain import bare_number_at, bare_number_pattern, standard_at
from vndocparse.fields.citation_text import Folded, compose
from vndocparse.fields.relations import relate
from vndocparse.text import fold

__all__ = ["Mention", "find_citations"]


def find_citations(
    text: str,
    *,
    own_number: str | Iterable[str] | None = None,
    own_date: str | None = None,
    short_forms: bool = False,
) -> list[Mention]:
    """All references in ``text``, in text order.

    ``text`` may have line feeds where printed lines wrap.  Offsets index into it, whatever its
    normal form; ``text[start:end]`` is the reference as printed, clauses before it included.

    What counts: a mention with a number, a named act with year, day, term or congress, a law named
    in full.  Bare words, aliases, classes of documents and the document's ``own_number`` do not
    (several may be given; with another day than ``own_date`` it is an older document: numbers start
    again each term).  Aliases by number alone come too with ``short_forms``, as kind "short".
    """
    composed, starts = compose(text)
    t = Folded.of(composed)
    mentions = relate(t, list(_scan(t)))
    if starts is not None:
        mentions = [_shift(m, starts) for m in mentions]
    own = {_squash(n) for n in ([own_number] if isinstance(own_number, str) else own_number or ()) if n}
    full = {(m.type_code, _figures(m)) for m in mentions if m.number and m.kind == "number"}
    kept = []
    for m in mentions:
        if m.number and _squash(m.number) in own and m.date in (None, own_date or m.date):
            continue
        if m.kind == "bare":
            alias = m.name is not None or (m.type_code, _figures(m)) in full
            m = replace(m, kind="short" if alias else "number", name=None)
        if m.kind != "short" or short_forms:
            kept.append(m)
    return kept


def _figures(m: Mention) -> str:
    return re.split("[-/]", m.number or "")[0].lstrip("0")


def _squash(number: str) -> str:
    return fold(number).replace(" ", "")


def _shift(m: Mention, starts: list[int]) -> Mention:
    return replace(
        m,
        start=starts[m.start],
        end=starts[m.end],
        core=starts[m.core],
        outer=None if m.outer is None else starts[m.outer],
        cue=None if m.cue is None else (starts[m.cue[0]], starts[m.cue[1]]),
    )


def _anchors(t: Folded) -> list[tuple[int, str, re.Match[str]]]:
    anchors = [(m.start("ord"), "number", m) for m in NUMBER.finditer(t.text)]
    anchors += [(m.start(), "standard", m) for m in STANDARD.finditer(t.text)]
    anchors += [(m.start(), "bare", m) for m in bare_number_pattern().finditer(t.text)]
    anchors += [(m.start(), "named", m) for m in named_pattern().finditer(t.text)]
    return sorted(anchors, key=lambda a: (a[0], a[1]))


def _scan(t: Folded) -> Iterator[Mention]:
    """Reads around each anchor; a stretch once read belongs to one reference alone."""
    done = 0
    last: Mention | None = None
    head: Mention | None = None
    for pos, kind, match in _anchors(t):
        if pos < done:
            continue
        if kind == "number":
            found = numbered_at(t, match, done, last, head)
        elif kind == "standard":
            found = standard_at(t, match, done)
        elif kind == "bare":
            found = bare_number_at(t, match, done)
        else:
            found = named_at(t, match, done)
        for mention in found:
            yield mention
            done = max(done, mention.end)
            last = mention
            if mention.list_head:
                head = mention
