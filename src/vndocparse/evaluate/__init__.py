"""How right the parser is on documents whose truth is known: scores per field, gained and lost."""

from __future__ import annotations

from vndocparse.evaluate.cases import Case, find_cases
from vndocparse.evaluate.compare import Baseline, Change, changes, read_baseline, write_baseline
from vndocparse.evaluate.score import FieldScore, Tally, folded, score_document, score_file, similarity
from vndocparse.evaluate.totals import CaseScore, Totals, run_cases, score_case, totals

__all__ = [
    "Baseline",
    "Case",
    "CaseScore",
    "Change",
    "FieldScore",
    "Tally",
    "Totals",
    "changes",
    "find_cases",
    "folded",
    "read_baseline",
    "run_cases",
    "score_case",
    "score_document",
    "score_file",
    "similarity",
    "totals",
    "write_baseline",
]
