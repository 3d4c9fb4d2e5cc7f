"""What a document refers to another for (quan hệ viện dẫn): implements, based_on, amends, replaces …

The nearest cue in the clause before a reference decides; items of a list share the first one's;
a reference inside the name of another is only mentioned, for its cue belongs to that name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from vndocparse.fields.citation_issuer import issuer_at
from vndocparse.fields.citation_mention import Mention
from vndocparse.fields.citation_text import Folded, next_word
from vndocparse.model.document import Relation
from vndocparse.rules.citations import load_citation_rules
from vndocparse.text import bare

REACH = 110
"""Characters before a reference in which a cue counts."""
MAX_SUBJECT = 700
"""Characters that the name of a document runs on for at most."""

_CLAUSE = re.compile(
    r"[.;:](?=\s)|\n\s*\n|\n\s{0,3}[-+*•]\s"
    r"|\n[^\S\n]{0,3}(?:\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,5}|[a-d])\s?[-.)/]\s"
)
_SUBJECT_END = re.compile(
    r"[;:)]|\.(?=\s|\Z)|\n\s*\n|\n\s{0,3}[-+*•]\s|(?<![a-z])(?:can\s{1,3}cu|xet\s{1,3}de\s{1,3}nghi|theo\s{1,3}de\s{1,3}nghi)(?![a-z])"
)
_SUBJECT_LEAD = re.compile(r"\s{0,3}(?:,\s{1,3}(?=ve\s|quy\s{1,3}dinh\s))?[\"“(]?")
_LIST_GAP = re.compile(
    r"[\s\"“”]{0,5}(?:[,;]|va|cung(?:\s{1,3}voi)?|hoac|den|,\s{0,3}va)?[\s\"“”]{0,5}(?:(?:va|cac|theo|so)\s{1,3}){0,2}\Z"
)
_RANGE = re.compile(r"\s{1,3}den\s{1,3}(?:so\s{1,3})?")
_APPOSITION = re.compile(r"\s{1,3}\(\Z")
_NEW_CLAUSE = re.compile(
    r",\s{1,3}(?!(?i:luật|bộ luật|pháp lệnh|nghị|thông tư|quyết|chỉ thị|kết luận|kế hoạch|quy ))(?=[A-ZĐÂÊÔƠƯĂỦỤ])"
    r"|\n(?=(?:Thực hiện|Triển khai|Thi hành|Căn cứ|Theo|Nhằm|Để|Tại|Ngày|Sau khi)\s)"
)
_NEW_LINE = re.compile(r"\n(?=(?:Thực hiện|Triển khai|Thi hành|Căn cứ|Theo|Nhằm|Để|Tại|Ngày|Sau khi)\s)")


_AMENDED_BY = re.compile(
    r"(?<![a-z])duoc\s{1,3}(?:sua\s{1,3}doi|bo\s{1,3}sung|thay\s{1,3}the)[^.;:\d]{0,44}(?<![a-z])(?:boi|theo|tai)\s{1,3}(?:cac\s{1,3})?\Z"
)
_NEXT_IN_SERIES = re.compile(r";\s{0,3}(?:va\s{1,3})?(?:cac\s{1,3})?\Z")
_FULL_STOP = re.compile(r"\.(?=\s{0,3}[\n\"”)]|\s{1,3}[a-z])")
_GROUNDS = frozenset({"based_on", "implements"})
_AND = re.compile(r"\s?,?\s{1,3}va\s[^.;:\n\"“”]{1,60}")
"""Another ground for the same: "Căn cứ Điều lệ Đảng và nguyện vọng của chi bộ tại …"."""
_REPORT = re.compile(r"(?<![a-z])bao\s{1,3}cao(?![a-z])")
_CHANGES = frozenset({"amends", "replaces", "repeals"})
_UNDER_TITLE = re.compile(r"[^.;:,\s\-][^\S\n]*+\n\s*+[*_]*+\(\s?[Kk]èm\s{1,2}theo\Z")
"""Of an appendix, under its title: "(Kèm theo Thông tư số …)" says what it belongs to, and sends nothing along."""
_COLON = re.compile(r":[^\S\n]*\n")
_NEW_PART = re.compile(r"\n[^\S\n]*(?:Điều\s+\d|[IVX]{1,5}\s?[.\-/]|[A-D][.\-]\s)")
_TITLE = re.compile(r"(?:\A|\n)[*_#\s]{0,80}+(?P<type>[A-ZĐÂÊÔƠƯ][^\na-zà-ỹđ.,;:\d]{4,24}?)[^\S\n]*[*_]*\n")
"""A line in capitals, as the title's type is printed."""
_LINE = re.compile(r"\n(?=[A-ZĐÂÊÔƠƯĂỦỤ])")
_MARK = r"(\d{1,2}(?:\.\d{1,2})?[.)/]|[a-zđ]\)|[-+*•])"
_ITEM = re.compile(rf"(?:\A|\n)\s{{0,3}}{_MARK}\s{{0,2}}\Z")
_MARKER = re.compile(rf"\s{{0,4}}{_MARK}\s")
_ENDS = re.compile(
    r"(?<![a-z])(?:het|cham\s{1,3}dut)\s{1,3}hieu\s{1,3}luc(?![a-z])|(?<![a-z])bi\s{1,3}bai\s{1,3}bo(?![a-z])"
)
"""What a clause of commencement says of an older document that it begins with."""
_HEADING = re.compile(r"\n[^\S\n]{0,3}(?:[IVX]{1,5}|[A-D])\s?[.\-/)][^\n]{0,120}")
_PASSIVE = re.compile(r"(?<![a-z])(?:duoc|bi)\s{1,3}\Z")
"""Before a cue: "được sửa đổi, bổ sung bởi …" says what others did to the document just named."""


def relate(t: Folded, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with relation, cue and outer reference; names of laws inside other names are left out.

    A law named without number, day or year inside what another document is about ("… quy định chi
    tiết một số điều của Luật Đất đai") is part of that document's name, not a reference of its own.
    """
    kept: list[Mention] = []
    subject_end = -1
    outer: int | None = None
    dropped_end = -1
    for m in mentions:
        inside = m.start < subject_end
        if _undated_law(m) and (_alias(t, m) or (kept and _APPOSITION.match(t.plain[kept[-1].end : m.start]))):
            continue
        if inside and _undated_law(m) and (_led(t, m) or _touching(t, dropped_end, m)):
            dropped_end = m.end
            continue
        if m.kind == "bare" and _alias(t, m):
            m = replace(m, name="?")
        nested = inside and _led(t, m)
        if nested and kept and _AMENDED_BY.search(t.plain, max(0, m.start - 70), m.start):
            kept.append(replace(m, relation=kept[-1].relation, cue=kept[-1].cue, outer=kept[-1].outer))
            continue
        before = kept[-1] if kept else None
        if before and _touching(t, before.end, m):
            m = replace(m, joined=";" not in t.plain[before.end : m.start])
            if _RANGE.fullmatch(t.plain[before.end : m.start]) and _one_series(before, m):
                before = kept[-1] = replace(before, until=m.number)
        if nested:
            kept.append(replace(m, outer=outer))
            subject_end = max(subject_end, _subject_end(t, m.end))
            continue
        if inside and before and not _led(t, m):  # "Căn cứ Quyết định … về … và Nghị định …"
            relation, cue = before.relation, before.cue
        else:
            relation, cue = _relation(t, m, before)
        kept.append(
            replace(
                m,
                relation=relation,
                cue=cue,
                outer=before.outer if inside and before and _touching(t, before.end, m) else None,
            )
        )
        end = _subject_end(t, m.end)
        if end > m.end:
            subject_end, outer = end, m.start
        elif m.start >= subject_end:
            subject_end = -1
    return kept


def _alias(t: Folded, m: Mention) -> bool:
    """True where the words before it introduce an alias: "(sau đây gọi tắt là …"."""
    lead = t.plain[max(0, m.start - 34) : m.start].rstrip(' \n"“:')
    return any(w.end() == len(lead) for w in load_citation_rules().words["alias"].finditer(lead))


def _undated_law(m: Mention) -> bool:
    return m.kind == "named" and m.type_code in {"L", "BL", "PL", "ĐL"} and not m.date and not m.year and not m.term


def _one_series(first: Mention, last: Mention) -> bool:
    """True for two numbers that differ in their figures alone."""
    rest = [re.sub(r"^\d+", "", m.number or "?") for m in (first, last)]
    return rest[0] == rest[1] and first.type_code == last.type_code


def _led(t: Folded, m: Mention) -> bool:
    """True where words lead up to it, so that it is no further item of a list."""
    before = t.plain[max(0, m.start - 12) : m.start].rstrip()
    return not before.endswith((",", ";")) and not re.search(r"(?<![a-z])(?:va|cung|hoac)$", before)


def _touching(t: Folded, end: int, m: Mention) -> bool:
    return 0 <= end <= m.start and m.start - end < 12 and bool(_LIST_GAP.match(t.plain[end : m.start]))


def _subject_end(t: Folded, pos: int) -> int:
    """Where the words end that say what the document before ``pos`` is about; ``pos`` where there are none."""
    lead = _SUBJECT_LEAD.match(t.plain, pos)
    at = lead.end() if lead else pos
    if _NEW_CLAUSE.search(t.text, pos, at) or (lead and _NEW_CLAUSE.match(t.text, at - 1)):
        return pos  # a title's end, the text's beginning
    if not load_citation_rules().words["subject"].match(t.plain, at):
        return pos
    stop = min(len(t.plain), pos + MAX_SUBJECT)
    end = _SUBJECT_END.search(t.plain, at, stop)
    stop = end.start() if end else stop
    clause = _NEW_CLAUSE.search(t.text, at, stop)
    stop = clause.start() if clause else stop
    for line in _LINE.finditer(t.text, at, stop):
        organ = issuer_at(t, line.end())
        if organ is not None and load_citation_rules().words["issuer_verb"].match(t.plain, next_word(t, organ)):
            return line.start()
    return stop


def _relation(t: Folded, m: Mention, before: Mention | None) -> tuple[Relation, tuple[int, int] | None]:
    """The relation and its cue: what a list shares, the words behind, the nearest words before, the place."""
    if before and (_touching(t, before.end, m) or _goes_on(t, m, before)):
        return before.relation, before.cue
    if (after := _behind(t, m)) is not None:
        return after
    lo = _clause_start(t, m, before)
    cues = list(load_citation_rules().before.finditer(t.plain, lo, m.start))
    if cues:
        return _by_cue(t, m, before, lo, cues)
    if before and before.relation in _GROUNDS and _AND.fullmatch(t.plain, before.end, m.start):
        return before.relation, before.cue
    return _by_place(t, m)


def _goes_on(t: Folded, m: Mention, before: Mention) -> bool:
    """True for the next document of a series split by semicolons: "thực hiện Chỉ thị … về …; Quy định số …"."""
    if before.relation == "mentions":
        return False
    lead = _NEXT_IN_SERIES.search(t.plain, max(before.end, m.start - 10), m.start)
    return bool(lead) and not _FULL_STOP.search(t.plain, before.end, m.start)


def _behind(t: Folded, m: Mention) -> tuple[Relation, tuple[int, int]] | None:
    rules = load_citation_rules()
    if _ITEM.search(t.text, max(0, m.start - 8), m.start):
        ends = _ENDS.search(t.plain, m.end, max(m.end, _subject_end(t, m.end)))
        if ends:
            return "repeals", ends.span()
    after = rules.after.search(t.plain, m.end, min(len(t.plain), m.end + 40))
    if not after or _CLAUSE.search(t.plain, m.end, after.start()) or "," in t.plain[m.end : after.start()]:
        return None
    return rules.relations[_group(after)].name, after.span()


def _clause_start(t: Folded, m: Mention, before: Mention | None) -> int:
    """Where the clause begins in which the reference stands, at most ``REACH`` before it."""
    lo = max(0, m.start - REACH, before.end if before else 0)
    for stop in _CLAUSE.finditer(t.plain, lo, m.start):
        if t.plain[stop.start()] != ":" or t.plain[stop.end() : m.start].strip():  # "các văn bản: Công văn số …"
            lo = stop.end()
    for line in _NEW_LINE.finditer(t.text, lo, m.start):
        lo = line.end()
    return lo


def _by_cue(
    t: Folded, m: Mention, before: Mention | None, lo: int, cues: list[re.Match[str]]
) -> tuple[Relation, tuple[int, int] | None]:
    rules = load_citation_rules()
    last = cues[-1]
    rule = rules.relations[_group(last)]
    weak = " ".join(last[0].split()) in map(bare, rule.weak)
    if rule.name == "transmits" and _UNDER_TITLE.search(t.text, max(0, last.start() - 60), last.end()):
        return "mentions", last.span()
    if rule.name in _CHANGES and before and _PASSIVE.search(t.plain, max(lo, last.start() - 16), last.start()):
        return before.relation, before.cue
    if weak and rule.name == "mentions":  # "sửa đổi Quy chế ban hành kèm theo Quyết định …"
        attached = "theo" in last[0]
        earlier = [c for c in cues[:-1] if attached or rules.relations[_group(c)].name in _CHANGES]
        if earlier:
            return _by_cue(t, m, before, lo, earlier)
    elif weak and rule.name == "reports_on":  # "giám sát … về kết quả thực hiện …"
        reviewing = [c for c in cues if rules.relations[_group(c)].name == "reviews"]
        if reviewing:
            return "reviews", reviewing[-1].span()
        opening = t.plain[lo : last.start()].strip(" \n-*_#") in {"", "ve"}
        if not opening and not _REPORT.search(t.plain, lo, last.start()):
            return "implements", last.span()
    elif weak and _is_directive(m) and not _opens(t, last.start()):
        return "implements", last.span()
    return rule.name, last.span()


def _by_place(t: Folded, m: Mention) -> tuple[Relation, tuple[int, int] | None]:
    """Without words before it: under a lead-in or a heading that says it for a list, or in the title."""
    rules = load_citation_rules()
    if item := _ITEM.search(t.text, max(0, m.start - 8), m.start):
        if (lead := _lead_in(t, m.start, item[1])) is not None:
            return rules.relations[_group(lead)].name, lead.span()
        if (heading := _basis_heading(t, m.start)) is not None:
            return "based_on", heading
    titles = list(_TITLE.finditer(t.text, max(0, m.start - REACH), m.start))
    if titles and not _CLAUSE.search(t.plain, titles[-1].end(), m.start):
        word = bare(titles[-1]["type"])
        relation = next((r.name for r in rules.relations if word in map(bare, r.title)), None)
        if relation:
            return relation, titles[-1].span("type")
    return "mentions", None


def _lead_in(t: Folded, pos: int, marker: str) -> re.Match[str] | None:
    """The cue in the words that lead into the list of which the reference begins an item: "Bãi bỏ các văn bản sau:".

    The list must begin right behind them, with a marker like this item's.
    """
    colons = list(_COLON.finditer(t.text, max(0, pos - 1500), pos))
    if not colons or _NEW_PART.search(t.text, colons[-1].end() - 1, pos):
        return None
    first = _MARKER.match(t.text, colons[-1].end())
    if not first or _kind(first[1]) != _kind(marker):
        return None
    lo = max(0, colons[-1].start() - 160)
    for stop in _CLAUSE.finditer(t.plain, lo, colons[-1].start()):
        lo = stop.end()
    rules = load_citation_rules()
    cues = list(rules.before.finditer(t.plain, lo, colons[-1].start()))
    return cues[-1] if cues else rules.after.search(t.plain, lo, colons[-1].start())


def _kind(marker: str) -> str:
    return "a" if marker[0].isalpha() else "1" if marker[0].isdigit() else "-"


def _is_directive(m: Mention) -> bool:
    rule = load_citation_rules().types.get(bare(m.doc_type or ""))
    return bool(rule and rule.directive)


def _opens(t: Folded, pos: int) -> bool:
    """True where the word at ``pos`` begins a sentence or a line, as "Căn cứ" does in a preamble."""
    return t.text[pos].isupper()


def _basis_heading(t: Folded, pos: int) -> tuple[int, int] | None:
    """The heading "CĂN CỨ" above a list of references that begin their items."""
    headings = list(_HEADING.finditer(t.text, max(0, pos - 1500), pos))
    last = headings[-1] if headings else None
    return last.span() if last and bare(last[0]).find("can cu") >= 0 else None


def _group(m: re.Match[str]) -> int:
    return (m.lastindex or 1) - 1
