"""Issuing organ and the one above it (cơ quan ban hành, cơ quan cấp trên), from the lines that name them.

Names are one to three lines long and two or three organs stand one above the other; where one ends and
the next begins is told by print, by the words that open an organ's name, and by names that are not whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import dataclass

from vndocparse.fields.values import Span
from vndocparse.model.textmap import TextMap
from vndocparse.rules import form, organs
from vndocparse.text import is_upper


@dataclass(frozen=True, slots=True)
class Organs:
    """Spans of the issuing organ and of the one above it."""

    organ: tuple[Span, ...] = ()
    superior: tuple[Span, ...] = ()


def group_organs(text: TextMap, names: list[Span], joint: Collection[Span] = ()) -> Organs:
    """Lines of names as one or more organs.

    Weight tells first, where the file says it: the organ above is printed regular, the issuing one
    bold (HD 36, annex 3).  Otherwise a line that begins with an organ's word opens a new one, and a
    wrapped name goes on ("ỦY BAN NHÂN DÂN" / "TỈNH X").  Names in ``joint`` begin with a dash: organs that issue
    the document together are one organ of it.
    """
    groups: list[list[Span]] = []
    for k, span in enumerate(names):
        following = text.text[slice(*names[k + 1])] if k + 1 < len(names) else ""
        joined = span in joint or (k > 0 and text.text[names[k - 1][1] - 1] in "-–")
        if not groups and len(names) == 1 and text.lines[text.line_at(span[0])].box is None:
            groups.extend([s] for s in _split_glued(text.text, span, alone=True))
        elif not groups or (not joined and _opens_organ(text, groups[-1], span, following)):
            groups.extend([s] for s in _split_glued(text.text, span))
        else:
            groups[-1].append(span)
    if not groups:
        return Organs()
    return Organs(tuple(groups[-1]), tuple(s for group in groups[:-1] for s in group))


def _opens_organ(text: TextMap, group: list[Span], span: Span, following: str) -> bool:
    before, line = text.lines[text.line_at(group[-1][0])], text.lines[text.line_at(span[0])]
    printed = before.box is not None and line.box is not None and all(w.confidence >= 1.0 for w in line.words)
    if printed and before.bold != line.bold and not organs.is_place(text.text[slice(*span)]):
        return True  # the weight of a scan's letters is measured and may be wrong: it does not decide
    content = form.mend_formula(text.text[slice(*span)])
    broken = " " in content.strip() and organs.opens_organ(f"{content} {following}")  # "LIÊN ĐOÀN LAO" / "ĐỘNG TỈNH X"
    if not (organs.opens_organ(content) or broken) or (" " not in content.strip() and before.bold == line.bold):
        return False  # a single word names no organ: "SỞ NÔNG NGHIỆP VÀ MÔI" / "TRƯỜNG"
    if not following and organs.is_bare_committee(content) and organs.names_body(text.text[slice(*group[-1])]):
        return False  # "CHI BỘ VĂN PHÒNG" / "HUYỆN ỦY"
    so_far = form.mend_formula(" ".join(text.text[a:b] for a, b in group))
    last = so_far.rsplit(" - ", 1)[-1]  # of organs that issue together: "… - ỦY BAN NHÂN DÂN - BAN" / "THƯỜNG TRỰC …"
    return (last == so_far or " " in last) and organs.is_whole_organ(last, content)


def _split_glued(text: str, span: Span, *, alone: bool = False) -> list[Span]:
    """Two or three organs on one line: "ĐẢNG BỘ TỈNH X ĐẢNG ỦY XÃ Y", "BAN CHẤP HÀNH TRUNG ƯƠNG VĂN PHÒNG".

    ``alone``: the line holds all that the header names, and most headers name two organs.
    """
    start, end = span
    content = text[start:end]
    cuts = organs.glued_organs(content)
    cuts += organs.second_organs(content) if alone and is_upper(content) else []
    cuts = sorted({c for c in cuts if _whole(content, c)})
    if cuts and organs.is_bare_committee(content[cuts[-1] :]):
        cuts.pop()  # "CHI BỘ VĂN PHÒNG HUYỆN ỦY"
    return [(start + a, start + len(content[:b].rstrip())) for a, b in itertools.pairwise([0, *cuts, len(content)])]


def _whole(content: str, cut: int) -> bool:
    """What stands before ``cut`` is a name of its own, not a first word: "LIÊN" / "CHI BỘ X"."""
    before = content[:cut].rstrip()
    return " " in before and organs.is_whole_organ(before, content[cut:])
