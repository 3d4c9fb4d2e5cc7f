"""``vndocparse check``: findings of the check of form as a table, JSON, SARIF, or drawn on the page."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vndocparse.cli.export import stored_files, stored_results
from vndocparse.cli.output import page_numbers, write_file
from vndocparse.cli.reading import STDIN, Drawing, Options, read_and_draw, read_file, warm_up
from vndocparse.cli.streams import complain
from vndocparse.cli.terminal import console, progress_bar
from vndocparse.errors import UsageError, VndocparseError
from vndocparse.messages import Messages
from vndocparse.printable import one_line, shorten

if TYPE_CHECKING:
    from rich.console import Console

    from vndocparse.model.document import Document, ParseResult
    from vndocparse.model.finding import Finding

FORMATS = ("table", "json", "sarif")
FOUND = 20
"""Exit code where a finding is as severe as ``--fail-on`` or more."""
_ORDER = ("error", "warning", "info")
_STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_FEW = 2
_MOST_PAGES = 40
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for besides reading."""

    files: tuple[str, ...]
    format: str = "table"
    output: Path | None = None
    rules: tuple[str, ...] = ()
    severity: str = "info"
    fail_on: str = "error"
    draw: Path | None = None
    page: str | None = None
    dpi: int = 120
    progress: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """One file and what was found in it."""

    name: str
    result: ParseResult
    findings: list[Finding]


def run_check(request: Request, options: Options, say: Messages) -> int:
    """Read and check every file, and every result in a folder; a file that fails is named and the others go on.

    Returns:
        0 where no finding is as severe as ``--fail-on``, 20 where one is; the exit code of the first file that could
        not be read comes before both.

    Raises:
        UsageError: a format, severity, rule or output makes no sense.
        WriteError: the output cannot be written.
    """
    _refuse_unknown(request, say)
    names = list(request.files)
    if request.draw is None:
        names = [name for given in request.files for name in stored_files(given) or [given]]
    if len(names) > _FEW:
        warm_up()
    code = 0
    checked = []
    for name in names:
        try:
            checked += _checked(name, request, options, say)
        except UsageError:
            raise
        except VndocparseError as error:
            complain(say.error(error), name)
            code = code or error.exit_code
    _put(request, checked, say)
    worst = [f for c in checked for f in c.findings if _ORDER.index(f.severity) <= _ORDER.index(request.fail_on)]
    return code or (FOUND if request.fail_on in _ORDER and worst else 0)


def _refuse_unknown(request: Request, say: Messages) -> None:
    from vndocparse.rules.formchecks import chosen_rules

    if request.format not in FORMATS:
        raise UsageError(say("usage_no_format", text=request.format), remedy=", ".join(FORMATS))
    for value in (request.severity, request.fail_on):
        if value not in _ORDER:
            raise UsageError(say("usage_severity", text=value), remedy=", ".join(_ORDER))
    if request.draw is not None and len(request.files) > 1:
        raise UsageError(say("usage_draw_one"), remedy=say("usage_draw_one_remedy"))
    if request.draw is not None and request.draw.suffix.casefold() not in (".png", ".html", ".htm"):
        raise UsageError(say("usage_image"), remedy=say("usage_image_remedy"))
    chosen_rules(request.rules)


def _checked(name: str, request: Request, options: Options, say: Messages) -> list[Checked]:
    """The file checked; each of its results where it holds results that were written before."""
    from vndocparse.formcheck import check

    if request.draw is not None:
        return [_drawn(name, request, options, say)]
    results = stored_results(name)
    many = results is not None and len(results) > 1
    if results is None:
        with progress_bar(say("progress", name=name), say, wanted=request.progress) as on_page:
            results = [read_file(name, options, on_page)]
    return [
        Checked(r.source.name if many else name, r, _wanted(check(r, request.rules or "auto"), request))
        for r in results
    ]


def _wanted(findings: list[Finding], request: Request) -> list[Finding]:
    least = _ORDER.index(request.severity)
    return [f for f in findings if _ORDER.index(f.severity) <= least]


def _drawn(name: str, request: Request, options: Options, say: Messages) -> Checked:
    """The file checked, and its findings drawn to ``request.draw``."""
    from vndocparse.formcheck import check
    from vndocparse.show import draw_png, finding_marks, pages_html, text_html

    assert request.draw is not None
    png = request.draw.suffix.casefold() == ".png"
    numbers = page_numbers(request.page, say)
    if png and numbers is not None and len(numbers) > 1:
        raise UsageError(say("usage_one_page"), remedy=say("usage_one_page_remedy"))
    pages = tuple(numbers) if numbers is not None else (1,) if png else None
    drawing = Drawing(pages, request.dpi, "png" if png else "jpeg", 1 if png else _MOST_PAGES)
    result, images, count = read_and_draw(name, options, drawing)
    findings = _wanted(check(result, request.rules or "auto"), request)
    marks = finding_marks(findings, say)
    if png:
        if not images:
            raise UsageError(say("usage_png_text"), remedy=say("usage_png_text_remedy"))
        data = draw_png(result, images[0], say, marked=marks)
    elif images:
        data = pages_html(result, images, say, left_out=count - len(images), shown=marks).encode()
    else:
        data = text_html(result, say, shown=marks).encode("utf-8", "backslashreplace")
    write_file(request.draw, data, say)
    return Checked(name, result, findings)


# --- output ------------------------------------------------------------------------


def _put(request: Request, checked: list[Checked], say: Messages) -> None:
    if request.format == "table" and request.output is None:
        print_table(checked, console(), say)
        return
    text = _rendered(request, checked, say)
    if request.output is not None:
        write_file(request.output, text.encode("utf-8", "backslashreplace"), say)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()


def _rendered(request: Request, checked: list[Checked], say: Messages) -> str:
    if request.format == "sarif":
        from vndocparse import __version__
        from vndocparse.formcheck.sarif import to_sarif

        return to_sarif(
            ((_shown_name(c.name), c.findings) for c in checked), language=say.language, version=__version__
        )
    if request.format == "json":
        return json.dumps([_as_json(c) for c in checked], ensure_ascii=False, indent=1) + "\n"
    from vndocparse.cli.terminal import text_console

    out = text_console()
    with out.capture() as captured:
        print_table(checked, out, say)
    return captured.get()


def _shown_name(name: str) -> str:
    return "stdin" if name == STDIN else name


def _as_json(checked: Checked) -> dict[str, object]:
    from vndocparse.formcheck import regulation_of

    documents = []
    for i, document in enumerate(checked.result.documents, 1):
        regulation = regulation_of(document)
        documents.append(
            {
                "index": i,
                "number": document.number.text if document.number else None,
                "date": document.issued.date if document.issued else None,
                "family": document.family,
                "regulation": regulation.id if regulation else None,
            }
        )
    findings = [f.model_dump(mode="json") for f in checked.findings]
    return {"file": _shown_name(checked.name), "documents": documents, "findings": findings}


def print_table(checked: list[Checked], out: Console, say: Messages) -> None:
    """One table per file: severity, place, what is wrong and how to mend it, and the rule with its source."""
    for at, one in enumerate(checked):
        if at:
            out.print()
        out.print(one_line(_shown_name(one.name)), style="bold")
        for i, document in enumerate(one.result.documents, 1):
            out.print(_measured_by(i, document, say), style="dim")
        if not one.findings:
            out.print(say("check_none"))
            continue
        _print_findings(one, out, say)
        counts = [f"{say.term('severity', s)}: {n}" for s in _ORDER if (n := _count(one.findings, s))]
        out.print(", ".join(counts))


def _count(findings: list[Finding], severity: str) -> int:
    return sum(f.severity == severity for f in findings)


def _measured_by(index: int, document: Document, say: Messages) -> str:
    from vndocparse.formcheck import regulation_of

    regulation = regulation_of(document)
    number = document.number.text if document.number else "–"
    name = regulation.name if regulation else say("check_no_regulation")
    return f"{index}: {shorten(number or '–', 40)} · {name}"


def _print_findings(one: Checked, out: Console, say: Messages) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    table.add_column(say("check_where"), overflow="fold")
    table.add_column(say("check_what"), overflow="fold", ratio=3)
    table.add_column(say("check_rule"), overflow="fold", ratio=2)
    vietnamese = say.language == "vi"
    many = len(one.result.documents) > 1
    for f in one.findings:
        message, mend = (f.message_vi, f.mend_vi) if vietnamese else (f.message, f.mend)
        where = f"{f'{f.document}:' if many else ''}{say.field(f.field) if '.' not in f.field else f.field}"
        page = f"\n{say('page', first=f.page)}" if f.page else ""
        what = Text(shorten(message, _LONGEST)).append(f"\n→ {shorten(mend, _LONGEST)}", style="dim")
        source = f"{f.source.regulation}, {f.source.clause} ({say.term('level', f.source.level)})"
        rule = Text(f.rule).append(f"\n{one_line(source)}", style="dim")
        table.add_row(
            Text(say.term("severity", f.severity), style=_STYLES[f.severity]), one_line(where) + page, what, rule
        )
    out.print(table)
