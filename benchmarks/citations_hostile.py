"""Hostile texts for the finder of references: what costs most of anything that its own rules can be made of.

    python benchmarks/citations_hostile.py [--units N] [--characters N] [--seed N] [--seconds S]

A generator strings together pieces of the rules themselves (types, organs, cues, clauses, days, brackets, breaks),
one to four of them, and repeats each string to a whole text; some texts are made by hand, where one piece makes the
next one expensive.  Every text is read whole: references, links and short forms.  The dearest are read again at full
length and printed; the exit code is 1 where one took longer than the limit.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator

from vndocparse.fields.citation_check import check_citations
from vndocparse.fields.citation_short import find_short_forms
from vndocparse.fields.citations import find_citations
from vndocparse.fields.resolve import resolve_citations
from vndocparse.rules.citations import load_citation_rules, load_issuers

SMALL = 10_000
"""Characters in the first round: enough to tell the dear ones."""

LOOSE = (
    "số ", "120-KL/TW", "04/2015/NĐ-CP ", "ngày 01/3/2016 ", "ngày ", "khoản 1, ", "Điều 5 ", "của ", "khoá XII",
    "(khóa ", "(", "“", '"', ", ", "; ", ". ", ":\n", "\n", "\n\n", "1. ", "a) ", "- ", "1", "12, ", "và ", "đến số ",
    "A", "AB-", "/", "-", "_", "  ", "Luật ", "Luật Lưu trữ ", "năm 2015 ", "Trung ương 4, 5, ", "Đại hội ",
    "lần thứ ", "XII, ", "TW", "NQTW4 ", "QCVN 01:2019/BCT ", "về ", "này ", "nêu trên ", "19", "từ số 1 đến ",
    "Nghị quyết 18, ", "HƯỚNG DẪN\n", "được ", "Hội nghị lần thứ ", "(sửa đổi", "Điểm 3 (3.4 c) ",
)  # fmt: skip


def pieces() -> tuple[str, ...]:
    """Everything that the rules hold, and what joins it."""
    rules = load_citation_rules()
    named = [rule.name for rule in rules.types.values()]
    organs = [phrase for issuer in load_issuers() for phrase in issuer.phrases]
    cues = [phrase for relation in rules.relations for phrase in (*relation.before, *relation.after)]
    words = [phrase for phrases in rules.phrases.values() for phrase in phrases]
    return (*(f"{p} " for p in (*named, *organs, *cues, *words)), *LOOSE)


def units(seed: int, count: int) -> Iterator[str]:
    """Strings to repeat, the same for the same seed."""
    dice = random.Random(seed)
    every = pieces()
    for _ in range(count):
        unit = "".join(dice.choice(every) for _ in range(dice.choice((1, 1, 2, 2, 3, 4))))
        yield unit.upper() if dice.random() < 0.2 else unit


def made_by_hand(length: int) -> dict[str, str]:
    """Texts in which each piece makes the next ones dearer: many documents under one number, one long name …"""
    local = "".join(
        f"Kế hoạch số 1-KH/TU của Tỉnh ủy A{chr(97 + i % 26)}{i}. Kế hoạch số 1-KH/TU. " for i in range(2000)
    )
    days = "".join(f"Quyết định số 5/QĐ-UBND năm {1900 + i % 120}. Quyết định số 5/QĐ-UBND. " for i in range(2000))
    numbers = "".join(f"Luật A{i} số {i}/2015/QH13; Luật A{i}; " for i in range(5000))
    short = "Kết luận số 1-KL/TW; " * 200 + "Kết luận này; Kết luận nêu trên; " * 4000
    return {
        "places under one number": local[:length],
        "years under one number": days[:length],
        "laws with their numbers": numbers[:length],
        "short forms": short[:length],
        "one name without end": ("Luật sửa đổi, bổ sung một số điều của " + "Luật Đất đai, " * 9000)[:length],
        "one subject without end": ("Kế hoạch số 1-KH/TU về " + "phát triển nông thôn và " * 9000)[:length],
        "one list without end": ("từ số " + "12, " * 30000)[:length],
        "brackets": ("Chỉ thị số 1-CT/TW " + "(" * length)[:length],
        "items": ("Bãi bỏ các văn bản sau:\n" + "1. Kết luận số 1-KL/TW;\n" * 9000)[:length],
    }


def cost(text: str) -> float:
    """CPU seconds for everything that is done with the references of a text."""
    start = time.process_time()
    mentions = resolve_citations(find_citations(text, short_forms=True), own_date="2024-05-05")
    find_short_forms(text, mentions, own_type="Kế hoạch")
    check_citations(mentions)
    return time.process_time() - start


def fill(unit: str, length: int) -> str:
    """``unit`` again and again, ``length`` characters."""
    return (unit * (length // len(unit) + 1))[:length]


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--units", type=int, default=2000)
    ap.add_argument("--characters", type=int, default=100_000)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--seconds", type=float, default=2.0, help="exit code 1 where a text took longer")
    args = ap.parse_args()
    cost(fill("Kết luận số 120-KL/TW ", 500))
    dear = sorted(units(args.seed, args.units), key=lambda unit: -cost(fill(unit, SMALL)))[:10]
    texts = made_by_hand(args.characters) | {repr(unit): fill(unit, args.characters) for unit in dear}
    results = sorted(((cost(text), name) for name, text in texts.items()), reverse=True)
    print(
        f"{args.units} strings, the dearest ten and {len(texts) - 10} made by hand at {args.characters:,} characters:"
    )
    for seconds, name in results:
        print(f"{seconds:6.2f} s  {name}")
    return int(results[0][0] > args.seconds)


if __name__ == "__main__":
    sys.exit(main())
