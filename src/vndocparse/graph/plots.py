"""Plots of a citation network by matplotlib: each function returns a ``Figure`` of its own; nothing global is set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, Any

from vndocparse.extras import need
from vndocparse.graph.measures import chains, days_between, lags, most_cited, node_of, spread
from vndocparse.graph.model import CitationGraph, Node
from vndocparse.messages import Messages, messages
from vndocparse.printable import shorten
from vndocparse.rules.levels import LEVELS, Level

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS: dict[Level | None, str] = {
    "central": "#c8102e", "province": "#1f6feb", "district": "#2e7d32", "base": "#e08a00", None: "#9aa5b4"
}  # fmt: skip
_INK, _SOFT, _LINE = "#1d2430", "#5c6675", "#d9dee6"
_MOST_BARS = 40
"""More months than this are drawn as quarters, more quarters as years."""


def plot_spread(graph: CitationGraph, of: str, *, hops: int = 1, lang: str = "en") -> Figure:
    """How a document spread: those that cite it, by month and level.

    Months become quarters, and quarters years, where they are too many to be told apart.

    Args:
        graph: the network.
        of: number or id of the document.
        hops: 1 counts the documents that cite it, 2 also those that cite these …
        lang: "en" or "vi".

    Raises:
        UsageError: no node, or more than one, has that number.
        MissingExtraError: matplotlib is not installed.
    """
    say, node = messages(lang), node_of(graph, of)
    counts = spread(graph, node.id, hops=hops)
    periods, labels, width = _periods([month for month, _ in counts])
    figure, axes = _figure(8.4, 4.2)
    below = [0] * len(periods)
    for level in (*LEVELS, None):
        heights = [0] * len(periods)
        for (month, at), count in counts.items():
            if at == level:
                heights[periods.index(_period(month, width))] += count
        if any(heights):
            bars = {"color": COLOURS[level], "width": 0.8, "label": _level(level, say)}
            axes.bar(range(len(periods)), heights, bottom=below, **bars)
            below = [a + b for a, b in zip(below, heights, strict=True)]
    step = max(len(labels) // 14 + 1, 1)
    axes.set_xticks(range(0, len(labels), step), labels[::step], rotation=0 if width == 12 else 45, ha="center")
    axes.yaxis.get_major_locator().set_params(integer=True)
    unit = {1: "plot_month", 3: "plot_quarter", 12: "plot_year"}[width]
    _finish(axes, say("plot_spread", name=node.label), ylabel=say(unit))
    axes.set_ylim(0, max([*below, 1]) * 1.15)
    if counts:
        figure.legend(frameon=False, loc="outside upper right", ncols=5, fontsize=8.5)
    else:
        axes.text(0.5, 0.5, say("plot_nothing"), ha="center", transform=axes.transAxes, color=_SOFT)
    return figure


def plot_lags(graph: CitationGraph, *, lang: str = "en") -> Figure:
    """Time from a document to those that carry it further, for each pair of levels: every case, and the median."""
    say = messages(lang)
    groups: dict[tuple[Level | None, Level | None], list[int]] = {}
    for lag in lags(graph):
        groups.setdefault((lag.cited.level, lag.citing.level), []).append(lag.days)
    rank = {level: i for i, level in enumerate((*LEVELS, None))}
    pairs = sorted(groups, key=lambda p: (rank[p[0]], rank[p[1]]), reverse=True)
    figure, axes = _figure(8.4, 0.9 + 0.45 * max(len(pairs), 2))
    for row, pair in enumerate(pairs):
        days = sorted(groups[pair])
        # Equal days lie on one another; a regular shift shows how many there are.
        shifts = [row + 0.16 * ((i % 3) - 1) for i in range(len(days))]
        axes.scatter(days, shifts, s=22, color=COLOURS[pair[1]], alpha=0.65, edgecolor="none")
        middle = median(days)
        axes.plot([middle, middle], [row - 0.34, row + 0.34], color=_INK, linewidth=2)
        text = say("plot_days", days=round(middle), count=len(days))
        axes.annotate(text, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=8, color=_SOFT)
    axes.set_yticks(range(len(pairs)), [f"{_level(a, say)} → {_level(b, say)}" for a, b in pairs])
    axes.set_ylim(-0.6, max(len(pairs), 1) - 0.4)
    axes.set_xscale("symlog", linthresh=30)
    ticks = [0, 30, 90, 365, 1826, 3652, 7305]
    every = [d for days in groups.values() for d in days] or [365]
    axes.set_xlim(min(*every, 0) - 3, max(*every, 60) * 1.25)
    shown = [t for t in ticks if t <= max(*every, 60)]
    axes.set_xticks(shown, [say("plot_tick_" + str(t)) for t in shown])
    axes.minorticks_off()
    _finish(axes, say("plot_lags"), grid="x")
    return figure


def plot_most_cited(graph: CitationGraph, *, count: int = 15, lang: str = "en") -> Figure:
    """The documents that most others refer to."""
    say = messages(lang)
    nodes = most_cited(graph, count)[::-1]
    figure, axes = _figure(8.4, 0.9 + 0.32 * max(len(nodes), 2))
    axes.barh(range(len(nodes)), [n.cited_by for n in nodes], color=[COLOURS[n.level] for n in nodes], height=0.7)
    for row, node in enumerate(nodes):
        axes.annotate(f" {node.cited_by}", (node.cited_by, row), va="center", fontsize=8, color=_SOFT)
    axes.set_yticks(range(len(nodes)), [_named(n) for n in nodes])
    axes.xaxis.get_major_locator().set_params(integer=True)
    _finish(axes, say("plot_most_cited"), grid="x")
    _level_legend(axes, nodes, say)
    return figure


def plot_chains(graph: CitationGraph, *, count: int = 8, lang: str = "en") -> Figure:
    """The longest chains, each on a line of its own: who carries whom further, when, and after how long.

    Steps stand at equal distances: a directive is often followed after many years, and then within weeks.
    """
    say = messages(lang)
    found = [chain[::-1] for chain in chains(graph, count)][::-1]
    figure, axes = _figure(8.4, 1.0 + 0.78 * max(len(found), 1))
    for row, chain in enumerate(found):
        places = range(len(chain))
        axes.plot(places, [row] * len(chain), color=_LINE, linewidth=3, zorder=1, solid_capstyle="round")
        axes.scatter(places, [row] * len(chain), s=75, color=[COLOURS[n.level] for n in chain], zorder=2)
        for at, node in enumerate(chain):
            _beside(axes, (at, row), shorten(node.label, 22), above=True, size=8.5, colour=_INK)
            day = "/".join(reversed(node.date.split("-"))) if node.date else node.edition or "?"
            _beside(axes, (at, row), day, above=False, size=7.5, colour=_SOFT)
            if at and (gap := days_between(chain[at - 1], node)) is not None:
                _beside(axes, (at - 0.5, row), _span(gap, say), above=True, size=7.5, colour=_SOFT)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_ylim(-0.55, max(len(found), 1) - 0.4)
    axes.margins(x=0.07)
    _finish(axes, say("plot_chains"), grid="x")
    _level_legend(axes, [n for chain in found for n in chain], say)
    if not found:
        axes.text(0.5, 0.5, say("plot_nothing"), ha="center", transform=axes.transAxes, color=_SOFT)
    return figure


def _beside(axes: Any, place: tuple[float, float], text: str, *, above: bool, size: float, colour: str) -> None:
    axes.annotate(
        text, place, xytext=(0, 8 if above else -8), textcoords="offset points", ha="center",
        va="bottom" if above else "top", fontsize=size, color=colour, annotation_clip=False,
    )  # fmt: skip


def _span(days: int, say: Messages) -> str:
    """A number of days as a person would say it."""
    if abs(days) < 60:
        return say("plot_span_days", count=days)
    if abs(days) < 730:
        return say("plot_span_months", count=round(days / 30.44))
    return say("plot_span_years", count=round(days / 365.25))


# --- periods ---


def _periods(months: Sequence[str]) -> tuple[list[int], list[str], int]:
    """All periods from the first month to the last, their labels, and how many months each has: 1, 3 or 12."""
    if not months:
        return [], [], 1
    for width in (1, 3, 12):
        first, last = (_period(m, width) for m in (min(months), max(months)))
        if last - first < _MOST_BARS or width == 12:
            break
    periods = list(range(first, last + 1))
    return periods, [_period_label(p, width) for p in periods], width


def _period(month: str, width: int) -> int:
    """Number of the period, of ``width`` months, that holds the month "2016-04"."""
    day = date.fromisoformat(f"{month}-01")
    return (day.year * 12 + day.month - 1) // width


def _period_label(period: int, width: int) -> str:
    year, month = divmod(period * width, 12)
    return str(year) if width == 12 else f"{month + 1}/{year}"


# --- looks ---


def _figure(width: float, height: float) -> tuple[Figure, Any]:
    figure = need("matplotlib.figure", "graph").Figure(figsize=(width, height), dpi=130, layout="constrained")
    axes = figure.subplots()
    axes.tick_params(colors=_SOFT, labelsize=8.5, length=0)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(side == "bottom")
        axes.spines[side].set_color(_LINE)
    axes.set_axisbelow(True)
    return figure, axes


def _finish(axes: Any, title: str, *, ylabel: str = "", grid: str = "y") -> None:
    axes.set_title(title, loc="left", fontsize=11, color=_INK, pad=10)
    axes.grid(axis=grid, color=_LINE, linewidth=0.8)
    if ylabel:
        axes.set_ylabel(ylabel, color=_SOFT, fontsize=9)


def _level_legend(axes: Any, nodes: Sequence[Node], say: Messages) -> None:
    """The colours of the levels that are drawn."""
    used = Counter(n.level for n in nodes)
    patch = need("matplotlib.patches", "graph").Patch
    handles = [patch(color=COLOURS[level], label=_level(level, say)) for level in (*LEVELS, None) if used[level]]
    if len(handles) > 1:
        axes.figure.legend(handles=handles, frameon=False, fontsize=8.5, loc="outside upper right", ncols=5)


def _level(level: Level | None, say: Messages) -> str:
    return say.term("level", level or "unknown")


def _named(node: Node) -> str:
    """Label with the year that tells equal numbers apart."""
    year = (node.date or "")[:4] or node.edition or ""
    return shorten(f"{node.label} ({year})" if year and node.number else node.label, 44)
