"""The second half of ``vndocparse evaluate``: what confidences are worth, and what a hand wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from vndocparse.calibration import Kind, check_below
from vndocparse.evaluate import CaseScore, Judged, Trust, by_hand, trust
from vndocparse.messages import Messages

if TYPE_CHECKING:
    from rich.console import Console

KINDS: tuple[Kind, ...] = ("native", "ocr")


def trust_json(scores: Iterable[CaseScore]) -> dict[str, Any]:
    """Threshold, counts by kind of reading and field, and the values by hand."""
    judged, below = _judged(scores), check_below()
    return {
        "check_below": below,
        "kinds": {
            kind: {name: _figures(t) for name, t in trust((j for j in judged if j.kind == kind), below).items()}
            for kind in KINDS
        },
        "by_hand": {name: asdict(hand) for name, hand in by_hand(judged, below).items()},
    }


def print_trust(scores: Iterable[CaseScore], out: Console, say: Messages) -> None:
    """A table for each kind of reading: right above the threshold, below it, silently wrong; and one of hands."""
    judged, below = _judged(scores), check_below()
    for kind in KINDS:
        own = [j for j in judged if j.kind == kind]
        if own:
            out.print()
            out.print(say("eval_trust", kind=say(f"eval_kind_{kind}"), below=f"{below:g}"), style="bold")
            _print_fields(trust(own, below), out, say)
    hands = by_hand(judged, below)
    if not hands:
        return
    out.print()
    out.print(say("eval_hands"), style="bold")
    table = _table(say, "eval_field", "eval_hand_values", "eval_hand_right", "eval_hand_open", "eval_hand_doubted",
                   "eval_silent")  # fmt: skip
    for name, hand in hands.items():
        silent = f"{hand.silently_wrong} ({hand.silently_wrong / hand.values:.1%})"
        shown = (hand.values, f"{hand.right} ({hand.right / hand.values:.1%})", hand.left_open, hand.doubted, silent)
        table.add_row(say.field(name), *map(str, shown))
    out.print(table)


def _print_fields(fields: dict[str, Trust], out: Console, say: Messages) -> None:
    table = _table(say, "eval_field", "eval_values", "eval_above", "eval_above_right", "eval_silent", "eval_to_check",
                   "eval_absent")  # fmt: skip
    for name, t in fields.items():
        table.add_row(
            say("eval_all") if name == "all" else name,
            str(t.values),
            str(t.above),
            f"{t.share_right_above:.2%}" if t.above else "",
            str(t.silently_wrong),
            f"{t.below} ({t.share_below:.1%})",
            str(t.absent),
            style="bold" if name == "all" else "",
        )
    out.print(table)


def _table(say: Messages, first: str, *others: str) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say(first))
    for name in others:
        table.add_column(say(name), justify="right")
    return table


def _judged(scores: Iterable[CaseScore]) -> list[Judged]:
    return [j for score in scores for j in score.judged]


def _figures(t: Trust) -> dict[str, float]:
    return {**asdict(t), "share_right_above": round(t.share_right_above, 4), "share_below": round(t.share_below, 4)}
