"""How well the exported net reads lines that it never saw, and the card that says so.

    PYTHONPATH=src:training python -m handwriting.measure --out WORK
"""

from __future__ import annotations

import argparse
import re
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from handwriting.lines import HELD_OUT, WRITTEN, Sample
from handwriting.train import PART, load
from vndocparse.blanks.figures import DATE, NUMBER
from vndocparse.blanks.settle import SURE
from vndocparse.ocr.ctc import spellings
from vndocparse.ocr.digits import KINDS, STEP, TOKENS, columns, views

CARD = Path("src/vndocparse/models/handwriting/card.toml")


@dataclass(frozen=True)
class Scores:
    """What became of the lines of one test."""

    lines: int
    right: float
    """The most probable reading is right."""
    taken: float
    """Share of lines sure enough."""
    wrong_if_taken: float
    kinds: float
    """Share of columns with figures whose kind of ink is right."""
    calibration_error: float

    def as_toml(self, name: str) -> str:
        """A table of the card."""
        rows = (f"{key} = {round(value, 4)}" for key, value in vars(self).items())
        return f"[{name}]\n" + "\n".join(rows) + "\n"


def _value(pattern: re.Pattern[str], text: str) -> tuple[str, ...] | None:
    found = pattern.fullmatch(text)
    return None if found is None else tuple(g.lstrip("0") for g in found.groups())


def score(samples: Sequence[Sample]) -> Scores:
    """Reads each line as the library does, without any other witness."""
    seen: list[tuple[float, bool]] = []
    kind_right = kind_all = 0
    for sample in samples:
        views_read = [columns(view) for view in views(sample.pixels)]
        kinds = views_read[0][1]
        pattern = NUMBER if "/" in sample.tokens else DATE
        shares: dict[tuple[str, ...], float] = defaultdict(float)
        for tokens, _ in views_read:
            for text, p in spellings(tokens, TOKENS):
                value = _value(pattern, text)
                if value is not None:
                    shares[value] += p / len(views_read)
        best, p = max(shares.items(), key=lambda item: item[1], default=((), 0.0))
        seen.append((p, best == _value(pattern, sample.tokens)))
        wanted = sample.kinds[::STEP][: len(kinds)]
        mask = wanted > 0
        kind_right += int((kinds[: len(wanted)].argmax(-1)[mask] == wanted[mask]).sum())
        kind_all += int(mask.sum())
    taken = [right for p, right in seen if p >= SURE]
    return Scores(
        lines=len(samples),
        right=float(np.mean([right for _, right in seen])),
        taken=len(taken) / len(seen),
        wrong_if_taken=1 - float(np.mean(taken)) if taken else 0.0,
        kinds=kind_right / max(kind_all, 1),
        calibration_error=_calibration_error(seen),
    )


def _calibration_error(seen: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    parts: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for p, right in seen:
        parts[min(int(p * bins), bins - 1)].append((p, right))
    return sum(abs(sum(p for p, _ in part) - sum(r for _, r in part)) for part in parts.values()) / len(seen)


def main() -> None:
    """Scores the tests and writes the card."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--lines", type=int, default=1000, help="of each test; 10 a second")
    args = parser.parse_args()
    parts = len(list(args.out.glob("part-*.pickle")))
    by_hand = [s for s in load(args.out / "test-held-out.pickle")[500:] if KINDS.index("hand") in s.kinds][: args.lines]
    tests = {
        "hands_like_those_seen": load(args.out / "test-seen.pickle")[: args.lines],
        "held_out_hands": by_hand,
    }
    tables = [score(samples).as_toml(name) for name, samples in tests.items()]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    CARD.write_text(
        'task = "figures of a header\'s number line or date line, and what put them there: print, hand or stamp"\n'
        'made_by = "training/handwriting: draw, learn, export, measure"\n'
        f'commit = "{commit.stdout.strip()}"\n'
        'licence = "Apache-2.0"\n'
        f'data = "{parts * PART} lines synthesised: digits drawn by strokes of our own (forms.toml), '
        f'{len(WRITTEN)} fonts of Debian that look like hands, printed and stamped digits; no real document"\n'
        'input = "a line\'s picture, 48 pixels high, paper 0 and ink 1"\n'
        'output = "log-probabilities of 15 tokens or nothing new, probabilities of 4 kinds of ink, every 2 pixels"\n'
        f"sure = {SURE}\n"
        'measure = "lines with all figures right; the share as probable as `sure`; how many of those are wrong"\n'
        f'held_out = "{len(HELD_OUT)} fonts that training never saw: lines by hand only; '
        'the temperature was set on 500 other lines of the same fonts"\n'
        'limits = "hands are synthesised: real ones differ; a number with a letter (12a) and figures over two lines '
        'are not read; docs/handwriting.md has what was reached on real scans"\n\n' + "\n".join(tables),
        "utf-8",
    )
    print(CARD.read_text("utf-8"))


if __name__ == "__main__":
    main()
