"""``python -m tools.faults score|show``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.corpus.degrade import LEVELS
from tools.corpus.spec import entries
from tools.faults import score as scoring
from tools.faults.fresh import SEED
from tools.faults.model import PLANTS, planted


def main(argv: list[str] | None = None) -> int:
    """Score a half of the corpus, or write one planted document."""
    ap = argparse.ArgumentParser(prog="python -m tools.faults", description=__doc__)
    sub = ap.add_subparsers(dest="command", required=True)
    s = sub.add_parser("score", help="precision and recall per rule")
    s.add_argument("--split", choices=("dev", "test", scoring.FRESH), default="dev")
    s.add_argument("--most", type=int, default=0, help="each fault in at most so many documents; 0: in all it fits")
    s.add_argument("--seed", type=int, default=SEED, help="of the fresh documents: another one makes other documents")
    s.add_argument("--scanned", choices=LEVELS, help="fresh documents as scans of that level, read by OCR")
    s.add_argument("--fail-below", type=float, default=0.0, help="exit with 1 where precision or recall is lower")
    w = sub.add_parser("show", help="write one planted document")
    w.add_argument("id")
    w.add_argument("plant", choices=sorted(PLANTS))
    w.add_argument("-o", "--output", type=Path, required=True)
    args = ap.parse_args(argv)
    if args.command == "show":
        draft = planted(entries(args.id)[0], args.plant)
        if draft is None:
            print("this fault does not fit into this document")
            return 1
        args.output.write_bytes(scoring.rendered(draft)[0])
        print(", ".join(f"{x.rule} ({x.document}:{x.field})" for x in draft.labels))
        return 0
    with scoring.fresh_of(args.seed):
        scanned, most = args.scanned, args.most
        score = scoring.run_scanned(scanned, most or 1) if scanned else scoring.run(args.split, most)
    print("\n".join(score.lines))
    print(f"\n{'rule':28} {'right':>6} {'missed':>6} {'wrong':>6} {'precision':>9} {'recall':>7}")
    for rule in sorted(score.rules):
        t = score.rules[rule]
        print(f"{rule:28} {t.right:6} {t.missed:6} {t.wrong:6} {t.precision:9.3f} {t.recall:7.3f}")
    t = score.total
    print(f"{'all':28} {t.right:6} {t.missed:6} {t.wrong:6} {t.precision:9.4f} {t.recall:7.4f}")
    print(f"{score.documents} documents, {len(PLANTS)} kinds of fault, split {args.split}")
    return 1 if min(t.precision, t.recall) < args.fail_below else 0


if __name__ == "__main__":
    sys.exit(main())
