"""Makes confidences true: the curves and the threshold of src/vndocparse/models/calibration, the card, the diagram.

    python -m training.calibrate corpus [GOLDDIR ...]

1. Every value that the library gives for the documents of the development split is compared with gold, with the
   readers' own scores; so are documents composed at random, whole and as scans, for the rules were written against
   the development split and seldom fail there (``training.samples``).
2. For each field and kind of reading the share of right values is made a rising function of the score: pool adjacent
   violators, each step drawn towards the curve of all fields together as by
   ``PRIOR`` further values (``training.curves``).
3. The threshold is the lowest confidence above which ``WANTED`` of the values are right, of each kind; each document's
   confidences are made for it by curves that have not seen it.
4. The documents of the test split tell how far all that holds: card.toml and docs/pictures/reliability.svg.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from training.curves import Fit, Scored, calibration_error, fit, look_up, proposed, unseen
from training.reliability import drawn
from training.samples import composed, files_of, fresh_scans, of_corpus

from vndocparse.calibration import Kind

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "src/vndocparse/models/calibration"
PICTURE = ROOT / "docs/pictures/reliability.svg"
KINDS: tuple[Kind, ...] = ("native", "ocr")


def main() -> None:
    """Makes curves, threshold, card and diagram from the folders named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--composed", type=int, default=45, help="documents composed at random, of each form")
    parser.add_argument("--fresh", type=int, default=24, help="fresh scans with hands, inks and seals, of each level")
    args = parser.parse_args()
    corpora = list(of_corpus(args.gold, test=False))
    seen = [*corpora, *composed(args.composed), *fresh_scans(args.fresh)]
    curves = fit(seen)
    below = proposed(unseen(seen))
    HOME.mkdir(parents=True, exist_ok=True)
    table = {"check_below": below, "fields": _fields(curves)}
    (HOME / "table.json").write_text(json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    tested = list(of_corpus(args.gold, test=True))
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout
    card = _card(curves, below, corpora, seen, tested, commit.strip())
    (HOME / "card.toml").write_text(card, "utf-8")
    confident = {kind: [(look_up(curves, s), s.right) for s in tested if s.kind == kind] for kind in KINDS}
    PICTURE.write_text(drawn(confident, below), "utf-8")
    print(card)


def _fields(curves: Fit) -> dict[str, dict[str, list[tuple[float, float]]]]:
    out: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for (field, kind), points in sorted(curves.items()):
        out.setdefault(field, {})[kind] = list(points)
    return out


def _card(
    curves: Fit, below: float, corpora: Sequence[Scored], seen: Sequence[Scored], tested: Sequence[Scored], commit: str
) -> str:
    head = [
        'task = "from a reader\'s score to the share of right values, field by field; the threshold to check below"',
        'made_by = "training/calibrate.py: pool-adjacent-violators, steps drawn to the curve of all fields"',
        f'data = "{files_of(corpora)} files of the development split of corpus/ and real development documents, '
        f"{files_of(seen) - files_of(corpora)} composed at random, whole and as scans by hand and seal too; tested on "
        f'{files_of(tested)} files of the test split of corpus/"',
        f'commit = "{commit}"',
        'licence = "Apache-2.0"',
        'measure = "expected calibration error over ten bins, before (scores) and after (confidences); above and below '
        'the threshold"',
        'limits = "values that the reader left open (a number without figures, a date without a day) are not in the '
        'curves; fields with few values share one curve"',
        f"check_below = {below}",
    ]
    return "\n".join([*head, *(_told(kind, curves, below, seen, tested) for kind in KINDS)])


def _told(kind: Kind, curves: Fit, below: float, seen: Sequence[Scored], tested: Sequence[Scored]) -> str:
    own = [s for s in seen if s.kind == kind]
    held_out = [s for s in tested if s.kind == kind]
    raw = [(s.score, s.right) for s in held_out]
    confident = [(look_up(curves, s), s.right) for s in held_out]
    above = [right for c, right in confident if c >= below]
    return (
        f"\n[{kind}]\nvalues = {len(own)}\nright = {_share(s.right for s in own):.4f}\n"
        f"test_values = {len(held_out)}\ntest_right = {_share(s.right for s in held_out):.4f}\n"
        f"test_error_of_scores = {calibration_error(raw):.4f}\n"
        f"test_error_of_confidences = {calibration_error(confident):.4f}\n"
        f"test_right_above = {_share(above):.4f}\ntest_wrong_above = {len(above) - sum(above)}\n"
        f"test_share_below = {1 - len(above) / max(len(held_out), 1):.4f}\n"
    )


def _share(right: Iterable[bool]) -> float:
    every = list(right)
    return sum(every) / max(len(every), 1)


if __name__ == "__main__":
    main()
