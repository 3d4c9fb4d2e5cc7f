"""Makes the table of confidences: src/vndocparse/models/calibration/table.json and its card.

Every value that the library gives for the documents of the development split is compared with gold,
and for each field the share of right values is made a rising function of the reader's own score
(pool-adjacent-violators, with two values of prior mass at the field's mean).

    python training/calibrate.py GOLDDIR [GOLDDIR ...]
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import vndocparse
from vndocparse.calibration import raw_scores
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
PRIOR = 2.0

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
    mean = sum(r for _, r in values) / len(values)
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
    points = [(s / n, (r + PRIOR * mean) / (n + PRIOR)) for s, r, n in merged]
    return [(round(x, 3), round(y, 3)) for x, y in points]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", nargs="+", type=Path)
    args = parser.parse_args()
    found: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    files = 0
    for folder in args.gold:
        for case in find_cases(folder):
            if getattr(case, "split", None) == "test":
                continue
            gold = case.read_gold()
            with raw_scores():
                try:
                    result = vndocparse.parse(case.source).model_dump(mode="json")
                except vndocparse.VndocparseError:
                    continue
            files += 1
            kind = "ocr" if result["source"]["text_origin"] in ("ocr", "mixed") else "native"
            for g, p in zip(gold["documents"], result["documents"], strict=False):
                for name, score, right in samples(g, p):
                    found[name, kind].append((score, right))
                    found["*", kind].append((score, right))
    fields: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(dict)
    for (name, kind), values in sorted(found.items()):
        if len(values) >= LEAST or name == "*":
            fields[name][kind] = rising(values)
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "table.json").write_text(
        json.dumps({"fields": fields}, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
    )
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    total = {kind: found["*", kind] for kind in ("native", "ocr") if found["*", kind]}
    shares = "\n".join(
        f"{kind} = {{ values = {len(v)}, right = {sum(r for _, r in v) / len(v):.4f} }}" for kind, v in total.items()
    )
    (HOME / "card.toml").write_text(
        'task = "from a reader\'s score to the share of right values, field by field"\n'
        'made_by = "training/calibrate.py, pool-adjacent-violators"\n'
        f'data = "development split of the project\'s corpus and the real development documents: {files} files"\n'
        f'commit = "{commit}"\n'
        'licence = "Apache-2.0"\n'
        'limits = "a first table: the error of calibration on the test split is printed by `vndocparse evaluate`"\n\n[samples]\n'
        f"{shares}\n",
        "utf-8",
    )
    print(f"{files} files, {sum(len(v) for v in total.values())} values; {HOME / 'table.json'}")


if __name__ == "__main__":
    main()
