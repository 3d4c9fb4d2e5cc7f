"""Points between the steps of keeping a result, by name: tests stop the process, or fail the disk, at each of them."""

from __future__ import annotations

from collections.abc import Callable

on_step: Callable[[str], None] | None = None
"""Called at each point; None outside of tests."""

STEPS = ("held", "written", "flushed", "renamed", "kept", "cleared", "before-journal", "journaled")
"""In the order in which one document passes them."""


def step(name: str) -> None:
    """The process is between two steps."""
    if on_step is not None:
        on_step(name)
