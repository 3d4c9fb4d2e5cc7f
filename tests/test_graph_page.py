"""The page of the citation network, its plots, and the command that makes them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import vndocparse
from tests import handmade
from tests.network import chain, paper, result
from vndocparse import build_graph
from vndocparse.cli.entry import run
from vndocparse.errors import SourceNotFoundError
from vndocparse.export import to_json, to_jsonl
from vndocparse.graph.model import CitationGraph, Node
from vndocparse.graph.page import graph_html, when
from vndocparse.messages import messages

TU = "TỈNH ỦY LAM SƠN"
EN = messages("en")
HOSTILE = '</script><img src=x onerror="document.title=1"><!-- \u2028'


def _data(html: str) -> dict[str, Any]:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_holds_every_document_and_passage() -> None:
    data = _data(graph_html(build_graph(chain()), EN))
    assert {n["label"] for n in data["nodes"]} == {"13-KH/ĐUK", "26-KH/TU", "120-KL/TW", "30-CT/TW"}
    (edge,) = [e for e in data["edges"] if data["nodes"][e["s"]]["label"] == "13-KH/ĐUK"]
    (passage,) = edge["passages"]
    assert (passage["before"], passage["raw"][:22]) == ("Thực hiện ", "Kế hoạch số 26-KH/TU, ")
    assert passage["after"] == ", Đảng ủy Khối lập kế hoạch."
    assert edge["r"] == "implements"


def test_rows_are_levels_and_x_is_time() -> None:
    nodes = {n["label"]: n for n in _data(graph_html(build_graph(chain()), EN))["nodes"]}
    assert [nodes[x]["level"] for x in ("30-CT/TW", "26-KH/TU", "13-KH/ĐUK")] == ["central", "province", "district"]
    assert nodes["30-CT/TW"]["t"] == pytest.approx(1998.13, abs=0.01)
    assert nodes["120-KL/TW"]["t"] < nodes["26-KH/TU"]["t"] < nodes["13-KH/ĐUK"]["t"]


@pytest.mark.parametrize(
    ("node", "time"),
    [
        (Node("a", "cited", "x", date="2016-01-01"), (2016.0, True)),
        (Node("a", "cited", "x", edition="2016"), (2016.5, False)),
        (Node("a", "cited", "x", level="central", edition="VIII"), (1999.0, False)),
        (Node("a", "cited", "x", level="province", edition="VIII"), (None, False)),  # its own congress is not known
        (Node("a", "cited", "x"), (None, False)),
        (Node("a", "seen", "x", date="2016-02-31"), (None, False)),
    ],
)
def test_time_of_a_node(node: Node, time: tuple[float | None, bool]) -> None:
    assert when(node) == time


def test_nothing_of_a_document_becomes_markup() -> None:
    text = f"Thực hiện Kết luận số 5-KL/TW, ngày 07/01/2016 {HOSTILE}"
    html = graph_html(build_graph(result(paper("1-KH/TU", "2016-05-01", HOSTILE, text, title=HOSTILE), file=HOSTILE)), EN, title=HOSTILE)  # fmt: skip
    tags = _Tags()
    tags.feed(html)
    assert [t for t, _ in tags.tags if t in ("img", "script")] == ["script", "script"]
    assert not any(name.startswith("on") for _, attributes in tags.tags for name in attributes)
    assert any("</script><img" in v for v in _data(html)["nodes"][0].values() if isinstance(v, str))


def test_the_page_asks_the_network_for_nothing() -> None:
    """Its policy allows its own style and script by their hashes, and nothing else."""
    html = graph_html(build_graph(chain()), EN)
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert found is not None
    style, script = re.findall(r"<style>(.*?)</style>", html, re.DOTALL), re.findall(r"<script>(.*?)</script>", html, re.DOTALL)  # fmt: skip
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (*style, *script)]
    assert found[1] == f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'"
    assert set(re.findall(r"https?://[^\s\"']+", html)) == {"http://www.w3.org/2000/svg"}


def test_a_very_large_graph_keeps_its_most_cited_and_says_so() -> None:
    data = _data(graph_html(build_graph(chain()), EN, most=2))
    assert [n["label"] for n in data["nodes"]] == ["26-KH/TU", "120-KL/TW"]
    assert data["note"].startswith("2 documents")


def test_conflicts_and_candidates_are_on_the_page() -> None:
    cited = ["ngày 12/3/1999", "ngày 09/02/2014", ""]
    papers = [
        result(paper(f"{i}-KH/TU", f"{2015 + i}-01-05", TU, f"Thực hiện Chỉ thị số 45-CT/TW {day} của Ban Bí thư."))
        for i, day in enumerate(cited, 1)
    ]
    twice = [result(paper("9-KH/TU", day, TU, "x" * i), file=f"{i}.pdf") for i, day in enumerate(["2016-03-21", "2016-03-22"])]  # fmt: skip
    nodes = {n["id"]: n for n in _data(graph_html(build_graph([*papers, *twice]), EN))["nodes"]}
    assert len(nodes["vn-cpv:tw/-/ct/45?"]["candidates"]) >= 2
    assert nodes["vn-cpv:tu.lam-son/2016/kh/9"]["conflicts"] == ["date: 2016-03-21 (0.pdf) / 2016-03-22 (1.pdf)"]


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to open the page in")
def test_a_browser_shows_the_passage_of_a_document(tmp_path: Path) -> None:
    """Opened at a document's id, the panel holds its facts and the passage that cites it."""
    page = tmp_path / "graph.html"
    page.write_text(graph_html(build_graph(chain()), EN), "utf-8")
    url = f"{page.as_uri()}#vn-cpv%3Atw%2FVIII%2Fct%2F30"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
               "--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path}/profile"]  # fmt: skip
    done = subprocess.run(
        [str(CHROMIUM), *options, "--dump-dom", url], capture_output=True, text=True, check=False, timeout=120
    )
    panel = done.stdout.partition('<aside id="panel"')[2].partition("</aside>")[0]
    assert "<mark>Chỉ thị số 30-CT/TW, ngày 18/02/1998</mark>" in panel
    assert re.search(r'class="n cited[^"]* on"', done.stdout)


# --- Plots ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def graph() -> CitationGraph:
    return build_graph(chain())


def _texts(figure: Any) -> set[str]:
    axes = figure.axes[0]
    ticks = [t.get_text() for t in (*axes.get_xticklabels(), *axes.get_yticklabels())]
    return {t.get_text() for t in axes.texts} | set(ticks) | {axes.get_title(loc="left")}


def test_plot_of_the_spread(graph: CitationGraph) -> None:
    """One bar for each month and level in which documents cite it."""
    pytest.importorskip("matplotlib")
    from vndocparse.graph.plots import plot_spread

    figure = plot_spread(graph, "30-CT/TW")
    bars = [(round(b.get_height()), b.get_x()) for c in figure.axes[0].containers for b in c if b.get_height()]
    assert [height for height, _ in bars] == [1, 1]
    assert {"Documents citing 30-CT/TW", "1/2016", "3/2016"} <= _texts(figure)


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (["2016-01-05", "2016-06-05"], {"1/2016", "6/2016"}),
        (["2010-01-05", "2016-06-05"], {"1/2010"}),
        (["1990-01-05", "2016-06-05"], {"1990", "2016"}),
    ],
)
def test_many_months_are_drawn_as_quarters_or_years(days: list[str], labels: set[str]) -> None:
    pytest.importorskip("matplotlib")
    from vndocparse.graph.plots import plot_spread

    papers = [result(paper(f"{i}-KH/TU", day, TU, "Theo Luật Di sản văn hóa năm 1989.")) for i, day in enumerate(days, 1)]  # fmt: skip
    assert labels <= _texts(plot_spread(build_graph(papers), "vn:luat-di-san-van-hoa/1989"))


def test_plots_of_lags_most_cited_and_chains(graph: CitationGraph) -> None:
    pytest.importorskip("matplotlib")
    from vndocparse.graph.plots import plot_chains, plot_lags, plot_most_cited

    assert {"Province → District", "median 21 days (n = 1)"} <= _texts(plot_lags(graph))
    assert {"30-CT/TW (1998)", " 2"} <= _texts(plot_most_cited(graph))
    assert {"13-KH/ĐUK", "30-CT/TW"} <= _texts(plot_chains(graph))
    assert "Chuỗi triển khai dài nhất" in _texts(plot_chains(graph, lang="vi"))


def test_plots_of_an_empty_graph() -> None:
    pytest.importorskip("matplotlib")
    from vndocparse.graph.plots import plot_chains, plot_lags, plot_most_cited

    for plot in (plot_lags, plot_most_cited, plot_chains):
        plot(build_graph([])).canvas.draw_idle()


def test_without_matplotlib_the_error_names_the_command(graph: CitationGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    from vndocparse.graph.plots import plot_lags

    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(vndocparse.MissingExtraError, match=r"vndocparse\[graph\]"):
        plot_lags(graph)


# --- Command line --------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as people have it: results, JSON of something else, a document that is not read yet."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "all.jsonl").write_text(to_jsonl(chain()), "utf-8")
    (tmp_path / "in" / "settings.json").write_text('{"a": 1}', "utf-8")
    (tmp_path / "in" / "plan.txt").write_text(
        "TỈNH ỦY LAM SƠN\n*\nSố 9-KH/TU\nLam Sơn, ngày 05 tháng 6 năm 2016\nKẾ HOẠCH\nvề trồng cây\n"
        "Thực hiện Kết luận số 120-KL/TW, ngày 07/01/2016 của Bộ Chính trị, Tỉnh ủy lập kế hoạch.\n",
        "utf-8",
    )
    return tmp_path


def test_a_folder_becomes_a_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = folder / "graph.html"
    assert run(["graph", str(folder / "in"), "-o", str(output), "--engine", "none"]) == 0
    said = capsys.readouterr()
    assert said.out == "5 nodes: 4 read, 1 only cited, 0 ambiguous, 0 not identified; 6 edges.\n"
    assert said.err == "vndocparse: 1 JSON files in the folder hold no results and were passed over.\n"
    assert "9-KH/TU" in {n["label"] for n in _data(output.read_text("utf-8"))["nodes"]}


def test_a_page_is_not_lost_where_nothing_could_be_read(tmp_path: Path) -> None:
    page = tmp_path / "graph.html"
    page.write_text("the last one", "utf-8")
    assert run(["graph", str(tmp_path / "none.json"), "-o", str(page)]) == SourceNotFoundError.exit_code
    assert page.read_text("utf-8") == "the last one"


def test_the_report_of_a_batch_is_no_document(folder: Path) -> None:
    assert run(["graph", str(folder / "in"), "-o", str(folder / "a.csv"), "--engine", "none"]) == 0
    (folder / "in" / "report.html").write_text("<p>Số 12-BC/TU, ngày 03/4/2015</p>", "utf-8")
    (folder / "in" / "journal.sqlite3").touch()
    assert run(["graph", str(folder / "in"), "-o", str(folder / "b.csv"), "--engine", "none"]) == 0
    assert (folder / "b-nodes.csv").read_bytes() == (folder / "a-nodes.csv").read_bytes()


def test_a_page_in_the_folder_itself_is_not_read_the_next_time(folder: Path) -> None:
    output = folder / "in" / "graph.html"
    said = []
    for _ in range(2):
        assert run(["graph", str(folder / "in"), "-o", str(output), "--engine", "none"]) == 0
        said.append(output.read_text("utf-8"))
    assert said[0] == said[1]
    assert "<title>in</title>" in said[0]


@pytest.mark.parametrize("name", ["g.graphml", "g.gexf", "g.csv", "g.png", "g.svg"])
def test_outputs_by_their_names(folder: Path, name: str) -> None:
    plot = ["--plot", "chains"] if name.endswith(("png", "svg")) else []
    if plot:
        pytest.importorskip("matplotlib")
    output = folder / name
    assert run(["graph", str(folder / "in" / "all.jsonl"), "-o", str(output), *plot]) == 0
    assert output.read_bytes()[:4] in (b"<?xm", b"\x89PNG", b'\xef\xbb\xbf"')
    assert (folder / "g-nodes.csv").exists() is (name == "g.csv")


def test_a_document_whose_result_is_there_is_not_read_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder / "in" / "plan.txt"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    known = handmade.result()
    known = known.model_copy(update={"source": known.source.model_copy(update={"sha256": digest})})
    (folder / "in" / "known.json").write_text(to_json(known), "utf-8")
    assert run(["graph", str(folder / "in"), "-o", str(folder / "g.csv"), "--engine", "none"]) == 0
    assert "9-KH/TU" not in (folder / "g-nodes.csv").read_text("utf-8")


def test_conflicts_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copies = [result(paper("26-KH/TU", day, TU, "x" * i), file=f"{i}.pdf") for i, day in enumerate(["2016-03-21", "2016-03-27"])]  # fmt: skip
    (tmp_path / "a.jsonl").write_text(to_jsonl(copies), "utf-8")
    assert run(["graph", str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "g.csv"), "--lang", "vi"]) == 0
    assert "Các nguồn khác nhau về 26-KH/TU, ngày: 2016-03-21 (0.pdf) / 2016-03-27 (1.pdf)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "g.xyz"], "in which format"),
        (["-o", "g.html", "--plot", "lags"], "PNG, SVG or PDF"),
        (["-o", "g.png", "--plot", "pie"], 'no plot "pie"'),
        (["-o", "g.png", "--plot", "spread"], "--of 30-CT/TW"),
        (["-o", "g.png", "--plot", "spread", "--of", "99-CT/TW"], "No document of that number"),
    ],
)
def test_wrong_calls(folder: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(folder)
    assert run(["graph", "in/all.jsonl", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_an_input_that_fails_is_named_and_the_others_go_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = folder / "g.csv"
    assert run(["graph", str(folder / "none.json"), str(folder / "in" / "all.jsonl"), "-o", str(output)]) == 3
    assert "none.json" in capsys.readouterr().err
    assert output.exists()
