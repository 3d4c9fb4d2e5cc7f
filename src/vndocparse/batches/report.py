"""The report of a run: one HTML file that needs no network and no script."""

from __future__ import annotations

import html
import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from string import Template
from urllib.parse import quote

from vndocparse.batches.outcome import BINS, STATUSES
from vndocparse.batches.summary import Line, Summary
from vndocparse.messages import Messages
from vndocparse.printable import shorten

_WIDEST = 160


def report_html(summary: Summary, say: Messages) -> str:
    """The whole page; names and what the library said are all that stands in it, and no text of a document."""
    parts = [
        _figures(summary, say),
        _statuses(summary, say),
        _doubts(summary, say),
        _histogram(summary, say),
        _lines(say("report_bad"), summary.bad, say, ("code", "detail")),
        _lines(say("report_lossy"), summary.lossy, say, ("code", "pages")),
        _lines(say("report_unsure"), summary.unsure, say, ("confidence", "pages")),
        _lines(say("report_slow"), summary.slow, say, ("seconds", "pages")),
    ]
    template = Template((files("vndocparse.batches") / "report.html").read_text("utf-8"))
    when = time.strftime("%Y-%m-%d %H:%M:%S %Z")
    told = say("report_running") if summary.running else say("report_when", when=when)
    return template.substitute(
        language=say.language, title=_text(say("report_title")), when=_text(told), body="\n".join(p for p in parts if p)
    )


def _figures(s: Summary, say: Messages) -> str:
    cells = [
        (f"{s.inputs:,}", say("report_inputs")),
        (f"{s.contents:,}", say("report_contents")),
        (f"{s.documents:,}", say("report_documents")),
        (f"{s.pages:,}", say("report_pages")),
        (f"{s.to_check / s.values:.1%}" if s.values else "–", say("report_to_check", count=f"{s.to_check:,}")),
        (f"{s.pages_per_second:,.2f}", say("report_rate")),
        (duration(s.seconds), say("report_duration")),
        (duration(s.cpu_seconds), say("report_cpu")),
    ]
    return '<div class="figures">' + "".join(f"<div><b>{_text(v)}</b>{_text(n)}</div>" for v, n in cells) + "</div>"


def _statuses(s: Summary, say: Messages) -> str:
    shares = [(status, s.statuses.get(status, 0)) for status in STATUSES] + [("pending", s.pending)]
    total = sum(n for _, n in shares) or 1
    band = "".join(f'<i class="{k}" style="flex:{n / total:.5f}"></i>' for k, n in shares if n)
    legend = "".join(
        f'<span><span class="dot {k}"></span>{_text(say(f"status_{k}"))}: <b>{n:,}</b> ({n / total:.1%})</span>'
        for k, n in shares
        if n
    )
    secret = ""
    if s.secrets:
        secret = f'<p class="card warn">{_text(say("report_secret", count=s.secrets))}</p>'
    return (
        f'<h2>{_text(say("report_outcomes"))}</h2><div class="card"><div class="band">{band}</div>'
        f'<div class="legend">{legend}</div></div>{secret}'
    )


def _doubts(s: Summary, say: Messages) -> str:
    tables = [
        _counts(say("report_codes"), s.codes, lambda code: say.problems.get(code) or say.errors.get(code) or ""),
        _counts(say("report_doubts"), s.doubts, lambda code: say.problems.get(code, "")),
    ]
    shown = [t for t in tables if t]
    return f'<div class="two">{"".join(shown)}</div>' if shown else ""


def _counts(title: str, counts: dict[str, int], meaning: Callable[[str], str]) -> str:
    if not counts:
        return ""
    rows = "".join(
        f'<tr><td><code>{_text(code)}</code> <span class="soft">{_text(meaning(code))}</span></td>'
        f'<td class="n">{n:,}</td></tr>'
        for code, n in counts.items()
    )
    return f'<section><h2>{_text(title)}</h2><div class="card scroll"><table>{rows}</table></div></section>'


def _histogram(s: Summary, say: Messages) -> str:
    most = max(s.histogram, default=0)
    if not most:
        return ""
    total = sum(s.histogram)
    bars = "".join(
        f'<div>{n / total:.1%}<i style="height:{max(1, 82 * n / most):.1f}%"></i></div>' for n in s.histogram
    )
    scale = "".join(f"<span>{i / BINS:.1f}–{(i + 1) / BINS:.1f}</span>" for i in range(BINS))
    title = _text(say("report_confidence", count=f"{total:,}"))
    return f'<h2>{title}</h2><div class="card"><div class="bins">{bars}</div><div class="scale">{scale}</div></div>'


_CELLS: dict[str, Callable[[Line], str]] = {
    "code": lambda line: f"<td><code>{_text(line.code)}</code></td>",
    "detail": lambda line: f'<td class="soft">{_text(line.detail)}</td>',
    "pages": lambda line: f'<td class="n">{line.pages:,}</td>',
    "confidence": lambda line: f'<td class="n">{line.confidence or 0:.2f}</td>',
    "seconds": lambda line: f'<td class="n">{line.cpu_seconds:.1f}</td>',
}
_HEADS = {"confidence": "report_confidence_mean"}
_RIGHT = ("pages", "confidence", "seconds")


def _lines(title: str, lines: Sequence[Line], say: Messages, columns: tuple[str, ...]) -> str:
    if not lines:
        return ""
    head = "".join(
        f"<th{' class=n' if c in _RIGHT else ''}>{_text(say(_HEADS.get(c, f'report_{c}')))}</th>" for c in columns
    )
    rows = "".join(f"<tr>{_name(line)}{''.join(_CELLS[c](line) for c in columns)}</tr>" for line in lines)
    return (
        f'<h2>{_text(title)}</h2><div class="card scroll"><table>'
        f"<tr><th>{_text(say('report_name'))}</th>{head}</tr>{rows}</table></div>"
    )


def _name(line: Line) -> str:
    shown = "<br>".join(_text(shorten(name, _WIDEST)) for name in line.names) or "?"
    if line.result is None:
        return f'<td class="name">{shown}</td>'
    return f'<td class="name"><a href="{_text(quote(line.result))}">{shown}</a></td>'


def duration(seconds: float) -> str:
    """``"1:02:03"``, or ``"12.3 s"`` below a minute."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def _text(value: str) -> str:
    return html.escape(value.encode("utf-8", "replace").decode())
