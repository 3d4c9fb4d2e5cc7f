"""Plants faults, has them checked, and counts: what was found, what was missed, what was said wrongly."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from zlib import crc32

from tools.corpus import plain, typeset, web, word
from tools.corpus.build import digital
from tools.corpus.page import Rendered
from tools.corpus.scan import scan_file
from tools.corpus.spec import Entry, entries
from tools.faults import body, foot, head  # noqa: F401  -- their plants enter themselves
from tools.faults.expected import expected
from tools.faults.fresh import SEED, fresh
from tools.faults.model import PLANTS, Draft, Label, draft_of, general, general_field, planted

import vndocparse
from vndocparse.rules.formchecks import check_rules

HERE = Path(__file__).parent
FRESH = "fresh"
UNREADABLE = ("bad-ocr", "shifted", "stamp-only")
"""Text layers that are not used: such pages are scans to the check."""


@dataclass
class Tally:
    """Counts of one rule, or of all."""

    right: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass
class Score:
    """Counts per rule, and each miss and false alarm in words."""

    rules: dict[str, Tally] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    documents: int = 0

    def count(self, rule: str, what: str) -> None:
        tally = self.rules.setdefault(rule, Tally())
        setattr(tally, what, getattr(tally, what) + 1)

    @property
    def total(self) -> Tally:
        every = self.rules.values()
        return Tally(sum(t.right for t in every), sum(t.missed for t in every), sum(t.wrong for t in every))


def usable(split: str) -> list[Entry]:
    """The entries of the half whose text is in the file; those of "fresh" are composed by chance."""
    if split == FRESH:
        return list(_fresh())
    return [
        e for e in entries()
        if e.get("split") == split and e.get("form") != "scan" and e.get("layer", "") not in UNREADABLE
    ]  # fmt: skip


def rendered(draft: Draft) -> tuple[bytes, Rendered | None]:
    """The file of a draft, and what the page renderer says of it."""
    entry, form = draft.entry, draft.entry.get("form")
    if form in ("md", "txt"):
        return plain.render(entry), None
    if form == "html":
        return web.render(entry), None
    if form == "docx":
        return word.render(entry), None
    blank = {*entry.get("hand", [])}
    r = typeset.render(entry, blank)
    data = digital(entry, r, blank)
    lost = entry.get("lost_page", 0)
    return (_without_page(data, lost) if 0 < lost < r.pages[-1][1] else data), r


def _without_page(data: bytes, page: int) -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        del pdf.pages[page - 1]
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


@cache
def hand_labels() -> dict[str, list[tuple[Label, bool]]]:
    """Faults that the compositions have of themselves, read by a person; True where one holds by its day alone."""
    out: dict[str, list[tuple[Label, bool]]] = {}
    for row in tomllib.loads((HERE / "labels.toml").read_text("utf-8"))["label"]:
        label = Label(row.get("document", 1), row["rule"], row["field"])
        out.setdefault(row["entry"], []).append((label, row.get("by_day", False)))
    return out


def own_labels(draft: Draft, r: Rendered | None) -> set[Label]:
    """What is wrong with the document besides the planted fault."""
    by_hand = {
        label
        for label, by_day in hand_labels().get(draft.entry.id, [])
        if not (label.document == 1 and label.field in draft.touched) and not (by_day and "*day" in draft.touched)
    }
    return by_hand | (expected(draft, r) if r is not None else set())


def found_in(data: bytes) -> set[Label]:
    """What the check says for sure."""
    result = vndocparse.parse(data, engine="none")
    return {Label(f.document, general(f.rule), general_field(f.field)) for f in result.check() if f.checked}


def _flat(labels: Iterable[Label]) -> set[Label]:
    return {Label(x.document, x.rule, general_field(x.field)) for x in labels}


def score_entry(entry: Entry, score: Score) -> None:
    """The entry as it is: its own faults found, and nothing else said."""
    draft = draft_of(entry)
    data, r = rendered(draft)
    _count(entry.id, "as it is", found_in(data), _flat(own_labels(draft, r)), set(), score)


def score_plant(entry: Entry, name: str, score: Score) -> bool:
    """The entry with one fault; False where it does not fit."""
    draft = planted(entry, name)
    if draft is None:
        return False
    data, r = rendered(draft)
    if r is not None and draft.entry.get("lost_page", 0) and r.pages[-1][1] <= draft.entry.get("lost_page"):
        return False  # the last page leaves no trace in the numbers
    own = _flat(own_labels(draft, r))
    before = _own_before(entry)
    new = _flat(draft.labels) | (own - before)
    if not new:
        return False
    _count(entry.id, name, found_in(data), new, own | _found_before(entry.id), score)
    return True


def _named(name: str) -> Entry:
    return entries(name)[0] if not name.startswith(FRESH) else next(e for e in _fresh() if e.id == name)


_SEED = ContextVar("fresh_seed", default=SEED)


@contextmanager
def fresh_of(seed: int) -> Iterator[None]:
    """Within it the fresh documents are those of another seed."""
    token = _SEED.set(seed)
    try:
        yield
    finally:
        _SEED.reset(token)


def _fresh() -> tuple[Entry, ...]:
    return _fresh_set(_SEED.get())


@cache
def _fresh_set(seed: int) -> tuple[Entry, ...]:
    return tuple(fresh(seed))


@cache
def _found_before(name: str) -> frozenset[Label]:
    """What is said of the document as it is: its own false alarms count once, not again with each planted fault."""
    return frozenset(found_in(rendered(draft_of(_named(name)))[0]))


@cache
def _rendered_before(name: str) -> frozenset[Label]:
    draft = draft_of(_named(name))
    return frozenset(_flat(own_labels(draft, rendered(draft)[1])))


def _own_before(entry: Entry) -> frozenset[Label]:
    return _rendered_before(entry.id)


def _count(name: str, what: str, found: set[Label], wanted: set[Label], allowed: set[Label], score: Score) -> None:
    score.documents += 1
    for label in sorted(wanted):
        score.count(label.rule, "right" if label in found else "missed")
        if label not in found:
            score.lines.append(f"missed   {label.rule} ({label.document}:{label.field}) in {name}, {what}")
    for label in sorted(found - wanted - allowed):
        score.count(label.rule, "wrong")
        score.lines.append(f"wrong    {label.rule} ({label.document}:{label.field}) in {name}, {what}")


def chosen(split: str, most: int) -> Iterator[tuple[Entry, str]]:
    """Pairs of entry and plant: each plant on at most ``most`` entries of the half (0: all), the same every time."""
    every = usable(split)
    for name in PLANTS:
        ordered = sorted(every, key=lambda e: crc32(f"{e.id} {name}".encode()))
        fitting = 0
        for entry in ordered:
            if planted(entry, name) is not None:
                yield entry, name
                fitting += 1
                if most and fitting >= most:
                    break


def run(split: str, most: int = 0) -> Score:
    """Everything of one half of the corpus."""
    score = Score()
    for entry in usable(split):
        score_entry(entry, score)
    for entry, name in chosen(split, most):
        score_plant(entry, name, score)
    return score


# --- scans ---------------------------------------------------------------------------------------

_SET = ("set_in", "margin", "paper", "placed", "page_numbers")
"""Kinds of rules about type and paper, which a picture does not tell."""


def seen_on_scans() -> set[str]:
    """The rules that may speak for sure of a page read by OCR: no small mark decides them, and no size of type."""
    return {general(rule.id) for rule in check_rules() if not rule.fine and rule.kind not in _SET}


def run_scanned(level: str, most: int) -> Score:
    """Fresh documents set on pages, scanned at that level and read by OCR: as they are, and with each fault."""
    score, rules = Score(), seen_on_scans()
    every = _fresh()
    for entry in every[: 3 * most]:
        draft = draft_of(entry)
        _count(entry.id, "scanned", _read(draft, level), set(), set(), score)
    for name in PLANTS:
        drafts = (planted(e, name) for e in sorted(every, key=lambda e: crc32(f"{e.id} {name}".encode())))
        fitting = (d for d in drafts if d is not None and {x.rule for x in d.labels} <= rules and d.labels)
        for draft in islice(fitting, most):
            _count(draft.entry.id, f"{name}, scanned", _read(draft, level), _flat(draft.labels), set(), score)
    return score


def _read(draft: Draft, level: str) -> set[Label]:
    page = typeset.render(draft.entry, set())
    result = vndocparse.parse(scan_file(draft.entry, page, level, "pdf"), workers=1)
    return {Label(f.document, general(f.rule), general_field(f.field)) for f in result.check() if f.checked}
