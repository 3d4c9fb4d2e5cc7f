"""How right the parser is on documents whose truth is known: scores per field, gained and lost."""

from __future__ import annotations

from vndocparse.evaluate.cases import Case, find_cases
from vndocparse.evaluate.compare import Baseline, Change, changes, read_baseline, write_baseline
from vndocparse.evaluate.score import FieldScore, Tally, folded, score_document, score_file, similarity
from vndocparse.evaluate.totals import CaseScore, Totals, run_cases, score_case, totals
from vndocparse.evaluate.trust import ByHand, Judged, Trust, by_hand, judge_file, trust

__all__ = [
    "Baseline",
    "ByHand",
    "Case",
    "CaseScore",
    "Change",
    "FieldScore",
    "Judged",
    "Tally",
    "Totals",
    "Trust",
    "by_hand",
    "changes",
    "find_cases",
    "folded",
    "judge_file",
    "read_baseline",
    "run_cases",
    "score_case",
    "score_document",
    "score_file",
    "similarity",
    "totals",
    "trust",
    "write_baseline",
]
