"""Makes the table of confidences: src/vndocparse/models/calibration/table.json and its card.

Every value that the library gives for the documents of the development split is compared with gold,
and for each field the share of right values is made a rising function of the reader's own score
(pool-adjacent-violators; Laplace's rule of succession in each step).

    python training/calibrate.py GOLDDIR [GOLDDIR ...]
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import vndocparse
from vndocparse.calibration import look_up, raw_scores, read_table
from vndocparse.evaluate.cases import find_cases
from vndocparse.evaluate.score import folded, similarity

HOME = Path(__file__).resolve().parent.parent / "src/vndocparse/models/calibration"
SCALARS = (
    "motto",
    "superior_organ",
    "organ",
    "number",
    "place",
    "issued",
    "doc_type",
    "author",
    "title",
    "secrecy",
    "urgency",
    "circulation",
    "draft",
)
LEAST = 40
"""Values below which a field shares the table of all."""

Found = dict[tuple[str, str], list[tuple[float, bool]]]
"""Field and kind of reading ("native", "ocr"); field "*" is all together."""
Sample = tuple[str, float, bool]
"""Field, score, right."""


def samples(gold: dict[str, Any], got: dict[str, Any]) -> Iterator[Sample]:
    """Each value given for one document, with its score and whether gold has it."""
    for name in SCALARS:
        value = got.get(name)
        if value is None or name not in gold or name in gold.get("handwritten", ()):
            continue
        yield name, value["confidence"], _right(name, gold[name], value)
    for name, key in (("recipients", "text"), ("addressees", "text"), ("signatures", "name")):
        if name not in gold:
            continue
        wanted = [g.get(key) if isinstance(g, dict) else g for g in gold[name]]
        for value in got.get(name) or []:
            if value.get(key):
                yield name, value["confidence"], any(similarity(w or "", value[key]) >= 0.9 for w in wanted)
    if "citations" in gold:
        keys = {_citation(c) for c in gold["citations"]}
        for value in got.get("citations") or []:
            yield "citations", value["confidence"], _citation(value) in keys
    if "sections" in gold:
        depth = gold.get("sections_depth", 99)
        paths = {path: heading for path, heading, _ in _sections(gold["sections"], depth)}
        for path, heading, score in _sections(got.get("sections") or [], depth):
            right = path in paths and similarity(paths[path] or "", heading or "") >= 0.9
            yield "sections", score, right


def _right(name: str, gold: Any, value: dict[str, Any]) -> bool:
    if gold is None:
        return False
    if name == "issued":
        return bool((gold.get("date") if isinstance(gold, dict) else gold) == value.get("date"))
    if name == "doc_type":
        return bool(folded(gold.get("code") or "") == folded(value.get("code") or "") or not gold.get("code"))
    text = gold.get("text") if isinstance(gold, dict) else gold
    if name == "number":
        return bool(folded(text or "") == folded(value.get("text") or ""))
    return bool(similarity(text or "", value.get("text") or "") >= 0.9)


def _citation(c: dict[str, Any]) -> tuple[str, str, str]:
    return folded(c.get("type_code") or ""), folded(c.get("number") or ""), folded(c.get("date") or "")


def _sections(
    sections: list[dict[str, Any]], depth: int, above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str | None, float]]:
    for s in sections:
        path = (*above, folded(s["label"]))
        yield path, s.get("heading"), s.get("confidence", 1.0)
        if depth > 1:
            yield from _sections(s.get("children") or [], depth - 1, path)


def rising(values: list[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Score and share of right values, made to rise; at most a dozen points."""
    blocks: list[list[float]] = []  # score total, right, count
    for score, right in sorted(values):
        blocks.append([score, float(right), 1.0])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    merged: list[list[float]] = []
    for block in blocks:
        if merged and (block[2] < 8 or merged[-1][2] < 8):
            merged[-1] = [a + b for a, b in zip(merged[-1], block, strict=True)]
        else:
            merged.append(block)
    points = [(s / n, (r + 1) / (n + 2)) for s, r, n in merged]  # Laplace: no value is ever certain
    return [(round(x, 3), round(y, 3)) for x, y in points]


def collect(folders: Sequence[Path], *, test: bool) -> tuple[Found, int]:
    """Scores and truth of all values by field and kind of reading, and how many files gave them."""
    found: Found = defaultdict(list)
    files = 0
    for case in (c for folder in folders for c in find_cases(folder)):
        if (case.split == "test") != test:
            continue
        with raw_scores():
            try:
                result = vndocparse.parse(case.source).model_dump(mode="json")
            except vndocparse.VndocparseError:
                continue
        files += 1
        kind = "ocr" if result["source"]["text_origin"] in ("ocr", "mixed") else "native"
        for gold, got in zip(case.read_gold()["documents"], result["documents"], strict=False):
            for name, score, right in samples(gold, got):
                found[name, kind].append((score, right))
                found["*", kind].append((score, right))
    return found, files


def fit(found: Found) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """The table: a rising curve for each field and kind that has values enough, and one for all others."""
    fields: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(dict)
    for (name, kind), values in sorted(found.items()):
        if len(values) >= LEAST or name == "*":
            fields[name][kind] = rising(values)
    return fields


def calibration_error(values: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: how far the mean score of a bin is from its share of right values."""
    parts: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in values:
        parts[min(int(score * bins), bins - 1)].append((score, right))
    gaps = [abs(sum(s for s, _ in part) - sum(r for _, r in part)) for part in parts.values()]
    return sum(gaps) / len(values) if values else 0.0


def main() -> None:
    """Makes table and card from the folders named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("gold", nargs="+", type=Path)
    args = parser.parse_args()
    found, files = collect(args.gold, test=False)
    fields = fit(found)
    HOME.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"fields": fields}, ensure_ascii=False, indent=1, sort_keys=True)
    (HOME / "table.json").write_text(text + "\n", "utf-8")
    table = read_table(text)
    held_out, tested = collect(args.gold, test=True)
    sections = []
    for kind in ("native", "ocr"):
        raw = [v for (name, k), values in held_out.items() if k == kind and name != "*" for v in values]
        mended = [
            (look_up(table, name, score, kind), right)
            for (name, k), values in held_out.items()
            if k == kind and name != "*"
            for score, right in values
        ]
        seen = found["*", kind]
        sections.append(
            f"[{kind}]\nvalues = {len(seen)}\nright = {sum(r for _, r in seen) / max(len(seen), 1):.4f}\n"
            f"test_values = {len(raw)}\ntest_error_of_scores = {calibration_error(raw):.4f}\n"
            f"test_error_of_confidences = {calibration_error(mended):.4f}\n"
        )
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    (HOME / "card.toml").write_text(
        'task = "from a reader\'s score to the share of right values, field by field"\n'
        'made_by = "training/calibrate.py, pool-adjacent-violators"\n'
        f'data = "made from {files} files: the development split of corpus/ and real development documents; '
        f'tested on {tested} files of the test split of corpus/"\n'
        f'commit = "{commit.stdout.strip()}"\n'
        'licence = "Apache-2.0"\n'
        'measure = "expected calibration error over ten bins, before (scores) and after (confidences)"\n'
        'limits = "a first table; fields with fewer than 40 values share one curve"\n\n' + "\n".join(sections),
        "utf-8",
    )
    print((HOME / "card.toml").read_text("utf-8"))


if __name__ == "__main__":
    main()
