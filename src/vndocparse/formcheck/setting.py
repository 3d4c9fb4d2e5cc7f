"""Predicates on how the page is set (kỹ thuật trình bày): sizes, weights, typefaces, margins, paper, places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from vndocparse.formcheck.subject import Hit, Subject
from vndocparse.geometry import Box
from vndocparse.model.document import Document, Evidence, Found, Marginal
from vndocparse.model.look import PageLook, SetIn
from vndocparse.rules.formchecks import CheckRule

_SIZE_SLACK = 0.3
"""Points by which a size may miss its bounds: programs round."""
_PLACE_SLACK = 2.5
"""Millimetres by which an edge of the text may miss its margin."""
_PAPER_SLACK = 3.0
_MM = 72 / 25.4
_MIDDLE = 25.0
"""Points by which a centred page number may miss the middle."""
_LINES_FOR_MARGIN = 2


def set_in(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """The values of ``fields`` are set in the size, weight, slant and typeface that the rule gives."""
    look = subject.document.look
    wrong: dict[str, list[str]] = {}
    for one in look.values if look else ():
        if any(one.field == f or regex.fullmatch(f, one.field) for f in rule.fields):
            found = _departure(one, rule)
            if found is not None:
                wrong.setdefault(found, []).append(one.field)
    for found, fields in wrong.items():  # the lines of a list together
        places = tuple(e for f in fields for e in _places(subject, f))
        yield Hit(fields[0], found, rule.expected or None, places)


def _departure(one: SetIn, rule: CheckRule) -> str | None:
    """What the value is set in, where that is not what the rule asks."""
    low, high = rule.low or 0.0, rule.high or float("inf")
    size_off = one.size > 0 and not low - _SIZE_SLACK <= one.size <= high + _SIZE_SLACK
    bold_off = rule.bold is not None and one.bold != rule.bold
    italic_off = rule.italic is not None and one.italic != rule.italic
    ruled_off = rule.ruled is not None and one.ruled != rule.ruled
    if rule.must and one.typeface and not regex.search(rule.must, one.typeface):
        return one.typeface
    return _style(one.size, one.bold, one.italic) if size_off or bold_off or italic_off or ruled_off else None


def _style(size: float, bold: bool, italic: bool) -> str:
    return f"{size:g} pt" + ", bold" * bold + ", italic" * italic


def _places(subject: Subject, path: str) -> tuple[Evidence, ...]:
    """Where the value with this path stands."""
    name, _, rest = path.partition(".")
    if name == "body":
        preamble = subject.document.preamble
        first = preamble or (subject.document.sections[0] if subject.document.sections else None)
        return tuple(first.evidence[:1]) if first else subject.page_evidence()
    value = getattr(subject.document, name)
    if isinstance(value, list):
        value = value[int(rest.split(".")[0]) - 1]
    return tuple(value.evidence) if isinstance(value, Found) else ()


def paper(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """Every page is A4, standing; a lying page is left alone, as tables have it."""
    off: dict[str, list[int]] = {}
    for page in subject.pages.values():
        wide, high = page.width / _MM, page.height / _MM
        if wide > high or page.origin != "native":
            continue
        if abs(wide - 210) > _PAPER_SLACK or abs(high - 297) > _PAPER_SLACK:
            off.setdefault(f"{wide:.0f} × {high:.0f} mm", []).append(page.page)
    for size, numbers in off.items():
        yield Hit(f"pages.{numbers[0]}", size, rule.expected, tuple(e for n in numbers for e in _page(n)))


def margin(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """The text keeps ``low`` to ``high`` millimetres from the edge named by ``side``.

    Left and right are where lines of text agree on any page; top is that of the first page; of the bottom only
    too little is a fault, since a page may end early.
    """
    pages = [p for p in subject.pages.values() if p.origin == "native" and p.width < p.height]
    measured = _margin(pages, rule.side)
    if measured is None or rule.low is None or rule.high is None:
        return
    page, value = measured
    too_wide = rule.side != "bottom" and value > rule.high + _PLACE_SLACK
    if value < rule.low - _PLACE_SLACK or too_wide:
        yield Hit(f"pages.{page}", f"{value:.0f} mm", rule.expected, _page(page))


def _margin(pages: list[PageLook], side: str) -> tuple[int, float] | None:
    """Page and millimetres where the text comes nearest to the edge."""
    found: list[tuple[float, int]] = []
    for p in pages:
        edge = {
            "left": p.left,
            "right": None if p.right is None else p.width - p.right,
            "top": p.top if p.page == pages[0].page else None,
            "bottom": None if p.bottom is None else p.height - p.bottom,
        }[side]
        if edge is not None:
            found.append((edge / _MM, p.page))
    if not found:
        return None
    value, page = min(found)
    return page, value


def placed(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """The first of ``fields`` stands in the half of the page named by ``side``, or below the second one."""
    name = rule.fields[0]
    box, place = _box(subject.document, name)
    if box is None or place is None or place.page not in subject.pages:
        return
    wide = subject.pages[place.page].width
    confidence = min(v.confidence for v in _values(subject.document, name))
    if rule.side in ("left", "right"):
        if (box.middle < wide / 2) != (rule.side == "left"):
            yield Hit(_path(name), None, rule.expected or rule.side, (place,), confidence)
    elif rule.side == "middle":
        if abs(box.middle - wide / 2) > wide / 6:
            yield Hit(_path(name), None, rule.expected or rule.side, (place,), confidence)
    elif rule.side == "below":
        _, there = _box(subject.document, rule.fields[1])
        if there is None or there.bbox is None or place.bbox is None or there.page != place.page:
            return
        # Their first lines are compared: a name may have swallowed what follows it.
        if Box(*place.bbox).centre < Box(*there.bbox).centre:
            yield Hit(_path(name), None, rule.expected or rule.side, (place,), confidence)


def _path(name: str) -> str:
    return f"{name}.1" if name in ("signatures", "recipients", "addressees") else name


def _values(document: Document, name: str) -> list[Found]:
    value = getattr(document, name)
    return list(value) if isinstance(value, list) else [value] if value is not None else []


def _box(document: Document, name: str) -> tuple[Box | None, Evidence | None]:
    """The box around the first value of the field on its page."""
    values = _values(document, name)
    places = [e for e in values[0].evidence if e.bbox is not None] if values else []
    here = [e for e in places if e.page == places[0].page]
    if not here:
        return None, None
    boxes = [Box(*e.bbox) for e in here if e.bbox is not None]
    around = Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
    )
    return around, here[0]


def _page(number: int) -> tuple[Evidence, ...]:
    return (Evidence(page=number, bbox=None, start=0, end=0),)


# --- page numbers -----------------------------------------------------------------


def page_numbers(subject: Subject, rule: CheckRule) -> Iterator[Hit]:
    """Page numbers; ``side`` names what is looked for: "missing", "first", "order" or "place"."""
    first, last = subject.document.page_range
    numbers = {m.evidence[0].page: m for m in subject.document.marginalia if m.kind == "page_number" and m.evidence}
    known = {p: int(d[0]) for p, m in numbers.items() if (d := regex.findall(r"\d+", m.text or ""))}
    if rule.side == "missing":
        yield from _unnumbered(subject, rule, known, first, last)
    elif rule.side == "first" and first in known and known[first] == 1:
        yield _of_page(numbers[first], rule)
    elif rule.side == "order":
        start = min(known, default=None)
        if start is not None and known[start] not in (start, start - first + 1) and known[start] > start - first + 1:
            yield Hit(f"pages.{start}", str(known[start]), str(start - first + 1), tuple(numbers[start].evidence))
        for (one, a), (two, b) in pairwise(sorted(known.items())):
            if b - a != two - one and b != 1:
                yield Hit(f"pages.{two}", str(b), str(a + two - one), tuple(numbers[two].evidence))
    elif rule.side == "place":
        off = [m for page, m in numbers.items() if _is_misplaced(subject, page, m)]
        if off:
            places = tuple(m.evidence[0] for m in off)
            yield Hit(f"pages.{places[0].page}", off[0].text, rule.expected or None, places, off[0].confidence)


def _is_misplaced(subject: Subject, page: int, number: Marginal) -> bool:
    """The number stands neither near the middle of the page nor of the text, or not at the top."""
    look, box = subject.pages.get(page), number.evidence[0].bbox
    if look is None or box is None:
        return False
    middle = (box[0] + box[2]) / 2
    aside = all(abs(middle - x) > _MIDDLE for x in (look.width / 2, *_middle_of_text(subject)))
    return aside or box[1] > look.height / 3


def _middle_of_text(subject: Subject) -> list[float]:
    """The middle of the text, which unequal margins shift; empty where its edges are not known."""
    lefts = [p.left for p in subject.pages.values() if p.left is not None]
    rights = [p.right for p in subject.pages.values() if p.right is not None]
    return [(min(lefts) + max(rights)) / 2] if lefts and rights else []


def _unnumbered(subject: Subject, rule: CheckRule, known: dict[int, int], first: int, last: int) -> Iterator[Hit]:
    """The pages behind the first that have no number, as one finding."""
    bare = [p for p in range(first + 1, last + 1) if p in subject.pages and p not in known]
    if bare:
        scanned = any(subject.pages[p].origin != "native" for p in bare)
        places = tuple(e for p in bare for e in _page(p))
        yield Hit(f"pages.{bare[0]}", None, rule.expected or None, places, doubt=scanned)


def _of_page(number: Marginal, rule: CheckRule) -> Hit:
    place = number.evidence[0]
    return Hit(f"pages.{place.page}", number.text, rule.expected or None, (place,), number.confidence)
