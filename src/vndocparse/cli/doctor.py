"""``vndocparse doctor``: what is here, what is missing, what mends it."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from vndocparse.cli.terminal import console
from vndocparse.doctor import EngineReport, Package, examine
from vndocparse.messages import Messages

_STYLES = {"ok": "green", "missing": "bold red", "old": "yellow", "broken": "bold red"}


def run_doctor(say: Messages) -> int:
    """Print the examination; returns its exit code."""
    report = examine()
    out = console()
    out.print(say("doctor_title"), style="bold")
    out.print()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for key in ("doctor_package", "doctor_version", "doctor_state"):
        table.add_column(say(key), overflow="fold")
    table.add_row(say("doctor_python"), report.python, Text(say("doctor_ok"), _STYLES["ok"]))
    for package in report.packages:
        table.add_row(package.name, package.version or "–", _state(package, say))
    out.print(table)
    out.print()
    engines = Table(box=None, pad_edge=False, header_style="bold")
    for key in ("doctor_engine", "doctor_version", "doctor_state", "doctor_letters", "doctor_data"):
        engines.add_column(say(key), overflow="fold")
    for engine in report.engines:
        engines.add_row(
            engine.name,
            engine.version or "–",
            _engine_state(engine, say),
            _letters(engine, say),
            str(engine.data or "–"),
        )
    out.print(engines)
    out.print()
    usable = any(e.usable for e in report.engines)
    if report.mends:
        out.print(say("doctor_mend"), style="bold")
        for command in report.mends:
            out.print(f"  {command}", soft_wrap=True)
        out.print()
    if not usable:
        out.print(say("doctor_no_ocr"), style=_STYLES["missing"])
    elif not report.mends:
        out.print(say("doctor_fine"), style=_STYLES["ok"])
    return report.exit_code


def _state(package: Package, say: Messages) -> Text:
    words = {
        "ok": say("doctor_ok"),
        "missing": say("doctor_missing"),
        "old": say("doctor_old", wanted=package.wanted),
        "broken": say("doctor_broken", reason=package.reason),
    }
    return Text(words[package.state], _STYLES[package.state])


def _engine_state(engine: EngineReport, say: Messages) -> Text:
    if engine.usable:
        return Text(say("doctor_ok"), _STYLES["ok"])
    return Text(say("doctor_no_language" if engine.version else "doctor_missing"), _STYLES["missing"])


def _letters(engine: EngineReport, say: Messages) -> str:
    total = engine.writable + len(engine.missing_letters)
    if not engine.usable:
        return say("doctor_letters_unknown")
    if not engine.missing_letters:
        return say("doctor_letters_all", count=total)
    missing = " ".join(engine.missing_letters[:12]) + (" …" if len(engine.missing_letters) > 12 else "")
    return say("doctor_letters_some", count=engine.writable, total=total, missing=missing)
