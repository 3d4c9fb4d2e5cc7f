"""``vndocparse graph``: results and documents to a citation network, as a page, tables, or a plot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vndocparse.cli.output import write_file, write_pieces
from vndocparse.cli.reading import Options, read_file, warm_up
from vndocparse.cli.streams import complain
from vndocparse.cli.terminal import console, progress_bar
from vndocparse.errors import SourceNotFoundError, UsageError, VndocparseError
from vndocparse.messages import Messages
from vndocparse.printable import one_line

if TYPE_CHECKING:
    from vndocparse.graph import CitationGraph
    from vndocparse.model.document import ParseResult

PLOTS = ("spread", "lags", "most-cited", "chains")
_PICTURES = (".png", ".svg", ".pdf")
_GRAPHS = (".html", ".htm", ".graphml", ".gexf", ".csv")
_DOCUMENTS = (".pdf", ".docx", ".txt", ".md", ".html", ".htm", ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".webp")
"""Names by which documents are known in a folder."""
_SHOWN = 20
"""Conflicts that are printed; all are in the output."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for besides reading."""

    inputs: tuple[str, ...]
    output: Path
    plot: str | None
    of: str | None
    hops: int
    progress: bool


def run_graph(request: Request, options: Options, say: Messages) -> int:
    """Build the network of all inputs and write it; what cannot be read is named and the others go on.

    Where nothing could be read, nothing is written.

    Returns:
        0, or the exit code of the first input that failed.

    Raises:
        UsageError: the output is of no kind that fits, or no document has the number asked for.
        WriteError: the output cannot be written.
    """
    kind = _checked(request, say)
    inputs = _Inputs(request, options, say)
    from vndocparse.graph import build_graph
    from vndocparse.rules.load import using_rules

    with using_rules(options.rules):
        graph = build_graph(inputs.results())
    if inputs.code and not graph.nodes:
        return inputs.code  # what was written the last time stays
    if not graph.nodes:
        raise UsageError(say("usage_graph_empty"), remedy=say("usage_graph_empty_remedy"))
    if request.plot is not None:
        _draw(graph, request, kind, say)
    elif kind in (".html", ".htm"):
        from vndocparse.graph.page import graph_html

        title = Path(request.inputs[0]).stem if len(request.inputs) == 1 else ""
        write_file(request.output, graph_html(graph, say, title=title).encode("utf-8", "backslashreplace"), say)
    else:
        _write(graph, request.output, kind, say)
    _report(graph, say)
    return inputs.code


def _checked(request: Request, say: Messages) -> str:
    """The kind of the output, by its name."""
    kind = request.output.suffix.casefold()
    if request.plot is None:
        if kind not in _GRAPHS:
            raise UsageError(say("usage_graph"), remedy=say("usage_graph_remedy"))
        return kind
    if request.plot not in PLOTS:
        raise UsageError(say("usage_plot", text=request.plot), remedy=say("usage_plot_remedy", names=", ".join(PLOTS)))
    if kind not in _PICTURES:
        raise UsageError(say("usage_picture"), remedy=say("usage_picture_remedy"))
    if request.plot == "spread" and not request.of:
        raise UsageError(say("usage_of"), remedy=say("usage_of_remedy"))
    return kind


def _write(graph: CitationGraph, output: Path, kind: str, say: Messages) -> None:
    from vndocparse.graph.write import WRITERS, to_node_csv

    # Spreadsheets know UTF-8 by the mark before it.
    mark = b"\xef\xbb\xbf" if kind == ".csv" else b""
    write_pieces(output, mark, WRITERS[kind](graph), say)
    if kind == ".csv":
        write_pieces(output.with_name(f"{output.stem}-nodes.csv"), mark, to_node_csv(graph), say)


def _draw(graph: CitationGraph, request: Request, kind: str, say: Messages) -> None:
    import io

    from vndocparse.graph import plots

    if request.plot == "spread":
        figure = plots.plot_spread(graph, request.of or "", hops=request.hops, lang=say.language)
    elif request.plot == "lags":
        figure = plots.plot_lags(graph, lang=say.language)
    elif request.plot == "chains":
        figure = plots.plot_chains(graph, lang=say.language)
    else:
        figure = plots.plot_most_cited(graph, lang=say.language)
    out = io.BytesIO()
    # Without the time of drawing, so that the same graph gives the same bytes.
    unmarked = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(kind, {})
    figure.savefig(out, format=kind[1:], metadata=unmarked)
    write_file(request.output, out.getvalue(), say)


def _report(graph: CitationGraph, say: Messages) -> None:
    """Counts, and where sources differ, on standard output."""
    out = console()
    kinds = {k: sum(n.kind == k for n in graph.nodes) for k in ("seen", "cited", "ambiguous", "unresolved")}
    out.print(say("graph_report", nodes=len(graph.nodes), edges=len(graph.edges), **kinds))
    labels = {n.id: n.label for n in graph.nodes}
    for conflict in graph.conflicts[:_SHOWN]:
        values = " / ".join(f"{one_line(value)} ({one_line(where)})" for value, where in conflict.values)
        name = say(f"graph_conflict_{conflict.field}")
        out.print(say("graph_conflict", label=labels[conflict.node], field=name, values=values))
    if len(graph.conflicts) > _SHOWN:
        out.print(say("graph_more_conflicts", count=len(graph.conflicts) - _SHOWN))


class _Inputs:
    """The results of all inputs, one by one: those written before first, then documents without one."""

    def __init__(self, request: Request, options: Options, say: Messages) -> None:
        self.paths = [Path(name) for name in request.inputs]
        self.output = request.output.resolve()
        self.options, self.say, self.progress = options, say, request.progress
        self.code = 0
        self.known: set[str] = set()
        self.foreign = 0

    def results(self) -> Iterator[ParseResult]:
        """All results; complaints go to standard error."""
        from vndocparse.export.stored import STORED, stored_files
        from vndocparse.graph import load_results

        documents: list[tuple[Path, str]] = []
        for path in self.paths:
            if path.is_dir():
                for file in stored_files(path):
                    for result in load_results(file, on_error=self._passed_over):
                        yield self._noted(result)
                documents += [(p, p.relative_to(path).as_posix()) for p in self._documents_in(path)]
            elif path.suffix.casefold() in STORED:
                for result in load_results(path, on_error=self._failed):
                    yield self._noted(result)
            else:
                documents.append((path, path.name))
        if self.foreign:
            complain(self.say("graph_foreign", count=self.foreign))
        yield from self._read(documents)

    def _documents_in(self, folder: Path) -> list[Path]:
        """The documents below ``folder``, sorted.

        The page that was written there the last time is none, nor is the report that a batch keeps beside its journal.
        """
        from vndocparse.batches.shard import JOURNAL
        from vndocparse.cli.batch import REPORT

        found = (p for p in folder.rglob("*") if p.suffix.casefold() in _DOCUMENTS and p.is_file())
        others = (p for p in found if not (p.name == REPORT and p.with_name(JOURNAL).exists()))
        return sorted(p for p in others if p.resolve() != self.output)

    def _noted(self, result: ParseResult) -> ParseResult:
        self.known.add(result.source.sha256)
        return result

    def _read(self, documents: list[tuple[Path, str]]) -> Iterator[ParseResult]:
        """Documents parsed now, each in a process of its own; one whose result is there already is not read again."""
        if documents:
            warm_up()
        with progress_bar(self.say("graph_progress"), self.say, wanted=self.progress) as on_file:
            for done, (path, name) in enumerate(documents):
                on_file(done, len(documents))
                try:
                    if self.known and _sha256(path) in self.known:
                        continue
                    result = read_file(str(path), self.options)
                except VndocparseError as error:
                    self._failed(path, error)
                    continue
                source = result.source.model_copy(update={"name": name})
                yield result.model_copy(update={"source": source})

    def _failed(self, path: Path, error: VndocparseError) -> None:
        complain(self.say.error(error), str(path))
        self.code = self.code or error.exit_code

    def _passed_over(self, path: Path, error: VndocparseError) -> None:
        """In a folder, JSON that holds no results is nobody's mistake; a line that is broken is."""
        from vndocparse.export.stored import LINES

        if path.suffix.casefold() in LINES or isinstance(error, SourceNotFoundError):
            self._failed(path, error)
        else:
            self.foreign += 1


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""  # reading it says why
