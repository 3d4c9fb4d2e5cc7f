"""What a person sees while a batch is at work: a bar, the outcomes so far, the rate, the slowest file."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Protocol

from vndocparse.messages import Messages
from vndocparse.printable import one_line, shorten

if TYPE_CHECKING:
    from vndocparse.batches.outcome import Outcome

_COLOURS = {
    "ok": "green",
    "partial": "yellow",
    "empty": "bright_black",
    "failed": "red",
    "quarantined": "magenta",
    "refused": "blue",
}
_NAME = 60


class Watcher(Protocol):
    """Is told of each outcome."""

    def put(self, outcome: Outcome) -> None: ...

    def tell(self, text: str) -> None:
        """A line for a person."""
        ...


class Quiet:
    """Shows nothing but what a person must know."""

    def put(self, outcome: Outcome) -> None:
        pass

    def tell(self, text: str) -> None:
        print(f"vndocparse: {one_line(text)}", file=sys.stderr)


class Progress:
    """A bar on standard error with two lines below it."""

    def __init__(self, say: Messages, total: int | None) -> None:
        from rich.console import Console
        from rich.live import Live
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self.say = say
        self.counts: dict[str, int] = {}
        self.pages = self.reused = 0
        self.slowest: tuple[float, str] = (0.0, "")
        self.start = time.monotonic()
        self.console = Console(file=sys.stderr, highlight=False, emoji=False, markup=False)
        self.bar = Bar(
            BarColumn(bar_width=None),
            TextColumn("{task.fields[count]}", markup=False),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self.console,
        )
        self.total = total
        self.task = self.bar.add_task("", total=total, count="")
        self.live = Live(self._shown(), console=self.console, refresh_per_second=4, transient=True)

    def __enter__(self) -> Progress:
        self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.live.stop()

    def put(self, outcome: Outcome) -> None:
        self.counts[outcome.status] = self.counts.get(outcome.status, 0) + 1
        if outcome.reused:
            self.reused += 1
        else:
            self.pages += outcome.figures.pages
            if outcome.cpu_seconds > self.slowest[0]:
                self.slowest = (outcome.cpu_seconds, outcome.name)
        done = sum(self.counts.values())
        count = f"{done:,}/{self.total:,}" if self.total is not None else f"{done:,}"
        self.bar.update(self.task, completed=done, count=count)
        self.live.update(self._shown())

    def tell(self, text: str) -> None:
        self.console.print(one_line(text))

    def _shown(self) -> Any:
        from rich.console import Group
        from rich.text import Text

        outcomes = Text()
        for status, colour in _COLOURS.items():
            if count := self.counts.get(status):
                outcomes.append(f"{self.say(f'status_{status}')} {count:,}  ", style=colour)
        seconds = max(time.monotonic() - self.start, 1e-6)
        fresh = sum(self.counts.values()) - self.reused
        rate = Text(self.say("batch_rate", files=f"{fresh / seconds:.1f}", pages=f"{self.pages / seconds:.1f}"))
        if self.slowest[1]:
            name = shorten(self.slowest[1], _NAME)
            rate.append("  " + self.say("batch_slowest", seconds=f"{self.slowest[0]:.1f}", name=name), style="dim")
        return Group(self.bar, outcomes, rate)
